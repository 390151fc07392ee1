"""Polly's speech marks: where in the text, and when, its sentences, words and marks of SSML are. Pure.

https://docs.aws.amazon.com/polly/latest/dg/speechmarks.html. Visemes are not told: the voices here have no phonemes.
"""

import re
import string
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import unescape

from agent.fakes.polly_requests import Synthesis
from telephony.tts.port import Word

_AROUND_WORDS = string.punctuation + "।॥…—–“”‘’"
_TAG = re.compile(r"<[^>]*>")
_NAMED_MARK = re.compile(r"""<mark\s+name\s*=\s*(["'])(?P<name>.*?)\1""")

_ORDER = ("sentence", "ssml", "word")
"""Of marks at the same time."""

Mark = dict[str, object]


def marked(asked: Synthesis, words: Sequence[Word]) -> list[Mark]:
    """The marks that are asked for, by time, each with its place in the bytes of what was sent."""
    kinds = asked.speech_mark_types or []
    text = asked.text
    # What is written in tags is not spoken; the rest keeps its place.
    heard = _TAG.sub(lambda tag: " " * len(tag[0]), text) if asked.text_type == "ssml" else text
    placed = list(_placed(heard, words))
    marks: list[Mark] = []
    sentence_begins = True
    for begin, word in placed:
        if sentence_begins and "sentence" in kinds:
            marks.append(_mark(text, (begin, _sentence_end(heard, begin)), "sentence", word.start_ms))
        spoken = word.text.strip(_AROUND_WORDS)
        if "word" in kinds and spoken:
            at = heard.index(spoken, begin)
            marks.append(_mark(text, (at, at + len(spoken)), "word", word.start_ms))
        sentence_begins = word.text.endswith((".", "!", "?", "।"))
    if "ssml" in kinds:
        marks += _named(text, placed)
    return sorted(marks, key=lambda mark: (int(str(mark["time"])), _ORDER.index(str(mark["type"]))))


def _placed(heard: str, words: Sequence[Word]) -> Iterator[tuple[int, Word]]:
    at = 0
    for word in words:
        found = heard.find(word.text, at)
        if found >= 0:
            at = found + len(word.text)
            yield found, word


def _named(text: str, placed: Sequence[tuple[int, Word]]) -> Iterator[Mark]:
    """A mark is reached when what stands before it was spoken."""
    for found in _NAMED_MARK.finditer(text):
        time_ms = max((word.end_ms for begin, word in placed if begin < found.start()), default=0)
        end = text.index(">", found.end()) + 1
        yield _mark(text, (found.start(), end), "ssml", time_ms) | {"value": unescape(found["name"])}


def _sentence_end(heard: str, begin: int) -> int:
    found = re.compile(r"[.!?।](?=\s|$)").search(heard, begin)
    return found.end() if found else len(heard.rstrip())


def _mark(text: str, place: tuple[int, int], kind: str, time_ms: int) -> Mark:
    begin, end = place
    return {
        "time": time_ms,
        "type": kind,
        "start": len(text[:begin].encode()),
        "end": len(text[:end].encode()),
        "value": text[begin:end],
    }
