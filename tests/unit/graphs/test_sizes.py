"""How large a document may be."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.loading import plain, read_tree, read_yaml
from graphs.problems import FlowError
from graphs.sizes import DEEPEST, MOST, WIDEST, count_up_to, refuse_too_large

AT_ONCE_S = 10.0
"""Far below what the least of these took when every mistake was compared with every other."""


def nested(times: int) -> Any:
    """Lists in lists."""
    value: Any = 1
    for _ in range(times):
        value = [value]
    return value


def code(value: object) -> str:
    """Why it is refused; empty when it is not."""
    try:
        refuse_too_large(value)
    except FlowError as why:
        (problem,) = why.problems
        return problem.message
    return ""


def test_a_document_may_be_as_large_as_that_and_no_larger() -> None:
    """By depth, by entries of one part, and by values in all."""
    assert code(nested(DEEPEST)) == ""
    assert "deep" in code(nested(DEEPEST + 1))
    assert code({f"k{number}": 1 for number in range(WIDEST)}) == ""
    assert "entries" in code({f"k{number}": 1 for number in range(WIDEST + 1)})
    assert code([[1] * 1000] * 19) == ""
    assert "many values" in code([[1] * 1000] * 20)


def test_a_document_without_end_is_looked_at_to_an_end() -> None:
    """Thousands deep, or doubling at each level."""
    doubling: Any = [1]
    for _ in range(29):
        doubling = [doubling, doubling]

    assert "deep" in code(nested(100_000))
    assert "many values" in code(doubling)


@settings(max_examples=100)
@given(st.recursive(st.integers(), lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=30))
def test_values_are_counted_as_they_are_written(value: Any) -> None:
    """The whole, and all within it; beyond the bound it is only known that there are more."""

    def counted(part: Any) -> int:
        inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        return 1 + sum(map(counted, inside))

    assert count_up_to(value, 1000) == counted(value)
    assert (count_up_to(value, 3) > 3) == (counted(value) > 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: " + "[" * 5000, "deep"),
        ("a: " + "[" * 5000 + "]" * 5000, "deep"),
        ("a: " + "{b: " * 5000, "deep"),
        ("".join(f"k{number}: 1\n" for number in range(WIDEST + 1)), "entries"),
        ("".join(f"k{number}: 1\n" for number in range(60_000)), "many values"),
    ],
)
def test_yaml_beyond_that_is_refused_in_a_sentence_while_it_is_read(text: str, words: str) -> None:
    """Neither the depth of the reader's own calls nor its time is used up."""
    began = time.process_time()
    with pytest.raises(FlowError) as why:
        plain(read_yaml(text))
    (problem,) = why.value.problems

    assert (problem.code, problem.line) == ("too_large", 1)
    assert words in problem.message
    assert time.process_time() - began < AT_ONCE_S


def test_a_tree_beyond_that_has_that_one_problem() -> None:
    """Nothing else is said of what is no flow."""
    document, problems = read_tree({f"k{number}": 1 for number in range(60_000)})

    assert document is None
    assert [problem.code for problem in problems] == ["too_large"]


def test_a_document_that_is_wrong_everywhere_is_explained_soon() -> None:
    """The largest that may be, with a mistake in every setting."""
    began = time.process_time()
    nodes = {f"s{step}": {"type": "say", **{f"k{number}": 1 for number in range(100)}} for step in range(MOST // 103)}
    document, problems = read_tree({"flow": "wrong", "nodes": nodes})

    assert document is None
    assert len(problems) > 100
    assert time.process_time() - began < AT_ONCE_S
