"""What stands in a timeline in place of what is not kept. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from agent.safety.redaction.numerals import SINGLES
from agent.safety.redaction.tokens import tokens
from telephony.call.timeline import Entry

NOT_KEPT: Final = "[not kept]"
"""Stands for words of a step of which nothing is kept."""
SENSITIVE: Final = "[sensitive]"
"""Stands for what went into a slot that is marked so."""
DIGITS: Final = "[digits]"
"""Stands for digits as long as nobody knows what they are."""
A_KEY: Final = "•"
"""Stands for one key; which keys made an answer, the turn tells."""
PLAIN: Final = frozenset(
    {"event", "step", "type", "turn", "utterance", "exit", "to", "action", "outcome", "slot", "ms"}
)
"""Fields that hold names and numbers of ours."""

_RUN: Final = re.compile(r"[^\W\D](?:[\W_]*[^\W\D])+")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?|\d\d:\d\d")


def tells(name: str, value: object) -> bool:
    """Whether what a person said may be in a field."""
    if name in PLAIN or value is None or isinstance(value, bool):
        return False
    return name.startswith("pii_") or name == "value" or isinstance(value, str | list | dict)


def without_words(entry: Entry) -> Entry:
    """The entry without anything that a person may have said."""
    fields: dict[str, object] = {}
    for name, value in entry.fields.items():
        secret = name.startswith("pii_") or (name not in PLAIN and isinstance(value, str | list | dict))
        fields[name] = NOT_KEPT if secret and value not in ("", None) else value
    return replace(entry, fields=fields)


def without_digits(value: Any) -> Any:
    """The same without runs of digits, in figures or in words, however deep they lie."""
    if isinstance(value, str):
        if _MOMENT.fullmatch(value):
            return value
        return length_of(value) if _in_words(value) else _RUN.sub(DIGITS, value)
    if isinstance(value, Mapping):
        return {name: without_digits(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_digits(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9:
        return DIGITS
    return value


def _in_words(text: str) -> bool:
    """Whether digits may be told in words: two of them, at least."""
    return sum(token.sort == "word" and token.text in SINGLES for token in tokens(text)) > 1


def length_of(text: str) -> str:
    """A text of which nothing but its length is told."""
    return f"<{len(text)} characters>"
