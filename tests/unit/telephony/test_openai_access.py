"""Where OpenAI's speech is reached, and with which key."""

from typing import cast

import pytest

from telephony.audio.providers import Means
from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.openai_access import SpeechAccess, code_of

OWN = "https://api.openai.com/v1"


POOL = cast("SpeechPool", None)
"""There is nothing to compute."""


def access(**settings: str) -> SpeechAccess:
    """What these settings make."""
    return SpeechAccess.of(Means(POOL, settings))


def test_the_key_of_the_models_is_the_key_of_speech() -> None:
    """With one key and nothing else, speech is OpenAI's own."""
    found = access(OPENAI_API_KEY="sk-1")
    assert (found.base_url, found.key, found.key_setting) == (OWN, "sk-1", "OPENAI_API_KEY")
    assert (found.vendor, found.own_server) == ("OpenAI", False)


def test_speech_may_have_a_key_of_its_own() -> None:
    """It goes before the models' key, and sentences name its setting."""
    found = access(OPENAI_API_KEY="sk-1", OPENAI_SPEECH_API_KEY="sk-2")
    assert (found.key, found.key_setting) == ("sk-2", "OPENAI_SPEECH_API_KEY")


def test_speech_may_be_elsewhere_than_the_models() -> None:
    """Its address goes before the models' address; a socket's scheme and a slash at the end do no harm."""
    models = "http://localhost:1/v1"
    assert access(OPENAI_BASE_URL=models).base_url == models
    found = access(OPENAI_BASE_URL=models, OPENAI_SPEECH_BASE_URL="wss://speech.example/v1/")
    assert (found.base_url, found.host) == ("https://speech.example/v1", "speech.example")


def test_a_server_of_ones_own_needs_no_key() -> None:
    """It is told something all the same, because clients of the protocol always tell one."""
    assert access(OPENAI_SPEECH_BASE_URL="http://localhost:8001/v1").key == "none"
    assert access(OPENAI_BASE_URL="http://localhost:8001/v1").key == "none"


@pytest.mark.parametrize("settings", [{}, {"OPENAI_BASE_URL": OWN + "/"}, {"OPENAI_SPEECH_BASE_URL": OWN}])
def test_openai_itself_needs_a_key(settings: dict[str, str]) -> None:
    """Without one the sentence says which setting is missing."""
    with pytest.raises(SpeechUnavailable, match="OpenAI needs OPENAI_API_KEY") as refused:
        access(**settings)
    assert refused.value.fault == "key"


@pytest.mark.parametrize("key", ["sk-ключ", "sk-1\n", "sk 1"])
def test_what_cannot_be_a_key_is_told_before_it_is_sent(key: str) -> None:
    """By the name of its setting, and without showing it."""
    with pytest.raises(SpeechUnavailable, match="OPENAI_API_KEY holds characters") as refused:
        access(OPENAI_API_KEY=key)
    assert refused.value.fault == "key"
    assert key not in str(refused.value)


def test_neither_key_nor_password_is_shown() -> None:
    """Not in the repr, and not in what the server is called."""
    found = access(OPENAI_SPEECH_API_KEY="sk-secret", OPENAI_SPEECH_BASE_URL="http://me:pass@host:8001/v1")
    assert found.vendor == "The speech server at host:8001"
    assert "sk-secret" not in repr(found)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"error": {"code": "insufficient_quota", "param": null}}', "insufficient_quota"),
        (b'{"error": {"code": "model_not_found", "param": "voice"}}', "model_not_found"),
        (b'{"error": {"code": "invalid_value", "param": "voice"}}', "voice_not_found"),
        (b'{"error": {"code": null, "param": "model"}}', "model_not_found"),
        (b'{"error": {"code": "rate_limit_exceeded"}}', "rate_limit_exceeded"),
        (b'{"error": {}}', ""),
        (b'{"error": "x"}', ""),
        (b"[]", ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_a_refusal_says_more_than_its_status(body: bytes, code: str) -> None:
    """By its code, or by the parameter that it refuses."""
    assert code_of(body) == code
