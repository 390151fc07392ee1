"""`trunkline tenant`, on a real database."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agent.cli import main
from agent.store.database import Database

Typed = Callable[..., Awaitable[tuple[int, str, str]]]
URL = "https://clinic.example.com"


@pytest.fixture
def typed(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """What a command says: exit code, output, errors. `tenant`: whose data it works on; `given`: what is typed in."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TRUNKLINE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    async def run(*words: str, tenant: str = "main", given: str = "") -> tuple[int, str, str]:
        monkeypatch.setenv("TRUNKLINE_TENANT", tenant)
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        code = await asyncio.to_thread(main, list(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


async def test_a_tenant_is_made_and_set_up(typed: Typed) -> None:
    """Its settings are shown without secrets, and checked before anything is kept."""
    assert "none beside the first" in (await typed("tenant", "list"))[1]
    code, said, _ = await typed("tenant", "add", "clinic", "--url", URL, "--demonstration")
    assert (code, f"{URL}/twilio/voice" in said) == (0, True)
    assert "clinic.example.com" in (await typed("tenant", "list"))[1]

    assert (await typed("tenant", "set", "clinic", "TRUNKLINE_TIMEZONE=Europe/London"))[0] == 0
    assert (await typed("tenant", "set", "clinic", "TWILIO_AUTH_TOKEN", given="the-clinics-token\n"))[0] == 0
    code, _, error = await typed("tenant", "set", "clinic", "TWILIO_AUTH_TOKEN=the-clinics-token")
    assert (code, "history" in error) == (1, True)
    code, _, error = await typed("tenant", "set", "clinic", "TRUNKLINE_TIMEZONE=Mars")
    assert (code, "TRUNKLINE_TIMEZONE cannot be used" in error) == (1, True)
    code, _, error = await typed("tenant", "set", "clinic", "DATABASE_URL=postgresql://elsewhere")
    assert (code, "no DATABASE_URL of its own" in error) == (1, True)

    _, said, _ = await typed("tenant", "show", "clinic")
    assert "TRUNKLINE_TIMEZONE=Europe/London" in said
    assert "TWILIO_AUTH_TOKEN=(set)" in said
    await typed("tenant", "unset", "clinic", "TRUNKLINE_TIMEZONE")
    assert "TIMEZONE" not in (await typed("tenant", "show", "clinic"))[1]
    _, log, _ = await typed("audit", "show")
    assert [did in log for did in ("tenant.added", "tenant.changed", "the-clinics-token")] == [True, True, False]


async def test_a_command_for_a_tenant_that_there_is_not_is_refused(typed: Typed) -> None:
    """A slip of the finger makes nobody's accounts."""
    await typed("db", "upgrade")
    for words in (("account", "list"), ("limits", "show"), ("secret", "list"), ("db", "current")):
        code, _, error = await typed(*words, tenant="clinc")
        assert (code, "no tenant “clinc”" in error) == (1, True), words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "Clinic", "--url", URL), "cannot be a tenant's name"),
        (("add", "main", "--url", URL), "cannot be a tenant's name"),
        (("add", "shop", "--url", "clinic.example.com"), "such as https://"),
        (("add", "shop", "--url", "https://shop.example.com/path"), "such as https://"),
        (("add", "shop", "--url", "https://shop.example.com:"), "such as https://"),
        (("add", "shop", "--url", "https://shop.example.com:99999"), "such as https://"),
        (("add", "shop", "--url", "https://me:secret@shop.example.com"), "such as https://"),
        (("add", "shop", "--url", "http://localhost:8080"), "such as https://"),
        (("add", "shop", "--url", "http://127.0.0.1:8080"), "such as https://"),
        (("add", "shop", "--url", "https://CLINIC.example.com"), "at clinic.example.com already"),
        (("add", "clinic", "--url", "https://other.example.com"), "called clinic already"),
        (("show", "shop"), "no tenant “shop”"),
        (("set", "shop", "TRUNKLINE_FLOW=sales"), "no tenant “shop”"),
        (("set", "clinic", "PUBLIC_URL=https://x.example.com"), "address is given when it is made"),
        (("set", "clinic", "TRUNKLINE_FLOW"), "has no value"),
    ],
)
async def test_what_cannot_be_is_told_and_changes_nothing(typed: Typed, words: tuple[str, ...], told: str) -> None:
    """In a sentence that says what to do."""
    await typed("tenant", "add", "clinic", "--url", URL)
    before = (await typed("tenant", "list"))[1], (await typed("tenant", "show", "clinic"))[1]
    code, _, error = await typed("tenant", *words)
    assert (code, told in error) == (1, True), error
    assert ((await typed("tenant", "list"))[1], (await typed("tenant", "show", "clinic"))[1]) == before


async def test_every_command_works_on_the_tenant_that_is_named(typed: Typed) -> None:
    """Accounts, keys, secrets, limits: what is made for one is not there for the other."""
    await typed("tenant", "add", "clinic", "--url", URL)
    account = ("account", "add", "--email", "asha@example.com", "--role", "administer", "--password-stdin")
    assert (await typed(*account, tenant="clinic", given="four words of nobody\n"))[0] == 0
    assert (await typed("secret", "set", "crm", tenant="clinic", given="s3cret"))[0] == 0
    assert (await typed("limits", "set", "caller.calls.hour", "5", tenant="clinic"))[0] == 0
    code, _, error = await typed("limits", "set", "all.at_once", "5", tenant="clinic")
    assert (code, "over all tenants" in error) == (1, True)
    for words, theirs in (
        (("account", "list"), "asha@example.com"),
        (("secret", "list"), "crm"),
        (("limits", "show", "--json"), '"caller.calls.hour": 5.0,'),
        (("audit", "show"), "account.added"),
        (("audit", "verify"), "whole"),
    ):
        assert theirs in (await typed(*words, tenant="clinic"))[1], words
        if theirs != "whole":
            assert theirs not in (await typed(*words))[1], words


async def test_the_log_names_who_and_what_it_is_about_as_long_as_they_are_there(typed: Typed) -> None:
    """Accounts and keys stand in it by their ids; beside them stands what their own tenant calls them today."""
    for tenant, name in (("clinic", "Asha Rao"), ("shop", "Ravi Iyer")):
        await typed("tenant", "add", tenant, "--url", f"https://{tenant}.example.com")
        for email, called, role in (("boss", f"Boss of {tenant}", "administer"), (tenant, name, "view")):
            account = ("account", "add", "--email", f"{email}@example.com", "--name", called, "--role", role)
            code, _, error = await typed(*account, "--password-stdin", tenant=tenant, given="four words of nobody\n")
            assert code == 0, error
        assert (await typed("key", "add", "--name", f"{tenant} export", "--scopes", "view", tenant=tenant))[0] == 0

    async def shown(tenant: str) -> list[str]:
        return (await typed("audit", "show", tenant=tenant))[1].splitlines()

    log = await shown("clinic")
    assert ["(Asha Rao)" in line for line in log if "account.added" in line] == [False, True]
    assert ["(clinic export)" in line for line in log if "key.added" in line] == [True]
    assert not any("Ravi Iyer" in line or "shop" in line for line in log)
    assert any("(Ravi Iyer)" in line for line in await shown("shop"))

    assert (await typed("account", "remove", "clinic@example.com", tenant="clinic"))[0] == 0
    assert not any("(Asha Rao)" in line for line in await shown("clinic"))


async def test_a_new_master_key_is_every_tenants(typed: Typed, tmp_path: Path) -> None:
    """None is left under the old one, and what was encrypted can still be read."""
    for name in ("clinic", "shop"):
        await typed("tenant", "add", name, "--url", f"https://{name}.example.com")
        await typed("secret", "set", "crm", tenant=name, given=f"s3cret of {name}")
    code, said, error = await typed("keys", "rotate", "--master")
    assert (code, "3 data keys" in said) == (0, True), error
    [former] = await asyncio.to_thread(lambda: list(tmp_path.glob("master.key.*")))
    former.unlink()
    for name in ("clinic", "shop"):
        assert "PUBLIC_URL" in (await typed("tenant", "show", name))[1]
        assert (await typed("keys", "rotate", "--master", tenant=name))[0] == 1


async def test_a_tenant_that_is_removed_leaves_nothing(typed: Typed, database: Database) -> None:
    """Only when that is said; of others nothing goes."""
    for name in ("clinic", "shop"):
        await typed("tenant", "add", name, "--url", f"https://{name}.example.com", "--demonstration")
    assert (await typed("tenant", "remove", "clinic"))[0] == 1
    async with database.owner() as owner:
        tables = [
            row["table_name"]
            for row in await owner.fetch(
                "select table_name from information_schema.columns where column_name = 'tenant' order by 1"
            )
        ]

        async def rows(tenant: str) -> dict[str, int]:
            counted = {
                table: await owner.fetchval(f"select count(*) from {table} where tenant = $1", tenant)
                for table in tables
            }
            return {table: count for table, count in counted.items() if count}

        others = await rows("shop")
        assert len(others) > 8
        code, said, error = await typed("tenant", "remove", "clinic", "--erase-everything")
        assert (code, "is gone" in said) == (0, True), error
        assert await rows("clinic") == {}
        assert await rows("shop") == others
    assert "clinic" not in (await typed("tenant", "list"))[1]
    assert (await typed("audit", "verify", tenant="shop"))[0] == 0
