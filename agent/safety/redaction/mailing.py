"""The words of e-mail addresses and UPI ids."""

from collections.abc import Mapping

from agent.safety.redaction.tokens import key, keys
from graphs.understanding import mail_words
from graphs.understanding.english.common import COMMON
from graphs.understanding.hindi.contacts import MAIL_WORDS

_AT = """
    @ | at the rate of | at the rate off | at the rate | at the rate sign | at rate of | at rate | at d rate |
    at da rate | at de rate | aat the rate | et the rate | add the rate | add the rate of | at the red | at sign |
    at symbol | attherate | attherateof | एट द रेट ऑफ | एट द रेट | ऐट द रेट ऑफ | ऐट द रेट | एट रेट | ऐट रेट | एट दी रेट |
    अट द रेट | एटदरेट | एट साइन
"""


def _phrases() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in _AT.split("|"):
        parts = tuple(key(word) for word in phrase.split())
        found.setdefault(parts[0], []).append(parts)
    return {first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in found.items()}


AT_PHRASES = _phrases()
"""What surely means @, by its first word, the longest first."""
PLAIN_AT = keys("at एट ऐट अट")
"""What means @ only before a provider or an ending."""
MARKS = {key(word): sign for word, sign in mail_words.MARKS.items() if word not in ("plus", "+", "minus")} | {
    key(word): "." for word in ("डॉट", "डाट", "डोट")
}
ENDINGS = frozenset(mail_words.ENDINGS) | keys("कॉम काम को इन नेट ओआरजी ऑर्ग डॉटकॉम")
_PROVIDERS_NATIVE = {key(native): latin for native, latin in MAIL_WORDS.items()}
PROVIDERS = frozenset(mail_words.PROVIDERS) | {
    native for native, latin in _PROVIDERS_NATIVE.items() if latin in mail_words.PROVIDERS
} | keys("जिमेल rediff proton zoho ymail")  # fmt: skip
_SHORT_HANDLES = """
    ybl ibl axl apl yapl rapl waicici wahdfcbank wasbi waaxis ikwik naviaxis timecosmos
"""
_HANDLES = """
    okaxis okhdfcbank okicici oksbi paytm upi axisbank sbi hdfcbank icici kotak barodampay idfcbank freecharge fbl
    jupiteraxis sliceaxis ptaxis ptsbi ptyes pthdfc yesbank yesg axisb amazonpay pnb cnrb unionbank federal rbl dbs
    indus airtel postbank aubank equitas citi hsbc superyes
"""
SHORT_HANDLES = frozenset(_SHORT_HANDLES.split())
"""Handles that are no words, so that "at" before them is an @."""
HANDLES = SHORT_HANDLES | frozenset(_HANDLES.split())
"""Handles of UPI apps and banks (National Payments Corporation of India)."""
_NATIVE_PARTS = {
    key(native): latin
    for native, latin in {
        "ओके": "ok", "एक्सिस": "axis", "बैंक": "bank", "पेटीएम": "paytm", "यूपीआई": "upi", "एसबीआई": "sbi",
        "एचडीएफसी": "hdfc", "आईसीआईसीआई": "icici", "वाईबीएल": "ybl", "ओकेएक्सिस": "okaxis", "आईबीएल": "ibl",
        "ओकेएसबीआई": "oksbi", "एक्सेल": "axl",
    }.items()
}  # fmt: skip


def handle(parts: tuple[str, ...]) -> tuple[str, int] | None:
    """The UPI handle with which words begin, and how many of them it takes: "ok axis", "y b l"."""
    joined, best = "", None
    for size, part in enumerate(parts, start=1):
        joined += _NATIVE_PARTS.get(part, "ok" if part == "okay" else part)
        if joined in HANDLES:
            best = (joined, size)
    return best


SOUNDS = keys("um umm uh uhh er hmm hm mm ah aa toh basically अम्म उम्म हम्म , matlab haan मतलब तो")
"""Sounds that are no part of an address."""
NEVER = (
    frozenset(map(key, mail_words.BEFORE))
    - keys("""
    work personal office home other new hello hi me name no last
    """)
) | keys(
    """
    is are was hai hain he id email mail ईमेल मेल है हैं मेरा मेरी आईडी की का के पर पे को से और the a my
    your our and to please send write sent reach contact me us you i it this that now upi gpay phonepe paytm
    vpa address pe par bhejo bhej do kar karo use try pay money transfer account यूपीआई भेजो भेज दो लिखिए e
    at id's sorry also or on . ? ! ; :
    """
)
"""What stands before an address and is no part of it."""
UNLIKELY = COMMON | keys(
    """
    ordered bought shopping saw seen found looked registered signed available listed posted apply applied
    checked went go going arrived met meeting stay staying live sitting standing eat ate have has had want
    need like meet see call stop wait shop work works arrive looking lunch dinner was were we they
    """
)
"""Words of ordinary sentences: part of an address only with a sign beside them."""
