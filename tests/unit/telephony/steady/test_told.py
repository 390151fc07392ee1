"""What another recogniser says is told only when the call does not know it."""

import pytest

from telephony.asr.port import Eager, Final, Partial, Result, Resumed
from telephony.steady.told import UNVOUCHED, Told


def after(*results: Result, voice: bool = False) -> Told:
    """The call was told this, and then somebody else took over."""
    told = Told()
    for result in results:
        assert told.news(result) == (result,)
    told.taken_over()
    if voice:
        told.voice_began()
    return told


def news(told: Told, *results: Result) -> list[Result]:
    """What of these is told."""
    return [each for result in results for each in told.news(result)]


def test_the_words_so_far_are_known() -> None:
    """However they are spelt; the first word that is new is told, and all that follows."""
    told = after(Partial("I would like"))
    assert news(told, Partial(""), Partial("i"), Partial("I would"), Partial("I would, like")) == []
    later = (Partial("I would like to"), Partial("I"), Eager("I would like to", 0.9))
    assert news(told, *later) == list(later)


def test_other_words_are_told() -> None:
    """He may have understood something else."""
    assert news(after(Partial("I would like")), Partial("He")) == [Partial("He")]


def test_words_of_other_scripts_are_compared_with_their_vowel_signs() -> None:
    """“कल” and “काल” are two words."""
    assert news(after(Partial("कल सुबह")), Partial("काल")) == [Partial("काल")]
    assert news(after(Partial("कल सुबह")), Partial("कल।")) == []


@pytest.mark.parametrize("again", ["Two o'clock.", "2 o'clock", "two", "to a clock"])
def test_an_eager_that_stands_is_not_given_again(again: str) -> None:
    """Nobody has spoken since: the same words, fewer, or others as many."""
    told = after(Partial("Two"), Eager("Two o'clock", 0.9) if again != "to a clock" else Eager("two oh clock", 0.9))
    assert news(told, Partial("two"), Eager(again, 0.8)) == []


def test_one_that_heard_more_is_believed() -> None:
    """The first is taken back."""
    told = after(Eager("Two", 0.9))
    assert news(told, Eager("two or three", 0.8)) == [Resumed(), Eager("two or three", 0.8)]


def test_a_resumption_of_what_was_not_told_is_not_told() -> None:
    """The other gives the halves of an utterance whose whole the call knows."""
    told = after(Eager("on Friday in the afternoon", 0.9))
    halves = (Eager("on Friday", 0.9), Resumed(), Partial("on Friday in"), Eager("on friday in the afternoon", 0.7))
    assert news(told, *halves) == []


def test_a_caller_who_speaks_again_takes_it_back() -> None:
    """By the other's own word, or before the first that is new."""
    by_itself = after(Eager("Two", 0.9), voice=True)
    assert news(by_itself, Resumed(), Partial("two"), Partial("two or")) == [Resumed(), Partial("two or")]
    before_news = after(Eager("Two", 0.9), voice=True)
    assert news(before_news, Partial("two or"), Eager("two or three", 0.9)) == [
        Resumed(),
        Partial("two or"),
        Eager("two or three", 0.9),
    ]
    the_same_again = after(Eager("Two", 0.9), voice=True)
    assert news(the_same_again, Eager("Two", 0.9)) == [Resumed(), Eager("Two", 0.9)]


def test_certain_words_are_always_told() -> None:
    """They settle what was shown."""
    told = after(Eager("Two", 0.9))
    assert news(told, Final("two", 0.9), Partial("t")) == [Final("two", 0.9), Partial("t")]


def test_after_a_turn_was_taken_everything_is_new() -> None:
    """Also the same words."""
    told = after(Eager("Two", 0.9))
    told.forget()
    assert news(told, Partial("Two"), Eager("Two", 0.9)) == [Partial("Two"), Eager("Two", 0.9)]


def test_shown_words_can_be_settled() -> None:
    """Once, and only if there are any."""
    told = after(Partial("I would like"))
    assert told.settle() == Final("I would like", UNVOUCHED)
    assert told.settle() is None
