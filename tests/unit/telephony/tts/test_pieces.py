"""Sound and times as they come, made into pieces of speech."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.pieces import HELD_MS, Pieces
from telephony.tts.port import Speech, Word

MS = 8
"""Bytes of a millisecond."""


def spoken(*words: tuple[str, int, int]) -> list[Word]:
    """Words with their times."""
    return [Word(*word) for word in words]


def test_sound_goes_on_at_once_but_for_its_end() -> None:
    """Of 100 ms all but the last 20 come; those are the last piece."""
    pieces = Pieces("Yes.")
    assert pieces.add(b"\x01" * 100 * MS) == Speech(b"\x01" * (100 - HELD_MS) * MS)
    assert pieces.finish() == Speech(b"\x01" * HELD_MS * MS)


def test_a_piece_is_whole_milliseconds() -> None:
    """What is left over of a millisecond waits for the rest of it."""
    pieces = Pieces("Yes.")
    first = pieces.add(b"\x01" * (100 * MS + 3))
    last = pieces.finish()
    assert first is not None
    assert last is not None
    assert len(first.audio) == 80 * MS
    assert len(last.audio) == 20 * MS + 3


def test_words_whose_times_were_not_told_share_the_rest_of_the_sound() -> None:
    """A vendor that tells the times of the first words only has spoken the others too, after them."""
    pieces = Pieces("One two six ten.")
    pieces.spoke(spoken(("One", 0, 100), ("two", 100, 200)))
    pieces.add(b"\x01" * 500 * MS)
    last = pieces.finish()
    assert last is not None
    assert list(last.words) == spoken(("six", 200, 328), ("ten.", 328, 500))


def test_no_sound_is_no_piece() -> None:
    """Where nothing came there is nothing to give, whatever the times say."""
    pieces = Pieces("Yes.")
    pieces.spoke(spoken(("Yes.", 0, 100)))
    assert pieces.finish() is None


def test_a_word_comes_when_its_sound_is_there() -> None:
    """Times that come before their sound wait for it."""
    pieces = Pieces("Good morning")
    pieces.spoke(spoken(("Good", 0, 40), ("morning", 40, 100)))
    assert pieces.add(b"\x01" * 80 * MS) == Speech(b"\x01" * 60 * MS, (Word("Good", 0, 40),))
    assert pieces.add(b"\x01" * 80 * MS) == Speech(b"\x01" * 80 * MS, (Word("morning", 40, 100),))


def test_times_that_come_after_all_sound_come_with_the_last_piece() -> None:
    """So no piece is empty."""
    pieces = Pieces("Good morning")
    pieces.add(b"\x01" * 100 * MS)
    pieces.spoke(spoken(("Good", 0, 40), ("morning", 40, 100)))
    last = pieces.finish()
    assert last is not None
    assert last.words == (Word("Good", 0, 40), Word("morning", 40, 100))


def test_other_words_than_were_written_are_aligned() -> None:
    """What is spoken otherwise than written has its place between what is the same."""
    pieces = Pieces("It costs $5 today")
    pieces.spoke(spoken(("it", 0, 10), ("costs", 10, 20), ("five", 20, 40), ("dollars", 40, 60), ("today", 60, 80)))
    first, last = pieces.add(b"\x01" * 100 * MS), pieces.finish()
    assert first is not None
    assert last is not None
    assert [*first.words, *last.words] == spoken(("It", 0, 10), ("costs", 10, 20), ("$5", 20, 60), ("today", 60, 80))


def test_a_dash_is_not_spoken() -> None:
    """What has no letters has no length, and holds up nothing."""
    pieces = Pieces("Well — yes")
    pieces.spoke(spoken(("Well", 0, 10), ("yes", 30, 40)))
    first = pieces.add(b"\x01" * 100 * MS)
    assert first is not None
    assert first.words == (Word("Well", 0, 10), Word("—", 10, 10), Word("yes", 30, 40))


def test_times_lie_within_the_sound() -> None:
    """A vendor that says that a word ends after its sound is not believed."""
    pieces = Pieces("Good morning")
    pieces.spoke(spoken(("Good", 0, 40), ("morning", 40, 5000)))
    pieces.add(b"\x01" * 100 * MS)
    last = pieces.finish()
    assert last is not None
    assert last.words[-1] == Word("morning", 40, 100)


@pytest.mark.parametrize(
    ("words", "sound_ms", "whole"),
    [
        ([("Well", 0, 100), ("yes", 100, 200)], 200, True),
        ([("well,", 0, 100), ("—", 100, 100), ("yes.", 100, 200)], 190, True),
        ([("Well", 0, 100), ("yes", 100, 200)], 150, False),
        ([("Well", 0, 100)], 500, False),
        ([("Well", 0, 100), ("no", 100, 200)], 500, False),
        ([], 500, False),
    ],
)
def test_a_text_is_whole_when_all_its_words_sounded(
    words: list[tuple[str, int, int]], sound_ms: int, whole: bool
) -> None:
    """As they were written, and to their end; where no times came nobody knows."""
    pieces = Pieces("Well — yes")
    pieces.add(b"\x01" * sound_ms * MS)
    pieces.spoke(spoken(*words))
    assert pieces.whole is whole


_text = st.lists(st.text(st.sampled_from("ab.—₹आ1"), min_size=1, max_size=4), max_size=8).map(" ".join)
_times = st.tuples(st.sampled_from(["a", "b.", "x", "—", ""]), st.integers(0, 400), st.integers(0, 400))
_came = st.lists(st.one_of(st.binary(max_size=900), st.lists(_times, max_size=4)), max_size=12)


@given(_text, _came)
@settings(max_examples=200)
def test_whatever_comes_the_sound_is_whole_and_the_words_are_the_texts(
    text: str, came: list[bytes | list[tuple[str, int, int]]]
) -> None:
    """No byte is lost or doubled; the words are all of the text, in order, or none; times grow and lie within."""
    pieces = Pieces(text)
    found: list[Speech | None] = []
    for each in came:
        if isinstance(each, bytes):
            found.append(pieces.add(each))
        else:
            pieces.spoke(spoken(*each))
    found.append(pieces.finish())
    speech = [piece for piece in found if piece is not None]
    sound = b"".join(piece.audio for piece in speech)
    words = [word for piece in speech for word in piece.words]
    edges = [edge for word in words for edge in (word.start_ms, word.end_ms)]
    assert sound == b"".join(each for each in came if isinstance(each, bytes))
    assert all(piece.audio for piece in speech)
    assert not words or [word.text for word in words] == text.split()
    assert edges == sorted(edges)
    assert max(edges, default=0) <= len(sound) // MS
