"""A conversation that was tried out, as a test of the flow: what happened, what was said to it, and what came of it.

Of each turn the last sentence must be said again, and the slots that were filled must hold what they held; how the
call ended, and at which step, must stay the same. The way that it took there may change. Pure.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphs.document import FlowDocument
from graphs.trying import Line, Script, Tried, TriedTurn

LONGEST_NAME = 80


def as_test(document: FlowDocument, script: Script, tried: Tried) -> dict[str, Any]:
    """An entry for the document's `tests`, as plain JSON values; with it the conversation can be run again."""
    ended = tried.turns[-1].ended
    call = script.call.model_dump(mode="json", exclude_defaults=True)
    test: dict[str, Any] = {
        "name": _name(document, tried),
        "call": {"caller": script.call.caller, "now": script.call.now, **call},
    }
    if tried.mocks:
        test["mocks"] = dict(tried.mocks)
    test["script"] = list(_script(document, tried))
    if ended in document.results:
        test["result"] = ended
    end = next((turn.steps[-1] for turn in reversed(tried.turns) if turn.steps), None)
    if end in document.steps:
        test["visited"] = [end]
    return test


def _name(document: FlowDocument, tried: Tried) -> str:
    """What was wanted and what came of it, and not the name of another test."""
    said = next((turn.line["caller"] for turn in tried.turns if turn.line and turn.line.get("caller")), "")
    ended = tried.turns[-1].ended
    words = f"“{said if len(said) <= LONGEST_NAME else said[: LONGEST_NAME - 1] + '…'}”" if said else "Without a word"
    name = f"{words} comes to {ended.replace('_', ' ')}" if ended else f"{words} and what follows"
    taken = {test.name for test in document.tests}
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(each for each in numbered if each not in taken)


def _script(document: FlowDocument, tried: Tried) -> Iterator[dict[str, Any]]:
    for turn in tried.turns:
        if turn.line is not None:
            yield _written(turn.line)
        if turn.said and turn.said[-1]["text"].strip():
            yield {"bot": turn.said[-1]["text"]}
        if turn.line is not None and "set" not in turn.line and (filled := _filled(document, turn)):
            yield {"expect": filled}


def _written(line: Line) -> dict[str, Any]:
    """The line as a test has it."""
    match line:
        case {"ring_back": int() | float() as after}:
            return {"ring_back": f"{after:.15g}s"}
        case {"event": name, "value": value}:
            return {"event": {"name": name, "value": value}}
        case {"press": keys}:
            return {"press": str(keys)}
        case _:
            ((what, value),) = line.items()
            return {what: value}


def _filled(document: FlowDocument, turn: TriedTurn) -> Mapping[str, Any]:
    values = turn.values
    return {name: values[name] for name in turn.changed if name in document.slots and values[name] not in (None, "")}
