"""What numbers are called: "card number", "OTP", "खाता संख्या", "order number"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.safety.redaction import label_words
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.tokens import Token, key, keys
from agent.safety.redaction.words import ONWARD, ORDINALS

_WEAK = keys(
    """
    account accounts social pan contact address pay paid date year total press dial route question option
    reading case खाता अकाउंट khata पैन live page version gmail मेल card
    """
)
"""Names that say little: what was asked for goes before them."""
_VAGUE = frozenset({("my", "number"), ("mera", "number"), ("call", "me"), ("card", "is"), ("bill", "is")})
_OF_THE_THING = frozenset(tuple(key(word) for word in each.split()) for each in label_words.CARDS.split("|"))
"""Names of cards, not of their numbers: "it's a Visa card, 4111 …", but "my credit card was charged 450"."""
_LISTS = {
    name: "|".join(each.strip() for each in listed.split("|"))
    for name, listed in (
        ("NUMBER", label_words.NUMBER),
        ("CARDS", label_words.CARDS),
        ("NOUNS", label_words.NOUNS),
    )
}


def _spread(phrase: str) -> Iterator[str]:
    """A phrase with its choices written out."""
    whole = [""]
    for fixed, choices in re.findall(r"([^()]*)(?:\(([^)]*)\))?", phrase):
        whole = [f"{each}{fixed}" for each in whole]
        if choices:
            whole = [f"{each}{choice}" for each in whole for choice in choices.split("|")]
    yield from whole


def _table() -> dict[str, list[tuple[tuple[str, ...], Label]]]:
    """The phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Label]]] = {}
    for label, listed in label_words.PHRASES.items():
        for name, choices in _LISTS.items():
            listed = re.sub(rf"\b{name}\b", choices, listed)  # noqa: PLW2901 - one list after the other
        for phrase in (each for row in listed.split(";") for each in _spread(row.strip())):
            if parts := tuple(key(word) for word in phrase.split()):
                found.setdefault(parts[0], []).append((parts, label))
    return {first: sorted(rows, key=lambda row: -len(row[0])) for first, rows in found.items()}


_BY_FIRST = _table()
LABEL_WORDS = frozenset(max(parts, key=len) for rows in _BY_FIRST.values() for parts, _ in rows)
"""Of each name of a number the word that says the most: one of them is wherever a name is."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a number in an utterance."""

    label: Label
    first: int
    after: int
    """Its tokens."""
    weak: bool = False


_PARTS = keys("part block lot batch unit section box line bit")
_WHICH_PART = ONWARD | ORDINALS | keys("other another same whole this that")
_CARD = keys("card kard कार्ड")
_NUMBER = keys("number no num nambar digits numbers नंबर नम्बर")
_BETWEEN = keys("""
    here hai is it it's its i use have got has ka का पूरा poora pura full complete whole entire long uska iska उसका इसका
    the that my , है its' would be so
    """)
_OWN_REACH = 7
"""Words within which a card's number is named after it."""
_LEAST_OWNED = 3
"""Letters of a word that may be somebody's."""


def _is_weak(parts: tuple[str, ...]) -> bool:
    return (len(parts) == 1 and parts[0] in _WEAK) or parts in _VAGUE | _OF_THE_THING


def _named_by(text: str) -> Sequence[tuple[tuple[str, ...], Kind | Plain]]:
    """The names that begin with a word, or with whose one of which it is."""
    return _BY_FIRST.get(text) or (_BY_FIRST.get(_owner(text), []) if len(text) > _LEAST_OWNED else [])


def mentions(said: Sequence[Token]) -> list[Mention]:
    """Every name of a number, in order; the longest one where several begin."""
    found: list[Mention] = []
    at = 0
    while at < len(said):
        following = said[at + 1].text if at + 1 < len(said) else ""
        text = said[at].text
        if text in _PARTS and at and said[at - 1].text in _WHICH_PART:
            at += 1  # "the remaining part is" names no spare part
            continue
        if text in _CARD and (after := _of_its_number(said, at)) is not None:
            found.append(Mention(Kind.card, at, after))
            at = after
            continue
        for parts, label in _named_by(text):
            if len(parts) > 1 and following not in (parts[1], "-"):
                continue  # what nearly every phrase shows
            if (after := _after(said, at, parts)) is not None:
                found.append(Mention(label, at, after, weak=_is_weak(parts) and said[at].text == parts[0]))
                at = after - 1
                break
        at += 1
    return found


def _of_its_number(said: Sequence[Token], at: int) -> int | None:
    """The token after the number of a card, of which words stand between: "the card I use is number", "card ka
    poora number".
    """
    for after in range(at + 1, min(at + _OWN_REACH, len(said))):
        if said[after].text in _NUMBER:
            return after + 1
        if said[after].text not in _BETWEEN:
            return None
    return None


_POSSESSIVE = ("'s", "’s")


def _owner(word: str) -> str:
    """ "Social's": the social's, or the social is. Empty when there is no owner."""
    return word[:-2] if word[-2:] in _POSSESSIVE else ""


def _after(said: Sequence[Token], at: int, parts: tuple[str, ...]) -> int | None:
    """The token after a phrase that stands there; hyphens in it count for nothing: "6-digit code"."""
    for part in parts:
        while at < len(said) and said[at].text == "-" != part:
            at += 1
        if at >= len(said) or (said[at].text != part and _owner(said[at].text) != part):
            return None
        at += 1
    return at
