"""How long answers took, and where the time went: read from a call's `turn_times`. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

PARTS: Sequence[tuple[str, str]] = (
    ("end of turn", "started"),
    ("thinking", "first_say"),
    ("voice", "first_sound"),
    ("line", "heard"),
)
"""What took the time up to each stage. What was done ahead of the caller's end took none."""
OF_THE_CALLER = frozenset({"words", "keys"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of ours. Times are milliseconds."""

    turn: int
    kind: str
    """What it answers: `words`, `keys`, `silence`, `event`, `failure`, or `begin`, which is the greeting."""
    total: float
    """From the caller's last sound to the first of ours in their ear."""
    parts: tuple[tuple[str, float], ...]
    """Where it went, in order; they add up to the total."""

    @classmethod
    def read(cls, times: Mapping[str, Any]) -> "Answer | None":
        """Out of a `turn_times` event; None when nothing was heard of the answer."""
        if times.get("heard") is None:
            return None
        parts, upto = [], 0.0
        for part, stage in PARTS:
            if (at := times.get(stage)) is not None:
                parts.append((part, max(0.0, float(at) - upto)))
                upto = max(upto, float(at))
        return cls(int(times["turn"]), str(times.get("kind")), upto, tuple(parts))

    @property
    def of_the_caller(self) -> bool:
        """It answers something that the caller said or pressed, and did not just wait for them."""
        return self.kind in OF_THE_CALLER

    def sentence(self) -> str:
        """For a person to read, in one line."""
        did = "greeted" if self.kind == "begin" else "answered"
        return f"{did} in {self.total:.0f} ms ({', '.join(f'{part} {took:.0f}' for part, took in self.parts)})"


def summary(answers: Iterable[Answer]) -> str:
    """The median and the worst of the answers to what the caller did."""
    counted = [answer for answer in answers if answer.of_the_caller]
    if not counted:
        return "Nothing was answered."
    worst = max(counted, key=lambda answer: answer.total)
    middle = median(answer.total for answer in counted)
    many = "1 answer" if len(counted) == 1 else f"{len(counted)} answers"
    return f"{many}: median {middle:.0f} ms, worst {worst.total:.0f} ms (turn {worst.turn})."
