"""Electronic mail addresses as they are said: "ana dot gomez at gmail dot com"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from graphs.understanding.hindi.contacts import MAIL_WORDS
from graphs.understanding.letters import REPEATS, grouped
from graphs.understanding.mail_words import ALSO_BOXES, AT, BEFORE, ENDINGS, MARKS, PROVIDERS, SIGNS, TWO_PART
from graphs.understanding.reading import Asking, Reading
from graphs.understanding.words import fold
from graphs.understanding.written import Part, written

_ADDRESS = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,3}\.[A-Za-z]{2,24}"
)
_LETTER = re.compile(r"\S")
_SPACED = re.compile(r"\S+")
_LABEL = re.compile(r"[a-z0-9-]+")
_WORD = re.compile(r"[a-z0-9'_+-]+")
_MANNERS = re.compile(
    r"(?<!\S)(?:(?:all |in |everything |no |without )*"
    r"(?:lower ?case|upper ?case|(?:small|capital) letters?|small case|caps|capitals)(?: letters?)?"
    r"|all small|(?:with )?(?:no|without) (?:any )?(?:spaces?|gaps?|dots?)|(?:all )?(?:in )?1 word|all together"
    r"|(?:office|work|personal|home|other|first|second|new) 1(?= [a-z])|the (?:letters?|numbers?|words?|digits?)"
    r"|sab (?:together|small)|(?:together|jointly)(?= @| at)"
    r"|(?:capital|small)(?= [a-z](?: |$)))(?!\S)"
)
"""How the address is written, which is no part of it."""
_BETWEEN = re.compile(r"(?P<first>[a-z]{2,}) (?P<second>[a-z]{2,}) with an? (?P<mark>\S+) (?:in )?between$")
_EXPLAINED = re.compile(r" with(?:out)? (?:(?:an?|the|no|1|2|an) )?[a-z]\w?(?:'s)?$")
""" "chris with a c": said of the word before it."""
_PROVIDERS_ENDINGS = frozenset({"com", "in", "org", "co.in", "co.uk"})
_SPELT = frozenset({"spelled", "spelt", "spelling"})
_TAKING_BACK = frozenset({"no", "sorry", "actually", "wait", "mean", "meant", "rather", "nahi", "nahin", "नहीं", ","})
_TAKEN_BACK = re.compile(r"(?<!\S)(?:no|sorry|actually|wait|i mean|i meant|correction|rather|nahi|nahin|नहीं)(?!\S)")
_RELATIVES = frozenset(
    {"wife", "husband", "son", "daughter", "mother", "father", "brother", "sister", "friend", "boss"}
)
_ALSO_SURNAMES = frozenset({"das", "sat", "sattar", "do"})
"""Hindi numerals that are figures in an address only beside other figures."""


@dataclass(frozen=True, slots=True)
class _Found:
    local: str
    domain: str
    first: int
    after: int
    sure: bool

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"


def read_email(text: str, asking: Asking) -> Reading | None:
    """An address, in lower case. The @ or the word for it must have been said, and a known ending or provider."""
    if (match := _ADDRESS.search(text)) is not None:
        return Reading(match.group().lower(), match.group(), match.start(), match.end())
    heard = _heard(text, asking)
    if all(part.text not in AT for part in heard):
        return None
    parts = _joined(grouped(heard))
    found = _addresses(parts)
    if not found:
        return None
    said = " ".join(part.text for part in parts[found[0].after : found[-1].first])
    back = _TAKEN_BACK.search(said) is not None
    chosen = found[-1] if back else found[0]
    others = tuple(dict.fromkeys(each.address for each in found if each.address != chosen.address and not back))
    start, end = parts[chosen.first].start, parts[chosen.after - 1].end
    return Reading(chosen.address, text[start:end], start, end, sure=chosen.sure and not others, alternatives=others)


def _heard(text: str, asking: Asking) -> tuple[Part, ...]:
    """Figures in written form, and every other word as it was said: "jan" is a name here, not a month."""
    heard: list[Part] = []
    all_parts = written(text, asking.language).parts
    for place, part in enumerate(all_parts):
        said = text[part.start : part.end]
        if part.text in MARKS or part.text in AT or (part.text.isdigit() and not _a_name(all_parts, place, said)):
            heard.append(part)
        elif all(len(letter) == 1 for letter in said.split()):  # "a m" is two letters here, and no time of day
            heard += [
                Part(fold(m.group()), part.start + m.start(), part.start + m.end()) for m in _LETTER.finditer(said)
            ]
        elif " " in said and part.text != "together":
            heard += [
                Part(fold(m.group()), part.start + m.start(), part.start + m.end())
                for m in _SPACED.finditer(said)
                if place == 0 or all_parts[place - 1].start != part.start
            ]
        else:
            heard.append(Part(MAIL_WORDS.get(fold(said), fold(said)), part.start, part.end))
    return _hyphened(text, heard)


def _hyphened(text: str, heard: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with the hyphens that were written between two words: "my-site". Between letters they only spell."""
    parts = list(heard[:1])
    for before, part in pairwise(heard):
        if text[before.end : part.start] == "-" and min(len(before.text), len(part.text)) > 1:
            parts.append(Part("-", before.end, part.start))
        parts.append(part)
    return tuple(parts)


def _a_name(parts: Sequence[Part], place: int, said: str) -> bool:
    beside = [parts[near].text for near in (place - 1, place + 1) if 0 <= near < len(parts)]
    return fold(said) in _ALSO_SURNAMES and not any(text.isdigit() for text in beside)


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Signs of several words made one, and remarks on how the address is written left out."""
    joined: list[Part] = []
    at = 0
    parts = _zeros(parts)
    while at < len(parts):
        for words, sign in SIGNS:
            if tuple(part.text for part in parts[at : at + len(words)]) == words:
                joined.append(Part(sign, parts[at].start, parts[at + len(words) - 1].end))
                at += len(words)
                if words == ("dotcom",):
                    joined.append(Part("com", joined[-1].start, joined[-1].end))
                break
        else:
            joined.append(parts[at])
            at += 1
    return _doubled(_unremarked(joined))


def _zeros(parts: Sequence[Part]) -> Sequence[Part]:
    """ "oh" beside a figure is one."""
    texts = ["", *(part.text for part in parts), ""]
    for place in (*range(1, len(texts) - 1), *range(len(texts) - 2, 0, -1)):
        if texts[place] == "oh" and (texts[place - 1].isdigit() or texts[place + 1].isdigit()):
            texts[place] = "0"
    return [Part(text, part.start, part.end) for text, part in zip(texts[1:], parts, strict=False)]


def _unremarked(parts: Sequence[Part]) -> list[Part]:
    places, text = [], ""
    for part in parts:
        places.append(len(text))
        text += f"{part.text} "
    remarks = [match.span() for match in _MANNERS.finditer(text)]
    return [
        part
        for part, place in zip(parts, places, strict=True)
        if not any(start <= place < end for start, end in remarks)
    ]


def _doubled(parts: Sequence[Part]) -> tuple[Part, ...]:
    """ "double underscore"."""
    doubled: list[Part] = []
    for part in parts:
        if doubled and doubled[-1].text in REPEATS and part.text in MARKS:
            repeat = doubled.pop()
            doubled += [Part(part.text, repeat.start, part.end)] * REPEATS[repeat.text]
        else:
            doubled.append(part)
    return tuple(doubled)


def _addresses(parts: Sequence[Part]) -> list[_Found]:
    """Every address, in order. After "sorry", an @ with nothing before it takes the name before the last one."""
    found: list[_Found] = []
    for at, part in enumerate(parts):
        if part.text not in AT or (found and at < found[-1].after):
            continue
        domain, after, named = _domain(parts, at + 1)
        local, before, sure = _local(parts, at, found[-1].after if found else 0)
        if not local and found and _TAKEN_BACK.search(" ".join(each.text for each in parts[found[-1].after : at])):
            local, sure = found[-1].local, False
            before = at
        address = f"{local}@{domain}"
        if local and domain and _ADDRESS.fullmatch(address) and ".." not in address:
            found.append(_with_another_end(parts, _Found(local, domain, before, after, sure and named)))
    return found


def _with_another_end(parts: Sequence[Part], found: _Found) -> _Found:
    """The address, its end replaced by what was said after "sorry": "dot org, sorry, dot net", "gmail, no, hotmail"."""
    place = found.after
    while place < len(parts) and (parts[place].text in _TAKING_BACK or parts[place].text == "i"):
        place += 1
    if place == found.after or place >= len(parts):
        return found
    if MARKS.get(parts[place].text) == ".":
        ending, after = _ending(parts, place + 1)
        domain = f"{found.domain.partition('.')[0]}.{ending}" if ending else ""
    else:
        domain, after, _ = _domain(parts, place)
    return replace(found, domain=domain, after=after, sure=False) if domain else found


def _local(parts: Sequence[Part], at: int, since: int) -> tuple[str, int, bool]:
    """What stands before the @, read backwards until words that only lead up to it: the text, where, how sure."""
    place = at
    texts = [part.text for part in parts[since:at]]
    said = " ".join(texts)
    if (match := _BETWEEN.search(said)) is not None and match["mark"] in MARKS:
        return f"{match['first']}{MARKS[match['mark']]}{match['second']}", since, True
    explained = _EXPLAINED.search(said)
    end = at - (len(explained.group().split()) if explained else 0)
    place = end
    while place > since and _belongs(parts, place - 1, end):
        place -= 1
    if place == end and place > since and parts[place - 1].text in ALSO_BOXES:
        place -= 1
    while place < end and parts[place].text in MARKS and MARKS[parts[place].text] != "_":
        place += 1
    if place > since + 1 and parts[place - 1].text == "not":  # "lisa, not liza, at"
        return _local(parts, place - 1, since)
    place += _said_before_spelling([part.text for part in parts[place:end]])
    within = [part.text for part in parts[place:end]]
    if "name" in within:  # "first name dot last name": which, was not said
        return "", at, False
    words = [text for text in within if text not in MARKS and len(text) > 1]
    joined = any(not word.isdigit() for word in words[1:]) and not any(text in MARKS for text in within)
    return "".join(MARKS.get(text, _bare(text)) for text in within), place, not joined


def _bare(text: str) -> str:
    return text.replace("'", "")


def _said_before_spelling(texts: Sequence[str]) -> int:
    """How many of the texts are a word that is then spelled: "lee l e e"."""
    for place in range(1, len(texts)):
        rest = texts[place:]
        letters = next((count for count, text in enumerate(rest) if len(text) > 2 or text in MARKS), len(rest))
        if letters > 1 and "".join(rest[:letters]) == "".join(texts[:place]):
            return place
    return 0


def _belongs(parts: Sequence[Part], place: int, end: int) -> bool:
    text = parts[place].text
    if text in AT or text in _SPELT:
        return False
    if text in _RELATIVES and place and parts[place - 1].text in ("my", "his", "her", "meri", "mere", "mera"):
        return False
    if text == ".":
        return place > 0 and parts[place].end - parts[place].start == 1 and _tight(parts, place)
    before = parts[place - 1].text if place else ""
    after = parts[place + 1].text if place + 1 < end else ""
    if text.isalnum() and (after in MARKS or (before in MARKS and (before != "." or _tight(parts, place - 1)))):
        return True
    if len(text) == 1 and text.isalnum() and (_is_letter(before) or _is_letter(after) or after in MARKS):
        return True
    return text in MARKS or (text not in BEFORE and _WORD.fullmatch(text) is not None)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalnum()


def _tight(parts: Sequence[Part], place: int) -> bool:
    """Whether a dot has no space after it, so that it is one of the address and not the end of a sentence."""
    return place + 1 < len(parts) and parts[place].end == parts[place + 1].start


def _domain(parts: Sequence[Part], start: int) -> tuple[str, int, bool]:
    """What stands after the @, up to the last known ending that follows a dot; the part after it; whether it was
    named in full. A provider that everybody knows needs no ending.
    """
    place = start
    while place + 1 < len(parts) and parts[place].text in ("the", "domain") and parts[place + 1].text not in MARKS:
        place += 1
    labels, current, best = "", "", ("", start, True)
    while place < len(parts):
        text = parts[place].text
        if MARKS.get(text) == "." and current:
            labels, current = f"{labels}{current}.", ""
            place += 1
            ending, place = _ending(parts, place)
            if ending:
                current = ending
                best = (f"{labels}{ending}", place, True)
            continue
        if best[0] or text in AT or not (_LABEL.fullmatch(text) or text in MARKS):
            break
        current += MARKS.get(text, text)
        place += 1
        dotted = place < len(parts) and MARKS.get(parts[place].text) == "."
        if not labels and current in PROVIDERS and not dotted:
            ending, after = _ending(parts, place)  # "gmail com"
            if ending in _PROVIDERS_ENDINGS:
                return f"{current}.{ending}", after, True
            return PROVIDERS[current], place, False
    return best


def _ending(parts: Sequence[Part], place: int) -> tuple[str, int]:
    """The known ending that stands there, as a word or letter by letter, and the part after it."""
    if place >= len(parts):
        return "", place
    text = parts[place].text
    if text in ENDINGS:
        following = parts[place + 1].text if place + 1 < len(parts) else ""
        if (text, following) in TWO_PART and (place + 2 == len(parts) or parts[place + 2].text in (".", "hai")):
            return f"{text}.{following}", place + 2
        return text, place + 1
    spelled, after = "", place
    while after < len(parts) and len(parts[after].text) == 1 and parts[after].text.isalpha() and len(spelled) < 4:
        spelled += parts[after].text
        after += 1
    while spelled and spelled not in ENDINGS:
        spelled, after = spelled[:-1], after - 1
    return spelled, after if spelled else place
