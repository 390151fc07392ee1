"""What a client's error means."""

import socket

import aiohttp
import httpx2
import pytest
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

from agent.llm.failures import failure, was_free
from agent.llm.openai_wire import Told
from agent.llm.registry import Access

ACCESS = Access("openai", "gpt", "sk-secret", "OPENAI_API_KEY", "https://api.openai.com/v1")


class Refused(Exception):
    """An error as the vendors' clients raise them, with all that they hold."""

    def __init__(self, status: int | None, body: object = None) -> None:
        super().__init__("sk-secret")
        self.status_code = status
        self.body = body


def caused(error: Exception, cause: Exception) -> Exception:
    """An error with its cause."""
    error.__cause__ = cause
    return error


WHERE = ConnectionKey("sk-secret", 443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None, proxy_headers_hash=None)

CASES = [
    (Refused(401), "key", True),
    (Refused(403), "key", True),
    (Refused(402), "quota", True),
    (Refused(429), "busy", True),
    (Refused(429, {"code": "insufficient_quota"}), "quota", True),
    (Refused(404), "model", True),
    (Refused(400), "request", True),
    (Refused(400, {"error": {"type": "billing_error"}}), "quota", True),
    (Refused(422), "request", True),
    (Refused(529), "broken", True),
    (Refused(200, {"type": "error", "error": {"type": "overloaded_error"}}), "broken", False),
    (Refused(200, {"type": "error", "error": {"type": "rate_limit_error"}}), "busy", False),
    (Refused(None, {"code": "insufficient_quota"}), "quota", False),
    (Refused(None, {"code": 500, "message": "sk-secret"}), "broken", False),
    (Refused(None, "sk-secret"), "broken", False),
    (caused(Refused(None), httpx2.ConnectError("sk-secret")), "network", True),
    (caused(Refused(None), httpx2.ConnectTimeout("sk-secret")), "network", True),
    (caused(Refused(None), httpx2.ReadTimeout("sk-secret")), "timeout", False),
    (httpx2.RemoteProtocolError("sk-secret"), "broken", False),
    (aiohttp.ClientConnectorError(WHERE, OSError("sk-secret")), "network", True),
    (aiohttp.ClientConnectorDNSError(WHERE, socket.gaierror("sk-secret")), "network", True),
    (aiohttp.ConnectionTimeoutError("sk-secret"), "network", True),
    (aiohttp.InvalidUrlClientError(URL("sk-secret")), "network", True),
    (aiohttp.SocketTimeoutError("sk-secret"), "timeout", False),
    (aiohttp.ServerDisconnectedError("sk-secret"), "broken", False),
    (aiohttp.ClientPayloadError("sk-secret"), "broken", False),
    (aiohttp.ClientOSError("sk-secret"), "broken", False),
    (Told({"type": "server_error", "message": "sk-secret"}), "broken", False),
    (Told({"code": "rate_limit_exceeded"}), "busy", False),
    (Told({"error": {"code": "insufficient_quota"}}, 429), "quota", True),
    (TimeoutError("sk-secret"), "timeout", False),
    (KeyError("sk-secret"), "broken", False),
]


@pytest.mark.parametrize(("error", "fault", "free"), CASES, ids=range(len(CASES)))
def test_an_error_has_its_fault_and_says_nothing_of_itself(error: Exception, fault: str, free: bool) -> None:
    """The model is named, and the setting of a key that is refused; and it is known whether it was for free."""
    found = failure(error, ACCESS, limit_s=12)
    assert found.fault == fault
    assert was_free(error) is free
    assert str(found).startswith("openai:gpt ")
    assert "secret" not in f"{found!r}{vars(found)}"
    assert ("OPENAI_API_KEY" in str(found)) is (fault == "key")
