"""What expressions mean: each tree becomes one function, built once and called at every turn.

Evaluation never fails: what makes no sense is empty (None), and every comparison with an empty side is false.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from graphs.expressions.reading import LARGEST
from graphs.expressions.tree import (
    Arithmetic,
    Comparison,
    Listing,
    Literal,
    Logical,
    Member,
    Name,
    Negative,
    Node,
    Not,
)
from graphs.functions import FUNCTIONS, Scope

LONGEST = 10_000
"""Characters of a text that an expression makes; a longer one is empty, as a number out of bounds is."""

MOST = 10_000
"""Values in a list that an expression makes, counted as they are written out; a longer one is empty. A list that goes
into itself again, `[x, x]` in a circle of steps, doubles."""
DEEPEST = 30
"""Lists within it."""

Evaluate = Callable[[Scope], Any]


def compiled(node: Node) -> Evaluate:  # noqa: PLR0911 - one line a sort of node
    """The function that evaluates a tree."""
    match node:
        case Literal(value):
            return lambda _: value
        case Name(name):
            return lambda scope: scope.values.get(name)
        case Member(record, name):
            return _member(compiled(record), name)
        case Listing(items):
            return _listed(_all(items))
        case Negative(inner):
            return _reckoned("-", lambda _: 0, compiled(inner))
        case Arithmetic(sign, left, right):
            return _reckoned(sign, compiled(left), compiled(right))
        case Comparison(sides, signs):
            return _compared(_all(sides), [_COMPARE[sign] for sign in signs])
        case Not(inner):
            condition = compiled(inner)
            return lambda scope: not condition(scope)
        case Logical(word, parts):
            conditions = _all(parts)
            if word == "or":
                return lambda scope: any(condition(scope) for condition in conditions)
            return lambda scope: all(condition(scope) for condition in conditions)
        case _:
            return _applied(node.function, _all(node.arguments))


def _all(nodes: tuple[Node, ...]) -> list[Evaluate]:
    return [compiled(node) for node in nodes]


def _listed(items: list[Evaluate]) -> Evaluate:
    def listed(scope: Scope) -> Any:
        values = [item(scope) for item in items]
        return values if _is_moderate(values) else None

    return listed


def _is_moderate(values: list[Any]) -> bool:
    """Whether it has an end, and a near one. Looks at no more than there may be."""
    count, level = len(values), values
    for _ in range(DEEPEST):
        inside: list[Any] = []
        for value in level:
            if isinstance(value, list | Mapping):
                count += len(value)
                if count > MOST:
                    return False
                inside += value.values() if isinstance(value, Mapping) else value
        if not inside:
            return count <= MOST
        level = inside
    return False


def _member(evaluate: Evaluate, name: str) -> Evaluate:
    def member(scope: Scope) -> Any:
        record = evaluate(scope)
        return record.get(name) if isinstance(record, Mapping) else None

    return member


def _applied(name: str, arguments: list[Evaluate]) -> Evaluate:
    _, function = FUNCTIONS[name]
    return lambda scope: function(scope, *[argument(scope) for argument in arguments])


# ---- arithmetic


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _reckoned(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    def evaluate(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if sign == "+" and isinstance(a, str) and isinstance(b, str):
            return a + b if len(a) + len(b) <= LONGEST else None
        if not (_is_number(a) and _is_number(b)):
            return None
        number = _divided(a, b) if sign == "/" else _ARITHMETIC[sign](a, b)
        return number if _is_number(number) else None

    return evaluate


_ARITHMETIC: Mapping[str, Callable[[Any, Any], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def _divided(a: float, b: float) -> float:
    return a / b if b else math.nan


# ---- comparison

Compare = Callable[[Any, Any], bool]


def _compared(sides: list[Evaluate], compares: list[Compare]) -> Evaluate:
    def evaluate(scope: Scope) -> bool:
        values = [side(scope) for side in sides]
        return all(
            left is not None and right is not None and compare(left, right)
            for left, compare, right in zip(values, compares, values[1:], strict=False)
        )

    return evaluate


def _same(a: object, b: object) -> bool:
    """Equal and of one kind: neither `1 == true` nor `"1" == 1`."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _ordered(a: object, b: object) -> bool:
    return (isinstance(a, str) and isinstance(b, str)) or (_is_number(a) and _is_number(b))


def _within(a: object, b: object) -> bool:
    if isinstance(b, list):
        return any(_same(a, item) for item in b)
    return isinstance(a, str) and isinstance(b, str) and a in b


_COMPARE: Mapping[str, Compare] = {
    "==": _same,
    "!=": lambda a, b: not _same(a, b),
    "<": lambda a, b: _ordered(a, b) and a < b,
    "<=": lambda a, b: _ordered(a, b) and a <= b,
    ">": lambda a, b: _ordered(a, b) and a > b,
    ">=": lambda a, b: _ordered(a, b) and a >= b,
    "in": _within,
    "not in": lambda a, b: not _within(a, b),
}
