"""What the turn machine is told, and what it answers with. Frozen; the machine and its shell share nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from telephony.call.ports import Act, CallerInput, Cut, Ended

# ── events in ─────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CallStarted:
    """The line is open."""


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """The caller's voice began, this many seconds ago."""

    ago_s: float = 0.0


@dataclass(frozen=True, slots=True)
class VoiceCeased:
    """The caller's voice ceased, this many seconds ago."""

    ago_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """What the recogniser makes of the caller's words.

    `settled`: it takes the utterance for finished (`Eager`, `Final`); an empty settled text is a noise without words.
    `final`: these words are certain and the next belong to another utterance. `ended`: it says that the turn is over.
    `eager`: it thinks so, and may take that back (`WordsResumed`).
    """

    text: str
    settled: bool = False
    eager: bool = False
    final: bool = False
    ended: bool = False
    confidence: float = 1.0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordsResumed:
    """The caller goes on after a settled utterance."""


@dataclass(frozen=True, slots=True)
class EndJudged:
    """How likely the caller has finished, 0 to 1, by how they sounded before they fell silent."""

    finished: float


@dataclass(frozen=True, slots=True)
class RecogniserLost:
    """Nobody recognises the caller any more, in this call."""

    why: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """One key."""

    digit: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that the conversation may be waiting for: a payment was made, a form was sent."""

    name: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Acted:
    """The conversation did something in this turn."""

    turn: int
    act: Act


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The conversation's turn is over and durable."""

    turn: int


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The conversation's turn broke."""

    turn: int
    why: str


@dataclass(frozen=True, slots=True)
class UndoRefused:
    """The turn that was to be undone stands: its words were answered."""

    turn: int


@dataclass(frozen=True, slots=True)
class SpeechReady:
    """More sound of an utterance, in ms; with `last`, it is whole. `words`: (text, start, end) in the sound."""

    utterance: str
    ms: int
    last: bool = False
    words: Sequence[tuple[str, int, int]] = ()


@dataclass(frozen=True, slots=True)
class SpeechFailed:
    """An utterance gets no more sound."""

    utterance: str
    why: str


@dataclass(frozen=True, slots=True)
class MarkPlayed:
    """The line has played, or thrown away, everything before the mark."""

    name: str


@dataclass(frozen=True, slots=True)
class LineClosed:
    """The line is gone."""

    ended: Ended
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Draining:
    """The service is going away: end now."""


@dataclass(frozen=True, slots=True)
class LimitReached:
    """The call may not go on: end now."""

    why: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but time."""


Event = (
    CallStarted
    | VoiceBegan
    | VoiceCeased
    | Words
    | WordsResumed
    | EndJudged
    | RecogniserLost
    | KeyPressed
    | Happened
    | Acted
    | TurnDone
    | TurnFailed
    | UndoRefused
    | SpeechReady
    | SpeechFailed
    | MarkPlayed
    | LineClosed
    | Draining
    | LimitReached
    | Tick
)

# ── actions out ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class BeginConversation:
    """Let the conversation speak first."""

    turn: int


@dataclass(frozen=True, slots=True)
class StartTurn:
    """Give the conversation what the caller did."""

    turn: int
    heard: CallerInput
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class SupposeTurn:
    """Answer, on trial, what the caller seems to have said. Ends with `ConfirmTurn` or `DiscardTurn`."""

    turn: int
    heard: CallerInput
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmTurn:
    """The caller did say so: the turn on trial counts."""

    turn: int


@dataclass(frozen=True, slots=True)
class DiscardTurn:
    """The caller said something else: the turn on trial never was."""

    turn: int


@dataclass(frozen=True, slots=True)
class UndoTurn:
    """The caller went on: break this turn off, running or over, and let it never have been."""

    turn: int


@dataclass(frozen=True, slots=True)
class FailTurn:
    """Give up the running turn, and let the conversation say what it says when things go wrong, as a new turn."""

    turn: int
    why: str


@dataclass(frozen=True, slots=True)
class StopTurn:
    """The caller talks over this running turn: it may cut itself short. It still ends with `TurnDone`."""

    turn: int


@dataclass(frozen=True, slots=True)
class Synthesise:
    """Make this sentence's sound."""

    utterance: str
    text: str
    language: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class StopSpeech:
    """Wait no longer for this sentence's sound; what there is of it may still be played."""

    utterance: str


@dataclass(frozen=True, slots=True)
class DropSpeech:
    """This sentence's sound is not wanted any more."""

    utterance: str


@dataclass(frozen=True, slots=True)
class SendAudio:
    """Play this stretch of an utterance's sound."""

    utterance: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class SendMark:
    """Ask to be told when everything sent so far was played."""

    name: str


@dataclass(frozen=True, slots=True)
class SendClear:
    """Silence the line at once."""


@dataclass(frozen=True, slots=True)
class SendFade:
    """Let the sound that was just cleared die away over this stretch."""

    utterance: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class Prefetch:
    """These will probably be said next, as (text, language)."""

    sentences: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ForgetWords:
    """Tell the recogniser that the words so far were taken."""


@dataclass(frozen=True, slots=True)
class Attend:
    """Tell the recogniser what is awaited now. `language`: the caller's; empty: as before."""

    language: str
    hints: Sequence[str]


@dataclass(frozen=True, slots=True)
class EndCall:
    """Close everything. The last action of every call; after it there are only notes."""

    ended: Ended
    why: str = ""
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing, for the timeline."""

    event: str
    fields: Mapping[str, object] = field(default_factory=dict)


Action = (
    BeginConversation
    | StartTurn
    | SupposeTurn
    | ConfirmTurn
    | DiscardTurn
    | UndoTurn
    | FailTurn
    | StopTurn
    | Synthesise
    | StopSpeech
    | DropSpeech
    | SendAudio
    | SendMark
    | SendClear
    | SendFade
    | Prefetch
    | ForgetWords
    | Attend
    | EndCall
    | Note
)
