"""Whoever stays leaves when their session or key ends: readers of streams, and makers of test calls."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from structlog.testing import capture_logs
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from agent.access.attendance import EVERY_S, Attendance
from agent.access.needs import EDIT, VIEW
from agent.access.openness import Openness
from agent.access.roles import Role
from agent.access.visitor import Visitor
from agent.settings import Settings
from agent.store.api_keys import ApiKeys
from agent.store.database import Database
from agent.store.people import People
from agent.store.sessions import Sessions
from telephony.twilio.far_side import FarSide
from tests.integration.agent.access.conftest import ROOT
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import PASSWORD, Browser
from tests.support.clients import web_client
from tests.support.conversation import until
from tests.support.running import timeline
from tests.support.whole_service import WholeService, whole_service

SOON_S = EVERY_S + 2.0
"""About a second, on a machine that has other things to do."""
EMAIL = "asha@example.com"


@asynccontextmanager
async def following(url: str, **headers: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Read the calls that go on. What it gives waits until the stream is over; TimeoutError when that takes long."""
    async with (
        web_client(base_url=url, headers=headers, timeout=60) as client,
        client.stream("GET", "/api/calls/live") as answer,
    ):
        assert answer.status_code == 200
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 2000"

        async def over() -> None:
            async with asyncio.timeout(SOON_S):
                async for _ in lines:
                    pass

        yield over


def cookie(browser: Browser) -> str:
    """What the browser sends."""
    return f"trunkline={browser.client.cookies['trunkline']}"


End = Callable[[Browser, Browser, str, Database], Awaitable[Any]]
ENDS: Mapping[str, End] = {
    "they sign out": lambda _, asha, __, ___: asha.asks("POST", "/sign-out", 204),
    "an administrator ends it": lambda root, _, account, __: root.asks("DELETE", f"/people/{account}/sessions", 204),
    "the account is disabled": lambda root, _, account, __: root.asks(
        "PATCH", f"/people/{account}", json={"disabled": True}
    ),
    "the account is deleted": lambda root, _, account, __: root.asks("DELETE", f"/people/{account}", 204),
    "the cookie is another": lambda _, asha, __, ___: asha.asks(
        "PUT", "/me/password", json={"old": PASSWORD, "new": "other words of mine"}
    ),
    "it is over": lambda _, __, ___, database: run(database, "update sessions set ends_at = now()"),
    "somebody ends it beside the service": lambda _, __, ___, database: run(database, "delete from sessions"),
}


async def run(database: Database, statement: str) -> None:
    """As the command line does, or another worker."""
    await (await database.pool()).execute(statement)


@pytest.mark.parametrize("why", ENDS)
async def test_a_stream_ends_with_the_session_of_its_reader(
    root: Browser, browser: Callable[[], Browser], database: Database, why: str
) -> None:
    """Within about a second, also when nothing is told meanwhile; other readers read on."""
    asha, account = browser(), await root.adds(EMAIL, "view")
    await asha.signs_in(EMAIL)
    with capture_logs() as logged:
        async with following(root.url, Cookie=cookie(asha)) as over:
            await ENDS[why](root, asha, account, database)
            await over()

            async def told() -> bool:
                return any(each["event"] == "access.stream_ended" for each in logged)

            await until(told)


async def test_readers_who_may_go_on_are_left_alone(
    root: Browser, browser: Callable[[], Browser], running: WholeService
) -> None:
    """Somebody else's session is nothing to them, nor another role that still may."""
    asha, gone, account = browser(), browser(), await root.adds(EMAIL, "publish")
    await asha.signs_in(EMAIL)
    await gone.signs_in(ROOT)
    async with (
        following(root.url, Cookie=cookie(asha)),
        following(root.url, Cookie=cookie(root)),
        following(root.url, Cookie=cookie(gone)) as over,
    ):
        await root.asks("PATCH", f"/people/{account}", json={"role": "view"})
        await gone.asks("POST", "/sign-out", 204)
        await over()
        assert len(running.access.attendance) == 2


async def test_a_stream_ends_at_the_other_worker_too(root: Browser, scripted: Settings) -> None:
    """Two services share a database; what is ended at the one is over at the other within about a second."""
    async with (
        whole_service(scripted, clock=lambda: MONDAY_MORNING) as second,
        following(second.url, Cookie=cookie(root)) as over,
    ):
        await root.asks("POST", "/sign-out", 204)
        await over()


async def test_a_stream_ends_with_the_key_of_its_reader(root: Browser) -> None:
    """A program's, when the key is revoked."""
    key = await root.key("calls:read")
    async with following(root.url, Authorization=f"Bearer {key}") as over:
        await root.asks("DELETE", f"/keys/{key[4:12]}", 204)
        await over()


async def test_who_came_in_without_an_account_leaves_when_there_is_one(
    running: WholeService, browser: Callable[[], Browser]
) -> None:
    """From the first account on everybody signs in."""
    async with following(running.url) as over:
        await browser().makes_the_first_account()
        await over()


async def test_whoever_only_watches_is_still_there(
    root: Browser, database: Database, running: WholeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session in which a stream is read is in use, and does not end for lack of it."""
    monkeypatch.setattr("agent.access.attendance.SEEN_S", 0.0)
    async with following(root.url, Cookie=cookie(root)):
        pool = await database.pool()
        before = await pool.fetchval("update sessions set seen_at = now() - interval '11 hours' returning seen_at")
        running.access.changed()

        async def used() -> bool:
            return bool(await pool.fetchval("select seen_at from sessions") > before)

        await until(used)


class AskedSessions(Sessions):
    """The real ones, which note what they were asked."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.asked: list[set[bytes]] = []

    async def roles(self, token_hashes: Collection[bytes]) -> Mapping[bytes, Role]:
        self.asked.append(set(token_hashes))
        return await super().roles(token_hashes)


async def test_the_database_is_asked_once_for_all_who_stay_and_not_when_nobody_does(
    database: Database, settings: Settings
) -> None:
    """However many read streams; who has no session is told to leave, once."""
    await database.migrate()
    sessions = AskedSessions(database)
    attendance = Attendance(sessions, ApiKeys(database), Openness(settings, People(database)))
    left: list[bytes] = []
    visitors = [Visitor("account", "Asha", "view", cookie_hash=bytes([n]) * 32) for n in range(30)]

    async def stay(visitor: Visitor) -> None:
        gone = asyncio.Event()

        def leave() -> None:
            left.append(visitor.cookie_hash)
            gone.set()

        with attendance.staying(visitor, VIEW, leave):
            await gone.wait()

    staying = [asyncio.create_task(stay(each)) for each in visitors]
    async with asyncio.timeout(SOON_S + 5):
        await asyncio.gather(*staying)
    assert sessions.asked == [{each.cookie_hash for each in visitors}]
    assert sorted(left) == sorted(each.cookie_hash for each in visitors)
    assert len(attendance) == 0
    assert not await attendance.lets(visitors[0], EDIT)


# ── test calls ────────────────────────────────────────────────────────────────


async def rings(socket: ClientConnection, begun: dict[str, Any]) -> None:
    """The browser shows the ticket."""
    far = FarSide("MZ" + "0" * 32, begun["call_id"], "AC" + "0" * 32, begun["parameters"])
    await socket.send(far.connected())
    await socket.send(far.start())


async def closed_with(socket: ClientConnection) -> int | None:
    """The code with which the service ends it; TimeoutError when that takes long."""
    with suppress(ConnectionClosedError):
        async with asyncio.timeout(SOON_S):
            async for _ in socket:
                pass
    return socket.close_code


async def begin(browser: Browser) -> dict[str, Any]:
    """A test call that is expected."""
    begun: dict[str, Any] = await browser.asks("POST", "/flows/scheduling/test-calls", 201, json={})
    return begun


async def test_a_ticket_is_worth_nothing_once_its_session_is_over(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """On a machine without a Twilio token, at which any program may open a socket: neither as a test call, with the
    session of somebody else, nor as Twilio.
    """
    await root.adds(EMAIL, "edit")
    for path in ("?unsigned=1", ""):
        asha = browser()
        await asha.signs_in(EMAIL)
        begun = await begin(asha)
        await asha.asks("POST", "/sign-out", 204)
        url = begun["url"].partition("?")[0] + path
        async with connect(url, additional_headers={"Cookie": cookie(root)}, proxy=None) as socket:
            await rings(socket, begun)
            assert await closed_with(socket) == 1008, path


async def test_a_ticket_of_a_test_call_is_for_no_socket_of_twilios(root: Browser) -> None:
    """Nor is it one for whoever opens a socket as Twilio does, from this machine, without any session."""
    begun = await begin(root)
    async with connect(begun["url"], proxy=None) as socket:
        await rings(socket, begun)
        assert await closed_with(socket) == 1008


@pytest.mark.parametrize("why", ["they sign out", "an administrator ends it", "the account is disabled"])
async def test_a_test_call_ends_with_the_session_of_its_maker(
    root: Browser, browser: Callable[[], Browser], database: Database, why: str
) -> None:
    """Within about a second; its record says so."""
    asha, account = browser(), await root.adds(EMAIL, "edit")
    await asha.signs_in(EMAIL)
    begun = await begin(asha)
    async with connect(begun["url"], additional_headers={"Cookie": cookie(asha)}, proxy=None) as socket:
        await rings(socket, begun)
        await socket.recv()  # it speaks
        await ENDS[why](root, asha, account, database)
        assert await closed_with(socket) == 1000
    events = timeline((await root.client.get(begun["events"])).text)
    [ended] = [each for each in events if each["event"] == "ended"]
    assert ended["by"] == "lost"
    assert "signed out" in ended["why"]


async def test_a_test_call_ends_when_its_maker_may_make_none_any_more(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """With another role, though they are still signed in."""
    asha, account = browser(), await root.adds(EMAIL, "edit")
    await asha.signs_in(EMAIL)
    begun = await begin(asha)
    async with connect(begun["url"], additional_headers={"Cookie": cookie(asha)}, proxy=None) as socket:
        await rings(socket, begun)
        await socket.recv()
        await root.asks("PATCH", f"/people/{account}", json={"role": "view"})
        assert await closed_with(socket) == 1000
    await asha.asks("GET", "/flows")


async def test_the_first_account_ends_calls_of_those_who_came_in_without(
    running: WholeService, browser: Callable[[], Browser]
) -> None:
    """As it ends their streams."""
    somebody = browser()
    begun = await begin(somebody)
    async with connect(begun["url"], proxy=None) as socket:
        await rings(socket, begun)
        await socket.recv()
        await browser().makes_the_first_account(email=ROOT)
        assert await closed_with(socket) == 1000

    async def over() -> bool:
        return running.exchange.live == 0

    await until(over)
