"""A turn of the caller as the scribe knows it, and the ways in which its entry can be written."""

from dataclasses import dataclass, field, replace
from typing import Final

from agent.safety.masking import SENSITIVE, length_of
from telephony.call.timeline import Entry

READINGS: Final = frozenset({"meant", "disagreed", "not_believed", "fill"})
"""Entries that tell what was understood of a turn."""


@dataclass(slots=True)
class Spoken:
    """A turn of the caller that had words or keys."""

    original: str
    text: str
    """What may be told of it, as far as its numbers go."""
    since_ms: int
    until_ms: int
    held: bool = False
    """Digits of it are held back."""
    sealed: bool = False
    """Nothing of it is ever written."""
    unread: bool = False
    """It is not understood yet, and something sensitive may be in it."""
    hidden: bool = False
    """Something of it is not told."""
    former: tuple["Spoken", ...] = ()
    """Turns that were taken back: with this one the caller went on with them."""
    passing: list[Entry] = field(default_factory=list)
    """What was heard of it before it was a turn."""
    entries: list[Entry] = field(default_factory=list)
    """Its own and all that followed, as they were, with what they told."""


def retold(turn: Entry, text: str) -> Entry:
    """A turn of the caller with other words, or, where it had none, other keys."""
    return replace(turn, fields={**turn.fields, "pii_text" if turn.fields.get("pii_text") else "pii_keys": text})


def sealed(turn: Entry) -> Entry:
    """A turn of which neither words nor keys are told."""
    hidden = {name: SENSITIVE for name in ("pii_text", "pii_keys") if turn.fields.get(name)}
    return replace(turn, fields={**turn.fields, **hidden})


def unread(turn: Entry) -> Entry:
    """A turn of which only is told how long its words and keys are."""
    long = {name: length_of(str(said)) for name in ("pii_text", "pii_keys") if (said := turn.fields.get(name))}
    return replace(turn, fields={**turn.fields, **long})


def length_only(entry: Entry) -> Entry:
    """Words in passing that were told, without them."""
    said = str(entry.fields.get("pii_text") or "")
    return replace(entry, fields={**entry.fields, "pii_text": length_of(said)}, again=True)
