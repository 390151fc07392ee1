"""What a condition tells about which values are known, and which values an expression needs."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from graphs.expressions.tree import (
    Applied,
    Arithmetic,
    Comparison,
    Literal,
    Logical,
    Member,
    Name,
    Negative,
    Node,
    Not,
    children,
)

_PASSING = frozenset({"days_until", "weekday", "lower", "first"})
"""Functions that make nothing of nothing."""

Names = frozenset[str]
NONE: Names = frozenset()


def needed(node: Node) -> Names:
    """Names without whose values the expression comes to nothing."""
    match node:
        case Name(name):
            return NONE if name == "call" else frozenset({name})
        case Member(inner) | Negative(inner):
            return needed(inner)
        case Arithmetic(_, left, right):
            return needed(left) | needed(right)
        case Applied(function, arguments) if function in _PASSING:
            return needed(arguments[0])
        case Applied("pick", (condition, one, other)):
            sure_if, sure_else = known_if(condition, true=True), known_if(condition, true=False)
            return (needed(one) - sure_if) | (needed(other) - sure_else)
        case _:
            return NONE


def is_empty(node: Node) -> bool:
    """Whether the expression is `empty()`, or may be it."""
    match node:
        case Applied("empty"):
            return True
        case Applied("pick", (_, one, other)):
            return is_empty(one) or is_empty(other)
        case _:
            return False


def known_if(node: Node, *, true: bool) -> Names:
    """Names whose values are known when a condition is true, or when it is false."""
    match node:
        case Applied("filled", (inner,)) if true:
            return needed(inner)
        case Comparison() if true:
            return NONE.union(*(_compared(*pair) for pair in node.pairs()))
        case Name() | Member() if true:
            return needed(node)
        case Not(inner):
            return known_if(inner, true=not true)
        case Logical(word, parts):
            each = [known_if(part, true=true) for part in parts]
            return NONE.union(*each) if (word == "and") == true else each[0].intersection(*each[1:])
        case _:
            return NONE


def _compared(left: Node, sign: str, right: Node) -> Names:
    """A true comparison has two known sides; a list that holds more than nothing is one."""
    match left, sign, right:
        case Applied("size", (inner,)), ">" | ">=" | "==", Literal(least):
            more = isinstance(least, int | float) and (least > 0 or (least == 0 and sign == ">"))
            return needed(inner) if more else NONE
        case _:
            return needed(left) | needed(right)


def unguarded(node: Node, known: AbstractSet[str]) -> Iterator[tuple[str, bool]]:
    """Names that are used though nothing has asked whether they are known; whether they are reckoned with."""
    match node:
        case Applied("filled" | "size"):
            return
        case Logical(word, parts):
            guarded = set(known)
            for part in parts:
                yield from unguarded(part, guarded)
                guarded |= known_if(part, true=word == "and")
        case Applied("pick", (condition, one, other)):
            yield from unguarded(condition, known)
            yield from unguarded(one, known | known_if(condition, true=True))
            yield from unguarded(other, known | known_if(condition, true=False))
        case Comparison(sides):
            for side in sides:
                yield from ((name, False) for name in sorted(needed(side) - known))
        case Arithmetic() | Negative():
            yield from ((name, True) for name in sorted(needed(node) - known))
        case _:
            for child in children(node):
                yield from unguarded(child, known)
