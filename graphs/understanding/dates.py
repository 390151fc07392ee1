"""Which day a caller means."""

import re
from datetime import date

from graphs.understanding.agreement import yes_no
from graphs.understanding.calendar import Frame, Mention, mentions
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.reckoning import WEEKDAYS
from graphs.understanding.selection import beside, is_open, is_range, repaired, standing
from graphs.understanding.written import Written, written

_MONTH_FIRST = frozenset({"US", "PH", "CA"})

_INCIDENTAL = re.compile(r"(?:later )?(?:today|tonight|this (?:morning|afternoon|evening))|.*\bweekend")
"""Days that are mentioned in passing: when another one is named, that one is meant."""

_BOUND_AFTER = re.compile(r"^ (?:later|earlier)(?= \.|$| doesn't| no)")
"""The same where the words follow, as in Hindi: "somvar ke baad"."""

_BOUND = re.compile(r"\b(?:\d{1,2} or|after|before|past|week of)(?: the)? ?$")
"""Before a day these say that it is not that day itself."""

_HABIT = re.compile(rf"(?:on )?(?:{'|'.join(WEEKDAYS)})")
"""A weekday without a number is often said in passing: "she's off on Thursdays, so Thursday the 12th"."""
_ASKED_ABOUT = re.compile(
    r"^(?:\S+ )?(?:is|was|isn't|wasn't|would) (?:that|it|this|the \d+th)(?: be)? (?:on )?(?:an? )?$"
)
"""Before a weekday: what day of the week a date is, not a date."""

_END = (
    r"return(?:s|ing|ed)?|com(?:e|ing) back|get(?:ting)? back|fly(?:ing)? back|go(?:ing)? back|back"
    r"|check(?:ing)? ?out|check out|out on"
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
_OPEN_QUESTION = re.compile(r"\b(?:when|what|which|how long|until|where|how many)\b")


def read_date(text: str, asking: Asking) -> Reading | None:
    """The day that a caller means, as an ISO date."""
    said = written(text, asking.language)
    found = [mention for mention in day_mentions(said, asking) if asking.primary or mention.plain]
    kept = [each for each in standing(said, found) if not _ASKED_ABOUT.search(said.before(each.start))]
    if not kept:
        return None
    fitting = _fitting(said, _news(text, kept, asking), asking.asked)
    chosen = repaired(said, fitting)
    together: list[Mention] = []
    others: list[date] = []
    if chosen is None:
        telling = [mention for mention in fitting if not _INCIDENTAL.fullmatch(said.text, mention.start, mention.end)]
        chosen = (telling or fitting)[0]
        together = beside(said, fitting, chosen)
        if not together and (exact := _exact(said, telling, chosen)) is not None:
            chosen, telling = exact, [exact]
        others = [mention.day.day for mention in together or telling]
    others = [day for day in dict.fromkeys((*chosen.day.others, *others)) if day != chosen.day.day]
    undecided = chosen.day.vague or is_open(said, chosen) or _is_bound(said, chosen)
    undecided = undecided or any(
        mention.day.day in others and not (is_range(said, chosen, mention) and _starts(asking.asked))
        for mention in together
    )
    start, end = said.span(chosen.start, chosen.end)
    return Reading(
        chosen.day.day.isoformat(),
        text[start:end],
        start,
        end,
        sure=not (others or undecided),
        alternatives=tuple(day.isoformat() for day in others),
        undecided=undecided,
    )


def _exact(said: Written, found: list[Mention], chosen: Mention) -> Mention | None:
    """The one day with a number, on a weekday that was named before without one."""
    bare = said.text[chosen.start : chosen.end]
    if not _HABIT.fullmatch(bare):
        return None
    later = [each for each in found if each.start > chosen.start and not beside(said, found, each)]
    numbered = [each for each in later if any(letter.isdigit() for letter in said.text[each.start : each.end])]
    return numbered[0] if len(numbered) == 1 and bare.split()[-1] in said.text[numbered[0].start :] else None


def day_mentions(said: Written, asking: Asking) -> list[Mention]:
    """Every day that an utterance names, reckoned from the caller's today."""
    return mentions(said, _frame(asking))


def _frame(asking: Asking) -> Frame:
    return Frame(asking.now.date(), asking.region in _MONTH_FIRST)


def _is_bound(said: Written, mention: Mention) -> bool:
    if _BOUND_AFTER.match(said.text[mention.end :]):
        return True
    return _BOUND.search(said.before(mention.start)) is not None


def _news(text: str, found: list[Mention], asking: Asking) -> list[Mention]:
    """The days that the question did not name already, where the caller was asked for another one."""
    if len({mention.day.day for mention in found}) < 2 or not asking.asked:
        return found
    named = {mention.day.day for mention in mentions(written(asking.asked, asking.language), _frame(asking))}
    new = [mention for mention in found if mention.day.day not in named]
    if not new or len(new) == len(found):
        return found
    agreed = yes_no(text, asking.language, asking.asked)
    return found if agreed and not _OPEN_QUESTION.search(asking.asked.lower()) else new


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


def _starts(asked: str) -> bool:
    return _STARTS.search(asked.lower()) is not None


def _role(said: Written, mention: Mention, found: list[Mention]) -> str:
    """What the nearest cue before a day, after the day before it, makes of it."""
    since = max((other.end for other in found if other.end <= mention.start), default=0)
    cues = list(_ROLES.finditer(said.text, since, mention.start))
    return (cues[-1].lastgroup or "") if cues else ""
