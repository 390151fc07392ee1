"""`trunkline limits`, on a real database."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.cli import main
from agent.safety.keeping.opening import by_hand
from agent.store.audit import AuditEntries, WantedEntries
from agent.store.database import Database
from agent.store.limits import LimitStore, Refused

Typed = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def typed(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """What the command says: exit code, output, errors."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TRUNKLINE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    async def run(*words: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(main, ["limits", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


async def test_limits_are_set_lifted_and_put_back(typed: Typed, database: Database) -> None:
    """`show` says what holds, and who changed it."""
    assert (await typed("set", "caller.calls.hour", "5"))[0] == 0
    assert (await typed("set", "callee.at_once", "2"))[0] == 0
    assert (await typed("set", "callee.minutes.day", "2.5"))[0] == 0
    assert (await typed("set", "call.tokens", "none"))[0] == 0
    shown = json.loads((await typed("show", "--json"))[1])["limits"]
    assert (shown["caller.calls.hour"], shown["callee.minutes.day"], shown["call.tokens"]) == (5, 2.5, None)
    await typed("set", "caller.calls.hour", "default")
    _, out, _ = await typed("show")
    assert re.search(r"^callee\.at_once +2 +\S.*, \d{4}-\d\d-\d\d$", out, re.MULTILINE)
    assert re.search(r"^caller\.calls\.hour +60 *$", out, re.MULTILINE)
    assert [each.name for each in await LimitStore(database).changed()] == [
        "call.tokens",
        "callee.at_once",
        "callee.minutes.day",
    ]


async def test_numbers_are_blocked_let_in_and_taken_out(typed: Typed, database: Database) -> None:
    """As they are written by people."""
    _, said, _ = await typed("block", "+44 79*", "--busy", "--reason", "robots", "--days", "30")
    assert said.startswith("+4479* is blocked until ")
    await typed("allow", "+912071110000")
    store = LimitStore(database)
    blocked, allowed = sorted((each.entry for each in await store.listed()), key=lambda entry: entry.rule, reverse=True)
    assert (blocked.rule, blocked.how, blocked.reason) == ("block", "reject", "robots")
    assert (allowed.pattern, allowed.rule, allowed.until) == ("+912071110000", "allow", None)
    assert "robots" in (await typed("show"))[1]
    assert (await typed("unblock", "+4479*"))[0] == 0
    assert len(await store.listed()) == 1


async def test_what_is_changed_stands_in_the_audit_log(typed: Typed, database: Database) -> None:
    """By the names that the same has in the console; a caller's number stands as a key, and no reason stands there."""
    await typed("set", "caller.calls.hour", "5")
    await typed("set", "caller.calls.hour", "default")
    await typed("block", "+447900000001", "--reason", "Kamala")
    await typed("allow", "+4479*")
    await typed("unblock", "+4479*")
    await typed("show")
    told = list(reversed(await AuditEntries(database).page(WantedEntries())))
    assert [each.did for each in told] == [
        "PUT /api/limits/{name}",
        "DELETE /api/limits/{name}",
        "PUT /api/limits/numbers/{number}",
        "PUT /api/limits/numbers/{number}",
        "DELETE /api/limits/numbers/{number}",
    ]
    assert {each.who for each in told} == {by_hand()}
    assert told[0].what == "/api/limits/caller.calls.hour"
    assert json.loads(told[0].details) == {"most": "5"}
    assert re.fullmatch("/api/limits/numbers/caller [0-9a-f]{32}", told[2].what)
    assert json.loads(told[2].details) == {"rule": "block", "how": "sentence", "until": None}
    assert told[3].what == told[4].what == "/api/limits/numbers/+4479*"


async def test_refused_calls_are_told_by_reason(typed: Typed, database: Database) -> None:
    """Of the last days."""
    assert "Refused in the last 7 days: nobody." in (await typed("show"))[1]
    now = datetime.now(UTC)
    await LimitStore(database).count_refused([Refused(now, "blocked", "+447900000001", "", 12, now)])
    assert "12  blocked" in (await typed("show"))[1]


@pytest.mark.parametrize(
    "words",
    [
        ("set", "caller.calls.week", "5"),
        ("set", "caller.calls.hour", "many"),
        ("set", "caller.calls.hour", "-1"),
        ("set", "caller.at_once", "2.5"),
        ("set", "caller.calls.hour", "inf"),
        ("block", "12"),
        ("block", "*"),
        ("unblock", "+447900000001"),
    ],
)
async def test_what_cannot_be_is_said_in_one_sentence(typed: Typed, database: Database, words: tuple[str, ...]) -> None:
    """And nothing is changed."""
    code, out, err = await typed(*words)
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("trunkline: ")
    assert "Traceback" not in err
    store = LimitStore(database)
    assert (await store.changed(), await store.listed()) == ([], [])
