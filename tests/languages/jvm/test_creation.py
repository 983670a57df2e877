"""What the finding of a client says of its key and of the device id, in Kotlin and Java."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import SETTINGS, run_tool
from segment_to_amplitude.migration import migrate

APP = "app/src/main/java/com/example/NewsApp"
KOTLIN = """\
package com.example

import android.app.Application
import com.segment.analytics.Analytics

class NewsApp : Application() {{
    val analytics = Analytics.Builder(this, {key}).build()
}}
"""
JAVA = """\
package com.example;

import android.app.Application;
import com.segment.analytics.Analytics;

public class NewsApp extends Application {{
    final Analytics analytics = new Analytics.Builder(this, {key}).build();
}}
"""
NEEDED = "an Amplitude API key is needed"
DEVICE = (
    "Amplitude gives the app another device id: Segment's is `device.id` of the preferences "
    "`analytics-android-<write key>`"
)
GRADLE = (
    'android {\n    defaultConfig {\n        buildConfigField("String", "SEGMENT_WRITE_KEY", "\\"8Zk2v1\\"")\n'
    '        buildConfigField("String", "SEGMENT_WRITE_KEY_OLD", "\\"8Zk2v0\\"")\n'
    '        resValue("string", "segment_key", "8Zk2v1")\n    }\n}\n'
)
RESOURCES = """\
<resources>
    <string name="segment_key_old">a</string>
    <string name="segment_key">b</string>
</resources>
"""


def message(tmp_path: Path, tree: dict[str, str], settings: str = "") -> str:
    files = {path: text.encode() for path, text in tree.items()}
    if settings:
        files[SETTINGS] = settings.encode()
    result = run_tool(files, tmp_path, migrate).result
    return next(one.message for file in result.files for one in file.findings if one.code == "api-key")


def said(tmp_path: Path, key: str, others: dict[str, str], *, is_java: bool = False) -> str:
    text = (JAVA if is_java else KOTLIN).format(key=key)
    whole = message(tmp_path, {f"{APP}{'.java' if is_java else '.kt'}": text, **others})
    said, _, rest = whole.partition("; ")
    assert rest == DEVICE
    return said.removeprefix(f"{NEEDED}: ")


@pytest.mark.parametrize(
    ("key", "others", "expected"),
    [
        ('"8Zk2v1"', {}, "the code has `AMPLITUDE_API_KEY` where the write key was"),
        ("BuildConfig.SEGMENT_WRITE_KEY", {}, "`BuildConfig.SEGMENT_WRITE_KEY` is to hold it"),
        (
            "BuildConfig.SEGMENT_WRITE_KEY",
            {"app/build.gradle.kts": GRADLE},
            "`BuildConfig.SEGMENT_WRITE_KEY` is to hold it, which is set in app/build.gradle.kts:3",
        ),
        (
            "getString(R.string.segment_key)",
            {"app/build.gradle": GRADLE, "app/src/main/res/values/keys.xml": RESOURCES},
            "`getString(R.string.segment_key)` is to hold it, which is set in app/src/main/res/values/keys.xml:3, "
            "app/build.gradle:5",
        ),
        (
            "Keys.SEGMENT",
            {
                "app/src/main/java/com/example/Keys.kt": "package com.example\n\nobject Keys {\n"
                '    const val SEGMENT = "8Zk2v1"\n}\n'
            },
            "`Keys.SEGMENT` is to hold it, which is set in app/src/main/java/com/example/Keys.kt:4",
        ),
        (
            "Keys.SEGMENT",
            {
                "app/src/main/java/com/example/Keys.kt": "package com.example\n\nobject Keys {\n"
                "    val SEGMENT = BuildConfig.SEGMENT_WRITE_KEY\n}\n",
                "app/build.gradle": GRADLE,
            },
            "`Keys.SEGMENT` is to hold it, which is set in app/build.gradle:3",
        ),
    ],
)
def test_the_setting_with_the_key_is_named(tmp_path: Path, key: str, others: dict[str, str], expected: str) -> None:
    assert said(tmp_path / "kotlin", key, others) == expected
    assert said(tmp_path / "java", key, others, is_java=True) == expected


def test_a_property_of_the_configuration_is_named(tmp_path: Path) -> None:
    text = """\
package com.example;

import com.segment.analytics.Analytics;
import com.segment.analytics.messages.TrackMessage;

class Tracking {
    private final Analytics analytics;

    Tracking(@Value("${segment.write-key:none}") String writeKey) {
        this.analytics = Analytics.builder(writeKey).build();
    }
}
"""
    made = message(tmp_path, {"src/main/java/com/example/Tracking.java": text})
    assert made == f"{NEEDED}: `writeKey` is to hold it, which is set in the property `segment.write-key`"


def test_the_resource_that_is_handed_on_is_spoken_of(tmp_path: Path) -> None:
    tree = {
        "app/src/main/AndroidManifest.xml": '<manifest package="com.example"><application /></manifest>\n',
        "app/src/main/res/values/keys.xml": '<resources>\n<string name="analytics_write_key">a</string>\n'
        "</resources>\n",
        "app/src/main/java/com/example/Row.kt": "package com.example\n\nimport com.segment.analytics.Analytics\n\n"
        'fun opened(context: android.content.Context) = Analytics.with(context).track("A")\n',
    }
    result = run_tool({path: text.encode() for path, text in tree.items()}, tmp_path, migrate).result
    messages = {one.code: one.message for one in result.findings}
    assert (
        "`analytics_write_key` is to hold it, which is set in app/src/main/res/values/keys.xml:2"
        in messages["client-reach"]
    )
    assert messages["write-key-resource"].endswith(": the code gives it to Amplitude's client now")


def test_the_environment_variable_is_named(tmp_path: Path) -> None:
    text = """\
package com.example

import com.segment.analytics.Analytics
import com.segment.analytics.messages.TrackMessage

val analytics: Analytics = Analytics.builder(System.getenv("SEGMENT_WRITE_KEY")).build()
"""
    made = message(tmp_path, {"src/main/kotlin/com/example/Tracking.kt": text})
    expected = "the variable `AMPLITUDE_API_KEY` of the environment is read in the place of `SEGMENT_WRITE_KEY`"
    assert made == f"{NEEDED}: {expected}"


@pytest.mark.parametrize(
    ("mode", "is_new"), [("actions", True), ("classic-cloud", True), ("classic-device", False), ("none", False)]
)
def test_a_new_device_id_is_spoken_of_where_segment_sent_one(tmp_path: Path, mode: str, is_new: bool) -> None:
    made = message(tmp_path, {f"{APP}.kt": KOTLIN.format(key='"8Zk2v1"')}, f'[segment]\nmode = "{mode}"\n')
    assert (DEVICE in made) is is_new
