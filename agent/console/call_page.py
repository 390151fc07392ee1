"""Everything about one call: what was said and heard, what was decided and why, how fast, and at what cost."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict

from agent.console.call_rows import ROW, CallHead, Money, Verdicts, released, row
from agent.console.desk import Desk
from agent.console.refusals import Refusal, refusals
from agent.console.timelines import Span, spans, told
from agent.console.transcripts import transcript
from agent.costs.costs import Cost
from agent.costs.pricing import money
from agent.flows import UnknownFlow
from agent.store.call_search import CallSearch
from graphs.titles import Tree, in_titles
from graphs.whys import why
from telephony.call.timeline import LONGEST, Entry

CALL_ID = r"^[A-Za-z0-9_.-]{2,64}$"
AT_ONCE = 2000
"""Events that are read from the database at a time."""
UNTOLD = "•••"
"""Stands for a value that the timeline does not tell, since it is sensitive."""

Stage = Literal[
    "caller_silent",
    "recognised",
    "supposed",
    "end_of_turn",
    "understood",
    "first_text",
    "first_sound",
    "sent",
    "played",
    "durable",
]

_STAGES: Mapping[str, Stage] = {
    "final": "recognised",
    "tried": "supposed",
    "started": "end_of_turn",
    "first_act": "understood",
    "first_say": "first_text",
    "first_sound": "first_sound",
    "sent": "sent",
    "heard": "played",
    "done": "durable",
}
"""What the stopwatch of a turn calls them (`telephony.call.stopwatch`)."""


class TranscriptLine(BaseModel):
    """One line of what was said."""

    turn: int
    at_ms: int
    """Milliseconds since the call began, when this began to be said."""
    who: Literal["bot", "caller", "keys", "line"]
    text: str
    heard_text: str | None = None
    """What the caller heard of a sentence that was cut; null when nothing was cut, or nobody knows."""
    cut: bool
    step: str | None
    """Where the conversation was in its flow."""
    language: str | None
    event: str | None = None
    """For what is more than words, the timeline's name of what happened: `silence`, `backchannel`, `unfinished`, …"""


class LatencyStage(BaseModel):
    """When a turn had come so far."""

    stage: Stage
    at_ms: float
    """Milliseconds since the call began."""


class CallTurn(BaseModel):
    """One turn."""

    turn: int
    doing: Literal["begin", "words", "keys", "silence", "event", "failure"]
    """What made it: the call's begin, something that the caller did or did not do, or a turn before that failed."""
    at_ms: int
    steps: list[str]
    """Those that it came to, in order."""
    why: dict[str, Any]
    """As rehearsals tell it: `heard`, `commands`, `conditions`, `exits`, `actions`, `notes`."""
    latency: list[LatencyStage]
    """By time; empty when the turn has no record yet."""
    latency_ms: float | None
    """From the caller's last sound to our first on the line."""
    values: dict[str, Any]
    """What was known after it, as far as callers said it."""
    changed: list[str]
    """Names of values that the turn changed."""


class StageCost(BaseModel):
    """What one vendor cost for one stage, in the currency of the call's `total`."""

    stage: str
    vendor: str
    amount: float


class SetCircumstances(BaseModel):
    """What whoever tried the flow said to be the case; what is null was as in any other call."""

    now: str | None = None
    """What the clock showed when the call began."""
    open: bool | None = None
    """Whether somebody was there to take transferred calls."""


class CallPage(CallHead):
    """The whole call."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **ROW,
                    "transcript": [
                        {
                            "turn": 1,
                            "at_ms": 5262,
                            "who": "caller",
                            "text": "I want to book an appointment.",
                            "heard_text": None,
                            "cut": False,
                            "step": "menu",
                            "language": "en",
                            "event": None,
                        }
                    ],
                    "turns": [],
                    "values": {"service": "cleaning"},
                    "events": 114,
                    "total": ROW["cost"],
                    "cost": [{"stage": "line", "vendor": "twilio", "amount": 2.721283}],
                    "recording": None,
                    "circumstances": {"now": None, "open": None},
                }
            ]
        }
    )

    transcript: list[TranscriptLine]
    turns: list[CallTurn]
    """Every turn, those of the caller's silence included."""
    values: dict[str, Any]
    """What callers said, as it was known last."""
    events: int
    """How many entries the timeline has."""
    cost: list[StageCost]
    total: Money | None
    """What the call cost."""
    recording: str | None
    """Where its sound is; null when there is none."""
    circumstances: SetCircumstances


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/calls", tags=["calls"])
    search, verdicts = CallSearch(desk.database), Verdicts(desk)

    @routes.get("/{call}/page", summary="All of one call", response_model=CallPage, responses=refusals(404, 500))
    async def page(call: Annotated[str, Path(pattern=CALL_ID)]) -> Response:
        """A call that goes on is told up to now; `/api/calls/{id}/events?after=` follows it from there."""
        found = await search.one(call)
        if found is None:
            raise Refusal(404, "not_found", "There is no call of that id.")
        entries = await timeline(desk, call)
        language = await search.language(found.thread_id)
        head = await row(desk, verdicts, found)
        cost, total = await _costs(desk, call)
        known = {
            **head.model_dump(exclude={"turns", "cost"}),
            "cost": cost,
            "total": total,
            "recording": f"/api/calls/{call}/recording" if await _is_recorded(desk, call) else None,
        }
        tree = await _tree(desk, head.flow, head.version)
        written = await asyncio.to_thread(_written, known, entries, language, tree)
        return Response(written, media_type="application/json")

    return routes


async def _is_recorded(desk: Desk, call_id: str) -> bool:
    return await asyncio.to_thread(desk.exchange.recordings.files.has, call_id)


async def timeline(desk: Desk, call_id: str) -> list[Entry]:
    """All that is known of a call's timeline: what this process has of it, and before that what the database has."""
    live = desk.exchange.find(call_id)
    own = list(live.timeline.entries) if live else []
    before = own[0].ordinal if own else LONGEST * 100
    entries: list[Entry] = []
    after = -1
    while after + 1 < before:
        rows = await desk.calls.read_events(call_id, after=after, limit=AT_ONCE)
        entries += [Entry(*each) for each in rows if each[0] < before]
        if len(rows) < AT_ONCE:
            break
        after = rows[-1][0]
    return entries + own


async def _tree(desk: Desk, flow: str, version: int | None) -> Tree:
    """The flow of a call, for the titles of its steps; as it is published where nobody knows the version."""
    if version is not None and (tree := await released(desk.database, flow, version)):
        return tree
    try:
        return desk.flows.get(flow).source.model_dump(include={"nodes"})
    except UnknownFlow:
        return {}


def _written(known: Mapping[str, Any], entries: Sequence[Entry], language: str | None, tree: Tree) -> str:
    """The page as JSON. A long call's takes a while: not for the event loop."""
    read = spans(entries)
    turns = turns_of(read, tree)
    page = CallPage(
        **known,
        transcript=[TranscriptLine(**asdict(line)) for line in transcript(read, language=language)],
        turns=turns,
        values=turns[-1].values if turns else {},
        events=len(entries),
        circumstances=_circumstances(entries),
    )
    return page.model_dump_json()


def _circumstances(entries: Sequence[Entry]) -> SetCircumstances:
    said = next((entry.fields for entry in entries if entry.event == "circumstances_set"), {})
    return SetCircumstances.model_validate(said)


def turns_of(turns: Sequence[Span], tree: Tree) -> list[CallTurn]:
    """Turn by turn: the way through the flow, the reasons, the times, and what was known then."""
    values: dict[str, Any] = {}
    path = []
    for span in turns:
        said = dict(_filled(span))
        values = {**values, **said}
        sent = span.times.get("sent")
        reasons = why([(entry.event, entry.fields) for entry in span.entries], heard=span.text)
        path.append(
            CallTurn(
                turn=span.number,
                doing=span.doing,
                at_ms=span.at_ms,
                steps=_steps(span),
                why={**reasons, "notes": [in_titles(note, tree) for note in reasons["notes"]]},
                latency=latency(span),
                latency_ms=sent if isinstance(sent, int | float) else None,
                values=values,
                changed=list(said),
            )
        )
    return path


def latency(span: Span) -> list[LatencyStage]:
    """When the turn had come how far, by time."""
    started = span.times.get("started")
    if not isinstance(started, int | float):
        return []
    # The stopwatch counts from the caller's last sound, on the clock of the call's stream.
    since = span.at_ms - started
    stages = [LatencyStage(stage="caller_silent", at_ms=max(0.0, round(since, 1)))]
    for name, stage in _STAGES.items():
        took = span.times.get(name)
        if isinstance(took, int | float):
            stages.append(LatencyStage(stage=stage, at_ms=max(0.0, round(since + took, 1))))
    return sorted(stages, key=lambda each: each.at_ms)


def _steps(span: Span) -> list[str]:
    steps: list[str] = []
    for entry in span.entries:
        if entry.event == "step" and (step := str(told(entry, "step"))) not in steps[-1:]:
            steps.append(step)
    return steps


def _filled(span: Span) -> list[tuple[str, Any]]:
    return [
        (str(told(entry, "slot")), entry.fields.get("value", UNTOLD)) for entry in span.entries if entry.event == "fill"
    ]


async def _costs(desk: Desk, call_id: str) -> tuple[list[StageCost], Money | None]:
    live = desk.exchange.find(call_id)
    whole: Cost | None
    if live is not None and live.account is not None:
        whole = desk.accounts.cost(live.account)
    else:
        whole = await desk.bills.of_call(call_id)
    if whole is None or not whole.items:
        return [], None
    sums: dict[tuple[str, str], Decimal] = {}
    for item in whole.items:
        key = item.kind.stage, item.kind.provider
        sums[key] = sums.get(key, Decimal(0)) + item.cost
    costs = [StageCost(stage=stage, vendor=vendor, amount=money(amount)) for (stage, vendor), amount in sums.items()]
    return costs, Money(amount=money(whole.total), currency=whole.currency)
