"""PAN and IFSC, written or spelled: "A B C P D one two three four F", "alpha bravo …", "ए बी सी पी डी", over turns."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.safety.redaction import checks
from agent.safety.redaction.grouping import Turn, around
from agent.safety.redaction.kinds import Kind, Plain
from agent.safety.redaction.nato import NAMES, NATIVE, NATO
from agent.safety.redaction.numbers import Number
from agent.safety.redaction.numerals import REPEATS
from agent.safety.redaction.segments import Heard
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import JOINING, REPAIRS, THINKING

_PAN = re.compile(r"(?=([A-Z]{3}[ABCFGHJKLPT][A-Z][O\d]{4}[A-Z]))")
_IFSC = re.compile(r"(?=([A-Z]{4}[O0][A-Z0-9]{6}))")
_HEAD = re.compile(r"[a-z]{3}[abcfghjklpt][a-z]")
"""The letters of a PAN that a recogniser took for a word."""
_BANKS_LISTED = """
    SBIN HDFC ICIC UTIB PUNB BARB CNRB KKBK YESB IDIB UBIN BKID IOBA IDFB INDB FDRL MAHB UCBA CBIN PSIB RATN SIBL KVBL
    KARB CSBK DCBL JAKA TMBL AUBL BDBL ESFB USFB UJVN NSPB AIRP PYTM IPOS HSBC CITI SCBL DBSS DEUT BNPA ANDB ORBC CORP
    ALLA SYNB VIJB IBKL COSB SRCB SVCB ABHY APBL APGB
"""
_BANKS = frozenset(_BANKS_LISTED.split())
"""The first letters of the larger banks' branches."""
_BREATHS = (
    THINKING
    | JOINING
    | REPAIRS
    | keys("""
    capital small letter letters as in for se ke ka then से capitals aur the next is it's ray
    """)
)
_ALSO_WORDS = keys("a i are you why see sea tea em en el ex eye k के जी की ए आई एस ओ सी टी पी")
_REACH = 2
_ROW = 3
_AS_IN = frozenset({"for", "as", "like", "se", "से", "फॉर", "in"})
_NAMED_REACH = 12
_FEWEST_NAMED = 4
_MOST_OVER = 3
"""Letters and figures after one that was asked for: a stammer, and no number of its own."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """Letters or figures that were said as one."""

    chars: str
    turn: int
    start: int
    end: int
    glued: bool
    """It touches what stands before it."""
    shown: bool
    """It is surely a letter or a figure, and no word."""


@dataclass(frozen=True, slots=True)
class _Row:
    atoms: list[_Atom]
    named: Kind | Plain | None
    """What it was called or asked for."""


def spelled(turns: Sequence[Turn]) -> list[Span]:
    """Where a PAN or an IFSC stands; what was asked for as one and is misheard counts as well."""
    found: list[Span] = []
    asking = [turn.lettered or Kind.pan in turn.asks or Kind.ifsc in turn.asks for turn in turns]
    for stretch in around(turns, asking, _REACH):
        for row in _rows(stretch):
            found += _matches(row) or _named(row)
    return found


def lettered(heard: Heard) -> bool:
    """Whether an utterance has letters that are spelled, and not only words that sound like some."""
    row = 0
    for at, token in enumerate(heard.said):
        row = row + 1 if _letters(heard.said, at) else 0
        if row >= _ROW or (row and token.text not in _ALSO_WORDS):
            return True
    return False


def _matches(row: _Row) -> list[Span]:
    text = "".join(atom.chars for atom in row.atoms)
    if len(text) < 10:
        return []
    begins, at = [], 0
    for atom in row.atoms:
        begins.append(at)
        at += len(atom.chars)
    spans: list[Span] = []
    for pattern, kind in ((_PAN, Kind.pan), (_IFSC, Kind.ifsc)):
        for match in pattern.finditer(text):
            first, after = match.start(1), match.end(1)
            if not _whole(begins, first, after, len(text)) or not _is(kind, match[1], row):
                continue
            places = range(bisect_right(begins, first) - 1, bisect_right(begins, after - 1))
            if _within_a_word(row.atoms, places):
                continue
            if row.named is kind and 0 < len(text) - after <= _MOST_OVER:
                places = range(places.start, len(row.atoms))
            spans += _spans([row.atoms[place] for place in places], kind)
    return spans


def _whole(begins: Sequence[int], first: int, after: int, length: int) -> bool:
    """Whether it begins and ends with an atom."""
    edges = {*begins[max(0, bisect_right(begins, first) - 2) : bisect_right(begins, after) + 1], length}
    return first in edges and after in edges


def _within_a_word(atoms: Sequence[_Atom], places: range) -> bool:
    """Whether it is only part of something longer that is written in one: a GST number has a PAN in it."""
    following = atoms[places.stop] if places.stop < len(atoms) else None
    first, last = atoms[places.start], atoms[places.stop - 1]
    led = first.glued and places.start > 0 and atoms[places.start - 1].end == first.start
    return led or (following is not None and following.glued and following.turn == last.turn)


def _is(kind: Kind, text: str, row: _Row) -> bool:
    if kind is Kind.pan:
        return checks.is_pan(f"{text[:5]}{text[5:9].replace('O', '0')}{text[9]}")
    text = f"{text[:4]}0{text[5:]}"
    return checks.is_ifsc(text) and (
        row.named is Kind.ifsc or (text[:4] in _BANKS and not isinstance(row.named, Plain))
    )


def _named(row: _Row) -> list[Span]:
    """Letters and figures that were asked for as a PAN or an IFSC, and are not quite one."""
    letters = [atom for atom in row.atoms if atom.chars.isalpha()]
    if row.named not in (Kind.pan, Kind.ifsc) or not letters:
        return []
    size = sum(len(atom.chars) for atom in row.atoms if atom.shown)
    mixed = any(atom.chars.isdigit() for atom in row.atoms) or sum(atom.shown for atom in letters) >= 3
    if size < _FEWEST_NAMED or not mixed:
        return []
    return _spans(row.atoms, row.named)  # type: ignore[arg-type]  # it is one of the two kinds


def _spans(atoms: Sequence[_Atom], kind: Kind) -> list[Span]:
    """One place in each turn."""
    by_turn: dict[int, Span] = {}
    for atom in atoms:
        last = by_turn.get(atom.turn)
        start = last.start if last else atom.start
        by_turn[atom.turn] = Span(atom.turn, start, atom.end, kind)
    return list(by_turn.values())


def _rows(turns: Sequence[Turn]) -> Iterator[_Row]:
    """Letters and figures one after another; a turn that ends in them goes on in the next that begins with them."""
    atoms: list[_Atom] = []
    named: Kind | Plain | None = None
    inherited: Kind | Plain | None = None
    for turn in turns:
        if turn.asks:
            inherited = (
                turn.asks[0] if Kind.pan not in turn.asks and Kind.ifsc not in turn.asks else _spelled_kind(turn)
            )
        breath = 0
        for place, item in _items(turn):
            if isinstance(item, _Atom):
                if not atoms:
                    named = _called(turn, place) or inherited
                atoms.append(item)
                breath = 0
            elif item.sort == "word" and item.text not in _BREATHS:
                if atoms:
                    yield _Row(atoms, named)
                atoms = []
            elif (breath := breath + 1) > 8 and atoms:
                yield _Row(atoms, named)
                atoms = []
        trailing = turn.heard.trailing
        if trailing is not None:
            inherited = trailing
    if atoms:
        yield _Row(atoms, named)


def _spelled_kind(turn: Turn) -> Kind:
    return Kind.pan if Kind.pan in turn.asks else Kind.ifsc


def _called(turn: Turn, place: int) -> Kind | Plain | None:
    """The name that stands before a token in its turn."""
    before = [each for each in turn.heard.named[:200] if each.after <= place and place - each.after <= _NAMED_REACH]
    return before[-1].label if before else None


def _items(turn: Turn) -> Iterator[tuple[int, _Atom | Token]]:
    """The tokens of a turn; those that are letters or figures as atoms."""
    said = turn.heard.said
    by_first = {number.first: number for number in turn.heard.found}
    tax = Kind.pan in turn.asks or any(each.label is Kind.pan for each in turn.heard.named)
    named = {at for each in turn.heard.named for at in range(each.first, each.after)}
    at = 0
    while at < len(said):
        number = by_first.get(at)
        if number is not None:
            yield at, _digits(turn, number)
            at = number.after
            continue
        letters = "" if at in named and len(said[at].text) > 1 else _letters(said, at)
        if not letters and tax and at + 1 in by_first and _HEAD.fullmatch(said[at].text):
            letters = said[at].text
        if not letters:
            yield at, said[at]
            at += 1
            continue
        after = _after_letter(said, at, letters)
        shown = len(said[at].text) == 1 or said[at].raw.isupper()
        yield at, _Atom(letters.upper(), turn.index, said[at].start, said[after - 1].end, said[at].glued, shown)
        at = after


def _digits(turn: Turn, number: Number) -> _Atom:
    said = turn.heard.said
    # The letter, or the digit: the pattern tells.
    chars = "O" if said[number.first].text in ("o", "ओ") and number.digits == "0" else number.digits
    return _Atom(
        chars,
        turn.index,
        said[number.first].start,
        said[number.after - 1].end,
        said[number.first].glued,
        shown=True,
    )


def _letters(said: Sequence[Token], at: int) -> str:
    """The letters that a token is, when it is some."""
    token = said[at]
    if token.sort != "word":
        return ""
    if token.text in REPEATS and at + 1 < len(said) and len(said[at + 1].text) == 1 and said[at + 1].text.isalpha():
        return said[at + 1].text * REPEATS[token.text]
    for names in (NATIVE, NATO, NAMES):
        if token.text in names:
            return names[token.text]
    raw = token.raw
    short = len(raw) <= 5 and raw.isascii() and raw.isalpha()
    shown = len(raw) == 1 and raw.isascii()
    return token.text if shown or (short and (raw.isupper() or _beside_figures(said, at))) else ""


def _beside_figures(said: Sequence[Token], at: int) -> bool:
    return any(
        0 <= near < len(said) and said[near].sort == "figures" and said[max(near, at)].glued
        for near in (at - 1, at + 1)
    )


def _after_letter(said: Sequence[Token], at: int, letters: str) -> int:
    """The token after a letter, and after the word that explains it: "B for Bombay", "B as in boy"."""
    if said[at].text in REPEATS:
        return at + 2
    place = at + 1
    while place < len(said) and place - at <= 2 and said[place].text in _AS_IN:
        place += 1
    explained = (
        place > at + 1 and place < len(said) and said[place].text[:1] == letters[:1] and len(said[place].text) > 2
    )
    return place + 1 if explained and len(letters) == 1 else at + 1
