"""A voice whose sound is known beforehand: for tests, and for calls on a desk without sound."""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.tts.port import Speech, Word
from telephony.usage import Usage, report

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_TONE_HZ = 400
_LEVEL = 0.1


@dataclass(frozen=True, slots=True)
class Call:
    """One `speak`."""

    text: str
    language: str


class ScriptedVoice:
    """Speaks every text as a tone, 60 ms a letter, a piece for each sentence, with the times of its words.

    `unavailable`: the sentence with which every attempt is refused.
    `before_piece`: awaited with the sentence before each piece, so that a test can hold the voice up, or fail it.
    `calls` are the texts it was asked to speak; `interrupted` those whose iterator was closed early.
    """

    name = "scripted"

    def __init__(
        self,
        *,
        letter_ms: int = 60,
        unavailable: str = "",
        before_piece: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._letter_ms = letter_ms
        self._unavailable = unavailable
        self._before_piece = before_piece
        self._closed = False
        self.calls: list[Call] = []
        self.interrupted: list[str] = []

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:  # noqa: ARG003 - every provider is made the same way
        """As the settings name it: `scripted`, or `scripted:20` for 20 ms a letter."""
        if model and not (model.isdecimal() and 1 <= int(model) <= 1000):
            raise SpeechUnavailable(f"The scripted voice takes milliseconds a letter, 1 to 1000, not {model!r}.")
        return cls(letter_ms=int(model)) if model else cls()

    async def warm(self) -> None:
        """Nothing to load; raises `SpeechUnavailable` when it was told to."""
        if self._unavailable:
            raise SpeechUnavailable(self._unavailable)
        if self._closed:
            raise SpeechUnavailable("The scripted voice is closed.")

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """A tone for each sentence."""
        self.calls.append(Call(text, language))
        await self.warm()
        report(Usage("tts", "scripted", "scripted", "characters", len(text)))
        start = 0
        try:
            for sentence in filter(None, _SENTENCE_ENDS.split(text.strip())):
                if self._before_piece is not None:
                    await self._before_piece(sentence)
                words = self._words(sentence, start)
                yield Speech(_tone((words[-1].end_ms - start) * BYTES_PER_MS), words)
                start = words[-1].end_ms
        except GeneratorExit:
            self.interrupted.append(text)
            raise

    async def aclose(self) -> None:
        """Speak no more. Safe to call twice."""
        self._closed = True

    def duration_ms(self, text: str) -> int:
        """How long the text will sound."""
        return sum(len(word) + 1 for word in text.split()) * self._letter_ms

    def _words(self, sentence: str, start_ms: int) -> tuple[Word, ...]:
        words: list[Word] = []
        for text in sentence.split():
            end_ms = start_ms + (len(text) + 1) * self._letter_ms
            words.append(Word(text, start_ms, end_ms - self._letter_ms))
            start_ms = end_ms
        # The last word sounds to the end of its piece.
        words[-1] = Word(words[-1].text, words[-1].start_ms, start_ms)
        return tuple(words)


def _tone(length: int) -> bytes:
    wave = np.sin(2 * np.pi * _TONE_HZ * np.arange(length) / TELEPHONE_HZ) * _LEVEL
    return ulaw.from_samples(wave.astype(np.float32))
