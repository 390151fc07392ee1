"""The guard at a running service: roles, changes from elsewhere, keys, sockets, how often, and what is recorded."""

from collections.abc import Callable, Sequence

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from agent.access.rates import Rate
from agent.console import guard
from agent.settings import Settings
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import Browser
from tests.support.clients import web_client
from tests.support.whole_service import WholeService, whole_service

NUMBER: dict[str, object] = {"label": "Desk", "flow": "scheduling", "environment": "live"}
ATTEMPTS: Sequence[tuple[str, str, dict[str, object] | None]] = (
    ("GET", "/flows", None),
    ("GET", "/calls", None),
    ("GET", "/numbers", None),
    ("POST", "/flows", {"name": "hello"}),
    ("POST", "/flows/scheduling/rehearsals", {"lines": []}),
    ("POST", "/flows/scheduling/test-calls", {}),
    ("PUT", "/numbers/+912071110000", NUMBER),
    ("PUT", "/flows/scheduling/environments/test", {"version": 1}),
    ("DELETE", "/calls/CA1/recording", None),
    ("GET", "/people", None),
    ("POST", "/keys", {"name": "Program", "scopes": ["view"]}),
)
MAY = {
    "view": ("yes", "yes", "yes", "no", "no", "no", "no", "no", "no", "no", "no"),
    "edit": ("yes", "yes", "yes", "yes", "yes", "yes", "no", "no", "no", "no", "no"),
    "publish": ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes", "no", "no", "no"),
    "administer": ("yes",) * 11,
    "calls:read": ("no", "yes", "no", "no", "no", "no", "no", "no", "no", "no", "no"),
    "calls:tell": ("no",) * 11,
    "metrics:read": ("no",) * 11,
}


async def outcomes(browser: Browser, **headers: str) -> tuple[str, ...]:
    """What comes of each attempt."""
    found = []
    for method, path, sent in ATTEMPTS:
        answer = await browser.answer(method, path, json=sent, headers=headers)
        refused = answer.status_code == 403 and answer.json()["error"]["code"] == "role"
        found.append("no" if refused else "yes" if answer.status_code in {200, 201, 404, 409} else answer.text)
    return tuple(found)


async def test_each_role_may_what_the_one_before_it_may_and_more(root: Browser, browser: Callable[[], Browser]) -> None:
    """People with their roles; the sentence says which role is missing."""
    for role in ("view", "edit", "publish"):
        person = browser()
        await root.adds(f"{role}@example.com", role)
        await person.signs_in(f"{role}@example.com")
        assert await outcomes(person) == MAY[role], role
        assert (await person.asks("GET", "/me"))["may"]["publish"] is (role == "publish")
    assert await outcomes(root) == MAY["administer"]
    told = (await person.asks("GET", "/people", 403))["error"]
    assert told["message"].startswith("This needs the role “administer”; yours is “publish”.")


async def test_a_key_may_what_its_scopes_say(root: Browser, browser: Callable[[], Browser]) -> None:
    """A role, or a part of the API; it needs no cookie and no token."""
    program = browser()
    for scope, expected in MAY.items():
        found = await outcomes(program, Authorization=f"Bearer {await root.key(scope)}")
        assert found == expected, scope
    metrics = {"Authorization": f"Bearer {await root.key('metrics:read')}"}
    assert (await program.client.get("/metrics")).status_code == 401
    assert (await program.client.get("/metrics", headers=metrics)).status_code == 200
    event = {"event": "paid"}
    tell = {"Authorization": f"Bearer {await root.key('calls:tell')}"}
    assert (await program.answer("POST", "/calls/CA1/events", json=event, headers=metrics)).status_code == 403
    assert (await program.answer("POST", "/calls/CA1/events", json=event, headers=tell)).status_code == 404


async def test_a_new_role_holds_at_once(root: Browser, browser: Callable[[], Browser]) -> None:
    """Whoever is signed in need not sign in again."""
    asha, account = browser(), await root.adds("asha@example.com", "administer")
    await asha.signs_in("asha@example.com")
    await asha.asks("GET", "/people")
    await root.asks("PATCH", f"/people/{account}", json={"role": "view"})
    await asha.asks("GET", "/people", 403)
    await asha.asks("GET", "/flows")


async def test_publishers_block_numbers_and_administrators_let_them_in(
    root: Browser, browser: Callable[[], Browser]
) -> None:
    """Whoever is let in has no limits; and a key that reads calls reads no lists of numbers."""
    asha = browser()
    await root.adds("asha@example.com", "publish")
    await asha.signs_in("asha@example.com")
    await asha.asks("PUT", "/limits/numbers/+447900000001", json={"rule": "block"})
    assert await asha.code("PUT", "/limits/numbers/+447900000001", 403, json={"rule": "allow"}) == "role"
    assert [each["rule"] for each in await asha.asks("GET", "/limits/numbers")] == ["block"]
    await root.asks("PUT", "/limits/numbers/+447900000001", json={"rule": "allow"})
    reads = {"Authorization": f"Bearer {await root.key('calls:read')}"}
    for path in ("/limits/numbers", "/limits/refused"):
        await browser().asks("GET", path, 403, headers=reads)


FOREIGN: Sequence[tuple[dict[str, str], str]] = (
    ({"X-Trunkline-Token": ""}, "token"),
    ({"X-Trunkline-Token": "0" * 64}, "token"),
    ({"X-Trunkline-Token": "ü"}, "token"),
    ({"Origin": "https://elsewhere.example"}, "forbidden"),
    ({"Origin": "null"}, "forbidden"),
    ({"Origin": "http://["}, "forbidden"),
    ({"Sec-Fetch-Site": "cross-site"}, "forbidden"),
    ({"Sec-Fetch-Site": "same-site"}, "forbidden"),
)


async def test_what_another_site_makes_a_browser_send_changes_nothing(root: Browser) -> None:
    """A change needs the token of the session, and comes from the console's own pages."""
    for headers, code in FOREIGN:
        sent = {name: value.encode() for name, value in headers.items()}
        answer = await root.answer("POST", "/flows", json={"name": "hello"}, headers=sent)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, code), headers
    assert "hello" not in [each["name"] for each in await root.asks("GET", "/flows")]
    await root.asks("POST", "/flows", 201, json={"name": "hello"})


PARTS: Sequence[dict[str, str]] = (
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
)


async def test_no_page_of_another_site_loads_a_part_from_here(running: WholeService) -> None:
    """Nor holds a stream open at a console that is open to this machine; a link from there leads in."""
    for headers in PARTS:
        async with Browser(running.url, **headers) as elsewhere:
            for path in ("/api/calls/live", "/api/flows", "/api/me", "/metrics"):
                async with elsewhere.client.stream("GET", path) as answer:
                    assert answer.status_code == 403, (path, headers)
    async with Browser(running.url, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}) as led:
        await led.asks("GET", "/openapi.json")
        await led.asks("GET", "/sign-in/provider", 404)


async def test_the_token_of_another_session_does_not_do(root: Browser, browser: Callable[[], Browser]) -> None:
    """Each session has its own."""
    other = browser()
    await other.signs_in("root@example.com")
    assert other.token != root.token
    root.token = other.token
    assert await root.code("POST", "/flows", 403, json={"name": "hello"}) == "token"


async def test_what_is_no_key_is_refused_even_beside_a_session(root: Browser) -> None:
    """A program whose key was revoked is told so."""
    for text in (
        "Bearer tlk_",
        "Bearer nonsense",
        "Basic cm9vdDpyb290",
        "tlk_",
        "Bearer",
        "Bearer " + "x" * 5000,
        "Bearer ü",
    ):
        answer = await root.answer("GET", "/flows", headers={"Authorization": text.encode()})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in"), text
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_changes_bear_the_name_of_the_account(root: Browser) -> None:
    """And not what the browser says of itself."""
    await root.asks("POST", "/flows", 201, json={"name": "hello"}, headers={"X-Trunkline-Person": "Somebody%20Else"})
    [flow] = [each for each in await root.asks("GET", "/flows") if each["name"] == "hello"]
    assert flow["draft"]["updated_by"] == "Rut"


async def test_a_test_call_s_socket_needs_the_session_as_well(root: Browser, browser: Callable[[], Browser]) -> None:
    """A ticket alone opens none, nor does a page of another site."""
    begun = await root.asks("POST", "/flows/scheduling/test-calls", 201, json={})
    cookie = f"trunkline={root.client.cookies['trunkline']}"
    await root.adds("viewer@example.com", "view")
    viewer = browser()
    await viewer.signs_in("viewer@example.com")
    refused = [
        {},
        {"Cookie": f"trunkline={viewer.client.cookies['trunkline']}"},
        {"Cookie": cookie, "Origin": "https://elsewhere.example"},
    ]
    for headers in refused:
        with pytest.raises(InvalidStatus) as why:
            await connect(begun["url"], additional_headers={**headers, "X-Forwarded-For": "203.0.113.7"}, proxy=None)
        assert why.value.response.status_code == 403
    with pytest.raises(InvalidStatus) as why:
        await connect(f"{root.url.replace('http', 'ws')}/api/calls/live", proxy=None)
    assert why.value.response.status_code == 401, "there is no such socket, and nobody is told so"
    async with connect(begun["url"], additional_headers={"Cookie": cookie}, origin=root.url, proxy=None) as socket:  # type: ignore[arg-type]  # a text
        assert socket.response is not None
        assert socket.response.status_code == 101


async def test_changes_are_recorded(root: Browser) -> None:
    """One entry a request, by the route's name; refused ones too; reading flows is nobody's business."""
    before = (await root.audited())[-1]["ordinal"]
    await root.asks("GET", "/flows")
    await root.asks("POST", "/flows", 201, json={"name": "hello"})
    await root.asks("PUT", "/numbers/+912071110000", 409, json={**NUMBER, "flow": "hello"})
    await root.asks("POST", "/flows/hello/check", json={"document": {}})
    told = [(each["did"], each["what"], each["details"]["status"]) for each in await root.audited(before)]
    assert told == [
        ("POST /api/flows", "/api/flows", 201),
        ("PUT /api/numbers/{number}", "/api/numbers/+912071110000", 409),
    ]


async def test_who_asks_too_often_is_told_when_to_come_back(
    scripted: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever they are; one session's haste is not another's."""
    monkeypatch.setattr(guard, "KNOWN", Rate(a_second=0.01, burst=6))
    async with (
        whole_service(scripted, clock=lambda: MONDAY_MORNING) as service,
        Browser(service.url) as hasty,
        Browser(service.url) as other,
    ):
        await hasty.makes_the_first_account()
        answers = [await hasty.answer("GET", "/numbers") for _ in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 100
        await other.signs_in("root@example.com")
        await other.asks("GET", "/numbers")


async def test_a_flood_of_strangers_and_of_wrong_keys_is_slowed_down(
    scripted: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By address, of IPv6 by the network that one customer has; others go on,
    and the health of the process is told as often as one likes."""
    monkeypatch.setattr(guard, "UNKNOWN", Rate(a_second=0.01, burst=20))
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as running, Browser(running.url) as root:
        await root.makes_the_first_account()
        await _flood(running)
        await root.asks("GET", "/flows")


async def _flood(running: WholeService) -> None:
    async with web_client(base_url=running.url) as client:
        headers = {"X-Forwarded-For": "2001:db8:1:2::7"}
        wrong = {**headers, "Authorization": "Bearer nonsense"}
        strangers = [
            await client.get("/api/flows", headers={"X-Forwarded-For": f"2001:db8:1:2::{n:x}"}) for n in range(21)
        ]
        guesses = [(await client.get("/api/flows", headers=wrong)) for _ in range(5)]
        healths = [(await client.get("/healthz", headers=headers)).status_code for _ in range(80)]
    assert [answer.status_code for answer in strangers[:20]] == [401] * 20
    assert strangers[-1].status_code == 429
    assert int(strangers[-1].headers["retry-after"]) >= 1
    assert guesses[-1].status_code == 429
    assert healths == [200] * 80


async def test_every_answer_tells_browsers_what_not_to_do(scripted: Settings) -> None:
    """Pages, the API, refusals and what is not there; HSTS where the public address is https."""
    settings = scripted.model_copy(update={"public_url": "https://voice.example.com"})
    async with whole_service(settings, clock=lambda: MONDAY_MORNING) as service:
        answers = {path: await service.get(path) for path in ("/", "/nothing", "/api/me", "/api/flows", "/healthz")}
    for path, answer in answers.items():
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", ""), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "microphone=(self)" in answer.headers["permissions-policy"]
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "script-src 'self';" in answers["/"].headers["content-security-policy"]
    assert answers["/api/flows"].headers["cache-control"] == "no-store"
