"""Words in conditions and values that stand there without what makes them one: quotes, or what they belong to."""

from collections.abc import Iterator, Mapping

from graphs.checks.survey import Problems, Survey, warning, written
from graphs.expressions import Expression, ExpressionError, parse
from graphs.expressions.kinds import CALL
from graphs.expressions.tree import Literal, Member, Name, walk
from graphs.problems import did_you_mean

_FIXED: Mapping[str, str] = {
    **dict.fromkeys(("yes", "Yes", "YES", "True", "TRUE"), "true"),
    **dict.fromkeys(("no", "No", "NO", "False", "FALSE"), "false"),
    **dict.fromkeys(("null", "None", "none", "nil", "empty"), "empty()"),
}
"""What other notations call what is written otherwise here."""


def bare_words(survey: Survey) -> Mapping[str, str]:
    """Names in expressions that the document does not have, but that it has as a word → how that is written."""
    unknown = {name for _, expression in survey.expressions for name in expression.names} - survey.values - {"call"}
    words = frozenset(_words(survey))
    meant = {name: f'"{name}"' for name in unknown if name in words}
    meant |= {name: f"call.{name}" for name in unknown & set(CALL) - words}
    return meant | {name: _FIXED[name] for name in unknown & set(_FIXED) - words}


def _words(survey: Survey) -> Iterator[str]:
    """All texts that a slot or a variable may be."""
    for slot in survey.document.slots.values():
        yield from slot.values
    for variable in survey.document.vars.values():
        if isinstance(variable.default, str):
            yield variable.default
    for _, expression in survey.expressions:
        for node in walk(expression.tree):
            if isinstance(node, Literal) and isinstance(node.value, str):
                yield node.value
    yield from (value for kind in CALL.values() for value in kind.values)


def as_words(expression: Expression, meant: Mapping[str, str]) -> Expression:
    """The expression with such names written as what they stand for."""
    source = str(expression.source)
    names = [node for node in walk(expression.tree) if isinstance(node, Name) and node.name in meant]
    for node in sorted(names, key=lambda node: node.at, reverse=True):
        source = source[: node.at] + meant[node.name] + source[node.at + len(node.name) :]
    try:
        return parse(source) if names else expression
    except ExpressionError:
        return expression  # the quotes made it too long


def of_the_call(survey: Survey) -> Problems:
    """`call.…` that is nearly something that is known of every call; anything else may come from who placed it."""
    known = {*CALL, *(name for test in survey.document.tests for name in test.call.extra)}
    found = [
        (path, node.name, f"“{written(expression)}”")
        for path, expression in survey.expressions
        for node in walk(expression.tree)
        if isinstance(node, Member) and node.record == Name("call", getattr(node.record, "at", 0))
    ]
    found += [
        (wording.path, value.path[1], "{" + ".".join(value.path) + "}")
        for wording in survey.wordings
        for value in wording.values()
        if value.path[0] == "call" and len(value.path) > 1
    ]
    for path, name, where in found:
        if name not in known and (fix := did_you_mean(name, known)):
            message = f"“call.{name}” in {where} is nothing that is known of every call."
            yield warning(path, "unknown_name", message, fix)
