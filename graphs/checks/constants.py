"""What variables are sure to hold on one way through a flow, and the cases that cannot be true then."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from graphs.checks.ways import Way
from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.expressions.tree import Comparison, Literal, Logical, Name, Node, Not
from graphs.nodes.check import Check
from graphs.nodes.choose import Choose
from graphs.nodes.set import Set

Constants = frozenset[tuple[str, str | bool]]
"""Names with the words or truth values that they are sure to hold. Numbers are counted up, and would never end."""


def constants_at_start(document: FlowDocument, names: AbstractSet[str]) -> Constants:
    """What variables begin with, of those that decide something."""
    defaults = {name: variable.default for name, variable in document.vars.items() if name in names}
    return frozenset((name, value) for name, value in defaults.items() if isinstance(value, str | bool))


def constants_after(document: FlowDocument, way: Way, constants: Constants, names: AbstractSet[str]) -> Constants:
    """What is sure when a step is left this way, of some names."""
    step = document.steps[way.step]
    assigned: Mapping[str, Expression] = {}
    match step:
        case Set():
            assigned = step.set
        case Choose() if way.sort == "exit":
            assigned = step.options[way.name.partition(" ")[2]].set
        case Check() if way.name != "else":
            told = _told(step.cases[int(way.name.partition(" ")[2]) - 1].when.tree)
            constants = frozenset({*(each for each in constants if each[0] not in told), *told.items()})
        case _:
            written = step.writes()
            constants = frozenset(each for each in constants if each[0] not in written)
    held = dict(constants)
    for name, expression in assigned.items():
        held.pop(name, None)
        if isinstance(expression.tree, Literal) and isinstance(expression.tree.value, str | bool):
            held[name] = expression.tree.value
    return frozenset((name, value) for name, value in held.items() if name in names)


def _told(tree: Node) -> dict[str, str | bool]:
    """What a true condition says that names hold."""
    match tree:
        case Comparison((Name(name), Literal(value)), ("==",)) if isinstance(value, str | bool):
            return {name: value}
        case Logical("and", parts):
            return {name: value for part in parts for name, value in _told(part).items()}
        case _:
            return {}


def possible(document: FlowDocument, way: Way, constants: Constants) -> bool:
    """Whether a step can be left this way, as far as that is sure."""
    step = document.steps[way.step]
    if not isinstance(step, Check):
        return True
    held = dict(constants)
    for number, case in enumerate(step.cases, 1):
        true = truth(case.when.tree, held)
        if way.name == f"case {number}":
            return true is not False
        if true:
            return False
    return True


def truth(tree: Node, held: Mapping[str, str | bool]) -> bool | None:  # noqa: PLR0911 - one line a sort of node
    """Whether a condition is true; None when that is not sure."""
    match tree:
        case Literal(bool(value)):
            return value
        case Comparison((Name(name), Literal(value)), ("==" | "!=" as sign,)) if name in held:
            return (type(held[name]) is type(value) and held[name] == value) == (sign == "==")
        case Name(name) if name in held:
            return bool(held[name])
        case Not(inner):
            inside = truth(inner, held)
            return None if inside is None else not inside
        case Logical(word, parts):
            each = [truth(part, held) for part in parts]
            if (word == "or") in each:
                return word == "or"
            return None if None in each else word == "and"
        case _:
            return None
