"""The letters that words of an utterance are: "A", "alpha", "bee", "ए", "B as in boy"."""

from collections.abc import Sequence

from agent.safety.redaction.nato import BANKS, NAMES, NATIVE, NATO
from agent.safety.redaction.numerals import REPEATS, single
from agent.safety.redaction.segments import Heard
from agent.safety.redaction.tokens import Token, keys
from agent.safety.redaction.words import CONNECTING, JOINING, PAUSING, REPAIRS, THINKING

BREATHS = (
    THINKING
    | JOINING
    | REPAIRS
    | CONNECTING
    | PAUSING
    | keys("""
    capital small letter letters as in for se ke ka then से capitals aur the next is it's ray bada chhota kabhi
    """)
)
"""What may be said between two letters."""
_AFTER_I = keys("think mean meant said am have will don't can't was guess see misread know can got need want had just")
_BEFORE_I = keys("am can do did shall should may will if when where could")
_AFTER_A = keys("moment minute second sec minut bit little lot few while")
_ALSO_WORDS = keys("a i are you why see sea tea em en el ex eye k के जी की ए आई एस ओ सी टी पी")
_LONGEST_LETTERS = 5
_LETTER_WORDS = frozenset(NATO) | frozenset(NAMES) | frozenset(NATIVE) | frozenset(REPEATS)
_AS_IN = frozenset({"for", "as", "like", "se", "से", "फॉर", "in"})
_ROW = 3
"""Letters one after another that are no words."""


def lettered(heard: Heard) -> bool:
    """Whether an utterance has letters that are spelled, and not only words that sound like some."""
    row = 0
    if not BANKS.isdisjoint(heard.words):
        return True
    for at, token in enumerate(heard.said):
        if len(token.text) > _LONGEST_LETTERS and token.text not in _LETTER_WORDS:
            row = 0
            continue
        row = row + 1 if letters(heard.said, at) else 0
        if row >= _ROW or (row and token.text not in _ALSO_WORDS):
            return True
    return False


def letters(said: Sequence[Token], at: int) -> str:
    """The letters that a token is, when it is some."""
    token = said[at]
    if token.sort != "word":
        return ""
    following = said[at + 1].text if at + 1 < len(said) else ""
    if token.text in REPEATS and len(following) == 1 and following.isalpha():
        return "w" if following == "u" and token.text == "double" else following * REPEATS[token.text]
    asks = token.text == "i" and at > 0 and said[at - 1].text in _BEFORE_I and len(following) > 1
    if (token.text == "i" and (asks or following in _AFTER_I or _does(said, at + 1))) or (
        token.text == "a" and following in _AFTER_A
    ):
        return ""
    for names in (NATIVE, NATO):
        if token.text in names:
            return names[token.text]
    if token.text in NAMES:
        return NAMES[token.text] if _named_letter(said, at) else ""
    raw = token.raw
    short = len(raw) <= _LONGEST_LETTERS and raw.isascii() and raw.isalpha()
    shown = len(raw) == 1 and raw.isascii()
    return token.text if shown or (short and (raw.isupper() or _beside_figures(said, at))) else ""


def _does(said: Sequence[Token], at: int) -> bool:
    """Whether an "I" is the caller: a word follows that is no letter, no number and no breath, "I paid 500"."""
    if at >= len(said) or said[at].sort != "word" or len(said[at].text) == 1:
        return False
    text = said[at].text
    return not (text in BREATHS or text in _AS_IN or text in _LETTER_WORDS or single(text) is not None)


def leads_to_letter(said: Sequence[Token], at: int) -> bool:
    """Whether an "oh" that could be a sigh is a zero: a letter comes right after it, which is no word."""
    return at < len(said) and said[at].text not in _ALSO_WORDS and bool(letters(said, at)) and _is_letter(said[at])


def _named_letter(said: Sequence[Token], at: int) -> bool:
    """Whether an ordinary word is the name of a letter here: "see" in "bee see dee", but not in "then I see"."""
    before = at > 0 and _is_letter(said[at - 1]) and not (said[at].text == "see" and said[at - 1].text == "i")
    after = at + 1 < len(said) and _is_letter(said[at + 1])
    return (before and after) if said[at].text in BREATHS else (before or after)


def _is_letter(token: Token) -> bool:
    text = token.text
    return (len(text) == 1 and text.isalpha()) or text in NAMES or text in NATO or text in NATIVE


def _beside_figures(said: Sequence[Token], at: int) -> bool:
    return any(
        0 <= near < len(said) and said[near].sort == "figures" and said[max(near, at)].glued
        for near in (at - 1, at + 1)
    )


def after_letter(said: Sequence[Token], at: int, letters: str) -> int:
    """The token after a letter, and after the word that explains it: "B for Bombay", "B as in boy"."""
    if said[at].text in REPEATS:
        return at + 2
    place = at + 1
    while place < len(said) and place - at <= 2 and said[place].text in _AS_IN:
        place += 1
    explained = (
        place > at + 1 and place < len(said) and said[place].text[:1] == letters[:1] and len(said[place].text) > 2
    )
    return place + 1 if explained and len(letters) == 1 else at + 1
