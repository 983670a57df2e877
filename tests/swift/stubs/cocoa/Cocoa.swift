// As much of Cocoa as the fixtures use, for toolchains without it.

@_exported import Foundation

open class NSResponder: NSObject {}

open class NSWindow: NSResponder {
    open func makeKeyAndOrderFront(_ sender: Any?) {}
}

open class NSView: NSResponder {}

open class NSViewController: NSResponder {
    open var view: NSView { get { fatalError() } set {} }
    open var title: String?
    open func viewDidLoad() {}
    open func viewDidAppear() {}
}

public protocol NSApplicationDelegate: NSObjectProtocol {}

extension NSApplicationDelegate {
    public static func main() {}
}

open class NSApplication: NSResponder {
    open class var shared: NSApplication { fatalError() }
    open weak var delegate: NSApplicationDelegate?
    open func terminate(_ sender: Any?) {}
}

public func NSApplicationMain(
    _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 { fatalError() }
