"""Moonshine tiny-en: English speech to words, run straight on onnxruntime.

Source: "Moonshine: Speech Recognition for Live Transcription and Voice Commands" (arXiv 2410.15608); the model files
are those inside the package `moonshine-voice`, which is found but never imported. Encoder once, then one token a run,
the most probable each time. 16 kHz in.
"""

from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

from telephony.asr.repetition import repeated_tail
from telephony.audio import onnx
from telephony.audio.ulaw import Samples

HZ = 16000
"""Samples a second that the model was trained on."""
_PACKAGE = "moonshine-voice==0.1.0"
_ENCODER = "encoder_model.ort"
_DECODER = "decoder_model_merged.ort"
_TOKENS = "tokenizer.bin"
_SHA256 = {
    _ENCODER: "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    _DECODER: "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    _TOKENS: "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
_BEGIN, _END = 1, 2
_TOKENS_PER_S = 6.5
"""Nobody speaks more tokens a second; a decoder that wants to has lost the thread."""
_SHORTEST = HZ // 10
# Within the decoder graph the mask of the sound is thinned by this factor, to one value for each encoder frame.
_MASK_PER_FRAME = 384


@dataclass(frozen=True, slots=True)
class Words:
    """What was understood."""

    text: str
    confidence: float
    """The geometric mean of the tokens' probabilities, between 0 and 1."""


NOTHING = Words("", 0.0)
"""There were no words."""


class Moonshine:
    """The model. Reads only, so any number of threads may use it at once. Raises `SpeechUnavailable` when made."""

    def __init__(self) -> None:
        folder = onnx.package_folder("moonshine_voice", install=_PACKAGE) / "assets" / "tiny-en"
        onnx.verify(folder, _SHA256, install=_PACKAGE)
        self._encoder: Any = onnx.open_model(folder / _ENCODER)
        self._decoder: Any = onnx.open_model(folder / _DECODER)
        self._tokens = _read_tokens((folder / _TOKENS).read_bytes())
        self._cache = {
            entry.name: np.zeros((1, entry.shape[1], 0, entry.shape[3]), np.float32)
            for entry in self._decoder.get_inputs()
            if entry.name.startswith("past_key_values")
        }

    def recognise(self, samples: Samples, abandoned: Event | None = None) -> Words:
        """The words in 16 kHz sound; blocks for about 20 ms per second of it.

        `abandoned`, set by another thread, says that nobody wants them any more: what there is is given soon.
        """
        abandoned = abandoned or Event()
        if len(samples) < _SHORTEST:
            samples = np.pad(samples, (0, _SHORTEST - len(samples)))
        sound = np.ascontiguousarray(samples, np.float32)[None]
        (hidden,) = self._encoder.run(None, {"input_values": sound, "attention_mask": np.ones(sound.shape, np.int64)})
        most = int(len(samples) / HZ * _TOKENS_PER_S) + 3
        tokens, log_probability = self._decode(hidden, most, abandoned)
        text = b"".join(self._tokens[token] for token in tokens if token < len(self._tokens))
        words = text.decode("utf-8", "ignore").replace("\u2581", " ").strip()
        return Words(words, float(np.exp(log_probability))) if words else NOTHING

    def _decode(self, hidden: NDArray[np.float32], most: int, abandoned: Event) -> tuple[list[int], float]:
        """Tokens, and their mean log probability; a loop of repeated tokens is cut off and distrusted."""
        fixed = {
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": np.ones((1, hidden.shape[1] * _MASK_PER_FRAME), np.int64),
        }
        cache: dict[str, NDArray[np.float32]] = dict(self._cache)
        tokens: list[int] = []
        total, token = 0.0, _BEGIN
        for step in range(most):
            if abandoned.is_set():
                break
            given = {"input_ids": np.array([[token]], np.int64), "use_cache_branch": np.array([step > 0])}
            logits, *present = self._decoder.run(None, fixed | given | cache)
            token, log_probability = _most_probable(logits[0, -1])
            total += log_probability
            if token == _END:
                return tokens, total / (len(tokens) + 1)
            tokens.append(token)
            if (looped := repeated_tail(tokens)) is not None:
                return tokens[: len(tokens) - looped], _LOOPED
            # The cross-attention part depends on the sound alone: the first step computes it, the later ones keep it.
            computed = zip(self._cache, present, strict=True)
            cache |= {name: value for name, value in computed if step == 0 or ".decoder." in name}
        return tokens, total / max(1, len(tokens))


_LOOPED = float(np.log(0.1))


def _most_probable(logits: NDArray[np.float32]) -> tuple[int, float]:
    token = int(logits.argmax())
    return token, -float(np.log(np.exp(logits - logits[token]).sum()))


def _read_tokens(content: bytes) -> list[bytes]:
    """The vocabulary: each token is its length (one byte, or two from 128 up) and its bytes."""
    tokens: list[bytes] = []
    at = 0
    while at < len(content):
        length = content[at]
        at += 1
        if length >= 128:
            length = content[at] * 128 + length - 128
            at += 1
        tokens.append(content[at : at + length])
        at += length
    return tokens
