"""Nothing of one tenant can be had by another: not by its people, its keys, its calls, or by the database itself."""

import asyncpg
import pytest

from agent.access.needs import NEEDS
from agent.safety.keeping.columns import HOLDINGS
from agent.store.database import Database
from tests.integration.agent.tenancy.conftest import NAMES, Installation, host_of
from tests.support.browser import Browser
from tests.support.conversation import until

OWNED = sorted(table for table, each in HOLDINGS.items() if each.owned)
SHARED = {"limit_counts": " where tenant <> ''", "limits": " where name not like 'all.%'"}
"""What is over all tenants is seen by all of them."""
VALUES = {
    "{flow}": "only_theirs",
    "{number}": "+912071110000",
    "{call}": "CA1",
    "{call_id}": "CA1",
    "{person}": "1",
    "{session}": "1",
    "{key}": "1",
    "{environment}": "live",
    "{revision}": "1",
    "{name}": "call.tokens",
}


async def a_call(installation: Installation, tenant: str) -> str:
    """Somebody rings a tenant, says a name, and hangs up. Returns the call's id."""
    host = host_of(tenant) if tenant in NAMES else ""
    report = await installation.service.rings(hangup_after_s=1.0, host=host)

    async def written() -> bool:
        call = await installation.browsers[tenant].answer("GET", f"/calls/{report.call_id}")
        return call.status_code == 200 and call.json()["ended_at"] is not None

    await until(written)
    return report.call_id


async def filled(installation: Installation) -> dict[str, str]:
    """Each tenant has had a call, made a flow, a number and a key. Returns the calls' ids."""
    calls = {}
    for name, browser in installation.browsers.items():
        calls[name] = await a_call(installation, name)
        await browser.asks("POST", "/flows", 201, json={"name": f"only_{name}", "title": "Ours"})
        number = {"label": f"Desk of {name}", "flow": "scheduling", "environment": "live"}
        await browser.asks("PUT", "/numbers/+912071110099", json=number)
        await browser.key("view")
    return calls


async def test_a_call_is_its_tenants_alone(installation: Installation) -> None:
    """It is answered by the flow of the host that Twilio asks for, kept there, and found nowhere else."""
    calls = await filled(installation)
    for name, browser in installation.browsers.items():
        listed = {each["id"] for each in (await browser.asks("GET", "/calls"))["calls"]}
        assert listed == {calls[name]}
        for other, call in calls.items():
            wanted = 200 if other == name else 404
            for path in (f"/calls/{call}", f"/calls/{call}/page", f"/calls/{call}/events", f"/calls/{call}/cost"):
                assert (await browser.answer("GET", path)).status_code == wanted, (name, path)


async def test_names_are_each_tenants_own(installation: Installation) -> None:
    """The same number, the same flow's name, the same address of a person: each has theirs, and sees no other's."""
    await filled(installation)
    for name, browser in installation.browsers.items():
        flows = {each["name"] for each in await browser.asks("GET", "/flows")}
        assert {each for each in flows if each.startswith("only_")} == {f"only_{name}"}
        assert (await browser.asks("GET", "/numbers/+912071110099"))["label"] == f"Desk of {name}"
        assert [each["email"] for each in await browser.asks("GET", "/people")] == [f"root@{name}.example.com"]
        await browser.adds("asha@example.com", "view")
    for name, browser in installation.browsers.items():
        assert {each["email"] for each in await browser.asks("GET", "/people")} == {
            "asha@example.com",
            f"root@{name}.example.com",
        }


async def test_a_key_and_a_session_admit_at_their_own_tenant_alone(installation: Installation) -> None:
    """Whatever is asked at another's door with them, on every route there is: the answer is that one has to sign in."""
    clinic = installation.browsers["clinic"]
    key, cookies = await clinic.key("administer"), dict(clinic.client.cookies)
    assert (await clinic.answer("GET", "/flows")).status_code == 200
    ways: list[dict[str, str]] = [{"Authorization": f"Bearer {key}"}, {}]
    for door in ("main", "shop"):
        for headers in ways:
            stranger = installation.stranger(door, **headers)
            if not headers:
                stranger.client.cookies.update(cookies)
                stranger.token = clinic.token
            tried = 0
            for name, need in NEEDS.items():
                method, _, path = name.partition(" ")
                if need.role is None or method == "WS":
                    continue
                for placeholder, value in VALUES.items():
                    path = path.replace(placeholder, value)
                answer = await stranger.client.request(
                    method, path, headers={"Content-Type": "application/json"}, content=b"{}"
                )
                assert answer.status_code in {401, 429}, (door, headers, name, answer.text)
                tried += 1
            assert tried > 60
            await stranger.client.aclose()


async def test_a_password_admits_at_its_own_tenant_alone(installation: Installation) -> None:
    """Another tenant does not know the address."""
    for name in ("main", *NAMES):
        for other in ("main", *NAMES):
            async with installation.stranger(other) as browser:
                await browser.signs_in(f"root@{name}.example.com", wanted=200 if name == other else 401)


async def test_each_has_an_audit_log_of_its_own(installation: Installation) -> None:
    """It tells what its own people did, it is whole, and no log can be shown as another's."""
    await filled(installation)
    heads = set()
    for name, browser in installation.browsers.items():
        entries = await browser.audited()
        assert [each["ordinal"] for each in entries] == list(range(1, len(entries) + 1))
        assert {each["who"] for each in entries} <= {f"root@{name}.example.com", "nobody"}
        check = await browser.asks("GET", "/audit/check")
        assert check["whole"]
        heads.add(entries[0]["hash"])
    assert len(heads) == len(installation.browsers)


async def test_the_database_shows_a_connection_its_tenant_alone(installation: Installation) -> None:
    """In every table there is, for every statement: whatever a query forgets to ask, it gets nothing of others."""
    await filled(installation)
    async with installation.database.owner() as owner:
        before = {table: await owner.fetchval(f"select count(*) from {table}") for table in OWNED}
    assert sum(1 for count in before.values() if count) >= 25, "there is something to be seen"
    nobody = Database(installation.database.address.url, connections=2, tenant="nobody")
    pool = await nobody.pool()
    for table in OWNED:
        shared = SHARED.get(table, "")
        assert await pool.fetchval(f"select count(*) from {table}{shared}") == 0, table
        for statement in (f"delete from {table}{shared}", f"update {table} set tenant = 'nobody'{shared}"):
            try:
                assert (await pool.execute(statement)).endswith(" 0"), statement
            except asyncpg.InsufficientPrivilegeError:
                assert table == "audit_log", statement
    await nobody.close()
    async with installation.database.owner() as owner:
        for table, count in before.items():
            assert await owner.fetchval(f"select count(*) from {table}") >= count, table


async def test_nothing_can_be_added_in_anothers_name(installation: Installation) -> None:
    """Not even by a statement that names it."""
    pool = await installation.database.pool()
    for statement in (
        "insert into recording_refusals (call_id, tenant) values ('CA1', 'shop')",
        """
        insert into flows (name, revision, title, about, languages, steps, errors, tenant)
        values ('x', 0, '', '', '{}', 0, 0, 'shop')
        """,
        "update flows set tenant = 'shop'",
        "insert into call_slots (call_id, worker, tenant, expires_at) values ('CA1', 'w', 'shop', now())",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await pool.execute(statement)


async def test_a_connection_that_says_no_tenant_sees_nothing_and_adds_nothing(database: Database) -> None:
    """Whoever forgets it is not the first tenant by that."""
    await (await database.pool()).execute("insert into recording_refusals (call_id) values ('CA1')")
    connection = await asyncpg.connect(database.address.url, server_settings={"role": "trunkline_app"})
    try:
        assert await connection.fetchval("select count(*) from recording_refusals") == 0
        with pytest.raises(asyncpg.PostgresError, match=r"trunkline\.tenant"):
            await connection.execute("insert into recording_refusals (call_id) values ('CA2')")
    finally:
        await connection.close()


async def test_every_table_is_bound(database: Database) -> None:
    """Also for its owner; those that are not are the installation's, and hold nothing of anybody."""
    rows = await (await database.pool()).fetch(
        "select relname, relrowsecurity and relforcerowsecurity as bound from pg_class"
        " where relkind = 'r' and relnamespace = 'public'::regnamespace"
    )
    assert {row["relname"] for row in rows if not row["bound"]} == {
        table for table, each in HOLDINGS.items() if not each.owned and table != "tenants"
    }
    for table, each in HOLDINGS.items():
        assert each.owned or not (each.caller or each.staff), table


async def test_unsigned_calls_come_from_this_machine_only(installation: Installation) -> None:
    """At every tenant's door, as at the first's."""
    stranger: Browser
    for name in NAMES:
        async with installation.stranger(name, **{"X-Forwarded-For": "203.0.113.7"}) as stranger:
            form = {"CallSid": "CA" + "3" * 32, "From": "+919822012345", "To": "+912071110000", "AccountSid": "AC1"}
            assert (await stranger.client.post("/twilio/voice", data=form)).status_code == 403
    assert host_of("clinic") == "clinic.localhost"
