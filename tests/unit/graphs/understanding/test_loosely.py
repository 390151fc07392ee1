"""Answers of which no phrase was said as it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.understanding.loosely import meant

RESTART = (("done", ("they are back", "lights are on")), ("cannot", ("I cannot reach it", "not at home")))
HELP = (("cleaning", ("cleaning",)), ("filling", ("filling", "toothache")), ("it", ("it", "the")))


@pytest.mark.parametrize(
    ("text", "answers", "wanted"),
    [
        ("alright, they've come back on", RESTART, "done"),
        ("the light came on", RESTART, "done"),
        ("I'd like my teeth cleaned", HELP, "cleaning"),
        ("it needs to be filled", HELP, "filling"),
        ("I have toothaches", HELP, "filling"),
        ("सफ़ाई करवानी है", (("cleaning", ("सफ़ाई",)), ("other", ("दूसरा",))), "cleaning"),
    ],
)
def test_words_count_in_any_form_and_order(
    text: str, answers: tuple[tuple[str, tuple[str, ...]], ...], wanted: str
) -> None:
    """Stems of words that carry meaning, all of those of one phrase."""
    assert meant(text, answers) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "they are not back yet",
        "no lights",
        "the lights never came on",
        "the lights are red",
        "are they",
        "",
        "it is the",
    ],
)
def test_denials_and_half_phrases_mean_nothing(text: str) -> None:
    """“Not back yet” holds all the words of “they are back”; half a phrase holds half of them."""
    assert meant(text, (*RESTART, *HELP)) is None


def test_two_answers_that_fit_are_none() -> None:
    """The caller is asked again rather than guessed at."""
    assert meant("clean and fill it", HELP) is None
    assert meant("a clean one and a dirty one", (("a", ("clean",)), ("b", ("dirty",)))) is None


@given(st.text(max_size=60))
def test_any_words_are_safe(text: str) -> None:
    """Nothing that a caller says makes it fail, and the answer is one of those that there are."""
    assert meant(text, HELP) in ("cleaning", "filling", None)


def test_words_that_another_answer_has_too_tell_nothing() -> None:
    """An appointment is booked and cancelled alike: the word alone is no answer."""
    answers = (("book", ("appointment please",)), ("cancel", ("cancel my appointment",)))
    assert meant("I am calling about my appointment", answers) is None
    assert meant("my appointment has to be cancelled", answers) == "cancel"


def test_a_phrase_that_was_said_and_refused_is_not_meant_loosely() -> None:
    """It was found as it is written, and the words beside it ruled it out."""
    assert meant("anything but filling", HELP) is None
