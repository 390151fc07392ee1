"""The conditions and values that analysts write: a small language of its own, interpreted, without loops or effects.

`reading` has the grammar, `tree` what it makes of a text, `evaluation` what that means, `kinds` what kinds of value may
meet. `graphs/expressions.vectors.json` holds examples of all three, against which any other implementation of the
language can be held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphs.expressions.evaluation import Evaluate, compiled
from graphs.expressions.reading import ExpressionError, read
from graphs.expressions.tree import Literal, Name, Node, renamed, walk
from graphs.functions import Scope

__all__ = ["Expression", "ExpressionError", "parse"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read once and can be evaluated many times."""

    source: str | int | float | bool
    tree: Node
    names: frozenset[str]
    """The slots, variables and other names it looks at, without what follows a dot."""
    _evaluate: Evaluate = field(repr=False, compare=False)

    def value(self, values: Mapping[str, Any], now: datetime) -> Any:
        """The value, JSON only; None when it is empty or makes no sense."""
        return self._evaluate(Scope(values, now))

    def renamed(self, names: Mapping[str, str]) -> "Expression":
        """The same expression, looking at other names; names that are not in the mapping stay.

        A new name may hold signs that no name in a document can have. Then the source, which shows the new names, is
        for people only: read once more, `find/day` would be a division.
        """
        if not self.names.intersection(names):
            return self
        source = str(self.source)
        for name in sorted(_names(self.tree), key=lambda name: name.at, reverse=True):
            new = names.get(name.name, name.name)
            source = source[: name.at] + new + source[name.at + len(name.name) :]
        return _expression(source, renamed(self.tree, names))


def parse(source: object) -> Expression:
    """Read an expression; a number or a truth value stands for itself.

    Raises ExpressionError, which says what is wrong and where.
    """
    if isinstance(source, bool | int | float):
        return _expression(source, Literal(source))
    if not isinstance(source, str):
        raise ExpressionError("must be text, a number, true or false")
    return _expression(source, read(source))


def _expression(source: str | float, tree: Node) -> Expression:
    return Expression(source, tree, frozenset(name.name for name in _names(tree)), compiled(tree))


def _names(tree: Node) -> list[Name]:
    return [node for node in walk(tree) if isinstance(node, Name)]
