"""How the parts of a flow document are laid out: the order of their settings, and what stands on one line.

Read from the document's own models, so that a new setting has its place when it has its field. What a caller hears, and
what has a name of its own, gets lines; lists of names and small fixed sets of settings stand on one line. Neither
depends on how long anything is, so that an edited word changes the line that it is on and no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from graphs.document import Action, FlowDocument, Keypad, ScriptedCall, Variable
from graphs.fields import Names, Text
from graphs.nodes import STEP_TYPES, Step, Tries, Voice
from graphs.nodes.check import Case

_MODELS_ON_ONE_LINE = (Action, Case, Keypad, ScriptedCall, Tries, Variable, Voice)
_MAPS_ON_ONE_LINE = frozenset({"with", "in", "limits", "save"})
"""Arguments and the like: names, each with the name of a value."""
_SPACED = frozenset({"slots", "nodes", "tests"})
"""Sections with a blank line between their entries."""
_TOGETHER = (
    ("flow", "format", "title", "about", "languages", "start"),
    ("voice", "tries", "on_error", "resume", "renamed"),
)
"""Settings of a document with no blank line between them."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known about the place where a value stands."""

    of: Any = None
    """The type that the models give it; None where they know of none."""
    name: str = ""
    """The setting whose value it is."""
    one_line: bool = False
    """It stands within something that stands on one line."""

    def setting(self, key: str | None, kind: object) -> "Layout":
        """The layout of one setting or item of a value here; `kind` is what the value gives as its `type`."""
        made = self._child(key, kind)
        return Layout(made.of, made.name, self.one_line or made.one_line or _on_one_line(made.of, made.name))

    def _child(self, key: str | None, kind: object) -> "Layout":
        model = self.model(kind)
        if model is not None:
            return Layout(_types(model).get(key or ""), key or "")
        origin, arguments = get_origin(self.of), get_args(self.of)
        if origin is dict and key is not None:
            return Layout(_bare(arguments[1]), "")
        if origin is tuple and key is None:
            return Layout(_bare(arguments[0]), "")
        return Layout(self.of if self.of in (Any, Text) else None, "")

    def model(self, kind: object) -> type[BaseModel] | None:
        """The model that a map here is; a step's type decides which."""
        if get_origin(self.of) is Union:
            return STEP_TYPES.get(kind, Step) if isinstance(kind, str) else Step
        return self.of if isinstance(self.of, type) and issubclass(self.of, BaseModel) else None

    def order(self, kind: object) -> Sequence[str]:
        """The settings of a map here in their order; empty where the writer's order counts."""
        model = self.model(kind)
        return tuple(_types(model)) if model else ()

    def leads(self, name: str, kind: object) -> bool:
        """Whether a setting of a map here names the step where the conversation goes."""
        model = self.model(kind)
        if model is None:
            return False
        field = next((each for key, each in model.model_fields.items() if name == (each.alias or key)), None)
        if field is None:
            return model.model_config.get("extra") == "allow"
        nested = (mark for part in get_args(field.annotation) for mark in getattr(part, "__metadata__", ()))
        return any(isinstance(mark, Names) and mark.what == "step" for mark in (*field.metadata, *nested))

    def apart(self, above: str | None, below: str | None) -> bool:
        """Whether a blank line stands between two neighbours here."""
        if self.of is FlowDocument:
            return not any(above in group and below in group for group in _TOGETHER)
        return self.name in _SPACED


DOCUMENT = Layout(FlowDocument)


@cache
def _types(model: type[BaseModel]) -> dict[str, Any]:
    """Each setting of a model, as it is written, with its type."""
    return {field.alias or name: _bare(field.annotation) for name, field in model.model_fields.items()}


def _bare(annotation: Any) -> Any:
    """A type without what is said about it, and without None."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not type(None)]
        return _bare(members[0]) if len(members) == 1 else Union[tuple(members)]  # noqa: UP007 - made at run time
    return annotation


def _on_one_line(of: Any, name: str) -> bool:
    if get_origin(of) is dict:
        return name in _MAPS_ON_ONE_LINE
    if get_origin(of) is tuple:
        item = _bare(get_args(of)[0])
        return isinstance(item, type) and not issubclass(item, BaseModel | dict)
    return of is Any or of in _MODELS_ON_ONE_LINE
