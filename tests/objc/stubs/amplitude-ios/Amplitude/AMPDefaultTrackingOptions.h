#pragma once

#import <Foundation/Foundation.h>

@interface AMPDefaultTrackingOptions : NSObject
@property (nonatomic, assign) BOOL sessions;
@property (nonatomic, assign) BOOL appLifecycles;
@property (nonatomic, assign) BOOL deepLinks;
@property (nonatomic, assign) BOOL screenViews;
+ (instancetype)initWithSessions:(BOOL)sessions
                   appLifecycles:(BOOL)appLifecycles
                       deepLinks:(BOOL)deepLinks
                     screenViews:(BOOL)screenViews;
+ (instancetype)initWithAllEnabled;
+ (instancetype)initWithNoneEnabled;
@end
