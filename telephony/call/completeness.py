"""Whether what the caller has said so far may be all they want to say. Pure.

The words decide, and what was asked. Whoever asks for a moment has not finished, whatever was said before it. Of an
answer that has a form (a number, a mail address, a day) the form tells; otherwise the last words do: nobody ends on
"and", "to the", "my name is".
"""

from collections.abc import Sequence
from typing import Literal

from telephony.call.answers import JUDGES, PHONE_DIGITS, SLOW, digits_in, ends_in_domain, numeric
from telephony.call.lexicon.entries import LONGEST_ENDING, Lexicon
from telephony.call.lexicon.languages import lexicon_of
from telephony.call.ports import Expect
from telephony.call.transcripts import ending_of, tails, words_of

Completeness = Literal["certain", "whole", "open", "unfinished", "halfway", "waits"]
"""`certain`: nothing can follow. `whole`: what was asked for is there. `open`: it may be all. `unfinished`: a sentence
goes on. `halfway`: a number, an address, a day, a spelling is not all there. `waits`: the caller asked for a moment.
"""

_NO_QUESTION = Expect(step="")
_SEARCH_LENGTH = 8
"""Words of "let me check my diary for that week"."""
_SPELLED = frozenset({"name", "text", "record"})
"""Kinds that callers spell out."""


def completeness(text: str, expect: Expect | None, *, languages: Sequence[str] = ()) -> Completeness:
    """What these words are to what was asked. `languages`: those heard in the call, beside the one of `expect`."""
    expect = expect or _NO_QUESTION
    text = ending_of(text)
    lexicon = lexicon_of(expect.language, tuple(languages))
    words = [part for word in words_of(text) for part in _parts(word, lexicon)]
    if not words:
        return "open"
    ends = tails(words, LONGEST_ENDING)
    if _asks_for_a_moment(words, ends, expect, lexicon):
        return "waits"
    if (judge := JUDGES.get(expect.kind)) is None:
        return _spelt(words, expect, lexicon) or ("unfinished" if _goes_on(words, ends, text, lexicon) else "open")
    answered = judge(words, text, expect, lexicon)
    if answered in {"certain", "halfway"}:
        return answered
    if _goes_on(words, ends, text, lexicon):
        return "halfway" if expect.kind in SLOW else "unfinished"
    return answered or "open"


def _parts(word: str, lexicon: Lexicon) -> list[str]:
    """What recognisers write as "nine-eight-two" or "r-a-h", one by one; any other word as it is."""
    if "-" not in word or any(sign.isdecimal() for sign in word):
        return [word]
    parts = [part for part in word.split("-") if part]
    return parts if all(len(part) == 1 or numeric(part, lexicon) for part in parts) else [word]


def _asks_for_a_moment(words: list[str], ends: list[str], expect: Expect, lexicon: Lexicon) -> bool:
    if not lexicon.repairs.isdisjoint(ends):
        return False  # "no wait" takes something back, and goes on
    if len(words) > 1 and words[-1] in lexicon.courtesies:
        ends = [*ends, *tails(words[:-1], LONGEST_ENDING)]
    if not lexicon.waits.isdisjoint(ends):
        # "One minute" may be what was asked for.
        return not (expect.kind in {"number", "time"} and any(numeric(word, lexicon) for word in words))
    opening = words[-_SEARCH_LENGTH:]
    return any(
        " ".join(opening[start : start + count]) in lexicon.searches
        for start in range(len(opening) - 1)
        for count in (3, 4)
    )


def _goes_on(words: list[str], ends: list[str], text: str, lexicon: Lexicon) -> bool:
    """Something has to follow these last words."""
    if _after_hesitation(words, lexicon) in lexicon.openings:
        return True
    if not lexicon.finished.isdisjoint(ends):
        return False
    if not (lexicon.hesitations.isdisjoint(ends) and lexicon.repairs.isdisjoint(ends)):
        return True
    stripped = text.rstrip()
    if not lexicon.unfinished.isdisjoint(ends):
        in_address = not lexicon.mail_dot.isdisjoint(words[-3:]) or "." in stripped[:-1].rpartition(" ")[2]
        return not (stripped.endswith("?") or (in_address and ends_in_domain(text, lexicon)))
    if stripped.endswith((",", "…", "...", "-", "–", "—")):
        return True
    return any(word in lexicon.halves for word in words) and lexicon.seconds.isdisjoint(words)


def _after_hesitation(words: list[str], lexicon: Lexicon) -> str:
    """The words after "um", "so"; empty when they are more than an opening has."""
    start = 0
    while start < len(words) - 1 and words[start] in lexicon.hesitations:
        start += 1
    return " ".join(words[start:]) if len(words) - start <= LONGEST_ENDING else ""


def _spelt(words: list[str], expect: Expect, lexicon: Lexicon) -> Literal["whole", "halfway"] | None:
    """Somebody who spells a name, or reads out a number that nobody asked for."""
    run = 0
    while run < len(words) and _spells(words[-1 - run], lexicon):
        run += 1
    if run < (2 if expect.kind in _SPELLED else 3):
        return None
    spelled = words[-run:]
    if len(spelled) < len(words) and "".join(spelled) in "".join(words[:-run]):
        return "whole"
    return None if digits_in(words, lexicon) >= PHONE_DIGITS else "halfway"


def _spells(word: str, lexicon: Lexicon) -> bool:
    return len(word) == 1 or word in lexicon.digits or word in lexicon.doubles or word in lexicon.triples
