"""Voices that never pause: televisions, streets, somebody who talks to somebody else."""

import pytest

from telephony.call import events as ev
from telephony.call.hearing import PAUSE_S, Hearing
from telephony.call.patience import longest_turn
from telephony.call.ports import Act, Expect, Say, Stands
from telephony.call.turn_settings import TurnSettings
from tests.support.stage import Stage

QUESTION = "Hello, would you like to book, move or cancel an appointment?"  # 3.1 s


def asked(utterance: str, kind: str = "choice") -> list[Act]:
    """A question."""
    return [Say(utterance, QUESTION), Expect("menu", kind=kind)]


def talking(seconds: float, *, kind: str = "choice", turns: int = 4) -> Stage:
    """From 4 s on, after the question, somebody talks for so long, with a new word every second."""
    stage = Stage([asked(f"t{n}.1", kind) for n in range(turns)]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    return talks(stage, seconds)


def talks(stage: Stage, seconds: float) -> Stage:
    """They go on, with a word every second; a recogniser begins anew when its words were taken."""
    for _ in range(int(seconds)):
        stage.run(1.0)
        since = max(stage.when(ev.ForgetWords), default=4.0)
        stage.tell(ev.Words(" ".join(["weather"] * max(1, int(stage.now - since)))))
    return stage


@pytest.mark.parametrize(("kind", "seconds"), [("choice", 15), ("yes_no", 15), ("phone", 30), ("free_text", 40)])
def test_nobody_says_so_much_to_what_was_asked(kind: str, seconds: int) -> None:
    """A turn without a pause has a limit by what was asked; then what was said is all of it."""
    stage = talking(seconds - 2, kind=kind)
    assert stage.inputs() == []

    talks(stage, 3)

    assert len(stage.inputs()) == 1
    assert len(stage.notes("talked_on")) == 1
    assert stage.end is None


def test_babble_does_not_interrupt_what_we_say_then() -> None:
    """Neither its voice nor its words, and the turn is not taken back for them."""
    stage = talking(15)
    asked_at = stage.now
    talks(stage, 3)

    assert stage.heard("t1.1") == pytest.approx(stage.now - asked_at, abs=1.1)
    assert stage.all(ev.SendClear) == []
    assert not stage.notes("continued")


def test_a_shorter_pause_is_none() -> None:
    """A breath between two sentences of a television does not make it a caller."""
    stage = talking(15)
    stage.tell(ev.VoiceCeased())
    stage.run(PAUSE_S - 0.1)
    stage.tell(ev.VoiceBegan())
    stage.run(0.5)
    stage.tell(ev.Words("and now the sports"))

    assert stage.all(ev.SendClear) == []


def test_after_a_pause_a_caller_may_interrupt_again() -> None:
    """Whoever has paused is a caller."""
    stage = talking(15)
    stage.tell(ev.VoiceCeased())
    stage.run(PAUSE_S + 0.1)
    stage.says("book please", for_s=0.6).run(1.0)

    assert len(stage.all(ev.SendClear)) == 1
    stage.run(2)
    assert stage.inputs()[-1].text == "book please"


def test_words_after_a_pause_count_though_no_voice_was_noticed() -> None:
    """A recogniser may hear what our detector does not."""
    stage = talking(15)
    stage.tell(ev.VoiceCeased())
    stage.run(PAUSE_S + 0.1)
    stage.tell(ev.Words("book please", settled=True))

    assert stage.notes("barge_in")


def test_babble_that_goes_on_is_taken_sooner_the_next_time() -> None:
    """Once we have asked again its words count, for it may be a caller whom it drowns; but not for fifteen seconds."""
    stage = talking(15)
    talks(stage, 3.1 + 10)

    assert len(stage.inputs()) == 2
    assert [after - before for before, after in [stage.when(ev.StartTurn)[-2:]]] <= [3.1 + 9.0]


def test_babble_while_we_think_does_not_hold_the_answer_back() -> None:
    """Its words are nobody's: they wait for no turn."""
    stage = Stage([asked("t0.1"), [Stands(), *asked("t1.1")], asked("t2.1")]).begin().run(4)
    stage.thinking = 2.0
    stage.tell(ev.VoiceBegan())
    talks(stage, 15)
    talks(stage, 4)

    assert stage.heard("t1.1") > 0
    assert not stage.notes("wait_for_caller")


def test_a_voice_that_is_given_up_twice_without_a_pause_is_babble() -> None:
    """Single words every five seconds: the second time they do not silence us any more."""
    stage = Stage([asked(f"t{n}.1", "date") for n in range(4)]).begin().run(4)
    stage.tell(ev.VoiceBegan())
    for number in range(5):
        stage.run(5)
        stage.tell(ev.Words(f"word {number}"))

    assert len(stage.notes("noise")) >= 2
    assert len(stage.notes("barge_in")) <= 1


def test_a_key_counts_beside_babble() -> None:
    """Whoever presses one is there, and stops us."""
    stage = talking(15)
    stage.run(0.5)
    stage.tell(ev.KeyPressed("0"))

    assert stage.inputs()[-1].keys == "0"


def test_a_caller_who_pauses_talks_as_long_as_they_like() -> None:
    """Only what has no pause is limited: somebody who thinks aloud about a phone number is not."""
    hearing = Hearing()
    hearing.voice_began(1.0)
    hearing.words(ev.Words("nine eight"), 2.0)
    hearing.voice_ceased(3.0)
    hearing.voice_began(3.0 + PAUSE_S)

    assert hearing.talking_since == 3.0 + PAUSE_S


@pytest.mark.parametrize("kind", ["open", "free_text", "phone", "email", "choice", "yes_no", "date", "anything"])
def test_babble_has_less_time_than_anybody_else(kind: str) -> None:
    """Whatever was asked."""
    expect = Expect("q", kind=kind)
    assert longest_turn(expect, babble=True) < longest_turn(expect, babble=False) <= longest_turn(None, babble=False)


def test_a_voice_without_a_word_is_given_up_after_six_seconds() -> None:
    """The silence of the caller is told at once then."""
    stage = Stage([asked("t0.1"), asked("t1.1")], TurnSettings()).begin().run(4)
    stage.tell(ev.VoiceBegan())
    stage.run(5.9)
    assert not stage.notes("noise")
    stage.run(0.2)

    assert stage.notes("noise")
    assert stage.inputs()[0].silence
