"""What questions ask for."""

import re
from functools import lru_cache
from itertools import pairwise

from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.labels import Mention, mentions
from agent.safety.redaction.tokens import tokens

_LONGEST = 1000
"""Characters at the end of what was said; the question is there."""
_SECRET_CODE = re.compile(
    r"\bcode\b[^.?!]*\b(?:sent|texted|text|received|got|get|sms|message|messaged|phone|mobile|screen)\b"
    r"|\b(?:sent|texted|sms|message)\b[^.?!]*\bcode\b|कोड[^।?!]*(?:भेजा|आया|मिला)|code[^.?!]*(?:bheja|aaya|mila)"
)
_BEFORE_QUESTION = re.compile(
    r"\b(?:what(?:'s| is| are| was)|tell(?: me)?|give(?: me)?|share|enter|say|read(?: out)?|may i have|could i have|"
    r"can i (?:have|get)|i need|provide|confirm|repeat|dictate|spell)\b"
)
_OTHER_QUESTION = re.compile(
    r"\bhow (?:many|much|old|long|big|tall|far|often)\b|\b(?:when|where|who|why)\b"
    r"|\b(?:what|which) (?:time|day|date|year|month|age|size)\b"
    r"|\b(?:kitn[aei]|kab|kahan|kaun|kyun)\b|कितन[ाेी]|कब|कहाँ|कहां|कौन"
)
"""It asks for something that is no secret, whatever that is."""
_WHICH_PHONE = re.compile(
    r"\b(?:which|what|other|another) number\b[^.?!]*\b(?:send|call|reach|text|ring|contact|calling|whatsapp)\b"
    r"|\bkis number\b|किस नंबर"
)
"""A number at which somebody can be reached."""
_OUT = re.compile(r"\b(?:read|tell|give|say)\b[^.?!]*\bnumber\b")
_LAST_FOUR = re.compile(
    r"\b(?:last|final|aakhri|akhri)\W+(?:ke\W+)?(?:four|4|chaar|char)\b|(?:आखिरी|अंतिम)\s+(?:के\s+)?(?:चार|4|४)"
)
_LAST_FOUR_OF = frozenset({Kind.card, Kind.aadhaar, Kind.virtual_id, Kind.bank_account, Plain.phone})
"""Their last four digits may be known: who asks for these asks for no secret."""
_OF_CARD = re.compile(r"\b(?:card|kard)\b|कार्ड")
_VERB_LAST = re.compile(
    r"[\u0900-\u097f]\W*$|\b(?:bataiye|bataiyega|batao|bata|boliye|bolo|dijiye|dijie|kijiye|likhiye|sunaiye|hai|dein"
    r"|karein|de)\b"
)
"""Hindi names what it asks for right before the verb: "phone par aaya OTP bataiye"."""


def _heads(found: list[Mention]) -> list[Mention]:
    """Of names right after one another the last: "card expiry date"."""
    joined = {second.first for first, second in pairwise(found) if first.after == second.first}
    return [each for each in found if each.after not in joined]


@lru_cache(maxsize=256)
def asked_for(question: str) -> tuple[Label, ...]:  # noqa: PLR0911 -- one line for each shape
    """What a question asks for: the names of its last sentence that has any, the likeliest first.

    "Tell me the OTP that we sent to your mobile" asks for the OTP, "For your card, what is the zip code?" for the code.
    """
    for sentence in reversed(re.split(r"[.?!।;]+(?:\s|$)", question[-_LONGEST:])):
        lower = sentence.lower()
        found = _heads(mentions(tokens(sentence)))
        if _SECRET_CODE.search(lower) and not any(isinstance(each.label, Kind) for each in found):
            return (Kind.otp,)
        if found:
            asks = list(_BEFORE_QUESTION.finditer(lower))
            said = tokens(sentence)
            after = asks[-1].end() if asks else 0
            ordered = [each for each in found if said[each.first].start >= after] or found
            if _VERB_LAST.search(lower):
                ordered = found[::-1]
            ordered = [each for each in ordered if not each.weak] or ordered
            labels = tuple(dict.fromkeys(each.label for each in ordered))
            known = _LAST_FOUR_OF if _LAST_FOUR.search(lower) else frozenset()
            return tuple(label for label in labels if label not in known) or (Plain.last_four,)
        if _LAST_FOUR.search(lower) and _OF_CARD.search(lower):
            return (Plain.last_four,)
        if _WHICH_PHONE.search(lower):
            return (Plain.phone,)
        if _OUT.search(lower) and _OF_CARD.search(question.lower()):
            return (Kind.card,)
        if _OTHER_QUESTION.search(lower):
            return (Plain.other,)
    return ()
