"""Short sounds while we speak: signs of listening, and orders to stop, as recognisers write them: whole calls."""

import pytest

from telephony.asr.port import Eager
from telephony.call.ports import Act, Expect, HangUp, Say
from tests.support.screenplay import Screenplay

LONG = "We are open from nine to six on weekdays, and from ten to two on Saturdays. Which day would suit you best?"
DONE: list[Act] = [Say("t1.1", "Goodbye."), HangUp("done")]


def heard_as(
    text: str, confidence: float, *, voice_s: float = 0.3, kind: str = "date", at_s: float = 1.0
) -> Screenplay:
    """A short sound in the middle of our sentence, that is settled as these words."""

    async def makes_a_sound(play: Screenplay) -> None:
        await play.waits(at_s)
        await play.says(voice_s)
        await play.waits(20)

    asked: list[Act] = [Say("t0.1", LONG), Expect("day", kind=kind)]
    return Screenplay(asked, DONE, understood=[[Eager(text, confidence)]]).run(makes_a_sound)


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("Helen.", 0.4), ("Hello.", 0.39), ("It hurts.", 0.57), ("Jai", 0.41), ("Han.", 0.63), ("Huh?", 0.76), ("", 0.0)],
)
def test_a_sign_that_was_heard_as_another_word_does_not_stop_us(text: str, confidence: float) -> None:
    """Our sentence is held for a moment, goes on at the word that was cut, and is heard to its end."""
    play = heard_as(text, confidence)

    assert play.events("hold")
    assert play.events("false_alarm")
    assert {"utterance": "t0.1"} in play.events("heard")
    assert not play.events("barge_in")
    assert play.conversation.heard[0].silence


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("No.", 0.4),
        ("Stop.", 0.36),
        ("Wait.", 0.5),
        ("Now he.", 0.41),
        ("Rico", 0.56),
        ("But.", 0.54),
        ("nahi", 0.4),
        ("ruko", 0.4),
        ("Help.", 0.5),
        ("Monday.", 0.5),
        ("Helen.", 0.9),
    ],
)
def test_an_order_to_stop_stops_us_however_short_it_was(text: str, confidence: float) -> None:
    """Also where the recogniser hardly believes it, and where it heard "nahi" as "now he"; and so does any word that it
    is sure of.
    """
    play = heard_as(text, confidence)

    assert play.events("barge_in")
    assert play.conversation.heard[0].text == text


def test_a_longer_word_stops_us() -> None:
    """A sign of listening is over in less than half a second."""
    play = heard_as("Helen.", 0.4, voice_s=0.6)

    assert play.events("barge_in")


def test_at_the_end_of_the_question_a_short_word_is_an_answer() -> None:
    """What was asked has been heard."""
    play = heard_as("Helen.", 0.4, at_s=len(LONG) * 0.05 - 0.5)

    assert play.conversation.heard[0].text == "Helen."


def test_to_a_question_for_yes_or_no_a_short_word_is_an_answer() -> None:
    """A sign is a yes there, and a flow can ask again."""
    play = heard_as("Helen.", 0.4, kind="yes_no")

    assert play.events("barge_in")
