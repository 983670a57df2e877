"""Patterns: rewrite rules in the language of ast-grep, carried out beside what the tool does by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from segment_to_amplitude.findings.attribution import with_edits
from segment_to_amplitude.findings.codes import CODES
from segment_to_amplitude.findings.finding import Finding, Kind
from segment_to_amplitude.findings.result import FileResult, FileStatus
from segment_to_amplitude.findings.suppression import Suppressions, suppressions_of
from segment_to_amplitude.rules.languages import FIRST_SUFFIX, languages_of
from segment_to_amplitude.rules.model import Rule
from segment_to_amplitude.source.document import Document, line_starts
from segment_to_amplitude.source.edits import Edit, OverlapError, apply_edits
from segment_to_amplitude.source.span import Span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

CAPTURE = re.compile(r"\$(\$\$)?([A-Z_][A-Z0-9_]*)")
WORD = re.compile(r"(?<![$\w])[A-Za-z_][\w]{2,}")
RELATIONS = ("inside", "has", "precedes", "follows", "all", "any", "not", "matches")
IMPORTS = {
    "javascript": ("import_statement",),
    "typescript": ("import_statement",),
    "python": ("import_statement", "import_from_statement"),
    "kotlin": ("import_header", "import"),
    "java": ("import_declaration",),
    "swift": ("import_declaration",),
}
CALL_AFTER = re.compile(rb"\s*[?!]*\.?\s*$")
"""What may stand between a client and the method that is called on it."""


class PatternError(ValueError):
    """A pattern rule that cannot be carried out; ``key`` is what is wrong."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Match:
    """One place that a rule matches, and what is to stand there."""

    rule: Rule
    span: Span
    replacement: bytes | None
    """None for a rule that only reports."""
    client: str = ""
    """The text of the capture that has to be a client."""


def parser_of(path: str) -> str | None:
    """The language of ast-grep for a file; None for what it has no parser for, such as Objective-C and Vue."""
    suffix = path[path.rfind(".") :]
    if suffix in (".tsx", ".jsx"):
        return "tsx"
    if suffix in (".vue", ".svelte", ".html", ".htm", ".m", ".mm", ".h", ".pyi"):
        return "python" if suffix == ".pyi" else None
    return next((name for name in ("typescript", "javascript", *FIRST_SUFFIX) if name in languages_of(path)), None)


def config_of(rule: Rule) -> dict[str, Any]:
    """The rule as ast-grep takes it."""
    config: dict[str, Any] = {"rule": rule.rule if rule.rule is not None else {"pattern": rule.pattern}}
    for name in ("constraints", "utils", "transform"):
        if (value := getattr(rule, name)) is not None:
            config[name] = value
    return config


def check_pattern(rule: Rule) -> None:
    """Raise where ast-grep does not take the rule, where a fix uses a capture that is none, or where it loops."""
    key = "pattern" if rule.pattern is not None else "rule"
    for language in rule.languages:
        try:
            _find(config_of(rule), "", language)
        except Exception as error:
            text = str(error).splitlines()[0]
            raise PatternError(key, f"ast-grep does not take the rule in {language}: {text}; mend it") from error
    made = rule.transform or {}
    known = {name for _, name in CAPTURE.findall(str([rule.pattern, rule.rule, rule.utils]))} | set(made)
    for _, name in CAPTURE.findall(rule.fix or ""):
        if name not in known:
            raise PatternError("fix", f"the rule captures no `${name}`; capture it, or take it out of `fix`")
    if rule.requires is not None and rule.requires.name.lstrip("$") not in known:
        raise PatternError("requires", f"the rule captures no `{rule.requires.name}`; capture it in the pattern")
    if rule.fix is not None:
        for language in rule.languages:
            text = CAPTURE.sub(lambda match: f"{match[2].lower()}_value", rule.fix)
            if any(_is_again(rule, node, {_placeholder(rule)}) for node in _find(config_of(rule), text, language)):
                raise PatternError("fix", "the fix matches the rule again, so that it would never end; narrow the rule")


def _placeholder(rule: Rule) -> str:
    """What stands for the required capture where a fix is looked at by itself."""
    return f"{rule.requires.name.lstrip('$').lower()}_value" if rule.requires is not None else ""


def _is_again(rule: Rule, node: SgNode, clients: set[str]) -> bool:
    """Tell whether a match in what a rule wrote would be changed again: with a requirement, only on the same client."""
    if rule.requires is None:
        return True
    captured = node.get_match(rule.requires.name.lstrip("$"))
    return captured is not None and captured.text() in clients


def all_words_of(rule: Rule) -> list[bytes]:
    """All plain words of the pattern of a rule, longest first; a match holds every one of them."""
    pattern = rule.pattern if rule.pattern is not None else (rule.rule or {}).get("pattern")
    words = set(WORD.findall(CAPTURE.sub(" ", pattern))) if isinstance(pattern, str) else set()
    return [word.encode() for word in sorted(words, key=lambda word: (-len(word), word))]


def words_of(rule: Rule) -> set[str]:
    """The longest plain word of each pattern that must match; none when files cannot be told from outside."""
    body = rule.rule if rule.rule is not None else {"pattern": rule.pattern}
    pattern = body.get("pattern")
    if isinstance(pattern, dict):
        pattern = pattern.get("context")
    for text in (pattern, body.get("regex")):
        if isinstance(text, str) and text is pattern:
            words = WORD.findall(CAPTURE.sub(" ", text))
            if words:
                return {max(words, key=len)}
    for relation in ("all", "has", "inside"):
        inner = body.get(relation)
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict) and (found := words_of(replace_rule(rule, one))):
                return found
    if isinstance(choices := body.get("any"), list):
        each = [words_of(replace_rule(rule, one)) for one in choices if isinstance(one, dict)]
        if each and all(each):
            return set().union(*each)
    return set()


def replace_rule(rule: Rule, body: dict[str, Any]) -> Rule:
    """The same rule with another body."""
    import msgspec

    return msgspec.structs.replace(rule, rule=body, pattern=None)


def _find(config: Mapping[str, Any], text: str, language: str) -> list[SgNode]:
    from ast_grep_py import SgRoot

    return SgRoot(text, language).root().find_all(dict(config))  # type: ignore[call-overload,no-any-return]


@dataclass(slots=True)
class PatternRun:
    """Carries pattern rules out over files, one after the other, beside the edits that are there."""

    rules: Sequence[Rule]
    only_safe: bool = False
    used: set[str] = field(default_factory=set)
    _sought: list[tuple[Rule, frozenset[str], list[bytes], list[bytes]]] = field(default_factory=list)
    """Each rule with its languages, the words that a file must hold all of, and those of which it must hold one."""

    def __post_init__(self) -> None:
        for rule in self.rules:
            words = [word.encode() for word in sorted(words_of(rule))]
            self._sought.append((rule, frozenset(rule.languages), all_words_of(rule), words))

    def file(self, path: str, data: bytes, result: FileResult | None) -> FileResult | None:
        """What becomes of a file; None where no rule matches."""
        language = parser_of(path)
        languages = languages_of(path)
        own = [
            rule
            for rule, spoken, needed, words in self._sought
            if spoken & languages
            and all(word in data for word in needed)
            and (not words or any(word in data for word in words))
        ]
        if language is None or not own or (result is not None and result.status is FileStatus.FAILED):
            return None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        from ast_grep_py import SgRoot

        root = SgRoot(text, language).root()
        offsets = _Offsets(text)
        findings = list(result.findings) if result is not None else []
        edits = list(result.edits) if result is not None else []
        lost: list[Finding] = []
        document = Document(path, data)
        suppressions = suppressions_of(document)
        matches: list[Match] = []
        winners: list[Match] = []
        for rule in own:
            for match in self._matches(rule, root, offsets, data, findings):
                self.used.add(rule.id)
                if (left := self._left(rule, path, match.span, document, suppressions)) is not None:
                    if left.code == "suppressed":
                        findings = [one for one in findings if not _is_unused_here(one, match.span, document)]
                    lost.append(left)
                    continue
                taken = [one for one in matches if _meets(one.span, match.span)]
                crossing = [
                    edit for edit in edits if _meets(Span(edit.start, max(edit.end, edit.start + 1)), match.span)
                ]
                inside = all(match.span.start <= edit.start and edit.end <= match.span.end for edit in crossing)
                if match.replacement is None or taken or (crossing and (rule.order == "after" or not inside)):
                    winner = f"rule `{taken[0].rule.id}`" if taken else "the built-in rewrite"
                    code = "rule-reports" if match.replacement is None else "rule-overlaps"
                    detail = rule.message or f"rule `{rule.id}`"
                    shown = detail if match.replacement is None else f"`{rule.id}` loses to {winner}"
                    # A call that is there keeps its one finding; this one stands before it.
                    at = Span(match.span.start, match.span.start) if crossing else match.span
                    lost.append(_finding(code, path, at, shown, rule))
                    continue
                for edit in crossing:
                    edits.remove(edit)
                if any(_is_within(one, match.span) for one in findings):
                    # The call keeps its one finding, which says that the rule took it.
                    findings = [_beaten(one, match) if _is_within(one, match.span) else one for one in findings]
                    winners.append(match)
                matches.append(match)
        if not matches and not lost:
            return None
        edits += [Edit(one.span.start, one.span.end, one.replacement or b"") for one in matches]
        edits += self._imports([one.rule for one in matches], root, offsets, data, edits, language)
        made = [
            _finding(
                "rule-applied" if one.rule.applicability == "safe" else "rule-applied-review",
                path,
                one.span,
                f"rule `{one.rule.id}`" + (f": {one.rule.message}" if one.rule.message else ""),
                one.rule,
            )
            for one in matches
            if one not in winners
        ]
        findings = sorted([*findings, *made, *lost], key=lambda finding: (finding.span, finding.code))
        edits.sort()
        problem = self._problem(matches, data, edits, language, path) if matches else None
        if problem is not None:
            return self._refused(path, language, data, result, matches, problem)
        status = FileStatus.CHANGED if edits else FileStatus.UNCHANGED
        findings = with_edits([replace(one, edits=()) for one in findings], edits)
        return FileResult(path, language, status, None, data, tuple(edits), tuple(findings), line_starts(data))

    @staticmethod
    def _refused(
        path: str, language: str, data: bytes, result: FileResult | None, matches: Sequence[Match], problem: str
    ) -> FileResult:
        """The file as it would be without the rules, and each match as a finding that says why."""
        refused = [_finding("rule-refused", path, one.span, problem, one.rule) for one in matches]
        if result is None:
            return FileResult(path, language, FileStatus.UNCHANGED, None, data, (), tuple(refused), line_starts(data))
        findings = sorted([*result.findings, *refused], key=lambda finding: (finding.span, finding.code))
        return replace(result, findings=tuple(findings), lines=result.lines or line_starts(data))

    def _left(
        self, rule: Rule, path: str, span: Span, document: Document, suppressions: Suppressions
    ) -> Finding | None:
        """Why a match is left alone that a comment speaks of, or that needs a look where only safe ones are wanted."""
        code = {"safe": "rule-applied", "review": "rule-applied-review", "manual": "rule-reports"}[rule.applicability]
        line, _ = document.position(span.start)
        codes, _ = suppressions.get(line, (None, None))
        if codes is not None and (not codes or code in codes):
            return _finding("suppressed", path, span, f"rule `{rule.id}`", rule)
        if self.only_safe and rule.applicability == "review":
            return _finding("left-for-review", path, span, f"`{code}`", rule)
        return None

    def _matches(
        self, rule: Rule, root: SgNode, offsets: _Offsets, data: bytes, findings: Sequence[Finding]
    ) -> Iterator[Match]:
        """The places that a rule matches and its requirement allows; a match inside another one is left."""
        end = -1
        for node in root.find_all(config_of(rule)):  # type: ignore[call-overload]
            span = offsets.span(node)
            if span.start < end:
                continue
            captured = node.get_match(rule.requires.name.lstrip("$")) if rule.requires is not None else None
            if rule.requires is not None:
                if captured is None or not _is_client(offsets.span(captured), data, findings):
                    continue
            end = span.end
            is_change = rule.fix is not None and rule.applicability != "manual"
            client = captured.text() if captured is not None else ""
            yield Match(rule, span, _filled(rule, node, offsets, data) if is_change else None, client)

    def _imports(
        self,
        rules: Sequence[Rule],
        root: SgNode,
        offsets: _Offsets,
        data: bytes,
        edits: Sequence[Edit],
        language: str,
    ) -> list[Edit]:
        """Imports that the fixes ask for; those that they make needless go when their names are gone."""
        kinds = IMPORTS.get("typescript" if language == "tsx" else language, ())
        statements = [offsets.span(node) for kind in kinds for node in _of_kind(root, kind)]
        statements = sorted(span for span in statements)
        made: list[Edit] = []
        texts = [data[span.start : span.end].strip() for span in statements]
        after = apply_edits(data, edits)
        lines: list[bytes] = []
        for rule in rules:
            if rule.imports is None:
                continue
            for line in rule.imports.add:
                if line.encode() not in texts and line.encode() not in after and line.encode() not in lines:
                    lines.append(line.encode())
            for module in rule.imports.drop:
                for span in statements:
                    statement = data[span.start : span.end]
                    if not re.search(rb"['\"]?(?<![\w.])" + re.escape(module.encode()) + rb"(?![\w.])", statement):
                        continue
                    names = set(re.findall(rb"[A-Za-z_$][\w$]*", statement)) - {b"import", b"from", b"as"}
                    names -= set(re.findall(rb"[A-Za-z_$][\w$]*", module.encode()))
                    rest = after.replace(statement, b"", 1)
                    if any(re.search(rb"(?<![\w$])" + re.escape(name) + rb"(?![\w$])", rest) for name in names):
                        continue
                    if not any(
                        _meets(Span(edit.start, max(edit.end, edit.start + 1)), span) for edit in [*edits, *made]
                    ):
                        end = data.find(b"\n", span.end) + 1 or len(data)
                        made.append(
                            Edit(span.start, end if not data[span.end : end].strip(b" ;\r\n") else span.end, b"")
                        )
        if lines:
            newline = b"\r\n" if b"\r\n" in data else b"\n"
            last = next((edit for edit in made if statements and edit.start == statements[-1].start), None)
            if last is not None:
                # The last import goes: the new ones take its place.
                tail = newline if data[last.start : last.end].endswith(b"\n") else b""
                made[made.index(last)] = replace(last, replacement=newline.join(lines) + tail)
            elif statements:
                at = statements[-1].start + len(data[statements[-1].start : statements[-1].end].rstrip())
                if data[at : at + 1] == b";":
                    at += 1
                made.append(Edit(at, at, b"".join(newline + line for line in lines)))
            else:
                made.append(Edit(0, 0, b"".join(line + newline for line in lines) + newline))
        return made

    @staticmethod
    def _problem(matches: Sequence[Match], data: bytes, edits: Sequence[Edit], language: str, path: str) -> str | None:
        """What is wrong with the result: it parses worse, or a rule matches what it wrote."""
        try:
            after = apply_edits(data, edits)
        except OverlapError:
            return "what the rules write overlaps; please report this file"
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(one.rule.id for one in matches))
        text = after.decode("utf-8", "replace")
        from ast_grep_py import SgRoot

        root = SgRoot(text, language).root()
        before = SgRoot(data.decode("utf-8"), language).root()
        if len(_of_kind(root, "ERROR")) > len(_of_kind(before, "ERROR")):
            return f"the result of rule {names} would not parse; mend its `fix`"
        offsets = _Offsets(text)
        written: list[Span] = []
        shift = 0
        own = {(one.span.start, one.span.end) for one in matches}
        for edit in sorted(edits):
            if (edit.start, edit.end) in own:
                start = edit.start + shift
                written.append(Span(start, start + len(edit.replacement)))
            shift += len(edit.replacement) - (edit.end - edit.start)
        for rule in dict.fromkeys(one.rule.id for one in matches):
            of = next(one.rule for one in matches if one.rule.id == rule)
            for node in root.find_all(config_of(of)):  # type: ignore[call-overload]
                span = offsets.span(node)
                clients = {one.client for one in matches}
                if any(_meets(span, one) for one in written) and _is_again(of, node, clients):
                    return f"rule `{rule}` matches what it writes, so that it would never end; narrow it"
        return None


class _Offsets:
    """From ast-grep's characters to bytes."""

    def __init__(self, text: str) -> None:
        self.is_ascii = text.isascii()
        self.text = text

    def byte(self, index: int) -> int:
        return index if self.is_ascii else len(self.text[:index].encode())

    def span(self, node: SgNode) -> Span:
        at = node.range()
        return Span(self.byte(at.start.index), self.byte(at.end.index))


def _of_kind(root: SgNode, kind: str) -> list[SgNode]:
    try:
        return root.find_all(kind=kind)
    except Exception:  # a grammar without this kind
        return []


def _filled(rule: Rule, node: SgNode, offsets: _Offsets, data: bytes) -> bytes:
    """The fix with its captures, and with the indentation of the place."""
    made = rule.transform or {}

    def value(match: re.Match[str]) -> str:
        name = match[2]
        if name in made:
            return node.get_transformed(name) or ""
        if match[1]:
            several = [offsets.span(one) for one in node.get_multiple_matches(name)]
            return data[several[0].start : several[-1].end].decode() if several else ""
        one = node.get_match(name)
        return one.text() if one is not None else ""

    text = CAPTURE.sub(value, (rule.fix or "").rstrip("\n"))
    start = offsets.span(node).start
    line = data[data.rfind(b"\n", 0, start) + 1 : start]
    indent = line[: len(line) - len(line.lstrip(b" \t"))].decode()
    first, *rest = text.split("\n")
    return "\n".join([first, *(indent + one if one else one for one in rest)]).encode()


def _is_client(span: Span, data: bytes, findings: Sequence[Finding]) -> bool:
    """Tell whether a captured name is the client on which a proven call stands."""
    for finding in findings:
        if not finding.sdk or finding.sdk == "unknown" or finding.method is None:
            continue
        if finding.span.start >= span.end and CALL_AFTER.fullmatch(data[span.end : finding.span.start]):
            return True
    return False


def _is_unused_here(finding: Finding, span: Span, document: Document) -> bool:
    """Tell whether a finding says that the comment of a match's line, or of the line above, is unused."""
    if finding.code != "suppression-unused":
        return False
    return document.position(span.start)[0] - document.position(finding.span.start)[0] in (0, 1)


def _is_within(finding: Finding, span: Span) -> bool:
    return bool(finding.sdk) and span.start <= finding.span.start and finding.span.end <= span.end


def _beaten(finding: Finding, match: Match) -> Finding:
    code = CODES["rule-wins"]
    return replace(
        finding,
        code=code.name,
        applicability=code.applicability,
        message=f"{code.title}: rule `{match.rule.id}` rewrites the call instead of `{finding.code}`",
        evidence=(f"rule `{match.rule.id}`", *finding.evidence),
        covers=(match.span,),
        suggestion=None,
        edits=(),
    )


def _finding(code: str, path: str, span: Span, detail: str, rule: Rule) -> Finding:
    entry = CODES[code]
    languages = sorted(languages_of(path))
    return Finding(
        entry.name,
        entry.applicability,
        path,
        languages[0] if languages else "",
        "",
        Kind.OTHER,
        span,
        f"{entry.title}: {detail}",
        evidence=(f"rule `{rule.id}`",),
    )


def _meets(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end
