"""What a caller is called."""

import re
from functools import cache

from graphs.understanding.languages import LANGUAGES, spoken_in
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.requests import builtin
from graphs.understanding.words import FILLERS, fold

_LETTER = r"[^\W\d_]"
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f\u200c\u200d]|['’.\-](?=[^\W\d_]))*")
_MOST_WORDS = 4
_PARTICLES = frozenset({"de", "da", "del", "van", "von", "der", "den", "bin", "al", "la", "le", "di", "dos"})
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "doctor", "shri", "smt", "श्री", "श्रीमती"})
_AS_IN = re.compile(r"(?P<letter>\b[a-z])\s+(?:as in|for|like|is for)\s+(?P<word>[a-z]+)", re.IGNORECASE)
_SAID_BEFORE = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|no|sure|ok|okay|hi|hello|hey|well|so|oh|sorry|actually|and|please|alright|right|um+|uh+|er|erm|hmm"
    r"|ji|haan|हाँ|हां|जी)(?![^\s,.!?])[\s,.!]*)+",
    re.IGNORECASE,
)


@cache
def _introductions(key: str, *, plain: bool) -> re.Pattern[str]:
    names = LANGUAGES[key].names
    phrases = names.plain if plain else (*names.plain, *names.before)
    return re.compile(rf"(?<![^\s,.])(?:{'|'.join(phrases)})[\s,:]+(?=\S)", re.IGNORECASE)


@cache
def _endings(key: str) -> re.Pattern[str]:
    return re.compile(rf"[\s,.]+(?:{'|'.join(LANGUAGES[key].names.after)})(?![^\s,.!?])", re.IGNORECASE)


@cache
def _never(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for key in keys for word in LANGUAGES[key].names.never)


def read_name(text: str, asking: Asking) -> Reading | None:
    """A person's name, each part with a capital. Not asked for, it must be introduced: "my name is"."""
    keys = spoken_in(text, asking.language)
    if asking.primary and (spelled := _spelled(text)) is not None:
        return spelled
    begin = _introduced(text, keys, asking)
    start = begin if begin is not None or not asking.primary else _answered(text)
    if start is None or _asks_for_something(text, asking):
        return None
    found = _words_of_name(text, start, keys)
    if not found:
        return _misheard(text, keys) if asking.primary else None
    start, end = found[0].start(), found[-1].end()
    name = titled([word.group() for word in found], as_written=_has_case(text))
    # A lone word that nobody introduced may be any word that the recogniser wrote for what it did not know.
    return Reading(name, text[start:end], start, end, sure=len(found) > 1 or begin is not None)


def _misheard(text: str, keys: tuple[str, ...]) -> Reading | None:
    """What a recogniser wrote for a name that it does not know, such as "on a Gomez" for "Ana Gomez": better a name to
    be corrected when it is read back than a caller who never gets past it. Only an answer of nothing but such words.
    """
    start = max([match.end() for key in keys if (match := _introductions(key, plain=False).match(text))], default=0)
    body = text[start:].strip(" .,!")
    found = list(_WORD.finditer(text, start))
    never, joints = _never(keys), {joint for key in keys for joint in LANGUAGES[key].names.joints}
    words = [fold(word.group()) for word in found]
    if not 2 <= len(found) <= _MOST_WORDS or max(map(len, words)) < 3:
        return None
    if re.search(r"[\d_?.,!;@+*/]", body) or " ".join(word.group() for word in found) != " ".join(body.split()):
        return None
    if words[-1] in never or any(word in never and word not in joints for word in words):
        return None
    start, end = found[0].start(), found[-1].end()
    return Reading(titled([word.group() for word in found]), text[start:end], start, end, sure=False)


def _asks_for_something(text: str, asking: Asking) -> bool:
    return builtin(text, asking.language, "name") is not None


def _introduced(text: str, keys: tuple[str, ...], asking: Asking) -> int | None:
    """Where the name begins after an introduction: the last one that a name follows."""
    for plain in (True, False) if asking.primary else (True,):
        ends = [match.end() for key in keys for match in _introductions(key, plain=plain).finditer(text)]
        for end in sorted(ends, reverse=True):
            if _words_of_name(text, end, keys):
                return end
    return None


def _answered(text: str) -> int:
    """Where the name begins in an answer that is nothing but the name."""
    before = _SAID_BEFORE.match(text)
    return before.end() if before else 0


def _words_of_name(text: str, start: int, keys: tuple[str, ...]) -> list[re.Match[str]]:
    """The words of the name that begins there; none when what stands there is no name."""
    stops = [match.start() for key in keys if (match := _endings(key).search(text, start)) is not None]
    stop = min((place for place in stops if place >= start), default=len(text))
    sentence = re.search(r"[.?!,;।](?=\s|$)", text[start:stop])
    if sentence is not None and sentence.start() > 2:
        stop = start + sentence.start()
    found = [word for word in _WORD.finditer(text, start, stop) if fold(word.group()) not in FILLERS]
    while found and fold(found[0].group()).rstrip(".") in _TITLES:
        found.pop(0)
    if not 1 <= len(found) <= _MOST_WORDS or not text[start:stop].replace(".", "").strip():
        return []
    never = _never(keys)
    if any(fold(word.group()) in never for word in found) or re.search(r"\d", text[start:stop]):
        return []
    return found if len(found) > 1 or len(found[0].group()) > 1 else []


def _spelled(text: str) -> Reading | None:
    """A name that was spelled out, letter by letter or with a word for each letter."""
    if letters := list(_AS_IN.finditer(text)):
        if len(letters) < 2:
            return None
        start, end = letters[0].start(), letters[-1].end()
        name = "".join(match["letter"] for match in letters)
        return Reading(name.capitalize(), text[start:end], start, end, sure=False)
    match = re.search(rf"(?<![^\s,.])(?:{_LETTER}[\s,.-]+){{2,}}{_LETTER}(?![^\s,.!?])", text)
    if match is None:
        return None
    name = re.sub(rf"(?!{_LETTER}).", "", match.group())
    return Reading(name.capitalize(), match.group(), match.start(), match.end(), sure=False)


def _has_case(text: str) -> bool:
    """Whether the recogniser wrote capitals where they belong, so that "McDonald" can be believed."""
    return text != text.lower() and text != text.upper()


def titled(parts: list[str], *, as_written: bool = False) -> str:
    """A name with its capitals: each part one, particles none, and Mc and O' another."""
    shown = []
    for place, part in enumerate(parts):
        if as_written and part[0].isupper() and part != part.upper():
            shown.append(part)
        elif place and fold(part) in _PARTICLES and place < len(parts) - 1:
            shown.append(part.lower())
        else:
            shown.append("-".join(_capital(piece) for piece in part.split("-")))
    return " ".join(shown)


def _capital(piece: str) -> str:
    lower = piece.lower()
    if match := re.match(r"(o['’]|mc)(?=\w{3})", lower):
        return match.group().capitalize() + lower[match.end() :].capitalize()
    return lower[:1].upper() + lower[1:]
