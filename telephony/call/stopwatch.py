"""When what happened in one turn, from the caller's last sound to ours in their ear. Pure.

Metrics, the console's waterfall and the benchmarks read this one record, the timeline's `turn_times`.
"""

from dataclasses import dataclass, field
from typing import Literal

from telephony.call.ports import CallerInput

Kind = Literal["begin", "words", "keys", "silence", "event", "failure"]

STAGES = ("final", "tried", "started", "first_act", "first_say", "first_sound", "sent", "heard", "done")
"""The recogniser's last word; answered on trial; answered for good; the conversation's first act and first sentence;
its first sound from the voice, on the wire, in the caller's ear; the turn is durable. Not every turn comes by each."""


def kind_of(heard: CallerInput) -> Kind:
    """What the caller did, in a word."""
    if heard.silence:
        return "silence"
    if heard.event:
        return "event"
    return "keys" if heard.keys else "words"


@dataclass(slots=True)
class Stopwatch:
    """One turn's times, in seconds of the call's clock."""

    turn: int
    kind: Kind
    since: float
    """When the caller fell silent, or whatever else made the turn happened."""
    times: dict[str, float] = field(default_factory=dict)
    told: bool = False

    def saw(self, stage: str, at: float) -> None:
        """It happened; only the first time counts."""
        self.times.setdefault(stage, at)

    def fields(self) -> dict[str, object]:
        """The record: milliseconds after `since`, None for what did not happen."""
        stages = {stage: self._ms(stage) for stage in STAGES}
        return {"turn": self.turn, "kind": self.kind, "since_ms": round(self.since * 1000), **stages}

    def _ms(self, stage: str) -> float | None:
        at = self.times.get(stage)
        return None if at is None else round((at - self.since) * 1000, 1)
