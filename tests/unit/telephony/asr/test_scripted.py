"""The scripted recogniser: a double that is an ordinary provider."""

import pytest

from telephony.asr.port import Eager, Final, Listening, Partial, Result, Resumed
from telephony.asr.scripted import ScriptedRecogniser, ScriptedTranscriber
from telephony.errors import SpeechUnavailable


def speak(transcriber: ScriptedTranscriber) -> None:
    """The caller speaks and ceases."""
    transcriber.voice(speaking=True)
    transcriber.feed(b"\x80" * 160)
    transcriber.voice(speaking=False)


async def results(transcriber: ScriptedTranscriber) -> list[Result]:
    """Close, and give all results."""
    await transcriber.aclose()
    return [result async for result in transcriber.results()]


async def test_words_are_heard_one_utterance_after_the_other() -> None:
    """Each time the caller speaks the next words come; when none are left the script is complete."""
    recogniser = ScriptedRecogniser(["yes", [Final("two o'clock", 0.9)]])
    transcriber = await recogniser.open(Listening())
    speak(transcriber)
    transcriber.end_utterance()
    with pytest.raises(AssertionError, match="two o'clock"):
        recogniser.assert_complete()
    speak(transcriber)
    recogniser.assert_complete()
    assert await results(transcriber) == [Eager("yes", 1.0), Final("two o'clock", 0.9)]


async def test_partials_come_while_the_caller_speaks() -> None:
    """The partials of an utterance are given when its voice begins, the rest when it ends."""
    transcriber = await ScriptedRecogniser(["yes"]).open(Listening())
    reader = transcriber.results()
    transcriber.voice(speaking=True)
    assert await anext(reader) == Partial("yes")
    transcriber.voice(speaking=False)
    assert await anext(reader) == Eager("yes", 1.0)


async def test_going_on_after_an_eager_resumes() -> None:
    """Speaking again before the turn was taken gives `Resumed` first; after it, not."""
    transcriber = await ScriptedRecogniser(["I want", "I want to book", "tomorrow"]).open(Listening())
    speak(transcriber)
    speak(transcriber)
    transcriber.end_utterance()
    speak(transcriber)
    assert await results(transcriber) == [
        Eager("I want", 1.0),
        Resumed(),
        Eager("I want to book", 1.0),
        Eager("tomorrow", 1.0),
    ]


async def test_everything_it_was_told_is_recorded() -> None:
    """Sound, voice changes, turns taken, how to listen, and each call."""
    recogniser = ScriptedRecogniser()
    transcriber = await recogniser.open(Listening("hi", ("Ana",)))
    speak(transcriber)
    transcriber.end_utterance()
    assert recogniser.opened == [transcriber]
    assert (bytes(transcriber.heard), transcriber.voices, transcriber.ended) == (b"\x80" * 160, [True, False], 1)
    assert transcriber.listening == Listening("hi", ("Ana",))


async def test_it_can_be_scripted_to_be_unavailable() -> None:
    """Warming and opening fail with the scripted sentence."""
    recogniser = ScriptedRecogniser(unavailable="No line to the vendor.")
    with pytest.raises(SpeechUnavailable, match="No line"):
        await recogniser.warm()
    with pytest.raises(SpeechUnavailable, match="No line"):
        await recogniser.open(Listening())
