"""Values that are said, compared or handed over before anybody has given them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from graphs.checks.filling import Filling, Known, at_all, known_before, regular, writers
from graphs.checks.guards import needed, unguarded
from graphs.checks.survey import Problems, Survey, Wording, led_by, problem, warning
from graphs.checks.ways import Ways, shown
from graphs.expressions import Expression
from graphs.marked import at, step_at, worded
from graphs.nodes import Step, WaitingStep
from graphs.nodes.answer import Answer
from graphs.nodes.ask import Ask
from graphs.nodes.call import Call
from graphs.nodes.check import Check
from graphs.nodes.choose import Choose
from graphs.nodes.do import Do
from graphs.nodes.offer import Offer
from graphs.nodes.set import Set
from graphs.problems import Level, Path, Problem


@dataclass(frozen=True, slots=True)
class Use:
    """A place where a value is needed."""

    path: Path
    name: str
    what: str
    """The beginning of the sentence: `“booked” says {booking.ref}`."""
    step: str
    """Empty when it is not one step that uses it."""
    known: Known
    mere: bool = False
    """A comparison: that it is false of what is not known, is often meant."""


def unfilled(ways: Ways) -> Problems:
    """Uses of what is not known on some way, or on none; one problem for each name, with its other uses under it."""
    everywhere, drawn = Filling(ways), Filling(ways, regular)
    filled = set(writers(ways.survey.document))
    found: dict[str, dict[Path, Problem]] = {}
    for use in _uses(ways.survey, everywhere, drawn):
        wrong = _wrong(use, drawn if use.mere else everywhere, filled, complete=not ways.survey.guessed)
        if wrong is not None:
            found.setdefault(use.name, {}).setdefault(use.path, wrong)
    for problems in found.values():
        worst = sorted(problems.values(), key=lambda each: each.level != "error")
        yield from led_by(worst)


def _wrong(use: Use, filling: Filling, filled: set[str], *, complete: bool) -> Problem | None:
    document = filling.document
    slot, variable = document.slots.get(use.name), document.vars.get(use.name)
    if use.name in use.known.sure or (slot is None and variable is None):
        return None
    if use.name in filled or slot:
        if complete and use.name not in use.known.maybe:
            message = f"{use.what}, but nothing has given it a value by then."
            return problem(use.path, "never_filled", message, "Ask for it, or set it, before.")
        if slot and slot.optional:
            return None
        example = filling.example(use.step, use.name) if use.step else []
        if use.step and not example:
            return None
        when = f"when the call comes by {shown(example)}" if use.step else "at every question"
        return warning(use.path, "unfilled", f"{use.what}, which is not known {when}.", _remedy(use))
    message = f"{use.what}, but nothing in this flow gives it a value."
    level: Level = "error" if use.path[2:] == ("items",) else "warning"
    return problem(use.path, "never_filled", message, "Set it, or give it a default.", level=level)


def _remedy(use: Use) -> str:
    if use.path[2:3] == ("with",):
        return f'Fill it on that way too; when it may be missing, write pick(filled({use.name}), {use.name}, "").'
    asked = worded(f"filled({use.name})", f"“{use.name} is known”")
    return f"Fill it on that way too, or ask first whether it is there: {asked}."


# ---- uses


def _uses(survey: Survey, everywhere: Filling, drawn: Filling) -> Iterator[Use]:
    said: dict[str, list[Wording]] = {}
    for wording in survey.wordings:
        if wording.path[0] == "nodes":
            said.setdefault(str(wording.path[1]), []).append(wording)
        if wording.path[0] == "slots":
            said.setdefault(f"slot {wording.path[1]}", []).append(wording)
    for name, step in survey.document.steps.items():
        if name not in everywhere.at:
            continue
        known = everywhere.at[name]
        yield from _said(name, said.get(name, ()), known)
        if isinstance(step, Ask):
            yield from _asked(name, step, said, known)
        yield from _handled(name, step, known, drawn.at.get(name))
    yield from _anywhere(survey, everywhere)


def _handled(name: str, step: Step, known: Known, drawn: Known | None) -> Iterator[Use]:
    """What a step does with values, apart from saying them; `drawn` is what is known on the regular ways."""
    path: Path = ("nodes", name)
    match step:
        case Do() | Call():
            yield from _handed_over(name, step.arguments, known)
        case Offer():
            yield Use((*path, "items"), step.items, f"“{step_at(name)}” offers “{step.items}”", name, known)
        case Answer(question=str(question)):
            yield Use((*path, "question"), question, f"“{step_at(name)}” answers “{question}”", name, known)
        case Set():
            yield from _reckoned((*path, "set"), step.set, known, drawn or known)
        case Choose():
            heard = replace(drawn or known, sure=(drawn or known).sure | {*step.listen_for})  # with the answer, or not
            for option, fields in step.options.items():
                yield from _reckoned((*path, "options", option, "set"), fields.set, known, heard)
        case Check() if drawn is not None:
            yield from _compared(name, step, drawn)
        case _:
            pass


def _said(name: str, wordings: Iterable[Wording], known: Known, own: str = "") -> Iterator[Use]:
    for wording in wordings:
        if "summary" in wording.path[2:3]:
            continue
        for value in wording.values():
            first = value.path[0]
            if first not in ("call", "item", own):
                whole = "{" + ".".join(value.path) + "}"
                speaker = at(wording.path[: 1 if wording.path[0] == "resume" else 2])
                yield Use(wording.path, first, f"“{speaker}” says {whole}", name, known)


def _asked(name: str, step: Ask, said: Mapping[str, list[Wording]], known: Known) -> Iterator[Use]:
    for slot in step.slots:
        for use in _said(slot, said.get(f"slot {slot}", ()), known, own=slot):
            yield replace(use, step=name)
        known = replace(known, sure=known.sure | {slot}, maybe=known.maybe | {slot})


def _handed_over(name: str, arguments: Mapping[str, Expression], known: Known) -> Iterator[Use]:
    for argument, expression in arguments.items():
        for used in sorted(needed(expression.tree)):
            what = f"“{step_at(name)}” hands over “{used}” as “{argument}”"
            yield Use(("nodes", name, "with", argument), used, what, name, known)


def _reckoned(path: Path, expressions: Mapping[str, Expression], known: Known, drawn: Known) -> Iterator[Use]:
    name = str(path[1])
    for kept, expression in expressions.items():
        for used, reckoned in unguarded(expression.tree, known.sure):
            if reckoned:
                yield Use((*path, kept), used, f"“{step_at(name)}” reckons with “{used}”", name, known)
            else:
                yield Use((*path, kept), used, f"“{step_at(name)}” decides by “{used}”", name, drawn, mere=True)
        known, drawn = (replace(each, sure=each.sure | {kept}, maybe=each.maybe | {kept}) for each in (known, drawn))


def _compared(name: str, step: Check, known: Known) -> Iterator[Use]:
    for index, case in enumerate(step.cases):
        here = replace(known, sure=known.sure | known_before(step, index))
        for used, _ in unguarded(case.when.tree, here.sure):
            what = f"“{step_at(name)}” decides by “{used}”"
            yield Use(("nodes", name, "cases", index, "when"), used, what, name, here, mere=True)


def _anywhere(survey: Survey, filling: Filling) -> Iterator[Use]:
    """What handlers and stored answers say, at any question."""
    waiting = {name: step for name, step in survey.document.steps.items() if isinstance(step, WaitingStep)}
    for wording in survey.wordings:
        section, name = wording.path[0], str(wording.path[1])
        if section in ("handlers", "knowledge", "resume"):
            known = at_all(
                replace(filling.at[place], maybe=filling.maybe_in(step, filling.at[place]))
                for place, step in waiting.items()
                if place in filling.at and name not in step.not_here
            )
            speaker = name if section != "resume" else section
            if known is not None:
                for use in _said(speaker, [wording], known):
                    yield replace(use, step="")
