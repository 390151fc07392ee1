"""How patient the turn machine is, and what it supposes. Pure."""

from dataclasses import dataclass, field

from telephony.call.pace import USUAL_LETTER_MS
from telephony.call.patience import Patience


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """The machine's patience, in seconds where nothing else is said."""

    patience: Patience = field(default_factory=Patience)
    barge_in_voice: float = 0.16
    """A voice this long while we are audible holds our speech."""
    confirm: float = 0.7
    """So long it may take after that until there is a word, else it was a false alarm."""
    confirm_speaking: float = 1.6
    """The same while the voice goes on: recognisers need a while for a first word."""
    backchannel_ms: int = 1000
    """With so much left to say, "mhm" is no answer to what we have not asked yet."""
    speculate: int = 3
    """So many answers may be begun on trial for one turn of the caller; 0: none."""
    speculation_limit: float = 10.0
    """The longest an answer on trial is kept."""
    continuation: float = 1.0
    """Who goes on so soon after their turn was taken, before anything was heard, had not finished it."""
    continuations: int = 3
    """So often in a row."""
    filler: float = 0.9
    """After so long without anything to say, a filler is said."""
    judged_unfinished: float = 0.3
    """A caller who sounds less finished than this is waited for longer."""
    turn_limit: float = 20.0
    """The longest a conversation may think."""
    speech_limit: float = 6.0
    """The longest we wait for the next sound of a sentence."""
    phantom: float = 6.0
    """A voice without any word for so long is a noise."""
    stuck: float = 4.0
    """So is one that goes on for so long after the last new word."""
    closing_limit: float = 45.0
    """The longest our last words may take."""
    longest_silence: float = 300.0
    """Without any word or key of the caller for so long, the call ends."""
    longest_call: float = 3600.0
    letter_ms: float = USUAL_LETTER_MS
    """So much sound the voice makes of a letter, as far as is known when the call begins."""
