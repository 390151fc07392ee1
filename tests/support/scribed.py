"""A call's timeline with its scribe, as everybody else sees it, and a recording that notes what is asked of it."""

from collections.abc import Mapping
from typing import Any

from agent.safety.redaction.conversation import Redactor
from agent.safety.scribe import Scribe
from telephony.call.timeline import Entry, Timeline


class Call:
    """A call's timeline with its scribe; a moment is a tenth of a second."""

    def __init__(self) -> None:
        self.scribe = Scribe(Redactor().conversation())
        self.told: list[Entry] = []
        self.timeline = Timeline("CA1", self.told.append, edit=self.scribe)
        self._turn = 0
        self._at_s = 0.0

    def note(self, event: str, /, **fields: object) -> Mapping[str, Any]:
        """Something happened; as it is kept."""
        self._at_s += 0.1
        self.timeline.add(self._at_s, event, fields)
        return self.timeline.entries[-1].fields if self.timeline.entries else {}

    def asks(self, text: str) -> Mapping[str, Any]:
        """We say something."""
        return self.note("say", utterance=f"u{len(self.timeline.entries)}", pii_text=text)

    def says(self, text: str, keys: str = "") -> int:
        """The caller's turn. Returns where it is in the timeline."""
        self._turn += 1
        self.note("voice_began", ago_ms=50)
        self.note("turn", turn=self._turn, pii_text=text, pii_keys=keys, silence=False, happened="")
        return self.timeline.next_ordinal - 1

    def answered(self) -> None:
        """The turn is over."""
        self.note("turn_done", turn=self._turn, ms=5)

    def text(self, ordinal: int) -> str:
        """What is kept of a turn, now."""
        return str(self.timeline.entries[ordinal].fields["pii_text"])

    @property
    def written(self) -> str:
        """Everything that anybody was ever told of the call."""
        return str([each.fields for each in self.told])

    @property
    def stands(self) -> str:
        """What is kept of the call."""
        return str([each.fields for each in self.timeline.entries])


class Sound:
    """A recording: what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def hold(self, from_ms: int) -> None:
        self.asked.append(("hold", from_ms))

    def free(self) -> None:
        self.asked.append(("free",))

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        self.asked.append(("hush", from_ms, to_ms, theirs, ours))
