"""What is written as nobody says it, written as it is said: "₹1,20,000", "24x7", "Dr. Rao", an address. Pure.

Voices read plain words well and differ in all the rest; Indian amounts most of them get wrong. Figures stay figures: a
voice reads them in its own language. What is not in the tables of a language is left as it is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a text that are said together, and how: often one, said as it is written."""

    written: tuple[str, ...]
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language says signs."""

    rupees: str
    paise: str
    scales: tuple[str, str, str]
    """Crore, lakh, thousand."""
    all_day: str
    percent: str
    ampersand: str
    signs: Mapping[str, str]
    """Of addresses."""
    abbreviations: Mapping[str, str]
    """Without their dot, in small letters."""


_LANGUAGES: Mapping[str, _Words] = {
    "en": _Words(
        rupees="rupees",
        paise="paise",
        scales=("crore", "lakh", "thousand"),
        all_day="24 7",
        percent="percent",
        ampersand="and",
        signs={".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", "+": "plus"},
        abbreviations={
            "dr": "Doctor",
            "prof": "Professor",
            "smt": "Shrimati",
            "e.g": "for example",
            "i.e": "that is",
            "approx": "approximately",
            "vs": "versus",
        },
    ),
    "hi": _Words(
        rupees="रुपये",
        paise="पैसे",
        scales=("करोड़", "लाख", "हज़ार"),
        all_day="चौबीसों घंटे",
        percent="प्रतिशत",
        ampersand="और",
        signs={".": "डॉट", "@": "ऐट", "/": "स्लैश", "-": "डैश", "_": "अंडरस्कोर", "+": "प्लस"},
        abbreviations={"dr": "डॉक्टर", "डॉ": "डॉक्टर", "डा": "डॉक्टर", "प्रो": "प्रोफ़ेसर", "smt": "श्रीमती"},
    ),
}
_SCALE_NAMES = r"lakhs?|lacs?|crores?|cr|thousand|लाख|करोड़|हज़ार|हजार"
_SIZES = (10_000_000, 100_000, 1_000)
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_ENDINGS = "com|in|org|net|io|ai|gov|edu|info|biz"
_PATTERN = re.compile(
    rf"(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    rf"|(?P<url>(?:https?://|www\.)[^\s<>]*[\w/]|(?-i:(?<![\w@.-])(?:[a-zA-Z0-9-]+\.)+(?:{_ENDINGS})\b(?:/[\w/-]*\w)?))"
    r"|(?P<rupees>(?:₹|(?<!\w)(?:rs|inr|रु)(?!\w)\.?) ?"
    rf"(?P<sum>{_FIGURES})(?: ?(?P<scale>{_SCALE_NAMES})(?!\w))?(?:/-)?)"
    rf"|(?P<rupees_after>(?<![\w,.$€£])(?P<sum_after>{_FIGURES})(?:/-(?!\w)| ?(?:rs|inr)\b))"
    r"|(?P<grouped>(?<![\w,.$€£])\d{1,2}(?:,\d\d)+,\d{3}(?![\w,]))"
    r"|(?P<all_day>(?<!\w)24 ?[x×/] ?7(?![\w/]))"
    r"|(?P<clock>(?<![\w:.])(?P<hour>\d{1,2})(?P<minute>[:.]\d\d)? ?(?P<half>[ap])(?:\.m\.|m\b))"
    r"|(?P<percent>(?<=\d) ?%)"
    r"|(?P<ampersand>&)"
    r"|(?P<abbreviation>(?<![\w.])(?P<short>dr|prof|smt|e\.g|i\.e|approx|vs|डॉ|डा|प्रो)\.(?=\s|,|\w))"
    r"|(?P<mark>^\s*(?:[-*•►▪]|#+)(?=\s)|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]+)",
    re.IGNORECASE | re.MULTILINE,
)
"""A mark is the beginning of a line in a list, or a little picture."""
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|`)(?=[^\s*_`])[^*_`\n]*[^\s*_`](\1)(?![\w*])")
"""Bold and slanting type as models write it. A star or a hash alone is a key of the telephone, and said."""
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Change:
    """What stands from `begin` to `end` is said as `said`."""

    begin: int
    end: int
    said: str


def pronounced(text: str, language: str) -> list[Span]:
    """The words of a text, each with how it is said; together they are all words of the text, in order."""
    changes = _changes(text, _LANGUAGES.get(language.partition("-")[0].lower()))
    if not changes:
        return [Span((word,), (word,)) for word in text.split()]
    spans: list[Span] = []
    for begin, end in _together([found.span() for found in _TOKEN.finditer(text)], changes):
        spans.append(Span(tuple(text[begin:end].split()), tuple(_said(text, begin, end, changes).split())))
    return _without_silence(spans)


def _changes(text: str, words: _Words | None) -> list[_Change]:
    """In the order of the text; none reaches into another."""
    found = [_Change(*each.span(place), "") for each in _EMPHASIS.finditer(text) for place in (1, 2)]
    read = ((each.span(), _in_words(each, words)) for each in _PATTERN.finditer(text))
    found += [_Change(begin, end, said) for (begin, end), said in read if said is not None]
    kept: list[_Change] = []
    for change in sorted(found, key=lambda each: (each.begin, each.end)):
        if not kept or change.begin >= kept[-1].end:
            kept.append(change)
    return kept


def _together(tokens: Sequence[tuple[int, int]], changes: Sequence[_Change]) -> list[tuple[int, int]]:
    """Where the words begin and end; those that one change reaches over are one."""
    runs: list[tuple[int, int]] = []
    for begin, end in tokens:
        if runs and any(change.begin < runs[-1][1] and change.end > begin for change in changes):
            runs[-1] = runs[-1][0], end
        else:
            runs.append((begin, end))
    return runs


def _said(text: str, begin: int, end: int, changes: Sequence[_Change]) -> str:
    said, at = "", begin
    for change in changes:
        if begin <= change.begin < end:
            said += text[at : change.begin] + change.said
            at = change.end
    return said + text[at:end]


def _without_silence(spans: Sequence[Span]) -> list[Span]:
    """What is not said at all belongs to the word after it, or before it at the end."""
    kept: list[Span] = []
    silent: tuple[str, ...] = ()
    for span in spans:
        if not span.spoken:
            silent += span.written
            continue
        kept.append(Span(silent + span.written, span.spoken))
        silent = ()
    if silent and kept:
        kept[-1] = Span(kept[-1].written + silent, kept[-1].spoken)
    return kept or [Span(silent, ())]


# ---- one change


def _in_words(found: re.Match[str], words: _Words | None) -> str | None:  # noqa: PLR0911 - one line a kind of change
    """How something is said instead; None: as it is written."""
    if found["mark"] is not None:
        return ""
    if words is None:
        return None
    match found.lastgroup:
        case "mail" | "url":
            return _address(found[0], words)
        case "rupees":
            return _rupees(found["sum"], found["scale"] or "", words)
        case "rupees_after":
            return _rupees(found["sum_after"], "", words)
        case "grouped":
            return _counted(int(found[0].replace(",", "")), words)
        case "clock":
            return _clock(found)
        case "percent":
            return f" {words.percent}"
        case "ampersand":
            return f" {words.ampersand} "
        case "abbreviation":
            return words.abbreviations.get(found["short"].lower())
        case _:
            return words.all_day


def _rupees(written: str, scale: str, words: _Words) -> str:
    whole, _, hundredths = written.replace(",", "").partition(".")
    if scale:
        return f"{written} {scale} {words.rupees}"
    paise = f"{int(hundredths)} {words.paise}" if len(hundredths) == 2 and int(hundredths) else ""
    rupees = f"{_counted(int(whole), words)} {words.rupees}" if int(whole) or not paise else ""
    return f"{rupees} {paise}".strip()


def _counted(number: int, words: _Words) -> str:
    """In crores, lakhs and thousands, from a lakh on; each in figures."""
    if not _SIZES[1] <= number < _SIZES[0] * 100_000:
        return str(number)
    parts = []
    for size, name in zip(_SIZES, words.scales, strict=True):
        count, number = divmod(number, size)
        parts += [str(count), name] if count else []
    return " ".join([*parts, *([str(number)] if number else [])])


def _clock(found: re.Match[str]) -> str:
    """The dot of "p.m." may end the sentence, too."""
    minute = (found["minute"] or "").replace(".", ":")
    after = found.string[found.end() :].lstrip()
    full_stop = "." if found[0].endswith(".") and (not after or after[0].isupper()) else ""
    return f"{found['hour']}{minute} {found['half'].upper()}M{full_stop}"


def _address(written: str, words: _Words) -> str:
    """An address in words; what stands before `//` is said by nobody."""
    address = written.rpartition("//")[2].rstrip("/")
    return "".join(f" {words.signs[sign]} " if sign in words.signs else sign for sign in address)
