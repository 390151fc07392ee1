"""What can go wrong on the way of a call. The message says what to do."""


class TelephonyError(Exception):
    """Base of the errors that this package raises."""


class SpeechUnavailable(TelephonyError):
    """A recogniser or a voice cannot be had: refused, unreachable, or its stream broke."""


class ProtocolError(TelephonyError):
    """The other side of a line sent what its protocol does not allow."""
