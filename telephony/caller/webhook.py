"""Twilio's HTTP requests: the form of a call, signed, posted to the service."""

from collections.abc import Mapping
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
from twilio.request_validator import RequestValidator

from telephony.caller.local_names import LocalNames
from telephony.caller.report import CallerError
from telephony.twilio.signature import HEADER

TIMEOUT_S = 15.0
"""As long as Twilio waits."""


class Webhook:
    """Speaks to one service, for one call."""

    def __init__(self, url: str, form: Mapping[str, str], *, auth_token: str | None, public_url: str | None) -> None:
        self._base = url.rstrip("/")
        self._form = dict(form)
        self._public_url = public_url.rstrip("/") if public_url else None
        self._validator = RequestValidator(auth_token) if auth_token else None
        self._client = httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False, transport=LocalNames())

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def post(self, path: str, **fields: str) -> str:
        """The service's answer. Relative to the last request's URL is relative to the service. Raises `CallerError`."""
        url = self.local(urljoin(self._base + "/", path))
        form = {**self._form, **fields}
        return await self._answer(self._client.build_request("POST", url, data=form, headers=self.signed(url, form)))

    async def get(self, path: str, **fields: str) -> str:
        """The same as `post`, with the form in the URL."""
        url = self.local(urljoin(self._base + "/", path))
        url += ("&" if "?" in url else "?") + urlencode({**self._form, **fields})
        return await self._answer(self._client.build_request("GET", url, headers=self.signed(url)))

    async def _answer(self, request: httpx.Request) -> str:
        url = str(request.url.copy_with(query=None))
        try:
            response = await self._client.send(request)
        except httpx.TimeoutException as error:
            raise CallerError(f"The service at {url} did not answer within {TIMEOUT_S:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CallerError(f"The service at {url} cannot be reached ({error}). Is it running?") from error
        if not response.is_success:
            raise CallerError(f"The service at {url} answered {response.status_code}: {response.text[:300].strip()}")
        return response.text

    def local(self, url: str) -> str:
        """Where to find here what the service calls by its public address; web and socket addresses alike."""
        if self._public_url is None:
            return url
        public, wanted, here = urlsplit(self._public_url), urlsplit(url), urlsplit(self._base)
        if (wanted.hostname, wanted.port) != (public.hostname, public.port) or not wanted.path.startswith(public.path):
            return url
        scheme = here.scheme if wanted.scheme in {"http", "https"} else _socket_scheme(here.scheme)
        path = wanted.path[len(public.path) :]
        return f"{scheme}://{here.netloc}{here.path}{path}{'?' + wanted.query if wanted.query else ''}"

    def signed(self, url: str, form: Mapping[str, str] | None = None) -> dict[str, str]:
        """The signature header for a request (with its form) or a socket (without); none without a key."""
        if self._validator is None:
            return {}
        seen = self._as_the_service_knows(url)
        return {HEADER: self._validator.compute_signature(seen, form or {})}

    def _as_the_service_knows(self, url: str) -> str:
        if self._public_url is None:
            return url
        inner = url.split("://", 1)[1].removeprefix(self._base.split("://", 1)[1])
        public = self._public_url
        if url.startswith("ws"):
            scheme, rest = public.split("://", 1)
            public = f"{_socket_scheme(scheme)}://{rest}"
        return public.rstrip("/") + inner


def _socket_scheme(scheme: str) -> str:
    return {"https": "wss", "http": "ws"}.get(scheme, scheme)
