"""The conversation's side of a call: the turn that runs, the one on trial, what is awaited. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from telephony.call import events as ev
from telephony.call.ports import Act, CallerInput, Cut, Ended, Expect, HangUp, Say, Stands, Transfer
from telephony.call.speaking import Speaking
from telephony.call.stopwatch import Stopwatch, kind_of
from telephony.call.trial import Trial
from telephony.call.turn_settings import TurnSettings


@dataclass(slots=True)
class Turn:
    """One turn of the conversation."""

    id: int
    started: float
    heard: CallerInput = field(default_factory=CallerInput)
    """What it answers."""
    cuts: tuple[Cut, ...] = ()
    before: Expect | None = None
    """What was awaited when the caller said it."""
    failing: bool = False
    stopped: bool = False
    stands: bool = False
    """It had an effect, or is about to."""
    filler: Say | None = None
    """What is said when nothing else is, in a moment."""
    filled: bool = False
    """That moment has passed, or something else was said."""


class Answering:
    """Begins turns, tries and undoes them, and takes what they do."""

    def __init__(self, do: Callable[[ev.Action], None], speech: Speaking, settings: TurnSettings) -> None:
        self._do = do
        self._speech = speech
        self._settings = settings
        self.running: Turn | None = None
        self.trial: Trial | None = None
        self.expect: Expect | None = None
        """What the caller was asked; None while a turn runs."""
        self.leaving: Ended | None = None
        """The running turn ends the call."""
        self.since = 0.0
        """When the caller's last turn ended: answers are measured from here."""
        self._last: Turn | None = None
        """The last turn that was made of the caller's words."""
        self._watch: Stopwatch | None = None
        self._last_id = -1
        self._tries = 0
        self._continued = 0

    # ── beginning ─────────────────────────────────────────────────────────────

    def open(self, now: float) -> None:
        """The line is open: the conversation speaks first."""
        self._watch = Stopwatch(self._last_id + 1, "begin", now, {"started": now})
        turn = self._new(Turn(self._next_id(), now), since=now)
        self._do(ev.BeginConversation(turn.id))

    def start(
        self, heard: CallerInput, since: float, now: float, *, final_at: float = 0.0, going_on: bool = False
    ) -> None:
        """The caller's turn is over: answer it, or go on with the answer on trial. `going_on`: an undone turn's words
        are among these.
        """
        trial = self.trial
        assert trial is None or trial.answers(heard), "other words discard it at once"
        self._tries, self._continued = 0, self._continued + 1 if going_on else 0
        cuts = self._speech.take_cuts()
        turn = Turn(trial.turn if trial else self._next_id(), now, heard, cuts, self.expect)
        self._tell_times()
        self._watch = trial.watch if trial else Stopwatch(turn.id, kind_of(heard), since)
        self._watch.since = since
        self._watch.saw("started", now)
        if final_at >= since:
            self._watch.saw("final", final_at)
        self._new(turn, since=since)
        self._last = turn if heard.text and not heard.keys else None
        self._do(ev.ForgetWords())
        said = {"pii_text": heard.text, "pii_keys": heard.keys, "silence": heard.silence, "happened": heard.event}
        self._note("turn", turn=turn.id, waited_ms=round((now - since) * 1000), on_trial=trial is not None, **said)
        if trial is None:
            self._do(ev.StartTurn(turn.id, heard, cuts))
        else:
            self._confirm(trial, now)

    def _new(self, turn: Turn, *, since: float) -> Turn:
        self.running, self.expect, self.since = turn, None, since
        return turn

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    # ── on trial ──────────────────────────────────────────────────────────────

    @property
    def may_try(self) -> bool:
        """Another answer may be begun on trial."""
        return self.running is None and self.trial is None and self._tries < self._settings.speculate

    def suppose(self, heard: CallerInput, now: float) -> None:
        """Answer on trial what the caller seems to have said."""
        self._tries += 1
        turn = self._next_id()
        watch = Stopwatch(turn, kind_of(heard), now, {"tried": now})
        self.trial = Trial(turn, heard, watch, now)
        self._note("trial", turn=turn, pii_text=heard.text)
        self._do(ev.SupposeTurn(turn, heard, tuple(self._speech.cuts)))

    def _confirm(self, trial: Trial, now: float) -> None:
        self.trial = None
        self._do(ev.ConfirmTurn(trial.turn))
        for act in trial.acts:
            self._act(act, now, made=True)
        for at, event in trial.sounds:
            if isinstance(event, ev.SpeechReady):
                self._speech.sound(event, at)
            else:
                self._speech.lost(event.utterance, event.why, at)

    def give_up_trying(self, why: str) -> None:
        """What broke on trial, or took too long, is not tried again: the turn itself will show it."""
        self.discard(why)
        self._tries = self._settings.speculate

    def discard(self, why: str) -> None:
        """The answer on trial is not wanted: it never was."""
        trial, self.trial = self.trial, None
        if trial is None:
            return
        self._note("discarded", turn=trial.turn, why=why)
        self._do(ev.DiscardTurn(trial.turn))
        for utterance in trial.saying:
            self._do(ev.DropSpeech(utterance))

    # ── the caller goes on ────────────────────────────────────────────────────

    def may_undo(self, at: float, now: float) -> bool:
        """Whether somebody who goes on at that time had not finished the last turn: nothing of its answer was heard by
        then, and nothing that it did stands.
        """
        turn, settings = self._last, self._settings
        if turn is None or turn.stands or self._continued >= settings.continuations:
            return False
        return at - turn.started <= settings.continuation and self._speech.nothing_heard(turn.id, at, now)

    def undo(self, now: float) -> CallerInput:
        """Take the last turn back; returns what the caller had said of it."""
        turn = self._last
        assert turn is not None
        assert turn.before is not None
        self.discard("going_on")
        self._speech.withdraw(turn.cuts, now)
        self.running, self._last, self._watch, self.leaving = None, None, None, None
        self.expect = turn.before
        self._note("continued", turn=turn.id)
        self._do(ev.UndoTurn(turn.id))
        self._attend(turn.before)
        return turn.heard

    # ── what it does ──────────────────────────────────────────────────────────

    def acted(self, event: ev.Acted, now: float) -> None:
        """The conversation did something."""
        if self.trial is not None and event.turn == self.trial.turn:
            for action in self.trial.acted(event.act, now):
                self._do(action)
        elif self.running is None or event.turn != self.running.id:
            self._note("late_act", turn=event.turn, act=type(event.act).__name__)
        else:
            self._act(event.act, now)

    def _act(self, act: Act, now: float, *, made: bool = False) -> None:
        """`made`: its sound was asked for already."""
        assert self.running is not None
        self._saw("first_act", now)
        match act:
            case Say(filler=True):
                self._keep_filler(act)
            case Say():
                self._drop_filler()
                self.running.filled = True
                self._saw("first_say", now)
                self._speech.say(act, self.running.id, now, made=made)
            case Expect():
                self.expect = act
                self._attend(act)
                self._do(ev.Prefetch(act.likely))
            case HangUp(result=result):
                self.leaving = self.leaving or "agent"
                self._note("hang_up", result=result)
            case Transfer(to=to):
                self.leaving = "transferred"
                self._note("transfer", to=to)
            case Stands():
                self.running.stands = True
            case trace:
                self._note(trace.event, **trace.fields)

    def _attend(self, expect: Expect) -> None:
        self._do(ev.Attend(expect.language, expect.hints))

    def sounded(self, event: ev.SpeechReady | ev.SpeechFailed, now: float) -> None:
        """A sentence got sound, or gets no more."""
        if self.trial is not None and self.trial.sounded(event, now):
            return
        if isinstance(event, ev.SpeechFailed):
            self._speech.lost(event.utterance, event.why, now)
            return
        self._saw("first_sound", now)
        self._speech.sound(event, now)

    # ── fillers ───────────────────────────────────────────────────────────────

    def _keep_filler(self, say: Say) -> None:
        """The latest counts: a step knows better what it is about than whoever understood the caller."""
        assert self.running is not None
        if self.running.filled:
            self._speech.unsaid(say.utterance)
        else:
            self._drop_filler()
            self.running.filler = say

    def _drop_filler(self) -> None:
        if self.running is not None and self.running.filler is not None:
            self._speech.unsaid(self.running.filler.utterance)
            self.running.filler = None

    @property
    def filler_at(self) -> float | None:
        """When something is said because nothing else is."""
        turn = self.running
        return None if turn is None or turn.filler is None else turn.started + self._settings.filler

    def fill(self, now: float) -> None:
        """Nothing else was said: say the filler."""
        turn = self.running
        assert turn is not None
        assert turn.filler is not None
        say, turn.filler, turn.filled = turn.filler, None, True
        self._note("filler", turn=turn.id)
        self._speech.say(say, turn.id, now)

    # ── ending ────────────────────────────────────────────────────────────────

    def done(self, event: ev.TurnDone, now: float) -> bool:
        """Whether it was the running turn that is over."""
        turn = self.running
        if turn is None or event.turn != turn.id:
            return False
        self._note("turn_done", turn=turn.id, ms=round((now - turn.started) * 1000))
        self._drop_filler()
        self._saw("done", now)
        self.running = None
        if not self.leaving and self.expect is None:
            self._note("no_expect", turn=turn.id)
            self.expect = Expect(step="")
        return True

    def fail(self, why: str, now: float) -> bool:
        """Give up what runs and let the conversation say what it says then; False: even that has failed."""
        before = self.running
        self.discard("failure")
        self._drop_filler()
        self._note("turn_failed", turn=self._last_id, why=why)
        self._speech.drop(now)
        if before is not None and before.failing:
            return False
        self.leaving, self._last = None, None
        self._tell_times()
        turn = self._new(Turn(self._next_id(), now, failing=True), since=self.since)
        self._watch = Stopwatch(turn.id, "failure", now, {"started": now})
        self._do(ev.FailTurn(turn.id, why))
        return True

    # ── the stopwatch ─────────────────────────────────────────────────────────

    def _saw(self, stage: str, at: float) -> None:
        if self._watch is not None:
            self._watch.saw(stage, at)

    def sent(self, now: float) -> None:
        """The first sound of the turn goes out."""
        self._saw("sent", now)

    def look(self) -> None:
        """Note the turn's times once the caller hears its answer and it is durable."""
        watch = self._watch
        if watch is None or watch.told:
            return
        if (heard_at := self._speech.heard_since(watch.turn)) is not None:
            watch.saw("heard", heard_at)
        if "done" in watch.times and ("heard" in watch.times or "first_say" not in watch.times):
            self._tell_times()

    def _tell_times(self) -> None:
        watch = self._watch
        if watch is not None and not watch.told and watch.times:
            watch.told = True
            self._note("turn_times", **watch.fields())

    def end(self) -> None:
        """The call is over."""
        self.discard("call_over")
        self._tell_times()

    def _note(self, event: str, **fields: object) -> None:
        self._do(ev.Note(event, fields))
