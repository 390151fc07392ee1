"""What callers of real calls did, as scripts: their words, what actions answered them, and how it was when they rang.

Made from timelines. What is too large for a timeline is there as its shape only; an action whose answers are not all
known answers with examples when the script is played, and `unknown` names it. Pure.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from agent.console.timelines import Span, told
from agent.console.transcripts import transcript
from graphs.document import FlowDocument
from graphs.scripts import ScriptedCall
from graphs.trying import MOST_LINES, Line, Script
from graphs.whys import why

NUMBER = "+14155550137"
"""Rings where the caller's number is not known."""
_SHAPE = re.compile(r"a (list|record) of \d+( values)?|a long text")
"""What `graphs.noting.shown` writes in place of a value that is too large."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that is over, with its timeline as JSON (`agent.console.digests.entries_read`)."""

    id: str
    version: int | None
    """The release that it ran; None for none."""
    rang_at: str
    """Where the business is: `2026-03-02T09:00`."""
    caller: str | None
    direction: Literal["inbound", "outbound"]
    language: str | None
    """In which the conversation began."""
    result: str
    """Empty: none."""
    timeline: str


@dataclass(frozen=True, slots=True)
class PastScript:
    """A call's script."""

    script: Script
    runs: Mapping[str, Sequence[Any]]
    """Action → the arguments of each of its runs."""


def past_script(call: PastCall, turns: Sequence[Span], document: FlowDocument) -> PastScript:
    """The call as it can be played on that flow."""
    actions = [each for span in turns for each in _why(span)["actions"]]
    runs: dict[str, list[Any]] = {}
    for each in actions:
        runs.setdefault(str(each["action"]), []).append(each["arguments"])
    scripted = ScriptedCall(
        caller=call.caller or NUMBER,
        now=call.rang_at,
        language=_language(call, turns, document),
        open=not any(entry.event == "closed" for span in turns for entry in span.entries),
        direction=call.direction,
    )
    lines = list(caller_lines(turns))[:MOST_LINES]
    return PastScript(Script(scripted, answers(actions, document), lines), runs)


def caller_lines(turns: Sequence[Span]) -> Iterator[Line]:
    """What the caller did, in order."""
    for span in turns:
        match span.doing:
            case "words":
                yield {"caller": span.text}
            case "keys":
                yield {"press": span.text}
            case "silence":
                yield {"silence": True}
            case "event":
                yield {"event": span.text}
            case "begin" if any(each.event == "entry" and told(each, "why") == "not_taken" for each in span.entries):
                yield {"not_taken": True}


def answers(actions: Sequence[Mapping[str, Any]], document: FlowDocument) -> dict[str, Any]:
    """What each action answered, as mocks; those whose answers are not all known are left out."""
    given: dict[str, list[Any]] = {}
    unknown = set()
    for each in actions:
        action, outcome, answer = str(each["action"]), each["outcome"], each["answer"]
        if not _is_whole(answer) or (outcome == "ok" and _is_shapeless(document, action, answer)):
            unknown.add(action)
        given.setdefault(action, []).append(_answered(outcome, answer))
    return {
        action: each[0] if all(other == each[0] for other in each) else each
        for action, each in given.items()
        if action not in unknown
    }


def _why(span: Span) -> Mapping[str, Any]:
    return why([(entry.event, entry.fields) for entry in span.entries], heard=span.text)


def _language(call: PastCall, turns: Sequence[Span], document: FlowDocument) -> str | None:
    lines = transcript(turns, language=call.language)
    spoken = next((line.language for line in lines if line.language), None)
    return spoken if spoken != document.languages[0] else None


def _answered(outcome: object, answer: Any) -> Any:
    if outcome in ("ok", "empty"):
        return answer
    return {"error": True} if outcome == "error" else {"outcome": outcome}


def _is_whole(answer: object) -> bool:
    match answer:
        case str():
            return not _SHAPE.fullmatch(answer)
        case list():
            return all(map(_is_whole, answer))
        case dict():
            return all(map(_is_whole, answer.values()))
        case _:
            return True


def _is_shapeless(document: FlowDocument, action: str, answer: object) -> bool:
    """It should have been a list or a record, and is not."""
    spec = document.actions.get(action)
    if spec is None:
        return False
    return not isinstance(answer, {"list": list, "record": dict}.get(spec.out, object))
