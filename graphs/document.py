"""The flow document: everything that an analyst decides about a conversation, and nothing else.

The only truth about a flow: the compiler, the checks, the editor's forms and the JSON Schema are made from
these models. Steps are described in `graphs.nodes`, one file a type.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from graphs.fields import Duration, Expr, Id, Key, Language, Phrase, Strict, TextField
from graphs.nodes import Step, StepField, Tries, Voice

SlotType = Literal[
    "text",
    "free_text",
    "name",
    "number",
    "money",
    "yes_no",
    "choice",
    "date",
    "time",
    "phone",
    "email",
    "digits",
    "record",
]
Success = Literal["success", "partial", "failed"]
BUILT_IN_HANDLERS = frozenset({"agent", "repeat", "help", "cancel", "wait", "goodbye"})
"""What every flow understands anywhere; a handler of that name says what happens then."""


class Resume(Strict):
    """What happens when a caller who was cut off rings back."""

    within: Duration = 1800.0
    say: TextField
    """Asks whether to carry on."""


class SlotCheck(Strict):
    """A rule that a value must keep, and what the caller hears when it does not."""

    when: Expr
    say: TextField


class ChoiceValue(Strict):
    """One value of a choice."""

    label: TextField | None = None
    """How it is said: `{service|label}`."""
    phrases: tuple[Phrase, ...] = ()
    key: Key | None = None


class Keypad(Strict):
    """How the keypad may give the value."""

    digits: int | None = Field(default=None, ge=1, le=30)


class Slot(Strict):
    """Something that callers tell us."""

    type: SlotType
    ask: TextField | None = None
    no_input: TextField | None = None
    values: dict[Id, ChoiceValue] = Field(default={})
    optional: bool = False
    confirm: Literal["never", "when_unsure", "always"] = "never"
    confirm_say: TextField | None = None
    check: tuple[SlotCheck, ...] = ()
    clears: tuple[Id, ...] = ()
    """What becomes invalid when this value changes."""
    prefill: Expr | None = None
    prefill_say: TextField | None = None
    keypad: Keypad | None = None
    region: str = Field(default="IN", pattern="^[A-Z]{2}$")
    length: int | None = Field(default=None, ge=1, le=40)
    min: float | None = None
    max: float | None = None
    unit: tuple[Phrase, ...] = ()
    hint: str | None = None
    sensitive: bool = False
    remember: Literal["call", "caller"] = "call"

    @model_validator(mode="after")
    def _a_choice_has_values(self) -> Self:
        if (self.type == "choice") != bool(self.values):
            wrong = "is a choice without values" if self.type == "choice" else "has values, but is not a choice"
            raise PydanticCustomError("flow_slot", "{wrong}", {"wrong": wrong})
        return self

    @property
    def keys(self) -> int | None:
        """How many keys give the value, when that is known."""
        if self.keypad and self.keypad.digits:
            return self.keypad.digits
        if self.type == "digits":
            return self.length
        return 1 if self.type == "yes_no" or any(value.key for value in self.values.values()) else None


class Variable(Strict):
    """Something that the flow itself keeps."""

    type: Literal["text", "number", "yes_no", "list", "record", "date"]
    default: Any = None


class Action(Strict):
    """The signature of something that the flow may have done; what does it, and its secrets, live elsewhere."""

    inputs: dict[Id, str] = Field(default={}, alias="in")
    out: Literal["record", "list", "text", "none"] = "record"
    outcomes: tuple[Id, ...] = ()
    commits: bool = False
    """It has an effect in the world: it must happen once, and corrections cannot go back behind it."""
    timeout: Duration = 8.0


class Entry(Strict):
    """A question, in several wordings, and its answer."""

    questions: tuple[Phrase, ...] = Field(alias="q", min_length=1)
    answer: TextField = Field(alias="a")


class Knowledge(Strict):
    """What the flow can answer."""

    source: str | None = None
    entries: tuple[Entry, ...] = ()
    min_score: float = Field(default=0.5, ge=0, le=1)


class Handler(Strict):
    """Something that a caller may say at any point."""

    describe: str | None = None
    phrases: tuple[Phrase, ...] = ()
    key: Key | None = None
    to: Id | None = None
    say: TextField | None = None
    answer: Id | None = None
    call: str | None = None
    then: Literal["resume", "wait_longer", "end"] = "resume"
    if_unknown_say: TextField | None = None
    always: bool = False
    """Goes before what the step itself asks for."""
    off: bool = False


class ScriptedCall(Strict):
    """The call of a test: who rings, when, and what is the case."""

    caller: str = "+14155550137"
    now: str = Field(default="2026-03-02T09:00", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")
    language: str | None = None
    open: bool = True
    direction: Literal["inbound", "outbound"] = "inbound"
    extra: dict[str, Any] = Field(default={})


class TestCase(Strict):
    """A conversation that must keep working."""

    __test__ = False

    name: str
    call: ScriptedCall = ScriptedCall()
    mocks: dict[Id, Any] = Field(default={})
    script: tuple[dict[str, Any], ...]
    result: Id | None = None
    visited: tuple[Id, ...] = ()

    @field_validator("script")
    @classmethod
    def _one_thing_a_line(cls, script: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
        known = ("caller", "press", "silence", "event", "hangup", "ring_back", "bot", "expect")
        for number, line in enumerate(script, 1):
            if len(line) != 1 or next(iter(line)) not in known:
                raise PydanticCustomError(
                    "flow_script",
                    "must hold one thing a line ({known}); line {number} does not",
                    {"known": ", ".join(known), "number": number},
                )
        return script


class FlowDocument(Strict):
    """A flow."""

    flow: Id
    format: Literal[1]
    title: str
    about: str = ""
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    start: Id
    voice: Voice = Voice()
    tries: Tries
    on_error: Id
    """Where the conversation goes when something fails and the step does not say."""
    resume: Resume | None = None
    renamed: dict[Id, Id] = Field(default={})
    """Steps that had another name in an earlier version: old → new, so that calls that wait there go on."""
    slots: dict[Id, Slot] = Field(default={})
    vars: dict[Id, Variable] = Field(default={})
    actions: dict[Id, Action] = Field(default={})
    knowledge: dict[Id, Knowledge] = Field(default={})
    handlers: dict[Id, Handler] = Field(default={})
    results: dict[Id, Success] = Field(min_length=1)
    nodes: dict[Id, StepField] = Field(min_length=1)
    tests: tuple[TestCase, ...] = ()

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
