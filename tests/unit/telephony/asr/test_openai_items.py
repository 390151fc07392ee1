"""Items that come in any order are one caller's utterance."""

from hypothesis import given
from hypothesis import strategies as st

from telephony.asr.openai_events import Committed, Completed, Delta, Event, Lost, SpeechStarted, SpeechStopped
from telephony.asr.openai_items import MOST_ITEMS, Items
from telephony.asr.port import Eager, Partial, Result, Resumed


def hear(items: Items, *events: Event) -> list[Result]:
    """All results of these events."""
    return [result for event in events for result in items.hear(event)]


def spoken(item: str, previous: str | None = None, *, at_ms: int = 0) -> tuple[Event, ...]:
    """An item's sound, from voice to pause."""
    return SpeechStarted(item, at_ms), SpeechStopped(item), Committed(item, previous)


def test_an_utterance_is_partials_and_an_eager() -> None:
    """Deltas add up; the transcript has the last word."""
    items = Items()
    assert hear(items, *spoken("a")) == []
    assert items.owed
    told = hear(items, Delta("a", "I want"), Delta("a", " to"), Completed("a", "I want to pay.", 0.9, ("en",)))
    assert told == [Partial("I want"), Partial("I want to"), Eager("I want to pay.", 0.9, ("en",))]
    assert not items.owed


def test_who_goes_on_after_an_eager_takes_it_back() -> None:
    """And what was said before stays in front, with its languages; the least sure piece counts."""
    items = Items()
    hear(items, *spoken("a"), Completed("a", "I want", 0.5, ("en",)))
    assert hear(items, *spoken("b", "a")) == [Resumed()]
    assert hear(items, Delta("b", "to")) == [Partial("I want to")]
    assert hear(items, Completed("b", "to pay", 0.9, ("hi", "en"))) == [Eager("I want to pay", 0.5, ("en", "hi"))]


def test_a_transcript_that_comes_while_the_caller_speaks_settles_nothing() -> None:
    """It is a partial; the eager comes when everything is complete."""
    items = Items()
    hear(items, *spoken("a"), SpeechStarted("b", 2000))
    assert hear(items, Completed("a", "I want")) == [Partial("I want")]
    assert hear(items, SpeechStopped("b"), Committed("b", "a"), Completed("b", "to pay")) == [Eager("I want to pay", 1)]


def test_order_is_that_of_speaking_and_not_of_arrival() -> None:
    """The later item's transcript may come first."""
    items = Items()
    hear(items, *spoken("a"), *spoken("b", "a"))
    assert hear(items, Completed("b", "to pay")) == [Partial("to pay")]
    assert hear(items, Completed("a", "I want")) == [Eager("I want to pay", 1.0)]


def test_an_item_is_placed_after_its_predecessor() -> None:
    """Where nothing told of it before it was written, the commit says where it belongs."""
    items = Items()
    hear(items, Delta("c", "pay"), Committed("a", None), Committed("b", "a"), Committed("c", "b"))
    hear(items, Completed("b", "want"), Completed("a", "I"))
    assert hear(items, Completed("c", "pay")) == [Eager("I want pay", 1.0)]


def test_what_was_said_before_a_turn_is_forgotten() -> None:
    """Late transcripts of it are dropped, and nothing resumes."""
    items = Items()
    hear(items, *spoken("a"), Completed("a", "yes"), *spoken("b", "a", at_ms=3000))
    items.forget(before_ms=5000)
    assert not items.owed
    assert hear(items, Delta("b", "well"), Completed("b", "well")) == []
    assert hear(items, *spoken("c", "b", at_ms=6000), Completed("c", "no")) == [Eager("no", 1.0)]


def test_a_voice_from_before_the_turn_that_is_told_late_is_forgotten_too() -> None:
    """The server had not said yet that it began."""
    items = Items()
    items.forget(before_ms=5000)
    assert hear(items, *spoken("a", at_ms=4000), Completed("a", "old")) == []
    assert hear(items, *spoken("b", "a", at_ms=5000), Completed("b", "new")) == [Eager("new", 1.0)]


def test_who_speaks_while_a_turn_is_taken_goes_on_without_the_words_so_far() -> None:
    """Nothing that they say from then on is lost."""
    items = Items()
    hear(items, SpeechStarted("a", 0), Delta("a", "okay"))
    items.forget(before_ms=None)
    assert hear(items, Delta("a", " and then")) == [Partial("and then")]
    assert hear(items, SpeechStopped("a"), Completed("a", "okay and then")) == [Eager("and then", 1.0)]


def test_a_lost_utterance_is_an_eager_without_words() -> None:
    """So that nobody waits for it; with words before it, it makes them unsure."""
    items = Items()
    assert hear(items, *spoken("a"), Lost("a", "x")) == [Eager("", 0.0)]
    items.forget(before_ms=0)
    hear(items, *spoken("b"), Completed("b", "I want"), *spoken("c", "b"))
    assert hear(items, Lost("c", "x")) == [Eager("I want", 0.0)]


def test_where_the_call_detects_the_voice_its_word_counts() -> None:
    """A transcript that comes while the caller speaks on settles nothing."""
    items = Items()
    assert items.speak() == []
    items.pause()
    assert hear(items, Committed("a", None), Completed("a", "I want")) == [Eager("I want", 1.0)]
    assert items.speak() == [Resumed()]
    assert hear(items, Delta("b", "to")) == [Partial("I want to")]
    items.pause()
    assert hear(items, Committed("b", "a"), Completed("b", "to pay")) == [Eager("I want to pay", 1.0)]


def test_items_that_were_committed_before_a_turn_and_not_told_of_are_forgotten() -> None:
    """So many as were on their way."""
    items = Items()
    items.forget(before_ms=0, coming=1)
    assert hear(items, Committed("a", None), Completed("a", "old")) == []
    assert hear(items, Committed("b", "a"), Completed("b", "new")) == [Eager("new", 1.0)]


def test_words_after_an_eager_take_it_back() -> None:
    """Though nobody told of a voice."""
    items = Items()
    hear(items, *spoken("a"), Completed("a", "I"))
    assert hear(items, Delta("b", "want")) == [Resumed(), Partial("I want")]


def test_a_server_that_makes_items_without_end_fills_nothing() -> None:
    """The oldest is dropped."""
    items = Items()
    for number in range(MOST_ITEMS * 3):
        hear(items, Delta(f"i{number}", "x"))
    assert len(items._items) == MOST_ITEMS


@given(st.data())
def test_whatever_the_order_of_arrival_the_last_eager_is_what_was_said(data: st.DataObject) -> None:
    """Transcripts of several items, their deltas among each other."""
    count = data.draw(st.integers(1, 5))
    names = [f"i{number}" for number in range(count)]
    items = Items()
    for number, name in enumerate(names):
        hear(items, *spoken(name, names[number - 1] if number else None))
    events: list[Event] = []
    for name in data.draw(st.permutations(names)):
        at = data.draw(st.integers(0, len(events)))
        events[at:at] = [Delta(name, "half"), Completed(name, name)]
    told = hear(items, *events)
    assert told[-1] == Eager(" ".join(names), 1.0)
    assert [result for result in told if isinstance(result, Eager)] == told[-1:]
    assert not items.owed


_events = st.one_of(
    st.builds(SpeechStarted, st.sampled_from("abc"), st.integers(0, 9000)),
    st.builds(SpeechStopped, st.sampled_from("abc")),
    st.builds(Committed, st.sampled_from("abc"), st.none() | st.sampled_from("abc")),
    st.builds(Delta, st.sampled_from("abc"), st.sampled_from(["x", " y", ""])),
    st.builds(Completed, st.sampled_from("abc"), st.sampled_from(["x y", ""])),
    st.sampled_from(["speak", "pause", "forget", "forget speaking"]),
)


@given(st.lists(_events, max_size=30))
def test_an_eager_is_taken_back_before_anything_else_is_said(steps: list[Event | str]) -> None:
    """Whatever a server sends: after an eager that no turn took comes another, or `Resumed` first."""
    items = Items()
    eager = False
    for step in steps:
        told: list[Result] = []
        match step:
            case "speak":
                told = items.speak()
            case "pause":
                items.pause()
            case "forget" | "forget speaking":
                items.forget(before_ms=5000 if step == "forget" else None)
                eager = False
            case str():
                raise AssertionError(step)
            case event:
                told = items.hear(event)
        for result in told:
            assert isinstance(result, Resumed) == eager or (eager and isinstance(result, Eager))
            eager = isinstance(result, Eager)
