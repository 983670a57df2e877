from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema  # type: ignore[import-untyped, unused-ignore]
import pytest

from segment_to_amplitude.project.errors import SettingsError
from segment_to_amplitude.project.settings import Settings, load_settings, settings_schema


def written(directory: Path, text: str, name: str = "segment-to-amplitude.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def mistake(directory: Path, text: str, name: str = "segment-to-amplitude.toml") -> str:
    path = written(directory, text, name)
    with pytest.raises(SettingsError) as raised:
        load_settings(directory)
    message = str(raised.value)
    assert message.startswith(f"{path}:")
    return message[len(f"{path}:") :]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()


def test_reads_every_kind_of_value(tmp_path: Path) -> None:
    written(
        tmp_path,
        'include = ["src/"]\nmax-file-bytes = 5\n[group]\ntype-trait = "kind"\npattern = "(?P<type>.)-(?P<name>.)"\n'
        '[revenue]\nstyle = "revenue-call"\n[page]\ncontext = false\n[init]\nmin-id-length = 1\n',
    )
    settings = load_settings(tmp_path)
    assert settings.include == ("src/",)
    assert settings.max_file_bytes == 5
    assert settings.group.type_trait == "kind"
    assert settings.revenue.style == "revenue-call"
    assert settings.page.context is False
    assert settings.init.min_id_length == 1
    assert settings.screen == Settings().screen


def test_reads_the_table_of_pyproject(tmp_path: Path) -> None:
    written(tmp_path, '[project]\nname = "x"\n[tool.segment-to-amplitude.group]\ntype = "org"\n', "pyproject.toml")
    assert load_settings(tmp_path).group.type == "org"


def test_the_dedicated_file_goes_before_pyproject(tmp_path: Path) -> None:
    written(tmp_path, '[tool.segment-to-amplitude.group]\ntype = "shared"\n', "pyproject.toml")
    written(tmp_path, '[group]\ntype = "own"\n')
    assert load_settings(tmp_path).group.type == "own"


def test_pyproject_of_others_is_no_settings_file(tmp_path: Path) -> None:
    written(tmp_path, '[project]\ndependencies = ["segment-to-amplitude"]\n', "pyproject.toml")
    assert load_settings(tmp_path) == Settings()


def test_finds_the_settings_of_the_checkout_from_a_folder_in_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    written(tmp_path, '[group]\ntype = "org"\n')
    (folder := tmp_path / "web" / "src").mkdir(parents=True)
    assert load_settings(folder).group.type == "org"


def test_does_not_look_above_the_checkout(tmp_path: Path) -> None:
    written(tmp_path, '[group]\ntype = "org"\n')
    (tmp_path / "web" / ".git").mkdir(parents=True)
    assert load_settings(tmp_path / "web") == Settings()


def test_explicit_file_is_read_from_anywhere(tmp_path: Path) -> None:
    path = written(tmp_path, '[group]\ntype = "org"\n', "other.toml")
    assert load_settings(tmp_path / "web", path).group.type == "org"
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path, tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[grup]\n", "1:2: unknown key `grup` in the settings; did you mean `group`?"),
        ('[group]\n  typ = "a"\n', "2:3: unknown key `typ` in [group]; did you mean `type`?"),
        ('[group]\ntype_trait = "a"\n', "2:1: unknown key `type_trait` in [group]; did you mean `type-trait`?"),
        ('group = { type = "a", tpye = "b" }\n', "1:23: unknown key `tpye` in [group]; did you mean `type`?"),
        ('group.typ = "a"\n', "1:1: unknown key `typ` in [group]; did you mean `type`?"),
        ("[names]\nzzz = 1\n", "2:1: unknown key `zzz` in [names]; known are client"),
        (
            '[segment]\nmode = "cloud"\n',
            "2:8: `segment.mode` is \"cloud\": invalid enum value 'cloud'; "
            'use one of "actions", "classic-device", "classic-cloud", "none"',
        ),
        (
            "[group]\ntype = 1\n",
            "2:8: `group.type` is 1: expected `str | null`, got `int`; write a value of that type",
        ),
        (
            'include = [\n  "a",\n  2,\n]\n',
            "1:11: `include` is a list: expected `str`, got `int`; write a value of that type",
        ),
        ("page = 1\n", "1:8: `page` is 1: expected `object`, got `int`; write a value of that type"),
        ("[group\n", "1:7: not TOML: "),
        ('[group]\ntype = "a', "2:10: not TOML: "),
        ('[group]\npattern = "("\n', "2:11: `group.pattern` is not a regular expression "),
        (
            '[group]\npattern = "(?P<type>.)"\n',
            "2:11: `group.pattern` has no group named name; add `(?P<name>…)`",
        ),
        (
            '[page]\nevent = "Viewed {title}"\n',
            "2:9: `page.event` holds `{title}`; only {name} and {category} are filled in",
        ),
        ('[screen]\nevent = "Viewed }"\n', "2:9: `screen.event` holds `}`; "),
        ("max-file-bytes = 0\n", "1:18: `max-file-bytes` must be 1 or more; "),
    ],
)
def test_a_mistake_says_where_what_and_what_next(tmp_path: Path, text: str, message: str) -> None:
    assert mistake(tmp_path, text).startswith(message)


def test_place_is_found_behind_strings_that_look_like_keys(tmp_path: Path) -> None:
    text = 'exclude = ["""\n[group]\ntyp = 1 # "\n"""] # [group]\n[group]\ntyp = 1\n'
    assert mistake(tmp_path, text).startswith("6:1: unknown key `typ`")


def test_place_in_pyproject_counts_from_its_first_line(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.segment-to-amplitude.page]\nevnt = "a"\n'
    assert mistake(tmp_path, text, "pyproject.toml").startswith("5:1: unknown key `evnt` in [page]")
    text = "[tool]\nsegment-to-amplitude = 3\n"
    assert mistake(tmp_path, text, "pyproject.toml").startswith("2:1: `segment-to-amplitude` is not a table")


def test_schema_describes_every_key_and_refuses_others() -> None:
    schema = settings_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"group": {"type-trait": "kind"}, "max-file-bytes": 3}, schema)
    mistakes: list[dict[str, object]] = [{"grup": {}}, {"group": {"type_trait": "kind"}}, {"segment": {"mode": "x"}}]
    for wrong in mistakes:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)

    def walk(node: dict[str, object]) -> None:
        assert node["title"]
        assert node["description"]
        properties = node.get("properties", {})
        assert isinstance(properties, dict)
        for child in properties.values():
            walk(child)

    walk(schema)


def test_defaults_import_neither_msgspec_nor_toml(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from segment_to_amplitude.project.settings import load_settings;"
        f"load_settings(pathlib.Path({str(tmp_path)!r}));"
        "assert not {'msgspec', 'tomllib', 'pathspec', 'subprocess'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
