"""A conversation in short: for whoever takes the call, and for a model that has not heard its beginning. Pure.

It is made from what the state keeps anyway (what was found out, reached and done), so a turn costs the same however
long the call has been, and no model is needed. The words that have left the window of messages are not in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.plan import Plan
from graphs.state import FORMER, Progress


@dataclass(frozen=True, slots=True)
class Summary:
    """What a conversation has come to. Sensitive values are left out."""

    known: tuple[tuple[str, str], ...]
    """What the caller told us: the slot's name, and its value as it is said."""
    reached: tuple[str, ...]
    """Milestones."""
    done: tuple[str, ...]
    """Actions that had an effect in the world."""
    before: int
    """Turns of the caller that are not among the messages any more."""

    @property
    def text(self) -> str:
        """A few sentences; empty when there is nothing to tell."""
        parts = [f"{name}: {value}" for name, value in self.known]
        sentences = [", ".join(parts)] if parts else []
        sentences += [f"Reached: {', '.join(self.reached)}"] if self.reached else []
        sentences += [f"Done: {', '.join(self.done)}"] if self.done else []
        return "".join(f"{sentence}. " for sentence in sentences).strip()


def summarise(
    plan: Plan, *, slots: Mapping[str, Any], progress: Progress, messages: Sequence[Mapping[str, Any]], language: str
) -> Summary:
    """The conversation in short, its values as they are said in this language."""
    document = plan.document
    known = tuple(
        (_words(name), plan.wordings.spoken(name, value, language))
        for name, value in slots.items()
        if name in document.slots and _tells(document.slots[name].type, value) and not document.slots[name].sensitive
    )
    return Summary(known, tuple(map(_words, progress.milestones)), tuple(map(_words, progress.done)), _before(messages))


def _tells(kind: str, value: object) -> bool:
    return value not in (None, "") and kind != "record"


def _words(name: str) -> str:
    """A name as it is read; the flow that was called and that it came from is left out."""
    return name.rpartition("/")[2].replace("_", " ")


def _before(messages: Sequence[Mapping[str, Any]]) -> int:
    """The oldest message tells which turn it belongs to (`t12.3`); turn 0 is the greeting."""
    first = str(messages[0]["id"]) if messages else ""
    number = first.removeprefix(FORMER).removeprefix("t").partition(".")[0]
    return max(int(number) - 1, 0) if number.isdecimal() else 0
