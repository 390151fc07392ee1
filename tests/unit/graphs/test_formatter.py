"""The one way in which a flow is written."""

import difflib
import io
import operator
import re
from copy import copy
from functools import cache, reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from graphs.fields import Text, find
from graphs.flows import flow_text, shipped
from graphs.formatter import format_flow
from graphs.loading import load_flow, plain, read_yaml
from graphs.problems import FlowError, Path

JUMBLED = """\
# Who may change this: the front desk.

title: Tables   # shown in the list
start: hello
on_error: bye
flow: tables
format: 1
tries: {then: bye, no_match: 3}
# What callers say
nodes:
  bye: {result: left, type: end}
  hello:
    next: bye # and that is all
    say:
      # As the owner wants it.
      hi: नमस्ते।
      en: 'Hello.'
    type: say
    # to do: ask for the day
results: {left: failed}
languages: [en,hi]
# The end.
"""

TIDY = """\
# Who may change this: the front desk.

flow: tables
format: 1
title: Tables # shown in the list
languages: [en, hi]
start: hello

tries: {no_match: 3, then: bye}
on_error: bye

results:
  left: failed

# What callers say
nodes:
  bye:
    type: end
    result: left

  hello:
    type: say
    say:
      # As the owner wants it.
      hi: नमस्ते।
      en: Hello.
    next: bye # and that is all
    # to do: ask for the day

# The end.
"""


def values(text: str) -> dict[str, Any]:
    """What a document says."""
    return plain(read_yaml(text))


def changed_lines(old: str, new: str) -> tuple[int, int]:
    """How many lines a difference takes away and adds."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), n=0))[2:]
    return sum(line.startswith("-") for line in lines), sum(line.startswith("+") for line in lines)


def test_order_quotes_blank_lines_and_comments() -> None:
    """A hand-written document and what becomes of it."""
    assert format_flow(JUMBLED) == TIDY
    assert load_flow(TIDY) == load_flow(JUMBLED)


@pytest.mark.parametrize("name", shipped())
def test_the_flows_that_come_with_the_product_are_formatted(name: str) -> None:
    """`trunkline flow fmt` would leave them as they are."""
    assert format_flow(flow_text(name)) == flow_text(name)


def test_a_formatted_flow_is_the_same_flow(restaurant: str) -> None:
    """Every field, durations as they were written too, and the order of steps, options and cases."""
    formatted = format_flow(restaurant)

    assert load_flow(formatted) == load_flow(restaurant)
    assert load_flow(formatted).fingerprint == load_flow(restaurant).fingerprint
    assert values(formatted) == values(restaurant)
    for path in ((), ("nodes",), ("slots",), ("nodes", "menu", "options"), ("results",)):
        old, new = _at(values(restaurant), path), _at(values(formatted), path)
        assert not path or list(old) == list(new)
    assert format_flow(formatted) == formatted


def _at(value: Any, path: Path) -> Any:
    return reduce(operator.getitem, path, value)


WORDS = ("perhaps", "yes:", "[a], b", 'it\'s "so" #1', "लेकिन", "- 10:30")


def wordings(text: str) -> list[tuple[Path, str]]:
    """Every wording of a flow with its place, as a person might edit it."""
    return [(path, rung) for path, wording in find(load_flow(text), Text) for _, rung in wording.templates()]


def edited(rung: str, word: str) -> str:
    """The wording with one more word in it."""
    first, _, rest = rung.partition(" ")
    return f"{first} {word} {rest}".strip()


@cache
def _unedited(name: str) -> tuple[dict[str, Any], list[str], list[tuple[Path, str]]]:
    """A flow as a tree, its lines when it is formatted, and its wordings. Nobody changes them."""
    tree = values(flow_text(name))
    return tree, format_flow(_dumped(tree)).splitlines(), wordings(flow_text(name))


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("word", WORDS)
def test_an_edited_word_changes_the_line_that_it_is_on(name: str, word: str) -> None:
    """Whatever the words need in the way of quotes: all are edited at once, and no line moves."""
    tree, before, rungs = _unedited(name)
    for path, rung in rungs:
        tree = _with(tree, path, rung, edited(rung, word))
    after = format_flow(_dumped(tree)).splitlines()

    assert len(after) == len(before)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == len(rungs)


def test_an_edited_word_changes_one_line(restaurant: str) -> None:
    """Each wording by itself."""
    tree = values(restaurant)
    before = format_flow(_dumped(tree))
    for number, (path, rung) in enumerate(wordings(restaurant)):
        after = format_flow(_dumped(_with(tree, path, rung, edited(rung, WORDS[number % len(WORDS)]))))
        assert changed_lines(before, after) == (1, 1), (path, rung)


def _with(value: Any, path: Path, old: str, new: str) -> Any:
    """A copy in which a wording below a path is another."""
    if path:
        here: Any = copy(value)
        here[path[0]] = _with(value[path[0]], path[1:], old, new)
        return here
    if isinstance(value, dict):
        return {key: _with(item, (), old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_with(item, (), old, new) for item in value]
    return new if value == old else value


def _dumped(value: Any, *, flow: bool = False) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # the library leaves its type open
    yaml.allow_unicode = True
    yaml.width = 10_000
    out = io.StringIO()
    yaml.dump(value, out)
    return out.getvalue()


# The library's own writer leaves a leading colon in braces without the quotes that its reader asks for.
TEXTS = st.text(max_size=8).filter(lambda text: not text.startswith(":"))
SCALARS = (
    TEXTS
    | st.sampled_from(["yes", "10:30", "a: b", "two\nlines", "two\nlines\n", "a, b", "#", "2026-03-02"])
    | st.integers()
    | st.floats(allow_nan=False)
    | st.booleans()
    | st.none()
)
KEYS = st.sampled_from(
    ["flow", "nodes", "slots", "type", "say", "en", "to", "when", "tests", "with", "on"]
) | TEXTS.filter(bool)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(tree=st.dictionaries(KEYS, TREES, max_size=4), flow=st.booleans())
def test_any_document_keeps_its_values(tree: dict[str, Any], flow: bool) -> None:
    """Also one that is no flow yet; and formatting it once more changes nothing."""
    text = _dumped(tree, flow=flow)
    formatted = format_flow(text)

    assert values(formatted) == values(text)
    assert format_flow(formatted) == formatted


@st.composite
def commented(draw: st.DrawFn) -> tuple[str, int]:
    """A document into which comments were written at any indentation, and how many they are."""
    lines = draw(st.sampled_from([JUMBLED, TIDY, *COMMENTED])).splitlines()
    out, count = [], 0
    for line in lines:
        for _ in range(draw(st.integers(0, 2))):
            if draw(st.booleans()):
                count += 1
                out.append(" " * draw(st.integers(0, 9)) + f"#c{count}")
            else:
                out.append("")
        if line and draw(st.booleans()) and "#" not in line:
            count += 1
            out.append(f"{line}  #c{count}")
        else:
            out.append(line)
    return "\n".join(out) + "\n", count


COMMENTED = (
    "flow: a\nnodes:\n- - x\n  - y\n-\n  - z\n- k: v\n  l:\n    m\n- {p: [1,\n   2,\n   ], q: }\nend: [\n  ]\n",
    "{flow: a, 'format': 1, nodes: {\n  hello: {say: {en: [a,\n b]},\n type: say}}}\n",
    "---\nflow: a\nslots:\n    day:\n        ask:\n        - one\n        - two\n        check: []\nvars: {a: b}\n",
    "? flow\n: a\n? nodes\n: b:\n    - c:\n      - d\n      -\n",
)


@given(made=commented())
def test_no_comment_is_lost(made: tuple[str, int]) -> None:
    """Wherever they stand, each is there once, the values stay the same, and they do not wander further."""
    text, count = made
    formatted = format_flow(text)

    assert sorted(re.findall(r"#c\d+", formatted)) == sorted(f"#c{number}" for number in range(1, count + 1))
    assert values(formatted) == values(text)
    assert format_flow(formatted) == formatted


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("# one\n\n\n# two\n\nflow: a\n", "# one\n\n# two\n\nflow: a\n"),
        ("# about a\nflow: a\n# at the foot\n", "# about a\nflow: a\n\n# at the foot\n"),
        ("title: b\n# moves with flow\nflow: a\n", "# moves with flow\nflow: a\ntitle: b\n"),
        ("slots: # all of them\n  a: {}\n", "slots: # all of them\n  a: {}\n"),
        ("languages: [en, # first\n  hi]\n", "languages:\n  - en # first\n  - hi\n"),
        ("languages: [en, hi] # two\n", "languages: [en, hi] # two\n"),
        ("tests:\n- # how it begins\n  name: a\n", "tests:\n  # how it begins\n  - name: a\n"),
        ("about: | # long\n  one\n  # no comment\n# yes\nflow: a\n", None),
        (
            "slots:\n  a: # above it\n    b\n\n# below it\nvars: c\n",
            "slots:\n  a: b # above it\n\n# below it\nvars: c\n",
        ),
        ("more:\n-\n  # of the first\n  - a\n", "more:\n  # of the first\n  - [a]\n"),
        ("slots:\n  a: {}\n  # more to come\nvars: {}\n", "slots:\n  a: {}\n  # more to come\n\nvars: {}\n"),
    ],
)
def test_a_comment_stays_with_what_it_speaks_of(text: str, formatted: str | None) -> None:
    """Above a setting, at the end of its line, at the top and at the foot."""
    wanted = formatted or "# yes\nflow: a\nabout: | # long\n  one\n  # no comment\n"
    assert format_flow(text) == wanted


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("more: [1, 2.50, +5, 0x1F, ~, yes, True]\n", 'more: [1, 2.50, +5, 0x1F, null, "yes", true]\n'),
        ("title: 2026-03-02\n", 'title: "2026-03-02"\n'),
        ("title: 2026-03-02 09:00:30\n", "title: 2026-03-02 09:00:30\n"),
        ("title: >-\n  one\n  two\n", "title: one two\n"),
        ("title: |\n  one\n\n  two\n", "title: |\n  one\n\n  two\n"),
        ("1: a\n", '"1": a\n'),
        ("{}", "{}\n"),
        ("\ufeffflow: a\r\ntitle: b\r\n", "flow: a\ntitle: b\n"),
    ],
)
def test_values_that_are_not_plain_text(text: str, formatted: str) -> None:
    """Numbers as they were written; what a flow reads as text, as text."""
    assert format_flow(text) == formatted
    assert values(formatted) == values(text)


def test_what_is_not_known_comes_after_what_is() -> None:
    """A misspelt setting is kept, so that the writer can be told of it."""
    text = (
        "nodes:\n  a: {sya: Hello, next: b, type: say}\n  b: {to: c, type: nonsense, note: d}\nflow: f\nextra: {z: 1}\n"
    )
    assert format_flow(text) == (
        "flow: f\n\nnodes:\n  a:\n    type: say\n    next: b\n    sya: Hello\n\n"
        "  b:\n    type: nonsense\n    note: d\n    to: c\n\nextra: {z: 1}\n"
    )


def test_a_steps_own_exits_come_after_those_of_its_type() -> None:
    """The outcomes of an action are the action's own words."""
    text = "nodes:\n  a: {if_taken: c, type: do, action: x, if_empty: d, next: b}\n"
    lines = format_flow(text).split()
    assert [word for word in lines if word.endswith(":")][2:] == ["type:", "action:", "next:", "if_empty:", "if_taken:"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("flow: &a b\ntitle: *a\n", "line 1: This gives a part a name with “&”"),
        ("%YAML 1.1\n---\nflow: yes\n", "an order with “%”"),
        ("flow: !!str 1\n", "gives a value a type with “!”"),
        ("flow: [a\n", "This is not YAML"),
        ("- a\n", "A flow starts with settings"),
        ("1: a\n'1': b\n", "are the same to a flow"),
        ("? [a]\n: b\n", "is a list or a map"),
        (f"{'a' * 600}: b\n", "is too long"),
    ],
)
def test_what_cannot_be_formatted_without_loss_is_refused(text: str, words: str) -> None:
    """With a sentence that says what and where."""
    with pytest.raises(FlowError, match=re.escape(words)):
        format_flow(text)
