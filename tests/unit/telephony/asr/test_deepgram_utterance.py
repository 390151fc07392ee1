"""From Nova's results to the caller's utterance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.asr.deepgram_messages import Segment, SpeechBegan, Word, WordGap
from telephony.asr.deepgram_utterance import NovaUtterance
from telephony.asr.port import Eager, Partial, Result, Resumed


def segment(text: str, start: float, end: float, *flags: str, confidence: float = 0.9) -> Segment:
    """A stretch whose words share its time. `flags`: final, ended, flushed."""
    spoken = text.split()
    length = (end - start) / max(len(spoken), 1)
    words = tuple(
        Word(word=word, start=start + at * length, end=start + (at + 1) * length) for at, word in enumerate(spoken)
    )
    return Segment(text, start, end, words, confidence, (), "final" in flags, "ended" in flags, "flushed" in flags)


@pytest.fixture
def utterance() -> NovaUtterance:
    """Of a caller who has said nothing."""
    return NovaUtterance()


def test_interim_words_go_on_from_final_ones(utterance: NovaUtterance) -> None:
    """A stretch that is final is told no more, and belongs to the utterance until that is a turn."""
    assert utterance.heard(segment("I want", 0, 1)) == [Partial("I want")]
    assert utterance.heard(segment("I want to", 0, 1.5, "final")) == [Partial("I want to")]
    assert utterance.heard(segment("pay", 1.5, 2)) == [Partial("I want to pay")]


def test_the_end_is_told_once(utterance: NovaUtterance) -> None:
    """By whichever sign comes first; the others say nothing new."""
    assert utterance.heard(segment("yes", 0, 1, "final", "ended")) == [Eager("yes", 0.9)]
    assert utterance.gap(WordGap(0.9)) == []
    assert utterance.heard(segment("", 1, 2, "final", "ended")) == []
    assert utterance.heard(segment("", 2, 2.1, "final", "flushed")) == []


def test_a_stretch_that_is_told_twice_was_said_once(utterance: NovaUtterance) -> None:
    """The same final words of the same sound are no new words, neither before the turn is taken nor after it."""
    said = segment("I want to pay", 0.0, 1.0, "final", "ended")
    assert utterance.heard(said)
    assert utterance.heard(said) == []
    assert utterance.text == "I want to pay"
    utterance.take({0: 1.5})
    assert utterance.heard(said) == []
    assert utterance.text == ""


def test_a_gap_ends_what_endpointing_did_not(utterance: NovaUtterance) -> None:
    """Where there is noise there is no silence; the words have a gap all the same."""
    utterance.heard(segment("yes", 0, 1))
    assert utterance.gap(WordGap(1.0)) == [Eager("yes", 0.9)]
    assert utterance.heard(segment("yes", 0, 2, "final", "ended")) == []


def test_the_same_words_written_better_are_told_as_the_end(utterance: NovaUtterance) -> None:
    """When the end was told already: the caller has not gone on."""
    utterance.heard(segment("twenty rupees", 0, 1))
    utterance.gap(WordGap(1.0))
    assert utterance.heard(segment("₹20 rupees", 0, 1, "final")) == [Eager("₹20 rupees", 0.9)]


def test_new_words_take_the_end_back(utterance: NovaUtterance) -> None:
    """And so does a new voice; the utterance goes on with all its words."""
    utterance.heard(segment("yes", 0, 1, "final", "ended"))
    assert utterance.heard(segment("but", 1.5, 2)) == [Resumed(), Partial("yes but")]
    assert utterance.heard(segment("but later", 1.5, 3, "final", "ended")) == [Eager("yes but later", 0.9)]
    assert utterance.began(SpeechBegan(3.5)) == [Resumed()]
    assert utterance.began(SpeechBegan(3.6)) == []
    assert utterance.heard(segment("", 3, 4, "final", "ended")) == [Eager("yes but later", 0.9)]


def test_an_old_voice_takes_nothing_back(utterance: NovaUtterance) -> None:
    """The news of a voice may come after its words."""
    utterance.heard(segment("yes", 0, 1, "final", "ended"))
    assert utterance.began(SpeechBegan(0.1)) == []


def test_what_was_asked_for_is_the_end_unless_the_caller_speaks(utterance: NovaUtterance) -> None:
    """Between our asking and the answer the caller may have gone on."""
    utterance.voice(speaking=True, position=0)
    assert utterance.heard(segment("yes", 0, 1, "final", "flushed")) == [Partial("yes")]
    utterance.voice(speaking=False, position=1.5)
    assert utterance.heard(segment("", 1, 1.5, "final", "flushed")) == [Eager("yes", 0.9)]


def test_a_voice_without_words_is_told_as_such(utterance: NovaUtterance) -> None:
    """Once the sound of that voice was looked at, and not before; without a voice nothing is told at all."""
    assert utterance.heard(segment("", 0, 1, "final", "flushed")) == []
    utterance.voice(speaking=True, position=1)
    utterance.voice(speaking=False, position=2)
    assert utterance.heard(segment("", 0, 1, "final", "flushed")) == []
    assert utterance.heard(segment("", 1, 2, "final", "ended")) == []
    assert utterance.heard(segment("", 1, 2, "final", "flushed")) == [Eager("", 1.0)]


def test_words_that_prove_wrong_are_taken_back(utterance: NovaUtterance) -> None:
    """Else the call would take them for a turn."""
    utterance.heard(segment("uh", 0, 1))
    assert utterance.heard(segment("", 0, 1.5, "final")) == [Partial("")]
    utterance.heard(segment("uh", 1.5, 2))
    assert utterance.heard(segment("", 1.5, 2, "final", "ended")) == [Eager("", 1.0)]


def test_the_least_confidence_counts(utterance: NovaUtterance) -> None:
    """Of interim words that have none yet it is not asked."""
    utterance.heard(segment("four", 0, 1, "final", confidence=0.6))
    utterance.heard(segment("two", 1, 2, "final", confidence=0.9))
    utterance.heard(segment("one", 2, 3, confidence=0.0))
    assert utterance.gap(WordGap(3.0)) == [Eager("four two one", 0.6)]


def test_what_comes_late_is_not_the_next_utterance(utterance: NovaUtterance) -> None:
    """A final for sound of the turn before, and the news of its end, leave nothing."""
    utterance.heard(segment("I want to", 0, 1))
    utterance.take({0: 1.8})
    assert utterance.heard(segment("I want to pay", 0, 1.5, "final", "ended")) == []
    assert utterance.gap(WordGap(1.5)) == []
    assert utterance.heard(segment("by card", 2.5, 3, "final", "ended")) == [Eager("by card", 0.9)]


def test_a_stretch_on_both_sides_of_a_turn_is_divided(utterance: NovaUtterance) -> None:
    """Its later words are the next utterance's."""
    utterance.heard(segment("yes", 0, 1))
    utterance.take({0: 1.0})
    assert utterance.heard(segment("yes please", 0, 2, "final", "ended")) == [Eager("please", 0.9)]


def test_of_a_caller_who_goes_on_only_told_words_are_taken(utterance: NovaUtterance) -> None:
    """What they said meanwhile is on its way, and is not lost."""
    utterance.voice(speaking=True, position=0)
    utterance.heard(segment("okay", 0, 1))
    utterance.take({0: 1.9})
    assert utterance.heard(segment("okay but", 0, 2)) == [Partial("but")]


def test_a_turn_without_words_takes_none(utterance: NovaUtterance) -> None:
    """A voice that had just begun when the call asked again is heard from its beginning."""
    utterance.take({0: 2.0})
    assert utterance.heard(segment("yes", 1.8, 2.3)) == [Partial("yes")]


def test_impossible_times_are_not_believed(utterance: NovaUtterance) -> None:
    """What is final is not told again: words with such times are new ones, and are not dropped."""
    utterance.heard(segment("yes", 0, 1, "final", "ended"))
    utterance.take({0: 2.0})
    assert utterance.heard(segment("no", 0, 1, "final", "ended")) == [Eager("no", 0.9)]
    utterance.take({0: 4.0})
    assert utterance.heard(Segment("maybe", 0.0, 0.0, final=True, ended=True)) == [Eager("maybe", 1.0)]


def test_words_without_times_are_judged_by_their_stretch(utterance: NovaUtterance) -> None:
    """On whichever side of the turn most of it lies."""
    utterance.heard(segment("yes", 0, 1))
    utterance.take({0: 1.0})
    assert utterance.heard(Segment("yes", 0.0, 1.5)) == []
    assert utterance.heard(Segment("yes please", 0.0, 3.0)) == [Partial("yes please")]


def test_one_stream_follows_another(utterance: NovaUtterance) -> None:
    """The words of both are one utterance, in order, whichever comes first; each has its own time."""
    utterance.heard(segment("I want", 50, 51), stream=1)
    utterance.heard(segment("by card", 0, 1), stream=2)
    assert utterance.heard(segment("I want to pay", 50, 52, "final"), stream=1) == [Partial("I want to pay by card")]
    assert utterance.left() == [Eager("I want to pay by card", 0.9)]
    utterance.take({2: 2.0})
    assert utterance.heard(segment("yes", 3, 4), stream=2) == [Partial("yes")]


def test_an_old_stream_that_is_over_settles_nothing_while_the_caller_speaks(utterance: NovaUtterance) -> None:
    """Nor when there are no words."""
    assert utterance.left() == []
    utterance.heard(segment("I want", 0, 1), stream=1)
    utterance.voice(speaking=True, position=0)
    assert utterance.left() == []


@st.composite
def conversations(draw: st.DrawFn) -> list[tuple[str, float]]:
    """What happens to one stream, in order: ('word', when), ('interim', upto), ('final', upto), ('take', at)."""
    now, steps = 0.0, []
    for kind in draw(st.lists(st.sampled_from(["word", "word", "pause", "interim", "final", "take"]), max_size=40)):
        if kind in {"word", "pause"}:
            now += draw(st.integers(4, 8)) / 10
        steps.append((kind, round(now, 1)))
    return [*steps, ("final", now + 1), ("take", now + 2)]


@given(conversations())
@settings(max_examples=200)
def test_no_word_is_told_twice_and_none_is_lost_that_had_its_turn(steps: list[tuple[str, float]]) -> None:
    """Whenever turns are taken, between words, with Nova behind by anything: each word belongs to one turn at most, in
    order; the words that are missing are those that nobody told before their turn was taken.
    """
    utterance = NovaUtterance()
    spoken: list[Word] = []
    turns: list[str] = []
    untold: set[str] = set()
    settled = told = 0.0
    for kind, now in steps:
        if kind == "word":
            spoken.append(Word(word=f"w{len(spoken)}", start=now - 0.3, end=now))
        elif kind in {"interim", "final"}:
            words = tuple(word for word in spoken if settled <= (word.start or 0) and (word.end or 0) <= now)
            text = " ".join(word.word for word in words)
            utterance.heard(Segment(text, settled, now, words, final=kind == "final"))
            told, settled = now, now if kind == "final" else settled
        elif kind == "take":
            untold |= {word.word for word in spoken if (word.end or 0) > told and (word.end or 0) <= now}
            turns.append(utterance.text)
            utterance.take({0: now})
    words_of_turns = " ".join(turns).split()
    assert len(set(words_of_turns)) == len(words_of_turns)
    assert words_of_turns == sorted(words_of_turns, key=lambda word: int(word[1:]))
    assert {word.word for word in spoken} - set(words_of_turns) <= untold


@given(st.lists(st.sampled_from(["interim", "final", "ended", "flushed", "gap", "began", "on", "off", "take"])))
def test_what_is_told_makes_sense(kinds: list[str]) -> None:
    """`Resumed` only after an `Eager` that was not taken back; nothing is told twice in a row."""
    utterance = NovaUtterance()
    told: list[Result] = []
    at = 0.0
    for number, kind in enumerate(kinds):
        at += 1
        match kind:
            case "gap":
                told += utterance.gap(WordGap(at))
            case "began":
                told += utterance.began(SpeechBegan(at))
            case "on" | "off":
                utterance.voice(speaking=kind == "on", position=at)
            case "take":
                utterance.take({0: at})
                told.clear()
            case _:
                flags = ("final", kind) if kind in {"ended", "flushed"} else (kind,)
                told += utterance.heard(segment(f"w{number}", at - 1, at, *flags))
        eager = False
        for before, each in zip([None, *told], told, strict=False):
            assert each != before
            assert not isinstance(each, Resumed) or eager
            eager = isinstance(each, Eager) and bool(each.text)
