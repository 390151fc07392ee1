"""What is wrong with a document that does not fit its models, in the words of somebody who writes flows. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarint import ScalarInt

from graphs.document import FlowDocument
from graphs.fields import FILTERS
from graphs.fields import text as as_text
from graphs.marked import at, worded
from graphs.nodes import STEP_TYPES
from graphs.places import line_of, path_of, value_at
from graphs.problems import Path, Problem, did_you_mean

_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a setting here",
    "union_tag_invalid": "is not a kind of step",
    "union_tag_not_found": "does not say what kind of step it is",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "must not be empty",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": worded("must hold settings, a line each", "must hold settings"),
    "model_type": worded("must hold settings, a line each", "must hold settings"),
    "model_attributes_type": worded("must hold settings, a line each", "must hold settings"),
    "bool_type": worded("must be true or false", "must be yes or no"),
    "bool_parsing": worded("must be true or false", "must be yes or no"),
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be {le} or less",
}
_PATTERNS = {
    "^[a-z]{2,3}$": "must be the code of a language, such as en or hi",
    "^[0-9]$": "must be one key of the telephone, 0 to 9",
    "^[A-Z]{2}$": "must be a country of two capital letters, such as IN",
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d$": "must be a day and a time, such as 2026-03-02T09:00",
}
_NAME = "may only have small letters, digits and _, and starts with a letter"
_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "to": ("next",),
    "goto": ("next", "to"),
    "go": ("next", "to"),
    "target": ("to", "next"),
    "steps": ("nodes",),
    "states": ("nodes",),
    "next": ("to",),
    "text": ("say", "ask"),
    "message": ("say",),
    "prompt": ("ask", "say"),
    "question": ("ask", "say"),
    "on_error": ("if_error",),
    "default": ("else",),
    "input": ("with",),
    "condition": ("when",),
    "if": ("when",),
    "string": ("text",),
    "str": ("text",),
    "int": ("number",),
    "integer": ("number",),
    "float": ("number",),
    "bool": ("yes_no",),
    "boolean": ("yes_no",),
    "enum": ("choice",),
    "object": ("record",),
    "array": ("list",),
    "ok": ("success",),
    "failure": ("failed",),
    "hindi": ("hi",),
    "english": ("en",),
}
"""Words that other tools have for the same thing."""
NEAR, NEAR_WHEN_SHORT, SHORT = 0.7, 0.6, 4
"""How much of a word must be right for a guess; of short ones, one letter is much."""
MOST_EXPLAINED = 1_000
"""Mistakes of one document that are told; whoever has more begins with these."""


def explained(errors: Iterable[ErrorDetails], tree: CommentedMap) -> Iterator[Problem]:
    """A problem for each error, but for those that only say again what another one says."""
    found = list(errors)[:MOST_EXPLAINED]
    misspelt = dict(_misspelt(found))
    places = [path_of(details) for details in found]
    around = {path[:length] for path in places for length in range(len(path))}
    for details, path in zip(found, places, strict=True):
        inside = path in around
        again = details["type"] == "missing" and path in misspelt.values()
        if not again and not (details["type"] == "too_short" and inside):
            yield _explained(details, tree, misspelt)


def _misspelt(errors: list[ErrorDetails]) -> Iterator[tuple[Path, Path]]:
    """Where a setting is written that there is not → the needed one that was meant by it."""
    lacking: dict[Path, list[str]] = {}
    for path in (path_of(details) for details in errors if details["type"] == "missing"):
        lacking.setdefault(path[:-1], []).append(str(path[-1]))
    for details in errors:
        path = path_of(details)
        here = lacking.get(path[:-1], ()) if details["type"] == "extra_forbidden" and path else ()
        if close := meant(str(path[-1]) if path else "", here):
            yield path, (*path[:-1], close)


def meant(word: str, known: Iterable[str]) -> str:
    """The word that is called otherwise here, or is nearly spelt like that; empty when none is."""
    names = list(known)
    for other in _OTHERWISE.get(word.lower(), ()):
        if other in names:
            return other
    least = NEAR if len(word) > SHORT else NEAR_WHEN_SHORT
    return next(iter(get_close_matches(word.lower(), names, n=1, cutoff=least)), "")


def _guess(word: str, known: Iterable[str]) -> str:
    return f"Did you mean “{close}”?" if (close := meant(word, known)) else ""


def _explained(details: ErrorDetails, tree: CommentedMap, misspelt: Mapping[Path, Path]) -> Problem:
    path, kind = _place(details, tree), details["type"]
    named = next((path[:end] for end in range(len(path), 0, -1) if isinstance(path[end - 1], str)), ())
    name = at(named) if named else "The document"
    subject = f"The condition “{name}”" if kind == "flow_expression" else f"“{name}”"
    where = _inside(path, told=kind in ("missing", "extra_forbidden", "flow_unknown"))
    message = f"{subject} {_what(details, tree)}{where}{_written(details)}."
    fix = f"Did you mean “{at(misspelt[path])}”?" if path in misspelt else _fix(details, path, tree)
    path = _exact(path, tree) if kind == "flow_text" else path
    return Problem(path, line_of(tree, path), kind.removeprefix("flow_"), message, fix)


def _place(details: ErrorDetails, tree: CommentedMap) -> Path:
    """Where the mistake is, as exactly as the error tells."""
    path, context = path_of(details), details.get("ctx", {})
    match details["type"]:
        case "union_tag_invalid":
            return (*path, "type")
        case "flow_unknown" if (*path, context["name"]) and value_at(tree, (*path, context["name"])) is not None:
            return (*path, str(context["name"]))
        case "flow_script":
            return (*path, int(context["number"]) - 1)
        case _:
            return path


def _what(details: ErrorDetails, tree: CommentedMap) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context.get("pattern")), _NAME)
    if kind == "literal_error":
        values = _allowed(details)
        return worded(f"is not one of {', '.join(values)}", f"must be one of {', '.join(_labels(details, tree))}")
    if kind == "flow_unknown":
        return str(details["msg"]).replace(f"has no setting “{context['name']}”", "is not a setting here")
    words = _WORDS.get(kind)
    if words:
        return re.sub(r"\{(\w+)\}", lambda found: str(context.get(found[1], "")), words)
    if kind == "flow_text" and details["msg"].startswith("must be text"):
        return worded(details["msg"], "is empty" if details["input"] in ("", None) else "must be text")
    return details["msg"] if kind.startswith("flow_") else details["msg"][:1].lower() + details["msg"][1:]


def _allowed(details: ErrorDetails) -> list[str]:
    """The values of which one must be written."""
    expected = str(details.get("ctx", {}).get("expected", ""))
    return re.findall("'([^']*)'", expected) or [expected]


def _labels(details: ErrorDetails, tree: CommentedMap) -> list[str]:
    """The same values as forms show them."""
    path = path_of(details)
    model = model_at(path[:-1], tree)
    fields = model.model_fields.items() if model else ()
    extra = next((field.json_schema_extra for name, field in fields if (field.alias or name) == path[-1]), None)
    known = extra.get("x-labels") if isinstance(extra, dict) else None
    labels = known if isinstance(known, dict) else {}
    return [f"“{labels.get(value, value.replace('_', ' ').capitalize())}”" for value in _allowed(details)]


def _inside(path: Path, *, told: bool) -> str:
    """What the setting belongs to; `told`: also in the words of the file, whose names tell more than titles."""
    owner = next((path[:end] for end in range(len(path) - 1, 0, -1) if isinstance(path[end - 1], str)), ())
    if len(path) < 2:
        return ""
    form = f" (in “{at(owner)}”{_of(owner)})" if len(owner) > 1 else ""
    return worded(f" (in “{at(owner)}”)" if told else "", form)


def _of(owner: Path) -> str:
    """The part of the document that something within it belongs to: titles of settings alone do not tell."""
    return f" of “{at(owner[:2])}”" if len(owner) > 2 else ""


def _exact(path: Path, tree: CommentedMap) -> Path:
    """The place of the wording that is wrong, in a text of several."""
    written = value_at(tree, path)
    if isinstance(written, CommentedMap | CommentedSeq):
        inside = written.items() if isinstance(written, CommentedMap) else enumerate(written)
        if isinstance(written, CommentedMap) and not all(re.fullmatch("[a-z]{2,3}", str(name)) for name in written):
            return path
        for name, part in inside:
            try:
                as_text(part)
            except PydanticCustomError:
                return _exact((*path, name), tree)
    return path


def _written(details: ErrorDetails) -> str:
    if details["type"] == "union_tag_invalid":
        return f" – you wrote “{details['ctx']['tag']}”"
    given = details["input"]
    if given is None or isinstance(given, dict | list | tuple) or details["type"] in ("missing", "flow_unknown"):
        return ""
    if given == "":
        return worded(" – you wrote “”", "")
    return f" – you wrote “{str(given).lower() if isinstance(given, bool) else given}”"


def _fix(details: ErrorDetails, path: Path, tree: CommentedMap) -> str:  # noqa: PLR0911 - one line a kind of mistake
    given, context = details["input"], details.get("ctx", {})
    match details["type"]:
        case "union_tag_invalid":
            return _guess(str(context["tag"]), STEP_TYPES) or f"Kinds of step: {', '.join(STEP_TYPES)}."
        case "union_tag_not_found":
            return worded(f"Add type: {', '.join(STEP_TYPES)}.", "Choose what kind of step it is.")
        case "extra_forbidden":
            return _no_setting(path, given, tree)
        case "missing":
            return _described(path, tree)
        case "flow_unknown":
            return _no_setting((*path[:2], context["name"]), given, tree)
        case "flow_script":
            line = value_at(tree, path)
            written = next(iter(line), "") if isinstance(line, CommentedMap) else ""
            return _guess(str(written), str(context["known"]).split(", "))
        case "literal_error":
            return _guess(str(given), _allowed(details))
        case "string_pattern_mismatch":
            return _name_instead(str(given), str(context.get("pattern")))
        case "string_type" | "flow_text" if isinstance(given, bool):
            return worded("YAML reads this as true or false; put it in quotes.", "Write it anew.")
        case "string_type" | "flow_text" if isinstance(given, int | float):
            file = f"YAML reads this as a number{_lost(value_at(tree, path))}; put it in quotes."
            return worded(file, "Write it anew.")
        case "flow_text":
            return _no_text(path, tree) or did_you_mean(str(context.get("how", "")), FILTERS)
        case _:
            return ""


def _no_setting(path: Path, given: object, tree: CommentedMap) -> str:
    name = str(path[-1])
    if re.search(r"^\w+:\S", name):
        return "A colon needs a space after it."
    if given is None and not re.fullmatch("[a-z_]+", name):
        return worded(
            "A comma inside {…} or […] starts a new setting; put a text that holds one in quotes.", "Take it out."
        )
    outcomes = _outcomes(path, tree)
    if f"if_{name}" in outcomes:
        return f"Did you mean “{at((*path[:-1], f'if_{name}'))}”?"
    if close := meant(name, [*settings(path[:-1], tree), *outcomes]):
        return f"Did you mean “{at((*path[:-1], close))}”?"
    owners = [kind for kind, step in STEP_TYPES.items() if name in _names(step)]
    if path[:1] == ("nodes",) and len(path) == 3 and owners:
        return f"It is a setting of {', '.join(owners)}."
    return ""


def _outcomes(path: Path, tree: CommentedMap) -> list[str]:
    """The exits that a step has by the outcomes of its action."""
    action = value_at(tree, ("actions", str(value_at(tree, (*path[:-1], "action"))), "outcomes"))
    return [f"if_{outcome}" for outcome in action] if isinstance(action, list) else []


def _described(path: Path, tree: CommentedMap) -> str:
    """What a setting that is missing would say."""
    model = model_at(path[:-1], tree)
    for name, field in model.model_fields.items() if model else ():
        if (field.alias or name) == path[-1] and field.description:
            told = f"{field.description[:1].lower()}{field.description[1:]}"
            return worded(f"Add it: {told}", f"Fill it in: {told}".replace("`", ""))
    return ""


def _name_instead(given: str, pattern: str) -> str:
    name = re.sub("[^a-z0-9]+", "_", given.lower()).strip("_")
    if pattern not in _PATTERNS and re.match("[a-z]", name):
        return f"Write “{name}”."
    return f"Did you mean “{close}”?" if (close := meant(given, ())) else _language(given, pattern)


def _language(given: str, pattern: str) -> str:
    known = _OTHERWISE.get(given.lower(), ())
    return f"Did you mean “{known[0]}”?" if known and pattern == "^[a-z]{2,3}$" else ""


def _no_text(path: Path, tree: CommentedMap) -> str:
    written = value_at(tree, _exact(path, tree))
    if isinstance(written, CommentedMap) and written.fa.flow_style():
        return worded("A text that begins with a brace must stand in quotes.", "Write it anew.")
    return "Write what is said." if written in (None, "") else ""


def _lost(written: object) -> str:
    zeros = isinstance(written, ScalarInt) and getattr(written, "_width", None)
    return " and drops its zeros or its plus" if zeros or isinstance(written, int) else ""


# ---- the settings that there are


def settings(path: Path, tree: Mapping[str, Any]) -> list[str]:
    """The settings that there are in the part of the document where this path ends."""
    model = model_at(path, tree)
    return _names(model) if model else []


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def model_at(path: Path, tree: Mapping[str, Any]) -> type[BaseModel] | None:
    """What the part of a document where this path ends is read by."""
    kind: Any = FlowDocument
    for index, part in enumerate(path):
        if path[:1] == ("nodes",) and index == 1:
            kind = STEP_TYPES.get(str(value_at(tree, (*path[:2], "type"))))
            continue
        kind = _part_of(_plain(kind), part)
    kind = _plain(kind)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _part_of(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return next(
            (field.annotation for name, field in kind.model_fields.items() if part == (field.alias or name)), None
        )
    inside = get_args(kind)
    if get_origin(kind) is tuple:
        return inside[0]
    return inside[1] if len(inside) > 1 else None


def _plain(kind: Any) -> Any:
    """A kind without its marks, and without the None that stands for a setting that is left out."""
    while get_origin(kind) in (Annotated, Union, UnionType):
        kind = next((each for each in get_args(kind) if each is not type(None)), None)
    return kind
