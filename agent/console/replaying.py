"""Real calls played again on a flow, in the workshop's process: a few at a time, and each for so long at most.

A call that goes another way is also played on the version that it ran. Where that goes the other way too, it is not the
new flow's doing: a replay has no recogniser that hears badly, no language model and no memory of the caller.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import orjson
import structlog

from agent.console.bench import Around, library_of
from agent.console.differing import SAME, Course, Difference, course, details, difference
from agent.console.digests import entries_read
from agent.console.past_scripts import PastCall, PastScript, past_script
from agent.console.timelines import Doing, Span, spans
from agent.console.watch import TimeIsOver, Watch
from graphs.acts import Trace
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import FlowDocument
from graphs.problems import FlowError
from graphs.trying import Tried, TriedTurn, try_out
from graphs.whys import why
from telephony.call.timeline import Entry

log = structlog.get_logger(__name__)

CALL_S = 3.0
"""Of one call on one flow."""

Became = Literal["played", "wordless", "too_long", "failed"]
Certainty = Literal["sure", "answers", "unlike"]
"""`answers`: actions were asked what the call's record does not tell, and answered with something else or an example;
`unlike`: on its own version the call does not go as it went, either."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Flows as JSON."""

    target: str
    """What the calls are played on."""
    versions: Mapping[int, str]
    """The releases that calls ran."""
    around: Around


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one call."""

    call_id: str
    became: Became
    difference: Difference = SAME
    certainty: Certainty = "sure"
    details: Mapping[str, Any] | None = None


def replayed(calls: Sequence[PastCall], documents: Documents) -> list[Replayed]:
    """Play them. Raises FlowError when there is nothing that they can be played on."""
    target = _compiled(documents.target, _frozen(documents.around))
    return [_one(call, target, documents) for call in calls]


def _one(call: PastCall, target: CompiledFlow, documents: Documents) -> Replayed:
    try:
        return _compared(call, target, documents)
    except TimeIsOver:
        return Replayed(call.id, "too_long")
    except Exception:  # the edge of a background job: one call that cannot be read does not keep the others waiting
        log.exception("replay.failed", call_id=call.id)
        return Replayed(call.id, "failed")


def _compared(call: PastCall, target: CompiledFlow, documents: Documents) -> Replayed:
    turns = spans(entries_read(call.timeline))
    past = past_script(call, turns, target.source)
    if not past.script.lines:
        return Replayed(call.id, "wordless")
    before = course(turns, result=call.result)
    after, is_sure = _played(target, past)
    found = difference(before, after)
    if found == SAME:
        return Replayed(call.id, "played")
    own = _own(call, documents)
    certainty: Certainty = "sure" if is_sure else "answers"
    if own is not None:
        control, _ = _played(own, past_script(call, turns, own.source))
        if difference(before, control) != SAME:
            certainty = "unlike"
            if difference(control, after) == SAME:
                return Replayed(call.id, "played", SAME, certainty, details(before, after))
    return Replayed(call.id, "played", found, certainty, details(before, after))


def _own(call: PastCall, documents: Documents) -> CompiledFlow | None:
    """What the call ran, where that can be played."""
    text = documents.versions.get(call.version) if call.version is not None else None
    if text is None or text == documents.target:
        return None
    try:
        return _compiled(text, _frozen(documents.around))
    except (FlowError, ValueError):
        return None


def _played(flow: CompiledFlow, past: PastScript) -> tuple[Course, bool]:
    """What the script comes to there, and whether actions were asked only what they were asked in the call."""
    watch = Watch(CALL_S, CALL_S)
    tried = asyncio.run(try_out(flow, past.script, between=watch.look, meanwhile=watch.look))
    turns = [_span(number, turn, traces) for number, (turn, traces) in enumerate(_told(tried))]
    last = tried.turns[-1]
    return course(turns, result=_plain(last.ended or "", flow)), _is_known(tried, past)


def _told(tried: Tried) -> Sequence[tuple[TriedTurn, Sequence[Trace]]]:
    return list(zip(tried.turns, tried.traces, strict=True))


def _plain(result: str, flow: CompiledFlow) -> str:
    """A call that was put through has a result only where its flow names one."""
    return "" if result == "transferred" and "transferred" not in flow.document.results else result


def _is_known(tried: Tried, past: PastScript) -> bool:
    """Whether what actions answered is what they answered in the call, to the same questions."""
    asked: dict[str, list[Any]] = {}
    for traces in tried.traces:
        for each in why([(trace.event, _json(trace.fields)) for trace in traces])["actions"]:
            asked.setdefault(str(each["action"]), []).append(each["arguments"])
    if any(turn.unmocked for turn in tried.turns):
        return False
    return all(runs == list(past.runs.get(action, ()))[: len(runs)] for action, runs in asked.items())


_DOING: Mapping[str, Doing] = {"caller": "words", "press": "keys", "silence": "silence", "event": "event"}


def _span(number: int, turn: TriedTurn, traces: Sequence[Trace]) -> Span:
    """A turn of a rehearsal, as the timeline of a real call would have it."""
    what, text = next(iter((turn.line or {"": ""}).items()))
    entries = [Entry(place, 0, trace.event, _json(trace.fields)) for place, trace in enumerate(traces)]
    if turn.transfer is not None:
        entries.append(Entry(len(entries), 0, "transfer", {"to": turn.transfer["to"]}))
    return Span(number, _DOING.get(what, "begin"), 0, text if isinstance(text, str) else "", entries=entries)


def _json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As it comes out of a database."""
    read: dict[str, Any] = orjson.loads(orjson.dumps(fields, option=orjson.OPT_NON_STR_KEYS, default=str))
    return read


_Called = tuple[tuple[str, str], ...]


def _frozen(around: Around) -> _Called:
    return tuple(sorted(around.called.items()))


@lru_cache(maxsize=8)
def _compiled(text: str, called: _Called) -> CompiledFlow:
    document = FlowDocument.model_validate(json.loads(text))
    return compile_flow(document, library_of(Around(called=dict(called))) | {document.flow: document})
