"""Which of several values in one utterance the caller keeps: days, times and amounts alike.

Callers rule values out ("not Friday", "Friday doesn't suit me"), put them aside ("cancel Friday and book Monday"),
take them back ("Friday, no, Saturday"), move them ("from Friday to Monday") and leave them open ("Friday or
Saturday"). Everything here looks at the words between and beside the values, in the written form.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from graphs.understanding.written import Written


class Place(Protocol):
    """A value where it stands in the written form."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """The character after its last."""


P = TypeVar("P", bound=Place)

_LEADS = r"(?: (?:on|at|for|around|by|from|this|that|the|next|coming))* ?$"

_RULED_OUT = re.compile(
    rf"\b(?:(?<!why )not|instead of|rather than|other than|except(?: for)?|apart from|any(?:thing|time| day"
    rf"| time) but"
    rf"|but not|avoid|(?<!not )(?:unavailable|fully booked)|(?:not|won't|will not)(?: be)? (?:free|available|in town)"
    rf"|(?:can't|cannot|can not|couldn't|won't be able to|unable to|not able to)(?: (?!until|till|before"
    rf"|leave)\w+){{1,2}}"
    rf"|(?:doesn't|don't|didn't|do not|does not|did not) (?:want|need|mean|say|like)(?: it| to be)?){_LEADS}"
)
_UNSUITABLE = re.compile(
    r"^(?: (?:is|'s|are|was|really|just|that|itself|actually|morning|afternoon|evening|unfortunately))*"
    r" (?:(?:doesn't|don't|do not|does not|won't|will not|wouldn't|would not|can't|cannot|can not)"
    r"(?: \w+)? (?:work|suit|do|fit|possible|good|make|come)"
    r"|(?:isn't|is not|not) (?:possible|good|great|ok|okay|fine|available|free|convenient|suitable|going|an option)"
    r"|(?:is )?(?:no good|impossible|taken|fully booked|too (?:early|late|soon|far)))\b"
    r"|^(?: ko)? no(?= \.|$)|^(?: ko| ke din)* (?:mat|मत)(?= |$)"
)
_PUT_ASIDE = re.compile(
    r"\b(?:(?:cancel(?:l?ing)?|delete|scrap|skip|remove)(?: \w+){0,4}"
    rf"|(?<!not )(?:busy|away|tied up|on leave|out of (?:town|station)|meeting \w+(?: \w+)?)){_LEADS}"
)
_SUPERSEDED = re.compile(
    r"\b(?:have|had|got|booked|thought|said|thinking|hoping|considering|considered|planned)(?: (?!\.)\S+){0,4} ?$"
)
_BUT = re.compile(r"\b(?:but|however)\b")

_TAKEN_BACK = re.compile(
    r"\b(?:actually|instead|i mean|i meant|(?:make|making|made) (?:it|that)|sorry|wait|rather|correction"
    r"|scratch that|strike that|on second thoughts?|(?:change|changed|changing) (?:it|that|this|the \w+|my \w+)"
    r"|no(?! (?:preferences?|problems?|matter|particular|specific|more|need|rush|worries|one|other|stops?"
    r"|later)\b))\b"
)
_AFTERTHOUGHT = re.compile(r"^ (?:actually|instead|rather|i mean)(?= \.|$)")

_MOVES = re.compile(
    r"\b(?:mov(?:e|ing)|chang(?:e|ing)|reschedul(?:e|ing)|shift|switch|push|postpone|prepone|bring|swap)\b[^.]*$"
)
_TO = re.compile(r"\b(?:to|till|until)(?: the| on| be| at| for)* ?$")

_EITHER = re.compile(
    r" (?:or|ya|या|and)(?: (?:maybe|on|at|the|for|even|perhaps|possibly|else|around|by|alternatively))* "
)
_RANGE = re.compile(r" (?:to|till|until|through|se)(?: (?:maybe|on|at|the|about|around))* ")
_ANY = re.compile(r"\b(?:(?:any ?(?:time|day|where)|sometime|some time) from|between|either)(?: (?:on|at|the))* ?$")
_OR_ANOTHER = re.compile(r"^ (?:or|and) (?:maybe )?(?:the )?(?:next|following|day after|one after|after)(?= \.|$)")


def standing(said: Written, found: Sequence[P]) -> list[P]:
    """The values that were not ruled out; of those that were put aside only when nothing else stands."""
    kept = [
        value
        for value in found
        if not _RULED_OUT.search(said.before(value.start)) and not _UNSUITABLE.match(said.text[value.end :])
    ]
    wanted = [value for value in kept if not _PUT_ASIDE.search(said.before(value.start))]
    kept = wanted or kept
    if len(kept) > 1 and _SUPERSEDED.search(said.before(kept[0].start)):
        between = said.text[kept[0].end : kept[1].start]
        if _BUT.search(between):
            return kept[1:]
    return kept


def repaired(said: Written, found: Sequence[P]) -> P | None:
    """The value that replaces those before it; None when nothing was taken back or moved."""
    for before, value in reversed(list(pairwise(found))):
        between = said.text[before.end : value.start]
        if _TAKEN_BACK.search(between):
            return value
        if _TO.search(between) and _MOVES.search(said.text[: before.start]):
            return value
    last = found[-1]
    return last if len(found) > 1 and _AFTERTHOUGHT.match(said.text[last.end :]) else None


def beside(said: Written, found: Sequence[P], chosen: P) -> list[P]:
    """The values that the caller named together with the chosen one: "five or six", "Monday to Friday"."""
    group, joined = [found[0]], False
    for before, value in pairwise(found):
        between = said.text[before.end : value.start]
        either = _EITHER.fullmatch(between) or _RANGE.fullmatch(between)
        if not either and between != " ":
            if chosen in group:
                break
            group, joined = [], False
        group.append(value)
        joined = joined or either is not None
    return [value for value in group if value is not chosen] if joined and chosen in group else []


def is_range(said: Written, first: Place, second: Place) -> bool:
    """Whether two values that were named together are the ends of one stretch: "Monday to Friday"."""
    early, late = sorted((first, second), key=lambda value: value.start)
    return _RANGE.fullmatch(said.text[early.end : late.start]) is not None


def is_open(said: Written, value: Place) -> bool:
    """Whether the words around a value say that others would do: "any time from", "or the next"."""
    return _ANY.search(said.before(value.start)) is not None or _OR_ANOTHER.match(said.text[value.end :]) is not None
