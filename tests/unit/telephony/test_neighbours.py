"""Who counts as a client on this machine."""

import pytest
from starlette.requests import Request

from telephony.neighbours import is_neighbour, of_another_page


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


@pytest.mark.parametrize(
    "header",
    [
        "forwarded", "x_forwarded_for", "x_forwarded_host", "x_real_ip", "via", "client_ip", "x_client_ip", "cf_ray",
        "cf_connecting_ip", "tailscale_user_login", "x_envoy_external_address",
    ],
)  # fmt: skip
def test_what_a_proxy_forwards_is_none(header: str) -> None:
    """A tunnel on this machine calls for somebody else."""
    assert not is_neighbour(request("127.0.0.1", "localhost", **{header: "203.0.113.7"}))


def test_a_public_name_is_none() -> None:
    """A tunnel that adds no header, or a browser that was lured here, asks for a public name."""
    assert not is_neighbour(request("127.0.0.1", "voice.example.com"))


@pytest.mark.parametrize(
    "host",
    ["a{b.evil.example:8471", "", "localhost:x", "localhost@evil.example", "127.0.0.1.evil.example", "local host"],
)
def test_a_malformed_name_is_none(host: str) -> None:
    """It is not replaced by the address of the server, which is a loopback one."""
    assert not is_neighbour(request("127.0.0.1", host))


def test_only_one_name_may_be_asked_for() -> None:
    """Of two, another part of the way may take the other; of none, nobody knows."""
    twice, none = request("127.0.0.1", "localhost"), request("127.0.0.1", "localhost")
    twice.scope["headers"].append((b"host", b"evil.example"))
    none.scope["headers"].clear()
    assert not is_neighbour(Request(twice.scope))
    assert not is_neighbour(Request(none.scope))


@pytest.mark.parametrize(
    ("headers", "another"),
    [
        ({}, False),
        ({"origin": "http://localhost:8080", "sec_fetch_site": "same-origin"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site"}, True),
        ({"sec_fetch_site": "same-site"}, True),
        ({"origin": "http://localhost:3000"}, True),
        ({"origin": "https://evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://["}, True),
        ({"origin": "https://voice.example.com"}, True),
    ],
)
def test_a_page_of_another_site_is_told_by_what_the_browser_adds(headers: dict[str, str], another: bool) -> None:
    """Programs and the console's own pages are not it."""
    assert of_another_page(request("127.0.0.1", "localhost:8080", **headers)) is another


@pytest.mark.parametrize(
    ("headers", "another"),
    [
        ({}, False),
        ({"origin": "https://voice.example.com"}, False),
        ({"origin": "http://localhost:8080"}, False),
        ({"origin": "https://voice.example.com:444"}, True),
        ({"origin": "https://voice.example.com.evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
        ({"origin": "http://["}, True),
        ({"sec_fetch_site": "same-site"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "https://voice.example.com"}, True),
    ],
)
def test_a_page_of_the_host_that_a_proxy_stands_for_is_ours(headers: dict[str, str], another: bool) -> None:
    """That a browser asked for another host than the proxy did makes its page no stranger's."""
    asked = request("127.0.0.1", "localhost:8080", **headers)
    assert of_another_page(asked, ours={"voice.example.com", ""}) is another
