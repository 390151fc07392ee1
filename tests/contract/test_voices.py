"""What every voice in the table must do, whoever wrote it, and the cache too, which is a voice around another."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts.cache import SpeechCache
from telephony.tts.port import Speech, Voice
from telephony.tts.pronounced import PronouncingVoice
from telephony.tts.registry import PROVIDERS, load
from tests.support.standing_in import means_for

TEXT = "Good morning. How may I help you?"


@pytest_asyncio.fixture
async def pool() -> AsyncIterator[SpeechPool]:
    """The speech pool."""
    pool = SpeechPool(threads=1)
    yield pool
    await pool.aclose()


@pytest_asyncio.fixture(
    params=[
        *PROVIDERS,
        "cached embedded",
        "cached scripted",
        "cached elevenlabs",
        "read-out embedded",
        "read-out elevenlabs",
    ]
)
async def voice(request: pytest.FixtureRequest, pool: SpeechPool, tmp_path: Path) -> AsyncIterator[Voice]:
    """Each voice of the table, bare, in a cache, and with texts as they are said; warmed; vendors are stood in for."""
    around, _, name = request.param.rpartition(" ")
    async with means_for(PROVIDERS[name], pool) as means:
        voice = load(name, means)
        if around:
            voice = SpeechCache(voice, tmp_path, pool=pool) if around == "cached" else PronouncingVoice(voice)
        await voice.warm()
        yield voice
        await voice.aclose()


async def spoken(voice: Voice, text: str = TEXT) -> list[Speech]:
    """All pieces of a text."""
    return [piece async for piece in voice.speak(text, language="en")]


def sound(pieces: list[Speech]) -> bytes:
    """The sound of all pieces."""
    return b"".join(piece.audio for piece in pieces)


async def test_a_text_becomes_sound(voice: Voice) -> None:
    """More than a second of µ-law that is not silence, in pieces that are not empty."""
    pieces = await spoken(voice)
    assert all(piece.audio for piece in pieces)
    audio = b"".join(piece.audio for piece in pieces)
    assert len(audio) > 8000
    assert abs(ulaw.to_samples(audio)).max() > 0.05


async def test_the_same_text_is_as_long_again(voice: Voice) -> None:
    """Speech of the same name and text is the same, and may be kept."""
    assert voice.name
    assert sound(await spoken(voice)) == sound(await spoken(voice))


async def test_word_times_grow_and_lie_within_the_sound(voice: Voice) -> None:
    """A voice that gives times gives all words of the text, in order, counted from the first piece."""
    pieces = await spoken(voice)
    words = [word for piece in pieces for word in piece.words]
    edges = [edge for word in words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert not words or [word.text for word in words] == TEXT.split()
    assert max(edges, default=0) <= sum(len(piece.audio) for piece in pieces) // 8


async def test_words_are_told_as_they_are_written(voice: Voice) -> None:
    """However they are said: amounts, addresses, abbreviations."""
    text = "Dr. Rao, it is Rs. 1,20,000 at 10:30 am & no more: www.example.com!"
    words = [word.text for piece in await spoken(voice, text) for word in piece.words]
    assert not words or words == text.split()


async def test_closing_the_iterator_is_the_interruption(voice: Voice) -> None:
    """After the first piece the speech can be left; no further piece comes, and the next text is spoken as ever."""
    pieces = voice.speak(TEXT, language="en")
    assert isinstance(pieces, AsyncGenerator)
    assert (await anext(pieces)).audio
    await pieces.aclose()
    await pieces.aclose()
    assert await anext(pieces, None) is None
    assert await spoken(voice, "Yes.")


async def test_a_text_without_letters_is_no_sound(voice: Voice) -> None:
    """Nothing to say is nothing said, and no error."""
    assert await spoken(voice, "") == []
    assert await spoken(voice, "  \n ") == []


async def test_after_closing_it_is_silent(voice: Voice) -> None:
    """Closing twice is allowed; speaking after it raises `SpeechUnavailable`."""
    await voice.aclose()
    await voice.aclose()
    with pytest.raises(SpeechUnavailable):
        await spoken(voice)


async def test_many_are_spoken_to_at_the_same_time(voice: Voice) -> None:
    """Each hears their own sentence, whole."""
    texts = [f"Sentence number {number}." for number in range(8)]
    alone = [await spoken(voice, text) for text in texts]
    together = await asyncio.gather(*(spoken(voice, text) for text in texts))
    assert [sound(pieces) for pieces in together] == [sound(pieces) for pieces in alone]


@pytest.mark.parametrize("name", [name for name, offer in PROVIDERS.items() if offer.vendor not in ("", "aws")])
async def test_without_its_key_it_says_which_is_missing(name: str, pool: SpeechPool) -> None:
    """In one sentence that names the setting. (Amazon's clients find keys in many places.)"""
    with pytest.raises(SpeechUnavailable, match="_API_KEY") as refusal:
        await load(name, Means(pool)).warm()
    assert refusal.value.fault == "key"


def test_every_provider_has_its_file() -> None:
    """Each line of the table names a module that is there."""
    root = Path(__file__).parents[2]
    for offer in PROVIDERS.values():
        module = offer.target.partition(":")[0]
        assert (root / (module.replace(".", "/") + ".py")).is_file()
