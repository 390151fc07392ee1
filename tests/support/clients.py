"""HTTP clients of the tests, for services of this machine."""

from typing import Any

import httpx

CERTIFICATES = httpx.create_ssl_context()
"""Read once: a client of its own reads all of the world's authorities, for thirty milliseconds."""


def web_client(**options: Any) -> httpx.AsyncClient:
    """A client that asks no proxy. `options`: of `httpx.AsyncClient`."""
    return httpx.AsyncClient(**{"trust_env": False, "verify": CERTIFICATES, **options})
