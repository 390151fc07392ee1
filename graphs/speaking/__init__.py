"""Values as people say them, in the caller's language."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

import phonenumbers

from graphs.speaking.english import English
from graphs.speaking.hindi import Hindi
from graphs.speaking.speaker import Speaker

SPEAKERS: Mapping[str, Speaker] = {
    "en": English(),
    "hi": Hindi(),
}
"""The languages that are spoken. A language without a row is given English forms."""


def render(value: object, how: str, *, language: str, label: str | None = None, region: str = "IN") -> str:
    """A value in spoken form.

    `how` is one of `FILTERS`: `spoken`, `time`, `digits`, `spell`, `spell_email`, `label`, `number`, `money`. Any other
    word, and a value that the form does not fit, gives the value's own words. `label` is what the flow calls the value
    of a choice; `region` is the ISO 3166 country whose numbers go without a country code and whose currency is meant.
    Nothing (None, an empty text or list) is rendered as nothing.
    """
    if value is None or value in ("", [], ()):
        return ""
    speaker = SPEAKERS.get(language, SPEAKERS["en"])
    if isinstance(value, (list, tuple)):
        return speaker.either([render(item, how, language=language, region=region) for item in value])
    if how == "label":
        return label if label is not None else str(value).replace("_", " ")
    form = FILTERS.get(how)
    return form(value, speaker, region) if form else _bare(value)


def join(items: Sequence[str], language: str) -> str:
    """Things of which one can be chosen: "a, b or c"."""
    return SPEAKERS.get(language, SPEAKERS["en"]).either(items)


def _bare(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(value: object) -> tuple[date | None, time | None]:
    """The day and the time that a value holds: a date, a datetime, a time, or the ISO form of one."""
    if isinstance(value, datetime):
        return value.date(), value.time()
    if isinstance(value, date):
        return value, None
    if isinstance(value, time):
        return None, value
    try:
        return _written(str(value))
    except ValueError:
        return None, None


def _written(text: str) -> tuple[date | None, time | None]:
    if re.fullmatch(r"\d{1,2}:\d\d(?::\d\d)?", text):
        return None, time.fromisoformat(text.zfill(5))
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text), None
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text):
        return None, None
    moment = datetime.fromisoformat(text)
    return moment.date(), moment.time()


def _number(value: object) -> float | None:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    try:
        return float(str(value).replace(",", "").lstrip("$₹€£ "))
    except ValueError:
        return None


def _spoken(value: object, speaker: Speaker, region: str) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return speaker.number(value, region)
    day, at = _moment(value)
    if day is not None:
        return speaker.moment(day, at) if at is not None else speaker.day(day)
    return speaker.clock(at) if at is not None else _bare(value)


def _time(value: object, speaker: Speaker, region: str) -> str:
    _, at = _moment(value)
    return speaker.clock(at) if at is not None else _spoken(value, speaker, region)


def _digits(value: object, speaker: Speaker, region: str) -> str:
    """Digit by digit; a telephone number of the region without its country code."""
    text = _bare(value).replace(" ", "").replace("-", "")
    if not text.startswith("+"):
        return " ".join(text)
    code = str(phonenumbers.country_code_for_region(region))
    if text[1:].startswith(code):
        return " ".join(text[1 + len(code) :])
    return f"{speaker.plus} {' '.join(text[1:])}"


def _spell(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    return " ".join(_bare(value).replace(" ", "").upper())


def _spell_email(value: object, speaker: Speaker, region: str) -> str:  # noqa: ARG001 -- one signature for every form
    """The part before the @ letter by letter, the domain in words."""
    local, at, domain = _bare(value).partition("@")
    spelled = [speaker.marks.get(character, character) for character in local]
    if not at:
        return " ".join(spelled)
    said = "".join(f" {speaker.marks[character]} " if character in speaker.marks else character for character in domain)
    return " ".join([*spelled, speaker.marks["@"], *said.split()])


def _in_words(value: object, speaker: Speaker, region: str) -> str:
    number = _number(value)
    return _bare(value) if number is None else speaker.number(number, region)


def _money(value: object, speaker: Speaker, region: str) -> str:
    number = _number(value)
    return _bare(value) if number is None else speaker.money(number, region)


FILTERS: Mapping[str, Callable[[object, Speaker, str], str]] = {
    "spoken": _spoken,
    "time": _time,
    "digits": _digits,
    "spell": _spell,
    "spell_email": _spell_email,
    "number": _in_words,
    "money": _money,
}
"""Each spoken form that a flow may ask for, besides `label`."""

__all__ = ["FILTERS", "SPEAKERS", "join", "render"]
