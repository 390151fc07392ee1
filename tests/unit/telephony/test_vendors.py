"""The table of vendors, and what tells a server of one's own from theirs."""

import pytest

from telephony.vendors import elsewhere


@pytest.mark.parametrize(
    ("vendor", "url", "mark"),
    [
        ("elevenlabs", "https://api.elevenlabs.io", ""),
        ("elevenlabs", "wss://API.elevenlabs.io/", ""),
        ("cartesia", "http://127.0.0.1:9000", "@127.0.0.1:9000"),
        ("cartesia", "wss://user:secret@voices.example/path", "@voices.example"),
        ("aws", "", ""),
        ("aws", "http://localhost:4566", "@localhost:4566"),
    ],
)
def test_a_server_of_ones_own_has_a_mark_and_the_vendor_has_none(vendor: str, url: str, mark: str) -> None:
    """However the address is spelt; never with what it holds of a user."""
    assert elsewhere(vendor, url) == mark
