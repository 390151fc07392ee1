"""What a caller is called."""

import re
from functools import cache

from graphs.understanding.known_names import is_surname_first
from graphs.understanding.languages import LANGUAGES, spoken_in
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.requests import builtin, is_question
from graphs.understanding.spelled_names import spelled_name
from graphs.understanding.words import FILLERS, fold

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0963\u0971-\u097f\u200c\u200d]|['’.\-](?=[^\W\d_]))*")
_MOST_WORDS = 4
_PARTICLES = frozenset({"de", "da", "del", "van", "von", "der", "den", "bin", "al", "la", "le", "di", "dos"})
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mister", "missus", "dr", "doctor", "prof", "shri", "shree", "sri", "smt", "shrimati"}
    | {"kumari", "श्री", "श्रीमती", "डॉ", "डॉक्टर"}
)
_SAID_BEFORE = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|no|nope|sure(?: thing)?|ok|okay|hi|hello|hey|well|so|oh|sorry|actually|and|please|alright"
    r"|right|of course|certainly|absolutely|definitely|good (?:morning|afternoon|evening)|thanks|thank you|just|write"
    r"|um+|uh+|er|erm|hmm|ji|haan|han|haanji|nahi|nahin|arre|are|accha|acha|achha|matlab|woh|toh|bas|namaste|theek hai"
    r"|हाँ|हां|जी|नहीं|अरे|अच्छा|मतलब|नमस्ते)(?![^\s,.!?])[\s,.!]*)+",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    r"^\W*(?:(?:no|nahi|nahin)[\s,]+)*(?:(?:(?:it'?s|it is|that'?s|i'?m) )?not [\w'’]+(?: [\w'’]+)?[,.;]\s*(?:but )?"
    r"|(?:(?:it'?s|it is|that'?s|i'?m) )?not [\w'’]+ (?:but )?(?=it'?s )"
    r"|[\w'’]+(?: [\w'’]+)? (?:nahi|nahin|नहीं),?\s+)(?=\S)",
    re.IGNORECASE,
)
""" "not John, …", "Rajesh nahi, …": the name is the other one."""
_FIRST = re.compile(r"\b(?:first|given) ?name(?:'s| is| would be| hai)?[\s,:]+", re.IGNORECASE)
_LAST = re.compile(
    r"\b(?:last ?name|surname|sur name|family ?name|second name)(?:'s| is| would be| hai)?[\s,:]+", re.IGNORECASE
)
_LEADS_TO_LABEL = re.compile(r"[\s,.]*(?:(?:and|aur|my|the|mera|then|is)[\s,]*)*$", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;:!?।]|\b(?:and|but|because|so|aur|lekin|you can)\b", re.IGNORECASE)
_WEAK = re.compile(
    r"for|under|name|put|use|make (?:it|that)|(?:it|that)(?:'s| is|s)(?: for)?|this is|i am|i'?m|main|mai|hum|ji|yeh|ye"
    r"|मैं|ये|यह|जी",
    re.IGNORECASE,
)
_WEAKEST = re.compile(r"for|under|put|use|name|ji|जी", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?!(?:irv|sterl|flem|mann|hard|brown|gold|field|redd|keat|paul|spald|whit|corn)ing$)\w{3,}ing|do|that's"
)
"""Words that are no names by themselves: "calling", and not the names that end so."""
_PREPOSITIONS = frozenset({"in", "at", "to", "for", "of"})
_LONGEST_REST = 7
"""Words after a name that nobody introduced: more make it the beginning of something else."""
_NO_LETTER = re.compile(r"[\d_?.,!;@+*/]")
_DIGIT = re.compile(r"\d")
_SECOND_CAPITAL = re.compile(r"(o['’]|mc)(?=\w{3})")
_PAUSE = re.compile(r"[.?!,;।](?=\s|$)")
_ABBREVIATED = re.compile(rf"(?:^|[\s.])(?:{'|'.join(_TITLES)}|[^\W\d_])$", re.IGNORECASE)
"""Before a dot these are no end of a sentence: a title, an initial."""
_COMMA = re.compile(r"\s*([^\W\d_]+),\s+([^\W\d_]+)\W*")


@cache
def _introductions(key: str, *, plain: bool) -> re.Pattern[str]:
    names = LANGUAGES[key].names
    phrases = names.plain if plain else (*names.plain, *names.before)
    return re.compile(rf"(?<![^\s,.])(?:{'|'.join(phrases)})[\s,:]+(?=\S)", re.IGNORECASE)


@cache
def _endings(key: str) -> re.Pattern[str]:
    return re.compile(rf"[\s,.]+(?:{'|'.join(LANGUAGES[key].names.after)})(?![^\s,.!?])", re.IGNORECASE)


@cache
def _alone_never(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for key in keys for word in LANGUAGES[key].names.never_alone)


@cache
def _never(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for key in keys for word in LANGUAGES[key].names.never)


def read_name(text: str, asking: Asking) -> Reading | None:
    """A person's name, each part with a capital. Not asked for, it must be introduced: "my name is"."""
    keys = _languages(text, asking)
    replaced = _REPLACED.match(text) if asking.primary else None
    if replaced is not None:  # "not John, Jon, J O N": what is spelled is the other one
        text = " " * replaced.end() + text[replaced.end() :]
    if asking.primary and (spelled := spelled_name(text, lambda word: _may_be_name(word, keys))) is not None:
        name = titled(list(spelled.parts))
        return Reading(name, text[spelled.start : spelled.end], spelled.start, spelled.end, sure=False)
    return _first_and_last(text, keys) or _spoken(text, keys, asking)


def _languages(text: str, asking: Asking) -> tuple[str, ...]:
    """The languages of an answer: also one that shows itself by how a name is introduced, "main Pramila"."""
    keys = spoken_in(text, asking.language)
    if not asking.primary:
        return keys
    before = _SAID_BEFORE.match(text)
    begin = before.end() if before else 0
    others = (key for key in LANGUAGES if key not in keys)
    return (*(key for key in others if _introductions(key, plain=False).match(text, begin)), *keys)


def _may_be_name(word: str, keys: tuple[str, ...]) -> bool:
    return word not in _never(keys) and word not in FILLERS


def _spoken(text: str, keys: tuple[str, ...], asking: Asking) -> Reading | None:
    """The name that was introduced, or that is all the answer."""
    begin = _introduced(text, keys, asking)
    start = begin if begin is not None or not asking.primary else _answered(text)
    if start is None or builtin(text, asking.language, "name") is not None:
        return None
    found = _words_of_name(text, start, keys)
    if not found:
        return _misheard(text, keys) if asking.primary else None
    if _are_other_words(found, keys) or (begin is None and _begins_something_else(text, found, keys, asking)):
        return None
    start, end = found[0].start(), found[-1].end()
    name = titled([word.group() for word in _ordered(text, found)], as_written=_has_case(text))
    # A lone word that nobody introduced may be any word that the recogniser wrote for what it did not know.
    return Reading(name, text[start:end], start, end, sure=len(found) > 1 or begin is not None)


def _are_other_words(found: list[re.Match[str]], keys: tuple[str, ...]) -> bool:
    """Whether the words that stand where a name could are words of the language and nothing else."""
    words = [fold(word.group()) for word in found]
    return all(word in _alone_never(keys) or _NO_NAME.fullmatch(word) for word in words)


def _begins_something_else(text: str, found: list[re.Match[str]], keys: tuple[str, ...], asking: Asking) -> bool:
    """Whether words that nobody introduced as a name are the beginning of another sentence."""
    return (
        is_question(text, asking.language)
        or len(text[found[-1].end() :].split()) > _LONGEST_REST
        or fold(found[0].group()) in _alone_never(keys)
    )


def _first_and_last(text: str, keys: tuple[str, ...]) -> Reading | None:
    """ "Last name Iyer, first name Lakshmi"."""
    first, last = _FIRST.search(text), _LAST.search(text)
    if first is None or last is None:
        return None
    given = _words_of_name(text, first.end(), keys, until=_before_label(text, last.start(), first.end()))
    family = _words_of_name(text, last.end(), keys, until=_before_label(text, first.start(), last.end()))
    if not given or not family:
        return None
    start = min(given[0].start(), family[0].start())
    end = max(given[-1].end(), family[-1].end())
    name = titled([word.group() for word in (*given, *family)], as_written=_has_case(text))
    return Reading(name, text[start:end], start, end)


def _before_label(text: str, label: int, start: int) -> int | None:
    """Where a name ends that begins at a place and is followed by "and my last name"; None when no label follows."""
    if label <= start:
        return None
    ending = _LEADS_TO_LABEL.search(text, start, label)
    return ending.start() if ending is not None else label


def _ordered(text: str, found: list[re.Match[str]]) -> list[re.Match[str]]:
    """The words of a name with the surname last: "Sharma, Priya" has it first."""
    comma = _COMMA.fullmatch(text[found[0].start() :])
    if comma is None or len(found) != 2 or not is_surname_first(comma[1].lower(), comma[2].lower()):
        return found
    return found[::-1]


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
    if _NO_LETTER.search(body) or " ".join(word.group() for word in found) != " ".join(body.split()):
        return None
    if words[0] in _PREPOSITIONS or all(word in joints or word in _alone_never(keys) for word in words):
        return None
    if words[-1] in never or any(word in never and word not in joints for word in words):
        return None
    start, end = found[0].start(), found[-1].end()
    return Reading(titled([word.group() for word in found]), text[start:end], start, end, sure=False)


def _introduced(text: str, keys: tuple[str, ...], asking: Asking) -> int | None:
    """Where the name begins after an introduction: the last one that a name follows."""
    for plain in (True, False) if asking.primary else (True,):
        found = [match for key in keys for match in _introductions(key, plain=plain).finditer(text)]
        for match in sorted(found, key=re.Match.end, reverse=True):
            words = _words_of_name(text, match.end(), keys)
            if words and (plain or _is_introduction(text, match, words)):
                return match.end()
    return None


def _is_introduction(text: str, match: re.Match[str], words: list[re.Match[str]]) -> bool:
    """Whether "this is", "for" and their like begin a clause here; inside one, only a whole name ending the text."""
    if not _WEAK.fullmatch(match.group().strip(" ,:")):
        return True
    clause = _CLAUSE.split(text[: match.start()])[-1]
    if not clause.strip() or _SAID_BEFORE.fullmatch(f"{clause} "):
        return True
    at_end = not text[words[-1].end() :].strip(" .!?,")
    return at_end and len(words) > 1 and not _WEAKEST.fullmatch(match.group().strip(" ,:"))


def _answered(text: str) -> int:
    """Where the name begins in an answer that is nothing but the name."""
    if (replaced := _REPLACED.match(text)) is not None:
        return replaced.end()
    before = _SAID_BEFORE.match(text)
    return before.end() if before else 0


def _words_of_name(text: str, start: int, keys: tuple[str, ...], *, until: int | None = None) -> list[re.Match[str]]:
    """The words of the name that begins there; none when what stands there is no name."""
    stops = [match.start() for key in keys if (match := _endings(key).search(text, start)) is not None]
    stop = min((place for place in (*stops, until) if place is not None and place >= start), default=len(text))
    first, *later = _sentences(text, start, stop, keys)
    said = {fold(word.group()) for word in first}
    fuller = next((words for words in later[:1] if first and said < {fold(word.group()) for word in words}), None)
    return fuller or first


def _sentences(text: str, start: int, stop: int, keys: tuple[str, ...]) -> list[list[re.Match[str]]]:
    """The name in each of the clauses from a place on: "Bond, James Bond" has two."""
    names, begin = [], start
    for pause in (*_PAUSE.finditer(text, start, stop), None):
        end = pause.start() if pause is not None else stop
        if pause is not None and (end - start <= 2 or _ABBREVIATED.search(text[start:end])):
            continue
        names.append(_name_between(text, begin, end, keys))
        begin = end
        if len(names) > 1:
            break
    if len(names) > 1 and _COMMA.fullmatch(text[start:stop]) and len(names[0]) == len(names[1]) == 1:
        together = [*names[0], *names[1]]
        if is_surname_first(*(fold(word.group()) for word in together)):
            return [together]
    return names


def _name_between(text: str, start: int, stop: int, keys: tuple[str, ...]) -> list[re.Match[str]]:
    found = [word for word in _WORD.finditer(text, start, stop) if fold(word.group()) not in FILLERS]
    while found and fold(found[0].group()).rstrip(".") in _TITLES and len(found) > 1:
        found.pop(0)
    counted = [word for word in found if fold(word.group()) not in _PARTICLES]
    if (
        not found
        or not 1 <= len(counted) <= _MOST_WORDS + (len(found[0].group()) == 1)
        or _DIGIT.search(text, start, stop)
    ):
        return []
    never = _never(keys)
    if any(fold(word.group()) in never for word in found if not _is_initial(word, found)):
        return []
    return found if len(found) > 1 or len(found[0].group()) > 1 else []


def _is_initial(word: re.Match[str], found: list[re.Match[str]]) -> bool:
    """Whether a letter that is a word as well, "I" or "A", stands among names as one."""
    letter = word.group()
    dotted = word.string[word.end() : word.end() + 1] == "."
    return len(letter) == 1 and letter.isupper() and letter.isascii() and (dotted or word is not found[0])


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
    if match := _SECOND_CAPITAL.match(lower):
        return match.group().capitalize() + lower[match.end() :].capitalize()
    return lower[:1].upper() + lower[1:]
