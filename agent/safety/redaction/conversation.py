"""One call, read along: what may be written of each turn now, and what is known better later."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from agent.safety.redaction.addresses import address_open, addresses, mailed, tells_address
from agent.safety.redaction.chains import Chain
from agent.safety.redaction.grouping import Grouping, Turn, undecided
from agent.safety.redaction.kinds import DEFAULT, Kind, Label, Plain
from agent.safety.redaction.known import Known
from agent.safety.redaction.letters import lettered
from agent.safety.redaction.matching import spellings
from agent.safety.redaction.presence import worth_reading
from agent.safety.redaction.questions import asked_for
from agent.safety.redaction.segments import Heard, heard
from agent.safety.redaction.spans import Span, rewritten
from agent.safety.redaction.spelling import spelled

_DEEPEST = 20
_SPELLED = frozenset({Kind.pan, Kind.ifsc, Kind.email, Kind.upi})
_SPELLED_FOR = 8
_LETTERED_FOR = 3
_PASSED_OVER = 3
WINDOW = 12
"""Turns that are looked at together; what is older is as it is."""


@dataclass(frozen=True, slots=True)
class Written:
    """What may be written of a turn."""

    text: str
    held: bool = False
    """Digits in it stand as `[digits]` until it is known what they are."""
    earlier: Mapping[int, str] = field(default_factory=dict)
    """By index from 0: turns that are to be written otherwise from now on."""


class Conversation:
    """Reads one call along. Its turns are counted from 0."""

    def __init__(self, kinds: Collection[Kind] = DEFAULT) -> None:
        self._kinds = frozenset(kinds)
        self._turns: list[Turn] = []
        self._written: list[str] = []
        self._count = 0
        self._known = Known()
        self._open = ""
        """Digits that are held back."""
        self._holding = False
        self._spans: list[Span] = []
        """What is found in the turns of the window."""
        self._kept: list[Span] = []
        """What was found with the help of turns before them."""
        self._dictated = False
        """What was said last may go on: digits that nobody knows, or of what was named."""
        self._wanted = False
        """It is of what was named."""
        self._spelled = 0
        """Turns in which something may be spelled that was named or asked for."""
        self._lettered = 0
        """Turns in which something may go on that was spelled."""

    def heard(self, text: str, *, asked: str | None = None) -> Written:
        """The caller said that, after we had asked that."""
        asks = asked_for(asked) if asked else ()
        secret = any(isinstance(label, Kind) for label in asks)
        self._spelled = _SPELLED_FOR if _SPELLED & {*asks} else self._spelled - 1
        self._lettered -= 1
        keen = secret or self._dictated or self._spelled > 0 or self._lettered > 0
        named = secret or ((self._wanted or self._spelled > 0) and not asks)
        read = heard(self._count, text, keen=keen, named=named) if keen or worth_reading(text) else Heard(text)
        if read.said and tells_address(read):
            self._read_again()
        turn = _turn(read, self._count, asks)
        if _SPELLED & read.labels:
            self._spelled = _SPELLED_FOR
        if turn.lettered or (turn.mailed and (tells_address(read) or address_open(read))):
            self._lettered = _LETTERED_FOR
        self._turns.append(turn)
        self._slide()
        self._written.append(text)
        self._count += 1
        if read.said or asks or self._dictated:
            changed, held = self._resolved(closed=False)
        else:
            changed, held = {}, False
        last = self._count - 1
        written = changed.pop(last, text)
        return Written(written, held, changed)

    def _slide(self) -> None:
        """Forget the oldest turn; what was found with its help stays found."""
        if len(self._turns) > WINDOW:
            self._turns = self._turns[-WINDOW:]
            self._kept = [span for span in self._spans if span.turn >= self._turns[0].index]

    def _read_again(self) -> None:
        """The last turns that were passed over: the beginning of an address may be in them."""
        for place in range(max(0, len(self._turns) - _PASSED_OVER), len(self._turns)):
            turn = self._turns[place]
            if not turn.heard.said:
                self._turns[place] = _turn(heard(turn.index, turn.heard.text), turn.index, turn.asks)

    def close(self) -> Mapping[int, str]:
        """Nothing more will be said: what was held back, as it is to be written."""
        if not self._holding:
            return {}
        changed, _ = self._resolved(closed=True)
        return changed

    def _resolved(self, *, closed: bool) -> tuple[dict[int, str], bool]:
        """The turns whose written form is another than before, and whether the last one is held back."""
        if not any(turn.heard.said for turn in self._turns):
            self._open, self._holding, self._dictated, self._wanted = "", False, False, False
            return {}, False
        spans = [*addresses(self._turns), *spelled(self._turns)]
        grouping = Grouping(self._turns, spans)
        spans += self._of_chains(grouping.chains)
        held = None if closed else undecided(self._turns, grouping.chains)
        self._holding = held is not None
        self._open = held.digits if held is not None else ""
        self._wanted = grouping.goes_on
        self._dictated = held is not None or self._wanted
        spans = self._spans = [*self._kept, *(span for span in spans if span.kind in self._kinds)]
        if held is not None:
            spans = [*spans, *(Span(row.turn, row.start, row.end, None) for row in held.segments)]
        changed = {}
        for turn in self._turns:
            own = [span for span in spans if span.turn == turn.index]
            text = rewritten(turn.heard, own)
            if text != self._written[turn.index]:
                changed[turn.index] = self._written[turn.index] = text
        last = self._count - 1
        return changed, held is not None and any(row.turn == last for row in held.segments)

    def _of_chains(self, chains: Sequence[Chain]) -> list[Span]:
        spans = []
        for chain in chains:
            for place, kind in chain.found.items():
                row = chain.segments[place]
                spans.append(Span(row.turn, row.start, row.end, kind))
            for kind in set(chain.found.values()) & self._kinds:
                rows = [chain.segments[place] for place, each in chain.found.items() if each is kind]
                if self._known.has("".join(row.digits for row in rows)):
                    continue
                for digits in spellings([piece for row in rows for piece in row.pieces]):
                    self._known.add(kind, digits, corrected=chain.told < len(chain.digits))
        for chain in chains:
            for place, row in enumerate(chain.segments):
                ending = chain.label is Plain.last_four
                known = self._known.match(row, ending=ending) if self._stays(chain, place) else None
                if known is not None:
                    chain.found[place] = known
                    spans.append(Span(row.turn, row.start, row.end, known))
        return spans

    def _stays(self, chain: Chain, place: int) -> bool:
        """Whether a row is nothing that is redacted for itself: what looks like a phone number may be an account's."""
        return chain.found.get(place) not in self._kinds

    def said(self, text: str) -> str:
        """What we said, as it may be written: also without what the caller was found to have told."""
        if not worth_reading(text):
            return text
        turn = _turn(heard(0, text))
        spans = [*addresses([turn]), *spelled([turn])]
        grouping = Grouping([turn], spans)
        for chain in grouping.chains:
            for place, row in enumerate(chain.segments):
                kind = self._known.match(row) if self._stays(chain, place) else chain.found[place]
                if kind is None and self._known.is_part(row, self._open):
                    spans.append(Span(0, row.start, row.end, None))
                elif kind is not None and not (row.ending and len(row.digits) == 4):
                    spans.append(Span(0, row.start, row.end, kind))
        return rewritten(turn.heard, [span for span in spans if span.kind is None or span.kind in self._kinds])

    def value(self, name: str, value: object) -> object:
        """A value of JSON under its name, without secrets. Its numbers and texts are read by the same rules."""
        return self._value(name, value, 0)

    def _value(self, name: str, value: object, depth: int) -> object:
        if isinstance(value, Mapping | list | tuple) and depth > _DEEPEST:
            return "[too deep]"
        match value:
            case str():
                return self._told(name, value)
            case Mapping():
                return {key: self._value(f"{name} {key}", each, depth + 1) for key, each in value.items()}
            case list() | tuple():
                return [self._value(name, each, depth + 1) for each in value]
            case int() | float() if not isinstance(value, bool):
                text = self._told(name, str(value))
                return value if text == str(value) else text
        return value

    def _told(self, name: str, text: str) -> str:
        """A text of which a field's name says what it is."""
        if not worth_reading(text):
            return text
        label = named(name)
        turn = _turn(heard(0, text), asks=label)
        spans = [*addresses([turn]), *spelled([turn])]
        grouping = Grouping([turn], spans)
        spans += self._of_value(grouping.chains)
        return rewritten(turn.heard, [span for span in spans if span.kind in self._kinds])

    def _of_value(self, chains: Sequence[Chain]) -> list[Span]:
        spans = []
        for chain in chains:
            for place, row in enumerate(chain.segments):
                kind = self._known.match(row) if self._stays(chain, place) else chain.found[place]
                if kind is not None:
                    spans.append(Span(0, row.start, row.end, kind))
        return spans


def _turn(read: Heard, index: int = 0, asks: tuple[Label, ...] = ()) -> Turn:
    return Turn(index, read, asks, lettered(read), mailed(read))


def named(name: str) -> tuple[Label, ...]:
    """What the name of a field says of its value: `card_number`, `otp`, `order.id`."""
    return asked_for(name.replace("_", " ").replace(".", " ").replace("-", " "))


@dataclass(frozen=True, slots=True)
class Redactor:
    """The kinds that one tenant has redacted."""

    kinds: frozenset[Kind] = DEFAULT

    def conversation(self) -> Conversation:
        """A new call."""
        return Conversation(self.kinds)


def redact_turns(
    turns: Sequence[str], *, asked: Sequence[str | None] = (), kinds: Collection[Kind] = DEFAULT
) -> list[str]:
    """The utterances of one call in order, as they would be stored at its end.

    `asked` holds what was asked before each turn; it may be shorter than the turns.
    """
    conversation = Conversation(kinds)
    done: list[str] = []
    for place, text in enumerate(turns):
        written = conversation.heard(text, asked=asked[place] if place < len(asked) else None)
        done.append(written.text)
        for index, better in written.earlier.items():
            done[index] = better
    for index, better in conversation.close().items():
        done[index] = better
    return done
