"""Names that callers spell: "P R I Y A", "S for sugar U for …", "Lee, L E E"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from graphs.understanding.known_names import parted
from graphs.understanding.letters import grouped
from graphs.understanding.words import words
from graphs.understanding.written import Part

_FEWEST = 3
"""Letters in a row that spell a name; fewer are initials."""
_ALIKE = 60.0
"""Of 100: how much of a spoken name must be found in the letters that are said after it."""
_PAUSE = re.compile(r"[,.;:\n]|\bthen\b")
_BREAKS = frozenset({"space", "then", "next", "new", "and", "aur", "phir", "last", "first", "surname", "family", "."})
_SPELT = frozenset({"spelled", "spelt", "spelling", "that's", "is", "it's", "as", "likha", "likhte"})
"""Between a name and its letters these are nothing."""
_LAST = frozenset({"last", "surname", "family"})
_ROLES = frozenset({"first", "given", "name"}) | _LAST


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name of which at least one part was spelled."""

    parts: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of a name, or a row of letters."""

    text: str
    start: int
    end: int
    letters: int
    """How many; 0 for a word."""
    surname: bool = False


def spelled_name(text: str, is_name: Callable[[str], bool]) -> Spelled | None:
    """The name that was spelled out in an utterance. `is_name` says whether a folded word can be part of one."""
    tokens = [Part(word.text, word.start, word.end) for word in words(text)]
    letters = grouped(tokens)
    pieces = _pieces(text, letters, is_name)
    rows = [piece for piece in pieces if piece.letters]
    explained = sum(_is_letters(token.text) and token.end - token.start > len(token.text) for token in letters)
    if not rows or (explained < 2 and not any(piece.letters >= _FEWEST for piece in rows)):
        return None
    if _are_initials(pieces):
        return None
    named = _matched(pieces)
    ordered = sorted(named, key=lambda piece: piece.surname)
    return Spelled(
        tuple(name for piece in ordered for name in (parted(piece.text) if piece.letters else (piece.text,))),
        min(piece.start for piece in named),
        max(piece.end for piece in named),
    )


def _pieces(text: str, tokens: Sequence[Part], is_name: Callable[[str], bool]) -> list[_Piece]:
    """The rows of letters, and the words of a name that stand beside them."""
    uniform = _uniform(text, tokens)
    pieces: list[_Piece] = []
    surname, open_row = False, False
    for place, token in enumerate(tokens):
        if _is_letters(token.text):
            gap = text[tokens[place - 1].end : token.start] if place else ""
            last = pieces[-1] if pieces else None
            if open_row and last is not None and last.letters and not _is_break(gap, uniform=uniform):
                pieces[-1] = _Piece(
                    last.text + token.text, last.start, token.end, last.letters + len(token.text), last.surname
                )
            else:
                pieces.append(_Piece(token.text, token.start, token.end, len(token.text), surname))
            open_row = True
            continue
        open_row = False
        if token.text in _SPELT:
            continue
        if token.text in _ROLES:
            surname = token.text in _LAST or (surname and token.text == "name")
        elif token.text not in _BREAKS and is_name(token.text):
            pieces.append(_Piece(token.text, token.start, token.end, 0, surname))
        elif not pieces or pieces[-1].letters == 0:
            pieces.clear()
    return [piece for piece in pieces if piece.letters != 1 or piece.surname]


def _is_letters(text: str) -> bool:
    return text.isalpha() and (len(text) == 1 or (len(text) <= 3 and len(set(text)) == 1))


def _uniform(text: str, tokens: Sequence[Part]) -> str:
    """What mostly stands between two letters."""
    gaps = [
        text[first.end : second.start]
        for first, second in pairwise(tokens)
        if _is_letters(first.text) and _is_letters(second.text)
    ]
    return max(set(gaps), key=gaps.count) if gaps else " "


def _is_break(gap: str, *, uniform: str) -> bool:
    """Whether a pause between two letters ends a word: commas between all of them are none."""
    if gap == uniform:
        return False
    return bool(_PAUSE.search(gap)) or ("-" in uniform and "-" not in gap) or (uniform == " " and len(gap) > 1)


def _are_initials(pieces: Sequence[_Piece]) -> bool:
    """Whether the letters are those before a spoken name: "A R Rahman", "V V S Laxman"."""
    rows = [piece for piece in pieces if piece.letters]
    if len(rows) != 1 or rows[0].letters > _FEWEST:
        return False
    place = pieces.index(rows[0])
    following = [piece.text for piece in pieces[place + 1 :]]
    return bool(following) and rows[0].text not in following and place == 0


def _matched(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The names, each word that was then spelled replaced by its letters."""
    named: list[_Piece] = []
    for piece in pieces:
        if not piece.letters:
            if not any(each.text == piece.text for each in named):
                named.append(piece)
            continue
        whole = "".join(each.text for each in named if not each.letters)
        before = [each for each in named if not each.letters]
        alone = max((fuzz.ratio(each.text, piece.text) for each in before), default=0.0)
        if len(before) == 2 and fuzz.ratio(whole, piece.text) >= max(_ALIKE, alone):
            named = [*[each for each in named if each.letters], *_split(before, piece)]
            continue
        likeness = [fuzz.ratio(each.text, piece.text) if not each.letters else 0.0 for each in named]
        if named and max(likeness) >= _ALIKE:
            place = likeness.index(max(likeness))
            named[place] = _Piece(piece.text, named[place].start, piece.end, 0, named[place].surname)
        else:
            named.append(piece)
    return named


def _split(spoken: Sequence[_Piece], row: _Piece) -> list[_Piece]:
    """The letters of two names that were said before, parted where the names are."""
    first, second = spoken
    place = max(
        range(1, len(row.text)),
        key=lambda at: fuzz.ratio(first.text, row.text[:at]) + fuzz.ratio(second.text, row.text[at:]),
    )
    return [
        _Piece(row.text[:place], first.start, row.end, 0),
        _Piece(row.text[place:], second.start, row.end, 0),
    ]
