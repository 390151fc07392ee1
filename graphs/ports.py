"""What the engine needs from outside: a thread's memory, actions, a language model, and the time."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from langgraph.checkpoint.base import BaseCheckpointSaver

Clock = Callable[[], datetime]
"""The wall clock where the business is: naive local time, so that "tomorrow" is the caller's tomorrow."""


class Memory(Protocol):
    """One conversation's thread. Puts are kept in memory and written by `commit`, once a turn."""

    @property
    def thread_id(self) -> str:
        """The conversation's thread."""
        ...

    @property
    def saver(self) -> BaseCheckpointSaver[str]:
        """The LangGraph checkpointer bound to this thread."""
        ...

    async def commit(self) -> None:
        """Make everything put so far durable. Raises when another process owns the conversation now."""
        ...

    def fork(self) -> "Memory":
        """The thread as it is now, as a memory of its own: what is put on either is unseen by the other. A fork that
        commits becomes what is durable; one that is dropped leaves no trace. Done before every turn: costs nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action answered."""

    name: str = "ok"
    """`ok`, `error`, or an outcome that the action's signature names, such as `taken`."""
    value: Any = None
    """JSON only: what the step saves."""


class Actions(Protocol):
    """The tools that flows may use."""

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        """Run one action. `key` is the same for every replay of the same step of the same turn; an action that
        `commits` has its effect once for each key. Never raises for what the outside world does: that is `error`.
        """
        ...


class Destinations(Protocol):
    """To whom a flow may hand a caller over."""

    def __call__(self, name: str) -> str | None:
        """The number behind that name; None when nobody can take the call now."""
        ...


class ModelFailure(Exception):
    """A language model gave no answer, or one that is none. Holds no key, and none of the caller's words.

    `fault`: why, in one word of whoever provides the model; empty: nobody looked.
    """

    def __init__(self, message: str = "", *, fault: str = "") -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that a model wants to be run."""

    id: str
    """By which the result is told to belong to this call."""
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of what a model is told."""

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    calls: tuple[ToolCall, ...] = ()
    """For `assistant`: the tools that it wanted to be run."""
    answers: str = ""
    """For `tool`: the id of the call whose result this is."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may have run while it talks."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """JSON Schema of its arguments: an object."""


class LanguageModel(Protocol):
    """A language model. One for the whole process; connecting and importing are over before the first call."""

    @property
    def name(self) -> str:
        """Provider and model, as people who work here know it."""
        ...

    @property
    def deadline_s(self) -> float:
        """How long a caller may be kept waiting for it to translate what they said."""
        ...

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object that should keep to the schema, and may not: whoever asks has to look. `name` is the
        schema's. Raises ModelFailure. It is not tried twice, since the caller is waiting: whoever asks gives up at
        `deadline_s` by cancelling.
        """
        ...

    def stream(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[str | ToolCall, None]:
        """Pieces of text as they are made, and whole tool calls after them. Raises ModelFailure, also in the middle of
        a text; closing the generator ends the request.
        """
        ...
