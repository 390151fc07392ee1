"""Who counts as a client on this machine."""

import pytest
from starlette.requests import Request

from telephony.neighbours import is_neighbour


def request(client: str | None, host: str, **headers: str) -> Request:
    """A request as a server sees it."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Request(
        {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": "/",
            "query_string": b"",
            "server": ("127.0.0.1", 8080),
            "client": (client, 5000) if client else None,
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
    )


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "127.9.9.9", "::ffff:127.0.0.1"])
def test_a_client_on_this_machine_is_a_neighbour(client: str, host: str) -> None:
    """A loopback client that asks for a loopback name."""
    assert is_neighbour(request(client, host))


@pytest.mark.parametrize("client", ["192.168.1.5", "203.0.113.7", "2001:db8::1", "", None, "testclient"])
def test_a_client_elsewhere_is_none(client: str | None) -> None:
    """Whatever name it asks for."""
    assert not is_neighbour(request(client, "localhost"))


@pytest.mark.parametrize("header", ["forwarded", "x_forwarded_for", "x_forwarded_host", "x_real_ip"])
def test_what_a_proxy_forwards_is_none(header: str) -> None:
    """A tunnel on this machine calls for somebody else."""
    assert not is_neighbour(request("127.0.0.1", "localhost", **{header: "203.0.113.7"}))


def test_a_public_name_is_none() -> None:
    """A tunnel that adds no header, or a browser that was lured here, asks for a public name."""
    assert not is_neighbour(request("127.0.0.1", "voice.example.com"))
