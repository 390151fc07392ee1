"""What a call's conversation begins with: nothing, or what the caller was cut off from. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graphs.document import FlowDocument
from graphs.migrating import migrated
from graphs.resuming import RESUME
from graphs.state import FlowState, Snapshot, of_former_call


def fresh(document: FlowDocument, version: str) -> FlowState:
    """A conversation in which nothing was said yet."""
    values = {name: variable.default for name, variable in document.vars.items()}
    return {"cursor": "", "slots": {}, "vars": values, "progress": {}, "messages": [], "version": version}


def resumed(before: Snapshot, document: FlowDocument, version: str, *, now: datetime) -> FlowState | None:
    """The state that asks whether to carry on; None when there is nothing worth it, or it was too long ago.

    When the step where it stood is gone with its version, it goes on at the start, with all that was said.
    """
    if document.resume is None or before.result or before.flow != document.flow or not before.at:
        return None
    if not 0 <= (now - datetime.fromisoformat(before.at)).total_seconds() <= document.resume.within:
        return None
    kept: Mapping[str, Any] = {
        "cursor": before.cursor,
        "slots": before.slots,
        "vars": before.vars,
        "progress": before.progress,
    }
    if before.fingerprint != version:
        kept = migrated(kept, document)
    if not _worth_it(kept, document):
        return None
    progress = kept["progress"]
    stands = progress.get("resume_at") if kept["cursor"] == RESUME else kept["cursor"]
    going_on = stands if stands in document.steps else document.start
    return {
        "cursor": RESUME,
        "slots": {name: value for name, value in kept["slots"].items() if name in document.slots},
        "vars": {
            **fresh(document, version)["vars"],
            **{name: value for name, value in kept["vars"].items() if name in document.vars},
        },
        "progress": {**progress, "resume_at": going_on, "pending": None, "question": "", "turn": 0},
        "messages": of_former_call(before.messages),
        "version": version,
    }


def _worth_it(kept: Mapping[str, Any], document: FlowDocument) -> bool:
    """Whether anything was said, or found out."""
    known = any(value not in (None, "") for value in kept["slots"].values())
    return known or any(kept["vars"].get(name) != variable.default for name, variable in document.vars.items())
