"""Which day a caller means."""

import re
from datetime import date

from graphs.understanding.calendar import Frame, Mention, mentions
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.written import Written, written

_MONTH_FIRST = frozenset({"US", "PH", "CA"})

_DROPPED = re.compile(
    r"\b(?:(?<!why )not(?: on| the| for)*|instead of|rather than|other than|except(?: for)?|any(?:thing| day| time) but"
    r"|but not)(?: on| the| for| by)* ?$"
)
_CORRECTED = re.compile(
    r"\b(?:actually|instead|i meant?|make it|sorry|no wait|rather|change(?:d)? (?:it|that|the|my)|correction)\b"
)
_OR = re.compile(r" (?:or|ya|या|and)(?: (?:maybe|on|at|the|even|perhaps))* ")
"""What joins two values when either would do."""

_FROM = re.compile(r"\bfrom(?: the| on)* ?$")
_TO = re.compile(r"\b(?:to|till|until)(?: the| on)* ?$")

_END = (
    r"return(?:s|ing|ed)?|com(?:e|ing) back|get(?:ting)? back|fly(?:ing)? back|go(?:ing)? back|back"
    r"|check(?:ing)? ?out|check out"
    r"|until|till|through|drop(?:ping)?(?: it)? off|keep(?:ing)?|ends?|ending|up to|leaving the hotel"
)
_START = (
    r"leav(?:e|es|ing)|depart(?:s|ing|ure)?|check(?:ing)? ?in|start(?:s|ing)?|from|pick(?:ing)?(?: it"
    r"| me)? ?up|fly(?:ing)? out"
    r"|outbound|go(?:ing)? out|begin(?:s|ning)?|travel(?:ling|ing)? on"
)
_ENDS = re.compile(rf"\b(?:{_END})\b")
_ROLES = re.compile(rf"\b(?:(?P<end>{_END})|(?P<start>{_START}))\b")
_STARTS = re.compile(rf"\b(?:{_START})\b")


def read_date(text: str, asking: Asking) -> Reading | None:
    """The day that a caller means, as an ISO date."""
    said = written(text, asking.language)
    found = [mention for mention in day_mentions(said, asking) if asking.primary or mention.plain]
    if not found:
        return None
    chosen = _chosen(said, found, asking)
    if chosen is None:
        return None
    start, end = said.span(chosen.start, chosen.end)
    others = tuple(other.isoformat() for other in (*chosen.day.others, *_offered(said, found, chosen)))
    return Reading(chosen.day.day.isoformat(), text[start:end], start, end, sure=not others, alternatives=others)


def day_mentions(said: Written, asking: Asking) -> list[Mention]:
    """Every day that an utterance names, reckoned from the caller's today."""
    return mentions(said, Frame(asking.now.date(), asking.region in _MONTH_FIRST))


def _chosen(said: Written, found: list[Mention], asking: Asking) -> Mention | None:
    """The day that answers the question, and of several such the one that corrects the others."""
    kept = [mention for mention in found if not _DROPPED.search(said.before(mention.start))]
    if not kept:
        return None
    fitting = _fitting(said, kept, asking.asked)
    if len(fitting) > 1 and _takes_back(said, fitting):
        return fitting[-1]
    return fitting[0]


def _offered(said: Written, found: list[Mention], chosen: Mention) -> list[date]:
    """The days that the caller offers besides the chosen one: "Monday or Tuesday"."""
    after = [mention for mention in found if mention.start > chosen.end]
    joined = after and _OR.fullmatch(said.text, chosen.end, after[0].start)
    return [after[0].day.day] if joined else []


def _takes_back(said: Written, found: list[Mention]) -> bool:
    """Whether the last of several days replaces the others."""
    between = said.text[found[0].end : found[-1].start]
    before = said.text[: found[0].start]
    moved = (
        _FROM.search(before) and _TO.search(between) and re.search(r"\b(?:move|change|reschedule|shift|switch)", before)
    )
    return bool(moved or _CORRECTED.search(between) or re.search(r"\bno\b|\. no\b|\bwait\b", between))


def _fitting(said: Written, found: list[Mention], asked: str) -> list[Mention]:
    """The days that play the part which the question asks for: where something starts, or where it ends."""
    if len(found) < 2:
        return found
    ends = [mention for mention in found if _role(said, mention, found) == "end"]
    rest = [mention for mention in found if mention not in ends]
    question = asked.lower()
    if ends and _ENDS.search(question) and not _STARTS.search(question):
        return ends
    return rest or found


def _role(said: Written, mention: Mention, found: list[Mention]) -> str:
    """What the nearest cue before a day, after the day before it, makes of it."""
    since = max((other.end for other in found if other.end <= mention.start), default=0)
    cues = list(_ROLES.finditer(said.text, since, mention.start))
    return (cues[-1].lastgroup or "") if cues else ""
