"""How long the caller's silence must last before we take it for the end of their turn. Pure.

What was asked decides: a finished yes needs no waiting, a phone number of which three digits were said does.
"""

import re
from dataclasses import dataclass

from telephony.call.ports import Expect


def _lexicon(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_YES_NO = _lexicon(
    "yes yeah yep yup sure ok okay correct right no nope nah haan han ha ji nahi nahin theek thik", "हाँ हां जी नहीं ठीक"
)
_DIGIT_WORDS = _lexicon(
    "zero oh one two three four five six seven eight nine double triple",
    "shunya ek do teen char paanch chhe saat aath nau",
    "शून्य एक दो तीन चार पांच पाँच छह छः सात आठ नौ",
)
_HESITATION = _lexicon(
    "and but or so because um uh umm uhh hmm er erm like well the a an my to for at on in of with from between",
    "aur lekin ya ki ke और लेकिन या",
)
EVENT_MARGIN_S = 60.0
"""After an event that did not come, the conversation still has something to say about it."""
BACKCHANNELS = _lexicon(
    "mhm mm hmm hm uh-huh uhhuh aha ah oh okay ok right yeah yes i see got it",
    "haan han achha acha accha ji theek thik hai हाँ हां जी अच्छा ठीक है",
)
"""Words that listeners say to show that they listen; alone, while we speak, they are no interruption."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Milliseconds of silence, by what was said and asked."""

    answer: int = 500
    """After words that may well be all."""
    complete: int = 350
    """After a whole yes, no, or number."""
    free_text: int = 700
    unfinished: int = 1200
    """After "and", "to", "umm"."""
    number: int = 1400
    """In the middle of a phone number, an address, a spelling."""


def words_of(text: str) -> list[str]:
    """The bare words of a transcript, lower case, without punctuation."""
    return re.findall(r"[^\s.,!?;:\"“”…]+", text.lower())


def only_backchannels(text: str, expect: Expect | None) -> bool:
    """Whether these words merely show that the caller listens. To a yes/no question, "okay" is an answer."""
    words = words_of(text)
    if not words or not all(word in BACKCHANNELS for word in words):
        return False
    return expect is None or expect.kind not in {"yes_no", "choice", "item"}


def end_silence_ms(text: str, expect: Expect | None, patience: Patience) -> int:
    """How long to wait in silence after these words before they are taken for the caller's whole turn."""
    kind = expect.kind if expect else "open"
    base = patience.free_text if kind == "free_text" else patience.answer
    if expect and expect.end_silence_ms is not None:
        base = expect.end_silence_ms
    words = words_of(text)
    if not words:
        return base
    if kind in {"phone", "digits", "email"}:
        return _number(text, words, expect, base, patience)
    if kind == "yes_no" and all(word in _YES_NO for word in words):
        return min(base, patience.complete)
    if words[-1] in _HESITATION:
        return max(base, patience.unfinished)
    return base


def _number(text: str, words: list[str], expect: Expect | None, base: int, patience: Patience) -> int:
    if expect and expect.kind == "email":
        domain = re.search(r"(@|\bat\b).+(\.|\bdot\b)\s*\w{2,}", text.lower())
        return base if domain else max(base, patience.number)
    digits = sum(len(re.sub(r"\D", "", word)) or (word in _DIGIT_WORDS) for word in words)
    wanted = expect.keys if expect and expect.keys else 10
    if digits >= wanted:
        return min(base, patience.complete)
    # "yes", "no", "the same number" are no beginnings of a number.
    return max(base, patience.number) if digits else base


def longest_silence(expect: Expect | None, limit: float) -> float:
    """Seconds without a sound of the caller after which nobody is there; an awaited event has its time first."""
    return max(limit, expect.listen_s + EVENT_MARGIN_S) if expect and expect.kind == "event" else limit
