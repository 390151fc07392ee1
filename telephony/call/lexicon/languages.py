"""The languages whose callers' words are known: one line each. Pure.

Callers mix: in India most sentences hold words of English. So a language brings those along that its speakers mix in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from telephony.call.lexicon.english import ENGLISH
from telephony.call.lexicon.entries import Lexicon, together
from telephony.call.lexicon.hindi import HINDI
from telephony.call.lexicon.marathi import MARATHI
from telephony.call.lexicon.spanish import SPANISH


@dataclass(frozen=True, slots=True)
class Language:
    """A line of the table."""

    lexicon: Lexicon
    mixed_with: tuple[str, ...] = ()
    """Languages whose words its speakers use too."""


LANGUAGES: Mapping[str, Language] = {
    "en": Language(ENGLISH, mixed_with=("hi",)),
    "hi": Language(HINDI, mixed_with=("en",)),
    "mr": Language(MARATHI, mixed_with=("en", "hi")),
    "es": Language(SPANISH, mixed_with=("en",)),
}
"""By ISO 639-1 code."""
USUAL = ("en", "hi")
"""Where no language is named, or none that is known."""


@lru_cache(maxsize=64)
def lexicon_of(spoken: str, others: tuple[str, ...] = ()) -> Lexicon:
    """The words of a call in the language `spoken`, in which `others` were heard too. Codes may name a region."""
    named = [code.partition("-")[0].lower() for code in (spoken, *others)]
    known = [code for code in named if code in LANGUAGES] or list(USUAL)
    mixed = [other for code in known for other in LANGUAGES[code].mixed_with]
    return together(LANGUAGES[code].lexicon for code in dict.fromkeys((*known, *mixed)))
