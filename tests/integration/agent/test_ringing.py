"""Calls that ring: what is made ready for them, over real sockets and with a real database."""

from collections.abc import AsyncIterator
from datetime import datetime

import asyncpg
import pytest

from agent.dialogue import Dialogue
from agent.fakes import Fakes, Fault, open_fakes, scripted
from agent.office import Office
from agent.settings import Settings
from graphs.engine import CallFacts
from telephony.call import ports
from telephony.caller.plan import Press
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.text_call import TextCall
from tests.support.whole_service import WholeService, whole_service

NUMBER = "+919822012345"


def monday() -> datetime:
    """A Monday morning, when the clinic is open."""
    return MONDAY_MORNING


@pytest.fixture
async def fakes() -> AsyncIterator[Fakes]:
    """A recogniser that takes 300 ms to open a stream."""
    async with open_fakes(["deepgram"], talents=scripted()) as served:
        served["deepgram"].troubles.delay_s = 0.3
        yield served


@pytest.fixture
def far(settings: Settings, fakes: Fakes) -> Settings:
    """A service with that recogniser, and a quick voice."""
    named = {name.lower(): value for name, value in fakes.settings.items()}
    given = {"trunkline_tts": "scripted:5", "trunkline_asr": "deepgram", "trunkline_asr_fallback": "none"}
    return Settings(**{**settings.model_dump(exclude_unset=True), **given, **named})


def streams(fakes: Fakes) -> int:
    """Streams that were opened at the recogniser, the trial at the service's start not counted."""
    return sum("listen" in each.path for each in fakes["deepgram"].requests) - 1


async def test_the_recogniser_is_reached_while_it_rings(far: Settings, fakes: Fakes) -> None:
    """The stream is open before the call's socket is. Of a call that never comes it is closed, at the end at last."""
    async with whole_service(far, clock=monday) as service:
        await fakes["deepgram"].until(lambda: fakes["deepgram"].live == 0)
        await service.webhook("CA" + "1" * 32)
        await fakes["deepgram"].until(lambda: fakes["deepgram"].live == 1)
        assert streams(fakes) == 1
    await fakes["deepgram"].until(lambda: fakes["deepgram"].live == 0)


async def test_a_call_uses_the_stream_that_was_opened_for_it(far: Settings, fakes: Fakes) -> None:
    """One call, one stream, with the call's sound in it; none is left afterwards."""
    async with whole_service(far, clock=monday) as service:
        report = await service.rings(Press("1"), hangup_after_s=2.5)
        await fakes["deepgram"].until(lambda: fakes["deepgram"].live == 0)

    assert report.heard_ms > 200
    assert streams(fakes) == 1
    assert fakes["deepgram"].requests[-1].sound_bytes > 8_000


async def test_a_recogniser_that_fails_while_it_rings_is_asked_again_by_the_call(far: Settings, fakes: Fakes) -> None:
    """The caller hears nothing of it."""
    async with whole_service(far, clock=monday) as service:
        fakes["deepgram"].troubles.delay_s = 0.0
        fakes["deepgram"].troubles.add(Fault("refuse", status=503))
        report = await service.rings(Press("1"), hangup_after_s=2.5)

    assert report.heard_ms > 200
    assert fakes["deepgram"].requests[-1].sound_bytes > 8_000


async def test_the_page_of_numbers_is_for_this_machine(far: Settings, fakes: Fakes) -> None:
    """A call is on it; a stranger's proxy is refused."""
    async with whole_service(far, clock=monday) as service:
        await service.rings(Press("0"), hangup_after_s=2.0)
        page = await service.get("/metrics")
        refused = await _forwarded(service)

    assert page.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert 'trunkline_calls_started_total{flow="scheduling"} 1' in page.text
    assert 'trunkline_turn_seconds_count{kind="begin",stage="heard"} 1' in page.text
    assert refused == 403


async def _forwarded(service: WholeService) -> int:
    async with web_client() as client:
        return (await client.get(f"{service.url}/metrics", headers={"X-Forwarded-For": "203.0.113.7"})).status_code


# ── what is read ahead ────────────────────────────────────────────────────────


def dialogue(office: Office, call_id: str, caller: str = NUMBER) -> Dialogue:
    """A conversation of the clinic's flow."""
    facts = CallFacts(id=call_id, caller=caller, callee="+912071110000", language="en")
    return Dialogue(office.flows.get("scheduling"), facts, office.around)


async def begun(conversation: Dialogue) -> str:
    """What it says first."""
    said: list[ports.Act] = []
    await conversation.begin(said.append)
    return " ".join(act.text for act in said if isinstance(act, ports.Say))


async def written(office: Office) -> list[asyncpg.Record]:
    """All conversations."""
    pool = await office.database.pool()
    rows: list[asyncpg.Record] = await pool.fetch("select thread_id, call_id, status from conversations")
    return rows


async def test_a_call_that_rings_writes_nothing(office: Office) -> None:
    """It may never come."""
    await dialogue(office, "CA1").prepare()

    assert await written(office) == []


async def test_a_prepared_call_begins_as_any_other(office: Office) -> None:
    """With the same words."""
    prepared = dialogue(office, "CA1", "+919822000001")
    await prepared.prepare()

    assert await begun(prepared) == await begun(dialogue(office, "CA2", "+919822000002"))


async def test_a_caller_who_was_cut_off_is_asked_to_carry_on_all_the_same(office: Office) -> None:
    """What may be resumed is claimed when the call is there, and not before."""
    before = TextCall(office, NUMBER)
    await before.ring()
    await before.says("I'd like to book a cleaning on Wednesday")
    await before.hangs_up()
    [kept] = await written(office)
    prepared = dialogue(office, "CA-again")
    await prepared.prepare()

    assert await written(office) == [kept], "nothing is claimed while it rings"
    assert "carry on" in await begun(prepared)


async def test_a_call_that_has_a_conversation_already_is_not_new(office: Office) -> None:
    """Its line was lost: it is taken up where it stood, whatever was read."""
    first = dialogue(office, "CA1")
    await begun(first)
    again = dialogue(office, "CA1")
    await again.prepare()
    await begun(again)

    assert again.thread_id == first.thread_id
    assert len(await written(office)) == 1
