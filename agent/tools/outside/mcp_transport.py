"""How MCP servers are reached: a command's pipes, whose end is noticed; HTTP, only where requests may go."""

import asyncio
import os
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO

import httpx2
from mcp import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from agent.tools.outside.addresses import Gate

if TYPE_CHECKING:
    from mcp.client._transport import TransportStreams

LARGEST = 4_000_000
"""Bytes of an answer over HTTP."""
_EVENT_ENDS = re.compile(rb"\r\n\r\n|\n\n|\r\r")

Lost = asyncio.Event
"""Set when the other side has gone."""


@asynccontextmanager
async def command_streams(command: list[str], env: Mapping[str, str], lost: Lost) -> "AsyncIterator[TransportStreams]":
    """Run a command and speak to it over its standard input and output; what it complains of is not kept, for it may
    hold what callers said.
    """
    program, *arguments = command
    parameters = StdioServerParameters(command=program, args=arguments, env=dict(env))
    with _nowhere() as nowhere:
        async with stdio_client(parameters, errlog=nowhere) as (reading, writing):
            yield _Noticing(reading, lost), writing


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


class _Noticing:
    """A stream of messages that says when it has come to its end."""

    def __init__(self, stream: Any, lost: Lost) -> None:
        self._stream = stream
        self._lost = lost

    async def receive(self) -> Any:
        return await self._stream.receive()

    async def aclose(self) -> None:
        await self._stream.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        try:
            return await self._stream.__anext__()
        except StopAsyncIteration:
            self._lost.set()
            raise

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> bool | None:
        left: bool | None = await self._stream.__aexit__(*error)
        return left


@asynccontextmanager
async def http_streams(
    url: str, headers: Mapping[str, str], gate: Gate, tls: ssl.SSLContext
) -> "AsyncIterator[TransportStreams]":
    """Speak to a server over streamable HTTP."""
    async with (
        httpx2.AsyncClient(
            transport=_GatedTransport(gate, tls),
            trust_env=False,
            headers={"Accept-Encoding": "identity", **headers},
            timeout=httpx2.Timeout(30, read=300, connect=5),
        ) as client,
        streamable_http_client(url, http_client=client) as streams,
    ):
        yield streams


class _GatedTransport(httpx2.AsyncBaseTransport):
    """`agent.tools.outside.transport.GatedTransport` for the httpx2 that the SDK brings along; for one host."""

    def __init__(self, gate: Gate, tls: ssl.SSLContext) -> None:
        self._gate = gate
        self._inner = httpx2.AsyncHTTPTransport(verify=tls, trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.raw_host.decode("ascii")
        try:
            addresses = await self._gate.admit(request.url.scheme, host, request.url.port)
        except OSError as error:
            raise httpx2.ConnectError(f"the host “{host}” cannot be resolved", request=request) from error
        failed: httpx2.TransportError = httpx2.ConnectError(f"the host “{host}” has no address", request=request)
        for address in addresses:
            pinned = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return _bounded(await self._inner.handle_async_request(pinned))
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                failed = error
        raise failed

    async def aclose(self) -> None:
        await self._inner.aclose()


def _bounded(response: httpx2.Response) -> httpx2.Response:
    """The response, of which no more than LARGEST is read: in all, or of one event of a stream of events.

    A packed one is refused: what is unpacked may be a thousand times as large as what was counted.
    """
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise httpx2.RemoteProtocolError("the answer is packed, which was not asked for")
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    events = response.headers.get("content-type", "").lower().startswith("text/event-stream")
    response.stream = _Bounded(response.stream, events=events)
    return response


class _Bounded(httpx2.AsyncByteStream):
    """A body that breaks off when it is too large."""

    def __init__(self, stream: httpx2.AsyncByteStream, *, events: bool) -> None:
        self._stream = stream
        self._events = events

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size, before = 0, b""
        async for piece in self._stream:
            size += len(piece)
            # An event ends with an empty line, which may come in two pieces.
            ends = [found.end() for found in _EVENT_ENDS.finditer(before + piece)] if self._events else []
            if ends:
                size = len(before) + len(piece) - ends[-1]
            if size > LARGEST:
                raise httpx2.RemoteProtocolError(f"the answer is larger than {LARGEST} bytes")
            before = piece[-3:]
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


Streams = AbstractAsyncContextManager["TransportStreams"]
