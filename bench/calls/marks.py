"""Turn marks: numbers that travel inside the sound and inside the words, so that nobody has to recognise speech. Pure.

A mark is 20 ms of sound that says which turn of which call it belongs to. It is sixteen steps of 1.25 ms, each one of
sixteen loudnesses, as µ-law bytes or as the samples that those bytes mean: sound that is passed on unchanged keeps it,
in either form. The same two numbers as words ("ticket lusab babad") go through transcripts, models and voices.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

FRAME_MS: Final = 20
STEPS: Final = 16
SAMPLES: Final = 10
"""Of one step at 8 kHz: half of them up, half of them down."""
FRAME: Final = STEPS * SAMPLES
"""Samples of a mark; the bytes of one in µ-law."""
MOST: Final = 0xFFFF

Kind = Literal["sound", "last"]
"""`last`: the turn, or the answer to it, ends with this frame."""

_KINDS: Final[tuple[Kind, ...]] = ("sound", "last")
_SYNC: Final = (15, 0, 15, 5)


@dataclass(frozen=True, slots=True)
class Tag:
    """A turn of a call. Turn 0 is what is said before the caller has said anything."""

    call: int
    turn: int

    @property
    def words(self) -> str:
        """As two words."""
        return f"{_word(self.call)} {_word(self.turn)}"


NOBODY: Final = Tag(0, 0)
"""Of sound that answers no turn: a greeting, or a sentence that is always the same."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one frame of sound says."""

    tag: Tag
    kind: Kind


def linear(code: int) -> int:
    """The sample that a µ-law byte means: ITU-T G.711."""
    inverted = ~code & 0xFF
    size = (((inverted & 0x0F) << 3) + 0x84 << ((inverted & 0x70) >> 4)) - 0x84
    return -size if inverted & 0x80 else size


def _step(level: int, *, wide: bool) -> bytes:
    """One step: the loudness up, then down."""
    up = 0x90 + 4 * level
    codes = [up] * (SAMPLES // 2) + [up & 0x7F] * (SAMPLES // 2)
    return b"".join(linear(code).to_bytes(2, "little", signed=True) for code in codes) if wide else bytes(codes)


def _levels(mark: Mark) -> list[int]:
    call, turn = mark.tag.call, mark.tag.turn
    body = [_KINDS.index(mark.kind)]
    body += [number >> shift & 15 for number in (call, turn) for shift in (12, 8, 4, 0)]
    check = _check(body)
    return [*body, check >> 4, check & 15, 0]


def _mark(levels: list[int]) -> Mark | None:
    body = levels[:9]
    if levels[9] * 16 + levels[10] != _check(body) or body[0] >= len(_KINDS):
        return None
    numbers = [int("".join(f"{level:x}" for level in body[start : start + 4]), 16) for start in (1, 5)]
    return Mark(Tag(*numbers), _KINDS[body[0]])


def _check(body: list[int]) -> int:
    return sum((place + 3) * (level + 1) for place, level in enumerate(body)) & 0xFF


class Coding:
    """How marks are written in one form of sound."""

    def __init__(self, *, wide: bool) -> None:
        """`wide`: 16 bits a sample, little-endian; otherwise µ-law."""
        self._sample = 2 if wide else 1
        self.frame = FRAME * self._sample
        """Bytes of a mark."""
        self._steps = tuple(_step(level, wide=wide) for level in range(STEPS))
        self._levels = {step[: self._sample]: level for level, step in enumerate(self._steps)}
        self._sync = b"".join(self._steps[level] for level in _SYNC)
        self._stride = SAMPLES * self._sample

    def write(self, mark: Mark) -> bytes:
        """The sound of one mark."""
        return b"".join(self._steps[level] for level in (*_SYNC, *_levels(mark)))

    def read(self, sound: bytes, at: int) -> Mark | None:
        """The mark that begins there; None where it is none."""
        found = []
        for start in range(at + len(self._sync), at + self.frame, self._stride):
            level = self._levels.get(sound[start : start + self._sample])
            if level is None:
                return None
            found.append(level)
        return _mark(found)

    def find(self, sound: bytes) -> tuple[list[Mark], bytes]:
        """All marks in the sound, in order, and its end, in which one may have begun: it goes before what follows."""
        marks: list[Mark] = []
        at = 0
        while (found := sound.find(self._sync, at)) >= 0:
            if found + self.frame > len(sound):
                return marks, sound[found:]
            mark = self.read(sound, found)
            if mark is None:
                at = found + 1
                continue
            marks.append(mark)
            at = found + self.frame
        return marks, sound[max(at, len(sound) - len(self._sync) + 1) :]


MU_LAW: Final = Coding(wide=False)
LINEAR: Final = Coding(wide=True)


class Ear:
    """Finds the marks of a stream of sound, however it is cut."""

    def __init__(self, coding: Coding = MU_LAW) -> None:
        self._coding = coding
        self._rest = b""

    def hear(self, sound: bytes) -> list[Mark]:
        """The marks that are whole with this sound."""
        marks, self._rest = self._coding.find(self._rest + sound)
        return marks

    def forget(self) -> None:
        """What follows does not go on from what came."""
        self._rest = b""


def frames(tag: Tag, count: int, *, coding: Coding, last: bool) -> Iterator[bytes]:
    """The sound of so many frames; the final one says so, if it is the `last` of the turn."""
    sound = coding.write(Mark(tag, "sound"))
    yield from [sound] * (count - 1)
    yield coding.write(Mark(tag, "last")) if last else sound


# ── words ─────────────────────────────────────────────────────────────────────

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_TICKET: Final = re.compile(
    rf"ticket ((?:[{_CONSONANTS}][{_VOWELS}]){{2}}[{_CONSONANTS}])"
    rf" ((?:[{_CONSONANTS}][{_VOWELS}]){{2}}[{_CONSONANTS}])",
    re.IGNORECASE,
)


def named(text: str) -> Tag | None:
    """The ticket that is named last in the text."""
    found = _TICKET.findall(text)
    return Tag(_number(found[-1][0]), _number(found[-1][1])) if found else None


def _word(number: int) -> str:
    """Sixteen bits as a word that can be spoken: consonants hold four of them, vowels two."""
    if not 0 <= number <= MOST:
        raise ValueError(f"a call or a turn has a number up to {MOST}, not {number}")
    return "".join(
        letters[number >> shift & len(letters) - 1]
        for letters, shift in ((_CONSONANTS, 12), (_VOWELS, 10), (_CONSONANTS, 6), (_VOWELS, 4), (_CONSONANTS, 0))
    )


def _number(word: str) -> int:
    number = 0
    for letter in word.lower():
        letters = _VOWELS if letter in _VOWELS else _CONSONANTS
        number = number * len(letters) + letters.index(letter)
    return number
