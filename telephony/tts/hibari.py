"""Hibari: English text to speech, 24 kHz, about 130 times faster than speech on one core.

The model, its reading of words (G2P) and its signal processing are the package `hibari-tts`; the session is ours, for
two reasons: threads that do not spin, and one more output. The graph knows how long each sound lasts and keeps it to
itself; asked for that tensor too, it tells where every word lies. Only the voice "heart" is in the package.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hibari import Hibari as _Package
from hibari import dsp
from hibari.g2p import G2P
from hibari.g2p.normalize import normalize
from hibari.g2p.oov import OOV

from telephony.audio import onnx
from telephony.audio.ulaw import Samples
from telephony.tts.port import Word

HZ = int(dsp.SR)
"""Samples a second of what the model makes."""
_PACKAGE = "hibari-tts==0.2.1"
_MODEL = "hibari.onnx"
_UNKNOWN_WORDS = "oov.onnx"
_SHA256 = {
    _MODEL: "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8",
    _UNKNOWN_WORDS: "d3cfd8122c5f172a98c8de38268bf1213ee09f2c2ae4df6e055fc6532590fe76",
}
_ENDS = "/CumSum_output_0"
"""The tensor of the graph that says after how many frames each sound of the text ends."""
_MOST_SOUNDS = 400
_NUMBER = re.compile(r"\d[\d,]*")
_LONGEST_NUMBER = 15
_PAUSES = frozenset(';:,.!?—…"()“” ')


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a text: samples at 24 kHz, and where the words as it speaks them lie."""

    samples: Samples
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class _Sounds:
    """A word as it is spoken, and its sounds in the model's alphabet."""

    text: str
    phonemes: str


class Hibari:
    """The model with the voice "heart". Reads only, so any number of threads may use it at once.

    Raises `SpeechUnavailable` when a file is missing or differs.
    """

    def __init__(self) -> None:
        folder = onnx.package_folder("hibari", install=_PACKAGE) / "assets"
        onnx.verify(folder, _SHA256, install=_PACKAGE)
        self._session: Any = onnx.open_model((folder / _MODEL).read_bytes() + _one_more_output(_ENDS))
        unknown = str(folder / _UNKNOWN_WORDS)
        self._g2p: Any = G2P(oov=OOV(unknown, session=onnx.open_model(folder / _UNKNOWN_WORDS)))
        self._vocabulary: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))

    @staticmethod
    def sentences(text: str) -> list[str]:
        """The sentences of a text; a full stop after a title or an initial ends none."""
        return [str(sentence) for sentence in _Package.split_sentences(text)]

    def read(self, text: str) -> Reading:
        """Speak one sentence; blocks for about 8 ms per second of sound. No speakable letter: no samples."""
        samples: list[Samples] = []
        words: list[Word] = []
        length = 0
        sounds = self._sounds(text)
        if all(_PAUSES.issuperset(word.phonemes) for word in sounds):
            return Reading(np.zeros(0, np.float32), ())
        for run in _runs(sounds):
            sound, spoken = self._speak(run)
            start = length * 1000 // HZ
            words += [Word(word.text, word.start_ms + start, word.end_ms + start) for word in spoken]
            samples.append(sound)
            length += len(sound)
        return Reading(np.concatenate(samples), tuple(words))

    def _sounds(self, text: str) -> list[_Sounds]:
        tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(normalize(_digit_by_digit(text))))
        words: list[_Sounds] = []
        written = phonemes = ""
        for token in tokens:
            written += token.text
            phonemes += "".join(sound for sound in token.phonemes or "" if sound in self._vocabulary)
            if token.whitespace or token is tokens[-1]:
                if phonemes.strip():
                    words.append(_Sounds(written, phonemes.strip()))
                written = phonemes = ""
        return words

    def _speak(self, words: Sequence[_Sounds]) -> tuple[Samples, list[Word]]:
        sounds = " ".join(word.phonemes for word in words)
        ids = [0, *(self._vocabulary[sound] for sound in sounds), 0]
        *spectrum, ends = self._session.run(None, {"ids": np.array([ids], np.int64), "speed": np.ones(1, np.float32)})
        # The same noise every time: the same text is the same sound, byte by byte.
        samples = dsp.synth(*(part[0] for part in spectrum), np.random.default_rng(0))
        ends = ends.ravel()
        scale = len(samples) * 1000 / HZ / max(1, int(ends[-1]))
        return np.asarray(samples, np.float32), list(_times(words, [round(end * scale) for end in ends.tolist()]))


def _digit_by_digit(text: str) -> str:
    """Nobody follows a number beyond the billions; card and account numbers are read as digits."""
    return _NUMBER.sub(lambda match: " ".join(match[0]) if len(match[0]) > _LONGEST_NUMBER else match[0], text)


def _runs(words: Sequence[_Sounds]) -> Iterator[list[_Sounds]]:
    """As many words at once as the model takes."""
    run: list[_Sounds] = []
    length = 0
    for word in words:
        if run and length + len(word.phonemes) + 1 > _MOST_SOUNDS:
            yield run
            run, length = [], 0
        run.append(word)
        length += len(word.phonemes) + 1
    if run:
        yield run


def _times(words: Sequence[_Sounds], ends_ms: Sequence[int]) -> Iterator[Word]:
    """`ends_ms`: where each sound ends; the first is the silence before the text, a space lies between two words."""
    spans = list(pairwise(ends_ms))
    at = 0
    for word in words:
        own = spans[at : at + len(word.phonemes)]
        heard = [span for span, sound in zip(own, word.phonemes, strict=True) if sound not in _PAUSES] or own
        yield Word(word.text, heard[0][0], heard[-1][1])
        at += len(word.phonemes) + 1


def _one_more_output(tensor: str) -> bytes:
    """Bytes that, after those of an ONNX model, make an inner tensor an output.

    A model is a Protocol Buffers message, and two of them one after the other are read as one, merged: here
    `ModelProto.graph` (7) `.output` (12) `.name` (1).
    """
    message = tensor.encode()
    for number in (1, 12, 7):
        message = bytes((number << 3 | 2, len(message))) + message
    return message
