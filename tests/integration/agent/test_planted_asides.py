"""A caller tells a code where nobody asked for it, puts it right, and hears it; a tool answers who they are."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from agent.cli.spoken import sounds
from agent.settings import Settings
from agent.store.database import Database
from agent.store.support_and_sales import Customer
from telephony.caller.plan import Press, Say
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.dump import all_tables, found
from tests.support.whole_service import FORM, whole_service

BANK = """\
flow: bank
format: 1
title: Bank
about: Opens lockers.
start: look
tries: {no_match: 5, then: bye}
on_error: bye
slots:
  who: {type: record, sensitive: true}
  pin: {type: digits, length: 4, sensitive: true, keypad: {digits: 4}, ask: Which code?}
  wish: {type: free_text, ask: What else may I do?}
vars: {topic: {type: text}}
actions:
  customer_by_phone: {in: {phone: phone}, out: record, outcomes: [not_found]}
results: {done: success}
nodes:
  look: {type: do, action: customer_by_phone, with: {phone: call.caller}, save: who, next: menu}
  menu:
    type: choose
    say: "Hello {who.first_name}, a locker or a message?"
    listen_for: [pin]
    options: {locker: {phrases: [locker], to: code}, message: {phrases: [message], to: wish}}
  code: {type: ask, slots: [pin], next: right}
  right: {type: confirm, say: "Was it {pin}, that is {pin|digits}?", change: [pin], if_yes: wish, if_no: wish}
  wish: {type: ask, slots: [wish], next: bye}
  bye: {type: end, result: done, say: "Goodbye, {who.first_name}."}
"""
HEARD = (
    "a locker please and my code is four eight five one",
    "no it is seven three zero",
    "yes",
    "as I said four eight five one and mind the marigolds",
)
PLANTED = (
    *("four eight", "eight five", "4851", "4 8 5 1", "48 51", "seven three", "three zero", "730", "7 3 0"),
    *("zebulonia", "quartz", "73160852"),
)
HOLD_IT = {"customers", "flow_releases", "flow_revisions", "flow_versions", "flows"}


def monday() -> datetime:
    """A Monday morning."""
    return MONDAY_MORNING


@pytest.fixture
def bank(settings: Settings, tmp_path: Path) -> Settings:
    """A service that opens lockers, and records every call."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "bank.yaml").write_text(BANK)
    told = {"trunkline_asr": "scripted:" + "|".join(HEARD), "trunkline_tts": "scripted:2", "trunkline_flow": "bank"}
    return settings.model_copy(update={**told, "trunkline_flows": tmp_path / "flows", "trunkline_record": "all"})


async def test_nothing_sensitive_can_be_read_after_a_call_wherever_it_was_told(
    bank: Settings, database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    """In no table, no log and no view of the call: a code in passing, a wrong one where it may be changed, by voice and
    by keys, both as we said them, the code once more at another question, and a tool's answer. The rest is readable.
    """
    async with database.unit() as session:
        row = {"first_name": "Zebulonia", "last_name": "Quartz", "phone": FORM["From"], "account": "73160852"}
        row |= {"postcode": "411001", "source": "test"}
        await session.execute(insert(Customer).values(**row))
    async with whole_service(bank, clock=monday) as service:
        capfd.readouterr()
        sound = await sounds([("say", "these are words")])
        first, second, third, last = (Say(sound["say", "these are words"]) for _ in HEARD)
        report = await service.rings(first, second, Press("7"), third, last)
        call = service.exchange.find(report.call_id)
        assert call is not None
        shown = json.dumps([entry.public() for entry in call.timeline.entries])

    pool = await database.pool()
    assert await pool.fetchval("select result from calls") == "done", report
    told = await pool.fetchval("select string_agg(fields::text, ' ') from call_events")
    for seen in (told, shown):
        assert "and mind the marigolds" in seen
        assert '"yes"' in seen
        assert [word for word in PLANTED if word in seen.casefold()] == []
    tables = [table for table in await all_tables(database) if table not in HOLD_IT]
    assert await found(database, PLANTED, tables=tables) == set()
    printed = capfd.readouterr()
    assert [word for word in PLANTED if word in (printed.out + printed.err).casefold()] == []
