"""Names that callers spell."""

import pytest

from graphs.understanding.known_names import is_surname_first, parted
from graphs.understanding.spelled_names import spelled_name

_OTHER = frozenset({"my", "name", "is", "the", "please"})


def spelled(text: str) -> tuple[str, ...] | None:
    """The parts of a spelled name."""
    found = spelled_name(text, lambda word: word not in _OTHER)
    return found.parts if found else None


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("t a r u n", ("tarun",)),
        ("T-A-R-U-N", ("tarun",)),
        ("t, a, r, u, n", ("tarun",)),
        ("my name is tarun t a r u n", ("tarun",)),
        ("Tarun Goyal, T A R U N G O Y A L", ("tarun", "goyal")),
        ("t a r u n, g o y a l", ("tarun", "goyal")),
        ("T-A-R-U-N G-O-Y-A-L", ("tarun", "goyal")),
        ("t a r u n space q u i l p", ("tarun", "quilp")),
        ("last name q u i l p first name t a r u n", ("tarun", "quilp")),
        ("t a r u n g o y a l", ("tarun", "goyal")),
        ("z u b q u i l p", ("zubquilp",)),
        ("jon smythe s m i t h", ("jon", "smith")),
        ("h a double n a h", ("hannah",)),
    ],
)
def test_where_one_name_ends_and_the_next_begins(said: str, parts: tuple[str, ...]) -> None:
    """A pause, a word, the name as it was spoken, or two names that everybody knows part the letters."""
    assert spelled(said) == parts


@pytest.mark.parametrize("said", ["k r iyer", "v s naipaul", "john q public", "a b", "please", ""])
def test_initials_and_words_spell_no_name(said: str) -> None:
    """Two or three letters before a name are initials, and fewer than three spell nothing."""
    assert spelled(said) is None


def test_known_names_part_letters_only_when_there_is_one_way() -> None:
    """A name that is known as a whole stays whole, and so does one with an unknown half."""
    assert parted("priyanka") == ("priyanka",)
    assert parted("nehajoshi") == ("neha", "joshi")
    assert parted("nehaxyzzy") == ("nehaxyzzy",)


def test_a_surname_before_a_comma() -> None:
    """Only a word that is known as a surname alone is taken for one that was said first."""
    assert is_surname_first("banerjee", "tina")
    assert not is_surname_first("tina", "banerjee")
    assert not is_surname_first("banerjee", "gupta")
