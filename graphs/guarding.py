"""What a model may not say to a caller, whatever it was told: each sentence is looked at before it is spoken. Pure.

Prices, discounts, dates and times, telephone numbers, addresses and deadlines must be in what the model was given: the
knowledge, what was collected, what a tool answered. They are compared by value, so "$20" is "twenty dollars". What
the step never allows goes further: its kinds are refused even where they are known (except that what must not be
promised may be told where it is known), and so is any sentence with its key words. A question may take up what the
caller said.

This is a net for slips. It finds what can be found by rules; the prompt says the same, and neither is a proof.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from graphs.knowledge import content_words
from graphs.understanding import Asking, normalise, read
from graphs.understanding.reading import Kind
from graphs.understanding.written import written

READ: tuple[Kind, ...] = ("money", "date", "time", "phone", "email")
MOST_FOUND = 6
"""Values of one kind that are looked for in one text."""

_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:percent|per cent|%|प्रतिशत)")
_WORTH = re.compile(r"(?:costs?|prices?|priced|charges?|fees?|pay|worth|rate)\b(?: [^\W\d]+){0,3} (\d+(?:\.\d+)?)")
_TERM = re.compile(r"(?:in|within|under|after|takes?|about|next|by next)(?: (\d+))? (hour|day|week|month|year)s?\b")
_DIGITS = re.compile(r"\d(?:[\s().-]{0,2}\d){5,}")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|in|io|co|ai|app|dev|info|gov|edu)\b"
)
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DISCOUNT = re.compile(
    r"discounts?|rebates?|cashback|special (?:price|offer|deal|rate)|half price|free of charge|for free|no charge"
    r"|waived?|refunds?|money back|(?:percent|%|dollars?|rupees?) off|छूट|डिस्काउंट|रिफंड|मुफ़्त|मुफ्त"
)
_KINDS = {
    "money": ("price", "cost", "money", "fee", "charge", "rate"),
    "date": ("date", "deadline", "day", "visit time"),
    "time": ("time",),
    "phone": ("phone", "telephone"),
    "discount": ("discount", "refund", "rebate"),
    "address": ("link", "website", "url"),
}
"""Kinds of fact, with the words by which a list of what is never said means them."""
_GIVING = re.compile(r"\b(?:promise|guarantee|give|offer)\b")
_PROMISING = re.compile(r"\b(?:promise|guarantee)\b")
_NO_KEYS = content_words(
    "never name names give gives promise guarantee mention ask asks say talk discuss offer make quote share reveal "
    "speak other others caller callers customer anything something someone anybody read take use into than only ever"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something in a sentence that is either so or not."""

    kind: str
    value: object


@dataclass(frozen=True, slots=True)
class _Never:
    keys: frozenset[str]
    """All of them in one sentence are too much."""
    in_questions: bool


class Guard:
    """What may be said in one reply."""

    def __init__(self, known: Iterable[str], *, never: Iterable[str], heard: str, now: datetime, language: str) -> None:
        """`known`: what the model was given to speak of; `heard`: what the caller said."""
        self._unread = list(known)
        self._known: set[Fact] = set()
        self._heard = heard
        # To the minute: what was said before is read once, and not once in each turn.
        self._now = now.replace(second=0, microsecond=0)
        self._language = language
        self._never = tuple(never)

    def learn(self, text: str) -> None:
        """Something more that is known now, such as what a tool answered."""
        self._unread.append(text)

    def breach(self, sentence: str) -> str:
        """Why a sentence must not be spoken, in a word; empty when it may."""
        question = sentence.rstrip().endswith(("?", "？"))
        for fact in facts(sentence, self._now, self._language):
            if question and fact in self._facts_heard:
                continue
            if fact.kind in self._forbidden:
                return f"never {fact.kind}"
            if not self._knows(fact):
                return f"unknown {fact.kind}"
        said = content_words(sentence)
        for never in self._keys:
            if never.keys <= said and (never.in_questions or not question):
                return "never " + " ".join(sorted(never.keys))
        return ""

    def _knows(self, fact: Fact) -> bool:
        # The newest first, and no more than needed: a model mostly takes up what was told last.
        while fact not in self._known and self._unread:
            self._known.update(facts(self._unread.pop(), self._now, self._language))
        return fact in self._known

    @cached_property
    def _facts_heard(self) -> frozenset[Fact]:
        today = Fact("date", self._now.date().isoformat())  # "How can I help you today?"
        return frozenset((today, *facts(self._heard, self._now, self._language)))

    @cached_property
    def _forbidden(self) -> frozenset[str]:
        return frozenset(
            kind for item in self._never if not _PROMISING.search(item) for kind in _KINDS if _means(item, kind)
        )

    @cached_property
    def _keys(self) -> tuple[_Never, ...]:
        found = []
        for item in self._never:
            covered = {
                word for kind, names in _KINDS.items() if _means(item, kind) for word in content_words(" ".join(names))
            }
            for part in re.split(r"\b(?:or|and|nor|या|और)\b|[,;/]", item):
                keys = content_words(part) - _NO_KEYS - covered
                if keys:
                    found.append(_Never(keys, in_questions=_GIVING.search(item.casefold()) is None))
        return tuple(found)


def _means(item: str, kind: str) -> bool:
    words = content_words(item)
    return any(content_words(name) <= words for name in _KINDS[kind])


@lru_cache(maxsize=1024)
def facts(text: str, now: datetime, language: str) -> tuple[Fact, ...]:
    """Everything in a text that is either so or not, each once."""
    asking = Asking(now=now, language=language, primary=False)
    plain = written(text, asking.language).text
    found = [Fact("address", match[0].strip(".,")) for match in _ADDRESS.finditer(text.casefold())]
    found += [Fact("discount", match[0]) for match in _DISCOUNT.finditer(normalise(text))]
    found += [Fact("percent", float(match[1])) for match in _PERCENT.finditer(plain)]
    bare = _SITE.sub(" ", text)  # which "at" would make an e-mail address of
    found += [Fact(kind, value) for kind in READ for value in _values(kind, bare, asking)]
    found += [Fact("money", float(match[1])) for match in _WORTH.finditer(plain)]
    found += [Fact("term", (match[1], match[2])) for match in _TERM.finditer(plain) if match[1] or "next" in match[0]]
    found += [Fact("phone", re.sub(r"\D", "", match[0])) for match in _DIGITS.finditer(text)]
    return tuple(dict.fromkeys(found))


def _values(kind: Kind, text: str, asking: Asking) -> list[object]:
    found: list[object] = []
    while len(found) < MOST_FOUND and (reading := read(kind, text, asking)) is not None and reading.end > reading.start:
        found.append(float(reading.value) if isinstance(reading.value, int | float) else reading.value)
        text = text[: reading.start] + " " * (reading.end - reading.start) + text[reading.end :]
    return found
