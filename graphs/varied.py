"""After which questions of a flow a sentence may come that is not the same in every call. Worked out once a flow."""

from collections.abc import Iterator, Mapping

from graphs.document import FlowDocument, Slot
from graphs.fields import Text, find
from graphs.nodes import Step, WaitingStep
from graphs.nodes.ask import Ask
from graphs.nodes.converse import Converse
from graphs.nodes.offer import Offer
from graphs.resuming import RESUME


def varied(document: FlowDocument, steps: Mapping[str, Step]) -> frozenset[str]:
    """The steps that wait for the caller, of which that is true: their own words asked again, or those after them."""
    speaking = {name for name, step in steps.items() if _varies(document, step)}
    return frozenset(
        name
        for name, step in steps.items()
        if isinstance(step, WaitingStep) and not speaking.isdisjoint(_next_to_speak(document, steps, name))
    )


def _next_to_speak(document: FlowDocument, steps: Mapping[str, Step], name: str) -> Iterator[str]:
    """The question itself, and every step that may be come to before the caller is heard again."""
    if name == RESUME:
        yield from steps
        return
    found, waiting = {name}, [name]
    while waiting:
        at = waiting.pop()
        yield at
        step = steps[at]
        if at != name and isinstance(step, WaitingStep) and not isinstance(step, Ask):
            continue
        tries = (step.tries or document.tries).then if isinstance(step, WaitingStep) else document.on_error
        for target in (*step.exits().values(), tries):
            if target in steps and target not in found:
                found.add(target)
                waiting.append(target)


def _varies(document: FlowDocument, step: Step) -> bool:
    """Something that the step itself says holds a value."""
    if isinstance(step, Offer | Converse):
        return True
    slots = [document.slots[name] for name in step.slots] if isinstance(step, Ask) else []
    return any(_asks_about_values(slot) for slot in slots) or any(
        next(text.placeholders(), None) is not None for part in (step, *slots) for _, text in find(part, Text)
    )


def _asks_about_values(slot: Slot) -> bool:
    return slot.confirm != "never" or slot.prefill is not None or slot.remember == "caller"
