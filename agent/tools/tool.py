"""What a tool is: a function that flows may call, with its signature."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from agent.errors import TrunklineError
from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.kinds import DEFAULT, Kind
from agent.store.database import Database
from graphs.ports import Clock, Outcome


class ToolRefused(TrunklineError):
    """A tool was asked for what cannot be; the message says what. The flow sees the outcome `error`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a tool works with. `clock` gives naive local time in `timezone`, where the business is."""

    database: Database
    clock: Clock
    timezone: ZoneInfo
    redacted: frozenset[Kind] = DEFAULT
    """What of a caller's own words is not kept."""

    def kept(self, words: str | None) -> str:
        """A caller's own words, as the staff may read them. How they can be reached stays: that is what it is for."""
        if not words:
            return ""
        return redact_turns([words], kinds=self.redacted - {Kind.email, Kind.phone})[0]


class Arguments(BaseModel):
    """Base of a tool's arguments: they come from a flow, so they are checked. Names are the flow's."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


Given = TypeVar("Given", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Given]):
    """A tool with its signature, as the `actions` of a flow document declare it."""

    arguments: type[Given]
    run: Callable[[Context, Given, str], Awaitable[Outcome]]
    """Takes the idempotency key last: whoever commits has its effect once for each key."""
    out: str
    """`list`, `record`, `text` or `none`: what `ok` answers."""
    outcomes: tuple[str, ...] = ()
    """Besides `ok` and `error`."""
    commits: bool = False
    """It changes the world."""
    repeatable: bool = True
    """It recognises a key that it has seen, or a second run changes nothing more: so it may run again after a crash."""
    limit_s: float | None = None
    """How long it may take; None: as long as all tools may."""
    summary: str = ""
    """What it does, in a sentence for those who write flows."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Of the record that it answers, or of each in its list, with their types; empty where they are not known."""

    @property
    def inputs(self) -> dict[str, bool]:
        """The names of the arguments, and whether each must be given."""
        return {field.alias or name: field.is_required() for name, field in self.arguments.model_fields.items()}

    async def __call__(self, context: Context, arguments: dict[str, Any], key: str) -> Outcome:
        """Check the arguments and run. Raises pydantic.ValidationError or ToolRefused for what cannot be."""
        return await self.run(context, self.arguments.model_validate(arguments), key)
