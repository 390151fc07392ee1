"""Calls of the past that really went so: a script played on a flow, and its timeline as a call would have left it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphs.compiler import CompiledFlow
from graphs.document import FlowDocument
from graphs.scripts import ScriptedCall
from graphs.trying import Line, Script, TriedTurn, try_out
from tests.support.timelines import Story

SPOKEN = frozenset({"caller", "press", "silence"})


async def played(
    flow: CompiledFlow,
    lines: Sequence[Line],
    *,
    call: ScriptedCall | None = None,
    mocks: Mapping[str, Any] | None = None,
) -> tuple[Story, str]:
    """The call's timeline, still without its end, and its result; empty for a caller who hangs up."""
    tried = await try_out(flow, Script(call or ScriptedCall(), mocks or {}, lines))
    story = Story()
    for number, (turn, traces) in enumerate(zip(tried.turns, tried.traces, strict=True)):
        _turned(story.at(number * 4000), turn)
        for trace in traces:
            story.note(trace.event, **trace.fields)
        for said in turn.said:
            story.says(str(said["text"])).heard()
        if turn.transfer is not None:
            story.note("transfer", to=turn.transfer["to"])
    last = tried.turns[-1].ended or ""
    return story, "" if last == "transferred" and "transferred" not in flow.document.results else last


def spoken_tests(document: FlowDocument) -> Iterator[tuple[list[Line], ScriptedCall, Mapping[str, Any]]]:
    """The document's tests in which callers only speak, press keys or are silent, in the flow's first language."""
    for test in document.tests:
        said: list[Line] = [line for line in test.script if not {"bot", "expect"} & set(line)]
        if test.call.language is None and all(SPOKEN & set(line) for line in said):
            yield said, test.call, test.mocks


def _turned(story: Story, turn: TriedTurn) -> None:
    match turn.line:
        case {"caller": text}:
            story.turn(str(text))
        case {"press": keys}:
            story.turn(keys=str(keys))
        case {"silence": _}:
            story.turn()
