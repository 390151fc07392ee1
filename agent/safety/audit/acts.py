"""What is called how in the audit log, and what may stand there: no number of a caller, no name, no words. Pure.

Routes tell the log what they did by their method and path; those that a reader of the log looks for have a name of
their own. A number of a caller stands as a keyed hash, the same for the same number, so that it can be asked what was
done about somebody, by whoever knows the number and has the installation's secret.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

import orjson

from agent.memory.rows import harmless, json_text

SEEN: Final = "call.seen"
HEARD: Final = "recording.heard"
REPLAY_SEEN: Final = "replay.seen"
EXPORTED: Final = "caller.exported"
ERASED: Final = "caller.erased"
LOOKED_UP: Final = "caller.looked_up"
TIDIED: Final = "retention.deleted"
LOG_EXPORTED: Final = "audit.exported"

NAMES: Final[Mapping[str, str]] = {
    "GET /api/calls/{call}/page": SEEN,
    "GET /api/calls/{call_id}/events": SEEN,
    "GET /api/flows/{flow}/replays/{number}/calls": REPLAY_SEEN,
    "GET /api/calls/{call_id}/recording": HEARD,
    "DELETE /api/calls/{call_id}/recording": "recording.deleted",
    "POST /api/flows/{flow}/versions": "flow.published",
    "PUT /api/flows/{flow}/environments/{environment}": "flow.pointed",
    "DELETE /api/flows/{flow}": "flow.deleted",
    "PUT /api/numbers/{number}": "number.changed",
    "DELETE /api/numbers/{number}": "number.removed",
}
"""Of routes that did what they were asked; of those that refused it, the route itself is told."""

AT_ONCE: Final = frozenset({EXPORTED, ERASED, "recording.deleted", "flow.published", "flow.pointed", "number.changed"})
"""What is written before it is answered; of everything else half a second may be lost with the process."""
OFTEN: Final = frozenset({SEEN, HEARD, REPLAY_SEEN})
"""What a page does again and again: told once in a while."""

LONGEST: Final = 300
"""Characters of a field."""
LARGEST: Final = 4000
"""Characters of the details, as JSON."""

_REFUSED: Final = 400
_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])(?:\+|00)[1-9]\d{6,14}(?!\d)")
_OURS: Final = re.compile(r"^/api/numbers/")
"""Addresses in which a number is one of ours."""
_CALL: Final = re.compile(r"^/api/calls/([A-Za-z0-9_.-]{2,64})(?:/|$)")
_FLOW: Final = re.compile(r"^/api/flows/([^/?]+)(?:/(?:versions|environments/([^/?]+)))?$")
_REPLAY: Final = re.compile(r"^/api/flows/([^/?]+)/replays/(\d+)/calls$")


def named(did: str, details: Mapping[str, object]) -> str:
    """The name of what was done."""
    status = details.get("status")
    refused = isinstance(status, int) and status >= _REFUSED
    return (did if refused else NAMES.get(did, did))[:LONGEST]


def subject(did: str, what: str) -> str:
    """To what it was done: of an address what it is about, where that has a name."""
    if did in (SEEN, HEARD, "recording.deleted") and (call := _CALL.match(what)):
        return f"call {call[1]}"
    if did == REPLAY_SEEN and (replay := _REPLAY.match(what)):
        return f"flow {unquote(replay[1])}, replay {replay[2]}"
    if did.startswith("flow.") and (flow := _FLOW.match(what)):
        return f"flow {unquote(flow[1])}" + (f", {flow[2]}" if flow[2] else "")
    return what


def numbers_in(text: str) -> set[str]:
    """The telephone numbers in a text that may be callers'."""
    return set() if _OURS.match(text) else {found[0] for found in _NUMBER.finditer(unquote(text))}


def without(text: str, keys: Mapping[str, str]) -> str:
    """The text with a key in place of each of these numbers, and no longer than a field may be."""
    if keys:
        text = _NUMBER.sub(lambda found: keys.get(found[0], "a number"), unquote(text))
    return str(harmless(text))[:LONGEST]


def strings_in(value: object) -> list[str]:
    """All texts in a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in strings_in(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in strings_in(each)]
    return []


def details_text(details: Mapping[str, object], keys: Mapping[str, str]) -> str:
    """The details as JSON: what is marked as personal is left out, and numbers are keys. Too large: only the names."""
    shown = {name: _plain(value, keys) for name, value in details.items() if not name.startswith("pii_")}
    left_out = sorted(name for name in details if name.startswith("pii_"))
    try:
        text = json_text({**shown, **({"left_out": left_out} if left_out else {})})
    except (TypeError, ValueError):
        text = orjson.dumps({"unreadable": sorted(map(str, details))}).decode()
    return text if len(text) <= LARGEST else json_text({"too_large": sorted(map(str, shown))[:50]})


def _plain(value: object, keys: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return without(value, {number: keys.get(number, "a number") for number in numbers_in(value)})
    if isinstance(value, Mapping):
        return {str(name): _plain(each, keys) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, keys) for each in value]
    return value
