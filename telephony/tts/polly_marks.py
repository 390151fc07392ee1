"""When Polly speaks which word, and in which of its languages. Pure.

Speech marks: https://docs.aws.amazon.com/polly/latest/dg/speechmarks.html. A mark tells where a word begins in the
sound, and which bytes of the text it is, in UTF-8.
"""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from telephony.tts.port import Word

BILINGUAL = ("en-IN", "hi-IN")
"""The languages of Kajal and Aditi, for keys that may not ask for the list of voices."""
_LATEST_MS = 86_400_000


class _Mark(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    time: Annotated[int, Field(ge=0, le=_LATEST_MS)]
    type: Literal["word"]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


def words(text: str, marks: bytes) -> list[Word]:
    """The words of `text.split()` that are spoken, each to the beginning of the next; the last has no end of its own,
    it ends far beyond. Raises ValueError for marks that are none.
    """
    begins = _begins(text, [_read(line) for line in marks.splitlines() if line.strip()])
    written = text.split()
    return [Word(written[number], begin, end) for (number, begin), (_, end) in pairwise([*begins, (-1, _LATEST_MS)])]


def _read(line: bytes) -> _Mark:
    try:
        return _Mark.model_validate(json.loads(line))
    except (ValueError, RecursionError, ValidationError):
        # Outside of this block: a validator's error holds what came.
        pass
    raise ValueError("a speech mark cannot be read")


def _begins(text: str, marks: Sequence[_Mark]) -> list[tuple[int, int]]:
    """For each word of the text that is spoken its number, and when it begins. Several marks may lie in one word."""
    places = list(_places(text))
    begins: dict[int, int] = {}
    latest_ms = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        latest_ms = max(latest_ms, mark.time)
        number = next((number for number, end in enumerate(places) if mark.start < end), None)
        if number is not None:
            begins.setdefault(number, latest_ms)
    return sorted(begins.items())


def _places(text: str) -> Iterator[int]:
    """Where each word ends, in bytes."""
    for found in re.finditer(r"\S+", text):
        yield len(text[: found.end()].encode(errors="surrogatepass"))


def language_code(language: str, spoken: Sequence[str]) -> str | None:
    """Which of a voice's languages is meant; None: not one of them."""
    wanted = language.lower()
    base = wanted.partition("-")[0]
    exact = (code for code in spoken if code.lower() == wanted)
    near = (code for code in spoken if code.lower().partition("-")[0] == base)
    return next(exact, None) or next(near, None)
