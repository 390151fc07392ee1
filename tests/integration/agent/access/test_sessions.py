"""Sessions: how long they last, and how they end."""

import asyncio
from collections.abc import Callable

import pytest

from agent.access import sittings
from agent.settings import Settings
from agent.store.database import Database
from tests.integration.agent.access.conftest import ROOT
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import PASSWORD, Browser
from tests.support.whole_service import WholeService, whole_service


async def test_one_sees_where_one_is_signed_in_and_ends_it(root: Browser, browser: Callable[[], Browser]) -> None:
    """One session or all others; at once where it is ended."""
    phone, laptop = browser(), browser()
    phone.client.headers["User-Agent"] = "A phone"
    await phone.signs_in(ROOT)
    await laptop.signs_in(ROOT)
    listed = await root.asks("GET", "/me/sessions")
    assert [each["current"] for each in listed].count(True) == 1
    assert {each["by"] for each in listed} == {"first_account", "password"}
    [lost] = [each["id"] for each in listed if each["browser"] == "A phone"]
    await root.asks("DELETE", f"/me/sessions/{lost}", 204)
    await phone.asks("GET", "/flows", 401)
    await laptop.asks("GET", "/flows")
    await root.asks("DELETE", "/me/sessions", 204)
    await laptop.asks("GET", "/flows", 401)
    await root.asks("GET", "/flows")
    assert len(await root.asks("GET", "/me/sessions")) == 1
    await root.asks("DELETE", f"/me/sessions/{lost}", 404)


async def test_an_administrator_signs_others_out(root: Browser, browser: Callable[[], Browser]) -> None:
    """At one browser or everywhere; nobody else may."""
    asha, account = browser(), await root.adds("asha@example.com", "publish")
    await asha.signs_in("asha@example.com")
    [session] = await root.asks("GET", f"/people/{account}/sessions")
    await asha.asks("DELETE", f"/people/{account}/sessions", 403)
    await root.asks("DELETE", f"/people/{account}/sessions/{session['id']}", 204)
    await asha.asks("GET", "/flows", 401)
    await asha.signs_in("asha@example.com")
    await root.asks("DELETE", f"/people/{account}/sessions", 204)
    await asha.asks("GET", "/flows", 401)


@pytest.mark.parametrize(
    "over",
    [
        "seen_at = now() - interval '12 hours'",
        "ends_at = now()",
        "began_at = now() - interval '14 days', ends_at = now()",
    ],
)
async def test_a_session_ends_by_itself(root: Browser, database: Database, running: WholeService, over: str) -> None:
    """After twelve hours without use, or fourteen days."""
    pool = await database.pool()
    assert await pool.fetchval("select ends_at - began_at = interval '14 days' from sessions")
    await pool.execute(f"update sessions set {over}")
    running.access.changed()
    await root.asks("GET", "/flows", 401)


async def test_a_session_of_an_account_that_is_disabled_admits_nobody(
    root: Browser, database: Database, running: WholeService
) -> None:
    """Also where it is still there, by whatever way the account was disabled."""
    pool = await database.pool()
    await pool.execute("update accounts set disabled = true")
    running.access.changed()
    await root.asks("GET", "/flows", 401)
    assert await pool.fetchval("select count(*) from sessions") == 1


async def test_use_is_written_once_a_minute(root: Browser, database: Database, running: WholeService) -> None:
    """And prolongs what would be idle."""
    pool = await database.pool()
    for ago, written in (("11 hours", True), ("61 seconds", True), ("40 seconds", False)):
        before = await pool.fetchval(f"update sessions set seen_at = now() - interval '{ago}' returning seen_at")
        running.access.changed()
        await root.asks("GET", "/flows")
        assert (await pool.fetchval("select seen_at from sessions") > before) is written, ago


async def test_a_new_password_ends_all_other_sessions_and_changes_this_one(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """Its cookie and its token, so that whoever has copied them is out."""
    other, copy = browser(), browser()
    await other.signs_in(ROOT)
    copy.client.cookies["trunkline"] = root.client.cookies["trunkline"]
    await copy.asks("GET", "/flows")
    old = root.token
    change = {"old": PASSWORD, "new": "other words of mine"}
    assert await root.code("PUT", "/me/password", 401, json={**change, "old": "not the password"}) == "wrong"
    assert await root.code("PUT", "/me/password", 422, json={**change, "new": "short"}) == "weak_password"
    await root.asks("PUT", "/me/password", json=change)
    await root.asks("GET", "/flows")
    for each in (other, copy):
        await each.asks("GET", "/flows", 401)
    assert root.token != old
    await other.signs_in(ROOT, PASSWORD, 401)
    await other.signs_in(ROOT, "other words of mine")


async def test_an_administrator_who_gives_themselves_a_password_has_another_cookie_too(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """As whoever changes it with the old one; their page goes on."""
    copy = browser()
    copy.client.cookies["trunkline"] = root.client.cookies["trunkline"]
    account = (await root.asks("GET", "/me"))["account"]
    await root.asks("PATCH", f"/people/{account}", json={"password": "other words of mine"})
    await copy.asks("GET", "/flows", 401)
    assert (await root.asks("GET", "/me"))["account"] == account
    await root.asks("PATCH", f"/people/{account}", json={"name": "Ruth"})


async def test_another_worker_feels_it_within_seconds(root: Browser, scripted: Settings) -> None:
    """Two services share a database; what one has found out it believes for no longer than five seconds."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as second, Browser(second.url) as there:
        there.client.cookies["trunkline"] = root.client.cookies["trunkline"]
        await there.asks("GET", "/flows")
        await root.asks("POST", "/sign-out", 204)
        async with asyncio.timeout(sittings.GOOD_S + 3):
            answer = await there.answer("GET", "/numbers")
            while answer.status_code != 401:
                answer = await there.answer("GET", "/numbers")
