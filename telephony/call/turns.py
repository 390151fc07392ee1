"""Who speaks when: the turn machine of one call. Pure: `on(event, now) -> actions`, `deadline() -> when to wake me`.

A call has three regions. The **caller** (`hearing.py`): silent, speaking, words, keys. The **turn** (`answering.py`):
none, one on trial, or one running in the conversation. **Our speech** (`speaking.py`): what was sent, what was heard,
or held while a noise may yet be a word. This file is the rules that join them; each is a few lines, and each has its
own test.

 1. The caller's turn is over when they have been silent for as long as what was asked deserves (`patience.py`), or the
    recogniser says so, or the keypad entry is whole. Words that come while a turn runs wait for its end.
 2. Barge-in has two stages. Voice for 160 ms while we are audible: the line is cleared, the rest of our speech is held.
    Then a real word or a key: it was an interruption, what was not heard is dropped, and the next turn tells the
    conversation which words were heard. No word in time: a false alarm, the rest plays on from the word that was cut.
 3. While a turn runs its speech is held, not dropped: should the turn end the call, its last words must be heard.
 4. Silence counts from the last sound of ours that was heard; the conversation is told once a step's patience ends.
 5. What happens outside the call (a payment) is a turn of its own, when no other runs, we are silent and the caller is.
 6. We hang up when our last words were heard (mark), or should have been two seconds ago.
 7. When nobody recognises the caller any more, or no voice speaks for us, the conversation is told that it failed: it
    says what it says then, from kept sound, and hands the caller over. When not even that can be heard, the call ends.
 8. Before the caller's turn is surely over it is answered on trial: as soon as the recogniser takes the words for
    finished, or after half of the wait. The same words at the end: the answer is there. Other words: it never was.
 9. A caller who goes on within a second of their turn, before a word of the answer was heard and before it had an
    effect, had not finished: that turn is undone, and their words are answered together.
10. A turn that has nothing to say for a moment says its filler, once.
11. Who talks on without a pause for longer than anybody answers has said what they say. Until they pause they do not
    interrupt us: a television keeps nobody waiting.
12. Whatever comes, the call ends: every wait here is a timer, and the longest call is one of them.

`now` is seconds on the call's own clock; sound is milliseconds.
"""

from collections.abc import Callable, Iterator

from telephony.call import events as ev
from telephony.call.answering import Answering
from telephony.call.barging_in import BargingIn
from telephony.call.faculties import Faculties
from telephony.call.happenings import Happenings
from telephony.call.hearing import Hearing
from telephony.call.patience import longest_silence, longest_turn
from telephony.call.ports import CallerInput, Ended, Expect
from telephony.call.speaking import VOICE_FAILURES, Speaking
from telephony.call.turn_settings import TurnSettings

Rule = Callable[[float], None]


class TurnMachine:
    """One call's turn-taking. Feed it events in order, perform its actions in order, wake it at its deadline."""

    def __init__(self, settings: TurnSettings | None = None) -> None:
        self.settings = settings or TurnSettings()
        self.hearing = Hearing(self.settings.patience)
        self.happenings = Happenings()
        self.speech = Speaking(self._do, self.settings.letter_ms)
        self.turns = Answering(self._do, self.speech, self.settings)
        self.barging_in = BargingIn(self.settings, self.hearing, self.speech, self.turns)
        self.closed = False
        self._out: list[ev.Action] = []
        self._began: float | None = None
        self._closing_at: float | None = None
        self._due = 0.0
        self.faculties = Faculties()
        self._idle_since = 0.0
        self._active_at = 0.0
        self._on: dict[type, Callable[..., None]] = {
            ev.CallStarted: self._call_started,
            ev.VoiceBegan: self._voice_began,
            ev.VoiceCeased: self._voice_ceased,
            ev.Words: self._words,
            ev.WordsResumed: self._words_resumed,
            ev.EndJudged: self._end_judged,
            ev.RecogniserLost: self._recogniser_lost,
            ev.KeyPressed: self._key_pressed,
            ev.Happened: self._happened,
            ev.Acted: self.turns.acted,
            ev.TurnDone: self._turn_done,
            ev.TurnFailed: self._turn_failed,
            ev.UndoRefused: self._undo_refused,
            ev.SpeechReady: self._sounded,
            ev.SpeechFailed: self.turns.sounded,
            ev.MarkPlayed: lambda event, now: self.speech.marked(event.name, now),
            ev.LineClosed: lambda event, _: self._end(event.ended, event.detail),
            ev.Draining: lambda _event, _now: self._end("draining", "the service is going away"),
            ev.LimitReached: lambda event, _now: self._end("limit", event.why),
            ev.Tick: lambda _event, _now: None,
        }

    # ── the two mouths ────────────────────────────────────────────────────────

    def on(self, event: ev.Event, now: float) -> list[ev.Action]:
        """What happened, and when; what is to be done about it, in order."""
        if self.closed or (self._began is None and not isinstance(event, ev.CallStarted | ev.LineClosed | ev.Draining)):
            return [ev.Note("ignored", {"event": type(event).__name__})]
        self.speech.playback.listen(now)
        self.turns.look()
        self._on[type(event)](event, now)
        if self._began is not None:
            self._settle(now)
        self.turns.look()
        out = self._out[:]
        self._out.clear()
        return out

    def deadline(self) -> float | None:
        """When to call `on(Tick(), …)` if nothing happens before; None before the call and once it is over."""
        return None if self.closed or self._began is None else self._due

    def _settle(self, now: float) -> None:
        """Let every rule whose time has come do its work, then send what is ready."""
        while not self.closed:
            if self.barging_in.caller_first:
                self.speech.hold(now, "wait_for_caller")
            if self.speech.send(now, self.turns.since):
                self.turns.sent(now)
            self._due, rule = min(self._timers(), key=lambda timer: timer[0])
            if self._due > now:
                return
            rule(now)

    def _timers(self) -> Iterator[tuple[float, Rule]]:
        """Every wait of the call, as (when it ends, what happens then). Each rule removes its own cause."""
        s, speech = self.settings, self.speech
        yield (self._began or 0.0) + s.longest_call, self._too_long
        if (running := self.turns.running) is not None:
            yield running.started + s.turn_limit, self._turn_too_long
        if speech.failures >= VOICE_FAILURES:
            yield 0.0, self._helpless
        if running is None and (voiceless := speech.voiceless_at) is not None:
            yield voiceless, self._helpless
        if speech.waits_for_sound:
            why = f"no sound within {s.speech_limit:.0f} s"
            yield speech.progress_at + s.speech_limit, lambda now: speech.late(why, now)
        if (overdue := speech.playback.overdue_at) is not None:
            yield overdue, speech.mark_overdue
        if self._closing_at is not None:
            yield self._closing_at + (0 if speech.empty else s.closing_limit), self._leave
            return
        yield self._active_at + longest_silence(self._expect, s.longest_silence), self._too_silent
        yield from self._timers_of_the_caller()
        if running is None:
            yield from self._timers_between_turns()
        elif speech.empty and not self.hearing.voice and (filler := self.turns.filler_at) is not None:
            yield filler, self.turns.fill

    def _timers_of_the_caller(self) -> Iterator[tuple[float, Rule]]:
        s, h, speech = self.settings, self.hearing, self.speech
        if h.voice:
            yield h.wordless_since + (s.stuck if h.text else s.phantom), self._noise
            if speech.exposed and self.barging_in.allowed:
                yield h.voice_since + s.barge_in_voice, lambda now: speech.hold(now, "hold")
            if h.text and h.talking_since is not None:
                yield h.talking_since + longest_turn(self._expect, babble=h.babble), self._talked_on
        if (wordless := h.wordless_at()) is not None:
            yield wordless, self._wordless
        if speech.held and not self.barging_in.meant:
            yield self.barging_in.false_alarm_at, self._false_alarm

    def _timers_between_turns(self) -> Iterator[tuple[float, Rule]]:
        h, speech = self.hearing, self.speech
        if (trial := self.turns.trial) is not None:
            yield trial.began + self.settings.speculation_limit, lambda _: self.turns.give_up_trying("too_long")
        if not speech.empty:
            if speech.held and self.barging_in.meant:
                yield 0.0, self._interrupt
            return
        over = h.over_at(self._expect)
        if self.turns.may_try and (supposed := h.supposed_at(over)) is not None:
            yield supposed, lambda now: self.turns.suppose(h.so_far(), now)
        if speech.failures or self.faculties.newly_deaf:
            yield 0.0, self._helpless
        elif over is not None:
            yield over, self._turn_over
        elif not h.pending and self.happenings:
            yield 0.0, self._tell
        elif not h.pending and self._expect:
            quiet = max(self._idle_since, h.quiet_since, speech.playback.heard_at or 0.0)
            yield quiet + self._expect.listen_s, self._silence

    @property
    def _expect(self) -> Expect | None:
        return self.turns.expect

    # ── the caller ────────────────────────────────────────────────────────────

    def _call_started(self, _: ev.CallStarted, now: float) -> None:
        if self._began is not None:
            return
        self._began = self._active_at = now
        self.turns.open(now)

    def _voice_began(self, event: ev.VoiceBegan, now: float) -> None:
        self.hearing.voice_began(now - event.ago_s)
        self._note("voice_began", ago_ms=round(event.ago_s * 1000))

    def _voice_ceased(self, event: ev.VoiceCeased, now: float) -> None:
        self.hearing.voice_ceased(now - event.ago_s, now)
        self._note("voice_ceased", ago_ms=round(event.ago_s * 1000))

    def _words(self, event: ev.Words, now: float) -> None:
        h = self.hearing
        if h.drowned(now) and not (self.speech.empty and self.turns.running is None):
            return
        h.words(event, now)
        if not h.text:
            if self.speech.held and not h.voice:
                self._false_alarm(now)
            return
        self._active_at = now
        self._note("words", pii_text=h.text, settled=not h.unsettled)
        if (trial := self.turns.trial) is not None and not trial.answers(h.so_far()):
            self.turns.discard("other_words")
        if self._closing_at is not None or self._taken_back(now) or self.speech.empty:
            return
        if self.barging_in.meant:
            if self.barging_in.allowed:
                self._interrupt(now)
        elif not h.unsettled and self.speech.playback.unheard_ms > self.settings.backchannel_ms:
            (self._false_alarm if self.speech.held else self._backchannel)(now)

    def _taken_back(self, now: float) -> bool:
        """The caller goes on with what was taken for a whole turn: that turn is undone."""
        h, speech = self.hearing, self.speech
        at = h.voice_since if h.voice_since > self.turns.since else now
        if h.babble or h.taken_back or not h.means_it(None) or not self.turns.may_undo(at, now):
            return False
        if speech.exposed and not self.barging_in.allowed:
            return False
        h.put_back(self.turns.undo(now))
        self._idle_since = now
        return True

    def _undo_refused(self, _: ev.UndoRefused, now: float) -> None:
        self.hearing.taken_back = ""  # those words were answered
        self.turns.discard("other_words")

    def _words_resumed(self, _: ev.WordsResumed, now: float) -> None:
        self.hearing.resumed(now)
        self.turns.discard("resumed")

    def _end_judged(self, event: ev.EndJudged, now: float) -> None:
        if not self.hearing.speaking:
            self.hearing.unfinished = event.finished < self.settings.judged_unfinished
            self._note("end_judged", finished=round(event.finished, 2))

    def _recogniser_lost(self, event: ev.RecogniserLost, now: float) -> None:
        self._note("recogniser_failed", why=event.why)
        self.faculties.deaf = event.why

    def _key_pressed(self, event: ev.KeyPressed, now: float) -> None:
        self._active_at = now
        self._note("key", pii_digit=event.digit)
        if self._closing_at is not None:
            return
        self.hearing.key(event.digit, now)
        self.turns.discard("key")
        if self.barging_in.allowed and not self.speech.empty:
            self._interrupt(now)

    @property
    def leaving(self) -> bool:
        """Our last words are being said, or were."""
        return self.closed or self._closing_at is not None

    def _happened(self, event: ev.Happened, now: float) -> None:
        if self.leaving or self.happenings.full:
            self._note("event_lost", name=event.name)
            return
        self._active_at = now
        self._note("happened", name=event.name)
        self.happenings.put(event)

    def _tell(self, now: float) -> None:
        self.turns.start(self.happenings.take(), now, now)

    def _turn_over(self, now: float) -> None:
        h = self.hearing
        since, final_at, going_on = h.key_at if h.keys else h.quiet_since, h.settled_at, bool(h.taken_back)
        self.turns.start(h.take(), since, now, final_at=final_at, going_on=going_on)

    def _silence(self, now: float) -> None:
        if self.faculties.deafness_told:  # nor would they be heard the next time, and no key was pressed
            self._fail("nobody recognises the caller", now)
        else:
            self.turns.start(CallerInput(silence=True), now, now)

    # ── the conversation ──────────────────────────────────────────────────────

    def _turn_done(self, event: ev.TurnDone, now: float) -> None:
        if not self.turns.done(event, now):
            return
        self._idle_since = now
        if self.turns.leaving:
            self._closing_at, self.barging_in.forbidden = now, True
            self.hearing.forget()
            self.speech.release(now)

    def _turn_failed(self, event: ev.TurnFailed, now: float) -> None:
        turns = self.turns
        if turns.trial is not None and event.turn == turns.trial.turn:
            turns.give_up_trying("failed")
        elif turns.running is not None and event.turn == turns.running.id:
            self._fail(event.why, now)

    def _turn_too_long(self, now: float) -> None:
        self._fail(f"no answer within {self.settings.turn_limit:.0f} s", now)

    def _fail(self, why: str, now: float) -> None:
        if not self.turns.fail(why, now):
            self._end("failed", why)

    # ── barge-in ──────────────────────────────────────────────────────────────

    def _false_alarm(self, now: float) -> None:
        self.hearing.ignored = self.hearing.speaking
        if self.hearing.text:
            self._backchannel(now)
        self.hearing.unsettled = False
        self.speech.release(now)
        self._note("false_alarm")

    def _backchannel(self, now: float) -> None:
        self._note("backchannel", pii_text=self.hearing.text)
        self.hearing.forget()
        self._do(ev.ForgetWords())

    def _interrupt(self, now: float) -> None:
        self.speech.hold(now, "hold")
        running = self.turns.running
        if running is None:
            self._note("barge_in")
            self.speech.drop(now)
            self._idle_since = now
        elif not running.stopped:
            running.stopped = True
            self._do(ev.StopTurn(running.id))

    def _noise(self, now: float) -> None:
        # What goes on for so long without another word is a television, a street, a line that hums.
        self.hearing.ignore()
        self._note("noise")

    def _talked_on(self, now: float) -> None:
        self.hearing.talked_on(now)
        self._note("talked_on")

    def _wordless(self, now: float) -> None:
        self.hearing.unsettled = False
        self._note("no_words")

    def _sounded(self, event: ev.SpeechReady, now: float) -> None:
        self.faculties.mute = False
        self.turns.sounded(event, now)

    # ── the end ───────────────────────────────────────────────────────────────

    def _helpless(self, now: float) -> None:
        """The caller is not understood any more, or did not hear what we said last."""
        why, hopeless = self.faculties.lost(voice=bool(self.speech.failures))
        if hopeless:
            self._end("failed", why)
            return
        self.speech.forget_failures()
        self._fail(why, now)

    def _leave(self, now: float) -> None:
        self._end(self.turns.leaving or "agent", "")

    def _too_long(self, now: float) -> None:
        self._end("limit", f"longer than {self.settings.longest_call:.0f} s")

    def _too_silent(self, now: float) -> None:
        self._end("limit", f"nothing heard for {now - self._active_at:.0f} s")

    def _end(self, ended: Ended, why: str) -> None:
        self.closed = True
        if self.hearing.text:
            self._note("unanswered", pii_text=self.hearing.text, settled=not self.hearing.unsettled)
        self.turns.end()
        self._do(ev.EndCall(ended, why, self.speech.last_cuts()))

    # ── out ───────────────────────────────────────────────────────────────────

    def _do(self, action: ev.Action) -> None:
        self._out.append(action)

    def _note(self, event: str, **fields: object) -> None:
        self._out.append(ev.Note(event, fields))
