"""The shell around the turn machine: it turns what happens into events, and performs the actions, one line each.

One TaskGroup a call. Everything that happens (sound, words, keys, acts, time) goes through one bounded inbox to the
machine, so a call has one owner of its state, and one way to end: the machine's `EndCall`.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from telephony.asr.port import Eager, Failed, Final, Listening, Moved, Partial, Result, Resumed, Transcriber
from telephony.audio.hysteresis import VoiceChange, VoiceOff, VoiceOn
from telephony.call import events as ev
from telephony.call.outbox import Outbox
from telephony.call.ports import Act, Conversation, Ended
from telephony.call.speech_stack import Ear, SpeechStack
from telephony.call.timeline import Timeline
from telephony.call.turn_settings import TurnSettings
from telephony.call.turns import TurnMachine
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS, Clear, Digit, Heard, Line, Mark, Play, Played, Started, Stopped
from telephony.steady.preference import one_voice

log = structlog.get_logger(__name__)

INBOX = 2_000
"""Events waiting for the machine; more means that it has stopped, and the call ends."""

SPEECH_QUEUE = 200
"""Sentences waiting for the voice."""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """How a call ended."""

    ended: Ended
    why: str
    result: str
    """The flow's result, or an empty string when it came to none."""


class CallSession:
    """One call, from the first sound to the last. `await run()` once."""

    def __init__(
        self,
        line: Line,
        conversation: Conversation,
        speech: SpeechStack,
        *,
        timeline: Timeline,
        settings: TurnSettings | None = None,
        listening: Listening | None = None,
    ) -> None:
        self._line = line
        self._conversation = conversation
        self._speech = speech
        self._timeline = timeline
        self._listening = listening or Listening()
        self._machine = TurnMachine(settings)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._inbox: asyncio.Queue[ev.Event] = asyncio.Queue(INBOX)
        self._outbox = Outbox(line)
        self._sayings: asyncio.Queue[ev.Synthesise] = asyncio.Queue(SPEECH_QUEUE)
        self._sounds: dict[str, bytearray] = {}
        self._making: tuple[str, asyncio.Task[None]] | None = None
        self._group: asyncio.TaskGroup | None = None
        self._turn_task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ear: Ear | None = None
        self._transcriber: Transcriber | None = None
        self._heard_ms = 0
        self._end: ev.EndCall | None = None

    # ── from outside ──────────────────────────────────────────────────────────

    def drain(self) -> None:
        """The service is going away: end this call now, cleanly."""
        self._post(ev.Draining())

    def lose(self, detail: str) -> None:
        """Somebody else knows that the line is gone."""
        self._post(ev.LineClosed("lost", detail))

    def happen(self, event: str, value: object = None) -> Literal["taken", "full", "over"]:
        """Something happened that the conversation may be waiting for; it is told of it when the current turn is over.
        `full`: too much of that waits already.
        """
        if self._end is not None or self._machine.leaving:
            return "over"
        if self._machine.happenings.full:
            return "full"
        self._post(ev.Happened(event, value))
        return "taken"

    async def run(self, *, cost: Callable[[], Mapping[str, object]] = dict) -> CallOutcome:
        """Hold the call until it is over; note its `cost`. Raises nothing that caller, line or provider can cause."""
        try:
            with one_voice():
                await self._hold_call()
        except* Exception as broken:  # the edge of a call: whatever breaks it, it ends cleanly and the others go on
            log.exception("call.broken", call_id=self._timeline.call_id)
            kinds = ", ".join(type(e).__name__ for e in broken.exceptions)
            self._end = self._end or ev.EndCall("failed", f"the call broke ({kinds})")
        finally:
            await self._close()
        return await self._account(cost())

    async def _hold_call(self) -> None:
        self._ear = self._speech.detector.open(self._voice_changed)
        async with asyncio.TaskGroup() as group:
            self._group = group
            pumps = [
                group.create_task(self._read_line(), name="line"),
                group.create_task(self._listen(), name="words"),
                group.create_task(self._make_speech(), name="speech"),
                group.create_task(self._outbox.run(), name="outbox"),
            ]
            self._post(ev.CallStarted())
            await self._obey_machine()
            for task in (*pumps, self._turn_task):
                if task is not None:
                    task.cancel()

    # ── the loop ──────────────────────────────────────────────────────────────

    async def _obey_machine(self) -> None:
        while self._end is None:
            event = await self._inbox.get()
            self._deliver(event)
            while self._end is None and not self._inbox.empty():
                self._deliver(self._inbox.get_nowait())
            self._wake_at(self._machine.deadline())

    def _deliver(self, event: ev.Event) -> None:
        for action in self._machine.on(event, self._now()):
            self._perform(action)

    def _perform(self, action: ev.Action) -> None:  # noqa: C901, PLR0912 -- one line for each action, and nothing else
        match action:
            case ev.SendAudio(utterance, from_ms, to_ms):
                self._outbox.put(Play(self._cut_sound(utterance, from_ms, to_ms)))
            case ev.SendMark(name):
                self._outbox.put(Mark(name))
            case ev.SendClear():
                self._outbox.put(Clear())
            case ev.Synthesise():
                self._sounds[action.utterance] = bytearray()
                self._sayings.put_nowait(action)
            case ev.StopSpeech(utterance):
                self._stop_sound(utterance)
            case ev.DropSpeech(utterance):
                self._drop_sound(utterance)
            case ev.BeginConversation(turn):
                self._run_turn(turn, self._conversation.begin(self._sink(turn)))
            case ev.StartTurn(turn, heard, cuts):
                self._run_turn(turn, self._conversation.turn(heard, cuts, self._sink(turn)))
            case ev.FailTurn(turn, why):
                self._run_turn(turn, self._conversation.fail(why, self._sink(turn)))
            case ev.StopTurn():
                self._conversation.stop()
            case ev.ForgetWords():
                if self._transcriber:
                    self._transcriber.end_utterance()
            case ev.Attend(language, hints):
                self._attend(language, hints)
            case ev.Note(event, fields):
                self._note(event, **fields)
            case ev.EndCall():
                self._end = action

    def _post(self, event: ev.Event) -> None:
        try:
            self._inbox.put_nowait(event)
        except asyncio.QueueFull:
            log.error(  # noqa: TRY400 -- a full inbox has no traceback worth reading
                "call.inbox_full", call_id=self._timeline.call_id, event_type=type(event).__name__
            )
            self._end = self._end or ev.EndCall("failed", "more happened than one call can mean")

    def _wake_at(self, deadline: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None
        if deadline is not None and self._end is None:
            self._timer = self._loop.call_at(self._began + deadline, self._post, ev.Tick())

    def _now(self) -> float:
        return self._loop.time() - self._began

    def _note(self, event: str, **fields: object) -> None:
        self._timeline.add(self._now(), event, fields)
        if event in {"heard", "mark_overdue"}:
            self._sounds.pop(str(fields["utterance"]), None)

    # ── the line and the ear ──────────────────────────────────────────────────

    async def _read_line(self) -> None:
        assert self._ear
        async for event in self._line.events():
            match event:
                case Heard(audio):
                    self._heard_ms += len(audio) // BYTES_PER_MS
                    self._ear.feed(audio)
                    if self._transcriber:
                        self._transcriber.feed(audio)
                case Digit(digit):
                    self._post(ev.KeyPressed(digit))
                case Played(name):
                    self._post(ev.MarkPlayed(name))
                case Stopped(why, detail):
                    self._post(ev.LineClosed("caller" if why == "hung_up" else "lost", detail))
                    return
                case Started():
                    pass
        self._post(ev.LineClosed("lost", "the line ended without a word"))

    def _voice_changed(self, change: VoiceChange) -> None:
        ago = max(0, self._heard_ms - change.at_ms) / 1000
        match change:
            case VoiceOn():
                self._post(ev.VoiceBegan(ago))
            case VoiceOff():
                self._post(ev.VoiceCeased(ago))
        if self._transcriber:
            self._transcriber.voice(speaking=isinstance(change, VoiceOn))

    async def _listen(self) -> None:
        opened_with = self._listening
        try:
            self._transcriber = await self._speech.recogniser.open(opened_with)
        except SpeechUnavailable as why:
            self._post_words(Failed(str(why)))
            return
        if opened_with != self._listening:
            self._transcriber.adapt(self._listening)
        async for result in self._transcriber.results():
            self._post_words(result)

    def _post_words(self, result: Result) -> None:
        match result:
            case Partial(text):
                self._post(ev.Words(text))
            case Eager(text, confidence, languages):
                self._post(ev.Words(text, settled=True, confidence=confidence, languages=languages))
            case Final(text, confidence, ended, languages):
                said = ev.Words(text, settled=True, final=True, confidence=confidence, languages=languages)
                self._post(replace(said, ended=ended))
            case Resumed():
                self._post(ev.WordsResumed())
            case Moved(provider, why):
                self._note("recogniser_moved", provider=provider, why=why)
            case Failed(why):
                log.error("call.recogniser_failed", call_id=self._timeline.call_id, why=why)
                self._post(ev.RecogniserLost(why))

    def _attend(self, language: str, hints: Sequence[str]) -> None:
        attending = self._listening.attending(language, hints)
        if attending != self._listening and self._transcriber:
            self._transcriber.adapt(attending)
        self._listening = attending

    # ── our speech ────────────────────────────────────────────────────────────

    async def _make_speech(self) -> None:
        while True:
            saying = await self._sayings.get()
            if saying.utterance not in self._sounds:
                continue
            making = asyncio.create_task(self._speak(saying, self._sounds[saying.utterance]), name="voice")
            self._making = (saying.utterance, making)
            try:
                await asyncio.wait({making})
            finally:
                making.cancel()
                self._making = None
            if not making.cancelled():
                making.result()

    async def _speak(self, saying: ev.Synthesise, sound: bytearray) -> None:
        speaker = self._speech.speaker
        speak = speaker.speak_fixed if saying.fixed else speaker.speak
        try:
            async with aclosing(speak(saying.text, language=saying.language)) as pieces:
                async for piece in pieces:
                    audio = piece.audio + b"\xff" * (-len(piece.audio) % BYTES_PER_MS)
                    sound += audio
                    words = tuple((word.text, word.start_ms, word.end_ms) for word in piece.words)
                    self._post(ev.SpeechReady(saying.utterance, len(audio) // BYTES_PER_MS, words=words))
        except SpeechUnavailable as why:
            self._post(ev.SpeechFailed(saying.utterance, str(why)))
            return
        if sound or not _sayable(saying.text):
            self._post(ev.SpeechReady(saying.utterance, 0, last=True))
        else:
            self._post(ev.SpeechFailed(saying.utterance, "the voice made no sound"))

    def _stop_sound(self, utterance: str) -> None:
        if self._making and self._making[0] == utterance:
            self._making[1].cancel()

    def _drop_sound(self, utterance: str) -> None:
        self._stop_sound(utterance)
        self._sounds.pop(utterance, None)

    def _cut_sound(self, utterance: str, from_ms: int, to_ms: int) -> bytes:
        return bytes(self._sounds[utterance][from_ms * BYTES_PER_MS : to_ms * BYTES_PER_MS])

    # ── the conversation ──────────────────────────────────────────────────────

    def _sink(self, turn: int) -> Callable[[Act], None]:
        return lambda act: self._post(ev.Acted(turn, act))

    def _run_turn(self, turn: int, work: Coroutine[None, None, None]) -> None:
        assert self._group
        self._turn_task = self._group.create_task(self._turn(turn, work, after=self._turn_task), name=f"turn {turn}")

    async def _turn(self, turn: int, work: Coroutine[None, None, None], *, after: asyncio.Task[None] | None) -> None:
        try:
            if after is not None and not after.done():
                after.cancel()
                await asyncio.wait({after})
            await work
        except Exception as broken:  # the edge of a background job: whatever breaks a turn, the call goes on
            log.exception("call.turn_failed", call_id=self._timeline.call_id, turn=turn)
            self._post(ev.TurnFailed(turn, f"{type(broken).__name__}"))
        else:
            self._post(ev.TurnDone(turn))
        finally:
            work.close()

    # ── the end ───────────────────────────────────────────────────────────────

    async def _close(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._ear:
            self._ear.close()
        if self._transcriber:
            await self._transcriber.aclose()
        await self._line.close()

    async def _account(self, cost: Mapping[str, object]) -> CallOutcome:
        end = self._end
        assert end
        result = await self._conversation.close(end.ended, end.cuts)
        if cost:
            self._note("cost", **cost)
        self._note("ended", result=result, why=end.why or end.ended, by=end.ended)
        return CallOutcome(end.ended, end.why, result)


def _sayable(text: str) -> bool:
    """There is something to be pronounced: dots and signs alone are silence, and no failure of the voice."""
    return any(character.isalnum() for character in text)
