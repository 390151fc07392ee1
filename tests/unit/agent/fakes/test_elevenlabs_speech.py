"""Speech as ElevenLabs sends it."""

import pytest

from agent.fakes.elevenlabs_rules import Asked
from agent.fakes.elevenlabs_speech import PIECE_MS, Chunk, speech
from telephony.line import BYTES_PER_MS
from telephony.tts.letters import Letter
from telephony.tts.scripted import ScriptedVoice


async def chunks(text: str, output: str = "ulaw_8000") -> list[Chunk]:
    """The text, spoken with 20 ms a letter."""
    asked = Asked(output=output)
    return [chunk async for chunk in speech(ScriptedVoice(letter_ms=20), text, asked)]


async def test_the_letters_of_all_pieces_are_those_of_the_text() -> None:
    """Every letter and every space once, in order, with the piece in which it begins."""
    text = "Good morning. How may I help you? "
    found = await chunks(text)
    assert "".join(letter.text for chunk in found for letter in chunk.letters) == text
    assert all(0 <= letter.start_ms <= PIECE_MS for chunk in found for letter in chunk.letters)


async def test_a_word_may_lie_in_two_pieces() -> None:
    """A piece is 400 ms; a word of 30 letters is 600."""
    first, second = await chunks("x" * 30)
    assert (len(first.letters), len(second.letters)) == (20, 10)
    assert 0 <= second.letters[0].start_ms <= 20


@pytest.mark.parametrize(("output", "size"), [("ulaw_8000", 1), ("alaw_8000", 1), ("pcm_8000", 2), ("pcm_16000", 4)])
async def test_sound_is_made_in_the_format_that_was_asked_for(output: str, size: int) -> None:
    """A-law is as long as µ-law; linear sound has two bytes a sample."""
    [chunk] = await chunks("Yes.", output)
    assert len(chunk.audio) == 100 * BYTES_PER_MS * size


def test_times_are_told_in_milliseconds_or_seconds() -> None:
    """Sockets tell beginnings and durations, HTTP beginnings and ends; nothing is told of nothing."""
    chunk = Chunk(b"", (Letter("a", 100, 150),))
    assert chunk.in_ms("charDurationsMs") == {"chars": ["a"], "charStartTimesMs": [100], "charDurationsMs": [50]}
    assert chunk.in_seconds() == {
        "characters": ["a"],
        "character_start_times_seconds": [0.1],
        "character_end_times_seconds": [0.15],
    }
    assert Chunk(b"", ()).in_ms("charDurationsMs") is None
    assert Chunk(b"", ()).in_seconds() is None
