"""Manifests of Kotlin and Java projects in small variations, through the function that the pipeline calls."""

from __future__ import annotations

import pytest

from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.manifests.android_resources import key_resources
from segment_to_amplitude.manifests.gradle_tokens import Script
from segment_to_amplitude.manifests.jvm_artifacts import version_like
from segment_to_amplitude.manifests.jvm_packages import migrate_jvm_packages
from segment_to_amplitude.manifests.shrinker_rules import rules_of
from segment_to_amplitude.manifests.xml_spans import InvalidXml, read_xml
from segment_to_amplitude.source.edits import Edit, apply_edits

BEFORE = b"import com.segment.analytics.kotlin.android.Analytics\n"
AFTER = b"import com.amplitude.android.Amplitude\n"


def changed(tree: dict[str, str], *, before: bytes = BEFORE, after: bytes = AFTER) -> dict[str, str]:
    """Run over manifests, with one file of code in ``app`` that moved."""
    edits = () if before == after else (Edit(0, len(before), after),)
    status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
    code = FileResult("app/src/A.kt", "kotlin", status, None, before, edits)
    manifests = {path: text.encode() for path, text in tree.items()}
    found = migrate_jvm_packages(manifests, [code], ["app/src/A.kt"], {"app/src/A.kt": before}.get)
    assert not [file.reason for file in found if file.status is FileStatus.FAILED]
    return {file.path: apply_edits(file.before or b"", file.edits).decode() for file in found if file.edits}


def in_block(line: str) -> str:
    return f"dependencies {{\n    {line}\n}}\n"


@pytest.mark.parametrize(
    "line",
    [
        "// implementation 'com.segment.analytics.kotlin:android:1.14.2'",
        "/* implementation 'com.segment.analytics.kotlin:android:1.14.2' */",
        "implementation 'com.example:segment-analytics:1.14.2'",
        "implementation('a:b:1') { exclude group: 'com.segment.analytics.kotlin' }",
    ],
)
def test_gradle_left_alone(line: str) -> None:
    assert changed({"app/build.gradle": in_block(line)}) == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("api 'com.segment.analytics.kotlin:android:1.14.2'", "api 'com.amplitude:analytics-android:1.26.0'"),
        ('api("com.segment.analytics.kotlin:android:1.+")', 'api("com.amplitude:analytics-android:1.+")'),
        ("api 'com.segment.analytics.kotlin:android'", "api 'com.amplitude:analytics-android:1.26.0'"),
        ('api "com.segment.analytics.kotlin:android:$v"', 'api "com.amplitude:analytics-android:1.26.0"'),
        ('api "com.segment.analytics.kotlin:android:" + v', 'api "com.amplitude:analytics-android:1.26.0"'),
        ("api 'com.segment.analytics.kotlin:android:1.0@aar'", "api 'com.amplitude:analytics-android:1.26.0'"),
        (
            'api(group = "com.segment.analytics.kotlin", name = "android", version = "1.0")',
            'api(group = "com.amplitude", name = "analytics-android", version = "1.26.0")',
        ),
        (
            'api("com.segment.analytics.kotlin", "android", "1.0")',
            'api("com.amplitude", "analytics-android", "1.26.0")',
        ),
        ("api 'com.github.segmentio.analytics-kotlin:android:1.0'", "api 'com.amplitude:analytics-android:1.26.0'"),
    ],
)
def test_gradle_rewritten(line: str, expected: str) -> None:
    assert changed({"app/build.gradle": in_block(line)}) == {"app/build.gradle": in_block(expected)}


def test_version_of_gradle_properties() -> None:
    tree = {
        "app/build.gradle": in_block('api "com.segment.analytics.kotlin:android:$segmentVersion"'),
        "gradle.properties": "a=1\nsegmentVersion=1.14.2\n",
    }
    assert changed(tree) == {
        "app/build.gradle": in_block('api "com.amplitude:analytics-android:$segmentVersion"'),
        "gradle.properties": "a=1\nsegmentVersion=1.26.0\n",
    }


def test_server_core_gets_what_it_needs() -> None:
    tree = {"app/build.gradle.kts": in_block('implementation("com.segment.analytics.kotlin:core:1.14.2")')}
    code = b"import com.segment.analytics.kotlin.core.Analytics\n"
    assert changed(tree, before=code, after=b"import com.amplitude.core.Amplitude\n") == {
        "app/build.gradle.kts": in_block(
            'implementation("com.amplitude:analytics-core:1.26.0")\n'
            '    implementation("com.squareup.okhttp3:okhttp:4.12.0")\n'
            '    implementation("org.json:json:20260814")'
        )
    }


def test_code_that_stays_keeps_the_dependency() -> None:
    tree = {"app/build.gradle": in_block("api 'com.segment.analytics.kotlin:android:1.14.2'")}
    assert changed(tree, after=BEFORE) == {}


def test_version_of_a_catalog_that_others_use_stays() -> None:
    catalog = (
        '[versions]\nsdk = "1.14.2"\n[libraries]\n'
        'segment = { module = "com.segment.analytics.kotlin:android", version.ref = "sdk" }\n'
        'other = { module = "a:b", version.ref = "sdk" }\n'
    )
    tree = {"gradle/libs.versions.toml": catalog, "app/build.gradle.kts": in_block("implementation(libs.segment)")}
    assert changed(tree) == {
        "gradle/libs.versions.toml": catalog.replace(
            "com.segment.analytics.kotlin:android", "com.amplitude:analytics-android"
        ).replace('version.ref = "sdk" }\nother', 'version = "1.26.0" }\nother')
    }


def test_a_managed_version_of_maven_moves_with_its_users() -> None:
    def pom(managed: str, used: str) -> dict[str, str]:
        management = f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement>"
        return {
            "pom.xml": f"<project>{management}</project>\n",
            "app/pom.xml": f"<project><dependencies>{used}</dependencies></project>\n",
        }

    old = "<groupId>com.segment.analytics.kotlin</groupId><artifactId>android</artifactId>"
    new = "<groupId>com.amplitude</groupId><artifactId>analytics-android</artifactId>"
    before = pom(f"<dependency>{old}<version>1.14.2</version></dependency>", f"<dependency>{old}</dependency>")
    after = pom(f"<dependency>{new}<version>1.26.0</version></dependency>", f"<dependency>{new}</dependency>")
    assert changed(before) == after


@pytest.mark.parametrize(
    ("old", "expected"),
    [("4.11.4", "1.26.0"), ("+", "+"), ("4.+", "1.+"), ("4.11.+", "1.26.+"), ("[4.0,5.0)", "[1.26.0,2)")],
)
def test_versions_are_as_tight(old: str, expected: str) -> None:
    assert version_like(old, "1.26.0") == expected


def test_strings_and_comments_nest() -> None:
    text = b'val a = "x ${ if (b) "}" else "{" } y" /* one /* two */ */ + 1 // "\n'
    script = Script("a.kts", text)
    assert [token.text for token in script.tokens if token.kind == "string"] == [b'x ${ if (b) "}" else "{" } y']
    assert len(script.comments) == 2


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a><d>&b;</d></a>'
    root = read_xml(bomb)
    assert not isinstance(root, InvalidXml)
    assert [one.name for one in root.every()] == ["a", "d"]
    assert isinstance(read_xml(b"<a><b></a>"), InvalidXml)


def test_rules_and_resources() -> None:
    rules = rules_of(b"# -keep class com.segment.analytics.A\n-keep class com.segment.** { *; }\n-keep class a.B\n")
    assert [rule.is_only for rule in rules] == [True]
    (found,) = key_resources("a.xml", b'<resources><string name="analytics_write_key">k</string></resources>')
    assert found.value_span.end - found.value_span.start == 1
