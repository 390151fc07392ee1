"""`ask`: fill slots, one question after the other."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from graphs.fields import ASKS, SlotName, StepName, TextField
from graphs.nodes.step import WaitingStep
from graphs.noting import confide
from graphs.understanding.commands import Command, Fill, No, Yes
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Ask(WaitingStep):
    """Asks for each slot that is still empty, and goes on when none is."""

    type: Literal["ask"]
    slots: tuple[SlotName, ...] = Field(min_length=1, title="Asks for", json_schema_extra=ASKS)
    """The slots, in the order in which they are asked for."""
    say: TextField | None = Field(default=None, title="Says first")
    """Said once, before the first question."""
    next: StepName = Field(title="When all are known")
    """Where it goes when all are filled."""

    def exits(self) -> Mapping[str, str]:
        """All slots are filled."""
        return {"next": self.next}

    def writes(self) -> frozenset[str]:
        """The slots that are asked for."""
        return frozenset(self.slots)

    async def enter(self, turn: "Turn") -> str:
        """Put the next question, or go on."""
        if not self.unanswered(turn):
            return turn.leave(self, "next")
        if turn.progress.visits.get(turn.name, 0) == 1:
            turn.say(self.say)
        return turn.wait()

    def unanswered(self, turn: "Turn") -> bool:
        """A slot is empty, or its value awaits a yes."""
        return turn.progress.pending is not None or bool(self.missing(turn))

    def missing(self, turn: "Turn") -> list[str]:
        """Slots to be asked for, in their order."""
        slots = turn.document.slots
        return [slot for slot in self.slots if not slots[slot].optional and not turn.filled(slot)]

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Ask for a value, or whether a value is right."""
        progress = turn.progress
        if progress.pending is None:
            progress.asking = next(iter(self.missing(turn)), self.slots[-1])
            progress.pending = _proposal(turn, progress.asking, attempt)
        if progress.pending is None:
            _ask_for(turn, progress.asking, attempt)
        else:
            progress.asking = progress.pending["slot"]
            ask_whether_right(turn, progress.pending, attempt)

    def listening(self, turn: "Turn") -> Listening:
        """The slot asked for, the step's other slots, and whatever else may be said in passing."""
        asking, pending = turn.progress.asking, turn.progress.pending
        others = tuple(dict.fromkeys(slot for slot in (*self.slots, *self.listen_for) if slot != asking))
        return Listening(
            kind="slot" if pending is None else "value",
            asked=turn.wanted(asking),
            proposed=None if pending is None else pending["value"],
            also=tuple(turn.wanted(slot) for slot in others),
        )

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:
        """The slot's kind, or a yes or no about its value."""
        slot = turn.document.slots[turn.progress.asking]
        if turn.progress.pending is not None:
            return "yes_no", turn.progress.asking, 1
        return slot.type, turn.progress.asking, slot.keys

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Keep the values; a value in doubt is asked about first."""
        useful = False
        for command in commands:
            pending = turn.progress.pending
            match command:
                case Yes() if pending:
                    turn.progress.pending = None
                    turn.fill(pending["slot"], pending["value"])
                    useful = True
                case No() if pending:
                    return self._declined(turn, pending)
                case Fill() if command.slot in turn.document.slots:
                    self._take(turn, command)
                    useful = True
                case _:
                    continue
        return turn.name if useful else None

    @staticmethod
    def _declined(turn: "Turn", pending: Mapping[str, Any]) -> str:
        turn.progress.pending = None
        if pending["why"] in ("prefill", "remembered"):
            turn.progress.declined.append(pending["slot"])
            return turn.wait()
        turn.reject(pending["slot"])
        return turn.name if turn.is_spent else turn.wait(attempt=1)

    @staticmethod
    def _take(turn: "Turn", command: Fill) -> None:
        pending = turn.progress.pending
        if pending and pending["slot"] == command.slot:
            turn.progress.pending = None
            turn.progress.declined.append(command.slot)
        turn.offer_value(command.slot, command.value, sure=command.sure, guessed=command.guessed)


def _ask_for(turn: "Turn", name: str, attempt: int) -> None:
    """Ask for a slot's value; a silent caller hears the words for that, where there are any."""
    slot = turn.document.slots[name]
    if turn.silent and slot.no_input is not None:
        turn.say(slot.no_input, max(turn.progress.no_input - 1, 0))
    else:
        turn.say(slot.ask, attempt)


def ask_whether_right(turn: "Turn", pending: Mapping[str, Any], attempt: int) -> None:
    """Ask whether a value is right."""
    name, value = pending["slot"], pending["value"]
    slot = turn.document.slots[name]
    confide(turn, name, value)
    known = pending["why"] == "prefill" or (pending["why"] == "remembered" and slot.prefill is None)
    wording = slot.prefill_say if known else slot.confirm_say if pending["why"] == "confirm" else None
    if wording is None:
        own = "still_right" if pending["why"] == "remembered" else "did_you_say"
        turn.say_own(own, {"value": turn.plan.wordings.spoken(name, value, turn.language)})
    else:
        turn.say(wording, attempt, extra={name: value})


def _proposal(turn: "Turn", name: str, attempt: int) -> dict[str, Any] | None:
    """A value for the slot that only needs a yes: said in passing, or known already."""
    progress = turn.progress
    if name in progress.proposed:
        return {"slot": name, "value": progress.proposed.pop(name), "why": "confirm"}
    slot = turn.document.slots[name]
    if attempt or name in progress.declined:
        return None
    known = turn.value(slot.prefill) if slot.prefill is not None else None
    remembered = progress.remembered.get(name)
    if remembered not in (None, "", known) and turn.keeps_rules(name, remembered):
        return {"slot": name, "value": remembered, "why": "remembered"}
    return None if known in (None, "") else {"slot": name, "value": known, "why": "prefill"}
