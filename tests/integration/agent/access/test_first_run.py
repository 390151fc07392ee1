"""A service that was just installed: nobody has a password, and no stranger gets in."""

import pytest
from structlog.testing import capture_logs

from agent.app import open_service
from agent.settings import Settings
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import PASSWORD, Browser
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service


async def test_with_nothing_configured_this_machine_administers(running: WholeService) -> None:
    """So that whoever tries Trunkline need not make an account first."""
    async with Browser(running.url) as browser:
        me = await browser.asks("GET", "/me")
        await browser.asks("GET", "/flows")
        await browser.asks("POST", "/flows", 201, json={"name": "hello"})
    assert (me["open"], me["signed_in"], me["role"], me["first_account"]) == (True, False, "administer", True)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"CF-Connecting-IP": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Host": "voice.example.com"},
    ],
)
async def test_strangers_are_told_how_the_console_is_opened_to_others(
    running: WholeService, headers: dict[str, str]
) -> None:
    """Whatever they ask for, pages and who they are included; only the process's health is nobody's secret."""
    async with web_client(base_url=running.url, headers=headers) as client:
        answers = [await client.get(path) for path in ("/", "/api/me", "/api/flows", "/metrics", "/assets/x.js")]
        made = await client.post("/api/first-account", json={"email": "a@b.example", "name": "A", "password": PASSWORD})
        health = await client.get("/healthz")
    assert [answer.status_code for answer in [*answers, made]] == [403] * 6
    assert "trunkline account add" in answers[0].text
    assert "trunkline account add" in answers[1].json()["error"]["message"]
    assert health.status_code == 200


async def test_with_the_first_account_everybody_signs_in(running: WholeService) -> None:
    """This machine included, at once; whoever made it is signed in as administrator."""
    async with Browser(running.url) as first, Browser(running.url) as other:
        await other.asks("GET", "/flows")
        me = await first.makes_the_first_account()
        assert (me["signed_in"], me["open"], me["role"], me["name"]) == (True, False, "administer", "Rut")
        assert await other.code("GET", "/flows", 401) == "sign_in"
        assert (await other.asks("GET", "/me"))["first_account"] is False
        again = {"email": "b@example.com", "name": "B", "password": PASSWORD}
        assert await other.code("POST", "/first-account", 410, json=again) == "spent"
        await first.asks("GET", "/flows")


async def test_the_first_account_administers_so_others_come_after_it(running: WholeService) -> None:
    """Else the first one could be made that nobody could administer with."""
    async with Browser(running.url) as browser:
        viewer = {"email": "a@example.com", "name": "A", "role": "view", "password": PASSWORD}
        assert await browser.code("POST", "/people", 409, json=viewer) == "first_account"


@pytest.mark.parametrize(
    "closing",
    [
        {"public_url": "https://voice.example.com"},
        {"trunkline_sign_in": "always"},
        {"trunkline_oidc_issuer": "https://login.example.com", "trunkline_oidc_client_id": "trunkline"},
    ],
)
async def test_a_way_in_from_outside_closes_the_console_before_anybody_has_an_account(
    scripted: Settings, closing: dict[str, str]
) -> None:
    """A tunnel or a proxy makes strangers look like neighbours."""
    settings = scripted.model_copy(update=closing)
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service, Browser(service.url) as browser:
        assert await browser.code("GET", "/flows", 401) == "sign_in"
        me = await browser.asks("GET", "/me")
        assert (me["open"], me["role"], me["first_account"]) == (False, None, True)
        assert (await browser.client.get("/")).status_code == 200, "the page on which one signs in"
        made = {"email": "a@example.com", "name": "A", "password": PASSWORD}
        assert await browser.code("POST", "/first-account", 410, json=made) == "spent"


async def test_the_setup_link_makes_one_account_and_is_spent(scripted: Settings) -> None:
    """It is shown where the service is started, and only its hash is kept."""
    settings = scripted.model_copy(update={"public_url": "http://127.0.0.1:1"})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service, Browser(service.url) as browser:
        old = await service.access.first_run.link("https://voice.example.com/line")
        new = await service.access.first_run.link("https://voice.example.com/line")
        assert old is not None
        assert new is not None
        page, _, token = new.partition("#")
        assert page == "https://voice.example.com/first-account"
        made = {"email": "a@example.com", "name": "A", "password": PASSWORD}
        stale = {**made, "link": old.partition("#")[2]}
        assert await browser.code("POST", "/first-account", 410, json=stale) == "spent"
        weak = {**made, "link": token, "password": "password1234"}
        assert await browser.code("POST", "/first-account", 422, json=weak) == "weak_password"
        me = await browser.makes_the_first_account(token)
        assert me["role"] == "administer"
        assert await browser.code("POST", "/first-account", 409, json={**made, "link": token}) == "exists"
        assert await service.access.first_run.link("https://voice.example.com") is None


async def test_a_link_is_good_for_a_day(scripted: Settings, database: Database) -> None:
    """Later the service has to be started again."""
    settings = scripted.model_copy(update={"trunkline_sign_in": "always"})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service, Browser(service.url) as browser:
        link = await service.access.first_run.link(service.url)
        assert link is not None
        pool = await database.pool()
        assert await pool.fetchval("select ends_at - now() > interval '23 hours' from setup_links")
        await pool.execute("update setup_links set ends_at = now()")
        made = {"email": "a@example.com", "name": "A", "password": PASSWORD, "link": link.partition("#")[2]}
        assert await browser.code("POST", "/first-account", 410, json=made) == "spent"


async def test_no_link_is_made_where_this_machine_may_come_in_without(scripted: Settings) -> None:
    """Nor where somebody has an account."""
    async with open_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        with capture_logs() as logs:
            assert await service.access.first_run.link("http://127.0.0.1:8080") is None
    [told] = [each for each in logs if each["event"] == "access.open"]
    assert "TRUNKLINE_SIGN_IN=always" in told["advice"]


@pytest.mark.parametrize("others", ["role = 'view'", "disabled = true"])
async def test_the_first_account_is_that_of_the_first_who_administers(
    scripted: Settings, database: Database, others: str
) -> None:
    """Somebody whom the provider let in, or whose account is disabled, does not keep the link from being used."""
    settings = scripted.model_copy(update={"trunkline_sign_in": "always"})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service, Browser(service.url) as browser:
        pool = await database.pool()
        await pool.execute(
            "insert into accounts (id, email, name, role, role_from, created_by) "
            "values ('a', 'view@example.com', 'V', 'administer', 'here', 'a test')"
        )
        assert await service.access.first_run.link(service.url) is None
        await pool.execute(f"update accounts set {others}")
        link = await service.access.first_run.link(service.url)
        assert link is not None
        assert (await browser.makes_the_first_account(link.partition("#")[2]))["role"] == "administer"
