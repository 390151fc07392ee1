"""Things that are described and never used."""

from collections.abc import Iterable, Mapping

from graphs.checks.survey import Problems, Survey, problem, warning
from graphs.document import BUILT_IN_HANDLERS
from graphs.marked import at, worded
from graphs.nodes import WaitingStep
from graphs.nodes.transfer import Transfer


def unused(survey: Survey) -> Problems:
    """Slots, variables, actions, knowledge and results that nothing in the flow uses."""
    document = survey.document
    sections: Mapping[str, tuple[str, Iterable[str], set[str]]] = {
        "slots": ("slot", document.slots, _used_values(survey)),
        "vars": ("variable", document.vars, _used_values(survey)),
        "actions": ("action", document.actions, _named(survey, "action")),
        "knowledge": ("knowledge", document.knowledge, _named(survey, "knowledge")),
    }
    for section, (what, names, used) in sections.items():
        for name in names:
            if name not in used:
                message = f"The {what} “{name}” is never used."
                yield warning((section, name), "unused", message, "Use it, or delete it.")
    yield from _results(survey)
    yield from _handlers(survey)


def _named(survey: Survey, what: str) -> set[str]:
    """Names that something outside the tests uses."""
    return {each.name for each in survey.references if each.what == what and each.path[0] != "tests"}


def _used_values(survey: Survey) -> set[str]:
    """Slots and variables that something uses, apart from what a slot says and rules about itself."""
    used = set[str]()
    for reference in survey.references:
        if reference.what in ("slot", "value") and reference.path[2:3] != ("clears",):
            used.add(reference.name)
    for path, expression in survey.expressions:
        used |= {name for name in expression.names if path[:2] != ("slots", name)}
    for wording in survey.wordings:
        used |= {value.path[0] for value in wording.values() if wording.path[:2] != ("slots", value.path[0])}
    return used


def _results(survey: Survey) -> Problems:
    document = survey.document
    used = _named(survey, "result") | {document.failure}
    if any(isinstance(step, Transfer) for step in document.steps.values()):
        used.add("transferred")
    for name in document.results:
        if name not in used:
            message = f"No call ends with the result “{at(('results', name))}”."
            yield warning(("results", name), "unused", message, "End with it, or delete it.")


def _handlers(survey: Survey) -> Problems:
    document = survey.document
    waiting = [step for step in document.steps.values() if isinstance(step, WaitingStep)]
    for name, handler in document.handlers.items():
        path = ("handlers", name)
        if handler.off:
            continue
        if not (handler.to or handler.say or handler.answer or handler.call):
            message = f"The {worded('handler', 'request')} “{name}” does nothing."
            yield problem(
                path,
                "empty_handler",
                message,
                worded("Give it to, say, answer or call.", "Say where it goes, what it says, or what it answers from."),
            )
        if not (handler.phrases or handler.key or handler.describe or handler.answer or name in BUILT_IN_HANDLERS):
            message = f"Nobody can say anything that “{name}” listens for: it has no phrases and no key."
            yield warning(path, "unused", message, "Add phrases, a key, or a description for a model.")
        elif waiting and all(name in step.not_here for step in waiting):
            yield warning(path, "unused", f"Every step switches “{name}” off.", "Delete it.")
