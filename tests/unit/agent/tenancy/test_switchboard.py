"""Which tenant a request is for."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Scope

from agent.tenancy.switchboard import Switchboard, asked_host


def asking(*hosts: str) -> Scope:
    """A request with these headers."""
    return {"type": "http", "headers": [(b"host", host.encode("latin-1")) for host in hosts]}


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("clinic.example.com", "clinic.example.com"),
        ("Clinic.Example.COM:8443", "clinic.example.com"),
        ("clinic.example.com.", "clinic.example.com"),
        ("clinic.example.com.:443", "clinic.example.com"),
        ("[::1]:8080", "[::1]"),
        ("[::1]", "[::1]"),
        ("127.0.0.1:8080", "127.0.0.1"),
        ("", ""),
        (":80", ":80"),
        ("b\xfccher.example", "b\xfccher.example"),
    ],
)
def test_the_host_is_read_without_its_port(header: str, host: str) -> None:
    """In small letters, and without the dot of the root."""
    assert asked_host(asking(header)) == host


def test_a_request_that_names_two_hosts_or_none_is_nobodys() -> None:
    """So it comes to the first tenant's door, where it is refused as ever."""
    assert asked_host(asking()) == ""
    assert asked_host(asking("clinic.example.com", "shop.example.com")) == ""


def test_requests_are_put_through_by_host() -> None:
    """Unknown hosts are the first tenant's; one that is being opened asks for patience."""
    switchboard = Switchboard(PlainTextResponse("first"))
    client = TestClient(switchboard)

    def asked(host: str) -> tuple[int, str]:
        answer = client.get("/", headers={"Host": host})
        return answer.status_code, answer.text

    assert asked("clinic.example.com") == (200, "first")
    switchboard.put_through({"clinic.example.com": PlainTextResponse("clinic"), "shop.example.com": None})
    assert asked("clinic.example.com:443") == (200, "clinic")
    assert asked("elsewhere.example.com") == (200, "first")
    status, text = asked("shop.example.com")
    assert (status, "opening" in text) == (503, True)
    switchboard.put_through({})
    assert asked("clinic.example.com") == (200, "first")
