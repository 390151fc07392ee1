"""What callers mean, by rules: values, answers, corrections and requests, without a model.

Everything here is a pure function of the words, the language and what is known when they are read. Recognisers leave
out punctuation, write numbers as words and add sounds of thinking; the rules are made for that.
"""

from collections.abc import Callable, Mapping

from graphs.understanding.agreement import read_yes_no, yes_no
from graphs.understanding.amounts import read_money, read_number
from graphs.understanding.choices import read_choice, read_free_text, read_text
from graphs.understanding.dates import read_date
from graphs.understanding.digits import read_digits, read_phone
from graphs.understanding.emails import read_email
from graphs.understanding.items import pick_item
from graphs.understanding.matching import matches
from graphs.understanding.names import read_name
from graphs.understanding.reading import Asking, ItemPick, Kind, Reading, Value
from graphs.understanding.requests import builtin, is_correction, is_question, strip_politeness
from graphs.understanding.times import read_time, times
from graphs.understanding.words import LONGEST_ANSWER, normalise

READERS: Mapping[Kind, Callable[[str, Asking], Reading | None]] = {
    "date": read_date,
    "time": read_time,
    "number": read_number,
    "money": read_money,
    "yes_no": read_yes_no,
    "phone": read_phone,
    "name": read_name,
    "email": read_email,
    "digits": read_digits,
    "choice": read_choice,
    "text": read_text,
    "free_text": read_free_text,
}
"""Each kind of value and what reads it."""

_ANY_WORDS = frozenset({"text", "free_text"})


def read(kind: Kind, text: str, asking: Asking) -> Reading | None:
    """One value of a kind out of a caller's words; None when the words give none."""
    return READERS[kind](text if kind in _ANY_WORDS else text[:LONGEST_ANSWER], asking)


__all__ = [
    "READERS",
    "Asking",
    "ItemPick",
    "Kind",
    "Reading",
    "Value",
    "builtin",
    "is_correction",
    "is_question",
    "matches",
    "normalise",
    "pick_item",
    "read",
    "strip_politeness",
    "times",
    "yes_no",
]
