"""What Twilio's REST API answers: calls, numbers, and refusals in sentences without keys and without its words."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import pydantic

from telephony.errors import Fault, TelephonyError


class TwilioError(TelephonyError):
    """Twilio did not do what was asked. `fault`: why, as for all providers."""

    def __init__(self, message: str, *, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class TwilioRefused(TwilioError):
    """Twilio refuses. `code`: its own, 0 when it told none; `status`: of HTTP; `retry_after_s`: when to ask again."""

    def __init__(self, code: int, status: int, *, retry_after_s: float | None = None) -> None:
        fault, says = _meaning(code, status)
        super().__init__(f"Twilio {says} ({code or status}).", fault=fault)
        self.code = code
        self.status = status
        self.retry_after_s = retry_after_s


class TwilioUnavailable(TwilioError):
    """Twilio cannot be reached, does not answer in time, or answers what its protocol does not know."""


@dataclass(frozen=True, slots=True)
class RestCall:
    """A call, as Twilio tells of it. `status`: `queued`, `ringing`, `in-progress`, `completed`, `busy`, `failed`, …"""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class Account:
    """The account. `status`: `active`, `suspended` or `closed`."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class IncomingNumber:
    """A number of the account, and where its calls are led."""

    phone_number: str
    voice_url: str
    voice_method: str = "POST"
    elsewhere: bool = False
    """An application or a trunk takes its calls, whatever the address says."""

    def points_at(self, url: str) -> bool:
        """Whether its calls are led to this address; the address may have a query behind it."""
        return not self.elsewhere and bool(self.voice_url) and _comparable(self.voice_url) == _comparable(url)


_CODES: Mapping[int, tuple[Fault, str]] = {
    20003: ("key", "refuses the account or its token; check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"),
    20005: ("quota", "says that the account is not active; look at it in the console"),
    20404: ("request", "does not know what was asked for, or it is over"),
    20429: ("busy", "is asked too much at once; wait, or raise the limit of your account there"),
    21201: ("request", "was told no number to call"),
    21205: ("request", "does not accept the address that it should ask; it must be reached from the internet"),
    21210: ("request", "does not let this account call from that number; buy or verify it in the console"),
    21211: ("request", "takes the number to call for none; write it like +919800000001"),
    21212: ("request", "takes the number to call from for none; write it like +14155550100"),
    21213: ("request", "was told no number to call from"),
    21214: ("request", "cannot reach the number to call"),
    21215: ("request", "does not let this account call that country; see its geographic permissions in the console"),
    21216: ("request", "does not let this account call that number"),
    21217: ("request", "takes the number to call for none; write it like +919800000001"),
    21219: ("request", "lets a trial account call verified numbers only"),
    21220: ("request", "says that the call is not in progress"),
}
_STATUSES: Mapping[int, tuple[Fault, str]] = {
    401: _CODES[20003],
    403: ("key", "does not allow this with your key; check what it may do"),
    404: _CODES[20404],
    429: _CODES[20429],
}

Body = TypeVar("Body", bound=pydantic.BaseModel)


class _Call(pydantic.BaseModel):
    sid: str
    status: str


class _Number(pydantic.BaseModel):
    phone_number: str
    voice_url: str | None = None
    voice_method: str | None = None
    voice_application_sid: str | None = None
    trunk_sid: str | None = None


class _Numbers(pydantic.BaseModel):
    incoming_phone_numbers: list[_Number]


def _meaning(code: int, status: int) -> tuple[Fault, str]:
    known = _CODES.get(code) or _STATUSES.get(status)
    if known is not None:
        return known
    return ("broken", "is in trouble") if status >= 500 else ("request", "does not accept what it was asked")


def refused(response: httpx.Response) -> TwilioRefused:
    """The error that this refusal is."""
    try:
        code = json_object(response).get("code", 0)
    except TwilioUnavailable:
        code = 0
    after = response.headers.get("Retry-After", "")
    return TwilioRefused(
        code if isinstance(code, int) else 0,
        response.status_code,
        retry_after_s=float(after) if after.isascii() and after.isdecimal() else None,
    )


def json_object(response: httpx.Response) -> dict[str, Any]:
    """The body. Raises `TwilioUnavailable` for what is no JSON object."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise strange()
    return body


def _checked(kind: type[Body], body: Mapping[str, Any]) -> Body:
    with suppress(pydantic.ValidationError):
        return kind.model_validate(body)
    raise strange()


def strange() -> TwilioUnavailable:
    """The error for an answer that is none."""
    return TwilioUnavailable("Twilio answered what is not an answer of its API; check TWILIO_API_URL.", fault="broken")


def call(body: Mapping[str, Any]) -> RestCall:
    """A call. Raises `TwilioUnavailable` where there is none."""
    found = _checked(_Call, body)
    return RestCall(found.sid, found.status)


def numbers(body: Mapping[str, Any]) -> list[IncomingNumber]:
    """One page of the account's numbers."""
    return [
        IncomingNumber(
            each.phone_number,
            each.voice_url or "",
            each.voice_method or "POST",
            elsewhere=bool(each.voice_application_sid or each.trunk_sid),
        )
        for each in _checked(_Numbers, body).incoming_phone_numbers
    ]


def text(body: Mapping[str, Any], name: str) -> str:
    """A field that is text. Raises `TwilioUnavailable` where it is not."""
    value = body.get(name)
    if not isinstance(value, str):
        raise strange()
    return value


def _comparable(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url.strip())
    return parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/")
