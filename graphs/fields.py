"""The small things that flow documents are made of: names, durations, expressions, texts with their re-ask ladders."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.config import JsonDict
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from graphs import speaking
from graphs.expressions import Expression, ExpressionError, parse
from graphs.problems import Path

FILTERS = frozenset({*speaking.FILTERS, "label"})
"""How a value may be said: `{date|spoken}`."""


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field whose text is the name of something else in the document.

    Checks, sub-flows and the editor's pickers read it (`x-names` in the JSON Schema), so that no part of the program
    keeps a list of fields of its own.
    """

    what: Literal["step", "slot", "value", "action", "handler", "knowledge", "result", "flow"]
    """`value` is a slot or a variable."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The plain schema, with what is named."""
        return {**handler(schema), "x-names": self.what}


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
StepName = Annotated[Id, Names("step")]
SlotName = Annotated[Id, Names("slot")]
ValueName = Annotated[Id, Names("value")]
ActionName = Annotated[Id, Names("action")]
HandlerName = Annotated[Id, Names("handler")]
KnowledgeName = Annotated[Id, Names("knowledge")]
ResultName = Annotated[Id, Names("result")]
FlowName = Annotated[Id, Names("flow")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$"), Field(json_schema_extra={"format": "language"})]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=200), Field(json_schema_extra={"format": "phrase"})]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9]$"), Field(json_schema_extra={"format": "key"})]
Prose = Annotated[str, Field(json_schema_extra={"format": "prose"})]
"""Text for colleagues or a language model, which callers never hear; it may take several lines."""

# ---- marks for those who make forms of the JSON Schema

MORE: JsonDict = {"x-more": True}
"""A setting that few flows need: forms show it after the others."""
CONDITION: JsonDict = {"x-condition": True}
"""An expression of which one wants to know whether it is true."""
LADDER: JsonDict = {"x-ladder": True}
"""A text with further wordings for a caller who was not understood, or did not answer."""


ASKS: JsonDict = {"x-asks": True}
"""Names of slots that a step puts the questions of: a form shows them there."""
ASKING: JsonDict = {"x-asking": True}
"""A setting of a slot that says how it is asked for."""


def only_for(**kinds: list[str]) -> JsonDict:
    """A setting that means something only when another one has one of these values: `only_for(type=["choice"])`."""
    return {"x-only-for": {setting: list(values) for setting, values in kinds.items()}}


def only_with(*settings: str) -> JsonDict:
    """A setting that has an effect only when one of these beside it is set."""
    return {"x-only-with": list(settings)}


def unless(*settings: str) -> JsonDict:
    """A setting that has no effect when one of these beside it is set."""
    return {"x-unless": list(settings)}


def labels(**said: str) -> JsonDict:
    """What people call the values of a setting, where that is more than the value itself."""
    return {"x-labels": dict(said)}


class Strict(BaseModel):
    """A part of a document: nothing unknown is let in, and nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, use_attribute_docstrings=True)


# ---- durations

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(written: object) -> float:
    """`800ms`, `6s`, `30m`, `2h`, `180d` → seconds."""
    match = _DURATION.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise PydanticCustomError("flow_duration", "must be a time such as 800ms, 6s, 30m, 2h or 180d")
    return float(match[1]) * _SECONDS[match[2]]


Duration = Annotated[
    float,
    BeforeValidator(seconds),
    PlainSerializer(lambda length: f"{length:.15g}s"),
    WithJsonSchema({"type": "string", "format": "duration"}),
]
"""A length of time, in seconds."""


# ---- expressions


def _expression(written: object) -> Expression:
    if isinstance(written, Expression):
        return written
    try:
        return parse(written)
    except ExpressionError as error:
        raise PydanticCustomError("flow_expression", "{reason}", {"reason": str(error)}) from error


Expr = Annotated[
    Expression,
    PlainValidator(_expression),
    PlainSerializer(lambda expression: expression.source),
    WithJsonSchema({"type": ["string", "number", "boolean"], "format": "expression", "maxLength": 500}),
]
"""A condition or a value, read when the document is."""


# ---- texts


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`{appointment.start|spoken}`: whose value stands here, and how it is said."""

    path: tuple[str, ...]
    how: str


PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholder(inside: str) -> Placeholder:
    """What stands between the braces."""
    path, _, how = inside.partition("|")
    return Placeholder(tuple(path.strip().split(".")), how.strip())


@dataclass(frozen=True, slots=True)
class Text:
    """What the caller hears: for each language a ladder of wordings, from the first question to the last resort."""

    ladders: Mapping[str, tuple[str, ...]]
    """Language → rungs; an empty language is the flow's first."""
    written: Any
    """As it stands in the document: a string, a list, or a map of languages to either."""

    def __hash__(self) -> int:
        return hash(tuple(self.ladders.items()))

    def ladder(self, language: str, default: str) -> tuple[str, tuple[str, ...]]:
        """The language that there is wording in, and its rungs: the caller's, else the flow's first."""
        for tongue in (language, default):
            if tongue in self.ladders:
                return tongue, self.ladders[tongue]
            if tongue == default and "" in self.ladders:
                return default, self.ladders[""]
        return next(iter(self.ladders.items()))

    def templates(self) -> Iterator[tuple[str, str]]:
        """Every (language, wording)."""
        for language, rungs in self.ladders.items():
            for rung in rungs:
                yield language, rung

    def placeholders(self) -> Iterator[Placeholder]:
        """Every value that any of the wordings says."""
        for _, template in self.templates():
            yield from map(placeholder, PLACEHOLDER.findall(template))


def _rungs(written: object) -> tuple[str, ...]:
    rungs = written if isinstance(written, list) else [written]
    if not rungs:
        raise PydanticCustomError("flow_text", "needs at least one wording")
    for rung in rungs:
        if isinstance(rung, bool | int | float):
            raise PydanticCustomError("flow_text", "must be text; put “{rung}” in quotes", {"rung": str(rung).lower()})
        if not isinstance(rung, str) or not rung.strip():
            raise PydanticCustomError("flow_text", "must be text, a list of texts, or one of them for each language")
        _sound_placeholders(rung)
    return tuple(rungs)


def _sound_placeholders(rung: str) -> None:
    for inside in PLACEHOLDER.findall(rung):
        value = placeholder(inside)
        if not all(re.fullmatch(r"[a-z][a-z0-9_]*", part) for part in value.path):
            raise PydanticCustomError("flow_text", "says {what}, which is not a name", {"what": "{" + inside + "}"})
        if value.how and value.how not in FILTERS:
            raise PydanticCustomError(
                "flow_text",
                "cannot say a value as “{how}”; it can be {known}",
                {"how": value.how, "known": ", ".join(sorted(FILTERS))},
            )
    if "{" in PLACEHOLDER.sub("", rung) or "}" in PLACEHOLDER.sub("", rung):
        raise PydanticCustomError(
            "flow_text", "has a brace without its partner; a value is written {example}", {"example": "{name}"}
        )


def text(written: object) -> Text:
    """A string, a ladder, or a map of language to either."""
    if isinstance(written, Text):
        return written
    if not isinstance(written, dict):
        return Text({"": _rungs(written)}, written)
    if not written or not all(
        isinstance(language, str) and re.fullmatch("[a-z]{2,3}", language) for language in written
    ):
        raise PydanticCustomError("flow_text", "must name its languages by their codes, such as en and hi")
    return Text({language: _rungs(rungs) for language, rungs in written.items()}, written)


TextField = Annotated[
    Text,
    PlainValidator(text),
    PlainSerializer(lambda value: value.written),
    WithJsonSchema({"type": ["string", "array", "object"], "format": "wording"}),
]


# ---- walking


Kind = TypeVar("Kind")
_LEAVES = (str, int, float, NoneType)


def find(part: object, kind: type[Kind], path: Path = ()) -> Iterator[tuple[Path, Kind]]:
    """Every value of a kind (Text, Expression) in a part of a document, with its path as written."""
    if isinstance(part, kind):
        yield path, part
    elif isinstance(part, _LEAVES):  # most parts are; to ask whether they are a model or a mapping takes much longer
        return
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from find(getattr(part, name), kind, (*path, field.alias or name))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from find(value, kind, (*path, key))
    elif isinstance(part, tuple | list):
        for index, value in enumerate(part):
            yield from find(value, kind, (*path, index))
