"""Which release a caller runs: always the same one, and a share of the callers another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.lineups import MOST_FORMER, Choice, Lineup, Lineups, place
from graphs.compiler import CompiledFlow, compile_flow
from graphs.loading import load_flow

FLOW = """\
flow: hello
format: 1
title: Hello
languages: [en]
start: over
tries: {then: over}
on_error: over
results: {left: failed}
nodes:
  over: {type: end, say: Goodbye., result: left}
"""
COMPILED: CompiledFlow = compile_flow(load_flow(FLOW))


def lineup(share: float) -> Lineup:
    """Version 1, and version 2 for a share."""
    return Lineup(Choice(COMPILED, 1), Choice(COMPILED, 2), share)


callers = st.from_regex(r"\+[0-9]{8,13}", fullmatch=True)
shares = st.floats(0, 1)


@settings(max_examples=100)
@given(callers, shares, shares)
def test_who_runs_the_challenger_goes_on_running_it_as_the_share_grows(caller: str, one: float, other: float) -> None:
    """And nobody goes to and fro."""
    less, more = sorted((one, other))
    if lineup(less).chosen(caller).version == 2:
        assert lineup(more).chosen(caller).version == 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_share_is_that_of_the_callers(share: float) -> None:
    """Numbers that follow each other are spread as well as any."""
    chosen = [lineup(share).chosen(f"+9198220{number:05}").version for number in range(5000)]
    assert chosen.count(2) / 5000 == pytest.approx(share, abs=0.03)


def test_the_next_challenger_is_tried_on_others() -> None:
    """Otherwise the same callers would bear every experiment."""
    numbers = [f"+9198220{number:05}" for number in range(2000)]
    second, third = Choice(COMPILED, 2), Choice(COMPILED, 3)
    both = sum(place(each, second) < 0.5 and place(each, third) < 0.5 for each in numbers)
    assert both / 2000 == pytest.approx(0.25, abs=0.04)


def test_without_a_challenger_everybody_runs_the_same() -> None:
    """Whoever they are."""
    assert Lineup(Choice(COMPILED, 1)).chosen("").version == 1


def test_releases_are_known_for_a_while_after_they_ran() -> None:
    """So that a call that was answered with one gets that one, whatever was published while it rang."""
    lineups = Lineups()
    lineups.set("hello", "live", lineup(0.5))
    lineups.set("hello", "test", Lineup(Choice(COMPILED, 7, "test")))
    assert [(found := lineups.version("hello", number)) and found.version for number in (1, 2, 7, 8)] == [1, 2, 7, None]
    lineups.remove("hello", "test")
    lineups.remove("hello", "test")
    assert lineups.get("hello", "test") is None
    assert lineups.version("hello", 7) == Choice(COMPILED, 7, "test")
    for number in range(100, 100 + MOST_FORMER + 1):
        lineups.set("hello", "live", Lineup(Choice(COMPILED, number)))
    assert lineups.version("hello", 7) is None
    assert lineups.version("other", 100) is None


def test_a_number_that_is_not_known_belongs_to_no_flow() -> None:
    """And one that is, to the last that was said of it."""
    lineups = Lineups()
    lineups.set_numbers([("+91123", "hello", "test")])
    assert lineups.answering("+91123") == ("hello", "test")
    lineups.set_numbers([])
    assert lineups.answering("+91123") is None
