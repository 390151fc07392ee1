"""A document prepared for running: what is the same in every conversation is worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

from graphs.document import BUILT_IN_HANDLERS, FlowDocument, Handler, Slot
from graphs.fields import Text
from graphs.nodes import Step
from graphs.nodes.offer import Offer
from graphs.problems import FlowError, Problem
from graphs.resuming import RESUME, Resuming
from graphs.understanding.listening import Reachable, Wanted
from graphs.understanding.reading import Kind
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
    handlers: Mapping[str, Reachable]

    @classmethod
    def of(cls, document: FlowDocument) -> Self:
        """Prepare. Raises FlowError when the flow uses step types that nothing runs yet."""
        if problems := [_not_understood(name, step) for name, step in document.steps.items() if not step.understood]:
            raise FlowError(problems)
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
            handlers={name: _reachable(document, name, handler) for name, handler in document.handlers.items()},
        )

    def listened_for(self, off: frozenset[str]) -> tuple[tuple[Reachable, ...], frozenset[str]]:
        """The handlers that may be used, and what may not be said of the things that every flow understands."""
        switched_off = off | {name for name, handler in self.document.handlers.items() if handler.off}
        handlers = tuple(handler for name, handler in self.handlers.items() if name not in switched_off)
        return handlers, switched_off & BUILT_IN_HANDLERS


def _not_understood(name: str, step: Step) -> Problem:
    message = f"Step “{name}” is of the kind “{step.type}”, which is not yet understood."
    return Problem(("nodes", name, "type"), 0, "not_understood", message)


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
    )
