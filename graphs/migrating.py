"""A conversation that another version of its flow has held, made to fit this version. Pure.

A conversation stays on the version that it began with. When that version is gone, what still fits is kept: steps are
looked up in the document's `renamed`, and values whose slot or variable is no more, or means something else now, are
left out. Where the conversation stood may be gone altogether; `cursor` is empty then, and it begins at the start with
all that was said.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from langgraph.types import Command

from graphs.document import FlowDocument, Slot
from graphs.nodes import Step
from graphs.resuming import RESUME
from graphs.state import FlowState, Progress


def migrated(values: Mapping[str, Any], document: FlowDocument) -> FlowState:
    """The channels of a state, as they are in this version. The same state when it is of this version."""
    progress = _progress(Progress.of(values.get("progress", {})), document)
    return {
        "cursor": _cursor(str(values.get("cursor", "")), progress, document),
        "slots": fitting_slots(values.get("slots", {}), document),
        "vars": _vars(values.get("vars", {}), document),
        "progress": progress.kept(),
    }


def with_fitted(given: FlowState | Command[Any] | None, fitted: FlowState) -> FlowState | Command[Any] | None:
    """What the graph is given, with what has to change first in a state that another version wrote."""
    if not fitted or given is None:
        return given
    if isinstance(given, Command):
        return Command(resume=given.resume, update=dict(fitted))
    return {**fitted, **given}


def is_lost(values: Mapping[str, Any], steps: Mapping[str, Step]) -> bool:
    """Whether the conversation goes on, but not from any step that this version has."""
    step = steps.get(values.get("cursor", ""))
    progress = values.get("progress", {})
    over = progress.get("result") or progress.get("transfer_at")
    return not over and (step is None or not step.waits)


def step_now(step: str, document: FlowDocument) -> str:
    """What a step is called in this version; empty when there is no such step any more."""
    now = step if step in document.steps else document.renamed.get(step, "")
    return now if now in document.steps else ""


def fitting_slots(slots: Mapping[str, Any], document: FlowDocument) -> dict[str, Any]:
    """Those values that the document's slots can have."""
    return {
        name: value for name, value in slots.items() if name in document.slots and fits(document.slots[name], value)
    }


def fits(slot: Slot, value: object) -> bool:
    """Whether a value is one that this slot can have, whatever its rules say of it."""
    if value is None:
        return True
    if slot.type == "choice":
        return isinstance(value, str) and value in slot.values
    return _SHAPES.get(slot.type, _is_text)(value)


# ---- shapes of values


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _reads(read: Callable[[str], object]) -> Callable[[object], bool]:
    def reads(value: object) -> bool:
        try:
            return isinstance(value, str) and bool(read(value) or True)
        except ValueError:
            return False

    return reads


def _is_day(value: object) -> bool:
    return _reads(date.fromisoformat)(value) or _reads(datetime.fromisoformat)(value)


_SHAPES: Mapping[str, Callable[[object], bool]] = {
    "number": _is_number,
    "money": _is_number,
    "yes_no": lambda value: isinstance(value, bool),
    "date": _is_day,
    "time": _reads(time.fromisoformat),
    "record": lambda value: isinstance(value, dict),
    "list": lambda value: isinstance(value, list),
}


# ---- parts of a state


def _cursor(cursor: str, progress: Progress, document: FlowDocument) -> str:
    if cursor != RESUME:
        return step_now(cursor, document)
    return RESUME if document.resume else progress.resume_at


def _vars(kept: Mapping[str, Any], document: FlowDocument) -> dict[str, Any]:
    values = {name: variable.default for name, variable in document.vars.items()}
    for name, variable in document.vars.items():
        value = kept.get(name)
        if value is not None and _SHAPES.get(variable.type, _is_text)(value):
            values[name] = value
    return values


def _progress(progress: Progress, document: FlowDocument) -> Progress:
    slots, known = document.slots, {*document.slots, *document.vars}
    progress.path = _steps(progress.path, document)
    progress.asides = _steps(progress.asides, document)
    progress.visits = _counts(progress.visits, document)
    progress.ran = _counts(progress.ran, document)
    progress.resume_at = step_now(progress.resume_at, document)
    if progress.transfer_at:
        progress.transfer_at = step_now(progress.transfer_at, document)
        progress.result = progress.result if progress.transfer_at else ""
    step, _, slot = progress.question.partition(":")
    now = step_now(step, document)
    progress.question = f"{now}:{slot}" if now else ""
    progress.asking = progress.asking if progress.asking in slots else ""
    progress.settled = [name for name in progress.settled if name in known]
    progress.declined = [name for name in progress.declined if name in slots]
    progress.proposed = fitting_slots(progress.proposed, document)
    progress.remembered = fitting_slots(progress.remembered, document)
    pending = progress.pending
    if pending and not fitting_slots({pending["slot"]: pending["value"]}, document):
        progress.pending = None
    return progress


def _steps(steps: Iterable[str], document: FlowDocument) -> list[str]:
    return [now for now in (step_now(step, document) for step in steps) if now]


def _counts(counts: Mapping[str, int], document: FlowDocument) -> dict[str, int]:
    """Two steps that became one have been visited as often as both."""
    together: dict[str, int] = {}
    for step, count in counts.items():
        if now := step_now(step, document):
            together[now] = together.get(now, 0) + count
    return together
