"""Names of people."""

import pytest

from agent.access.names import BadAccount, folded, normal_name

EMAIL = "asha@example.com"


def test_a_name_is_one_line() -> None:
    """Whatever was pasted."""
    assert normal_name("  Asha\n\tRao\u202e ", email=EMAIL) == "Asha Rao"
    for written in ("", " \n", "x" * 81, "\ufe0f\u3164"):
        with pytest.raises(BadAccount):
            normal_name(written, email=EMAIL)


def test_a_name_is_nobody_else_s_address() -> None:
    """By their addresses the audit log knows people; one's own does no harm."""
    assert normal_name("Asha@Example.com", email=EMAIL) == "Asha@Example.com"
    long = f"{'a' * 64}@{'b' * 40}.example"
    assert normal_name(long[:80], email=long) == long[:80]
    for written in ("ravi@example.com", "ravi\uff20example.com", "Asha @ work"):
        with pytest.raises(BadAccount, match="@"):
            normal_name(written, email=EMAIL)


@pytest.mark.parametrize(
    "written", ["ASHA RAO", "asha  rao", "Ａｓｈａ Rao", "Asha\u00a0Rao", "As\ufe0fha Rao", "Asha Rao\U000e0100"]
)
def test_names_that_look_the_same_are_the_same(written: str) -> None:
    """However they were typed."""
    assert folded(written) == folded("Asha Rao")


def test_names_that_do_not_are_others() -> None:
    """Composed or not, a letter is the same; another letter is another."""
    assert folded("Zoe\u0308") == folded("ZO\u00cb")
    assert folded("Stra\u00dfe") == folded("STRASSE")
    assert len({folded(each) for each in ("Asha", "Asha R", "Aasha", "आशा", "आशी")}) == 5
