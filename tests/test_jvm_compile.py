"""Every Kotlin and Java file of every fixture compiles: before with the Segment SDKs, after with Amplitude's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fixture_cases import Case, Tree, discover
from jvm_compile import compile_jvm, moved, packages
from jvm_sdks import is_jvm

NO_PROGRAMS = {
    "java/bindings/code_that_does_not_parse",
    "java/formatting/crlf_and_bom",
    "kotlin/bindings/code_that_does_not_parse",
}
"""Cases that no compiler takes; javac takes no byte order mark."""


def both_sides(cases: list[Case]) -> Mapping[str, Tree]:
    """Return the projects by the name of their case and their side; what changes nothing is compiled once."""
    trees: dict[str, Tree] = {f"{case.name}/before": case.before for case in cases}
    return trees | {f"{case.name}/after": case.after for case in cases if case.after != case.before}


def complaints(cases: list[Case], work: Path) -> dict[str, list[str]]:
    """Return what is wrong with each case: errors of either side, deprecated names that only ``after`` uses."""
    compiled = compile_jvm(both_sides(cases), work)
    assert compiled.keys() == {name for name, tree in both_sides(cases).items() if any(map(is_jvm, tree))}
    found = {name: result.errors for name, result in compiled.items()}
    for name, result in compiled.items():
        case, _, side = name.rpartition("/")
        if side == "after":
            found[name] = found[name] + sorted(result.deprecations - compiled[f"{case}/before"].deprecations)
    return {name: texts for name, texts in found.items() if texts}


def test_fixtures_compile(tmp_path: Path) -> None:
    cases = [case for case in discover() if case.name not in NO_PROGRAMS]
    assert [case for case in cases if any(map(is_jvm, case.before))]
    assert not complaints(cases, tmp_path)


def test_projects_do_not_see_one_another(tmp_path: Path) -> None:
    """Packages that are the same, names of two SDKs and files of two languages say nothing about another project."""
    trees = {
        name: {path: text.encode() for path, text in tree.items()}
        for name, tree in {
            "no_jvm": {"before.ts": "export const a = 1;\n"},
            "kotlin": {"before.kt": "package a\n\nfun one(): Int = 1\n"},
            "same_package": {"before.kt": "package a\n\nfun two(): Int = one()\n"},
            "same_name": {"before.kt": 'package a\n\nfun one(): String = "1"\n'},
            "no_package": {"before.java": "public class Kept {\n  int one;\n}\n"},
            "mixed": {
                "src/main/java/m/Shop.java": "package m;\n\npublic class Shop {\n  String name = Names.of(1);\n}\n",
                "src/main/kotlin/m/Names.kt": "package m\n\nobject Names {\n    @JvmStatic\n"
                "    fun of(count: Int): String = Shop::class.java.name + count\n}\n",
            },
            "android": {
                "before.kt": "package b\n\nimport android.content.Context\nimport com.segment.analytics.Analytics\n\n"
                'fun a(context: Context) = Analytics.with(context).track("A")\n'
            },
            "server": {
                "before.java": "package b;\n\nimport com.segment.analytics.Analytics;\n"
                "import com.segment.analytics.messages.TrackMessage;\n\n"
                "class B {\n  void a(Analytics analytics) {\n"
                '    analytics.enqueue(TrackMessage.builder("A").userId("u"));\n  }\n}\n'
            },
            "not_for_servers": {
                "before.java": "package b;\n\nimport com.segment.analytics.Analytics;\n"
                "import com.segment.analytics.messages.TrackMessage;\n\n"
                'class B {\n  void a(Analytics analytics) {\n    analytics.track("A");\n  }\n}\n'
            },
            "wrong_argument": {
                "before.kt": "package c\n\nimport com.amplitude.android.Amplitude\n\n"
                'fun a(amplitude: Amplitude) = amplitude.identify("user-1", mapOf("a" to 1))\n'
            },
            "wrong_java": {
                "before.java": "package d;\n\nimport com.amplitude.Amplitude;\n\n"
                'class D {\n  void a(Amplitude amplitude) {\n    amplitude.track("A");\n  }\n}\n'
            },
            "serializable": {
                "before.kt": "package e\n\nimport com.segment.analytics.kotlin.core.Analytics\n"
                "import kotlinx.serialization.Serializable\n\n@Serializable\ndata class Order(val total: Double)\n\n"
                'fun a(analytics: Analytics) = analytics.track("A", Order(1.0), Order.serializer())\n'
            },
        }.items()
    }
    compiled = compile_jvm(trees, tmp_path)
    assert compiled.keys() == trees.keys() - {"no_jvm"}
    wrong = {name: result.errors[0] for name, result in compiled.items() if result.errors}
    assert wrong.keys() == {"same_package", "not_for_servers", "wrong_argument", "wrong_java"}, wrong
    assert "unresolved reference 'one'" in wrong["same_package"].lower()
    assert wrong["wrong_java"].startswith("before.java:7: error: cannot find symbol")


def test_only_new_deprecations_are_seen(tmp_path: Path) -> None:
    head = "import com.amplitude.core.Amplitude\nimport com.amplitude.core.events.BaseEvent"
    deprecated = "amplitude.logEvent(BaseEvent())"
    sides = {
        "new": ("amplitude.flush()", deprecated),
        "kept": (deprecated, f"{deprecated}.flush()"),
        "none": ("amplitude.flush()", "amplitude.track(BaseEvent())"),
    }
    for name, texts in sides.items():
        (tmp_path / "fixtures" / name).mkdir(parents=True)
        for side, text in zip(("before", "after"), texts, strict=True):
            code = f"package {name}.it\n\n{head}\nfun a(amplitude: Amplitude) {{\n    {text}\n}}\n"
            (tmp_path / "fixtures" / name / f"{side}.kt").write_text(code, encoding="utf-8")
    found = complaints(discover(tmp_path / "fixtures"), tmp_path / "work")
    assert found.keys() == {"new/after"}
    assert "deprecated" in found["new/after"][0]


def test_packages_are_moved() -> None:
    tree = {
        "a/A.java": b"package a.b;\n\nimport a.b.c.C;\nimport static a.b.C.d;\nimport a.b.R;\n"
        b'class A extends a.b.B { String s = "a.b.A"; x.a.b.C c; }\n',
        "c/C.kt": b"package a.b.c\n\nimport a.b.*\n",
    }
    assert moved(tree, b"p0.") == {
        "a/A.java": b"package p0.a.b;\n\nimport p0.a.b.c.C;\nimport static p0.a.b.C.d;\nimport a.b.R;\n"
        b'class A extends p0.a.b.B { String s = "a.b.A"; x.a.b.C c; }\n',
        "c/C.kt": b"package p0.a.b.c\n\nimport p0.a.b.*\n",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [(b"package a.b\n", b"a.b"), (b"package a.b;\n", b"a.b"), (b"// package a\n", b""), (b"class A\n", b"")],
)
def test_packages(text: bytes, expected: bytes) -> None:
    assert packages({"before.kt": text}) == {expected}
