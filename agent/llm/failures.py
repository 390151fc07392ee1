"""What a client's error means: a fault, and a sentence that says what to do.

Never in the provider's own words: they can hold parts of the key, or what was sent.
"""

from collections.abc import Iterator, Mapping

from agent.llm.registry import Access
from graphs.ports import ModelFailure
from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, refused, too_late, unreachable

NOT_REACHED = frozenset(
    {"ConnectError", "ConnectTimeout", "gaierror", "ClientConnectorError", "ConnectionTimeoutError", "InvalidURL"}
)
"""Classes of errors, by name, of httpx and of aiohttp, before which nothing was sent."""
TOO_LATE = frozenset({"ReadTimeout", "WriteTimeout", "PoolTimeout", "TimeoutError"})

_STATUSES: Mapping[str, int] = {
    "authentication_error": 401,
    "permission_error": 403,
    "billing_error": 402,
    "insufficient_quota": 402,
    "not_found_error": 404,
    "model_not_found": 404,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "overloaded_error": 529,
    "timeout_error": 504,
    "api_error": 500,
    "server_error": 500,
    "invalid_request_error": 400,
}
"""Errors that come in the middle of a stream have a name of the provider's own, and no status."""


def failure(error: BaseException, access: Access, *, limit_s: float) -> ModelFailure:
    """The failure that a client's error comes to. `limit_s`: how long it waited, where that was it."""
    told = _told(error, access, limit_s)
    return ModelFailure(str(told), fault=told.fault)


def status_of(error: BaseException) -> int | None:
    """The HTTP status that the request was refused with; None when it was not refused so."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


def was_free(error: BaseException) -> bool:
    """Whether nothing can have been used: the request was refused, or never sent."""
    return status_of(error) is not None or not NOT_REACHED.isdisjoint(_kinds(error))


def _told(error: BaseException, access: Access, limit_s: float) -> SpeechUnavailable:
    code = _code(error)
    status = status_of(error) or _STATUSES.get(code)
    if status is not None:
        known = "insufficient_quota" if code == "billing_error" else code
        return refused(access.name, status, key=access.key_name, code=known)
    kinds = set(_kinds(error))
    if kinds & NOT_REACHED:
        return unreachable(access.name, error, address=access.url_name)
    if kinds & TOO_LATE:
        return too_late(access.name, limit_s)
    return broke_off(access.name, type(error).__name__)


def _code(error: BaseException) -> str:
    """The provider's own name for what went wrong, when it is one that we know."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, Mapping) else None
    if not isinstance(inner, Mapping):
        return ""
    names = (inner.get("code"), inner.get("type"))
    return next((name for name in names if isinstance(name, str) and name in _STATUSES), "")


def _kinds(error: BaseException) -> Iterator[str]:
    """Names of the classes of an error and of those that caused it."""
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield from (each.__name__ for each in type(at).__mro__)
        at = at.__cause__ or at.__context__
