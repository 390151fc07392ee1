"""Conditions and values against the types of what they look at and of what they fill."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from graphs.checks.survey import Problems, Survey, kind_of_type, problem, warning, written
from graphs.document import SlotType, Variable
from graphs.expressions import Expression
from graphs.expressions.inference import as_condition, as_value, kind_of
from graphs.expressions.kinds import LIST, RECORD, TEXT, Complaint, Kind, is_a, keepable
from graphs.expressions.tree import Applied, Comparison, Literal, Name, Node, walk
from graphs.marked import at, step_at
from graphs.nodes.choose import Choose
from graphs.nodes.do import Do
from graphs.nodes.offer import Offer
from graphs.nodes.set import Set
from graphs.problems import Path, did_you_mean

DECLARED = frozenset({*get_args(SlotType), *get_args(Variable.model_fields["type"].annotation), "any"})
"""Types of an action's inputs: those of slots and variables, or anything."""
_GIVES: Mapping[str, Kind] = {"list": LIST, "record": RECORD, "text": TEXT}


def types(survey: Survey) -> Problems:
    """Comparisons, calculations, assignments and arguments of the wrong kind."""
    targets = dict(_targets(survey))
    for path, expression in survey.expressions:
        if not expression.names <= survey.values | {"call"}:
            continue
        if path[-1] in ("when", "done_when", "consent"):
            complaints = as_condition(expression.tree, survey.kinds)
        elif path in targets:
            name, kind = targets[path]
            complaints = as_value(expression.tree, survey.kinds, name=name, target=kind)
        else:
            _, complaints = kind_of(expression.tree, survey.kinds)
        yield from _told(path, expression, complaints)
    yield from _saved(survey)
    yield from _inputs_declared(survey)
    yield from _defaults(survey)
    yield from _parts_said(survey)
    yield from _words_never_set(survey)


def _told(path: Path, expression: Expression, complaints: Iterable[Complaint]) -> Problems:
    for each in complaints:
        message = f"{each.message} (in “{at(path[:2])}”: {written(expression)})."
        yield problem(path, each.code, message, each.fix, level=each.level)


def _targets(survey: Survey) -> Iterator[tuple[Path, tuple[str, Kind]]]:
    """Where an expression's value is kept → the name that keeps it, and what it can hold."""
    document, kinds = survey.document, survey.kinds
    for name, slot in document.slots.items():
        if slot.prefill:
            yield ("slots", name, "prefill"), (name, kinds[name])
    for name, step in document.steps.items():
        sets: dict[Path, Mapping[str, Expression]] = {("nodes", name, "set"): step.set} if isinstance(step, Set) else {}
        if isinstance(step, Choose):
            sets = {("nodes", name, "options", option, "set"): each.set for option, each in step.options.items()}
        for path, assigned in sets.items():
            yield from (((*path, kept), (kept, kinds[kept])) for kept in assigned if kept in kinds)
        action = document.actions.get(step.action) if isinstance(step, Do) else None
        if isinstance(step, Do) and action is not None:
            for given, declared in action.inputs.items():
                if given in step.arguments and declared in DECLARED:
                    yield ("nodes", name, "with", given), (f"the input “{given}”", kind_of_type(declared))


# ---- what is kept, and how it is declared


def _saved(survey: Survey) -> Problems:
    """What actions give and lists hold, against what keeps it."""
    document, kinds = survey.document, survey.kinds
    for name, step in document.steps.items():
        if isinstance(step, Offer) and kinds.get(step.items, LIST).sort not in ("list", "any"):
            what = f"“{step_at(name)}” offers “{step.items}”"
            message = f"{what}, but that is {is_a(kinds[step.items])}; only a list can be offered."
            yield problem(("nodes", name, "items"), "unlike", message)
        action = document.actions.get(step.action) if isinstance(step, Do) else None
        if not isinstance(step, Do) or action is None or step.save is None:
            continue
        given, keeps = _GIVES.get(action.out), kinds.get(step.save)
        if given is not None and keeps is not None and not keepable(keeps, given):
            kept = f"“{step.save}”, where “{step_at(name)}” keeps it, is {is_a(keeps)}"
            message = f"“{step.action}” gives {is_a(given)}; {kept}."
            yield problem(("nodes", name, "save"), "unlike", message, "Make the two the same.")


def _inputs_declared(survey: Survey) -> Problems:
    for name, action in survey.document.actions.items():
        for given, declared in action.inputs.items():
            if declared not in DECLARED:
                message = f"“{given}” of the action “{name}” is said to be “{declared}”, which is no type."
                fix = did_you_mean(declared, DECLARED) or f"Types are: {', '.join(sorted(DECLARED))}."
                yield warning(("actions", name, "in", given), "unknown_type", message, fix)


def _defaults(survey: Survey) -> Problems:
    for name, variable in survey.document.vars.items():
        kind = kind_of_type(variable.type)
        if variable.default is not None and not keepable(kind, _kind_of_json(variable.default)):
            message = f"“{name}” is {is_a(kind)}, but begins with {_shown(variable.default)}."
            yield problem(("vars", name, "default"), "unlike", message, "Change the default, or the type.")


def _shown(value: object) -> str:
    return f"the text “{value}”" if isinstance(value, str) else str(value).lower()


def _kind_of_json(value: object) -> Kind:
    match value:
        case bool():
            return Kind("yes_no", constant=value)
        case int() | float():
            return Kind("number", constant=value)
        case str():
            return Kind("text", constant=value)
        case list():
            return LIST
        case _:
            return RECORD


def _parts_said(survey: Survey) -> Problems:
    """Texts that say a part of what has no parts."""
    for wording in survey.wordings:
        for value in wording.values():
            kind = survey.kinds.get(value.path[0])
            if len(value.path) > 1 and kind is not None and kind.sort not in ("record", "any"):
                whole = "{" + ".".join(value.path) + "}"
                message = f"“{at(wording.path[:2])}” says {whole}, but {value.path[0]} is {is_a(kind)} and no record."
                yield problem(wording.path, "unlike", message, f"Write {{{value.path[0]}}}.")


# ---- words that a variable never holds


def _words_never_set(survey: Survey) -> Problems:
    """Comparisons of a variable with a word, when everything that sets it sets other words."""
    words = {name: _words_of(survey, name) for name, each in survey.document.vars.items() if each.type == "text"}
    for path, expression in survey.expressions:
        for name, word in _words_compared(expression.tree):
            known = words.get(name)
            if known and word not in known:
                message = f"Nothing ever sets “{name}” to “{word}” (in “{at(path[:2])}”: {written(expression)})."
                fix = did_you_mean(word, known) or f"It is set to: {', '.join(sorted(known))}."
                yield warning(path, "unknown_value", message, fix)


def _words_of(survey: Survey, name: str) -> set[str] | None:
    """Every word that a variable can hold; None when not all are known."""
    variable = survey.document.vars[name]
    found = {variable.default} if isinstance(variable.default, str) else set()
    for reference in survey.references:
        if reference.name != name or reference.what != "value" or reference.path[2:3] == ("clears",):
            continue
        if "set" not in reference.path:
            return None
        expression = next(each for path, each in survey.expressions if path == reference.path)
        words = _words(expression.tree)
        if words is None:
            return None
        found |= words
    return found


def _words(tree: Node) -> set[str] | None:
    match tree:
        case Literal(str(word)):
            return {word}
        case Applied("empty"):
            return set()
        case Applied("pick", (_, one, other)):
            words = _words(one), _words(other)
            return None if words[0] is None or words[1] is None else words[0] | words[1]
        case _:
            return None


def _words_compared(tree: Node) -> Iterator[tuple[str, str]]:
    for node in walk(tree):
        if isinstance(node, Comparison):
            for pair in node.pairs():
                match pair:
                    case (Name(name), "==" | "!=", Literal(str(word))) | (Literal(str(word)), "==" | "!=", Name(name)):
                        yield name, word
