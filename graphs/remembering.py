"""What is remembered of a caller when a call is over, and what of it is worth proposing in the next one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphs.document import FlowDocument
from graphs.migrating import fitting_slots


@dataclass(frozen=True, slots=True)
class Remembrance:
    """What a call leaves behind."""

    consent: bool | None
    """The caller agreed; they were asked and did not; None: nobody asked."""
    values: Mapping[str, Any]
    """Slot → value; empty without consent."""


def remembrance(
    document: FlowDocument, *, slots: Mapping[str, Any], others: Mapping[str, Any], now: datetime
) -> Remembrance:
    """What a call with these slots leaves behind; `others` are the variables and `call`."""
    profile = document.profile
    if profile is None:
        return Remembrance(consent=None, values={})
    everything = {**others, **slots}
    asked = all(everything.get(name) not in (None, "") for name in profile.consent.names)
    if not asked or profile.consent.value(everything, now) is not True:
        return Remembrance(consent=False if asked else None, values={})
    kept = {name: value for name, value in slots.items() if _is_kept(document, name) and value not in (None, "")}
    return Remembrance(consent=True, values=kept)


def proposals(document: FlowDocument, remembered: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was remembered, what this version of the flow still asks to be."""
    return {
        name: value
        for name, value in fitting_slots(remembered, document).items()
        if _is_kept(document, name) and value is not None
    }


def _is_kept(document: FlowDocument, name: str) -> bool:
    """A slot that is marked `sensitive` is not, whatever else it says: it is gone at the end of the call."""
    slot = document.slots.get(name)
    return slot is not None and slot.remember == "caller" and not slot.sensitive
