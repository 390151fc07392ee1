"""How ElevenLabs is reached."""

import pytest

from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.tts.elevenlabs_access import Access, Route


def means(**settings: str) -> Means:
    """Nothing is computed here."""
    return Means(SpeechPool(threads=1), settings)


def test_a_key_is_all_that_has_to_be_set() -> None:
    """The rest has defaults."""
    access = Access.configured("", means(ELEVENLABS_API_KEY="sk_1"))
    assert access.url == "https://api.elevenlabs.io"
    assert access.model == "eleven_flash_v2_5"
    assert access.routes() == [Route("JBFqnCBsd6RMkjVDRZzb", "en")]


def test_without_a_key_it_says_which_setting_is_missing() -> None:
    """And that it is the key."""
    with pytest.raises(SpeechUnavailable, match="ELEVENLABS_API_KEY") as refusal:
        Access.configured("", means())
    assert refusal.value.fault == "key"


@pytest.mark.parametrize("key", ["sk_1\nsk_2", "sk_é", "\x00"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(key: str) -> None:
    """A header could not hold it, and the library would quote it."""
    with pytest.raises(SpeechUnavailable) as refusal:
        Access.configured("", means(ELEVENLABS_API_KEY=key))
    assert refusal.value.fault == "key"
    assert key not in str(refusal.value)


def test_the_key_is_not_in_its_representation() -> None:
    """What is shown in a log or a traceback."""
    assert "sk_1" not in repr(Access.configured("", means(ELEVENLABS_API_KEY="sk_1")))


def test_each_language_has_its_voice_and_its_code() -> None:
    """The region is left out: ElevenLabs takes ISO 639-1."""
    access = Access.configured("", means(ELEVENLABS_API_KEY="k", ELEVENLABS_VOICE_ID="en=A,hi=B"))
    assert access.route("en-IN") == Route("A", "en")
    assert access.route("hi") == Route("B", "hi")
    assert access.route("es-MX") == Route("A", "es")
    assert access.routes() == [Route("A", "en"), Route("B", "hi")]


def test_models_that_take_no_language_are_not_told_one() -> None:
    """So all languages of one voice share their sockets."""
    access = Access.configured("eleven_multilingual_v2", means(ELEVENLABS_API_KEY="k", ELEVENLABS_VOICE_ID="A"))
    assert access.route("hi-IN") == access.route("en") == Route("A", "")
