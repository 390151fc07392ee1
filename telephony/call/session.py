"""The shell around the turn machine: it turns what happens into events, and performs the actions, one line each.

One TaskGroup a call. Everything that happens (sound, words, keys, acts, time) goes through one bounded inbox to the
machine, so a call has one owner of its state, and one way to end: the machine's `EndCall`.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Literal

import structlog

from telephony.asr.port import Listening, Transcriber
from telephony.call import events as ev
from telephony.call.ears import Ears
from telephony.call.mouth import Mouth
from telephony.call.outbox import Outbox
from telephony.call.ports import Act, CallerInput, Conversation, Cut, Ended
from telephony.call.speech_stack import SpeechStack
from telephony.call.timeline import Timeline
from telephony.call.turn_settings import TurnSettings
from telephony.call.turns import TurnMachine
from telephony.line import Clear, Digit, Heard, Line, LineEvent, Mark, Play, Played, Started, Stopped
from telephony.steady.preference import one_voice

log = structlog.get_logger(__name__)

INBOX = 2_000
"""Events waiting for the machine; more means that it has stopped, and the call ends."""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """How a call ended."""

    ended: Ended
    why: str
    result: str
    """The flow's result, or an empty string when it came to none."""


class CallSession:
    """One call, from the first sound to the last. `await run()` once."""

    def __init__(  # noqa: PLR0913 - what a call is made of
        self,
        line: Line,
        conversation: Conversation,
        speech: SpeechStack,
        *,
        timeline: Timeline,
        settings: TurnSettings | None = None,
        listening: Listening | None = None,
        transcriber: Transcriber | None = None,
    ) -> None:
        """`transcriber`: opened while it rang, listening as `listening` says; the call closes it."""
        self._line = line
        self._conversation = conversation
        self._speech = speech
        self._timeline = timeline
        self._machine = TurnMachine(replace(settings or TurnSettings(), letter_ms=speech.pace.letter_ms))
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._inbox: deque[ev.Event] = deque()
        self._over: asyncio.Future[None] = self._loop.create_future()
        """Nothing is delivered any more."""
        self._context = copy_context()
        self._looking = False
        self._outbox = Outbox(line)
        self._mouth = Mouth(speech.speaker, speech.pace, self._post)
        self._ears = Ears(speech, listening or Listening(), transcriber, post=self._post, note=self._note_of_ears)
        self._group: asyncio.TaskGroup | None = None
        self._turn_task: asyncio.Task[None] | None = None
        self._undoing: asyncio.Task[None] | None = None
        self._supposed = self._confirmed = -1
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_at: float | None = None
        self._end: ev.EndCall | None = None

    # ── from outside ──────────────────────────────────────────────────────────

    def drain(self) -> None:
        """The service is going away: end this call now, cleanly."""
        self._post(ev.Draining())

    def reach_limit(self, why: str) -> None:
        """The call has reached a limit: end it now, cleanly."""
        self._post(ev.LimitReached(why))

    def lose(self, detail: str) -> None:
        """Somebody else knows that the line is gone."""
        self._post(ev.LineClosed("lost", detail))

    @property
    def stuck_s(self) -> float:
        """For how many seconds the line has been stuck; 0 when it is not."""
        return self._ears.stuck_s

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
        self._context = copy_context()
        self._ears.open()
        async with asyncio.TaskGroup() as group:
            self._group = group
            pumps = [
                group.create_task(self._read_line(), name="line"),
                group.create_task(self._ears.listen(group.create_task), name="words"),
                group.create_task(self._mouth.run(), name="speech"),
                group.create_task(self._outbox.run(), name="outbox"),
            ]
            self._post(ev.CallStarted())
            await self._over
            for task in (*pumps, self._turn_task):
                if task is not None:
                    task.cancel()

    # ── the loop ──────────────────────────────────────────────────────────────

    def _look_soon(self) -> None:
        """Deliver what waits when whoever posts it is done. A callback and no task: this is the call's own pace, and
        what it begins is begun in the call's context.
        """
        if not self._looking:
            self._looking = True
            self._loop.call_soon(self._obey_machine, context=self._context)

    def _obey_machine(self) -> None:
        try:
            while self._end is None and self._inbox:
                self._deliver(self._inbox.popleft())
            self._wake_at(self._machine.deadline())
        except Exception as broken:  # noqa: BLE001 - the edge of a call: it is raised where the call is held
            self._finish(broken)
        self._looking = False
        if self._end is not None:
            self._finish(None)

    def _finish(self, broken: Exception | None) -> None:
        if self._over.done():
            return
        if broken is None:
            self._over.set_result(None)
        else:
            self._over.set_exception(broken)

    def _deliver(self, event: ev.Event) -> None:
        for action in self._machine.on(event, self._now()):
            self._perform(action)

    def _perform(self, action: ev.Action) -> None:  # noqa: C901, PLR0912 -- one line for each action, and nothing else
        match action:
            case ev.SendAudio(utterance, from_ms, to_ms):
                self._outbox.put(Play(self._mouth.sound(utterance, from_ms, to_ms)))
            case ev.SendMark(name):
                self._outbox.put(Mark(name))
            case ev.SendClear():
                self._outbox.put(Clear())
            case ev.SendFade(utterance, from_ms, to_ms):
                if fading := self._mouth.fading(utterance, from_ms, to_ms):
                    self._outbox.put(Play(fading))
            case ev.Synthesise():
                self._mouth.say(action)
            case ev.StopSpeech(utterance):
                self._mouth.stop(utterance)
            case ev.DropSpeech(utterance):
                self._mouth.drop(utterance)
            case ev.Prefetch(sentences):
                for text, language in sentences[: self._speech.prefetch]:
                    self._speech.speaker.prefetch(text, language=language)
            case ev.BeginConversation(turn):
                self._run_turn(turn, self._conversation.begin(self._sink(turn)))
            case ev.StartTurn(turn, heard, cuts):
                self._run_turn(turn, self._conversation.turn(heard, cuts, self._sink(turn)))
            case ev.SupposeTurn(turn, heard, cuts):
                self._run_turn(turn, self._suppose(turn, heard, cuts))
            case ev.ConfirmTurn(turn):
                self._confirm(turn)
            case ev.DiscardTurn():
                self._break_off_turn()
            case ev.UndoTurn(turn):
                self._undo(turn)
            case ev.FailTurn(turn, why):
                self._run_turn(turn, self._conversation.fail(why, self._sink(turn)))
            case ev.StopTurn():
                self._conversation.stop()
            case ev.ForgetWords():
                self._ears.forget_words()
            case ev.Attend(language, hints):
                self._ears.attend(language, hints)
            case ev.Note(event, fields):
                self._note(event, **fields)
            case ev.EndCall():
                self._end = action

    def _note_of_ears(self, event: str, fields: Mapping[str, object]) -> None:
        self._note(event, **fields)

    def _post(self, event: ev.Event) -> None:
        if len(self._inbox) < INBOX:
            self._inbox.append(event)
        else:
            log.error("call.inbox_full", call_id=self._timeline.call_id, event_type=type(event).__name__)
            self._end = self._end or ev.EndCall("failed", "more happened than one call can mean")
        if self._group is not None and not self._over.done():
            self._look_soon()

    def _wake_at(self, deadline: float | None) -> None:
        if self._timer:
            if deadline == self._wakes_at:
                return
            self._timer.cancel()
        self._timer, self._wakes_at = None, deadline
        if deadline is not None and self._end is None:
            self._timer = self._loop.call_at(self._began + deadline, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._post(ev.Tick())

    def _now(self) -> float:
        return self._loop.time() - self._began

    def _note(self, event: str, **fields: object) -> None:
        self._timeline.add(self._now(), event, fields)
        if event in {"heard", "mark_overdue"}:
            self._mouth.forget(str(fields["utterance"]))

    # ── the line and the ear ──────────────────────────────────────────────────

    async def _read_line(self) -> None:
        await self._line.deliver(self._line_event)

    def _line_event(self, event: LineEvent) -> None:
        match event:
            case Heard():
                self._ears.hear(event)
            case Digit(digit):
                self._post(ev.KeyPressed(digit))
            case Played(name):
                self._post(ev.MarkPlayed(name))
            case Stopped(why, detail):
                self._post(ev.LineClosed("caller" if why == "hung_up" else "lost", detail))
            case Started():
                pass

    # ── the conversation ──────────────────────────────────────────────────────

    def _sink(self, turn: int) -> Callable[[Act], None]:
        return lambda act: self._post(ev.Acted(turn, act))

    def _run_turn(self, turn: int, work: Coroutine[None, None, None]) -> None:
        assert self._group
        self._turn_task = self._group.create_task(self._turn(turn, work, after=self._turn_task), name=f"turn {turn}")
        self._turn_task.add_done_callback(lambda _: work.close())  # one that was cancelled may never have begun

    async def _suppose(self, turn: int, heard: CallerInput, cuts: Sequence[Cut]) -> None:
        if self._confirmed == turn:  # before it could even begin
            await self._conversation.turn(heard, cuts, self._sink(turn))
            return
        self._supposed = turn
        await self._conversation.suppose(heard, cuts, self._sink(turn))

    def _confirm(self, turn: int) -> None:
        self._confirmed = turn
        if self._supposed == turn:
            self._conversation.confirm()

    def _break_off_turn(self) -> None:
        if self._turn_task is not None:
            self._turn_task.cancel()

    def _undo(self, turn: int) -> None:
        if not self._conversation.undoable:  # the effect overtook the words: it is waited for, and not broken off
            self._undoing = self._turn_task
            self._post(ev.UndoRefused(turn))
            return
        self._break_off_turn()
        undoing = self._conversation.undo()
        self._run_turn(turn, self._undone(turn, undoing))
        self._undoing = self._turn_task
        if self._undoing is not None:
            self._undoing.add_done_callback(lambda _: undoing.close())

    async def _undone(self, turn: int, undoing: Awaitable[bool]) -> None:
        if not await undoing:
            self._post(ev.UndoRefused(turn))

    async def _turn(self, turn: int, work: Coroutine[None, None, None], *, after: asyncio.Task[None] | None) -> None:
        try:
            if after is not None and not after.done():
                if after is not self._undoing:
                    after.cancel()
                await asyncio.wait({after})
            await work
        except Exception as broken:  # the edge of a background job: whatever breaks a turn, the call goes on
            log.exception("call.turn_failed", call_id=self._timeline.call_id, turn=turn)
            self._post(ev.TurnFailed(turn, f"{type(broken).__name__}"))
        else:
            self._post(ev.TurnDone(turn))

    # ── the end ───────────────────────────────────────────────────────────────

    async def _close(self) -> None:
        if self._timer:
            self._timer.cancel()
        await self._ears.aclose()
        self._mouth.close()
        await self._line.close()

    async def _account(self, cost: Mapping[str, object]) -> CallOutcome:
        end = self._end
        assert end
        result = await self._conversation.close(end.ended, end.cuts)
        self._note("audio_in", **self._ears.repairs(), unsent=self._outbox.dropped)
        if cost:
            self._note("cost", **cost)
        self._note("ended", result=result, why=end.why or end.ended, by=end.ended)
        return CallOutcome(end.ended, end.why, result)
