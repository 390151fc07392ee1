"""A document prepared for running: what is the same in every conversation is worked out once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self, cast

from graphs.document import BUILT_IN_HANDLERS, FlowDocument, Handler, Slot
from graphs.fields import Text
from graphs.nodes import Step
from graphs.nodes.offer import Offer
from graphs.resuming import RESUME, Resuming
from graphs.understanding.listening import Reachable, Wanted
from graphs.understanding.reading import Kind
from graphs.varied import varied
from graphs.wording import Wordings


@dataclass(frozen=True, slots=True)
class Plan:
    """A flow, ready to run."""

    document: FlowDocument
    wordings: Wordings
    steps: Mapping[str, Step]
    """The flow's steps, and the question whether to carry on."""
    reads: Mapping[str, frozenset[str]]
    """Step → slots and variables that decide what it does."""
    writes: Mapping[str, frozenset[str]]
    offers: Mapping[str, str]
    """Variable → the step that offers a list and keeps the item in it."""
    wanted: Mapping[str, Wanted]
    varied: frozenset[str]
    """Steps that wait for the caller, after which a sentence may come that is not the same in every call."""
    handlers_of: Mapping[str, Mapping[str, Reachable]]
    """Beginning of the names of a flow that was called (empty: the flow itself) → its handlers."""

    @classmethod
    def of(cls, document: FlowDocument) -> Self:
        """Prepare a flow that holds everything that it calls (`graphs.subflows.inlined`)."""
        steps = dict(document.steps)
        if document.resume:
            steps[RESUME] = Resuming(type="resume", say=document.resume.say)
        return cls(
            document=document,
            wordings=Wordings(document),
            steps=steps,
            reads={name: step.reads() for name, step in steps.items()},
            writes={name: step.writes() for name, step in steps.items()},
            offers={step.save: name for name, step in steps.items() if isinstance(step, Offer)},
            wanted={name: _wanted(name, slot) for name, slot in document.slots.items() if slot.type != "record"},
            varied=varied(document, steps),
            handlers_of=_by_flow(
                {name: _reachable(document, name, handler) for name, handler in document.handlers.items()}
            ),
        )

    def listened_for(self, step: str, off: frozenset[str]) -> tuple[tuple[Reachable, ...], frozenset[str]]:
        """The handlers that may be used at a step, and what may not be said of the things that every flow understands.

        In a flow that was called, its own handlers go before those of the same name in the flows around it.
        """
        switched_off = off | {name for name, handler in self.document.handlers.items() if handler.off}
        reachable: dict[str, Reachable] = {}
        for around in self.around(step):
            for name, handler in self.handlers_of.get(around, {}).items():
                if name not in reachable and switched_off.isdisjoint((name, handler.name)):
                    reachable[name] = handler
        return tuple(reachable.values()), switched_off & BUILT_IN_HANDLERS

    def handler(self, step: str, name: str) -> Handler | None:
        """The handler of that name at a step: the innermost flow's."""
        handlers = self.document.handlers
        return next((handlers[full] for around in self.around(step) if (full := f"{around}{name}") in handlers), None)

    @staticmethod
    def around(step: str) -> Iterator[str]:
        """The flows that a step stands in, as beginnings of names, from the inside: `pay/card/`, `pay/`, and ``."""
        parts = step.split("/")[:-1]
        for depth in range(len(parts), -1, -1):
            yield "".join(f"{part}/" for part in parts[:depth])


def _by_flow(handlers: Mapping[str, Reachable]) -> dict[str, dict[str, Reachable]]:
    """The handlers of each flow that stands in the document, by the beginning of its names."""
    found: dict[str, dict[str, Reachable]] = {}
    for full, handler in handlers.items():
        around, _, name = full.rpartition("/")
        found.setdefault(f"{around}/" if around else "", {})[name] = handler
    return found


def all_wordings(text: Text | None) -> tuple[str, ...]:
    """Every wording in every language."""
    return tuple(wording for _, wording in text.templates()) if text else ()


def _wanted(name: str, slot: Slot) -> Wanted:
    return Wanted(
        slot=name,
        kind=cast("Kind", slot.type),
        values={
            key: (*value.phrases, key.replace("_", " "), *all_wordings(value.label))
            for key, value in slot.values.items()
        },
        keys={value.key: key for key, value in slot.values.items() if value.key},
        region=slot.region,
        length=slot.length,
        minimum=slot.min,
        maximum=slot.max,
        units=slot.unit,
        about=slot.hint or "",
    )


def _reachable(document: FlowDocument, name: str, handler: Handler) -> Reachable:
    knowledge = document.knowledge.get(handler.answer or "")
    return Reachable(
        name=name,
        phrases=handler.phrases,
        key=handler.key,
        always=handler.always,
        questions=tuple(entry.questions for entry in knowledge.entries) if knowledge else (),
        min_score=knowledge.min_score if knowledge else 1.0,
        admits_ignorance=handler.if_unknown_say is not None,
        about=handler.describe or "",
    )
