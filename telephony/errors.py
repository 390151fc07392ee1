"""What can go wrong on the way of a call. The message says what to do."""

from typing import Literal

Fault = Literal["key", "quota", "busy", "model", "request", "network", "timeout", "broken", "local"]
"""Why a provider did not serve: the key is refused; what was paid for is used up; too much is asked at once; the model
or the voice is not known (or not for this key); it refuses what we ask; it cannot be reached; it does not answer in
time; it broke off or answered with what its protocol does not know; or it is something on this machine.
"""

PASSING: frozenset[Fault] = frozenset({"busy", "network", "timeout", "broken"})
"""What may be over in a moment: asking again can help. The others stay until somebody mends them."""


class TelephonyError(Exception):
    """Base of the errors that this package raises."""


class SpeechUnavailable(TelephonyError):
    """A recogniser or a voice cannot be had: refused, unreachable, or its stream broke.

    `fault` says why, for whoever decides whether to ask again. The message never holds a key, nor a vendor's own words
    about a request: those may hold one.
    """

    def __init__(self, message: str, *, fault: Fault = "local") -> None:
        super().__init__(message)
        self.fault = fault


class ProtocolError(TelephonyError):
    """The other side of a line sent what its protocol does not allow."""
