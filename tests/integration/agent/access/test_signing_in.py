"""Signing in with a password."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal

import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs

from agent.access.passwords import BusyHashing, Passwords
from agent.store.database import Database
from agent.store.sessions import NewSession, Sessions
from tests.integration.agent.access.conftest import ROOT
from tests.support.browser import PASSWORD, Browser
from tests.support.clients import web_client
from tests.support.whole_service import WholeService


@pytest.mark.usefixtures("costly_hashes")
async def test_the_password_is_kept_as_argon2id_and_nowhere_else(root: Browser, database: Database) -> None:
    """No table holds it, nor what a cookie holds."""
    cookie = root.client.cookies["trunkline"]
    pool = await database.pool()
    kept = await pool.fetchval("select password_hash from accounts")
    whole = str([list(row.values()) for row in await pool.fetch("select * from accounts, sessions")])
    assert kept.startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert PASSWORD not in whole
    assert cookie not in whole
    assert cookie.encode().hex() not in whole


async def test_a_wrong_password_and_nobodys_address_are_answered_alike(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """So that nobody finds out who has an account."""
    await root.adds("gone@example.com", "view")
    [gone] = [each["id"] for each in await root.asks("GET", "/people") if each["email"] == "gone@example.com"]
    await root.asks("PATCH", f"/people/{gone}", json={"disabled": True})
    answers = []
    for email, password in (
        (ROOT, "not the password"),
        ("nobody@example.com", PASSWORD),
        ("gone@example.com", PASSWORD),
    ):
        sent = {"email": email, "password": password}
        answers.append(await browser().answer("POST", "/sign-in", json=sent))
    assert [answer.status_code for answer in answers] == [401] * 3
    assert len({answer.text for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in answers}) == 1


async def test_nobodys_password_is_compared_as_long_as_anybodys() -> None:
    """A hash is reckoned in either case."""
    reckoned: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - its name there
            reckoned.append(str(hash).rsplit("$", 2)[0])
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    kept = await passwords.hash(PASSWORD)
    assert await passwords.right(PASSWORD, kept)
    assert not await passwords.right("another one entirely", kept)
    assert not await passwords.right("nobody's password", None)
    passwords.close()
    assert len(reckoned) == 3
    assert len(set(reckoned)) == 1, "with the same costs"


async def test_capitals_and_blanks_of_an_address_do_not_count(root: Browser, browser: Callable[[], Browser]) -> None:
    """People type them."""
    me = await browser().signs_in("  Root@Example.COM ")
    assert me["email"] == ROOT


async def test_after_five_failures_an_account_waits_longer_and_longer(
    root: Browser, browser: Callable[[], Browser], database: Database
) -> None:
    """The right password does not help while it waits; the wait is told, and doubles."""
    pool, thief = await database.pool(), browser()
    for _ in range(5):
        await thief.signs_in(ROOT, "not the password", 401)
    waits = []
    for _ in range(4):
        answer = await thief.answer("POST", "/sign-in", json={"email": ROOT, "password": PASSWORD})
        assert answer.status_code == 429
        waits.append(int(answer.headers["retry-after"]))
        assert answer.json()["retry_after"] == waits[-1]
        await pool.execute("update sign_in_tries set wait_until = now()")
        await thief.signs_in(ROOT, "not the password", 401)
    assert waits == [1, 2, 4, 8]
    await pool.execute("update sign_in_tries set failures = 900, wait_until = now()")
    await thief.signs_in(ROOT, "not the password", 401)
    assert (
        int((await thief.answer("POST", "/sign-in", json={"email": ROOT, "password": "x"})).headers["retry-after"])
        == 900
    )
    await root.asks("GET", "/flows")  # whoever is signed in stays so
    await pool.execute("update sign_in_tries set wait_until = now()")
    await thief.signs_in(ROOT)


async def test_many_at_once_are_no_way_around(root: Browser, browser: Callable[[], Browser]) -> None:
    """A try counts before its password is looked at."""
    thief = browser()
    tries = [
        thief.answer("POST", "/sign-in", json={"email": ROOT, "password": f"guess {n} of many"}) for n in range(16)
    ]
    statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert statuses.count(401) <= 6
    assert set(statuses) <= {401, 429}


async def test_a_success_forgets_the_failures_before_it(root: Browser, browser: Callable[[], Browser]) -> None:
    """Who mistypes now and then never waits."""
    person = browser()
    for _ in range(3):
        for _ in range(4):
            await person.signs_in(ROOT, "not the password", 401)
        await person.signs_in(ROOT)


async def test_an_address_waits_whoever_it_tries(
    root: Browser, browser: Callable[[], Browser], database: Database
) -> None:
    """Many accounts are no way around either; the address is that behind a proxy on this machine."""
    thief = browser()
    thief.client.headers.update({"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"})
    thief.client.headers["Origin"] = thief.url.replace("http:", "https:")
    for n in range(20):
        await thief.signs_in(f"person{n}@example.com", wanted=401)
    answer = await thief.answer("POST", "/sign-in", json={"email": ROOT, "password": PASSWORD})
    assert answer.status_code == 429
    await browser().signs_in(ROOT)
    rows = await (await database.pool()).fetch("select * from sign_in_tries")
    assert "example.com" not in str(rows), "what was typed as an address is not kept"


@pytest.mark.parametrize(
    ("url", "host", "headers", "name"),
    [
        ("http", None, {}, "trunkline"),
        ("https", "voice.example.com", {"X-Forwarded-Proto": "https"}, "__Host-trunkline"),
    ],
)
async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    root: Browser, url: str, host: str | None, headers: dict[str, str], name: str
) -> None:
    """Secure and bound to the host wherever there is https."""
    host = host or root.url.removeprefix("http://")
    sent = {"Host": host, "Origin": f"{url}://{host}", **headers}
    async with web_client(base_url=root.url, headers=sent, timeout=60) as client:
        answer = await client.post("/api/sign-in", json={"email": ROOT, "password": PASSWORD})
    [cookie] = answer.headers.get_list("set-cookie")
    told = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith(f"{name}=")
    assert {"httponly", "samesite=lax", "path=/", "max-age=1209600"} <= told
    assert ("secure" in told) is (url == "https")
    assert not any(part.startswith("domain") for part in told)


async def test_a_password_is_not_asked_for_over_a_network_in_the_clear(root: Browser) -> None:
    """Plain http is for this machine alone."""
    headers = {"Host": "192.0.2.7:8080", "Origin": "http://192.0.2.7:8080"}
    async with web_client(base_url=root.url, headers=headers) as client:
        answer = await client.post("/api/sign-in", json={"email": ROOT, "password": PASSWORD})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_private")


async def test_a_session_is_never_one_that_was_known_before(root: Browser, browser: Callable[[], Browser]) -> None:
    """Whatever cookie a browser brings, signing in gives another, and ends the one before."""
    victim, thief = browser(), browser()
    victim.client.cookies["trunkline"] = "planted"
    await victim.signs_in(ROOT)
    assert victim.client.cookies.get("trunkline", domain="127.0.0.1") != "planted"
    before = victim.client.cookies.get("trunkline", domain="127.0.0.1")
    thief.client.cookies["trunkline"] = before or ""
    await thief.asks("GET", "/flows")
    await victim.asks("POST", "/sign-in", json={"email": ROOT, "password": PASSWORD})
    await thief.asks("GET", "/flows", 401)
    await victim.asks("GET", "/flows")


async def test_who_signs_in_who_fails_and_who_leaves_is_recorded(running: WholeService) -> None:
    """In the audit log, with ids; no log holds a password, and those for operators no address either."""
    with capture_logs() as logs:
        async with Browser(running.url) as browser:
            await browser.makes_the_first_account()
            await browser.asks("POST", "/sign-out", 204)
            await browser.signs_in(ROOT, "not the password", 401)
            await browser.signs_in(ROOT)
            entries = await browser.audited()
    assert [(each["did"], each["who"]) for each in entries] == [
        ("account.first", ROOT),
        ("sign_in", ROOT),
        ("sign_out", ROOT),
        ("sign_in.failed", "nobody"),
        ("sign_in", ROOT),
    ]
    assert entries[1]["details"]["account"]
    assert entries[3]["details"]["why"] == "wrong"
    assert ROOT not in str(logs)
    for kept in (logs, entries):
        assert PASSWORD not in str(kept)
        assert "not the password" not in str(kept)


async def test_of_a_wait_only_its_beginning_is_recorded(
    root: Browser, browser: Callable[[], Browser], database: Database
) -> None:
    """Who goes on asking does not fill the audit."""
    thief, pool = browser(), await database.pool()
    for _ in range(5):
        await thief.signs_in(ROOT, "not the password", 401)
    for _ in range(2):
        await pool.execute("update sign_in_tries set wait_until = now() + interval '10 minutes'")
        for _ in range(4):
            await thief.signs_in(ROOT, "not the password", 429)
        await pool.execute("update sign_in_tries set wait_until = now()")
        await thief.signs_in(ROOT, "not the password", 401)
    failed = [each["details"]["why"] for each in await root.audited() if each["did"] == "sign_in.failed"]
    assert failed.count("too_many") == 2


async def test_a_service_that_is_too_busy_to_compare_counts_no_try(
    root: Browser, browser: Callable[[], Browser], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither against the account nor against the address."""

    async def busy(self: Passwords, password: str, kept: str | None) -> bool:
        raise BusyHashing("Too many at once.")

    with monkeypatch.context() as while_busy:
        while_busy.setattr(Passwords, "right", busy)
        for _ in range(8):
            await browser().signs_in(ROOT, wanted=503)
    assert await (await database.pool()).fetchval("select sum(failures) from sign_in_tries") == 0
    await browser().signs_in(ROOT)


@pytest.mark.parametrize("change", ["password_hash = 'another'", "disabled = true"])
async def test_what_an_account_lost_while_its_password_was_compared_holds(
    root: Browser, browser: Callable[[], Browser], database: Database, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A sign-in with the old password makes no session once it was changed, nor when the account was disabled."""
    pool, right = await database.pool(), Passwords.right

    async def overtaken(self: Passwords, password: str, kept: str | None) -> bool:
        good = await right(self, password, kept)
        await pool.execute(f"update accounts set {change}")
        return good

    monkeypatch.setattr(Passwords, "right", overtaken)
    sessions = await pool.fetchval("select count(*) from sessions")
    assert await browser().code("POST", "/sign-in", 401, json={"email": ROOT, "password": PASSWORD}) == "wrong"
    assert await pool.fetchval("select count(*) from sessions") == sessions


@pytest.mark.parametrize("path", ["/sign-in", "/first-account"])
async def test_strangers_send_little(running: WholeService, path: str) -> None:
    """What is too large for an address and a password is not read, whether it says its length or not."""
    async with Browser(running.url) as browser:
        body = b'{"email": "' + b"x" * 8192 + b'"}'
        assert await browser.code("POST", path, 413, content=body) == "too_large"

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(3):
                yield b" " * 4096

        assert await browser.code("POST", path, 413, content=pieces()) == "too_large"


async def test_a_change_that_is_being_written_is_waited_for(root: Browser, database: Database) -> None:
    """A session that begins at the same moment as a password changes does not outlive it."""
    pool, sessions = await database.pool(), Sessions(database)
    account, kept = await pool.fetchrow("select id, password_hash from accounts")
    new = NewSession("s", b"t" * 32, account, "password", "127.0.0.1", "A browser")
    async with pool.acquire() as other:
        change = other.transaction()
        await change.start()
        await other.execute("update accounts set password_hash = 'another'")
        begun = asyncio.create_task(sessions.begin(new, verified=kept))
        async with asyncio.timeout(10):
            while not begun.done() and not await pool.fetchval("select count(*) from pg_locks where not granted"):
                pass
        await change.commit()
    assert await begun is False
    assert await pool.fetchval("select count(*) from sessions where id = 's'") == 0
