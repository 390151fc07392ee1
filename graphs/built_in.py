"""What every flow understands anywhere, and what it does about it as long as the flow says nothing else.

`graphs.repair` does it; forms tell it, by `x-built-in` in the JSON Schema.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic.config import JsonDict


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One request."""

    title: str
    says: str
    """What a caller may say for it, one way of many."""
    does: str
    """What happens then, in a sentence; `{tries.then}` stands for the step that is named there."""
    begins: JsonDict = field(default_factory=dict)
    """The handler that does the same, to begin with where somebody wants to change it; empty where none can."""


BUILT_IN: Mapping[str, BuiltIn] = {
    "agent": BuiltIn(
        "A person",
        "Can I speak to a person?",
        "Goes to {tries.then}, as questions do that are given up.",
        {"to": "{tries.then}"},
    ),
    "repeat": BuiltIn(
        "Once more", "Could you repeat that?", "The open question is put again, in the words that were said last."
    ),
    "help": BuiltIn("Help", "Help", "The open question is put again, in the next of its wordings."),
    "wait": BuiltIn(
        "A moment",
        "Hold on a second",
        "Says “Take your time. Just speak when you are ready.” and waits longer.",
        {"say": "Take your time. Just speak when you are ready.", "then": "wait_longer"},
    ),
    "cancel": BuiltIn(
        "Stop",
        "Forget it",
        "Says “All right. Goodbye.” and ends the call as one that failed.",
        {"say": "All right. Goodbye.", "then": "end"},
    ),
    "goodbye": BuiltIn(
        "Goodbye",
        "Goodbye",
        "Does the same as “Stop”.",
        {"say": "All right. Goodbye.", "then": "end"},
    ),
}


def built_in_told() -> JsonDict:
    """All of it, for the JSON Schema."""
    told: JsonDict = {}
    for name, each in BUILT_IN.items():
        told[name] = {"title": each.title, "says": each.says, "does": each.does, "begins": each.begins}
    return {"x-built-in": told}
