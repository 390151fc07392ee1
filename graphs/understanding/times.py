"""What time a caller means."""

import re
from datetime import timedelta

from graphs.understanding.agreement import yes_no
from graphs.understanding.calendar import ANY_DAY, mentions
from graphs.understanding.clock import DAY, NOON, Moment, moments
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.selection import beside, is_open, repaired, standing
from graphs.understanding.words import LONGEST_ANSWER
from graphs.understanding.written import Written, written

_BOUND = re.compile(r"(?<!\S)(?:after|before|past|than)(?: the)? $")
"""Before a time these make it an end of what would do, not the time itself."""
_LATE = re.compile(r"\b(?:dinner|supper|tonight|evening|night|drinks)\b")
_COUNT = r"(?P<count>\d{1,3}(?:\.5)?|an?|(?:a )?couple of)"
_UNIT = r"(?P<unit>hours?|minutes?|mins?)"
_SPAN = (
    rf"(?:about |around |roughly |another )?(?:(?P<halves>half an?) hour|{_COUNT}(?P<first> and a half)? {_UNIT}"
    r"(?P<last> and a half)?)"
)
_IN = re.compile(rf"(?<!\S)(?:(?:in|after) {_SPAN}(?: time)?(?! (?:ago|before|early))(?!\S))")
_FROM_NOW = re.compile(rf"(?<!\S){_SPAN} (?:from now|later|hence)(?!\S)")


def times(text: str, language: str) -> tuple[int, ...]:
    """Every clock time that the words could mean, in minutes since midnight; both halves of the day unless said."""
    said = written(text[:LONGEST_ANSWER], language)
    found = _best(said, standing(said, _moments(said)))
    return tuple(dict.fromkeys(minutes for moment in found for minutes in moment.minutes))


def read_time(text: str, asking: Asking) -> Reading | None:
    """The time of day that a caller means, as `HH:MM`."""
    said = written(text, asking.language)
    kept = standing(said, _moments(said))
    found = [moment for moment in _best(said, kept) if asking.primary or moment.plain]
    if not found:
        return _from_now(text, said, asking) if asking.primary else None
    found = _news(text, found, asking)
    chosen, together = repaired(said, found), []
    if chosen is None:
        chosen = found[0]
        together = beside(said, found, chosen)
    minutes = chosen.minutes
    if len(minutes) > 1 and max(minutes) >= NOON + 5 * 60 and _LATE.search(asking.asked.lower()):
        minutes = (max(minutes), min(minutes))
    minutes += tuple(each for moment in together for each in moment.minutes)
    start, end = said.span(chosen.start, chosen.end)
    first, *others = dict.fromkeys(hhmm(each) for each in minutes)
    undecided = bool(together) or chosen.vague or is_open(said, chosen)
    bound = _BOUND.search(said.before(chosen.start)) is not None
    sure = not (others or undecided or bound)
    return Reading(first, text[start:end], start, end, sure=sure, alternatives=tuple(others), undecided=undecided)


def hhmm(minutes: int) -> str:
    """Minutes since midnight as `HH:MM`."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _moments(said: Written) -> list[Moment]:
    return moments(said, taken=[(mention.start, mention.end) for mention in mentions(said, ANY_DAY)])


def _best(said: Written, found: list[Moment]) -> list[Moment]:
    """The moments that look most like a time, and those that were named together with them."""
    best = min((moment.rank for moment in found), default=0)
    likely = [moment for moment in found if moment.rank == best]
    joined = [other for moment in likely for other in beside(said, found, moment)]
    return [moment for moment in found if moment in likely or moment in joined]


def _news(text: str, found: list[Moment], asking: Asking) -> list[Moment]:
    """The times that the question did not name already, unless the caller agreed to it."""
    if len(found) < 2 or not asking.asked:
        return found
    named = {minutes for moment in _moments(written(asking.asked, asking.language)) for minutes in moment.minutes}
    new = [moment for moment in found if named.isdisjoint(moment.minutes)]
    return new if new and not yes_no(text, asking.language, asking.asked) else found


def _from_now(text: str, said: Written, asking: Asking) -> Reading | None:
    """So many hours or minutes from now."""
    match = _IN.search(said.text) or _FROM_NOW.search(said.text)
    if match is None:
        return None
    count = match["count"] or "1"
    amount = float(count) if count[0].isdigit() else 2 if "couple" in count else 1
    amount += 0.5 if match["first"] or match["last"] else 0
    by_hour = match["unit"] and match["unit"].startswith("h")
    span = timedelta(minutes=30 if match["halves"] else amount * (60 if by_hour else 1))
    moment = asking.now + span
    start, end = said.span(*match.span())
    return Reading(hhmm((moment.hour * 60 + moment.minute) % DAY), text[start:end], start, end)
