"""Which of a flow's own values a caller means, and words taken as they are."""

from datetime import datetime

import pytest

from graphs.understanding import Asking, read
from graphs.understanding.choices import refused
from graphs.understanding.reading import Kind, Reading

NOW = datetime.fromisoformat("2026-03-04T09:00")
SERVICES = {
    "cleaning": ["cleaning", "clean", "hygienist", "limpieza"],
    "checkup": ["check up", "exam"],
    "filling": ["filling", "cavity"],
    "root_canal": [],
    "repair": ["repair"],
    "crown_repair": ["crown repair"],
}


def chosen(text: str, *, primary: bool = True) -> Reading | None:
    """The reading of a choice between treatments."""
    return read("choice", text, Asking(now=NOW, primary=primary, values=SERVICES))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I'd like to book a cleaning next Tuesday", "cleaning"),
        ("cleanings", "cleaning"),
        ("a check-up please", "checkup"),
        ("a checkup", "checkup"),
        ("Check up.", "checkup"),
        ("I need a um filling", "filling"),
        ("root canal", "root_canal"),
        ("a crown repair", "crown_repair"),
        ("not a cleaning a filling", "filling"),
        ("a cleaning, no wait, a filling", "filling"),
        ("una limpieza", "cleaning"),
    ],
)
def test_the_value_whose_phrase_was_said(said: str, meant: str) -> None:
    """A phrase counts however it is written; the longest match wins, and what was taken back does not."""
    reading = chosen(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, True)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no, a filling", "filling"),
        ("no a filling", "filling"),
        ("cleaning nahi, filling", "filling"),
        ("exam mat kijiye, cleaning kar do", "cleaning"),
        ("a cleaning doesn't suit me, an exam does", "checkup"),
        ("an exam instead of a cleaning", "checkup"),
        ("anything but a filling, say an exam", "checkup"),
    ],
)
def test_what_was_refused_leaves_the_other(said: str, meant: str) -> None:
    """A refusal may stand before a value or, as in Hindi, after it."""
    reading = chosen(said)
    assert reading is not None
    assert (reading.value, reading.sure) == (meant, True)


@pytest.mark.parametrize("said", ["no filling", "mujhe cleaning nahi chahiye", "a filling won't work"])
def test_a_refused_value_is_not_chosen(said: str) -> None:
    """Nothing is left when the only value was refused."""
    assert chosen(said) is None


@pytest.mark.parametrize("said", ["cleaning or filling", "a cleaning and maybe a filling", "cleaning ya filling"])
def test_two_values_are_undecided(said: str) -> None:
    """When two values were named together, one is given, the other kept, and the caller has not decided."""
    reading = chosen(said)
    assert reading is not None
    assert reading.undecided
    assert not reading.sure
    assert {reading.value, *reading.alternatives} == {"cleaning", "filling"}


@pytest.mark.parametrize("said", ["cleening please", "a hygenist"])
def test_a_recognisers_slip_is_understood_but_not_sure(said: str) -> None:
    """A word that is nearly a phrase counts as an answer, to be confirmed; unasked it does not count."""
    reading = chosen(said)
    assert reading is not None
    assert (reading.value, reading.sure) == ("cleaning", False)
    assert chosen(said, primary=False) is None


@pytest.mark.parametrize("said", ["yes", "something else", "examination", "a feeling", "not a cleaning", ""])
def test_no_value(said: str) -> None:
    """Words that hold no phrase, or only one that was ruled out, choose nothing."""
    assert chosen(said) is None


def test_the_span_of_a_choice() -> None:
    """The span is the phrase as the caller said it."""
    text = "I'd like a Check-Up tomorrow"
    reading = chosen(text)
    assert reading is not None
    assert text[reading.start : reading.end] == reading.said == "Check-Up"


@pytest.mark.parametrize("kind", ["text", "free_text"])
def test_any_words_are_kept_without_the_sounds_around_them(kind: Kind) -> None:
    """A message is the caller's words, without fillers at either end; unasked it is nothing."""
    asked, unasked = Asking(now=NOW), Asking(now=NOW, primary=False)
    reading = read(kind, "um please call me tomorrow about a filling, uh", asked)
    assert reading is not None
    assert reading.value == "please call me tomorrow about a filling,"
    assert read(kind, "please call me", unasked) is None
    assert read(kind, " um uh ... ", asked) is None


@pytest.mark.parametrize("said", ["yes", "no thanks", "agent", "can you repeat that", "hold on"])
def test_a_bare_answer_or_request_is_no_message(said: str) -> None:
    """A message is more than a yes, a no or a request to the agent."""
    assert read("free_text", said, Asking(now=NOW)) is None


@pytest.mark.parametrize(
    ("text", "phrase", "wanted"),
    [
        ("please don't cancel it", "cancel", True),
        ("I can't come in any more", "come in", True),
        ("there is no bleeding or swelling", "swelling", True),
        ("I am not in agony", "in agony", True),
        ("why don't you book me in", "book", False),
        ("no, cancel it", "cancel", False),
        ("don't move it, cancel it", "cancel", False),
        ("nothing of the kind", "cancel", False),
    ],
)
def test_a_phrase_that_is_denied(text: str, phrase: str, wanted: bool) -> None:
    """Options and handlers are not picked by words that say the opposite."""
    assert refused(text, phrase) is wanted


@pytest.mark.parametrize(
    ("said", "meant"),
    [("use my other phone", None), ("the other number please", None), ("other", "other"), ("the other one", "other")],
)
def test_other_before_a_noun_is_no_answer(said: str, meant: str | None) -> None:
    """ "My other number" says which number, not that it is something else."""
    reading = read("choice", said, Asking(now=NOW, values={"leak": ["leak"], "other": []}))
    assert (reading and reading.value) == meant


def test_what_does_not_work_is_still_the_matter() -> None:
    """ "Wifi nahi chal raha" is about the wifi; "safai nahi" refuses a cleaning."""
    values = {"wifi": ["wifi"], "cleaning": ["safai"]}
    working = read("choice", "wifi nahi chal raha", Asking(now=NOW, language="hi", values=values))
    assert working is not None
    assert working.value == "wifi"
    assert read("choice", "safai nahi", Asking(now=NOW, language="hi", values=values)) is None
