"""Podfiles line by line, without the code around them."""

from __future__ import annotations

import time

import pytest

from segment_to_amplitude.manifests.apple_uses import Package, Plan, Use
from segment_to_amplitude.manifests.podfile import plan_podfile
from segment_to_amplitude.source.edits import apply_edits

IOS = Package("Amplitude-iOS", "Amplitude", "8.22")
SWIFT = Package("Amplitude-Swift", "AmplitudeSwift", "1.18.6")


def planned(data: bytes, *, stays: bool = False, package: Package = IOS) -> tuple[bytes, list[str]]:
    plan = Plan()
    plan_podfile(plan, "Podfile", data, Use(True, stays, package))
    return apply_edits(data, plan.edits), [finding.code for finding in plan.findings]


@pytest.mark.parametrize(
    "line",
    [
        b"pod 'AnalyticsKit', '~> 1.0'",
        b"# pod 'Analytics'",
        b"=begin\npod 'Analytics'\n=end",
        b"=begin\npod 'Analytics'",
        b"__END__\npod 'Analytics'",
    ],
)
def test_is_none_of_segments(line: bytes) -> None:
    assert planned(line) == (line, [])


@pytest.mark.parametrize(
    "line",
    [
        b"pod 'Analytics', :git => 'https://example.com/a.git'",
        b"pod 'Analytics', '~> 4.1', :subspecs => ['Core']",
        b"pod 'Analytics', :modular_headers => true, :path => '../a'",
        b"pod 'Analytics', :modular_headers => true,\n  :path => '../a'",
        b"pod 'Analytics' unless ENV['CI']",
        b"pod 'Analytics', VERSION",
        b"pod 'Amplitude', '~> 8.0'\npod 'Analytics'",
    ],
)
def test_is_reported(line: bytes) -> None:
    assert planned(line) == (line, ["dependency-stays"])
    assert planned(line, stays=True) == (line, ["dependency-stays"])


@pytest.mark.parametrize(
    ("line", "after"),
    [
        (b"pod 'Analytics'", b"pod 'Amplitude'"),
        (b"pod 'Analytics/Core'", b"pod 'Amplitude'"),
        (b"pod 'Analytics', \"4.1\" # it\r\n", b"pod 'Amplitude', \"~> 8.22\" # it\r\n"),
        (b"pod('Analytics', '4.1', '< 5')", b"pod('Amplitude', '~> 8.22')"),
        (b"pod 'Analytics', inhibit_warnings: true", b"pod 'Amplitude', inhibit_warnings: true"),
        (b"s.ios.dependency 'Analytics'", b"s.ios.dependency 'Amplitude'"),
        (b"  pod 'Segment-Amplitude'\nend\n", b"end\n"),
        (b"=begin\n=end\npod 'Analytics'", b"=begin\n=end\npod 'Amplitude'"),
    ],
)
def test_is_replaced(line: bytes, after: bytes) -> None:
    assert planned(line) == (after, ["dependency-replaced"])


def test_follows_the_target() -> None:
    after, _ = planned(b"pod 'Analytics', '~> 4.1'", package=SWIFT)
    assert after == b"pod 'AmplitudeSwift', '~> 1.18'"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_stands_below_with_the_line_end(ending: bytes) -> None:
    line = b"  pod 'Analytics', '4.1' # it" + ending
    assert planned(line, stays=True) == (line + b"  pod 'Amplitude', '~> 8.22'" + ending, ["dependency-stays"])


@pytest.mark.parametrize(
    "data",
    [
        b"pod 'Analytics'" + b", '1'" * 50_000 + b"!",
        b"pod 'Analytics'" + b" " * 200_000 + b"!",
        b"pod 'Analytics'" + b", :configurations => []" * 20_000 + b"!",
        b"a" * 200_000 + b".",
        b"=begin\n" * 30_000,
        b"pod 'Analytics'\n" * 5_000,
    ],
)
def test_costs_no_more_than_its_length(data: bytes) -> None:
    start = time.process_time()
    planned(data)
    assert time.process_time() - start < 2
