// Declarations of Analytics-iOS 4.1.8. Facts from segmentio/analytics-ios 4b096894, Segment/Classes/SEG*.h.

#pragma once

#import <UIKit/UIKit.h>

NS_ASSUME_NONNULL_BEGIN

@class SEGAnalytics, SEGAnalyticsConfiguration, SEGContext, SEGDestinationMiddleware, SEGPayload;

typedef NSMutableURLRequest *_Nonnull (^SEGRequestFactory)(NSURL *);
typedef NSString *_Nonnull (^SEGAdSupportBlock)(void);
typedef void (^SEGMiddlewareNext)(SEGContext *_Nullable newContext);
typedef void (^SEGMiddlewareBlock)(SEGContext *context, SEGMiddlewareNext next);

typedef NS_ENUM(NSInteger, SEGEventType) {
    SEGEventTypeUndefined,
    SEGEventTypeIdentify,
    SEGEventTypeTrack,
    SEGEventTypeScreen,
    SEGEventTypeGroup,
    SEGEventTypeAlias,
    SEGEventTypeReset,
    SEGEventTypeFlush,
};

@protocol SEGCrypto <NSObject>
- (nullable NSData *)encrypt:(NSData *)data;
- (nullable NSData *)decrypt:(NSData *)data;
@end

@protocol SEGMiddleware
- (void)context:(SEGContext *)context next:(SEGMiddlewareNext)next;
@end

@protocol SEGMutableContext <NSObject>
@property (nonatomic) SEGEventType eventType;
@property (nonatomic, nullable) SEGPayload *payload;
@property (nonatomic) BOOL debug;
@end

@protocol SEGIntegration <NSObject>
@end

@protocol SEGIntegrationFactory
- (id<SEGIntegration>)createWithSettings:(NSDictionary *)settings forAnalytics:(SEGAnalytics *)analytics;
- (NSString *)key;
@end

@interface SEGPayload : NSObject
@property (nonatomic, readonly) NSDictionary<NSString *, id> *context;
@property (nonatomic, readonly) NSDictionary<NSString *, id> *integrations;
@property (nonatomic, strong) NSString *timestamp;
@property (nonatomic, strong) NSString *messageId;
@property (nonatomic, strong) NSString *anonymousId;
@property (nonatomic, strong) NSString *userId;
@end

@interface SEGTrackPayload : SEGPayload
@property (nonatomic, readonly) NSString *event;
@property (nonatomic, readonly, nullable) NSDictionary *properties;
- (instancetype)initWithEvent:(NSString *)event
                   properties:(NSDictionary *_Nullable)properties
                      context:(NSDictionary *)context
                 integrations:(NSDictionary *)integrations;
@end

@interface SEGContext : NSObject
@property (nonatomic, readonly) SEGEventType eventType;
@property (nonatomic, readonly, nullable) SEGPayload *payload;
- (SEGContext *)modify:(void (^)(id<SEGMutableContext> ctx))modify;
@end

@interface SEGBlockMiddleware : NSObject <SEGMiddleware>
- (instancetype)initWithBlock:(SEGMiddlewareBlock)block;
@end

@interface SEGDestinationMiddleware : NSObject
- (instancetype)initWithKey:(NSString *)integrationKey middleware:(NSArray<id<SEGMiddleware>> *)middleware;
@end

@interface SEGAnalyticsExperimental : NSObject
@property (nonatomic, assign) BOOL nanosecondTimestamps;
@end

@interface SEGAnalyticsConfiguration : NSObject
+ (instancetype)configurationWithWriteKey:(NSString *)writeKey;
+ (instancetype)configurationWithWriteKey:(NSString *)writeKey defaultAPIHost:(NSURL *_Nullable)defaultAPIHost;
@property (nonatomic, copy, readonly) NSString *writeKey;
@property (nonatomic, assign) BOOL shouldUseLocationServices;
@property (nonatomic, assign) BOOL enableAdvertisingTracking;
@property (nonatomic, assign) NSUInteger flushAt;
@property (nonatomic, assign) NSTimeInterval flushInterval;
@property (nonatomic, assign) NSUInteger maxQueueSize;
@property (nonatomic, assign) BOOL trackApplicationLifecycleEvents;
@property (nonatomic, assign) BOOL shouldUseBluetooth;
@property (nonatomic, assign) BOOL recordScreenViews;
@property (nonatomic, assign) BOOL trackInAppPurchases;
@property (nonatomic, assign) BOOL trackPushNotifications;
@property (nonatomic, assign) BOOL trackDeepLinks;
@property (nonatomic, strong, nullable) NSDictionary *launchOptions;
@property (nonatomic, strong, nullable) SEGRequestFactory requestFactory;
@property (nonatomic, strong, nullable) id<SEGCrypto> crypto;
@property (nonatomic, strong, nullable) NSDictionary *defaultSettings;
@property (nonatomic, strong, nullable) NSArray<id<SEGMiddleware>> *middlewares;
@property (nonatomic, strong, nullable) NSArray<id<SEGMiddleware>> *sourceMiddleware;
@property (nonatomic, strong, nullable) NSArray<SEGDestinationMiddleware *> *destinationMiddleware;
@property (nonatomic, strong) NSDictionary<NSString *, NSString *> *payloadFilters;
@property (nonatomic, strong, nullable) id<NSURLSessionDelegate> httpSessionDelegate;
@property (nonatomic, strong, nullable) SEGAdSupportBlock adSupportBlock;
@property (nonatomic, readonly) SEGAnalyticsExperimental *experimental;
- (void)use:(id<SEGIntegrationFactory>)factory;
@end

@interface SEGAnalytics : NSObject
- (instancetype)initWithConfiguration:(SEGAnalyticsConfiguration *)configuration;
+ (void)setupWithConfiguration:(SEGAnalyticsConfiguration *)configuration;
+ (void)debug:(BOOL)showDebugLogs;
+ (instancetype)sharedAnalytics;
+ (NSString *)version;
- (void)identify:(NSString *_Nullable)userId;
- (void)identify:(NSString *_Nullable)userId traits:(NSDictionary<NSString *, id> *_Nullable)traits;
- (void)identify:(NSString *_Nullable)userId
          traits:(NSDictionary<NSString *, id> *_Nullable)traits
         options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)track:(NSString *)event;
- (void)track:(NSString *)event properties:(NSDictionary<NSString *, id> *_Nullable)properties;
- (void)track:(NSString *)event
    properties:(NSDictionary<NSString *, id> *_Nullable)properties
       options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)screen:(NSString *)screenTitle;
- (void)screen:(NSString *)screenTitle category:(NSString *_Nullable)category;
- (void)screen:(NSString *)screenTitle properties:(NSDictionary<NSString *, id> *_Nullable)properties;
- (void)screen:(NSString *)screenTitle
      category:(NSString *_Nullable)category
    properties:(NSDictionary<NSString *, id> *_Nullable)properties;
- (void)screen:(NSString *)screenTitle
    properties:(NSDictionary<NSString *, id> *_Nullable)properties
       options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)screen:(NSString *)screenTitle
      category:(NSString *_Nullable)category
    properties:(NSDictionary<NSString *, id> *_Nullable)properties
       options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)group:(NSString *)groupId;
- (void)group:(NSString *)groupId traits:(NSDictionary<NSString *, id> *_Nullable)traits;
- (void)group:(NSString *)groupId
       traits:(NSDictionary<NSString *, id> *_Nullable)traits
      options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)alias:(NSString *)newId;
- (void)alias:(NSString *)newId options:(NSDictionary<NSString *, id> *_Nullable)options;
- (void)receivedRemoteNotification:(NSDictionary *)userInfo;
- (void)failedToRegisterForRemoteNotificationsWithError:(NSError *)error;
- (void)registeredForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken;
- (void)handleActionWithIdentifier:(NSString *)identifier forRemoteNotification:(NSDictionary *)userInfo;
- (void)continueUserActivity:(NSUserActivity *)activity;
- (void)openURL:(NSURL *)url options:(NSDictionary *)options;
- (void)flush;
- (void)reset;
- (void)enable;
- (void)disable;
- (NSDictionary *)bundledIntegrations;
- (NSString *)getAnonymousId;
- (NSString *)getDeviceToken;
@end

NS_ASSUME_NONNULL_END
