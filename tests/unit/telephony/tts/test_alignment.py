"""Written words at the times of the spoken ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from telephony.tts.alignment import align
from telephony.tts.port import Word


def spoken(*texts: str) -> list[Word]:
    """Words of 100 ms, one after the other."""
    return [Word(text, 100 * number, 100 * number + 100) for number, text in enumerate(texts)]


def test_words_spoken_as_written_have_their_own_times() -> None:
    """Case and punctuation make no difference; the written form is kept."""
    assert align(["Hello,", "Ana!"], spoken("hello", "ana")) == (Word("Hello,", 0, 100), Word("Ana!", 100, 200))


def test_a_number_has_the_time_of_all_its_words() -> None:
    """ "$5 at 2:30" is spoken with seven words; the anchor "at" keeps the two numbers apart."""
    times = align(["$5", "at", "2:30"], spoken("five", "dollars", "at", "two", "thirty"))
    assert times == (Word("$5", 0, 200), Word("at", 200, 300), Word("2:30", 300, 500))


def test_several_written_words_share_by_length_what_was_spoken_for_them() -> None:
    """Between two anchors the longer word gets the longer time."""
    assert align(["go", "a", "bbb", "end"], spoken("go", "x", "y", "end")) == (
        Word("go", 0, 100),
        Word("a", 100, 150),
        Word("bbb", 150, 300),
        Word("end", 300, 400),
    )


def test_a_word_that_was_not_spoken_has_no_length() -> None:
    """It stands where the word before it ended; if nothing was spoken there are no times at all."""
    assert align(["hello", "🙂"], spoken("hello")) == (Word("hello", 0, 100), Word("🙂", 100, 100))
    assert align(["🙂"], []) == ()


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["a", "bb", "5", "ccc", "."]), max_size=12),
    st.lists(st.sampled_from(["a", "bb", "five", "x"]), max_size=12),
)
def test_every_written_word_is_placed_in_order(written: list[str], said: list[str]) -> None:
    """Whatever was spoken: all written words, in order, times never running back, within the sound."""
    words = align(written, spoken(*said))
    assert [word.text for word in words] == (written if said else [])
    edges = [edge for word in words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= 100 * len(said) for edge in edges)
