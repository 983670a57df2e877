// As much of UIKit as the fixtures use: declarations only, for clang -fsyntax-only.

#pragma once

#import <Foundation/Foundation.h>

#define IBAction void
#define IBOutlet

NS_ASSUME_NONNULL_BEGIN

@class UIApplication, UIViewController, UIWindow;

@interface UIResponder : NSObject
@end

@interface UIView : UIResponder
@property (nonatomic, getter=isHidden) BOOL hidden;
@property (nonatomic) NSInteger tag;
@end

@interface UIControl : UIView
@end

@interface UIButton : UIControl
@property (nullable, nonatomic, readonly) NSString *currentTitle;
@end

@interface UILabel : UIView
@property (nullable, nonatomic, copy) NSString *text;
@end

@interface UITextField : UIControl
@property (nullable, nonatomic, copy) NSString *text;
@end

@interface UIViewController : UIResponder
@property (null_resettable, nonatomic, strong) UIView *view;
@property (nullable, nonatomic, copy) NSString *title;
- (void)viewDidLoad;
- (void)viewWillAppear:(BOOL)animated;
- (void)viewDidAppear:(BOOL)animated;
- (void)viewWillDisappear:(BOOL)animated;
- (void)viewDidDisappear:(BOOL)animated;
@end

@interface UITableViewController : UIViewController
@end

@interface UIWindow : UIView
@property (nullable, nonatomic, strong) UIViewController *rootViewController;
- (void)makeKeyAndVisible;
@end

typedef NSString *UIApplicationLaunchOptionsKey;
typedef NSString *UIApplicationOpenURLOptionsKey;
typedef void (^UIBackgroundFetchCompletion)(NSUInteger result);

@protocol UIApplicationDelegate <NSObject>
@optional
@property (nullable, nonatomic, strong) UIWindow *window;
- (BOOL)application:(UIApplication *)application
    didFinishLaunchingWithOptions:(nullable NSDictionary<UIApplicationLaunchOptionsKey, id> *)launchOptions;
- (BOOL)application:(UIApplication *)application
            openURL:(NSURL *)url
            options:(NSDictionary<UIApplicationOpenURLOptionsKey, id> *)options;
- (void)application:(UIApplication *)application didReceiveRemoteNotification:(NSDictionary *)userInfo;
- (void)application:(UIApplication *)application
    didRegisterForRemoteNotificationsWithDeviceToken:(NSData *)deviceToken;
@end

@interface UIApplication : UIResponder
@property (class, nonatomic, readonly) UIApplication *sharedApplication;
@property (nullable, nonatomic, assign) id<UIApplicationDelegate> delegate;
@end

@interface UIDevice : NSObject
@property (class, nonatomic, readonly) UIDevice *currentDevice;
@property (nullable, nonatomic, readonly, strong) NSUUID *identifierForVendor;
@property (nonatomic, readonly, strong) NSString *systemVersion;
@end

NS_ASSUME_NONNULL_END
