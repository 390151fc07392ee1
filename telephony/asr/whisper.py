"""Transcription over REST, one utterance at a time: OpenAI's, or that of any server that speaks its protocol.

Source: `POST /v1/audio/transcriptions` of OpenAI's API reference. The server hears only what is sent to it whole, so
the call's own voice detector says where an utterance begins and ends. When it ends it is sent (`Eager`); when the
caller goes on, it is sent again, longer. There are no `Partial`s: each would cost a request.
"""

import asyncio
import io
import wave
from collections.abc import AsyncIterator, Callable, Coroutine
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Self

import structlog

from telephony.asr import openai_dialect as dialect
from telephony.asr.port import Eager, Failed, Final, Listening, Result, Resumed
from telephony.asr.results import Results
from telephony.asr.utterance import Utterance, quietest_place
from telephony.audio import ulaw
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.openai_access import SpeechAccess
from telephony.openai_rest import OpenAIRest
from telephony.refusals import broke_off, too_late
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)

MODEL = "gpt-transcribe"
ANSWER_S = 4.5
"""The longest that a transcript may take: less than a call waits for words, so that somebody else can still write
them down.
"""
LEAST_MS = 100
"""Shorter sound is refused; nobody says a word in it."""
_WARM_UP_MS = 300


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long an utterance may be."""

    settle_ms: int = 25_000
    """From this length on the older part becomes `Final`."""
    bound_ms: int = 45_000
    """The longest that is kept, should the server fall behind."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What the server understood."""

    text: str
    confidence: float
    languages: tuple[str, ...]


class WhisperRecogniser:
    """One model behind one server, for all calls of the process. `answer_s`: the longest that a transcript may take."""

    def __init__(
        self, access: SpeechAccess, *, model: str, answer_s: float = ANSWER_S, lengths: Lengths | None = None
    ) -> None:
        self.answer_s = answer_s
        self._rest = OpenAIRest(access, limit_s=answer_s)
        self._model = model
        self._lengths = lengths or Lengths()
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `whisper`, or `whisper:whisper-1`. Raises `SpeechUnavailable` for want of a key."""
        return cls(SpeechAccess.of(means), model=model or MODEL)

    async def warm(self) -> None:
        """Ask for the model; a server that does not tell of its models is sent a moment of silence instead.

        So is one that refuses to tell: a key may be good for nothing but speech. Raises `SpeechUnavailable`.
        """
        try:
            await self._rest.ask("GET", f"/models/{self._model}")
        except SpeechUnavailable as why:
            if why.fault in {"network", "timeout"}:
                raise
        else:
            return
        await self.transcribe(ulaw.SILENCE * (_WARM_UP_MS * BYTES_PER_MS), Listening())

    async def keep_warm(self) -> None:
        """Ask for the model, so that a connection is open. Raises `SpeechUnavailable`."""
        await self._rest.ask("GET", f"/models/{self._model}")

    async def open(self, listening: Listening) -> "WhisperTranscriber":
        """Begin to listen to one caller. Raises `SpeechUnavailable` after `aclose`."""
        if self._closed:
            raise SpeechUnavailable("The recogniser is closed: the process is ending.")
        return WhisperTranscriber(self, listening, self._lengths)

    async def aclose(self) -> None:
        """Close the connections. Safe to call twice."""
        self._closed = True
        await self._rest.aclose()

    async def transcribe(self, sound: bytes, listening: Listening) -> Transcript:
        """The words in µ-law sound. Raises `SpeechUnavailable`."""
        answer = await self._rest.ask(
            "POST",
            "/audio/transcriptions",
            data=dialect.form(self._model, listening),
            files={"file": ("utterance.wav", wav(sound), "audio/wav")},
        )
        text = answer.get("text")
        if not isinstance(text, str):
            raise broke_off(self.vendor, "its answer holds no text")
        sure = dialect.confidence(answer.get("logprobs"))
        return Transcript(text.strip(), sure, dialect.languages(answer.get("languages")))

    @property
    def vendor(self) -> str:
        """As it is called in sentences."""
        return self._rest.access.vendor

    def account(self, seconds: float) -> None:
        """Tell how much sound was sent for a call."""
        report(Usage("asr", "whisper", self._model, "seconds", seconds))


class WhisperTranscriber:
    """One caller's words. It listens only between `voice(speaking=True)` and `voice(speaking=False)`."""

    def __init__(self, recogniser: WhisperRecogniser, listening: Listening, lengths: Lengths) -> None:
        self._recogniser = recogniser
        self._listening = listening
        self._lengths = lengths
        self._utterance = Utterance(bound_ms=lengths.bound_ms)
        self._results = Results()
        self._speaking = False
        self._eager = False
        self._settling: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._asking = asyncio.Lock()
        self._asked_at: float | None = None
        """Since when a transcript is waited for."""
        self._sent_s = 0.0
        self._context = copy_context()
        self._loop = asyncio.get_running_loop()
        self._closed = False

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks."""
        if self._closed:
            return
        self._utterance.feed(audio)
        if self._speaking and not _runs(self._settling) and self._utterance.milliseconds >= self._lengths.settle_ms:
            self._settling = self._start(self._settle_older)

    def voice(self, *, speaking: bool) -> None:
        """The caller's voice began, or ended: what decides where an utterance begins and ends."""
        if self._closed or speaking == self._speaking:
            return
        self._speaking = speaking
        if speaking:
            _cancel(self._ending)
            if self._eager:
                self._eager = False
                self._results.put(Resumed())
            self._utterance.speak()
        else:
            self._utterance.pause()
            self._ending = self._start(self._end)

    def end_utterance(self) -> None:
        """Forget the words so far, and whatever is still being asked. Whoever let a whole turn go by without an answer
        has failed, though nobody waits for it any more.
        """
        asked_at, self._asked_at = self._asked_at, None
        for task in (self._settling, self._ending):
            _cancel(task)
        self._utterance.forget()
        self._eager = False
        if asked_at is not None and not self._closed and self._loop.time() - asked_at > self._recogniser.answer_s / 2:
            late = too_late(self._recogniser.vendor, self._recogniser.answer_s / 2)
            self._fail(Failed(str(late), late.fault))

    def adapt(self, listening: Listening) -> None:
        """The next request, and those after it, are made for this."""
        self._listening = listening

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        if not self._closed:
            self._stop()
        tasks = [task for task in (self._settling, self._ending) if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)
        self._results.end()

    async def _end(self) -> None:
        transcript = await self._transcribed(self._utterance.sound)
        self._eager = True
        self._results.put(Eager(transcript.text, transcript.confidence, transcript.languages))

    async def _settle_older(self) -> None:
        dropped = self._utterance.dropped_bytes
        sound = self._utterance.sound
        cut = quietest_place(sound)
        transcript = await self._transcribed(sound[:cut])
        self._utterance.forget(max(0, cut - (self._utterance.dropped_bytes - dropped)))
        if transcript.text:
            self._results.put(Final(transcript.text, transcript.confidence, languages=transcript.languages))

    async def _transcribed(self, sound: bytes) -> Transcript:
        if len(sound) < LEAST_MS * BYTES_PER_MS:
            return Transcript("", 1.0, ())
        self._sent_s += len(sound) / TELEPHONE_HZ
        self._asked_at = asked_at = self._loop.time()
        try:
            return await self._recogniser.transcribe(sound, self._listening)
        finally:
            if self._asked_at == asked_at:
                self._asked_at = None

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        return asyncio.create_task(self._guarded(work), name=f"asr.{work.__name__.lstrip('_')}")

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            # One that was told to stop takes a moment: a call has one request on its way, never two.
            async with self._asking:
                await work()
        except SpeechUnavailable as why:
            self._fail(Failed(str(why), why.fault))
        except Exception as error:  # the edge of a background job: the call is told, and lives without us
            log.exception("asr.failed")
            self._fail(Failed(f"The recogniser failed ({type(error).__name__}).", "local"))

    def _fail(self, failed: Failed) -> None:
        self._results.put(failed)
        self._stop()

    def _stop(self) -> None:
        self._closed = True
        self.end_utterance()
        # On behalf of the call, whoever noticed the end: its voice detector has no call.
        self._context.run(self._recogniser.account, self._sent_s)
        if self._utterance.dropped_bytes:
            log.warning("asr.sound_dropped", dropped_ms=self._utterance.dropped_bytes // BYTES_PER_MS)


def wav(sound: bytes) -> bytes:
    """µ-law as a WAV file of 16-bit PCM, 8 kHz: every server can read that, while some cannot read µ-law in WAV."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(TELEPHONE_HZ)
        written.writeframes(ulaw.decode(sound).astype("<i2").tobytes())
    return file.getvalue()


def _runs(task: asyncio.Task[None] | None) -> bool:
    return task is not None and not task.done()


def _cancel(task: asyncio.Task[None] | None) -> None:
    if task is not None and task is not asyncio.current_task():
        task.cancel()
