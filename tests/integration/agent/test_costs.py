"""What calls cost, through the whole service, and on a real database."""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect

from agent import bookkeeping
from agent.bookkeeping import Bookkeeping
from agent.cli import costs as verb
from agent.cli.doctor import examine_prices
from agent.costs.account import Used
from agent.costs.accounts import Accounts, Unclaimed
from agent.costs.costs import Kind
from agent.costs.pricing import Pricing
from agent.errors import DatabaseError, SettingsError, TrunklineError
from agent.recorder import Recorder
from agent.settings import Settings
from agent.store.calls import Calls, OpenedCall
from agent.store.database import Database
from agent.store.usage import Usages
from graphs.engine import CallFacts
from telephony.caller.plan import Press
from telephony.caller.twiml_document import Stream
from telephony.twilio.far_side import FarSide
from telephony.usage import Usage, charging, collecting, report
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.clients import web_client
from tests.support.whole_service import FORM, WholeService, whole_service

LINE = Kind("line", "twilio", "IN-inbound", "seconds")
STREAMS = Kind("line", "twilio", "media-streams", "seconds")
SPEECH = Kind("tts", "scripted", "scripted", "characters")
WORDS = Kind("asr", "scripted", "scripted", "seconds")

PRICES = """
currency: INR
prices:
  - {provider: twilio, model: "*", since: 2026-01-01, per: 60, rounds_up_to: 60, price: {seconds: 0.6}}
  - {provider: scripted, model: "*", since: 2026-01-01, per: 100, price: {characters: 2, seconds: 1}}
rates:
  - {currency: INR, since: 2026-01-01, per_usd: 90}
"""


def monday() -> datetime:
    """A Monday morning, when the clinic is open."""
    return MONDAY_MORNING


@pytest.fixture
def quick(settings: Settings, tmp_path: Path) -> Settings:
    """A service whose voice takes five milliseconds a letter, and costs two rupees for a hundred of them."""
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES)
    scripted = {"trunkline_tts": "scripted:5", "trunkline_asr": "scripted", "trunkline_prices": prices}
    return settings.model_copy(update=scripted)


async def kept(database: Database, call_id: str) -> dict[tuple[int, Kind], Decimal]:
    """What the database has of a call's use."""
    return {(each.stream, each.kind): each.amount for each in await Usages(database).read(call_id)}


async def test_the_cost_of_a_call_is_its_last_event_but_one_and_is_shown_and_kept(
    quick: Settings, database: Database
) -> None:
    """By stage, in the caller's currency; the same on the timeline, over HTTP, and from the record."""
    async with whole_service(quick, clock=monday) as service:
        report = await service.rings(Press("1"), callee=FORM["To"], hangup_after_s=2.0)
        [*_, cost, ended] = await _events(service, report.call_id)
        shown = (await service.get(f"/api/calls/{report.call_id}/cost")).json()
        dollars = (await service.get(f"/api/calls/{report.call_id}/cost?currency=usd")).json()
        unknown = await service.get(f"/api/calls/{report.call_id}/cost?currency=XAU")
        nobody = await service.get("/api/calls/nothing/cost")
    used = await kept(database, report.call_id)

    assert (cost["event"], ended["event"]) == ("cost", "ended")
    assert cost["currency"] == "INR"
    assert cost["unpriced"] == []
    assert cost["stages"]["line"] == 1.2, "a begun minute of the line, and one of its streams"
    assert cost["stages"]["asr"] == pytest.approx(0.02, rel=0.3), "two seconds, at a rupee for a hundred"
    assert cost["total"] == pytest.approx(sum(cost["stages"].values()))
    assert cost["per_minute"] == pytest.approx(cost["total"] * 60 / shown["seconds"], rel=1e-3)
    assert {key: shown[key] for key in ("currency", "total", "stages")} == {
        key: cost[key] for key in ("currency", "total", "stages")
    }
    assert dollars["total"] == pytest.approx(cost["total"] / 90, rel=1e-3)
    assert (unknown.status_code, nobody.status_code) == (400, 404)
    assert {kind for _, kind in used} - {SPEECH} == {LINE, STREAMS, WORDS}
    assert used[0, LINE] == pytest.approx(Decimal(report.seconds), abs=2)


async def test_a_call_that_went_on_costs_what_its_streams_cost_together(quick: Settings, database: Database) -> None:
    """After a lost line the second stream adds to what is there, once; the line itself is one."""
    call_id = "CA" + "8" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off(service, call_id)
        again = await service.stream(call_id, "/twilio/connect-ended", CallStatus="in-progress")
        async with _line(again, call_id) as (line, far):
            await _until(service, call_id, lambda event: event["event"] == "say")
            await _sounds(line, far, seconds=2)
            await line.send(far.stop())
            events = await _until(service, call_id, lambda event: event["event"] == "ended")
        shown = (await service.get(f"/api/calls/{call_id}/cost")).json()
    used = await kept(database, call_id)
    second = events[0]["n"]

    assert {stream for stream, kind in used if kind == STREAMS} == {0, second}
    assert [stream for stream, kind in used if kind == LINE] == [0]
    assert [used[0, WORDS], used[second, WORDS]] == [1, 2]
    assert events[-2]["event"] == "cost"
    assert events[-2]["stages"]["asr"] == 0.03
    assert _item(shown, WORDS)["amount"] == 3
    assert events[-2]["stages"]["line"] == 1.2


async def test_a_call_that_another_process_takes_up_knows_what_it_used_before(
    quick: Settings, database: Database
) -> None:
    """A service that is started anew tells the cost of the whole call at its end."""
    call_id = "CA" + "5" * 32
    async with whole_service(quick, clock=monday) as service:
        await _break_off(service, call_id)
    async with whole_service(quick, clock=monday) as service:
        again = await service.stream(call_id, "/twilio/connect-ended", CallStatus="in-progress")
        async with _line(again, call_id) as (line, far):
            await _until(service, call_id, lambda event: event["event"] == "say")
            await _sounds(line, far, seconds=2)
            await line.send(far.stop())
            events = await _until(service, call_id, lambda event: event["event"] == "ended")
    used = await kept(database, call_id)

    assert [used[0, WORDS], used[events[0]["n"], WORDS]] == [1, 2]
    assert events[-2]["stages"]["asr"] == 0.03
    assert events[-2]["stages"]["line"] == 1.2, "a begun minute of the line, and one of its streams together"


async def test_what_is_used_without_a_call_is_kept_by_day(quick: Settings, database: Database) -> None:
    """Sentences that are made ahead are paid for, too."""
    async with whole_service(quick, clock=monday) as service:
        await _made_ahead(service, quick)
    pricing = Pricing.of(quick)
    today = pricing.day(datetime.now(UTC))
    [(day, used)] = await Usages(database).processes(since=today - timedelta(days=1), until=today)

    assert abs((today - day).days) <= 1
    assert used[SPEECH] > 100


async def test_prices_that_cannot_be_read_stop_the_service_and_are_told(quick: Settings, tmp_path: Path) -> None:
    """With the line, before anything is opened; the doctor says the same."""
    path = tmp_path / "prices.yaml"
    path.write_text("prices:\n  - {provider: twilio}\n")
    with pytest.raises(SettingsError, match=r"prices\.yaml, line 2: prices, model: is missing"):
        async with whole_service(quick, clock=monday):
            pass
    finding = examine_prices(quick)

    assert finding.standing == "broken"
    assert "line 2: prices, model: is missing" in finding.sentence
    assert examine_prices(quick.model_copy(update={"trunkline_prices": None})).standing == "ok"


# ── writing it down ───────────────────────────────────────────────────────────

FACTS = CallFacts(
    id="CA1",
    caller="+919822012345",
    callee="+912071110000",
    direction="inbound",
    language="en",
    open=True,
)


class Answerless(Usages):
    """A database whose first answers get lost after it has written."""

    lost = 2

    async def write(self, used: Iterable[tuple[str, Used]]) -> None:
        """Write, and let the first answers get lost."""
        await super().write(used)
        if self.lost:
            self.lost -= 1
            raise DatabaseError("the answer got lost")


async def _opened(database: Database) -> None:
    await Calls(database).open_call(
        OpenedCall(
            id=FACTS.id,
            line="twilio",
            direction=FACTS.direction,
            flow="scheduling",
            started_at=datetime.now(UTC),
            caller=FACTS.caller,
            callee=FACTS.callee,
        )
    )


async def test_a_write_whose_answer_was_lost_counts_once(
    database: Database, quick: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is repeated until it is answered, and what is there stays as it is."""
    monkeypatch.setattr(bookkeeping, "PAUSES_S", (0.0, 0.0, 0.0))
    await _opened(database)
    pricing = Pricing.of(quick)
    accounts = Accounts(Answerless(database), pricing, Unclaimed(pricing))
    account = accounts.open(FACTS, stream=0, began=datetime.now(UTC).timestamp())
    account(Usage("tts", "scripted", "scripted", "characters", 120))
    account.hang_up()
    await accounts.flush()
    done = await bookkeeping.persist(lambda: accounts.close(account), what="use", call_id="CA1")
    await accounts.flush()

    assert done
    assert (await kept(database, "CA1"))[0, SPEECH] == 120


async def test_a_killed_worker_has_written_what_was_used_until_then(database: Database, quick: Settings) -> None:
    """Every few seconds the calls that go on are written down, and so is what nobody's call used."""
    await _opened(database)
    pricing = Pricing.of(quick)
    unclaimed = Unclaimed(pricing)
    accounts = Accounts(Usages(database), pricing, unclaimed)
    account = accounts.open(FACTS, stream=0, began=datetime.now(UTC).timestamp() - 30)
    with collecting(unclaimed.add):
        report(Usage("tts", "scripted", "scripted", "characters", 7))
        with charging(account):
            report(Usage("tts", "scripted", "scripted", "characters", 120))
    await accounts.flush()
    used = await kept(database, "CA1")
    account(Usage("tts", "scripted", "scripted", "characters", 5))
    await accounts.flush()
    today = pricing.day(datetime.now(UTC))
    days = await Usages(database).processes(since=today - timedelta(days=1), until=today)

    assert used[0, SPEECH] == 120
    assert 30 <= used[0, LINE] < 60
    assert (await kept(database, "CA1"))[0, SPEECH] == 125
    assert [day_used for _, day_used in days] == [{SPEECH: Decimal(7)}]


async def test_a_day_that_is_past_and_written_is_forgotten(database: Database, quick: Settings) -> None:
    """A service that runs for a year remembers two days."""
    pricing = Pricing.of(quick)
    moments = [datetime(2026, 11, day, 9, 0, tzinfo=UTC) for day in (1, 2, 3, 4)]
    unclaimed = Unclaimed(pricing, now=lambda: moments[0])
    accounts = Accounts(Usages(database), pricing, unclaimed)
    while moments:
        unclaimed.add(Usage("tts", "scripted", "scripted", "characters", 5))
        await accounts.flush()
        moments.pop(0)
    days = await Usages(database).processes(
        since=datetime(2026, 11, 1, tzinfo=UTC).date(), until=pricing.day(datetime.now(UTC)) + timedelta(days=999)
    )

    assert len(unclaimed.days) == 2
    assert [used[SPEECH] for _, used in days] == [5, 5, 5, 5]


async def test_without_a_database_the_accounts_go_on(quick: Settings) -> None:
    """What could not be written waits for the next time."""
    pricing = Pricing.of(quick)
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    accounts = Accounts(Usages(away), pricing, Unclaimed(pricing))
    account = accounts.open(FACTS, stream=0, began=0.0)
    account(Usage("tts", "scripted", "scripted", "characters", 5))
    await accounts.flush()
    await away.close()

    assert account.used()[SPEECH] == 5


async def test_a_call_s_former_use_is_read_when_it_goes_on(database: Database, quick: Settings) -> None:
    """Beside the call: nobody waits for it."""
    await _opened(database)
    await Usages(database).write([("CA1", Used(0, SPEECH, Decimal(50)))])
    pricing = Pricing.of(quick)
    accounts, calls = Accounts(Usages(database), pricing, Unclaimed(pricing)), Calls(database)
    books = Bookkeeping(calls, Recorder(calls), accounts)
    account = accounts.open(FACTS, stream=12, began=datetime.now(UTC).timestamp())
    account(Usage("tts", "scripted", "scripted", "characters", 5))
    began = OpenedCall(id="CA1", line="twilio", direction="inbound", flow="x", started_at=datetime.now(UTC))
    await books.begin(began, account)

    assert account.used()[SPEECH] == 55


# ── the command ───────────────────────────────────────────────────────────────


@pytest.fixture
async def month(quick: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A month with two calls of ninety seconds, one that nothing is known of, one of another flow, and a warm-up."""
    monkeypatch.setattr(verb, "load_settings", lambda: quick)
    calls, usages = Calls(database), Usages(database)
    for number, flow in enumerate(("scheduling", "scheduling", "scheduling", "support")):
        await calls.open_call(
            OpenedCall(
                id=f"CA{number}",
                line="twilio",
                direction="inbound",
                flow=flow,
                started_at=datetime(2026, 11, 2 + number, 9, 0, tzinfo=UTC),
                caller="+919822012345",
                callee="+912071110000",
            )
        )
    for number in (0, 1, 3):
        spoken = Used(0, SPEECH, Decimal(100))
        await usages.write((f"CA{number}", each) for each in (Used(0, LINE, Decimal(90)), spoken))
    await usages.write([("CA3", Used(0, Kind("llm", "openai", "llama", "tokens_in"), Decimal(1000)))])
    await usages.write_process("p", [(datetime(2026, 11, 1, tzinfo=UTC).date(), SPEECH, Decimal(500))])
    return database


async def _says(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `trunkline costs` prints."""
    command = argparse.ArgumentParser()
    verb.options(command)
    given = command.parse_args(["--since", "2026-11-01", "--until", "2026-11-30", *arguments])
    await asyncio.to_thread(verb.run, given)
    return capsys.readouterr().out


@pytest.mark.usefixtures("month")
class TestCommand:
    async def test_month(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A line for each stage and provider, the sums, and what has no price."""
        said = await _says(capsys, "--currency", "inr")
        rows = [line.split() for line in said.splitlines()]

        assert ["line", "twilio", "IN-inbound", "4.50", "min", "3", "3.6000", "1.2000", "0.8000"] in rows
        assert ["tts", "scripted", "scripted", "300", "characters", "3", "6.0000", "2.0000", "1.3333"] in rows
        assert ["tts", "scripted", "scripted", "500", "characters", "none", "10.0000"] in rows
        assert "3 calls, 4.50 min, 9.6000 INR." in said
        assert "3.2000 INR a call, 2.1333 INR a minute." in said
        assert "Besides, without a call: 10.0000 INR." in said
        assert "Of 1 more it is not recorded what they used." in said
        assert "No price is known of: llm openai llama (tokens_in)." in said

    async def test_flow_and_time(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Some calls only; what was used without a call belongs to none of a flow."""
        said = json.loads(await _says(capsys, "--json", "--flow", "scheduling", "--currency", "INR"))
        assert (said["calls"], said["calls_unrecorded"], said["total"], said["without_call"]) == (2, 1, 6.4, None)
        said = json.loads(await _says(capsys, "--json", "--until", "2026-11-02", "--currency", "INR"))
        assert (said["calls"], said["minutes"], said["total"], said["per_call"]) == (1, 1.5, 3.2, 3.2)
        assert said["without_call"]["total"] == 10
        assert [line["cost"] for line in said["lines"]] == [1.2, 2.0]

    async def test_call(self, capsys: pytest.CaptureFixture[str]) -> None:
        """One call, item by item, in its caller's currency."""
        said = await _says(capsys, "--call", "CA3")
        assert "1.50 min: 3.2000 INR, 2.1333 a minute." in said
        assert "0.6 INR for 60, since 2026-01-01" in said
        assert "No price is known of: llm openai llama (tokens_in)." in said
        assert json.loads(await _says(capsys, "--call", "CA3", "--json"))["total"] == 3.2
        assert "nothing is recorded" in await _says(capsys, "--call", "CA2")

    async def test_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A time without calls."""
        said = await _says(capsys, "--since", "2025-01-01", "--until", "2025-01-31")
        assert said == "No calls whose use is recorded, 2025-01-01 to 2025-01-31.\n"

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["--call", "CA9"], "There is no call CA9"),
            (["--currency", "XAU"], "No exchange rate of “XAU” is known"),
            (["--since", "2026-12-01"], "is later than"),
        ],
    )
    async def test_refused(self, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
        """What cannot be is told in a sentence."""
        with pytest.raises(TrunklineError, match=told):
            await _says(capsys, *arguments)


async def test_what_is_forgotten_is_not_counted_any_more(month: Database) -> None:
    """The use of a call goes with the call."""
    async with month.unit() as session:
        await session.execute(text("DELETE FROM calls"))
    assert await kept(month, "CA0") == {}


# ── a call by hand ────────────────────────────────────────────────────────────


def _item(shown: dict[str, Any], kind: Kind) -> dict[str, Any]:
    [item] = [each for each in shown["items"] if (each["stage"], each["unit"]) == (kind.stage, kind.unit)]
    return dict(item)


async def _events(service: WholeService, call_id: str) -> list[dict[str, Any]]:
    answer = await service.get(f"/api/calls/{call_id}/events")
    return [json.loads(line) for line in answer.text.splitlines()]


async def _made_ahead(service: WholeService, settings: Settings) -> None:
    """Wait until some sentences lie on the shelf."""
    shelf = settings.trunkline_home / "speech"
    async with asyncio.timeout(15):
        while len(await asyncio.to_thread(lambda: list(shelf.glob("**/*")))) < 10:  # noqa: ASYNC110 -- files are waited for
            await asyncio.sleep(0.02)


@asynccontextmanager
async def _line(stream: Stream, call_id: str) -> AsyncIterator[tuple[ClientConnection, FarSide]]:
    """A socket that has started its stream."""
    far = FarSide("MZ" + "0" * 32, call_id, FORM["AccountSid"], stream.parameters)
    async with connect(stream.url, compression=None, proxy=None, close_timeout=1) as line:
        await line.send(far.connected())
        await line.send(far.start())
        yield line, far


async def _sounds(line: ClientConnection, far: FarSide, *, seconds: int) -> None:
    """Silence from the caller, faster than it would come."""
    for _ in range(50 * seconds):
        await line.send(far.media(b"\xff" * 160))


async def _break_off(service: WholeService, call_id: str) -> None:
    """A caller chooses to book by key, and their line breaks when the answer has begun."""
    async with _line(await service.stream(call_id), call_id) as (line, far):
        await _until(service, call_id, lambda event: event["event"] == "say" and "book, move" in event["text"])
        await _sounds(line, far, seconds=1)
        await line.send(far.dtmf("1"))
        await _until(service, call_id, lambda event: event["event"] == "turn_done" and event["turn"] == 1)
        line.transport.abort()
    await _until(service, call_id, lambda event: event["event"] == "ended")


async def _until(service: WholeService, call_id: str, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The call's events up to the first that is wanted, waited for."""
    async with asyncio.timeout(15), web_client() as client:
        while True:
            events: list[dict[str, Any]] = []
            async with client.stream("GET", f"{service.url}/api/calls/{call_id}/events") as answer:
                async for entry in answer.aiter_lines():
                    events.append(json.loads(entry))
                    if wanted(events[-1]):
                        return events
            await asyncio.sleep(0.02)
