"""Outcomes that a step does not provide for, options that nobody can pick, conditions that decide nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, product
from typing import Any

from graphs.checks.survey import Problems, Survey, hint, problem, warning, written
from graphs.checks.ways import misspelt_exits, outcome_exits
from graphs.document import Action, FlowDocument
from graphs.expressions import Expression
from graphs.expressions.inference import as_condition
from graphs.expressions.tree import Applied, Literal, walk
from graphs.marked import at, setting_at, step_at, worded
from graphs.nodes.check import Check
from graphs.nodes.choose import Choose
from graphs.nodes.do import Do
from graphs.problems import Path, closest, did_you_mean

MOST_CASES = 400
"""Combinations of values that conditions are tried with."""
NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 - a clock that no condition looks at


def actions(survey: Survey) -> Problems:
    """What a step gives to an action, and what it makes of the action's outcomes."""
    document = survey.document
    for name, step in document.steps.items():
        action = document.actions.get(step.action) if isinstance(step, Do) else None
        if isinstance(step, Do) and action is not None and step.action not in survey.unsure:
            yield from _inputs(name, step, action)
            yield from _outcomes(name, step, action, document)


def _inputs(name: str, step: Do, action: Action) -> Problems:
    path: Path = ("nodes", name)
    lacking = sorted(set(action.inputs) - set(step.arguments))
    meant = {given: closest(given, lacking) for given in step.arguments if given not in action.inputs}
    for needed in (each for each in lacking if each not in meant.values()):
        message = f"The action “{step.action}” needs “{needed}”; “{at(path)}” does not give it."
        fix = f"Add {needed} under {setting_at((*path, 'with'))}."
        yield problem((*path, "with"), "missing_input", message, fix)
    for given, close in meant.items():
        message = f"“{at(path)}” gives “{step.action}” “{given}”, but there is no such input."
        fix = did_you_mean(given, [close] if close else action.inputs)
        yield problem((*path, "with", given), "unknown_input", message, fix)


def _outcomes(name: str, step: Do, action: Action, document: FlowDocument) -> Problems:
    path: Path = ("nodes", name)
    outcomes, meant = outcome_exits(action), misspelt_exits(document, step)
    for way in step.exits():
        if way not in outcomes:
            exit_ = f"“{at(path)}” has the exit “{at((*path, way))}”"
            message = f"{exit_}, but the action “{step.action}” has no such outcome."
            fix = _outcome_meant(path, meant.get(way), outcomes)
            yield problem((*path, way), "unknown_outcome", message, fix)
    for outcome in action.outcomes:
        if f"if_{outcome}" not in (*step.exits(), *meant.values()):
            message = (
                f"The action “{step.action}” can answer “{outcome}”, but “{at(path)}” does not say where to go then; "
                f"it will go to “{step_at(step.if_error or document.on_error)}” as if it had failed."
            )
            fix = worded(f"Add if_{outcome}.", f"Say where it goes then: add “{at((*path, f'if_{outcome}'))}”.")
            yield warning(path, "unhandled_outcome", message, fix)
    if action.out == "none" and step.save:
        message = f"“{at(path)}” keeps what “{step.action}” gives as “{step.save}”, but it gives nothing."
        yield warning(
            (*path, "save"),
            "nothing_kept",
            message,
            f"Take {setting_at((*path, 'save'))} out, or say what the action gives.",
        )


def _outcome_meant(path: Path, close: str | None, outcomes: Sequence[str]) -> str:
    if close:
        return f"Did you mean “{at((*path, close))}”?"
    return f"It can have {', '.join(setting_at((*path, each)) for each in outcomes)}."


def choices(survey: Survey) -> Problems:
    """Options that can be picked by nothing, and questions without a way for the keypad."""
    for name, step in survey.document.steps.items():
        if not isinstance(step, Choose):
            continue
        path: Path = ("nodes", name, "options")
        for option, fields in step.options.items():
            if not (fields.phrases or fields.key or fields.implied_by or fields.label):
                message = f"Nobody can pick “{at((*path, option))}” in “{at(path[:2])}”: it has no phrases and no key."
                yield problem((*path, option), "cannot_be_picked", message, "Add phrases.")
        without = [option for option, fields in step.options.items() if not fields.key]
        if len(without) == len(step.options):
            message = f"“{at(path[:2])}” cannot be answered with the keypad."
            yield hint(("nodes", name), "no_keypad", message, "Give each option a key for lines that are hard to hear.")
        else:
            for option in without:
                message = f"“{at((*path, option))}” in “{at(path[:2])}” has no key, but other options have one."
                yield warning((*path, option), "no_keypad", message, "Give it a key too.")


# ---- conditions


def conditions(survey: Survey) -> Problems:
    """Cases that are never or always true, options that are never there, rules that no value keeps."""
    for name, step in survey.document.steps.items():
        if isinstance(step, Check):
            yield from _cases(survey, name, step)
        if isinstance(step, Choose):
            for option, fields in step.options.items():
                if fields.when is not None and _never(survey, fields.when):
                    path = ("nodes", name, "options", option)
                    called = f"The option “{at(path)}” of “{at(path[:2])}”"
                    message = f"{called} is never there: “{written(fields.when)}” is never true."
                    yield warning((*path, "when"), "never_true", message, "Change the condition.")
    yield from _rules(survey)


def _cases(survey: Survey, name: str, step: Check) -> Problems:
    seen: dict[str, int] = {}
    always = 0
    for number, case in enumerate(step.cases, 1):
        path = ("nodes", name, "cases", number - 1)
        source = written(case.when)
        if always:
            message = f"Case {number} of “{at(path[:2])}” is never reached: case {always} is always true."
            yield warning(path, "never_true", message, "Take it out, or put it before.")
        elif source in seen:
            message = f"Case {number} of “{at(path[:2])}” is never reached: case {seen[source]} has the same condition."
            yield warning(path, "never_true", message, "Take it out, or change its condition.")
        elif (tried := _tried(survey, case.when)) is not None:
            if not any(tried):
                message = f"Case {number} of “{at(path[:2])}” can never be true: “{source}”."
                yield warning((*path, "when"), "never_true", message, "Change the condition.")
            elif all(tried):
                message = f"Case {number} of “{at(path[:2])}” is always true, so nothing after it counts: “{source}”."
                yield warning((*path, "when"), "always_true", message, "Change the condition.")
                always = number
        seen.setdefault(source, number)


def _never(survey: Survey, condition: Expression) -> bool:
    tried = _tried(survey, condition)
    return tried is not None and not any(tried)


def _tried(survey: Survey, expression: Expression) -> list[bool] | None:
    """What a condition comes to for every value of what it looks at; None when that cannot be tried out."""
    domains = [_domain(survey, name) for name in sorted(expression.names)]
    clock = any(isinstance(node, Applied) and node.function in _CLOCKED for node in walk(expression.tree))
    complaints = as_condition(expression.tree, survey.kinds)
    if clock or complaints or any(domain is None for domain in domains):
        return None
    combinations = list(islice(product(*(domain or () for domain in domains)), MOST_CASES + 1))
    if len(combinations) > MOST_CASES:
        return None
    names = sorted(expression.names)
    return [bool(expression.value(dict(zip(names, each, strict=True)), NEVER)) for each in combinations]


_CLOCKED = frozenset({"today", "now", "days_until"})


def _domain(survey: Survey, name: str) -> tuple[Any, ...] | None:
    """Every value that a name can have, empty among them; None when they are too many."""
    kind = survey.kinds.get(name)
    match kind.sort if kind else "any":
        case "choice":
            return (None, *kind.values) if kind else None
        case "yes_no":
            return (None, True, False)
        case _:
            return None


def _rules(survey: Survey) -> Problems:
    """The checks of slots."""
    for name, slot in survey.document.slots.items():
        for index, rule in enumerate(slot.check):
            path: Path = ("slots", name, "check", index, "when")
            if name not in rule.when.names:
                message = f"The rule “{written(rule.when)}” of “{name}” does not look at “{name}”."
                also = " It holds or fails whatever the caller says." if not rule.when.names else ""
                yield warning(path, "not_about_it", f"{message}{also}", f"Write a condition with {name}.")
            tried = _values_tried(survey, name, rule.when)
            if tried and not any(tried):
                message = f"No answer to “{name}” can keep the rule “{written(rule.when)}”."
                yield problem(path, "never_true", message, "Change the rule.")


def _values_tried(survey: Survey, name: str, rule: Expression) -> list[bool]:
    """What a rule that looks at nothing else comes to for the values of a slot, or for some of its numbers."""
    clock = any(isinstance(node, Applied) and node.function in _CLOCKED for node in walk(rule.tree))
    if clock or rule.names - {name}:
        return []
    domain = _domain(survey, name)
    slot = survey.document.slots[name]
    if domain is None and slot.type in ("number", "money"):
        domain = tuple(_numbers(rule, slot.min, slot.max))
    if domain is None:
        domain = () if rule.names else (None,)
    return [bool(rule.value({name: value}, NEVER)) for value in domain if value is not None or not rule.names]


def _numbers(rule: Expression, least: float | None, most: float | None) -> Iterator[float]:
    """Numbers between which a rule can change its mind, as far as they may be given."""
    marks = {node.value for node in walk(rule.tree) if isinstance(node, Literal) and _is_number(node.value)}
    marks |= {limit for limit in (least, most) if limit is not None}
    for mark in sorted(float(str(mark)) for mark in marks):
        for near in (mark - 1, mark - 0.5, mark, mark + 0.5, mark + 1):
            if (least is None or near >= least) and (most is None or near <= most):
                yield near


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
