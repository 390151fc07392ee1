"""The rows of digits of several turns, put together: which go on with which, and what each was called."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.safety.redaction import checks
from agent.safety.redaction.chains import FEWEST, Chain, judged
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.numerals import HINDI_WORDS
from agent.safety.redaction.segments import Heard, Segment, clean
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import keys

_LASTS = 4
"""Turns for which a name holds that was asked for or said before."""
_SILENT = 2
"""Turns without digits that may lie between two parts of one number."""
_MOST_DIGITS = 24
_WORDY = 5
_STRAY = 2
"""Words that nobody foresaw, before the rest of a number in its turn."""
_LONGEST_ASIDE = 40
_FEWEST_FOR_PHONE = 7
_FEWEST_RESTATED = 6
_PUT_RIGHT = 2
_HINDI = keys("aur phir fir uske और फिर उसके hai है")
_BANK = keys("bank बैंक")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the caller."""

    index: int
    heard: Heard
    asks: tuple[Label, ...] = ()
    """What the question before it asked for."""
    lettered: bool = False
    """It has letters that are spelled."""
    mailed: bool = False
    """It has an @ or a dot in it, or words that may mean one."""


def around(turns: Sequence[Turn], wanted: Sequence[bool], reach: int) -> list[Sequence[Turn]]:
    """The wanted turns with so many on either side, in stretches."""
    near = [any(wanted[max(0, at - reach) : at + reach + 1]) for at in range(len(turns))]
    stretches: list[list[Turn]] = []
    for at, turn in enumerate(turns):
        if near[at] and at and near[at - 1]:
            stretches[-1].append(turn)
        elif near[at]:
            stretches.append([turn])
    return [*stretches]


@dataclass(slots=True)
class _Named:
    """What the next digits are called until something else is said."""

    labels: tuple[Label, ...] = ()
    age: int = 99
    asked: bool = False

    def label(self) -> Label | None:
        return self.labels[0] if self.labels and self.age <= _LASTS else None


class Grouping:
    """The chains of a row of turns, judged. Rows within `covered` are something else already."""

    def __init__(self, turns: Sequence[Turn], covered: Sequence[Span]) -> None:
        self.chains: list[Chain] = []
        self.open: Chain | None = None
        self._turns = {turn.index: turn for turn in turns}
        self._covered: dict[int, list[tuple[int, int]]] = {}
        for span in covered:
            self._covered.setdefault(span.turn, []).append((span.start, span.end))
        self._named = _Named()
        self._ifsc = any(span.kind is Kind.ifsc for span in covered) or any(
            Kind.ifsc in turn.asks or _names_ifsc(turn.heard) for turn in turns
        )
        self._bank = self._ifsc or any(_of_a_bank(turn.heard) for turn in turns)
        self._card: Chain | None = None
        for turn in turns:
            self._read(turn)
        self._settle()

    def _read(self, turn: Turn) -> None:
        heard = turn.heard
        if turn.asks:
            self._named = _Named(turn.asks, 0, asked=True)
        else:
            self._named.age += 1
        if heard.retro is not None and self.open is not None and self.open.label is None:
            self.open.label = heard.retro
        for segment in heard.segments:
            if not self._is_covered(segment):
                self._place(turn, segment)
        if heard.trailing is not None:
            self._named = _Named((heard.trailing,), 0)

    def _is_covered(self, segment: Segment) -> bool:
        return any(start < segment.end and segment.start < end for start, end in self._covered.get(segment.turn, ()))

    def _place(self, turn: Turn, segment: Segment) -> None:
        label, weak, asked = self._label(turn, segment)
        own = segment.label is not None and label is segment.label and not asked
        chain = self.open
        if chain is not None and self._joins(chain, segment, label, own=own):
            self._join(chain, segment, label)
            return
        choices = self._named.labels if asked else ()
        self._settle()
        self.open = Chain(
            [segment],
            label,
            choices=choices,
            weak=weak,
            repaired=segment.repaired and self._secret_before(turn),
        )
        if self.open.repaired and label is None and self.chains:
            self.open.label = self.chains[-1].label

    def _secret_before(self, turn: Turn) -> bool:
        if not self.chains or not self.chains[-1].found:
            return False
        last = self.chains[-1].segments[-1]
        segment_first = turn.heard.segments[0] if turn.heard.segments else None
        near = turn.index - last.turn <= 2
        return near and segment_first is not None and clean(turn.heard.said, 0, segment_first.first, pausing=True)

    def _label(self, turn: Turn, segment: Segment) -> tuple[Label | None, bool, bool]:
        """The name of a row, whether it says little, and whether it was asked for."""
        own, weak = segment.label, segment.weak
        if own is Plain.phone and len(segment.digits) < _FEWEST_FOR_PHONE and self.open_label() is not Plain.phone:
            weak = True
        inherited = self._named.label()
        if own is not None and not weak:
            return own, False, False
        if inherited is not None and self._named.asked and self._named.age == 0:
            return inherited, False, True
        if inherited is not None and self._led(turn, segment):
            return inherited, False, self._named.asked
        if own is not None:
            return (own, True, False) if own is not Plain.phone or not weak else (None, False, False)
        return None, False, False

    def open_label(self) -> Label | None:
        """The name of the chain that may go on."""
        return self.open.label if self.open is not None else None

    def _led(self, turn: Turn, segment: Segment) -> bool:
        """Whether nothing but what leads to a number stands before it in its turn."""
        return clean(turn.heard.said, 0, segment.first, pausing=True)

    def _joins(self, chain: Chain, segment: Segment, label: Label | None, *, own: bool) -> bool:
        last = chain.segments[-1]
        if len(segment.pieces) == 1 and self._word(segment) == "do" and not self._in_hindi(chain, segment):
            return False  # after English digits it is the verb
        if own and not segment.after_label and not (label is chain.label and segment.repaired):
            return label is chain.label and not chain.complete() and last.turn == segment.turn - 1
        if self._apart(chain, segment, label):
            return False
        connected = self._connected(chain, last, segment)
        return connected and (segment.repaired or not chain.complete())

    def _apart(self, chain: Chain, segment: Segment, label: Label | None) -> bool:
        """Whether what they were called, a new question or their length keeps a row from going on with a chain."""
        last = chain.segments[-1]
        if None not in (label, chain.label) and label is not chain.label:
            return True
        if isinstance(label, Plain) and last.turn < segment.turn and self._turns[segment.turn].asks:
            return True
        if chain.label is None and label is not None and not segment.after_label and last.turn == segment.turn:
            return True
        asked_again = bool(self._turns[segment.turn].asks) and last.turn < segment.turn
        again = chain.label in (None, Kind.bank_account) and (segment.repaired or asked_again)
        if again and chain.label is Kind.bank_account and segment.restarted:
            again = chain.digits == segment.digits
        if again and (
            _restated(chain.digits, segment.digits)
            or (label is Kind.bank_account and asked_again and _whole(chain, segment))
            or (label is Kind.bank_account and segment.retracted and _alike(chain, segment))
        ):
            return True
        return len(chain.attempt) + len(segment.digits) > _MOST_DIGITS and not segment.repaired

    def _word(self, segment: Segment) -> str:
        return self._turns[segment.turn].heard.said[segment.first].text

    def _in_hindi(self, chain: Chain, segment: Segment) -> bool:
        before = self._turns[segment.turn].heard.said[: segment.first]
        return any(map(self._hindi, chain.segments)) or any(token.text in _HINDI for token in before)

    def _hindi(self, segment: Segment) -> bool:
        said = self._turns[segment.turn].heard.said
        return any(said[piece.first].text in HINDI_WORDS for piece in segment.pieces)

    def _connected(self, chain: Chain, last: Segment, segment: Segment) -> bool:
        if last.turn == segment.turn:
            said = self._turns[segment.turn].heard.said
            if clean(said, last.after, segment.first, pausing=True):
                return True
            words = sum(token.sort != "sign" for token in said[last.after : segment.first])
            return words <= _WORDY or (isinstance(chain.label, Kind) and words <= 2 * _WORDY)
        between = range(last.turn + 1, segment.turn)
        if len(between) > _SILENT or any(
            index not in self._turns or len(self._turns[index].heard.said) > _LONGEST_ASIDE for index in between
        ):
            return False
        before, now = self._turns[last.turn].heard.said, self._turns[segment.turn].heard.said
        if not clean(now, 0, segment.first, pausing=True, but=_STRAY if len(segment.digits) > 2 else 0):
            return False
        return isinstance(chain.label, Kind) or clean(before, last.after, len(before), pausing=True)

    def _join(self, chain: Chain, segment: Segment, label: Label | None) -> None:
        last = chain.segments[-1]
        if last.turn == segment.turn and not clean(
            self._turns[segment.turn].heard.said, last.after, segment.first, pausing=True
        ):
            chain.wordy = True
        chain.segments.append(segment)
        chain.repaired = chain.repaired or segment.repaired
        if chain.label is None:
            chain.label = label

    def _settle(self) -> None:
        """The open chain is as long as it will be."""
        if self.open is None:
            return
        chain = judged(self.open, bank=self._bank, ifsc=self._ifsc, card=self._right_after_card(self.open))
        self.chains.append(chain)
        if any(kind is Kind.card for kind in chain.found.values()):
            self._card = chain
        if chain.complete() and chain.label is not None and chain.label is self._named.label() and self._named.age > 0:
            self._named = _Named()
        self.open = None

    def _right_after_card(self, chain: Chain) -> bool:
        if self._card is None or not _whole_card(self._card):
            return False
        last, first = self._card.segments[-1], chain.segments[0]
        said = self._turns[first.turn].heard.said
        if last.turn == first.turn:
            return first.first - last.after <= 8
        return first.turn - last.turn == 1 and clean(said, 0, len(said), pausing=True)


def _whole(chain: Chain, segment: Segment) -> bool:
    """Whether two answers are each as long as a customer's number and not as long as a bank account's."""
    lengths = (len(chain.digits), len(segment.digits))
    return min(lengths) >= _FEWEST_RESTATED and max(lengths) < FEWEST[Kind.bank_account]


def _alike(chain: Chain, segment: Segment) -> bool:
    """Whether of two such answers one stands for the other: a part put right is seldom as long as what was before."""
    return _whole(chain, segment) and len(chain.digits) == len(segment.digits)


def _restated(before: str, now: str) -> bool:
    """Whether a number is said again, as it was or with a digit or two put right."""
    if len(before) != len(now) or len(now) < _FEWEST_RESTATED:
        return False
    return sum(one != other for one, other in zip(before, now, strict=True)) <= _PUT_RIGHT


def _whole_card(chain: Chain) -> bool:
    return checks.full_card(chain.digits) or checks.is_card(chain.digits)


def _names_ifsc(heard: Heard) -> bool:
    return any(mention.label is Kind.ifsc for mention in heard.named)


def _of_a_bank(heard: Heard) -> bool:
    return any(token.text in _BANK for token in heard.said)


def undecided(grouping_turns: Sequence[Turn], chains: Sequence[Chain]) -> Chain | None:
    """The last chain, when it may still become something that is redacted."""
    if not chains:
        return None
    chain, newest = chains[-1], grouping_turns[-1].index
    last = chain.segments[-1]
    plain = isinstance(chain.label, Plain) and chain.label is not Plain.last_four
    if chain.found or plain or newest - last.turn > _SILENT or len(chain.digits) >= 19:
        return None
    silent = [turn for turn in grouping_turns if turn.index > last.turn]
    if any(len(turn.heard.said) > _LONGEST_ASIDE for turn in silent):
        return None
    said = next(turn.heard.said for turn in grouping_turns if turn.index == last.turn)
    if not clean(said, last.after, len(said), pausing=True):
        return None
    first = chain.segments[0]
    start = next(turn.heard.said for turn in grouping_turns if turn.index == first.turn)
    return chain if len(chain.digits) >= 3 or clean(start, 0, first.first) else None
