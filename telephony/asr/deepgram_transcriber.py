"""One caller at Deepgram, whichever of its protocols: one stream, or two while one follows the other."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable

import structlog

from telephony.asr.deepgram_messages import Complaint, Configured, Message, read
from telephony.asr.deepgram_outbound import Request
from telephony.asr.deepgram_parameters import Plan, serves
from telephony.asr.deepgram_sender import VENDOR, Limits
from telephony.asr.deepgram_stream import DeepgramStream
from telephony.asr.port import Failed, Listening, Result
from telephony.asr.results import Results
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off
from telephony.sockets import PromptConnection

log = structlog.get_logger(__name__)

CONFIGURE_S = 5.0
"""After so long without an answer a change of configuration is taken for lost."""

Open = Callable[[Plan], Awaitable[PromptConnection]]
"""Opens a socket for a plan. Raises `SpeechUnavailable`."""
Planning = Callable[[Listening], Plan]


class DeepgramTranscriber(ABC):
    """What Nova and Flux have in common. `open_`: opens a socket; `planning`: which one a way of listening needs."""

    def __init__(self, listening: Listening, *, open_: Open, planning: Planning, limits: Limits) -> None:
        self._open = open_
        self._planning = planning
        self._limits = limits
        self._results = Results()
        self._loop = asyncio.get_running_loop()
        self._closed = False
        self._wanted = self._plan = planning(listening)
        self._check(listening)
        self._settings = self._changeable(self._plan)
        self._refused: Plan | None = None
        self._asked_at: float | None = None
        self._changing: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._streams: dict[int, DeepgramStream] = {}
        self._fed_bytes = 0
        self._origins: dict[int, int] = {}
        """How much had been fed when a stream began."""
        self._stream = self._new_stream(self._plan)

    async def begin(self) -> None:
        """Wait for the stream. Raises `SpeechUnavailable`."""
        try:
            failure = await self._stream.opened()
        except asyncio.CancelledError:
            await self.aclose()
            raise
        if failure is not None:
            await self.aclose()
            raise failure

    # ── the port ──────────────────────────────────────────────────────────────

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks."""
        if not self._closed:
            self._fed_bytes += len(audio)
            self._stream.feed(audio)

    def voice(self, *, speaking: bool) -> None:
        """The call's own voice detector saw the caller begin or cease to speak."""
        if self._closed:
            return
        self._stream.voice(speaking=speaking)
        self._voice_changed(speaking=speaking)

    def end_utterance(self) -> None:
        """The call took the words so far for a whole turn."""
        if not self._closed:
            self._results.forget()
            self._take({number: stream.position for number, stream in self._streams.items()})

    def adapt(self, listening: Listening) -> None:
        """Listen like this from now on: by a change of configuration, or by a new stream."""
        if self._closed:
            return
        self._wanted = self._planning(listening)
        self._check(listening)
        self._adapt()

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Stop listening. Safe to call twice."""
        self._closed = True
        self._results.end()
        self._stopped()
        if self._changing is not None:
            self._changing.cancel()
            await asyncio.wait({self._changing})
        await asyncio.gather(*(stream.aclose() for stream in list(self._streams.values())))
        if self._ending is not None and self._ending is not asyncio.current_task():
            await asyncio.wait({self._ending})

    # ── what differs ──────────────────────────────────────────────────────────

    _idle_s: float = 4.0

    @abstractmethod
    def _understood(self, message: Message, *, stream: int) -> list[Result]:
        """What a message says."""

    def _left(self, stream: int) -> list[Result]:  # noqa: ARG002 - some have nothing to say
        """What is known now that an old stream is over."""
        return []

    @abstractmethod
    def _take(self, positions: dict[int, float]) -> None:
        """Forget the words so far."""

    @abstractmethod
    def _voice_changed(self, *, speaking: bool) -> None:
        """The call's own detector heard the voice begin or cease."""

    @abstractmethod
    def _changeable(self, plan: Plan) -> object:
        """What a running stream can be told to change, as the plan has it."""

    @abstractmethod
    def _configure(self, plan: Plan) -> Request:
        """Tell it."""

    def _stopped(self) -> None:  # noqa: B027 - not every one has something to do
        """Nothing more will be sent."""

    # ── of the streams ────────────────────────────────────────────────────────

    def heard(self, stream: DeepgramStream, message: str | bytes) -> None:
        """A message came."""
        if self._closed:
            return
        match read(message, version=self._plan.version):
            case None:
                pass
            case Configured(refusal):
                self._configured(refusal)
            case Complaint(code, fatal):
                log.warning("asr.complaint", provider="deepgram", code=code)
                if fatal:
                    raise broke_off(VENDOR, "it says that it cannot go on")
            case understood:
                self._put(self._understood(understood, stream=stream.number))

    @abstractmethod
    def idle(self, stream: DeepgramStream) -> bytes | Request:
        """Nothing was sent for a while."""

    def ended(self, stream: DeepgramStream, failure: SpeechUnavailable | None) -> None:
        """A stream is over."""
        if failure is not None and not self._closed:
            self._fail(failure)
        elif not self._closed:
            self._put(self._left(stream.number))
        self._streams.pop(stream.number, None)

    def _in_all_sound(self, stream: int, at_ms: int | None) -> int | None:
        """A moment of the stream, in milliseconds of all sound that was fed; None: that is not known."""
        if at_ms is None or not (stream in self._streams and self._streams[stream].intact):
            return None
        return at_ms + self._origins[stream] // BYTES_PER_MS

    def _put(self, results: list[Result]) -> None:
        for result in results:
            self._results.put(result)

    def _fail(self, failure: SpeechUnavailable) -> None:
        self._results.put(Failed(str(failure), failure.fault))
        self._ending = asyncio.create_task(self.aclose(), name="deepgram ends")

    def _new_stream(self, plan: Plan) -> DeepgramStream:
        number = max(self._streams, default=0) + 1
        stream = DeepgramStream(
            lambda: self._open(plan),
            self,
            number=number,
            model=plan.billed_as,
            limits=self._limits,
            idle_s=self._idle_s,
        )
        self._streams[number], self._origins[number] = stream, self._fed_bytes
        return stream

    def _check(self, listening: Listening) -> None:
        if listening.languages[0] not in self._wanted.covers:
            log.warning("asr.language_not_known", language=listening.language, recognised_by=self._wanted.model)

    # ── adapting ──────────────────────────────────────────────────────────────

    def _adapt(self) -> None:
        if self._changing is not None and not self._changing.done():
            return  # the newest wish is looked at when that is done
        if serves(self._plan, self._wanted):
            if self._changeable(self._wanted) != self._settings:
                self._reconfigure()
        elif self._wanted != self._refused:
            # From now on sound goes to the new stream, and waits there until it is open.
            old, self._stream = self._stream, self._new_stream(self._wanted)
            self._changing = asyncio.create_task(self._change(old, self._wanted), name="deepgram changes")

    async def _change(self, old: DeepgramStream, wanted: Plan) -> None:
        failure = await self._stream.opened()
        if failure is None:
            self._plan, self._settings, self._asked_at = wanted, self._changeable(wanted), None
            old.finish()
        else:
            log.warning("asr.language_not_changed", provider="deepgram", why=str(failure))
            new, self._stream, self._refused = self._stream, old, wanted
            del self._streams[new.number]
            old.feed(new.give_back())
        self._loop.call_soon(self._adapt_again)

    def _adapt_again(self) -> None:
        if not self._closed:
            self._adapt()

    def _reconfigure(self) -> None:
        now = self._loop.time()
        if self._asked_at is not None and now - self._asked_at < CONFIGURE_S:
            return  # the newest wish is sent when that is answered
        self._asked_at, self._settings = now, self._changeable(self._wanted)
        self._stream.ask(self._configure(self._wanted))

    def _configured(self, refusal: str) -> None:
        self._asked_at = None
        if refusal:
            log.warning("asr.configure_refused", provider="deepgram", code=refusal)
        self._adapt()
