"""The scripted voice: a double that is an ordinary provider."""

import asyncio

import pytest

from telephony.errors import SpeechUnavailable
from telephony.tts.port import Word
from telephony.tts.scripted import Call, ScriptedVoice


async def test_length_and_words_follow_from_the_text() -> None:
    """60 ms a letter, the space counted; a piece a sentence; times counted from the first piece."""
    voice = ScriptedVoice()
    pieces = [piece async for piece in voice.speak("Hi Ana. Yes?", language="en")]
    assert [len(piece.audio) // 8 for piece in pieces] == [8 * 60, 5 * 60]
    assert pieces[0].words == (Word("Hi", 0, 120), Word("Ana.", 180, 480))
    assert pieces[1].words == (Word("Yes?", 480, 780),)
    assert voice.duration_ms("Hi Ana. Yes?") == 780


async def test_it_remembers_what_it_was_asked() -> None:
    """Calls in order, and those that were interrupted."""
    voice = ScriptedVoice()
    pieces = voice.speak("One. Two.", language="en")
    await anext(pieces)
    await pieces.aclose()
    assert [piece async for piece in voice.speak("", language="hi")] == []
    assert voice.calls == [Call("One. Two.", "en"), Call("", "hi")]
    assert voice.interrupted == ["One. Two."]


async def test_a_test_can_hold_it_up() -> None:
    """The next piece comes only when the test lets it."""
    gate = asyncio.Event()

    async def wait(sentence: str) -> None:
        assert sentence == "One."
        await gate.wait()

    piece = asyncio.ensure_future(anext(ScriptedVoice(before_piece=wait).speak("One.", language="en")))
    await asyncio.sleep(0)
    assert not piece.done()
    gate.set()
    assert (await piece).audio


async def test_it_can_be_unavailable_or_closed() -> None:
    """Both are said with a sentence."""
    with pytest.raises(SpeechUnavailable, match="No line"):
        await ScriptedVoice(unavailable="No line.").warm()
    voice = ScriptedVoice()
    await voice.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await anext(voice.speak("Hi.", language="en"))
