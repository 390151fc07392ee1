"""Sign-ins that come to nothing: what the audit log, the service's log and its numbers tell of them."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent.access.failures import written
from agent.store.database import Database
from tests.integration.agent.access.conftest import ROOT
from tests.support.browser import PASSWORD, Browser


async def failures(root: Browser) -> list[Mapping[str, Any]]:
    """Those in the audit log, the first first."""
    return [each for each in await root.audited() if each["did"] == "sign_in.failed"]


async def counted(root: Browser) -> set[str]:
    """The lines of them among the numbers."""
    page = (await root.client.get("/metrics")).raise_for_status().text
    return {line for line in page.splitlines() if line.startswith("trunkline_sign_ins_failed_total{")}


async def test_a_failure_tells_whose_account_and_from_which_address(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """By the account's id; and of what was typed nothing, where nobody has such an account: it may be a password."""
    thief = browser()
    thief.client.headers.update({"X-Forwarded-For": "2001:db8::7", "X-Forwarded-Proto": "https"})
    thief.client.headers["Origin"] = thief.url.replace("http:", "https:")
    with capture_logs() as logs:
        await thief.signs_in(ROOT, "not the password", 401)
        await thief.signs_in("My Own Secret Word", "x", 401)
        await thief.signs_in("somebody@example.org", "x", 401)
    account = (await root.asks("GET", "/me"))["account"]
    known, *strangers = await failures(root)
    assert (known["who"], known["what"]) == ("nobody", f"account {account}")
    assert known["details"] == {"by": "password", "why": "wrong", "address": "2001:db8::7"}
    assert [each["what"] for each in strangers] == ["the console"] * 2
    for typed in ("own secret word", "somebody@example.org", "not the password"):
        assert typed not in f"{await root.audited()} {logs}".lower()
    told = [each for each in logs if each["event"] == "sign_in.failed"]
    assert [(each["account"], each["why"], each["pii_address"]) for each in told] == [
        (account, "wrong", "2001:db8::7"),
        (None, "wrong", "2001:db8::7"),
        (None, "wrong", "2001:db8::7"),
    ]
    assert await counted(root) == {'trunkline_sign_ins_failed_total{by="password",why="wrong"} 3'}


async def test_whoever_has_to_wait_is_counted_each_time(
    root: Browser, browser: Callable[[], Browser], database: Database
) -> None:
    """Though the audit log is told of the wait once, with the account that it is about."""
    thief, pool = browser(), await database.pool()
    for _ in range(5):
        await thief.signs_in(ROOT, "not the password", 401)
    await pool.execute("update sign_in_tries set wait_until = now() + interval '10 minutes'")
    for _ in range(3):
        await thief.signs_in(ROOT, "not the password", 429)
    last = (await failures(root))[-1]
    assert last["details"]["why"] == "too_many"
    assert last["what"].startswith("account ")
    assert 'trunkline_sign_ins_failed_total{by="password",why="too_many"} 3' in await counted(root)


async def test_whoever_guesses_the_password_of_a_session_that_is_open_is_told_of(root: Browser) -> None:
    """Somebody may sit at a browser that was left alone."""
    sent = {"old": "a guess of the password", "new": "four other words of mine"}
    assert await root.code("PUT", "/me/password", 401, json=sent) == "wrong"
    [guess] = await failures(root)
    assert guess["details"]["why"] == "old_password"
    assert "guess" not in str(guess)
    await root.signs_in(ROOT, PASSWORD)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", "unknown"),
        ("my password; DROP TABLE" * 99, "unknown"),
    ],
)
def test_an_address_is_told_in_one_form(address: str, told: str) -> None:
    """And what is none, whoever sent it, not at all."""
    assert written(address) == told
