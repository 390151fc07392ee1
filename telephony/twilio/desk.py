"""What the Twilio routes ask of the service that stands behind them, owned by the routes.

A call comes in (`Answer`), its socket is open (`Take`), the socket has closed (`After`), its status is told (`Status`).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from telephony.line import Line, Started
from telephony.neighbours import is_neighbour

Form = Mapping[str, str]
"""All fields of Twilio's request; of a repeated name the last."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A call that Twilio asks us to answer, or that we placed and that was picked up."""

    call_id: str
    caller: str
    """`From`: whoever placed the call, so ourselves when the direction is outbound."""
    callee: str
    direction: str
    """`inbound`, `outbound-api` or `outbound-dial`."""
    flow: str | None
    """What the webhook's URL says: `?flow=NAME`."""
    form: Form
    language: str | None = None
    """What the webhook's URL says: `?language=hi`."""


@dataclass(frozen=True, slots=True)
class Connect:
    """Pick up and stream. The parameters come back to `Take`; they stay in this service."""

    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not talk: Twilio's voice says the sentence and hangs up; without one the line is busy."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class HangUpNow:
    """The call is over; Twilio's voice says the sentence before, if there is one."""

    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DialNumber:
    """Connect the caller to somebody else."""

    number: str
    """E.164, or a `sip:` address."""
    caller_id: str = ""
    whisper: bool = False
    """Whoever answers hears first what `Desk.whisper` says."""


@dataclass(frozen=True, slots=True)
class StreamAgain:
    """The socket was lost, the caller is still there: open another."""

    parameters: Mapping[str, str] = field(default_factory=dict)


Answer = Connect | Refuse
After = HangUpNow | DialNumber | StreamAgain

OnIncoming = Callable[[Incoming], Awaitable[Answer]]
OnLine = Callable[[Line, Started, Mapping[str, str]], Awaitable[None]]
"""Told the open line, its start, and the payload: `flow`, `from`, `to`, `direction`, and the parameters of the answer.

The line's events begin with that same `Started`. When this returns, the socket is closed."""
OnClosed = Callable[[str, Form], Awaitable[After]]
"""Told the call's id when Twilio asks what next, after the socket has closed for whatever reason."""
OnWhisper = Callable[[str], Awaitable[str]]
"""Told the id of a call that is being handed over; what the person who answers is to hear before the caller."""
OnStatus = Callable[[str, Form], Awaitable[None]]
"""Told the call's id and the fields of a status callback, or of an ended transfer (`DialCallStatus`)."""

OnRefused = Callable[[str], None]
"""Told in a word why a request or a socket was not admitted (`telephony.twilio.admission.Why`)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who answers."""

    answer: OnIncoming
    take: OnLine
    after: OnClosed
    status: OnStatus
    whisper: OnWhisper | None = None
    refused: OnRefused | None = None


@dataclass(frozen=True, slots=True)
class TwilioConfig:
    """Settings and limits of the routes."""

    auth_token: str | None = None
    """Signs Twilio's requests. Without it, only clients on this machine may call."""
    account_sid: str | None = None
    """Whose calls are taken, where the auth token proves it; None: those of whichever account has that token."""
    public_url: str | None = None
    """Where Twilio reaches us, such as `https://voice.example.com`; without it, what the request's `Host` says."""
    say_language: str = "en-IN"
    """Of the sentences that Twilio's own voice says."""
    desk_limit_s: float = 10.0
    """For the service to decide; Twilio itself waits about 15 seconds."""
    start_limit_s: float = 5.0
    """From the opened socket to its start."""
    send_limit_s: float = 5.0
    """For Twilio to take one message of ours."""
    idle_limit_s: float = 60.0
    """Without any message from Twilio, which sends fifty a second."""
    trusted: Callable[[HTTPConnection], bool] = is_neighbour
    """Who may open a socket that Twilio does not sign, with a ticket for such a one."""
    waiting_sockets: int = 64
    """Sockets that have not yet shown a ticket."""
    waiting_events: int = 500
    """Events not yet read by the call: ten seconds of sound."""
