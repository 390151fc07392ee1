"""Fillers: what is said when the answer takes a while, once, and only then."""

from telephony.call import events as ev
from telephony.call.ports import Act, Cut, Expect, Say
from telephony.call.turn_settings import TurnSettings
from tests.support.stage import Stage

HELLO: list[Act] = [Say("t0.1", "Which day?"), Expect("day")]
MOMENT = Say("t1.wait", "One moment, please.", fixed=True, filler=True)


def thinking() -> Stage:
    """A call whose conversation thinks about "Tuesday", as turn 1."""
    stage = Stage([HELLO], settings=TurnSettings(speculate=0)).begin().run(3)
    stage.thinking = 1000.0
    stage.says("Tuesday", for_s=0.5).run(1.06)
    assert len(stage.all(ev.StartTurn)) == 1
    return stage


def test_a_slow_turn_says_its_filler() -> None:
    """Nothing to say after 900 ms: the filler, and not a moment before."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.run(0.8)
    assert len(stage.all(ev.Synthesise)) == 1
    stage.run(0.2)

    assert stage.all(ev.Synthesise)[-1] == ev.Synthesise("t1.wait", "One moment, please.", "en", fixed=True)
    assert len(stage.notes("filler")) == 1


def test_a_quick_turn_does_not() -> None:
    """The answer is there: the filler is told as a sentence of which nothing was heard."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.run(0.3)
    stage.tell(ev.Acted(1, Say("t1.1", "In the morning?")))
    stage.tell(ev.Acted(1, Expect("time")))
    stage.tell(ev.TurnDone(1))
    stage.run(3)
    stage.thinking = 0.0
    stage.says("yes please", for_s=0.5).run(2)

    assert stage.notes("filler") == []
    assert stage.cuts() == [Cut("t1.wait", "")]


def test_a_turn_that_says_nothing_needs_none() -> None:
    """A turn that ends without a word (a caller who asked us to wait) drops its filler."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.tell(ev.Acted(1, Expect("day")))
    stage.tell(ev.TurnDone(1))
    stage.run(3)

    assert stage.notes("filler") == []


def test_one_filler_a_turn() -> None:
    """The second slow thing in a turn is waited for in silence: nobody hears "one moment" twice."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.run(3)
    stage.tell(ev.Acted(1, Say("t1.wait2", "Still looking.", filler=True)))
    stage.run(3)

    assert len(stage.notes("filler")) == 1
    assert stage.heard("t1.wait") > 0


def test_two_fillers_at_once_are_one() -> None:
    """The step's own comes last, and is the one that is said."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.tell(ev.Acted(1, Say("t1.wait2", "Still looking.", filler=True)))
    stage.run(3)

    assert [action.utterance for action in stage.all(ev.Synthesise) if isinstance(action, ev.Synthesise)][1:] == [
        "t1.wait2"
    ]


def test_nobody_is_talked_over_by_a_filler() -> None:
    """While the caller speaks there is no silence to be filled."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.tell(ev.VoiceBegan())
    stage.run(2)
    assert stage.notes("filler") == []
    stage.tell(ev.VoiceCeased())
    stage.run(0.1)

    assert len(stage.notes("filler")) == 1


def test_a_failing_turn_says_no_filler() -> None:
    """What the flow says when things go wrong is not preceded by "one moment"."""
    stage = thinking()
    stage.tell(ev.Acted(1, MOMENT))
    stage.tell(ev.TurnFailed(1, "broken"))
    stage.run(3)

    assert stage.notes("filler") == []
    assert stage.failures() == ["broken"]
