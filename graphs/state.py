"""The state of a conversation as LangGraph keeps it: JSON only, and nothing personal outside dicts and lists.

Checkpointers write top-level strings and numbers in the clear, beside the (possibly encrypted) rest; so all that
a caller said or that is known of them lives inside `call`, `slots`, `vars`, `progress` and `messages`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from operator import attrgetter
from typing import Any, Self, TypedDict

WINDOW = 20
"""Messages that are kept; the whole transcript is kept elsewhere."""
MOST_DONE = 50
"""Actions of one conversation that are remembered as done."""
LONGEST_PATH = 200
"""Steps that a correction can look back on."""
FORMER = "former:"
"""What the ids of messages of a former call begin with."""


class FlowState(TypedDict, total=False):
    """The channels. Every step replaces what it changes; nothing is changed in place."""

    cursor: str
    """The step that waits for the caller: where the conversation stands."""
    entry: dict[str, Any]
    """Why the graph was entered at its door rather than at a waiting step."""
    version: str
    """The fingerprint of the flow's version that wrote this state."""
    call: dict[str, Any]
    slots: dict[str, Any]
    vars: dict[str, Any]
    progress: dict[str, Any]
    messages: list[dict[str, Any]]


@dataclass(slots=True)
class Progress:
    """Bookkeeping of a conversation. JSON in the state; unknown keys of another version are left out."""

    turn: int = 0
    """Turns so far; 0 is the greeting."""
    said: int = 0
    """Sentences said in this turn."""
    at: str = ""
    """When this turn began, ISO."""
    language: str = ""
    """The language that the caller went over to; empty: the call's."""
    spoke: str = ""
    """The language of the last utterance that could tell one; of a mixed one, the conversation's."""
    asking: str = ""
    """The slot that is being asked for."""
    asked: str = ""
    """The last question, as it was put."""
    attempt: int = 0
    """The rung of the ladder that it was put with."""
    question: str = ""
    """What the counts below belong to."""
    no_match: int = 0
    no_input: int = 0
    rejected: int = 0
    """Values in a row that were understood but broke a rule."""
    gave_up: int = 0
    """Questions given up in a row, with nothing understood in between."""
    pending: dict[str, Any] | None = None
    """A value that awaits a yes: slot, value, and why it is asked about (`prefill` or `confirm`)."""
    proposed: dict[str, Any] = field(default_factory=dict)
    """Values that were said in passing and will be confirmed when their turn comes."""
    declined: list[str] = field(default_factory=list)
    """Slots whose known value was not right."""
    remembered: dict[str, Any] = field(default_factory=dict)
    """Values from an earlier call of this caller; each is asked about before it counts."""
    page: int = 0
    """Which items of an offer are being read out."""
    path: list[str] = field(default_factory=list)
    """Steps since the start, or since the last action that cannot be undone."""
    settled: list[str] = field(default_factory=list)
    """Slots and variables that decided an action that cannot be undone."""
    visits: dict[str, int] = field(default_factory=dict)
    ran: dict[str, int] = field(default_factory=dict)
    """How often each step ran its action in this turn."""
    milestones: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    """Actions that had an effect in the world."""
    asides: list[str] = field(default_factory=list)
    """Questions that are open while a handler has another flow run."""
    talk: dict[str, Any] = field(default_factory=dict)
    """The free conversation that goes on: its step, when it began, its turns, whether one is still to be answered."""
    resume_at: str = ""
    """Where a conversation goes on that is being resumed."""
    until: str = ""
    """When the step that waits for an event stops waiting, ISO."""
    transfer_at: str = ""
    """The step that handed the caller over."""
    result: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From the state; lists and dicts are copied, since states must not change in place."""
        known: dict[str, Any] = {
            name: value.copy() if isinstance(value, _COPIED) else value
            for name, value in kept.items()
            if name in _KNOWN
        }
        return cls(**known)

    def kept(self) -> dict[str, Any]:
        """For the state."""
        return dict(zip(_NAMES, _VALUES(self), strict=True))


_NAMES = tuple(each.name for each in fields(Progress))
_KNOWN = frozenset(_NAMES)
_VALUES = attrgetter(*_NAMES)
_COPIED = (dict, list)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation that may be taken up again in another call. JSON-able: `as_json`, `Snapshot(**data)`."""

    flow: str
    fingerprint: str
    at: str
    """When the caller was last heard, ISO."""
    cursor: str
    slots: dict[str, Any]
    vars: dict[str, Any]
    progress: dict[str, Any]
    messages: list[dict[str, Any]]

    @property
    def result(self) -> str:
        """How the conversation ended; empty when it did not."""
        return str(self.progress.get("result", ""))

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return asdict(self)


UNSAID = "[not kept]"
"""Stands for words of a step of which nothing is kept."""


def window(messages: Sequence[dict[str, Any]], *added: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages with some more, as many as are kept."""
    return [*messages, *added][-WINDOW:]


def of_former_call(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The messages of a call that was cut off, in the one that goes on from it: it numbers its own sentences anew, and
    what the caller cuts off now is none of those.
    """
    return [
        message if message["id"].startswith(FORMER) else {**message, "id": FORMER + message["id"]}
        for message in messages
    ]


def as_heard(messages: Sequence[dict[str, Any]], cuts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The messages with those that the caller cut off shortened to what was heard of them; `cuts` is id → text. A
    filler of which nothing was heard was not said.
    """
    return [
        message | {"text": _cut(message["text"], cuts[message["id"]]), "cut": True}
        if message["id"] in cuts
        else message
        for message in messages
        if not (message.get("filler") and cuts.get(message["id"]) == "")
    ]


def _cut(said: str, heard: str) -> str:
    return said if said == UNSAID else heard
