"""Digits as they are said: "double four", "forty five sixty seven", "चार हज़ार पाँच सौ", and figures as they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from agent.safety.redaction.nato import LETTERS_BY_WORD
from agent.safety.redaction.numerals import (
    HOMOPHONES,
    HUNDREDS,
    LARGE,
    OTHERWISE,
    PLURALS,
    REPEATS,
    TENS,
    THOUSANDS,
    TIMES,
    UNITS_OF_ENGLISH,
    doubtful,
    single,
)
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import CONNECTING, JOINING, NOT_ONE, ORDINAL_ENDS, PAUSING, REPAIRS, THINKING

_SHORT = 4
_BETWEEN = THINKING | JOINING
_SIGHS = keys("oh o ओह ओ")
_NOT_ONE_OF_IT = NOT_ONE - keys("next last the first second")
_CONSONANTS = frozenset("bcdefghjklmnpqrstvwxyz")
_AFTER_SIGH = keys("okay ok i no yes yeah sorry wait my god right really sure haan accha acha ruko ओके हाँ नहीं अच्छा")
_ONE = keys("ek एक")
_SIGHING = keys("well wait no sorry god dear the my hello it's i'm that's there")
"""Before these an "oh" is no zero, wherever it stands."""
_AFTER_NEXT = keys("next last")
_AFTER_DO = keys("you i we they not it that this have the your my")
_LEADING = (
    _BETWEEN
    | REPAIRS
    | keys("""
    it it's its next the is are four rest last digits number hai है uske baad after that iske आगे aage
    """)
)
"""Beside nothing but these a word that may be a digit is one."""
_DICTATING = _LEADING | CONNECTING | PAUSING
"""Also beside these, when a number is being dictated."""


@dataclass(frozen=True, slots=True)
class Number:
    """One figure group, one number word, or several that make one number."""

    digits: str
    first: int
    """The first of its tokens."""
    after: int
    """The token after it."""
    others: tuple[str, ...] = ()
    """Other digits that the same words can stand for; an empty one means that it may be no digit at all."""
    figures: bool = False
    weak: bool = False
    """It may be an ordinary word."""
    homophone: bool = False
    amount: bool = False
    """It was said with a thousand, a lakh: it counts something."""
    scaled: bool = False
    """It was said with a hundred or a thousand."""
    coded: bool = False
    """It is written together with letters: "AI302"."""


def numbers(
    said: Sequence[Token], led: Collection[int] = frozenset(), *, keen: bool = False, named: bool = False
) -> list[Number]:
    """Every number of an utterance, in order; words that only look like digits are left out.

    `led` are the tokens right after the name of a number: "Aadhaar number do teen". `keen`: a number is being
    dictated, so that words which may be digits more likely are; `named`: one that is known to be a secret.
    """
    found: list[Number] = []
    at = 0
    while at < len(said):
        number = _number(said, at, named=named)
        if number is None:
            at += 1
        else:
            found.append(number)
            at = number.after
    return _sure(said, found, led, keen=keen, named=named)


def _number(said: Sequence[Token], at: int, *, named: bool) -> Number | None:  # noqa: PLR0911 -- one line for each shape
    token = said[at]
    if token.sort == "figures":
        return _figures(said, at)
    if token.text in REPEATS:
        return _repeated(said, at)
    if token.sort == "sign" or (token.glued and at and said[at - 1].sort == "figures"):
        return None
    if token.text in _SIGHS and at + 1 < len(said) and said[at + 1].text in _SIGHING:
        return None
    if _small(said, at) is not None:
        if token.text in _ONE and at + 1 < len(said) and said[at + 1].text in TIMES and not _digit_at(said, at + 2):
            return None  # "ek baar phir"
        pronoun = token.text == "one" and at and said[at - 1].text in (_NOT_ONE_OF_IT if named else NOT_ONE)
        following = said[at + 1] if at + 1 < len(said) else None
        if token.text == "one" and at and said[at - 1].text in _AFTER_NEXT and following is not None:
            if following.sort == "figures":
                return None  # "the next one 471"
            if _digit_at(said, at + 1) and not named:
                return Number("1", at, at + 1, ("",))
        pronoun = pronoun and not _digit_at(said, at + 1)
        return None if pronoun else _several(said, at) or _amount(said, at)
    if token.text in HUNDREDS | THOUSANDS:
        return _amount(said, at)
    digit = HOMOPHONES.get(token.text)
    return Number(digit, at, at + 1, ("",), weak=True, homophone=True) if digit else None


def _digit_at(said: Sequence[Token], at: int) -> bool:
    return at < len(said) and (said[at].sort == "figures" or single(said[at].text) is not None)


def _figures(said: Sequence[Token], at: int) -> Number | None:
    token = said[at]
    following = said[at + 1] if at + 1 < len(said) else None
    if following is not None and following.glued and following.text in ORDINAL_ENDS:
        return None
    before = said[at - 1] if token.glued and at else None
    coded = before is not None and before.sort == "word"
    if following is not None and following.glued and following.sort == "word":
        after = said[at + 2] if at + 2 < len(said) else None
        coded = coded or (after is not None and after.glued and after.sort == "figures") or len(following.text) > 4
        coded = coded or (len(token.text) <= 2 and len(following.text) == 1)  # "4G"
    if coded:
        return Number(token.text, at, at + 1, figures=True, coded=True)
    if following is not None and following.text in HUNDREDS | THOUSANDS | LARGE and len(token.text) <= 3:
        return _amount(said, at)
    return Number(token.text, at, at + 1, figures=True)


def _repeated(said: Sequence[Token], at: int) -> Number | None:
    """ "double four", "triple oh", "double-4"."""
    place = at + 1
    while place < len(said) and place < at + 3 and (said[place].text == "-" or said[place].text in THINKING):
        place += 1
    if place >= len(said):
        return None
    token, times = said[place], REPEATS[said[at].text]
    value = int(token.text) if token.sort == "figures" and len(token.text) == 1 else single(token.text)
    if value is None or value > 9:
        return None
    return Number(str(value) * times, at, place + 1)


def _several(said: Sequence[Token], at: int) -> Number | None:
    """ "four zeros", "three times five", "चार बार एक"."""
    count = single(said[at].text)
    if count is None or not 2 <= count <= 8 or at + 1 >= len(said):
        return None
    place = at + 2 if said[at + 1].text == "more" and at + 2 < len(said) else at + 1
    following = said[place]
    if (digit := PLURALS.get(following.text)) is not None:
        return Number(str(digit) * count, at, place + 1)
    if following.text in TIMES and at + 2 < len(said):
        value = single(said[at + 2].text)
        if value is not None and value <= 9:
            return Number(str(value) * count, at, at + 3)
    return None


@dataclass(frozen=True, slots=True)
class _Small:
    value: int
    after: int
    digits: str
    others: tuple[str, ...] = ()
    weak: bool = False


def _small(said: Sequence[Token], at: int) -> _Small | None:
    """A number below a hundred; "forty five" is one."""
    if at >= len(said):
        return None
    token = said[at]
    if token.sort == "figures":
        value = int(token.text) if len(token.text) <= 3 else None
        return None if value is None else _Small(value, at + 1, token.text)
    if token.sort != "word" or (value := single(token.text)) is None:
        return None
    weak = doubtful(token.text)
    if token.text in TENS and value == TENS[token.text]:
        unit = at + 1
        if unit < len(said) and said[unit].text == "-" and said[unit].glued:
            unit += 1
        if unit < len(said) and (ones := UNITS_OF_ENGLISH.get(said[unit].text)) is not None:
            return _Small(value + ones, unit + 1, str(value + ones), (f"{value}{ones}",))
    others = (OTHERWISE[token.text],) if token.text in OTHERWISE else ()
    return _Small(value, at + 1, str(value), others, weak)


def _amount(said: Sequence[Token], at: int) -> Number:
    """A number with its hundreds and thousands. Grammar: [small hundred [small]] [thousand …] [lakh …]."""
    place, total, part, hundreds, scaled, large = at, 0, 0, 0, False, False
    first = _small(said, at)
    if first is not None:
        place, part = first.after, first.value
    bare = True
    while place < len(said):
        text = said[place].text
        if text in HUNDREDS and part < 100 and scaled is False:
            part, place, bare, scaled = (part or 1) * 100, place + 1, False, True
        elif text in THOUSANDS | LARGE and (bare or part):
            size = 100_000 if text in LARGE else 1_000
            total, part, scaled, bare = total + (part or 1) * size, 0, False, False
            large, place = large or text in LARGE, place + 1
        elif not bare and part % 100 == 0 and (more := _more(said, place, part)) is not None:
            hundreds, part, place = part, part + more.value, more.after
        else:
            break
    if first is not None and bare:
        figures = said[at].sort == "figures"
        return Number(first.digits, at, first.after, first.others, figures=figures, weak=first.weak)
    others = (f"{hundreds}{part - hundreds}",) if hundreds and not total else ()
    return Number(str(total + part), at, place, others, amount=large or total > 0, scaled=True)


def _more(said: Sequence[Token], place: int, part: int) -> _Small | None:
    """What goes on after hundreds or thousands: "and five", but not "and" alone."""
    if said[place].text in ("and", "&") and place + 1 < len(said):
        place += 1
    more = _small(said, place)
    if more is None or (said[place].sort == "figures" and part):
        return None
    hundred = more.after < len(said) and said[more.after].text in HUNDREDS
    return more if 0 < more.value < 100 and not (part and hundred) else None


def _sure(said: Sequence[Token], found: list[Number], led: Collection[int], *, keen: bool, named: bool) -> list[Number]:
    """Without the words that are digits only beside others and stand beside none."""
    if not found:
        return []
    rows: list[list[Number]] = []
    for number in found:
        if rows and adjacent(said, rows[-1][-1], number):
            rows[-1].append(number)
        else:
            rows.append([number])
    unread = [token.text for token in _unread(said, found) if token.sort != "sign"]
    strong = sum(len(number.digits) for number in found if not number.weak)
    keen = keen or (strong >= _SHORT and _DICTATING.issuperset(unread))
    alone = (_DICTATING if keen else _LEADING).issuperset(unread) or (keen and strong > 0)
    return [
        number
        for row in rows
        for number in _without_words(said, row, alone=alone or row[0].first in led, keen=keen, named=named)
    ]


def _unread(said: Sequence[Token], found: Sequence[Number]) -> list[Token]:
    taken = {at for number in found for at in range(number.first, number.after)}
    return [token for at, token in enumerate(said) if at not in taken]


def adjacent(said: Sequence[Token], first: Number, second: Number) -> bool:
    """Whether nothing but sounds of thinking and signs stands between two numbers."""
    between = said[first.after : second.first]
    return len(between) <= 6 and all(
        token.text in _BETWEEN or (token.sort == "sign" and token.text not in "?!।") for token in between
    )


def _without_words(said: Sequence[Token], row: list[Number], *, alone: bool, keen: bool, named: bool) -> list[Number]:
    worded = sum(not number.figures for number in row)
    kept = [
        number
        for place, number in enumerate(row)
        if not number.homophone or (worded > _SHORT and _among_words(said, row, place))
    ]
    strong = [number for number in kept if not number.weak]
    if (
        len(kept) == 1
        and said[kept[0].first].text in _SIGHS
        and not (_led_on(said, kept[0].first) or _beside_letter(said, kept))
    ):
        digit = _last_word(said, kept[0].after) or (named and not _sighed(said, kept[0].after))
        return kept if keen and digit else []
    if not strong and len(kept) == 1 and keen and _is_verb(said, kept[0].first):
        return []
    if not strong and not (alone or named or _beside_letter(said, row)) and len(kept) < 3:
        return []
    return _edges(said, kept)


def _sighed(said: Sequence[Token], at: int) -> bool:
    return at < len(said) and said[at].text in _AFTER_SIGH


def _beside_letter(said: Sequence[Token], row: Sequence[Number]) -> bool:
    """Whether a letter that is spelled stands beside: "R O V P U tin", "ek P"."""
    return any(
        0 <= at < len(said) and (said[at].text in _CONSONANTS or said[at].text in LETTERS_BY_WORD)
        for at in (row[0].first - 1, row[-1].after)
    )


def _is_verb(said: Sequence[Token], at: int) -> bool:
    """ "Do you", "do not"."""
    return said[at].text == "do" and at + 1 < len(said) and said[at + 1].text in _AFTER_DO


def _last_word(said: Sequence[Token], at: int) -> bool:
    return all(token.sort == "sign" for token in said[at:])


def _led_on(said: Sequence[Token], at: int) -> bool:
    """Whether it is said that a number goes on: "and then oh"."""
    while at > 0 and said[at - 1].text in ",.":
        at -= 1
    return at > 0 and said[at - 1].text in _LEADING - THINKING


def _among_words(said: Sequence[Token], row: list[Number], place: int) -> bool:
    """Whether it stands between digits that are words; or beside them, and the utterance begins or ends with it."""
    number = row[place]
    if (place == 0 and number.first > 0) or (place == len(row) - 1 and not _last_word(said, number.after)):
        return False
    return all(not each.figures and len(each.digits) == 1 for each in row[max(place - 1, 0) : place + 2])


def _edges(said: Sequence[Token], kept: list[Number]) -> list[Number]:
    """Weak words at the ends may be no digits; beside figures they are none, unless the utterance ends with them."""
    while kept and kept[0].weak and len(kept) > 1 and kept[1].figures:
        kept = kept[1:]
    while len(kept) > 1 and kept[-1].weak and kept[-2].figures and not _last(said, kept[-1].after):
        kept = kept[:-1]
    if len(kept) < 2:
        return kept
    last = len(kept) - 1
    return [
        replace(number, others=("",))
        if number.weak and not number.others and (place in (0, last) or _sighs(said, number))
        else number
        for place, number in enumerate(kept)
    ]


def _sighs(said: Sequence[Token], number: Number) -> bool:
    """Whether an "oh" may be no zero: a sign stands after it; or a "now" no nine."""
    if said[number.first].text == "now":
        return True
    return said[number.first].text in _SIGHS and number.after < len(said) and said[number.after].sort == "sign"


def _last(said: Sequence[Token], at: int) -> bool:
    return all(token.sort == "sign" or token.text in _LEADING for token in said[at : at + _SHORT])
