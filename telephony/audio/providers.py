"""Tables of those who recognise or speak, by the name that the settings use.

A provider is one file and one line in a table. It is imported when it is wanted: a vendor's client library costs a
second of start-up, and nobody pays for those that are not configured.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, runtime_checkable

from telephony.audio.workers import SpeechPool
from telephony.errors import SpeechUnavailable
from telephony.vendors import VENDORS, Setting


class UnknownProvider(SpeechUnavailable):
    """The settings name a provider that is not in the table."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a table: who offers it, and where it is made."""

    target: str
    """`module:Class`; the class has `configured(model, means)`, where `model` is what follows the colon."""
    meaning: str
    """What it is, in one sentence."""
    vendor: str = ""
    """In `telephony.vendors`; empty: nobody's, it runs in this process."""
    models: tuple[str, ...] = ()
    """Models, the one that is used by default first; others of the vendor may be named too."""
    languages: tuple[str, ...] = ()
    """Languages that it knows, ISO 639-1; empty: it is not known to have a limit."""
    test_only: bool = False
    """A double, not for callers."""

    @property
    def settings(self) -> tuple[Setting, ...]:
        """What it may be told."""
        return VENDORS[self.vendor].settings if self.vendor else ()


@runtime_checkable
class Cooling(Protocol):
    """A provider whose connections are closed when nobody uses them for a while."""

    async def keep_warm(self) -> None:
        """See to it that a connection is open, at no cost. Raises `SpeechUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a provider is made with."""

    pool: SpeechPool
    """Where its arithmetic happens."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Keys and addresses by their names in the environment, such as `DEEPGRAM_API_KEY`; absent when unset."""

    def setting(self, name: str) -> str:
        """The setting's value, or its default in the table of vendors; empty when there is neither."""
        known = {setting.name: setting.default for vendor in VENDORS.values() for setting in vendor.settings}
        return self.settings.get(name, "") or known[name]

    def needed(self, name: str, *, provider: str) -> str:
        """A setting that the provider cannot do without. Raises `SpeechUnavailable`."""
        value = self.setting(name)
        if not value:
            raise SpeechUnavailable(f"{provider} needs {name}, which is not set. Put it into .env.", fault="key")
        return value


def split(spec: str) -> tuple[str, str]:
    """`provider:model` as (provider, model); the model may be empty."""
    name, _, model = spec.strip().partition(":")
    return name.strip(), model.strip()


def find(spec: str, *, kind: str, table: Mapping[str, Offer]) -> Offer:
    """The line that `spec` names. Raises `UnknownProvider` with the known names."""
    name, _ = split(spec)
    if name not in table:
        raise UnknownProvider(_unknown(name, kind=kind, table=table))
    return table[name]


def load(spec: str, means: Means, *, kind: str, table: Mapping[str, Offer]) -> Any:
    """Make the provider that `spec` names: `provider`, or `provider:model`.

    Raises `UnknownProvider`, or `SpeechUnavailable` for what the provider itself cannot do.
    """
    offer = find(spec, kind=kind, table=table)
    name, model = split(spec)
    module, _, attribute = offer.target.partition(":")
    try:
        provider = getattr(import_module(module), attribute)
    except ImportError as error:
        raise SpeechUnavailable(
            f"The {kind} {name!r} needs a package that is not here ({error}). Install it."
        ) from error
    return provider.configured(model, means)


def _unknown(name: str, *, kind: str, table: Mapping[str, Offer]) -> str:
    known = ", ".join(sorted(table))
    near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {kind} called {name!r}.{hint} Known are: {known}."
