"""The rest of a document of which some parts cannot be read, so that its other mistakes are told in the same breath.

What cannot be read is left out or replaced by something harmless that has the same name. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graphs.checks import check_parts
from graphs.document import FlowDocument
from graphs.explaining import MOST_EXPLAINED, meant, settings
from graphs.places import path_of
from graphs.problems import Path, Problem

ROUNDS = 3
"""Times that the document is read again: what was left out may have hidden something else."""


def problems_of_the_rest(values: dict[str, Any], errors: Sequence[ErrorDetails]) -> list[Problem]:
    """What is wrong apart from these errors, without lines; nothing when too little can be read. Changes the values."""
    unread: set[Path] = set()
    for _ in range(ROUNDS):
        if len(errors) > MOST_EXPLAINED:
            break
        for details in sorted(errors, key=lambda details: details["type"] not in _MISSPELT):
            path = path_of(details)
            if details["type"] == "flow_unknown":
                path = (*path, str(details["ctx"]["name"]))
            if details["type"] != "missing" or _at(values, path) is None:
                unread |= _mended(values, path, details["type"])
        try:
            document = FlowDocument.model_validate(values)
        except ValidationError as error:
            errors = error.errors()
        else:
            return check_parts(document, unread)
    return []


def _mended(values: dict[str, Any], path: Path, kind: str) -> set[Path]:
    """Leave out or replace what cannot be read. Returns the parts that are now others."""
    owner = _at(values, path[:-1])
    if isinstance(owner, dict) and path[-1] in owner and kind in _SMALL:
        if kind in _MISSPELT:
            written, close = owner.pop(path[-1]), meant(str(path[-1]), settings(path[:-1], values))
            owner |= {close: written} if close and close not in owner else {}
        else:
            owner[path[-1]] = _SMALL[kind]
        return set()
    section = str(path[0]) if path else ""
    entries = values.get(section)
    inside = len(path) > 1 and section in _ENTRIES and isinstance(entries, dict | list)
    if inside and _at(entries, path[1:2]) is not None:
        entries[path[1]] = _entry(section, values)  # type: ignore[index]  # a name or a place, as was just seen
        return {path[:2]}
    values.pop(section, None)
    values.update({name: least for name, least in _whole(values).items() if name == section})
    return {path[:1]}


_MISSPELT = ("extra_forbidden", "flow_unknown")
"""Settings that there are not: those that are nearly one are read as that one."""
_SMALL: Mapping[str, Any] = {**dict.fromkeys(_MISSPELT), "flow_expression": "empty()", "flow_text": "…"}
"""Mistakes that touch one setting, and what stands in its place."""
_ENTRIES: Mapping[str, Any] = {
    "nodes": None,
    "slots": {"type": "text", "ask": "…"},
    "vars": {"type": "text"},
    "handlers": {"off": True},
    "actions": {},
    "knowledge": {"source": "…"},
    "results": "success",
    "tests": {"name": "…", "script": []},
}


def _entry(section: str, values: Mapping[str, Any]) -> Any:
    results = values.get("results")
    result = next(iter(results), "done") if isinstance(results, dict) else "done"
    return {"type": "end", "result": result} if section == "nodes" else _ENTRIES[section]


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """The least that a document must have."""
    nodes = values.get("nodes")
    step = next(iter(nodes), "done") if isinstance(nodes, dict) else "done"
    return {
        "flow": "unread",
        "format": 1,
        "title": "…",
        "start": step,
        "on_error": step,
        "tries": {"then": step},
        "results": {"done": "success"},
        "nodes": {"done": {"type": "end", "result": "done"}},
    }


def _at(values: Any, path: Path) -> Any:
    for name in path:
        listed = isinstance(values, list) and isinstance(name, int) and name < len(values)
        if not listed and not (isinstance(values, dict) and name in values):
            return None
        values = values[name]
    return values
