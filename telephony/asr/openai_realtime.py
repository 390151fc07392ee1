"""OpenAI's realtime transcription: one socket a call, µ-law in, the server says where utterances begin and end.

Source: the Realtime API (transcription sessions) in OpenAI's API reference, in the form of its general availability:
`session.update` with `audio/pcmu`. A socket of our own, not OpenAI's SDK: that one sets no bound to a message, waits
without a limit, and its errors hold the request's headers.

A transcript comes some time after its utterance, so `Eager` is later here than with recognisers that write as they
hear. Models that detect no voice (`gpt-realtime-whisper`) are told by the call's own detector where an utterance ends.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Self

import structlog
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from telephony.asr import openai_dialect as dialect
from telephony.asr.openai_events import (
    Committed,
    Completed,
    Event,
    Lost,
    Refusal,
    SessionCreated,
    SessionUpdated,
    read,
)
from telephony.asr.openai_items import Items
from telephony.asr.openai_outgoing import Outgoing
from telephony.asr.port import Failed, Listening, Result
from telephony.asr.results import Results
from telephony.asr.utterance import PRE_ROLL_MS
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ
from telephony.errors import ProtocolError, SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.openai_access import SpeechAccess
from telephony.refusals import broke_off, refused, too_late
from telephony.sockets import CONNECT_S, open_socket
from telephony.usage import Usage, report

log = structlog.get_logger(__name__)

MODEL = "gpt-transcribe"
LEAST_COMMIT_MS = 100
"""Less sound than this cannot be committed."""
MOST_LOST = 3
"""So many utterances in a row that could not be transcribed, and the recogniser is none."""
NOTICE_MS = 300
"""The server may take so long to be sure that there is a voice."""
_STATUSES = {"invalid_api_key": 401, "insufficient_quota": 429, "rate_limit_exceeded": 429, "model_not_found": 404}
_FATAL = {"invalid_api_key", "insufficient_quota", "model_not_found"}
"""Errors that end a session for us, though the server leaves it open."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take."""

    connect_s: float = CONNECT_S
    """The opening of the socket."""
    ready_s: float = 4.0
    """The session, once the socket is open."""
    answer_s: float = 4.5
    """A transcript, once its utterance is complete, and anything of it; also the taking of what we send. Less than a
    call waits for words, so that somebody else can still write them down.
    """
    doubt_s: float = 3.0
    """The caller began or ceased to speak and the server said nothing: then it is asked whether it is there, and has
    the same time again."""
    silence_ms: int = 350
    """The quiet that ends an utterance; a longer pause is waited for by the call itself."""
    backlog_ms: int = 10_000
    """Sound that may wait to be sent."""


class OpenAIRealtimeRecogniser:
    """One model for all calls of the process; each call has a socket of its own."""

    def __init__(self, access: SpeechAccess, *, model: str, pace: Pace | None = None) -> None:
        self._access = access
        self._model = model
        self._pace = pace or Pace()
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `openai`, or `openai:gpt-live-transcribe`. Raises `SpeechUnavailable`."""
        return cls(SpeechAccess.of(means), model=model or MODEL)

    async def warm(self) -> None:
        """Open a session and close it: key, model and network are tried. Raises `SpeechUnavailable`."""
        socket = await self._session(Listening())
        await socket.close()

    async def open(self, listening: Listening) -> "OpenAIRealtimeTranscriber":
        """Begin to listen to one caller. Raises `SpeechUnavailable`."""
        socket = await self._session(listening)
        return OpenAIRealtimeTranscriber(socket, self._access, self._model, listening, pace=self._pace)

    async def aclose(self) -> None:
        """Open no more. Calls that are open keep their sockets until they close."""
        self._closed = True

    async def _session(self, listening: Listening) -> ClientConnection:
        if self._closed:
            raise SpeechUnavailable("The recogniser is closed: the process is ending.")
        url = f"{self._access.base_url}/realtime?intent=transcription"
        socket = await open_socket(self._access.peer, url, headers=self._access.headers, limit_s=self._pace.connect_s)
        begun = False
        try:
            await self._begun(socket, listening)
            begun = True
        finally:
            if not begun:
                socket.transport.abort()
        return socket

    async def _begun(self, socket: ClientConnection, listening: Listening) -> None:
        failure: SpeechUnavailable
        try:
            async with asyncio.timeout(self._pace.ready_s):
                await self._until(socket, SessionCreated)
                await socket.send(json.dumps(update(self._model, listening, self._pace), ensure_ascii=False))
                await self._until(socket, SessionUpdated)
                return
        except TimeoutError:
            failure = too_late(self._access.vendor, self._pace.ready_s)
        except ProtocolError as error:
            failure = broke_off(self._access.vendor, str(error))
        except ConnectionClosed as error:
            failure = _closed(self._access.vendor, error)
        raise failure  # here, so that it does not hold the library's error

    async def _until(self, socket: ClientConnection, wanted: type[SessionCreated | SessionUpdated]) -> None:
        while not isinstance(event := read(await socket.recv()), wanted):
            if isinstance(event, Refusal):
                raise refusal(self._access, event.code)


class OpenAIRealtimeTranscriber:
    """One caller's words, over one socket whose session has begun."""

    def __init__(
        self, socket: ClientConnection, access: SpeechAccess, model: str, listening: Listening, *, pace: Pace
    ) -> None:
        self._socket = socket
        self._access = access
        self._model = model
        self._listening = listening
        self._pace = pace
        self._detects_voice = dialect.detects_voice(model)
        self._items = Items()
        self._results = Results()
        self._outgoing = Outgoing(bound_ms=pace.backlog_ms)
        self._news = asyncio.Event()
        self._recent = bytearray()
        self._speaking = False
        self._uncommitted = 0
        self._commits = 0
        self._lost = 0
        self._doubting: asyncio.TimerHandle | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._context = copy_context()
        self._closed = False
        self._ended: asyncio.Task[None] | None = None
        self._tasks = (
            asyncio.create_task(self._send(), name="asr.send"),
            asyncio.create_task(self._receive(), name="asr.receive"),
        )

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks."""
        if self._closed:
            return
        if self._detects_voice or self._speaking:
            self._put(audio)
        else:
            self._recent += audio
            del self._recent[: -PRE_ROLL_MS * BYTES_PER_MS]

    def voice(self, *, speaking: bool) -> None:
        """The caller's voice began or ended: for a server that detects it, a moment in which it must be heard of."""
        if self._closed or speaking == self._speaking:
            return
        self._speaking = speaking
        if self._detects_voice:
            self._doubt()
        elif speaking:
            self._tell(self._items.speak())
            self._put(bytes(self._recent))
            self._recent.clear()
        else:
            self._items.pause()
            self._commit()

    def end_utterance(self) -> None:
        """Forget what was said so far, and whatever transcript of it may still come. A server that let a whole turn go
        by without a word has failed, though nobody waits for it any more.
        """
        late = self._late
        if self._detects_voice:
            now_ms = self._outgoing.taken_bytes // BYTES_PER_MS
            before_ms = None if self._speaking else now_ms - NOTICE_MS - dialect.PADDING_MS
            self._items.forget(before_ms=before_ms)
        else:
            if self._uncommitted:
                self._message({"type": "input_audio_buffer.clear"})
                self._uncommitted = 0
            self._items.forget(before_ms=0, coming=self._commits)
        if late:
            self._fail(too_late(self._access.vendor, self._pace.answer_s / 2))
        self._wait()

    def adapt(self, listening: Listening) -> None:
        """From the next utterance on the server is told to listen like this."""
        if listening == self._listening:
            return
        self._listening = listening
        if not self._closed:
            self._message(update(self._model, listening, self._pace))

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        self._stop()
        assert self._ended
        await asyncio.shield(self._ended)

    # ── to the server ─────────────────────────────────────────────────────────

    def _put(self, audio: bytes) -> None:
        self._outgoing.sound(audio)
        self._uncommitted += len(audio)
        self._news.set()

    def _message(self, message: dict[str, Any]) -> None:
        self._outgoing.message(message)
        self._news.set()

    def _commit(self) -> None:
        if self._uncommitted < LEAST_COMMIT_MS * BYTES_PER_MS:
            return
        self._uncommitted = 0
        self._commits += 1
        self._message({"type": "input_audio_buffer.commit"})
        self._wait()

    async def _send(self) -> None:
        try:
            while True:
                self._news.clear()
                while (message := self._outgoing.take()) is not None:
                    async with asyncio.timeout(self._pace.answer_s):
                        await self._socket.send(message)
                await self._news.wait()
        except TimeoutError:
            self._fail(too_late(self._access.vendor, self._pace.answer_s))
        except ConnectionClosed:
            pass  # whoever reads finds out why

    # ── from the server ───────────────────────────────────────────────────────

    async def _receive(self) -> None:
        try:
            while True:
                event = read(await self._socket.recv())
                self._answered()
                if event is not None:
                    self._take(event)
        except ConnectionClosed as error:
            self._fail(_closed(self._access.vendor, error))
        except ProtocolError as error:
            self._fail(broke_off(self._access.vendor, str(error)))
        except Exception as error:  # the edge of a background job: the call is told, and lives without us
            log.exception("asr.failed")
            self._fail(SpeechUnavailable(f"The recogniser failed ({type(error).__name__})."))

    def _take(self, event: Event) -> None:
        match event:
            case Refusal(code):
                self._refused(code)
            case Lost(code=code):
                self._lost += 1
                log.warning("asr.utterance_lost", code=code, in_a_row=self._lost)
            case Completed():
                self._lost = 0
            case Committed():
                self._commits = max(0, self._commits - 1)
        self._tell(self._items.hear(event))
        if self._lost >= MOST_LOST:
            self._fail(broke_off(self._access.vendor, f"it could not transcribe {MOST_LOST} utterances in a row"))
        self._wait()

    def _refused(self, code: str) -> None:
        if code == "input_audio_buffer_commit_empty":
            self._commits = max(0, self._commits - 1)
        if code in _FATAL:
            self._fail(refusal(self._access, code))
        elif code == "session_expired":
            self._fail(broke_off(self._access.vendor, "its session has lasted as long as one may"))
        else:
            log.warning("asr.refused", code=code)

    def _tell(self, results: list[Result]) -> None:
        for result in results:
            self._results.put(result)

    # ── time ──────────────────────────────────────────────────────────────────

    def _wait(self) -> None:
        """Give the server its time from now, if it owes a transcript."""
        _cancel(self._waiting)
        owes = self._items.owed or self._commits > 0
        self._waiting = self._fail_in(self._pace.answer_s) if owes and not self._closed else None

    @property
    def _late(self) -> bool:
        """A transcript is owed, and half of the time for it has gone by without anything."""
        if self._waiting is None or self._closed:
            return False
        return self._waiting.when() - asyncio.get_running_loop().time() < self._pace.answer_s / 2

    def _doubt(self) -> None:
        if self._doubting is None:
            self._doubting = asyncio.get_running_loop().call_later(self._pace.doubt_s, self._probe)

    def _probe(self) -> None:
        # The detectors may differ about what is a voice. But this is always answered.
        self._message(update(self._model, self._listening, self._pace))
        self._doubting = self._fail_in(self._pace.doubt_s)

    def _answered(self) -> None:
        _cancel(self._doubting)
        self._doubting = None

    def _fail_in(self, seconds: float) -> asyncio.TimerHandle:
        late = too_late(self._access.vendor, seconds)
        return asyncio.get_running_loop().call_later(seconds, self._fail, late)

    # ── the end ───────────────────────────────────────────────────────────────

    def _fail(self, why: SpeechUnavailable) -> None:
        self._results.put(Failed(str(why), why.fault))
        self._socket.transport.abort()  # there is nobody to take leave of
        self._stop()

    def _stop(self) -> None:
        if self._closed:
            return
        self._closed = True
        _cancel(self._doubting)
        _cancel(self._waiting)
        seconds = self._outgoing.sent_bytes / TELEPHONE_HZ
        # On behalf of the call, whoever noticed the end: a timer has no call.
        self._context.run(report, Usage("asr", "openai", self._model, "seconds", seconds))
        if self._outgoing.dropped_bytes:
            log.warning("asr.sound_dropped", dropped_ms=self._outgoing.dropped_bytes // BYTES_PER_MS)
        self._ended = asyncio.create_task(self._end(), name="asr.end")

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        self._results.end()
        await self._socket.close()


def update(model: str, listening: Listening, pace: Pace) -> dict[str, Any]:
    """The message that makes a session as we want it."""
    return {"type": "session.update", "session": dialect.session(model, listening, silence_ms=pace.silence_ms)}


def refusal(access: SpeechAccess, code: str) -> SpeechUnavailable:
    """The error for an `error` event."""
    return refused(access.vendor, _STATUSES.get(code, 400), key=access.key_setting, code=code)


def _closed(vendor: str, error: ConnectionClosed) -> SpeechUnavailable:
    code = error.rcvd.code if error.rcvd else None
    return broke_off(vendor, f"close code {code}" if code else "the connection was lost")


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
