"""Reports on a real database: what was counted is what happened, however it was added up."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from agent.settings import Settings
from agent.store.database import Database
from agent.store.report_days import ReportDays
from agent.store.reports import Reports, Scope
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.past_calls import Past
from tests.support.timelines import Story
from tests.support.whole_service import WholeService, whole_service

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = {"from": "2026-03-02T00:00:00Z", "until": "2026-03-09T00:00:00Z"}


@pytest.fixture
def past(database: Database) -> Past:
    """Calls of before."""
    return Past(database)


@pytest.fixture
async def service(settings: Settings) -> AsyncIterator[WholeService]:
    """A service that runs."""
    quick = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


async def report(service: WholeService, flow: str = "scheduling", **query: object) -> Any:
    """A flow's report of the week."""
    asked = "&".join(f"{name}={value}" for name, value in {**WEEK, **query}.items())
    answer = await service.get(f"/api/flows/{flow}/report?{asked}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def booked(*, seconds: int = 4, latency: float = 600.0) -> Story:
    """A call in which everything went well."""
    story = Story().step("menu").says("Book or move?").at(seconds * 1000).turn("book")
    story.exit("menu", "option book", "day").step("day").times(sent=latency).at(9000).turn("Tuesday")
    return story.exit("day", "next", "bye").step("bye", "end").note("cost", currency="INR", total=2.5, stages={})


def lost(said: str = "root canal") -> Story:
    """One that was not understood and hung up."""
    return Story().step("menu").at(5000).turn(said).note("no_match", step="menu", count=1).at(8000)


async def test_results_steps_and_ways_are_counted(service: WholeService, past: Past) -> None:
    """And what was not understood, with the calls in which it was said."""
    await past.enter("CA-a", booked(seconds=4, latency=600), at=MONDAY, result="booked")
    await past.enter("CA-b", booked(seconds=8, latency=900), at=MONDAY + timedelta(days=1), result="booked")
    await past.enter("CA-c", lost(), at=MONDAY + timedelta(days=1, hours=1), by="caller")
    await past.enter("CA-d", lost("Root canal"), at=MONDAY + timedelta(days=1, hours=2), by="caller")
    await past.digest()

    found = await report(service)

    assert found["calls"] == 4
    assert (found["results"], found["without_result"]) == ({"booked": 2}, 2)
    assert found["verdict"] == {"success": 2, "partial": 0, "failed": 0, "none": 2}
    assert found["steps"]["menu"] == {
        "calls": 4,
        "entered": 4,
        "left": 2,
        "hang_ups": 2,
        "no_match": 2,
        "no_input": 0,
        "corrections": 0,
        "transfers": 0,
        "median_seconds": 4.0,
        "median_latency_ms": 600,
    }
    assert {"from": "menu", "exit": "option book", "to": "day", "count": 2} in found["exits"]
    assert found["unmatched"] == [{"step": "menu", "text": "Root canal", "count": 2, "calls": ["CA-d", "CA-c"]}]
    days = {day["day"]: (day["calls"], day["cost"]) for day in found["by_day"] if day["calls"]}
    assert days == {
        "2026-03-02": (1, [{"amount": 2.5, "currency": "INR"}]),
        "2026-03-03": (3, [{"amount": 2.5, "currency": "INR"}]),
    }
    assert len(found["by_day"]) == 8, "a week of UTC is in eight days of India"


async def test_costs_are_told_by_day_and_stage_each_currency_apart(service: WholeService, past: Past) -> None:
    """As the timelines tell them; a call without a cost adds nothing."""

    def paid(currency: str, **stages: float) -> Story:
        return Story().step("menu").note("cost", currency=currency, total=sum(stages.values()), stages=stages)

    await past.enter("CA-a", paid("INR", line=2.0, asr=0.5), at=MONDAY)
    await past.enter("CA-b", paid("INR", line=1.0, tts=0.25), at=MONDAY)
    await past.enter("CA-c", paid("USD", line=0.01), at=MONDAY)
    await past.enter("CA-d", lost(), at=MONDAY, by="caller")
    await past.digest()

    [day] = [day for day in (await report(service))["by_day"] if day["calls"]]

    assert day["stages"] == [
        {"amount": 0.5, "currency": "INR", "stage": "asr"},
        {"amount": 3.0, "currency": "INR", "stage": "line"},
        {"amount": 0.25, "currency": "INR", "stage": "tts"},
        {"amount": 0.01, "currency": "USD", "stage": "line"},
    ]


async def test_calls_of_the_console_and_of_other_flows_are_not_counted(service: WholeService, past: Past) -> None:
    """Nor those outside the time."""
    await past.enter("CA-a", booked(), at=MONDAY, result="booked")
    await past.enter("CA-b", booked(), at=MONDAY, result="booked", line="console")
    await past.enter("CA-c", booked(), at=MONDAY, result="booked", flow="support")
    await past.enter("CA-d", booked(), at=MONDAY + timedelta(days=7), result="booked")
    await past.digest()
    await past.add_days_up()

    found = await report(service)

    assert found["calls"] == 1
    assert found["steps"]["menu"]["entered"] == 1


async def test_two_versions_are_compared(service: WholeService, past: Past) -> None:
    """Each has its own figures."""
    for number, story, result in ((1, booked(), "booked"), (2, lost(), ""), (3, lost(), "")):
        version = 1 if number == 1 else 2
        await past.enter(f"CA-{number}", story, at=MONDAY, result=result, by="caller", version=version)
    await past.digest()
    await past.add_days_up()

    found = await report(service, version=1, compare=2)

    assert (found["version"], found["calls"], found["results"]) == (1, 1, {"booked": 1})
    assert found["compared"]["calls"] == 2
    assert found["compared"]["steps"]["menu"]["hang_ups"] == 2
    assert (await report(service))["calls"] == 3


async def test_days_that_were_added_up_tell_the_same(database: Database, past: Past) -> None:
    """Before, after, and when a call of such a day is digested anew."""
    for number in range(12):
        story = booked(seconds=1 + number, latency=500.0 + 10 * number) if number % 3 else lost()
        at = MONDAY + timedelta(hours=9 * number)
        await past.enter(f"CA-{number}", story, at=at, by="caller", version=number % 2)
    await past.digest()
    reports = Reports(database, zone="Asia/Kolkata")
    scopes = [
        Scope("scheduling", MONDAY + timedelta(hours=5), MONDAY + timedelta(days=4, hours=1), version)
        for version in (None, 0, 1)
    ]
    before = [await reports.count(scope) for scope in scopes]
    days = await past.add_days_up()
    after = [await reports.count(scope) for scope in scopes]
    await past.enter("CA-late", lost("late"), at=MONDAY + timedelta(days=1), by="caller")
    await past.digest()
    stale = await reports.count(scopes[0])
    added = await past.add_days_up()
    again = await reports.count(scopes[0])

    def told(counted: Any) -> Any:
        return sorted(map(str, counted.steps)), sorted(map(str, counted.exits))

    assert days == 5
    assert [told(each) for each in after] == [told(each) for each in before]
    assert told(stale) != told(before[0])
    assert (added, told(again)) == (1, told(stale))


async def test_a_day_that_goes_on_is_not_added_up(database: Database, past: Past) -> None:
    """Its calls are counted one by one until it is over."""
    await past.enter("CA-a", booked(), at=datetime.now(UTC), result="booked")
    await past.digest()

    assert not await ReportDays(database).add_one()


async def test_erased_calls_leave_nothing_that_was_said(database: Database, past: Past) -> None:
    """Digests go with their calls; what was added up has no words."""
    await past.enter("CA-a", lost("my name is Asha"), at=MONDAY, by="caller")
    await past.digest()
    await past.add_days_up()
    async with database.unit() as session:
        await session.execute(text("delete from calls"))
        tables = ("call_digests", "call_steps", "call_exits", "call_misses")
        left = [await session.scalar(text(f"select count(*) from {table}")) for table in tables]
    counted = await Reports(database, zone="Asia/Kolkata").count(
        Scope("scheduling", MONDAY, MONDAY + timedelta(days=1))
    )

    assert left == [0, 0, 0, 0]
    assert counted.phrases == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/flows/no_such_flow/report", 404),
        ("/api/flows/scheduling/report?from=2026-03-02T00:00:00Z&until=2026-03-01T00:00:00Z", 400),
        ("/api/flows/scheduling/report?from=1990-03-02T00:00:00Z", 400),
        ("/api/flows/scheduling/report?version=new", 422),
    ],
)
async def test_what_cannot_be_counted_is_told(service: WholeService, path: str, status: int) -> None:
    """A flow that nobody rang has an empty report; one that is not there has none."""
    answer = await service.get(path)
    empty = await report(service)

    assert answer.status_code == status
    assert answer.json()["error"]["message"]
    assert (empty["calls"], empty["steps"], empty["compared"]) == (0, {}, None)
