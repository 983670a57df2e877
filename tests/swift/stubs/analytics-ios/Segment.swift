// Signatures of Analytics-iOS 4.1.8 as Swift imports them from its headers, without bodies.
// Facts from segmentio/analytics-ios 4b096894, Segment/Classes/SEG*.h. Module: Segment (Analytics up to 4.0).

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

#if canImport(UIKit)
import UIKit
#endif

public typealias RequestFactory = (URL) -> NSMutableURLRequest
public typealias MiddlewareNext = (Context?) -> Void

open class Analytics: NSObject {
    public override init() { fatalError() }
    public init(configuration: AnalyticsConfiguration) {}

    @available(*, deprecated, message: "One time use object")
    public var configuration: AnalyticsConfiguration? { fatalError() }

    open class func setup(with configuration: AnalyticsConfiguration) {}
    open class func debug(_ showDebugLogs: Bool) {}
    open class func shared() -> Self { fatalError() }
    open class func version() -> String { fatalError() }

    open func identify(_ userId: String?, traits: [String: Any]?, options: [String: Any]?) {}
    open func identify(_ userId: String?, traits: [String: Any]?) {}
    open func identify(_ userId: String?) {}

    open func track(_ event: String, properties: [String: Any]?, options: [String: Any]?) {}
    open func track(_ event: String, properties: [String: Any]?) {}
    open func track(_ event: String) {}

    open func screen(_ screenTitle: String, category: String?, properties: [String: Any]?, options: [String: Any]?) {}
    open func screen(_ screenTitle: String, properties: [String: Any]?, options: [String: Any]?) {}
    open func screen(_ screenTitle: String, category: String?, properties: [String: Any]?) {}
    open func screen(_ screenTitle: String, properties: [String: Any]?) {}
    open func screen(_ screenTitle: String, category: String?) {}
    open func screen(_ screenTitle: String) {}

    open func group(_ groupId: String, traits: [String: Any]?, options: [String: Any]?) {}
    open func group(_ groupId: String, traits: [String: Any]?) {}
    open func group(_ groupId: String) {}

    open func alias(_ newId: String, options: [String: Any]?) {}
    open func alias(_ newId: String) {}

    open func receivedRemoteNotification(_ userInfo: [AnyHashable: Any]) {}
    open func failedToRegisterForRemoteNotificationsWithError(_ error: Error) {}
    open func registeredForRemoteNotifications(withDeviceToken deviceToken: Data) {}
    open func handleAction(withIdentifier identifier: String, forRemoteNotification userInfo: [AnyHashable: Any]) {}
    open func open(_ url: URL, options: [AnyHashable: Any]) {}
    #if canImport(UIKit) || canImport(ObjectiveC)
    open func `continue`(_ activity: NSUserActivity) {}
    #endif

    open func flush() {}
    open func reset() {}
    open func enable() {}
    open func disable() {}
    @discardableResult
    open func bundledIntegrations() -> [AnyHashable: Any] { fatalError() }
    @discardableResult
    open func getAnonymousId() -> String { fatalError() }
    @discardableResult
    open func getDeviceToken() -> String { fatalError() }
    @discardableResult
    open func edgeFunction() -> EdgeFunctionMiddleware? { fatalError() }
}

open class AnalyticsConfiguration: NSObject {
    public convenience init(writeKey: String) { fatalError() }
    public convenience init(writeKey: String, defaultAPIHost: URL?) { fatalError() }

    open var writeKey: String { fatalError() }
    open var apiHost: URL? { fatalError() }
    open var shouldUseLocationServices = false
    open var enableAdvertisingTracking = true
    open var flushAt: UInt = 20
    open var flushInterval: TimeInterval = 30
    open var maxQueueSize: UInt = 1000
    open var trackApplicationLifecycleEvents = false
    open var shouldUseBluetooth = false
    open var recordScreenViews = false
    open var trackInAppPurchases = false
    open var trackPushNotifications = false
    open var trackDeepLinks = false
    open var launchOptions: [AnyHashable: Any]?
    open var requestFactory: RequestFactory?
    open var crypto: SEGCrypto?
    open var defaultSettings: [AnyHashable: Any]?
    @available(*, deprecated, message: "Use .sourceMiddleware instead.")
    open var middlewares: [Middleware]?
    open var sourceMiddleware: [Middleware]?
    open var destinationMiddleware: [DestinationMiddleware]?
    open var edgeFunctionMiddleware: EdgeFunctionMiddleware?
    open var application: ApplicationProtocol?
    open var payloadFilters: [String: String] = [:]
    open var httpSessionDelegate: URLSessionDelegate?
    open var adSupportBlock: (() -> String)?
    open var experimental: AnalyticsExperimental { fatalError() }

    open func use(_ factory: SEGIntegrationFactory) {}
}

open class AnalyticsExperimental: NSObject {
    open var nanosecondTimestamps = false
    open var rawSegmentModificationBlock: (([AnyHashable: Any]) -> [AnyHashable: Any])?
}

public protocol ApplicationProtocol: NSObjectProtocol {}

public protocol SEGCrypto: NSObjectProtocol {
    func encrypt(_ data: Data) -> Data?
    func decrypt(_ data: Data) -> Data?
}

public enum EventType: Int {
    case undefined, identify, track, screen, group, alias, reset, flush
    case receivedRemoteNotification, failedToRegisterForRemoteNotifications, registeredForRemoteNotifications
    case handleActionWithForRemoteNotification, applicationLifecycle, continueUserActivity, openURL
}

public protocol SEGMutableContext: NSObjectProtocol {
    var eventType: EventType { get set }
    var payload: Payload? { get set }
    var error: Error? { get set }
    var debug: Bool { get set }
}

open class Context: NSObject {
    public override init() { fatalError() }
    public init(analytics: Analytics) {}
    open var eventType: EventType { fatalError() }
    open var error: Error? { fatalError() }
    open var payload: Payload? { fatalError() }
    open var debug: Bool { fatalError() }
    @discardableResult
    open func modify(_ modify: @escaping (SEGMutableContext) -> Void) -> Context { fatalError() }
}

public protocol Middleware {
    func context(_ context: Context, next: @escaping MiddlewareNext)
}

open class BlockMiddleware: NSObject, Middleware {
    public override init() { fatalError() }
    public init(block: @escaping (Context, @escaping MiddlewareNext) -> Void) {}
    open func context(_ context: Context, next: @escaping MiddlewareNext) {}
}

open class DestinationMiddleware: NSObject {
    public override init() { fatalError() }
    public init(key integrationKey: String, middleware: [Middleware]) {}
    open var integrationKey: String { fatalError() }
    open var middleware: [Middleware]? { fatalError() }
}

public protocol EdgeFunctionMiddleware {
    var sourceMiddleware: [Middleware]? { get }
    var destinationMiddleware: [DestinationMiddleware]? { get }
    func setEdgeFunctionData(_ data: [AnyHashable: Any]?)
    func addToDataBridge(key: String, value: Any)
    func removeFromDataBridge(key: String)
    func dataBridgeSnapshot() -> [String: Any]?
}

open class Payload: NSObject {
    public override init() { fatalError() }
    public init(context: [String: Any], integrations: [String: Any]) {}
    open var context: [String: Any] { fatalError() }
    open var integrations: [String: Any] { fatalError() }
    open var timestamp: String = ""
    open var messageId: String = ""
    open var anonymousId: String = ""
    open var userId: String = ""
}

open class TrackPayload: Payload {
    public override init() { fatalError() }
    public init(
        event: String, properties: [AnyHashable: Any]?, context: [AnyHashable: Any], integrations: [AnyHashable: Any]
    ) { fatalError() }
    open var event: String { fatalError() }
    open var properties: [AnyHashable: Any]? { fatalError() }
}

open class IdentifyPayload: Payload {
    public override init() { fatalError() }
    public init(
        userId: String, anonymousId: String?, traits: [String: Any]?, context: [String: Any],
        integrations: [String: Any]
    ) { fatalError() }
    open var traits: [String: Any]? { fatalError() }
}

open class ScreenPayload: Payload {
    public override init() { fatalError() }
    public init(
        name: String, category: String, properties: [AnyHashable: Any]?, context: [AnyHashable: Any],
        integrations: [AnyHashable: Any]
    ) { fatalError() }
    open var name: String { fatalError() }
    open var category: String? { fatalError() }
    open var properties: [AnyHashable: Any]? { fatalError() }
}

open class GroupPayload: Payload {
    public override init() { fatalError() }
    public init(groupId: String, traits: [String: Any]?, context: [String: Any], integrations: [String: Any]) {
        fatalError()
    }
    open var groupId: String { fatalError() }
    open var traits: [String: Any]? { fatalError() }
}

open class AliasPayload: Payload {
    public override init() { fatalError() }
    public init(newId: String, context: [String: Any], integrations: [String: Any]) { fatalError() }
    open var theNewId: String { fatalError() }
}

// Every requirement of this protocol is optional in Objective-C, so that it has none here.
public protocol Integration: NSObjectProtocol {}

public protocol SEGIntegrationFactory {
    func create(withSettings settings: [AnyHashable: Any], for analytics: Analytics) -> Integration
    func key() -> String
}
