"""How long a silence ends the caller's turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.patience import Patience, end_silence_ms, only_backchannels
from telephony.call.ports import Expect

PATIENCE = Patience()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("open", "a cleaning next Tuesday", 500),
        ("open", "a cleaning and", 1200),
        ("open", "I would like to", 1200),
        ("open", "umm", 1200),
        ("open", "", 500),
        ("yes_no", "yes", 350),
        ("yes_no", "Yes, correct.", 350),
        ("yes_no", "haan ji", 350),
        ("yes_no", "हाँ", 350),
        ("yes_no", "yes but make it Wednesday", 500),
        ("free_text", "please call me back", 700),
        ("phone", "nine eight two", 1400),
        ("phone", "98220", 1400),
        ("phone", "98220 12345", 350),
        ("phone", "nine eight two two zero one two three four five", 350),
        ("phone", "yes the same one", 1400),
        ("phone", "yes please", 500),
        ("email", "asha at example", 1400),
        ("email", "asha at example dot org", 500),
        ("date", "next Tuesday", 500),
    ],
)
def test_what_was_asked_and_said_decides(kind: str, text: str, expected: int) -> None:
    """A whole answer is taken at once, a half one is waited for."""
    assert expected == end_silence_ms(text, Expect("step", kind=kind), PATIENCE)


def test_a_step_may_set_its_own_patience() -> None:
    """An analyst's `end_silence` replaces the ordinary one, but never slows a plain yes or cuts a half number."""
    step = {"step": "s", "end_silence_ms": 800}

    assert end_silence_ms("a cleaning", Expect(**step), PATIENCE) == 800  # type: ignore[arg-type]
    assert end_silence_ms("yes", Expect(kind="yes_no", **step), PATIENCE) == 350  # type: ignore[arg-type]
    assert end_silence_ms("nine eight", Expect(kind="phone", **step), PATIENCE) == 1400  # type: ignore[arg-type]


def test_an_entry_of_known_length_is_whole_when_it_is_that_long() -> None:
    """Six digits are a whole PIN code."""
    expect = Expect("pin", kind="digits", keys=6)

    assert end_silence_ms("four one one zero one four", expect, PATIENCE) == 350
    assert end_silence_ms("four one one", expect, PATIENCE) == 1400


@pytest.mark.parametrize("text", ["mhm", "Okay.", "haan haan", "achha theek hai", "I see"])
def test_signs_of_listening_are_known(text: str) -> None:
    """They count as words only where yes, no or a choice was asked for."""
    assert only_backchannels(text, None)
    assert only_backchannels(text, Expect("s", kind="date"))
    assert not only_backchannels(text, Expect("s", kind="yes_no"))


@pytest.mark.parametrize("text", ["", "stop", "okay but wait", "no"])
def test_other_words_are_no_signs_of_listening(text: str) -> None:
    """One real word is enough to be taken seriously."""
    assert not only_backchannels(text, None)


@given(st.text(), st.sampled_from(["open", "yes_no", "phone", "digits", "email", "free_text"]))
def test_any_words_have_a_bounded_patience(text: str, kind: str) -> None:
    """Whatever the recogniser writes, the wait is between 350 ms and 1.4 s."""
    assert 350 <= end_silence_ms(text, Expect("s", kind=kind), PATIENCE) <= 1400
