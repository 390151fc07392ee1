"""Two courses of one conversation beside each other: what each came to, and what differs most. Pure.

A course is read from turns as timelines tell them, those of a real call and those of a rehearsal alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from agent.console.journeys import journey
from agent.console.timelines import Span, told

Kind = Literal["same", "result", "end", "transfer", "values", "no_match", "way"]
"""What differs most: how it ended, where, to whom callers were put through, what was known, how often nothing was
understood, or only the steps between."""
KINDS: Sequence[Kind] = get_args(Kind)
LONGEST = 200
"""Characters of a value that are told."""
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Course:
    """What a conversation came to."""

    result: str
    """Empty: none."""
    steps: tuple[str, ...]
    """In order; one that was come back to stands there again."""
    values: Mapping[str, Any]
    """Slots as callers filled them last; sensitive ones are left out."""
    no_match: int
    transfers: tuple[str, ...]
    """To whom."""

    @property
    def end(self) -> str:
        """The last step; empty for a call that came to none."""
        return self.steps[-1] if self.steps else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different."""

    kind: Kind
    was: str = ""
    """In one word, by which calls are grouped: a result, a step, a name, names."""
    now: str = ""


SAME = Difference("same")


def course(turns: Sequence[Span], *, result: str) -> Course:
    """What those turns came to."""
    way = journey(turns)
    entries = [entry for span in turns for entry in span.entries]
    steps = [visit.step for visit in way.visits]
    transfers = tuple(str(told(entry, "to")) for entry in entries if entry.event == "transfer")
    return Course(
        result=result or ("transferred" if transfers and _is_away(turns) else ""),
        steps=tuple(step for place, step in enumerate(steps) if step not in steps[place - 1 : place]),
        values={
            str(told(entry, "slot")): entry.fields["value"]
            for entry in entries
            if entry.event == "fill" and "value" in entry.fields
        },
        no_match=sum(visit.no_match for visit in way.visits),
        transfers=transfers,
    )


def difference(before: Course, after: Course) -> Difference:
    """The weightiest difference between two courses."""
    found: list[Difference] = [
        Difference("result", before.result, after.result),
        Difference("end", before.end, after.end),
        Difference("transfer", ", ".join(before.transfers), ", ".join(after.transfers)),
        Difference("values", now=", ".join(changed(before, after)[:MOST_NAMES])),
        Difference("no_match", *_count(before.no_match, after.no_match)),
        Difference("way", *_parting(before.steps, after.steps)),
    ]
    return next((each for each in found if each.was != each.now), SAME)


def _count(before: int, after: int) -> tuple[str, str]:
    """Which of the two did not understand more often."""
    return ("more" if before > after else "", "more" if after > before else "")


def _parting(before: Sequence[str], after: Sequence[str]) -> tuple[str, str]:
    """The first steps that are not the same."""
    for place in range(max(len(before), len(after))):
        was, now = before[place : place + 1], after[place : place + 1]
        if was != now:
            return "".join(was), "".join(now)
    return "", ""


def changed(before: Course, after: Course) -> list[str]:
    """Slots with another value, by their names."""
    names = sorted({*before.values, *after.values})
    return [name for name in names if before.values.get(name) != after.values.get(name)]


def details(before: Course, after: Course) -> dict[str, Any]:
    """All that is different, as JSON."""
    gone, new = ([step for step in dict.fromkeys(a.steps) if step not in b.steps] for a, b in _both(before, after))
    return {
        "result": [before.result, after.result],
        "end": [before.end, after.end],
        "transfers": [list(before.transfers), list(after.transfers)],
        "values": [
            {"slot": slot, "was": _short(before.values.get(slot)), "now": _short(after.values.get(slot))}
            for slot in changed(before, after)[:MOST_NAMES]
        ],
        "no_match": [before.no_match, after.no_match],
        "gone": gone[:MOST_NAMES],
        "new": new[:MOST_NAMES],
    }


def _both(before: Course, after: Course) -> tuple[tuple[Course, Course], tuple[Course, Course]]:
    return (before, after), (after, before)


def _is_away(turns: Sequence[Span]) -> bool:
    """Whether the last thing that happened to the caller was that they were put through."""
    last = [entry for entry in turns[-1].entries if entry.event in ("step", "transfer")] if turns else []
    return bool(last) and last[-1].event == "transfer"


def _short(value: Any) -> Any:
    """A value as it is told: text, or its beginning; nothing for none."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
