"""Works out what kind of value an expression gives, and complains of what cannot be meant on the way."""

from collections.abc import Mapping

from graphs.expressions.kinds import (
    ANY,
    CALL,
    DATE,
    EMPTY,
    LIST,
    MOMENT,
    NUMBER,
    TEXT,
    WEEKDAY,
    YES_NO,
    Complaint,
    Kind,
    Kinds,
    called,
    comparable,
    is_a,
    keepable,
    unknown_value,
)
from graphs.expressions.tree import (
    Applied,
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

_DATED = frozenset({"date", "moment", "any", "empty"})
_SIZED = frozenset({"text", "choice", "list", "record", "date", "time", "moment", "any", "empty"})
_WRITTEN = frozenset({"text", "choice", "date", "time", "moment", "any", "empty"})
_LISTED = frozenset({"list", "any", "empty"})

_TAKES: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = {
    "days_until": ((_DATED, "a date"),),
    "weekday": ((_DATED, "a date"),),
    "size": ((_SIZED, "a list or a text"),),
    "first": ((_LISTED, "a list"),),
    "lower": ((_WRITTEN, "text"),),
    "contains": ((_WRITTEN, "text"), (_WRITTEN, "text")),
    "starts_with": ((_WRITTEN, "text"), (_WRITTEN, "text")),
}
"""Function → for each of its values the sorts that it can work with, and how these are called."""
_GIVES: Mapping[str, Kind] = {
    "today": DATE,
    "now": MOMENT,
    "days_until": NUMBER,
    "weekday": WEEKDAY,
    "size": NUMBER,
    "first": ANY,
    "filled": YES_NO,
    "empty": EMPTY,
    "lower": TEXT,
    "contains": YES_NO,
    "starts_with": YES_NO,
}


def kind_of(tree: Node, kinds: Kinds) -> tuple[Kind, list[Complaint]]:
    """The kind of an expression's value, and everything in it that cannot be meant."""
    inference = _Inference(kinds)
    kind = inference.kind(tree)
    return kind, inference.complaints


def as_condition(tree: Node, kinds: Kinds) -> list[Complaint]:
    """What is wrong with an expression of which one wants to know whether it is true."""
    kind, complaints = kind_of(tree, kinds)
    if kind.sort in ("yes_no", "any"):
        return complaints
    known = isinstance(tree, Name | Member)
    fix = f"Write filled({said(tree)}) to ask whether it is known." if known else "Compare it with something."
    what = f"{said(tree)} is {is_a(kind)} and" if kind.constant is None else f"{called('', kind)} is"
    message = f"{what} no condition"
    return [*complaints, Complaint("no_condition", message, fix, "warning")]


def as_value(tree: Node, kinds: Kinds, *, name: str, target: Kind) -> list[Complaint]:
    """What is wrong with keeping an expression's value under a name of a kind."""
    kind, complaints = kind_of(tree, kinds)
    if target.sort == "choice" and isinstance(kind.constant, str):
        unknown = unknown_value(name, target, kind.constant)
        return [*complaints, unknown] if unknown else complaints
    if keepable(target, kind):
        return complaints
    message = f"{name} is {is_a(target)}; it cannot be {called(said(tree), kind)}"
    message += "" if kind.constant is not None else f", which is {is_a(kind)}"
    return [*complaints, Complaint("unlike", message)]


def said(node: Node) -> str:  # noqa: PLR0911 - one line a sort of node
    """How a part of an expression is named in a sentence."""
    match node:
        case Name(name):
            return name
        case Member(record, name):
            return f"{said(record)}.{name}"
        case Applied(name, arguments):
            return f"{name}({', '.join(map(said, arguments))})"
        case Listing(items):
            return f"[{', '.join(map(said, items))}]"
        case Literal(value):
            return f"“{value}”" if isinstance(value, str) else str(value).lower()
        case Arithmetic(sign, left, right):
            return f"{said(left)} {sign} {said(right)}"
        case Negative(inner):
            return f"-{said(inner)}"
        case _:
            return "a condition"


class _Inference:
    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.complaints: list[Complaint] = []

    def complain(self, code: str, message: str, fix: str = "") -> None:
        self.complaints.append(Complaint(code, message, fix))

    def kind(self, node: Node) -> Kind:  # noqa: PLR0911 - one line a sort of node
        match node:
            case Literal(value):
                return _constant(value)
            case Name(name):
                return ANY if name == "call" else self.kinds.get(name, ANY)
            case Member(record, name):
                return self.member(record, name)
            case Listing(items):
                self.all(items)
                return LIST
            case Negative(inner):
                return NUMBER if self.reckonable(inner, self.kind(inner), "-") else ANY
            case Arithmetic(sign, left, right):
                return self.arithmetic(sign, left, right)
            case Comparison():
                return self.comparison(node)
            case Not(inner):
                self.kind(inner)
                return YES_NO
            case Logical(_, parts):
                self.all(parts)
                return YES_NO
            case _:
                return self.applied(node.function, node.arguments)

    def all(self, nodes: tuple[Node, ...]) -> list[Kind]:
        return [self.kind(node) for node in nodes]

    def member(self, record: Node, name: str) -> Kind:
        if isinstance(record, Name) and record.name == "call":
            return CALL.get(name, ANY)
        kind = self.kind(record)
        if kind.sort not in ("record", "any", "empty"):
            fix = "Write first(…) before the dot, or offer the list." if kind.sort == "list" else ""
            whole = called(said(record), kind)
            self.complain("unlike", f"{whole} is {is_a(kind)} and no record; it has no “{name}”", fix)
        return ANY

    def arithmetic(self, sign: str, left: Node, right: Node) -> Kind:
        kinds = self.kind(left), self.kind(right)
        sorts = {kind.sort for kind in kinds}
        if sign == "+" and sorts <= {"text", "choice", "any"} and sorts != {"any"}:
            return TEXT
        if not (self.reckonable(left, kinds[0], sign) and self.reckonable(right, kinds[1], sign)):
            return ANY
        return ANY if sign == "+" and sorts == {"any"} else NUMBER

    def reckonable(self, node: Node, kind: Kind, sign: str) -> bool:
        if kind.sort in ("number", "any"):
            return True
        fix = "Use days_until(…) to reckon with dates." if kind.sort in ("date", "moment") else ""
        whole = called(said(node), kind)
        self.complain("unlike", f"{whole} is {is_a(kind)}; one cannot reckon with it (“{sign}”)", fix)
        return False

    def comparison(self, node: Comparison) -> Kind:
        kinds = dict(zip(map(id, node.sides), self.all(node.sides), strict=True))
        for left, sign, right in node.pairs():
            one = (said(left), kinds[id(left)])
            if sign in ("in", "not in") and isinstance(right, Listing):
                for item in right.items:
                    self.note(comparable(one, "==", (said(item), _Inference(self.kinds).kind(item))))
            else:
                self.note(comparable(one, sign, (said(right), kinds[id(right)])))
        return YES_NO

    def note(self, complaint: Complaint | None) -> None:
        if complaint is not None:
            self.complaints.append(complaint)

    def applied(self, name: str, arguments: tuple[Node, ...]) -> Kind:
        kinds = self.all(arguments)
        if name == "pick":
            return _either(kinds[1], kinds[2])
        for node, kind, (sorts, wanted) in zip(arguments, kinds, _TAKES.get(name, ()), strict=False):
            if kind.sort not in sorts and not (wanted == "a date" and _is_day(kind)):
                fix = "Use “in” to look in a list." if name == "contains" and kind.sort == "list" else ""
                what = f"but {said(node)} is {is_a(kind)}" if kind.constant is None else f"not {called('', kind)}"
                self.complain("unlike", f"“{name}” takes {wanted}, {what}", fix)
        return _GIVES[name]


def _constant(value: str | float | bool | None) -> Kind:  # noqa: FBT001 - any value that can be written
    if value is None:
        return ANY
    if isinstance(value, bool):
        return Kind("yes_no", constant=value)
    return Kind("text", constant=value) if isinstance(value, str) else Kind("number", constant=value)


def _either(one: Kind, other: Kind) -> Kind:
    """The kind of a value that is one of two."""
    if one.sort == other.sort:
        return Kind(one.sort, tuple(dict.fromkeys((*one.values, *other.values))))
    given = [kind for kind in (one, other) if kind.sort != "empty"]
    return Kind(given[0].sort, given[0].values) if len(given) == 1 else ANY


def _is_day(kind: Kind) -> bool:
    return comparable(("", DATE), "==", ("", kind)) is None and isinstance(kind.constant, str)
