"""The tables of providers."""

import asyncio
from collections.abc import Iterator

import pytest

from telephony.asr import registry as recognisers
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.audio.providers import Means, Offer, UnknownProvider, load
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts import registry as voices
from telephony.tts.scripted import ScriptedVoice


@pytest.fixture
def means() -> Iterator[Means]:
    """A pool and no settings."""
    pool = SpeechPool(threads=1)
    yield Means(pool)
    asyncio.run(pool.aclose())


def test_a_provider_is_loaded_by_its_name(means: Means) -> None:
    """`provider` and `provider:model`, with or without spaces around."""
    assert isinstance(recognisers.load("embedded", means), EmbeddedRecogniser)
    assert isinstance(recognisers.load(" embedded:tiny-en ", means), EmbeddedRecogniser)
    voice = voices.load("scripted:20", means)
    assert isinstance(voice, ScriptedVoice)
    assert voice.duration_ms("abc") == 80


def test_an_unknown_name_is_answered_with_the_known_ones(means: Means) -> None:
    """The sentence lists the names, and offers the one that was probably meant."""
    with pytest.raises(UnknownProvider, match=r"called 'embeded'\. Did you mean 'embedded'. Known are: .*scripted"):
        recognisers.load("embeded", means)
    with pytest.raises(UnknownProvider, match=r"There is no voice called 'zzz'\. Known are"):
        voices.load("zzz:heart", means)
    with pytest.raises(UnknownProvider, match="called ''"):
        voices.load("", means)


def test_a_provider_whose_package_is_missing_says_so(means: Means) -> None:
    """The import error becomes a sentence with the provider's name."""
    with pytest.raises(SpeechUnavailable, match="recogniser 'far' needs a package that is not here"):
        load("far", means, kind="recogniser", table={"far": Offer("there_is_no_such_package.far:Far", "Far away.")})


def test_a_model_that_the_provider_does_not_have_is_refused(means: Means) -> None:
    """Another embedded voice would be a download; it is refused with the voice there is."""
    with pytest.raises(SpeechUnavailable, match="The embedded voice is 'heart'"):
        voices.load("embedded:emma", means)
    with pytest.raises(SpeechUnavailable, match="milliseconds a letter"):
        voices.load("scripted:fast", means)
