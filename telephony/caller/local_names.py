"""Names below localhost are this machine (RFC 6761 §6.3), also where no resolver knows them."""

import ssl
from functools import cache
from typing import Final

import httpx

LOOPBACK: Final = "127.0.0.1"


def is_local_name(host: str) -> bool:
    """Whether it is such a name."""
    return host.lower().rstrip(".").endswith(".localhost")


@cache
def _certificates() -> ssl.SSLContext:
    """Of all authorities, which take thirty milliseconds to read: once, however many call."""
    return httpx.create_ssl_context()


class LocalNames(httpx.AsyncHTTPTransport):
    """Finds them here. The header Host goes on saying the name."""

    def __init__(self) -> None:
        super().__init__(verify=_certificates())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it where it belongs."""
        if is_local_name(request.url.host):
            request.url = request.url.copy_with(host=LOOPBACK)
        return await super().handle_async_request(request)
