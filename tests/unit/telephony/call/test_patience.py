"""How long a silence ends the caller's turn."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.call.patience import Patience, end_silence_ms, longest_silence, only_backchannels
from telephony.call.ports import Expect

PATIENCE = Patience()
PIECES = [
    "nine",
    "double",
    "twenty",
    "and",
    "is",
    "at",
    "dot",
    "com",
    "yes",
    "wait",
    "hmm",
    "the",
    "3",
    "pm",
    "नौ",
    "हाँ",
    "?",
]
KINDS = ["open", "talk", "yes_no", "choice", "item", "phone", "digits", "email", "date", "time", "number", "free_text"]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("open", "a cleaning next Tuesday", 500),
        ("open", "a cleaning and", 1200),
        ("open", "umm", 1200),
        ("open", "", 500),
        ("open", "one second", 4000),
        ("open", "my number is nine eight two", 1400),
        ("yes_no", "yes", 350),
        ("yes_no", "yes but make it Wednesday", 500),
        ("yes_no", "yes but", 1200),
        ("free_text", "please call me back", 700),
        ("free_text", "please call me back because", 1200),
        ("phone", "nine eight two", 1400),
        ("phone", "my number is", 1400),
        ("phone", "98220 12345", 350),
        ("phone", "yes please", 500),
        ("phone", "nine eight, hold on", 4000),
        ("email", "asha at example", 1400),
        ("email", "asha at example dot org", 350),
        ("date", "next Tuesday", 350),
        ("date", "the 24th of", 1400),
    ],
)
def test_what_was_asked_and_said_decides(kind: str, text: str, expected: int) -> None:
    """A whole answer is taken at once, a half one is waited for, and whoever asks for a moment gets one."""
    assert expected == end_silence_ms(text, Expect("step", kind=kind), PATIENCE)


def test_a_step_may_set_its_own_patience() -> None:
    """An analyst's `end_silence` replaces the ordinary one, but never slows a plain yes or cuts a half number."""

    def wait(text: str, kind: str, end_silence_ms_: int) -> int:
        return end_silence_ms(text, Expect("s", kind=kind, end_silence_ms=end_silence_ms_), PATIENCE)

    assert wait("a cleaning", "open", 800) == 800
    assert wait("yes", "yes_no", 800) == 350
    assert wait("yes", "yes_no", 200) == 200
    assert wait("nine eight", "phone", 800) == 1400
    assert wait("nine eight", "phone", 2500) == 2500
    assert wait("a cleaning and", "open", 200) == 1200
    assert wait("one second", "open", 6000) == 6000


def test_an_entry_of_known_length_ends_with_its_last_digit() -> None:
    """Six digits are a whole PIN code: nothing can follow. Of a telephone number the country's code may have come."""
    pin, phone = Expect("pin", kind="digits", keys=6), Expect("phone", kind="phone", keys=10)

    assert end_silence_ms("four one one zero one four", pin, PATIENCE) == 0
    assert end_silence_ms("four one one", pin, PATIENCE) == 1400
    assert end_silence_ms("98220 12345", phone, PATIENCE) == 350


def test_nobody_asked_is_like_an_open_question() -> None:
    """Before the first question, and while a turn runs."""
    assert end_silence_ms("a cleaning", None, PATIENCE) == 500
    assert end_silence_ms("a cleaning and", None, PATIENCE) == 1200


@pytest.mark.parametrize(
    ("kind", "text", "heard", "judged"),
    [
        ("open", "a cleaning", 500, 1200),
        ("free_text", "the tap drips", 700, 1200),
        ("yes_no", "yes", 350, 500),
        ("open", "a cleaning and", 1200, 1200),
        ("phone", "nine eight", 1400, 1400),
        ("open", "one second", 4000, 4000),
        ("open", "", 500, 1200),
    ],
)
def test_a_judge_of_the_sound_makes_the_wait_longer(kind: str, text: str, heard: int, judged: int) -> None:
    """Words that may be all wait when the voice says that they are not; a whole answer only as long as any other."""
    expect = Expect("s", kind=kind)

    assert end_silence_ms(text, expect, PATIENCE, sounds_unfinished=True) == judged
    assert end_silence_ms(text, expect, PATIENCE) == heard


def test_what_nothing_can_follow_needs_no_judge() -> None:
    """A whole code is whole, however it sounded."""
    assert end_silence_ms("4 1 1 0 1 4", Expect("s", kind="digits", keys=6), PATIENCE, sounds_unfinished=True) == 0


@given(st.text(), st.sampled_from(KINDS), st.none() | st.integers(1, 20), st.booleans())
def test_any_words_have_a_bounded_patience(text: str, kind: str, keys: int | None, unfinished: bool) -> None:
    """Whatever the recogniser writes, the wait is no longer than for somebody who asked for a moment."""
    expect = Expect("s", kind=kind, keys=keys, hints=(text, "a cleaning"))

    assert 0 <= end_silence_ms(text, expect, PATIENCE, sounds_unfinished=unfinished) <= PATIENCE.waits


@given(st.lists(st.sampled_from(PIECES)), st.sampled_from(KINDS))
def test_a_judge_never_makes_the_wait_shorter(words: list[str], kind: str) -> None:
    """Judges call finished what is not; so they are only believed when they say the contrary."""
    text, expect = " ".join(words), Expect("s", kind=kind)

    assert end_silence_ms(text, expect, PATIENCE, sounds_unfinished=True) >= end_silence_ms(text, expect, PATIENCE)


def test_it_is_quick_enough_to_be_asked_on_every_event() -> None:
    """The best of many runs, in processor time: microseconds, for short words and for a long story."""
    hints = tuple(f"the one with number {place} at half past {place}" for place in range(50))
    asked = [
        ("I would like to book a cleaning for next Tuesday please", Expect("s")),
        ("nine eight two two zero one two three", Expect("s", kind="phone")),
        ("asha dot rao at gmail dot com", Expect("s", kind="email")),
        ("the second one please", Expect("s", kind="item", hints=hints)),
        ("and then I said " * 200, Expect("s", kind="free_text")),
    ]
    for text, expect in asked:
        best = min(_seconds(text, expect) for _ in range(200))
        assert best < 200e-6, text[:40]


def _seconds(text: str, expect: Expect) -> float:
    began = time.thread_time()
    for _ in range(10):
        end_silence_ms(text, expect, PATIENCE)
    return (time.thread_time() - began) / 10


LISTENING = """
mhm, Mm-hmm., uh-huh, uh huh, Okay., ok ok, right, yeah, yeah yeah, got it, I see, oh I see, sure, alright, all right
yes yes, okay got it, of course, makes sense, haan, haan haan, haan ji, ji, ji ji, accha, achha theek hai, theek hai
sahi, sahi hai, bilkul, samajh gaya, हाँ, हां जी, अच्छा, ठीक है, जी, समझ गया
सही है, हाँ हाँ ठीक है, okay theek hai, right right haan, hmm okay, haha right
"""
MEANT = """
stop, okay stop, okay but wait, wait, no, no no, haan bas, bas, ruko, haan ruko, रुकिए, okay cancel
yes I want to change, hello, sorry, what, yeah but, haan lekin, achha suno, I see a problem
got to go, नहीं, अच्छा सुनो, Tuesday, I want, thank you
"""
SOUNDS = """
[noise], (coughs), [laughter] [noise], *sighs*, <unk>, haha, hahaha, hmm, Hmmmm., uh, umm, (laughs) haha, हम्म, ♪
"""


def listed(table: str) -> list[str]:
    """What stands between the commas."""
    return [entry.strip() for line in table.strip().splitlines() for entry in line.split(",")]


@pytest.mark.parametrize("text", listed(LISTENING))
def test_signs_of_listening_are_known(text: str) -> None:
    """They count as words only where yes, no or a choice was asked for."""
    assert only_backchannels(text, None)
    assert only_backchannels(text, Expect("s", kind="date"))
    for kind in ("yes_no", "choice", "item"):
        assert not only_backchannels(text, Expect("s", kind=kind))


@pytest.mark.parametrize("kind", ["choice", "item"])
def test_okay_chooses_nothing_before_it_was_offered(kind: str) -> None:
    """While much of the question is to be heard it is a sign of listening, unless an option is called so."""
    assert only_backchannels("Okay.", Expect("s", kind=kind), unasked=True)
    assert not only_backchannels("Okay.", Expect("s", kind=kind, hints=("fine", "okay")), unasked=True)
    assert not only_backchannels("Okay.", Expect("s", kind="yes_no"), unasked=True)
    assert not only_backchannels("cancel", Expect("s", kind=kind), unasked=True)


@pytest.mark.parametrize("text", ["", " ", *listed(MEANT)])
def test_other_words_are_no_signs_of_listening(text: str) -> None:
    """One real word is enough to be taken seriously."""
    assert not only_backchannels(text, None)


@pytest.mark.parametrize("text", listed(SOUNDS))
@pytest.mark.parametrize("kind", ["open", "yes_no", "choice"])
def test_sounds_are_no_words(text: str, kind: str) -> None:
    """Laughter, a cough, "hmm", and what recognisers write in brackets interrupt nobody and answer nothing."""
    assert only_backchannels(text, Expect("s", kind=kind))


@pytest.mark.parametrize(("text", "shows"), [("I", True), ("got", True), ("okay got", True), ("I want", False)])
def test_the_beginning_of_a_sign_waits_for_its_rest(text: str, shows: bool) -> None:
    """While a recogniser has written only "I", it may become "I see"."""
    assert only_backchannels(text, None) is shows


def test_nobody_merely_listens_at_length() -> None:
    """A string of such words over several seconds means something."""
    assert not only_backchannels("yeah okay " * 20, None)


def test_signs_of_listening_are_of_the_language() -> None:
    """Spanish ones count where Spanish is spoken."""
    assert only_backchannels("vale, claro", Expect("s", language="es"))
    assert only_backchannels("vale, claro", None, languages=("es",))
    assert not only_backchannels("vale, claro", Expect("s", language="en"))


@pytest.mark.parametrize(("kind", "seconds"), [("event", 660.0), ("open", 300.0)])
def test_an_awaited_event_has_its_time(kind: str, seconds: float) -> None:
    """Who was told to wait ten minutes for a payment is not thought lost after five."""
    assert longest_silence(Expect("s", kind=kind, listen_s=600), 300.0) == seconds
