"""Turns that may still become as if they had not been: those that are supposed, and the last one.

A caller may go on speaking after what seemed to be all of their words. So a turn can be run before it is certain, and
the last one can be taken back, as long as nothing was done in it that has an effect in the world.
"""

import asyncio
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from graphs.acts import Transfer
from graphs.state import FlowState

if TYPE_CHECKING:
    from graphs.recalling import Thread


@dataclass(slots=True)
class Standing:
    """How a conversation stands, apart from its thread."""

    language: str
    """The caller's."""
    turn: int = 0
    """Turns so far."""
    waiting: bool | None = None
    """The graph waits for the caller; None: not known yet."""
    fitted: FlowState = field(default_factory=FlowState)
    """What the next run changes first in a state that another version of the flow wrote."""
    private: bool = False
    """Nothing of what the caller says next may be kept."""
    failures: int = 0
    """Turns in a row that failed."""
    result: str | None = None
    """How the conversation ended; None while it goes on."""
    transfer: Transfer | None = None
    """To whom the caller is handed over."""


@dataclass(frozen=True, slots=True)
class Before:
    """Where a turn began: the thread as it was, of which nothing that runs later knows, and all that is beside it."""

    thread: "Thread"
    standing: Standing

    @classmethod
    def now(cls, thread: "Thread", standing: Standing) -> Self:
        """Where a conversation stands now. Costs microseconds, whatever its length."""
        return cls(thread.fork(), copy(standing))


class Attempt:
    """One attempt at a turn. A supposition is confirmed or cancelled by whoever made it; that bounds how long anything
    waits for it.
    """

    __slots__ = ("_confirmed", "_note", "before", "earlier", "gone", "has_effect", "task")

    def __init__(self, confirmed: asyncio.Event | None = None, earlier: "Attempt | None" = None) -> None:
        self.before: Before | None = None
        """Where it began; None: it has not."""
        self.earlier = earlier
        """The last turn while this one is only supposed."""
        self.task: asyncio.Task[Any] | None = None
        """In which it runs."""
        self.gone = False
        """It is as if it had not been."""
        self.has_effect = False
        """An action that cannot be undone was begun, or is about to be."""
        self._confirmed = confirmed
        self._note: Callable[[], None] | None = None

    @classmethod
    def supposed(cls, earlier: "Attempt | None") -> Self:
        """One that is to be confirmed."""
        return cls(asyncio.Event(), earlier)

    @property
    def is_supposed(self) -> bool:
        """Whether nobody has confirmed it yet."""
        return self._confirmed is not None and not self._confirmed.is_set()

    def confirm(self) -> None:
        """From now on it is a turn like any other."""
        if self._confirmed is None or not self.is_supposed:
            return
        if self._note is not None:
            self._note()
        self.earlier = None
        self._confirmed.set()

    async def confirmed(self) -> None:
        """Wait until it is a turn like any other. Raises CancelledError when it was cancelled, and somebody whom it ran
        has swallowed that: nothing more may come of it.
        """
        if self.task is not None and self.task.cancelling():
            raise asyncio.CancelledError
        if self._confirmed is not None:
            await self._confirmed.wait()

    def once_confirmed(self, note: Callable[[], None]) -> None:
        """Do this as soon as it is a turn like any other, which may be now."""
        if self.is_supposed:
            self._note = note
        else:
            note()


class Attempts:
    """The caller's last turns, as they are asked for, which is before they run."""

    def __init__(self) -> None:
        self._newest: Attempt | None = None

    @property
    def last(self) -> Attempt | None:
        """The caller's last turn, run or not, leaving out what is only supposed; None: it cannot be taken back."""
        last = self._newest
        while last is not None and last.is_supposed:
            last = last.earlier
        return last

    def ask(self, *, supposed: bool = False) -> Attempt:
        """Another turn."""
        self._newest = Attempt.supposed(self._newest) if supposed else Attempt()
        return self._newest

    def confirm(self) -> None:
        """What is supposed is a turn like any other. Without a supposition nothing happens."""
        if self._newest is not None:
            self._newest.confirm()

    def drop(self, attempt: Attempt) -> None:
        """It is as if it had not been."""
        attempt.gone = True
        if self._newest is attempt:
            self._newest = attempt.earlier

    def forget(self) -> None:
        """None of them can be taken back any more."""
        self._newest = None
