"""What of a flow its tests have come through: steps, exits, give-ups, handlers and the rules that refuse values.

Read from the traces of the conversations; nothing is measured while they run. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from graphs.acts import Act, Trace
from graphs.document import BUILT_IN_HANDLERS, FlowDocument, Handler
from graphs.nodes import Step, WaitingStep
from graphs.nodes.converse import Converse
from graphs.nodes.do import Do

Kind = Literal["step", "exit", "give-up", "handler", "refusal"]
KINDS: Mapping[Kind, str] = {
    "step": "steps",
    "exit": "exits",
    "give-up": "give-ups",
    "handler": "handlers",
    "refusal": "refused values",
}
"""What is counted, and what it is called."""


@dataclass(frozen=True, slots=True)
class Point:
    """Something of a flow that a conversation can come through."""

    kind: Kind
    of: str
    """The step, handler or slot."""
    name: str = ""
    """Which of its exits, as `step.exits()` names it; which of the slot's rules, from 1."""

    def __str__(self) -> str:
        """As a table tells it."""
        return f"{self.of}: {self.name}" if self.name else self.of


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often each point was come through."""

    times: Mapping[Point, int]
    """Every point that counts, in the order of the document."""
    beyond: tuple[Point, ...] = ()
    """Points that these tests could not come through, since only a language model leads there."""

    def points(self, kind: Kind | None = None) -> list[Point]:
        """All that there is of a kind."""
        return [point for point in self.times if kind in (None, point.kind)]

    def missed(self, kind: Kind | None = None) -> list[Point]:
        """What no test came through."""
        return [point for point in self.points(kind) if not self.times[point]]

    def percent(self, kind: Kind | None = None) -> float:
        """How much was come through; all of nothing is 100."""
        there = self.points(kind)
        return 100 * (1 - len(self.missed(kind)) / len(there)) if there else 100.0

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        kinds = {
            called: {
                "of": len(self.points(kind)),
                "covered": len(self.points(kind)) - len(self.missed(kind)),
                "percent": round(self.percent(kind), 1),
                "missed": [_plain(point) for point in self.missed(kind)],
            }
            for kind, called in KINDS.items()
        }
        return {
            "percent": round(self.percent(), 1),
            **kinds,
            "only_with_a_model": [_plain(point) for point in self.beyond],
            "times": [{**_plain(point), "kind": point.kind, "times": count} for point, count in self.times.items()],
        }


def coverage(document: FlowDocument, acts: Iterable[Act], *, model: bool = False) -> Coverage:
    """What these conversations came through. `model`: they were held with a language model."""
    counted = Counter(point for act in acts if isinstance(act, Trace) and (point := _tried(act)) is not None)
    there = points(document)
    beyond = tuple(point for point in there if not model and _needs_model(document, point) and not counted[point])
    return Coverage({point: counted[point] for point in there if point not in beyond}, beyond)


def points(document: FlowDocument) -> list[Point]:
    """All that a conversation can come through, in the order of the document."""
    found = [Point("step", name) for name in document.steps]
    found += [Point("exit", name, way) for name, step in document.steps.items() for way in _exits(step)]
    found += [Point("give-up", name) for name, step in document.steps.items() if isinstance(step, WaitingStep)]
    found += [Point("handler", name) for name, handler in document.handlers.items() if not handler.off]
    found += [
        Point("refusal", name, str(number))
        for name, slot in document.slots.items()
        for number, _ in enumerate(slot.check, 1)
    ]
    return found


def _exits(step: Step) -> list[str]:
    """The step's own, and the flow's `on_error` for an action that may fail where the step does not say what then."""
    ways = list(step.exits())
    return [*ways, "on_error"] if isinstance(step, Do) and step.if_error is None else ways


def _tried(trace: Trace) -> Point | None:
    fields = {name: str(value) for name, value in trace.fields.items()}
    match trace.event:
        case "step":
            return Point("step", fields["step"])
        case "exit":
            return Point("exit", fields["step"], fields["exit"])
        case "give_up":
            return Point("give-up", fields["step"])
        case "handler":
            return Point("handler", fields["name"])
        case "rejected" if "rule" in fields:
            return Point("refusal", fields["slot"], fields["rule"])
        case _:
            return None


def _needs_model(document: FlowDocument, point: Point) -> bool:
    """Whether only a model leads there: free conversation, and handlers that no words of the document mean."""
    if point.kind == "handler":
        return _only_described(point.of, document.handlers[point.of])
    step = document.steps.get(point.of)
    if not isinstance(step, Converse):
        return False
    return point.kind == "give-up" or (point.kind == "exit" and point.name != "without_llm")


def _only_described(name: str, handler: Handler) -> bool:
    said = handler.phrases or handler.key or handler.answer or name in BUILT_IN_HANDLERS
    return not said


def _plain(point: Point) -> dict[str, str]:
    return {"of": point.of, **({"name": point.name} if point.name else {})}
