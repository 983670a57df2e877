// Signatures of Analytics-Swift, without bodies.
// Facts from segmentio/analytics-swift c9a0d630, Sources/Segment. Module: Segment.

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

#if canImport(UIKit)
import UIKit
#endif

public typealias EnrichmentClosure = (_ event: RawEvent?) -> RawEvent?

public class Analytics {
    public static var debugLogsEnabled = false
    public static func shared() -> Analytics { fatalError() }
    public static func version() -> String { fatalError() }

    public init(configuration: Configuration) {}

    public var timeline: Timeline { fatalError() }
    public var enabled: Bool { get { fatalError() } set {} }
    public var writeKey: String { fatalError() }
    public var anonymousId: String { fatalError() }
    public var userId: String? { fatalError() }
    public var operatingMode: OperatingMode { fatalError() }
    public var flushInterval: TimeInterval { get { fatalError() } set {} }
    public var flushAt: Int { get { fatalError() } set {} }
    public var flushPolicies: [FlushPolicy] { fatalError() }
    public var hasUnsentEvents: Bool { fatalError() }
    public var pendingUploads: [URL]? { fatalError() }

    public func process(event: RawEvent) {}
    public func traits<T: Decodable>() -> T? { fatalError() }
    public func traits() -> [String: Any]? { fatalError() }
    public func flush(completion: (() -> Void)? = nil) {}
    public func reset() {}
    @discardableResult
    public func subscribeToUserInfo(handler: @escaping (UserInfo) -> Void) -> Int { fatalError() }
    public func unsubscribe(_ id: Int) {}
    public func version() -> String { fatalError() }
    public func settings() -> Settings? { fatalError() }
    public func manuallyEnableDestination(plugin: DestinationPlugin) {}
    public func purgeStorage() {}
    public func purgeStorage(fileURL: URL) {}
    public func waitUntilStarted() {}
    public func openURL<T: Encodable>(_ url: URL, options: T? = nil) {}
    public func openURL(_ url: URL, options: [String: Any] = [:]) {}
    public func pauseEventProcessing(plugin: WaitingPlugin) {}
    public func resumeEventProcessing(plugin: WaitingPlugin) {}
}

extension Analytics {
    public func track<P: Encodable>(name: String, properties: P?) {}
    public func track(name: String) {}
    public func track(name: String, properties: [String: Any]? = nil) {}
    public func track<P: Encodable>(name: String, properties: P?, enrichments: [EnrichmentClosure]?) {}
    public func track(name: String, enrichments: [EnrichmentClosure]?) {}
    public func track(name: String, properties: [String: Any]?, enrichments: [EnrichmentClosure]?) {}

    public func identify<T: Encodable>(userId: String, traits: T?) {}
    public func identify<T: Encodable>(traits: T) {}
    public func identify(userId: String) {}
    public func identify(userId: String, traits: [String: Any]? = nil) {}
    public func identify<T: Encodable>(userId: String, traits: T?, enrichments: [EnrichmentClosure]?) {}
    public func identify<T: Encodable>(traits: T, enrichments: [EnrichmentClosure]?) {}
    public func identify(userId: String, enrichments: [EnrichmentClosure]?) {}
    public func identify(userId: String, traits: [String: Any]? = nil, enrichments: [EnrichmentClosure]?) {}

    public func screen<P: Encodable>(title: String, category: String? = nil, properties: P?) {}
    public func screen(title: String, category: String? = nil) {}
    public func screen(title: String, category: String? = nil, properties: [String: Any]? = nil) {}
    public func screen<P: Encodable>(
        title: String, category: String? = nil, properties: P?, enrichments: [EnrichmentClosure]?
    ) {}
    public func screen(title: String, category: String? = nil, enrichments: [EnrichmentClosure]?) {}
    public func screen(
        title: String, category: String? = nil, properties: [String: Any]?, enrichments: [EnrichmentClosure]?
    ) {}

    public func group<T: Encodable>(groupId: String, traits: T?) {}
    public func group(groupId: String) {}
    public func group(groupId: String, traits: [String: Any]?) {}
    public func group<T: Encodable>(groupId: String, traits: T?, enrichments: [EnrichmentClosure]?) {}
    public func group(groupId: String, enrichments: [EnrichmentClosure]?) {}
    public func group(groupId: String, traits: [String: Any]?, enrichments: [EnrichmentClosure]?) {}

    public func alias(newId: String) {}
    public func alias(newId: String, enrichments: [EnrichmentClosure]?) {}
}

extension Analytics {
    public func apply(closure: (Plugin) -> Void) {}
    @discardableResult
    public func add(plugin: Plugin) -> Plugin { fatalError() }
    @discardableResult
    public func add(enrichment: @escaping EnrichmentClosure) -> Plugin { fatalError() }
    public func remove(plugin: Plugin) {}
    public func find<T: Plugin>(pluginType: T.Type) -> T? { fatalError() }
    public func findAll<T: Plugin>(pluginType: T.Type) -> [T]? { fatalError() }
    public func find(key: String) -> DestinationPlugin? { fatalError() }

    public func add(flushPolicy: FlushPolicy) {}
    public func remove(flushPolicy: FlushPolicy) {}
    public func remove<T: FlushPolicy>(flushPolicy: T.Type) {}
    public func removeAllFlushPolicies() {}
    public func find<T: FlushPolicy>(flushPolicy: T.Type) -> FlushPolicy? { fatalError() }
}

// On iOS and its relatives only; here they are always there.
extension Analytics {
    public func declinedRemoteNotifications() {}
    public func registeredForRemoteNotifications(deviceToken: Data) {}
    public func failedToRegisterForRemoteNotification(error: Error?) {}
    public func receivedRemoteNotification(userInfo: [AnyHashable: Any]) {}
    public func handleAction(identifier: String, userInfo: [String: Any]) {}
    public func setDeviceToken(_ token: String) {}
    #if canImport(UIKit) || canImport(ObjectiveC)
    public func continueUserActivity(_ activity: NSUserActivity) {}
    #endif
    #if canImport(UIKit)
    public func openURL(_ url: URL, options: [UIApplication.OpenURLOptionsKey: Any]) {}
    #endif
}

public protocol AnonymousIdGenerator: AnyObject, Codable {
    func newAnonymousId() -> String
}

public enum OperatingMode {
    case synchronous
    case asynchronous
}

public enum StorageMode {
    case disk
    case diskAtURL(URL)
    case memory(Int)
    case custom(any DataStore)
}

public protocol DataStore {}

public struct TrackedLifecycleEvent: OptionSet {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let none: TrackedLifecycleEvent = []
    public static let applicationInstalled = TrackedLifecycleEvent(rawValue: 1 << 0)
    public static let applicationUpdated = TrackedLifecycleEvent(rawValue: 1 << 1)
    public static let applicationOpened = TrackedLifecycleEvent(rawValue: 1 << 2)
    public static let applicationBackgrounded = TrackedLifecycleEvent(rawValue: 1 << 3)
    public static let applicationForegrounded = TrackedLifecycleEvent(rawValue: 1 << 4)
    public static let all: TrackedLifecycleEvent = [.applicationInstalled, .applicationOpened]
}

public class Configuration {
    public init(writeKey: String) {}

    @discardableResult
    public func application(_ value: Any?) -> Configuration { self }
    @discardableResult
    @available(*, deprecated, message: "Use setTrackedApplicationLifecycleEvents")
    public func trackApplicationLifecycleEvents(_ enabled: Bool) -> Configuration { self }
    @discardableResult
    public func setTrackedApplicationLifecycleEvents(_ events: TrackedLifecycleEvent) -> Configuration { self }
    @discardableResult
    public func flushAt(_ count: Int) -> Configuration { self }
    @discardableResult
    public func flushInterval(_ interval: TimeInterval) -> Configuration { self }
    @discardableResult
    public func defaultSettings(_ settings: Settings?) -> Configuration { self }
    @discardableResult
    public func autoAddSegmentDestination(_ value: Bool) -> Configuration { self }
    @discardableResult
    public func apiHost(_ value: String) -> Configuration { self }
    @discardableResult
    public func cdnHost(_ value: String) -> Configuration { self }
    @discardableResult
    public func requestFactory(_ value: @escaping (URLRequest) -> URLRequest) -> Configuration { self }
    @discardableResult
    public func errorHandler(_ value: @escaping (Error) -> Void) -> Configuration { self }
    @discardableResult
    public func flushPolicies(_ policies: [FlushPolicy]) -> Configuration { self }
    @discardableResult
    public func operatingMode(_ mode: OperatingMode) -> Configuration { self }
    @discardableResult
    public func flushQueue(_ queue: DispatchQueue) -> Configuration { self }
    @discardableResult
    public func userAgent(_ userAgent: String) -> Configuration { self }
    @discardableResult
    public func storageMode(_ mode: StorageMode) -> Configuration { self }
    @discardableResult
    public func anonymousIdGenerator(_ generator: AnonymousIdGenerator) -> Configuration { self }
}

public protocol FlushPolicy: AnyObject {
    var analytics: Analytics? { get set }
    func configure(analytics: Analytics)
    func shouldFlush() -> Bool
    func updateState(event: RawEvent)
    func reset()
}

public class CountBasedFlushPolicy: FlushPolicy {
    public weak var analytics: Analytics?
    public init() {}
    public init(count: Int) {}
    public func configure(analytics: Analytics) {}
    public func shouldFlush() -> Bool { fatalError() }
    public func updateState(event: RawEvent) {}
    public func reset() {}
}

public class IntervalBasedFlushPolicy: FlushPolicy {
    public weak var analytics: Analytics?
    public init() {}
    public init(interval: TimeInterval) {}
    public func configure(analytics: Analytics) {}
    public func shouldFlush() -> Bool { fatalError() }
    public func updateState(event: RawEvent) {}
    public func reset() {}
}

public struct DestinationMetadata: Codable {}

public protocol RawEvent: Codable {
    var enrichments: [EnrichmentClosure]? { get set }
    var type: String? { get set }
    var anonymousId: String? { get set }
    var messageId: String? { get set }
    var userId: String? { get set }
    var timestamp: String? { get set }
    var context: JSON? { get set }
    var integrations: JSON? { get set }
    var metrics: [JSON]? { get set }
    var _metadata: DestinationMetadata? { get set }
}

extension RawEvent {
    public mutating func disableCloudIntegrations(exceptKeys: [String]? = nil) {}
    public mutating func enableCloudIntegrations(exceptKeys: [String]? = nil) {}
    public mutating func disableIntegration(key: String) {}
    public mutating func enableIntegration(key: String) {}
}

public struct TrackEvent: RawEvent {
    public var enrichments: [EnrichmentClosure]? { get { nil } set {} }
    public var type: String? = "track"
    public var anonymousId: String?
    public var messageId: String?
    public var userId: String?
    public var timestamp: String?
    public var context: JSON?
    public var integrations: JSON?
    public var metrics: [JSON]?
    public var _metadata: DestinationMetadata?
    public var event: String
    public var properties: JSON?
    public init(event: String, properties: JSON?) { fatalError() }
    public init(existing: TrackEvent) { fatalError() }
}

public struct IdentifyEvent: RawEvent {
    public var enrichments: [EnrichmentClosure]? { get { nil } set {} }
    public var type: String? = "identify"
    public var anonymousId: String?
    public var messageId: String?
    public var userId: String?
    public var timestamp: String?
    public var context: JSON?
    public var integrations: JSON?
    public var metrics: [JSON]?
    public var _metadata: DestinationMetadata?
    public var traits: JSON?
    public init(userId: String? = nil, traits: JSON? = nil) { fatalError() }
    public init(existing: IdentifyEvent) { fatalError() }
}

public struct ScreenEvent: RawEvent {
    public var enrichments: [EnrichmentClosure]? { get { nil } set {} }
    public var type: String? = "screen"
    public var anonymousId: String?
    public var messageId: String?
    public var userId: String?
    public var timestamp: String?
    public var context: JSON?
    public var integrations: JSON?
    public var metrics: [JSON]?
    public var _metadata: DestinationMetadata?
    public var name: String?
    public var category: String?
    public var properties: JSON?
    public init(title: String? = nil, category: String?, properties: JSON? = nil) { fatalError() }
    public init(existing: ScreenEvent) { fatalError() }
}

public struct GroupEvent: RawEvent {
    public var enrichments: [EnrichmentClosure]? { get { nil } set {} }
    public var type: String? = "group"
    public var anonymousId: String?
    public var messageId: String?
    public var userId: String?
    public var timestamp: String?
    public var context: JSON?
    public var integrations: JSON?
    public var metrics: [JSON]?
    public var _metadata: DestinationMetadata?
    public var groupId: String?
    public var traits: JSON?
    public init(groupId: String? = nil, traits: JSON? = nil) { fatalError() }
    public init(existing: GroupEvent) { fatalError() }
}

public struct AliasEvent: RawEvent {
    public var enrichments: [EnrichmentClosure]? { get { nil } set {} }
    public var type: String? = "alias"
    public var anonymousId: String?
    public var messageId: String?
    public var userId: String?
    public var previousId: String?
    public var timestamp: String?
    public var context: JSON?
    public var integrations: JSON?
    public var metrics: [JSON]?
    public var _metadata: DestinationMetadata?
    public init(newId: String?, previousId: String? = nil) { fatalError() }
    public init(existing: AliasEvent) { fatalError() }
}

public enum PluginType: Int, CaseIterable {
    case before
    case enrichment
    case destination
    case after
    case utility
}

public enum UpdateType {
    case initial
    case refresh
}

public class Timeline {
    public init() {}
}

public protocol Plugin: AnyObject {
    var type: PluginType { get }
    var analytics: Analytics? { get set }
    func configure(analytics: Analytics)
    func update(settings: Settings, type: UpdateType)
    func execute<T: RawEvent>(event: T?) -> T?
    func shutdown()
}

extension Plugin {
    public func configure(analytics: Analytics) {}
    public func update(settings: Settings, type: UpdateType) {}
    public func execute<T: RawEvent>(event: T?) -> T? { event }
    public func shutdown() {}
}

public protocol EventPlugin: Plugin {
    func identify(event: IdentifyEvent) -> IdentifyEvent?
    func track(event: TrackEvent) -> TrackEvent?
    func group(event: GroupEvent) -> GroupEvent?
    func alias(event: AliasEvent) -> AliasEvent?
    func screen(event: ScreenEvent) -> ScreenEvent?
    func reset()
    func flush()
}

extension EventPlugin {
    public func identify(event: IdentifyEvent) -> IdentifyEvent? { event }
    public func track(event: TrackEvent) -> TrackEvent? { event }
    public func group(event: GroupEvent) -> GroupEvent? { event }
    public func alias(event: AliasEvent) -> AliasEvent? { event }
    public func screen(event: ScreenEvent) -> ScreenEvent? { event }
    public func reset() {}
    public func flush() {}
}

public protocol DestinationPlugin: EventPlugin {
    var key: String { get }
    var timeline: Timeline { get }
    func add(plugin: Plugin) -> Plugin
    func apply(closure: (Plugin) -> Void)
    func remove(plugin: Plugin)
}

extension DestinationPlugin {
    public func apply(closure: (Plugin) -> Void) {}
    @discardableResult
    public func add(plugin: Plugin) -> Plugin { plugin }
    public func remove(plugin: Plugin) {}
}

public protocol UtilityPlugin: EventPlugin {}
public protocol WaitingPlugin: Plugin {}

public struct UserInfo: Codable {
    public let anonymousId: String
    public let userId: String?
    public let traits: JSON
    public let referrer: URL?
}

public struct Settings: Codable {
    public var integrations: JSON?
    public var plan: JSON?
    public init(writeKey: String, apiHost: String) {}
    public init(writeKey: String) {}
    public func integrationSettings(forKey key: String) -> [String: Any]? { fatalError() }
    public func integrationSettings<T: Decodable>(forKey key: String) -> T? { fatalError() }
    public func integrationSettings<T: Decodable>(forPlugin plugin: DestinationPlugin) -> T? { fatalError() }
    public func hasIntegrationSettings(forPlugin plugin: DestinationPlugin) -> Bool { fatalError() }
    public func hasIntegrationSettings(key: String) -> Bool { fatalError() }
}

public enum JSON: Equatable, Codable {
    case null
    case bool(Bool)
    case number(Decimal)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    public init(_ object: [String: Any]) throws { fatalError() }
    public init?(nilOrObject object: [String: Any]?) throws { fatalError() }
    public init<T: Encodable>(with value: T) throws { fatalError() }
    public init(_ value: Any) throws { fatalError() }

    public var boolValue: Bool? { fatalError() }
    public var decimalValue: Decimal? { fatalError() }
    public var intValue: Int? { fatalError() }
    public var doubleValue: Double? { fatalError() }
    public var stringValue: String? { fatalError() }
    public var arrayValue: [Any]? { fatalError() }
    public var dictionaryValue: [String: Any]? { fatalError() }
    public func add(value: Any) throws -> JSON? { fatalError() }
    public func add(value: Any, forKey key: String) throws -> JSON? { fatalError() }
    public func remove(key: String) throws -> JSON? { fatalError() }
    public subscript(index: Int) -> JSON? { fatalError() }
    public subscript(key: String) -> JSON? { fatalError() }
}
