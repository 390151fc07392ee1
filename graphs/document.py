"""The flow document: everything that an analyst decides about a conversation, and nothing else.

The only truth about a flow: the compiler, the checks, the editor's forms and the JSON Schema are made from
these models. Steps are described in `graphs.nodes`, one file a type.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from graphs.built_in import BUILT_IN, built_in_told
from graphs.fields import CONDITION, MORE, Duration, Expr, Id, Language, Prose, StepName, Strict, TextField, ValueName
from graphs.nodes import Step, StepField, Tries, Voice
from graphs.resources import Action, Entry, Handler, Knowledge, Variable
from graphs.scripts import ScriptedCall, TestCase
from graphs.slots import ChoiceValue, Keypad, Slot, SlotCheck, SlotType

__all__ = [
    "BUILT_IN_HANDLERS",
    "Action",
    "ChoiceValue",
    "Entry",
    "FlowDocument",
    "Handler",
    "Keypad",
    "Knowledge",
    "Profile",
    "Resume",
    "ScriptedCall",
    "Slot",
    "SlotCheck",
    "SlotType",
    "Success",
    "TestCase",
    "Variable",
]

Success = Literal["success", "partial", "failed"]
BUILT_IN_HANDLERS = frozenset(BUILT_IN)
"""What every flow understands anywhere; a handler of that name says what happens then."""


class Resume(Strict):
    """What happens when a caller who was cut off rings back."""

    within: Duration = Field(default=1800.0, title="Within")
    """How long after the last words."""
    say: TextField = Field(title="Asks")
    """Asks whether to carry on."""


class Profile(Strict):
    """What is remembered of callers from one call to the next: the slots that are marked `remember: caller`."""

    consent: Expr = Field(title="They agreed when", json_schema_extra=CONDITION)
    """Whether this caller agreed; looked at when the call is over. Without it nothing is kept."""
    keep: Duration = Field(default=180 * 86400.0, title="Kept for")
    """Counted from the last call in which they agreed."""


class FlowDocument(Strict):
    """A flow."""

    flow: Id
    """Its name, by which phone numbers and other flows refer to it."""
    format: Literal[1]
    """The version of this format."""
    title: str
    """What people call it."""
    about: Prose = ""
    """What it is for, in a sentence or two; a language model reads it, too."""
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    """What it speaks; the first is that of all texts that do not say."""
    start: StepName = Field(title="Begins with")
    """The step at which calls begin."""
    voice: Voice = Field(default=Voice(), title="Speaking and listening")
    """How callers are listened to, where a step does not say."""
    tries: Tries = Field(title="Gives up")
    """How often a question is put, where a step does not say."""
    on_error: StepName = Field(title="When something fails")
    """Where the conversation goes when something fails and the step does not say."""
    resume: Resume | None = Field(default=None, title="After a dropped call")
    """Without it, a caller who rings back begins anew."""
    profile: Profile | None = Field(default=None, title="Remembering callers", json_schema_extra=MORE)
    """Without it, no caller is remembered."""
    renamed: dict[Id, StepName] = Field(default={}, title="Earlier names of steps", json_schema_extra=MORE)
    """Steps that had another name in an earlier version: old → new, so that calls that wait there go on."""
    takes: tuple[ValueName, ...] = Field(default=(), title="Is given by other flows", json_schema_extra=MORE)
    """Slots and variables that are given a value by every flow that calls this one; it cannot take calls by itself."""
    slots: dict[Id, Slot] = Field(default={})
    """What callers tell us."""
    vars: dict[Id, Variable] = Field(default={}, title="Variables")
    """What the flow itself keeps."""
    actions: dict[Id, Action] = Field(default={})
    """What it may have done."""
    knowledge: dict[Id, Knowledge] = Field(default={})
    """What it can answer."""
    handlers: dict[Id, Handler] = Field(default={}, title="Requests", json_schema_extra=built_in_told())
    """What callers may say at any point."""
    results: dict[Id, Success] = Field(min_length=1, title="Results")
    """How a call can end."""
    nodes: dict[Id, StepField] = Field(min_length=1, title="Steps")
    """The steps."""
    tests: tuple[TestCase, ...] = ()
    """Conversations that must keep working."""

    @field_validator("nodes", "slots", "vars", "handlers", "actions", "results")
    @classmethod
    def _no_name_that_other_tools_misread(cls, named: dict[str, Any]) -> dict[str, Any]:
        for name in named:
            if name in ("on", "off", "yes", "no", "y", "n", "true", "false", "null"):
                raise PydanticCustomError(
                    "flow_yaml_name",
                    "holds the name “{name}”, which some YAML tools read as true or false; choose another",
                    {"name": name},
                )
        return named

    @property
    def steps(self) -> Mapping[str, Step]:
        """The steps by name."""
        return self.nodes

    @property
    def language(self) -> str:
        """The flow's first language, which every text has."""
        return self.languages[0]

    def spoken_language(self, wanted: str | None) -> str:
        """The language of the flow for a caller who wants this one (`hi-IN` is `hi`)."""
        short = re.split("[-_]", wanted or "")[0].lower()
        return short if short in self.languages else self.language

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same conversation: tests and layout do not count."""
        return hashlib.sha256(self.model_dump_json(by_alias=True, exclude={"tests"}).encode()).hexdigest()

    @cached_property
    def failure(self) -> str:
        """The result of a call that came to nothing."""
        failed = [name for name, success in self.results.items() if success == "failed"]
        return (failed or list(self.results))[0]
