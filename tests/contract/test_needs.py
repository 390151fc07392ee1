"""Every route of the service, and what the table of needs says of it."""

from collections.abc import Sequence

import pytest
from starlette.routing import BaseRoute

from agent.access.needs import ADMINISTER, NEEDS, Need, Table
from tests.support.all_routes import named

ADMINISTERED = ("/api/people", "/api/keys", "/api/callers", "/api/audit")
SAMPLES = {"number": "7", "revision": "7", "environment": "live", "rest": "a/b", "file": "assets/a.js"}


def line_of(method: str, path: str) -> str:
    """The line of the table that is meant for a route; pages and files of the build have one between them."""
    page = not path.startswith(("/api", "/twilio", "/healthz", "/readyz", "/metrics"))
    return "GET /{file:path}" if page and path != "/" else f"{method} {path}"


def sample(path: str) -> str:
    """An address that the route answers."""
    parts = [part.strip("{}").partition(":")[0] if part.startswith("{") else None for part in path.split("/")]
    given = path.split("/")
    return "/".join(given[at] if name is None else SAMPLES.get(name, "abc") for at, name in enumerate(parts))


async def test_every_route_declares_what_it_needs_and_gets_it(routes: Sequence[BaseRoute]) -> None:
    """A route that is not in the table is closed; one that is there gets what its own line says, and no other's."""
    table, found = Table(), {line_of(method, path): (method, path) for method, path in named(routes)}
    assert sorted(set(found) - set(NEEDS)) == [], "say in agent/access/needs.py what these routes need"
    assert sorted(set(NEEDS) - set(found)) == [], "lines of routes that are no more"
    for line, (method, path) in found.items():
        assert table.find(method, sample(path)) == (line, NEEDS[line])


async def test_what_changes_something_needs_a_role(routes: Sequence[BaseRoute]) -> None:
    """But for Twilio's own, which prove themselves otherwise, and for signing in."""
    free = {f"{method} {path}" for method, path in named(routes) if method not in {"GET", "WS"}}
    open_lines = {line for line in free if NEEDS[line].role is None and not NEEDS[line].own}
    assert open_lines == {"POST /api/sign-in", "POST /api/sign-out", "POST /api/first-account"}
    assert {line for line, need in NEEDS.items() if need.own} == {
        *(f"POST /twilio/{name}" for name in ("voice", "connect-ended", "dial-ended", "whisper", "status")),
        *("GET /twilio/voice", "WS /twilio/media", "GET /healthz", "GET /readyz"),
    }


def test_what_can_be_read_without_a_role() -> None:
    """Who one is, the way to the provider and back, and the build of the console, which is the same for everybody."""
    read = {line: need for line, need in NEEDS.items() if line.startswith("GET ") and not need.own}
    pages = {"GET /", "GET /{file:path}"}
    assert {line for line, need in read.items() if need.page} == pages
    assert {line for line, need in read.items() if need.role is None} - pages == {
        "GET /api/me",
        "GET /api/sign-in/provider",
        "GET /api/sign-in/provider/callback",
    }


def test_whoever_may_only_look_changes_nothing_but_themselves() -> None:
    """Their name, their password and their sessions."""
    changing = {line: need for line, need in NEEDS.items() if line.split()[0] not in {"GET", "WS"} and need.role}
    theirs = {line for line, need in changing.items() if need.role == "view"}
    assert theirs == {line for line in changing if line.split()[1].startswith("/api/me")}
    assert len(theirs) < len(changing)


def test_what_calls_reach_is_for_those_who_publish() -> None:
    """Versions, environments, numbers, and who is blocked."""
    for path in (
        "POST /api/flows/{flow}/versions",
        "PUT /api/flows/{flow}/environments/{environment}",
        "DELETE /api/flows/{flow}",
        "PUT /api/numbers/{number}",
        "DELETE /api/numbers/{number}",
        "PUT /api/limits/numbers/{number}",
        "DELETE /api/limits/numbers/{number}",
    ):
        assert NEEDS[path].role == "publish", path


def test_people_keys_callers_limits_and_the_audit_are_for_those_who_administer() -> None:
    """Whatever is asked of them, and no narrow scope of a key does for it; nor does anybody else delete a recording."""
    closed = [line for line in NEEDS if line.split()[1].startswith(ADMINISTERED)]
    alone = ["PUT /api/limits/{name}", "DELETE /api/limits/{name}", "DELETE /api/calls/{call_id}/recording"]
    alone += ["POST /api/setup/providers", "POST /api/setup/telephone"]
    assert {line.split()[1].split("/")[2] for line in closed} == {"people", "keys", "callers", "audit"}
    for line in (*closed, *alone):
        assert (NEEDS[line].role, NEEDS[line].scope) == ("administer", ""), line


def test_whoever_reads_or_hears_what_a_caller_said_is_recorded() -> None:
    """Though it changes nothing."""
    for line in (
        "GET /api/calls/{call_id}/events",
        "GET /api/calls/{call}/page",
        "GET /api/calls/{call_id}/recording",
        "GET /api/flows/{flow}/replays/{number}/calls",
    ):
        assert (NEEDS[line].role, NEEDS[line].audited) == ("view", True), line


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/nothing"),
        ("DELETE", "/api/flows"),
        ("POST", "/nothing"),
        ("OPTIONS", "/api/flows"),
        ("TRACE", "/api/me"),
        ("GET", "/api/flows/"),
        ("GET", "/api/flows/a/b/c"),
        ("WS", "/api/calls/live"),
    ],
)
def test_what_is_not_in_the_table_is_closed(method: str, path: str) -> None:
    """It needs the highest role."""
    assert Table().find(method, path) == ("", ADMINISTER)
    assert (ADMINISTER.role, ADMINISTER.own, ADMINISTER.page) == ("administer", False, False)


def test_of_lines_that_fit_the_strictest_holds() -> None:
    """So that their order does not matter."""
    view, own, publish = Need("view"), Need(None, own=True), Need("publish")
    for lines in ({"GET /a/{b}": view, "GET /a/b": publish}, {"GET /a/b": publish, "GET /a/{b}": view}):
        assert Table(lines).find("GET", "/a/b")[1] is publish
        assert Table(lines).find("HEAD", "/a/c")[1] is view
    assert Table({"GET /a/{b}": own, "GET /a/b": view}).find("GET", "/a/b")[1] is view
