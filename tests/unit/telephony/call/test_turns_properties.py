"""Whatever happens in whatever order: what must hold of every call."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telephony.call import events as ev
from telephony.call.ports import CallerInput, Cut, Expect, HangUp, Say, Stands, Transfer
from telephony.call.turn_settings import TurnSettings
from telephony.call.turns import TurnMachine

LONGEST = 120.0
TEXTS = ["yes", "okay", "mhm", "a cleaning next Tuesday", "nine eight two", "and", "", "हाँ", "no make it Wednesday"]
AIMED = ["turn_done", "turn_failed", "sound", "last_sound", "no_sound", "mark", "wrong_turn", "tick"]
KINDS = ["open", "yes_no", "phone", "digits", "email", "free_text", "choice", "date"]

gaps = st.sampled_from([0.0, 0.0, 0.02, 0.1, 0.3, 0.7, 2.0, 7.0, 16.0])
utterances = st.sampled_from([f"u{n}" for n in range(6)])
texts = st.sampled_from(TEXTS)
expects = st.builds(
    Expect,
    st.just("step"),
    kind=st.sampled_from(KINDS),
    listen_s=st.sampled_from([0.5, 6.0]),
    barge_in=st.booleans(),
    keys=st.sampled_from([None, 1, 3]),
)
acts = st.one_of(
    st.builds(Say, utterances, texts.filter(bool), interruptible=st.booleans()),
    st.builds(Say, utterances, texts.filter(bool), filler=st.just(True)),
    st.just(Stands()),
    expects,
    st.builds(HangUp, st.just("done")),
    st.builds(Transfer, st.just("reception"), st.just("+912000000000")),
)
caller = st.one_of(
    st.builds(ev.VoiceBegan, st.sampled_from([0.0, 0.1])),
    st.builds(ev.VoiceCeased, st.sampled_from([0.0, 0.15])),
    st.builds(ev.Words, texts, settled=st.booleans(), eager=st.booleans(), final=st.booleans(), ended=st.booleans()),
    st.just(ev.WordsResumed()),
    st.builds(ev.EndJudged, st.sampled_from([0.1, 0.9])),
    st.just(ev.UndoRefused(1)),
    st.builds(ev.KeyPressed, st.sampled_from("0123456789*#")),
    st.builds(ev.Happened, st.just("payment_made"), st.just({"amount": 500})),
)
# Acts, ends of turns, sounds and marks are aimed by the test at what the machine asked for, or go astray.
steps = st.lists(
    st.tuples(
        gaps,
        st.one_of(
            caller,
            acts,
            st.sampled_from(
                ["turn_done", "turn_failed", "sound", "last_sound", "no_sound", "mark", "wrong_turn", "tick"]
            ),
        ),
    ),
    max_size=60,
)


class Watch:
    """Performs nothing, remembers everything, and complains at once."""

    def __init__(self) -> None:
        self.machine = TurnMachine(TurnSettings(longest_call=LONGEST, longest_silence=LONGEST))
        self.now = 0.0
        self.running: int | None = None
        self.trial: int | None = None
        self.over: Counter[int] = Counter()
        self.texts: dict[str, str] = {}
        self.owner: dict[str, int] = {}
        self.dropped: set[str] = set()
        self.sent: dict[str, int] = {}
        self.ready: dict[str, int] = {}
        self.marks: list[str] = []
        self.heard: dict[str, int] = {}
        self.ended = 0
        self.unanswered = ""

    def tell(self, event: ev.Event) -> None:
        actions = self.machine.on(event, self.now)
        for action in actions:
            self.see(action)
        deadline = self.machine.deadline()
        assert deadline is None or deadline > self.now, "a deadline is never in the past"
        for u in self.machine.speech.playback.queue:
            assert u.heard_ms >= self.heard.get(u.id, 0), "what was heard only grows"
            assert u.heard_ms <= u.ready_ms
            assert u.text.startswith(u.heard_text())
            self.heard[u.id] = u.heard_ms

    def see(self, action: ev.Action) -> None:  # noqa: C901, PLR0912 - one case for each action
        assert not self.ended or isinstance(action, ev.Note), "after the end there are only notes"
        match action:
            case ev.BeginConversation(turn) | ev.StartTurn(turn):
                assert self.running is None, "two turns never run at once"
                assert self.trial is None, "nothing is on trial beside a turn"
                self.running = turn
            case ev.SupposeTurn(turn):
                assert self.running is None
                assert self.trial is None, "one answer is on trial at a time"
                self.trial = turn
            case ev.ConfirmTurn(turn):
                assert self.trial == turn
                self.running, self.trial = turn, None
            case ev.DiscardTurn(turn):
                assert self.trial == turn
                self.trial = None
                self.over[turn] += 1
            case ev.UndoTurn(turn):
                assert self.trial is None
                assert self.running in (turn, None)
                self.over[turn] = 1
                self.running = None
            case ev.FailTurn(turn):
                if self.running is not None:
                    self.over[self.running] += 1
                self.running = turn
            case ev.Synthesise(utterance, text):
                owner = self.trial if self.trial is not None else self.running
                assert owner is not None
                self.texts[utterance], self.owner[utterance] = text, owner
                self.dropped.discard(utterance)
                self.sent[utterance] = self.ready[utterance] = 0
                self.heard.pop(utterance, None)
            case ev.DropSpeech(utterance):
                self.dropped.add(utterance)
            case ev.SendAudio(utterance, from_ms, to_ms):
                assert utterance not in self.dropped, "nothing is played that was dropped"
                assert self.owner[utterance] != self.trial, "nothing is played of a turn on trial"
                assert 0 <= from_ms < to_ms <= self.ready[utterance]
                assert from_ms <= self.sent[utterance], "no sound is left out"
                self.sent[utterance] = max(self.sent[utterance], to_ms)
            case ev.SendMark(name):
                assert name.rsplit(".", 1)[0] not in self.dropped, "nothing is marked that was dropped"
                self.marks.append(name)
            case ev.Note("unanswered", fields):
                self.unanswered = str(fields["pii_text"])
            case ev.EndCall(cuts=cuts):
                assert self.unanswered == self.machine.hearing.text, "no word is lost when the call ends"
                assert self.trial is None, "no answer stays on trial"
                self.ended += 1
                self.check(cuts)
            case _:
                pass
        if isinstance(action, ev.StartTurn | ev.SupposeTurn):
            self.check(action.cuts)

    def check(self, cuts: tuple[Cut, ...]) -> None:
        for cut in cuts:
            said = self.texts.get(cut.utterance, "")  # a filler that was not needed is no sentence
            assert said.startswith(cut.heard), "what was heard is a prefix of what was said"

    def aimed(self, what: object) -> ev.Event | None:  # noqa: PLR0911 -- a table of what may happen
        queue = self.machine.speech.playback.queue
        waiting = next((u.id for u in queue if not u.complete), None)
        if (trial := self.machine.turns.trial) is not None and trial.saying:
            waiting = trial.saying[-1]
        answering = self.trial if self.trial is not None else self.running
        match what:
            case Say() | Expect() | HangUp() | Transfer() | Stands() if answering is not None:
                return ev.Acted(answering, what)
            case "turn_failed" if self.trial is not None:
                return ev.TurnFailed(self.trial, "broken")
            case "turn_done" | "turn_failed" if self.running is not None:
                turn, self.running = self.running, None
                self.over[turn] += 1
                if what == "turn_done":
                    return ev.TurnDone(turn)
                self.over[turn] -= 1  # the machine answers with FailTurn or the end; counted there
                self.running = turn
                return ev.TurnFailed(turn, "broken")
            case "sound" | "last_sound" if waiting:
                self.ready[waiting] += 400
                return ev.SpeechReady(waiting, 400, last=what == "last_sound")
            case "no_sound" if waiting:
                return ev.SpeechFailed(waiting, "refused")
            case "mark" if self.marks:
                return ev.MarkPlayed(self.marks.pop(0))
            case "wrong_turn":
                return ev.TurnDone(999)
            case "tick":
                return ev.Tick()
            case str() | Say() | Expect() | HangUp() | Transfer() | Stands():
                return None
        return what  # type: ignore[return-value]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_whatever_happens_the_rules_hold_and_the_call_ends(happenings: list[tuple[float, object]]) -> None:
    """Random events never deadlock, never overlap turns, never play what was dropped, and the call always ends."""
    watch = Watch()
    watch.tell(ev.CallStarted())
    for gap, what in happenings:
        until = watch.now + gap
        while (deadline := watch.machine.deadline()) is not None and deadline <= until:
            watch.now = deadline
            watch.tell(ev.Tick())
        watch.now = until
        if (event := watch.aimed(what)) is not None:
            watch.tell(event)

    for _ in range(2_000):
        deadline = watch.machine.deadline()
        if deadline is None:
            break
        watch.now = deadline
        watch.tell(ev.Tick())

    assert watch.ended == 1
    assert watch.now <= max(LONGEST, sum(gap for gap, _ in happenings)) + 1e-6
    assert all(count <= 1 for count in watch.over.values()), "a turn ends once"


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.05, 0.4, 1.0]), st.sampled_from(["one", "two", "three", "7", "#"])),
        min_size=1,
        max_size=8,
    )
)
def test_every_word_and_key_reaches_the_conversation_once(said: list[tuple[float, str]]) -> None:
    """While nothing of ours is in the way, each final word and each key is the input of exactly one turn."""
    watch = Watch()
    watch.tell(ev.CallStarted())
    started: dict[int, CallerInput] = {}
    tried: dict[int, CallerInput] = {}

    def pass_time(seconds: float) -> None:
        until = watch.now + seconds
        while (deadline := watch.machine.deadline()) is not None and deadline <= until:
            watch.now = deadline
            tell(ev.Tick())
        watch.now = until

    def tell(event: ev.Event) -> None:
        for action in watch.machine.on(event, watch.now):
            match action:
                case ev.SupposeTurn(turn, heard):
                    tried[turn] = heard
                    watch.machine.on(ev.Acted(turn, Expect("step", listen_s=1000)), watch.now)
                case ev.StartTurn(turn, heard):
                    started[turn] = heard
                    watch.machine.on(ev.Acted(turn, Expect("step", listen_s=1000)), watch.now)
                    watch.machine.on(ev.TurnDone(turn), watch.now)
                case ev.ConfirmTurn(turn):
                    started[turn] = tried[turn]
                    watch.machine.on(ev.TurnDone(turn), watch.now)
                case ev.UndoTurn(turn):
                    del started[turn]

    watch.machine.on(ev.Acted(0, Expect("step", listen_s=1000)), 0.0)
    watch.machine.on(ev.TurnDone(0), 0.0)
    for gap, what in said:
        pass_time(gap)
        tell(ev.KeyPressed(what) if what in "7#" else ev.Words(what, settled=True, final=True))
    pass_time(10)

    words = [what for _, what in said if what not in "7#"]
    assert words == [word for heard in started.values() for word in heard.text.split()]
    keys = [what for _, what in said if what == "7"]
    assert keys == [key for heard in started.values() for key in heard.keys if key != "#"]
