"""Models behind OpenAI's chat completions: OpenAI's own, and those of every server that speaks the same protocol.

A client of ours, over connections that a process keeps: what LangChain and OpenAI's library make of each token costs
several times what the token does (`bench/clients.py`).
"""

import asyncio
import re
import ssl
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing, suppress
from functools import partial
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from aiohttp.http import HttpProcessingError
from yarl import URL

from agent.llm import openai_wire as wire
from agent.llm.metering import UNSEEN_TOKENS, Meter, sent
from agent.llm.registry import Access
from agent.llm.reporting import CONNECT_S, TIMEOUT_S, check_end, failed, log_use, no_answer
from agent.llm.server_events import ServerEvents
from graphs.ports import Message, ModelFailure, Tool, ToolCall
from telephony import tls

MOST_CONNECTIONS = 1_000
KEPT_S = 60.0
"""So long a connection that nobody uses is kept: from one turn to the next."""
MOST_BYTES = 4 * 1024 * 1024
"""Of an answer that comes whole, and of a whole stream."""
MOST_REFUSAL_BYTES = 64 * 1024
LEISURE_S = 0.03
"""So much of what comes after the first sentence is read at once."""
_SENTENCE = re.compile(r"[.!?…।]\s")
LINGER_S = 1.0
"""So long the last bytes of a stream that has told its end may take, for the connection to be used again."""

_WHOLE = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=TIMEOUT_S)
_STREAMED = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
"""Whoever reads a stream bounds the wait for each piece (`agent.llm.steady`): to do it twice costs with every token."""

ERRORS = (aiohttp.ClientError, HttpProcessingError, TimeoutError, OSError, ValueError, TypeError, wire.Told)
"""What goes wrong with a request: the network, the server, or what it says."""


def connect(access: Access) -> "Completions":
    """A client for one model. Nothing is sent yet. Takes time: it may read certificates. Raises ModelFailure."""
    url = _address(access)
    return Completions(access, proxy=_proxy(url, access), tls=tls.context() if url.scheme == "https" else None)


def _address(access: Access) -> URL:
    url = URL()
    with suppress(ValueError):
        url = URL(access.base_url)
    if url.scheme not in ("http", "https") or not url.host:
        raise ModelFailure(f"{access.name} cannot be reached: {access.url_name} holds no address.", fault="network")
    return url


def _proxy(url: URL, access: Access) -> URL | None:
    """The proxy that the environment names for that address."""
    proxies = getproxies()
    found = proxies.get(url.scheme) or proxies.get("all")
    if not found or (url.host and proxy_bypass(url.host)):
        return None
    proxy = URL(found if "://" in found else f"http://{found}")
    if proxy.scheme not in ("http", "https"):
        raise ModelFailure(
            f"{access.name} would be reached through a proxy of the kind {proxy.scheme}, which cannot be used; "
            "name one of HTTP in HTTPS_PROXY, or leave this host out of it by NO_PROXY.",
            fault="local",
        )
    return proxy


class Completions:
    """One model of one server. Each request is made once: whoever asks decides whether to ask again."""

    def __init__(self, access: Access, *, proxy: URL | None = None, tls: ssl.SSLContext | None = None) -> None:
        self._access = access
        self._proxy = proxy
        self._tls = tls
        url = URL(f"{access.base_url}/chat/completions")
        self._url = url.with_user(None)
        self._about = self._url.parent.parent / "models" / access.model
        key = f"Bearer {access.key}"
        self._headers = {
            "Authorization": aiohttp.encode_basic_auth(url.user, url.password or "") if url.user else key,
            "Content-Type": "application/json",
            # A stream that is packed comes in larger pieces, later.
            "Accept-Encoding": "identity",
            "User-Agent": "trunkline",
        }
        self._session: aiohttp.ClientSession | None = None
        self._lingering: set[aiohttp.ClientResponse] = set()

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        began, failure, found = time.monotonic(), None, None
        with Meter(self._access, partial(sent, messages, schema), unseen=UNSEEN_TOKENS) as meter:
            try:
                answer = await self._whole(wire.structured(self._access.model, messages, schema, name=name))
                _count(meter, wire.usage_of(answer))
                found = wire.content_of(answer)
            except ERRORS as error:
                failure = failed(error, self._access, meter)
        if failure:
            raise failure  # here, so that it does not hold what the server said
        if not isinstance(found, dict):
            raise no_answer(self._access, "answered with something that is no object")
        log_use(self._access, meter, began=began, kind="structured")
        return found

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure, also in the middle of a text."""
        began, failure, told, pace = time.monotonic(), None, wire.Streamed(), _Pace()
        with Meter(self._access, partial(sent, messages, tools=tools)) as meter:
            try:
                async with aclosing(self._events(wire.streamed(self._access.model, messages, tools), pace)) as events:
                    async for together in events:
                        text, wrong = _heard(told, together, meter)
                        if text:
                            yield text
                            pace.wrote(text)
                        if wrong is not None:
                            raise wrong
            except ERRORS as error:
                failure = failed(error, self._access, meter)
            _count(meter, told.usage)
        if failure:
            raise failure
        calls = told.calls()
        check_end(self._access, told.reason, readable=calls is not None)
        log_use(self._access, meter, began=began, kind="streamed")
        for call in calls or ():
            yield call

    async def keep_warm(self) -> None:
        """See to it that a connection is open, whatever is answered. Raises one of ERRORS."""
        asked = self._opened().get(self._about, headers=self._headers, proxy=self._proxy)
        async with asked as response:
            await _body(response, most=MOST_REFUSAL_BYTES)

    async def aclose(self) -> None:
        """Close the connections."""
        for response in self._lingering:
            response.close()
        if self._session is not None:
            await self._session.close()

    # ── requests ──────────────────────────────────────────────────────────────

    async def _whole(self, asked: bytes) -> dict[str, Any]:
        response = await self._post(asked)
        try:
            return wire.object_of(await _body(response, most=MOST_BYTES))
        finally:
            response.close()

    async def _events(self, asked: bytes, pace: "_Pace") -> AsyncGenerator[list[bytes], None]:
        """The events of a stream up to its end, those together that came together. Closing this ends the request."""
        response = await self._post(asked, limits=_STREAMED)
        ended, events, size = False, ServerEvents(), 0
        try:
            while not ended and (piece := await response.content.readany()):
                size += len(piece)
                if size > MOST_BYTES:
                    raise ValueError("The stream is longer than any answer.")
                together = events.feed(piece)
                if ended := wire.END in together:
                    del together[together.index(wire.END) :]
                if together:
                    yield together
                if not ended and pace.leisurely:
                    await asyncio.sleep(LEISURE_S)
        finally:
            if ended and not response.closed:
                self._linger(response)
            else:
                response.close()

    async def _post(self, asked: bytes, *, limits: aiohttp.ClientTimeout = _WHOLE) -> aiohttp.ClientResponse:
        """The answer whose body is to be read. Raises one of ERRORS, `Told` when it was refused."""
        response = await self._opened().post(
            self._url, data=asked, headers=self._headers, proxy=self._proxy, timeout=limits
        )
        if response.ok:
            return response
        try:
            body = await _body(response, most=MOST_REFUSAL_BYTES)
        finally:
            response.close()
        raise wire.Told(_json(body), response.status)

    def _opened(self) -> aiohttp.ClientSession:
        # Not before there is a loop: connections belong to one.
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=MOST_CONNECTIONS, keepalive_timeout=KEPT_S, ssl=True if self._tls is None else self._tls
                ),
                timeout=_WHOLE,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,  # it would read a key from ~/.netrc too
            )
        return self._session

    def _linger(self, response: aiohttp.ClientResponse) -> None:
        """Let the body end by itself, which gives its connection back; nobody waits for it."""
        self._lingering.add(response)
        asyncio.get_running_loop().call_later(LINGER_S, self._parted, response)

    def _parted(self, response: aiohttp.ClientResponse) -> None:
        self._lingering.discard(response)
        response.close()


def _heard(told: wire.Streamed, together: Sequence[bytes], meter: Meter) -> tuple[str, Exception | None]:
    """The text in events that came together, up to one that is wrong; and what is wrong with that."""
    text = ""
    for event in together:
        try:
            written = told.hear(event)
        except ERRORS as wrong:
            return text, wrong
        meter.wrote(written + told.unseen)
        text += written
    return text, None


class _Pace:
    """How eagerly a stream is read. Whoever speaks it waits for the first sentence; those after it are heard seconds
    later, and need not wake anybody for each token.
    """

    def __init__(self) -> None:
        self.leisurely = False
        self._last = ""

    def wrote(self, text: str) -> None:
        """More of the answer came."""
        self.leisurely = self.leisurely or _SENTENCE.search(self._last + text) is not None
        self._last = text[-1:]


async def _body(response: aiohttp.ClientResponse, *, most: int) -> bytes:
    """All of it. Raises ValueError when it is too much."""
    pieces, size = [], 0
    while piece := await response.content.readany():
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise ValueError("The answer is longer than any that is meant.")
    return b"".join(pieces)


def _json(body: bytes) -> object:
    try:
        found: object = orjson.loads(body)
    except ValueError:
        return None
    return found


def _count(meter: Meter, used: wire.Usage | None) -> None:
    if used is not None:
        details = {"cache_read": used.cached}
        meter.told({"input_tokens": used.read, "output_tokens": used.written, "input_token_details": details})
