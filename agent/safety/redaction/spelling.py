"""PAN and IFSC, written or spelled: "A B C P D one two three four F", "alpha bravo …", "ए बी सी पी डी", over turns."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.safety.redaction import checks
from agent.safety.redaction.asides import FINISHING
from agent.safety.redaction.grouping import Turn, around
from agent.safety.redaction.kinds import Kind, Plain
from agent.safety.redaction.letters import BREATHS, after_letter, leads_to_letter, letters
from agent.safety.redaction.nato import BANKS
from agent.safety.redaction.numbers import Number
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import Token
from agent.safety.redaction.words import REPAIRS, WAITING

_PAN = re.compile(r"(?=([A-Z]{3}[ABCFGHJKLPT][A-Z][O\d]{4}[A-Z]))")
_IFSC = re.compile(r"(?=([A-Z]{4}[O0][A-Z0-9]{6}))")
_HEAD = re.compile(r"[a-z]{3}[abcfghjklpt][a-z]")
"""The letters of a PAN that a recogniser took for a word."""
_TAKING_BACK = REPAIRS - WAITING
_SPELLED = (Kind.pan, Kind.ifsc)
_BREATH = 8
_TALKATIVE = 16
"""Words between two letters or figures of one row; more of what was named."""
_STRAY = 2
_SILENT = 2
"""Turns without any."""
_LONGEST_ASIDE = 40
_LONGEST = 11
"""Letters and figures of an IFSC; a PAN has ten."""
_UNITS = frozenset("aigklmsx")
_REACH = 5
_ROW = 3
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
    repaired: bool = False
    """Something was taken back right before it."""


@dataclass(frozen=True, slots=True)
class _Row:
    atoms: list[_Atom]
    named: Kind | Plain | None
    """What it was called or asked for."""


def spelled(turns: Sequence[Turn]) -> list[Span]:
    """Where a PAN or an IFSC stands; what was asked for as one and is misheard counts as well."""
    found: list[Span] = []
    if not any(turn.lettered or turn.asks or turn.heard.labels for turn in turns):
        return found
    asking = [
        turn.lettered or any(kind in turn.asks or kind in turn.heard.labels for kind in _SPELLED) for turn in turns
    ]
    for stretch in around(turns, asking, _REACH):
        for row in _rows(stretch):
            found += _matches(row) or _named(row)
    return found


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
            over = row.atoms[places.stop :]
            last = row.atoms[places.stop - 1]
            few = len(text) - after <= _MOST_OVER and all(atom.turn == last.turn for atom in over)
            if row.named is kind and few and _once_more(last, match[1], over):
                places = range(places.start, len(row.atoms))
            spans += _spans([row.atoms[place] for place in places], kind, whole=True)
    return spans


def _whole(begins: Sequence[int], first: int, after: int, length: int) -> bool:
    """Whether it begins and ends with an atom."""
    edges = {*begins[max(0, bisect_right(begins, first) - 2) : bisect_right(begins, after) + 1], length}
    return first in edges and after in edges


def _once_more(last: _Atom, text: str, over: Sequence[_Atom]) -> bool:
    """Whether its end is said again or put right, or its figures go on: "… four F, F", "… four F, no, G".

    But not "… four F, 2 tickets".
    """
    if not over:
        return False
    goes_on = over[0].start == last.end + 1 and not last.glued and last.chars.isdigit() and over[0].chars.isdigit()
    return goes_on or over[0].repaired or text.endswith("".join(atom.chars for atom in over))


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
        row.named is Kind.ifsc or (text[:4].lower() in BANKS and not isinstance(row.named, Plain))
    )


def _named(row: _Row) -> list[Span]:
    """Letters and figures that were asked for as a PAN or an IFSC, and are not quite one."""
    spelt = [atom for atom in row.atoms if atom.chars.isalpha()]
    if row.named not in _SPELLED or not spelt:
        return []
    size = sum(len(atom.chars) for atom in row.atoms if atom.shown)
    mixed = any(atom.chars.isdigit() for atom in row.atoms) or sum(atom.shown for atom in spelt) >= 3
    if size < _FEWEST_NAMED or not mixed:
        return []
    return _spans(row.atoms, row.named)  # type: ignore[arg-type]  # it is one of the two kinds


def _spans(atoms: Sequence[_Atom], kind: Kind, *, whole: bool = False) -> list[Span]:
    """One place in each turn."""
    by_turn: dict[int, Span] = {}
    for atom in atoms:
        last = by_turn.get(atom.turn)
        start = last.start if last else atom.start
        by_turn[atom.turn] = Span(atom.turn, start, atom.end, kind, whole)
    return list(by_turn.values())


class _Rows:
    """Puts letters and figures together; a turn that ends in them goes on in the next that begins with them."""

    def __init__(self) -> None:
        self.done: list[_Row] = []
        self._atoms: list[_Atom] = []
        self._named: Kind | Plain | None = None
        self._inherited: Kind | Plain | None = None
        self._words = self._strange = self._silent = 0
        """What was said since the last of them: words, those that nobody foresaw, turns without any of them."""
        self._repaired = False
        """One of those words takes something back."""

    def read(self, turn: Turn) -> None:
        """The next turn."""
        if turn.asks:
            self._inherited = _spelled_kind(turn)
            if self._inherited not in _SPELLED:
                self.end()
        items = list(_items(turn))
        goes_on = self._goes_on(items)
        if self._full() or not goes_on:
            self.end()
        if self._silent:
            self._hear(turn)
            return
        others = {each.first for each in turn.heard.named if each.label is not self._named}
        for place, item in items:
            if isinstance(item, _Atom):
                self._take(turn, place, item)
            elif item.sort == "word":
                self._words += 1
                self._strange += item.text not in BREATHS and not _finishing(turn, place)
                self._repaired = self._repaired or item.text in _TAKING_BACK
                if place in others:
                    self.end()
        self._hear(turn)

    def _hear(self, turn: Turn) -> None:
        self._inherited = turn.heard.trailing or self._inherited

    def _full(self) -> bool:
        return sum(len(atom.chars) for atom in self._atoms) >= _LONGEST

    def _goes_on(self, items: Sequence[tuple[int, _Atom | Token]]) -> bool:
        """Whether a turn can go on with the row, or leaves it as it is."""
        if any(isinstance(item, _Atom) for _, item in items):
            self._silent = 0
            return True
        self._silent += 1
        return self._silent <= _SILENT and len(items) <= _LONGEST_ASIDE

    def _take(self, turn: Turn, place: int, atom: _Atom) -> None:
        wanted = self._named in _SPELLED
        stray = _STRAY if wanted else int(sum(len(each.chars) for each in self._atoms[:_ROW]) >= _ROW)
        if self._words > (_TALKATIVE if wanted else _BREATH) or self._strange > stray:
            self.end()
        if not self._atoms:
            self._named = _called(turn, place) or self._inherited
        self._atoms.append(replace(atom, repaired=True) if self._repaired else atom)
        self._words = self._strange = 0
        self._repaired = False

    def end(self) -> None:
        """What follows belongs to something else."""
        if self._atoms:
            self.done.append(_Row(self._atoms, self._named))
        self._atoms = []
        self._words = self._strange = 0


def _finishing(turn: Turn, at: int) -> bool:
    """Whether it is the "to" of "to finish"."""
    said = turn.heard.said
    return said[at].text == "to" and at + 1 < len(said) and said[at + 1].text in FINISHING


def _rows(turns: Sequence[Turn]) -> list[_Row]:
    """Letters and figures one after another."""
    rows = _Rows()
    for turn in turns:
        rows.read(turn)
    rows.end()
    return rows.done


def _spelled_kind(turn: Turn) -> Kind | Plain:
    return next((kind for kind in _SPELLED if kind in turn.asks), turn.asks[0])


def _called(turn: Turn, place: int) -> Kind | Plain | None:
    """The name that stands before a token in its turn."""
    before = [each for each in turn.heard.named[:200] if each.after <= place and place - each.after <= _NAMED_REACH]
    return before[-1].label if before else None


def _items(turn: Turn) -> Iterator[tuple[int, _Atom | Token]]:
    """The tokens of a turn; those that are letters or figures as atoms."""
    said = turn.heard.said
    marks = turn.heard.marks
    by_first = {each.first: each for place, each in enumerate(turn.heard.found) if marks.get(place) != "pause"}
    wanted = {kind for kind in _SPELLED if kind in turn.asks or kind in turn.heard.labels}
    named = {at for each in turn.heard.named for at in range(each.first, each.after)}
    # "I F S C is": a name that is told by its letters, unless letters follow, of which it may be the first.
    apart = [each for each in turn.heard.named if each.after >= len(said) or not letters(said, each.after)]
    spelt = {at for each in apart for at in range(each.first, each.after)}
    at = 0
    while at < len(said):
        number = by_first.get(at)
        if number is not None and not (said[at].text == "o" and after_letter(said, at, "o") > at + 1):
            yield at, _digits(turn, number)
            at = number.after
            continue
        chars = "" if at in spelt or (at in named and len(said[at].text) > 1) else letters(said, at)
        if said[at].text == "oh" and not chars and leads_to_letter(said, at + 1):
            chars = "o"
        if not chars and at not in named and _is_head(said, at, by_first, wanted):
            chars = said[at].text
        if not chars:
            yield at, said[at]
            at += 1
            continue
        after = after_letter(said, at, chars)
        shown = len(said[at].text) == 1 or said[at].raw.isupper()
        yield at, _Atom(chars.upper(), turn.index, said[at].start, said[after - 1].end, said[at].glued, shown)
        at = after


def _is_head(said: Sequence[Token], at: int, numbers: Collection[int], wanted: Collection[Kind]) -> bool:
    """Whether the letters before the figures were taken for a word: "aaapa one two three four", "sbin, 0001"."""
    text, following = said[at].text, at + 1
    if text in BREATHS:
        return False
    while following < len(said) and said[following].sort == "sign":
        following += 1
    if following < len(said) and following not in numbers:
        return False
    if text in BANKS:
        return True
    if Kind.pan in wanted:
        return _HEAD.fullmatch(text) is not None
    return _HEAD.fullmatch(text) is not None and _whole_pan(said, following)


def _whole_pan(said: Sequence[Token], at: int) -> bool:
    """Whether what follows is four figures and a letter that is no unit: "sugpi 7203 k", but not "track 5000 m"."""
    rest = said[at : at + 2]
    return (
        len(rest) == 2
        and rest[0].sort == "figures"
        and len(rest[0].text) == 4
        and len(rest[1].text) == 1
        and rest[1].text.isalpha()
        and rest[1].text not in _UNITS
    )


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
