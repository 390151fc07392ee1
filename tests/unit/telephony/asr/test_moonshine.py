"""The model's vocabulary file, and its decoding of what is no speech."""

import threading

import numpy as np
import pytest

from telephony.asr import moonshine
from telephony.asr.moonshine import Moonshine
from telephony.errors import SpeechUnavailable


@pytest.fixture(scope="module")
def model() -> Moonshine:
    """The real model."""
    return Moonshine()


@pytest.mark.parametrize("samples", [0, 1, 800, 1600, 16_000 * 12])
def test_sound_of_any_length_is_decoded(model: Moonshine, samples: int) -> None:
    """From no sound to twelve seconds: an answer, with a confidence between 0 and 1."""
    words = model.recognise(np.zeros(samples, np.float32))
    assert 0.0 <= words.confidence <= 1.0


def test_the_answer_is_no_longer_than_speech_can_be(model: Moonshine) -> None:
    """Out of loud noise no more words come than could be said in that time."""
    noise = np.random.default_rng(0).standard_normal(32_000).astype(np.float32) * 0.05
    assert len(model.recognise(noise).text.split()) <= 2 * moonshine._TOKENS_PER_S + 3


def test_decoding_that_nobody_wants_any_more_stops(model: Moonshine) -> None:
    """Abandoned before its first token, it gives no words."""
    abandoned = threading.Event()
    abandoned.set()
    noise = np.random.default_rng(0).standard_normal(32_000).astype(np.float32) * 0.05
    assert model.recognise(noise).text
    assert model.recognise(noise, abandoned) == moonshine.NOTHING


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another release of the package carries other files, or none: refused, with the release to install."""
    monkeypatch.setitem(moonshine._SHA256, "tokenizer.bin", "0" * 64)
    with pytest.raises(SpeechUnavailable, match=r"tokenizer\.bin differs.*moonshine-voice==0\.1\.0"):
        Moonshine()


def test_a_missing_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package the sentence names it."""
    monkeypatch.setattr("telephony.audio.onnx.find_spec", lambda name: None)
    with pytest.raises(SpeechUnavailable, match="Install moonshine-voice"):
        Moonshine()


def test_tokens_longer_than_127_bytes_are_read() -> None:
    """A length of one byte up to 127, of two bytes from 128 up, and empty tokens."""
    long = b"x" * 300
    content = b"\x02ab" + b"\x00" + bytes((300 % 128 + 128, 300 // 128)) + long
    assert moonshine._read_tokens(content) == [b"ab", b"", long]
