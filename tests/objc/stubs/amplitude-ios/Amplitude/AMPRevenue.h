#pragma once

#import <Foundation/Foundation.h>

@interface AMPRevenue : NSObject
@property (nonatomic, strong, readonly) NSString *productId;
@property (nonatomic, strong, readonly) NSNumber *price;
@property (nonatomic, readonly) NSInteger quantity;
@property (nonatomic, strong, readonly) NSString *revenueType;
@property (nonatomic, strong, readonly) NSData *receipt;
@property (nonatomic, strong, readonly) NSDictionary *properties;
+ (instancetype)revenue;
- (BOOL)isValidRevenue;
- (AMPRevenue *)setProductIdentifier:(NSString *)productIdentifier;
- (AMPRevenue *)setQuantity:(NSInteger)quantity;
- (AMPRevenue *)setPrice:(NSNumber *)price;
- (AMPRevenue *)setRevenueType:(NSString *)revenueType;
- (AMPRevenue *)setReceipt:(NSData *)receipt;
- (AMPRevenue *)setEventProperties:(NSDictionary *)eventProperties;
@end
