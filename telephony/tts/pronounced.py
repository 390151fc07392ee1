"""A voice that is given a text as it is said (`pronunciation.py`), and tells its words as they are written.

What was heard of a sentence is told by its words. So whoever listens gets the words of the text that they gave, each
with the time of what was said for it; several that were said together share their time by length.
"""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing

from telephony.tts.port import Speech, Voice, Word
from telephony.tts.pronunciation import Span, pronounced


class PronouncingVoice:
    """A `Voice` around another."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        # The number says that texts are read differently: kept speech of another number is not ours.
        self.name = f"{voice.name}+1"

    async def warm(self) -> None:
        """Warm the voice. Raises `SpeechUnavailable`."""
        await self._voice.warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text as people say it. Raises `SpeechUnavailable`."""
        spans = pronounced(text, language)
        if all(span.written == span.spoken for span in spans):
            async with aclosing(self._voice.speak(text, language=language)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        said, written = " ".join(word for span in spans for word in span.spoken), _AsWritten(spans)
        if not said:
            return
        async with aclosing(self._voice.speak(said, language=language)) as pieces:
            async for piece in pieces:
                yield Speech(piece.audio, tuple(written.told(piece.words)))

    async def aclose(self) -> None:
        """Close the voice."""
        await self._voice.aclose()


class _AsWritten:
    """Turns the words that were spoken, in order, into those that were written."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = iter(spans)
        self._span = next(self._spans, Span((), ()))
        self._came: list[Word] = []

    def told(self, words: Sequence[Word]) -> Iterator[Word]:
        """The written words that are whole with these."""
        for word in words:
            self._came.append(word)
            if len(self._came) == len(self._span.spoken):
                yield from self._shared()
                self._span, self._came = next(self._spans, Span((), ())), []

    def _shared(self) -> Iterator[Word]:
        start, end = self._came[0].start_ms, self._came[-1].end_ms
        letters, before = sum(map(len, self._span.written)), 0
        for text in self._span.written:
            begin = start + (end - start) * before // letters
            before += len(text)
            yield Word(text, begin, start + (end - start) * before // letters)
