"""Whether what was asked for has been said whole: numbers, mail addresses, days, times, options. Pure.

Every judgement is None when the words say nothing about it: the caller may have said something else altogether.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from telephony.call.lexicon.entries import Lexicon
from telephony.call.ports import Expect
from telephony.call.transcripts import words_of

Answered = Literal["certain", "whole", "open", "halfway"]
"""`certain`: nothing can follow. `whole`: it is all there. `open`: it may be all. `halfway`: the rest is missing."""
Judge = Callable[[list[str], str, Expect, Lexicon], Answered | None]

PHONE_DIGITS = 10
"""Digits of a national number, and of an entry whose length nobody told."""
_FIGURES = re.compile(r"\d+")
_DATED = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_FULL_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{2,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLOCKED = re.compile(r"\d{1,2}(?:am|pm)")
_DOMAIN = re.compile(r"@\S*\.([^\W\d]{2,})(?!\S)")
_DOMAIN_LAST = re.compile(r"@\S*\.[^\W\d]{2,}$")
_UNDECIDED_DOMAINS = frozenset({"co", "ac", "gov"})
"""After these a country often follows."""
_AT_THE_RATE = re.compile(r"\bat the rate(?: of)?\b")


def digits_in(words: list[str], lexicon: Lexicon) -> int:
    """How many digits were said. "Double four" is two, "ninety eight" is two; the "one" in "the same one" is none."""
    count, times, after_tens = 0, 1, False
    for place, word in enumerate(words):
        said = _digits(place, words, lexicon)
        if said is None:
            times = 2 if word in lexicon.doubles else 3 if word in lexicon.triples else 1
            after_tens = False
            continue
        count += 0 if after_tens and said == 1 and word not in _NOUGHTS else said * times
        after_tens = word in lexicon.tens
        times = 1
    return count


_NOUGHTS = frozenset({"zero", "oh", "o"})


def _digits(place: int, words: list[str], lexicon: Lexicon) -> int | None:
    word = words[place]
    if word in lexicon.digits:
        if word not in lexicon.doubtful_digits or len(words) == 1:
            return 1
        before, after = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        if before in lexicon.not_digits:
            return None
        return 1 if numeric(before, lexicon) or numeric(after, lexicon) else None
    if word in lexicon.two_digits:
        return 2
    if any(letter.isdecimal() for letter in word):
        return sum(map(len, _FIGURES.findall(word)))
    return None


def numeric(word: str, lexicon: Lexicon) -> bool:
    """Whether the word is a number, or a part of one."""
    return (
        word in lexicon.digits
        or word in lexicon.two_digits
        or word in lexicon.doubles
        or word in lexicon.triples
        or word[:1].isdecimal()
    )


def phone(words: list[str], text: str, expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A telephone number: ten digits, or as many as the step wants, and the country's when it was said."""
    count = digits_in(words, lexicon)
    if not count:
        return None
    wanted = expect.keys or PHONE_DIGITS
    abroad = "+" in text or "plus" in words
    if abroad:
        wanted += 2
    if count < wanted or words[-1] in lexicon.doubles or words[-1] in lexicon.triples:
        return "halfway"
    # Numbers of ten digits do begin with 91, and so do those of twelve.
    country = not abroad and count < wanted + 2 and "".join(_FIGURES.findall(text)).startswith("91")
    return "open" if country else "whole"


def digits(words: list[str], _text: str, expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A code, a card, an account: as many digits as the step wants."""
    if expect.keys is None:
        return phone(words, "", expect, lexicon)
    count = digits_in(words, lexicon)
    if not count:
        return None
    if count < expect.keys:
        return "halfway"
    last_is_digit = _digits(len(words) - 1, words, lexicon) is not None
    return "certain" if count == expect.keys and last_is_digit else "whole"


def email(words: list[str], text: str, _: Expect, lexicon: Lexicon) -> Answered | None:
    """A mail address, up to its domain."""
    address = _written(text, lexicon)
    if domain := _DOMAIN.search(address):
        return "open" if domain[1] in _UNDECIDED_DOMAINS else "whole"
    if "@" not in address and not lexicon.denials.isdisjoint(words):
        return None
    return "halfway"


def ends_in_domain(text: str, lexicon: Lexicon) -> bool:
    """Whether the last word is the end of a mail address, and so no word of a sentence: "dot in"."""
    return _DOMAIN_LAST.search(_written(text, lexicon)) is not None


def _written(text: str, lexicon: Lexicon) -> str:
    """A mail address as one writes it."""
    plain = _AT_THE_RATE.sub("@", text.lower())
    joined = ""
    for part in plain.split():
        word = part.strip(",;:!?।")
        sign = "@" if word in lexicon.mail_at else "." if word in lexicon.mail_dot else ""
        if "@" in joined and joined.rpartition(".")[2] in _UNDECIDED_DOMAINS and not sign:
            sign = f".{word}"  # "dot co in"
        joins = not joined or joined[-1] in "@." or word[:1] in {"@", "."}
        joined += sign or (word if joins else f" {word}")
    return joined.rstrip(".")


def number(words: list[str], _text: str, _expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A number or an amount. "Twenty" may be the beginning of "twenty five"."""
    last = words[-1]
    if last in lexicon.doubles or last in lexicon.triples or last in lexicon.mail_dot:
        return "halfway"
    if last in lexicon.currencies and len(words) > 1:
        return "whole"
    if not any(numeric(word, lexicon) or word in lexicon.scales for word in words):
        return None
    if last in lexicon.tens or last in lexicon.scales:
        return "open"
    scaled = any(word in lexicon.scales for word in words)
    known = (word in lexicon.around or word in lexicon.mail_dot or numeric(word, lexicon) for word in words)
    return "whole" if not scaled and all(known) else "open"


def time_of_day(words: list[str], _text: str, _expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A time. "Three" may be the beginning of "three thirty pm"."""
    if words[-1] in lexicon.clock_joints:
        return "halfway"
    plain = _without(words, lexicon.around)
    if not plain:
        return None
    last, before = plain[-1], plain[-2] if len(plain) > 1 else ""
    if last in lexicon.clock or _CLOCKED.fullmatch(last):
        return "whole"
    if last in lexicon.day_parts:
        return "whole" if any(numeric(word, lexicon) for word in plain) else "open"
    if numeric(last, lexicon):
        joined = before in lexicon.clock_joints or (numeric(before, lexicon) and before not in lexicon.tens)
        return "whole" if joined and not _minutes_may_follow(last, before, lexicon) else "open"
    return None


def _minutes_may_follow(last: str, before: str, lexicon: Lexicon) -> bool:
    # After "three" come "thirty" and "thirty five"; after "half past three" nothing does.
    return before not in lexicon.clock_joints and last in lexicon.digits


def date(words: list[str], text: str, expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A day, and a time with it when it was said. A birthday's year may follow its month."""
    if words[-1] in lexicon.before_days and lexicon.days.isdisjoint(words[:-1]):
        return "halfway"
    plain = _without(words, lexicon.around)
    if not plain:
        return None
    last = plain[-1]
    if last in lexicon.days or _FULL_DATE.fullmatch(last) or _YEAR.fullmatch(last):
        return "whole"
    numbered = any(_DATED.fullmatch(word) or numeric(word, lexicon) or word in lexicon.day_numbers for word in plain)
    if last in lexicon.months and not numbered:
        return "halfway"
    named = not (lexicon.days.isdisjoint(plain) and lexicon.months.isdisjoint(plain))
    timed = time_of_day(words, text, expect, lexicon) if named and last not in lexicon.months else None
    return timed or ("open" if numbered else None)


def yes_no(words: list[str], _text: str, _expect: Expect, lexicon: Lexicon) -> Answered | None:
    """A plain yes or no."""
    known = lexicon.answers
    every = all(word in known or word in lexicon.courtesies for word in words)
    return "whole" if every and not known.isdisjoint(words) else None


def option(words: list[str], _text: str, expect: Expect, lexicon: Lexicon) -> Answered | None:
    """One of the phrases that pick an option, or a place in the list."""
    plain, offered = _without(words, lexicon.around), _offered(tuple(expect.hints), lexicon)
    said = " ".join(plain)
    if (longer := offered.get(said)) is not None:
        return "open" if longer else "whole"
    if " ".join(words) in offered:
        return "whole"
    return "whole" if plain and all(word in lexicon.ordinals for word in plain) else None


@lru_cache(maxsize=256)
def _offered(hints: tuple[str, ...], lexicon: Lexicon) -> Mapping[str, bool]:
    """The options' phrases in bare words, and whether another begins with the same words."""
    every = {" ".join(_without(words_of(hint), lexicon.around)) for hint in hints}
    every |= {" ".join(words_of(hint)) for hint in hints}
    return {one: any(other.startswith(f"{one} ") for other in every) for one in every if one}


def _without(words: list[str], around: frozenset[str]) -> list[str]:
    return [word for word in words if word not in around]


JUDGES: Mapping[str, Judge] = {
    "phone": phone,
    "digits": digits,
    "email": email,
    "number": number,
    "money": number,
    "time": time_of_day,
    "date": date,
    "yes_no": yes_no,
    "choice": option,
    "item": option,
}
"""By `Expect.kind`; the others have no form by which one could tell."""
SLOW = frozenset({"phone", "digits", "email", "date"})
"""What people say in pieces, reading it off or remembering it."""
