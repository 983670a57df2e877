#pragma once

#import <Foundation/Foundation.h>

@interface AMPIdentify : NSObject
+ (instancetype)identify;
- (AMPIdentify *)add:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)append:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)clearAll;
- (AMPIdentify *)prepend:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)set:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)setOnce:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)unset:(NSString *)property;
- (AMPIdentify *)preInsert:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)postInsert:(NSString *)property value:(NSObject *)value;
- (AMPIdentify *)remove:(NSString *)property value:(NSObject *)value;
@end
