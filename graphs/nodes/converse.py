"""`converse`: free conversation within limits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import CONDITION, MORE, ActionName, Expr, KnowledgeName, Prose, SlotName, StepName, Strict
from graphs.free_talk import talk
from graphs.nodes.ask import ask_whether_right
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, Global, No, Yes
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Limits(Strict):
    """How long a conversation may go on."""

    turns: int = Field(default=8, ge=1, le=100)
    """Turns of the caller."""
    seconds: int = Field(default=240, ge=1, le=3600)
    """Seconds since it began."""


class Converse(WaitingStep):
    """Lets a model talk freely until a condition is met or a limit reached; a model never names the next step."""

    type: Literal["converse"]
    goal: Prose
    """What it is to come to, for the model."""
    instructions: Prose | None = None
    """How it is to talk, for the model."""
    may_fill: tuple[SlotName, ...] = Field(default=(), title="May find out")
    """Slots that may be filled on the way."""
    may_use: tuple[ActionName, ...] = Field(default=(), title="May run", json_schema_extra=MORE)
    """Actions that may be run on the way; none that commits."""
    knowledge: tuple[KnowledgeName, ...] = Field(default=(), title="May answer from")
    """What it may answer from."""
    never: tuple[str, ...] = Field(default=(), title="Must never")
    """What it must never say or do."""
    limits: Limits = Field(default=Limits(), json_schema_extra=MORE)
    """How long it may go on."""
    done_when: Expr = Field(title="Is over when", json_schema_extra=CONDITION)
    """It is over when this is true."""
    next: StepName = Field(title="When it is over")
    """Where it goes then."""
    if_limit: StepName = Field(title="When it takes too long")
    """Where it goes when a limit is reached first."""
    without_llm: StepName = Field(title="Without a language model")
    """Where it goes when there is no model, or it fails."""

    def exits(self) -> Mapping[str, str]:
        """Done, a limit, or no model to talk."""
        return {"next": self.next, "if_limit": self.if_limit, "without_llm": self.without_llm}

    def writes(self) -> frozenset[str]:
        """The slots that may be filled on the way."""
        return frozenset(self.may_fill)

    async def enter(self, turn: "Turn") -> str:
        """Say the next thing, or leave: done, at a limit, or for want of a model."""
        state = turn.progress.talk
        if state.get("step") != turn.name or turn.cursor != turn.name:
            state = {"step": turn.name, "began": turn.context.clock().isoformat(), "turns": 0, "heard": True}
        turn.progress.talk, turn.progress.asking = dict(state), ""
        model, done = turn.model, turn.judge(self.done_when)
        if model is None or done:
            return self._leave(turn, "next" if done else "without_llm")
        if self._doubt(turn) or not state["heard"]:
            return turn.wait()
        if self._too_long(turn):
            return self._leave(turn, "if_limit")
        if not await talk(turn, model, self):
            return self._leave(turn, "without_llm")
        turn.progress.talk["heard"] = False
        return turn.wait(silently=True)

    def _leave(self, turn: "Turn", way: str) -> str:
        turn.progress.talk = {}
        return turn.leave(self, way)

    def _doubt(self, turn: "Turn") -> bool:
        """Whether a value awaits a yes."""
        proposed = turn.progress.proposed
        slot = next((slot for slot in self.may_fill if slot in proposed), None)
        if turn.progress.pending is None and slot is not None:
            turn.progress.pending = {"slot": slot, "value": proposed.pop(slot), "why": "confirm"}
        return turn.progress.pending is not None

    def _too_long(self, turn: "Turn") -> bool:
        state = turn.progress.talk
        seconds = (turn.context.clock() - datetime.fromisoformat(state["began"])).total_seconds()
        return state["turns"] >= self.limits.turns or seconds >= self.limits.seconds

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Ask whether a value is right; otherwise say once more what was said last."""
        pending = turn.progress.pending
        if pending is not None:
            turn.progress.asking = pending["slot"]
            ask_whether_right(turn, pending, attempt)
        elif turn.progress.asked:
            turn.utter(turn.progress.asked)

    def listening(self, turn: "Turn") -> Listening:
        """Whatever may be filled; or whether a value is right."""
        pending = turn.progress.pending
        slots = tuple(dict.fromkeys((*self.may_fill, *self.listen_for)))
        if pending is None:
            return Listening(kind="talk", also=tuple(map(turn.wanted, slots)))
        also = tuple(turn.wanted(slot) for slot in slots if slot != pending["slot"])
        return Listening(kind="value", asked=turn.wanted(pending["slot"]), proposed=pending["value"], also=also)

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:
        """Anything; or a yes or a no about a value."""
        pending = turn.progress.pending
        return ("talk", None, None) if pending is None else ("yes_no", pending["slot"], 1)

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Keep what was told. Anything that is not asked of the rest of the flow is a turn of the conversation."""
        pending, told = turn.progress.pending, False
        for command in commands:
            match command:
                case Yes() if pending:
                    turn.progress.pending = None
                    told = turn.fill(pending["slot"], pending["value"])
                case No() if pending:
                    turn.progress.pending, told = None, True
                case Fill() if command.slot in turn.document.slots:
                    turn.progress.pending, told = None, True
                    turn.offer_value(command.slot, command.value, sure=command.sure, guessed=command.guessed)
                case _:
                    continue
        if not told and any(isinstance(command, Global) for command in commands):
            return None
        turn.progress.pending, turn.progress.no_input = None, 0
        turn.progress.talk = {**turn.progress.talk, "heard": True, "turns": turn.progress.talk.get("turns", 0) + 1}
        return turn.name
