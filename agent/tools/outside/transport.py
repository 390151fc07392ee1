"""An httpx transport that connects to the address that was checked, and to no other."""

import ssl

import httpx

from agent.tools.outside.addresses import Gate

AT_ONCE = 20
"""Connections to one host."""


class GatedTransport(httpx.AsyncBaseTransport):
    """Resolves, checks, and connects to an address; the certificate and the Host header stay those of the name.

    Each host has connections of its own: two names that share an address never share a connection, which was opened
    under the certificate of one of them.
    """

    def __init__(self, gate: Gate, tls: ssl.SSLContext) -> None:
        self._gate = gate
        self._tls = tls
        self._by_host: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises NotAllowed, or httpx.TransportError."""
        # As it is sent: what it is called in other scripts is decoded from that, and may not be possible.
        host = request.url.raw_host.decode("ascii")
        try:
            addresses = await self._gate.admit(request.url.scheme, host, request.url.port)
        except OSError as error:
            raise httpx.ConnectError(f"the host “{host}” cannot be resolved", request=request) from error
        failed: httpx.TransportError = httpx.ConnectError(f"the host “{host}” has no address", request=request)
        for address in addresses:
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._transport(host).handle_async_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        raise failed

    def _transport(self, host: str) -> httpx.AsyncHTTPTransport:
        # Only listed hosts come here, so they are few.
        if host not in self._by_host:
            limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE, keepalive_expiry=60)
            self._by_host[host] = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False, limits=limits)
        return self._by_host[host]

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in self._by_host.values():
            await transport.aclose()
