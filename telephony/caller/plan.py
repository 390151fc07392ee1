"""What a simulated caller is to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Say:
    """Speak: µ-law 8 kHz, and the words that it is, for the record."""

    audio: bytes
    text: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """Press these keys, four a second: `0-9`, `*`, `#`, `A-D`."""

    digits: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Stay silent for so long."""

    seconds: float


@dataclass(frozen=True, slots=True)
class HangUpAfter:
    """Hang up when so many seconds more have passed."""

    seconds: float = 0.0


Action = Say | Press | Wait | HangUpAfter


@dataclass(frozen=True, slots=True)
class CallPlan:
    """One call: who rings whom, what is said when, and how it is written down."""

    caller: str = "+919800000001"
    callee: str = "+14155550100"
    flow: str | None = None
    language: str | None = None
    script: Sequence[Action] = ()
    """Each is done when the agent has stopped speaking; after the last the caller is silent."""
    barge_in_s: float | None = None
    """Do not wait for the agent to stop: speak so long after it began."""
    hangup_after_s: float | None = None
    """Hang up so long after the call was connected, whatever is going on."""
    limit_s: float = 120.0
    """Hang up after so long at the latest, counted from dialling."""
    quiet_s: float = 1.0
    """The agent has stopped when nothing of it was heard for so long."""
    patience_s: float = 20.0
    """Go on with the script when the agent has said nothing for so long."""
    auth_token: str | None = None
    """Sign what Twilio signs."""
    account_sid: str | None = None
    """Of which account the call is."""
    public_url: str | None = None
    """The address that the service has as its own and Twilio signs, where it is not the one dialled here."""
    record: Path | None = None
    """Write both sides here: WAV, left the caller, right what the caller heard."""
