// Declarations of Amplitude-iOS 8.22.2. Facts from amplitude/Amplitude-iOS f1cfd38c, Sources/Amplitude/Public.

#pragma once

#import <Foundation/Foundation.h>

#import "AMPDefaultTrackingOptions.h"
#import "AMPIdentify.h"
#import "AMPMiddleware.h"
#import "AMPRevenue.h"
#import "AMPServerZone.h"

NS_ASSUME_NONNULL_BEGIN

@interface Amplitude : NSObject
@property (nonatomic, copy, readonly) NSString *apiKey;
@property (nonatomic, copy, readonly, nullable) NSString *userId;
@property (nonatomic, copy, readonly) NSString *deviceId;
@property (nonatomic, copy, readonly, nullable) NSString *instanceName;
@property (nonatomic, assign) BOOL optOut;
@property (nonatomic, assign) BOOL useDynamicConfig;
@property (nonatomic, assign) int eventUploadThreshold;
@property (nonatomic, assign) int eventUploadMaxBatchSize;
@property (nonatomic, assign) int eventMaxCount;
@property (nonatomic, assign) int eventUploadPeriodSeconds;
@property (nonatomic, assign) long minTimeBetweenSessionsMillis;
@property (nonatomic, assign) BOOL trackingSessionEvents DEPRECATED_MSG_ATTRIBUTE("Use `defaultTracking.sessions`");
@property (nonatomic, strong) AMPDefaultTrackingOptions *defaultTracking;
@property (nonatomic, strong, nullable) NSString *_Nonnull (^adSupportBlock)(void);
@property (nonatomic, assign) BOOL deferCheckInForeground;

+ (Amplitude *)instance;
+ (Amplitude *)instanceWithName:(nullable NSString *)instanceName;
- (void)initializeApiKey:(NSString *)apiKey;
- (void)initializeApiKey:(NSString *)apiKey userId:(nullable NSString *)userId;
- (void)checkInForeground;
- (void)logEvent:(NSString *)eventType;
- (void)logEvent:(NSString *)eventType withEventProperties:(nullable NSDictionary *)eventProperties;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
    withMiddlewareExtra:(nullable NSMutableDictionary *)extra;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
     withUserProperties:(NSDictionary *)userProperties;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
           outOfSession:(BOOL)outOfSession;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
             withGroups:(nullable NSDictionary *)groups;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
             withGroups:(nullable NSDictionary *)groups
           outOfSession:(BOOL)outOfSession;
- (void)logEvent:(NSString *)eventType
      withEventProperties:(nullable NSDictionary *)eventProperties
               withGroups:(nullable NSDictionary *)groups
    withLongLongTimestamp:(long long)longLongTimestamp
             outOfSession:(BOOL)outOfSession;
- (void)logEvent:(NSString *)eventType
    withEventProperties:(nullable NSDictionary *)eventProperties
             withGroups:(nullable NSDictionary *)groups
          withTimestamp:(NSNumber *)timestamp
           outOfSession:(BOOL)outOfSession;
- (void)logRevenueV2:(AMPRevenue *)revenue;
- (void)identify:(AMPIdentify *)identify;
- (void)identify:(AMPIdentify *)identify outOfSession:(BOOL)outOfSession;
- (void)setUserProperties:(NSDictionary *)userProperties;
- (void)clearUserProperties;
- (void)setGroup:(NSString *)groupType groupName:(NSObject *)groupName;
- (void)groupIdentifyWithGroupType:(NSString *)groupType
                         groupName:(NSObject *)groupName
                     groupIdentify:(AMPIdentify *)groupIdentify;
- (void)groupIdentifyWithGroupType:(NSString *)groupType
                         groupName:(NSObject *)groupName
                     groupIdentify:(AMPIdentify *)groupIdentify
                      outOfSession:(BOOL)outOfSession;
- (void)setUserId:(nullable NSString *)userId;
- (void)setUserId:(nullable NSString *)userId startNewSession:(BOOL)startNewSession;
- (void)setDeviceId:(NSString *)deviceId;
- (void)setOptOut:(BOOL)enabled;
- (void)setOffline:(BOOL)offline;
- (void)useAdvertisingIdForDeviceId;
- (void)enableCoppaControl;
- (void)disableCoppaControl;
- (void)setServerUrl:(NSString *)serverUrl;
- (void)setServerZone:(AMPServerZone)serverZone;
- (void)setServerZone:(AMPServerZone)serverZone updateServerUrl:(BOOL)updateServerUrl;
- (void)addEventMiddleware:(id<AMPMiddleware>)middleware;
- (void)removeEventMiddleware:(id<AMPMiddleware>)middleware;
- (NSString *)getDeviceId;
- (void)regenerateDeviceId;
- (long long)getSessionId;
- (void)setSessionId:(long long)timestamp;
- (void)uploadEvents;
- (void)continueUserActivity:(NSUserActivity *)activity;
- (void)openURL:(NSURL *)url;
@end

NS_ASSUME_NONNULL_END
