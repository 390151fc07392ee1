"""The rows of digits of several turns, put together: which go on with which, and what each was called."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.safety.redaction import joining, matching
from agent.safety.redaction.asides import NOTHING, Aside, aside, clean, refused
from agent.safety.redaction.chains import Chain, judged
from agent.safety.redaction.corrections import restated
from agent.safety.redaction.kinds import Kind, Label, Plain
from agent.safety.redaction.numerals import HINDI_WORDS
from agent.safety.redaction.segments import Heard, Segment
from agent.safety.redaction.spans import Span
from agent.safety.redaction.tokens import keys

_LASTS = 4
"""Turns for which a name holds that was asked for or said before."""
_SILENT = 2
"""Turns without digits that may lie between two parts of one number."""
_SILENT_WHEN_NAMED = 3
_MOST_DIGITS = 24
_MOST_REPAIRED = 60
"""Digits of a number that is said again and again."""
_WORDY = 5
_TALKATIVE = 25
"""Words between two parts of a number that was named and is not complete."""
_CORRECTING = 14
"""Words of a correction."""
_STRAY = 2
"""Words that nobody foresaw, before the rest of a number in its turn."""
_LONGEST_ASIDE = 40
_FEWEST_FOR_PHONE = 7
_PHONE = 10
_FEWEST_AFTER_ALL = 3
"""Digits told in one, of what the caller first would not tell."""
_HINDI = keys("aur phir fir uske और फिर उसके hai है")


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
    again: bool = False
    """The question before it asked to hear something once more."""


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
    refused: bool = False  # the caller said that it will not be told

    def label(self) -> Label | None:
        return self.labels[0] if self.labels and self.age <= _LASTS else None


class Grouping:
    """The chains of a row of turns, judged. Rows within `covered` are something else already."""

    def __init__(self, turns: Sequence[Turn], covered: Sequence[Span]) -> None:
        self.chains: list[Chain] = []
        self.open: Chain | None = None
        self._turns = {turn.index: turn for turn in turns}
        self._told = [span for span in covered if span.whole]
        self._covered: dict[int, list[tuple[int, int]]] = {}
        for span in covered:
            self._covered.setdefault(span.turn, []).append((span.start, span.end))
        self._named = _Named()
        self._ifsc = any(span.kind is Kind.ifsc for span in covered) or any(
            Kind.ifsc in turn.asks or joining.names_ifsc(turn.heard) for turn in turns
        )
        self._bank = self._ifsc or any(joining.of_a_bank(turn.heard) for turn in turns)
        self._card: Chain | None = None
        self._since: list[Heard] = []
        """The last turn with digits, and those without any since."""
        for turn in turns:
            self._read(turn)
        self.goes_on = self._goes_on()
        self._settle()

    def _goes_on(self) -> bool:
        """Whether the last that was named or asked for is a secret that is not said in full."""
        if self.open is not None and isinstance(self.open.label, Kind):
            return not self.open.complete()
        return isinstance(self._named.label(), Kind) and (self.open is None or self.open.label is None)

    def _read(self, turn: Turn) -> None:
        heard = turn.heard
        if turn.asks:
            self._named = _Named(turn.asks, 0, asked=True)
        else:
            self._named.age += 1
        self._named.refused |= self._named.asked and not heard.segments and refused(heard.said)
        if heard.retro is not None and self.open is not None and self.open.label is None:
            self.open.label = heard.retro
        for place, segment in enumerate(heard.segments):
            if not self._is_covered(segment):
                self._place(turn, segment if place else self._taken_up(turn, segment))
        if heard.segments:
            self._since = [heard]
        elif heard.said and self._since:
            self._since = [*self._since, heard] if not heard.marks and len(self._since) <= _SILENT_WHEN_NAMED else []
        if heard.trailing is not None:
            self._named = _Named((heard.trailing,), 0)

    def _taken_up(self, turn: Turn, segment: Segment) -> Segment:
        """The first row of a turn, with what was said before that turn: "no, wait", and the digits in the next one."""
        before = self._taken_back()
        segment = replace(segment, placed=segment.placed or before.placed)
        if not (before.repaired or turn.again):
            return segment
        return replace(
            segment,
            repaired=True,
            retracted=segment.retracted or before.retracted or turn.again,
            restarted=segment.restarted or before.restarted,
        )

    def _taken_back(self) -> Aside:
        """What was said since the last digits, as far as it takes something back."""
        if not self._since:
            return NOTHING
        before = self._since[0].tail()
        for heard in self._since[1:]:
            tail = heard.tail()
            if not (tail.passing(_STRAY) or tail.words <= _CORRECTING):
                return NOTHING
            if tail.undone or tail.placed:
                before = joining.both(before, tail)
        return before

    def _is_covered(self, segment: Segment) -> bool:
        return any(start < segment.end and segment.start < end for start, end in self._covered.get(segment.turn, ()))

    def _place(self, turn: Turn, segment: Segment) -> None:
        label, weak, asked = self._label(turn, segment)
        own = segment.label is not None and label is segment.label and not asked
        if own and isinstance(label, Plain) and not weak and not turn.asks:
            self._named = _Named()  # something else is spoken of now
        chain = self.open
        if chain is not None and segment.placed and not segment.repaired and joining.in_full(chain):
            segment = replace(segment, repaired=True, retracted=True)
        if chain is not None and self._joins(chain, segment, label, own=own):
            self._join(chain, segment, label)
            return
        choices = self._named.labels if asked else ()
        if chain is not None and isinstance(chain.label, Kind) and label is None and self._overlong(chain, segment):
            label, weak, chain.follows = chain.label, chain.weak, True
        self._settle()
        self.open = Chain(
            [segment],
            label,
            choices=choices,
            weak=weak,
            bare=self._bare(turn, segment, asked=asked) if isinstance(label, Kind) else False,
            repaired=segment.repaired and self._secret_before(turn),
        )
        self.open.follows = self.open.repaired or (chain is not None and chain.follows)
        if self.open.repaired and label is None and self.chains:
            self.open.label = self.chains[-1].label

    def _bare(self, turn: Turn, segment: Segment, *, asked: bool) -> bool:
        """Whether nothing but what leads to a number stands around a row that was named or asked for."""
        led = segment.direct or (asked and bool(turn.asks) and self._led(turn, segment))
        return led and turn.heard.tail().passing()

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
        short = len(segment.digits) < _FEWEST_FOR_PHONE and not segment.direct
        if own is Plain.phone and short and self.open_label() is not Plain.phone:
            weak = True
        inherited = self._named.label()
        if joining.told(self._told, own, segment, turn.index):
            own = None
        if joining.told(self._told, inherited, segment, turn.index - self._named.age):
            inherited = None
        if inherited is not None and self._named.refused and len(segment.digits) < _FEWEST_AFTER_ALL:
            self._named, inherited = _Named(), None
        if own is not None and (not weak or (own is Plain.phone and len(segment.digits) == _PHONE)):
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
            secret = isinstance(label, Kind) and label is chain.label
            return secret and not chain.complete() and last.turn == segment.turn - 1
        last_four = chain.segments[0].ending and not segment.repaired and last.turn < segment.turn
        if last_four or segment.plus or self._apart(chain, segment, label):
            return False
        if self._again(chain, segment):
            return True
        if chain.complete() and not (segment.repaired or joining.from_the_beginning(chain, segment)):
            return self._confirmed(chain, last, segment)
        return self._connected(chain, last, segment)

    def _again(self, chain: Chain, segment: Segment) -> bool:
        """Whether what was said is said again, whatever words stand between: "… let me rephrase …"."""
        if not joining.says_again(chain, segment):
            return False
        last, said = chain.segments[-1], self._turns[segment.turn].heard.said
        if last.turn == segment.turn:
            between = aside(said, last.after, segment.first)
        elif segment.turn - last.turn == 1:
            between = joining.both(self._turns[last.turn].heard.tail(), aside(said, 0, segment.first))
        else:
            return False
        return between.words <= _CORRECTING and (isinstance(chain.label, Kind) or between.strange > 0)

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
            ((asked_again or joining.few(chain)) and restated(chain.digits, segment.digits))
            or (label is Kind.bank_account and asked_again and joining.whole(chain, segment))
            or (label is Kind.bank_account and segment.retracted and joining.said_alike(chain, segment))
        ):
            return True
        return self._overlong(chain, segment)

    def _overlong(self, chain: Chain, segment: Segment) -> bool:
        """Whether with a row a chain would have more digits than any number, however often it is said."""
        if chain.size + len(segment.digits) <= _MOST_DIGITS:
            return False
        if not (segment.repaired or chain.repaired) and chain.told + len(segment.digits) > _MOST_DIGITS:
            return True
        return len(chain.digits) > _MOST_REPAIRED

    def _word(self, segment: Segment) -> str:
        return self._turns[segment.turn].heard.said[segment.first].text

    def _in_hindi(self, chain: Chain, segment: Segment) -> bool:
        before = self._turns[segment.turn].heard.said[: segment.first]
        return any(map(self._hindi, chain.segments)) or any(token.text in _HINDI for token in before)

    def _hindi(self, segment: Segment) -> bool:
        said = self._turns[segment.turn].heard.said
        return any(token.text in HINDI_WORDS for token in said[segment.first : segment.after])

    def _connected(self, chain: Chain, last: Segment, segment: Segment) -> bool:
        wanted = isinstance(chain.label, Kind) and not (chain.enough() or chain.weak or chain.segments[0].ending)
        if last.turn == segment.turn:
            return self._near(chain, last, segment, wanted=wanted)
        between = range(last.turn + 1, segment.turn)
        if len(between) > (_SILENT_WHEN_NAMED if wanted else _SILENT) or any(
            index not in self._turns or len(self._turns[index].heard.said) > _LONGEST_ASIDE for index in between
        ):
            return False
        lead = aside(self._turns[segment.turn].heard.said, 0, segment.first)
        if not (lead.retracted or self._leads(chain, segment, lead, wanted=wanted)):
            return False
        if isinstance(chain.label, Kind):
            return True
        tail = self._turns[last.turn].heard.tail()
        return tail.passing(joining.stray(chain, last, onward=lead.onward)) or tail.retracted

    def _confirmed(self, chain: Chain, last: Segment, segment: Segment) -> bool:
        """Whether of a secret that is complete a part is told once more, "yes, that was two, one nine", or the caller
        says that more of it comes: a digit too many may have been heard before.
        """
        if not isinstance(chain.label, Kind) or segment.turn - last.turn > 1:
            return False
        said = self._turns[segment.turn].heard.said
        if last.turn == segment.turn:
            between = aside(said, last.after, segment.first)
            return between.confirmed and between.passing()
        lead = aside(said, 0, segment.first)
        return lead.onward and lead.passing(_STRAY) and matching.exact(chain.attempt) is None

    def _leads(self, chain: Chain, segment: Segment, lead: Aside, *, wanted: bool) -> bool:
        """Whether the first row of a turn goes on with a chain."""
        if wanted:
            return lead.passing(_STRAY) or lead.strange <= _STRAY * 2
        if isinstance(chain.label, Kind):
            if lead.strange == 0:
                return True
            tail = self._turns[segment.turn].heard.tail()
            return lead.passing(_STRAY) and lead.strange + tail.strange <= _STRAY - (not lead.onward)
        return lead.passing(joining.stray(chain, segment, onward=chain.label is None and lead.onward))

    def _near(self, chain: Chain, last: Segment, segment: Segment, *, wanted: bool) -> bool:
        """Whether a row goes on with a chain in the same turn."""
        said = self._turns[segment.turn].heard.said
        between = aside(said, last.after, segment.first)
        if between.words == 1 and joining.one_or_other(said, last, segment):
            return False
        if between.passing(_STRAY) or (between.retracted and between.words <= _CORRECTING):
            return True
        if isinstance(chain.label, Kind):
            return between.words <= (_TALKATIVE if wanted else 2 * _WORDY)
        chain.wordy = between.words <= _WORDY
        return chain.wordy

    def _join(self, chain: Chain, segment: Segment, label: Label | None) -> None:
        if joining.from_the_beginning(chain, segment):
            segment = replace(segment, restarted=True)
        if self._again(chain, segment):
            segment = replace(segment, repaired=True)
        chain.add(segment)
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
        if self._card is None or not joining.whole_card(self._card):
            return False
        last, first = self._card.segments[-1], chain.segments[0]
        said = self._turns[first.turn].heard.said
        if last.turn == first.turn:
            return first.first - last.after <= 8
        return first.turn - last.turn == 1 and clean(said, 0, len(said), pausing=True)


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
