"""The turn machine, rule by rule, on a hand clock."""

import pytest

from telephony.call import events as ev
from telephony.call.ports import Act, CallerInput, Cut, Expect, HangUp, Say, Stands, Trace, Transfer
from telephony.call.turn_settings import TurnSettings
from tests.support.stage import Stage

HELLO = "Hello, would you like to book, move or cancel an appointment?"  # 62 characters: 3.1 s


def question(text: str = HELLO, **expect: object) -> list[Act]:
    """The first turn: a sentence, and what is expected."""
    return [Say("t0.1", text), Expect("menu", **expect)]  # type: ignore[arg-type]


def answer(utterance: str, text: str = "Which day suits you?", **expect: object) -> list[Act]:
    """A later turn."""
    return [Say(utterance, text), Expect("day", **expect)]  # type: ignore[arg-type]


def test_the_conversation_speaks_first() -> None:
    """A call begins with our words, sent as soon as they have sound, with a mark behind them."""
    stage = Stage([question()]).begin().run(0.1)

    assert [ev.SendAudio("t0.1", 0, 3050)] == stage.all(ev.SendAudio)
    assert [ev.SendMark("t0.1.1")] == stage.all(ev.SendMark)


def test_words_and_silence_make_a_turn() -> None:
    """What the caller says is given to the conversation once they are silent for half a second."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.says("a cleaning please", for_s=1.0).run(1.0)

    assert stage.inputs() == []

    stage.run(0.6)

    assert [CallerInput("a cleaning please", confidence=0.9)] == stage.inputs()


def test_a_plain_yes_is_answered_sooner_than_a_sentence() -> None:
    """To a yes/no question, a whole "yes" ends the turn after 350 ms."""
    stage = Stage([question(kind="yes_no"), answer("t1.1")]).begin().run(4)
    stage.says("yes", for_s=0.4).run(2)

    [started] = stage.when(ev.ConfirmTurn)
    assert pytest.approx(started) == 4.4 + 0.35


def test_half_a_phone_number_is_waited_for() -> None:
    """Four digits of a phone number are no answer yet: 1.4 s of silence are allowed in the middle."""
    stage = Stage([question(kind="phone"), answer("t1.1")]).begin().run(4)
    stage.says("nine eight two two", for_s=1.0).run(2.2)

    assert stage.inputs() == []

    stage.run(0.3)

    assert len(stage.inputs()) == 1


def test_a_caller_who_goes_on_is_not_cut_off() -> None:
    """Words that come after a pause shorter than the patience belong to the same turn."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.says("next Tuesday", for_s=0.8).run(1.1)
    stage.tell(ev.WordsResumed())
    stage.says("next Tuesday in the morning", for_s=0.8).run(3)

    assert [CallerInput("next Tuesday in the morning", confidence=0.9)] == stage.inputs()


def test_the_recogniser_may_end_the_turn() -> None:
    """A recogniser that knows that the turn is over is not made to wait for silence."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.run(1)
    stage.tell(ev.VoiceCeased())
    stage.tell(ev.Words("a cleaning", settled=True, final=True, ended=True))

    assert [CallerInput("a cleaning")] == stage.inputs()


def test_a_recogniser_that_says_nothing_does_not_stop_the_call() -> None:
    """Two seconds after the voice ceased, the last interim words are taken as they are."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("a cleaning"))
    stage.run(1)
    stage.tell(ev.VoiceCeased())
    stage.run(1.9)
    assert stage.inputs() == []

    stage.run(0.2)

    assert [CallerInput("a cleaning")] == stage.inputs()


def test_silence_counts_from_our_last_heard_word() -> None:
    """The conversation is told of silence `listen_s` after the caller heard the question's end, not its sending."""
    stage = Stage([question(listen_s=6.0), answer("t1.1")]).begin().run(9.0)

    assert stage.inputs() == []

    stage.run(0.3)

    assert [CallerInput(silence=True)] == stage.inputs()


def test_silence_while_the_caller_speaks_is_no_silence() -> None:
    """A caller who is still speaking when the patience ends is listened to."""
    stage = Stage([question(listen_s=6.0), answer("t1.1")]).begin().run(8.9)
    stage.says("well let me see I would like a cleaning", for_s=3.0).run(5)

    assert [heard.text for heard in stage.inputs()] == ["well let me see I would like a cleaning"]


def test_a_voice_while_we_speak_holds_our_speech() -> None:
    """160 ms of voice clear the line; nothing is dropped yet."""
    stage = Stage([question()]).begin().run(1.0)
    stage.tell(ev.VoiceBegan())
    stage.run(0.17)

    assert len(stage.all(ev.SendClear)) == 1
    assert stage.all(ev.DropSpeech) == []


def test_a_voice_that_began_before_our_sentence_holds_it_no_later() -> None:
    """The detector is always a little behind: who began between two sentences of ours does not hear more for that."""
    stage = Stage([[Say("t0.1", "Hello."), Say("t0.2", HELLO), Expect("menu")]]).begin().run(0.35)
    stage.tell(ev.VoiceBegan(0.1))
    stage.run(1)

    [cleared] = stage.when(ev.SendClear)
    assert pytest.approx(cleared) == 0.25 + 0.16


def test_a_word_makes_it_an_interruption_and_only_heard_words_stay() -> None:
    """After barge-in the next turn says which words of ours the caller heard: a prefix, cut at a word."""
    stage = Stage([question(), answer("t1.1")]).begin().run(1.0)
    stage.says("a cleaning", for_s=0.8).run(3)

    [cut] = stage.cuts()
    assert cut.utterance == "t0.1"
    assert cut.heard == "Hello, would you like"
    assert HELLO.startswith(cut.heard)
    assert [ev.DropSpeech("t0.1")] == stage.all(ev.DropSpeech)


def test_a_mark_that_is_late_takes_no_word_from_what_was_heard() -> None:
    """Whoever answers when all was played has heard all of it, and interrupts nobody."""
    stage = Stage([question(), answer("t1.1")])
    stage.line.latency = 3.0
    stage.begin().run(3.7)
    stage.says("a cleaning please", for_s=0.8).run(3)

    assert stage.all(ev.SendClear) == []
    assert [heard.text for heard in stage.inputs()] == ["a cleaning please"]
    assert stage.machine.speech.cuts == []
    assert not stage.notes("cut")


def test_a_cough_does_not_stop_us() -> None:
    """A voice without a word is a false alarm: we go on from the start of the word that was cut."""
    stage = Stage([question()]).begin().run(1.0)
    stage.noise(for_s=0.4).run(6)

    _, again = stage.all(ev.SendAudio)
    assert isinstance(again, ev.SendAudio)
    assert len(stage.notes("false_alarm")) == 1
    assert 800 <= again.from_ms <= 1210
    assert again.to_ms == 3050
    assert stage.notes("heard")


@pytest.mark.parametrize("sound", ["mhm", "okay", "haan", "हाँ", "uh-huh yes"])
def test_a_sign_of_listening_does_not_stop_us(sound: str) -> None:
    """ "Mhm" while we explain something is no interruption and no answer."""
    stage = Stage([question(HELLO * 2)]).begin().run(1.0)
    stage.says(sound, for_s=0.3).run(8)

    assert stage.inputs() == []
    assert stage.all(ev.DropSpeech) == []
    assert stage.notes("heard")


@pytest.mark.parametrize(("at", "stops"), [(1.0, False), (2.6, True)])
def test_okay_to_a_menu_is_an_answer_once_it_was_asked(at: float, stops: bool) -> None:
    """In the middle of "book, move or cancel" it shows that one listens; at its end it is what was said to it."""
    stage = Stage([question(kind="choice"), answer("t1.1")]).begin().run(at)
    stage.says("okay", for_s=0.3).run(6)

    assert bool(stage.inputs()) is stops
    assert bool(stage.all(ev.DropSpeech)) is stops
    assert len(stage.notes("backchannel")) == (not stops)


def test_okay_is_an_answer_to_a_yes_no_question() -> None:
    """What shows that one listens is an answer where yes or no was asked for."""
    stage = Stage([question(HELLO * 2, kind="yes_no"), answer("t1.1")]).begin().run(1.0)
    stage.says("okay", for_s=0.3).run(3)

    assert [heard.text for heard in stage.inputs()] == ["okay"]


def test_a_sentence_that_must_be_heard_is_not_interrupted() -> None:
    """Words over a legal notice neither clear the line nor are lost: they are answered after it."""
    stage = Stage([[Say("t0.1", HELLO, interruptible=False), Expect("menu")], answer("t1.1")]).begin().run(1.0)
    stage.says("a cleaning", for_s=0.5).run(6)

    assert stage.all(ev.SendClear) == []
    assert [heard.text for heard in stage.inputs()] == ["a cleaning"]
    assert stage.when(ev.ConfirmTurn)[0] > 3.05


def test_words_while_we_think_wait_for_the_turn() -> None:
    """What is added while a tool runs is the next turn's, and the stale answer is dropped."""
    tool = [Stands(), *answer("t1.1")]
    stage = Stage([question(), tool, answer("t2.1", "In the morning, then.")]).begin().run(4)
    stage.thinking = 3.0
    stage.says("next Tuesday", for_s=0.8).run(2)
    stage.thinking = 0.0
    stage.says("in the morning", for_s=0.8).run(8)

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday", "in the morning"]
    assert stage.heard("t1.1") == 0
    assert stage.heard("t2.1") > 0


def test_a_turn_that_is_talked_over_is_told() -> None:
    """Words over a filler stop the filler, and tell the conversation that it may cut itself short."""
    filler: list[Act] = [Say("t1.1", HELLO)]
    stage = Stage([question(), filler, answer("t2.1")]).begin().run(4)
    stage.thinking = 5.0
    stage.says("next Tuesday", for_s=0.8).run(1.6)
    stage.tell(ev.Acted(1, Say("t1.9", HELLO)))
    stage.run(0.5)
    stage.says("hello", for_s=0.5).run(2)

    assert [ev.StopTurn(1)] == stage.all(ev.StopTurn)


def test_last_words_are_heard_even_by_a_caller_who_talks_over_the_thinking() -> None:
    """A turn that ends the call is not silenced by words that came while it ran: "you are booked" must be heard."""
    goodbye: list[Act] = [Say("t1.1", "You are booked. Goodbye."), HangUp("booked")]
    stage = Stage([question(), goodbye]).begin().run(4)
    stage.thinking = 3.0
    stage.says("yes", for_s=0.4).run(2)
    stage.says("hello are you there", for_s=0.8).run(8)

    assert pytest.approx(stage.heard("t1.1")) == 1.2
    assert stage.end is not None
    assert stage.end.ended == "agent"


def test_we_hang_up_after_our_last_words_were_heard() -> None:
    """The call ends with the mark behind the goodbye, not with its sending."""
    stage = Stage([[Say("t0.1", HELLO), HangUp("done")]]).begin().run(3.0)
    assert stage.end is None

    stage.run(0.2)

    assert stage.end == ev.EndCall("agent")


def test_a_lost_mark_does_not_keep_the_line_open() -> None:
    """Without the mark, the call ends two seconds after the goodbye should have been heard."""
    stage = Stage([[Say("t0.1", HELLO), HangUp("done")]])
    stage.line.latency = 1e9
    stage.begin().run(5.0)
    assert stage.end is None

    stage.run(0.2)

    assert stage.end == ev.EndCall("agent")


def test_a_transfer_leaves_after_its_announcement() -> None:
    """The caller hears to whom they are put through before the line leaves us."""
    stage = Stage([[Say("t0.1", "One moment."), Transfer("reception", "+912000000000")]]).begin().run(2)

    assert stage.end == ev.EndCall("transferred")


@pytest.mark.parametrize("at", [0.0, 0.5, 3.5, 4.2, 5.0])
def test_the_caller_may_hang_up_at_any_moment(at: float) -> None:
    """Whatever is going on, a closed line ends the call at once, and says what was heard."""
    stage = Stage([question(), answer("t1.1")], thinking=0.4).begin()
    stage.says("a cleaning").run(at)
    stage.tell(ev.LineClosed("caller"))

    assert stage.end is not None
    assert stage.end.ended == "caller"
    assert stage.machine.deadline() is None
    assert all(HELLO.startswith(cut.heard) for cut in stage.end.cuts)


def test_the_timeline_tells_what_was_heard_of_our_last_sentence() -> None:
    """A caller who hangs up while we speak has heard some of its words, as one who interrupts has."""
    stage = Stage([question()]).begin().run(1.5)
    stage.tell(ev.LineClosed("caller"))

    assert stage.end is not None
    [cut] = stage.end.cuts
    [note] = stage.notes("cut")
    assert 0 < len(cut.heard) < len(HELLO)
    assert note.fields == {"utterance": "t0.1", "pii_heard": cut.heard, "heard_ms": note.fields["heard_ms"]}


def test_a_key_stops_us_and_ends_a_menu() -> None:
    """One key answers a menu at once and stops what is being said."""
    stage = Stage([question(keys=1), answer("t1.1")]).begin().run(1.0)
    stage.tell(ev.KeyPressed("1"))

    assert [CallerInput(keys="1")] == stage.inputs()
    assert len(stage.all(ev.SendClear)) == 1


def test_keys_gather_until_the_pause_or_the_hash() -> None:
    """An entry of unknown length ends with `#`, or three seconds after its last key."""
    stage = Stage([question(kind="digits"), answer("t1.1", kind="digits"), answer("t2.1")]).begin().run(4)
    for key in "411":
        stage.tell(ev.KeyPressed(key))
        stage.run(1)
    assert stage.inputs() == []
    stage.run(2.1)
    assert [heard.keys for heard in stage.inputs()] == ["411"]

    stage.run(2)
    for key in "014#":
        stage.tell(ev.KeyPressed(key))

    assert [heard.keys for heard in stage.inputs()] == ["411", "014"]


def test_star_and_zero_are_heard_at_once() -> None:
    """`*` asks for a repetition and `0` for a person, without a pause."""
    stage = Stage([question(), answer("t1.1"), answer("t2.1")]).begin().run(4)
    stage.tell(ev.KeyPressed("*"))
    stage.run(1.5)
    stage.tell(ev.KeyPressed("0"))

    assert [heard.keys for heard in stage.inputs()] == ["*", "0"]


def test_a_turn_that_takes_too_long_fails_and_the_call_goes_on() -> None:
    """After the limit the conversation may say what it says when things go wrong."""
    stage = Stage([question(), [], answer("t2.1", "I am sorry.")]).begin().run(4)
    stage.thinking = 100.0
    stage.says("a cleaning").run(1.5)
    stage.thinking = 0.0
    stage.run(25)

    assert len(stage.failures()) == 1
    assert stage.heard("t2.1") > 0
    assert stage.end is None


def test_a_failure_that_fails_ends_the_call() -> None:
    """Silence would be worse: when even the apology breaks, the call ends and says why."""
    stage = Stage([question()]).begin().run(4)
    stage.thinking = 100.0
    stage.says("a cleaning").run(60)

    assert stage.end is not None
    assert stage.end.ended == "failed"


def test_a_sentence_without_sound_is_skipped() -> None:
    """A voice that fails once costs one sentence; three times in a row, and nobody hears us: the call ends."""
    stage = Stage([[Say("t0.1", "One."), Say("t0.2", "Two."), Expect("menu")]], synthesis=100.0).begin()
    stage.tell(ev.SpeechFailed("t0.1", "refused"))
    stage.run(0.1)
    stage.tell(ev.SpeechFailed("t0.1", "refused"))
    stage.tell(ev.SpeechReady("t0.2", 400, last=True))

    assert [ev.SendAudio("t0.2", 0, 400)] == stage.all(ev.SendAudio)
    assert stage.end is None


def test_the_conversation_learns_what_a_broken_voice_left_unsaid() -> None:
    """A sentence whose sound broke off was heard so far; one that got no sound at all was not said."""
    hello: list[Act] = [Say("t0.1", "One two three four."), Say("t0.2", "Five."), Say("t0.3", "Six?"), Expect("a")]
    stage = Stage([hello, []], synthesis=100.0).begin().run(0.1)
    stage.tell(ev.SpeechReady("t0.1", 500, words=(("One", 0, 250), ("two", 250, 500))))
    stage.tell(ev.SpeechFailed("t0.1", "broke off"))
    stage.tell(ev.SpeechFailed("t0.2", "refused"))
    stage.tell(ev.SpeechReady("t0.3", 400, last=True))
    stage.run(4).says("yes").run(4)

    assert [turn.cuts for turn in stage.all(ev.SupposeTurn) if isinstance(turn, ev.SupposeTurn)] == [
        (Cut("t0.1", "One two"), Cut("t0.2", ""))
    ]


def test_a_voice_that_broke_after_its_last_word_left_nothing_unsaid() -> None:
    """All words were heard: the conversation has nothing to learn."""
    stage = Stage([[Say("t0.1", "One two."), Say("t0.2", "Three?"), Expect("a")], []], synthesis=100.0).begin().run(0.1)
    stage.tell(ev.SpeechReady("t0.1", 500, words=(("One", 0, 250), ("two.", 250, 500))))
    stage.tell(ev.SpeechFailed("t0.1", "broke off"))
    stage.tell(ev.SpeechReady("t0.2", 400, last=True))
    stage.run(4).says("yes").run(4)

    assert [turn.cuts for turn in stage.all(ev.SupposeTurn) if isinstance(turn, ev.SupposeTurn)] == [()]


def test_a_voice_that_never_answers_fails_the_turn_and_then_the_call() -> None:
    """Three sentences without sound within the limit: the conversation is told. Three more, and the call ends."""
    hello: list[Act] = [Say(f"t0.{n}", "Hello.") for n in range(5)]
    sorry: list[Act] = [Say(f"t1.{n}", "Sorry.") for n in range(5)]
    stage = Stage([[*hello, Expect("menu")], [*sorry, Expect("menu")]], synthesis=1e6).begin().run(60)

    assert stage.failures() == ["nobody speaks for us: the voice failed"]
    assert len(stage.all(ev.Synthesise)) == 10
    assert stage.end is not None
    assert stage.end.why == "nobody speaks for us: the voice failed again"


def silent_voice(*sentences: str) -> Stage:
    """A call whose first sentence was asked for at 0 s and failed after two seconds, and others wait behind it."""
    hello: list[Act] = [Say(f"t0.{n}", text) for n, text in enumerate(sentences)]
    stage = Stage([[*hello, Expect("menu")], answer("t1.1", "Sorry.")], synthesis=1e6).begin().run(2.0)
    stage.tell(ev.SpeechFailed("t0.0", "no sound within 2 s"))
    return stage


def test_who_has_heard_nothing_for_long_waits_for_the_next_sentence_only_a_moment() -> None:
    """A voice that was silent for two seconds has one more for the next sentence; then the conversation is told."""
    stage = silent_voice("One.", "Two.", "Three.").run(0.9)
    assert stage.failures() == []
    stage.run(0.2)

    assert stage.failures() == ["nobody speaks for us: the voice failed"]


def test_a_voice_that_refuses_three_sentences_in_a_row_is_gone() -> None:
    """However quickly it refuses them: the others are not asked for in vain."""
    hello: list[Act] = [*(Say(f"t0.{n}", "Hello.") for n in range(5)), Expect("menu")]
    stage = Stage([hello, answer("t1.1", "Sorry.")], synthesis=1e6).begin().run(0.1)
    for n in range(3):
        assert stage.failures() == []
        stage.tell(ev.SpeechFailed(f"t0.{n}", "refused"))

    assert stage.failures() == ["nobody speaks for us: the voice failed"]


def test_a_voice_that_was_at_odds_with_one_sentence_goes_on() -> None:
    """The next one is there within that second."""
    stage = silent_voice("One.", "Two.").run(0.5)
    stage.tell(ev.SpeechReady("t0.1", 400, last=True))
    stage.run(3)

    assert stage.failures() == []
    assert stage.heard("t0.1") > 0


def test_a_voice_that_fails_while_something_is_still_to_be_heard_is_not_given_up() -> None:
    """The caller hears the sentence before it."""
    stage = Stage([[Say("t0.0", HELLO), Say("t0.1", "Two."), Say("t0.2", "Three."), Expect("a")]], synthesis=1e6)
    stage.begin().run(0.1).tell(ev.SpeechReady("t0.0", 4000, last=True))
    stage.run(2.0).tell(ev.SpeechFailed("t0.1", "refused"))
    stage.run(1.5)

    assert stage.failures() == []


def test_a_filler_without_a_sound_does_not_break_off_what_it_is_for() -> None:
    """While the turn runs its effect is waited for, and what it says then has its own second."""
    stage = Stage([question(), [Say("t1.0", "One moment."), Stands()]]).begin().run(4)
    stage.synthesis, stage.thinking = 1e6, 6.0
    stage.says("book it").run(1.9)
    stage.tell(ev.Acted(1, Say("t1.9", "One moment.")))
    stage.run(2.0)
    stage.tell(ev.SpeechFailed("t1.9", "no sound within 2 s"))
    stage.run(1.5)

    assert stage.failures() == []


def test_what_a_caller_was_saying_when_the_line_closed_is_noted() -> None:
    """Settled or not; what was answered is not noted again."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("a cleaning on"))
    stage.tell(ev.LineClosed("caller"))
    [note] = stage.notes("unanswered")
    assert note.fields == {"pii_text": "a cleaning on", "settled": False}

    answered = Stage([question(), answer("t1.1")]).begin().run(4)
    answered.says("a cleaning").run(3)
    answered.tell(ev.LineClosed("caller"))
    assert not answered.notes("unanswered")


def test_a_question_that_was_not_heard_is_a_failure() -> None:
    """One sentence was heard and the next was not: the caller cannot know what is asked, so the turn failed."""
    asks: list[Act] = [Say("t0.1", "One."), Say("t0.2", "Which day?"), Expect("day")]
    stage = Stage([asks, [HangUp("failed")]], synthesis=100.0).begin().run(0.1)
    stage.tell(ev.SpeechReady("t0.1", 400, last=True))
    stage.run(0.1)
    stage.tell(ev.SpeechFailed("t0.2", "refused"))
    stage.run(2)

    assert len(stage.failures()) == 1


def test_a_voice_that_comes_back_may_fail_again() -> None:
    """Between two failures a sentence was heard: the second is told to the conversation like the first."""
    stage = Stage([[Say("t0.1", "One?"), Expect("a")], [Say("t1.1", "Two?"), Expect("b")]], synthesis=100.0).begin()
    stage.run(0.1)
    stage.tell(ev.SpeechFailed("t0.1", "refused"))
    stage.run(0.1)
    stage.tell(ev.SpeechReady("t1.1", 400, last=True))
    stage.script = [[Say("t2.1", "Three?"), Expect("c")], []]
    stage.run(2).says("yes").run(3)
    stage.tell(ev.SpeechFailed("t2.1", "refused"))
    stage.run(0.1)

    assert len(stage.failures()) == 2
    assert stage.end is None


def test_a_lost_recogniser_is_told_once_and_after_our_words() -> None:
    """What is being said is heard to its end; then the conversation learns that nobody understands the caller."""
    stage = Stage([question(), question()]).begin().run(0.2)
    stage.tell(ev.RecogniserLost("gone"))
    assert stage.failures() == []
    stage.run(5)

    assert stage.failures() == ["nobody recognises the caller: gone"]


def test_a_caller_whom_nobody_hears_is_not_asked_again_and_again() -> None:
    """When the flow asks on and no key is pressed, that is a failure too: the conversation takes its leave."""
    stage = Stage([question(), question(), [Say("t2.1", "Goodbye."), HangUp("failed")]]).begin().run(0.2)
    stage.tell(ev.RecogniserLost("gone"))
    stage.run(60)

    assert stage.failures() == ["nobody recognises the caller: gone", "nobody recognises the caller"]
    assert stage.inputs() == []
    assert stage.end is not None
    assert stage.end.ended == "agent"


def test_a_recogniser_that_is_lost_while_we_leave_changes_nothing() -> None:
    """Our last words are heard, and the call ends as it would."""
    stage = Stage([[Say("t0.1", "Goodbye."), HangUp("done")]]).begin().run(0.2)
    stage.tell(ev.RecogniserLost("gone"))
    stage.run(30)

    assert stage.failures() == []
    assert stage.end is not None
    assert stage.end.ended == "agent"


def test_an_awaited_answer_is_announced() -> None:
    """Whoever listens is told the caller's language and the words to be expected, with each question."""
    stage = Stage([[Say("t0.1", "Which doctor?"), Expect("doctor", hints=("Rao",), language="hi")]]).begin().run(1)

    assert stage.all(ev.Attend) == [ev.Attend("hi", ("Rao",))]


def test_we_do_not_begin_to_speak_over_the_caller() -> None:
    """An answer that is ready while the caller is speaking waits for them."""
    stage = Stage([question(), answer("t1.1"), answer("t2.1")]).begin().run(4)
    stage.thinking = 1.0
    stage.says("next Tuesday", for_s=0.8).run(2)
    stage.tell(ev.VoiceBegan())
    stage.run(0.6)

    assert len(stage.notes("wait_for_caller")) == 1
    assert stage.heard("t1.1") == 0


def test_a_voice_that_never_ceases_does_not_silence_us() -> None:
    """A television in the room must not keep the agent mute: without a word it is a noise."""
    stage = Stage([question()])
    stage.begin()
    stage.tell(ev.VoiceBegan())
    stage.run(6)

    assert pytest.approx(stage.heard("t0.1"), abs=0.1) == 3.0


def test_words_with_an_endless_noise_behind_them_are_answered() -> None:
    """A street that goes on after the caller's words is not waited for for ever."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.run(1)
    stage.tell(ev.Words("a cleaning"))
    stage.run(5)

    assert [heard.text for heard in stage.inputs()] == ["a cleaning"]


def test_every_call_ends() -> None:
    """With nothing but time, the longest silence or the longest call ends it."""
    settings = TurnSettings(longest_call=100, longest_silence=40)
    stage = Stage([question(listen_s=1000)], settings=settings).begin().run(41)

    assert stage.end is not None
    assert stage.end.ended == "limit"


def test_a_step_that_waits_for_an_event_has_its_time() -> None:
    """A caller who pays for ten minutes, as the flow asked, is not hung up on for saying nothing."""
    settings = TurnSettings(longest_call=2000, longest_silence=40)
    stage = Stage([question(kind="event", listen_s=600)], settings=settings).begin().run(590)
    assert stage.end is None

    stage.run(20)
    assert [heard.silence for heard in stage.inputs()] == [True]


def test_draining_ends_the_call() -> None:
    """A service that goes away ends its calls, so that the line can be taken over."""
    stage = Stage([question()]).begin().run(1)
    stage.tell(ev.Draining())

    assert stage.end is not None
    assert stage.end.ended == "draining"


def test_after_the_end_there_are_only_notes() -> None:
    """Late events change nothing."""
    stage = Stage([question()]).begin().run(1)
    stage.tell(ev.LineClosed("caller"))
    count = len(stage.done)
    for event in (ev.Tick(), ev.KeyPressed("1"), ev.MarkPlayed("t0.1"), ev.Words("hello", settled=True)):
        stage.tell(event)

    assert all(isinstance(action, ev.Note) for _, action in stage.done[count:])


def test_a_turn_without_a_question_does_not_hang() -> None:
    """A conversation that forgets to say what it expects is listened for all the same."""
    stage = Stage([[Say("t0.1", "Hello.")], answer("t1.1")]).begin().run(8)

    assert [CallerInput(silence=True)] == stage.inputs()


def test_keys_during_the_goodbye_are_noted_and_change_nothing() -> None:
    """Once the call is being ended, nothing the caller does keeps it open."""
    stage = Stage([[Say("t0.1", HELLO), HangUp("done")]]).begin().run(1)
    stage.tell(ev.KeyPressed("1"))
    stage.says("wait", for_s=0.3).run(4)

    assert stage.inputs() == []
    assert stage.end == ev.EndCall("agent")


def test_acts_of_a_turn_that_is_over_are_not_spoken() -> None:
    """What a given-up turn still says comes too late."""
    stage = Stage([question()]).begin().run(1)
    stage.tell(ev.Acted(7, Say("t7.1", "Too late.")))

    assert len(stage.notes("late_act")) == 1
    assert len(stage.all(ev.Synthesise)) == 1


def test_the_same_sentence_is_not_said_twice_at_once() -> None:
    """A replayed act does not make the agent stutter."""
    stage = Stage([[Say("t0.1", HELLO), Say("t0.1", HELLO), Expect("menu")]]).begin().run(0.1)

    assert len(stage.all(ev.Synthesise)) == 1
    assert len(stage.notes("said_twice")) == 1


def test_what_the_conversation_traces_is_in_the_timeline() -> None:
    """Steps, slots and tools are notes of the call."""
    stage = Stage([[Trace("step", {"step": "menu"}), Expect("menu")]]).begin().run(0.1)

    assert [ev.Note("step", {"step": "menu"})] == stage.notes("step")


def test_a_broken_turn_is_answered_by_the_failure_path() -> None:
    """A turn that raises is not silence: the conversation is asked what to say."""
    stage = Stage([question()], thinking=0.5).begin()
    stage.tell(ev.TurnFailed(5, "not this one"))
    stage.tell(ev.TurnFailed(0, "the database is gone"))

    assert [ev.FailTurn(1, "the database is gone")] == stage.all(ev.FailTurn)


def test_the_longest_call_ends_even_a_lively_one() -> None:
    """A caller who never stops talking is not talked to for ever."""
    stage = Stage([question()], settings=TurnSettings(longest_call=30)).begin()
    for _ in range(40):
        stage.tell(ev.Words("and then"))
        stage.run(1)

    assert stage.end == ev.EndCall("limit", "longer than 30 s", stage.end.cuts if stage.end else ())


def test_a_call_starts_once() -> None:
    """A second start changes nothing, and a line that closes before the start is the end."""
    stage = Stage([question()]).begin()
    stage.tell(ev.CallStarted())
    assert len(stage.all(ev.BeginConversation)) == 1

    early = Stage()
    early.tell(ev.Tick())
    early.tell(ev.LineClosed("lost"))
    assert early.end == ev.EndCall("lost")


def test_failing_drops_what_is_being_said() -> None:
    """When a turn fails its filler is cut off, and the apology follows."""
    stage = Stage([question(), [], [Say("t2.1", "I am sorry."), Expect("menu")]]).begin().run(4)
    stage.thinking = 30.0
    stage.says("a cleaning").run(1.6)
    stage.tell(ev.Acted(1, Say("t1.1", HELLO)))
    stage.run(0.5)
    stage.thinking = 0.0
    stage.tell(ev.TurnFailed(1, "gone"))
    stage.run(2)

    assert len(stage.all(ev.SendClear)) == 1
    assert stage.heard("t2.1") > 0


def test_a_mark_that_proves_nothing_is_not_noted() -> None:
    """Only marks that prove something appear in the timeline."""
    stage = Stage([question()]).begin().run(0.5)
    stage.tell(ev.MarkPlayed("another"))

    assert stage.notes("heard") == []


def test_a_voice_that_says_something_after_all_is_listened_to() -> None:
    """A first word that comes after the voice was given up as noise makes it a voice again: one sentence, one turn."""
    stage = Stage([question(HELLO * 2), answer("t1.1")]).begin().run(1)
    stage.tell(ev.VoiceBegan())
    stage.run(2.5)
    assert stage.notes("false_alarm")

    for words in ("I", "I would like", "I would like a cleaning"):
        stage.tell(ev.Words(words))
        stage.run(0.5)
    stage.tell(ev.VoiceCeased(0.15))
    stage.tell(ev.Words("I would like a cleaning", settled=True))
    stage.run(2)

    assert [heard.text for heard in stage.inputs()] == ["I would like a cleaning"]


def test_an_entry_of_keys_is_bounded() -> None:
    """A key that is stuck does not make an endless entry."""
    stage = Stage([question(kind="digits"), answer("t1.1")]).begin().run(4)
    for _ in range(400):
        stage.tell(ev.KeyPressed("5"))
    stage.run(4)

    assert [len(heard.keys) for heard in stage.inputs()] == [64]


# ---- what happens outside the call


PAID = ev.Happened("payment_made", {"amount": 500})


def test_an_event_is_a_turn_of_its_own() -> None:
    """While nobody speaks the conversation is told at once, without any patience."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(PAID)

    assert stage.inputs() == [CallerInput(event="payment_made", value={"amount": 500})]


def test_an_event_waits_until_we_have_been_heard() -> None:
    """What we are saying is not cut off by a payment."""
    stage = Stage([question(), answer("t1.1")]).begin().run(1)
    stage.tell(PAID)
    stage.run(0.5)

    assert stage.inputs() == []

    stage.run(3)

    assert [heard.event for heard in stage.inputs()] == ["payment_made"]


def test_the_callers_words_go_before_an_event() -> None:
    """Who is speaking is not interrupted; the event is told of in the turn after theirs."""
    stage = Stage([question(), answer("t1.1"), answer("t2.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.run(0.5)
    stage.tell(PAID)
    stage.says("a cleaning please", for_s=1.0).run(8)

    assert [(heard.text, heard.event) for heard in stage.inputs()[:2]] == [
        ("a cleaning please", ""),
        ("", "payment_made"),
    ]


def test_too_many_events_are_lost_with_a_note() -> None:
    """Eight may wait; a program that floods a call does not fill our memory."""
    stage = Stage([question()]).begin().run(1)
    for _ in range(9):
        stage.tell(PAID)

    assert len(stage.machine.happenings) == 8
    lost = [
        note.fields["name"] for note in stage.all(ev.Note) if isinstance(note, ev.Note) and note.event == "event_lost"
    ]
    assert lost == ["payment_made"]


def test_a_call_that_says_goodbye_hears_of_nothing_more() -> None:
    """The conversation is over."""
    stage = Stage([[Say("t0.1", HELLO), HangUp("done")]]).begin().run(1)
    stage.tell(PAID)
    stage.run(8)

    assert stage.inputs() == []
    assert stage.machine.closed


def test_a_recogniser_that_knows_the_end_is_believed_against_a_noisy_line() -> None:
    """A television goes on, the caller does not: the recogniser's end of turn ends it."""
    stage = Stage([question(), answer("t1.1")]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("next Tuesday", settled=True, final=True, ended=True))

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday"]


def test_what_is_cut_before_its_first_sound_does_not_fade() -> None:
    """There is nothing to die away when nothing of it was heard."""
    stage = Stage([question()]).begin().run(0.01)
    assert stage.all(ev.SendAudio)
    stage.tell(ev.KeyPressed("1"))

    assert stage.all(ev.SendFade) == []


def test_what_is_cut_in_the_middle_fades() -> None:
    """The next moment of the sentence follows the clear, to be faded."""
    stage = Stage([question()]).begin().run(1.0)
    stage.tell(ev.KeyPressed("1"))
    kinds = [type(action) for at, action in stage.done if at == stage.now]

    assert kinds.index(ev.SendClear) + 1 == kinds.index(ev.SendFade)
    [fade] = stage.all(ev.SendFade)
    assert isinstance(fade, ev.SendFade)
    assert fade.to_ms - fade.from_ms == 24


def test_a_noise_while_nobody_speaks_is_nothing() -> None:
    """A cough in the silence after our question is no turn, and holds nothing back."""
    stage = Stage([question()]).begin().run(4)
    stage.noise().run(3)

    assert stage.inputs() == []
    assert stage.notes("hold") == stage.notes("words") == []


def test_a_sentence_that_was_through_when_the_caller_hung_up_was_heard() -> None:
    """Also when its mark never came: by the clock it was over more than half a second before."""
    stage = Stage([question()])
    stage.line.latency = 60.0
    stage.begin().run(1)
    stage.run(stage.line.ends_at - stage.now + 1.0)
    assert stage.notes("heard") == []
    stage.tell(ev.LineClosed("caller", ""))

    assert [note.fields["utterance"] for note in stage.notes("heard")] == ["t0.1"]
    assert stage.notes("cut") == []
