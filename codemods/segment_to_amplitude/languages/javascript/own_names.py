"""Names that the project's rules speak of: functions that are Segment calls, clients, and what is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from segment_to_amplitude.languages.javascript.meaning import Client, Meaning, Method, Origin, Own
from segment_to_amplitude.segment.wrappers import NO_WRAPPERS, Named, Wrapper, Wrappers

CALL = "()"
TYPED = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
SDK = "own rule"


class OwnNames:
    """Follows names by the steps of the rules, from where they are imported."""

    def __init__(self, resolve: Callable[[str, str], str | None], wrappers: Wrappers = NO_WRAPPERS) -> None:
        self._resolve = resolve
        self.wrappers = wrappers.of(("javascript", "typescript"))
        self._named: tuple[Named, ...] = (*self.wrappers.wrappers, *self.wrappers.clients)

    def is_wrapper(self, method: Method) -> bool:
        """Tell whether a method is a function that is a Segment call as a whole."""
        return any(one.rule == method.client.origin.rule for one in self.wrappers.wrappers)

    @property
    def members(self) -> set[str]:
        """Properties that hold a client by rule."""
        return {step.removesuffix(CALL) for one in self.wrappers.clients for step in one.steps[1:]}

    def imported(self, path: str, specifier: str, name: str, local: str | None = None) -> Own | Meaning | None:
        """What a file takes from a module; ``*`` is the whole of it, a default counts by its local name."""
        found = [one for one in self._named if self._is_from(one, path, specifier)]
        if not found:
            return None
        if name == "*":
            return Own(tuple(found), 0)
        sought = {name, local} if name == "default" else {name}
        return self._taken([one for one in found if steps_of(one)[0] in sought], 1)

    def is_other(self, path: str, specifier: str | None, name: str) -> bool:
        """Tell whether a rule says that a name is not Segment's."""
        for one in self.wrappers.others:
            if steps_of(one) == (name,) and _speaks(one, path):
                if one.module is None if specifier is None else self._is_from(one, path, specifier):
                    self.wrappers.used.add(one.rule)
                    return True
        return False

    def global_name(self, path: str, name: str) -> Own | Meaning | None:
        """What a name without a declaration means."""
        return self._taken(
            [one for one in self._named if one.module is None and steps_of(one)[0] == name and _speaks(one, path)], 1
        )

    def member(self, own: Own, name: str) -> Own | Meaning | None:
        """What a property leads to."""
        return self._next(own, name)

    def called(self, own: Own) -> Own | Meaning | None:
        """What a call gives."""
        return self._next(own, CALL)

    def of_this(self, path: str, name: str) -> Own | Meaning | None:
        """What ``this.name`` is."""
        found = [one for one in self._named if one.module is None and _speaks(one, path)]
        return self._taken([one for one in found if steps_of(one)[:2] == ("this", name)], 2)

    def _next(self, own: Own, step: str) -> Own | Meaning | None:
        left = [one for one in own.named if len(steps_of(one)) > own.taken and steps_of(one)[own.taken] == step]
        return self._taken(left, own.taken + 1)

    def _taken(self, named: Sequence[Named], taken: int) -> Own | Meaning | None:
        for one in named:
            if len(steps_of(one)) == taken:
                via = (f"rule `{one.rule}`",)
                origin = Origin(SDK, FLAVORS[one.sdk], "", -1, one.rule, rule=one.rule)
                client = Client(origin, via=via)
                return Method(client, one.method, via=via) if isinstance(one, Wrapper) else client
        return Own(tuple(named), taken) if named else None

    def _is_from(self, one: Named, path: str, specifier: str) -> bool:
        if one.module is None or not _speaks(one, path):
            return False
        if one.module == specifier:
            return True
        found = self._resolve(specifier, path)
        module = one.module.removeprefix("./")
        return found is not None and module in _names_of(found)


FLAVORS = {"browser": "browser", "node": "node-classic", "react-native": "react-native"}
"""How the calls of a client are read, by the SDK that the rule names."""


def _speaks(one: Named, path: str) -> bool:
    return "javascript" in one.languages or path.endswith(TYPED)


@cache
def _names_of(path: str) -> frozenset[str]:
    """The names by which a rule may call a module of the project."""
    bare = path.rpartition(".")[0]
    names = {path, bare}
    if bare.endswith(("/index", ".d")):
        names.add(bare.rpartition("/")[0] if bare.endswith("/index") else bare[:-2])
    return frozenset(names)


@cache
def steps_of(one: Named) -> tuple[str, ...]:
    """The steps to a name, a call being one of its own."""
    found: list[str] = []
    for step in one.steps:
        found.append(step.removesuffix(CALL))
        if step.endswith(CALL):
            found.append(CALL)
    return tuple(found)
