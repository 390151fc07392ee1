"""What a model may not say to a caller, whatever it was told: each sentence is looked at before it is spoken. Pure.

Prices, discounts, dates and times, telephone numbers, addresses and deadlines must be in what the model was given: the
knowledge, what was collected, what a tool answered. They are compared by value, so "$20" is "twenty dollars". What
the step never allows goes further: its kinds are refused even where they are known (except that what must not be
promised may be told where it is known), and so is any sentence with its key words. A question may take up what the
caller said.

What it is told of its work is not for callers either: a sentence that repeats it is kept back (`graphs.reciting`).

This is a net for slips. It finds what can be found by rules; the prompt says the same, and neither is a proof.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from graphs.knowledge import content_words
from graphs.reciting import Unspoken
from graphs.understanding import Asking, normalise, read
from graphs.understanding.reading import Kind
from graphs.understanding.written import written

READ: tuple[Kind, ...] = ("money", "date", "time", "phone", "email")
MOST_FOUND = 6
"""Values of one kind that are looked for in one text."""

_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?(?:percent|per cent|%|प्रतिशत)")
_WORTH = re.compile(r"(?:costs?|prices?|priced|charges?|fees?|pay|worth|rate)\b(?: [^\W\d]+){0,3} (\d+(?:\.\d+)?)")
_FOR_ONE = re.compile(r"\bfor (?:only |just )?(?:a|one) (?:dollar|rupee|pound|euro|cent)\b")
_TERM = re.compile(r"(?:in|within|under|after|takes?|about|next|by next)(?: (\d+))? (hour|day|week|month|year)s?\b")
_DIGITS = re.compile(r"\d(?:[\s().-]{0,2}\d){5,}")
_SPELT = re.compile(r"(?<!\d)\d(?:[^\w]{1,3}\d(?!\d)){5,}")
"""One figure at a time, whatever stands between them."""
_GROUPS = re.compile(r"(?<!\d)\d{1,3}(?:[^\w]{1,3}\d{1,4}(?!\d)){2,}")
_GOES_ON = re.compile(r"[^\w]{0,2}\d")
"""A sentence that may end a number that another began: nothing but what stands between figures is before its first."""
_VANITY = re.compile(r"\b[89]\d\d[ -][A-Z]{3,}")
_DIALLED = re.compile(
    r"\b(?:call|dial|ring|phone|text|sms)\b(?: (?!in\b|for\b|within\b|after\b|back\b)[^\W\d]+){0,3}"
    r" (\d(?: ?\d){2,4})\b(?! ?\d)"
    r"|(?<!\d )\b(\d(?: ?\d){2,4}) (?:पर|par) (?:कॉल|फ़ोन|फोन|call|phone)"
)
"""Short numbers, such as those of premium services."""
_LEAST_ACROSS = 7
"""Digits that make a telephone number when they are spread over several sentences."""
_TOP = (
    "com|org|net|in|io|co|ai|app|dev|info|gov|edu|xyz|biz|ly|gg|me|tv|cc|ru|cn|uk|de|eu|win|vip|top|click|link|live"
    "|online|site|shop|store|page|website|tech|cloud|mobi|example|test"
)
_DOT = re.compile(r"\s*[\[(]?\b(?:dot|डॉट)\b[\])]?\s*")
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)\S+|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:{_TOP})\b(?:[/:]\S*)?|\b\d{{1,3}}(?:\.\d{{1,3}}){{3}}\b"
)
_ANY_ADDRESS = re.compile(r"(?<![\w@.-])[\w-]{2,}(?:\.[\w-]+)*\.[a-z]{2,}\b(?:[/:]\S*)?")
"""Under whatever domain; in small letters, as a sentence that begins without a blank does not."""
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DISCOUNT = re.compile(
    r"discounts?|rebates?|cashback|special (?:price|offer|deal|rate)|half price|free of charge|for free|no charge"
    r"|waived?|refunds?|money back|(?:per ?cent|%|dollars?|rupees?|half) off|costs? (?:you )?nothing|on the house"
    r"|chhoot|chhut|muft|छूट|डिस्काउंट|रिफंड|मुफ़्त|मुफ्त"
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
        self._unspoken = Unspoken()

    def keep(self, *told: str) -> None:
        """What the model is told of its work; none of it is to be repeated to a caller."""
        self._unspoken.keep(*told)

    def learn(self, text: str) -> None:
        """Something more that is known now, such as what a tool answered."""
        self._unread.append(text)

    def breach(self, sentence: str, *, after: str = "") -> str:
        """Why a sentence must not be spoken, in a word; empty when it may. `after`: what was spoken just before it."""
        if self._unspoken.repeated_in(sentence):
            return "recited"
        question = sentence.rstrip().endswith(("?", "？"))
        for fact in facts(sentence, self._now, self._language):
            if question and fact in self._facts_heard:
                continue
            if fact.kind in self._forbidden:
                return f"never {fact.kind}"
            if not self._knows(fact):
                return f"unknown {fact.kind}"
        if after and any(not self._knows(fact) for fact in _across(after, sentence, self._language)):
            return "unknown phone"
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
    text = visible(text)
    asking = Asking(now=now, language=language, primary=False)
    plain = written(text, asking.language).text
    found = list(_addresses(text))
    found += [Fact("discount", match[0]) for match in _DISCOUNT.finditer(normalise(text))]
    found += [Fact("percent", float(match[1])) for match in _PERCENT.finditer(plain)]
    bare = _SITE.sub(" ", text)  # which "at" would make an e-mail address of
    found += [Fact(kind, value) for kind in READ for value in _values(kind, bare, asking)]
    found += [Fact("money", float(match[1])) for match in _WORTH.finditer(plain)]
    found += [Fact("money", 1.0) for _ in _FOR_ONE.finditer(normalise(text))]
    found += [Fact("term", (match[1], match[2])) for match in _TERM.finditer(plain) if match[1] or "next" in match[0]]
    found += [_number(match[0]) for form in (_DIGITS, _SPELT, _VANITY) for match in form.finditer(text)]
    found += [_number(match[0]) for match in _SPELT.finditer(plain)]
    found += [_number(match[1] or match[2]) for match in _DIALLED.finditer(plain)]
    return tuple(dict.fromkeys(found))


def visible(text: str) -> str:
    """Without letters that nobody sees or hears, and in the usual form of those that come in several."""
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def _addresses(text: str) -> Iterable[Fact]:
    """Each host by itself, so that a shorter way of saying it is the same; where there is more, all of it too."""
    folded = _DOT.sub(".", text.casefold())
    for form, where in ((_ADDRESS, folded), (_ANY_ADDRESS, text)):
        for match in form.finditer(where):
            address = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0].casefold()).strip(".,;:!?)\"'/")
            yield Fact("address", re.split(r"[/:?#]", address)[0])
            yield Fact("address", address)


def _number(written_so: str) -> Fact:
    return Fact("phone", "".join(each for each in written_so if each.isalnum()))


def _across(before: str, sentence: str, language: str) -> Iterable[Fact]:
    """Telephone numbers of which the end is in one sentence and the beginning in those before it."""
    end = written(visible(sentence), language).text
    if not _GOES_ON.match(end):
        return
    parts = [written(visible(before), language).text, end]
    for match in _GROUPS.finditer(" ".join(parts)):
        across = match.start() < len(parts[0]) < match.end()
        if across and len(re.sub(r"\D", "", match[0])) >= _LEAST_ACROSS:
            yield _number(match[0])


def _values(kind: Kind, text: str, asking: Asking) -> list[object]:
    found: list[object] = []
    while len(found) < MOST_FOUND and (reading := read(kind, text, asking)) is not None and reading.end > reading.start:
        found.append(float(reading.value) if isinstance(reading.value, int | float) else reading.value)
        text = text[: reading.start] + " " * (reading.end - reading.start) + text[reading.end :]
    return found
