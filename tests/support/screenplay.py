"""A whole call as a screenplay: the real session and machine on virtual time, with scripted speech and conversation."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Literal

from telephony.asr.port import Listening
from telephony.asr.scripted import Said, ScriptedRecogniser
from telephony.audio.activity import VoiceChange, VoiceOff, VoiceOn
from telephony.call.pace import Pace
from telephony.call.ports import Act, CallerInput, Conversation, Cut, Ended, Expect, HangUp, Sink, Stands
from telephony.call.session import CallOutcome, CallSession
from telephony.call.speech_stack import Speaker, SpeechStack
from telephony.call.timeline import Edit, Timeline
from telephony.call.turn_settings import TurnSettings
from telephony.line import LineCommand, Mark, Played, Started
from telephony.loopback import FarEnd, LoopbackLine
from telephony.tts.port import Voice
from telephony.tts.scripted import ScriptedVoice
from tests.support.virtual_time import on_virtual_time

FRAME_MS = 20
SILENCE = b"\xff" * (8 * FRAME_MS)
VOICE = b"\x20" * (8 * FRAME_MS)


class LoudnessDetector:
    """Takes every frame that is not silent for a voice: on after 60 ms, off after 160 ms."""

    def open(self, on_change: Callable[[VoiceChange], None]) -> "LoudnessEar":
        return LoudnessEar(on_change)


class LoudnessEar:
    def __init__(self, on_change: Callable[[VoiceChange], None]) -> None:
        self._tell = on_change
        self._at = self._loud = self._quiet = 0
        self._speaking = False
        self.closed = False

    def feed(self, audio: bytes) -> None:
        ms = len(audio) // 8
        self._at += ms
        self._loud, self._quiet = (0, self._quiet + ms) if not audio.strip(SILENCE[:1]) else (self._loud + ms, 0)
        if not self._speaking and self._loud >= 60:
            self._speaking = True
            self._tell(VoiceOn(self._at - self._loud, self._at))
        elif self._speaking and self._quiet >= 160:
            self._speaking = False
            self._tell(VoiceOff(self._at - self._quiet, self._at))

    async def caught_up(self) -> None:
        """It judges at once."""

    def close(self) -> None:
        self.closed = True


@dataclass
class ScriptedConversation:
    """Answers each turn with the next acts; remembers what it was told."""

    script: list[Sequence[Act] | Exception]
    thinking_s: float = 0.0
    heard: list[CallerInput] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    stopped: int = 0
    tried: list[CallerInput] = field(default_factory=list)
    """What was answered on trial, confirmed or not."""
    effects: int = 0
    """How often something was done that cannot be undone."""
    closed: list[Ended] = field(default_factory=list)
    result: str = ""
    _confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    _last: Sequence[Act] = ()
    _stood: bool = False

    async def begin(self, sink: Sink) -> None:
        await self._act(sink)

    async def turn(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> None:
        self.heard.append(heard)
        self.cuts.extend(cuts)
        await self._act(sink)

    async def suppose(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> None:
        self.tried.append(heard)
        self._confirmed = asyncio.Event()
        acts = self.script[0] if self.script else ()
        try:
            await self._act(sink, until=self._confirmed)
            await self._confirmed.wait()
        except (asyncio.CancelledError, RuntimeError):
            if not self._confirmed.is_set():
                self.script.insert(0, acts)
            raise
        self.heard.append(heard)
        self.cuts.extend(cuts)

    def confirm(self) -> None:
        self._confirmed.set()

    @property
    def undoable(self) -> bool:
        return not self._stood

    async def undo(self) -> bool:
        if self._stood:
            return False
        self.script.insert(0, self._last)
        self.heard.pop()
        return True

    def stop(self) -> None:
        self.stopped += 1

    async def fail(self, why: str, sink: Sink) -> None:
        self.failures.append(why)
        await self._act(sink)

    async def close(self, ended: Ended, cuts: Sequence[Cut]) -> str:
        self.closed.append(ended)
        self.cuts.extend(cuts)
        return self.result

    async def _act(self, sink: Sink, *, until: asyncio.Event | None = None) -> None:
        acts = self.script.pop(0) if self.script else [Expect("nothing more")]
        if isinstance(acts, Exception):
            raise acts
        self._last, self._stood = acts, False
        for act in acts:
            if isinstance(act, Stands):
                if until is not None:
                    await until.wait()
                self._stood, self.effects = True, self.effects + 1
                sink(act)
                continue
            if self.thinking_s:
                await asyncio.sleep(self.thinking_s)
            sink(act)
            if isinstance(act, HangUp):
                self.result = act.result


class Telephone(FarEnd):
    """The caller's end, and what they had heard at any time. `marks`: how late each is answered, in seconds,
    over and over; or when it arrives, before it is reached.
    """

    def __init__(self, marks: Sequence[float] | Literal["on arrival"] = ()) -> None:
        super().__init__(Started(call_id="loopback", stream_id="loopback", parameters={}))
        self._heard_by: list[tuple[int, int]] = []
        self._on_arrival = marks == "on arrival"
        self._late = cycle(marks) if marks and not isinstance(marks, str) else None

    def receive(self, command: LineCommand) -> None:
        if isinstance(command, Mark) and self._on_arrival:
            self._put(Played(command.name))
        else:
            super().receive(command)

    def advance(self, ms: int) -> bytes:
        played = super().advance(ms)
        self._heard_by.append((self.now_ms, len(self._heard) // 8))
        return played

    def heard_ms(self, at_ms: int) -> int:
        """How much of all that was sent the caller had heard by then."""
        return max((heard for now, heard in self._heard_by if now <= at_ms), default=0)

    def _echo(self, marks: tuple[str, ...]) -> None:
        if self._late is None:
            super()._echo(marks)
            return
        for name in marks:
            asyncio.get_running_loop().call_later(next(self._late), self._put, Played(name))


class Screenplay:
    """One call. Give it what is said, then `run` what the caller does."""

    def __init__(
        self,
        *script: Sequence[Act] | Exception,
        understood: Sequence[Said] = (),
        voice: Voice | None = None,
        recogniser: ScriptedRecogniser | None = None,
        settings: TurnSettings | None = None,
        thinking_s: float = 0.0,
        listening: Listening | None = None,
        marks: Sequence[float] | Literal["on arrival"] = (),
        pace: Pace | None = None,
        talks: Conversation | None = None,
        speaker: Speaker | None = None,
        edit: Edit | None = None,
    ) -> None:
        """`marks`: how the line answers them, as `Telephone` has it; `pace`: of the voice, as others have heard it;
        `talks`: instead of the script; `speaker`: instead of the voice; `edit`: of the timeline.
        """
        self.talks = talks
        self.speaker = speaker
        self.listening = listening
        self.marks = marks
        self.pace = pace or Pace()
        self.conversation = ScriptedConversation(list(script), thinking_s)
        self.recogniser = recogniser or ScriptedRecogniser(understood)
        self.voice = voice or ScriptedVoice(letter_ms=50)
        self.settings = settings
        self.timeline = Timeline("loopback", edit=edit)
        self.far: Telephone
        self.session: CallSession
        self.outcome: CallOutcome | None = None
        self.leftover: list[str] = []
        self.line_is_dead = False
        """No sound comes in by itself."""
        self._voice_until = 0.0

    def run(
        self, caller: Callable[["Screenplay"], Coroutine[None, None, None]], *, limit_s: float = 600
    ) -> "Screenplay":
        """Play the call until it is over; `caller` says and does things and may wait."""
        on_virtual_time(self._run(caller, limit_s))
        return self

    async def says(self, seconds: float) -> None:
        """The caller speaks for so long; what is understood is in the recogniser's script."""
        self._voice_until = asyncio.get_running_loop().time() + seconds
        await asyncio.sleep(seconds)

    async def waits(self, seconds: float) -> None:
        """The caller does nothing."""
        await asyncio.sleep(seconds)

    async def waits_for_quiet(self) -> None:
        """The caller lets us finish."""
        await asyncio.sleep(0.1)
        while self.far.queued_ms and not self.far.stopped:  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)

    def said(self) -> list[str]:
        """What we began to say, in order."""
        return [str(entry.fields["pii_text"]) for entry in self.timeline.entries if entry.event == "say"]

    def events(self, event: str) -> list[dict[str, object]]:
        return [dict(entry.fields) for entry in self.timeline.entries if entry.event == event]

    async def _run(self, caller: Callable[["Screenplay"], Coroutine[None, None, None]], limit_s: float) -> None:
        self.far = Telephone(self.marks)
        line = LoopbackLine(self.far)
        stack = SpeechStack(LoudnessDetector(), self.recogniser, self.speaker or _Uncached(self.voice), pace=self.pace)
        self.session = CallSession(
            line,
            self.talks or self.conversation,
            stack,
            timeline=self.timeline,
            settings=self.settings,
            listening=self.listening,
        )
        ticking = asyncio.create_task(self._tick())
        acting = asyncio.create_task(caller(self))
        async with asyncio.timeout(limit_s):
            self.outcome = await self.session.run()
        for task in (ticking, acting):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        others = asyncio.all_tasks() - {asyncio.current_task()}
        self.leftover = [task.get_name() for task in others]

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while not self.far.stopped:
            await asyncio.sleep(FRAME_MS / 1000)
            if not self.line_is_dead:
                self.far.say(VOICE if loop.time() <= self._voice_until else SILENCE)
            self.far.advance(FRAME_MS)


class _Uncached:
    """A voice of which nothing is kept."""

    def __init__(self, voice: Voice) -> None:
        self.speak = voice.speak
        self.speak_fixed = voice.speak

    def prefetch(self, text: str, *, language: str) -> None:
        """Nothing is made ahead."""
