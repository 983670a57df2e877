// As much of UIKit as the fixtures use, for toolchains without it.

@_exported import Foundation

#if !canImport(ObjectiveC)
open class NSUserActivity: NSObject {
    public init(activityType: String) {}
    open var activityType: String { fatalError() }
    open var title: String?
    open var webpageURL: URL?
}
#endif

public typealias UIControlEvent = UIControl.Event

open class UIResponder: NSObject {}

open class UIView: UIResponder {
    public init(frame: CGRect) {}
    public convenience override init() { self.init(frame: .zero) }
    public required init?(coder: NSCoder) {}
    open var isHidden = false
}

open class UIControl: UIView {
    public struct Event: OptionSet {
        public let rawValue: UInt
        public init(rawValue: UInt) { self.rawValue = rawValue }
        public static let touchUpInside = Event(rawValue: 1 << 6)
    }
}

open class UIButton: UIControl {
    open var currentTitle: String? { fatalError() }
}

open class UILabel: UIView {
    open var text: String?
}

open class UITextField: UIControl {
    open var text: String?
}

open class UITableView: UIView {}
open class UITableViewCell: UIView {}

open class UIScreen: NSObject {
    open class var main: UIScreen { fatalError() }
    open var bounds: CGRect { fatalError() }
}

open class UIWindow: UIView {
    open var rootViewController: UIViewController?
    open func makeKeyAndVisible() {}
}

open class UIViewController: UIResponder {
    public init(nibName nibNameOrNil: String?, bundle nibBundleOrNil: Bundle?) {}
    public convenience override init() { self.init(nibName: nil, bundle: nil) }
    public required init?(coder: NSCoder) {}
    open var view: UIView! = nil
    open var title: String?
    open func viewDidLoad() {}
    open func viewWillAppear(_ animated: Bool) {}
    open func viewDidAppear(_ animated: Bool) {}
    open func viewWillDisappear(_ animated: Bool) {}
    open func viewDidDisappear(_ animated: Bool) {}
    open func present(_ viewController: UIViewController, animated: Bool, completion: (() -> Void)? = nil) {}
    open func dismiss(animated: Bool, completion: (() -> Void)? = nil) {}
}

open class UINavigationController: UIViewController {}
open class UITableViewController: UIViewController {}

open class UIDevice: NSObject {
    open class var current: UIDevice { fatalError() }
    open var identifierForVendor: UUID? { fatalError() }
    open var systemVersion: String { fatalError() }
    open var model: String { fatalError() }
}

public protocol UIUserActivityRestoring: NSObjectProtocol {}

open class UIApplication: UIResponder {
    public struct LaunchOptionsKey: Hashable, RawRepresentable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }
    public struct OpenURLOptionsKey: Hashable, RawRepresentable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public static let sourceApplication = OpenURLOptionsKey(rawValue: "sourceApplication")
    }
    open class var shared: UIApplication { fatalError() }
    open var delegate: UIApplicationDelegate?
}

public typealias UIApplicationLaunchOptionsKey = UIApplication.LaunchOptionsKey
public typealias UIApplicationOpenURLOptionsKey = UIApplication.OpenURLOptionsKey

public enum UIBackgroundFetchResult: UInt {
    case newData, noData, failed
}

public protocol UIApplicationDelegate: NSObjectProtocol {}

extension UIApplicationDelegate {
    public static func main() {}
}

open class UIScene: UIResponder {}
public protocol UISceneDelegate: NSObjectProtocol {}
public protocol UIWindowSceneDelegate: UISceneDelegate {}

@discardableResult
public func UIApplicationMain(
    _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ principalClassName: String?,
    _ delegateClassName: String?
) -> Int32 { fatalError() }
