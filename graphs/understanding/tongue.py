"""Which of a flow's languages a caller speaks, and when that is another than before. Pure.

Two things change the language of a conversation. A caller may ask for it: "Hindi mein baat kijiye". Or they may go over
to it: two utterances in a row that are wholly in the other language, or one long one that opens the call. Mixing is no
change: in India a sentence with Hindi grammar and English words is how people speak, in both languages, and so are the
borrowed words that everybody uses ("appointment", "okay", "haan").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphs.understanding.words import fold, words

ENOUGH = 3
"""Words of an utterance that can tell a language."""
PLENTY = 5
"""Words with which one utterance tells it surely."""
WHOLLY = 0.7
"""So many of them in the language's own alphabet, or of its grammar where another alphabet is used for it."""
TELLING = 0.4
"""So many of them of the grammar of a language that is written as it always is."""


def _set(listed: str) -> frozenset[str]:
    return frozenset(fold(each) for each in listed.split())


GRAMMAR: Mapping[str, frozenset[str]] = {
    "en": _set(
        "i you he she it we they me my mine your yours our his her their this that these those a an the is are was "
        "were am be been being do does did don't doesn't didn't have has had will would can could should shall may "
        "might must not of for from with without about into after before during if when where what which who whose "
        "why how and or but because there here please want need like i'd i'm i'll it's that's what's let's can't "
        "won't there's any some"
    ),
    "hi": _set(
        "main mai mujhe mujhko mera meri mere hum hame humein hamara hamari aap aapko aapka aapki aapke tum "
        "tumhara ye yeh wo woh vo uska uski iska iski hai hain hoon hun tha thi the hoga hogi honge ho ka ki ke ko "
        "se mein mai par pe tak aur ya lekin magar agar toh bhi hi kya kaun kab kahan kaise kitna kitne kitni kyun "
        "kyon nahi nahin mat na chahiye chahta chahti chahte karna karni karne karo kijiye kariye karwana karwani "
        "karwane lena leni dena deni batao bataiye boliye bolo sakta sakti sakte raha rahi rahe gaya gayi gaye "
        "liye wala wali wale abhi kal aaj parso subah shaam dopahar raat haan ji accha theek"
    ),
    "es": _set(
        "yo tú usted él ella nosotros ellos mi mis tu tus su sus este esta esto ese esa eso el la los las un una "
        "unos unas es son era soy estoy está están ser estar tengo tiene tienen hay haber quiero quisiera puedo "
        "puede necesito no sí de del para por con sin sobre en al y o pero porque que qué quién cuál cuándo dónde "
        "cómo cuánto me te se le lo"
    ),
}
"""Words that belong to a language's grammar. What two of them share (English "main", Hindi "the") tells nothing."""

ALPHABETS: Mapping[str, re.Pattern[str]] = {
    "hi": re.compile(r"[\u0900-\u097f]"),
    "mr": re.compile(r"[\u0900-\u097f]"),
    "bn": re.compile(r"[\u0980-\u09ff]"),
    "pa": re.compile(r"[\u0a00-\u0a7f]"),
    "gu": re.compile(r"[\u0a80-\u0aff]"),
    "ta": re.compile(r"[\u0b80-\u0bff]"),
    "te": re.compile(r"[\u0c00-\u0c7f]"),
    "kn": re.compile(r"[\u0c80-\u0cff]"),
    "ml": re.compile(r"[\u0d00-\u0d7f]"),
}
"""Alphabets of their own; where a flow has two languages with the same one, it tells nothing."""

NAMES: Mapping[str, frozenset[str]] = {
    "en": _set("english inglish angrezi angreji अंग्रेजी अंग्रेज़ी इंग्लिश inglés ingles"),
    "hi": _set("hindi hindee हिंदी हिन्दी"),
    "es": _set("spanish español espanol castellano"),
    "mr": _set("marathi मराठी"),
    "bn": _set("bengali bangla বাংলা"),
    "pa": _set("punjabi panjabi ਪੰਜਾਬੀ"),
    "gu": _set("gujarati ગુજરાતી"),
    "ta": _set("tamil தமிழ்"),
    "te": _set("telugu తెలుగు"),
    "kn": _set("kannada ಕನ್ನಡ"),
    "ml": _set("malayalam മലയാളം"),
}

_SPEAKING = _set(
    "speak speaks speaking talk talking continue switch change prefer answer reply say hear conversation language "
    "baat bolo boliye bolna bolen bolenge bol bat kijiye karo karen kare karein karenge bolte bolti bolta bhasha "
    "jawab batao bataiye samjhao samjhaiye बात बोलो बोलिए बोलना बोलें बोल कीजिए करो करें बोलते बोलती बोलता बोलूँ "
    "भाषा जवाब बताओ बताइए समझाओ समझाइए hablar hable hablemos habla hablas seguir cambiar idioma prefiero"
)
_AROUND = _set(
    "in to i we you can could would may please the a do let's lets me us my with only now ok okay yes no "
    "sorry hello hi i'm i'd i'll am is be it was that if mind want need like more much better best good fine easier "
    "comfortable rather back again instead from thanks thank sir madam bhai yaar bhaiya didi "
    "mein me mai main mujhe mujhse hum humse aap aapse aapko kya ki hi ji haan theek hai hain hoon na "
    "se please abhi sirf thoda zara wapas vapas phir chahiye aur "
    "में मैं मुझे मुझसे हम आप आपसे आपको क्या की ही जी हाँ हां है हैं हूँ न ना से ठीक "
    "प्लीज़ प्लीज कृपया अभी सिर्फ थोड़ा ज़रा वापस फिर चाहिए भाई भैया दीदी सर मैडम en por favor puede puedes podemos si sí"
)
_NOT_AFTER = _set("not don't dont cannot can't cant isn't without bina")
"""They deny what comes after them: "not Hindi", "I don't speak Hindi"."""
_NOT_BEFORE = _set("nahi nahin nai mat नहीं मत")
"""They deny what came before them: "Hindi nahi"."""
_BE = _set("is isn't")
"""With one of them the denial comes after what is denied: "my English is not good"."""
_POLITE = _set("we you mind")
""""Why don't we", "can't you", "if you don't mind": no denials."""
_KNOWING = _set(
    "know understand follow good well aati aata samajh samajhta samajhti samajhte achchi acchi achhi "
    "आती आता समझ अच्छी entiendo"
)
_BARE_NO = re.compile(r"\W*no \w+\W*(please\W*)?$")
""""No Hindi please". "No, Hindi please" is something else."""
_CHOICE = _set("or both ya either dono या दोनों o")
_OTHERS = _set("the my his her a our she he they")
"""Who speaks it is somebody else: "does the doctor speak Hindi"."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A caller asks for a language."""

    language: str
    alone: bool
    """Nothing else was said."""


def wish(text: str, languages: Sequence[str], *, now: str = "") -> Wish | None:
    """The language of the flow that the caller asks for: "Hindi please", "can we talk in English". `now` is the one
    that is being spoken: a bare "no Hindi" asks for the other one only while it is Hindi.
    """
    said = [word.text for word in words(text) if word.sort == "word"]
    places = {at: language for at, word in enumerate(said) for language in languages if word in NAMES.get(language, ())}
    if not places:
        return None
    around = [word for at, word in enumerate(said) if at not in places]
    rest = [word for word in around if word not in _AROUND | _SPEAKING | _NOT_AFTER | _NOT_BEFORE | _KNOWING]
    named = list(dict.fromkeys(places.values()))
    denied = frozenset({now}) if _BARE_NO.match(fold(text)) and named == [now] else _denied(said, places)
    wanted = [language for language in named if language not in denied]
    speaking = not _SPEAKING.isdisjoint(around) and not _of_others(said)
    if not wanted:
        # "I don't speak Hindi": the other one, if there is just one other.
        others = [language for language in languages if language not in denied]
        meant = speaking or not _KNOWING.isdisjoint(around) or not rest
        return Wish(others[0], not rest) if len(others) == 1 and meant else None
    if len(wanted) > 1 and not _CHOICE.isdisjoint(around):
        return None  # either is welcome
    if denied or speaking or not rest:
        return Wish(wanted[-1], not rest)
    return None


def _denied(said: Sequence[str], places: Mapping[int, str]) -> frozenset[str]:
    """The named languages that the caller does not want, or does not know."""
    found = set()
    for at, word in enumerate(said):
        before = [place for place in places if place < at]
        after = [place for place in places if place > at]
        following = said[at + 1] if at + 1 < len(said) else ""
        if word in _NOT_AFTER and following not in _POLITE:
            backwards = word in _BE or (at > 0 and said[at - 1] in _BE)
            found.update((before[-1:] if backwards else after[:1]) or before[-1:])
        elif word in _NOT_BEFORE:
            # "nahi aati Hindi"; but "nahi, Hindi mein" is an answer and a wish.
            found.update(before[-1:] or (after[:1] if following in _KNOWING else []))
    return frozenset(places[place] for place in found)


def _of_others(said: Sequence[str]) -> bool:
    """Whether it is somebody else who speaks: "does the doctor speak Hindi", "my mother speaks Hindi"."""
    verbs = [at for at, word in enumerate(said) if word in ("speak", "speaks", "talk", "talks")]
    return any(not _OTHERS.isdisjoint(said[max(0, at - 2) : at]) for at in verbs)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The one language that an utterance is wholly in."""

    language: str
    """Empty when the utterance is short, mixed or cannot be told."""
    sure: bool = False
    """It is long, and written as this language is."""


def spoken(text: str, languages: Sequence[str]) -> Spoken:
    """Which of the flow's languages an utterance is wholly in."""
    said = [word.text for word in words(text) if word.sort == "word"]
    if len(said) < ENOUGH or len(languages) < 2:
        return Spoken("")
    found = {language: _signs(said, language, languages) for language in languages}
    present = [language for language, signs in found.items() if signs.written or signs.grammar]
    if len(present) != 1:
        return Spoken("")
    [language] = present
    signs, own = found[language], _own_alphabet(language, languages) is not None
    enough = max(signs.written, signs.grammar) >= WHOLLY if own else signs.grammar >= TELLING
    sure = len(said) >= PLENTY and (not own or signs.written >= WHOLLY)
    return Spoken(language, sure) if enough else Spoken("")


@dataclass(frozen=True, slots=True)
class _Signs:
    written: float
    """The share of the words in the language's own alphabet."""
    grammar: float
    """The share of the words that belong to its grammar, and to no other's here."""


def _signs(said: Sequence[str], language: str, languages: Sequence[str]) -> _Signs:
    others = frozenset[str]().union(*(GRAMMAR.get(each, frozenset()) for each in languages if each != language))
    own = GRAMMAR.get(language, frozenset()) - others
    alphabet = _own_alphabet(language, languages)
    if alphabet is not None:
        written = sum(bool(alphabet.search(word)) for word in said)
        return _Signs(written / len(said), sum(word in own for word in said) / len(said))
    latin = [word for word in said if word.isascii()]
    if language == "en" and len(latin) < len(said):
        # Roman words among those of another alphabet are English ones, mixed in.
        return _Signs(len(latin) / len(said), 0.0)
    return _Signs(0.0, sum(word in own for word in said) / len(said))


def _own_alphabet(language: str, languages: Sequence[str]) -> re.Pattern[str] | None:
    """The alphabet that tells this language from the others."""
    pattern = ALPHABETS.get(language)
    shared = any(other != language and _same(ALPHABETS.get(other), pattern) for other in languages)
    return None if shared else pattern


def _same(one: re.Pattern[str] | None, other: re.Pattern[str] | None) -> bool:
    return one is not None and other is not None and one.pattern == other.pattern


def length(text: str) -> int:
    """How many words an utterance has."""
    return sum(word.sort == "word" for word in words(text))
