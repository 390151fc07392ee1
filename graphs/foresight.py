"""What will probably be said next, seen from a question: so that its sound can be made while the caller speaks.

The flow's own steps are walked with the likeliest answers, on a copy of the conversation that nobody sees: a yes, the
first options, the first items of a list, or some value of which only is known that it will be there. A walk ends at its
first sentence that is not the same in every call, and without one where it would do something, ask a model, or look at
what the caller has yet to say. Then the question itself, as it would be asked again.

A guess changes nothing, and fails silently: what is wrong with a step shows when it is really come to.
"""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Any, NoReturn, cast

from graphs.acts import Act, Say
from graphs.context import TurnContext
from graphs.expressions import Expression
from graphs.nodes import END, LISTEN, WaitingStep
from graphs.nodes.answer import Answer
from graphs.nodes.ask import Ask
from graphs.nodes.choose import Choose
from graphs.nodes.converse import Converse
from graphs.nodes.offer import Offer
from graphs.nodes.say import Say as SayStep
from graphs.nodes.wait import Wait
from graphs.ports import Actions, Memory, Outcome
from graphs.repair import missed
from graphs.state import FlowState
from graphs.turn import Turn
from graphs.understanding.commands import Command, Fill, No, Pick, PickItem, TimedOut, Yes

Likely = tuple[tuple[str, str], ...]
"""(text, language), the likeliest first."""

MOST = 6
"""Sentences that are foreseen."""
MOST_OPTIONS = 3
"""Options, items or values of one question that are tried."""
MOST_STEPS = 12
"""Steps of one walk."""

_Answer = Callable[["_Foreseen", WaitingStep], str | None]
"""Takes one answer; gives the next step, or None when it leads nowhere."""


def foresight(turn: Turn) -> Likely:
    """What will probably be said after the question with which this turn ends. Never raises."""
    if turn.cursor not in turn.plan.varied:
        return ()
    step = turn.plan.steps[turn.cursor]
    if isinstance(step, Converse):  # what a model will say nobody knows, and its whole answer is seldom asked for again
        return ()
    assert isinstance(step, WaitingStep), f"{turn.cursor} cannot wait"
    state: FlowState = {**turn.update(), "call": dict(turn.call)}  # type: ignore[typeddict-item] # as the engine keeps it
    found: dict[tuple[str, str], None] = {}
    for answer in _answers(turn, step):
        sentence = _Foreseen(turn, state).sentence(step, answer)
        if sentence is not None:
            found[sentence] = None
            if len(found) == MOST:
                break
    return tuple(found)


class _Enough(Exception):
    """The walk is over: something was found, or nothing can be."""


class _Foreseen(Turn):
    """A turn that does not take place."""

    def __init__(self, turn: Turn, state: FlowState) -> None:
        super().__init__(turn.plan, state, _outside(turn.context))
        self._unknown: set[str] = set()
        self._found: tuple[str, str] | None = None
        self._rewords = turn.model is not None

    def sentence(self, step: WaitingStep, answer: _Answer) -> tuple[str, str] | None:
        """The first sentence of this call after that answer, if there is one."""
        self.progress.said, self.progress.ran = 0, {}
        try:
            goto = answer(self, step)
            for _ in range(MOST_STEPS):
                if goto in (None, LISTEN, END):
                    break
                goto = self._come_to(str(goto))
        except _Enough:
            pass
        except Exception:  # noqa: BLE001 - a guess must not end a turn; a real turn that comes here reports it
            return None
        return self._found

    def leave_open(self, name: str) -> None:
        """A slot or a variable has a value now; nobody knows which."""
        self.put(name, "?")
        self._unknown.add(name)

    def values(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Whoever looks at what is not known ends the walk."""
        return _PartlyKnown(super().values(extra), self._unknown.difference(extra or ()))

    def judge(self, when: Expression, extra: Mapping[str, Any] | None = None) -> bool:
        """A condition looks at no more than decides it."""
        return bool(self.value(when, extra))

    def look(self, name: str) -> Any:
        """The same for one of them."""
        return _end() if name in self._unknown else super().look(name)

    def emit(self, act: Act) -> None:
        """Nobody hears it. A filler is for a caller who has to wait, which is not likely."""
        if isinstance(act, Say) and not act.fixed and not act.filler:
            self._found = act.text, act.language
            _end()

    async def run(self, action: str, arguments: Mapping[str, Any], *, commits: bool, limit_s: float) -> Outcome:  # noqa: ARG002
        """Nothing is done."""
        _end()

    def _come_to(self, name: str) -> str:
        step = self.plan.steps[name]
        in_other_words = isinstance(step, SayStep) and step.reword and self._rewords
        if in_other_words or isinstance(step, Answer | Converse):
            _end()
        return _at_once(self.enter(name))


class _PartlyKnown(dict[str, Any]):
    """Values of which some are not known."""

    def __init__(self, values: Mapping[str, Any], unknown: set[str]) -> None:
        super().__init__(values)
        self._unknown = unknown

    def get(self, name: str, default: Any = None) -> Any:
        """The value. Ends the walk when it is not known."""
        return _end() if name in self._unknown else super().get(name, default)


class _Nowhere:
    """A memory, and actions: whoever reaches for anything of it ends the walk."""

    def __getattr__(self, name: str) -> NoReturn:
        _end()

    def __call__(self, *_: object, **__: object) -> NoReturn:
        _end()


_NOWHERE = _Nowhere()


def _outside(context: TurnContext) -> TurnContext:
    """The clock and the destinations are only looked at; there is no model."""
    memory, actions = cast("Memory", _NOWHERE), cast("Actions", _NOWHERE)
    return TurnContext(lambda _: None, memory, actions, context.destinations, context.clock)


def _end() -> NoReturn:
    raise _Enough


def _at_once(work: Coroutine[Any, Any, str]) -> str:
    """What the work comes to, if it waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        return str(done.value)
    finally:
        work.close()
    _end()


# ---- answers


def _answers(turn: Turn, step: WaitingStep) -> Iterator[_Answer]:
    """What the caller may do, the likeliest first."""
    kind, slot, _ = step.expects(turn)
    if isinstance(step, Choose):
        yield from (_meant(Pick(name)) for name in list(step.open(turn))[:MOST_OPTIONS])
    elif isinstance(step, Offer):
        yield from (_meant(PickItem(place)) for place in step.shown(turn)[:MOST_OPTIONS])
    elif isinstance(step, Wait):
        yield from (_happened, _meant(TimedOut()))
    elif kind == "yes_no" and (turn.progress.pending or not isinstance(step, Ask)):
        yield from (_meant(Yes()), _meant(No()))
    elif isinstance(step, Ask) and slot is not None:
        yield from _values(turn, slot)
    yield from (_not_understood, _silent)


def _values(turn: Turn, slot: str) -> Iterator[_Answer]:
    """Values that the slot may be given."""
    rules = turn.document.slots[slot]
    if rules.type == "yes_no":
        yield from (_meant(Fill(slot, value)) for value in (True, False))
    elif rules.values:
        yield from (_meant(Fill(slot, value)) for value in list(rules.values)[:MOST_OPTIONS])
    elif rules.confirm != "always":
        yield _some_value


def _meant(command: Command) -> _Answer:
    return lambda turn, step: step.hear(turn, (command,))


def _some_value(turn: _Foreseen, _: WaitingStep) -> str | None:
    """A value that keeps the slot's rules, whatever it is."""
    slot = turn.progress.asking
    turn.leave_open(slot)
    for cleared in turn.document.slots[slot].clears:
        turn.put(cleared, None)
    return turn.name


def _happened(turn: _Foreseen, step: WaitingStep) -> str | None:
    assert isinstance(step, Wait), "only Wait waits for events"
    if step.save:
        turn.leave_open(step.save)
    return turn.leave(step, "next")


def _not_understood(turn: _Foreseen, step: WaitingStep) -> str | None:
    return missed(turn, step, "no_match")


def _silent(turn: _Foreseen, step: WaitingStep) -> str | None:
    if step.waited_out(turn):
        return None
    turn.silent = True
    return missed(turn, step, "no_input")
