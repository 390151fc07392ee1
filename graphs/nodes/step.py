"""What every step type is: fields that a document may set, exits, and what happens when the conversation comes to it.

A step type is one file here and one line in the table of `graphs.nodes`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from graphs.expressions import Expression
from graphs.fields import (
    LADDER,
    MORE,
    Duration,
    HandlerName,
    Id,
    Prose,
    SlotName,
    StepName,
    Strict,
    TextField,
    find,
)
from graphs.marked import worded
from graphs.understanding.commands import Command
from graphs.understanding.listening import Listening

if TYPE_CHECKING:
    from graphs.turn import Turn

END = "__end__"
"""Where a step goes that ends the conversation."""
LISTEN = "@listen"
"""Where a step goes that asked something."""


def named_exits(schema: dict[str, Any]) -> None:
    """For the schema of a step whose `if_…` exits are named elsewhere: nothing but those is let in besides."""
    schema["additionalProperties"] = False
    schema["patternProperties"] = {"^if_[a-z0-9_]+$": {"type": "string", "x-names": "step"}}


class Voice(Strict):
    """How a question is listened to."""

    listen: Duration | None = Field(default=None, title="Waits for an answer")
    """Silence after which the caller is asked again."""
    end_silence: Duration | None = Field(default=None, title="Pause that ends an answer")
    """The caller's silence that ends their turn."""
    barge_in: bool | None = Field(default=None, title="May be interrupted")
    """Whether the caller may interrupt."""
    filler: bool | None = Field(default=None, title="Says something when it takes long")
    """Whether something is said when the answer takes long; false: only the fillers of steps that have their own."""
    filler_say: TextField | None = Field(default=None, title="What it says then", json_schema_extra=LADDER)
    """What is said then, the same in every call; several wordings take turns. Without it, “One moment, please.”"""

    @model_validator(mode="after")
    def _same_in_every_call(self) -> Self:
        if self.filler_say is not None and next(self.filler_say.placeholders(), None) is not None:
            what = {"setting": worded("filler_say", "What it says then")}
            raise PydanticCustomError(
                "flow_text", "cannot say values under “{setting}”: it is the same in every call", what
            )
        return self


class Tries(Strict):
    """How often a question is asked before the conversation gives it up, and where it goes then."""

    no_match: int = Field(default=3, ge=1, le=10, title="Answers not understood")
    """Answers that were not understood, after which the question is given up."""
    no_input: int = Field(default=2, ge=1, le=10, title="Silences")
    """Silences after which it is given up."""
    then: StepName = Field(title="Then goes to")
    """Where the conversation goes then."""


class Step(Strict):
    """A step of a flow."""

    type: str
    title: str | None = None
    """What people call it."""
    section: Id | None = Field(default=None, json_schema_extra={"x-suggests": "section"})
    """A part of the flow that it belongs to, for the eye."""
    note: Prose | None = Field(default=None, json_schema_extra=MORE)
    """For those who work on the flow."""
    milestone: str | None = Field(default=None, json_schema_extra=MORE)
    """Counted when a call comes past it."""
    voice: Voice | None = Field(default=None, title="Speaking and listening", json_schema_extra=MORE)
    """How its sentences are spoken and the caller is listened to."""
    disclosure: bool = Field(default=False, title="Must be heard in full", json_schema_extra=MORE)
    """What it says must be heard: it cannot be interrupted, and no call may end, act or be handed over without it."""
    private: bool = Field(default=False, title="Nothing of it is kept", json_schema_extra=MORE)
    """For what must not lie anywhere, such as the number of a card: while the conversation is here nothing is recorded,
    and no word of either side goes into transcripts, logs or to a language model. Slots keep their values for the call.
    """
    not_here: tuple[HandlerName, ...] = Field(default=(), title="Requests not taken here", json_schema_extra=MORE)
    """Handlers that are switched off in this step."""

    replaced: ClassVar[bool] = False
    """Other steps take its place before anything runs."""
    silent: ClassVar[bool] = False
    """It says and does nothing that is noticed outside, so it needs no checkpoint of its own."""
    waits: ClassVar[bool] = False
    """The caller speaks here."""

    def exits(self) -> Mapping[str, str]:
        """Name of each way out → the step there. The same names in the editor, in the graph and in the figures."""
        raise NotImplementedError

    def expressions(self) -> Iterator[Expression]:
        """Every condition and value that the step evaluates."""
        return (expression for _, expression in find(self, Expression))

    def reads(self) -> frozenset[str]:
        """Slots and variables that decide what the step does."""
        return frozenset().union(*(expression.names for expression in self.expressions()))

    def writes(self) -> frozenset[str]:
        """Slots and variables that the step fills."""
        return frozenset()

    @property
    def answer_kept_as(self) -> str | None:
        """The slot or variable that keeps what an action answers here, whole."""
        return None

    async def enter(self, turn: "Turn") -> str:
        """Do what the step does. Returns the next step, LISTEN or END."""
        raise NotImplementedError


class WaitingStep(Step):
    """A step that asks the caller something."""

    waits: ClassVar[bool] = True
    listen_for: tuple[SlotName, ...] = Field(default=(), title="Also listens for", json_schema_extra=MORE)
    """Slots that may be filled in passing."""
    tries: Tries | None = Field(default=None, title="Gives up", json_schema_extra=MORE)
    """How often it asks, and where it gives up to."""

    async def enter(self, turn: "Turn") -> str:
        """Ask."""
        return turn.wait()

    def unanswered(self, turn: "Turn") -> bool:  # noqa: ARG002 - most steps ask whenever they are come to
        """Whether there is still something to ask."""
        return True

    def waited_out(self, turn: "Turn") -> bool:  # noqa: ARG002 - most steps ask once more
        """Whether silence means that what is awaited will not come."""
        return False

    def listens_s(self, turn: "Turn") -> float | None:  # noqa: ARG002 - the settings say, for most steps
        """How long the caller may be silent, where the step knows better than its settings."""
        return None

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Put the question; `attempt` counts from 0 and climbs the ladder of wordings."""
        raise NotImplementedError

    def listening(self, turn: "Turn") -> Listening:
        """What the caller can usefully say."""
        raise NotImplementedError

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:
        """The kind of the answer, its slot, and how many keys complete it."""
        raise NotImplementedError

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Take what the caller meant. Returns the next step, or None when nothing was of use here."""
        raise NotImplementedError
