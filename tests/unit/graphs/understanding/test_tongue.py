"""Which language a caller speaks, and which they ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.understanding.tongue import Spoken, Wish, spoken, wish

BOTH = ("en", "hi")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Hindi please", "hi"),
        ("Hindi", "hi"),
        ("Hindi mein baat kijiye", "hi"),
        ("हिंदी में बात करें", "hi"),
        ("क्या आप हिंदी बोलते हैं", "hi"),
        ("do you speak Hindi?", "hi"),
        ("can we speak in English", "en"),
        ("in English only please", "en"),
        ("angrezi mein boliye", "en"),
    ],
)
def test_a_language_that_is_asked_for(said: str, language: str) -> None:
    """By its name, in either language and either alphabet."""
    assert wish(said, BOTH) == Wish(language, alone=True)


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("I don't speak Hindi", "en"),
        ("mujhe Hindi nahi aati", "en"),
        ("mujhe English samajh nahi aati", "hi"),
        ("no Hindi please I don't understand", "en"),
    ],
)
def test_a_language_that_the_caller_does_not_know_asks_for_the_other(said: str, language: str) -> None:
    """Where the flow has just one other."""
    found = wish(said, BOTH)
    assert found is not None
    assert found.language == language


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("Not Hindi, English please", "en"),
        ("not English Hindi please", "hi"),
        ("my English is not good Hindi please", "hi"),
        ("Hindi please I don't understand English", "hi"),
        ("mujhe english nahi aati hindi mein boliye", "hi"),
        ("Hindi mein boliye English nahi", "hi"),
        ("switch from English to Hindi", "hi"),
    ],
)
def test_of_two_languages_the_one_that_is_not_denied_is_asked_for(said: str, language: str) -> None:
    """An English denial comes before what it denies, a Hindi one after it; of none denied the last is meant."""
    assert wish(said, BOTH) == Wish(language, alone=True)


@pytest.mark.parametrize(
    "said",
    [
        "नहीं नहीं, हिंदी में ही बोलिए",
        "nahi hindi mein baat karo",
        "why don't we speak Hindi",
        "can't we speak in Hindi",
        "if you don't mind Hindi please",
        "I'm more comfortable in Hindi",
        "हिंदी चाहिए",
        "wapas Hindi mein",
        "Hindi me bolo bhai",
        "is there someone who speaks Hindi",
    ],
)
def test_a_no_that_is_an_answer_or_politeness_denies_no_language(said: str) -> None:
    """And there are many ways to ask."""
    found = wish(said, BOTH)
    assert found is not None
    assert found.language == "hi"


def test_a_bare_no_before_a_language_denies_it_while_it_is_spoken() -> None:
    """ "No Hindi" in a call in English is "no: Hindi"."""
    assert wish("no Hindi please", BOTH, now="hi") == Wish("en", alone=True)
    assert wish("no Hindi please", BOTH, now="en") == Wish("hi", alone=True)
    assert wish("no, Hindi please", BOTH, now="hi") == Wish("hi", alone=True)
    assert wish("no no, English is fine", BOTH, now="en") == Wish("en", alone=True)


@pytest.mark.parametrize(
    "said", ["does the doctor speak Hindi?", "my mother speaks Hindi", "do you speak Hindi or English"]
)
def test_who_else_speaks_it_and_a_choice_of_both_ask_for_nothing(said: str) -> None:
    """The conversation stays in the language that it is in."""
    assert wish(said, BOTH) is None


@pytest.mark.parametrize("said", ["I want a Hindi teacher", "book a cleaning", "my Hindi newspaper did not come", ""])
def test_a_language_that_is_only_mentioned_is_not_asked_for(said: str) -> None:
    """A name of a language in a sentence about something else is no request."""
    assert wish(said, BOTH) is None


def test_what_else_was_said_is_told() -> None:
    """Then the rest is still to be understood."""
    assert wish("can we talk in Hindi I want to book a cleaning", BOTH) == Wish("hi", alone=False)


def test_a_language_that_the_flow_does_not_speak_cannot_be_asked_for() -> None:
    """The request is left to the rest of the conversation."""
    assert wish("Tamil please", BOTH) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("मुझे कल सुबह अपॉइंटमेंट चाहिए", Spoken("hi", sure=True)),
        ("मुझे कल आना है", Spoken("hi", sure=False)),
        ("I want to book an appointment tomorrow", Spoken("en", sure=True)),
        ("mujhe kal subah aana hai", Spoken("hi", sure=False)),
        ("main kal aa sakta hoon kya", Spoken("hi", sure=False)),
    ],
)
def test_an_utterance_wholly_in_one_language(said: str, expected: Spoken) -> None:
    """Surely so when it is long and written as that language is."""
    assert spoken(said, BOTH) == expected


@pytest.mark.parametrize(
    "said",
    [
        "मुझे appointment book करनी है",
        "cleaning karwani hai please tomorrow morning",
        "I want appointment kal subah ke liye",
        "internet नहीं चल रहा है since morning",
        "nine eight seven six five four",
        "Rahul Sharma Gupta",
        "yes tomorrow at ten",
        "haan ji",
        "",
    ],
)
def test_what_is_mixed_or_everybodys_tells_nothing(said: str) -> None:
    """Code-mixing, names, numbers and short answers belong to no one language."""
    assert spoken(said, BOTH) == Spoken("")


def test_a_flow_with_one_language_has_nothing_to_tell_apart() -> None:
    """Whatever is said."""
    assert spoken("mujhe kal subah aana hai", ("hi",)) == Spoken("")


def test_languages_that_share_an_alphabet_are_not_told_apart_by_it() -> None:
    """Hindi and Marathi are both written in Devanagari."""
    assert spoken("मला उद्या सकाळी यायचे आहे", ("hi", "mr")) == Spoken("")


def test_an_alphabet_of_its_own_is_enough() -> None:
    """Tamil needs no list of words."""
    assert spoken("எனக்கு நாளை காலை நேரம் வேண்டும்", ("en", "ta")) == Spoken("ta", sure=True)


@given(st.text(max_size=80), st.lists(st.sampled_from(["en", "hi", "es", "ta", "mr"]), unique=True, min_size=1))
def test_only_languages_of_the_flow_are_ever_told(said: str, languages: list[str]) -> None:
    """Whatever is said, and it never fails."""
    found = wish(said, languages)
    assert found is None or found.language in languages
    assert spoken(said, languages).language in ("", *languages)
