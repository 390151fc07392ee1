"""PAN and IFSC, written or spelled: "A B C P D one two three four F", "alpha bravo …", "ए बी सी पी डी", over turns."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from agent.safety.redaction import checks
from agent.safety.redaction.grouping import Turn, around
from agent.safety.redaction.kinds import Kind, Plain
from agent.safety.redaction.nato import BANKS, NAMES, NATIVE, NATO
from agent.safety.redaction.numbers import Number
from agent.safety.redaction.numerals import REPEATS
from agent.safety.redaction.segments import Heard
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import CONNECTING, JOINING, PAUSING, REPAIRS, THINKING

_PAN = re.compile(r"(?=([A-Z]{3}[ABCFGHJKLPT][A-Z][O\d]{4}[A-Z]))")
_IFSC = re.compile(r"(?=([A-Z]{4}[O0][A-Z0-9]{6}))")
_HEAD = re.compile(r"[a-z]{3}[abcfghjklpt][a-z]")
"""The letters of a PAN that a recogniser took for a word."""
_BREATHS = (
    THINKING
    | JOINING
    | REPAIRS
    | CONNECTING
    | PAUSING
    | keys("""
    capital small letter letters as in for se ke ka then से capitals aur the next is it's ray bada chhota kabhi
    """)
)
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
_AFTER_I = keys("think mean meant said am have will don't can't was guess see misread know can got need want had just")
_AFTER_A = keys("moment minute second sec minut bit little lot few while")
_UNITS = frozenset("aigklmsx")
_ALSO_WORDS = keys("a i are you why see sea tea em en el ex eye k के जी की ए आई एस ओ सी टी पी")
_LONGEST_LETTERS = 5
_LETTER_WORDS = frozenset(NATO) | frozenset(NAMES) | frozenset(NATIVE) | frozenset(REPEATS)
_REACH = 5
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
    if not any(turn.lettered or turn.asks or turn.heard.labels for turn in turns):
        return found
    asking = [
        turn.lettered or any(kind in turn.asks or kind in turn.heard.labels for kind in _SPELLED) for turn in turns
    ]
    for stretch in around(turns, asking, _REACH):
        for row in _rows(stretch):
            found += _matches(row) or _named(row)
    return found


def lettered(heard: Heard) -> bool:
    """Whether an utterance has letters that are spelled, and not only words that sound like some."""
    row = 0
    if not BANKS.isdisjoint(heard.words):
        return True
    for at, token in enumerate(heard.said):
        if len(token.text) > _LONGEST_LETTERS and token.text not in _LETTER_WORDS:
            row = 0
            continue
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
            over = row.atoms[places.stop :]
            same_turn = all(atom.turn == row.atoms[places.stop - 1].turn for atom in over)
            if row.named is kind and same_turn and len(text) - after <= _MOST_OVER:
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
        row.named is Kind.ifsc or (text[:4].lower() in BANKS and not isinstance(row.named, Plain))
    )


def _named(row: _Row) -> list[Span]:
    """Letters and figures that were asked for as a PAN or an IFSC, and are not quite one."""
    letters = [atom for atom in row.atoms if atom.chars.isalpha()]
    if row.named not in _SPELLED or not letters:
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


class _Rows:
    """Puts letters and figures together; a turn that ends in them goes on in the next that begins with them."""

    def __init__(self) -> None:
        self.done: list[_Row] = []
        self._atoms: list[_Atom] = []
        self._named: Kind | Plain | None = None
        self._inherited: Kind | Plain | None = None
        self._words = self._strange = self._silent = 0
        """What was said since the last of them: words, those that nobody foresaw, turns without any of them."""

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
                self._strange += item.text not in _BREATHS
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
        if self._words > (_TALKATIVE if wanted else _BREATH) or self._strange > (_STRAY if wanted else 0):
            self.end()
        if not self._atoms:
            self._named = _called(turn, place) or self._inherited
        self._atoms.append(atom)
        self._words = self._strange = 0

    def end(self) -> None:
        """What follows belongs to something else."""
        if self._atoms:
            self.done.append(_Row(self._atoms, self._named))
        self._atoms = []
        self._words = self._strange = 0


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
    at = 0
    while at < len(said):
        number = by_first.get(at)
        if number is not None and not (said[at].text == "o" and _after_letter(said, at, "o") > at + 1):
            yield at, _digits(turn, number)
            at = number.after
            continue
        letters = "" if at in named and len(said[at].text) > 1 else _letters(said, at)
        if not letters and at not in named and _is_head(said, at, by_first, wanted):
            letters = said[at].text
        if not letters:
            yield at, said[at]
            at += 1
            continue
        after = _after_letter(said, at, letters)
        shown = len(said[at].text) == 1 or said[at].raw.isupper()
        yield at, _Atom(letters.upper(), turn.index, said[at].start, said[after - 1].end, said[at].glued, shown)
        at = after


def _is_head(said: Sequence[Token], at: int, numbers: Collection[int], wanted: Collection[Kind]) -> bool:
    """Whether the letters before the figures were taken for a word: "aaapa one two three four", "sbin, 0001"."""
    text, following = said[at].text, at + 1
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


def _letters(said: Sequence[Token], at: int) -> str:
    """The letters that a token is, when it is some."""
    token = said[at]
    if token.sort != "word":
        return ""
    following = said[at + 1].text if at + 1 < len(said) else ""
    if token.text in REPEATS and len(following) == 1 and following.isalpha():
        return "w" if following == "u" and token.text == "double" else following * REPEATS[token.text]
    if (token.text == "i" and following in _AFTER_I) or (token.text == "a" and following in _AFTER_A):
        return ""
    for names in (NATIVE, NATO):
        if token.text in names:
            return names[token.text]
    if token.text in NAMES:
        return NAMES[token.text] if any(map(_is_letter, (*said[max(at - 1, 0) : at], *said[at + 1 : at + 2]))) else ""
    raw = token.raw
    short = len(raw) <= _LONGEST_LETTERS and raw.isascii() and raw.isalpha()
    shown = len(raw) == 1 and raw.isascii()
    return token.text if shown or (short and (raw.isupper() or _beside_figures(said, at))) else ""


def _is_letter(token: Token) -> bool:
    text = token.text
    return (len(text) == 1 and text.isalpha()) or text in NAMES or text in NATO or text in NATIVE


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
