"""A caller tells the number of a card on the telephone; who has the database afterwards looks for it."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from agent.cli.spoken import sounds
from agent.settings import Settings
from agent.store.database import Database
from telephony.caller.plan import Press, Say
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.dump import all_tables, found
from tests.support.whole_service import whole_service

SHOP = """\
flow: shop
format: 1
title: Shop
about: Takes payments.
start: hello
tries: {no_match: 5, then: bye}
on_error: bye
slots:
  first: {type: free_text, ask: Please tell me the number of your card.}
  second: {type: free_text, ask: Go on.}
  third: {type: free_text, ask: And the last digits?}
  pin: {type: digits, length: 6, sensitive: true, confirm: always, keypad: {digits: 6}, ask: And your secret code?}
  mother: {type: free_text, ask: What was your mother's name?}
  wish: {type: free_text, ask: What shall I pass on?}
actions:
  leave_message: {in: {phone: text, message: text}, out: record, commits: true}
results: {done: success}
nodes:
  hello: {type: ask, slots: [first, second, third], next: code}
  code: {type: ask, slots: [pin], next: name}
  name: {type: ask, slots: [mother], private: true, next: wish}
  wish: {type: ask, slots: [wish], next: leave}
  leave: {type: do, action: leave_message, with: {phone: call.caller, message: wish}, next: bye}
  bye: {type: end, result: done, say: "Thank you, {third}. Goodbye."}
"""
# 4539 1488 0343 6467, a number that no card has, and another.
HEARD = (
    "four five three nine",
    "uh one four double eight",
    "zero three four three, six four six seven",
    "her name was Zebulonia Quartz",
    "tell them that my other card is 5425 2334 3010 9903",
)
PLANTED = (
    *("four five three", "one four double", "zero three four", "six four six"),
    *("453914", "4539 14", "4 5 3 9", "148803", "1488 03", "034364", "0343 64", "436467", "6467.", '6467"'),
    *("731608", "7 3 1 6 0 8", "zebulonia", "quartz", "5425 2334", "54252334", "2334 3010", "3010 9903", "30109903"),
)
SILENCE = {0xFF, 0x7F}
"""The zeros of µ-law."""
HOLD_FLOWS = {"flow_releases", "flow_revisions", "flow_versions", "flows"}


def monday() -> datetime:
    """A Monday morning."""
    return MONDAY_MORNING


@pytest.fixture
def shop(settings: Settings, tmp_path: Path) -> Settings:
    """A service that takes payments, and records every call."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "shop.yaml").write_text(SHOP)
    told = {"trunkline_asr": "scripted:" + "|".join(HEARD), "trunkline_tts": "scripted:2", "trunkline_flow": "shop"}
    return settings.model_copy(update={**told, "trunkline_flows": tmp_path / "flows", "trunkline_record": "all"})


async def test_nothing_of_a_number_can_be_read_after_a_call(
    shop: Settings, database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    """In no table and in no log, nor heard in its recording: a card spread over turns, a code that was keyed in, a name
    told at a private step, a number in a message that somebody is to read; though the call went through.
    """
    async with whole_service(shop, clock=monday) as service:
        capfd.readouterr()
        sound = await sounds([("say", "these are words")])
        *spoken, name, wish = (Say(sound["say", "these are words"]) for _ in HEARD)
        report = await service.rings(*spoken, Press("731608"), Press("1"), name, wish)
        await service.exchange.recordings.flush()
        path = service.exchange.recordings.files.path(report.call_id)
        assert path is not None
        recorded = path.read_bytes()

    assert await (await database.pool()).fetchval("select result from calls") == "done", report
    told = await (await database.pool()).fetchval("select string_agg(fields::text, ' ') from call_events")
    assert all(stands in told for stands in ("[card number]", "[sensitive]", "[not kept]"))
    keys = await (await database.pool()).fetch("select fields from call_events where event = 'key'")
    assert [json.loads(key["fields"])["pii_digit"] for key in keys] == ["•"] * len("7316081"), "nor key by key"
    tables = [table for table in await all_tables(database) if table not in HOLD_FLOWS]
    assert await found(database, PLANTED, tables=tables) == set()
    [message] = await (await database.pool()).fetch("select * from messages")
    assert message["message"] == "tell them that my other card is [card number]"
    theirs, ours = set(recorded[0::2]) - SILENCE, set(recorded[1::2]) - SILENCE
    assert (theirs, bool(ours)) == (set(), True), "all that the caller said is silent; our first question is heard"
    printed = capfd.readouterr()
    assert [word for word in PLANTED if word in (printed.out + printed.err).casefold()] == []
