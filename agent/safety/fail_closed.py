"""A call's scribe, for as long as it has no fault. One costs the call its words from there on, and the sound that was
not written yet; the call itself goes on.
"""

import traceback
from collections.abc import Sequence

import structlog

from agent.safety.masking import without_words
from agent.safety.redaction.conversation import Conversation
from agent.safety.scribe import Scribe
from agent.safety.sound import NoSound, Sound
from telephony.call.timeline import Entry

log = structlog.get_logger(__name__)


class FailClosed:
    """One call's on one stream; an `Edit` of its timeline."""

    def __init__(self, call_id: str, conversation: Conversation, *, former: "FailClosed | None" = None) -> None:
        """`former`: that of the call's stream before this one. What it knows is known; its fault stays."""
        self._call_id = call_id
        self._scribe: Scribe = Scribe(conversation, former=former._scribe if former else None)
        self._sound: Sound = NoSound()
        self._untold: dict[int, Entry] = {}
        """What the scribe holds back."""
        self.broken: bool = former is not None and former.broken
        """The scribe has had a fault: nothing that it knows can be relied on."""

    def recorded(self, sound: Sound) -> None:
        """The call is recorded from now on, and the recording follows the words."""
        self._sound = sound
        self._scribe.recorded(sound)
        if self.broken:
            sound.hold(0)

    def __call__(self, entry: Entry) -> Sequence[Entry]:
        """What may be told now, as the scribe says; without its words once there is no relying on it."""
        self._untold[entry.ordinal] = entry
        if not self.broken:
            try:
                told = self._scribe(entry)
            except Exception as why:  # noqa: BLE001 - the edge of a call: by its kind and place alone, it may hold words
                self._break(entry, why)
            else:
                for each in told:
                    self._untold.pop(each.ordinal, None)
                return told
        told = [without_words(each) for each in self._untold.values()]
        self._untold.clear()
        return told

    def _break(self, entry: Entry, why: Exception) -> None:
        self.broken = True
        place = traceback.extract_tb(why.__traceback__)[-1]
        where, kind = f"{place.filename}:{place.lineno}", type(why).__name__
        log.error("scribe.broken", call_id=self._call_id, n=entry.ordinal, entry=entry.event, why=kind, where=where)
        self._sound.hold(0)
