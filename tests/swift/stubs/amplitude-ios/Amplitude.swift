// Signatures of Amplitude-iOS 8.22.2 as Swift imports them from its headers, without bodies.
// Facts from amplitude/Amplitude-iOS f1cfd38c, Sources/Amplitude/Public/*.h. Module: Amplitude.
// Headers without nullability give implicitly unwrapped optionals; class factories such as +identify become init().

import Foundation

#if canImport(UIKit)
import UIKit
#endif

open class Amplitude: NSObject {
    @discardableResult
    open class func instance() -> Amplitude { fatalError() }
    @discardableResult
    open class func instance(withName instanceName: String?) -> Amplitude { fatalError() }

    open var apiKey: String { fatalError() }
    open var userId: String? { fatalError() }
    open var deviceId: String { fatalError() }
    open var instanceName: String? { fatalError() }
    open var propertyListPath: String? { fatalError() }
    open var optOut = false
    open var useDynamicConfig = false
    open var eventUploadThreshold: Int32 = 30
    open var eventUploadMaxBatchSize: Int32 = 100
    open var eventMaxCount: Int32 = 1000
    open var eventUploadPeriodSeconds: Int32 = 30
    open var minTimeBetweenSessionsMillis: Int = 300000
    @available(*, deprecated, message: "Use `defaultTracking.sessions` instead")
    open var trackingSessionEvents = false
    open var defaultTracking: AMPDefaultTrackingOptions = AMPDefaultTrackingOptions()
    open var libraryName: String?
    open var libraryVersion: String?
    open var adSupportBlock: (() -> String)?
    open var locationInfoBlock: (() -> [AnyHashable: Any]?)?
    open var contentTypeHeader: String { fatalError() }
    open var initCompletionBlock: (() -> Void)?
    open var deferCheckInForeground = false

    open func initializeApiKey(_ apiKey: String) {}
    open func initializeApiKey(_ apiKey: String, userId: String?) {}
    open func checkInForeground() {}
    open func logEvent(_ eventType: String) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withMiddlewareExtra extra: NSMutableDictionary?) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withUserProperties userProperties: [AnyHashable: Any]) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withUserProperties userProperties: [AnyHashable: Any], withMiddlewareExtra extra: NSMutableDictionary?) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, outOfSession: Bool) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withGroups groups: [AnyHashable: Any]?) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withGroups groups: [AnyHashable: Any]?, outOfSession: Bool) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withGroups groups: [AnyHashable: Any]?, withLongLongTimestamp longLongTimestamp: Int64, outOfSession: Bool) {}
    open func logEvent(_ eventType: String, withEventProperties eventProperties: [AnyHashable: Any]?, withGroups groups: [AnyHashable: Any]?, withTimestamp timestamp: NSNumber, outOfSession: Bool) {}
    @available(*, deprecated, message: "Use `logRevenueV2` and `AMPRevenue` instead")
    open func logRevenue(_ amount: NSNumber) {}
    @available(*, deprecated, message: "Use `logRevenueV2` and `AMPRevenue` instead")
    open func logRevenue(_ productIdentifier: String?, quantity: Int, price: NSNumber) {}
    @available(*, deprecated, message: "Use `logRevenueV2` and `AMPRevenue` instead")
    open func logRevenue(_ productIdentifier: String?, quantity: Int, price: NSNumber, receipt: Data?) {}
    open func logRevenueV2(_ revenue: AMPRevenue) {}
    open func identify(_ identify: AMPIdentify) {}
    open func identify(_ identify: AMPIdentify, outOfSession: Bool) {}
    open func setUserProperties(_ userProperties: [AnyHashable: Any]) {}
    open func clearUserProperties() {}
    open func setGroup(_ groupType: String, groupName: NSObject) {}
    open func groupIdentify(withGroupType groupType: String, groupName: NSObject, groupIdentify: AMPIdentify) {}
    open func groupIdentify(withGroupType groupType: String, groupName: NSObject, groupIdentify: AMPIdentify, outOfSession: Bool) {}
    open func setUserId(_ userId: String?) {}
    open func setUserId(_ userId: String?, startNewSession: Bool) {}
    open func setDeviceId(_ deviceId: String) {}
    open func updateEventUploadMaxBatchSize(_ eventUploadMaxBatchSize: Int32) {}
    open func setOffline(_ offline: Bool) {}
    open func useAdvertisingIdForDeviceId() {}
    open func setTrackingOptions(_ options: AMPTrackingOptions) {}
    open func enableCoppaControl() {}
    open func disableCoppaControl() {}
    open func setServerUrl(_ serverUrl: String) {}
    open func setContentTypeHeader(_ contentType: String) {}
    open func setBearerToken(_ token: String) {}
    open func setPlan(_ plan: AMPPlan) {}
    open func setIngestionMetadata(_ ingestionMetadata: AMPIngestionMetadata) {}
    @discardableResult
    open func serverZone() -> AMPServerZone { fatalError() }
    open func setServerZone(_ serverZone: AMPServerZone) {}
    open func setServerZone(_ serverZone: AMPServerZone, updateServerUrl: Bool) {}
    open func addEventMiddleware(_ middleware: AMPMiddleware) {}
    open func removeEventMiddleware(_ middleware: AMPMiddleware) {}
    @discardableResult
    open func setIdentifyUploadPeriodSeconds(_ uploadPeriodSeconds: Int32) -> Bool { fatalError() }
    open func disableIdentifyBatching(_ disable: Bool) {}
    open func printEventsCount() {}
    @discardableResult
    open func getDeviceId() -> String { fatalError() }
    open func regenerateDeviceId() {}
    @discardableResult
    open func getSessionId() -> Int64 { fatalError() }
    open func setSessionId(_ timestamp: Int64) {}
    open func uploadEvents() {}
    @discardableResult
    open func startOrContinueSession(_ timestamp: Int64) -> Bool { fatalError() }
    #if canImport(UIKit) || canImport(ObjectiveC)
    open func continueUserActivity(activity: NSUserActivity) {}
    #endif
    open func openURL(url: URL) {}
}

open class AMPIdentify: NSObject {
    public override init() {}
    @discardableResult
    open func set(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func setOnce(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func add(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func append(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func prepend(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func preInsert(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func postInsert(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func remove(_ property: String!, value: NSObject!) -> AMPIdentify! { self }
    @discardableResult
    open func unset(_ property: String!) -> AMPIdentify! { self }
    @discardableResult
    open func clearAll() -> AMPIdentify! { self }
}

open class AMPRevenue: NSObject {
    public override init() {}
    open var productId: String! { fatalError() }
    open var price: NSNumber! { fatalError() }
    open var quantity: Int { fatalError() }
    open var revenueType: String! { fatalError() }
    open var receipt: Data! { fatalError() }
    open var properties: [AnyHashable: Any]! { fatalError() }
    @discardableResult
    open func isValidRevenue() -> Bool { fatalError() }
    @discardableResult
    open func setProductIdentifier(_ productIdentifier: String!) -> AMPRevenue! { self }
    @discardableResult
    open func setQuantity(_ quantity: Int) -> AMPRevenue! { self }
    @discardableResult
    open func setPrice(_ price: NSNumber!) -> AMPRevenue! { self }
    @discardableResult
    open func setRevenueType(_ revenueType: String!) -> AMPRevenue! { self }
    @discardableResult
    open func setReceipt(_ receipt: Data!) -> AMPRevenue! { self }
    @discardableResult
    open func setEventProperties(_ eventProperties: [AnyHashable: Any]!) -> AMPRevenue! { self }
}

open class AMPDefaultTrackingOptions: NSObject {
    public override init() {}
    open var sessions = false
    open var appLifecycles = false
    open var deepLinks = false
    open var screenViews = false
    @discardableResult
    open class func initWithSessions(_ sessions: Bool, appLifecycles: Bool, deepLinks: Bool, screenViews: Bool) -> Self { fatalError() }
    @discardableResult
    open class func initWithAllEnabled() -> Self { fatalError() }
    @discardableResult
    open class func initWithNoneEnabled() -> Self { fatalError() }
}

open class AMPTrackingOptions: NSObject {
    public override init() {}
    @discardableResult
    open func disableCarrier() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableCity() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableCountry() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableDeviceManufacturer() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableDeviceModel() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableDMA() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableIDFA() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableIDFV() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableIPAddress() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableLanguage() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableLatLng() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableOSName() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableOSVersion() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disablePlatform() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableRegion() -> AMPTrackingOptions! { self }
    @discardableResult
    open func disableVersionName() -> AMPTrackingOptions! { self }
}

open class AMPPlan: NSObject {
    public override init() {}
    @discardableResult
    open func setBranch(_ branch: String!) -> AMPPlan! { self }
    @discardableResult
    open func setSource(_ source: String!) -> AMPPlan! { self }
    @discardableResult
    open func setVersion(_ version: String!) -> AMPPlan! { self }
    @discardableResult
    open func setVersionId(_ versionId: String!) -> AMPPlan! { self }
}

open class AMPIngestionMetadata: NSObject {
    public override init() {}
    @discardableResult
    open func setSourceName(_ sourceName: String!) -> AMPIngestionMetadata! { self }
    @discardableResult
    open func setSourceVersion(_ sourceVersion: String!) -> AMPIngestionMetadata! { self }
}

public enum AMPServerZone: Int {
    case US
    case EU
}

public typealias AMPMiddlewareNext = (AMPMiddlewarePayload?) -> Void

open class AMPMiddlewarePayload: NSObject {
    public init(event: NSMutableDictionary, withExtra extra: NSMutableDictionary?) { fatalError() }
    open var event: NSMutableDictionary
    open var extra: NSMutableDictionary?
}

public protocol AMPMiddleware {
    func run(_ payload: AMPMiddlewarePayload, next: @escaping AMPMiddlewareNext)
}

open class AMPBlockMiddleware: NSObject, AMPMiddleware {
    public init(block: @escaping (AMPMiddlewarePayload, @escaping AMPMiddlewareNext) -> Void) {}
    open func run(_ payload: AMPMiddlewarePayload, next: @escaping AMPMiddlewareNext) {}
}
