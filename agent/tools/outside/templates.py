"""Templates of requests: `{name}` stands for an input, `{customer.id}` for a part of one, `{{` for a brace.

A text that is nothing but a placeholder becomes the input itself, with its type; inside other text it is written out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

import orjson

from agent.tools.tool import ToolRefused

KEY = "idempotency_key"
"""The placeholder for the key of an effect."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z_][a-z0-9_]*(?:\.\w+)*)\}")
_BRACES = {"{{": "{", "}}": "}"}

Inputs = Mapping[str, Any]


def placeholders(template: Any) -> Iterator[str]:
    """The inputs that a template (text, or JSON with texts in it) names. Raises ValueError for a brace that is left."""
    match template:
        case str():
            rest = _PLACEHOLDER.sub("", template)
            if "{" in rest or "}" in rest:
                raise ValueError("has a brace too many or a name that cannot be: write {name}, or {{ for a brace")
            yield from (found[1].partition(".")[0] for found in _PLACEHOLDER.finditer(template) if found[1])
        case dict():
            for value in template.values():
                yield from placeholders(value)
        case list():
            for value in template:
                yield from placeholders(value)


def fill(template: Any, inputs: Inputs) -> Any:
    """The template with what was given."""
    match template:
        case str():
            sole = _PLACEHOLDER.fullmatch(template)
            return look(inputs, sole[1], None) if sole and sole[1] else fill_text(template, inputs)
        case dict():
            return {name: fill(value, inputs) for name, value in template.items()}
        case list():
            return [fill(value, inputs) for value in template]
        case _:
            return template


def fill_text(template: str, inputs: Inputs) -> str:
    """A text with what was given, written out."""
    return _PLACEHOLDER.sub(
        lambda found: written(look(inputs, found[1], None)) if found[1] else _BRACES[found[0]], template
    )


def fill_url(template: str, inputs: Inputs) -> str:
    """An address with what was given, each percent-encoded so that it stays within its place between two slashes.

    Raises ToolRefused for an input that is empty, or that would lead to another place (`..`).
    """

    def encoded(found: re.Match[str]) -> str:
        if not found[1]:
            return quote(_BRACES[found[0]], safe="")
        text = written(look(inputs, found[1], None))
        if not text:
            raise ToolRefused(f"the input “{found[1]}” is empty, and the address needs it")
        return quote(text, safe="")

    url = _PLACEHOLDER.sub(encoded, template)
    if any(unquote(part) in {".", ".."} for part in url.split("/")):
        raise ToolRefused("an input would lead to another address")
    return url


def fill_query(template: Mapping[str, str], inputs: Inputs) -> dict[str, str]:
    """The parameters behind the question mark; those that are empty are left out."""
    filled = {name: written(fill(value, inputs)) for name, value in template.items()}
    return {name: value for name, value in filled.items() if value}


def written(value: Any) -> str:
    """A value in a text: `None` is nothing, what has parts is JSON."""
    match value:
        case None:
            return ""
        case str():
            return value
        case _:
            return orjson.dumps(value).decode()


_RAISE = object()


def look(value: Any, path: str, otherwise: Any = _RAISE) -> Any:
    """A part of JSON: `data.items.0.id`; an empty path is all of it. Raises LookupError when it is not there."""
    for part in path.split(".") if path else ():
        match value:
            case Mapping() if part in value:
                value = value[part]
            case list() if part.isdecimal() and int(part) < len(value):
                value = value[int(part)]
            case _ if otherwise is _RAISE:
                raise LookupError(path)
            case _:
                return otherwise
    return value


Mapped = str | Mapping[str, str] | None


def pick(body: Any, value: Mapped, each: Mapping[str, str] | None) -> Any:
    """What a flow gets of an answer: a part of it, or a record of several; `each` does the same to every item.

    Raises LookupError when a part that is taken alone is not there; in a record a missing part is empty.
    """
    if isinstance(value, str):
        body = look(body, value)
    elif value is not None:
        body = {name: look(body, path, None) for name, path in value.items()}
    if each is not None and isinstance(body, list):
        body = [{name: look(item, path, None) for name, path in each.items()} for item in body]
    return body
