"""What flows wrote, as the console shows it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.whole_service import WholeService, whole_service

WRITTEN = """
insert into appointments (staff_id, service, name, phone, during, ref, created_by)
select id, 'cleaning', 'Asha Rao', '+919812345678', '[2026-03-03 10:00+05:30, 2026-03-03 10:30+05:30)', 'K7M2',
    'th:3:book:0'
from staff order by id limit 1;
insert into messages (phone, message, created_by) values ('+919812345678', 'Please ring back.', 'th:4:note:0');
insert into tickets (number, issue, phone, created_by) values ('123456', 'no signal', '+919812345678', 'elsewhere');
insert into leads (name, email, score, created_by) values ('Asha Rao', 'asha@example.org', 0.8, 'th:5:lead:0');
"""


@pytest.fixture
async def service(settings: Settings, database: Database) -> AsyncIterator[WholeService]:
    """A service whose flows have written something of each kind, in a call that is known."""
    quick = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    pool = await database.pool()
    await pool.execute(WRITTEN)
    began = await pool.fetchval("select now()")
    call = OpenedCall(id="CA-1", line="twilio", direction="inbound", flow="f", started_at=began, thread_id="th")
    await Calls(database).open_call(call)
    async with whole_service(quick, clock=lambda: MONDAY_MORNING) as running:
        yield running


async def listed(service: WholeService, path: str) -> Any:
    """What the console answers."""
    return (await service.get(path)).raise_for_status().json()


async def test_everything_is_shown_with_the_call_that_wrote_it(service: WholeService) -> None:
    """What another program wrote has none."""
    [appointment] = await listed(service, "/api/appointments")
    [message] = await listed(service, "/api/messages")
    [ticket] = await listed(service, "/api/tickets")
    [lead] = await listed(service, "/api/leads")

    assert (appointment["ref"], appointment["name"], appointment["status"]) == ("K7M2", "Asha Rao", "booked")
    assert (appointment["begins"], appointment["ends"]) == ("2026-03-03T04:30:00Z", "2026-03-03T05:00:00Z")
    assert message["message"] == "Please ring back."
    assert (lead["score"], lead["demo_at"]) == (0.8, None)
    assert ticket["number"] == "123456"
    assert [each["call"] for each in (appointment, message, lead, ticket)] == ["CA-1", "CA-1", "CA-1", None]


@pytest.mark.parametrize(
    ("time", "count"),
    [
        ("from=2026-03-03T00:00:00Z&until=2026-03-04T00:00:00Z", 1),
        ("from=2026-03-03T04:45:00Z", 1),
        ("until=2026-03-03T04:30:00Z", 0),
        ("from=2026-03-03T05:00:00Z", 0),
    ],
)
async def test_appointments_are_those_of_a_time(service: WholeService, time: str, count: int) -> None:
    """Any part of one is enough."""
    assert len(await listed(service, f"/api/appointments?{time}")) == count


async def test_only_the_time_can_be_asked_for(service: WholeService, database: Database) -> None:
    """Nothing is written here, and what is asked wrongly is told."""
    answer = await service.get("/api/tickets?from=soon")
    async with database.unit() as session:
        tickets = await session.scalar(text("select count(*) from tickets"))

    assert answer.status_code == 422
    assert "from" in answer.json()["error"]["message"]
    assert tickets == 1
