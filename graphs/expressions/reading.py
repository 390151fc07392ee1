"""Reads the text of an expression: a tokenizer and a parser by recursive descent.

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
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

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
from graphs.functions import FUNCTIONS
from graphs.problems import did_you_mean

LONGEST = 500
DEEPEST = 30
LARGEST = 1e15
"""Numbers beyond this are no answer to anything said on the telephone, and are empty."""


class ExpressionError(ValueError):
    """An expression that cannot be read. The message continues the sentence “The condition … ”."""


def read(source: str) -> Node:
    """The tree of an expression. Raises ExpressionError, which says what is wrong and where."""
    if len(source) > LONGEST:
        raise ExpressionError(f"is too long ({LONGEST} characters at most)")
    return _Parser(source).whole()


# ---- tokens

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>[0-9]+(?:\.[0-9]+)?)
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


# ---- parser


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = _tokens(source)
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.next.kind != "end":
            raise _cannot_read(self.source, self.next.at)
        return node

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

    def either(self) -> Node:
        return self.joined("or", self.both)

    def both(self) -> Node:
        return self.joined("and", self.negation)

    def joined(self, word: str, read_part: Callable[[], Node]) -> Node:
        parts = [read_part()]
        while self.take(word):
            parts.append(read_part())
        return parts[0] if len(parts) == 1 else Logical(word, tuple(parts))

    def negation(self) -> Node:
        return Not(self.deeper(self.negation)) if self.take("not") else self.comparison()

    def comparison(self) -> Node:
        sides, signs = [self.sum()], []
        while sign := self.comparing():
            signs.append(sign)
            sides.append(self.sum())
        return Comparison(tuple(sides), tuple(signs)) if signs else sides[0]

    def comparing(self) -> str | None:
        if self.next.text == "not" and self.tokens[self.at + 1].text == "in":
            self.at += 2
            return "not in"
        return self.take("==", "!=", "<", "<=", ">", ">=", "in")

    def sum(self) -> Node:
        left = self.product()
        while sign := self.take("+", "-"):
            left = Arithmetic(sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.negative()
        while sign := self.take("*", "/"):
            left = Arithmetic(sign, left, self.negative())
        return left

    def negative(self) -> Node:
        return Negative(self.deeper(self.negative)) if self.take("-") else self.path()

    def path(self) -> Node:
        node = self.atom()
        while self.take("."):
            if self.next.kind != "name":
                raise _cannot_read(self.source, self.next.at)
            node = Member(node, self.next.text)
            self.at += 1
        return node

    def atom(self) -> Node:
        token = self.next
        if self.take("("):
            inner = self.deeper(self.either)
            self.must(")")
            return inner
        if self.take("["):
            return Listing(self.arguments("]"))
        if token.kind == "name" and token.text not in ("and", "or", "not", "in"):
            self.at += 1
            return self.named(token)
        if token.kind in ("number", "string"):
            self.at += 1
            return Literal(_constant(token))
        raise _cannot_read(self.source, token.at)

    def named(self, token: _Token) -> Node:
        name = token.text
        if name in ("true", "false"):
            return Literal(name == "true")
        if not self.take("("):
            return Name(name, token.at)
        if name not in FUNCTIONS:
            unknown = f"uses the unknown function “{name}” (character {token.at + 1})."
            raise ExpressionError(f"{unknown} {did_you_mean(name, FUNCTIONS)}".rstrip())
        count, _ = FUNCTIONS[name]
        arguments = self.arguments(")")
        if len(arguments) != count:
            raise ExpressionError(f"gives “{name}” {len(arguments)} value(s); it takes {count}")
        return Applied(name, arguments)

    def arguments(self, closing: str) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.take(closing):
            if found:
                self.must(",")
            found.append(self.deeper(self.either))
        return tuple(found)

    def deeper(self, read_inside: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"is nested too deeply ({DEEPEST} levels at most)")
        node = read_inside()
        self.depth -= 1
        return node


def _constant(token: _Token) -> str | int | float | None:
    if token.kind == "string":
        return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
    number = float(token.text) if "." in token.text else int(token.text)
    return number if number <= LARGEST else None
