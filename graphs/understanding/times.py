"""What time a caller means."""

import re
from datetime import timedelta

from graphs.understanding.calendar import ANY_DAY, mentions
from graphs.understanding.clock import DAY, NOON, Moment, moments
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.words import LONGEST_ANSWER
from graphs.understanding.written import Written, written

_DROPPED = re.compile(
    r"\b(?:not(?: at| for| around)*|instead of|rather than|other than|except(?: for)?|but not)(?: at| the"
    r"| for| around)* ?$"
)
_TAKEN_BACK = re.compile(
    r"\b(?:actually|instead|i meant?|make it|sorry|no|wait|rather|correction|change (?:it|that|the \w+|my \w+) to)\b"
)
_MOVED = re.compile(r"\b(?:move|change|reschedule|shift|switch|push)\b.*\bfrom(?: the)?$")
_JOINED = re.compile(r" (?:or|ya|या|and|to|till|until|se)(?: (?:maybe|at|the|even|perhaps))* ")
"""What stands between two times of which either would do, or between which something should be."""
_LATE = re.compile(r"\b(?:dinner|supper|tonight|evening|night|drinks)\b")
_IN = re.compile(
    r"(?<!\S)(?:in|after) (?:(?P<halves>half an?) hour|(?P<count>\d{1,3}|an?|a couple of) (?P<unit>hours?"
    r"|minutes?|mins?))(?! ago)(?!\S)"
)


def times(text: str, language: str) -> tuple[int, ...]:
    """Every clock time that the words could mean, in minutes since midnight; both halves of the day unless said."""
    said = written(text[:LONGEST_ANSWER], language)
    found = _best(said, _moments(said))
    return tuple(dict.fromkeys(minutes for moment in found for minutes in moment.minutes))


def read_time(text: str, asking: Asking) -> Reading | None:
    """The time of day that a caller means, as `HH:MM`."""
    said = written(text, asking.language)
    found = [moment for moment in _best(said, _moments(said)) if asking.primary or moment.plain]
    if not found:
        return _from_now(text, said, asking) if asking.primary else None
    chosen = found[-1] if _takes_back(said, found) else found[0]
    minutes = chosen.minutes
    if len(minutes) > 1 and max(minutes) >= NOON + 5 * 60 and _LATE.search(asking.asked.lower()):
        minutes = (max(minutes), min(minutes))
    minutes += _offered(said, found, chosen)
    start, end = said.span(chosen.start, chosen.end)
    first, *others = dict.fromkeys(hhmm(each) for each in minutes)
    return Reading(first, text[start:end], start, end, sure=not others, alternatives=tuple(others))


def hhmm(minutes: int) -> str:
    """Minutes since midnight as `HH:MM`."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _moments(said: Written) -> list[Moment]:
    return moments(said, taken=[(mention.start, mention.end) for mention in mentions(said, ANY_DAY)])


def _best(said: Written, found: list[Moment]) -> list[Moment]:
    """The moments that look most like a time and those offered beside them, without those that were ruled out."""
    kept = [moment for moment in found if not _DROPPED.search(said.before(moment.start))] or found
    best = min((moment.rank for moment in kept), default=0)
    likely = [moment.rank == best for moment in kept]
    for place in range(len(kept) - 1):
        if any(likely[place : place + 2]) and _JOINED.fullmatch(said.text, kept[place].end, kept[place + 1].start):
            likely[place] = likely[place + 1] = True
    return [moment for moment, is_likely in zip(kept, likely, strict=True) if is_likely]


def _offered(said: Written, found: list[Moment], chosen: Moment) -> tuple[int, ...]:
    """The times that the caller offers besides the chosen one: "nine or ten", "between five and six"."""
    after = [moment for moment in found if moment.start > chosen.end]
    joined = after and _JOINED.fullmatch(said.text, chosen.end, after[0].start)
    return after[0].minutes if joined else ()


def _takes_back(said: Written, found: list[Moment]) -> bool:
    """Whether the last of several times replaces the others."""
    between = said.text[found[0].end : found[-1].start]
    return bool(_TAKEN_BACK.search(between) or _MOVED.search(said.before(found[0].start).rstrip()))


def _from_now(text: str, said: Written, asking: Asking) -> Reading | None:
    """So many hours or minutes from now."""
    match = _IN.search(said.text)
    if match is None:
        return None
    count = match["count"] or "1"
    amount = int(count) if count.isdigit() else 2 if "couple" in count else 1
    span = (
        timedelta(minutes=30) if match["halves"] else timedelta(minutes=amount * (60 if match["unit"][0] == "h" else 1))
    )
    moment = asking.now + span
    start, end = said.span(*match.span())
    return Reading(hhmm((moment.hour * 60 + moment.minute) % DAY), text[start:end], start, end)
