"""How long the caller's silence must last before we take it for the end of their turn. Pure.

What was asked decides, and what was said (`completeness.py`): a finished yes needs no waiting, a phone number of which
three digits were said does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from telephony.call.completeness import completeness
from telephony.call.lexicon.entries import Entries, Lexicon
from telephony.call.lexicon.languages import lexicon_of
from telephony.call.ports import Expect
from telephony.call.transcripts import words_of

EVENT_MARGIN_S = 60.0
"""After an event that did not come, the conversation still has something to say about it."""
LONGEST_BACKCHANNEL = 80
"""Letters. Nobody shows for longer that they merely listen."""
_LONGEST_SIGN = 3
"""Words of a sign of listening."""
_ANSWERED_BY_WORDS = frozenset({"yes_no", "choice", "item"})
"""What "okay" and "yes" answer."""
_LONG = frozenset({"phone", "digits", "email", "name", "text", "record"})
"""What is read out, spelled, or told in several parts."""
_LONGEST = frozenset({"free_text", "open"})
"""What may be a story."""
_NOT_BEFORE_IT_IS_ASKED = frozenset({"choice", "item"})
"""Whoever has not heard yet what there is cannot have chosen it by "okay"."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Milliseconds of silence, by what was said and asked."""

    certain: int = 0
    """After a code of known length, said whole: nothing can follow."""
    complete: int = 350
    """After a whole yes, no, number, day, address or option."""
    answer: int = 500
    """After words that may well be all."""
    free_text: int = 700
    """The same, to a question that wants a whole story."""
    unfinished: int = 1200
    """After "and", "to", "umm"."""
    number: int = 1400
    """In the middle of a phone number, an address, a day, a spelling."""
    waits: int = 4000
    """After "one second", "let me see"."""


def longest_turn(expect: Expect | None, *, babble: bool) -> float:
    """Seconds that a caller may talk without a pause to what was asked; `babble`: whoever talks has done so before."""
    if babble:
        return 8.0
    kind = expect.kind if expect else "open"
    return 40.0 if kind in _LONGEST else 30.0 if kind in _LONG else 15.0


def only_backchannels(
    text: str, expect: Expect | None, *, languages: Sequence[str] = (), unasked: bool = False
) -> bool:
    """Whether these words merely show that the caller listens, or are no words at all: laughter, "[noise]", "uh".

    To a yes/no question, "okay" is an answer; "hmm" is none to any. `unasked`: much of the question is still to be
    heard; then "okay" picks nothing of what there is to choose from, unless it is what an option is called.
    """
    if not text or len(text) > LONGEST_BACKCHANNEL:
        return False
    lexicon = lexicon_of(expect.language if expect else "", tuple(languages))
    words = words_of(text)
    if all(word in lexicon.noises for word in words):
        return bool(words) or not _is_blank(text)
    if expect is not None and expect.kind in _ANSWERED_BY_WORDS:
        early = unasked and expect.kind in _NOT_BEFORE_IT_IS_ASKED
        if not early or any(words_of(hint) == words for hint in expect.hints):
            return False
    return _all_signs(words, lexicon)


def _is_blank(text: str) -> bool:
    return not any(sign.isalnum() or sign in "[(<*♪♫" for sign in text)


def _all_signs(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the words are signs of listening and noises; the last sign may still be coming: "I" for "I see"."""
    place = 0
    while place < len(words):
        for count in range(min(_LONGEST_SIGN, len(words) - place), 0, -1):
            if " ".join(words[place : place + count]) in lexicon.backchannels:
                place += count
                break
        else:
            if words[place] not in lexicon.noises:
                return " ".join(words[place:]) in _beginnings(lexicon.backchannels)
            place += 1
    return True


@lru_cache(maxsize=64)
def _beginnings(phrases: Entries) -> Entries:
    """What phrases begin with, short of their last word."""
    return frozenset(phrase[: place.start()] for phrase in phrases for place in re.finditer(" ", phrase))


def end_silence_ms(
    text: str,
    expect: Expect | None,
    patience: Patience,
    *,
    languages: Sequence[str] = (),
    sounds_unfinished: bool = False,
) -> int:
    """How long to wait in silence after these words before they are taken for the caller's whole turn.

    `languages`: heard in the call, beside the one that is expected. `sounds_unfinished`: what a judge of the sound says
    (`telephony.endpointing`). It only ever makes the wait longer: judges call too much finished that is not.
    """
    kind = expect.kind if expect else "open"
    base = patience.free_text if kind == "free_text" else patience.answer
    if expect and expect.end_silence_ms is not None:
        base = expect.end_silence_ms
    match completeness(text, expect, languages=languages):
        case "certain":
            return min(base, patience.certain)
        case "whole":
            return base if sounds_unfinished else min(base, patience.complete)
        case "unfinished":
            return max(base, patience.unfinished)
        case "halfway":
            return max(base, patience.number)
        case "waits":
            return max(base, patience.waits)
        case _:
            return max(base, patience.unfinished) if sounds_unfinished else base


def longest_silence(expect: Expect | None, limit: float) -> float:
    """Seconds without a sound of the caller after which nobody is there; an awaited event has its time first."""
    return max(limit, expect.listen_s + EVENT_MARGIN_S) if expect and expect.kind == "event" else limit
