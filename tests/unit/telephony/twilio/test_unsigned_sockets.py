"""Sockets that Twilio does not open: only this machine's own, and only as they say themselves."""

import pytest
from starlette.requests import HTTPConnection

from telephony.twilio.admission import Admission, NotAdmittedError
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.routes import socket_url


def connection(
    query: str = "unsigned=1", client: str = "127.0.0.1", host: str = "127.0.0.1:8080", **headers: str
) -> HTTPConnection:
    """A socket's handshake."""
    sent = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HTTPConnection(
        {
            "type": "websocket",
            "scheme": "ws",
            "path": "/twilio/media",
            "query_string": query.encode(),
            "client": (client, 1),
            "server": ("127.0.0.1", 8080),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        }
    )


@pytest.mark.parametrize(
    ("handshake", "by_ticket"),
    [
        (connection(), True),
        (connection(host="localhost:8080"), True),
        (connection(query=""), False),
        (connection(client="203.0.113.7"), False),
        (connection(host="voice.example.com"), False),
        (connection(x_forwarded_for="203.0.113.7"), False),
    ],
)
def test_a_ticket_alone_admits_only_sockets_of_this_machine(handshake: HTTPConnection, *, by_ticket: bool) -> None:
    """Through a proxy or a tunnel, and without the mark in its address, a socket has to be signed."""
    assert Admission(TwilioConfig(auth_token="a" * 32)).by_ticket(handshake) is by_ticket


def test_the_microphone_of_the_consoles_own_page_is_admitted() -> None:
    """Its browser says from where the page came; without a key a page of another site is refused."""
    own = connection(origin="http://127.0.0.1:8080", sec_fetch_site="same-origin")
    assert Admission(TwilioConfig()).by_ticket(own)
    Admission(TwilioConfig()).handshake(own)
    with pytest.raises(NotAdmittedError):
        Admission(TwilioConfig()).handshake(connection(origin="https://evil.example"))


def test_the_media_socket_is_found_beside_the_address_that_was_asked() -> None:
    """With the scheme of sockets."""
    assert socket_url("https://voice.example.com/base/") == "wss://voice.example.com/base/twilio/media"
