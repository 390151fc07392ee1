"""A voice is given what is said, and its words come back as they were written."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.port import Speech, Word
from telephony.tts.pronounced import PronouncingVoice
from telephony.tts.scripted import ScriptedVoice

TEXT = "Dr. Rao asks for Rs. 1,20,000 at 10:30 am, ** twice ** & again."
SAID = "Doctor Rao asks for 1 lakh 20 thousand rupees at 10:30 AM, ** twice ** and again."


class Halting:
    """A voice of 100 ms a word, that tells its words so many at a time, whatever their sound."""

    name = "halting"

    def __init__(self, sizes: list[int], *, timed: bool = True) -> None:
        self._sizes = sizes
        self._timed = timed
        self.asked: list[str] = []

    async def warm(self) -> None:
        """Nothing to do."""

    async def aclose(self) -> None:
        """Nothing to do."""

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Pieces of that many words each, then the rest."""
        self.asked.append(text)
        words = [Word(word, at * 100, at * 100 + 100) for at, word in enumerate(text.split())]
        for size in (*self._sizes, len(words)):
            piece, words = words[:size], words[size:]
            if piece:
                yield Speech(b"\x01" * 800 * len(piece), tuple(piece) if self._timed else ())


async def pieces_of(voice: Halting, text: str = TEXT) -> list[Speech]:
    """All pieces."""
    async with aclosing(PronouncingVoice(voice).speak(text, language="en")) as pieces:
        return [piece async for piece in pieces]


@settings(max_examples=60)
@given(sizes=st.lists(st.integers(1, 4), max_size=8))
async def test_the_words_told_so_far_are_a_beginning_of_the_text(sizes: list[int]) -> None:
    """After every piece, however the voice divides them: what was heard is never more than was said, and each word
    lies where its sound is; in the end all were told, and no sound was lost.
    """
    voice = Halting(sizes)
    pieces = await pieces_of(voice)
    assert voice.asked == [SAID]
    told: list[Word] = []
    given_ms = 0
    for piece in pieces:
        given_ms += len(piece.audio) // 8
        told += piece.words
        assert [word.text for word in told] == TEXT.split()[: len(told)]
        assert all(word.end_ms <= given_ms for word in told)
    edges = [edge for word in told for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert len(told) == len(TEXT.split())
    assert given_ms == 100 * len(SAID.split())


async def test_words_said_together_share_their_time() -> None:
    """By length: "Rs." and "1,20,000" have the time of "1 lakh 20 thousand rupees"."""
    words = [word for piece in await pieces_of(Halting([])) for word in piece.words]
    sign, amount, following = words[4:7]
    assert (sign.start_ms, amount.end_ms, following.start_ms) == (400, 900, 900)
    assert sign.end_ms == amount.start_ms == 400 + 500 * 3 // 11


async def test_a_voice_without_times_gives_none() -> None:
    """Only its sound."""
    pieces = await pieces_of(Halting([2], timed=False))
    assert pieces
    assert not any(piece.words for piece in pieces)


async def test_a_text_that_is_said_as_it_is_written_is_passed_through() -> None:
    """Piece by piece, to the letter."""
    text = "Hello there.  How are you?"
    voice = PronouncingVoice(ScriptedVoice())
    pieces = [piece async for piece in voice.speak(text, language="en")]
    assert pieces == [piece async for piece in ScriptedVoice().speak(text, language="en")]
    assert voice.name != ScriptedVoice.name


async def test_nothing_but_marks_is_silence() -> None:
    """The voice is not asked."""
    voice = Halting([])
    assert await pieces_of(voice, "😀 - 😀") != []
    voice.asked.clear()
    assert await pieces_of(voice, "😀") == []
    assert voice.asked == []


async def test_leaving_it_leaves_the_voice() -> None:
    """The interruption reaches the voice, also where the text was changed."""
    inner = ScriptedVoice()
    pieces = PronouncingVoice(inner).speak("It is ₹500. Is that right?", language="en")
    await anext(pieces)
    await pieces.aclose()
    assert inner.interrupted == ["It is 500 rupees. Is that right?"]
