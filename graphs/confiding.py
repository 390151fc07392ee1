"""What a caller said in confidence: values of slots that are marked `sensitive`, and words that may hold one which
nobody could read.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.noting import forms
from graphs.understanding import read, strip_politeness
from graphs.understanding.commands import Command, Correct, Fill, Heard, No, NotUnderstood, Yes
from graphs.understanding.hybrid import Understood
from graphs.understanding.listening import Listening, Situation, Wanted, asking

if TYPE_CHECKING:
    from graphs.turn import Turn

OF_WORDS = frozenset({"name", "text", "free_text", "choice", "record"})
"""Kinds of slots whose values are words."""
VERDICT = 8
"""Words beside a yes or a no that may still be nothing else."""
FEWEST_DIGITS = 2
"""Digits that may be a part of a value, beside something that was understood; where nothing was, one is enough."""


def secrets_in(turn: "Turn", understood: Understood) -> list[str]:
    """What the caller gave for slots that are marked `sensitive`."""
    given = [each for each in understood.commands if isinstance(each, Fill | Correct)]
    return [
        form for each in given if _is_sensitive(turn, each.slot) for form in forms(turn.plan, each.slot, each.value)
    ]


def answers_in_confidence(
    turn: "Turn", understood: Understood, listening: Listening, heard: Heard, situation: Situation
) -> bool:
    """Whether words or keys may hold a sensitive value that was not understood.

    They may where the caller was asked if one is right, or may change one, and did more than agree, refuse, or change
    something else.
    """
    in_question = [want for want in _in_question(listening) if _is_sensitive(turn, want.slot)]
    if not in_question:
        return False
    pending = turn.progress.pending
    verdict = all(isinstance(each, Yes | No) for each in understood.commands)
    if pending is not None and _is_sensitive(turn, pending["slot"]) and not verdict:
        return True
    lost = any(isinstance(each, NotUnderstood) for each in understood.commands)
    if lost and (heard.keys or any(want.kind in OF_WORDS for want in in_question)):
        return True
    rest, fewest = _beside(heard.text, understood.commands), 1 if lost else FEWEST_DIGITS
    return any(_may_tell(want, rest, fewest, situation) for want in in_question)


def _is_sensitive(turn: "Turn", slot: str) -> bool:
    known = turn.document.slots.get(slot)
    return known is not None and known.sensitive


def _in_question(listening: Listening) -> Iterator[Wanted]:
    """Slots of which the question said a value, or that it summed up."""
    yield from listening.change
    if listening.kind == "value" and listening.asked is not None:
        yield listening.asked


def _beside(text: str, commands: tuple[Command, ...]) -> str:
    """The words without those from which values were read."""
    for each in commands:
        if isinstance(each, Fill | Correct) and each.said:
            text = text.replace(each.said, " ", 1)
    return text


def _may_tell(want: Wanted, rest: str, fewest: int, situation: Situation) -> bool:
    """Whether words may be a value of that slot, or a part of one with so many digits."""
    if want.kind in OF_WORDS:
        # Any words could be one: those that may be a name are taken for it, and so are many.
        named = replace(want, kind="name")
        long = len(strip_politeness(rest, situation.language).split()) > VERDICT
        return long or read("name", rest, asking(named, situation, primary=True)) is not None
    digits = read("digits", rest, asking(replace(want, length=None), situation, primary=True))
    if digits is not None and len(str(digits.value)) >= fewest:
        return True
    return want.kind == "email" and read("email", rest, asking(want, situation, primary=True)) is not None
