"""Every TypeScript file of every fixture type-checks: before with the Segment SDKs, after with Amplitude's."""

from __future__ import annotations

from pathlib import Path

import pytest

from fixture_cases import discover
from typecheck import is_typescript, typecheck


@pytest.mark.parametrize("side", ["before", "after"])
def test_fixtures_type_check(side: str, tmp_path: Path) -> None:
    trees = {case.name: case.before if side == "before" else case.after for case in discover()}
    diagnostics = typecheck(trees, tmp_path)
    assert diagnostics.keys() == {name for name, tree in trees.items() if any(map(is_typescript, tree))}
    assert not {name: found for name, found in diagnostics.items() if found}


def test_each_kind_of_project_is_checked_as_its_own(tmp_path: Path) -> None:
    """Globals, old majors, path aliases and workspaces of one project say nothing about another."""
    right, wrong = "export const a: number = 1;\n", "export const a: number = '1';\n"
    trees = {
        name: {path: text.encode() for path, text in tree.items()}
        for name, tree in {
            "right": {"before.ts": right},
            "wrong": {"before.ts": wrong},
            "no_typescript": {"before.js": wrong},
            "global": {"before.ts": "declare const analytics: { page(): void };\nanalytics.page();\n"},
            "same_global": {"before.ts": "declare const analytics: { reset(): void };\nanalytics.reset();\n"},
            "no_global": {"before.ts": "export {};\nanalytics.page();\n"},
            "window": {"before.ts": "export {};\ndeclare global { interface Window { a: 1 } }\nwindow.a;\n"},
            "no_window": {"before.ts": "export {};\nwindow.a;\n"},
            "global_types": {
                "before.ts": "export const f = () => analytics.page();\n",
                "package.json": '{"devDependencies": {"@types/segment-analytics": "^0.0.38"}}',
            },
            "classic": {
                "before.ts": "import analytics from '@segment/analytics-react-native';\nanalytics.setup('k', {});\n",
                "package.json": '{"dependencies": {"@segment/analytics-react-native": "^1.5.3"}}',
            },
            "not_classic": {
                "before.ts": "import analytics from '@segment/analytics-react-native';\nanalytics.setup('k', {});\n"
            },
            "alias": {
                "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}} // aliases',
                "src/a.ts": right,
                "src/b.ts": "import { a } from '@/a';\na.toFixed();\n",
            },
            "base": {
                "tsconfig.json": '{"compilerOptions": {"baseUrl": "src"}}',
                "src/a.ts": right,
                "src/b.ts": "import { a } from 'a';\nimport 'react';\na.toFixed();\n",
            },
            "workspace": {
                "packages/a/package.json": '{"name": "@acme/a", "main": "src/index.ts"}',
                "packages/a/src/index.ts": right,
                "packages/b/b.ts": "import { a } from '@acme/a';\na.toFixed();\n",
            },
            "vue_and_react": {
                "before.tsx": "import { ref } from 'vue';\nimport { useState } from 'react';\n"
                "export const A = () => <b onClick={() => useState(1)[1](2)}>{ref(1).value}</b>;\n"
            },
        }.items()
    }
    codes = {
        name: {text.split(" ")[1] for text in found} for name, found in typecheck(trees, tmp_path).items() if found
    }
    assert codes == {
        "wrong": {"TS2322"},
        "no_global": {"TS2304"},
        "no_window": {"TS2339"},
        "not_classic": {"TS2339"},
    }
