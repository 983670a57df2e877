"""What a container of dependencies gives is found, also where its class is one that a compiler writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import run_tool
from segment_to_amplitude.migration import migrate

COMPONENT = """\
package com.example.di

import com.segment.analytics.Analytics
import dagger.Component

@Component
interface AppComponent {
    fun analytics(): Analytics
}
"""
JAVA = 'package com.example;\n\n{imports}class Shop {{\n    void run() {{\n        {call}.screen("A");\n    }}\n}}\n'
KOTLIN = 'package com.example\n\n{imports}fun run() {{\n    {call}.screen("A")\n}}\n'
BOTH = ("com.example.di.AppComponent", "com.example.di.DaggerAppComponent")


@pytest.mark.parametrize(
    ("call", "is_found"),
    [
        ("DaggerAppComponent.create().analytics()", True),
        ("DaggerAppComponent.builder().build().analytics()", True),
        ("DaggerAppComponent.factory().create(1).analytics()", True),
        ("com.example.di.DaggerAppComponent.create().analytics()", True),
        ("EntryPoints.get(app, AppComponent{literal}).analytics()", True),
        ("EntryPointAccessors.fromApplication(app, AppComponent{literal}).analytics()", True),
        ("DaggerOtherComponent.create().analytics()", False),
        ("Settings.get(app, AppComponent{literal}).analytics()", False),
        ("DaggerAppComponent.create().reports()", False),
    ],
)
def test_what_a_container_gives(tmp_path: Path, call: str, is_found: bool) -> None:
    for language, form, end, literal in (("java", JAVA, ";", ".class"), ("kt", KOTLIN, "", "::class.java")):
        imports = "".join(f"import {name}{end}\n" for name in BOTH) + "\n"
        text = form.format(imports=imports, call=call.format(literal=literal))
        path = f"src/com/example/Shop.{language}"
        tree = {"src/com/example/di/AppComponent.kt": COMPONENT.encode(), path: text.encode()}
        after = run_tool(tree, tmp_path / language, migrate).tree[path].decode()
        assert ('.track("Viewed A")' in after) is is_found
        assert ('.screen("A")' in after) is not is_found
