"""Callers who had not finished: the answer to half of what they said never was."""

from telephony.call import events as ev
from telephony.call.ports import Act, Expect, HangUp, Say, Stands
from telephony.call.turn_settings import TurnSettings
from tests.support.stage import Stage

HELLO: list[Act] = [Say("t0.1", "Which day?"), Expect("day", kind="date")]


def answer(utterance: str, text: str = "In the morning?") -> list[Act]:
    """A turn of the conversation."""
    return [Say(utterance, text), Expect("time")]


def taken(first: list[Act], *others: list[Act], thinking: float = 2.0) -> Stage:
    """A call in which the caller has said "next Tuesday" and the conversation thinks about it."""
    stage = Stage([HELLO, first, *others], settings=TurnSettings(speculate=0), thinking=0.0).begin().run(3)
    stage.thinking = thinking
    stage.says("next Tuesday", for_s=0.6).run(1.2)
    assert [heard.text for heard in stage.inputs()] == ["next Tuesday"]
    stage.thinking = 0.0
    return stage


def test_words_right_after_the_turn_are_joined_to_it() -> None:
    """Before anything was heard of the answer, the caller goes on: both halves are one turn."""
    stage = taken(answer("t1.1"), answer("t2.1"))
    stage.says("in the morning", for_s=0.6).run(4)

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday in the morning"]
    assert len(stage.all(ev.UndoTurn)) == 1
    assert len(stage.notes("continued")) == 1


def test_a_turn_that_has_had_an_effect_stands() -> None:
    """What cannot be undone is not: the words are the next turn's."""
    stage = taken([Stands(), *answer("t1.1")], answer("t2.1"))
    stage.says("in the morning", for_s=0.6).run(6)

    assert stage.all(ev.UndoTurn) == []
    assert [heard.text for heard in stage.inputs()] == ["next Tuesday", "in the morning"]


def test_a_turn_of_which_a_word_was_heard_stands() -> None:
    """Whoever answers what we said is not going on with what they said."""
    stage = taken(answer("t1.1"), answer("t2.1"), thinking=0.0)
    stage.run(0.4)
    stage.says("no wait", for_s=0.6).run(4)

    assert stage.all(ev.UndoTurn) == []
    assert [heard.text for heard in stage.inputs()] == ["next Tuesday", "no wait"]


def test_whoever_began_before_they_heard_a_word_was_going_on() -> None:
    """A voice is noticed a little late, and the line cleared later still: a first short word may have been heard."""
    stage = taken(answer("t1.1", "Morning or evening?"), answer("t2.1"), thinking=0.0)
    stage.later(0.2, ev.VoiceBegan(0.18))
    stage.later(0.8, ev.Words("in the afternoon", settled=True))
    stage.later(0.9, ev.VoiceCeased(0.1))
    stage.run(6)

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday in the afternoon"]
    assert stage.machine.speech.cuts == []
    assert len(stage.notes("continued")) == 1


def test_after_a_second_it_is_another_turn() -> None:
    """Who comes back later has something else to say; it waits until the turn is over."""
    stage = taken(answer("t1.1"), answer("t2.1"), thinking=4.0)
    stage.run(1.2)
    stage.says("in the morning", for_s=0.6).run(8)

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday", "in the morning"]


def test_an_answer_that_was_on_the_way_to_the_line_is_withdrawn() -> None:
    """Sound of which no word was heard is cleared, and nothing of it is told as cut."""
    stage = taken(answer("t1.1", "Wednesday, the fourth of August, would suit?"), answer("t2.1"), thinking=0.0)
    stage.tell(ev.VoiceBegan(0.1))
    stage.tell(ev.Words("in the morning"))
    assert ev.SendClear() in stage.all(ev.SendClear)
    stage.tell(ev.VoiceCeased())
    stage.tell(ev.Words("in the morning", settled=True))
    stage.run(4)

    assert [heard.text for heard in stage.inputs()] == ["next Tuesday in the morning"]
    assert stage.cuts() == []


def test_listening_noises_are_no_continuation() -> None:
    """ "Okay" while we think is no more than that."""
    stage = taken(answer("t1.1"), thinking=1.5)
    stage.says("okay", for_s=0.3).run(4)

    assert stage.all(ev.UndoTurn) == []


def test_a_legal_notice_is_not_taken_back() -> None:
    """What must be heard is heard, even by a caller who goes on; their words are the next turn's."""
    notice: list[Act] = [Say("t1.1", "Recordings of this call are kept.", interruptible=False), Expect("x")]
    stage = taken(notice, answer("t2.1"), thinking=0.0)
    stage.tell(ev.VoiceBegan(0.1))
    stage.tell(ev.Words("in the morning"))
    stage.tell(ev.VoiceCeased())
    stage.tell(ev.Words("in the morning", settled=True))
    stage.run(5)

    assert stage.all(ev.UndoTurn) == []
    assert stage.all(ev.SendClear) == []
    assert [heard.text for heard in stage.inputs()] == ["next Tuesday", "in the morning"]


def test_a_goodbye_is_taken_back_with_its_turn() -> None:
    """The flow wanted to end the call on half a sentence: it does not."""
    stage = taken(answer("t1.1"), thinking=1000.0)
    stage.tell(ev.Acted(1, Say("t1.9", "Goodbye.")))
    stage.tell(ev.Acted(1, HangUp("done")))
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("and a filling"))
    stage.tell(ev.VoiceCeased())
    stage.tell(ev.Words("and a filling", settled=True))
    stage.run(3)

    assert stage.end is None
    assert [heard.text for heard in stage.inputs()] == ["next Tuesday and a filling"]


def test_the_question_that_was_asked_is_awaited_again() -> None:
    """How the caller is listened to is what it was before: the keys, the patience, the words that help."""
    stage = taken(answer("t1.1"), answer("t2.1"))
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("in the morning"))

    assert stage.machine.turns.expect == Expect("day", kind="date")
    assert stage.all(ev.Attend)[-1] == ev.Attend("", ())


def test_sentences_that_were_cut_are_told_again() -> None:
    """The undone turn was told of a cut: the next one is told of it."""
    stage = Stage([[Say("t0.1", "Which day would suit you best?"), Expect("day")], answer("t1.1"), answer("t2.1")])
    stage.begin().run(0.7)
    stage.thinking = 3.0
    stage.says("Tuesday", for_s=0.5).run(1.4)
    told = stage.cuts()
    assert [cut.utterance for cut in told] == ["t0.1"]
    stage.thinking = 0.0
    stage.says("the third", for_s=0.5).run(3)

    assert len(stage.all(ev.UndoTurn)) == 1
    assert stage.cuts() == told


def test_a_refused_undo_leaves_the_new_words_alone() -> None:
    """The conversation says that the turn stands after all: what was said since is a turn of its own."""
    stage = taken(answer("t1.1"), answer("t2.1"))
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("in the morning", settled=True, eager=True))
    assert len(stage.all(ev.SupposeTurn)) == 0
    stage.tell(ev.UndoRefused(1))
    stage.tell(ev.VoiceCeased())
    stage.tell(ev.Words("in the morning", settled=True))
    stage.run(3)

    assert stage.inputs()[-1].text == "in the morning"


def test_nobody_goes_on_for_ever() -> None:
    """After three continuations in a row the answer stands, so that a chatterer is answered at all."""
    stage = taken(*[answer(f"t{n}.1") for n in range(1, 8)])
    for words in ("one", "two", "three", "four"):
        stage.thinking = 2.0
        stage.says(words, for_s=0.4).run(1.15)

    assert len(stage.all(ev.UndoTurn)) == 3


def test_sound_of_an_answer_that_was_taken_back_is_not_timed() -> None:
    """Nothing that comes late from an undone turn reaches the next one's record."""
    stage = taken(answer("t1.1"), answer("t2.1"))
    stage.tell(ev.VoiceBegan())
    stage.tell(ev.Words("in the morning"))
    stage.tell(ev.SpeechReady("t1.1", 400, last=True))

    assert stage.notes("first_sound")[1:] == []
