"""Speech as ElevenLabs sends it: small pieces, each with the times of its letters, counted from its own beginning."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from agent.fakes.elevenlabs_rules import Asked, encoding_of
from agent.fakes.sounds import Encoding, encoded
from telephony.line import BYTES_PER_MS
from telephony.tts.letters import Letter
from telephony.tts.port import Voice, Word

PIECE_MS = 400


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of speech in the format that was asked for."""

    audio: bytes
    letters: tuple[Letter, ...]
    """Empty when the voice does not know the times of its words."""
    milliseconds: int = 0

    def in_ms(self, durations: str) -> dict[str, Any] | None:
        """As sockets tell it. `durations`: how that field is spelt."""
        if not self.letters:
            return None
        return {
            "chars": [letter.text for letter in self.letters],
            "charStartTimesMs": [letter.start_ms for letter in self.letters],
            durations: [letter.end_ms - letter.start_ms for letter in self.letters],
        }

    def in_seconds(self) -> dict[str, Any] | None:
        """As HTTP tells it."""
        if not self.letters:
            return None
        return {
            "characters": [letter.text for letter in self.letters],
            "character_start_times_seconds": [letter.start_ms / 1000 for letter in self.letters],
            "character_end_times_seconds": [letter.end_ms / 1000 for letter in self.letters],
        }


async def speech(voice: Voice, text: str, asked: Asked) -> AsyncIterator[Chunk]:
    """The text, spoken."""
    encoding, hertz = encoding_of(asked.output)
    writing = _Writing(text)
    begins_ms = 0
    async with aclosing(voice.speak(text, language=asked.language)) as pieces:
        async for piece in pieces:
            size = PIECE_MS * BYTES_PER_MS
            letters = writing.laid(piece.words)
            ends_ms = begins_ms + len(piece.audio) // BYTES_PER_MS
            for at in range(0, len(piece.audio), size):
                from_ms = begins_ms + at // BYTES_PER_MS
                last = at + size >= len(piece.audio)
                within = [each for each in letters if from_ms <= each.start_ms < from_ms + PIECE_MS or last]
                letters = letters[len(within) :]
                moved = (Letter(each.text, each.start_ms - from_ms, each.end_ms - from_ms) for each in within)
                sound = encoded(piece.audio[at : at + size], cast("Encoding", encoding), hertz=hertz)
                yield Chunk(sound, tuple(moved), len(piece.audio[at : at + size]) // BYTES_PER_MS)
            begins_ms = ends_ms


def whole(chunks: Sequence[Chunk]) -> Chunk:
    """All of them as one; the times are counted from its beginning."""
    letters: list[Letter] = []
    at_ms = 0
    for chunk in chunks:
        letters += (Letter(each.text, each.start_ms + at_ms, each.end_ms + at_ms) for each in chunk.letters)
        at_ms += chunk.milliseconds
    return Chunk(b"".join(chunk.audio for chunk in chunks), tuple(letters), at_ms)


class _Writing:
    """Where in the text the voice is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def laid(self, words: Sequence[Word]) -> list[Letter]:
        """The letters of these words, and the spaces before and after them, spread evenly over the words' times."""
        letters: list[Letter] = []
        for word in words:
            found = self._text.find(word.text, self._at)
            if found < 0:
                continue
            letters += (Letter(space, word.start_ms, word.start_ms) for space in self._text[self._at : found])
            letters += _spread(word)
            self._at = found + len(word.text)
        if words and not self._text[self._at :].strip():
            end_ms = words[-1].end_ms
            letters += (Letter(space, end_ms, end_ms) for space in self._text[self._at :])
            self._at = len(self._text)
        return letters


def _spread(word: Word) -> Iterator[Letter]:
    length = word.end_ms - word.start_ms
    for number, letter in enumerate(word.text):
        start = word.start_ms + length * number // len(word.text)
        yield Letter(letter, start, word.start_ms + length * (number + 1) // len(word.text))
