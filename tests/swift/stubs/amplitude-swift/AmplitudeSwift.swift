// Signatures of Amplitude-Swift 1.18.6 and of the part of AmplitudeCore that it exports, without bodies.
// Facts from amplitude/Amplitude-Swift 17ca168c, Sources/Amplitude, and amplitude/AmplitudeCore-Swift.
// Module: AmplitudeSwift.

import Foundation

#if canImport(UIKit)
import UIKit
#endif

public typealias EventCallback = (BaseEvent, Int, String) -> Void
public typealias LogLevelEnum = LogLevel

public class Amplitude {
    public init(configuration: Configuration) { fatalError() }

    public private(set) var configuration: Configuration { get { fatalError() } set {} }
    public let amplitudeContext: AmplitudeContext
    public var sessionId: Int64 { fatalError() }
    public var identity: Identity { get { fatalError() } set {} }
    public var logger: (any Logger)? { get { fatalError() } set {} }
    public var optOut: Bool { get { fatalError() } set {} }

    @discardableResult
    public func track(event: BaseEvent, options: EventOptions? = nil, callback: EventCallback? = nil) -> Amplitude { self }
    @discardableResult
    public func track(eventType: String, eventProperties: [String: Any]? = nil, options: EventOptions? = nil) -> Amplitude { self }
    public func track(eventType: String, eventProperties: [String: Any]? = nil) {}
    @discardableResult
    @available(*, deprecated, message: "use 'track' instead")
    public func logEvent(event: BaseEvent) -> Amplitude { self }
    @discardableResult
    public func identify(userProperties: [String: Any]?, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func identify(identify: Identify, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func groupIdentify(groupType: String, groupName: String, groupProperties: [String: Any]?, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func groupIdentify(groupType: String, groupName: String, identify: Identify, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func setGroup(groupType: String, groupName: String, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func setGroup(groupType: String, groupName: [String], options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    @available(*, deprecated, message: "use 'revenue' instead")
    public func logRevenue() -> Amplitude { self }
    @discardableResult
    public func revenue(revenue: Revenue, options: EventOptions? = nil) -> Amplitude { self }
    @discardableResult
    public func revenue(event: RevenueEvent) -> Amplitude { self }
    @discardableResult
    public func add(plugin: UniversalPlugin) -> Self { self }
    @discardableResult
    public func remove(plugin: UniversalPlugin) -> Amplitude { self }
    @discardableResult
    public func flush() -> Amplitude { self }
    @discardableResult
    public func setUserId(userId: String?) -> Amplitude { self }
    @discardableResult
    public func setDeviceId(deviceId: String?) -> Amplitude { self }
    public func getUserId() -> String? { fatalError() }
    public func getDeviceId() -> String? { fatalError() }
    public func getSessionId() -> Int64 { fatalError() }
    @discardableResult
    public func setSessionId(timestamp: Int64) -> Amplitude { self }
    @discardableResult
    public func setSessionId(date: Date) -> Amplitude { self }
    @discardableResult
    public func reset() -> Amplitude { self }
    public func apply(closure: (Plugin) -> Void) {}
    public func plugin(name: String) -> UniversalPlugin? { fatalError() }
    public func plugins<PluginType: UniversalPlugin>(type: PluginType.Type) -> [PluginType] { fatalError() }
}

public class Configuration {
    public struct Defaults {
        public static let instanceName = "$default_instance"
        public static let flushQueueSize = 30
        public static let flushIntervalMillis = 30000
        public static let flushMaxRetries = 6
        public static let logLevel = LogLevelEnum.warn
        public static let minTimeBetweenSessionsMillis = 300000
        public static let identifyBatchIntervalMillis = 30000
        public static let serverZone = ServerZone.US
        public static let optOut = false
        public static let useBatch = false
        public static let enableCoppaControl = false
        public static let flushEventsOnClose = true
        public static let maxQueuedEventCount = -1
        public static let autocaptureOptions: AutocaptureOptions = .sessions
        public static let migrateLegacyData = true
        public static let enableAutoCaptureRemoteConfig = true
        public static let trackingOptions = TrackingOptions()
        public static let networkTrackingOptions = NetworkTrackingOptions.default
        public static let interactionsOptions = InteractionsOptions()
        public static let enableDiagnostics = true
        public static let enableRequestBodyCompression = false
    }

    @available(*, deprecated, message: "Please use the `autocapture` parameter instead.")
    public convenience init(
        apiKey: String,
        flushQueueSize: Int = Defaults.flushQueueSize,
        flushIntervalMillis: Int = Defaults.flushIntervalMillis,
        instanceName: String = Defaults.instanceName,
        optOut: Bool = Defaults.optOut,
        storageProvider: (any Storage)? = nil,
        identifyStorageProvider: (any Storage)? = nil,
        logLevel: LogLevelEnum = Defaults.logLevel,
        loggerProvider: any Logger = ConsoleLogger(),
        minIdLength: Int? = nil,
        partnerId: String? = nil,
        callback: EventCallback? = nil,
        flushMaxRetries: Int = Defaults.flushMaxRetries,
        useBatch: Bool = Defaults.useBatch,
        serverZone: ServerZone = Defaults.serverZone,
        serverUrl: String? = nil,
        plan: Plan? = nil,
        ingestionMetadata: IngestionMetadata? = nil,
        trackingOptions: TrackingOptions = Defaults.trackingOptions,
        enableCoppaControl: Bool = Defaults.enableCoppaControl,
        flushEventsOnClose: Bool = Defaults.flushEventsOnClose,
        minTimeBetweenSessionsMillis: Int = Defaults.minTimeBetweenSessionsMillis,
        defaultTracking: DefaultTrackingOptions,
        identifyBatchIntervalMillis: Int = Defaults.identifyBatchIntervalMillis,
        migrateLegacyData: Bool = Defaults.migrateLegacyData,
        offline: Bool? = false,
        networkTrackingOptions: NetworkTrackingOptions = Defaults.networkTrackingOptions
    ) { fatalError() }

    public init(
        apiKey: String,
        flushQueueSize: Int = Defaults.flushQueueSize,
        flushIntervalMillis: Int = Defaults.flushIntervalMillis,
        instanceName: String = Defaults.instanceName,
        optOut: Bool = Defaults.optOut,
        storageProvider: (any Storage)? = nil,
        identifyStorageProvider: (any Storage)? = nil,
        logLevel: LogLevelEnum = Defaults.logLevel,
        loggerProvider: any Logger = ConsoleLogger(),
        minIdLength: Int? = nil,
        partnerId: String? = nil,
        callback: EventCallback? = nil,
        flushMaxRetries: Int = Defaults.flushMaxRetries,
        useBatch: Bool = Defaults.useBatch,
        serverZone: ServerZone = Defaults.serverZone,
        serverUrl: String? = nil,
        plan: Plan? = nil,
        ingestionMetadata: IngestionMetadata? = nil,
        trackingOptions: TrackingOptions = Defaults.trackingOptions,
        enableCoppaControl: Bool = Defaults.enableCoppaControl,
        flushEventsOnClose: Bool = Defaults.flushEventsOnClose,
        minTimeBetweenSessionsMillis: Int = Defaults.minTimeBetweenSessionsMillis,
        autocapture: AutocaptureOptions = Defaults.autocaptureOptions,
        identifyBatchIntervalMillis: Int = Defaults.identifyBatchIntervalMillis,
        maxQueuedEventCount: Int = Defaults.maxQueuedEventCount,
        migrateLegacyData: Bool = Defaults.migrateLegacyData,
        offline: Bool? = false,
        networkTrackingOptions: NetworkTrackingOptions = Defaults.networkTrackingOptions,
        enableAutoCaptureRemoteConfig: Bool = Defaults.enableAutoCaptureRemoteConfig,
        interactionsOptions: InteractionsOptions = Defaults.interactionsOptions,
        enableDiagnostics: Bool = Defaults.enableDiagnostics,
        enableRequestBodyCompression: Bool = Defaults.enableRequestBodyCompression
    ) { fatalError() }

    public internal(set) var apiKey: String
    public var flushQueueSize: Int
    public var flushIntervalMillis: Int
    public internal(set) var instanceName: String
    public var optOut: Bool
    public let storageProvider: any Storage
    public let identifyStorageProvider: any Storage
    public var logLevel: LogLevelEnum
    public var loggerProvider: any Logger
    public var minIdLength: Int?
    public var partnerId: String?
    public var callback: EventCallback?
    public var flushMaxRetries: Int
    public var useBatch: Bool
    public var serverZone: ServerZone
    public var serverUrl: String?
    public var plan: Plan?
    public var ingestionMetadata: IngestionMetadata?
    public var trackingOptions: TrackingOptions
    public var enableCoppaControl: Bool
    public var flushEventsOnClose: Bool
    public var minTimeBetweenSessionsMillis: Int
    public var identifyBatchIntervalMillis: Int
    public internal(set) var migrateLegacyData: Bool
    @available(*, deprecated, renamed: "autocapture", message: "Please use `autocapture` instead.")
    public var defaultTracking: DefaultTrackingOptions { get { fatalError() } set {} }
    public internal(set) var autocapture: AutocaptureOptions
    public internal(set) var networkTrackingOptions: NetworkTrackingOptions
    public var offline: Bool?
    public var maxQueuedEventCount: Int
    public let enableAutoCaptureRemoteConfig: Bool
    public var interactionsOptions: InteractionsOptions
    public var enableDiagnostics: Bool
    public var enableRequestBodyCompression: Bool
}

public struct AutocaptureOptions: OptionSet {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let sessions = AutocaptureOptions(rawValue: 1 << 0)
    public static let appLifecycles = AutocaptureOptions(rawValue: 1 << 1)
    public static let screenViews = AutocaptureOptions(rawValue: 1 << 2)
    public static let elementInteractions = AutocaptureOptions(rawValue: 1 << 3)
    public static let networkTracking = AutocaptureOptions(rawValue: 1 << 4)
    public static let frustrationInteractions = AutocaptureOptions(rawValue: 1 << 5)
    public static let all: AutocaptureOptions = [.sessions, .appLifecycles, .screenViews]
}

@available(*, deprecated, renamed: "AutocaptureOptions", message: "Please use `AutocaptureOptions` instead")
public class DefaultTrackingOptions {
    public static var ALL: DefaultTrackingOptions { fatalError() }
    public static var NONE: DefaultTrackingOptions { fatalError() }
    public var sessions: Bool
    public var appLifecycles: Bool
    public var screenViews: Bool
    public init(sessions: Bool = true, appLifecycles: Bool = false, screenViews: Bool = false) { fatalError() }
}

public class InteractionsOptions {
    public let rageClick: RageClickOptions
    public let deadClick: DeadClickOptions
    public init(rageClick: RageClickOptions = RageClickOptions(), deadClick: DeadClickOptions = DeadClickOptions()) { fatalError() }
}

public struct RageClickOptions {
    public let enabled: Bool
    public init(enabled: Bool = true) { self.enabled = enabled }
}

public struct DeadClickOptions {
    public let enabled: Bool
    public init(enabled: Bool = true) { self.enabled = enabled }
}

public struct NetworkTrackingOptions {
    public static var `default`: NetworkTrackingOptions { fatalError() }
}

public class TrackingOptions {
    public init() {}
    public func shouldTrackVersionName() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackVersionName() -> TrackingOptions { self }
    public func shouldTrackOsName() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackOsName() -> TrackingOptions { self }
    public func shouldTrackOsVersion() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackOsVersion() -> TrackingOptions { self }
    public func shouldTrackDeviceManufacturer() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackDeviceManufacturer() -> TrackingOptions { self }
    public func shouldTrackDeviceModel() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackDeviceModel() -> TrackingOptions { self }
    public func shouldTrackCarrier() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackCarrier() -> TrackingOptions { self }
    public func shouldTrackIpAddress() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackIpAddress() -> TrackingOptions { self }
    public func shouldTrackCountry() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackCountry() -> TrackingOptions { self }
    public func shouldTrackCity() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackCity() -> TrackingOptions { self }
    public func shouldTrackDMA() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackDMA() -> TrackingOptions { self }
    public func shouldTrackIDFV() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackIDFV() -> TrackingOptions { self }
    public func shouldTrackLanguage() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackLanguage() -> TrackingOptions { self }
    public func shouldTrackRegion() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackRegion() -> TrackingOptions { self }
    public func shouldTrackPlatform() -> Bool { fatalError() }
    @discardableResult
    public func disableTrackPlatform() -> TrackingOptions { self }
}

public enum ServerZone: String {
    case US
    case EU
}

public enum LogLevel: Int {
    case off, error, warn, log, debug
}

public protocol CoreLogger: AnyObject {
    func error(message: String)
    func warn(message: String)
    func log(message: String)
    func debug(message: String)
}

public protocol Logger: CoreLogger {
    associatedtype LogLevel: RawRepresentable
    var logLevel: Int { get set }
}

public class ConsoleLogger: Logger {
    public typealias LogLevel = LogLevelEnum
    public var logLevel: Int
    public init(logLevel: Int = LogLevelEnum.off.rawValue) { self.logLevel = logLevel }
    public func error(message: String) {}
    public func warn(message: String) {}
    public func log(message: String) {}
    public func debug(message: String) {}
}

public enum StorageKey: String, CaseIterable {
    case LAST_EVENT_ID, PREVIOUS_SESSION_ID, LAST_EVENT_TIME, OPT_OUT, EVENTS, USER_ID, DEVICE_ID, APP_BUILD, APP_VERSION
    case STORAGE_VERSION
}

public class EventPipeline {}
public protocol ResponseHandler {}

public protocol Storage {
    func write(key: StorageKey, value: Any?) throws
    func read<T>(key: StorageKey) -> T?
    func getEventsString(eventBlock: URL) -> String?
    func remove(eventBlock: URL)
    func splitBlock(eventBlock: URL, events: [BaseEvent])
    func rollover()
    func reset()
    func getResponseHandler(
        configuration: Configuration, eventPipeline: EventPipeline, eventBlock: URL, eventsString: String
    ) -> ResponseHandler
}

public protocol AnalyticsIdentity {
    var deviceId: String? { get }
    var userId: String? { get }
    var userProperties: [String: Any] { get }
}

public struct Identity: AnalyticsIdentity {
    public var userId: String?
    public var deviceId: String?
    public var userProperties: [String: Any] = [:]
}

public struct Plan: Codable {
    public var branch: String?
    public var source: String?
    public var version: String?
    public var versionId: String?
    public init(branch: String? = nil, source: String? = nil, version: String? = nil, versionId: String? = nil) {}
}

public struct IngestionMetadata: Codable {
    public var sourceName: String?
    public var sourceVersion: String?
    public init(sourceName: String? = nil, sourceVersion: String? = nil) {}
}

open class EventOptions {
    public init(
        userId: String? = nil,
        deviceId: String? = nil,
        timestamp: Int64? = nil,
        eventId: Int64? = nil,
        sessionId: Int64? = nil,
        insertId: String? = nil,
        locationLat: Double? = nil,
        locationLng: Double? = nil,
        appVersion: String? = nil,
        versionName: String? = nil,
        platform: String? = nil,
        osName: String? = nil,
        osVersion: String? = nil,
        deviceBrand: String? = nil,
        deviceManufacturer: String? = nil,
        deviceModel: String? = nil,
        carrier: String? = nil,
        country: String? = nil,
        region: String? = nil,
        city: String? = nil,
        dma: String? = nil,
        idfa: String? = nil,
        idfv: String? = nil,
        adid: String? = nil,
        language: String? = nil,
        library: String? = nil,
        ip: String? = nil,
        plan: Plan? = nil,
        ingestionMetadata: IngestionMetadata? = nil,
        revenue: Double? = nil,
        price: Double? = nil,
        quantity: Int? = nil,
        productId: String? = nil,
        revenueType: String? = nil,
        currency: String? = nil,
        extra: [String: Any]? = nil,
        callback: EventCallback? = nil,
        partnerId: String? = nil
    ) {}

    public var userId: String?
    public var deviceId: String?
    public var timestamp: Int64?
    public var eventId: Int64?
    public var sessionId: Int64?
    public var insertId: String?
    public var locationLat: Double?
    public var locationLng: Double?
    public var appVersion: String?
    public var versionName: String?
    public var platform: String?
    public var osName: String?
    public var osVersion: String?
    public var deviceBrand: String?
    public var deviceManufacturer: String?
    public var deviceModel: String?
    public var carrier: String?
    public var country: String?
    public var region: String?
    public var city: String?
    public var dma: String?
    public var idfa: String?
    public var idfv: String?
    public var adid: String?
    public var language: String?
    public var library: String?
    public var ip: String?
    public var plan: Plan?
    public var ingestionMetadata: IngestionMetadata?
    public var revenue: Double?
    public var price: Double?
    public var quantity: Int?
    public var productId: String?
    public var revenueType: String?
    public var currency: String?
    public var extra: [String: Any]?
    public var callback: EventCallback?
    public var partnerId: String?
    public func mergeEventOptions(eventOptions: EventOptions) {}
}

public protocol AnalyticsEvent {
    var userId: String? { get }
    var deviceId: String? { get }
    var timestamp: Int64? { get }
    var sessionId: Int64? { get }
    var eventType: String { get }
    var eventProperties: [String: Any]? { get set }
}

open class BaseEvent: EventOptions, AnalyticsEvent {
    public init(
        userId: String? = nil,
        deviceId: String? = nil,
        timestamp: Int64? = nil,
        eventId: Int64? = nil,
        sessionId: Int64? = nil,
        insertId: String? = nil,
        locationLat: Double? = nil,
        locationLng: Double? = nil,
        appVersion: String? = nil,
        versionName: String? = nil,
        platform: String? = nil,
        osName: String? = nil,
        osVersion: String? = nil,
        deviceBrand: String? = nil,
        deviceManufacturer: String? = nil,
        deviceModel: String? = nil,
        carrier: String? = nil,
        country: String? = nil,
        region: String? = nil,
        city: String? = nil,
        dma: String? = nil,
        idfa: String? = nil,
        idfv: String? = nil,
        adid: String? = nil,
        language: String? = nil,
        library: String? = nil,
        ip: String? = nil,
        plan: Plan? = nil,
        ingestionMetadata: IngestionMetadata? = nil,
        revenue: Double? = nil,
        price: Double? = nil,
        quantity: Int? = nil,
        productId: String? = nil,
        revenueType: String? = nil,
        currency: String? = nil,
        extra: [String: Any]? = nil,
        callback: EventCallback? = nil,
        partnerId: String? = nil,
        eventType: String,
        eventProperties: [String: Any]? = nil,
        userProperties: [String: Any]? = nil,
        groups: [String: Any]? = nil,
        groupProperties: [String: Any]? = nil
    ) { fatalError() }

    public var eventType: String
    public var eventProperties: [String: Any]?
    public var userProperties: [String: Any]?
    public var groups: [String: Any]?
    public var groupProperties: [String: Any]?
}

public class IdentifyEvent: BaseEvent {}
public class GroupIdentifyEvent: BaseEvent {}
public class RevenueEvent: BaseEvent {}

public class ScreenViewedEvent: BaseEvent {
    public init(screenName: String) { fatalError() }
}

public class DeepLinkOpenedEvent: BaseEvent {
    public convenience init(url: URL) { fatalError() }
    public convenience init(url: NSURL) { fatalError() }
    #if canImport(UIKit) || canImport(ObjectiveC)
    public convenience init(activity: NSUserActivity) { fatalError() }
    #endif
    public init(url: String?, referrer: String? = nil) { fatalError() }
}

open class Identify {
    public init() {}
    @discardableResult
    public func set(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func set(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func set(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func set(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func set(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func set(property: String, value: String) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func set(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: String) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func setOnce(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: String) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func prepend(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func append(property: String, value: String) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func append(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: String) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func postInsert(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: String) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func preInsert(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Bool) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: String) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [String: Any]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Any]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Bool]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Int]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Float]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Double]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [Int64]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: [String]) -> Identify { self }
    @discardableResult
    public func remove(property: String, value: Any?) -> Identify { self }
    @discardableResult
    public func add(property: String, value: Int) -> Identify { self }
    @discardableResult
    public func add(property: String, value: Float) -> Identify { self }
    @discardableResult
    public func add(property: String, value: Double) -> Identify { self }
    @discardableResult
    public func add(property: String, value: Int64) -> Identify { self }
    @discardableResult
    public func unset(property: String) -> Identify { self }
    @discardableResult
    public func clearAll() -> Identify { self }
}

public class Revenue {
    public init() {}
    public var productId: String?
    public var quantity: Int = 1
    public var price: Double?
    public var revenue: Double?
    public var revenueType: String?
    public var currency: String?
    public var receipt: String?
    public var receiptSig: String?
    public var properties: [String: Any]?
    @discardableResult
    public func setReceipt(receipt: String, receiptSignature: String) -> Revenue { self }
}

public enum PluginType: Int, CaseIterable {
    case before
    case enrichment
    case destination
    case utility
    case observe
}

public struct AmplitudeContext {
    public let apiKey: String
    public let instanceName: String
    public let serverZone: ServerZone
}

public protocol AnalyticsClient: AnyObject {
    var sessionId: Int64 { get }
    var optOut: Bool { get }
    func track(eventType: String, eventProperties: [String: Any]?)
}

public protocol UniversalPlugin: AnyObject {
    var name: String? { get }
    func setup(analyticsClient: any AnalyticsClient, amplitudeContext: AmplitudeContext)
    func execute<Event: AnalyticsEvent>(_ event: inout Event)
    func teardown()
    func onIdentityChanged(_ identity: AnalyticsIdentity)
    func onSessionIdChanged(_ sessionId: Int64)
    func onOptOutChanged(_ optOut: Bool)
    func onReset()
}

extension UniversalPlugin {
    public var name: String? { nil }
    public func setup(analyticsClient: any AnalyticsClient, amplitudeContext: AmplitudeContext) {}
    public func execute<Event: AnalyticsEvent>(_ event: inout Event) {}
    public func teardown() {}
    public func onIdentityChanged(_ identity: AnalyticsIdentity) {}
    public func onSessionIdChanged(_ sessionId: Int64) {}
    public func onOptOutChanged(_ optOut: Bool) {}
    public func onReset() {}
}

public protocol Plugin: UniversalPlugin {
    var type: PluginType { get }
    func setup(amplitude: Amplitude)
    func execute(event: BaseEvent) -> BaseEvent?
    func onUserIdChanged(_ userId: String?)
    func onDeviceIdChanged(_ deviceId: String?)
    func onSessionIdChanged(_ sessionId: Int64)
    func onOptOutChanged(_ optOut: Bool)
}

extension Plugin {
    public func setup(amplitude: Amplitude) {}
    public func execute(event: BaseEvent) -> BaseEvent? { event }
    public func onUserIdChanged(_ userId: String?) {}
    public func onDeviceIdChanged(_ deviceId: String?) {}
    public func onSessionIdChanged(_ sessionId: Int64) {}
    public func onOptOutChanged(_ optOut: Bool) {}
}

public protocol EventPlugin: Plugin {
    func track(event: BaseEvent) -> BaseEvent?
    func identify(event: IdentifyEvent) -> IdentifyEvent?
    func groupIdentify(event: GroupIdentifyEvent) -> GroupIdentifyEvent?
    func revenue(event: RevenueEvent) -> RevenueEvent?
    func flush()
}

open class BasePlugin {
    public private(set) weak var amplitude: Amplitude?
    public init() {}
    open func setup(amplitude: Amplitude) {}
    open func execute(event: BaseEvent) -> BaseEvent? { event }
    public func teardown() {}
    open func onUserIdChanged(_ userId: String?) {}
    open func onDeviceIdChanged(_ deviceId: String?) {}
    open func onSessionIdChanged(_ sessionId: Int64) {}
    open func onOptOutChanged(_ optOut: Bool) {}
}

open class BeforePlugin: BasePlugin, Plugin {
    public let type: PluginType = .before
}

open class EnrichmentPlugin: BasePlugin, Plugin {
    public let type: PluginType = .enrichment
}

open class UtilityPlugin: BasePlugin, Plugin {
    public let type: PluginType = .utility
}

open class ObservePlugin: BasePlugin, Plugin {
    public let type: PluginType = .observe
}

open class DestinationPlugin: BasePlugin, EventPlugin {
    public let type: PluginType = .destination
    open func track(event: BaseEvent) -> BaseEvent? { event }
    open func identify(event: IdentifyEvent) -> IdentifyEvent? { event }
    open func groupIdentify(event: GroupIdentifyEvent) -> GroupIdentifyEvent? { event }
    open func revenue(event: RevenueEvent) -> RevenueEvent? { event }
    open func flush() {}
}
