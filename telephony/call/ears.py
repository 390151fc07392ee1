"""The caller's side of a call's sound: repaired, heard by the voice detector and by the recogniser, told as events."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import asdict

import structlog

from telephony.asr.port import PIECE_MS, Eager, Failed, Final, Listening, Moved, Partial, Result, Resumed, Transcriber
from telephony.audio import ulaw
from telephony.audio.hysteresis import VoiceChange, VoiceOn
from telephony.audio.jitter import Jitter
from telephony.audio.stalls import Stalls
from telephony.call import events as ev
from telephony.call.abreast import Abreast
from telephony.call.speech_stack import Ear, SpeechStack
from telephony.endpointing.port import LONGEST_MS
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS, Heard

log = structlog.get_logger(__name__)

JUDGED_SILENCE_MS = 100
"""So much of the silence a judge of the end of the turn hears: with more of it, half a word sounds like a whole."""

GATHER_BYTES = PIECE_MS * BYTES_PER_MS
"""A recogniser is given sound in no smaller pieces: each goes through many hands, and none makes words of less."""

CATCH_UP_S = 1.0
"""So long sound that came at once waits for the voice detector at most."""

Post = Callable[[ev.Event], None]
Noting = Callable[[str, Mapping[str, object]], None]
Spawn = Callable[[Coroutine[None, None, None]], object]


class Ears:
    """What hears one caller. `post`: told what is heard; `note`: what is worth knowing; `spawn`: begins a task of the
    call's.
    """

    def __init__(
        self, speech: SpeechStack, listening: Listening, transcriber: Transcriber | None, *, post: Post, note: Noting
    ) -> None:
        """`transcriber`: opened before, listening as `listening` says; None: `listen` opens one."""
        self._speech = speech
        self._listening = listening
        self._transcriber = transcriber
        self._post = post
        self._note = note
        self._spawn: Spawn | None = None
        self._jitter = Jitter()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._stalls = Stalls()
        self._came_at = self._loop.time()
        self._watching: asyncio.TimerHandle | None = None
        self._abreast = Abreast()
        self._gathered = b""
        self._handed_on = 0
        """Bytes since the call began. Pieces end where they would if none had been given early, so that whoever sends
        sound on in pieces of this size need not wait for the next one.
        """
        self._heard_ms = 0
        self._recent: deque[bytes] | None = deque() if speech.end_of_turn else None
        self._recent_bytes = 0
        self._ear: Ear | None = None

    def open(self) -> None:
        """Begin to hear. Raises `SpeechUnavailable`."""
        self._ear = self._speech.detector.open(self._voice_changed)
        self._watch()

    # ── sound ─────────────────────────────────────────────────────────────────

    def hear(self, heard: Heard) -> None:
        """Take the next sound of the line. Never blocks."""
        now = self._came_at = self._loop.time()
        if self._jitter.passes(heard.audio, heard.at_ms, now):
            self._pass(heard.audio, now)
            return
        for audio in self._jitter.put(heard.audio, heard.at_ms, now):
            self._pass(audio, now)
        if self._timer is None and (due := self._jitter.deadline()) is not None:
            self._timer = self._loop.call_at(due, self._overdue)

    def _overdue(self) -> None:
        """Something is missing, and what came after it has waited long enough."""
        self._timer = None
        now = self._loop.time()
        for audio in self._jitter.due(now):
            self._pass(audio, now)
        if (due := self._jitter.deadline()) is not None:
            self._timer = self._loop.call_at(due, self._overdue)

    @property
    def stuck_s(self) -> float:
        """How long nothing has come from a line that otherwise brings sound all the time; else 0."""
        return self._loop.time() - self._came_at if self._stalls.sends_silence else 0.0

    def _watch(self) -> None:
        """When no sound comes, make silence of what is missing: a voice that has ceased is to cease."""
        now, counts = self._loop.time(), self._jitter.counts
        came_ms = self._heard_ms - counts.concealed_ms - counts.filled_ms - self._stalls.silence_ms
        if missing := self._stalls.missing_ms(self._came_at, came_ms, now):
            self._pass(ulaw.SILENCE * (missing * BYTES_PER_MS), now)
        self._watching = self._loop.call_at(self._stalls.look_at(self._came_at, now), self._watch)

    def _pass(self, audio: bytes, now: float) -> None:
        self._heard_ms += len(audio) // BYTES_PER_MS
        if self._ear:
            self._ear.feed(audio)
        if self._transcriber:
            waited = self._abreast.waits
            if self._spawn is None or not self._abreast.keep(audio, self._heard_ms, now):
                self._gathered += audio
                if len(self._gathered) >= GATHER_BYTES - self._handed_on % GATHER_BYTES:
                    self._hand_on(self._transcriber)
            elif not waited:
                self._hand_on(self._transcriber)
                self._spawn(self._catch_up())
        if self._recent is not None:
            self._recent.append(audio)
            self._recent_bytes += len(audio)
            while self._recent_bytes > LONGEST_MS * BYTES_PER_MS:
                self._recent_bytes -= len(self._recent.popleft())

    def _hand_on(self, transcriber: Transcriber) -> None:
        """Give the recogniser what was gathered for it: before anything else that it is told."""
        if self._gathered:
            gathered, self._gathered = self._gathered, b""
            self._handed_on += len(gathered)
            transcriber.feed(gathered)

    # ── voice ─────────────────────────────────────────────────────────────────

    def _voice_changed(self, change: VoiceChange) -> None:
        ago = max(0, self._heard_ms - change.at_ms) / 1000
        speaking = isinstance(change, VoiceOn)
        self._post(ev.VoiceBegan(ago) if speaking else ev.VoiceCeased(ago))
        if self._transcriber and not self._abreast.notice(change.noticed_ms, speaking=speaking):
            self._hand_on(self._transcriber)
            self._transcriber.voice(speaking=speaking)
        if not speaking and self._recent is not None and self._spawn is not None:
            silent_ms = max(0, round(ago * 1000) - JUDGED_SILENCE_MS)
            sound = b"".join(self._recent)
            self._spawn(self._judge(sound[: len(sound) - silent_ms * BYTES_PER_MS]))

    async def _catch_up(self) -> None:
        """Tell the recogniser what it was not told, once the voice detector has looked at all of it."""
        try:
            async with asyncio.timeout(CATCH_UP_S):
                if self._ear:
                    await self._ear.caught_up()
        except (SpeechUnavailable, TimeoutError) as why:
            log.warning("call.voice_detector_behind", why=type(why).__name__)
        for spoken in self._abreast.caught_up():
            if self._transcriber is None:
                continue
            if isinstance(spoken, bytes):
                self._handed_on += len(spoken)
                self._transcriber.feed(spoken)
            else:
                self._transcriber.voice(speaking=spoken)

    async def _judge(self, sound: bytes) -> None:
        """Ask who listens to the sound alone whether the caller has finished."""
        judge = self._speech.end_of_turn
        assert judge is not None
        try:
            finished = await judge.finished(sound)
        except SpeechUnavailable as why:
            log.info("call.end_not_judged", why=str(why))
            return
        self._post(ev.EndJudged(finished))

    # ── words ─────────────────────────────────────────────────────────────────

    async def listen(self, spawn: Spawn) -> None:
        """Recognise the caller until closed."""
        self._spawn = spawn
        if self._transcriber is None:
            opened_with = self._listening
            try:
                self._transcriber = await self._speech.recogniser.open(opened_with)
            except SpeechUnavailable as why:
                self._tell(Failed(str(why)))
                return
            if opened_with != self._listening:
                self._transcriber.adapt(self._listening)
        async for result in self._transcriber.results():
            self._tell(result)

    def _tell(self, result: Result) -> None:
        match result:
            case Partial(text):
                self._post(ev.Words(text))
            case Eager(text, confidence, languages):
                self._post(ev.Words(text, settled=True, eager=True, confidence=confidence, languages=languages))
            case Final(text, confidence, ended, languages):
                self._post(
                    ev.Words(text, settled=True, final=True, ended=ended, confidence=confidence, languages=languages)
                )
            case Resumed():
                self._post(ev.WordsResumed())
            case Moved(provider, why):
                self._note("recogniser_moved", {"provider": provider, "why": why})
            case Failed(why):
                self._post(ev.RecogniserLost(why))

    def attend(self, language: str, hints: Sequence[str]) -> None:
        """From now on listen for this."""
        attending = self._listening.attending(language, hints)
        if attending != self._listening and self._transcriber:
            self._hand_on(self._transcriber)
            self._transcriber.adapt(attending)
        self._listening = attending

    def forget_words(self) -> None:
        """The words so far were taken for a turn."""
        if self._transcriber:
            self._hand_on(self._transcriber)
            self._transcriber.end_utterance()

    # ── the end ───────────────────────────────────────────────────────────────

    def repairs(self) -> Mapping[str, object]:
        """What was wrong with the sound that came in."""
        return {"heard_ms": self._heard_ms, **asdict(self._jitter.counts), "stalled_ms": self._stalls.silence_ms}

    async def aclose(self) -> None:
        """Hear nothing more. Safe to call twice."""
        for timer in (self._timer, self._watching):
            if timer:
                timer.cancel()
        if self._ear:
            self._ear.close()
        if self._transcriber:
            self._hand_on(self._transcriber)
            await self._transcriber.aclose()
        # The call has these ears, and is told by them: nobody would let go of either.
        self._ear, self._post, self._note = None, _nobody, _nobody


def _nobody(*_: object) -> None:
    """The call is over."""
