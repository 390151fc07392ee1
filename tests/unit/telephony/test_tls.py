"""The context of TLS is made once, and not on the event loop."""

import ssl
import threading

import pytest

from telephony import tls


async def test_it_is_made_once_and_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks later has it at once; it checks certificates and names."""
    made_in: list[threading.Thread] = []
    make = ssl.create_default_context

    def counting() -> ssl.SSLContext:
        made_in.append(threading.current_thread())
        return make()

    monkeypatch.setattr(ssl, "create_default_context", counting)
    tls.context.cache_clear()
    assert await tls.prepared() is await tls.prepared() is tls.context()
    assert [thread is threading.main_thread() for thread in made_in] == [False]
    assert tls.context().verify_mode is ssl.CERT_REQUIRED
    assert tls.context().check_hostname
