"""Sentences about a document, in which the names of its parts are marked, so that each reader has words of their own.

Who writes a file reads the file's names (`“to” is missing`), who fills in forms reads the forms' titles (`“Goes to” is
missing`). A sentence is written once, with marks; `Sentence` is what the file's writer reads, and keeps the marks for
`graphs.titles`, which puts the titles in. Pure.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, Self

_OPEN, _BETWEEN, _CLOSE = "\ue000", "\ue001", "\ue002"
"""Characters that no text of a flow needs: they are for private use."""
_MARK = re.compile(f"{_OPEN}([a-z]+){_BETWEEN}([^{_OPEN}{_BETWEEN}{_CLOSE}]*){_CLOSE}")


def at(path: Sequence[str | int]) -> str:
    """What stands at a path: the file's name for it is the path's last part, `to` or `menu`."""
    return _mark("at", path)


def step_at(name: str) -> str:
    """A step."""
    return at(("nodes", name))


def setting_at(path: Sequence[str | int]) -> str:
    """A setting, which a sentence about forms has in quotes."""
    return worded(str(path[-1]), f"“{at(path)}”")


def worded(file: str, form: str) -> str:
    """A part of a sentence that has nothing in common for the two; both may have marks in them."""
    return _mark("worded", (file, form))


class Sentence(str):
    """A sentence as the file's writer reads it; made of one with marks, which it keeps."""

    __slots__ = ("marked",)

    marked: str

    def __new__(cls, words: str) -> Self:
        """The sentence; one that is a sentence already keeps its marks."""
        sentence = super().__new__(cls, filled_in(words, _in_file))
        sentence.marked = words.marked if isinstance(words, Sentence) else words
        return sentence


def filled_in(words: str, reading: Callable[[str, list[Any]], str]) -> str:
    """The words with every mark read: its kind, `at` or `worded`, and what it holds."""
    return _MARK.sub(lambda found: _read(found, reading), words)


def _read(found: re.Match[str], reading: Callable[[str, list[Any]], str]) -> str:
    try:
        held = json.loads(found[2])
    except ValueError:
        return found[2]  # such characters in a text of the flow
    return reading(found[1], held) if isinstance(held, list) and held else ""


def _in_file(kind: str, held: list[Any]) -> str:
    return str(held[-1]) if kind == "at" else filled_in(str(held[0]), _in_file)


def _mark(kind: str, held: Sequence[str | int]) -> str:
    return f"{_OPEN}{kind}{_BETWEEN}{json.dumps(list(held), separators=(',', ':'))}{_CLOSE}"
