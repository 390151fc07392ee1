"""What tells of one row of digits whether it goes on with another, or says it again. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agent.safety.redaction import checks
from agent.safety.redaction.asides import Aside
from agent.safety.redaction.chains import FEWEST, Chain
from agent.safety.redaction.corrections import LENGTHS, alike, differences
from agent.safety.redaction.kinds import Kind, Label
from agent.safety.redaction.segments import Heard, Segment
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import Token, keys

_STRAY = 2
"""Words that nobody foresaw, before the rest of a number in its turn."""
_FEWEST_RESTATED = 6
_BANK = keys("bank बैंक")
_OR = keys("or ya या")
_GROUP = 3
"""Digits that are said in one breath, at least."""


def whole(chain: Chain, segment: Segment) -> bool:
    """Whether two answers are each as long as a customer's number and not as long as a bank account's."""
    lengths = (len(chain.digits), len(segment.digits))
    return min(lengths) >= _FEWEST_RESTATED and max(lengths) < FEWEST[Kind.bank_account]


def said_alike(chain: Chain, segment: Segment) -> bool:
    """Whether of two such answers one stands for the other: a part put right is seldom as long as what was before."""
    return whole(chain, segment) and len(chain.digits) == len(segment.digits)


def from_the_beginning(chain: Chain, segment: Segment) -> bool:
    """Whether what was said, in full or in part, is said once more."""
    if not segment.repaired and not chain.complete():
        return False
    begun = chain.attempt[: len(segment.digits)]
    if segment.repaired:
        return len(begun) >= _GROUP and alike(begun, segment.digits)
    return len(begun) > 1 and begun == segment.digits


def stray(chain: Chain, segment: Segment, *, onward: bool = False) -> int:
    """How many words that nobody foresaw may stand beside digits that nobody named."""
    return _STRAY if onward or (chain.label is None and len(segment.digits) > _STRAY) else 0


def says_again(chain: Chain, segment: Segment) -> bool:
    """Whether the end of what was said, or its beginning, is said again, as it was or with a digit put right."""
    size = len(segment.digits)
    if not _GROUP <= size <= chain.size:
        return False
    most = 0 if size == _GROUP else 1
    digits = chain.attempt
    return differences(digits[-size:], segment.digits) <= 1 or differences(digits[:size], segment.digits) <= most


def in_full(chain: Chain) -> bool:
    """Whether it is as long as a number that nobody named can be, or complete: what comes puts a part of it right."""
    return chain.complete() or (chain.label is None and chain.size in LENGTHS)


def few(chain: Chain) -> bool:
    """Whether it is an account number with fewer digits than a bank's."""
    return chain.label is not None and len(chain.digits) < FEWEST[Kind.bank_account]


def one_or_other(said: Sequence[Token], last: Segment, segment: Segment) -> bool:
    """ "Three or four": how many, and no digits."""
    return max(len(last.digits), len(segment.digits)) < _GROUP and said[last.after].text in _OR


def both(first: Aside, second: Aside) -> Aside:
    """What was said in two turns, as far as it takes something back."""
    return replace(
        second,
        words=first.words + second.words,
        strange=first.strange + second.strange,
        repaired=first.repaired or second.repaired,
        retracted=first.retracted or second.retracted,
        restarted=first.restarted or second.restarted,
        placed=first.placed or second.placed,
    )


def whole_card(chain: Chain) -> bool:
    """A card with its check digit is whole."""
    return checks.full_card(chain.digits) or checks.is_card(chain.digits)


def names_ifsc(heard: Heard) -> bool:
    """A code of a bank is named."""
    return Kind.ifsc in heard.labels


def of_a_bank(heard: Heard) -> bool:
    """A bank is spoken of."""
    return not _BANK.isdisjoint(heard.words)


def told(found: Iterable[Span], label: Label | None, segment: Segment, since: int) -> bool:
    """Whether all of what digits were called was told before them, from a turn on: "IFSC SBIN0001234, I need 12"."""
    return not (segment.retracted or segment.placed) and any(
        span.whole
        and span.kind is label
        and since <= span.turn
        and (span.turn, span.end) <= (segment.turn, segment.start)
        for span in found
    )
