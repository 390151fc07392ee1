"""Which of a flow's own values a caller means, and words taken as they are."""

import re
from dataclasses import dataclass

from graphs.understanding.agreement import yes_no
from graphs.understanding.matching import Found, occurrences, resembles
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.requests import builtin
from graphs.understanding.words import FILLERS, fold, normalise

_DROPPED = re.compile(
    r"(?<!\S)(?:not|isnt|arent|(?:dont|do not|doesnt|didnt|did not)(?: really)? (?:want|need|mean|like|have)|instead of"
    r"|(?:rather )?than|other than|apart from|except(?: for)?|anything but|but not|without|skip|cant (?:do|make)"
    r"|cannot (?:do|make)|no longer|neither|nor|hate)(?: (?:a|an|the|my|any|for|in|to|do))*$"
)
_DROPPED_AFTER = re.compile(
    r"(?:(?:ki|ka|ke|ko|to|toh|wala|wali|waala|bhi|is|are|was|ones?|really|actually|just|की|का|को|तो|वाला|वाली) )*"
    r"(?:(?:nahi|nahin|nahee|nhi|नहीं|नही)(?! (?:aa|chal|mil|ho|lag|khul|a|आ|चल|मिल|हो|लग|खुल)(?: |$))|mat|मत"
    r"|(?:(?:does|do|will|would|is|are|was)(?: ?nt| not)|wont|cant|cannot"
    r"|dont|doesnt|isnt|arent|not)(?: really)? (?:work|suit|do|fit|good|possible|needed|necessary|required|for me|what"
    r"|the one|right|convenient|ok|okay|fine|available)|(?:is|are) (?:no good|out|impossible))(?!\S)"
)
_DENIED = re.compile(
    r"(?<!\S)(?:not|isnt|arent|wasnt|(?:dont|do not|doesnt|didnt|did not|wont|will not)(?: really| actually)?"
    r"(?: (?:want|need|mean|like|have|be|to))*|(?:cant|cannot|can not|couldnt|unable to|not able to|never"
    r"|(?:theres|there is|there was|ive|have|got|has|with) no)(?: (?:be|really))*|without|instead of|rather than)"
    r"(?: (?:a|an|the|my|any|to|longer|me))*(?: \w+ (?:or|nor)(?: any)?)?$"
)
"""What stands before a phrase that is denied."""
_BARE_NO = re.compile(r"(?<![\w,])no\s+$", re.IGNORECASE)
_REPEATED_NO = re.compile(r"\bno\W+no\s+$", re.IGNORECASE)
_TAKEN_BACK = re.compile(
    r"(?<!\S)(?:actually|instead|i meant?|make it|sorry|no|wait|rather|change|but|nahi|nahin|नहीं|matlab|मतलब)(?!\S)"
)
_JOINED = re.compile(r"(?:\S+ ){0,2}(?:or|and|aur|ya|plus|maybe|या|और)(?: \S+){0,3}|")
"""What stands between two values of which the caller wants both, or has not settled on one."""
_DETERMINERS = frozenset({"other", "others", "another"})
_NOUN = re.compile(
    r"\s+(?!(?:one|ones|thing|things|problem|problems|issue|issues|option|reason|stuff|please|than|and|or|but|i|is|then"
    r"|thanks|with|for|kind|sort|topic|matter)\b)[^\W\d_]{2,}",
    re.IGNORECASE,
)
"""After “other” this makes it say which: “my other number” is no answer “other”."""
_GREETING = re.compile(r"(?<!\S)good$")
_GREETED = frozenset({"morning", "afternoon", "evening", "night", "day"})


@dataclass(frozen=True, slots=True)
class _Choice:
    key: str
    found: Found


def read_choice(text: str, asking: Asking) -> Reading | None:
    """The key of the value whose phrase is in the words: the longest one, or the one that takes another back.

    When nothing matches and the value was asked for, words that nearly spell a phrase count, but not as sure.
    """
    said = _outermost(
        [
            _Choice(key, found)
            for key, phrases in asking.values.items()
            for phrase in dict.fromkeys((*phrases, key.replace("_", " ")))
            for found in occurrences(text, phrase)
        ]
    )
    kept = [choice for choice in said if not _ruled_out(text, choice.found)]
    if not kept:
        return _guess(text, asking) if asking.primary and not said else None
    chosen = max(kept, key=lambda choice: choice.found.length)
    between = normalise(text[kept[0].found.end : kept[-1].found.start])
    if _TAKEN_BACK.search(between):
        chosen, kept = kept[-1], kept[-1:]
    others = tuple(dict.fromkeys(choice.key for choice in kept if choice.key != chosen.key))
    return _reading(text, chosen, others, undecided=bool(others) and _JOINED.fullmatch(between) is not None)


def refused(text: str, phrase: str) -> bool:
    """Whether every place where a text has a phrase denies it: "don't cancel it", "I can't come in", "no bleeding"."""
    found = occurrences(text, phrase)
    return bool(found) and all(_DENIED.search(normalise(text[: each.start])) for each in found)


def ruled_out(text: str, phrase: str) -> bool:
    """Whether a value's phrase stands in a text only where the words beside it refuse it: "anything but a filling"."""
    found = occurrences(text, phrase)
    return bool(found) and all(_ruled_out(text, each) for each in found)


def _ruled_out(text: str, found: Found) -> bool:
    """Whether the words beside a phrase refuse it: "not a cleaning", "cleaning nahi"; or make it a greeting."""
    before = normalise(text[: found.start])
    if _DROPPED.search(before) or _DROPPED_AFTER.match(normalise(text[found.end :])):
        return True
    if fold(text[found.start : found.end]) in _DETERMINERS and _NOUN.match(text[found.end :]):
        return True
    if _GREETING.search(before) and fold(text[found.start : found.end]) in _GREETED:
        return True
    # "no, filling" takes something back; "no filling" refuses it. An article belongs to the first alone.
    near = text[: found.start]
    return _BARE_NO.search(near) is not None and _REPEATED_NO.search(near) is None


def _outermost(found: list[_Choice]) -> list[_Choice]:
    """The matches that lie inside no longer one of another value, in the order in which they were said."""
    kept = [
        choice
        for choice in found
        if not any(
            other.key != choice.key
            and other.found.start <= choice.found.start
            and choice.found.end <= other.found.end
            and other.found.length > choice.found.length
            for other in found
        )
    ]
    return sorted(kept, key=lambda choice: choice.found.start)


def _guess(text: str, asking: Asking) -> Reading | None:
    near = [
        (key, found)
        for key, phrases in asking.values.items()
        for phrase in phrases
        if (found := resembles(text, phrase)) is not None
    ]
    if not near or len({key for key, _ in near}) > 1:
        return None
    key, found = max(near, key=lambda pair: pair[1].length)
    return Reading(key, text[found.start : found.end], found.start, found.end, sure=False)


def _reading(text: str, chosen: _Choice, others: tuple[str, ...], *, undecided: bool) -> Reading:
    start, end = chosen.found.start, chosen.found.end
    return Reading(chosen.key, text[start:end], start, end, sure=not others, alternatives=others, undecided=undecided)


def read_text(text: str, asking: Asking) -> Reading | None:
    """The words themselves, without sounds of thinking at either end. Only what was asked for can be any words."""
    if not asking.primary:
        return None
    start, end = trimmed(text)
    return Reading(text[start:end], text[start:end], start, end) if start < end else None


def read_free_text(text: str, asking: Asking) -> Reading | None:
    """A message in the caller's own words. A bare yes or no, or a request to the agent, is none."""
    reading = read_text(text, asking)
    if reading is None:
        return None
    if builtin(text, asking.language, "free_text") is not None:
        return None
    bare = len(normalise(text).split()) <= 2 and yes_no(text, asking.language) is not None
    return None if bare else reading


_PIECE = re.compile(r"\S+")


def trimmed(text: str) -> tuple[int, int]:
    """The span of a text without fillers, dots and spaces at its ends."""
    pieces = list(_PIECE.finditer(text))
    while pieces and _empty(pieces[0].group()):
        pieces.pop(0)
    while pieces and _empty(pieces[-1].group()):
        pieces.pop()
    return (pieces[0].start(), pieces[-1].end()) if pieces else (0, 0)


def _empty(piece: str) -> bool:
    bare = fold(piece).strip(".,;:!?-–—…")
    return not bare or bare in FILLERS
