"""The embedded voice with its real model."""

import asyncio
import re
from collections.abc import Iterator

import numpy as np
import pytest
from structlog.testing import capture_logs

from telephony.asr.embedded import understand
from telephony.asr.moonshine import Moonshine
from telephony.audio import ulaw
from telephony.audio.workers import PoolClosed, SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts import hibari
from telephony.tts.embedded import EmbeddedVoice
from telephony.tts.hibari import Hibari
from telephony.tts.port import Speech


@pytest.fixture(scope="module")
def pool() -> Iterator[SpeechPool]:
    """One thread for the module."""
    pool = SpeechPool(threads=1)
    yield pool
    asyncio.run(pool.aclose())


@pytest.fixture(scope="module")
def voice(pool: SpeechPool) -> EmbeddedVoice:
    """The voice; it loads when it first speaks."""
    return EmbeddedVoice(pool)


@pytest.fixture
def fresh(pool: SpeechPool) -> EmbeddedVoice:
    """A voice that has not loaded, nor told anything, yet."""
    return EmbeddedVoice(pool)


async def spoken(voice: EmbeddedVoice, text: str, language: str = "en") -> list[Speech]:
    """All pieces of a text."""
    return [piece async for piece in voice.speak(text, language=language)]


def sound(pieces: list[Speech]) -> bytes:
    """Their sound."""
    return b"".join(piece.audio for piece in pieces)


def silent_ends(audio: bytes) -> tuple[float, float]:
    """Milliseconds below -40 dB at the beginning and at the end."""
    (loud,) = np.nonzero(np.abs(ulaw.to_samples(audio)) > 0.02)
    return loud[0] / 8, (len(audio) - loud[-1]) / 8


async def test_what_it_says_can_be_understood(voice: EmbeddedVoice) -> None:
    """Names, times and prices come back from the recogniser as they were written."""
    audio = sound(await spoken(voice, "Your cleaning is on Tuesday at half past two."))
    heard = understand(Moonshine(), audio).text.lower()
    assert {"cleaning", "tuesday", "half", "past", "two"} <= set(re.findall(r"[a-z]+", heard))


async def test_each_sentence_is_a_piece_and_the_first_does_not_wait_for_the_rest(voice: EmbeddedVoice) -> None:
    """Three sentences are three pieces; after the first the iterator can be left, and the voice goes on for others."""
    text = "Good morning. Dr. Smith is in. How may I help you?"
    assert len(await spoken(voice, text)) == 3
    pieces = voice.speak(text, language="en")
    first = await anext(pieces)
    assert len(first.audio) > 4000
    await pieces.aclose()
    assert await anext(pieces, None) is None
    assert len(await spoken(voice, "Yes.")) == 1


@pytest.mark.parametrize("text", ["Yes.", "Good morning, how may I help you?", "Sixteen.", "Ana Gomez"])
async def test_nobody_waits_for_silence(voice: EmbeddedVoice, text: str) -> None:
    """The sound begins within 60 ms and ends within 100 ms of what is heard, although the model pads 300 and 500 ms."""
    before, after = silent_ends(sound(await spoken(voice, text)))
    assert before <= 60
    assert after <= 100


async def test_the_same_text_is_the_same_sound(voice: EmbeddedVoice) -> None:
    """Byte by byte, so that speech can be kept and compared."""
    assert await spoken(voice, "The same again, please.") == await spoken(voice, "The same again, please.")


async def test_the_level_is_that_of_telephone_speech(voice: EmbeddedVoice) -> None:
    """The voiced part lies between -24 and -16 dB of full scale, and no sample is clipped."""
    samples = ulaw.to_samples(sound(await spoken(voice, "I have an appointment for you on Monday at nine.")))
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    levels = np.sqrt((frames**2).mean(axis=1))
    active = levels[levels > 0.02]
    assert -24 < 20 * np.log10(np.sqrt((active**2).mean())) < -16
    assert np.abs(samples).max() < 0.95


async def test_words_lie_where_they_are_heard(voice: EmbeddedVoice) -> None:
    """Cut after a word, the sound holds that word and those before it, and not the next."""
    text = "I will call the doctor tomorrow morning."
    pieces = await spoken(voice, text)
    audio, words = sound(pieces), [word for piece in pieces for word in piece.words]
    assert [word.text for word in words] == text.split()
    doctor = words[4]
    assert doctor.text == "doctor"
    heard = understand(Moonshine(), audio[: doctor.end_ms * 8]).text.lower()
    assert "doctor" in heard
    assert "morning" not in heard


async def test_times_of_later_sentences_count_from_the_first_piece(voice: EmbeddedVoice) -> None:
    """Word times grow over all pieces and end with the sound."""
    pieces = await spoken(voice, "It costs $25 at 2:30 pm. Is that fine?")
    words = [word for piece in pieces for word in piece.words]
    assert [word.text for word in words] == ["It", "costs", "$25", "at", "2:30", "pm.", "Is", "that", "fine?"]
    edges = [edge for word in words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(sound(pieces)) // 8
    assert pieces[1].words[0].start_ms >= len(pieces[0].audio) // 8


async def test_a_hindi_sentence_is_speakable_and_keeps_its_words(fresh: EmbeddedVoice) -> None:
    """Devanagari is read out; the word times carry the words as written, and the log says once what was done."""
    with capture_logs() as logs:
        pieces = await spoken(fresh, "नमस्ते। आपका नाम क्या है?", "hi")
        await spoken(fresh, "धन्यवाद।", "hi")
    assert len(pieces) == 2
    assert [word.text for piece in pieces for word in piece.words] == ["नमस्ते।", "आपका", "नाम", "क्या", "है?"]
    assert len(sound(pieces)) > 8 * 1000
    assert sorted(entry["event"] for entry in logs) == ["tts.language_not_known", "tts.read_in_roman_letters"]


@pytest.mark.parametrize("text", ["", "   ", "...", "🙂🙂", "漢字", "!?"])
async def test_what_cannot_be_spoken_is_no_sound(voice: EmbeddedVoice, text: str) -> None:
    """No letter that the voice can read: no piece, and no error."""
    assert await spoken(voice, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ana.gomez+x@example.com",
        "[link](/brˈOkən/)",
        "\x00\x01 hello \ud800",
        "привет Ana",
        "9" * 500,
        "9,999,999,999,999,999,999,999,999,999,999,999,999,999",
        "word " * 300,
        "Größe naïve café",
        "1/0 -- ((( ))) &&& 50% #12 C++",
    ],
)
async def test_any_text_is_spoken_without_an_error(voice: EmbeddedVoice, text: str) -> None:
    """Addresses, markup, control characters, other scripts, endless numbers and endless sentences."""
    pieces = await spoken(voice, text)
    assert len(sound(pieces)) > 8 * 100


async def test_the_closing_of_the_pool_is_told_as_such() -> None:
    """While the process ends, speaking raises `SpeechUnavailable` and says why."""
    own = SpeechPool(threads=1)
    voice = EmbeddedVoice(own)
    await voice.warm()
    await own.aclose()
    with pytest.raises(PoolClosed, match="closed"):
        await spoken(voice, "Hello.")


async def test_a_model_that_breaks_becomes_our_error(fresh: EmbeddedVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the model raises, the call gets `SpeechUnavailable`."""
    await fresh.warm()

    def broken(self: Hibari, text: str) -> None:
        raise KeyError(text)

    monkeypatch.setattr(Hibari, "read", broken)
    with pytest.raises(SpeechUnavailable, match="could not speak"):
        await spoken(fresh, "Hello.")


async def test_a_changed_model_is_refused(fresh: EmbeddedVoice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release may have another graph: refused, with the release to install."""
    monkeypatch.setitem(hibari._SHA256, "hibari.onnx", "0" * 64)
    with pytest.raises(SpeechUnavailable, match=r"Reinstall exactly hibari-tts==0\.2\.1"):
        await fresh.warm()


async def test_after_closing_it_is_silent(fresh: EmbeddedVoice) -> None:
    """Closing twice is allowed; speaking after it is refused."""
    await fresh.aclose()
    await fresh.aclose()
    with pytest.raises(SpeechUnavailable, match="closed"):
        await spoken(fresh, "Hello.")
