"""Conditions and values of flows."""

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.expressions import ExpressionError, parse
from graphs.expressions.evaluation import DEEPEST, LONGEST, MOST

NOW = datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - the business's own clock, a Monday
VALUES: dict[str, Any] = {
    "n": 4,
    "word": "Tuesday",
    "day": "2026-03-10",
    "list": [1, "two", {"a": 3}],
    "record": {"start": "2026-03-05T09:00", "deep": {"er": 1}},
    "nothing": None,
    "yes": True,
    "huge": 10**400,
}


def value(source: object) -> Any:
    """What an expression comes to."""
    return parse(source).value(VALUES, NOW)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2 - 1", 2.5),
        ("-n + 1", -3),
        ("--n", 4),
        ("1.5 * 2", 3.0),
        ('"a" + "b"', "ab"),
        ("'it\\'s'", "it's"),
        ('"a\\\\b"', "a\\b"),
        ("true", True),
        ("false", False),
        ("not n == 4", False),
        ("not not yes", True),
        ("n == 4 and word == 'Tuesday'", True),
        ("n == 5 or word == 'Tuesday'", True),
        ("1 < n <= 4", True),
        ("1 < n < 4", False),
        ("n > 3", True),
        ("n >= 5", False),
        ("n != 5", True),
        ("n in [1, 4]", True),
        ("n not in [1, 4]", False),
        ("[]", []),
        ("'ues' in word", True),
        ("3 in word", False),
        ("record.start", "2026-03-05T09:00"),
        ("record.deep.er", 1),
        ("record.nowhere.near", None),
        ("word.start", None),
        ("today()", "2026-03-02"),
        ("now()", "2026-03-02T09:30"),
        ("days_until(day)", 8),
        ("days_until('no day')", None),
        ("days_until(n)", None),
        ("weekday(day)", "tuesday"),
        ("weekday(nothing)", None),
        ("size(list)", 3),
        ("size(n)", 0),
        ("first(list)", 1),
        ("first([])", None),
        ("first(word)", None),
        ("filled(word)", True),
        ("filled(nothing)", False),
        ("filled('')", False),
        ("filled([])", False),
        ("empty()", None),
        ("pick(n > 3, 'big', 'small')", "big"),
        ("pick(n > 5, 'big', 'small')", "small"),
        ("lower(word)", "tuesday"),
        ("lower(n)", None),
        ("contains(word, 'TUES')", True),
        ("contains(n, 'x')", False),
        ("starts_with(word, 'tu')", True),
        ("day >= today()", True),
        (4, 4),
        (True, True),
    ],
)
def test_an_expression_comes_to_its_value(source: object, wanted: object) -> None:
    """Each operator and function does what its name says."""
    result = value(source)
    assert result == wanted
    assert isinstance(result, bool) == isinstance(wanted, bool)


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
@pytest.mark.parametrize("sides", ["nothing {} 1", "1 {} nothing", "nothing {} empty()"])
def test_a_comparison_with_an_empty_side_is_false(sign: str, sides: str) -> None:
    """What was not said yet is neither equal to anything nor different from it."""
    assert value(sides.format(sign)) is False


@pytest.mark.parametrize("source", ["1 == true", "'1' == 1", "'a' < 1", "true < 2", "[1] < [2]", "1 in [true]"])
def test_values_of_different_kinds_are_never_equal_or_in_order(source: str) -> None:
    """A number is not its digits, and true is not one."""
    assert value(source) is False


@pytest.mark.parametrize(
    "source", ["1 / 0", "1 + 'a'", "nothing * 2", "huge * 2", "999999999999999 * 9", "'a' - 'b'", "-word"]
)
def test_arithmetic_that_makes_no_sense_is_empty(source: str) -> None:
    """Nothing that a caller says can make a condition fail."""
    assert value(source) is None


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("n = 3", "use == to compare"),
        ("n && word", "write “and”"),
        ("n || word", "write “or”"),
        ("!n", "write “not”"),
        ("word == “Tuesday”", "straight quotes"),
        ("word == 'Tuesday", "never closed"),
        ("n ==", "stops too early"),
        ("", "stops too early"),
        ("(n", "stops too early"),
        ("n n", "cannot be read at “n” (character 3)"),
        ("n..a", "cannot be read at “.a” (character 3)"),
        ("n._hidden", "cannot be read at “_hidden”"),
        ("[1 2]", "cannot be read at “2]”"),
        ("and", "cannot be read at “and”"),
        ("wekday(day)", "Did you mean “weekday”?"),
        ("__import__('os')", "cannot be read at “__import__"),
        ("size()", "gives “size” 0 value(s); it takes 1"),
        ("(" * 40 + "1" + ")" * 40, "nested too deeply"),
        ("not " * 40 + "yes", "nested too deeply"),
        ("n" * 501, "too long"),
        (None, "must be text"),
    ],
)
def test_a_mistake_is_named_with_its_place(source: object, reason: str) -> None:
    """The person who wrote it learns what is wrong and where."""
    with pytest.raises(ExpressionError) as error:
        parse(source)
    assert reason in str(error.value)


def test_names_are_those_that_an_expression_looks_at() -> None:
    """Functions, words in quotes and what follows a dot are not among them."""
    assert parse("size(a) > 1 and b.c == 'd' or call.from == true").names == {"a", "b", "call"}


TOKENS = ["n", "word", "day", "list", "record", "nothing", "yes", "huge", "and", "or", "not", "in", "==", "<", "+", "-"]
TOKENS += [
    "*",
    "/",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    "1",
    "2.5",
    "'x'",
    '"Tuesday"',
    "size(",
    "first(",
    "weekday(",
    "pick(",
]


@given(st.text(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=30).map(" ".join))
@settings(max_examples=200)
def test_any_text_is_an_expression_or_an_expression_error(source: str) -> None:
    """No text makes the reader fail in another way, and whatever it reads can be evaluated."""
    try:
        expression = parse(source)
    except ExpressionError:
        return
    expression.value(VALUES, NOW)
    expression.value({}, NOW)


@settings(max_examples=100)
@given(st.integers(1, 9000), st.integers(1, 40))
def test_a_text_that_grows_is_empty_beyond_its_bound(length: int, times: int) -> None:
    """However often it is put to itself, as by a step of a circle."""
    doubled, text = parse("text + text"), "x" * length
    wanted: str | None = text
    grown: Any = text
    for _ in range(times):
        grown = doubled.value({"text": grown}, NOW)
        wanted = wanted * 2 if wanted is not None and len(wanted) * 2 <= LONGEST else None
        assert grown == wanted


def test_a_text_may_be_as_long_as_that() -> None:
    """To the character."""
    together = parse("a + b")
    assert together.value({"a": "x" * (LONGEST - 1), "b": "y"}, NOW) == "x" * (LONGEST - 1) + "y"
    assert together.value({"a": "x" * LONGEST, "b": "y"}, NOW) is None


@pytest.mark.parametrize("source", ["[x, x]", "[x]", "[[x, 1], x]"])
def test_a_list_that_goes_into_itself_is_empty_beyond_its_bound(source: str) -> None:
    """However often: it can always be written out."""
    grows, value = parse(source), [1]
    longest = 0
    for _ in range(200):
        made = grows.value({"x": value}, NOW)
        longest = max(longest, len(json.dumps(made)))
        value = made if made is not None else [1]
    assert 2 * DEEPEST <= longest < 10 * MOST


def test_a_list_may_be_as_long_as_that() -> None:
    """To the value."""
    assert parse("[x]").value({"x": [0] * (MOST - 1)}, NOW) == [[0] * (MOST - 1)]
    assert parse("[x]").value({"x": [0] * MOST}, NOW) is None
