"""Signing in by an OpenID provider, over real sockets: the way there and back, and what is not believed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import httpcore2
import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr

from agent.access import oidc
from agent.app import open_service
from agent.errors import SettingsError
from agent.settings import Settings
from agent.store import sign_in_trips
from agent.store.database import Database
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import PASSWORD, Browser
from tests.support.clients import web_client
from tests.support.openid_provider import CLIENT, SECRET, Claims, OpenIdProvider, openid_provider
from tests.support.whole_service import WholeService, whole_service

ASHA = "asha@example.com"


@pytest.fixture
async def provider() -> AsyncIterator[OpenIdProvider]:
    """The provider."""
    async with openid_provider() as opened:
        yield opened


@pytest.fixture
async def with_provider(scripted: Settings, provider: OpenIdProvider) -> Settings:
    """Settings of a service at which people of the groups `phones` and `it` get in, and everybody of example.org."""
    return scripted.model_copy(
        update={
            "trunkline_oidc_issuer": provider.issuer,
            "trunkline_oidc_client_id": CLIENT,
            "trunkline_oidc_client_secret": SecretStr(SECRET),
            "trunkline_oidc_roles": {"phones": "edit", "it": "administer"},
            "trunkline_oidc_domain": "Example.org",
            "trunkline_oidc_role": "view",
        }
    )


@pytest.fixture
async def service(with_provider: Settings) -> AsyncIterator[WholeService]:
    """The service."""
    async with whole_service(with_provider, clock=lambda: MONDAY_MORNING) as running:
        yield running


@pytest.fixture
async def browser(service: WholeService) -> AsyncIterator[Browser]:
    """A browser."""
    async with Browser(service.url) as opened:
        yield opened


async def there_and_back(browser: Browser, path: str = "/api/sign-in/provider?next=/calls") -> httpx.Response:
    """What the service answers when the browser comes back from the provider."""
    out = await browser.client.get(path)
    assert out.status_code == 302, out.text
    async with web_client() as elsewhere:
        back = await elsewhere.get(out.headers["location"])
    led = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    return await browser.client.get(back.headers["location"], headers=led)


async def refused(browser: Browser) -> str:
    """For which reason the browser is sent to the sign-in page."""
    answer = await there_and_back(browser)
    assert answer.status_code == 303
    to = urlsplit(answer.headers["location"])
    assert to.path == "/sign-in"
    assert (await browser.asks("GET", "/me"))["signed_in"] is False
    return parse_qs(to.query)["refused"][0]


async def test_a_person_with_a_group_gets_its_role(browser: Browser, provider: OpenIdProvider) -> None:
    """By authorization code with PKCE; the browser goes on to where it wanted to."""
    assert provider.person is not None
    provider.person["groups"] = ["everybody", "phones"]
    me = await browser.asks("GET", "/me")
    assert me["sign_in"]["provider"] == {"name": urlsplit(provider.issuer).netloc, "url": "/api/sign-in/provider"}
    answer = await there_and_back(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls")
    assert provider.verifier_checked == 1
    me = await browser.asks("GET", "/me")
    assert (me["signed_in"], me["name"], me["email"], me["role"]) == (True, "Asha Rao", ASHA, "edit")
    [session] = await browser.asks("GET", "/me/sessions")
    assert session["by"] == "provider"
    await browser.asks("POST", "/flows", 201, json={"name": "hello"})
    assert await browser.code("GET", "/people", 403) == "role"


async def test_whoever_signs_in_by_the_provider_only_has_no_password_to_change(
    browser: Browser, provider: OpenIdProvider
) -> None:
    """The console can know, and who asks all the same is told why."""
    assert provider.person is not None
    provider.person["groups"] = ["phones"]
    await there_and_back(browser)
    assert (await browser.asks("GET", "/me"))["has_password"] is False
    sent = {"old": PASSWORD, "new": "four other words of mine"}
    refusal = (await browser.asks("PUT", "/me/password", 409, json=sent))["error"]
    assert refusal["code"] == "no_password"
    assert "administrator" in refusal["message"]


async def test_the_highest_of_several_roles_holds(browser: Browser, provider: OpenIdProvider) -> None:
    """The claim is a text or a list."""
    assert provider.person is not None
    for groups, role in (
        ("phones", "edit"),
        ("it", "administer"),
        (["it", "phones"], "administer"),
        (["phones", 7], "edit"),
    ):
        provider.person["groups"] = groups
        await there_and_back(browser)
        assert (await browser.asks("GET", "/me"))["role"] == role


STRANGERS: Sequence[tuple[Claims, str]] = (
    ({}, "no_role"),
    ({"groups": ["strangers"]}, "no_role"),
    ({"groups": {"it": True}}, "no_role"),
    ({"email": "asha@example.org", "email_verified": False}, "no_role"),
    ({"email": "asha@example.org", "email_verified": "true"}, "no_role"),
    ({"email": "asha@evil-example.org"}, "no_role"),
    ({"email": "asha@example.org@evil.example"}, "unverified"),
    ({"email": None, "groups": ["it"]}, "unverified"),
)


async def test_a_person_without_a_role_is_refused(browser: Browser, provider: OpenIdProvider) -> None:
    """And no account is made."""
    known = provider.person
    assert known is not None
    for claims, why in STRANGERS:
        provider.person = {**known, **claims}
        assert await refused(browser) == why, claims
    assert (await browser.asks("GET", "/me"))["first_account"] is True


async def test_a_verified_address_of_the_domain_gets_in(browser: Browser, provider: OpenIdProvider) -> None:
    """As the role that is set for it."""
    assert provider.person is not None
    provider.person["email"] = "Asha@EXAMPLE.org"
    await there_and_back(browser)
    me = await browser.asks("GET", "/me")
    assert (me["email"], me["role"]) == ("asha@example.org", "view")


async def test_the_role_is_the_provider_s_to_change_until_an_administrator_does(
    browser: Browser, provider: OpenIdProvider, service: WholeService
) -> None:
    """Who is in no group any more is refused; who was given a role here keeps it."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    await there_and_back(browser)
    async with Browser(service.url) as administrator:
        provider.person |= {"sub": "1002", "email": "root@example.com"}
        await there_and_back(administrator)
        await administrator.asks("GET", "/me")
        provider.person |= {"sub": "1001", "email": ASHA, "groups": ["phones"]}
        await there_and_back(browser)
        assert (await browser.asks("GET", "/me"))["role"] == "edit"
        await browser.asks("POST", "/sign-out", 204)
        provider.person["groups"] = []
        assert await refused(browser) == "no_role"
        [asha] = [each for each in await administrator.asks("GET", "/people") if each["email"] == ASHA]
        assert (asha["role_from"], asha["provider"], asha["has_password"]) == ("provider", True, False)
        await administrator.asks("PATCH", f"/people/{asha['id']}", json={"role": "publish"})
        await there_and_back(browser)
        assert (await browser.asks("GET", "/me"))["role"] == "publish"
        await administrator.asks("PATCH", f"/people/{asha['id']}", json={"disabled": True})
        assert await refused(browser) == "disabled"


async def test_an_account_that_was_made_here_is_joined_by_its_verified_address_only(
    browser: Browser, provider: OpenIdProvider, service: WholeService
) -> None:
    """Else whoever may write any address at the provider could take another's account."""
    link = await _link(service)
    async with Browser(service.url) as root:
        await root.makes_the_first_account(link)
        sent = {"email": ASHA, "name": "Asha", "role": "publish"}
        await root.asks("POST", "/people", 201, json=sent)
    assert provider.person is not None
    provider.person["email_verified"] = False
    assert await refused(browser) == "unverified"
    provider.person["email_verified"] = True
    await there_and_back(browser)
    me = await browser.asks("GET", "/me")
    assert (me["role"], me["name"]) == ("publish", "Asha")
    await browser.asks("POST", "/sign-out", 204)
    provider.person |= {"sub": "someone else", "groups": ["it"]}
    assert await refused(browser) == "other_account"


async def _link(service: WholeService) -> str:
    made = await service.access.first_run.link(service.url)
    assert made is not None
    return made.partition("#")[2]


def unsigned(claims: Claims, _: RSAKey) -> str:
    """A token of the algorithm `none`."""
    signed = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("any secret that is long enough for it"))
    header = "eyJhbGciOiJub25lIn0"
    return f"{header}.{signed.split('.')[1]}."


def by_the_public_key(claims: Claims, key: RSAKey) -> str:
    """A token that takes the public key for a shared secret."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(key.as_pem(private=False)))


def by_another_key(claims: Claims, key: RSAKey) -> str:
    """A token that says that it is signed by the provider's key."""
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, RSAKey.generate_key(2048))


LIES: Mapping[str, Claims] = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "for another client": {"aud": "another client"},
    "for another client, in our name": {"aud": "another client", "azp": CLIENT},
    "for several without saying for whom": {"aud": [CLIENT, "another"]},
    "for several, and not for us": {"aud": [CLIENT, "another"], "azp": "another"},
    "another sign-in's": {"nonce": "another"},
    "of no sign-in": {"nonce": None},
    "over": {"exp": 1_000_000_000},
    "never over": {"exp": None},
    "from the future": {"iat": 9_999_999_999},
    "of nobody": {"sub": None},
    "of another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}


async def test_a_token_that_says_something_wrong_is_not_believed(browser: Browser, provider: OpenIdProvider) -> None:
    """However well it is signed (OpenID Connect Core 1.0, 3.1.3.7)."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    for what, lie in LIES.items():

        def lying(claims: Claims, lie: Claims = lie) -> Claims:
            return {name: value for name, value in {**claims, **lie}.items() if value is not None}

        provider.lie = lying
        assert await refused(browser) == "provider", what
    provider.lie = dict
    assert (await there_and_back(browser)).headers["location"] == "/calls"


async def test_a_token_that_the_provider_has_not_signed_is_not_believed(
    browser: Browser, provider: OpenIdProvider
) -> None:
    """Not at all, by what everybody knows, or by a key of somebody else's."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    for sign in (unsigned, by_the_public_key, by_another_key):
        provider.sign = sign
        assert await refused(browser) == "provider", sign.__name__


async def test_a_key_that_the_provider_has_changed_is_asked_for_again(
    browser: Browser, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But not each time that somebody shows a token with a key that nobody knows."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    await there_and_back(browser)
    provider.new_key()
    async with Browser(browser.url) as other:
        assert await refused(other) == "provider", "the keys were asked for less than half a minute ago"
        monkeypatch.setattr(oidc, "AGAIN_S", 0.0)
        await there_and_back(other)
        assert (await other.asks("GET", "/me"))["signed_in"] is True
    assert provider.asked.count("/keys") == 2


async def test_a_way_back_that_another_browser_began_or_that_was_gone_before_leads_nowhere(
    browser: Browser, provider: OpenIdProvider, service: WholeService, database: Database
) -> None:
    """State is good once, for ten minutes, and for the browser that has its cookie."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    out = await browser.client.get("/api/sign-in/provider")
    async with web_client() as elsewhere:
        back = (await elsewhere.get(out.headers["location"])).headers["location"]
    async with Browser(service.url) as victim:
        lured = await victim.client.get(back)
        assert lured.headers["location"] == "/sign-in?refused=expired"
        assert (await victim.asks("GET", "/me"))["signed_in"] is False
    assert (await browser.client.get(back)).headers["location"] == "/sign-in?refused=expired"
    assert (await there_and_back(browser)).headers["location"] == "/calls"
    pool = await database.pool()
    assert await pool.fetchval("select count(*) from sign_in_trips") == 0
    async with Browser(service.url) as late:
        out = await late.client.get("/api/sign-in/provider")
        await pool.execute("update sign_in_trips set began_at = now() - interval '10 minutes'")
        async with web_client() as elsewhere:
            back = (await elsewhere.get(out.headers["location"])).headers["location"]
        assert (await late.client.get(back)).headers["location"] == "/sign-in?refused=expired"


async def test_whoever_begins_ways_without_end_shuts_the_door_to_nobody(
    browser: Browser, provider: OpenIdProvider, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest way that nobody has finished makes room for the newest."""
    monkeypatch.setattr(sign_in_trips, "MOST", 3)
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    first = await browser.client.get("/api/sign-in/provider")
    for _ in range(5):
        assert (await browser.client.get("/api/sign-in/provider")).status_code == 302
    assert (await there_and_back(browser)).headers["location"] == "/calls"
    pool = await database.pool()
    assert await pool.fetchval("select count(*) from sign_in_trips") == 2
    async with web_client() as elsewhere:
        back = (await elsewhere.get(first.headers["location"])).headers["location"]
    assert (await browser.client.get(back)).headers["location"] == "/sign-in?refused=expired"


async def test_one_client_takes_no_room_of_others(
    browser: Browser, provider: OpenIdProvider, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever begins ways without end loses their own; and when there are too many, whoever has most of them does."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    pool = await database.pool()

    async def begun(address: str, times: int = 1) -> httpx.Response:
        for _ in range(times):
            way = await browser.client.get("/api/sign-in/provider", headers={"X-Forwarded-For": address})
            assert way.status_code == 302
        return way

    async def waiting() -> list[int]:
        rows = await pool.fetch("select count(*) from sign_in_trips group by source order by 1")
        return [each for (each,) in rows]

    browser.client.headers.update({"X-Forwarded-Proto": "https"})
    monkeypatch.setattr(sign_in_trips, "MOST_OF_ONE", 5)
    await begun("203.0.113.7")
    await begun("2001:db8::1", 4)
    await begun("2001:db8::2", 4)
    assert await waiting() == [1, 5]
    monkeypatch.setattr(sign_in_trips, "MOST", 6)
    await begun("203.0.113.8")
    assert await waiting() == [1, 1, 4]


async def test_certificate_authorities_are_read_once(
    browser: Browser, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not for each person, while calls wait."""
    made = []
    monkeypatch.setattr(httpcore2, "default_ssl_context", lambda **_: made.append(1))
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    assert (await there_and_back(browser)).headers["location"] == "/calls"
    assert made == []


async def test_who_refuses_at_the_provider_comes_back_to_the_sign_in_page(
    browser: Browser, provider: OpenIdProvider
) -> None:
    """And a provider that is broken, or gives itself out for another, is told as such."""
    provider.person = None
    assert await refused(browser) == "provider"
    provider.person = {"sub": "1001", "email": ASHA, "email_verified": True, "groups": ["it"]}
    provider.broken = {"/token"}
    assert await refused(browser) == "provider"


async def test_a_provider_that_does_not_answer_holds_nobody_up(
    browser: Browser, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service has started without it; passwords go on, and it is asked again a moment later: nobody stands in line
    for it.
    """
    provider.broken = {"/.well-known/openid-configuration"}
    answer = await browser.client.get("/api/sign-in/provider")
    assert answer.headers["location"] == "/sign-in?refused=provider"
    await browser.signs_in(ASHA, PASSWORD, 401)
    provider.broken = set()
    answer = await browser.client.get("/api/sign-in/provider")
    assert answer.headers["location"] == "/sign-in?refused=provider"
    monkeypatch.setattr(oidc, "FAULT_S", 0.0)
    assert (await browser.client.get("/api/sign-in/provider")).status_code == 302


async def test_nobody_is_sent_to_another_site_afterwards(browser: Browser, provider: OpenIdProvider) -> None:
    """`next` is a page of the console."""
    assert provider.person is not None
    provider.person["groups"] = ["it"]
    query = httpx.QueryParams({"next": "//elsewhere.example"})
    assert (await there_and_back(browser, f"/api/sign-in/provider?{query}")).headers["location"] == "/"


async def test_a_provider_without_a_client_is_told_at_the_start(scripted: Settings) -> None:
    """In a sentence that names the setting."""
    settings = scripted.model_copy(update={"trunkline_oidc_issuer": "https://login.example.com"})
    with pytest.raises(SettingsError, match="TRUNKLINE_OIDC_CLIENT_ID"):
        async with open_service(settings):
            pass
