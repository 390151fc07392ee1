"""Tables of those who recognise or speak, by the name that the settings use.

A provider is one file and one line in a table. It is imported when it is wanted: a vendor's client library costs a
second of start-up, and nobody pays for those that are not configured.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable


class UnknownProvider(SpeechUnavailable):
    """The settings name a provider that is not in the table."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a provider is made with."""

    pool: SpeechPool
    """Where its arithmetic happens."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Keys and addresses by their names in the environment, such as `DEEPGRAM_API_KEY`; absent when unset."""


def load(spec: str, means: Means, *, kind: str, table: Mapping[str, str]) -> Any:
    """Make the provider that `spec` names: `provider`, or `provider:model`.

    The table gives `module:Class`; the class has `configured(model, means)`, where `model` is what follows the colon.
    Raises `UnknownProvider`, or `SpeechUnavailable` for what the provider itself cannot do.
    """
    name, _, model = spec.strip().partition(":")
    if name not in table:
        raise UnknownProvider(_unknown(name, kind=kind, table=table))
    module, _, attribute = table[name].partition(":")
    try:
        provider = getattr(import_module(module), attribute)
    except ImportError as error:
        raise SpeechUnavailable(
            f"The {kind} {name!r} needs a package that is not here ({error}). Install it."
        ) from error
    return provider.configured(model.strip(), means)


def _unknown(name: str, *, kind: str, table: Mapping[str, str]) -> str:
    known = ", ".join(sorted(table))
    near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {kind} called {name!r}.{hint} Known are: {known}."
