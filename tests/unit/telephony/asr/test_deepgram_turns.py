"""From Flux's turns to the caller's utterance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.asr.deepgram_messages import TurnNews, Word
from telephony.asr.deepgram_turns import FluxUtterance
from telephony.asr.port import Eager, Final, Partial, Result, Resumed


def news(event: str, text: str = "", *, index: int = 0, since: float = 0.0, trigger: str = "model") -> TurnNews:
    """A turn whose words take half a second each."""
    words = tuple(
        Word(word=word, start=since + at / 2, end=since + (at + 1) / 2, confidence=0.8)
        for at, word in enumerate(text.split())
    )
    return TurnNews(event, index, text, words, trigger)


@pytest.fixture
def utterance() -> FluxUtterance:
    """Of a caller who has said nothing."""
    return FluxUtterance()


def test_a_turn_is_told_from_its_beginning_to_its_end(utterance: FluxUtterance) -> None:
    """Words so far, a likely end, and the end, which is a turn's."""
    assert utterance.heard(news("Update")) == []
    assert utterance.heard(news("StartOfTurn", "I")) == [Partial("I")]
    assert utterance.heard(news("Update", "I")) == []
    assert utterance.heard(news("Update", "I want")) == [Partial("I want")]
    assert utterance.heard(news("EagerEndOfTurn", "I want")) == [Eager("I want", 0.8)]
    assert utterance.open()
    assert utterance.heard(news("EndOfTurn", "I want")) == [Final("I want", 0.8, ended=True, until_ms=1000)]
    assert not utterance.open()
    assert utterance.text == ""


def test_a_likely_end_is_taken_back(utterance: FluxUtterance) -> None:
    """As often as the caller goes on."""
    for text in ("I want", "I want to pay"):
        utterance.heard(news("Update", text))
        assert utterance.heard(news("EagerEndOfTurn", text)) == [Eager(text, 0.8)]
        assert utterance.heard(news("TurnResumed", text)) == [Resumed()]
    assert utterance.heard(news("TurnResumed", "I want to pay")) == []
    assert utterance.heard(news("TurnResumed", "I want to pay now")) == [Partial("I want to pay now")]


def test_nothing_leaks_from_a_turn_that_is_over(utterance: FluxUtterance) -> None:
    """Whatever is still said of it."""
    utterance.heard(news("StartOfTurn", "yes"))
    utterance.heard(news("EndOfTurn", "yes"))
    for event in ("Update", "EagerEndOfTurn", "EndOfTurn"):
        assert utterance.heard(news(event, "yes")) == []
    assert utterance.heard(news("StartOfTurn", "no", index=1)) == [Partial("no")]


def test_empty_turns_are_nothing(utterance: FluxUtterance) -> None:
    """A turn begins with words, and ends with some; one whose words proved wrong takes them back."""
    assert utterance.heard(news("StartOfTurn")) == []
    assert utterance.heard(news("EagerEndOfTurn")) == []
    assert utterance.heard(news("EndOfTurn")) == []
    assert utterance.take({0: 1.0}) is False
    utterance.heard(news("StartOfTurn", "uh", index=1))
    assert utterance.heard(news("EndOfTurn", "", index=1)) == [Final("", 1.0)]


def test_a_turn_that_the_call_took_is_told_no_more(utterance: FluxUtterance) -> None:
    """It is forced to its end, and that end is not told."""
    utterance.heard(news("StartOfTurn", "yes"))
    utterance.heard(news("EagerEndOfTurn", "yes"))
    assert utterance.take({0: 1.0}) is True
    assert utterance.text == ""
    assert utterance.heard(news("Update", "yes")) == []
    assert utterance.heard(news("EndOfTurn", "yes", trigger="manual")) == []
    assert utterance.heard(news("StartOfTurn", "no", index=1)) == [Partial("no")]


def test_words_after_the_turn_that_was_taken_are_the_next(utterance: FluxUtterance) -> None:
    """Also when Flux counts them to the same turn; an end that was forced does not end the caller's turn."""
    utterance.heard(news("StartOfTurn", "yes"))
    utterance.take({0: 0.5})
    assert utterance.heard(news("Update", "yes but")) == [Partial("but")]
    ended = utterance.heard(news("EndOfTurn", "yes but wait", trigger="manual"))
    assert ended == [Final("but wait", 0.8, ended=False, until_ms=1500)]


def test_of_a_caller_who_goes_on_only_told_words_are_taken(utterance: FluxUtterance) -> None:
    """What they said meanwhile is on its way."""
    utterance.speaking = True
    utterance.heard(news("StartOfTurn", "okay"))
    utterance.take({0: 2.0})
    assert utterance.heard(news("Update", "okay but wait")) == [Partial("but wait")]


def test_words_without_times_are_those_that_were_taken(utterance: FluxUtterance) -> None:
    """Nothing says otherwise."""
    utterance.heard(TurnNews("StartOfTurn", 0, "yes"))
    utterance.take({0: 2.0})
    assert utterance.heard(TurnNews("EndOfTurn", 0, "yes", trigger="manual")) == []


def test_one_stream_follows_another(utterance: FluxUtterance) -> None:
    """The words of both are one utterance. The old one's last words are final when nobody goes on from them."""
    utterance.heard(news("StartOfTurn", "I want"), stream=1)
    utterance.heard(news("StartOfTurn", "by card"), stream=2)
    assert utterance.text == "I want by card"
    assert utterance.left(1) == []
    assert utterance.heard(news("EndOfTurn", "by card"), stream=2) == [
        Final("I want by card", 0.8, ended=True, until_ms=1000)
    ]
    utterance.heard(news("StartOfTurn", "yes", index=1), stream=2)
    assert utterance.left(2) == [Final("yes", 0.8)]
    assert utterance.left(2) == []
    assert utterance.left(7) == []


def test_a_turn_takes_the_words_of_an_old_stream_too(utterance: FluxUtterance) -> None:
    """Those of a stream that is over are forgotten; only the last stream can be forced."""
    utterance.heard(news("StartOfTurn", "I want"), stream=1)
    utterance.heard(news("StartOfTurn", "by card"), stream=2)
    utterance.left(1)
    assert utterance.take({2: 1.0}) is True
    assert utterance.text == ""
    assert utterance.heard(news("EndOfTurn", "by card", trigger="manual"), stream=2) == []


@given(st.lists(st.sampled_from(["more", "EagerEndOfTurn", "TurnResumed", "EndOfTurn", "take"]), max_size=40))
def test_each_word_is_told_to_one_turn(kinds: list[str]) -> None:
    """Whoever ends turns, Flux or the call: no word twice, none lost; `Resumed` only after an `Eager`."""
    utterance, told = FluxUtterance(), list[Result]()
    turns: list[str] = []
    text, index, spoken, eager = "", 0, 0, False
    since = 0.0
    for kind in [*kinds, "EndOfTurn"]:
        if kind == "more":
            text = f"{text} w{spoken}".strip()
            spoken += 1
            results = utterance.heard(news("Update", text, index=index, since=since))
        elif kind == "take":
            turns.append(utterance.text)
            utterance.take({0: spoken / 2})
            results, eager = [], False
        else:
            results = utterance.heard(news(kind, text, index=index, since=since))
        for each in results:
            assert not isinstance(each, Resumed) or eager
            eager = isinstance(each, Eager)
            if isinstance(each, Final):
                turns.append(each.text)
        told += results
        if kind == "EndOfTurn" and text:
            text, index, since = "", index + 1, spoken / 2
    assert " ".join(turns).split() == [f"w{number}" for number in range(spoken)]
