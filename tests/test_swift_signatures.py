"""Every Amplitude call in the Swift of the fixtures is one that the SDK has; the check itself is checked here too."""

from __future__ import annotations

import re

import pytest

from fixture_cases import Case, discover
from segment_to_amplitude.languages.apple.plan import IOS_MIDDLEWARE, SWIFT_PLUGIN
from swift_sdks import parse_declaration, sdks, stub_declarations
from swift_signatures import complaints, segment_complaints

CASES = [case for case in discover() if any(path.endswith(".swift") for path in case.before)]

IMPORT = re.compile(rb"^(?:@_exported )?import (?:class )?(?:Segment|Analytics)\b", re.MULTILINE)

IOS = "import Amplitude\n"
SWIFT = "import AmplitudeSwift\n"
CLIENT = "let amplitude = Amplitude(configuration: Configuration(apiKey: key))\n"

WRONG = {
    # What the migration guide shows, and what no compiler takes.
    "guide: a string is no NSObject": (IOS, 'AMPIdentify().set("plan", value: "enterprise")', "literal"),
    "guide: a number is no NSObject": (IOS, 'AMPIdentify().set("age", value: 20)', "literal"),
    "guide: a group's name is no NSObject": (IOS, 'Amplitude.instance().setGroup("org", groupName: "xyz")', "literal"),
    "guide: the name of Objective-C": (
        IOS,
        'Amplitude.instance().groupIdentifyWithGroupType("org", groupName: NSString(string: "x"), '
        "groupIdentify: AMPIdentify())",
        "Amplitude has no method groupIdentifyWithGroupType",
    ),
    "guide: no singleton": (SWIFT, "Amplitude.instance().reset()", "Amplitude has no method instance"),
    "guide: AMPIdentify is for Objective-C": (SWIFT, "let a = AMPIdentify()", "no type of AmplitudeSwift"),
    "guide: logEvent": (SWIFT, f'{CLIENT}amplitude.logEvent("A", withEventProperties: [:])', "logEvent"),
    # The samples of Amplitude's own documentation.
    "docs: an event without its label": (
        SWIFT, f'{CLIENT}amplitude.track(ScreenViewedEvent(screenName: "a"))', "without label is no parameter"
    ),
    "docs: a device id without its label": (SWIFT, f'{CLIENT}amplitude.setDeviceId("a")', "no parameter"),
    "docs: identify(event:)": (SWIFT, f"{CLIENT}amplitude.identify(event: Identify())", "event: is no parameter"),
    "docs: userProperties is no property": (
        IOS, 'Amplitude.instance().userProperties = ["a": 1]', "Amplitude has no member userProperties"
    ),
    # Amplitude-iOS
    "a name without type": (IOS, 'AMPIdentify().set("a", value: plan)', "cannot be seen"),
    "a String by its declaration": (IOS, 'let a: String = b\nAMPIdentify().set("a", value: a)', "is String"),
    "a string as a number": (IOS, 'AMPIdentify().set("a", value: NSNumber(value: "b"))', "literal"),
    "a number as a string": (IOS, 'AMPIdentify().set("a", value: NSString(string: 1))', "literal 1"),
    "an Optional as a string": (
        IOS,
        'func a(b: String?) {\n  AMPIdentify().set("a", value: NSString(string: b))\n}',
        "b is String?",
    ),
    "an array literal": (IOS, 'AMPIdentify().set("a", value: [1])', "literal"),
    "Optional by as?": (IOS, 'Amplitude.instance().setGroup("a", groupName: b as? NSObject)', "is NSObject?"),
    "no label": (IOS, 'AMPIdentify().set("a", NSString(string: "b"))', "value: is due"),
    "a label too many": (IOS, 'Amplitude.instance().setUserId(userId: "a")', "userId: is no parameter"),
    "the property's label": (IOS, 'Amplitude.instance().logEvent("a", properties: [:])', "properties: is no parameter"),
    "groups alone": (IOS, 'Amplitude.instance().logEvent("a", withGroups: ["a": "b"])', "withGroups:"),
    "a name that is no string": (IOS, "Amplitude.instance().logEvent(1)", "literal 1"),
    "nil for a device id": (IOS, "Amplitude.instance().setDeviceId(nil)", "takes no nil"),
    "reset": (IOS, "Amplitude.instance().reset()", "no method reset"),
    "flush": (IOS, "Amplitude.instance().flush()", "no method flush"),
    "getUserId": (IOS, "let a = Amplitude.instance().getUserId()", "no method getUserId"),
    "the setter of a property": (IOS, "Amplitude.instance().setOptOut(true)", "no method setOptOut"),
    "set what is read": (IOS, 'Amplitude.instance().userId = "a"', "cannot be set"),
    "a number for a Bool": (IOS, "Amplitude.instance().optOut = 1", "literal 1"),
    "nil in a dictionary": (
        IOS, 'Amplitude.instance().logEvent("a", withEventProperties: ["a": nil])', "a value takes no nil"
    ),
    "optional values": (
        IOS,
        'let a: [String: Any?] = b\nAmplitude.instance().logEvent("a", withEventProperties: a)',
        "is [String: Any?]",
    ),
    "a chain that a name holds": (
        IOS,
        'let a = AMPIdentify().set("b", value: NSNull())\nAmplitude.instance().identify(a)',
        "a is AMPIdentify?",
    ),
    "a chain that a name holds, called": (
        IOS, 'let a = AMPIdentify().set("b", value: NSNull())\na.unset("c")', "has to be unwrapped"
    ),
    "+identify": (IOS, "let a = AMPIdentify.identify()", "no method identify"),
    "a type of the other SDK": (IOS, "let a = Identify()", "Identify is no type of Amplitude"),
    "an initialiser of the other SDK": (
        IOS, 'let a = Amplitude(configuration: b)', "no call makes one"
    ),
    "no import": ("import UIKit\n", "Amplitude.instance().uploadEvents()", "needs import Amplitude"),
    "quantity is an Int": (IOS, "AMPRevenue().setQuantity(1.5)", "literal 1.5"),
    # Amplitude-Swift
    "an event's name without its label": (SWIFT, f'{CLIENT}amplitude.track("a")', "without label is no parameter"),
    "the old label": (SWIFT, f'{CLIENT}amplitude.track(name: "a")', "name: is no parameter"),
    "out of order": (
        SWIFT, f'{CLIENT}amplitude.track(eventProperties: [:], eventType: "a")', "eventType: is due where"
    ),
    "options out of order": (
        SWIFT, f'{CLIENT}amplitude.track(eventType: "a", options: nil, eventProperties: [:])', "out of order"
    ),
    "an event's name that is a dictionary": (SWIFT, f"{CLIENT}amplitude.track(eventType: [:])", "literal"),
    "properties that are a list": (
        SWIFT, f'{CLIENT}amplitude.track(eventType: "a", eventProperties: ["b"])', "literal"
    ),
    "keys that are numbers": (
        SWIFT, f'{CLIENT}amplitude.track(eventType: "a", eventProperties: [1: 2])', "a key takes String"
    ),
    "nil among properties": (
        SWIFT, f'{CLIENT}amplitude.track(eventType: "a", eventProperties: ["b": nil])', "a value takes no nil"
    ),
    "no singleton to reach": (SWIFT, "Amplitude.shared.flush()", "no member shared"),
    "setOptOut": (SWIFT, f"{CLIENT}amplitude.setOptOut(true)", "no method setOptOut"),
    "screen": (SWIFT, f'{CLIENT}amplitude.screen(title: "a")', "no method screen"),
    "group alone": (SWIFT, f'{CLIENT}amplitude.setGroup(groupType: "a")', "groupName: is missing"),
    "what a group becomes is due": (
        SWIFT, f'{CLIENT}amplitude.groupIdentify(groupType: "a", groupName: "b")', "is missing"
    ),
    "Identify without labels": (SWIFT, 'Identify().set("a", value: 1)', "without label is no parameter"),
    "add takes numbers": (SWIFT, 'Identify().add(property: "a", value: "b")', "literal"),
    "configuration out of order": (
        SWIFT, "let a = Configuration(apiKey: key, optOut: true, flushQueueSize: 1)", "out of order"
    ),
    "no such option": (SWIFT, 'let a = Configuration(apiKey: key, userId: "a")', "userId: is no parameter"),
    "no such autocapture": (
        SWIFT, "let a = Configuration(apiKey: key, autocapture: [.sessions, .deepLinks])", "has no .deepLinks"
    ),
    "a flag for autocapture": (SWIFT, "let a = Configuration(apiKey: key, autocapture: true)", "literal true"),
    "autocapture later": (
        SWIFT, "let a = Configuration(apiKey: key)\na.autocapture = [.sessions]", "autocapture cannot be set"
    ),
    "no such zone": (SWIFT, "let a = Configuration(apiKey: key, serverZone: .eu)", "ServerZone has no .eu"),
    "a key alone": (SWIFT, 'let a = Amplitude(apiKey: "a")', "apiKey: is no parameter"),
    "an event's type first": (
        SWIFT, f'{CLIENT}amplitude.track(event: BaseEvent(eventType: "a", userId: "b"))', "userId: is out of order"
    ),
    "groups among options": (SWIFT, 'let a = EventOptions(groups: ["a": "b"])', "groups: is no parameter"),
    "setters of Revenue": (SWIFT, "let a = Revenue()\na.setPrice(1)", "no method setPrice"),
    "an Optional client": (
        SWIFT, "class A {\n  var amplitude: Amplitude?\n  func b() { amplitude.flush() }\n}", "has to be unwrapped"
    ),
    "a client by its name": (SWIFT, 'self.amplitude.setUserId("a")', "no parameter"),
    "a member of an extension, another name": (
        SWIFT, "extension Amplitude {\n  static var main = a\n}\nAmplitude.shared.flush()", "no member shared"
    ),
    "a closure too many": (SWIFT, f"{CLIENT}amplitude.flush {{ print(1) }}", "no closure"),
}  # fmt: skip

RIGHT = {
    "guide": (
        IOS,
        'Amplitude.instance().setUserId("abc")\n'
        "Amplitude.instance().identify(AMPIdentify()\n"
        '    .set("email", value: NSString(string: "e"))\n    .set("age", value: NSNumber(value: 20)))\n'
        'Amplitude.instance().logEvent("Button Clicked", withEventProperties: ["Hover Time": "100ms"])\n'
        'Amplitude.instance().setGroup("orgName", groupName: NSString(string: "xyz"))\n'
        'Amplitude.instance().groupIdentify(withGroupType: "orgName", groupName: NSString(string: "xyz"), '
        'groupIdentify: AMPIdentify().set("plan", value: "enterprise" as NSObject))',
    ),
    "casts": (
        IOS,
        'AMPIdentify().set("a", value: b as NSObject).set("c", value: d as? NSObject).set("e", value: [1] as NSArray)\n'
        '    .set("f", value: g as! NSObject).set("h", value: NSNull()).set("i", value: nil)',
    ),
    "statements on one object": (
        IOS,
        'let a = AMPIdentify()\na.set("b", value: NSNumber(value: true))\nAmplitude.instance().identify(a)',
    ),
    "a named client": (
        IOS,
        'let a = Amplitude.instance(withName: "b")\na.initializeApiKey("k", userId: nil)\na.optOut = !c\n'
        "a.defaultTracking.appLifecycles = true\na.setServerZone(.EU)\na.logRevenueV2(AMPRevenue().setPrice(9.99)"
        ".setQuantity(2))\na.eventUploadThreshold = 5\n"
        'a.logEvent("d", withEventProperties: nil, withGroups: ["e": "f"])',
    ),
    "dictionaries convert": (
        IOS,
        'let a: [String: Any] = b\nlet c: [String: String]? = nil\nAmplitude.instance().logEvent("d", '
        'withEventProperties: a)\nAmplitude.instance().logEvent("e", withEventProperties: c)',
    ),
    "Amplitude-Swift": (
        SWIFT,
        "let amplitude = Amplitude(configuration: Configuration(apiKey: key, flushQueueSize: 10, "
        'serverZone: .EU, autocapture: [.sessions, .appLifecycles]))\namplitude.track(eventType: "A")\n'
        'amplitude.track(eventType: "A \\(b)", eventProperties: ["b": 1, "c": d as Any], '
        "options: EventOptions(timestamp: 1, revenue: 2))\namplitude.setUserId(userId: nil).flush()\n"
        'amplitude.identify(userProperties: ["a": [1, 2], "b": -1.5])\n'
        'amplitude.identify(identify: Identify().set(property: "a", value: 1).add(property: "b", value: 2.5))\n'
        'amplitude.setGroup(groupType: "a", groupName: ["b", "c"])\n'
        'amplitude.groupIdentify(groupType: "a", groupName: b, groupProperties: c)\n'
        'amplitude.track(event: BaseEvent(userId: "a", eventType: "b", groups: ["c": "d"]))\n'
        'amplitude.track(event: ScreenViewedEvent(screenName: "a"))\namplitude.optOut = true\n'
        "let revenue = Revenue()\nrevenue.price = 1\nrevenue.quantity = 2\namplitude.revenue(revenue: revenue)",
    ),
    "an Optional client": (
        SWIFT,
        "class A {\n  weak var amplitude: Amplitude?\n  func b() {\n    amplitude?.flush()\n    amplitude!.reset()\n"
        "    guard let amplitude = amplitude else { return }\n    amplitude.flush()\n  }\n}",
    ),
    "a static client": (
        SWIFT,
        "extension Amplitude {\n  static var main = Amplitude(configuration: Configuration(apiKey: key))\n"
        "  func log(_ a: String) { track(eventType: a) }\n}\nAmplitude.main.log(b)\nAmplitude.main.flush()",
    ),
    "a closure at the end": (SWIFT, f"{CLIENT}amplitude.apply {{ plugin in print(plugin) }}"),
    "types of the project's own": (
        IOS,
        "class Identify {\n  func set(_ a: String) {}\n}\nstruct Configuration {\n  init(a: Int) {}\n}\n"
        'Identify().set("a")\nlet c = Configuration(a: 1)',
    ),
    "another's client": ("import Other\n", 'tracker.track("a")\nanalytics.logEvent("b")'),
}


@pytest.mark.parametrize(("head", "text", "says"), WRONG.values(), ids=WRONG)
def test_wrong_calls_are_seen(head: str, text: str, says: str) -> None:
    found = complaints({"a.swift": (head + text).encode()})
    assert says in "\n".join(found.get("a.swift", ())), found


@pytest.mark.parametrize(("head", "text"), RIGHT.values(), ids=RIGHT)
def test_right_calls_are_left_alone(head: str, text: str) -> None:
    assert not complaints({"a.swift": (head + text).encode()})


def test_other_files_count() -> None:
    """The client's type, the import and the header of a project are known in each of its files."""
    tree = {
        "A.swift": b"import AmplitudeSwift\n\nclass Services {\n  let tracker: Amplitude\n}\n",
        "B.swift": b'func b(services: Services) {\n  services.tracker.track("a")\n}\n',
    }
    assert complaints(tree) == {"B.swift": ["2: Amplitude.track: an argument without label is no parameter"]}
    bridged = {
        "App-Bridging-Header.h": b"#import <Amplitude/Amplitude.h>\n",
        "C.swift": b"Amplitude.instance().uploadEvents()\nAmplitude.instance().flush()\n",
    }
    assert complaints(bridged) == {"C.swift": ["2: Amplitude has no method flush"]}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_fixtures_make_calls_that_exist(case: Case) -> None:
    found = complaints(case.after)
    if not any(IMPORT.search(text) for text in case.before.values()):  # a bridging header that is not there brings it
        found = {path: [one for one in texts if "needs import" not in one] for path, texts in found.items()}
    assert not {path: texts for path, texts in found.items() if texts}


NOT_SEGMENT: set[str] = set()
"""Cases whose module Segment, or Analytics, is another one."""


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_fixtures_begin_with_calls_that_exist(case: Case) -> None:
    assert case.name in NOT_SEGMENT or not segment_complaints(case.before)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('Analytics.shared().track("A", properties: ["b": 1])', ""),
        ('SEGAnalytics.shared().identify(nil, traits: ["a": 1], options: nil)', ""),
        ('let c = AnalyticsConfiguration(writeKey: "k")\nc.flushAt = 1\nAnalytics.setup(with: c)', ""),
        ("Analytics.shared().continue(activity)\nAnalytics.shared().open(url, options: [:])", ""),
        ('Analytics.shared().track("A", traits: [:])', "traits: is no parameter"),
        ('Analytics.shared().page("A")', "no method page"),
        ('let a = Analytics(configuration: Configuration(writeKey: "k").flushAt(3))\na.track(name: "A")', ""),
        ('let a = Analytics(configuration: c)\na.track(name: "A", properties: order)\na.enabled = false', ""),
        ('let a = Analytics(configuration: c)\na.identify(userId: "u", traits: ["b": 1], enrichments: [d])', ""),
        ('let a = Analytics(configuration: c)\na.track(name: "A")\na.group("b")', "no parameter"),
        ('let a = Analytics(configuration: c)\na.track(name: "A")\na.disable()', "no method disable"),
    ],
)
def test_calls_of_segment(text: str, says: str) -> None:
    found = segment_complaints({"a.swift": f"import Segment\n{text}\n".encode()})
    assert (says in "\n".join(found["a.swift"])) if says else not found


@pytest.mark.parametrize("module", sdks())
def test_table_and_stubs_agree(module: str) -> None:
    """What the table says, ``swiftc`` sees too: both list the same members of each type."""
    sdk = sdks()[module]
    stubs = stub_declarations(sdk.stub)
    table = {name: {_plain(line) for line in lines} for name, lines in sdk.declarations.items()}
    assert table == {name: {_plain(line) for line in stubs[name]} for name in table}


def test_declarations_are_read() -> None:
    member = parse_declaration("static func a(_ b: [String: Any]?, c d: Int = 1) -> E?")
    assert (member.kind, member.name, member.is_static, member.result) == ("func", "a", True, "E?")
    assert [(one.label, one.type, one.is_required) for one in member.parameters] == [
        (None, "[String: Any]?", True),
        ("c", "Int", False),
    ]


def _plain(line: str) -> str:
    return re.sub(r"(?<=\() | (?=\))", "", re.sub(r"\s+", " ", line))


@pytest.mark.parametrize("suggestion", [CLIENT + SWIFT_PLUGIN, IOS_MIDDLEWARE], ids=["plugin", "middleware"])
def test_suggestions_are_right(suggestion: str) -> None:
    module = SWIFT if suggestion.startswith(CLIENT) else IOS
    assert not complaints({"a.swift": (module + suggestion).encode()})
