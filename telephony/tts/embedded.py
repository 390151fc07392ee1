"""Speech synthesis inside the process: no key, no network. English, one voice.

A text is spoken sentence by sentence in the speech pool: the first is on its way while the second is made, and an
interruption loses at most one sentence's work. Hindi in its own script is read out in Roman letters, with an English
accent: it can be followed, no more.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Self

import structlog

from telephony.audio import ulaw
from telephony.audio.levels import amplify, fade_out, sounding
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.audio.workers import PoolClosed, PoolFull, Priority, SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.tts.alignment import align
from telephony.tts.devanagari import contains_devanagari, romanise
from telephony.tts.hibari import HZ, Hibari
from telephony.tts.passages import clauses, quick_start
from telephony.tts.port import Speech, Word
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)

_VOICE = "heart"
_GAIN = 1.65
"""The voice speaks at -24 dB of full scale; telephone speech is expected near -20."""
_SILENT = 0.01
_BEFORE_MS, _AFTER_MS = 40, 80
"""Silence left around speech. The model makes some 300 ms before and 500 ms after, and every caller would wait."""
_SENTENCE_PAUSE_MS, _CLAUSE_PAUSE_MS = 220, 60
_CHECK_MS = 10
_FADE_MS = 10


@dataclass(frozen=True, slots=True)
class _Passage:
    """A piece of text that is spoken at once, and the silence after it."""

    text: str
    pause_ms: int


class EmbeddedVoice:
    """Hibari's voice "heart" for all calls of the process. `pool`: where the synthesis happens."""

    # The number says that the sound was changed: kept speech of another number is not ours.
    name = f"embedded:{_VOICE}/1"

    def __init__(self, pool: SpeechPool) -> None:
        self._pool = pool
        self._model: Hibari | None = None
        self._loading = asyncio.Lock()
        self._closed = False
        self._told: set[str] = set()

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `embedded`, or `embedded:heart`. Any other voice would have to be downloaded."""
        if model not in {"", _VOICE}:
            raise SpeechUnavailable(
                f"The embedded voice is {_VOICE!r}; {model!r} would have to be downloaded: write 'embedded'."
            )
        return cls(means.pool)

    async def warm(self) -> None:
        """Check and load the model, and run it once. Raises `SpeechUnavailable`."""
        await self._warmed()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text, a sentence or a long clause at a time, with the times of its words."""
        model = await self._warmed()
        self._tell_limits(text, language)
        report(Usage("tts", "embedded", _VOICE, "characters", len(text)))
        spoken_bytes = 0
        for passage in _passages(text):
            speech = await self._make(model, passage)
            shift = spoken_bytes // BYTES_PER_MS
            spoken_bytes += len(speech.audio)
            if speech.audio:
                words = (Word(word.text, word.start_ms + shift, word.end_ms + shift) for word in speech.words)
                yield Speech(speech.audio, tuple(words))

    async def aclose(self) -> None:
        """Let go of the model. Safe to call twice."""
        self._closed = True
        self._model = None

    async def _make(self, model: Hibari, passage: _Passage) -> Speech:
        try:
            return await self._pool.run(Priority.SYNTHESIS, _speech, model, passage)
        except (PoolFull, PoolClosed):
            raise
        except Exception as error:  # the model is somebody else's code: whatever it raises, the caller hears nothing
            raise SpeechUnavailable(f"The embedded voice could not speak a sentence: {error!r}.") from error

    async def _warmed(self) -> Hibari:
        async with self._loading:
            if self._closed:
                raise SpeechUnavailable("The embedded voice is closed: the process is ending.")
            if self._model is None:
                self._model = await self._pool.run(Priority.WARM_UP, _load)
            return self._model

    def _tell_limits(self, text: str, language: str) -> None:
        if language.partition("-")[0].lower() != "en":
            self._tell_once("tts.language_not_known", language=language, spoken_as="en")
        if contains_devanagari(text):
            self._tell_once("tts.read_in_roman_letters", script="Devanagari")

    def _tell_once(self, event: str, **fields: str) -> None:
        if event not in self._told:
            self._told.add(event)
            log.warning(event, **fields)


def _passages(text: str) -> list[_Passage]:
    """In Devanagari a sentence ends with a danda, so the text is written in Roman letters first when it is cut."""
    passages: list[_Passage] = []
    for sentence in Hibari.sentences(text.replace("।", "।\n")):
        *parts, last = clauses(sentence) if passages else quick_start(sentence)
        passages += [_Passage(part, _CLAUSE_PAUSE_MS) for part in parts]
        passages.append(_Passage(last, _SENTENCE_PAUSE_MS))
    if passages:
        passages[-1] = _Passage(passages[-1].text, 0)
    return passages


def _speech(model: Hibari, passage: _Passage) -> Speech:
    """Blocks; for the pool."""
    reading = model.read(romanise(passage.text))
    samples = amplify(resample(reading.samples, HZ, TELEPHONE_HZ), _GAIN)
    first, last = sounding(samples, size=_CHECK_MS * BYTES_PER_MS, threshold=_SILENT)
    if not last:
        return Speech(b"")
    first = max(0, first - _BEFORE_MS * BYTES_PER_MS)
    last = min(len(samples), last + _AFTER_MS * BYTES_PER_MS)
    audio = fade_out(ulaw.from_samples(samples[first:last]), _FADE_MS)
    ends_ms = len(audio) // BYTES_PER_MS
    words = tuple(
        Word(
            word.text,
            _within(word.start_ms - first // BYTES_PER_MS, ends_ms),
            _within(word.end_ms - first // BYTES_PER_MS, ends_ms),
        )
        for word in align(passage.text.split(), reading.words)
    )
    return Speech(audio + ulaw.SILENCE * (passage.pause_ms * BYTES_PER_MS), words)


def _within(at_ms: int, end_ms: int) -> int:
    return max(0, min(at_ms, end_ms))


def _load() -> Hibari:
    model = Hibari()
    model.read("Good morning, how may I help you?")
    return model
