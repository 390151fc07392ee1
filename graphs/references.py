"""Which parts of a document name which others, and how to give all of them other names.

Read off the marks on the models' fields (`graphs.fields.Names`): a new setting that names something is found by
everything that uses this file.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from graphs.expressions import Expression
from graphs.fields import Names, Text
from graphs.problems import Path

Part = TypeVar("Part", bound=BaseModel)
Visit = Callable[[Path, str, Any], Any]
"""(where, what it names, the value) → the value to put there. What it names is `expression` or `text` for these."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in a document that stands for something else in it."""

    path: Path
    what: str
    """`step`, `slot`, `value` (a slot or a variable), `action`, `handler`, `knowledge`, `result` or `flow`."""
    name: str


def references(part: BaseModel, path: Path = ()) -> Iterator[Reference]:
    """Every name in a part of a document, in its order; not those inside of expressions and texts."""
    found: list[Reference] = []

    def note(where: Path, what: str, value: Any) -> Any:
        if what not in ("expression", "text"):
            found.append(Reference(where, what, value))
        return value

    rebuilt(part, note, path)
    yield from found


def rebuilt(part: Part, visit: Visit, path: Path = ()) -> Part:
    """A copy of a part of a document with every name, expression and text replaced by what `visit` says of it.

    It is not validated again: names may be longer than those that people write.
    """
    changed = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        new = _value(value, field.annotation, field.metadata, (*path, field.alias or name), visit)
        if new is not value:
            changed[name] = new
    copy = part.model_copy(update=changed) if changed else part
    extra = part.__pydantic_extra__
    if extra:
        named = {way: visit((*path, way), "step", target) for way, target in extra.items()}
        if named != extra:
            copy = copy.model_copy(update=named)
    return copy


def _value(value: Any, annotation: Any, marks: list[Any] | tuple[Any, ...], path: Path, visit: Visit) -> Any:
    if isinstance(value, Expression):
        return visit(path, "expression", value)
    if isinstance(value, Text):
        return visit(path, "text", value)
    if isinstance(value, BaseModel):
        return rebuilt(value, visit, path)
    if value is None or isinstance(value, bool | int | float):
        return value
    annotation, marks = _plain(annotation, marks)
    if isinstance(value, str):
        what = next((mark.what for mark in marks if isinstance(mark, Names)), None)
        return visit(path, what, value) if what else value
    return _items(value, annotation, path, visit)


def _items(value: Any, annotation: Any, path: Path, visit: Visit) -> Any:
    inside = get_args(annotation)
    if isinstance(value, tuple):
        new = tuple(_value(item, inside[0], (), (*path, index), visit) for index, item in enumerate(value))
        return value if all(a is b for a, b in zip(new, value, strict=True)) else new
    if isinstance(value, Mapping) and len(inside) == 2:
        keyed = {
            _value(key, inside[0], (), (*path, key), visit): _value(item, inside[1], (), (*path, key), visit)
            for key, item in value.items()
        }
        same = list(keyed) == list(value) and all(keyed[key] is value[key] for key in keyed)
        return value if same else keyed
    return value


def _plain(annotation: Any, marks: list[Any] | tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """The type inside of `Annotated` and of `X | None`, with its marks."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            marks = (*marks, *more)
        elif origin in (Union, UnionType):
            annotation = next(arm for arm in get_args(annotation) if arm is not type(None))
        else:
            return annotation, tuple(marks)
