"""Circles in which the caller never gets to speak, and questions from which no answer leads to an end."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from graphs.checks.reach import Reach
from graphs.checks.survey import Problems, Survey, led_by, problem, warning
from graphs.checks.ways import Way, Ways
from graphs.expressions.tree import Applied, Arithmetic, Literal, Name, Negative, Node, walk
from graphs.marked import step_at, worded
from graphs.nodes.ask import Ask
from graphs.nodes.call import Call
from graphs.nodes.check import Check
from graphs.nodes.converse import Converse
from graphs.nodes.do import Do
from graphs.nodes.end import End
from graphs.nodes.offer import Offer
from graphs.nodes.set import Set
from graphs.nodes.transfer import Transfer

MOST_TRAILS = 5000
"""Beginnings of circles that are looked at in one part of a flow; whatever has more of them has short ones."""
MOST_TOLD = 5

Graph = Mapping[str, Sequence[Way]]


def endless(ways: Ways) -> Problems:
    """Circles in which nobody waits for the caller, through failures and empty lists too."""
    survey = ways.survey
    graph = {
        name: [way for way in ways.onward(name) if _passes(survey, way) and way.path not in survey.guessed]
        for name in survey.document.steps
    }
    for part in _parts(graph):
        told: list[set[str]] = []
        for circle in _circles(part, graph):
            names = {way.step for way in circle}
            if len(told) < MOST_TOLD and not any(old <= names for old in told) and _for_ever(survey, circle):
                told.append(names)
                around = " → ".join(step_at(way.step) for way in (*circle, circle[0]))
                message = f"The call can go round {around} for ever without the caller saying anything."
                first = ("nodes", circle[0].step)
                yield problem(first, "endless", message, "Put a question somewhere into the circle.")


def _passes(survey: Survey, way: Way) -> bool:
    """Whether a step may be left this way without a word of the caller."""
    step = survey.document.steps[way.step]
    if way.sort in ("give_up", "handler"):
        return False
    match step:
        case Ask():
            return way.name == "next"  # when everything it asks for is known
        case Offer():
            return way.name == "if_none" and _may_be_empty(survey, step.items)
        case Converse():
            return way.name == "without_llm"
        case Call():
            return False
        case _:
            return not step.waits


def _may_be_empty(survey: Survey, items: str) -> bool:
    """Whether a list may come to be offered that has nothing in it."""
    if any(_counted(node, items) for _, expression in survey.expressions for node in walk(expression.tree)):
        return False
    saving = [step for step in survey.document.steps.values() if isinstance(step, Do) and step.save == items]
    return not saving or any(step.if_empty is None for step in saving)


def _counted(node: Node, items: str) -> bool:
    return isinstance(node, Applied) and node.function == "size" and items in map(_name, node.arguments)


def _name(node: Node) -> str:
    return node.name if isinstance(node, Name) else ""


# ---- circles


def _parts(graph: Graph) -> Iterator[set[str]]:
    """The parts of a graph in which every step leads to every other: Tarjan's algorithm, without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    for root in graph:
        trail = [] if root in index else [(root, iter(graph[root]))]
        while trail:
            name, ahead = trail[-1]
            if name not in index:
                index[name] = low[name] = len(index)
                stack.append(name)
            following = next((to for way in ahead if (to := way.target) not in index), None)
            if following is not None:
                trail.append((following, iter(graph[following])))
                continue
            trail.pop()
            around = [way.target for way in graph[name]]
            low[name] = min([index[name], *(low[to] for to in around if to in stack)])
            if low[name] == index[name]:
                place = stack.index(name)
                part = set(stack[place:])
                del stack[place:]
                if len(part) > 1 or name in around:
                    yield part


def _circles(part: set[str], graph: Graph) -> Iterator[list[Way]]:
    """The circles of a part, each once and the shortest first, beginning with its first step in the document."""
    order = {name: place for place, name in enumerate(graph) if name in part}
    ahead = deque([way] for name in order for way in graph[name])
    for _ in range(MOST_TRAILS):
        if not ahead:
            return
        trail = ahead.popleft()
        target, first = trail[-1].target, trail[0].step
        if target == first:
            yield trail
        elif order.get(target, -1) > order[first] and all(way.step != target for way in trail):
            ahead.extend([*trail, way] for way in graph[target])


def _for_ever(survey: Survey, circle: Sequence[Way]) -> bool:
    """Whether nothing on the way round ever makes the circle end: no question opens again, and nothing is counted."""
    emptied, counted = set[str](), set[str]()
    for way in circle:
        step = survey.document.steps[way.step]
        if isinstance(step, Set):
            for name, expression in step.set.items():
                emptied |= {name} if _empties(expression.tree) else set()
                counted |= {name} if _counts(expression.tree, name) else set()
    asked = [step for way in circle if isinstance(step := survey.document.steps[way.step], Ask)]
    if any(emptied.intersection(step.slots) for step in asked):
        return False
    decided = [step for way in circle if isinstance(step := survey.document.steps[way.step], Check)]
    return not any(counted & case.when.names for step in decided for case in step.cases)


def _empties(tree: Node) -> bool:
    return isinstance(tree, Applied) and tree.function == "empty"


def _counts(tree: Node, name: str) -> bool:
    """Whether a variable becomes one more, or less, than it was."""
    match tree:
        case Arithmetic("+" | "-", Name(counted), Literal(by)):
            return counted == name and bool(by)
        case Arithmetic("+", Literal(by), Name(counted)):
            return counted == name and bool(by)
        case Arithmetic("+", Name(counted), Negative(Literal(by))):
            return counted == name and bool(by)
        case _:
            return False


# ---- endings


def without_end(ways: Ways, reach: Reach) -> Problems:
    """Steps from which no answer leads to an end: whoever comes there can only give up, or hang up."""
    document = ways.survey.document
    ends = {name for name, step in document.steps.items() if isinstance(step, End | Transfer)}
    if not ends & reach.reachable:
        message = "No path of this flow leads to an end, or to a person."
        yield problem(
            ("start",),
            "no_end",
            message,
            worded("Add a step of the type end, and lead to it.", "Add a step that ends the call, and lead to it."),
        )
        return
    ending = ways.leading_to(ends, drawn=True)
    stuck = [name for name in document.steps if name in reach.reachable and name not in ending and _knows(ways, name)]
    stuck = [name for name in stuck if document.steps[name].waits]  # the others go round without a word: `endless`
    yield from led_by(
        warning(
            ("nodes", name),
            "no_end",
            f"Whatever the caller answers at “{step_at(name)}”, the call never comes to an end.",
            "Lead one of the answers to an end.",
        )
        for name in stuck
    )


def _knows(ways: Ways, name: str) -> bool:
    """Whether every target of a step is one, so that something can be said about where it leads."""
    return all(way.target in ways.out and way.path not in ways.survey.guessed for way in ways.out[name])
