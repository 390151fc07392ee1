"""Reads a flow from YAML, and says everything that is wrong with it at once, each with its line.

YAML 1.2 with keyed maps. What YAML itself makes of a carelessly written value (`+9198…` is a number, a comma inside
braces starts a new setting) is explained, since the writer cannot see it.
"""

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarint import ScalarInt

from graphs.checks import check
from graphs.document import Action, FlowDocument, Handler, Slot, Variable
from graphs.nodes import STEP_TYPES
from graphs.problems import FlowError, Path, Problem, did_you_mean

LARGEST = 1_000_000
"""Characters of a document; a flow of 200 steps has some 50,000."""
MOST = 100_000
"""Values in a document, so that aliases of aliases cannot blow it up."""
DEEPEST = 30


def load_flow(text: str) -> FlowDocument:
    """Read and check a flow. Raises FlowError with all its problems."""
    tree = _tree(text)
    try:
        document = FlowDocument.model_validate(_Plain().plain(tree))
    except ValidationError as error:
        raise FlowError(_sorted([_explained(details, tree) for details in error.errors()])) from error
    problems = [_at_line(problem, tree) for problem in check(document)]
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise FlowError(_sorted(errors))
    return document


def _tree(text: str) -> CommentedMap:
    if len(text) > LARGEST:
        raise FlowError([Problem((), 1, "too_large", f"The document is longer than {LARGEST:,} characters.")])
    try:
        tree = YAML(typ="rt", pure=True).load(io.StringIO(text))
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1
        message = f"The name on line {line} stands twice in the same place."
        raise FlowError([Problem((), line, "duplicate", message, "Rename one of the two.")]) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FlowError(
            [Problem((), line, "yaml", f"This is not YAML: {error.problem}.", _remedy(text, line))]
        ) from error
    except (YAMLError, ValueError) as error:
        raise FlowError([Problem((), 1, "yaml", f"This is not YAML: {error}.")]) from error
    if not isinstance(tree, CommentedMap):
        raise FlowError([Problem((), 1, "yaml", "A flow starts with settings such as “flow: my_flow”, a line each.")])
    return tree


def _remedy(text: str, line: int) -> str:
    lines = text.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in written:
        return "Indent with spaces; tabs are not allowed."
    if written.count(": ") > 1 or "{" in written:
        return "Put a text that holds a colon, a comma or a brace in quotes."
    return "Look at the indentation and the quotes of this line and the one before."


class _Plain:
    """Turns what the YAML reader built into plain dicts, lists and JSON values."""

    def __init__(self) -> None:
        self.count = 0

    def plain(self, value: Any, depth: int = 0) -> Any:
        self.count += 1
        if self.count > MOST or depth > DEEPEST:
            raise FlowError([Problem((), 1, "too_large", "The document holds too many values, or aliases of itself.")])
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


# ---- what is wrong, in words

_PARTS: Mapping[str, type[BaseModel]] = {"slots": Slot, "handlers": Handler, "actions": Action, "vars": Variable}
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a setting here",
    "literal_error": "is not one of the allowed values ({expected})",
    "union_tag_invalid": "is not a kind of step",
    "union_tag_not_found": "does not say what kind of step it is",
    "string_pattern_mismatch": "may only have small letters, digits and _, and starts with a letter",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must hold settings, a line each",
    "model_type": "must hold settings, a line each",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
}


def _explained(details: ErrorDetails, tree: CommentedMap) -> Problem:
    path = _path(details)
    kind, context = details["type"], details.get("ctx", {})
    what = _WORDS.get(kind) or (
        details["msg"] if kind.startswith("flow_") else details["msg"][:1].lower() + details["msg"][1:]
    )
    if kind == "union_tag_invalid":
        path = (*path, "type")
    name = next((str(part) for part in reversed(path) if isinstance(part, str) and part != "[key]"), "The document")
    subject = f"The condition “{name}”" if kind == "flow_expression" else f"“{name}”"
    message = f"{subject} {what.replace('{expected}', str(context.get('expected', '')))}"
    written = _written(details)
    return Problem(
        path, _line(tree, path), kind.removeprefix("flow_"), f"{message}{written}.", _fix(details, path, tree)
    )


def _path(details: ErrorDetails) -> Path:
    """The path as the writer sees it: without the tag of the step's type, and without marks of our own."""
    location = list(details["loc"])
    if len(location) > 2 and location[0] == "nodes" and location[2] in STEP_TYPES:
        del location[2]
    return tuple(part for part in location if part != "[key]")


def _written(details: ErrorDetails) -> str:
    if details["type"] == "union_tag_invalid":
        return f" – you wrote “{details['ctx']['tag']}”"
    given = details["input"]
    return "" if given is None or isinstance(given, dict | list | tuple) else f" – you wrote “{given}”"


def _fix(details: ErrorDetails, path: Path, tree: CommentedMap) -> str:
    kind, given = details["type"], details["input"]
    if kind == "union_tag_invalid":
        return did_you_mean(str(details["ctx"]["tag"]), STEP_TYPES) or f"Kinds of step: {', '.join(STEP_TYPES)}."
    if kind == "extra_forbidden":
        if given is None:
            return "A comma inside {…} or […] starts a new setting; put a text that holds one in quotes."
        return did_you_mean(str(path[-1]), _settings(path, tree))
    if kind == "string_type" and isinstance(given, bool):
        return "YAML reads this as true or false; put it in quotes."
    if kind in ("string_type", "flow_text") and isinstance(given, int | float):
        return f"YAML reads this as a number{_lost(_value(tree, path))}; put it in quotes."
    return ""


def _lost(written: object) -> str:
    zeros = isinstance(written, ScalarInt) and getattr(written, "_width", None)
    return " and drops its zeros or its plus" if zeros or isinstance(written, int) else ""


def _settings(path: Path, tree: CommentedMap) -> list[str]:
    """The settings that there are where this path ends."""
    if len(path) == 1:
        return list(FlowDocument.model_fields)
    if path[0] == "nodes" and len(path) == 3:
        step = STEP_TYPES.get(str(_value(tree, (*path[:-1], "type"))))
        return [field.alias or name for name, field in step.model_fields.items()] if step else []
    model = _PARTS.get(str(path[0])) if len(path) == 3 else None
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


# ---- lines


def _at_line(problem: Problem, tree: CommentedMap) -> Problem:
    return Problem(problem.path, _line(tree, problem.path), problem.code, problem.message, problem.fix, problem.level)


def _line(tree: object, path: Path) -> int:
    """The line of the deepest part of the path that the text has."""
    line, part = 1, tree
    for name in path:
        if isinstance(part, CommentedMap) and name in part:
            line = part.lc.key(name)[0] + 1
        elif isinstance(part, CommentedSeq) and isinstance(name, int) and name < len(part):
            line = part.lc.item(name)[0] + 1
        else:
            break
        part = part[name]
    return line


def _value(tree: object, path: Path) -> object:
    part = tree
    for name in path:
        here = isinstance(part, Mapping) and name in part
        if not here and not (isinstance(part, CommentedSeq) and isinstance(name, int) and name < len(part)):
            return None
        part = part[name]  # type: ignore[index]  # either of the two, as was just seen
    return part


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.message))
