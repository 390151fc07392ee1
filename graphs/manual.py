"""The manual of the flow format, made from the models that read it: `scripts/manual` writes docs/flow-format.md."""

import inspect
import re
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.fields import Names, Text
from graphs.functions import FUNCTIONS
from graphs.nodes import STEP_TYPES, Step, WaitingStep
from graphs.nodes.step import Tries, Voice

_BEFORE = """# The flow format

Every setting of a flow document, made from the program that reads it. How flows are written, and why they work as they
do, is in [flows.md](flows.md). The same as a JSON Schema: `trunkline flow schema`.

A **text** is a string, a list of wordings (for the first, second, third time a question is put), or a map of language
to either. `{name}` puts in a value, `{name|how}` as it is best said. A **time** is written `800ms`, `6s`, `30m`, `2h`.
A **condition** or **value** is an expression: see the end. Names have small letters, digits and `_`.
"""
MOST_ARMS = 3
"""Kinds that a setting may be of; the steps are more."""
_COMMON = ("title", "section", "note", "milestone", "voice", "disclosure", "private", "not_here")
_NAMES = {
    "step": "name of a step",
    "slot": "name of a slot",
    "value": "name of a slot or variable",
    "action": "name of an action",
    "handler": "name of a handler",
    "knowledge": "name of a knowledge",
    "result": "name of a result",
    "flow": "name of a flow",
}


def manual() -> str:
    """The whole manual, in Markdown."""
    parts = [_BEFORE, *_model(FlowDocument, "The document", level=2)]
    seen: set[type[BaseModel]] = {FlowDocument, Voice, Tries}
    parts += [row for model in (Voice, Tries) for row in _model(model, model.__name__, level=3)]
    for model in _models(FlowDocument):
        if model not in seen:
            seen.add(model)
            parts += _model(model, model.__name__, level=3)
    parts.append("## Steps\n\nSettings of every step:\n")
    parts += _rows(Step, only=_COMMON)
    parts.append("Settings of every step at which the caller speaks:\n")
    parts += _rows(WaitingStep, only=("listen_for", "tries"))
    for name, step in STEP_TYPES.items():
        parts += _step(name, step, seen)
    parts.append(_expressions())
    return "\n".join(parts).rstrip() + "\n"


def _model(model: type[BaseModel], title: str, *, level: int) -> Iterator[str]:
    yield f"{'#' * level} {title}\n\n{_doc(model)}\n"
    yield from _rows(model)


def _step(name: str, step: type[Step], seen: set[type[BaseModel]]) -> Iterator[str]:
    yield f"### `{name}`\n\n{_doc(step)}\n\nWays out: {_lower(_doc(step.exits))}\n"
    own = [field for field in step.model_fields if field not in (*_COMMON, "type", "listen_for", "tries")]
    yield from _rows(step, only=own)
    for model in _models(step):
        if model not in seen:
            seen.add(model)
            yield f"Each of its `{_where(step, model)}`: {_lower(_doc(model))}\n"
            yield from _rows(model)


def _rows(model: type[BaseModel], *, only: Any = None) -> Iterator[str]:
    yield "| setting | what it holds | |\n|---|---|---|"
    for name, field in model.model_fields.items():
        if only is None or name in only:
            about = (field.description or "").replace("\n", " ").replace("|", "\\|")
            yield f"| `{field.alias or name}` | {_kind(field.annotation, field.metadata)}{_default(field)} | {about} |"
    yield ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ", **needed**"
    value = field.default
    if value in (None, "", (), {}, False) or value is PydanticUndefined or isinstance(value, BaseModel):
        return ""
    if isinstance(value, tuple):
        return f", else {', '.join(map(str, value))}"
    if isinstance(value, bool):
        return f", else {str(value).lower()}"
    return f", else {_time(value) if _kind(field.annotation, field.metadata) == 'time' else value}"


def _time(seconds: float) -> str:
    """A time as it is written."""
    unit, length = next((unit, length) for unit, length in (("h", 3600), ("m", 60), ("s", 1)) if seconds % length == 0)
    return f"{seconds / length:g}{unit}"


_PLAIN: dict[Any, str] = {
    Text: "text",
    Expression: "condition or value",
    str: "words",
    bool: "true or false",
    int: "number",
    float: "number",
    Any: "anything",
}


def _kind(annotation: Any, marks: list[Any] | tuple[Any, ...] = ()) -> str:
    """A type in words."""
    named = next((_NAMES[mark.what] for mark in marks if isinstance(mark, Names)), None)
    if named is None and annotation is float and any(type(mark).__name__ == "BeforeValidator" for mark in marks):
        named = "time"
    return named or _PLAIN.get(annotation) or _composed(get_origin(annotation), get_args(annotation), annotation)


def _composed(origin: Any, inside: tuple[Any, ...], annotation: Any) -> str:
    if origin is Annotated:
        return _kind(inside[0], inside[1:])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in inside)
    if origin is tuple:
        return f"list: {_kind(inside[0])}"
    if origin is dict:
        return f"map: {_kind(inside[0]).replace('words', 'name')} → {_kind(inside[1])}"
    arms = [arm for arm in inside if arm is not NoneType]
    if origin in (Union, UnionType) and len(arms) <= MOST_ARMS:
        return " or ".join(map(_kind, arms))
    return annotation.__name__ if isinstance(annotation, type) else "a step, see below"


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The models that a model's fields hold, outermost first."""
    found: dict[type[BaseModel], None] = {}

    def look(annotation: Any) -> None:
        is_part = (
            isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, Step)
        )
        if is_part and annotation not in found and annotation is not model:
            found[annotation] = None
            for field in annotation.model_fields.values():
                look(field.annotation)
        for part in get_args(annotation):
            look(part)

    for field in model.model_fields.values():
        look(field.annotation)
    yield from found


def _where(step: type[Step], model: type[BaseModel]) -> str:
    """The setting of a step that holds such parts."""
    return next(
        (field.alias or name for name, field in step.model_fields.items() if model.__name__ in str(field.annotation)),
        model.__name__,
    )


def _doc(thing: Any) -> str:
    return re.sub(r"\s*\n\s*", " ", inspect.getdoc(thing) or "").strip()


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _expressions() -> str:
    functions = ", ".join(f"`{name}({', '.join('abc'[:count])})`" for name, (count, _) in FUNCTIONS.items())
    return f"""## Expressions

`and or not == != < <= > >= in not in + - * /`, brackets, members (`time_slot.start`), lists (`[1, 2]`), text in quotes,
numbers, `true` and `false`, and the functions {functions}. `call` holds what is known of the call (`call.caller`,
`call.direction`, `call.open`, `call.language`). What makes no sense is empty, and a comparison with something empty is
false: `filled(x)` asks. At most 500 characters. `graphs/expressions.vectors.json` holds what each must come to.
"""
