"""Reads a flow from YAML, and says everything that is wrong with it at once, each with its line.

YAML 1.2 with keyed maps. What YAML itself makes of a carelessly written value (`+9198…` is a number, a comma inside
braces starts a new setting) is explained, since the writer cannot see it.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.parser import Parser
from ruamel.yaml.scanner import Scanner

from graphs.checks import check
from graphs.document import FlowDocument
from graphs.explaining import explained
from graphs.misreading import doubled, misread
from graphs.places import line_of
from graphs.problems import FlowError, Problem
from graphs.salvaging import problems_of_the_rest
from graphs.sizes import DEEPEST, LARGEST, MOST, TOO_DEEP, TOO_MANY, refuse_too_large, refuse_too_wide, too_large


def load_flow(text: str) -> FlowDocument:
    """Read and check a flow. Raises FlowError with all its errors; what is not an error is not told."""
    return load_with_tree(text)[0]


def load_with_tree(text: str) -> tuple[FlowDocument, dict[str, Any]]:
    """The same, with the plain tree that the flow was made of."""
    values = plain(tree := read_yaml(text))
    document, problems = _read(values, tree)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors or document is None:
        raise FlowError(errors)
    return document, values


def read_flow(text: str) -> tuple[FlowDocument | None, list[Problem]]:
    """The flow, and everything that there is to say about it, by lines: errors, warnings and hints.

    There is no document when it cannot be read; one that has errors must not be run.
    """
    try:
        tree = read_yaml(text)
        values = plain(tree)
    except FlowError as error:
        return None, list(error.problems)
    return _read(values, tree)


def read_tree(values: dict[str, Any]) -> tuple[FlowDocument | None, list[Problem]]:
    """The same for a plain tree: its problems have paths, and no lines. Changes the tree when it cannot be read."""
    try:
        refuse_too_large(values)
    except FlowError as error:
        return None, list(error.problems)
    document, problems = _read(values, _as_read(values))
    return document, [_without_line(problem) for problem in problems]


def _read(values: dict[str, Any], tree: CommentedMap) -> tuple[FlowDocument | None, list[Problem]]:
    try:
        document = FlowDocument.model_validate(values)
    except ValidationError as error:
        errors = error.errors()
        rest = problems_of_the_rest(values, errors)
        return None, _sorted([*explained(errors, tree), *(_at_line(each, tree) for each in rest)])
    return document, _sorted([_at_line(problem, tree) for problem in check(document)])


def at_lines(problems: Iterable[Problem], text: str) -> list[Problem]:
    """Problems that were found elsewhere, with the lines of the text. Raises FlowError as `read_yaml` does."""
    tree = read_yaml(text)
    return _sorted([_at_line(problem, tree) for problem in problems])


def read_yaml(text: str) -> CommentedMap:
    """What YAML makes of the text, with its lines. Raises FlowError when it is not a document of settings."""
    if len(text) > LARGEST:
        raise too_large(f"The document is longer than {LARGEST:,} characters.", 1)
    try:
        tree = _reader().load(io.StringIO(text))
    except DuplicateKeyError as error:
        raise FlowError(sorted(doubled(text), key=lambda problem: problem.line)) from error
    except MarkedYAMLError as error:
        raise FlowError([misread(text, error)]) from error
    except (YAMLError, ValueError) as error:
        raise FlowError([Problem((), 1, "yaml", f"This is not YAML: {error}.")]) from error
    if not isinstance(tree, CommentedMap):
        raise FlowError([Problem((), 1, "yaml", "A flow starts with settings such as “flow: my_flow”, a line each.")])
    return tree


def _reader() -> YAML:
    """Keeps the lines of what it reads, and no comments: to place them costs a third more."""
    reader = YAML(typ="rt", pure=True)
    reader.Scanner, reader.Parser = Scanner, Parser
    reader.Composer = _BoundedComposer
    return reader


class _BoundedComposer(Composer):
    """Stops reading where the document is larger than a flow can be; aliases are counted when they are followed."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self._parts = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One value, or the name of one."""
        self._parts += 1
        if self._parts > 2 * MOST:
            raise too_large(TOO_MANY, 1)
        if self.depth > DEEPEST:
            raise too_large(TOO_DEEP, 1)
        return super().compose_node(parent, index)


def plain(tree: CommentedMap) -> dict[str, Any]:
    """The same as plain dicts, lists and JSON values; dates are text. Raises FlowError when there is too much of it."""
    values: dict[str, Any] = _Plain().plain(tree)
    return values


class _Plain:
    """Turns what the YAML reader built into plain dicts, lists and JSON values."""

    def __init__(self) -> None:
        self.count = 0

    def plain(self, value: Any, depth: int = 0) -> Any:
        self.count += 1
        if self.count > MOST or depth > DEEPEST:
            raise too_large(TOO_MANY if self.count > MOST else TOO_DEEP, 1)
        if isinstance(value, CommentedMap | CommentedSeq):
            refuse_too_wide(len(value), 1)
        if isinstance(value, CommentedMap):
            return {self.key(key): self.plain(item, depth + 1) for key, item in value.items()}
        if isinstance(value, CommentedSeq):
            return [self.plain(item, depth + 1) for item in value]
        if isinstance(value, datetime):
            return value.isoformat(timespec="minutes")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool) or value is None:
            return value
        return next((kind(value) for kind in (int, float, str) if isinstance(value, kind)), str(value))

    @staticmethod
    def key(key: object) -> str:
        return key if isinstance(key, str) else str(key).lower()


def _as_read(value: Any) -> Any:
    """A plain tree as if the YAML reader had built it, without lines."""
    if isinstance(value, dict):
        return CommentedMap((key, _as_read(inner)) for key, inner in value.items())
    return CommentedSeq(map(_as_read, value)) if isinstance(value, list) else value


# ---- lines


def _without_line(problem: Problem) -> Problem:
    return replace(problem, line=0, consequences=tuple(map(_without_line, problem.consequences)))


def _at_line(problem: Problem, tree: CommentedMap) -> Problem:
    consequences = tuple(_at_line(each, tree) for each in problem.consequences)
    return replace(problem, line=line_of(tree, problem.path), consequences=consequences)


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.message))
