"""Texts that are no YAML, told at the line that must be changed."""

import pytest

from graphs.loading import read_flow
from graphs.problems import Problem


def only(text: str) -> Problem:
    """The one thing that is said."""
    (problem,) = read_flow(text)[1]
    return problem


BEFORE = "flow: small\nformat: 1\nnodes:\n  hello:\n    type: say\n"
AFTER = "\n    next: bye\n  bye: {type: end, result: done}\n"


@pytest.mark.parametrize(
    ("written", "message", "fix"),
    [
        ("\tsay: Hello.", "there is a tab", "Indent with spaces"),
        ("    say:Hello.", "no space after “say:”", "Write “say: Hello.…”"),
        ("    say Hello.", "this line has no colon", "Write “say: …”."),
        ('    say: "Hello.', "quote that begins on this line", "Close it"),
        ("    say: 'We're here.'", "an apostrophe ends the text", 'Use "…"'),
        ('    say: "Yes" is what I heard.', "the text goes on after its closing", "'…'"),
        ("    say: 'Yes' is what I heard.", "the text goes on after its closing", '"…"'),
        ("    say: @home.", "a text cannot begin with “@”", "Put it in quotes."),
        ("    say: {name}, hello.", "a text cannot begin with a brace", "Put the whole text in quotes."),
        ("    say: Hello: it is us.", "a colon, a comma or a brace", "in quotes"),
        ("    listen_for: [day, name", "the “[” of this line is not closed", "Add “]”"),
        ("    voice: {listen: 6s", "the “{” of this line is not closed", "Add “}”"),
        ("   say: Hello.", "this line begins after 3 spaces, and line 5 after 4", "the same column"),
    ],
)
def test_a_slip_is_told_where_it_is(written: str, message: str, fix: str) -> None:
    """The reader stumbles later; whoever wrote the line must be sent to it."""
    problem = only(BEFORE + written + AFTER)
    assert message in problem.message
    assert fix in problem.fix
    assert problem.line == 6


def test_whatever_else_is_no_yaml_is_told_in_the_readers_words() -> None:
    """Rather its words than none."""
    problem = only("flow: small\n? [a\n: b\n")
    assert "This is not YAML" in problem.message
    assert problem.line > 0


def test_a_quote_that_never_ends_is_told_where_it_begins() -> None:
    """The end of the document is not where it is missing."""
    problem = only('flow: small\nformat: 1\ntitle: "Small\nstart: a\n')
    assert problem.line == 3


def test_all_names_that_stand_twice_are_told_with_both_lines() -> None:
    """Each with the line of the first, in lists and under other names, too."""
    text = "flow: a\nflow: b\ntests:\n  - name: x\n    name: y\nnodes: &n\n  a: {type: end}\nmore: *n\n"
    problems = read_flow(text)[1]
    assert [each.line for each in problems] == [2, 5]
    assert problems[1].message == "“name” stands twice in the same place: on line 4 and on line 5."
