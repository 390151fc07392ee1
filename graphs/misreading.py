"""Why a text is no YAML, in the words of somebody who does not know YAML, and at the line that must be changed. Pure.

The reader tells where it could not go on. That is often a line or more after the slip: a quote or a bracket that is
not closed, a colon without its space.
"""

import io
import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import ScalarToken, Token

from graphs.problems import Problem

_BRACKETS = {"[": "]", "{": "}"}
_SETTING = re.compile(r"\s*(?:- )*[\w-]+:(?:\s|$)")


def misread(text: str, error: MarkedYAMLError) -> Problem:
    """The slip behind an error of the YAML reader."""
    lines = text.splitlines()
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    before = next((number for number in range(line - 1, 0, -1) if _says_something(lines[number - 1])), line)
    for found in (
        _tab(lines, line),
        _unclosed_quote(text, error, line),
        _unclosed_bracket(lines, error),
        _colon(lines, line, before, error),
        _quotes(lines, line),
        _several_colons(lines, line),
        _indentation(lines, line, before),
    ):
        if found:
            return Problem((), found[0], "yaml", f"This is not YAML: {found[1]}.", found[2])
    remedy = "Look at the indentation and the quotes of this line and the one before."
    return Problem((), line, "yaml", f"This is not YAML: {error.problem}.", remedy)


def doubled(text: str) -> Iterator[Problem]:
    """Every name that stands twice in the same place, at its second line."""
    pending: list[Node] = [YAML(typ="rt", pure=True).compose(io.StringIO(text))]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, SequenceNode):
            pending += node.value
        if isinstance(node, MappingNode):
            pending += [value for _, value in node.value]
            yield from _doubled_in(node)


def _doubled_in(node: MappingNode) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, ScalarNode) and first.setdefault(key.value, line) is not line:
            message = f"“{key.value}” stands twice in the same place: on line {first[key.value]} and on line {line}."
            yield Problem((), line, "duplicate", message, "Rename one of the two, or take it out.")


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


Slip = tuple[int, str, str] | None
"""A line, what is wrong there, and what to do."""


def _at(lines: list[str], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _tab(lines: list[str], line: int) -> Slip:
    if "\t" in _at(lines, line):
        return line, "there is a tab in this line", "Indent with spaces; tabs are not allowed."
    return None


def _unclosed_quote(text: str, error: MarkedYAMLError, line: int) -> Slip:
    begins = error.context_mark.line + 1 if error.context_mark and "quoted scalar" in str(error.context) else 0
    remedy = "Close it on the line where it begins."
    if begins:
        return begins, "a quote that begins on this line is never closed", remedy
    for token in _tokens(text):
        first, last = token.start_mark.line + 1, token.end_mark.line + 1
        if isinstance(token, ScalarToken) and token.style in ("'", '"') and first < line == last:
            return first, f"the quote that begins on this line is closed only on line {last}", remedy
    return None


def _tokens(text: str) -> Iterator[Token]:
    """The tokens before the one that cannot be read."""
    try:
        yield from YAML(typ="safe", pure=True).scan(io.StringIO(text))
    except MarkedYAMLError:
        return


def _unclosed_bracket(lines: list[str], error: MarkedYAMLError) -> Slip:
    mark = error.context_mark
    if mark is None or "flow" not in str(error.context):
        return None
    written = _at(lines, mark.line + 1)[mark.column :]
    opened = written[:1]
    if opened in _BRACKETS and written.count(opened) > written.count(_BRACKETS[opened]):
        why = f"the “{opened}” of this line is not closed"
        return mark.line + 1, why, f"Add “{_BRACKETS[opened]}”, and a comma between the parts."
    return None


def _colon(lines: list[str], line: int, before: int, error: MarkedYAMLError) -> Slip:
    if "mapping values" not in str(error.problem) and "could not find expected ':'" not in str(error.problem):
        return None
    for number in (before, line):
        if found := re.match(r"\s*(?:- )*([\w-]+):([^\s:/].*)", _at(lines, number)):
            why = f"there is no space after “{found[1]}:”"
            return number, why, f"Write “{found[1]}: {found[2][:20].rstrip()}…”, with a space after the colon."
    written = _at(lines, before)
    aside = _indent(written) == _indent(_at(lines, line)) and not written.strip().startswith("- ")
    if aside and ":" not in written and before != line:
        return before, "this line has no colon", f"Write “{written.split()[0]}: …”."
    return None


def _quotes(lines: list[str], line: int) -> Slip:
    written = re.sub(r"^\s*(?:- )*(?:[\w-]+: +)?(?:- )*", "", _at(lines, line))
    if re.match(r"'[^']*'\w", written):
        return line, "an apostrophe ends the text that stands in '…'", 'Use "…" around a text with an apostrophe.'
    if found := re.match(r"""(["'])[^"']*\1\s*[^\s,\]}#]""", written):
        why = f"the text goes on after its closing {found[1]}"
        return line, why, f"Put the whole text in quotes of the other kind: {_other(found[1])}…{_other(found[1])}."
    if written[:1] in "@`%&*!" and written:
        return line, f"a text cannot begin with “{written[0]}”", "Put it in quotes."
    if written[:1] == "{" and "}" in written and written.rstrip()[-1] != "}":
        return line, "a text cannot begin with a brace", "Put the whole text in quotes."
    return None


def _other(quote: str) -> str:
    return "'" if quote == '"' else '"'


def _several_colons(lines: list[str], line: int) -> Slip:
    written = _at(lines, line)
    if written.count(": ") > 1 or "{" in written:
        why = "a colon, a comma or a brace in this line is not part of a text"
        return line, why, "Put a text that holds a colon, a comma or a brace in quotes."
    return None


def _indentation(lines: list[str], line: int, before: int) -> Slip:
    here, there = _indent(_at(lines, line)), _indent(_at(lines, before))
    if before != line and here != there and _SETTING.match(_at(lines, line)):
        why = f"this line begins after {here} spaces, and line {before} after {there}"
        return line, why, "What belongs together begins in the same column; what belongs under it, further right."
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
