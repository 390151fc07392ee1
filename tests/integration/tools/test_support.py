"""The tools for support on a real database, with the demonstration's customers."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from agent.store.database import Database
from agent.store.demonstration import enter_demonstration
from agent.tools import tickets
from agent.tools.registry import Toolbox
from graphs.ports import Outcome
from tests.support.outside import ZONE

if TYPE_CHECKING:
    from tests.integration.tools.conftest import Wall

MARIA = "+14155550137"


@pytest.fixture
async def desk(toolbox: Toolbox, database: Database, wall: "Wall") -> Toolbox:
    """The tools, over the demonstration's customers."""
    assert await enter_demonstration(database, now=wall().replace(tzinfo=ZONE))
    return toolbox


async def ask(desk: Toolbox, action: str, **arguments: Any) -> Outcome:
    """What an action answers that changes nothing."""
    return await desk(action, arguments, key="t:1:n:0", commits=False)


async def open_ticket(desk: Toolbox, key: str, **arguments: Any) -> Outcome:
    """What open_ticket answers."""
    given = {"customer": None, "issue": "slow", "detail": None, "tried": "", "phone": MARIA, **arguments}
    return await desk("open_ticket", given, key=key, commits=True)


class TestCustomers:
    async def test_by_phone(self, desk: Toolbox) -> None:
        """A number that one customer has tells who rings."""
        outcome = await ask(desk, "customer_by_phone", phone=MARIA)
        assert outcome.value["first_name"] == "Maria"
        assert outcome.value["postcode"] == "94107"

    @pytest.mark.parametrize("phone", ["+14155550100", "anonymous", "", None])
    async def test_unknown_phone(self, desk: Toolbox, phone: str | None) -> None:
        """A number that no customer has, or none at all, finds nobody; it is not the customer without a number."""
        assert await ask(desk, "customer_by_phone", phone=phone) == Outcome("not_found")

    async def test_shared_phone(self, desk: Toolbox, database: Database) -> None:
        """A number that two customers share tells nobody who rings: nobody is greeted by another one's name."""
        async with database.unit() as session:
            await session.execute(text("UPDATE customers SET phone = :phone"), {"phone": MARIA})
        assert await ask(desk, "customer_by_phone", phone=MARIA) == Outcome("not_found")

    async def test_by_account(self, desk: Toolbox) -> None:
        """Eight digits find their customer, or nobody."""
        assert (await ask(desk, "customer_by_account", account="87654321")).value["first_name"] == "Tom"
        assert await ask(desk, "customer_by_account", account="12345678") == Outcome("not_found")
        assert await ask(desk, "customer_by_account", account="1234") == Outcome("error")


class TestOutages:
    async def test_now(self, desk: Toolbox, wall: "Wall") -> None:
        """An outage is told with its end, in local time, for as long as it lasts."""
        outage = await ask(desk, "outage_at", postcode="60614")
        assert outage.value == {"until": "2026-04-01T09:00", "note": "A cable was cut."}
        wall.now += timedelta(days=30)
        assert await ask(desk, "outage_at", postcode="60614") == Outcome("none")

    async def test_elsewhere(self, desk: Toolbox) -> None:
        """A postcode without an outage has none."""
        assert await ask(desk, "outage_at", postcode="94107") == Outcome("none")

    async def test_not_yet(self, desk: Toolbox, wall: "Wall") -> None:
        """An outage that begins later is none yet."""
        wall.now -= timedelta(minutes=1)
        assert await ask(desk, "outage_at", postcode="60614") == Outcome("none")


class TestLine:
    @pytest.mark.parametrize(
        ("account", "state", "ok"),
        [("10002000", "up", True), ("30004000", "degraded", False), ("87654321", "down", False)],
    )
    async def test_state(self, desk: Toolbox, account: str, state: str, ok: bool) -> None:
        """A test says what the customer's record says of the line, and since when."""
        customer = (await ask(desk, "customer_by_account", account=account)).value
        line = await ask(desk, "test_line", customer=customer)
        assert line.value == {"ok": ok, "state": state, "seen_at": "2026-03-02T09:00"}

    async def test_changed(self, desk: Toolbox, database: Database) -> None:
        """When the record changes, so does the answer."""
        customer = (await ask(desk, "customer_by_phone", phone=MARIA)).value
        async with database.unit() as session:
            await session.execute(text("UPDATE customers SET line = 'down' WHERE id = :id"), {"id": customer["id"]})
        assert (await ask(desk, "test_line", customer=customer)).value["ok"] is False

    async def test_nobody(self, desk: Toolbox) -> None:
        """There is no line of nobody."""
        assert await ask(desk, "test_line", customer={"id": 4711}) == Outcome("error")
        assert await ask(desk, "test_line", customer=None) == Outcome("error")


class TestTickets:
    async def test_opened_and_found(self, desk: Toolbox) -> None:
        """A ticket has six digits, and its customer finds it under them."""
        customer = (await ask(desk, "customer_by_phone", phone=MARIA)).value
        ticket = (await open_ticket(desk, "k1", customer=customer)).value
        assert len(ticket["number"]) == 6
        assert await ask(desk, "find_ticket", number=ticket["number"], customer=customer) == Outcome(value=ticket)

    async def test_of_another(self, desk: Toolbox) -> None:
        """A customer finds no ticket of another; without a customer the number is enough."""
        tom = (await ask(desk, "customer_by_account", account="87654321")).value
        assert await ask(desk, "find_ticket", number="481516", customer=tom) == Outcome("not_found")
        assert (await ask(desk, "find_ticket", number="481516", customer=None)).value["note"] == "A visit is planned."

    async def test_same_key(self, desk: Toolbox, database: Database) -> None:
        """The same action again, even at the same moment, opens no second ticket and is answered alike."""
        outcomes = await asyncio.gather(*(open_ticket(desk, "k") for _ in range(8)))
        assert all(each == outcomes[0] for each in outcomes)
        async with database.unit() as session:
            assert await session.scalar(text("SELECT count(*) FROM tickets WHERE created_by = 'k'")) == 1

    async def test_number_in_use(self, desk: Toolbox, monkeypatch: pytest.MonkeyPatch) -> None:
        """A number that is in use already is drawn again."""
        drawn = iter(["481516", "234256", "717273"])
        monkeypatch.setattr(tickets, "ticket_number", lambda: next(drawn))
        assert (await open_ticket(desk, "k")).value["number"] == "717273"

    async def test_no_number_free(self, desk: Toolbox, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        """When every number that is drawn is in use, there is no ticket and no end of drawing: it is an error."""
        monkeypatch.setattr(tickets, "ticket_number", lambda: "481516")
        assert await open_ticket(desk, "k") == Outcome("error")

    async def test_nobody(self, desk: Toolbox) -> None:
        """A ticket of a customer that there is not is not opened."""
        assert await open_ticket(desk, "k", customer={"id": 4711}) == Outcome("error")


class TestDemonstration:
    async def test_marked_and_once(self, desk: Toolbox, database: Database, wall: "Wall") -> None:
        """Every row says that it is of the demonstration, and entering it again changes nothing."""
        assert not await enter_demonstration(database, now=wall().replace(tzinfo=ZONE))
        async with database.unit() as session:
            for table in ("customers", "outages", "tickets", "specialists"):
                sources = await session.scalars(text(f"SELECT DISTINCT source FROM {table}"))
                assert list(sources) == ["demonstration"]

    async def test_at_once(self, database: Database, wall: "Wall") -> None:
        """Of two processes that begin at the same moment one enters it."""
        now = wall().replace(tzinfo=ZONE)
        entered = await asyncio.gather(*(enter_demonstration(database, now=now) for _ in range(3)))
        assert sorted(entered) == [False, False, True]
