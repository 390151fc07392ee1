"""What a caller did in one turn, as the graph and the journal are given it: JSON, and never empty."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphs.understanding.commands import Heard

Journal = Callable[[Mapping[str, Any]], None]
"""Told what the caller did (an envelope, JSON), with the turn's number, before it is answered; of a turn that was only
supposed, when it is confirmed. Never blocks."""
Cuts = Sequence[tuple[str, str]]
"""Sentences that the caller cut off, with what was heard of each."""

LONGEST_UTTERANCE = 2000
"""Characters of one turn of the caller that are looked at."""


def enveloped(turn: int, heard: Heard, cuts: Cuts) -> dict[str, Any]:
    """The turn of that number. LangGraph takes an empty resume value for none at all; this one has its number."""
    return {
        "turn": turn,
        "text": _clean(heard.text),
        "keys": "".join(key for key in heard.keys if key in "0123456789*#"),
        "silence": heard.silence,
        "event": heard.event,
        "value": heard.value,
        "confidence": heard.confidence,
        "languages": list(heard.languages),
        "cuts": {name: _clean(text) for name, text in cuts},
    }


def _clean(text: str) -> str:
    """Without what a database cannot keep: NUL characters and halves of surrogate pairs."""
    return text[:LONGEST_UTTERANCE].replace("\x00", "").encode("utf-8", "ignore").decode()
