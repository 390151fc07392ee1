"""Which slots and variables are known where: followed along every way of the flow.

Two sets at each step: what is known whatever way the call has come (`sure`), and what may be known on some way
(`maybe`). Both are worked out by going round until nothing changes any more.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphs.checks.constants import Constants, constants_after, constants_at_start, possible
from graphs.checks.guards import NONE, Names, is_empty, known_if, needed
from graphs.checks.ways import Way, Ways
from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.nodes import Step, WaitingStep
from graphs.nodes.ask import Ask
from graphs.nodes.call import Call
from graphs.nodes.check import Check
from graphs.nodes.choose import Choose
from graphs.nodes.confirm import Confirm
from graphs.nodes.converse import Converse
from graphs.nodes.do import Do
from graphs.nodes.offer import Offer
from graphs.nodes.set import Set
from graphs.nodes.wait import Wait

MOST_STATES = 3000
"""Moments of conversations that are looked at for an example."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a step."""

    sure: Names
    maybe: Names


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that a conversation has come to by one way, and what is known then."""

    trail: tuple[str, ...]
    known: Known
    constants: Constants

    @property
    def step(self) -> str:
        """Where it is."""
        return self.trail[-1]


class Filling:
    """What is known at each step of a flow, along some of its ways."""

    def __init__(self, ways: Ways, follows: Callable[[Way], bool] = lambda _: True) -> None:
        self.ways = ways
        self.follows = follows
        self.document = ways.survey.document
        cases = (case.when for step in self.document.steps.values() if isinstance(step, Check) for case in step.cases)
        self._deciding = NONE.union(*(condition.names for condition in cases))
        self.at: dict[str, Known] = {}
        """Steps that cannot be come to are not in it."""
        self._settle()

    @property
    def first(self) -> Known:
        """What is known when a call begins."""
        given = frozenset(name for name, variable in self.document.vars.items() if variable.default is not None)
        remembered = {name for name, slot in self.document.slots.items() if slot.remember == "caller"}
        sure = given.union(self.document.takes)
        return Known(sure, sure | remembered)

    def _settle(self) -> None:
        start = self.document.start
        if start not in self.ways.out:
            return
        self.at[start] = self.first
        ahead = deque([start])
        while ahead:
            name = ahead.popleft()
            for way in filter(self.follows, self.ways.onward(name)):
                new = self.after(way, self.at[name])
                old = self.at.get(way.target)
                met = new if old is None else Known(old.sure & new.sure, old.maybe | new.maybe)
                if met != old:
                    self.at[way.target] = met
                    ahead.append(way.target)

    def after(self, way: Way, known: Known) -> Known:
        """What is known when a step is left this way."""
        step = self.document.steps[way.step]
        lost = self.overturned(step, known.sure, way)
        sure = known.sure - lost
        match step:
            case Set():
                return _assigned(step.set, known)
            case Check():
                told = told_by(step, way.name)
                return Known(sure | told, known.maybe | told)
            case Choose() if way.sort == "exit":
                option = step.options[way.name.partition(" ")[2]]
                chosen = frozenset({step.save} if step.save else ())
                return _assigned(option.set, Known(sure | chosen, self.maybe_in(step, known) | chosen))
            case _:
                filled = filled_by(self.document, step, way)
                return Known((sure | filled) - emptied_by(step, way), self.maybe_in(step, known) | filled)

    def maybe_in(self, step: Step, known: Known) -> Names:
        """What may be known as soon as the caller has answered."""
        listened = step.listen_for if isinstance(step, WaitingStep) else ()
        asked = step.slots if isinstance(step, Ask) else step.may_fill if isinstance(step, Converse) else ()
        changed = step.change if isinstance(step, Confirm) else ()
        return known.maybe | {*listened, *asked, *changed}

    def overturned(self, step: Step, sure: Names, way: Way) -> Names:
        """What becomes invalid when a slot that was empty is filled here. A changed slot leads back to before."""
        heard: tuple[str, ...] = ()
        match step:
            case Ask():
                heard = (*step.slots, *step.listen_for)
            case Confirm():
                heard = (*step.change, *step.listen_for)
            case Choose() | Wait():
                heard = step.listen_for
            case Converse() if way.name != "without_llm":
                heard = step.may_fill
            case _:
                return NONE
        slots = self.document.slots
        return NONE.union(*(slots[name].clears for name in heard if name in slots and name not in sure))

    def example(self, goal: str, name: str) -> list[str]:
        """A way from the start to a step on which a name is not known; empty when none was found.

        Unlike the sets at the steps it follows single ways, with what is sure of variables on each: where `purpose` was
        set to "book", no case is true that wants it to be "move".
        """
        guessed = self.ways.survey.guessed
        first = Moment((self.document.start,), self.first, constants_at_start(self.document, self._deciding))
        ahead, seen = deque([first]), set[object]()
        leading = self.ways.leading_to([goal])
        while ahead and len(seen) < MOST_STATES:
            moment = ahead.popleft()
            if moment.step == goal and name not in moment.known.sure:
                return list(moment.trail)
            key = (moment.step, name in moment.known.sure, moment.constants)
            if key in seen:
                continue
            seen.add(key)
            for way in filter(self.follows, self.ways.onward(moment.step)):
                sure = way.target in leading and way.path not in guessed
                if sure and possible(self.document, way, moment.constants):
                    known = self.after(way, moment.known)
                    constants = constants_after(self.document, way, moment.constants, self._deciding)
                    ahead.append(Moment((*moment.trail, way.target), known, constants))
        return []


def _assigned(expressions: Mapping[str, Expression], known: Known) -> Known:
    sure, maybe = known.sure, known.maybe
    for name, expression in expressions.items():
        tree = expression.tree
        filled = frozenset({name})
        emptied = is_empty(tree)
        sure = sure | filled if needed(tree) <= sure and not emptied else sure - filled
        maybe = maybe - filled if emptied else maybe | filled
    return Known(sure, maybe)


def told_by(step: Check, way: str) -> Names:
    """What is known because a case was true and those before it were not."""
    number = len(step.cases) if way == "else" else int(way.partition(" ")[2]) - 1
    told = known_before(step, number)
    return told if way == "else" else told | known_if(step.cases[number].when.tree, true=True)


def known_before(step: Check, number: int) -> Names:
    """What is known because so many cases were not true."""
    return NONE.union(*(known_if(case.when.tree, true=False) for case in step.cases[:number]))


def filled_by(document: FlowDocument, step: Step, way: Way) -> Names:
    """What is surely filled when a step is left this way."""
    match step:
        case Ask() if way.name == "next":
            slots = document.slots
            return frozenset(name for name in step.slots if name in slots and not slots[name].optional)
        case Do() | Offer() | Wait() if way.name == "next" and step.save:
            return frozenset({step.save})
        case Converse() if way.name == "next":
            return known_if(step.done_when.tree, true=True)
        case Call() if way.sort == "exit":
            return frozenset(step.save)
        case _:
            return NONE


def emptied_by(step: Step, way: Way) -> Names:
    """What is surely empty when a step is left this way."""
    return frozenset({step.save}) if isinstance(step, Do) and step.save and way.name == "if_empty" else NONE


def at_all(known: Iterable[Known]) -> Known | None:
    """What is known at every one of several moments; None when there is no such moment."""
    found = list(known)
    if not found:
        return None
    return Known(
        found[0].sure.intersection(*(each.sure for each in found)), NONE.union(*(each.maybe for each in found))
    )


def regular(way: Way) -> bool:
    """Whether a way is part of what the flow is for: not a failure, a given-up question or something in between."""
    return way.sort == "exit"


def writers(document: FlowDocument) -> Iterator[str]:
    """Every slot and variable that something in the flow fills."""
    yield from document.takes
    for step in document.steps.values():
        yield from step.writes()
        if isinstance(step, WaitingStep):
            yield from step.listen_for
        if isinstance(step, Confirm):
            yield from step.change
