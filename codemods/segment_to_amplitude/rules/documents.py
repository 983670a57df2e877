"""YAML with places: each document as plain values, and for each key where it stands in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from segment_to_amplitude.rules.errors import Problem, RulesError

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column, from 1, of a key and of its value."""

    key: tuple[int, int]
    value: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its values, its places, and from which line to which it goes (from 0, the last one outside)."""

    path: str
    data: object
    places: dict[Key, Place]

    def place(self, key: Key, *, value: bool = False) -> tuple[int, int]:
        """Where a key or its value stands, or the nearest one around it that the text shows."""
        for length in range(len(key), -1, -1):
            if (found := self.places.get(key[:length])) is not None:
                return found.value if value and length == len(key) else found.key
        return 1, 1

    def problem(self, key: Key, text: str, *, value: bool = False, is_warning: bool = False) -> Problem:
        """A mistake at a key, or at its value."""
        line, column = self.place(key, value=value)
        return Problem(self.path, line, column, text, is_warning)


BARE = re.compile(r"^(\s*(?:call|means|is_segment|not_segment):[ \t]+)(?=[A-Za-z_$])([^\n]*?)[ \t]*$", re.MULTILINE)
"""A signature without quotes, whose colons and braces YAML would take for its own."""


def quoted(text: str) -> str:
    """The same text with each signature in quotes; what stands on other lines keeps its place."""
    return BARE.sub(lambda match: f"{match[1]}'{match[2].replace(chr(39), chr(39) * 2)}'", text)


def read_documents(path: str, text: str) -> Iterator[Document]:
    """Read all documents of a file; raise with the first place that is not YAML."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(quoted(text))
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                continue
            places: dict[Key, Place] = {(): Place(_at(node), _at(node))}
            _collect(path, node, (), places, set())
            yield Document(path, loader.construct_document(node), places)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        words = error.problem or error.context or "no reason given"
        raise RulesError([Problem(path, line, column, f"not YAML: {words}; mend the text")]) from error
    except yaml.YAMLError as error:
        raise RulesError([Problem(path, 1, 1, f"not YAML: {error}; mend the text")]) from error
    finally:
        loader.dispose()


def _collect(path: str, node: yaml.Node, key: Key, places: dict[Key, Place], open_nodes: set[int]) -> None:
    """Note the places of everything below a node; a node that holds itself, or a key given twice, is refused."""
    if id(node) in open_nodes:
        line, column = _at(node)
        raise RulesError([Problem(path, line, column, "an alias that holds itself; write the value out")])
    inside = open_nodes | {id(node)}
    if isinstance(node, yaml.MappingNode):
        known: set[str] = set()
        for name, value in node.value:
            here: Key = (*key, str(name.value))
            if name.value in known:
                line, column = _at(name)
                raise RulesError([Problem(path, line, column, f"`{name.value}` is given twice; keep one")])
            known.add(str(name.value))
            places[here] = Place(_at(name), _at(value))
            _collect(path, value, here, places, inside)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            places[(*key, index)] = Place(_at(value), _at(value))
            _collect(path, value, (*key, index), places, inside)


def _at(node: yaml.Node) -> tuple[int, int]:
    mark = node.start_mark
    return mark.line + 1, mark.column + 1
