"""Electronic mail addresses as they are said: "ana dot gomez at gmail dot com"."""

import re

from graphs.understanding.reading import Asking, Reading
from graphs.understanding.words import fold
from graphs.understanding.written import Part, written

_ADDRESS = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,3}\.[A-Za-z]{2,24}"
)
_MARKS = {
    "dot": ".",
    "point": ".",
    "period": ".",
    "डॉट": ".",
    ".": ".",
    "underscore": "_",
    "_": "_",
    "अंडरस्कोर": "_",
    "डैश": "-",
    "प्लस": "+",
    "dash": "-",
    "hyphen": "-",
    "minus": "-",
    "plus": "+",
    "+": "+",
}
_LETTER = re.compile(r"\S")
_AT = frozenset({"at", "@", "ऐट", "एट", "एटदरेट"})
_KNOWN_ENDINGS = """
    com org net edu gov in uk us io co ai info biz me app dev de fr es ca au nz ie eu sg ae online tech health
    care clinic
"""
_ENDINGS = frozenset(_KNOWN_ENDINGS.split())
# What stands before an address and is no part of it.
_LEADING_WORDS = """
    is it's its my email e mail address the to use that's thats this yes no sure ok okay please send me on a an
    and i am i'm so well can you could reach write be will would mailid id mera meri hai ka hi hello you're
"""
_BEFORE = frozenset(_LEADING_WORDS.split())
_REPEATS = {"double": 2, "triple": 3}
_LETTERS_WORDS = {"oh": "o"}


def read_email(text: str, asking: Asking) -> Reading | None:
    """An address, in lower case. The @ or the word for it and a known ending must have been said."""
    if (match := _ADDRESS.search(text)) is not None and "@" in text:
        return Reading(match.group().lower(), match.group(), match.start(), match.end())
    parts = _heard(text, asking)
    for at, part in enumerate(parts):
        if part.text not in _AT:
            continue
        domain, after = _domain(parts, at + 1)
        local, before = _local(parts, at)
        address = f"{local}@{domain}"
        if local and domain and _ADDRESS.fullmatch(address) and ".." not in address:
            start, end = parts[before].start, parts[after - 1].end
            pieces = [each.text for each in parts[before:at] if each.text not in _MARKS and len(each.text) > 1]
            joined = any(not piece.isdigit() for piece in pieces[1:]) and not _marked(parts, before, at)
            return Reading(address, text[start:end], start, end, sure=not joined)
    return None


def _heard(text: str, asking: Asking) -> tuple[Part, ...]:
    """Figures in written form, and every other word as it was said: "jan" is a name here, not a month."""
    heard = []
    for part in written(text, asking.language).parts:
        said = text[part.start : part.end]
        if part.text in _MARKS or part.text in _AT or part.text.isdigit():
            heard.append(part)
        elif all(len(letter) == 1 for letter in said.split()):  # "a m" is two letters here, and no time of day
            heard += [
                Part(fold(m.group()), part.start + m.start(), part.start + m.end()) for m in _LETTER.finditer(said)
            ]
        else:
            heard.append(part if " " in said else Part(fold(said), part.start, part.end))
    return tuple(heard)


def _marked(parts: tuple[Part, ...], before: int, at: int) -> bool:
    return any(part.text in _MARKS for part in parts[before:at])


def _local(parts: tuple[Part, ...], at: int) -> tuple[str, int]:
    """What stands before the @, read backwards until words that only lead up to it."""
    place = at
    while place > 0 and _belongs(parts, place - 1):
        place -= 1
    while place < at and parts[place].text in _MARKS:
        place += 1
    return _spelled([part.text for part in parts[place:at]]), place


def _belongs(parts: tuple[Part, ...], place: int) -> bool:
    text = parts[place].text
    if text == ".":
        return place > 0 and parts[place].end - parts[place].start == 1 and _tight(parts, place)
    before, after = parts[place - 1].text if place else "", parts[place + 1].text
    if text.isalnum() and before in _MARKS:
        return True
    if len(text) == 1 and text.isalnum() and (len(before) == 1 or len(after) == 1 or after in _MARKS):
        return True
    return text in _MARKS or (text not in _BEFORE and re.fullmatch(r"[a-z0-9'_+-]+", text) is not None)


def _tight(parts: tuple[Part, ...], place: int) -> bool:
    """Whether a dot has no space after it, so that it is one of the address and not the end of a sentence."""
    return place + 1 < len(parts) and parts[place].end == parts[place + 1].start


def _spelled(texts: list[str]) -> str:
    """Words, letters, figures and marks run together."""
    spelled, repeat = "", 1
    for place, text in enumerate(texts):
        if text in _REPEATS and place + 1 < len(texts) and len(texts[place + 1]) == 1:
            repeat = _REPEATS[text]
            continue
        spelled += _MARKS.get(text, _LETTERS_WORDS.get(text, text.replace("'", ""))) * repeat
        repeat = 1
    return spelled


def _domain(parts: tuple[Part, ...], start: int) -> tuple[str, int]:
    """What stands after the @, up to the last known ending that follows a dot."""
    labels, current, place, best = "", "", start, ("", start)
    while place < len(parts):
        text = parts[place].text
        if _MARKS.get(text) == "." and current:
            labels, current = f"{labels}{current}.", ""
        elif labels and not current and text in _ENDINGS:
            current = text
            best = (f"{labels}{current}", place + 1)
        elif labels and best[0]:
            break
        elif re.fullmatch(r"[a-z0-9-]+", text) or text in _MARKS:
            current += _MARKS.get(text, text)
        else:
            break
        place += 1
    return best
