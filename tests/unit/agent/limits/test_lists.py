"""Numbers that are blocked or let in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.limits.lists import Entry, Lists, pattern

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
numbers = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+91 98220-12345", "+919822012345"),
        ("+44 (79) *", "+4479*"),
        ("Anonymous", "anonymous"),
        ("+4*", "+4*"),
        ("*", None),
        ("+*", None),
        ("+0*", None),
        ("9822012345", None),
        ("+44*79", None),
        ("+12345", None),
        ("+1234567890123456", None),
        ("+12345678901234*", "+12345678901234*"),
        ("", None),
    ],
)
def test_patterns_are_read_as_people_write_them(written: str, read: str | None) -> None:
    """A number with its country, its beginning with a star, or nobody's."""
    assert pattern(written) == read


def test_the_entry_that_says_most_of_the_number_counts() -> None:
    """A country may be blocked and one of its numbers let in."""
    lists = Lists([Entry("+44*", "block"), Entry("+4479*", "allow"), Entry("+447900000001", "block")])
    found = [lists.find(number, now=NOW) for number in ("+442070000000", "+447911111111", "+447900000001", "+9198")]
    assert [entry and entry.pattern for entry in found] == ["+44*", "+4479*", "+447900000001", None]


def test_who_shows_no_number_has_an_entry_of_their_own() -> None:
    """No beginning of a number fits them."""
    lists = Lists([Entry("+4*", "allow"), Entry("anonymous", "block")])
    entry = lists.find("", now=NOW)
    assert entry is not None
    assert entry.rule == "block"
    assert Lists([Entry("+4*", "block")]).find("", now=NOW) is None


def test_an_entry_that_is_over_is_not_there() -> None:
    """What it stood before counts again."""
    lists = Lists([Entry("+44*", "allow"), Entry("+4479*", "block", until=NOW)])
    before, after = (lists.find("+447911111111", now=NOW + timedelta(seconds=by)) for by in (-1, 0))
    assert before is not None
    assert after is not None
    assert (before.rule, after.rule) == ("block", "allow")


@settings(max_examples=150)
@given(number=numbers, others=st.lists(numbers, max_size=5), cut=st.integers(2, 16))
def test_a_beginning_fits_exactly_the_numbers_that_begin_so(number: str, others: list[str], cut: int) -> None:
    """And the star stands for at least nothing."""
    beginning = number[:cut]
    lists = Lists([Entry(f"{beginning}*", "block")])
    for each in (number, *others):
        assert (lists.find(each, now=NOW) is not None) == each.startswith(beginning)
