"""What the parts of a flow are called when people talk about them: the question, option *book*, "asks for the day"."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from graphs.fields import text
from graphs.marked import at, worded
from graphs.nodes import STEP_TYPES
from graphs.problems import Path

_LANGUAGES = {"en": "English", "hi": "Hindi"}
_ENTRIES = {
    "nodes": "step",
    "slots": "slot",
    "vars": "variable",
    "actions": "action",
    "knowledge": "knowledge",
    "handlers": "handler",
    "results": "result",
    "renamed": "earlier name",
    "options": "option",
    "values": "value",
    "mocks": "scripted action",
    "cases": "case",
    "check": "rule",
    "entries": "answer",
    "tests": "test",
    "script": "line",
}
"""What an entry of a map or a list is."""
_NOUNS = {
    "ask": "question",
    "say": "text",
    "no_input": "wording after a silence",
    "confirm_say": "confirming question",
    "prefill_say": "question about the known value",
    "filler": "filler",
    "filler_say": "wording of the filler",
    "item": "wording of an item",
    "label": "spoken name",
    "summary": "summary for the person who takes over",
    "a": "answer",
    "q": "questions",
    "if_unknown_say": "wording when the answer is not known",
    "title": "title",
    "about": "description",
    "languages": "languages",
    "voice": "listening",
    "tries": "number of tries",
    "resume": "welcome back after a dropped call",
    "phrases": "phrases",
    "key": "key",
    "type": "type",
    "when": "condition",
    "slots": "slots asked for",
    "listen_for": "slots heard in passing",
    "script": "script",
    "visited": "steps to visit",
    "section": "section",
    "note": "note",
    "milestone": "milestone",
}
_QUESTIONS = frozenset({"confirm", "choose"})
"""Step types whose text is a question."""


def named(name: str) -> str:
    """A name as it is read: `*sure book*`."""
    return f"*{name.replace('_', ' ')}*"


def titled(path: Path) -> str:
    """A part of a flow within a sentence: `*sure book*`, or its title where forms are read."""
    return worded(_name(path[-1]), f"*{at(path)}*")


def step_titled(name: str) -> str:
    """The same of a step."""
    return titled(("nodes", name))


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    *most, final = list(names) or ["nothing"]
    return f"{', '.join(most)} {last} {final}" if most else final


def language_name(code: str) -> str:
    """`Hindi`; the code of a language that has no name here."""
    return _LANGUAGES.get(code, code)


def shown(value: Any) -> str:
    """A value within a sentence."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return f"“{value}”"
    return f"{value:g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def noun(path: Path, kind: object = None) -> str:
    """What the setting at the end of a path is, after “the”; `kind` is the type of its step."""
    *around, name = path
    if around and around[-1] in _ENTRIES:
        return f"{_ENTRIES[str(around[-1])]} {_name(name) if isinstance(name, int) else titled(path)}"
    if around and around[-1] in ("with", "in", "save", "limits", "set"):
        return f"value of {named(str(name))} under “{around[-1]}”"
    if name == "say" and kind in _QUESTIONS:
        return "question"
    return _NOUNS.get(str(name)) or f"setting “{at(path)}”"


def place(path: Path) -> str:
    """Where the setting at the end of a path stands: `*menu*, option *book*`."""
    end, parts = 0, []
    while end < len(path) - 1:
        part, end = path[end], end + 1
        if part in _ENTRIES and end < len(path) - 1:
            end += 1
            entry = titled(path[:end]) if isinstance(path[end - 1], str) else _name(path[end - 1])
            parts.append(entry if part == "nodes" else f"{_ENTRIES[str(part)]} {entry}")
        elif part not in _ENTRIES and part not in ("with", "in", "save", "limits", "set"):
            parts.append(f"the {_NOUNS.get(str(part)) or f'setting “{at(path[:end])}”'}")
    return ", ".join(parts) or "the flow"


def _name(name: str | int) -> str:
    return str(name + 1) if isinstance(name, int) else named(name)


def described(path: Path, entry: Any) -> str:
    """What an entry of a map does, in a clause: `asks for *service* and *date*`; empty where its name says it all."""
    match path:
        case ("nodes", _):
            return _step(entry)
        case ("slots", _):
            return f"a {entry['type'].replace('_', ' ')}" + (
                f", asked as {_quoted(entry['ask'])}" if entry["ask"] else ""
            )
        case ("handlers", _):
            return (
                f"goes to {step_titled(entry['to'])}"
                if entry["to"]
                else f"says {_quoted(entry['say'])}"
                if entry["say"]
                else ""
            )
        case (*_, "options", _):
            return f"goes to {step_titled(entry['to'])}"
        case ("results" | "renamed", _):
            return str(entry)
        case _:
            return "" if isinstance(entry, Mapping) else shown(entry)


def first_wording(written: Any) -> str:
    """What is said of a text when one wording must stand for all."""
    return str(next(iter(text(written).ladders.values()))[0])


def _quoted(written: Any) -> str:
    return f"“{first_wording(written)}”"


def _step(step: Mapping[str, Any]) -> str:
    """What a step does, in a clause without a subject."""
    if step["type"] in _DOES:
        return _DOES[step["type"]](step)
    summary = (STEP_TYPES[step["type"]].__doc__ or "").split(".")[0]
    return summary[:1].lower() + summary[1:]


_DOES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "say": lambda step: f"says {_quoted(step['say'])}",
    "ask": lambda step: f"asks for {_names(step['slots'])}",
    "choose": lambda step: f"asks {_quoted(step['say'])}",
    "confirm": lambda step: f"asks {_quoted(step['say'])}",
    "offer": lambda step: f"offers {named(step['items'])}",
    "check": lambda step: (
        f"goes to {listed(map(step_titled, [*(case['to'] for case in step['cases']), step['else']]), 'or')}"
    ),
    "set": lambda step: f"sets {_names(step['set'])}",
    "do": lambda step: f"runs {named(step['action'])}",
    "answer": lambda step: f"answers from {named(step['knowledge'])}",
    "call": lambda step: f"runs the flow {named(step['flow'])}",
    "wait": lambda step: f"waits for {named(step['event'])}",
    "transfer": lambda step: f"hands over to {named(step['to'])}",
    "end": lambda step: f"ends the call as {named(step['result'])}",
}
"""Step types that say more of themselves than what their kind does."""


def _names(names: Iterable[str], last: str = "and") -> str:
    return listed(map(named, names), last)


def wordings(written: Any, language: str) -> dict[str, Sequence[str]]:
    """Language → rungs; a text without languages is in the flow's first."""
    return {code or language: rungs for code, rungs in text(written).ladders.items()}
