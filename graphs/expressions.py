"""The conditions and values that analysts write: a small language of its own, interpreted, without loops or effects.

Grammar, loosest first:

    or_       = and_ ("or" and_)*
    and_      = not_ ("and" not_)*
    not_      = "not" not_ | compare
    compare   = sum (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not" "in") sum)*
    sum       = product (("+" | "-") product)*
    product   = negative (("*" | "/") negative)*
    negative  = "-" negative | path
    path      = atom ("." name)*
    atom      = number | string | "true" | "false" | name | name "(" or_,* ")" | "(" or_ ")" | "[" or_,* "]"

Evaluation never fails: what makes no sense is empty (None), and every comparison with an empty side is false.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphs.functions import FUNCTIONS, Scope
from graphs.problems import did_you_mean

LONGEST = 500
DEEPEST = 30
LARGEST = 1e15
"""Numbers beyond this are no answer to anything said on the telephone, and are empty."""


class ExpressionError(ValueError):
    """An expression that cannot be read. The message continues the sentence “The condition … ”."""


Evaluate = Callable[[Scope], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that was read once and can be evaluated many times."""

    source: str | int | float | bool
    names: frozenset[str]
    """The slots, variables and other names it looks at, without what follows a dot."""
    _evaluate: Evaluate = field(repr=False, compare=False)

    def value(self, values: Mapping[str, Any], now: datetime) -> Any:
        """The value, JSON only; None when it is empty or makes no sense."""
        return self._evaluate(Scope(values, now))


def parse(source: object) -> Expression:
    """Read an expression; a number or a truth value stands for itself.

    Raises ExpressionError, which says what is wrong and where.
    """
    if isinstance(source, bool | int | float):
        return Expression(source, frozenset(), lambda _: source)
    if not isinstance(source, str):
        raise ExpressionError("must be text, a number, true or false")
    if len(source) > LONGEST:
        raise ExpressionError(f"is too long ({LONGEST} characters at most)")
    parser = _Parser(source)
    evaluate = parser.whole()
    return Expression(source, frozenset(parser.names), evaluate)


# ---- tokens

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d+(?:\.\d+)?)
      | (?P<name>[A-Za-z][A-Za-z0-9_]*)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<sign>==|!=|<=|>=|[<>+\-*/().,\[\]])
    )""",
    re.VERBOSE | re.DOTALL,
)
_REMEDIES = {
    "=": "use == to compare",
    "&": "write “and”",
    "|": "write “or”",
    "!": "write “not”",
    "“": 'use straight quotes: "like this"',
    "”": 'use straight quotes: "like this"',
    '"': "the quotation mark is never closed",
    "'": "the quotation mark is never closed",
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def _tokens(source: str) -> list[_Token]:
    found, at = [], 0
    end = len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at)
        if match is None:
            raise _cannot_read(source, at + len(source[at:]) - len(source[at:].lstrip()))
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    found.append(_Token("end", "", end))
    return found


def _cannot_read(source: str, at: int) -> ExpressionError:
    if at >= len(source.rstrip()):
        return ExpressionError("stops too early: something is missing at the end")
    remedy = _REMEDIES.get(source[at])
    return ExpressionError(
        f"cannot be read at “{source[at : at + 12]}” (character {at + 1})" + (f": {remedy}" if remedy else "")
    )


# ---- parser: builds the evaluating functions as it reads


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = _tokens(source)
        self.at = 0
        self.depth = 0
        self.names: set[str] = set()

    def whole(self) -> Evaluate:
        evaluate = self.either()
        if self.next.kind != "end":
            raise _cannot_read(self.source, self.next.at)
        return evaluate

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> str | None:
        """The next token's text when it is one of these signs or words, which is then used up."""
        token = self.next
        if token.kind in ("sign", "name") and token.text in texts:
            self.at += 1
            return token.text
        return None

    def must(self, text: str) -> None:
        if self.take(text) is None:
            raise _cannot_read(self.source, self.next.at)

    def either(self) -> Evaluate:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda scope: any(part(scope) for part in parts)

    def both(self) -> Evaluate:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda scope: all(part(scope) for part in parts)

    def negation(self) -> Evaluate:
        if not self.take("not"):
            return self.comparison()
        inner = self.deeper(self.negation)
        return lambda scope: not inner(scope)

    def comparison(self) -> Evaluate:
        sides, compares = [self.sum()], []
        while sign := self.comparing():
            compares.append(_COMPARE[sign])
            sides.append(self.sum())
        if not compares:
            return sides[0]

        def evaluate(scope: Scope) -> bool:
            values = [side(scope) for side in sides]
            return all(
                left is not None and right is not None and compare(left, right)
                for left, compare, right in zip(values, compares, values[1:], strict=False)
            )

        return evaluate

    def comparing(self) -> str | None:
        if self.next.text == "not" and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return "not in"
        return self.take("==", "!=", "<", "<=", ">", ">=", "in")

    def sum(self) -> Evaluate:
        left = self.product()
        while sign := self.take("+", "-"):
            left = _reckon(sign, left, self.product())
        return left

    def product(self) -> Evaluate:
        left = self.negative()
        while sign := self.take("*", "/"):
            left = _reckon(sign, left, self.negative())
        return left

    def negative(self) -> Evaluate:
        if not self.take("-"):
            return self.path()
        inner = self.deeper(self.negative)
        return _reckon("-", lambda _: 0, inner)

    def path(self) -> Evaluate:
        evaluate = self.atom()
        while self.take("."):
            if self.next.kind != "name":
                raise _cannot_read(self.source, self.next.at)
            evaluate = _member(evaluate, self.next.text)
            self.at += 1
        return evaluate

    def atom(self) -> Evaluate:
        token = self.next
        if self.take("("):
            inner = self.deeper(self.either)
            self.must(")")
            return inner
        if self.take("["):
            items = self.arguments("]")
            return lambda scope: [item(scope) for item in items]
        if token.kind == "name" and token.text not in ("and", "or", "not", "in"):
            self.at += 1
            return self.named(token)
        if token.kind in ("number", "string"):
            self.at += 1
            constant = _constant(token)
            return lambda _: constant
        raise _cannot_read(self.source, token.at)

    def named(self, token: _Token) -> Evaluate:
        name = token.text
        if name in ("true", "false"):
            return lambda _: name == "true"
        if not self.take("("):
            self.names.add(name)
            return lambda scope: scope.values.get(name)
        if name not in FUNCTIONS:
            unknown = f"uses the unknown function “{name}” (character {token.at + 1})."
            raise ExpressionError(f"{unknown} {did_you_mean(name, FUNCTIONS)}".rstrip())
        count, function = FUNCTIONS[name]
        arguments = self.arguments(")")
        if len(arguments) != count:
            raise ExpressionError(f"gives “{name}” {len(arguments)} value(s); it takes {count}")
        return lambda scope: function(scope, *[argument(scope) for argument in arguments])

    def arguments(self, closing: str) -> list[Evaluate]:
        found: list[Evaluate] = []
        while not self.take(closing):
            if found:
                self.must(",")
            found.append(self.deeper(self.either))
        return found

    def deeper(self, read: Callable[[], Evaluate]) -> Evaluate:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"is nested too deeply ({DEEPEST} levels at most)")
        evaluate = read()
        self.depth -= 1
        return evaluate


def _constant(token: _Token) -> str | int | float | None:
    if token.kind == "string":
        return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
    return _number(float(token.text) if "." in token.text else int(token.text))


def _member(evaluate: Evaluate, name: str) -> Evaluate:
    def member(scope: Scope) -> Any:
        record = evaluate(scope)
        return record.get(name) if isinstance(record, Mapping) else None

    return member


# ---- meaning


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST


def _number(value: float) -> float | int | None:
    return value if _is_number(value) else None


def _reckon(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    def evaluate(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if sign == "+" and isinstance(a, str) and isinstance(b, str):
            return a + b
        if not (_is_number(a) and _is_number(b)):
            return None
        return _number(_divided(a, b) if sign == "/" else _ARITHMETIC[sign](a, b))

    return evaluate


_ARITHMETIC: Mapping[str, Callable[[Any, Any], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def _divided(a: float, b: float) -> float:
    return a / b if b else math.nan


def _same(a: object, b: object) -> bool:
    """Equal and of one kind: neither `1 == true` nor `"1" == 1`."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def _ordered(a: object, b: object) -> bool:
    return (isinstance(a, str) and isinstance(b, str)) or (_is_number(a) and _is_number(b))


def _within(a: object, b: object) -> bool:
    if isinstance(b, list):
        return any(_same(a, item) for item in b)
    return isinstance(a, str) and isinstance(b, str) and a in b


_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": _same,
    "!=": lambda a, b: not _same(a, b),
    "<": lambda a, b: _ordered(a, b) and a < b,
    "<=": lambda a, b: _ordered(a, b) and a <= b,
    ">": lambda a, b: _ordered(a, b) and a > b,
    ">=": lambda a, b: _ordered(a, b) and a >= b,
    "in": _within,
    "not in": lambda a, b: not _within(a, b),
}
