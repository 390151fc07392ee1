"""A voice whose words can be told in its sound, as `breaking.understood` does, and that breaks where it is told to."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from telephony.errors import Fault, SpeechUnavailable
from telephony.tts.port import Speech, Word
from tests.support.breaking import said

WORD_MS = 200


@dataclass(slots=True)
class Manner:
    """Of one sentence."""

    refuses: Fault | None = None
    """It does not begin."""
    breaks_after_ms: int | None = None
    """It breaks off when it has given so much sound,"""
    stalls_after_ms: int | None = None
    """or says nothing more,"""
    ignores_cancelling: bool = False
    """not even when it is interrupted,"""
    raises: bool = False
    """or raises what no voice raises instead of breaking off."""
    fault: Fault = "broken"
    silent: bool = False
    """It ends without a sound."""
    late_s: float = 0.0
    """Before the first sound."""


@dataclass
class BreakingVoice:
    """Speaks words such as `w7`, in pieces of `piece_ms`. Each sentence in the next of `manners`; then well.

    `ahead_ms`: how far ahead of its sound a word is told; `timed`: whether words are told at all.
    """

    name: str = "breaking"
    manners: list[Manner] = field(default_factory=list)
    usual: Manner = field(default_factory=Manner)
    warms: list[Fault | None] = field(default_factory=list)
    timed: bool = True
    piece_ms: int = 140
    ahead_ms: int = 0
    asked: list[str] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    closed: int = 0
    hangs: bool = False

    async def warm(self) -> None:
        """As it was told to."""
        if (fault := self.warms.pop(0) if self.warms else None) is not None:
            raise SpeechUnavailable(f"{self.name} is not to be had ({fault}).", fault=fault)

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """In the manner of the day."""
        self.asked.append(text)
        manner = self.manners.pop(0) if self.manners else self.usual
        if manner.refuses:
            raise SpeechUnavailable(f"{self.name} does not speak ({manner.refuses}).", fault=manner.refuses)
        await asyncio.sleep(manner.late_s)
        if manner.silent:
            return
        try:
            async for piece in self._pieces(text, manner):
                yield piece
        except (GeneratorExit, asyncio.CancelledError):
            self.interrupted.append(text)
            if manner.ignores_cancelling:
                await asyncio.sleep(60)
            raise

    async def aclose(self) -> None:
        """Count it."""
        self.closed += 1
        if self.hangs:
            await asyncio.Event().wait()

    async def _pieces(self, text: str, manner: Manner) -> AsyncGenerator[Speech, None]:
        words = text.split()
        sound = said(*(int(word.strip("w,.?!")) for word in words))
        placed = [Word(word, at * WORD_MS, (at + 1) * WORD_MS) for at, word in enumerate(words)]
        for start in range(0, len(sound) // 8, self.piece_ms):
            end = start + self.piece_ms
            for limit in (manner.breaks_after_ms, manner.stalls_after_ms):
                end = end if limit is None else min(end, limit)
            told = tuple(word for word in placed if word.end_ms <= end + self.ahead_ms or end >= len(sound) // 8)
            placed = placed[len(told) :]
            if end > start:
                yield Speech(sound[start * 8 : end * 8], told if self.timed else ())
            if end == manner.stalls_after_ms:
                await asyncio.Event().wait()
            if end == manner.breaks_after_ms:
                if manner.raises:
                    raise RuntimeError("sk-secret")
                raise SpeechUnavailable(f"{self.name} broke off.", fault=manner.fault)
