"""A flow's actions against the tools: what would fail in a call is said before."""

import re
from dataclasses import replace
from typing import Any

import pytest

from agent.tools.registry import load_tools
from agent.tools.signatures import signature_problems
from agent.tools.tool import Tool
from graphs.flows import shipped, shipped_flow
from graphs.loading import read_flow

FLOW = """
flow: desk
format: 1
title: Desk
languages: [en]
start: find
on_error: bye
tries: {then: bye}
results: {done: success}
slots:
  phone: {type: phone, region: US, ask: Which number?}
vars:
  customer: {type: record}
actions:
  customer_by_phone: {in: {phone: text}, out: record, outcomes: [not_found]}
  open_ticket: {in: {customer: record, issue: text, detail: text, tried: text, phone: text}, out: record, commits: true}
nodes:
  find:
    type: do
    action: customer_by_phone
    with: {phone: call.caller}
    save: customer
    next: ask_phone
    if_not_found: bye
  ask_phone: {type: ask, slots: [phone], next: open}
  open:
    type: do
    action: open_ticket
    with: {customer: customer, issue: '"slow"', detail: '"x"', tried: '"x"', phone: phone}
    next: bye
  bye: {type: end, say: Goodbye., result: done}
"""


def problems(flow: str = FLOW, tools: dict[str, Tool[Any]] | None = None) -> list[tuple[str, str]]:
    """Level and sentence of each. What else may be wrong with the flow is told by others."""
    document, _ = read_flow(flow)
    assert document is not None
    return [(each.level, str(each)) for each in signature_problems(document, tools or load_tools())]


@pytest.mark.parametrize("name", shipped())
def test_shipped(name: str) -> None:
    """What the shipped flows declare is what the tools do."""
    assert signature_problems(shipped_flow(name), load_tools()) == []


def test_fitting() -> None:
    """A flow that declares what the tools do has no problem."""
    assert problems() == []


UNKNOWN = "The action “open_tickt” has no tool. Did you mean “open_ticket”?"
SURPLUS = "The action “open_ticket” gives its tool “isue”, which it does not take. Did you mean “issue”?"
NEEDED = "The action “open_ticket” does not give its tool “phone”, which it needs. Add phone under “in”."
NEVER = "The tool of “customer_by_phone” never answers “asleep”. Take it out."
OUT = "The tool of “customer_by_phone” answers a record, and the flow takes a list. Write out: record."
COMMITS = (
    "The tool of “open_ticket” changes the world, and the flow says otherwise: it would refuse to run. "
    "Write commits: true."
)
UNHANDLED = (
    "“find” does not say where to go when “customer_by_phone” answers “not_found”. "
    "Add if_not_found; without it, it is taken for a failure."
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("open_ticket", "open_tickt", ("error", UNKNOWN)),
        ("issue: text", "isue: text, issue: text", ("error", SURPLUS)),
        (", phone: text}, out: record, commits", "}, out: record, commits", ("error", NEEDED)),
        ("[not_found]", "[not_found, asleep]", ("warning", NEVER)),
        ("out: record, outcomes", "out: list, outcomes", ("error", OUT)),
        (", commits: true", "", ("error", COMMITS)),
        ("    if_not_found: bye\n", "", ("warning", UNHANDLED)),
    ],
)
def test_differences(old: str, new: str, told: tuple[str, str]) -> None:
    """Each difference is told, with the remedy, and nothing else."""
    assert old in FLOW
    assert problems(FLOW.replace(old, new)) == [told]


def test_outcome_without_a_name() -> None:
    """An outcome that the tool may give and the flow does not name is an error."""
    changed = re.sub(r", outcomes: \[not_found\]", "", FLOW).replace("    if_not_found: bye\n", "")
    [(level, told)] = problems(changed)
    assert level == "error"
    assert "may answer “not_found”, which the flow does not name. Write outcomes: [not_found]" in told


def test_limits() -> None:
    """A tool that may take longer than the flow waits is told: its retries would never be seen."""
    tools = load_tools()
    tools["open_ticket"] = replace(tools["open_ticket"], limit_s=30.0)
    assert [each for each in problems(tools=tools) if "may take 30 seconds, and the flow waits 8" in each[1]]
