"""What the engine needs from outside: a thread's memory, the actions that a flow may run, and the time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

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
