"""Every way on from every step: what is drawn, what every waiting step can do besides, and where failures go."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from graphs.checks.survey import Survey
from graphs.document import Action, FlowDocument
from graphs.marked import step_at
from graphs.nodes import Step, WaitingStep
from graphs.nodes.do import Do
from graphs.problems import Path, closest


@dataclass(frozen=True, slots=True)
class Way:
    """One way on from a step."""

    step: str
    name: str
    """The exit's name, or `give_up`, `on_error`, `handler help`."""
    target: str
    """As it is written: there may be no such step."""
    path: Path
    """Where the target is written."""
    sort: Literal["exit", "failure", "give_up", "handler"]


class Ways:
    """The graph of a flow; a target that there is not leads nowhere."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        document = survey.document
        self.out: Mapping[str, tuple[Way, ...]] = {
            name: tuple(_ways(document, name, step)) for name, step in document.steps.items()
        }
        self.roots = (
            Way("", "start", document.start, ("start",), "exit"),
            Way("", "on_error", document.on_error, ("on_error",), "failure"),
        )
        """Where a conversation can begin, or be sent at any moment."""
        self._onward = {
            name: tuple(way for way in ways if way.target in document.steps) for name, ways in self.out.items()
        }

    def onward(self, step: str) -> tuple[Way, ...]:
        """The ways that lead somewhere."""
        return self._onward[step]

    def leading_to(self, goals: Iterable[str], *, drawn: bool = False) -> set[str]:
        """The steps that can lead to one of some, and these; `drawn`: by the exits of steps alone."""
        before: dict[str, list[str]] = {}
        for name, ways in self._onward.items():
            for way in ways:
                if not drawn or way.sort in ("exit", "failure"):
                    before.setdefault(way.target, []).append(name)
        found = set(goals)
        ahead = list(found)
        while ahead:
            new = set(before.get(ahead.pop(), ())) - found
            found |= new
            ahead += new
        return found

    def reached(
        self, starts: Iterable[str], *, without: AbstractSet[str] = frozenset(), by_guess: bool = True
    ) -> set[str]:
        """All steps that can be come to, without going through some; `by_guess`: by misspelt targets too."""
        guessed = frozenset[Path]() if by_guess else self.survey.guessed
        seen = {name for name in starts if name in self.out and name not in without}
        ahead = list(seen)
        while ahead:
            new = {way.target for way in self.onward(ahead.pop()) if way.path not in guessed} - seen - without
            seen |= new
            ahead += new
        return seen

    def shortest(self, goal: str, *, without: AbstractSet[str] = frozenset()) -> list[str]:
        """The shortest way from the start to a step, without going through some; empty when there is none."""
        start = self.survey.document.start
        if start in without or start not in self.out:
            return []
        trails: dict[str, list[str]] = {start: [start]}
        ahead = deque([start])
        while ahead and goal not in trails:
            name = ahead.popleft()
            for way in self.onward(name):
                if way.target not in trails and way.target not in without:
                    trails[way.target] = [*trails[name], way.target]
                    ahead.append(way.target)
        return trails.get(goal, [])


def _ways(document: FlowDocument, name: str, step: Step) -> Iterator[Way]:
    meant = misspelt_exits(document, step)
    for way, target in step.exits().items():
        sort: Literal["exit", "failure"] = "failure" if meant.get(way, way) == "if_error" else "exit"
        yield Way(name, way, target, ("nodes", name, *exit_path(way)), sort)
    if isinstance(step, Do) and step.if_error is None and "if_error" not in meant.values():
        yield Way(name, "on_error", document.on_error, ("on_error",), "failure")
    if isinstance(step, WaitingStep):
        yield from _ways_of_waiting(document, name, step)


def _ways_of_waiting(document: FlowDocument, name: str, step: WaitingStep) -> Iterator[Way]:
    tries = step.tries or document.tries
    yield Way(
        name, "give_up", tries.then, ("nodes", name, "tries", "then") if step.tries else ("tries", "then"), "give_up"
    )
    for handler, says in document.handlers.items():
        if says.to and not says.off and handler not in step.not_here:
            yield Way(name, f"handler {handler}", says.to, ("handlers", handler, "to"), "handler")
    if "agent" not in document.handlers and "agent" not in step.not_here:
        yield Way(name, "handler agent", document.tries.then, ("tries", "then"), "handler")


def misspelt_exits(document: FlowDocument, step: Step) -> Mapping[str, str]:
    """Exits of a step that its action has no outcome for → the ones that were meant, which it lacks."""
    action = document.actions.get(step.action) if isinstance(step, Do) else None
    if action is None:
        return {}
    known = outcome_exits(action)
    lacking = [way for way in known if way not in step.exits()]
    guesses = {way: closest(way, lacking) for way in step.exits() if way not in known}
    return {way: meant for way, meant in guesses.items() if meant is not None}


def outcome_exits(action: Action) -> list[str]:
    """The exits that a step with this action may have."""
    return ["next", "if_error", "if_empty", *(f"if_{outcome}" for outcome in action.outcomes)]


def exit_path(way: str) -> Path:
    """Where an exit is written within its step."""
    kind, _, name = way.partition(" ")
    match kind:
        case "option":
            return ("options", name, "to")
        case "case":
            return ("cases", int(name) - 1, "to")
        case _:
            return (way,)


def shown(trail: list[str], most: int = 16) -> str:
    """`a → b → c`; of a long way the end."""
    return " → ".join([*(["…"] if len(trail) > most else []), *map(step_at, trail[-most:])])
