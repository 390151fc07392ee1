"""A call over recognisers that break, in virtual real time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Self

from telephony.asr.port import Eager, Final, Listening, Partial, Result, Resumed
from telephony.steady.breaker import Breaker
from telephony.steady.recogniser import Candidate, Limits, SteadyRecogniser
from telephony.steady.transcriber import SteadyTranscriber
from tests.support.breaking import FRAME, Behaviour, BreakingRecogniser, heard_words, quiet, said
from tests.support.virtual_time import on_virtual_time

NOTICED_FRAMES = 8
"""A voice is noticed 160 ms after it began,"""
MISSED_FRAMES = 10
"""and missed 200 ms after it ended."""


class Call:
    """A caller on a line, in virtual real time, and all that the call was told."""

    def __init__(self, *recognisers: BreakingRecogniser, limits: Limits | None = None, language: str = "en") -> None:
        names = ["first", "second", "third"]
        self.recognisers = recognisers
        self.candidates = [Candidate(name, each, Breaker(name)) for name, each in zip(names, recognisers, strict=False)]
        self.steady = SteadyRecogniser(self.candidates, limits=limits)
        self.listening = Listening(language)
        self.results: list[Result] = []
        self._reading: asyncio.Task[None] | None = None
        self.transcriber: SteadyTranscriber

    async def __aenter__(self) -> Self:
        self.transcriber = await self.steady.open(self.listening)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transcriber.aclose()
        assert self._reading
        await self._reading
        await self.steady.aclose()

    async def _read(self) -> None:
        async for result in self.transcriber.results():
            self.results.append(result)

    async def frames(self, sound: bytes) -> None:
        """Sound as a line brings it, a frame every 20 ms."""
        for start in range(0, len(sound), FRAME):
            self.transcriber.feed(sound[start : start + FRAME])
            await asyncio.sleep(0.02)

    async def says(self, *words: int) -> None:
        """The caller speaks; the voice detector notices, a little late."""
        sound = said(*words)
        await self.frames(sound[: NOTICED_FRAMES * FRAME])
        self.transcriber.voice(speaking=True)
        await self.frames(sound[NOTICED_FRAMES * FRAME :] + quiet(MISSED_FRAMES))
        self.transcriber.voice(speaking=False)
        await self.frames(quiet(2))

    async def pauses(self, frames: int = 50) -> None:
        """Nobody speaks."""
        await self.frames(quiet(frames))

    @property
    def heard(self) -> str:
        """The words of the call."""
        return heard_words(self.results)

    def of(self, kind: type[Result]) -> list[Any]:
        """The results of one kind."""
        return [result for result in self.results if isinstance(result, kind)]


def held(play: Callable[[Call], Awaitable[None]], *recognisers: BreakingRecogniser, **how: Any) -> Call:
    """Hold a call to its end."""

    async def hold() -> Call:
        async with Call(*recognisers, **how) as call:
            await play(call)
        return call

    return on_virtual_time(hold())


async def three_words(call: Call) -> None:
    """The plainest utterance."""
    await call.pauses()
    await call.says(1, 2, 3)
    await call.pauses()


def breaking(**how: Any) -> BreakingRecogniser:
    """Its first stream behaves like this, the others well."""
    return BreakingRecogniser([Behaviour(**how)])


def takes_back_every_eager(results: list[Result]) -> None:
    """After an `Eager` come `Resumed`, `Final` or another's turn, before other words."""
    held_for_finished = False
    for result in results:
        match result:
            case Eager():
                assert not held_for_finished, results
                held_for_finished = True
            case Partial():
                assert not held_for_finished, results
            case Resumed():
                assert held_for_finished, results
                held_for_finished = False
            case Final():
                held_for_finished = False
