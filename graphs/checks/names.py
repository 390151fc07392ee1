"""Names that stand for nothing, each with the one that was probably meant."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from graphs.checks.bare_words import bare_words
from graphs.checks.meaning import known_names
from graphs.checks.reach import cut_off
from graphs.checks.survey import Problems, Survey, problem, warning, written
from graphs.expressions import Expression
from graphs.expressions.tree import Name
from graphs.functions import FUNCTIONS
from graphs.marked import at, setting_at, step_at, worded
from graphs.nodes.call import Call
from graphs.problems import Path, Problem, closest, did_you_mean
from graphs.references import Reference

_CODES = {"value": "unknown_name"}
_WORDS = {"value": "name"}
_STEP_VERBS: Mapping[str, str] = {
    "slots": "uses the slot",
    "listen_for": "uses the slot",
    "implied_by": "uses the slot",
    "may_fill": "may fill the slot",
    "save": "keeps something as",
    "set": "keeps something as",
    "items": "offers",
    "change": "changes",
    "not_here": "switches off",
    "action": "runs",
    "may_use": "may run",
    "knowledge": "answers from",
    "result": "ends with",
}
_TEST_VERBS: Mapping[str, str] = {
    "result": "ends with",
    "visited": "visits",
    "mocks": "has an answer of the action",
}


def unknown_names(survey: Survey, lost: Mapping[Path, list[str]] | None = None) -> Problems:
    """Names of steps, slots, actions and all else that the document does not have."""
    known = known_names(survey)
    for reference in survey.references:
        names = known.get(reference.what)
        if names is None or reference.name in names or _elsewhere(survey, reference):
            continue
        found = _unknown(survey, reference, names)
        yield replace(found, consequences=cut_off((lost or {}).get(reference.path, [])))


def _elsewhere(survey: Survey, reference: Reference) -> bool:
    """Whether it may be an action of a flow that this one calls, which a test of the whole answers, too."""
    calls = any(isinstance(step, Call) for step in survey.document.steps.values())
    calls = calls or any(handler.call for handler in survey.document.handlers.values())
    return calls and reference.path[0] == "tests" and reference.what == "action"


def _unknown(survey: Survey, reference: Reference, known: Iterable[str]) -> Problem:
    what = reference.what
    where = _where(survey, reference)
    sort = worded("handler", "request") if what == "handler" else _WORDS.get(what, what)
    message = f"{where} “{reference.name}”, but there is no such {sort}."
    close = closest(reference.name, known)
    meant = step_at(close) if close and what == "step" else close
    fix = f"Did you mean “{meant}”?" if close else ""
    if what == "slot" and reference.name in survey.document.vars:
        fix = "It is a variable; callers are only asked for slots."
    if what == "result" and not fix:
        fix = f"Results are: {', '.join(known)}."
    return problem(reference.path, _CODES.get(what, f"unknown_{what}"), message, fix)


def _where(survey: Survey, reference: Reference) -> str:  # noqa: PLR0911 - one line a place
    """The beginning of the sentence: who names it."""
    path = tuple(map(str, reference.path))
    match path:
        case ("start",):
            return "The flow starts at"
        case ("tries", *_):
            return "Calls that are given up go to"
        case ("on_error",):
            return "Calls that fail go to"
        case ("takes", *_):
            return "This flow takes"
        case ("renamed", old):
            return f"“{old}” is now called"
        case ("handlers", name, "to"):
            return f"The {worded('handler', 'request')} “{name}” goes to"
        case ("handlers", name, *_):
            return f"The {worded('handler', 'request')} “{name}” answers from"
        case ("slots", name, *_):
            return f"The slot “{name}” clears"
        case ("tests", index, setting, *_):
            return f"The test “{survey.document.tests[int(index)].name}” {_TEST_VERBS[setting]}"
        case (_, _, *_) if reference.what == "step":
            return f"Step “{at(path[:2])}” {_leads(reference.path)}"
    verb = next((_STEP_VERBS[part] for part in reversed(path) if part in _STEP_VERBS), "uses")
    return f"Step “{at(path[:2])}” {verb}"


def _leads(path: Path) -> str:
    match path[2:]:
        case ("options", _, "to"):
            return f"(option {at(path[:-1])}) goes to"
        case ("cases", int(index), "to"):
            return f"(case {index + 1}) goes to"
        case ("tries", "then"):
            return "gives up and goes to"
        case _:
            return f"({at(path)}) goes to"


# ---- names inside of expressions and texts


def unknown_in_expressions(survey: Survey) -> Problems:
    """Names in conditions and values that are never collected."""
    known, words = survey.values | {"call"}, bare_words(survey)
    for path, expression in survey.expressions:
        for name in sorted(expression.names - known):
            what = "condition" if path[-1] in ("when", "done_when", "consent") else "value"
            message = f"The {what} “{written(expression)}” in “{at(path[:2])}” uses “{name}”, which is never collected."
            yield problem(path, "unknown_name", message, _instead(name, expression, words, known))


def _instead(name: str, expression: Expression, words: Mapping[str, str], known: Iterable[str]) -> str:
    """What was probably meant by a name that there is not."""
    alone = isinstance(expression.tree, Name)
    if name in FUNCTIONS and name not in words:
        return f"Write {name}(…)."
    if name in words and not words[name].startswith('"'):
        return f"Write {words[name]}."
    if close := did_you_mean(name, () if name in words else known):
        return close
    if name in words or alone:
        quoted = f'"{name}"'
        return f"If you mean the word itself, write {repr(quoted) if alone else quoted}."
    return ""


def unknown_in_texts(survey: Survey) -> Problems:
    """Names that a text says and that are never collected."""
    known = survey.values | {"call"}
    for wording in survey.wordings:
        path = wording.path
        here = known | {"item"} if path[0] == "nodes" and path[2:3] in (("item",), ("prefer_say",)) else known
        for value in wording.values():
            if value.path[0] not in here:
                said = "{" + ".".join(value.path) + "}"
                speaker = at(path[:2] if len(path) > 1 and path[0] != "resume" else path[:1])
                message = f"“{speaker}” says {said}, which is never collected."
                yield problem(path, "unknown_name", message, did_you_mean(value.path[0], here))


# ---- names that stand for two things, or for what they were


def doubled_names(survey: Survey) -> Problems:
    """Names that stand for two things, or for what they belong to; a step that was renamed and is still there."""
    document = survey.document
    for section, named in (("slots", document.slots), ("vars", document.vars)):
        if "call" in named:
            message = "“call” is what is known of the call itself, so nothing else can be called that."
            yield problem((section, "call"), "duplicate", message, "Rename it.")
    for name in document.vars:
        if name in document.slots:
            yield problem(("vars", name), "duplicate", f"“{name}” is a slot and a variable.", "Rename one of the two.")
    for name, slot in document.slots.items():
        if name in slot.clears:
            message = f"“{name}” clears itself, so it could never be filled."
            yield problem(("slots", name, "clears", slot.clears.index(name)), "contradiction", message, "Take it out.")
    for old in document.renamed:
        if old in document.steps:
            message = f"“{old}” is said to have another name now, but there is a step of that name."
            yield warning(("renamed", old), "still_there", message, f"Take it out of {setting_at(('renamed',))}.")


def twice_in_a_list(survey: Survey) -> Problems:
    """A name that stands twice in one list."""
    seen: set[tuple[Path, str, str]] = set()
    for reference in survey.references:
        place = (reference.path[:-1], reference.what, reference.name)
        if isinstance(reference.path[-1], int) and reference.path[-2] != "visited":
            if place in seen:
                twice = step_at(reference.name) if reference.what == "step" else reference.name
                message = f"“{twice}” stands twice in “{at(reference.path[:-1])}” of “{at(reference.path[:2])}”."
                yield warning(reference.path, "twice", message, "Take one of the two out.")
            seen.add(place)
