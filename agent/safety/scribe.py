"""What of a call may be kept: every entry of its timeline goes through here before anybody else sees it. Pure.

A scribe reads along what is said, has it redacted (`agent.safety.redaction`), and writes the entries so that no secret
is in them. Digits that may be the first part of something longer are held back; once it is known what they are, the
entries that had them are written again. Where something sensitive may be told beside what was asked, a turn and all
that follows it are told to nobody before the turn is understood; one that never is, is told by its length. While the
conversation is at a step of which nothing is kept, no words are written at all. The recording follows: what was held
back or hidden of the words is silence there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from agent.safety.backlog import Backlog
from agent.safety.confided import Secrets
from agent.safety.masking import A_KEY, DIGITS, length_of, tells, without_digits, without_words
from agent.safety.redaction.conversation import Conversation
from agent.safety.redaction.presence import worth_reading
from agent.safety.sound import NoSound, Sound
from agent.safety.spoken import READINGS, Spoken, length_only, retold, sealed, unread
from telephony.call.timeline import Entry

RECENT: Final = 16
"""Turns of which something may still become known."""
MOST_ENTRIES: Final = 100
"""Of one turn; of more, the last stay as they were first written."""
MOST_TOLD: Final = 200
"""Entries that are looked through for what turns out to be sensitive."""
UNNOTICED_MS: Final = 5_000
"""So long ago, at most, began a voice that nobody noticed but the recogniser."""
LEAD_MS: Final = 300
"""Voices are heard a little after they begin, and cease a little after they are said to."""

Standing = tuple[bool, bool, bool]
"""How the conversation stands: private, in confidence, in doubt."""


class Scribe:
    """One call's on one stream; an `Edit` of its timeline."""

    def __init__(self, conversation: Conversation, *, former: "Scribe | None" = None) -> None:
        """`former`: that of the call's stream before this one; what it knows is known."""
        self._conversation: Conversation = former._conversation if former else conversation
        self._sound: Sound = NoSound()
        self._asked: list[str] = []
        self._turns: int = former._turns if former else 0
        """Of the caller, that had words or keys."""
        self._spoken: dict[int, Spoken] = {}
        """The last of them."""
        self._now: Spoken | None = None
        """The turn that goes on."""
        self._private = False
        self._private_since_ms = 0
        self._voice_ms: int | None = None
        """When the caller began to speak, in this turn."""
        self._turn_ms: tuple[int, int] | None = None
        """Of the turn that is being answered: what was said in it may still turn out to be sensitive."""
        self._in_confidence = False
        """What is asked for goes into a sensitive slot."""
        self._in_doubt = False
        """Something that goes into one may be told beside it."""
        self._stood: dict[object, Standing] = {}
        """How it stood when each turn began. A turn that is taken back is asked for again."""
        self._going_on: tuple[Spoken, ...] = ()
        """Turns that were taken back, and that the next goes on with."""
        self._backlog = Backlog()
        self._told: dict[int, Entry] = {}
        """The last entries as they were told."""
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
            "unanswered": self._unanswered,
            "key": self._key,
            "meant": self._meant,
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
        """What may be told now: the entry as it may be kept, unless it is held back, and what else became known."""
        write = self._ways.get(entry.event)
        written = (self._noted(entry),) if write is None else write(entry)
        for each in written:
            self._told[each.ordinal] = each
        while len(self._told) > MOST_TOLD:
            del self._told[next(iter(self._told))]
        return self._backlog.passed(written)

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
        self._backlog.holding = False
        passing, self._passing = self._passing, []
        former, self._going_on = self._going_on, ()
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
        spoken = Spoken(text or keys, written.text, since_ms, entry.at_ms, former=former, passing=passing)
        spoken.sealed = self._private or self._in_confidence
        spoken.held, spoken.unread = written.held and not spoken.sealed, self._in_doubt and not spoken.sealed
        spoken.hidden = written.text != (text or str(entry.fields.get("pii_keys")))
        self._now = self._spoken[number] = spoken
        self._spoken.pop(number - RECENT, None)
        self._keep(replace(entry, fields={**entry.fields, "pii_keys": keys}) if text else entry)
        anew = self._resolve(written.earlier)
        if spoken.sealed:
            return (without_words(entry) if self._private else sealed(entry), *self._seal(spoken), *anew)
        self._backlog.holding = spoken.unread
        if (spoken.hidden and not written.held) or self._secrets.hidden(written.text) != written.text:
            self._sound.hush(since_ms, entry.at_ms, theirs=True, ours=False)
        return (self._retold(spoken), *anew)

    @property
    def _standing(self) -> Standing:
        return self._private, self._in_confidence, self._in_doubt

    def _retold(self, spoken: Spoken) -> Entry:
        """A turn's entry, by what is known of it now."""
        [turn, *_] = spoken.entries
        if spoken.sealed or spoken.unread:
            return sealed(turn) if spoken.sealed else unread(turn)
        return retold(turn, self._secrets.hidden(spoken.text))

    def _seal(self, spoken: Spoken) -> list[Entry]:
        """Silence over a turn of which nothing is kept, and over those that it goes on with; what was told of them is
        written again without its words.
        """
        anew: list[Entry] = []
        for each in (*spoken.former, spoken):
            self._sound.hush(each.since_ms, each.until_ms, theirs=True, ours=False)
            passing, each.passing = each.passing, []
            anew += [length_only(words) for words in passing]
            if not each.sealed:
                each.sealed, each.held, each.unread = True, False, False
                others = [without_words(other) for other in each.entries[1:] if other.event in READINGS]
                anew += [replace(entry, again=True) for entry in (self._retold(each), *others)]
        return anew

    def _meant(self, entry: Entry) -> Sequence[Entry]:
        return (self._noted(entry), *self._understood())

    def _understood(self) -> list[Entry]:
        """The turn is understood, and whatever was sensitive in it has been told of: the rest of it may be told."""
        self._backlog.holding = False
        anew: list[Entry] = []
        for spoken in (*self._now.former, self._now) if self._now is not None else ():
            if spoken.unread:
                spoken.unread = False
                plain = [each for each in spoken.passing if not worth_reading(str(each.fields.get("pii_text")))]
                told = (self._retold(spoken), *(self._fields_hidden(each) for each in plain))
                anew += [replace(each, again=True) for each in told]
        return anew

    def _taken_back(self, entry: Entry) -> Sequence[Entry]:
        """The caller went on with what was taken for a whole turn: what it answered is asked again."""
        was = any(self._standing)
        stood = self._stood.get(entry.fields.get("turn"), self._standing)
        self._private, self._in_confidence, self._in_doubt = stood
        self._turn_ms, self._backlog.holding = None, False
        if self._now is not None:
            self._begun(self._now.since_ms)
            self._going_on = (*self._now.former, self._now)
        if was or not any(stood):
            return (entry,)
        return (entry, *(length_only(each) for each in self._passing))

    def _answered(self, entry: Entry) -> Sequence[Entry]:
        self._turn_ms, self._backlog.holding = None, False
        self._free()
        written = self._noted(entry)
        return (written, *self._understood()) if entry.event == "turn_done" else (written,)

    def _sensitive(self, entry: Entry) -> Sequence[Entry]:
        """What is asked for, or was understood, belongs into a sensitive slot."""
        if "awaited" in entry.fields:
            self._in_confidence = bool(entry.fields["awaited"])
            self._in_doubt = bool(entry.fields.get("beside"))
            return (entry,)
        told, values = replace(entry, fields={}), entry.fields.get("pii_values")
        new = [self._secrets.add(str(value)) for value in values] if isinstance(values, list) else []
        anew = self._found_again() if any(new) else []
        if self._now is None or self._now.sealed or not entry.fields.get("heard", True):
            return (told, *anew)
        return (told, *anew, *self._seal(self._now))

    def _found_again(self) -> list[Entry]:
        """What was told before it was known to be sensitive."""
        for spoken in self._spoken.values():
            if self._secrets.hidden(spoken.text) != spoken.text:
                self._sound.hush(spoken.since_ms, spoken.until_ms, theirs=True, ours=False)
        hidden = ((each, self._fields_hidden(each)) for each in self._told.values())
        return [replace(now, again=True) for before, now in hidden if now.fields != before.fields]

    def _fields_hidden(self, entry: Entry) -> Entry:
        hide = self._secrets.hidden
        return replace(entry, fields={name: hide(it) if tells(name, it) else it for name, it in entry.fields.items()})

    def _in_passing(self, entry: Entry) -> Sequence[Entry]:
        """Words that are no turn, or none yet: what may be part of a number is not in them."""
        said = str(entry.fields.get("pii_text") or "")
        if self._private:
            return (without_words(entry),)
        if entry.event == "words":
            self._begun(max(self._last_ms, entry.at_ms - UNNOTICED_MS))
        self._passing = [*self._passing, entry][-MOST_ENTRIES:]
        secret = self._in_confidence or self._in_doubt or worth_reading(said)
        kept = length_of(said) if secret else self._secrets.hidden(said)
        return (entry if kept == said else entry.telling({**entry.fields, "pii_text": kept}),)

    def _unanswered(self, entry: Entry) -> Sequence[Entry]:
        """What the caller was saying when the call ended: as a turn, of which nobody will tell any more what it was."""
        if self._private:
            return (without_words(entry),)
        if self._in_confidence or self._in_doubt:
            return (sealed(entry) if self._in_confidence else unread(entry),)
        said = str(entry.fields.get("pii_text") or "")
        written = self._conversation.heard(said, asked=" ".join(self._asked) or None)
        if (told := self._secrets.hidden(written.text)) != said and self._voice_ms is not None:
            self._sound.hush(self._voice_ms, entry.at_ms, theirs=True, ours=False)
        self._turns += 1
        return (retold(entry, told), *self._resolve(written.earlier))

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
            return (entry.telling({**entry.fields, "pii_text": written}),)
        return (entry,)

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
        if not any(tells(name, value) for name, value in entry.fields.items()):
            return entry
        return entry.telling(self._fields(entry, digits=not self._held_now))

    def _fields(self, entry: Entry, *, digits: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        for name, value in entry.fields.items():
            if not tells(name, value):
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
            spoken.text, spoken.hidden = text, not harmless
            if not harmless:
                self._sound.hush(spoken.since_ms, spoken.until_ms, theirs=True, ours=False)
            anew += [self._known(spoken, entry, harmless=harmless) for entry in spoken.entries]
        return anew

    def _known(self, spoken: Spoken, entry: Entry, *, harmless: bool) -> Entry:
        if entry.event == "turn":
            return replace(self._retold(spoken), again=True)
        if entry.event == "say":
            said = self._secrets.hidden(self._conversation.said(str(entry.fields.get("pii_text") or "")))
            fields = {**entry.fields, "pii_text": said if harmless else without_digits(said)}
            return replace(entry, fields=fields, again=True)
        return replace(entry, fields=self._fields(entry, digits=harmless), again=True)

    def _ended(self, entry: Entry) -> Sequence[Entry]:
        self._backlog.holding = False
        written, at_ms = self._noted(entry), entry.at_ms
        anew = self._resolve(self._conversation.close())
        if self._private:
            self._sound.hush(self._private_since_ms, at_ms, theirs=True, ours=True)
        doubtful = any(worth_reading(str(each.fields.get("pii_text"))) for each in self._passing)
        if self._voice_ms is not None and (self._in_confidence or self._in_doubt or doubtful):
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
