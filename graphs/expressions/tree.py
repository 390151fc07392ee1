"""What an expression says, as a tree: the same for whoever evaluates it, checks its types or renames its names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true or false; None is a number that is too large to mean anything."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A slot, a variable, or `call`."""

    name: str
    at: int
    """Where it stands in the source, from 0."""


@dataclass(frozen=True, slots=True)
class Member:
    """What follows a dot: a part of a record."""

    record: "Node"
    name: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Values in square brackets."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """A number below nothing: `-n`."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two values with `+`, `-`, `*` or `/` between them."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more values with signs between them: `1 < n <= 4`."""

    sides: tuple["Node", ...]
    signs: tuple[str, ...]
    """One fewer than the sides: `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `not in`."""

    def pairs(self) -> Iterator[tuple["Node", str, "Node"]]:
        """Each single comparison of a chain."""
        return zip(self.sides, self.signs, self.sides[1:], strict=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Logical:
    """Conditions with one word between them: `and` or `or`."""

    word: str
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A function with its values."""

    function: str
    arguments: tuple["Node", ...]


Node = Literal | Name | Member | Listing | Negative | Arithmetic | Comparison | Not | Logical | Applied


def children(node: Node) -> tuple[Node, ...]:
    """The parts that a node is made of."""
    match node:
        case Member(record):
            return (record,)
        case Negative(inner) | Not(inner):
            return (inner,)
        case Arithmetic(_, left, right):
            return (left, right)
        case Listing(parts) | Comparison(parts) | Logical(_, parts) | Applied(_, parts):
            return parts
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and everything inside it."""
    yield node
    for child in children(node):
        yield from walk(child)


def renamed(node: Node, names: Mapping[str, str]) -> Node:  # noqa: PLR0911 - one line a sort of node
    """The same tree, looking at other names."""
    match node:
        case Name(name):
            return replace(node, name=names.get(name, name))
        case Member(record):
            return replace(node, record=renamed(record, names))
        case Negative(inner) | Not(inner):
            return replace(node, inner=renamed(inner, names))
        case Arithmetic(_, left, right):
            return replace(node, left=renamed(left, names), right=renamed(right, names))
        case Listing(items):
            return Listing(_all_renamed(items, names))
        case Comparison(sides):
            return replace(node, sides=_all_renamed(sides, names))
        case Logical(_, parts):
            return replace(node, parts=_all_renamed(parts, names))
        case Applied(_, arguments):
            return replace(node, arguments=_all_renamed(arguments, names))
        case _:
            return node


def _all_renamed(nodes: tuple[Node, ...], names: Mapping[str, str]) -> tuple[Node, ...]:
    return tuple(renamed(node, names) for node in nodes)
