"""A document as the rules look at it: gone through once, with every name, expression and text that is in it."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphs.expressions import Expression
from graphs.expressions.kinds import ANY, LIST, RECORD, YES_NO, Kind
from graphs.fields import PLACEHOLDER, Placeholder, Text, placeholder
from graphs.problems import Level, Path, Problem
from graphs.references import Reference, Visit, rebuilt

if TYPE_CHECKING:
    from graphs.document import FlowDocument, Slot

Problems = Iterator[Problem]

_SORTS: Mapping[str, Kind] = {
    "list": LIST,
    "record": RECORD,
    "yes_no": YES_NO,
    "number": Kind("number"),
    "money": Kind("number"),
    "date": Kind("date"),
    "time": Kind("time"),
    "any": ANY,
}
"""What slots, variables and actions declare; every other type of slot holds text."""


def problem(path: Path, code: str, message: str, fix: str = "", *, level: Level = "error") -> Problem:
    """A problem that nobody knows the line of yet."""
    return Problem(path, 0, code, message, fix, level)


def warning(path: Path, code: str, message: str, fix: str = "") -> Problem:
    """Something that is most likely a mistake."""
    return Problem(path, 0, code, message, fix, "warning")


def hint(path: Path, code: str, message: str, fix: str = "") -> Problem:
    """Something that could be better."""
    return Problem(path, 0, code, message, fix, "hint")


def led_by(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first of several problems that are one mistake, with the others under it; nothing when there is none."""
    found = list(problems)
    if found:
        first, *others = found
        yield Problem(first.path, 0, first.code, first.message, first.fix, first.level, (*first.consequences, *others))


def listed(names: Iterable[str]) -> str:
    """`“a”, “b” and “c”`."""
    *most, last = [f"“{name}”" for name in names]
    return f"{', '.join(most)} and {last}" if most else last


def written(expression: Expression) -> str:
    """An expression as its writer wrote it."""
    return str(expression.source).lower() if isinstance(expression.source, bool) else str(expression.source)


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a text, where it stands."""

    path: Path
    language: str
    """Empty for the flow's first."""
    template: str

    def values(self) -> Iterator[Placeholder]:
        """What is said in it."""
        return map(placeholder, PLACEHOLDER.findall(self.template))


def wordings(path: Path, text: Text) -> Iterator[Wording]:
    """Every wording of a text, each with the place of its own."""
    many = isinstance(text.written, dict)
    for language, rungs in text.ladders.items():
        here = (*path, language) if many else path
        written = text.written[language] if many else text.written
        for index, rung in enumerate(rungs):
            yield Wording((*here, index) if isinstance(written, list) else here, language, rung)


def as_written(path: Path, what: str, value: Any) -> Any:  # noqa: ARG001 - one of the ways to look at a name
    """A name as it stands."""
    return value


class Survey:
    """A document and what is in it."""

    def __init__(
        self,
        document: "FlowDocument",
        unsure: AbstractSet[str] = frozenset(),
        guessed: AbstractSet[Path] = frozenset(),
        meaning: Visit = as_written,
    ) -> None:
        self.unsure = unsure
        """Slots and variables that could not be read, so that nothing can be said about their types."""
        self.guessed = guessed
        """Where something is named that the document as it is written does not have."""
        self.references: list[Reference] = []
        self.expressions: list[tuple[Path, Expression]] = []
        self.texts: list[tuple[Path, Text]] = []
        self._meaning = meaning
        self.document = rebuilt(document, self._note)

    def _note(self, path: Path, what: str, written: Any) -> Any:
        value = self._meaning(path, what, written)
        match what:
            case "expression":
                self.expressions.append((path, value))
            case "text":
                self.texts.append((path, value))
            case _:
                self.references.append(Reference(path, what, value))
        return value

    @cached_property
    def values(self) -> frozenset[str]:
        """Slots and variables."""
        return frozenset((*self.document.slots, *self.document.vars))

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What is known of the value of each slot and variable."""
        found = {name: kind_of_type(variable.type) for name, variable in self.document.vars.items()}
        found |= {name: kind_of_slot(slot) for name, slot in self.document.slots.items()}
        return {**found, **dict.fromkeys(self.unsure, ANY)}

    @cached_property
    def wordings(self) -> list[Wording]:
        """Every wording of every text."""
        return [wording for path, text in self.texts for wording in wordings(path, text)]


def kind_of_slot(slot: "Slot") -> Kind:
    """What a slot holds."""
    return Kind("choice", tuple(slot.values)) if slot.type == "choice" else kind_of_type(slot.type)


def kind_of_type(declared: str) -> Kind:
    """What a declared type stands for."""
    return _SORTS.get(declared, Kind("text"))
