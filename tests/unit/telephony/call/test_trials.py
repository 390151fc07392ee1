"""Answers on trial: begun before the caller has surely finished, kept only when they had."""

import pytest

from telephony.call import events as ev
from telephony.call.ports import Act, CallerInput, Expect, HangUp, Say, Stands, Trace
from telephony.call.turn_settings import TurnSettings
from tests.support.stage import Stage

HELLO: list[Act] = [Say("t0.1", "Which day?"), Expect("day")]


def answer(utterance: str = "t1.1", text: str = "In the morning?") -> list[Act]:
    """A turn of the conversation."""
    return [Trace("step", {}), Say(utterance, text), Expect("time")]


def listening(*script: list[Act], **settings: object) -> Stage:
    """A call in which the caller is awaited."""
    stage = Stage([HELLO, *script], settings=TurnSettings(**settings))  # type: ignore[arg-type]
    return stage.begin().run(3)


def test_an_eager_end_begins_an_answer_that_is_not_heard() -> None:
    """The recogniser thinks that the caller has finished: it is answered, a voice speaks, the line is silent."""
    stage = listening(answer())
    sent = len(stage.all(ev.SendAudio))
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.run(0.3)

    assert [action.heard.text for action in stage.all(ev.SupposeTurn) if isinstance(action, ev.SupposeTurn)] == [
        "Tuesday"
    ]
    assert [ev.Synthesise("t1.1", "In the morning?", "en", fixed=False)] == stage.all(ev.Synthesise)[1:]
    assert len(stage.all(ev.SendAudio)) == sent
    assert stage.inputs() == []


def test_the_same_words_at_the_end_play_what_was_made() -> None:
    """When the recogniser confirms the same words, the answer is on the wire in that moment: nothing is made twice."""
    stage = listening(answer())
    stage.tell(ev.Words("Tuesday.", settled=True, eager=True))
    stage.run(0.3)
    stage.tell(ev.Words("tuesday", settled=True, final=True, ended=True))

    assert len(stage.all(ev.SupposeTurn)) == len(stage.all(ev.ConfirmTurn)) == 1
    assert stage.all(ev.StartTurn) == []
    assert ev.SendAudio("t1.1", 0, 750) in stage.all(ev.SendAudio)
    assert len(stage.all(ev.Synthesise)) == 2
    assert stage.machine.turns.expect == Expect("time")


def test_a_caller_who_goes_on_leaves_no_trace_of_the_trial() -> None:
    """`TurnResumed` takes the eager end back: the answer is dropped unheard, and the whole sentence is the turn."""
    stage = listening(answer(), answer("t2.1"))
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.run(0.1)
    stage.tell(ev.WordsResumed())
    stage.tell(ev.Words("Tuesday the third", settled=True, final=True, ended=True))
    stage.run(2)

    assert len(stage.all(ev.DiscardTurn)) == 1
    assert ev.DropSpeech("t1.1") in stage.all(ev.DropSpeech)
    assert [heard.text for heard in stage.inputs()] == ["Tuesday the third"]
    assert stage.notes("late_act") == []
    assert len(stage.notes("step")) == 1, "what was tried is not in the timeline"


def test_other_words_discard_the_trial_at_once() -> None:
    """As soon as the words differ nobody goes on thinking about the old ones."""
    stage = listening(answer(), answer("t2.1"))
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.Words("Tuesday or"))

    assert len(stage.all(ev.DiscardTurn)) == 1


def test_capitals_and_full_stops_are_no_other_words() -> None:
    """Recognisers punctuate at the end: that changes nothing."""
    stage = listening(answer())
    stage.tell(ev.Words("yes please", settled=True, eager=True))
    stage.tell(ev.Words("Yes, please.", settled=True, final=True, ended=True))

    assert stage.all(ev.DiscardTurn) == []
    assert len(stage.all(ev.ConfirmTurn)) == 1


def test_settled_words_are_tried_while_the_silence_is_still_waited_for() -> None:
    """Without an eager recogniser the answer begins when the words are settled, and plays when the silence is over."""
    stage = listening(answer())
    stage.synthesis = 0.2
    stage.says("Tuesday", for_s=0.5, settle=0.05).run(3)
    [tried], [confirmed] = stage.when(ev.SupposeTurn), stage.when(ev.ConfirmTurn)

    assert confirmed - tried > 0.25
    assert [at for at, action in stage.done if isinstance(action, ev.SendAudio)][1] == pytest.approx(confirmed)


def test_words_that_stay_the_same_are_tried_after_half_of_the_wait() -> None:
    """A recogniser that settles late does not keep the conversation from beginning."""
    stage = listening(answer())
    stage.tell(ev.VoiceBegan())
    stage.run(0.3)
    stage.tell(ev.Words("Tuesday"))
    stage.run(0.2)
    stage.tell(ev.VoiceCeased(0.1))
    stage.run(3)
    [tried], [confirmed] = stage.when(ev.SupposeTurn), stage.when(ev.ConfirmTurn)

    assert tried < confirmed


def test_keys_are_not_guessed() -> None:
    """An entry on the keypad is whole or not: nothing is tried while it grows, and a key ends a trial."""
    stage = listening(answer())
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.KeyPressed("4"))
    stage.run(1)

    assert len(stage.all(ev.DiscardTurn)) == 1
    assert len(stage.all(ev.SupposeTurn)) == 1


def test_trials_are_bounded() -> None:
    """At most three for one turn of the caller, and none of them is kept for longer than its limit."""
    stage = listening(*[answer(f"t{n}.1") for n in range(1, 9)])
    for words in ("one", "one two", "one two three", "one two three four", "one two three four five"):
        stage.tell(ev.Words(words, settled=True, eager=True))
        stage.tell(ev.WordsResumed())

    assert len(stage.all(ev.SupposeTurn)) == 3

    long = listening(answer(), speculation_limit=0.2)
    long.tell(ev.VoiceBegan())
    long.tell(ev.Words("well", settled=True, eager=True))
    long.run(0.5)
    # A voice goes on, so that the turn is not over; whoever confirms nothing keeps nothing.
    assert len(long.all(ev.DiscardTurn)) == len(long.all(ev.SupposeTurn)) == 1


def test_trials_can_be_switched_off() -> None:
    """With `speculate=0` every turn waits for its end."""
    stage = listening(answer(), speculate=0)
    stage.says("Tuesday").run(3)

    assert stage.all(ev.SupposeTurn) == []
    assert [heard.text for heard in stage.inputs()] == ["Tuesday"]


def test_a_trial_that_breaks_is_not_tried_again() -> None:
    """The turn itself is answered the usual way, and shows what is broken."""
    stage = listening(answer(), answer("t2.1"))
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.TurnFailed(1, "broken"))
    stage.tell(ev.Words("Tuesday", settled=True, final=True, ended=True))

    assert len(stage.all(ev.SupposeTurn)) == len(stage.all(ev.DiscardTurn)) == 1
    assert len(stage.all(ev.StartTurn)) == 1
    assert stage.failures() == []


def test_a_voice_that_fails_on_trial_counts_when_the_turn_does() -> None:
    """A sentence that got no sound on trial is a lost sentence of the confirmed turn, and none of a discarded one."""
    stage = listening(answer())
    stage.synthesis = 100.0
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.run(0.05)
    stage.tell(ev.SpeechFailed("t1.1", "refused"))
    assert stage.notes("speech_failed") == []
    stage.tell(ev.Words("Tuesday", settled=True, final=True, ended=True))

    assert len(stage.notes("speech_failed")) == 1


def test_the_end_of_the_call_discards_what_is_on_trial() -> None:
    """Whoever hangs up in the middle of a trial has not said it."""
    stage = listening(answer())
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.LineClosed("caller"))

    assert [type(action) for _, action in stage.done][-1] is ev.EndCall
    assert len(stage.all(ev.DiscardTurn)) == 1


def test_a_trial_may_end_the_call_only_once_it_counts() -> None:
    """A goodbye on trial hangs nobody up."""
    goodbye: list[Act] = [Say("t1.1", "Goodbye."), HangUp("done")]
    stage = listening(goodbye, goodbye)
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("no", settled=True, eager=True))
    stage.run(1)
    assert stage.end is None
    stage.tell(ev.WordsResumed())
    stage.run(1)
    assert stage.end is None
    assert stage.machine.turns.leaving is None


def test_what_a_discarded_trial_was_about_to_do_binds_nobody() -> None:
    """A trial that would have had an effect is gone with it: the turn after it can still be undone."""
    stage = listening(answer(), answer("t2.1"), answer("t3.1"))
    stage.thinking = 2.0
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.Acted(1, Stands()))
    stage.tell(ev.WordsResumed())
    stage.tell(ev.Words("Tuesday the third", settled=True, final=True, ended=True))
    stage.run(0.1)
    stage.tell(ev.Words("in the morning"))

    assert stage.all(ev.UndoTurn) == [ev.UndoTurn(2)]


def test_what_a_confirmed_trial_did_stands() -> None:
    """Once the trial counts, so does its effect: the turn is not undone any more."""
    stage = listening(answer(), answer("t2.1"))
    stage.thinking = 2.0
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.tell(ev.Acted(1, Stands()))
    stage.tell(ev.Words("Tuesday", settled=True, final=True, ended=True))
    stage.run(0.1)
    stage.tell(ev.Words("in the morning"))

    assert len(stage.all(ev.ConfirmTurn)) == 1
    assert stage.all(ev.UndoTurn) == []


def test_a_refused_undo_discards_the_joined_words() -> None:
    """What was tried with the words of a turn that stands is not what the caller said since."""
    stage = listening(answer(), answer("t2.1"), answer("t3.1"))
    stage.thinking = 2.0
    stage.tell(ev.Words("Tuesday", settled=True, final=True, ended=True))
    stage.run(0.1)
    stage.tell(ev.Words("in the morning", settled=True, eager=True))
    assert stage.all(ev.SupposeTurn)[-1] == ev.SupposeTurn(2, CallerInput("Tuesday in the morning"))
    stage.tell(ev.UndoRefused(1))
    assert len(stage.all(ev.DiscardTurn)) == 1


def test_a_confirmed_trial_that_has_no_times_yet_gets_them() -> None:
    """The record of a turn on trial counts from the end of the caller's words, like every other."""
    stage = listening(answer())
    stage.says("Tuesday", for_s=0.5, settle=0.05).run(3)
    [note] = [note for note in stage.notes("turn_times") if note.fields["kind"] == "words"]

    assert note.fields["tried"] < note.fields["started"] <= note.fields["sent"]  # type: ignore[operator]
    assert note.fields["final"] == note.fields["tried"]


def test_who_sounds_unfinished_is_waited_for() -> None:
    """The judge of the sound says that the caller will go on: the silence has to last longer."""
    stage = listening(answer(), speculate=0)
    stage.says("Tuesday", for_s=0.5)
    stage.later(0.7, ev.EndJudged(0.1))
    stage.run(1.3)
    assert stage.inputs() == []
    stage.run(1.0)
    assert [heard.text for heard in stage.inputs()] == ["Tuesday"]


def test_a_late_judgement_is_not_of_the_voice_that_began_since() -> None:
    """Who speaks again has answered the question."""
    stage = listening(answer(), speculate=0)
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.EndJudged(0.1))

    assert stage.notes("end_judged") == []


def test_late_sound_of_another_sentence_is_not_the_trials() -> None:
    """What a dropped sentence still brings is nobody's."""
    stage = listening(answer())
    stage.tell(ev.Words("Tuesday", settled=True, eager=True))
    stage.run(0.1)
    stage.tell(ev.SpeechReady("t0.7", 400))
    trial = stage.machine.turns.trial

    assert trial is not None
    assert {event.utterance for _, event in trial.sounds} == {"t1.1"}
