"""The graph is the report: what calls of a flow came to, step by step and way by way, over a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import text

from agent.console.call_rows import Money, Verdicts, moment
from agent.console.desk import Desk
from agent.console.drafting import Ordinal
from agent.console.refusals import Refusal, refusals
from agent.costs.pricing import money
from agent.store.reports import Counted, Reports, Scope

YEARS = range(1970, 2101)
"""Of calls: far from where the calendar ends, in every time zone."""
USUAL = timedelta(days=30)
LONGEST = timedelta(days=800)


class StepFigures(BaseModel):
    """What happened at one step."""

    calls: int
    """Calls that came to it."""
    entered: int
    """Times that one came to it."""
    left: int
    """Times that one went on from it to another step."""
    hang_ups: int
    """Times that the caller hung up while it waited for them."""
    no_match: int
    no_input: int
    corrections: int
    """Times that a caller took back what they had said here."""
    transfers: int
    """Times that a caller was handed over to a person from here."""
    median_seconds: float | None
    """Of the stays at which the caller was waited for; null for steps that do not wait."""
    median_latency_ms: int | None
    """From the caller's last sound to our first, of the answers to what was said here; to ten milliseconds."""


class ExitCount(BaseModel):
    """How often a way was taken."""

    model_config = ConfigDict(populate_by_name=True)

    step: str = Field(serialization_alias="from")
    exit: str
    """The exit's name; `handler agent`, `gave up`, `corrected`, `moved` where none of the step's own was taken."""
    to: str
    count: int


class Unmatched(BaseModel):
    """Words that were not understood."""

    step: str
    text: str
    count: int
    calls: list[str]
    """The latest calls in which they were said."""


class Verdict(BaseModel):
    """How many calls were a success, as their flow says what each result is worth."""

    success: int = 0
    partial: int = 0
    failed: int = 0
    none: int = 0
    """Calls without a result, or with one that the flow does not name."""


class StageMoney(Money):
    """What one stage cost."""

    stage: str
    """`asr`: recognition, `tts`: the voice, `llm`: the language model, `line`: the telephone."""


class DayFigures(BaseModel):
    """Calls of one day, where the business is."""

    day: str
    calls: int = 0
    seconds: float = 0.0
    """How long they were together."""
    results: dict[str, int] = {}
    verdict: Verdict = Verdict()
    cost: list[Money] = []
    """One amount a currency."""
    stages: list[StageMoney] = []
    """One amount a stage and currency."""


class Figures(BaseModel):
    """What the calls of a version, or of all versions, came to."""

    version: int | None
    """null: all versions."""
    calls: int
    results: dict[str, int]
    without_result: int
    verdict: Verdict
    steps: dict[str, StepFigures]
    exits: list[ExitCount]
    """The busiest first."""
    unmatched: list[Unmatched]
    """The most frequent first."""
    by_day: list[DayFigures]
    """Every day of the time, also those without a call."""


class Report(Figures):
    """The figures of a flow."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "flow": "scheduling",
                    "from": "2026-10-24T00:00:00Z",
                    "until": "2026-11-23T00:00:00Z",
                    "version": 3,
                    "calls": 41,
                    "results": {"booked": 30, "nothing_done": 9},
                    "without_result": 2,
                    "verdict": {"success": 30, "partial": 0, "failed": 9, "none": 2},
                    "steps": {
                        "menu": {
                            "calls": 41,
                            "entered": 44,
                            "left": 39,
                            "hang_ups": 2,
                            "no_match": 5,
                            "no_input": 3,
                            "corrections": 0,
                            "transfers": 1,
                            "median_seconds": 6.9,
                            "median_latency_ms": 501,
                        }
                    },
                    "exits": [{"from": "menu", "exit": "option book", "to": "details", "count": 33}],
                    "unmatched": [{"step": "menu", "text": "Root canal.", "count": 2, "calls": ["CA31", "CA7f"]}],
                    "by_day": [],
                    "compared": None,
                }
            ]
        }
    )

    flow: str
    since: str = Field(serialization_alias="from")
    until: str
    compared: Figures | None = None
    """The same of the version that was asked for as `compare`."""


def _in_reach(when: datetime) -> datetime:
    if when.year not in YEARS:
        raise ValueError(f"must be between {YEARS[0]} and {YEARS[-1]}")
    return when


Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]


class ReportQuestion(BaseModel):
    """What is to be counted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    version: Ordinal | None = None
    since: Moment | None = Field(default=None, alias="from", description="Thirty days back, if not given.")
    until: Moment | None = Field(default=None, description="Calls that began before this time; now.")
    compare: Ordinal | None = Field(default=None, description="Another version, counted beside it.")


@dataclass(frozen=True, slots=True)
class _Asking:
    desk: Desk
    reports: Reports
    verdicts: Verdicts


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/flows", tags=["reports"])
    zone = desk.settings.timezone
    asking = _Asking(desk, Reports(desk.database, zone=zone.key), Verdicts(desk))

    @routes.get(
        "/{flow}/report",
        summary="What the calls of a flow came to",
        response_model=Report,
        responses=refusals(400, 404),
    )
    async def report(flow: str, asked: Annotated[ReportQuestion, Query()]) -> Report:
        """Calls that are over; those that try a flow from the console are not counted."""
        until = asked.until or datetime.now(UTC)
        since = asked.since or until - USUAL
        if not since < until or until - since > LONGEST:
            raise Refusal(400, "bad_request", f"“from” must be before “until”, by at most {LONGEST.days} days.")
        scope = Scope(flow, since, until, asked.version)
        figures = await _figures(asking, scope)
        if not figures.calls and not await _is_known(desk, flow):
            raise Refusal(404, "not_found", f"There is no flow called “{flow}”.")
        other = None
        if asked.compare is not None:
            other = await _figures(asking, Scope(flow, since, until, asked.compare))
        return Report(**dict(figures), flow=flow, since=moment(since) or "", until=moment(until) or "", compared=other)

    return routes


async def _is_known(desk: Desk, flow: str) -> bool:
    if flow in desk.flows.names:
        return True
    async with desk.database.unit() as session:
        statement = text("select exists (select from flows where name = :flow)")
        return bool(await session.scalar(statement, {"flow": flow}))


async def _figures(asking: _Asking, scope: Scope) -> Figures:
    counted = await asking.reports.count(scope)
    by_day = await _by_day(asking, scope, counted)
    results: dict[str, int] = {}
    for day in by_day:
        for result, calls in day.results.items():
            results[result] = results.get(result, 0) + calls
    calls = sum(day.calls for day in by_day)
    return Figures(
        version=scope.version,
        calls=calls,
        results=results,
        without_result=calls - sum(results.values()),
        verdict=_summed([day.verdict for day in by_day]),
        by_day=by_day,
        steps={
            each.step: StepFigures(**{name: getattr(each, name) for name in StepFigures.model_fields})
            for each in counted.steps
        },
        exits=[ExitCount(step=each.step, exit=each.exit, to=each.target, count=each.times) for each in counted.exits],
        unmatched=[
            Unmatched(step=each.step, text=each.said, count=each.times, calls=list(each.calls))
            for each in counted.phrases
        ],
    )


async def _by_day(asking: _Asking, scope: Scope, counted: Counted) -> list[DayFigures]:
    zone = asking.desk.settings.timezone
    last = (scope.before - timedelta(microseconds=1)).astimezone(zone).date()
    days = {day: DayFigures(day=day.isoformat()) for day in _days(scope.since.astimezone(zone).date(), last)}
    costs: dict[tuple[date, str], float] = {}
    for each in counted.by_day:
        figures = days[each.day]
        figures.calls += each.calls
        figures.seconds = round(figures.seconds + each.seconds, 1)
        if each.result:
            figures.results = {**figures.results, each.result: figures.results.get(each.result, 0) + each.calls}
        verdict = await asking.verdicts.of(scope.flow, each.version, each.result) or "none"
        figures.verdict = figures.verdict.model_copy(update={verdict: getattr(figures.verdict, verdict) + each.calls})
        if each.cost is not None and each.currency is not None:
            key = each.day, each.currency
            costs[key] = costs.get(key, 0.0) + money(each.cost)
    for (day, currency), amount in costs.items():
        days[day].cost = [*days[day].cost, Money(amount=round(amount, 6), currency=currency)]
    for part in counted.costs:
        spent = StageMoney(stage=part.stage, amount=money(part.cost), currency=part.currency)
        days[part.day].stages = [*days[part.day].stages, spent]
    return list(days.values())


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _summed(verdicts: Sequence[Verdict]) -> Verdict:
    return Verdict(**{name: sum(getattr(each, name) for each in verdicts) for name in Verdict.model_fields})
