"""Which cookie a browser gets, and which of its cookies are looked at."""

import pytest
from starlette.requests import Request

from agent.access import cookies
from agent.console.access import own_path


def request(url: str, **headers: str) -> Request:
    """From a browser that asks for this."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    sent = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    server = (host.partition(":")[0], 80)
    client = ("127.0.0.1", 50_000)
    told = {"type": "http", "scheme": scheme, "server": server, "client": client, "path": f"/{path}"}
    return Request({**told, "query_string": b"", "headers": raw})


PUBLIC = "https://voice.example.com"


@pytest.mark.parametrize(
    ("asked", "secure", "private"),
    [
        (request("https://voice.example.com/"), True, True),
        (request("http://voice.example.com/"), True, True),  # TLS ends in front of us, as PUBLIC_URL says
        (request("http://127.0.0.1:8080/", origin="https://voice.example.com"), True, True),
        (request("http://127.0.0.1:8080/", origin="http://127.0.0.1:8080"), False, True),
        (request("http://localhost:8080/"), False, True),
        (request("http://[::1]:8080/"), False, True),
        (request("http://192.0.2.7:8080/"), False, False),
        (request("http://other.example.com/"), False, False),
        (request("http://localhost.example.com/"), False, False),
    ],
)
def test_a_cookie_is_secure_wherever_there_is_https(asked: Request, secure: bool, private: bool) -> None:
    """And passwords go by https, or stay on the machine."""
    assert cookies.is_secure(asked, PUBLIC) is secure
    assert cookies.is_private(asked, PUBLIC) is private


def test_a_proxy_that_was_asked_by_http_is_no_private_way() -> None:
    """Whatever host it hands on: what it says of the way before it is believed, and that it is a proxy, too."""
    said = {"x-forwarded-proto": "http", "x-forwarded-for": "203.0.113.7"}
    assert not cookies.is_private(request("http://127.0.0.1:8080/", **said), None)
    assert not cookies.is_private(request("http://127.0.0.1:8080/", **{"x-forwarded-for": "203.0.113.7"}), None)
    assert not cookies.is_private(request("http://voice.example.com/", **said), PUBLIC)
    assert cookies.is_private(request("http://voice.example.com/", **{"x-forwarded-proto": "https"}), PUBLIC)


def test_a_malformed_host_is_not_this_machine() -> None:
    """Though the server's own address is."""
    asked = request("http://a{b.evil.example:8471/", cookie="trunkline=planted")
    asked.scope["server"] = ("127.0.0.1", 8471)
    assert not cookies.is_private(asked, None)
    assert cookies.read(asked) is None


def test_a_cookie_that_another_host_of_the_domain_could_set_is_not_looked_at() -> None:
    """But on this machine, where there is no domain."""
    assert cookies.read(request("https://voice.example.com/", cookie="trunkline=planted")) is None
    both = request("http://127.0.0.1/", cookie="trunkline=here; __Host-trunkline=there")
    assert cookies.read(both) == "there"
    assert cookies.read(request("http://127.0.0.1/", cookie="trunkline=here")) == "here"


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/flows/a?step=b", "/flows/a?step=b"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/api/me", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
)
def test_one_goes_on_to_a_page_of_the_console_only(wanted: str, taken: str) -> None:
    """After signing in elsewhere."""
    assert own_path(wanted) == taken
