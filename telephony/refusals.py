"""What a vendor's refusal means, in one sentence that says what to do. Never in the vendor's own words: they may repeat
the key, or what a caller said.
"""

import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from telephony.errors import Fault, SpeechUnavailable


class Meaning(NamedTuple):
    """Of a status, or of a vendor's own code."""

    fault: Fault
    says: str


_STATUSES: Mapping[int, Meaning] = {
    400: Meaning("request", "does not accept what it was asked; look at the model, the voice and the language"),
    401: Meaning("key", "refuses the key; check {key}"),
    402: Meaning("quota", "wants to be paid: what was paid for is used up; look at your account there"),
    403: Meaning("key", "does not allow this with your key; check {key} and what it may do"),
    404: Meaning("model", "does not know the model or the voice; check their names"),
    408: Meaning("timeout", "gave up waiting for us"),
    429: Meaning("busy", "is asked too much at once; wait, or raise the limit of your account there"),
}
_CODES: Mapping[str, Meaning] = {
    "insufficient_quota": _STATUSES[402],
    "quota_exceeded": _STATUSES[402],
    "ServiceQuotaExceededException": _STATUSES[402],
    "model_not_found": _STATUSES[404],
    "voice_not_found": _STATUSES[404],
    "invalid_api_key": _STATUSES[401],
    # Amazon's: nearly all of them come with the status 400.
    "ThrottlingException": _STATUSES[429],
    "UnrecognizedClientException": _STATUSES[401],
    "InvalidSignatureException": _STATUSES[401],
    "IncompleteSignatureException": _STATUSES[401],
    "MissingAuthenticationTokenException": _STATUSES[401],
    "ExpiredTokenException": _STATUSES[401],
    "AccessDeniedException": _STATUSES[403],
    "EngineNotSupportedException": _STATUSES[404],
    "LanguageNotSupportedException": _STATUSES[404],
}


def refused(vendor: str, status: int, *, key: str, code: str = "") -> SpeechUnavailable:
    """The error for a refusal with this HTTP status.

    `vendor`: as it is called; `key`: the name of the setting that holds its key; `code`: the vendor's own, when it is
    known, which tells more than the status.
    """
    meaning = _CODES.get(code) or _STATUSES.get(status)
    if meaning is None:
        fault: Fault = "broken" if status >= 500 else "request"
        meaning = Meaning(fault, "is in trouble" if status >= 500 else "does not accept what it was asked")
    return SpeechUnavailable(f"{vendor} {meaning.says.format(key=key)} ({status}).", fault=meaning.fault)


def unreachable(vendor: str, why: BaseException, *, address: str = "its address") -> SpeechUnavailable:
    """The error for a vendor that could not be reached: no address, no route, no TLS.

    `address`: the setting that holds where it is reached.
    """
    return SpeechUnavailable(
        f"{vendor} cannot be reached ({_plainly(why)}); check the network and {address}.", fault="network"
    )


def _plainly(why: BaseException) -> str:
    for cause in _causes(why):
        match cause:
            case socket.gaierror():
                return "no such host"
            case ssl.SSLCertVerificationError():
                return "its certificate is not trusted"
            case ssl.SSLError():
                return "no TLS is spoken there"
            case ConnectionRefusedError():
                return "nobody listens at that port"
    return type(why).__name__


def _causes(why: BaseException) -> Iterator[BaseException]:
    """An error and those that led to it; the libraries wrap them, each in its own way."""
    seen: set[int] = set()
    left = [why]
    while left:
        at = left.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        yield at
        left += [each for each in (at.__context__, at.__cause__, *at.args) if isinstance(each, BaseException)]
        if isinstance(at, BaseExceptionGroup):
            left += at.exceptions


def too_late(vendor: str, seconds: float) -> SpeechUnavailable:
    """The error for a vendor that did not answer in time."""
    return SpeechUnavailable(f"{vendor} did not answer within {seconds:g} s.", fault="timeout")


def broke_off(vendor: str, detail: str = "") -> SpeechUnavailable:
    """The error for a stream that ended before it should. `detail`: ours, or a close code; never a vendor's text."""
    return SpeechUnavailable(f"{vendor} broke off{f' ({detail})' if detail else ''}.", fault="broken")
