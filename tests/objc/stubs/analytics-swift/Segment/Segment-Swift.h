// The Objective-C side of Analytics-Swift. Facts from segmentio/analytics-swift c9a0d630, Sources/Segment/ObjC.

#pragma once

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@protocol SEGPlugin
@end

@protocol SEGRawEvent <NSObject>
@property (nonatomic, readonly, copy, nullable) NSString *type;
@property (nonatomic, readonly, copy, nullable) NSString *messageId;
@property (nonatomic, copy, nullable) NSString *anonymousId;
@property (nonatomic, copy, nullable) NSString *userId;
@property (nonatomic, copy, nullable) NSDictionary<NSString *, id> *context;
@property (nonatomic, copy, nullable) NSDictionary<NSString *, id> *integrations;
@end

@interface SEGTrackEvent : NSObject <SEGRawEvent>
@property (nonatomic, copy) NSString *event;
@property (nonatomic, copy, nullable) NSDictionary<NSString *, id> *properties;
- (instancetype)initWithName:(NSString *)name properties:(nullable NSDictionary<NSString *, id> *)properties;
@end

@interface SEGEventPlugin : NSObject <SEGPlugin>
- (nullable id<SEGRawEvent>)executeEvent:(nullable id<SEGRawEvent>)event;
@end

@interface SEGBlockPlugin : SEGEventPlugin
- (instancetype)initWithBlock:(id<SEGRawEvent> _Nullable (^)(id<SEGRawEvent> _Nullable event))block;
@end

@interface SEGConfiguration : NSObject
@property (nonatomic, nullable) id application;
@property (nonatomic) BOOL trackApplicationLifecycleEvents;
@property (nonatomic) NSInteger flushAt;
@property (nonatomic) NSTimeInterval flushInterval;
@property (nonatomic, copy) NSDictionary<NSString *, id> *defaultSettings;
@property (nonatomic) BOOL autoAddSegmentDestination;
@property (nonatomic, copy) NSString *apiHost;
@property (nonatomic, copy) NSString *cdnHost;
@property (nonatomic, copy, nullable) NSURLRequest * (^requestFactory)(NSURLRequest *request);
- (instancetype)initWithWriteKey:(NSString *)writeKey;
@end

@interface SEGAnalytics : NSObject
@property (nonatomic, readonly, copy) NSString *anonymousId;
@property (nonatomic, readonly, copy, nullable) NSString *userId;
- (instancetype)initWithConfiguration:(SEGConfiguration *)configuration;
- (void)track:(NSString *)name;
- (void)track:(NSString *)name properties:(nullable NSDictionary<NSString *, id> *)properties;
- (void)identify:(NSString *)userId;
- (void)identify:(nullable NSString *)userId traits:(nullable NSDictionary<NSString *, id> *)traits;
- (void)screen:(NSString *)title;
- (void)screen:(NSString *)title category:(nullable NSString *)category;
- (void)screen:(NSString *)title
      category:(nullable NSString *)category
    properties:(nullable NSDictionary<NSString *, id> *)properties;
- (void)group:(NSString *)groupId;
- (void)group:(NSString *)groupId traits:(nullable NSDictionary<NSString *, id> *)traits;
- (void)alias:(NSString *)newId;
- (nullable NSDictionary<NSString *, id> *)traits;
- (void)flush;
- (void)reset;
- (nullable NSDictionary<NSString *, id> *)settings;
- (void)openURL:(NSURL *)url options:(NSDictionary<NSString *, id> *)options;
- (NSString *)version;
- (void)addPlugin:(nullable id<SEGPlugin>)plugin;
- (void)addPlugin:(nullable id<SEGPlugin>)plugin destinationKey:(NSString *)destinationKey;
@end

NS_ASSUME_NONNULL_END
