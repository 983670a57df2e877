#pragma once

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@interface AMPMiddlewarePayload : NSObject
@property NSMutableDictionary *event;
@property NSMutableDictionary *_Nullable extra;
@end

typedef void (^AMPMiddlewareNext)(AMPMiddlewarePayload *_Nullable newPayload);
typedef void (^AMPMiddlewareBlock)(AMPMiddlewarePayload *payload, AMPMiddlewareNext next);

@protocol AMPMiddleware
- (void)run:(AMPMiddlewarePayload *)payload next:(AMPMiddlewareNext)next;
@end

@interface AMPBlockMiddleware : NSObject <AMPMiddleware>
- (instancetype)initWithBlock:(AMPMiddlewareBlock)block;
@end

NS_ASSUME_NONNULL_END
