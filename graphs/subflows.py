"""Flows within flows: a `call` step, or a handler that calls, is replaced by the steps of the flow that it names.

The steps come in under `name/…`, with slots and variables of their own, so one flow can be called twice. All that the
other flow says once for all its steps (voice, tries, what happens on errors) is written into each step, since these
steps now live in somebody else's document. Nested LangGraph sub-graphs would do the same at four times the cost of a
step, and run the calling node again at each turn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphs.calling import Called, Returning
from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.fields import PLACEHOLDER, Text, placeholder
from graphs.marked import at, setting_at, worded
from graphs.nodes import Step, Tries, Voice, WaitingStep
from graphs.nodes.call import Call
from graphs.nodes.do import Do
from graphs.nodes.end import End
from graphs.problems import FlowError, Path, Problem, did_you_mean
from graphs.references import rebuilt

_HANDLER = worded("handler", "request")
Library = Mapping[str, FlowDocument]
"""Flows that may be called: by name for the newest version, by `name@fingerprint` for a pinned one."""

DEEPEST = 8
"""Flows within flows."""
MOST_STEPS = 2000


def pinned(document: FlowDocument, library: Library) -> FlowDocument:
    """The document with the versions of the flows that it calls written into it, as it is published.

    Raises FlowError for flows that are not there, that call each other in a circle, or that are called wrongly.
    """
    return _Inliner(library).pinned(document, (document.flow,))


def inlined(document: FlowDocument, library: Library) -> FlowDocument:
    """The document with all that it calls in it: for running, not for reading. Raises FlowError as `pinned` does."""
    if not any(_calls(document)):
        return document
    return _Inliner(library).inlined(document, (document.flow,))


def unknown_flows(document: FlowDocument, library: Library) -> list[Problem]:
    """Calls of flows that are not there, also in a document that has other mistakes; none is read for it."""
    known = frozenset(library)
    calls = [(path, flow) for path, flow, _ in _calls(document) if flow not in known]
    return [_Inliner(library).no_such_flow(path, flow, None) for path, flow in calls]


def unknown_mocks(document: FlowDocument, whole: FlowDocument) -> list[Problem]:
    """Answers in tests of actions that neither the document nor any flow that it calls has."""
    return [
        _problem(
            ("tests", index, "mocks", name),
            "unknown_action",
            f"The test “{test.name}” has an answer of the action “{name}”, but there is no such action.",
            did_you_mean(name, whole.actions),
        )
        for index, test in enumerate(document.tests)
        for name in test.mocks
        if name not in whole.actions
    ]


def _calls(document: FlowDocument) -> Iterator[tuple[tuple[str, str], str, str | None]]:
    """Where a document calls a flow, which, and in which version."""
    for name, step in document.steps.items():
        if isinstance(step, Call):
            yield ("nodes", name), step.flow, step.version
    for name, handler in document.handlers.items():
        if handler.call:
            yield ("handlers", name), handler.call, handler.version


@dataclass(frozen=True, slots=True)
class _Inliner:
    library: Library

    def pinned(self, document: FlowDocument, trail: tuple[str, ...]) -> FlowDocument:
        found = self.called(document, trail)
        steps: dict[str, Any] = dict(document.steps)
        handlers: dict[str, Any] = dict(document.handlers)
        for (section, name), other in found.items():
            part = steps if section == "nodes" else handlers
            part[name] = part[name].model_copy(update={"version": other.fingerprint})
        return with_parts(document, nodes=steps, handlers=handlers) if found else document

    def called(self, document: FlowDocument, trail: tuple[str, ...]) -> dict[tuple[str, str], FlowDocument]:
        """Each flow that is called, pinned in its turn; raises with all that is wrong with the calls."""
        found: dict[tuple[str, str], FlowDocument] = {}
        problems: list[Problem] = []
        for path, flow, version in _calls(document):
            other = self.found(flow, version, trail)
            if other is None:
                problems.append(self.no_such_flow(path, flow, version))
            elif flow in trail or len(trail) >= DEEPEST:
                around = " → ".join((*trail, flow))
                wrong = "which comes back to itself" if flow in trail else f"and that is more than {DEEPEST} deep"
                message = f"“{at(path[:2])}” calls “{flow}”, {wrong}: {around}."
                problems.append(_problem((*path, _setting(path)), "endless", message, "Call another flow."))
            else:
                found[path] = self.pinned(other, (*trail, flow))
                problems += _misfits(document, path, found[path])
        if problems:
            raise FlowError(problems)
        return found

    def found(self, flow: str, version: str | None, trail: tuple[str, ...]) -> FlowDocument | None:
        """The flow in that version; the newest one is in its own version, too."""
        newest = self.library.get(flow)
        if version is None or newest is None or flow in trail:
            return newest
        kept = self.library.get(f"{flow}@{version}")
        if kept is not None:
            return kept
        newest = self.pinned(newest, (*trail, flow))
        return newest if newest.fingerprint == version else None

    def no_such_flow(self, path: Path, flow: str, version: str | None) -> Problem:
        """What is said of a call that leads nowhere, with the flow that was probably meant."""
        known = [name for name in self.library if "@" not in name]
        which = f" in the version {version[:12]}" if version and flow in known else ""
        message = f"“{at(path[:2])}” calls the flow “{flow}”, which is not there{which}."
        fix = did_you_mean(flow, known) or f"There are: {', '.join(sorted(known)) or 'none'}."
        return _problem((*path, _setting(path)), "unknown_flow", message, fix)

    def inlined(self, document: FlowDocument, trail: tuple[str, ...]) -> FlowDocument:
        found = self.called(document, trail)
        parts: dict[str, dict[str, Any]] = {
            "slots": dict(document.slots),
            "vars": dict(document.vars),
            "actions": dict(document.actions),
            "knowledge": dict(document.knowledge),
            "handlers": dict(document.handlers),
            "nodes": dict(document.steps),
            "renamed": dict(document.renamed),
        }
        for path, other in found.items():
            whole = self.inlined(other, (*trail, other.flow))
            place = path[1]
            if path[0] == "nodes":
                call = document.steps[place]
                assert isinstance(call, Call), "only call steps are collected"
                moved = _Moved(whole, place)
                parts["nodes"][place] = _entry(moved, call.arguments)
                ends = {name: _back(end, moved, place, call) for name, end in moved.ends()}
            else:
                handler = document.handlers[place]
                moved = _Moved(whole, f"@{place}")
                parts["nodes"][f"@{place}"] = _entry(moved, {}, aside=True)
                parts["handlers"][place] = handler.model_copy(update={"to": f"@{place}", "call": None})
                ends = {name: _returning(end, then=handler.then, next=None, kept={}) for name, end in moved.ends()}
            for section, entries in moved.parts().items():
                parts[section].update(entries)
            parts["nodes"].update(ends)
        if len(parts["nodes"]) > MOST_STEPS:
            message = f"With the flows that it calls, the flow has more than {MOST_STEPS} steps."
            raise FlowError([_problem(("nodes",), "too_large", message)])
        return with_parts(document, **parts)


# ---- what may be wrong with a call


def _problem(path: Path, code: str, message: str, fix: str = "") -> Problem:
    return Problem(path, 0, code, message, fix)


def _setting(path: Path) -> str:
    """The setting that names the flow that is called."""
    return "flow" if path[0] == "nodes" else "call"


def _misfits(document: FlowDocument, path: tuple[str, str], other: FlowDocument) -> Iterator[Problem]:
    """What the call gives, takes or expects that the other flow does not have."""
    step = document.steps.get(path[1]) if path[0] == "nodes" else None
    if isinstance(step, Call):
        yield from _wrong_values(step, path, other)
        for way in step.exits():
            if way != "next" and way.removeprefix("if_") not in other.results:
                message = (
                    f"“{at(path[:2])}” has the exit “{at((*path, way))}”, but “{other.flow}” never ends with that."
                )
                known = [f"if_{result}" for result in other.results]
                yield _problem((*path, way), "unknown_result", message, did_you_mean(way, known))
    elif other.takes:
        given = ", ".join(other.takes)
        message = f"The {_HANDLER} “{path[1]}” calls “{other.flow}”, which has to be given {given}."
        yield _problem((*path, "call"), "missing_input", message, "Call it by a step, which can give values.")
    for name, action in other.actions.items():
        if name in document.actions and document.actions[name] != action:
            message = f"“{document.flow}” and “{other.flow}”, which it calls, describe the action “{name}” differently."
            yield _problem(("actions", name), "unlike", message, "Write both alike.")


def _wrong_values(step: Call, path: tuple[str, str], other: FlowDocument) -> Iterator[Problem]:
    """What is given to the other flow or kept of it that it does not have, and what it needs and is not given."""
    values = (*other.slots, *other.vars)
    for name in step.arguments:
        if name not in values:
            message = f"“{at(path)}” gives “{other.flow}” a value for “{name}”, which that flow does not have."
            yield _problem((*path, "with", name), "unknown_name", message, did_you_mean(name, values))
    for name in other.takes:
        if name not in step.arguments:
            message = f"“{other.flow}” needs “{name}”; “{at(path)}” does not give it."
            yield _problem(
                (*path, "with"), "missing_input", message, f"Add {name} under {setting_at((*path, 'with'))}."
            )
    for kept, name in step.save.items():
        if name not in values:
            message = f"“{at(path)}” keeps “{name}” of “{other.flow}”, which that flow does not have."
            yield _problem((*path, "save", kept), "unknown_name", message, did_you_mean(name, values))


# ---- the steps that take the place of a call and of the other flow's ends


def _entry(moved: "_Moved", arguments: Mapping[str, Expression], *, aside: bool = False) -> Called:
    document = moved.document
    empty = dict.fromkeys(document.slots)
    defaults = {variable: given.default for variable, given in document.vars.items()}
    return Called.model_construct(
        type="call",
        title=document.title,
        fresh={moved.names[key]: value for key, value in {**empty, **defaults}.items()},
        given={moved.names[key]: expression for key, expression in arguments.items()},
        next=moved.step(document.start),
        aside=aside,
        flow=document.flow,
    )


def _back(end: End, moved: "_Moved", called: str, call: Call) -> Returning:
    kept = {here: moved.names[there] for here, there in call.save.items()}
    way = call.way(end.result)
    return _returning(end, then="next", next=call.exits()[way], kept=kept, called=called, way=way)


def _returning(end: End, **how: Any) -> Returning:
    shared = {name: getattr(end, name) for name in Step.model_fields if name != "type"}
    return Returning.model_construct(**{**shared, "type": "end", "say": end.say, "result": end.result, **how})


# ---- names


class _Moved:
    """A flow under a new name: everything of it is called `name/…`."""

    def __init__(self, document: FlowDocument, under: str) -> None:
        self.document = document
        self._under = under
        self.names = {name: f"{under}/{name}" for name in (*document.slots, *document.vars)}

    def step(self, name: str) -> str:
        return f"{self._under}/{name}"

    def parts(self) -> dict[str, dict[str, Any]]:
        """The sections of the document, under their new names."""
        document = self.document
        return {
            "slots": {self.names[name]: self._rebuilt(slot) for name, slot in document.slots.items()},
            "vars": {self.names[name]: variable for name, variable in document.vars.items()},
            "actions": dict(document.actions),
            "knowledge": {self.step(name): self._rebuilt(each) for name, each in document.knowledge.items()},
            "handlers": {self.step(name): self._rebuilt(each) for name, each in document.handlers.items()},
            "nodes": {self.step(name): self._settled(self._rebuilt(step)) for name, step in document.steps.items()},
            "renamed": {self.step(old): self.step(new) for old, new in document.renamed.items()},
        }

    def ends(self) -> Iterator[tuple[str, End]]:
        """The steps at which the flow is over, as they are now called."""
        for name, step in self.document.steps.items():
            if isinstance(step, End):
                yield self.step(name), self._settled(self._rebuilt(step))

    def _rebuilt(self, part: Any) -> Any:
        return rebuilt(part, self._visit)

    def _visit(self, path: Path, what: str, value: Any) -> Any:  # noqa: ARG002 - names are the same everywhere
        match what:
            case "expression":
                return value.renamed(self.names)
            case "text":
                return self._text(value)
            case "slot" | "value":
                return self.names.get(value, value)
            case "step" | "knowledge":
                return self.step(value)
            case "handler":
                return self.step(value) if value in self.document.handlers else value
            case _:
                return value

    def _text(self, text: Text) -> Text:
        """Its values under their new names, and its language said: it was the flow's first, which is another now."""
        ladders = {
            language or self.document.language: tuple(PLACEHOLDER.sub(self._said, rung) for rung in rungs)
            for language, rungs in text.ladders.items()
        }
        return Text(ladders, text.written)

    def _said(self, braces: Any) -> str:
        value = placeholder(braces[1])
        first = self.names.get(value.path[0], value.path[0])
        return "{" + ".".join((first, *value.path[1:])) + (f"|{value.how}" if value.how else "") + "}"

    def _settled(self, step: Any) -> Any:
        """With what its own flow says for all of its steps."""
        document = self.document
        update: dict[str, Any] = {}
        if isinstance(step, WaitingStep) and step.tries is None:
            tries = document.tries
            update["tries"] = Tries.model_construct(
                no_match=tries.no_match, no_input=tries.no_input, then=self.step(tries.then)
            )
        if isinstance(step, Do) and step.if_error is None:
            update["if_error"] = self.step(document.on_error)
        here, everywhere = step.voice or Voice(), self._rebuilt(document.voice)
        if everywhere != Voice():
            settings = {name: getattr(here, name) for name in Voice.model_fields}
            update["voice"] = Voice.model_construct(
                **{name: getattr(everywhere, name) if value is None else value for name, value in settings.items()}
            )
        return step.model_copy(update=update) if update else step


def with_parts(document: FlowDocument, **parts: Any) -> FlowDocument:
    """A copy with other parts, and without what the old one has worked out about itself."""
    return FlowDocument.model_construct(
        **{**{name: getattr(document, name) for name in FlowDocument.model_fields}, **parts}
    )
