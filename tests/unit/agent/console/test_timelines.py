"""A timeline is read turn by turn, and what was taken back does not count."""

from hypothesis import given
from hypothesis import strategies as st

from agent.console.journeys import figures, journey
from agent.console.timelines import kept, spans, told
from agent.console.transcripts import transcript
from telephony.call.timeline import Entry
from tests.support.timelines import Story

EVENTS = (
    "entry", "step", "exit", "say", "heard", "cut", "turn", "turn_done", "turn_times", "turn_failed", "continued",
    "trial", "discarded", "voice_began", "words", "backchannel", "key", "no_match", "no_input", "fill", "rewind",
    "handler", "give_up", "understood", "language", "transfer", "ended", "something_new",
)  # fmt: skip


@st.composite
def timelines(draw: st.DrawFn) -> list[Entry]:
    """Events in any order, with fields of the kinds that they have."""
    entries = []
    at_ms = 0
    for ordinal in range(draw(st.integers(0, 40))):
        at_ms += draw(st.integers(0, 2000))
        number = draw(st.integers(0, 5))
        fields = {
            "turn": number,
            "step": f"step{number}",
            "exit": "next",
            "to": f"step{number + 1}",
            "utterance": f"t{number}.1",
            "pii_text": draw(st.sampled_from(["", "yes", "a cleaning"])),
            "pii_keys": "",
            "silence": draw(st.booleans()),
            "happened": "",
            "waited_ms": number * 100,
            "pii_heard": "a",
            "slot": "day",
            "commands": ["Correct"],
            "sent": 700.0,
            "before": "en",
            "now": "hi",
            "by": "caller",
            "ago_ms": 80,
            "why": "x",
        }
        entries.append(Entry(ordinal, at_ms, draw(st.sampled_from(EVENTS)), fields))
    return entries


@given(timelines())
def test_any_timeline_can_be_read(entries: list[Entry]) -> None:
    """Torn, out of order, of a newer software: turns are counted through, and no time goes backwards."""
    turns = spans(entries)
    way = journey(turns)
    lines = transcript(turns)

    assert [span.number for span in turns] == list(range(len(turns)))
    assert [line.at_ms for line in lines] == sorted(line.at_ms for line in lines)
    assert all(visit.left_ms is None or visit.left_ms >= visit.at_ms for visit in way.visits)
    assert sum(each.entered for each in figures(way)) == len(way.visits)
    assert sum(each.left for each in figures(way)) <= len(way.visits)
    assert way.turns <= sum(entry.event == "turn" for entry in entries)


@given(timelines())
def test_no_entry_is_counted_twice(entries: list[Entry]) -> None:
    """Each entry belongs to one turn, or to none when that was taken back."""
    ordinals = [entry.ordinal for _, entry in kept(spans(entries))]

    assert len(ordinals) == len(set(ordinals))
    assert set(ordinals) <= {entry.ordinal for entry in entries}


def test_a_personal_field_is_found_by_its_name() -> None:
    """With its mark, as the database keeps it, and without, as the API tells it."""
    assert told(Entry(0, 0, "say", {"pii_text": "Hello."}), "text") == "Hello."
    assert told(Entry(0, 0, "say", {"text": "Hello."}), "text") == "Hello."
    assert told(Entry(0, 0, "say", {}), "text") is None


def test_what_follows_an_undone_turn_belongs_to_the_one_before() -> None:
    """Until the caller's whole turn begins."""
    story = Story().step("day").turn("Tuesday").step("time").takes_back().note("false_alarm").turn("Tuesday at six")
    turns = spans(story.entries)

    assert [(span.doing, span.text) for span in turns] == [("begin", ""), ("words", "Tuesday at six")]
    assert [entry.event for entry in turns[0].entries] == ["step", "false_alarm"]


def test_a_failed_turn_is_followed_by_one_that_apologises() -> None:
    """The flow's way out of trouble is a turn of its own."""
    turns = spans(Story().step("day").turn("Tuesday").note("turn_failed", turn=1, why="boom").step("to_person").entries)

    assert [span.doing for span in turns] == ["begin", "words", "failure"]


def test_a_turns_times_are_its_own_though_they_come_late() -> None:
    """They are told when the answer was heard, which may be in the middle of the next turn."""
    story = Story().step("day").turn("Tuesday").turn("at six")
    story.note("turn_times", turn=1, started=500.0, sent=640.0)
    first, second = spans(story.entries)[1:]

    assert first.times["sent"] == 640.0
    assert second.times == {}
