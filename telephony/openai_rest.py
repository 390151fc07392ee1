"""Requests to OpenAI's REST interface: one client for the process, limits on every wait, errors that hold no key.

httpx itself, not OpenAI's SDK: each wait has its own limit, bodies are read only so far, nothing is asked twice, and
there is no error object that holds the request's headers.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any

import httpx

from telephony.errors import SpeechUnavailable
from telephony.openai_access import SpeechAccess, code_of
from telephony.refusals import broke_off, refused, too_late, unreachable

CONNECT_S = 4.0
IDLE_S = 60.0
"""So long a connection that nobody uses is kept: until the next utterance, usually."""
MOST_CONNECTIONS = 200
MOST_BYTES = 1024 * 1024
"""Of an answer that is not sound."""


class OpenAIRest:
    """OpenAI's REST interface. `limit_s`: the longest wait for an answer, and for each next piece of it."""

    def __init__(self, access: SpeechAccess, *, limit_s: float) -> None:
        self.access = access
        self.limit_s = limit_s
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def pieces(
        self, method: str, path: str, *, accepts: Callable[[str], bool] = lambda _kind: True, **content: Any
    ) -> AsyncGenerator[bytes, None]:
        """The answer's body as it comes. `accepts`: whether we can do anything with this content type; `content`: what
        is sent, as httpx takes it. Closing it ends the request. Raises `SpeechUnavailable`.
        """
        failure: SpeechUnavailable
        try:
            client = await self._opened()
            async with client.stream(method, path, **content) as response:
                if not response.is_success:
                    raise await self._refusal(response)
                if not accepts(response.headers.get("content-type", "").lower()):
                    raise broke_off(self.access.vendor, "its answer is of another kind than was asked for")
                async for piece in response.aiter_bytes():
                    yield piece
        except httpx.TimeoutException as error:
            late = CONNECT_S if isinstance(error, httpx.ConnectTimeout) else self.limit_s
            failure = too_late(self.access.vendor, late)
        except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            failure = unreachable(self.access.vendor, error, address=self.access.url_setting)
        except httpx.HTTPError as error:
            failure = broke_off(self.access.vendor, type(error).__name__)
        else:
            return
        raise failure  # here, so that it does not hold httpx's error, with the headers that were sent

    async def ask(self, method: str, path: str, **content: Any) -> Mapping[str, Any]:
        """The JSON object that is answered, all of it within the limit. Raises `SpeechUnavailable`."""
        body = bytearray()
        try:
            async with asyncio.timeout(self.limit_s), aclosing(self.pieces(method, path, **content)) as pieces:
                async for piece in pieces:
                    body += piece[: MOST_BYTES - len(body)]
        except TimeoutError:
            late = True
        else:
            late = False
        if late:
            raise too_late(self.access.vendor, self.limit_s)
        answer = _object(body)
        if answer is None:
            raise broke_off(self.access.vendor, "its answer is no JSON object")
        return answer

    async def aclose(self) -> None:
        """Close the connections. Safe to call twice."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _opened(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._client is None and not self._closed:
                # The certificates of the world take tens of milliseconds.
                context = await asyncio.to_thread(httpx.create_ssl_context)
                self._client = self._made(context)
            if self._client is None or self._closed:
                raise SpeechUnavailable(f"{self.access.vendor} is asked no more: the process is ending.")
            return self._client

    def _made(self, context: ssl.SSLContext) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.access.base_url,
            headers=self.access.headers,
            timeout=httpx.Timeout(self.limit_s, connect=CONNECT_S),
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=IDLE_S),
            verify=context,
            trust_env=False,
        )

    async def _refusal(self, response: httpx.Response) -> SpeechUnavailable:
        body = bytearray()
        # The status says enough, if need be.
        with suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout(self.limit_s):
                async for piece in response.aiter_bytes():
                    body += piece[: MOST_BYTES - len(body)]
        key, code = self.access.key_setting, code_of(body)
        return refused(self.access.vendor, response.status_code, key=key, code=code)


def _object(body: bytearray) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
