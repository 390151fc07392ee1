"""What a simulated call came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from telephony.errors import TelephonyError

EndedBy = Literal["agent", "caller", "limit", "transferred", "refused", "lost"]
"""`agent`: the service hung up. `caller`: the script did. `limit`: the call took too long. `transferred`: the service
connected the caller to somebody else. `refused`: the service did not open a stream. `lost`: the socket broke, and the
service had nothing to say to that."""


class CallerError(TelephonyError):
    """The call could not be made: the service is not there, refuses, or says what a phone company cannot follow."""


@dataclass(frozen=True, slots=True)
class CallerEvent:
    """Something that happened in the call."""

    name: str
    """`connected`, `agent_speaking`, `agent_quiet`, `said`, `pressed`, `cleared`, `disconnected`, `twiml_said`,
    `dialled`, `ended`."""
    at_ms: int
    """Since dialling."""
    fields: Mapping[str, object] = field(default_factory=dict)


OnEvent = Callable[[CallerEvent], None]


@dataclass(frozen=True, slots=True)
class CallReport:
    """The whole call."""

    call_id: str
    ended_by: EndedBy
    why: str
    """In words."""
    seconds: float
    streams: int
    """How many sockets it took."""
    actions_done: int
    """How much of the script was performed."""
    heard_ms: int
    """Sound of the agent that was played to the caller."""
    said_ms: int
    cleared: int
    """How often the agent stopped its own sound."""
    marks: int
    """Marks echoed."""
    transferred_to: str = ""
    protocol_errors: int = 0
    """Messages that Twilio would have warned of (31950, 31951)."""
    protocol_error_details: tuple[str, ...] = ()
    """The first of them."""
    twiml_errors: tuple[str, ...] = ()
    """What Twilio would have put down as errors of our documents and sockets."""
