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
READINGS: Final = frozenset({"meant", "disagreed", "not_believed", "fill"})
"""Entries that tell what was understood of a turn."""
UNNOTICED_MS: Final = 5_000
"""So long ago, at most, began a voice that nobody noticed but the recogniser."""
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
    hidden: bool = False
    """Something of it is not told."""
    passing: list[Entry] = field(default_factory=list)
    """What was heard of it before it was a turn."""
    entries: list[Entry] = field(default_factory=list)
    """Its own and all that followed, as they were, with what they told."""


class Scribe:
    """One call's on one stream; an `Edit` of its timeline."""

    def __init__(self, conversation: Conversation, *, former: "Scribe | None" = None) -> None:
        """`former`: that of the call's stream before this one; what it knows is known."""
        self._conversation: Conversation = former._conversation if former else conversation
        self._sound: Sound = NoSound()
        self._asked: list[str] = []
        self._turns: int = former._turns if former else 0
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
        self._stood: dict[object, tuple[bool, bool]] = {}
        """How it stood when each turn began: private, in confidence. A turn that is taken back is asked for again."""
        self._passing: list[Entry] = []
        """What was heard since the last turn, and belongs to the next."""
        self._last_ms = 0
        """When the last turn began to be answered."""
        self._secrets: Secrets = former._secrets if former else Secrets()
        self._hidden_ms: dict[str, int] = {}
        """Sentences of ours that must not be heard in the recording: when each began."""
        self._ways: Mapping[str, Callable[[Entry], Sequence[Entry]]] = {
            "private": self._turn_private,
            "voice_began": self._voice,
            "turn": self._turn,
            "continued": self._taken_back,
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
        ago = entry.fields.get("ago_ms", 0)
        self._begun(entry.at_ms - (ago if isinstance(ago, int) else 0) - LEAD_MS)
        return (entry,)

    def _key(self, entry: Entry) -> Sequence[Entry]:
        self._begun(entry.at_ms - LEAD_MS)
        return (replace(entry, fields={**entry.fields, "pii_digit": A_KEY}),)

    def _begun(self, at_ms: int) -> None:
        """The caller does something: nothing of it is written until it is known what."""
        if self._voice_ms is None:
            self._voice_ms = max(0, at_ms)
            self._sound.hold(self._voice_ms)

    def _turn(self, entry: Entry) -> Sequence[Entry]:
        text, keys = (str(entry.fields.get(name) or "") for name in ("pii_text", "pii_keys"))
        since_ms = min(entry.at_ms, self._last_ms) if self._voice_ms is None else self._voice_ms
        self._voice_ms, self._now, self._last_ms = None, None, entry.at_ms
        passing, self._passing = self._passing, []
        self._stood = {**dict(list(self._stood.items())[-RECENT:]), entry.fields.get("turn"): self._standing}
        self._over_with_unheard(entry.at_ms)
        if not text and not keys:
            self._free()
            return (self._noted(entry),)
        self._turn_ms = since_ms, entry.at_ms
        asked = " ".join(self._asked) or None
        self._asked.clear()
        written = self._conversation.heard(text or keys, asked=asked)
        number, self._turns = self._turns, self._turns + 1
        if text and keys:
            # Keys beside words are told only when nothing can be in them.
            keys = without_digits(self._conversation.heard(keys, asked=asked).text)
            self._turns += 1
        sealed, hidden = any(self._standing), written.text != (text or str(entry.fields.get("pii_keys")))
        spoken = _Spoken(text or keys, since_ms, entry.at_ms, written.held and not sealed, sealed, hidden=hidden)
        self._now = self._spoken[number] = spoken
        spoken.passing = passing
        self._spoken.pop(number - RECENT, None)
        told = replace(entry, fields={**entry.fields, "pii_keys": keys}) if text else entry
        self._keep(told)
        anew = self._resolve(written.earlier)
        if sealed:
            return (without_words(entry) if self._private else _sealed(entry), *self._hushed(spoken), *anew)
        if hidden and not written.held:
            self._sound.hush(since_ms, entry.at_ms, theirs=True, ours=False)
        return (_retold(told, written.text), *anew)

    @property
    def _standing(self) -> tuple[bool, bool]:
        return self._private, self._in_confidence

    def _hushed(self, spoken: _Spoken) -> list[Entry]:
        """Silence over a turn of which nothing is kept; what was heard of it in passing loses its words."""
        self._sound.hush(spoken.since_ms, spoken.until_ms, theirs=True, ours=False)
        passing, spoken.passing = spoken.passing, []
        return [_length_only(each) for each in passing]

    def _taken_back(self, entry: Entry) -> Sequence[Entry]:
        """The caller went on with what was taken for a whole turn: what it answered is asked again."""
        was, (self._private, self._in_confidence) = (
            any(self._standing),
            self._stood.get(entry.fields.get("turn"), self._standing),
        )
        self._turn_ms = None
        if self._now is not None:
            self._begun(self._now.since_ms)
        if was or not any(self._standing):
            return (entry,)
        passing, self._passing = self._passing, []
        return (entry, *(_length_only(each) for each in passing))

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
        if self._now is None or self._now.sealed or not entry.fields.get("heard", True):
            return (told,)
        spoken = self._now
        spoken.sealed, spoken.held = True, False
        [turn, *others] = spoken.entries
        told_before = [replace(without_words(each), again=True) for each in others if each.event in READINGS]
        return (told, replace(_sealed(turn), again=True), *told_before, *self._hushed(spoken))

    def _in_passing(self, entry: Entry) -> Sequence[Entry]:
        """Words that are no turn, or none yet: what may be part of a number is not in them."""
        said = str(entry.fields.get("pii_text") or "")
        if self._private:
            return (without_words(entry),)
        if entry.event == "words":
            self._begun(max(self._last_ms, entry.at_ms - UNNOTICED_MS))
        self._passing = [*self._passing, entry][-MOST_ENTRIES:]
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
        if self._now is not None and self._now.sealed and entry.event in READINGS:
            return without_words(entry)
        self._keep(entry)
        return replace(entry, fields=self._fields(entry, digits=not self._held_now))

    def _fields(self, entry: Entry, *, digits: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for name, value in entry.fields.items():
            told = name.startswith("pii_") or name == "value" or isinstance(value, str | list | dict)
            if name in PLAIN or value is None or isinstance(value, bool) or not told:
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
        """Digits are told by nobody now: some are held back, or were found to be secret in this turn."""
        return any(each.held for each in self._spoken.values()) or (self._now is not None and self._now.hidden)

    def _keep(self, entry: Entry) -> None:
        """It may have to be written again, when more is known of this turn, or of one that is held back."""
        for spoken in self._spoken.values():
            own = spoken is self._now or (spoken.held and entry.event != "turn")
            if own and len(spoken.entries) < MOST_ENTRIES:
                spoken.entries.append(entry)

    def _resolve(self, earlier: Mapping[int, str]) -> list[Entry]:
        """Entries that are to be written anew, since more is known now of what was said."""
        anew: list[Entry] = []
        for number, text in sorted(earlier.items()):
            spoken = self._spoken.get(number)
            if spoken is None or spoken.sealed:
                continue
            spoken.held, harmless = DIGITS in text, text == spoken.original
            spoken.hidden = not harmless
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
        doubtful = any(worth_reading(str(each.fields.get("pii_text"))) for each in self._passing)
        if self._voice_ms is not None and (self._in_confidence or doubtful):
            # The call ended before it was known what was being said.
            self._sound.hush(self._voice_ms, at_ms, theirs=True, ours=False)
        self._over_with_unheard(at_ms)
        self._private, self._now, self._voice_ms, self._turn_ms = False, None, None, None
        self._spoken.clear()
        self._passing.clear()
        self._free()
        return (written, *anew)

    def _over_with_unheard(self, at_ms: int) -> None:
        """Sentences that must not be heard, and of which nobody said that they were: they are over by now."""
        for since_ms in self._hidden_ms.values():
            self._sound.hush(since_ms, at_ms, theirs=False, ours=True)
        self._hidden_ms.clear()

    def _free(self) -> None:
        """Let the recording be written, as far as nothing is held back any more."""
        spoken = self._voice_ms is not None or self._turn_ms is not None
        held = any(each.held for each in self._spoken.values())
        if not (held or self._hidden_ms or self._private or spoken):
            self._sound.free()


def _retold(turn: Entry, text: str) -> Entry:
    """A turn of the caller with other words, or, where it had none, other keys."""
    return replace(turn, fields={**turn.fields, "pii_text" if turn.fields.get("pii_text") else "pii_keys": text})


def _sealed(turn: Entry) -> Entry:
    """A turn of which neither words nor keys are told."""
    hidden = {name: SENSITIVE for name in ("pii_text", "pii_keys") if turn.fields.get(name)}
    return replace(turn, fields={**turn.fields, **hidden})


def _length_only(entry: Entry) -> Entry:
    said = str(entry.fields.get("pii_text") or "")
    return replace(entry, fields={**entry.fields, "pii_text": length_of(said)}, again=True)
