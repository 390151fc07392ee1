"""Limits on a whole service: who is refused, what they hear, what is written down, and how a call ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from agent import limiting
from agent.fakes.chat_script import text
from agent.limits.counting import model_counter
from agent.limits.lists import Entry
from agent.settings import Settings
from agent.store.calls import Calls
from agent.store.database import Database
from agent.store.limits import LimitStore, Listed
from telephony.caller.call import ring
from telephony.caller.plan import CallPlan, Press, Wait
from telephony.caller.report import CallerEvent, CallReport
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support import models
from tests.support.conversation import until
from tests.support.whole_service import WholeService, whole_service

CHATTING = """\
flow: chatting
format: 1
title: Chatting
start: talk
tries: {no_match: 3, no_input: 2, then: bye}
on_error: bye
slots: {note: {type: free_text, ask: What is it?}}
results: {done: success, left: failed}
nodes:
  talk:
    type: converse
    goal: Chat.
    may_fill: [note]
    done_when: filled(note)
    next: bye
    if_limit: bye
    without_llm: ask
  ask: {type: ask, slots: [note], next: bye}
  bye: {type: end, say: Bye., result: left}
"""
TOKEN = "12345"
ANIL, MEERA = "+919822012345", "+919822099999"
LOCK = "select pg_advisory_xact_lock(7311001)"


def monday() -> datetime:
    """A Monday morning, when the clinic is open."""
    return MONDAY_MORNING


@pytest.fixture
def trial(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A service that only this machine may call, and that tells the database ten times a second."""
    monkeypatch.setattr(limiting, "EVERY_S", 0.1)
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})


@pytest.fixture
def telephone(trial: Settings) -> Settings:
    """The same, which Twilio calls."""
    return trial.model_copy(update={"twilio_auth_token": SecretStr(TOKEN)})


@pytest.fixture
def store(database: Database) -> LimitStore:
    """The limits of the service's database."""
    return LimitStore(database)


async def rings(
    service: WholeService, caller: str = ANIL, *, seconds: float = 0.5, token: str | None = TOKEN
) -> tuple[CallReport, str]:
    """A call, and what Twilio's own voice said in it."""
    said: list[str] = []

    def hear(event: CallerEvent) -> None:
        if event.name == "twiml_said":
            said.append(str(event.fields["text"]))

    script = (Wait(seconds),) if seconds > 1 else (Press("0"),)
    plan = CallPlan(caller=caller, script=script, auth_token=token, quiet_s=0.2, hangup_after_s=seconds, limit_s=30)
    return await ring(service.url, plan, on_event=hear), " ".join(said)


async def test_a_caller_beyond_their_limit_hears_a_sentence_and_others_are_let_in(
    telephone: Settings, store: LimitStore
) -> None:
    """The refusal is in the metrics, and in the record of refusals with its reason and number."""
    await store.change("caller.calls.day", Decimal(1), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        first, _ = await rings(service)
        second, said = await rings(service)
        other, _ = await rings(service, MEERA)
        page = (await service.get("/metrics")).text
    assert (first.heard_ms > 0, other.heard_ms > 0, second.streams) == (True, True, 0)
    assert said == telephone.trunkline_refused
    assert 'trunkline_calls_refused_total{why="caller.calls.day"} 1' in page
    [refused] = await store.refused(since=datetime.now(UTC) - timedelta(hours=2))
    assert (refused.why, refused.caller, refused.calls) == ("caller.calls.day", ANIL, 1)


async def test_what_a_refused_caller_hears_is_a_setting(telephone: Settings, store: LimitStore) -> None:
    """In the business's own words."""
    await store.change("anonymous.calls.hour", Decimal(0), by="Asha")
    told = telephone.model_copy(update={"trunkline_refused": "Call the front desk."})
    async with whole_service(told, clock=monday) as service:
        report, said = await rings(service, "+266696687")
    assert (report.streams, said) == (0, "Call the front desk.")


async def test_a_trial_is_not_limited_by_its_number(trial: Settings, store: LimitStore) -> None:
    """Without a token every call comes from this machine: only the calls at once and their length count."""
    await store.change("caller.calls.day", Decimal(0), by="Asha")
    await store.put(Entry(ANIL, "block"), by="Asha")
    async with whole_service(trial, clock=monday) as service:
        report, _ = await rings(service, token=None)
        await store.change("all.at_once", Decimal(0), by="Asha")

        async def refused() -> bool:
            return (await rings(service, token=None))[0].streams == 0

        await until(refused)
    assert report.heard_ms > 0


async def test_blocked_callers_are_refused_and_allowed_ones_pass(telephone: Settings, store: LimitStore) -> None:
    """By a sentence, or by a line that is busy, as the entry says; within a moment of being entered."""
    await store.change("caller.calls.day", Decimal(0), by="Asha")
    await store.put(Entry("+9198*", "allow"), by="Asha")
    await store.put(Entry("+4479*", "block", "reject"), by="Asha")
    await store.put(Entry("+4478*", "block"), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        allowed, _ = await rings(service)
        rejected, silence = await rings(service, "+447900000001")
        blocked, said = await rings(service, "+447800000001")
        await store.put(Entry(ANIL, "block"), by="Asha")

        async def blocked_now() -> bool:
            return (await rings(service))[0].streams == 0

        await until(blocked_now)
    assert (allowed.heard_ms > 0, rejected.ended_by, blocked.streams) == (True, "refused", 0)
    assert (silence, said) == ("", telephone.trunkline_refused)


async def test_lists_that_nobody_changed_are_not_read_again(
    telephone: Settings, store: LimitStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may have ten thousand entries, and it is asked about them every few seconds."""
    await store.put(Entry("+4479*", "block"), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        read, listed = [], LimitStore.listed

        async def told(self: LimitStore) -> list[Listed]:
            read.append(self)
            return await listed(self)

        monkeypatch.setattr(LimitStore, "listed", told)
        assert (await rings(service, "+447900000001"))[0].streams == 0
        assert (await rings(service))[0].streams == 1
        assert read == []
        await store.put(Entry(ANIL, "block"), by="Asha")

        async def blocked_now() -> bool:
            return (await rings(service))[0].streams == 0

        await until(blocked_now)
        assert len(read) == 1


async def test_the_longest_call_ends_with_a_sentence(telephone: Settings, database: Database) -> None:
    """The record says that a limit ended it."""
    short = telephone.model_copy(update={"trunkline_longest_call": 1})
    async with whole_service(short, clock=monday) as service:
        report, said = await rings(service, seconds=20)
    record = await Calls(database).read_call(report.call_id)
    assert (report.ended_by, said) == ("agent", telephone.trunkline_cut_off)
    assert report.seconds < 10
    assert record is not None
    assert (record.ended_by, record.why, record.result) == ("limit", "longer than 1 s", None)


async def test_a_call_ends_when_its_caller_has_no_minutes_left(
    telephone: Settings, store: LimitStore, database: Database
) -> None:
    """And the next one is not taken."""
    await store.change("caller.minutes.hour", Decimal("0.02"), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        report, said = await rings(service, seconds=20)
        again, refused = await rings(service)
    record = await Calls(database).read_call(report.call_id)
    assert (report.ended_by, said) == ("agent", telephone.trunkline_cut_off)
    assert record is not None
    assert (record.ended_by, record.why) == ("limit", "caller.minutes.hour")
    assert (again.streams, refused) == (0, telephone.trunkline_refused)


async def test_a_place_is_free_again_when_its_call_has_ended(telephone: Settings, store: LimitStore) -> None:
    """Of calls at once, over all workers."""
    await store.change("callee.at_once", Decimal(1), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        going = asyncio.create_task(rings(service, seconds=3))

        async def taken() -> bool:
            return await store.calls_at_once() == 1

        await until(taken)
        second, said = await rings(service, MEERA)
        first, _ = await going

        async def free() -> bool:
            return await store.calls_at_once() == 0

        await until(free)
        third, _ = await rings(service, MEERA)
    assert (first.heard_ms > 0, second.streams, third.heard_ms > 0) == (True, 0, True)
    assert said == telephone.trunkline_refused


async def test_a_database_that_is_slow_lets_known_callers_in_and_counts_them_here(
    telephone: Settings, store: LimitStore, database: Database
) -> None:
    """As far as this process's own counts go; who shows no number is refused. All of it is in the metrics."""
    await store.change("caller.calls.day", Decimal(2), by="Asha")
    async with whole_service(telephone, clock=monday) as service:
        pool = await database.pool()
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(LOCK)
            known, _ = await rings(service)
            unknown, said = await rings(service, "anonymous")
            again, _ = await rings(service)
            beyond, _ = await rings(service)
        page = (await service.get("/metrics")).text
    assert (known.heard_ms > 0, again.heard_ms > 0, beyond.streams, unknown.streams) == (True, True, 0, 0)
    assert said == telephone.trunkline_refused
    assert 'trunkline_calls_uncounted_total{became="let_in"} 2' in page
    assert 'trunkline_calls_uncounted_total{became="refused"} 2' in page
    assert 'trunkline_calls_refused_total{why="limits_unknown"} 1' in page
    assert 'trunkline_calls_refused_total{why="caller.calls.day"} 1' in page


async def test_when_the_days_budget_has_ended_the_model_is_not_asked_and_calls_go_on(
    trial: Settings, store: LimitStore, tmp_path: Path
) -> None:
    """What a call's model used is counted for all workers; from then on the flow goes by rules, and it is told."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "chatting.yaml").write_text(CHATTING)
    own = {"trunkline_flows": tmp_path / "flows", "trunkline_flow": "chatting"}
    async with models.openai_service(*[text("Good morning.")] * 20) as fake:
        given = {**trial.model_dump(exclude_unset=True), **own}
        settings = models.settings(fake, **given)
        async with whole_service(settings, clock=monday) as service:
            first, _ = await rings(service, seconds=3, token=None)
            asked = len(fake.chat.asked)

            async def counted() -> bool:
                return await _model_tokens(store) > 0

            await until(counted)
            await store.change("day.tokens", Decimal(1), by="Asha")

            async def told() -> bool:
                page = (await service.get("/metrics")).text
                return 'trunkline_budgets_total{budget="day.tokens",became="ended"} 1' in page

            await until(told)
            second, _ = await rings(service, seconds=3, token=None)
            after = len(fake.chat.asked)
    assert first.heard_ms > 0
    assert second.heard_ms > 0
    assert asked > 1
    assert after == asked


async def _model_tokens(store: LimitStore) -> Decimal:
    counter = model_counter("USD", now=datetime.now(UTC), zone=ZoneInfo("Asia/Kolkata"))
    [(_, _, spent)] = await store.counts([counter])
    return spent.tokens
