"""Those who may recognise a call, and how they are reached and left: within limits, whatever they do."""

import asyncio
from collections.abc import Collection, Coroutine, Sequence
from dataclasses import dataclass

import structlog

from telephony.asr.port import Listening, Recogniser, Transcriber
from telephony.errors import PASSING, SpeechUnavailable
from telephony.refusals import too_late
from telephony.steady.attempt import Attempt, attempt
from telephony.steady.breaker import Breaker

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one call's recognition."""

    connect_s: float = 2.0
    """The longest a provider may take to open its stream."""
    reopen_every_s: float = 10.0
    """So often at most one provider is opened again for one call."""
    outage_s: tuple[float, ...] = (0.2, 0.4, 0.8, 1.6)
    """Where nobody is left in mid-call, whoever broke is asked again after each of these: an outage may be short."""
    proven_s: float = 10.0
    """A stream that lasts so long serves, even if the caller says nothing."""
    close_s: float = 1.5
    """The longest a provider may take to close."""
    keep_ms: int = 20_000
    """How much sound is kept for whoever takes over."""
    chunk_ms: int = 100
    """Kept sound is given in pieces of this length,"""
    pause_s: float = 0.0
    """and so much time between them. A provider that takes sound only a little faster than it is spoken wants some."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who may recognise. `languages`: those it knows, ISO 639-1; empty: it is not known to have a limit."""

    name: str
    recogniser: Recogniser
    breaker: Breaker
    languages: tuple[str, ...] = ()

    def knows(self, listening: Listening) -> bool:
        """The caller's own language; others may be mixed in."""
        return not self.languages or listening.languages[0] in self.languages


class Candidates:
    """All of them, in the order in which they are asked; known to a call by their numbers.

    `cold`: the names of those that are not warm yet; whoever warms them keeps it true.
    """

    def __init__(self, candidates: Sequence[Candidate], limits: Limits, *, cold: Collection[str] = ()) -> None:
        self._all = tuple(candidates)
        self._limits = limits
        self._cold = cold
        self._chores: set[asyncio.Task[object]] = set()

    def name(self, number: int) -> str:
        """Of that provider."""
        return self._all[number].name

    def able(self, listening: Listening) -> list[int]:
        """Those who know the caller's language; everybody, when nobody does."""
        knowing = [number for number, each in enumerate(self._all) if each.knows(listening)]
        return knowing or list(range(len(self._all)))

    def leave(self, number: int) -> Attempt | None:
        """Leave to ask that provider now."""
        return None if self._is_cold(number) else attempt(self._all[number].breaker)

    def insist(self, number: int) -> Attempt | None:
        """Leave to ask that provider although its breaker is open: nobody else is there for the call, and what failed a
        moment ago may be over. None when it will not pass by itself.
        """
        breaker = self._all[number].breaker
        now = asyncio.get_running_loop().time()
        return Attempt(breaker, trial=False, asked=now) if breaker.fault in PASSING else None

    def willing(self, number: int) -> bool:
        """It can be expected to serve."""
        closed = self._all[number].breaker.state(asyncio.get_running_loop().time()) == "closed"
        return closed and not self._is_cold(number)

    def barred(self, number: int) -> SpeechUnavailable:
        """Why there is no leave."""
        each = self._all[number]
        why = "is not warm yet" if self._is_cold(number) else "failed before, and is left in peace for a while"
        return SpeechUnavailable(f"{each.name} {why}.", fault=each.breaker.fault or "broken")

    async def reach(self, number: int, listening: Listening) -> Transcriber:
        """That provider's transcriber, within the limit. Raises `SpeechUnavailable`.

        One that comes too late, or that nobody waits for any more, is closed.
        """
        name, limit = self.name(number), self._limits.connect_s
        opening = asyncio.create_task(self._all[number].recogniser.open(listening), name=f"asr.open {name}")
        self._chores.add(opening)
        taken = False
        try:
            await asyncio.wait((opening,), timeout=limit)
            taken = opening.done()
        finally:
            if not taken:
                opening.cancel()
                opening.add_done_callback(lambda late: self._came_late(number, late))
            opening.add_done_callback(self._chores.discard)
        if not taken:
            raise too_late(name, limit)
        return _opened(name, opening)

    def close(self, number: int, stream: Transcriber) -> "asyncio.Task[object]":
        """Close a transcriber in the background, within the limit."""
        return self._do(closing(stream.aclose(), self.name(number), self._limits.close_s))

    async def aclose(self) -> None:
        """Close all providers at once, and wait no longer than the limit."""
        for each in self._all:
            self._do(closing(each.recogniser.aclose(), each.name, self._limits.close_s))
        await asyncio.wait(tuple(self._chores), timeout=self._limits.close_s)

    def _is_cold(self, number: int) -> bool:
        """It is not warm, and somebody else is."""
        return self.name(number) in self._cold and len(self._cold) < len(self._all)

    def _came_late(self, number: int, opening: "asyncio.Task[Transcriber]") -> None:
        if not opening.cancelled() and opening.exception() is None:
            self.close(number, opening.result())

    def _do(self, work: Coroutine[None, None, None]) -> "asyncio.Task[object]":
        task: asyncio.Task[object] = asyncio.create_task(work, name="asr.close")
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
        return task


async def closing(work: Coroutine[None, None, None], name: str, limit_s: float) -> None:
    """Close something of a provider's; what it does wrong is logged."""
    try:
        async with asyncio.timeout(limit_s):
            await work
    except TimeoutError:
        log.warning("steady.not_closed", provider=name, limit_s=limit_s)
    except Exception as why:  # noqa: BLE001 - the edge to a provider: it is left, whatever it says to that
        log.warning("steady.not_closed", provider=name, error=type(why).__name__)


def _opened(name: str, opening: "asyncio.Task[Transcriber]") -> Transcriber:
    if not opening.cancelled() and opening.exception() is None:
        return opening.result()
    why = None if opening.cancelled() else opening.exception()
    if isinstance(why, SpeechUnavailable):
        raise why
    # By its kind alone: a client's own error may hold a key.
    raise SpeechUnavailable(f"{name} could not be opened ({type(why).__name__}).", fault="broken")
