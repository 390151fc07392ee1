"""The console's API as a whole: who may ask, how much, in which shape; and what it says of itself."""

import json

import httpx
import pytest

from agent.console.intake import LARGEST_BODY
from agent.tools.registry import TOOLS
from graphs.functions import FUNCTIONS
from graphs.nodes import STEP_TYPES
from tests.support.clients import web_client
from tests.support.console import Analyst
from tests.support.whole_service import WholeService

BEGINNING = {"name": "hello"}


async def post(service: WholeService, headers: dict[str, str], body: bytes | None = None) -> httpx.Response:
    """Begin a flow, as somebody."""
    async with web_client(timeout=60) as client:
        sent = json.dumps(BEGINNING).encode() if body is None else body
        return await client.post(f"{service.url}/api/flows", content=sent, headers=headers)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"X-Forwarded-For": "203.0.113.7"}, 403, "forbidden"),
        ({"Host": "voice.example.com"}, 403, "forbidden"),
        ({"Origin": "https://elsewhere.example"}, 403, "forbidden"),
        ({"Origin": "null"}, 403, "forbidden"),
        ({"Content-Type": "text/plain"}, 400, "bad_request"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 400, "bad_request"),
    ],
)
async def test_only_the_consoles_own_pages_on_this_machine_may_write(
    running: WholeService, headers: dict[str, str], status: int, code: str
) -> None:
    """A page of another site, a proxy, a form that any page could send: each is told why, and nothing is done."""
    answer = await post(running, {"Content-Type": "application/json", **headers})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    own = await post(running, {"Content-Type": "application/json", "Origin": running.url})
    assert own.status_code == 201


async def test_a_body_of_many_fields_is_not_looked_at_closely(running: WholeService) -> None:
    """Each field that a form does not know would be a mistake to tell; the one sentence says how many there may be."""
    body = json.dumps({**BEGINNING, **{f"k{n}": n for n in range(100)}}).encode()
    answer = await post(running, {"Content-Type": "application/json"}, body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == "The request has more than 100 fields, which no form has."


async def test_no_body_is_larger_than_a_flow_can_be(running: WholeService) -> None:
    """Whether it says its length or not."""
    body = b'{"name": "' + b"x" * LARGEST_BODY + b'"}'
    told = await post(running, {"Content-Type": "application/json"}, body)

    async def pieces() -> object:
        for _ in range(3):
            yield b" " * (LARGEST_BODY // 2)

    async with web_client(timeout=60) as client:
        kind = {"Content-Type": "application/json"}
        untold = await client.post(f"{running.url}/api/flows", content=pieces(), headers=kind)  # type: ignore[arg-type]  # bytes
    for answer in (told, untold):
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


async def test_every_error_has_the_same_shape(asha: Analyst) -> None:
    """Pages that are not there, requests that cannot be read."""
    for method, path, status in (
        ("GET", "/nothing", 404),
        ("PUT", "/flows", 405),
        ("POST", "/flows", 422),
        ("GET", "/flows/scheduling/versions/x", 422),
    ):
        answer = await asha.asks(method, path, status, json={"name": 7})
        assert set(answer["error"]) == {"code", "message"}


async def test_steps_are_described_for_the_editor(asha: Analyst) -> None:
    """Every type with its form and exits, where a step names their targets, and the language of conditions."""
    steps = await asha.asks("GET", "/steps")
    types = {each["type"]: each for each in steps["types"]}
    assert list(types) == list(STEP_TYPES)
    assert {each["name"] for each in steps["functions"]} == set(FUNCTIONS)
    assert all(each["help"] for each in steps["functions"])
    assert "spoken" in steps["filters"]
    exits = {
        name: [(each["name"], each["each_of"], each["required"]) for each in types[name]["exits"]] for name in types
    }
    assert exits["say"] == [("next", None, True)]
    assert exits["choose"] == [("option", "options", True), ("give_up", None, False)]
    assert exits["check"] == [("case", "cases", True), ("else", None, True)]
    assert exits["do"][0] == ("next", None, True)
    assert exits["do"][-1] == ("if_", "outcomes", False)
    assert exits["call"][-1] == ("if_", "results", False)
    assert exits["end"] == []
    assert set(types["ask"]["fields"]["properties"]) >= {"slots", "say", "next", "tries"}
    assert "Slot" in steps["schema"]["$defs"]


async def test_actions_are_described_for_the_editor(asha: Analyst) -> None:
    """What they take, what they answer, and whether they change the world."""
    actions = {each["name"]: each for each in await asha.asks("GET", "/actions")}
    assert set(actions) == set(TOOLS)
    assert actions["book"]["effect"] is True
    assert actions["book"]["outcomes"] == ["taken"]
    assert actions["find_times"]["answers"]["out"] == "list"
    assert actions["find_times"]["arguments"]["service"]["required"] is True
    assert all(each["summary"] for each in actions.values())
