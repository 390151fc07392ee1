"""Words from letters."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.line import BYTES_PER_MS
from telephony.tts.letters import QUICKEST_MS, Letter, Spelling, Told
from telephony.tts.pieces import Pieces
from telephony.tts.port import Speech, Word


def letters(text: str, *, ms: int = 10) -> list[Letter]:
    """Letters of `ms` each, from 0."""
    return [Letter(letter, ms * number, ms * number + ms) for number, letter in enumerate(text)]


def test_a_space_ends_a_word() -> None:
    """A word goes from the beginning of its first letter to the end of its last."""
    assert Spelling().hear(letters("Hi you "), at_ms=0) == [Word("Hi", 0, 20), Word("you", 30, 60)]


def test_times_are_counted_from_the_piece_they_came_with() -> None:
    """What is 10 ms into a piece that begins at 500 ms is at 510 ms."""
    assert Spelling().hear([Letter("a", 10, 20), Letter(" ", 20, 30)], at_ms=500) == [Word("a", 510, 520)]


def test_a_word_may_come_in_two_pieces() -> None:
    """It is given with the second, once."""
    spelling = Spelling()
    assert spelling.hear(letters("morn"), at_ms=0) == []
    assert spelling.hear(letters("ing "), at_ms=40) == [Word("morning", 0, 70)]


def test_a_pause_ends_a_word_too() -> None:
    """At the end of the text there need not be a space; a second pause gives nothing."""
    spelling = Spelling()
    spelling.hear(letters("end"), at_ms=0)
    assert spelling.pause() == [Word("end", 0, 30)]
    assert spelling.pause() == []


def test_a_letter_may_be_a_cluster() -> None:
    """Devanagari syllables and emojis of several code points are as good as one letter."""
    cluster = [Letter("न", 0, 10), Letter("मस्", 10, 30), Letter("ते", 30, 50), Letter(" ", 50, 60)]
    assert Spelling().hear(cluster, at_ms=0) == [Word("नमस्ते", 0, 50)]


@pytest.mark.parametrize(
    ("told", "sound_ms", "silence"),
    [
        ("Good day.", 90, "end"),
        ("Good", 90, "stall"),
        ("Good", 5000, "stall"),
        ("", 300, "stall"),
        ("", 9 * QUICKEST_MS, "likely end"),
        ("Good da", 9 * QUICKEST_MS, "likely end"),
        ("gooday", 9 * QUICKEST_MS, "likely end"),
        ("gooday", 300, "stall"),
    ],
)
def test_what_silence_means_is_told_by_the_letters_or_else_by_the_sound(told: str, sound_ms: int, silence: str) -> None:
    """All letters: the end. Half of them: a stall, however long it sounded. None, or others than were written: it may
    be the end when a quick voice could have said the text in so much sound.
    """
    telling = Told("Good day.")
    telling.hear(letters(told), sound_ms=sound_ms)
    assert telling.silence == silence


def test_a_figure_is_longer_to_say_than_to_write() -> None:
    """ "At $250" takes as long as "at dollars two five zero"."""
    telling = Told("At $250")
    telling.hear([], sound_ms=7 * QUICKEST_MS)
    assert telling.silence == "stall"


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["Good", "नमस्ते", "🙂", "$5", "a", "—", "it's"]), min_size=1, max_size=12),
    st.lists(st.integers(1, 9), min_size=1, max_size=20),
)
def test_however_the_letters_are_spread_all_words_come_in_order(words: list[str], cuts: list[int]) -> None:
    """Pieces of any size: the words are those of the text, their times grow, and lie within the sound."""
    text = " ".join(words)
    spelling, pieces, found = Spelling(), Pieces(text), list[Speech | None]()
    left = text + " "
    for number in range(len(left)):
        size = cuts[number % len(cuts)]
        now, left = left[:size], left[size:]
        pieces.spoke(spelling.hear(letters(now), at_ms=pieces.sound_ms))
        found.append(pieces.add(b"\xff" * (10 * len(now) * BYTES_PER_MS)))
    pieces.spoke(spelling.pause())
    speech = [piece for piece in (*found, pieces.finish()) if piece is not None]
    assert [word.text for piece in speech for word in piece.words] == text.split()
    edges = [edge for piece in speech for word in piece.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert edges[-1] <= sum(len(piece.audio) for piece in speech) // BYTES_PER_MS
