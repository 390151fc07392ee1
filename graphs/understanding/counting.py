"""What a number in an utterance counts, and so how much it looks like the one that was asked for."""

import re

KIN = (
    r"wife|husband|partner|girlfriend|boyfriend|friend|mother|mom|mum|father|dad|son|daughter|brother|sister"
    r"|colleague"
)
_MYSELF = re.compile(r"(?:just|only|me|my|myself|both)\b")
_AND_OTHERS = re.compile(r" and (?:my|our|the|his|her|\d)")
"""After such a count of people, these add others."""

_CLASSES = {
    "people": (
        r"people|persons?|adults?|children|kids|guests?|passengers?|travell?ers?|pax|members?|friends|riders?"
        r"|of (?:us|them)|log|logon|sadasya|tickets?|seats?|places?|individuals|folks"
    ),
    "rooms": r"rooms?",
    "bedrooms": r"bed ?rooms?|beds?|bhk",
    "bathrooms": r"bath ?rooms?|baths?",
    "days": r"nights?|days?",
    "time": r"weeks?|months?|years?",
}
"""What can be counted in an ordinary call, by what may be called by each other's name."""
COUNTED = "|".join(_CLASSES.values())
_CLASS = re.compile("|".join(rf"(?P<{name}>{words})" for name, words in _CLASSES.items()))
_UNIT_AFTER = re.compile(
    rf" (?:(?P<other>(?:other|more) )|(?:hotel|economy|premium|business|round trip|one way|separate) )*"
    rf"(?P<unit>{COUNTED})(?!\S)"
)
_OTHERS = re.compile(r" others?(?!\S)")
_TOTAL_BEFORE = re.compile(
    r"(?<!\S)(?:so|total(?: of)?|altogether|that makes|that's)(?: (?:we|i|it|that's|need|want|will be|book|for"
    r"|are))* $"
)
_TOTAL_AFTER = re.compile(r" (?:in total|in all|altogether|total)(?!\S)")
_GROUP = re.compile(
    r"(?<!\S)(?:(?:group|party|family|table|total) of|there(?:'s| are| is)|we are|we're"
    r"|number of \w+ is)(?: just| only| about)* $"
)
_FOR = re.compile(
    r"(?<!\S)(?:for|of|with|make (?:it|that)|need|want|get|buy|book|like|just|only|about|around"
    r"|be) $"
)
_PRONOUN_BEFORE = re.compile(
    r"(?<!just )(?<!only )(?<!\S)(?:that|this|the|\dth|another|other|which|any|no|every|some|each|good|next|last|first"
    r"|different"
    r"|better|cheaper|nice|minus|negative) $"
)
CURRENCY_BEFORE = re.compile(r"(?<!\S)(?:[$₹€£]|rs|rupees|inr|usd) ?\.? ?$")
_MINUS = re.compile(r"(?<!\S)(?:minus|negative) $")
_PRONOUN_AFTER = re.compile(
    r" (?:way|ways|that|which|i|more time|moment|second|thing|day|of (?:the|these|those|my|your)|sounds)(?!\S)"
)
_THING_AFTER = re.compile(r" (?:with|in|near|close to|for)(?!\S)")
_COMPANY = re.compile(
    rf"(?<!\S)(?:me|i|myself|us|we|him|her|{KIN})(?:(?: and| plus)+(?: my| our| the| his| her)?| with (?:my"
    rf"|our)) $"
)
_RATED = re.compile(
    r"(?<!\S)(?:rated|rating|ratings|stars?|score)(?: (?:of|is|at|least|over|above|than|higher"
    r"|a))* $"
)
_ROADS = r"street|avenue|ave|road|rd|lane|blvd|boulevard|highway"
_NOT_AMOUNT_AFTER = re.compile(
    r" (?:(?:percent|%|stars?|o'clock|am|pm|th|mph|degrees|(?:rated|rating)(?! (?:at|\d))|or (?:higher|above"
    r"|better|up)|st|drive|court|way|years? old)(?!\S)"
    rf"|(?:(?!to |at |in |on |for |and )\S+ ){{0,3}}(?:{_ROADS})(?!\S))"
)
_COUNTING = re.compile(r"\b(?:how (?:many|much|long|big|large)|number of|count of|size of|party size)\b")
_PLACE = re.compile(r"(?<!\S)(?:to|at|in|near) $")
_HOUSE = 100
"""From here on a number after "to" is that of a house."""


def units(asked: str) -> set[str]:
    """What the question counts, each in the singular; nothing when it asks for no count."""
    question = asked.lower()
    if _COUNTING.search(question) is None:
        return set()
    named = {singular(match.group()) for match in _CLASS.finditer(question)}
    return named | ({"day"} if "how long" in question else set())


def singular(unit: str) -> str:
    """One of what is counted."""
    return unit if unit.startswith("of ") else unit.removesuffix("s")


def weight(words: str, before: str, after: str, asked: set[str]) -> int:
    """How much a number looks like the one that was asked for: higher is more, below 0 it is none.

    `words` are the number as it was said, `before` and `after` the written words beside it, `asked` what the
    question counts.
    """
    unit = _UNIT_AFTER.match(after)
    thing = words.split()[1] if unit is None and words.startswith(("a ", "an ")) else ""
    named = singular(unit["unit"]) if unit else thing
    in_company = _COMPANY.search(before) or (_MYSELF.match(words) and _AND_OTHERS.match(after))
    if _passed_over(words, before, after, named=bool(named)) or (in_company and named not in asked):
        return -1
    if _TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(after):
        return 7
    if unit is not None:
        return _unit_weight(named, asked, more=unit["other"] is not None)
    return (3 if thing in asked else 0) if thing else _bare_weight(words, before, after)


def _bare_weight(words: str, before: str, after: str) -> int:
    """A number that stands beside nothing that is counted."""
    part = _OTHERS.match(after) or before.endswith(" other ") or (words == "one" and _THING_AFTER.match(after))
    house = words.isdecimal() and int(words) >= _HOUSE and _PLACE.search(before)
    if part or house:
        return 0
    return 3 if _GROUP.search(before) else 2 if _FOR.search(before) else 1


def _class(unit: str) -> str:
    match = _CLASS.match(unit)
    return (match.lastgroup or "") if match else ""


def _unit_weight(named: str, asked: set[str], *, more: bool) -> int:
    """A number with what it counts: what was asked for goes before the same by another name, that before others."""
    if more:
        return 0
    if named in asked:
        return 6
    if not asked:
        return 4
    return 5 if _class(named) in {_class(each) for each in asked} else 1


def _passed_over(words: str, before: str, after: str, *, named: bool) -> bool:
    """Whether a number is a pronoun, a price, a rating or part of an address."""
    pronoun = words == "one" and not named and (_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(after))
    return bool(
        pronoun
        or _NOT_AMOUNT_AFTER.match(after)
        or CURRENCY_BEFORE.search(before)
        or _MINUS.search(before)
        or _RATED.search(before)
    )
