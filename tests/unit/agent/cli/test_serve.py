"""What `trunkline serve` says of where it is reached."""

import pytest

from agent.cli.serve import Place


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("::1", "http://[::1]:8080"),
        ("localhost", "http://localhost:8080"),
        ("192.0.2.7", "http://192.0.2.7:8080"),
        ("2001:db8::7", "http://[2001:db8::7]:8080"),
        ("voice.example.com", "http://voice.example.com:8080"),
    ],
)
def test_the_link_is_one_that_this_machine_can_open(host: str, address: str) -> None:
    """Nobody is let in at 0.0.0.0; an address of IPv6 stands in brackets."""
    assert Place(host, 8080).address == address


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("127.0.0.1", ""),
        ("127.0.0.2", ""),
        ("::1", ""),
        ("LocalHost", ""),
        ("city.localhost", ""),
        ("0.0.0.0", "All addresses of this machine are listened at (0.0.0.0)."),
        ("::", "All addresses of this machine are listened at (::)."),
        ("192.0.2.7", "Only 192.0.2.7 is listened at, and not 127.0.0.1"),
        ("voice.example.com", "Only voice.example.com is listened at, and not 127.0.0.1"),
    ],
)
def test_it_is_said_how_others_come_in(host: str, said: str) -> None:
    """By https, through a proxy; where nobody else can reach it, nothing is said of them."""
    told = Place(host, 8080).others
    assert told.startswith(said)
    assert bool(told) is bool(said)
    assert not told or "PUBLIC_URL" in told
