"""Actions that are HTTP requests: built from a template, sent within limits, and read as an outcome."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import orjson
import structlog
from pydantic import SecretStr

from agent.tools.outside.addresses import Gate, NotAllowed
from agent.tools.outside.answers import Unusable, named_outcome, ok
from agent.tools.outside.declaration import HttpAction
from agent.tools.outside.templates import KEY, fill, fill_query, fill_url
from agent.tools.outside.transport import GatedTransport
from agent.tools.tool import ToolRefused
from graphs.ports import Outcome

log = structlog.get_logger(__name__)

REDIRECTS = 3
PASSING = frozenset({429, 502, 503, 504})
"""What may be otherwise a moment later."""
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0
CONNECT_LIMIT_S = 3.0
CONNECTING = 0.8
"""The part of a try that connecting may take."""

_ERROR = Outcome("error")


@asynccontextmanager
async def open_client(gate: Gate, tls: ssl.SSLContext) -> AsyncIterator[httpx.AsyncClient]:
    """The client that all HTTP actions of this process share. It knows no proxy, and keeps no cookies: what one
    caller's request was given is not for the next.
    """
    async with httpx.AsyncClient(
        transport=GatedTransport(gate, tls),
        trust_env=False,
        follow_redirects=False,
        # An answer that is unpacked may be a thousand times as large as what was counted.
        headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "trunkline"},
    ) as client:
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        yield client


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    headers: httpx.Headers

    @property
    def retry_after_s(self) -> float:
        """How long the service asks us to wait; 0 when it does not say so in seconds."""
        written = self.headers.get("retry-after", "")
        return float(written) if written.isdecimal() else 0.0


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One declared action. Whoever calls it keeps its total limit; retries stay within that."""

    name: str
    action: HttpAction
    client: httpx.AsyncClient
    reveal: Callable[[Mapping[str, str]], Mapping[str, SecretStr]]
    """Headers with their secrets, as these are now. Raises ToolRefused."""

    async def __call__(self, inputs: Mapping[str, Any], key: str) -> Outcome:
        """Send the request, again if that may help, and read the answer. Raises ToolRefused for inputs that do not fit
        into the address, and for a way that leads where requests may not go.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + self.action.timeout
        given = {**inputs, KEY: key}
        for left in reversed(range(self.action.retries + 1)):
            answer, why = await self._try(given, key)
            if answer is not None and (answer.status not in PASSING or not left):
                return self._read(answer)
            pause = _pause_s(self.action.retries - left, answer)
            if not left or pause > LONGEST_PAUSE_S or loop.time() + pause >= ends:
                break
            log.info("http.repeated", tool=self.name, why=why, pause_s=round(pause, 2))
            await asyncio.sleep(pause)
        log.warning("http.failed", tool=self.name, why=why)
        return _ERROR

    @property
    def _patience(self) -> httpx.Timeout:
        """Connecting ends a little before the try: whoever is cancelled while they connect leaves a socket open."""
        share = self.action.timeout / (self.action.retries + 1)
        return httpx.Timeout(None, connect=min(CONNECT_LIMIT_S, CONNECTING * share))

    async def _try(self, given: Mapping[str, Any], key: str) -> tuple[Answer | None, str]:
        """One exchange, in its share of the time; without an answer, why there is none."""
        try:
            async with asyncio.timeout(self.action.timeout / (self.action.retries + 1)):
                answer = await self._exchange(self._request(given, key))
        except TimeoutError:
            return None, "it took too long"
        except httpx.TransportError as error:
            return None, type(error).__name__
        return answer, f"status {answer.status}"

    def _request(self, given: Mapping[str, Any], key: str) -> httpx.Request:
        """Raises ToolRefused for inputs that cannot be sent."""
        try:
            return self._built(given, key)
        except (UnicodeEncodeError, orjson.JSONEncodeError, httpx.InvalidURL) as error:
            raise ToolRefused(f"an input cannot be sent ({type(error).__name__})") from None

    def _built(self, given: Mapping[str, Any], key: str) -> httpx.Request:
        action = self.action
        headers = {name: value.get_secret_value() for name, value in self.reveal(action.headers).items()}
        if action.idempotency_header is not None:
            headers[action.idempotency_header] = key
        body = None
        if action.body is not None:
            if "content-type" not in {name.lower() for name in headers}:
                headers["Content-Type"] = "application/json"
            body = orjson.dumps(fill(action.body, given))
        return self.client.build_request(
            action.method,
            fill_url(action.url, given),
            params=fill_query(action.query, given),
            headers=headers,
            content=body,
            timeout=self._patience,
        )

    async def _exchange(self, request: httpx.Request) -> Answer:
        """Send a request and follow where its answer leads. Raises httpx.TransportError, NotAllowed, Unusable."""
        for _ in range(REDIRECTS + 1):
            try:
                response = await self.client.send(request, stream=True)
            except (
                httpx.InvalidURL,
                UnicodeError,
            ):  # httpx reads where an answer points, also when it is not to follow
                raise NotAllowed("the service redirects to what is no address") from None
            try:
                following = self._redirected(request, response)
                if following is None:
                    return Answer(response.status_code, await self._content(response), response.headers)
            finally:
                await response.aclose()
            request = following
        raise NotAllowed(f"the service redirects more than {REDIRECTS} times")

    def _redirected(self, request: httpx.Request, response: httpx.Response) -> httpx.Request | None:
        """The request to the place to which an answer redirects; None when it is an answer. Another host is not given
        our headers, for a secret among them is not meant for it.
        """
        if not response.has_redirect_location:
            return None
        url = _joined(request.url, response.headers["location"])
        keeps_method = response.status_code in {307, 308} or request.method == "GET"
        if not keeps_method and response.status_code != 303:
            # What 301 and 302 mean for these methods differs between clients: the effect might be lost.
            raise NotAllowed(f"the service redirects a {request.method} with {response.status_code}")
        if url.userinfo:
            raise NotAllowed("the service redirects to an address with a password in it")
        ours = {name.lower() for name in self.action.headers}
        same = (url.scheme, url.raw_host, url.port) == (request.url.scheme, request.url.raw_host, request.url.port)
        dropped = {"host", "content-length", "transfer-encoding"} | (set() if same else ours)
        if not keeps_method:
            dropped.add("content-type")
        return self.client.build_request(
            request.method if keeps_method else "GET",
            url,
            headers={name: value for name, value in request.headers.items() if name not in dropped},
            content=request.content if keeps_method and request.content else None,
            timeout=self._patience,
        )

    async def _content(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise Unusable("the answer is packed, which was not asked for")
        content = bytearray()
        async for piece in response.aiter_raw():
            content += piece
            if len(content) > self.action.max_bytes:
                raise Unusable(f"the answer is larger than {self.action.max_bytes} bytes (max_bytes)")
        return bytes(content)

    def _read(self, answer: Answer) -> Outcome:
        """What the answer means. Raises Unusable."""
        success = 200 <= answer.status < 300
        try:
            body = orjson.loads(answer.content) if answer.content else None
        except orjson.JSONDecodeError:
            if success and self.action.out != "none":
                raise Unusable("the answer is not JSON") from None
            body = None
        name = named_outcome(self.action, body, status=answer.status)
        if name is not None:
            return Outcome(name)
        if success:
            return ok(self.action, body)
        log.warning("http.failed", tool=self.name, why=f"status {answer.status}")
        return _ERROR


def _joined(url: httpx.URL, location: str) -> httpx.URL:
    """Where an answer points. Raises NotAllowed for what is no address of the web, which httpx could not write down."""
    try:
        joined = url.join(location)
        if joined.scheme in {"http", "https"} and joined.host:  # the host in other scripts cannot always be decoded
            return joined
    except (httpx.InvalidURL, ValueError):
        pass
    raise NotAllowed("the service redirects to what is no address")


def _pause_s(attempt: int, answer: Answer | None) -> float:
    """How long to wait before the next attempt: longer each time, and never all callers at once."""
    pause = FIRST_PAUSE_S * 2.0**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - no secret hangs on it
    return max(pause, answer.retry_after_s if answer else 0.0)
