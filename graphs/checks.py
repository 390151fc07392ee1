"""What is wrong with a whole document: names that lead nowhere, and conversations that could never end. Pure."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graphs.expressions import Expression
from graphs.fields import Text, find
from graphs.nodes import Step, WaitingStep
from graphs.nodes.ask import Ask
from graphs.nodes.choose import Choose
from graphs.nodes.confirm import Confirm
from graphs.nodes.do import Do
from graphs.nodes.end import End
from graphs.nodes.offer import Offer
from graphs.problems import Path, Problem, did_you_mean

if TYPE_CHECKING:
    from graphs.document import FlowDocument

Problems = Iterator[Problem]


def check(document: "FlowDocument") -> list[Problem]:
    """Every problem of a document that could be read, without lines."""
    rules = (_targets, _names_in_steps, _expressions, _placeholders, _slots, _handlers, _actions, _results, _loops)
    return [problem for rule in rules for problem in rule(document)]


def _problem(path: Path, code: str, message: str, fix: str = "") -> Problem:
    return Problem(path, 0, code, message, fix)


def _unknown(what: str, name: str, known: Iterable[str], path: Path, where: str) -> Problems:
    """A problem when a name is not known."""
    known = list(known)
    if name not in known:
        message = f"{where} “{name}”, but there is no such {what}."
        yield _problem(path, f"unknown_{what}", message, did_you_mean(name, known))


def _targets(document: "FlowDocument") -> Problems:
    steps = document.steps
    yield from _unknown("step", document.start, steps, ("start",), "The flow starts at")
    yield from _unknown("step", document.tries.then, steps, ("tries", "then"), "Calls that are given up go to")
    yield from _unknown("step", document.on_error, steps, ("on_error",), "Calls that fail go to")
    for name, handler in document.handlers.items():
        if handler.to:
            yield from _unknown("step", handler.to, steps, ("handlers", name, "to"), f"The handler “{name}” goes to")
    for name, step in steps.items():
        for way, target in step.exits().items():
            path = ("nodes", name, *_exit_path(way))
            yield from _unknown("step", target, steps, path, f"Step “{name}” ({way}) goes to")
        if isinstance(step, WaitingStep) and step.tries:
            path = ("nodes", name, "tries", "then")
            yield from _unknown("step", step.tries.then, steps, path, f"Step “{name}” gives up and goes to")


def _exit_path(way: str) -> Path:
    kind, _, name = way.partition(" ")
    match kind:
        case "option":
            return ("options", name, "to")
        case "case":
            return ("cases", int(name) - 1, "to")
        case _:
            return (way,)


def _names_in_steps(document: "FlowDocument") -> Problems:
    for name, step in document.steps.items():
        for path, slot in _slots_named(step):
            yield from _unknown("slot", slot, document.slots, ("nodes", name, *path), f"Step “{name}” uses the slot")
        known = (*document.slots, *document.vars)
        for variable in sorted(step.writes().difference(known)):
            if not isinstance(step, Ask):
                where = f"Step “{name}” keeps something as"
                yield from _unknown("name", variable, known, ("nodes", name, "save"), where)
        if isinstance(step, Offer):
            yield from _unknown("name", step.items, known, ("nodes", name, "items"), f"Step “{name}” offers")
        if isinstance(step, Confirm):
            for index, changed in enumerate(step.change):
                yield from _unknown("name", changed, known, ("nodes", name, "change", index), f"Step “{name}” changes")
        for index, handler in enumerate(step.not_here):
            everywhere = (*document.handlers, "agent", "repeat", "help", "cancel", "wait", "goodbye")
            path = ("nodes", name, "not_here", index)
            yield from _unknown("handler", handler, everywhere, path, f"Step “{name}” switches off")


def _slots_named(step: Step) -> Iterator[tuple[Path, str]]:
    if isinstance(step, Ask):
        yield from ((("slots", index), slot) for index, slot in enumerate(step.slots))
    if isinstance(step, WaitingStep):
        yield from ((("listen_for", index), slot) for index, slot in enumerate(step.listen_for))
    if isinstance(step, Choose):
        for name, option in step.options.items():
            yield from ((("options", name, "implied_by", index), slot) for index, slot in enumerate(option.implied_by))


def _expressions(document: "FlowDocument") -> Problems:
    known = {*document.slots, *document.vars, "call"}
    for section in ("slots", "nodes"):
        for path, expression in find(getattr(document, section), Expression, (section,)):
            for name in sorted(expression.names - known):
                message = f"The condition “{expression.source}” in “{path[1]}” uses “{name}”, which is never collected."
                yield _problem(path, "unknown_name", message, did_you_mean(name, known))


def _placeholders(document: "FlowDocument") -> Problems:
    known = {*document.slots, *document.vars, "call"}
    for section in ("slots", "handlers", "knowledge", "nodes", "resume"):
        for path, text in find(getattr(document, section), Text, (section,)):
            here = known | {"item"} if path[-1] == "item" else known
            for value in text.placeholders():
                if value.path[0] not in here:
                    said = "{" + ".".join(value.path) + "}"
                    message = f"“{path[1] if len(path) > 1 else section}” says {said}, which is never collected."
                    yield _problem(path, "unknown_name", message, did_you_mean(value.path[0], here))


def _slots(document: "FlowDocument") -> Problems:
    known = (*document.slots, *document.vars)
    for name, slot in document.slots.items():
        for index, cleared in enumerate(slot.clears):
            yield from _unknown("name", cleared, known, ("slots", name, "clears", index), f"The slot “{name}” clears")
        if slot.prefill and not slot.prefill_say:
            message = f"The slot “{name}” takes a value that is known, but has no sentence to ask whether it is right."
            yield _problem(("slots", name), "no_question", message, "Add prefill_say.")
        if name in document.vars:
            yield _problem(("vars", name), "duplicate", f"“{name}” is a slot and a variable.", "Rename one of the two.")
    asked = {slot: step for step, node in document.steps.items() if isinstance(node, Ask) for slot in node.slots}
    for name, step in asked.items():
        wanted = document.slots.get(name)
        if wanted and wanted.type == "record":
            message = f"“{name}” is asked for in “{step}”, but no caller can say a record."
            yield _problem(("slots", name, "type"), "no_question", message, "Offer a list instead.")
        elif wanted and wanted.ask is None:
            message = f"“{name}” is asked for in “{step}” but has no question."
            yield _problem(("slots", name), "no_question", message, "Add ask.")


def _handlers(document: "FlowDocument") -> Problems:
    for name, handler in document.handlers.items():
        path = ("handlers", name)
        if handler.call:
            yield _problem(
                (*path, "call"), "not_understood", f"The handler “{name}” calls a flow; that is not yet understood."
            )
        elif not (handler.to or handler.say or handler.answer or handler.off):
            message = f"The handler “{name}” does nothing."
            yield _problem(path, "empty_handler", message, "Give it to, say or answer.")
        if handler.answer:
            where = f"The handler “{name}” answers from"
            yield from _unknown("knowledge", handler.answer, document.knowledge, (*path, "answer"), where)


def _actions(document: "FlowDocument") -> Problems:
    for name, step in document.steps.items():
        if not isinstance(step, Do):
            continue
        path: Path = ("nodes", name)
        yield from _unknown("action", step.action, document.actions, (*path, "action"), f"Step “{name}” runs")
        action = document.actions.get(step.action)
        if action is None:
            continue
        for needed in sorted(set(action.inputs) - set(step.arguments)):
            message = f"The action “{step.action}” needs “{needed}”; “{name}” does not give it."
            yield _problem((*path, "with"), "missing_input", message)
        for given in step.arguments:
            if given not in action.inputs:
                where = f"“{name}” gives “{step.action}”"
                yield from _unknown("input", given, action.inputs, (*path, "with", given), where)
        outcomes = {"next", "if_error", "if_empty", *(f"if_{outcome}" for outcome in action.outcomes)}
        for way in step.exits():
            if way not in outcomes:
                message = f"“{name}” has the exit “{way}”, but the action “{step.action}” has no such outcome."
                yield _problem((*path, way), "unknown_outcome", message, did_you_mean(way, outcomes))


def _results(document: "FlowDocument") -> Problems:
    for name, step in document.steps.items():
        if isinstance(step, End):
            yield from _unknown(
                "result", step.result, document.results, ("nodes", name, "result"), f"Step “{name}” ends with"
            )
    for index, test in enumerate(document.tests):
        if test.result:
            where = f"The test “{test.name}” ends with"
            yield from _unknown("result", test.result, document.results, ("tests", index, "result"), where)


def _loops(document: "FlowDocument") -> Problems:
    """Circles in which the caller never gets to speak: walked depth first, each step once."""
    seen: set[str] = set()
    for root in document.steps:
        trail: list[tuple[str, Iterator[str]]] = []
        ahead = [root]
        while ahead or trail:
            name = ahead.pop() if ahead else next(trail[-1][1], None)
            if name is None:
                trail.pop()
            elif name not in seen:
                seen.add(name)
                trail.append((name, iter(_passing(document, name))))
            elif around := _circle(trail, name):
                message = f"The call can go round {' → '.join(around)} for ever without the caller saying anything."
                yield _problem(("nodes", around[0]), "endless", message, "Put a question somewhere into the circle.")


def _circle(trail: list[tuple[str, Iterator[str]]], name: str) -> list[str] | None:
    names = [step for step, _ in trail]
    return [*names[names.index(name) :], name] if name in names else None


def _passing(document: "FlowDocument", name: str) -> list[str]:
    """Where a step leads without a word of the caller; an action that fails goes to on_error."""
    step = document.steps.get(name)
    if step is None or step.waits:
        return []
    ways = list(step.exits().values())
    if isinstance(step, Do) and step.if_error is None:
        ways.append(document.on_error)
    return ways
