"""All Objective-C of the fixtures is checked with clang: before with Segment's headers, after with Amplitude's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fixture_cases import Case, discover
from objc_check import STUBS, check_objc, is_objc
from swift_sdks import Member, sdks

CASES = [pytest.param(case, id=case.name) for case in discover() if any(map(is_objc, case.before))]

NO_PROGRAMS = {"objc/formatting/a_broken_region", "objc/formatting/a_region_that_does_not_parse"}
"""Cases that no compiler takes."""

SEGMENT = "#import <Segment/SEGAnalytics.h>\n"
IOS = "#import <Amplitude/Amplitude.h>\n"
SWIFT = "@import AmplitudeSwift;\n"

RIGHT = {
    "Analytics-iOS": (
        SEGMENT,
        'SEGAnalyticsConfiguration *c = [SEGAnalyticsConfiguration configurationWithWriteKey:@"k"];\n'
        "c.trackApplicationLifecycleEvents = YES;\n[SEGAnalytics setupWithConfiguration:c];\n"
        '[[SEGAnalytics sharedAnalytics] track:@"A" properties:@{@"b": @1, @"c": @[@YES, @(2.5)]}];',
    ),
    "Analytics-iOS, older name": ("@import Analytics;\n", "[[SEGAnalytics sharedAnalytics] reset];"),
    "Analytics-Swift": (
        "@import Segment;\n",
        'SEGConfiguration *c = [[SEGConfiguration alloc] initWithWriteKey:@"k"];\n'
        'SEGAnalytics *a = [[SEGAnalytics alloc] initWithConfiguration:c];\n[a track:@"A" properties:nil];',
    ),
    "Amplitude-iOS": (
        IOS,
        '[[Amplitude instance] initializeApiKey:@"k"];\n[Amplitude instance].defaultTracking.sessions = YES;\n'
        '[[Amplitude instance] logEvent:@"A" withEventProperties:@{@"b": @1}];\n[[Amplitude instance] setUserId:nil];\n'
        '[[Amplitude instance] identify:[[[AMPIdentify identify] set:@"a" value:@1] set:@"b" value:@"c"]];\n'
        '[[Amplitude instance] setGroup:@"a" groupName:@[@"b"]];\n[[Amplitude instance] setOptOut:YES];\n'
        '[[Amplitude instance] groupIdentifyWithGroupType:@"a" groupName:@"b" groupIdentify:[AMPIdentify identify]];\n'
        "[[Amplitude instance] logRevenueV2:[[[AMPRevenue revenue] setPrice:@1] setQuantity:2]];",
    ),
    "Amplitude-iOS by its file": ('#import "Amplitude.h"\n', "[[Amplitude instance] uploadEvents];"),
    "Amplitude-Swift": (
        SWIFT,
        'AMPConfiguration *c = [[AMPConfiguration alloc] initWithApiKey:@"k"];\nc.autocapture = '
        "[[AMPAutocaptureOptions alloc] initWithOptionsToUnion:@[AMPAutocaptureOptions.sessions]];\n"
        "Amplitude *amplitude = [[Amplitude alloc] initWithConfiguration:c];\n"
        '[amplitude track:@"A" eventProperties:@{@"b": @1}];\n[amplitude setGroup:@"a" groupName:@"b"];\n'
        '[amplitude identify:[[[AMPIdentify alloc] init] set:@"a" value:@1]];\namplitude.configuration.optOut = YES;',
    ),
}

WRONG = {
    "a selector that is not": (IOS, '[[Amplitude instance] track:@"A"];', "selector 'track:'"),
    "a selector of Swift": (
        IOS,
        '[[Amplitude instance] groupIdentify:@"a" groupName:@"b" identify:[AMPIdentify identify]];',
        "selector 'groupIdentify:groupName:identify:'",
    ),
    "reset": (IOS, "[[Amplitude instance] reset];", "selector 'reset'"),
    "a class method that is not": (SWIFT, "[[Amplitude instance] flush];", "selector 'instance'"),
    "an event's name alone": (SWIFT, 'Amplitude *a = nil;\n[a track:@"A"];', "incompatible pointer types"),
    "properties for an identify": (IOS, '[[Amplitude instance] identify:@{@"a": @1}];', "incompatible pointer types"),
    "a number that is no object": (IOS, '[[AMPIdentify identify] set:@"a" value:1];', "'int' to 'NSObject"),
    "nil where none may be": (IOS, "[[Amplitude instance] setDeviceId:nil];", "null"),
    "+identify": (SWIFT, "[AMPIdentify identify];", "selector 'identify'"),
    "no import": ("#import <UIKit/UIKit.h>\n", "[[Amplitude instance] uploadEvents];", "undeclared identifier"),
}


def in_function(head: str, text: str) -> dict[str, bytes]:
    return {"a.m": f"{head}#import <UIKit/UIKit.h>\n\nvoid a(void) {{\n{text}\n}}\n".encode()}


@pytest.mark.parametrize(("head", "text"), RIGHT.values(), ids=RIGHT)
def test_right_messages(head: str, text: str, tmp_path: Path) -> None:
    assert not check_objc(in_function(head, text), tmp_path)


@pytest.mark.parametrize(("head", "text", "says"), WRONG.values(), ids=WRONG)
def test_wrong_messages(head: str, text: str, says: str, tmp_path: Path) -> None:
    assert says in "\n".join(check_objc(in_function(head, text), tmp_path))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("side", ["before", "after"])
def test_fixtures_are_right(case: Case, side: str, tmp_path: Path) -> None:
    if case.name in NO_PROGRAMS or (side == "after" and case.after == case.before):
        return
    assert not check_objc(case.before if side == "before" else case.after, tmp_path)


@pytest.mark.parametrize("name", ["Amplitude", "AMPIdentify", "AMPRevenue", "AMPDefaultTrackingOptions"])
def test_selectors_are_those_that_swift_imports(name: str) -> None:
    """The headers of Amplitude-iOS and the table of its Swift names say the same."""
    header = (STUBS / f"amplitude-ios/Amplitude/{name}.h").read_text(encoding="utf-8")
    methods = re.findall(r"^[-+] \([^;]*?\)(\w[^;]*);", header, re.MULTILINE)
    selectors = {"".join(re.findall(r"(\w+:)(?=\()", method)) or method.strip() for method in methods}
    swift = {selector(one) for one in sdks()["Amplitude"].types[name] if one.kind == "func"}
    only_objc = {"setOptOut:"} if name == "Amplitude" else {"identify"} if name == "AMPIdentify" else {"revenue"}
    assert selectors - swift <= only_objc


def selector(method: Member) -> str:
    """The name in Objective-C of what Swift imports; its first label begins with a preposition that was split off."""
    labels = [one.label or "" for one in method.parameters]
    first = labels[0][:1].upper() + labels[0][1:] if labels and labels[0].startswith("with") else ""
    return ":".join([method.name + first, *labels[1:], ""]) if labels else method.name
