"""Accounts and keys, as administrators keep them."""

from collections.abc import Callable, Sequence

from agent.store.database import Database
from tests.integration.agent.access.conftest import ROOT
from tests.support.browser import PASSWORD, Browser
from tests.support.clients import web_client
from tests.support.whole_service import WholeService


async def test_an_account_is_made_changed_and_deleted(root: Browser, browser: Callable[[], Browser]) -> None:
    """Each change is felt at once; a deleted account's sessions end with it."""
    account, asha = await root.adds("Asha@Example.com", "edit"), browser()
    await asha.signs_in("asha@example.com")
    listed = {each["email"]: each for each in await root.asks("GET", "/people")}
    assert list(listed) == ["asha@example.com", ROOT]
    assert listed["asha@example.com"]["sessions"] == 1
    assert listed["asha@example.com"]["created_by"] == ROOT
    await root.asks("PATCH", f"/people/{account}", json={"name": "Asha Rao"})
    assert (await asha.asks("GET", "/me"))["name"] == "Asha Rao"
    await asha.asks("PUT", "/me", json={"name": "A. Rao"})
    assert (await asha.asks("GET", "/me"))["name"] == "A. Rao"
    entry = await root.asks("PATCH", f"/people/{account}", json={"disabled": True})
    assert (entry["disabled"], entry["sessions"]) == (True, 0)
    await asha.asks("GET", "/flows", 401)
    await root.asks("PATCH", f"/people/{account}", json={"disabled": False, "password": "new words of mine"})
    await asha.signs_in("asha@example.com", "new words of mine")
    await root.asks("DELETE", f"/people/{account}", 204)
    await asha.asks("GET", "/flows", 401)
    await asha.signs_in("asha@example.com", "new words of mine", 401)
    await root.asks("PATCH", f"/people/{account}", 404, json={"name": "Nobody"})


async def test_somebody_always_administers(root: Browser) -> None:
    """The last one who can is neither deleted, disabled nor given another role; also by themselves."""
    [me] = await root.asks("GET", "/people")
    other = await root.adds("other@example.com", "administer")
    await root.asks("PATCH", f"/people/{other}", json={"disabled": True})
    for change in ({"role": "publish"}, {"disabled": True}):
        assert await root.code("PATCH", f"/people/{me['id']}", 409, json=change) == "last_administrator"
    assert await root.code("DELETE", f"/people/{me['id']}", 409) == "last_administrator"
    await root.asks("PATCH", f"/people/{other}", json={"disabled": False})
    await root.asks("DELETE", f"/people/{me['id']}", 204)
    await root.asks("GET", "/flows", 401)


async def test_a_change_is_made_as_a_whole_or_not_at_all(root: Browser, browser: Callable[[], Browser]) -> None:
    """One that is refused changes no password either, and ends no session."""
    [me] = await root.asks("GET", "/people")
    asha, account = browser(), await root.adds("asha@example.com", "edit")
    await asha.signs_in("asha@example.com")
    refused = {"role": "view", "password": "new words of mine"}
    assert await root.code("PATCH", f"/people/{me['id']}", 409, json=refused) == "last_administrator"
    weak = {"role": "view", "password": "short"}
    assert await root.code("PATCH", f"/people/{account}", 422, json=weak) == "weak_password"
    again = browser()
    await again.signs_in(ROOT, "new words of mine", 401)
    await again.signs_in(ROOT)
    assert (await asha.asks("GET", "/me"))["role"] == "edit"


async def test_an_address_has_one_account(root: Browser) -> None:
    """Whatever capitals it is written with."""
    sent = {"email": "ROOT@example.com", "name": "Another", "role": "view", "password": PASSWORD}
    assert await root.code("POST", "/people", 409, json=sent) == "exists"


async def test_what_makes_no_account_is_told(root: Browser) -> None:
    """In a sentence; nothing is made."""
    wrong: Sequence[tuple[dict[str, object], str]] = (
        ({"email": "nobody"}, "unreadable"),
        ({"name": " "}, "unreadable"),
        ({"role": "owner"}, "unreadable"),
        ({"password": "password1234"}, "weak_password"),
        ({"password": "asha@example.com"}, "weak_password"),
        ({"more": 1}, "unreadable"),
    )
    for sent, code in wrong:
        whole = {"email": "asha@example.com", "name": "Asha", "role": "view", "password": PASSWORD, **sent}
        assert await root.code("POST", "/people", 422, json=whole) == code, sent
    assert len(await root.asks("GET", "/people")) == 1


async def test_a_key_is_shown_once_and_kept_as_a_hash(root: Browser, database: Database) -> None:
    """The list says what it is good for, who made it and when it was used."""
    made = await root.asks(
        "POST", "/keys", 201, json={"name": "  Nightly   report ", "scopes": ["metrics:read", "calls:read"], "days": 7}
    )
    async with web_client(base_url=root.url) as program:
        program.headers["Authorization"] = f"Bearer {made['key']}"
        assert (await program.get("/api/calls")).status_code == 200
        me = (await program.get("/api/me")).json()
    [listed] = await root.asks("GET", "/keys")
    assert (listed["id"], listed["name"]) == (made["key"][4:12], "Nightly report")
    assert (listed["scopes"], listed["created_by"]) == (["calls:read", "metrics:read"], ROOT)
    assert listed["used_at"] is not None
    assert "key" not in listed
    assert (me["name"], me["scopes"], me["role"], me["token"]) == ("Nightly report", listed["scopes"], None, None)
    pool = await database.pool()
    assert made["key"] not in str([list(row.values()) for row in await pool.fetch("select * from api_keys")])
    assert {each["name"] for each in await root.asks("GET", "/keys/scopes")} > {"view", "calls:read"}


async def test_a_key_that_was_revoked_or_has_expired_admits_nobody(
    root: Browser, database: Database, running: WholeService
) -> None:
    """At once, where that was done."""
    keys = [await root.key("view"), await root.key("view")]
    async with web_client(base_url=root.url) as program:

        async def status(key: str) -> int:
            return (await program.get("/api/flows", headers={"Authorization": f"Bearer {key}"})).status_code

        assert [await status(key) for key in keys] == [200, 200]
        await root.asks("DELETE", f"/keys/{keys[0][4:12]}", 204)
        await (await database.pool()).execute("update api_keys set expires_at = now()")
        assert [await status(key) for key in keys] == [401, 401]
    assert [each["expired"] for each in await root.asks("GET", "/keys")] == [True]
    await root.asks("DELETE", f"/keys/{keys[0][4:12]}", 404)


async def test_what_makes_no_key_is_told(root: Browser) -> None:
    """With what could be written instead."""
    wrong: Sequence[dict[str, object]] = (
        {"scopes": []},
        {"scopes": ["calls:write"]},
        {"name": " "},
        {"name": "x" * 100},
        {"days": 0},
        {"days": 4000},
    )
    for sent in wrong:
        await root.asks("POST", "/keys", 422, json={"name": "Program", "scopes": ["view"], **sent})


async def test_what_is_done_to_accounts_and_keys_is_recorded_with_what_changed(root: Browser) -> None:
    """One entry each, by whoever did it."""
    before = (await root.audited())[-1]["ordinal"]
    account = await root.adds("asha@example.com", "edit")
    await root.asks("PATCH", f"/people/{account}", json={"role": "view", "name": "Asha"})
    await root.asks("PATCH", f"/people/{account}", json={"password": "new words of mine"})
    await root.asks("DELETE", f"/people/{account}/sessions", 204)
    await root.asks("DELETE", f"/people/{account}", 204)
    await root.asks("DELETE", f"/keys/{(await root.key('view'))[4:12]}", 204)
    told = await root.audited(before)
    assert [each["did"] for each in told] == [
        "account.added",
        "account.changed",
        "account.password",
        "session.ended",
        "account.removed",
        "key.added",
        "key.revoked",
    ]
    assert told[1]["details"] == {"role": "view", "left_out": ["pii_email"]}
    assert {each["who"] for each in told} == {ROOT}
    assert {each["what"] for each in told[:5]} == {f"account {account}"}


async def test_a_program_has_no_account_of_its_own(root: Browser) -> None:
    """Nor has whoever is at this machine; a key of the role administer may keep accounts."""
    async with web_client(base_url=root.url) as program:
        program.headers["Authorization"] = f"Bearer {await root.key('administer')}"
        assert (await program.get("/api/me/sessions")).status_code == 409
        sent = {"email": "asha@example.com", "name": "Asha", "role": "view"}
        assert (await program.post("/api/people", json=sent)).status_code == 201


async def test_a_name_is_one_person_s(root: Browser, browser: Callable[[], Browser]) -> None:
    """Nobody takes the name of somebody else, however it is typed, nor their address: work is signed by it."""
    asha, account = browser(), await root.adds("asha@example.com", "edit")
    await root.adds("ravi@example.com", "view", "Ravi Shaṅkar")
    await asha.signs_in("asha@example.com")
    for name in ("Rut", " rut ", "RAVI SHAN\u0307KAR", "Ravi\u00a0\uff33ha\u1e45kar"):
        assert await asha.code("PUT", "/me", 409, json={"name": name}) == "name_taken", name
        assert await root.code("PATCH", f"/people/{account}", 409, json={"name": name}) == "name_taken"
        new = {"email": "new@example.com", "name": name, "role": "view", "password": PASSWORD}
        assert await root.code("POST", "/people", 409, json=new) == "name_taken"
    assert await asha.code("PUT", "/me", 422, json={"name": "ravi@example.com"}) == "unreadable"
    assert len(await root.asks("GET", "/people")) == 3
    assert (await asha.asks("PUT", "/me", json={"name": "ASHA"}))["name"] == "ASHA", "one's own is free"
    await root.asks("PATCH", f"/people/{account}", json={"role": "publish"})


async def test_who_blocked_a_number_stays_who_it_was(root: Browser, browser: Callable[[], Browser]) -> None:
    """By the account, whatever its person is called later; so does who changed a limit."""
    asha = browser()
    await root.adds("asha@example.com", "administer")
    await asha.signs_in("asha@example.com")
    await asha.asks("PUT", "/limits/numbers/+447900000001", json={"rule": "block"})
    await asha.asks("PUT", "/limits/caller.calls.hour", json={"most": 5})
    await asha.asks("PUT", "/me", json={"name": "Somebody Else"})
    [entry] = await root.asks("GET", "/limits/numbers")
    limits = {each["name"]: each["changed_by"] for each in (await root.asks("GET", "/limits"))["limits"]}
    assert (entry["changed_by"], limits["caller.calls.hour"]) == ("asha@example.com",) * 2


async def test_the_audit_log_tells_what_accounts_are_called(root: Browser) -> None:
    """By their ids, which entries bear; of an account that is gone, nothing is told but that."""
    account = await root.adds("asha@example.com", "edit")
    gone = await root.adds("ravi@example.com", "view")
    await root.asks("PATCH", f"/people/{account}", json={"name": "Asha Rao"})
    await root.asks("DELETE", f"/people/{gone}", 204)
    page = await root.asks("GET", "/audit?most=200")
    about = {each["what"] for each in page["entries"]}
    assert {f"account {account}", f"account {gone}"} <= about
    assert page["people"][account] == "Asha Rao"
    assert gone not in page["people"]
