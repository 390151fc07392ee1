"""One caller's words, whoever recognises them: a stream that breaks is replaced, and the sound that it still owed words
for is given to the next, in order, without a gap and without doubling.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog

from telephony.asr.port import Eager, Failed, Final, Listening, Moved, Partial, Result, Transcriber
from telephony.asr.results import Results
from telephony.errors import PASSING, SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off
from telephony.steady.attempt import Attempt
from telephony.steady.candidates import Candidates, Limits
from telephony.steady.choosing import Choosing
from telephony.steady.kept import Cursor, Kept
from telephony.steady.told import Told

log = structlog.get_logger(__name__)

_OUTAGES = PASSING - {"timeout"}
"""What fails at once: the caller is not kept waiting for long by asking again."""
_SETTLING_S = 2.0
"""So long after the kept sound was given a stream may still be busy with it."""


@dataclass(slots=True)
class _Stream:
    """Whoever recognises at the moment."""

    number: int
    transcriber: Transcriber
    attempt: Attempt
    cursor: Cursor
    fed: int = 0
    live_at: float | None = None
    """Since when it has all the kept sound and is given the sound as it comes."""
    trouble: SpeechUnavailable | None = None
    """Why it is left, when that is not its own word."""
    unable: bool = False
    """It is left for its languages alone."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there is trouble."""


class SteadyTranscriber:
    """Made by `SteadyRecogniser.open`."""

    def __init__(self, candidates: Candidates, listening: Listening, limits: Limits) -> None:
        self._candidates = candidates
        self._listening = listening
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._choosing = Choosing(every_s=limits.reopen_every_s)
        self._kept = Kept(bound_ms=limits.keep_ms)
        self._told = Told()
        self._results = Results()
        self._heard_upto = 0
        """What lies behind it nobody was given yet."""
        self._trouble: SpeechUnavailable | None = None
        """Why the last was left."""
        self._stranger: int | None = None
        """Whoever was left only for not knowing the caller's language: better than nobody."""
        self._expected = candidates.able(listening)[0]
        self._stream: _Stream | None = None
        self._waits: Iterator[float] = iter(())
        """How long to wait for an outage to be over, each time anew; none until somebody has listened."""
        self._closing: set[asyncio.Task[object]] = set()
        self._closed = False
        self._serving = asyncio.create_task(self._serve(), name="asr.serve")

    # ── the call's side ───────────────────────────────────────────────────────

    def feed(self, audio: bytes) -> None:
        """Take µ-law sound. Never blocks; beyond what is kept the oldest goes."""
        if self._serving.done():
            return
        stream, kept = self._stream, self._kept
        if stream is None or stream.live_at is None or not kept.up_to_date(stream.cursor):
            kept.feed(audio)
            self._pass_on()
            return
        # As nearly always: fifty times a second in every call.
        kept.feed(audio)
        self._heard_upto = stream.cursor.at = kept.end
        stream.fed += len(audio)
        try:
            stream.transcriber.feed(audio)
        except Exception as why:  # noqa: BLE001 - the edge to a provider, as in `_guarding`
            self._broke(stream, why)

    def voice(self, *, speaking: bool) -> None:
        """The caller's voice began, or ended."""
        if self._serving.done():
            return
        if speaking:
            self._told.voice_began()
        self._kept.voice(speaking=speaking)
        self._pass_on()

    def end_utterance(self) -> None:
        """Forget the words so far: their sound is given to nobody any more."""
        self._kept.forget()
        self._told.forget()
        self._results.forget()
        if self._stream is not None:
            with self._guarding(self._stream):
                self._stream.transcriber.end_utterance()

    def adapt(self, listening: Listening) -> None:
        """Listen like this from now on. When the one who listens does not know the caller's new language, somebody
        who does takes over.
        """
        before, self._listening = self._listening, listening
        if (stream := self._stream) is None:
            return
        if listening.languages[0] != before.languages[0] and self._better_than(stream.number):
            self._stranger = stream.number
            self._leave(
                stream, SpeechUnavailable(f"The caller speaks {listening.language} now.", fault="request"), unable=True
            )
            return
        with self._guarding(stream):
            stream.transcriber.adapt(listening)

    @property
    def untroubled(self) -> bool:
        """Whoever was asked first listens, or is just being reached: nobody had to stand in."""
        return self._trouble is None and not self._serving.done()

    def results(self) -> AsyncIterator[Result]:
        """What was understood, in order, whoever understood it."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Stop listening, within two seconds. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._results.end()
        self._serving.cancel()
        await asyncio.wait((self._serving,), timeout=self._limits.close_s)
        if self._serving.done():
            # To be asked how it ended takes from the task the error that holds, by its frames, us who hold the task.
            with suppress(asyncio.CancelledError):
                self._serving.result()
        if self._closing:
            await asyncio.wait(tuple(self._closing), timeout=self._limits.close_s)

    # ── one provider after the other ──────────────────────────────────────────

    async def _serve(self) -> None:
        number: int | None = None
        try:
            while (chosen := self._choose(number) or await self._wait_for(number)) is not None:
                number, leave = chosen
                try:
                    self._trouble = await self._served(number, leave)
                finally:
                    leave.released()
        except Exception:  # the edge of a background job: the call is told, and goes on without words
            log.exception("asr.failed")
            self._trouble = SpeechUnavailable("The recognition of this call broke.")
        why = self._trouble
        assert why is not None
        log.error("asr.nobody_left", why=str(why), fault=why.fault)
        self._results.put(Failed(f"Nobody is left to recognise this call: {why}", why.fault))

    def _choose(self, broke: int | None) -> tuple[int, Attempt] | None:
        now, fault = self._loop.time(), self._trouble and self._trouble.fault
        able, slow = self._candidates.able(self._listening), fault == "timeout"
        order = self._choosing.order(able, now, broke=broke, again=fault in PASSING, slow=slow)
        if self._stranger is not None and self._stranger not in order:
            order.append(self._stranger)
        self._stranger = None
        for number in order:
            if (leave := self._candidates.leave(number)) is not None:
                self._choosing.opened(number, now)
                return number, leave
            self._trouble = self._trouble or self._candidates.barred(number)
        if order and self._choosing.fresh and (leave := self._candidates.insist(order[0])) is not None:
            self._choosing.opened(order[0], now)
            return order[0], leave
        return None

    async def _wait_for(self, broke: int | None) -> tuple[int, Attempt] | None:
        """Nobody is left: whoever broke may be back in a moment. The sound is kept until then."""
        if broke is None or self._trouble is None or self._trouble.fault not in _OUTAGES:
            return None
        wait = next(self._waits, None)
        if wait is None:
            return None
        log.info("asr.outage", provider=self._candidates.name(broke), wait_s=wait)
        await asyncio.sleep(wait)
        leave = self._candidates.leave(broke) or self._candidates.insist(broke)
        return None if leave is None else (broke, leave)

    async def _served(self, number: int, leave: Attempt) -> SpeechUnavailable:
        """Be served by that provider until it is over; returns why it is."""
        listening, name = self._listening, self._candidates.name(number)
        try:
            transcriber = await self._candidates.reach(number, listening)
        except SpeechUnavailable as why:
            leave.failed(why.fault)
            log.warning("asr.not_opened", provider=name, fault=why.fault, why=str(why))
            return why
        stream = _Stream(number, transcriber, leave, self._take_over(number))
        trouble = await self._listened(stream, listening)
        if stream.unable:
            log.info("asr.left", provider=name, why=str(trouble))
        else:
            leave.failed(trouble.fault)
            log.warning("asr.lost", provider=name, fault=trouble.fault, why=str(trouble))
        return trouble

    def _take_over(self, number: int) -> Cursor:
        """Prepare for somebody else's results; returns where he begins to hear."""
        if number != self._expected:
            name, was = self._candidates.name(number), self._candidates.name(self._expected)
            log.warning("asr.switched", provider=name, was=was)
            self._results.put(Moved(name, str(self._trouble)))
            self._expected = number
        if self._kept.overrun and self._kept.rely_on_shown() and (settled := self._told.settle()):
            self._results.put(settled)
        self._told.taken_over()
        return self._kept.cursor(unread=self._heard_upto)

    async def _listened(self, stream: _Stream, listening: Listening) -> SpeechUnavailable:
        self._stream = stream
        if self._trouble is None:
            self._waits = iter(self._limits.outage_s)
        if listening != self._listening:
            with self._guarding(stream):
                stream.transcriber.adapt(self._listening)
        reading = asyncio.create_task(self._read(stream), name="asr.read")
        leaving = asyncio.create_task(stream.left.wait(), name="asr.left")
        replaying = asyncio.create_task(self._replay(stream), name="asr.replay")
        proven = self._loop.call_later(self._limits.proven_s, stream.attempt.succeeded)
        try:
            # A stream that does not let itself be stopped is not waited for.
            await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stream = None
            proven.cancel()
            for task in (reading, leaving, replaying):
                task.cancel()
            closing = self._candidates.close(stream.number, stream.transcriber)
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        if stream.trouble is not None:
            return stream.trouble
        return broke_off(self._candidates.name(stream.number)) if reading.cancelled() else reading.result()

    # ── sound in, words out ───────────────────────────────────────────────────

    async def _replay(self, stream: _Stream) -> None:
        most = self._limits.chunk_ms * BYTES_PER_MS
        while True:
            if not self._give(stream, most=most):
                break
            await asyncio.sleep(self._limits.pause_s)
        stream.live_at = self._loop.time()

    def _pass_on(self) -> None:
        stream = self._stream
        if stream is not None and stream.live_at is not None:
            while self._give(stream, most=self._limits.keep_ms * BYTES_PER_MS):
                pass

    def _give(self, stream: _Stream, *, most: int) -> bool:
        """Give the stream what it lacks, one piece; False when it lacks nothing or is left."""
        piece = self._kept.next(stream.cursor, most=most) if stream.trouble is None else None
        if piece is None:
            return False
        self._heard_upto = max(self._heard_upto, stream.cursor.at)
        with self._guarding(stream):
            if isinstance(piece, bool):
                stream.transcriber.voice(speaking=piece)
            else:
                stream.fed += len(piece)
                stream.transcriber.feed(piece)
        return True

    async def _read(self, stream: _Stream) -> SpeechUnavailable:
        name = self._candidates.name(stream.number)
        try:
            async for result in stream.transcriber.results():
                if isinstance(result, Failed):
                    return SpeechUnavailable(result.why, fault=result.fault)
                self._heard(stream, result)
        except SpeechUnavailable as why:
            return why
        except Exception as why:  # noqa: BLE001 - the edge to a provider: by its kind alone, it may hold a key
            return broke_off(name, type(why).__name__)
        return broke_off(name, "its results ended")

    def _heard(self, stream: _Stream, result: Result) -> None:
        if self._stream is not stream:
            return
        hurried = stream.live_at is None or self._loop.time() - stream.live_at < _SETTLING_S
        stream.attempt.succeeded()
        self._waits = iter(self._limits.outage_s)
        match result:
            case Final(until_ms=None):
                self._kept.settled(stream.cursor, hurried=hurried)
            case Final(until_ms=int(until)):
                self._kept.settled(stream.cursor, at=stream.cursor.at - stream.fed + until * BYTES_PER_MS)
            case Partial(text) | Eager(text) if text.strip():
                self._kept.shown(hurried=hurried)
            case Eager() if not self._told.shown:
                self._kept.settled(stream.cursor, hurried=hurried)
        for each in self._told.news(result):
            self._results.put(each)

    # ── leaving ───────────────────────────────────────────────────────────────

    def _better_than(self, number: int) -> bool:
        able = self._candidates.able(self._listening)
        return number not in able and any(self._candidates.willing(each) for each in able)

    def _leave(self, stream: _Stream, why: SpeechUnavailable, *, unable: bool = False) -> None:
        stream.trouble = stream.trouble or why
        stream.unable = stream.unable or unable
        if self._stream is stream:
            self._stream = None
        stream.left.set()

    @contextmanager
    def _guarding(self, stream: _Stream) -> Iterator[None]:
        """Whatever a provider's stream raises, it costs that stream and not the call."""
        try:
            yield
        except Exception as why:  # noqa: BLE001 - the edge to a provider: by its kind alone, it may hold a key
            self._broke(stream, why)

    def _broke(self, stream: _Stream, why: Exception) -> None:
        self._leave(stream, broke_off(self._candidates.name(stream.number), type(why).__name__))
