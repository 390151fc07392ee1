"""Signs of listening that a recogniser took for other words: "hmm" for "Helen", "uh-huh" for "It hurts". Pure.

Whoever listens says something short, and a recogniser that must make a word of it is in doubt. Neither alone means
anything: "no" is short, and a bad line makes everything doubtful. So it has to sound like a sign too (none of them
begins as "no", "stop", "wait", "nahi", "ruko", "bas" do), and to hold no word that is known to mean something.

The bounds come from the embedded recogniser and synthetic voices: of 49 signs shorter than the first, 20 would stop us
by their words alone, and 7 do with this. Of 92 words as short that mean something, none is taken for a sign by it.
"""

from collections.abc import Sequence
from functools import lru_cache

from telephony.call.lexicon.entries import Entries
from telephony.call.lexicon.languages import lexicon_of
from telephony.call.ports import Expect
from telephony.call.transcripts import words_of

LONGEST_MS = 400
"""A sign of listening is shorter."""
DOUBT = 0.6
"""Recognisers are less sure than that of a word that was none."""
_MOST_WORDS = 2
_BEGINNINGS = ("h", "m", "a", "e", "i", "o", "u", "j", "y", "th")
"""Of "haan", "hmm", "mhm", "achha", "uh-huh", "ji", "yeah", "theek hai", and of what is heard for them."""


def only_mumbled(
    text: str, expect: Expect | None, *, voice_ms: float, confidence: float, languages: Sequence[str] = ()
) -> bool:
    """Whether these words were probably none, while much of what we say is still to be heard. To a question for yes or
    no a sign is an answer.
    """
    if voice_ms >= LONGEST_MS or confidence >= DOUBT or (expect is not None and expect.kind == "yes_no"):
        return False
    words = words_of(text)
    if not 0 < len(words) <= _MOST_WORDS or not words[0].startswith(_BEGINNINGS):
        return False
    known = _meaning(expect.language if expect else "", tuple(languages), tuple(expect.hints) if expect else ())
    return known.isdisjoint(words) and not any(letter.isdecimal() for letter in text)


@lru_cache(maxsize=256)
def _meaning(language: str, others: tuple[str, ...], hints: tuple[str, ...]) -> Entries:
    """Words that mean something, however little a recogniser trusts them."""
    lexicon = lexicon_of(language, others)
    known = lexicon.urgent | lexicon.denials | lexicon.digits | lexicon.two_digits | lexicon.ordinals
    known |= lexicon.days | lexicon.months | lexicon.day_numbers | lexicon.day_parts | lexicon.clock
    return known.union(*(words_of(hint) for hint in hints))
