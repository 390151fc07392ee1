"""A fault of what redacts costs words, and no call."""

import pytest
from structlog.testing import capture_logs

from agent.safety.fail_closed import FailClosed
from agent.safety.redaction.conversation import Conversation, Redactor, Written
from telephony.call.timeline import Entry, Timeline
from tests.support.scribed import Sound

SAID = "my order is for Meera"


class Faulty:
    """A conversation whose reading fails at a word."""

    def __init__(self) -> None:
        self._whole = Redactor().conversation()

    def __getattr__(self, name: str) -> object:
        return getattr(self._whole, name)

    def heard(self, text: str, *, asked: str | None = None) -> Written:
        """A turn of the caller's."""
        if "Meera" in text:
            raise KeyError(text)
        return self._whole.heard(text, asked=asked)


def conversation() -> Conversation:
    """One whose reading fails at “Meera”."""
    return Faulty()  # type: ignore[return-value]


class Call:
    """A timeline with its scribe, and a recording."""

    def __init__(self, *, former: FailClosed | None = None) -> None:
        self.sound = Sound()
        self.scribe = FailClosed("CA1", conversation(), former=former)
        self.scribe.recorded(self.sound)
        self.told: list[Entry] = []
        self.timeline = Timeline("CA1", self.told.append, edit=self.scribe)

    def note(self, event: str, /, **fields: object) -> None:
        """Something happened."""
        self.timeline.add(len(self.timeline.entries) / 10, event, fields)


def test_a_fault_costs_the_words_from_there_on_and_not_the_call() -> None:
    """What was told before stands; nobody knows what later words would be half of."""
    call = Call()
    call.note("say", utterance="u1", pii_text="What is it?")
    call.note("turn", turn=1, pii_text=SAID, pii_keys="", silence=False, happened="")
    call.note("meant", pii_commands=[{"command": "fill", "slot": "name", "value": "Meera"}])
    call.note("say", utterance="u2", pii_text="For Meera. And when?")
    call.note("turn", turn=2, pii_text="tomorrow", pii_keys="", silence=False, happened="")
    call.note("ended", result="booked")

    assert [entry.event for entry in call.told] == ["say", "turn", "meant", "say", "turn", "ended"]
    assert call.told[0].fields["pii_text"] == "What is it?"
    assert not any(word in str([entry.fields for entry in call.told]) for word in ("Meera", "tomorrow"))


def test_the_recording_is_held_from_a_fault_on() -> None:
    """And never set free: what nobody said may be kept is silence."""
    call = Call()
    call.note("turn", turn=1, pii_text=SAID, pii_keys="", silence=False, happened="")
    call.note("turn_done", turn=1, ms=5)
    call.note("ended", result="booked")
    assert call.sound.asked[-1] == ("hold", 0)


def test_what_was_held_back_is_told_without_its_words() -> None:
    """So that the timeline has all its entries."""
    call = Call()
    call.note("sensitive", awaited=False, beside=True)
    call.note("turn", turn=1, pii_text="my secret is a dog", pii_keys="", silence=False, happened="")
    call.note("say", utterance="u1", pii_text="A dog, I see.")
    call.note("turn", turn=2, pii_text=SAID, pii_keys="", silence=False, happened="")
    assert [entry.ordinal for entry in call.timeline.entries] == [0, 1, 2, 3]
    assert "dog" not in str([entry.fields for entry in call.told])


def test_the_next_stream_of_the_call_relies_on_it_no_more() -> None:
    """It would go by what the former one knew."""
    first = Call()
    first.note("turn", turn=1, pii_text=SAID, pii_keys="", silence=False, happened="")
    second = Call(former=first.scribe)
    second.note("turn", turn=2, pii_text="tomorrow", pii_keys="", silence=False, happened="")
    assert "tomorrow" not in str([entry.fields for entry in second.told])
    assert ("hold", 0) in second.sound.asked


def test_a_fault_is_logged_without_what_was_said() -> None:
    """By its kind and its place."""
    call = Call()
    with capture_logs() as logged:
        call.note("turn", turn=1, pii_text=SAID, pii_keys="", silence=False, happened="")
    [line] = logged
    assert (line["event"], line["why"], line["call_id"]) == ("scribe.broken", "KeyError", "CA1")
    assert __file__ in line["where"]
    assert "Meera" not in str(line)


@pytest.mark.parametrize("said", ["tomorrow at ten", "it is 4111 1111 1111 1111"])
def test_without_a_fault_it_is_the_scribe_s_word(said: str) -> None:
    """Entry by entry."""
    call = Call()
    call.note("turn", turn=1, pii_text=said, pii_keys="", silence=False, happened="")
    assert not call.scribe.broken
    assert ("1111 1111" in str(call.told)) is False
    assert ("tomorrow" in str(call.told)) is said.startswith("tomorrow")
