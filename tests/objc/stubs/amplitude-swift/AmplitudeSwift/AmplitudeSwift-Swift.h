// The Objective-C side of Amplitude-Swift 1.18.6. Facts from amplitude/Amplitude-Swift 17ca168c, Sources/Amplitude/ObjC.

#pragma once

#import <Foundation/Foundation.h>

NS_ASSUME_NONNULL_BEGIN

@class Amplitude, AMPBaseEvent, AMPPlan;

typedef void (^AMPEventCallback)(AMPBaseEvent *event, NSInteger code, NSString *message);

typedef NS_ENUM(NSInteger, AMPServerZone) {
    AMPServerZoneUS = 0,
    AMPServerZoneEU = 1,
};

typedef NS_ENUM(NSInteger, AMPLogLevel) {
    AMPLogLevelOff = 0,
    AMPLogLevelError = 1,
    AMPLogLevelWarn = 2,
    AMPLogLevelLog = 3,
    AMPLogLevelDebug = 4,
};

typedef NS_ENUM(NSInteger, AMPPluginType) {
    AMPPluginTypeBefore = 0,
    AMPPluginTypeEnrichment = 1,
    AMPPluginTypeDestination = 2,
    AMPPluginTypeUtility = 3,
    AMPPluginTypeObserve = 4,
};

@interface AMPPlan : NSObject
@property (nonatomic, copy, nullable) NSString *branch;
@property (nonatomic, copy, nullable) NSString *source;
@property (nonatomic, copy, nullable) NSString *version;
@property (nonatomic, copy, nullable) NSString *versionId;
@end

@interface AMPProperties : NSObject
- (nullable id)get:(NSString *)key;
- (AMPProperties *)set:(NSString *)key value:(id)value;
- (AMPProperties *)remove:(NSString *)key;
@end

@interface AMPEventOptions : NSObject
@property (nonatomic, copy, nullable) NSString *userId;
@property (nonatomic, copy, nullable) NSString *deviceId;
@property (nonatomic, copy, nullable) NSString *insertId;
@property (nonatomic, copy, nullable) NSString *appVersion;
@property (nonatomic, copy, nullable) NSString *versionName;
@property (nonatomic, copy, nullable) NSString *platform;
@property (nonatomic, copy, nullable) NSString *osName;
@property (nonatomic, copy, nullable) NSString *osVersion;
@property (nonatomic, copy, nullable) NSString *deviceBrand;
@property (nonatomic, copy, nullable) NSString *deviceManufacturer;
@property (nonatomic, copy, nullable) NSString *deviceModel;
@property (nonatomic, copy, nullable) NSString *carrier;
@property (nonatomic, copy, nullable) NSString *country;
@property (nonatomic, copy, nullable) NSString *region;
@property (nonatomic, copy, nullable) NSString *city;
@property (nonatomic, copy, nullable) NSString *dma;
@property (nonatomic, copy, nullable) NSString *idfa;
@property (nonatomic, copy, nullable) NSString *idfv;
@property (nonatomic, copy, nullable) NSString *adid;
@property (nonatomic, copy, nullable) NSString *language;
@property (nonatomic, copy, nullable) NSString *library;
@property (nonatomic, copy, nullable) NSString *ip;
@property (nonatomic, copy, nullable) NSString *productId;
@property (nonatomic, copy, nullable) NSString *revenueType;
@property (nonatomic, copy, nullable) NSString *currency;
@property (nonatomic, copy, nullable) NSString *partnerId;
@property (nonatomic) int64_t timestamp;
@property (nonatomic) int64_t eventId;
@property (nonatomic) int64_t sessionId;
@property (nonatomic) double locationLat;
@property (nonatomic) double locationLng;
@property (nonatomic) double revenue;
@property (nonatomic) double price;
@property (nonatomic) NSInteger quantity;
@property (nonatomic, readonly) AMPProperties *extra;
@property (nonatomic, copy, nullable) AMPEventCallback callback;
@property (nonatomic, strong, nullable) AMPPlan *plan;
- (void)mergeEventOptions:(AMPEventOptions *)other;
@end

@interface AMPBaseEvent : AMPEventOptions
@property (nonatomic, readonly, copy) NSString *eventType;
@property (nonatomic, readonly) AMPProperties *eventProperties;
@property (nonatomic, readonly) AMPProperties *userProperties;
@property (nonatomic, readonly) AMPProperties *groups;
@property (nonatomic, readonly) AMPProperties *groupProperties;
+ (AMPBaseEvent *)initWithEventType:(NSString *)eventType;
+ (AMPBaseEvent *)initWithEventType:(NSString *)eventType
                    eventProperties:(nullable NSDictionary<NSString *, id> *)eventProperties;
- (instancetype)initWithEventType:(NSString *)eventType;
- (instancetype)initWithEventType:(NSString *)eventType
                  eventProperties:(nullable NSDictionary<NSString *, id> *)eventProperties;
@end

@interface AMPScreenViewedEvent : AMPBaseEvent
+ (AMPScreenViewedEvent *)initWithScreenName:(NSString *)screenName;
- (instancetype)initWithScreenName:(NSString *)screenName;
@end

@interface AMPDeepLinkOpenedEvent : AMPBaseEvent
+ (AMPDeepLinkOpenedEvent *)initWithActivity:(NSUserActivity *)activity;
+ (AMPDeepLinkOpenedEvent *)initWithUrl:(nullable NSString *)url;
+ (AMPDeepLinkOpenedEvent *)initWithUrl:(nullable NSString *)url referrer:(nullable NSString *)referrer;
@end

@interface AMPIdentify : NSObject
- (AMPIdentify *)set:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)setOnce:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)prepend:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)append:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)postInsert:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)preInsert:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)remove:(NSString *)property value:(nullable id)value;
- (AMPIdentify *)add:(NSString *)property valueInt:(NSInteger)value;
- (AMPIdentify *)add:(NSString *)property valueInt64:(int64_t)value;
- (AMPIdentify *)add:(NSString *)property valueDouble:(double)value;
- (AMPIdentify *)add:(NSString *)property valueFloat:(float)value;
- (AMPIdentify *)unset:(NSString *)property;
- (AMPIdentify *)clearAll;
@end

@interface AMPRevenue : NSObject
@property (nonatomic, copy, nullable) NSString *productId;
@property (nonatomic) NSInteger quantity;
@property (nonatomic) double price;
@property (nonatomic) double revenue;
@property (nonatomic, copy, nullable) NSString *revenueType;
@property (nonatomic, copy, nullable) NSString *currency;
@property (nonatomic, copy, nullable) NSString *receipt;
@property (nonatomic, copy, nullable) NSString *receiptSig;
@property (nonatomic, readonly) AMPProperties *properties;
- (AMPRevenue *)setReceipt:(NSString *)receipt receiptSignature:(NSString *)receiptSignature;
@end

@interface AMPAutocaptureOptions : NSObject
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *sessions;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *appLifecycles;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *screenViews;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *elementInteractions;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *networkTracking;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *frustrationInteractions;
@property (class, nonatomic, readonly, strong) AMPAutocaptureOptions *all;
- (instancetype)initWithOptionsToUnion:(NSArray<AMPAutocaptureOptions *> *)optionsToUnion;
- (void)formUnion:(AMPAutocaptureOptions *)other;
- (AMPAutocaptureOptions *)union:(AMPAutocaptureOptions *)option;
- (BOOL)contains:(AMPAutocaptureOptions *)option;
@end

@interface AMPConfiguration : NSObject
@property (nonatomic, readonly, copy) NSString *apiKey;
@property (nonatomic) NSInteger flushQueueSize;
@property (nonatomic) NSInteger flushIntervalMillis;
@property (nonatomic, readonly, copy) NSString *instanceName;
@property (nonatomic) BOOL optOut;
@property (nonatomic) AMPLogLevel logLevel;
@property (nonatomic) NSInteger minIdLength;
@property (nonatomic, copy, nullable) NSString *partnerId;
@property (nonatomic) NSInteger flushMaxRetries;
@property (nonatomic) BOOL useBatch;
@property (nonatomic) AMPServerZone serverZone;
@property (nonatomic, copy, nullable) NSString *serverUrl;
@property (nonatomic, strong, nullable) AMPPlan *plan;
@property (nonatomic) BOOL enableCoppaControl;
@property (nonatomic) BOOL flushEventsOnClose;
@property (nonatomic) NSInteger minTimeBetweenSessionsMillis;
@property (nonatomic, strong) AMPAutocaptureOptions *autocapture;
@property (nonatomic) NSInteger identifyBatchIntervalMillis;
@property (nonatomic) BOOL migrateLegacyData;
@property (nonatomic, strong, nullable) NSNumber *offline;
+ (AMPConfiguration *)initWithApiKey:(NSString *)apiKey;
+ (AMPConfiguration *)initWithApiKey:(NSString *)apiKey instanceName:(NSString *)instanceName;
- (instancetype)initWithApiKey:(NSString *)apiKey;
- (instancetype)initWithApiKey:(NSString *)apiKey instanceName:(NSString *)instanceName;
- (instancetype)initWithApiKey:(NSString *)apiKey
                  instanceName:(NSString *)instanceName
 enableAutocaptureRemoteConfig:(BOOL)enableAutoCaptureRemoteConfig;
@end

@interface AMPPlugin : NSObject
+ (AMPPlugin *)initWithType:(AMPPluginType)type execute:(AMPBaseEvent *_Nullable (^)(AMPBaseEvent *event))execute;
+ (AMPPlugin *)initWithType:(AMPPluginType)type
                      setup:(void (^)(Amplitude *amplitude))setup
                    execute:(AMPBaseEvent *_Nullable (^)(AMPBaseEvent *event))execute;
- (instancetype)initWithType:(AMPPluginType)type execute:(AMPBaseEvent *_Nullable (^)(AMPBaseEvent *event))execute;
- (instancetype)initWithType:(AMPPluginType)type
                       setup:(void (^)(Amplitude *amplitude))setup
                     execute:(AMPBaseEvent *_Nullable (^)(AMPBaseEvent *event))execute;
@end

@interface Amplitude : NSObject
@property (nonatomic, readonly, strong) AMPConfiguration *configuration;
+ (Amplitude *)initWithConfiguration:(AMPConfiguration *)configuration;
- (instancetype)initWithConfiguration:(AMPConfiguration *)configuration;
- (Amplitude *)track:(AMPBaseEvent *)event;
- (Amplitude *)track:(AMPBaseEvent *)event callback:(nullable AMPEventCallback)callback;
- (Amplitude *)track:(AMPBaseEvent *)event options:(nullable AMPEventOptions *)options;
- (Amplitude *)track:(AMPBaseEvent *)event
             options:(nullable AMPEventOptions *)options
            callback:(nullable AMPEventCallback)callback;
- (Amplitude *)track:(NSString *)eventType eventProperties:(nullable NSDictionary<NSString *, id> *)eventProperties;
- (Amplitude *)track:(NSString *)eventType
     eventProperties:(nullable NSDictionary<NSString *, id> *)eventProperties
             options:(nullable AMPEventOptions *)options;
- (Amplitude *)identify:(AMPIdentify *)identify;
- (Amplitude *)identify:(AMPIdentify *)identify options:(nullable AMPEventOptions *)options;
- (Amplitude *)groupIdentify:(NSString *)groupType groupName:(NSString *)groupName identify:(AMPIdentify *)identify;
- (Amplitude *)groupIdentify:(NSString *)groupType
                   groupName:(NSString *)groupName
                    identify:(AMPIdentify *)identify
                     options:(nullable AMPEventOptions *)options;
- (Amplitude *)setGroup:(NSString *)groupType groupName:(NSString *)groupName;
- (Amplitude *)setGroup:(NSString *)groupType
              groupName:(NSString *)groupName
                options:(nullable AMPEventOptions *)options;
- (Amplitude *)setGroup:(NSString *)groupType groupNames:(NSArray<NSString *> *)groupNames;
- (Amplitude *)revenue:(AMPRevenue *)revenue;
- (Amplitude *)revenue:(AMPRevenue *)revenue options:(nullable AMPEventOptions *)options;
- (Amplitude *)add:(id)plugin;
- (Amplitude *)remove:(AMPPlugin *)plugin;
- (Amplitude *)flush;
- (Amplitude *)setUserId:(nullable NSString *)userId;
- (Amplitude *)setDeviceId:(nullable NSString *)deviceId;
- (nullable NSString *)getUserId;
- (nullable NSString *)getDeviceId;
- (int64_t)getSessionId;
- (Amplitude *)setSessionIdWithTimestamp:(int64_t)timestamp;
- (Amplitude *)setSessionIdWithDate:(NSDate *)date;
- (Amplitude *)reset;
@end

NS_ASSUME_NONNULL_END
