"""Reading the settings file: TOML to ``Settings``, and for each mistake its place in the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import msgspec

from segment_to_amplitude.project.errors import SettingsError
from segment_to_amplitude.project.settings import TABLE_NAME, Settings
from segment_to_amplitude.project.toml_places import Place, key_places


def read_settings(path: Path) -> Settings:
    """Decode the file, or raise with the first mistake."""
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = ""
        self.table: tuple[str, ...] = ("tool", TABLE_NAME) if path.name == "pyproject.toml" else ()
        self.places: dict[tuple[str, ...], Place] = {}

    def read(self) -> Settings:
        try:
            self.text = self.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self.fail((1, 1), f"cannot be read ({error.strerror})", "name a settings file that exists")
        except UnicodeDecodeError:
            self.fail((1, 1), "is not UTF-8", "save it as UTF-8")
        try:
            data: object = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            self.fail_toml(str(error))
        self.places = key_places(self.text)
        for depth, name in enumerate(self.table):
            data = data.get(name, {}) if isinstance(data, dict) else data
            if not isinstance(data, dict):
                self.fail(
                    self.place(self.table[: depth + 1]), f"`{name}` is not a table", f"write [{_dotted(self.table)}]"
                )
        settings = self.converted(self.checked(data, Settings, ()))
        self.check_meaning(settings)
        return settings

    def checked(self, data: object, section: object, path: tuple[str, ...]) -> object:
        """Refuse unknown keys, and turn the file's dashes into the attributes' underscores."""
        if not isinstance(data, dict) or not is_dataclass(section):
            return data
        known = {field.name.replace("_", "-"): field for field in fields(section)}
        checked: dict[str, object] = {}
        for key, value in data.items():
            here = (*path, key)
            if key not in known:
                where = f"[{_dotted(path)}]" if path else "the settings"
                close = get_close_matches(key.replace("_", "-").lower(), known, 1)
                advice = f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
                self.fail(self.place((*self.table, *here)), f"unknown key `{key}` in {where}", advice)
            field = known[key]
            checked[field.name] = self.checked(value, type(field.default), here)
        return checked

    def converted(self, data: object) -> Settings:
        try:
            return msgspec.convert(data, type=Settings)
        except msgspec.ValidationError as error:
            words, _, at = str(error).partition(" - at `$")
            names = tuple(name.replace("_", "-") for name in re.findall(r"[A-Za-z_][\w-]*", at.partition("[")[0]))
            value = self.value_of(data, names)
            expected = _expected(words, names)
            shown = f"`{_dotted(names)}` is {_shown(value)}: {words[0].lower()}{words[1:]}"
            self.fail(self.place((*self.table, *names), value=True), shown, expected)

    def value_of(self, data: object, names: tuple[str, ...]) -> object:
        for name in names:
            data = data.get(name.replace("-", "_")) if isinstance(data, dict) else None
        return data

    def check_meaning(self, settings: Settings) -> None:
        if settings.max_file_bytes < 1:
            self.fail_value(("max-file-bytes",), "must be 1 or more", "write the number of bytes, such as 1000000")
        if settings.init.min_id_length is not None and settings.init.min_id_length < 0:
            self.fail_value(("init", "min-id-length"), "must not be negative", "write the shortest length of an id")
        if (pattern := settings.group.pattern) is not None:
            at = ("group", "pattern")
            try:
                names = re.compile(pattern).groupindex
            except re.error as error:
                self.fail_value(at, f"is not a regular expression ({error})", "mend the pattern")
            missing = [name for name in ("type", "name") if name not in names]
            if missing:
                groups = " and ".join(f"`(?P<{name}>…)`" for name in missing)
                self.fail_value(at, f"has no group named {' and '.join(missing)}", f"add {groups}")
        if settings.rules.path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", settings.rules.path):
            self.fail_value(("rules", "path"), "leads out of the project", "name a directory below the root")
        for section, template in (("page", settings.page.event), ("screen", settings.screen.event)):
            for brace in re.findall(r"\{[^{}]*\}?|\}", template):
                if brace not in ("{name}", "{category}"):
                    self.fail_value((section, "event"), f"holds `{brace}`", "only {name} and {category} are filled in")

    def fail_value(self, names: tuple[str, ...], what: str, advice: str) -> NoReturn:
        self.fail(self.place((*self.table, *names), value=True), f"`{_dotted(names)}` {what}", advice)

    def place(self, names: tuple[str, ...], *, value: bool = False) -> tuple[int, int]:
        """Give line and column of a key or its value, or of the nearest table around it that the text shows."""
        for length in range(len(names), 0, -1):
            if (place := self.places.get(names[:length])) is not None:
                return place.value if value and length == len(names) else place.key
        return 1, 1

    def fail_toml(self, words: str) -> NoReturn:
        if (match := re.search(r" \(at line (\d+), column (\d+)\)$", words)) is not None:
            self.fail((int(match[1]), int(match[2])), f"not TOML: {words[: match.start()]}", "mend the text")
        lines = self.text.split("\n")
        self.fail((len(lines), len(lines[-1]) + 1), f"not TOML: {words.partition(' (at')[0]}", "mend the text")

    def fail(self, place: tuple[int, int], what: str, advice: str) -> NoReturn:
        raise SettingsError(f"{self.path}:{place[0]}:{place[1]}: {what}; {advice}")


def _expected(words: str, names: tuple[str, ...]) -> str:
    if "enum value" in words:
        import typing

        section: object = Settings
        for name in names[:-1]:
            section = next(type(field.default) for field in fields(section) if field.name == name)  # type: ignore[arg-type]
        hint = typing.get_type_hints(section)[names[-1].replace("-", "_")]
        return "use one of " + ", ".join(_literals(hint))
    return "write a value of that type"


def _literals(hint: object) -> list[str]:
    import typing

    found: list[str] = []
    for value in typing.get_args(hint):
        found += [f'"{value}"'] if isinstance(value, str) else _literals(value)
    return found


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else str(value)


def _dotted(names: tuple[str, ...]) -> str:
    return ".".join(names)
