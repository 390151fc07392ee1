"""What of a call may be kept: every entry of its timeline goes through here before anybody else sees it. Pure.

A scribe reads along what is said, has it redacted (`agent.safety.redaction`), and writes the entries so that no secret
is in them. Digits that may be the first part of something longer are held back; once it is known what they are, the
entries that had them are written again. While the conversation is at a step of which nothing is kept, no words are
written at all. The recording follows: what was held back or hidden of the words is silence there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from agent.safety.masking import DIGITS, PLAIN, SENSITIVE, Secrets, length_of, without_digits, without_words
from agent.safety.redaction.conversation import Conversation
from agent.safety.redaction.presence import worth_reading
from telephony.call.timeline import Entry

A_KEY: Final = "•"
"""Stands for one key; which keys made an answer, the turn tells."""
RECENT: Final = 16
"""Turns of which something may still become known."""
MOST_ENTRIES: Final = 100
"""Of one turn; of more, the last stay as they were first written."""
LEAD_MS: Final = 300
"""Voices are heard a little after they begin, and cease a little after they are said to."""


class Sound(Protocol):
    """The recording of the call. Milliseconds count from the call's beginning."""

    def hold(self, from_ms: int) -> None:
        """Write nothing from there on, until it is known what it is."""
        ...

    def free(self) -> None:
        """All that was held may be written."""
        ...

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        """There is to be silence, of what was not written yet."""
        ...


class NoSound:
    """The recording of a call that is not recorded."""

    def hold(self, from_ms: int) -> None:
        """Nothing."""

    def free(self) -> None:
        """Nothing."""

    def hush(self, from_ms: int, to_ms: int, *, theirs: bool, ours: bool) -> None:
        """Nothing."""


@dataclass(slots=True)
class _Spoken:
    """A turn of the caller in which something is held back."""

    original: str
    since_ms: int
    until_ms: int
    held: bool
    """Digits of it are held back."""
    sealed: bool
    """Nothing of it is ever written."""
    entries: list[Entry] = field(default_factory=list)
    """Its own and all that followed, as they were, with what they told."""


class Scribe:
    """One call's on one stream; an `Edit` of its timeline."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._sound: Sound = NoSound()
        self._asked: list[str] = []
        self._turns = 0
        """Of the caller, that had words or keys."""
        self._spoken: dict[int, _Spoken] = {}
        """The last of them."""
        self._now: _Spoken | None = None
        """The turn that goes on."""
        self._private = False
        self._private_since_ms = 0
        self._voice_ms: int | None = None
        """When the caller began to speak, in this turn."""
        self._turn_ms: tuple[int, int] | None = None
        """Of the turn that is being answered: what was said in it may still turn out to be sensitive."""
        self._in_confidence = False
        """What is asked for goes into a sensitive slot."""
        self._secrets = Secrets()
        self._hidden_ms: dict[str, int] = {}
        """Sentences of ours that must not be heard in the recording: when each began."""
        self._ways: Mapping[str, Callable[[Entry], Sequence[Entry]]] = {
            "private": self._turn_private,
            "voice_began": self._voice,
            "turn": self._turn,
            "words": self._in_passing,
            "trial": self._in_passing,
            "backchannel": self._in_passing,
            "key": self._key,
            "say": self._say,
            "heard": self._was_played,
            "cut": self._was_played,
            "sensitive": self._sensitive,
            "turn_done": self._answered,
            "turn_failed": self._answered,
            "ended": self._ended,
        }

    def recorded(self, sound: Sound) -> None:
        """The call is recorded from now on, and the recording follows the words."""
        self._sound = sound

    def __call__(self, entry: Entry) -> Sequence[Entry]:
        """The entry as it may be kept, and earlier ones that are to be written anew."""
        write = self._ways.get(entry.event)
        return (self._noted(entry),) if write is None else write(entry)

    # ── the caller ────────────────────────────────────────────────────────────

    def _voice(self, entry: Entry) -> Sequence[Entry]:
        if self._voice_ms is None:
            ago = entry.fields.get("ago_ms", 0)
            self._voice_ms = max(0, entry.at_ms - (ago if isinstance(ago, int) else 0) - LEAD_MS)
            self._sound.hold(self._voice_ms)
        return (entry,)

    def _key(self, entry: Entry) -> Sequence[Entry]:
        return (replace(entry, fields={**entry.fields, "pii_digit": A_KEY}),)

    def _turn(self, entry: Entry) -> Sequence[Entry]:
        name = "pii_text" if entry.fields.get("pii_text") else "pii_keys"
        said = str(entry.fields.get(name) or "")
        since_ms, self._voice_ms, self._now = self._voice_ms, None, None
        if not said:
            self._free()
            return (self._noted(entry),)
        since_ms = entry.at_ms if since_ms is None else since_ms
        self._turn_ms = since_ms, entry.at_ms
        written = self._conversation.heard(said, asked=" ".join(self._asked) or None)
        self._asked.clear()
        number, self._turns = self._turns, self._turns + 1
        sealed = self._private or self._in_confidence
        self._now = self._spoken[number] = _Spoken(said, since_ms, entry.at_ms, written.held and not sealed, sealed)
        self._spoken.pop(number - RECENT, None)
        self._keep(entry)
        if sealed or not (written.held or written.text == said):
            self._sound.hush(since_ms, entry.at_ms, theirs=True, ours=False)
        edited = without_words(entry) if self._private else _retold(entry, SENSITIVE if sealed else written.text)
        return (edited, *self._resolve(written.earlier))

    def _answered(self, entry: Entry) -> Sequence[Entry]:
        self._turn_ms = None
        self._free()
        return (self._noted(entry),)

    def _sensitive(self, entry: Entry) -> Sequence[Entry]:
        """What is asked for, or was understood, belongs into a sensitive slot."""
        if "awaited" in entry.fields:
            self._in_confidence = bool(entry.fields["awaited"])
            return (entry,)
        values = entry.fields.get("pii_values")
        for value in values if isinstance(values, list) else ():
            self._secrets.add(str(value))
        told = replace(entry, fields={})
        if self._now is None or self._now.sealed:
            return (told,)
        self._now.sealed, self._now.held = True, False
        if self._turn_ms is not None:
            self._sound.hush(*self._turn_ms, theirs=True, ours=False)
        [turn, *_] = self._now.entries
        return (told, replace(_retold(turn, SENSITIVE), again=True))

    def _in_passing(self, entry: Entry) -> Sequence[Entry]:
        """Words that are no turn, or none yet: what may be part of a number is not in them."""
        said = str(entry.fields.get("pii_text") or "")
        if self._private:
            return (without_words(entry),)
        kept = length_of(said) if self._in_confidence or worth_reading(said) else said
        return (replace(entry, fields={**entry.fields, "pii_text": kept}),)

    # ── ourselves ─────────────────────────────────────────────────────────────

    def _say(self, entry: Entry) -> Sequence[Entry]:
        said = str(entry.fields.get("pii_text") or "")
        self._asked.append(said)
        if self._private:
            self._hidden_ms[str(entry.fields.get("utterance"))] = entry.at_ms
            return (without_words(entry),)
        written = self._secrets.hidden(self._conversation.said(said))
        self._keep(entry)
        if self._held_now:
            written = without_digits(written)
        if written != said:
            self._hidden_ms[str(entry.fields.get("utterance"))] = entry.at_ms
            self._sound.hold(entry.at_ms)
        return (replace(entry, fields={**entry.fields, "pii_text": written}),)

    def _was_played(self, entry: Entry) -> Sequence[Entry]:
        since_ms = self._hidden_ms.pop(str(entry.fields.get("utterance")), None)
        if since_ms is None:
            return (self._noted(entry),)
        self._sound.hush(since_ms, entry.at_ms + LEAD_MS, theirs=False, ours=True)
        self._free()
        return (without_words(entry),)

    # ── all that is noted besides ─────────────────────────────────────────────

    def _noted(self, entry: Entry) -> Entry:
        if self._private:
            return without_words(entry)
        self._keep(entry)
        return replace(entry, fields=self._fields(entry, digits=not self._held_now))

    def _fields(self, entry: Entry, *, digits: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for name, value in entry.fields.items():
            if name in PLAIN or value is None or isinstance(value, bool | float):
                fields[name] = value
                continue
            if isinstance(value, int) and not name.startswith("pii_") and name != "value":
                fields[name] = value
                continue
            known = self._secrets.hidden(self._conversation.value(name.removeprefix("pii_"), value))
            fields[name] = known if digits else without_digits(known)
        return fields

    # ── steps of which nothing is kept ────────────────────────────────────────

    def _turn_private(self, entry: Entry) -> Sequence[Entry]:
        on = bool(entry.fields.get("on"))
        if on and not self._private:
            self._private_since_ms = entry.at_ms
            self._sound.hold(entry.at_ms)
        elif self._private and not on:
            self._sound.hush(self._private_since_ms, entry.at_ms, theirs=True, ours=True)
        self._private = on
        self._free()
        return (entry,)

    # ── what becomes known later ──────────────────────────────────────────────

    @property
    def _held_now(self) -> bool:
        return self._now is not None and self._now.held

    def _keep(self, entry: Entry) -> None:
        if self._now is not None and len(self._now.entries) < MOST_ENTRIES:
            self._now.entries.append(entry)

    def _resolve(self, earlier: Mapping[int, str]) -> list[Entry]:
        """Entries that are to be written anew, since more is known now of what was said."""
        anew: list[Entry] = []
        for number, text in sorted(earlier.items()):
            spoken = self._spoken.get(number)
            if spoken is None or spoken.sealed:
                continue
            spoken.held, harmless = DIGITS in text, text == spoken.original
            if not harmless:
                self._sound.hush(spoken.since_ms, spoken.until_ms, theirs=True, ours=False)
            anew += [self._known(entry, text, harmless=harmless) for entry in spoken.entries]
        return anew

    def _known(self, entry: Entry, text: str, *, harmless: bool) -> Entry:
        if entry.event == "turn":
            return replace(_retold(entry, text), again=True)
        if entry.event == "say":
            said = self._secrets.hidden(self._conversation.said(str(entry.fields.get("pii_text") or "")))
            fields = {**entry.fields, "pii_text": said if harmless else without_digits(said)}
            return replace(entry, fields=fields, again=True)
        return replace(entry, fields=self._fields(entry, digits=harmless), again=True)

    def _ended(self, entry: Entry) -> Sequence[Entry]:
        written, at_ms = self._noted(entry), entry.at_ms
        anew = self._resolve(self._conversation.close())
        if self._private:
            self._sound.hush(self._private_since_ms, at_ms, theirs=True, ours=True)
        for since_ms in self._hidden_ms.values():
            self._sound.hush(since_ms, at_ms, theirs=False, ours=True)
        self._private, self._now, self._voice_ms, self._turn_ms = False, None, None, None
        self._spoken.clear()
        self._hidden_ms.clear()
        self._free()
        return (written, *anew)

    def _free(self) -> None:
        """Let the recording be written, as far as nothing is held back any more."""
        spoken = self._voice_ms is not None or self._turn_ms is not None
        held = any(each.held for each in self._spoken.values())
        if not (held or self._hidden_ms or self._private or spoken):
            self._sound.free()


def _retold(turn: Entry, text: str) -> Entry:
    """A turn of the caller with other words, or other keys."""
    return replace(turn, fields={**turn.fields, "pii_text" if turn.fields.get("pii_text") else "pii_keys": text})
