"""How the console says no: one shape for every error, with a sentence that says what to do."""

import errno
from collections.abc import Mapping
from typing import Any, Final

import asyncpg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from agent.access.keys import BadKey
from agent.access.names import BadAccount
from agent.access.passwords import BusyHashing, WeakPassword
from agent.access.signing_in import TooManyTries, WrongPassword
from agent.bookkeeping import AWAY
from agent.errors import TrunklineError
from agent.safety.keys.errors import KeysUnread, KeyTrouble
from agent.store.people import EmailTaken, LastAdministrator, LinkSpent, NameTaken, NotTheFirst

log = structlog.get_logger(__name__)

_CODES = {400: "bad_request", 401: "sign_in", 403: "forbidden", 404: "not_found", 405: "not_allowed", 413: "too_large"}
_OF_ACCESS: Mapping[type[TrunklineError], tuple[int, str]] = {
    WrongPassword: (401, "wrong"),
    WeakPassword: (422, "weak_password"),
    BadAccount: (422, "unreadable"),
    BadKey: (422, "unreadable"),
    EmailTaken: (409, "exists"),
    NameTaken: (409, "name_taken"),
    NotTheFirst: (409, "exists"),
    LastAdministrator: (409, "last_administrator"),
    LinkSpent: (410, "spent"),
    BusyHashing: (503, "busy"),
    TooManyTries: (429, "too_many"),
}
"""What accounts, passwords and keys raise, told in their own words."""
LONGEST = 5
"""Mistakes of a request that are told."""
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_ON_DISK: Final = frozenset({errno.EIO, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE})
"""What only files give, also without their names; everything else without one is a connection's."""


class ErrorBody(BaseModel):
    """What went wrong."""

    code: str
    """Stable name of the kind: `conflict`, `not_found`, …"""
    message: str
    """A sentence that says what to do."""


class ErrorAnswer(BaseModel):
    """What every refused request is answered; some bring more beside `error`."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [{"error": {"code": "not_found", "message": "There is no flow called “bookings”."}}]
        },
    )

    error: ErrorBody


class Refusal(Exception):
    """A request that is refused, in a sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`more`: what stands beside the error, as JSON values; `headers`: of the answer."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.more = more or {}
        self.headers = headers or ({"WWW-Authenticate": "Bearer"} if status == 401 else {})

    def answer(self) -> Response:
        """As it is sent."""
        body = {"error": {"code": self.code, "message": str(self)}, **self.more}
        return JSONResponse(body, status_code=self.status, headers=dict(self.headers))


def too_many(sentence: str, seconds: int) -> Refusal:
    """They have to wait for so long (RFC 6585, 4)."""
    return Refusal(429, "too_many", sentence, more={"retry_after": seconds}, headers={"Retry-After": str(seconds)})


REFUSED: Mapping[int | str, dict[str, Any]] = {422: {"model": ErrorAnswer}}
"""Of every route; with it the contract knows `ErrorAnswer`."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for the contract. They refer to the model by its name: naming the model itself would make
    a validator for each error of each route.
    """
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{ErrorAnswer.__name__}"}}}
    return {status: {"content": answer} for status in (*statuses, 401, 403, 429, 503)}


def tell_refusals(app: FastAPI) -> None:
    """Answer whatever goes wrong in one shape."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    for wrong in _OF_ACCESS:
        app.add_exception_handler(wrong, _of_access)
    for kind in AWAY:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(OSError, _unconnected)
    app.add_exception_handler(KeyTrouble, _keys)
    app.add_exception_handler(KeysUnread, _away)


def _refused(_: Request, why: Exception) -> Response:
    assert isinstance(why, Refusal)
    return why.answer()


def _of_access(_: Request, why: Exception) -> Response:
    assert isinstance(why, TrunklineError)
    status, code = _OF_ACCESS[type(why)]
    if isinstance(why, TooManyTries):
        return too_many(str(why), why.seconds).answer()
    return Refusal(status, code, str(why)).answer()


def _unreadable(_: Request, why: Exception) -> Response:
    assert isinstance(why, RequestValidationError)
    told = [f"{'.'.join(map(str, each['loc'])) or 'body'}: {each['msg']}" for each in why.errors()[:LONGEST]]
    return Refusal(422, "unreadable", f"The request cannot be read ({'; '.join(told)}).").answer()


def _http(_: Request, why: Exception) -> Response:
    assert isinstance(why, HTTPException)
    message = "There is no such page." if why.status_code == 404 and why.detail == "Not Found" else str(why.detail)
    return Refusal(why.status_code, _CODES.get(why.status_code, "refused"), message).answer()


def _keys(request: Request, why: Exception) -> Response:
    log.error("console.keys", path=request.url.path, why=type(why).__name__)
    return Refusal(409, "keys", str(why)).answer()


def _unconnected(request: Request, why: Exception) -> Response:
    """A connection's end, or what a disk does not do."""
    assert isinstance(why, OSError)
    if why.errno in _FULL:
        log.error("console.disk_full", path=request.url.path)
        sentence = "The service's disk is full. Make room on it, then try again; nothing that was there is lost."
        return Refusal(507, "disk_full", sentence).answer()
    if why.filename is None and why.errno not in _ON_DISK:
        return _away(request, why)
    log.error("console.disk", path=request.url.path, why=type(why).__name__, errno=why.errno)
    sentence = f"The service cannot use one of its files ({why.strerror}). Its log says more; look at TRUNKLINE_HOME."
    return Refusal(500, "disk", sentence).answer()


def _away(request: Request, why: Exception) -> Response:
    if _unholdable(why):
        message = "The request holds something that cannot be kept: a character without meaning, or a number too large."
        return Refusal(422, "unreadable", message).answer()
    log.warning("console.no_database", path=request.url.path, why=type(why).__name__)
    return Refusal(503, "no_database", "The database does not answer; try again in a moment.").answer()


def _unholdable(why: BaseException | None) -> bool:
    """Whether the database answers, and refuses what it is given: a NUL, or what is out of its range."""
    if isinstance(why, DBAPIError):
        return _unholdable(getattr(why.orig, "__cause__", None))
    return isinstance(why, asyncpg.DataError)
