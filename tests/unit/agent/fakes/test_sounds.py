"""Sound as clients may ask for it."""

import io
import wave

import numpy as np
import pytest

from agent.fakes.sounds import ENCODINGS, Encoding, _alaw, encoded, wav
from telephony.audio import ulaw

TONE = ulaw.from_samples((np.sin(np.arange(800) / 3) * 0.3).astype(np.float32))


@pytest.mark.parametrize(
    ("encoding", "hertz", "length"),
    [("pcm_mulaw", 8000, 800), ("pcm_alaw", 8000, 800), ("pcm_s16le", 16000, 3200), ("pcm_f32le", 24000, 9600)],
)
def test_each_encoding_has_its_length(encoding: Encoding, hertz: int, length: int) -> None:
    """A tenth of a second is as long in each of them as its samples are."""
    assert len(encoded(TONE, encoding, hertz=hertz)) == length


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_sound_stays_none(encoding: Encoding) -> None:
    """Nothing is nothing at every rate."""
    assert encoded(b"", encoding, hertz=16000) == b""


def test_a_law_is_that_of_the_standard() -> None:
    """Silence, the loudest samples and one of each segment, as ITU-T G.711 codes them."""
    levels = {0: 0xD5, 32767: 0xAA, -32768: 0x2A, 8: 0xD5, 100: 0xD3, 1000: 0xFA, 5000: 0x86, -1: 0x55, -1000: 0x7A}
    assert _alaw(np.array(list(levels), dtype=np.int32)) == bytes(levels.values())


def test_a_wav_file_is_one() -> None:
    """It can be opened, and is as long as the sound."""
    with wave.open(io.BytesIO(wav(TONE, hertz=16000))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
        assert file.getnframes() == 1600


def test_a_wav_file_of_single_bytes_ends_evenly() -> None:
    """An odd number of samples is told as it is, and padded."""
    file = wav(TONE[:-1], hertz=8000, encoding="pcm_mulaw")
    assert int.from_bytes(file[40:44], "little") == 799
    assert int.from_bytes(file[4:8], "little") == len(file) - 8 == 36 + 800
