"""What a flow may use wherever the conversation stands: values of its own, actions, knowledge, and handlers."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from graphs.fields import (
    MORE,
    Duration,
    FlowName,
    Id,
    Key,
    KnowledgeName,
    Phrase,
    Prose,
    StepName,
    Strict,
    TextField,
    labels,
    only_with,
    unless,
)

AFTER = labels(resume="The open question again", wait_longer="Waits longer", end="The call ends")


class Variable(Strict):
    """Something that the flow itself keeps."""

    type: Literal["text", "number", "yes_no", "list", "record", "date"] = Field(
        title="Kind", json_schema_extra=labels(yes_no="Yes or no")
    )
    """What kind of value it is."""
    default: Any = Field(default=None, title="Begins as")
    """What it begins with."""


class Action(Strict):
    """The signature of something that the flow may have done; what does it, and its secrets, live elsewhere."""

    inputs: dict[Id, str] = Field(default={}, alias="in", title="Is given")
    """What it is given: name and type."""
    out: Literal["record", "list", "text", "none"] = Field(default="record", title="Answers with")
    """What it answers with."""
    outcomes: tuple[Id, ...] = Field(default=(), title="May also come out as")
    """What may come of it besides `ok` and `error`: `not_found`."""
    commits: bool = Field(default=False, title="Has an effect")
    """It has an effect in the world: it must happen once, and corrections cannot go back behind it."""
    timeout: Duration = Field(default=8.0, title="Longest wait")
    """How long it may take before that counts as an error."""


class Entry(Strict):
    """A question, in several wordings, and its answer."""

    model_config = ConfigDict(title="Question")

    questions: tuple[Phrase, ...] = Field(alias="q", min_length=1, title="Questions")
    """The ways in which it is asked."""
    answer: TextField = Field(alias="a", title="Answer")
    """What is said."""


class Knowledge(Strict):
    """What the flow can answer."""

    source: str | None = Field(default=None, json_schema_extra=MORE)
    """Where it comes from, for those who work on it."""
    entries: tuple[Entry, ...] = Field(default=(), title="Questions and answers")
    """Questions and answers."""
    min_score: float = Field(default=0.5, ge=0, le=1, title="How sure it must be", json_schema_extra=MORE)
    """How much of a question must be known for its answer to be given, 0 to 1."""


class Handler(Strict):
    """Something that a caller may say at any point."""

    describe: Prose | None = Field(default=None, title="When it is meant", json_schema_extra=unless("off"))
    """When it is meant, for a language model: “the caller is angry”."""
    phrases: tuple[Phrase, ...] = Field(default=(), title="What callers say", json_schema_extra=unless("off"))
    """What callers say for it."""
    key: Key | None = Field(default=None, json_schema_extra=unless("off"))
    """The key for it."""
    to: StepName | None = Field(default=None, title="Goes to", json_schema_extra=unless("call", "off"))
    """Leaves the open question and goes there."""
    say: TextField | None = Field(default=None, title="Says", json_schema_extra=unless("to", "answer", "call", "off"))
    """Says this."""
    answer: KnowledgeName | None = Field(
        default=None, title="Answers from", json_schema_extra=MORE | unless("to", "call", "off")
    )
    """Answers the question from this knowledge."""
    call: FlowName | None = Field(default=None, title="Runs the flow", json_schema_extra=MORE | unless("off"))
    """Runs another flow, and comes back to the open question."""
    version: str | None = Field(default=None, json_schema_extra=MORE)
    """The fingerprint of that flow's version, written when this one is published; otherwise the newest."""
    then: Literal["resume", "wait_longer", "end"] = Field(
        default="resume",
        title="And then",
        json_schema_extra=AFTER | only_with("say", "answer", "call") | unless("to", "off"),
    )
    """What comes after `say`, `answer` and `call`: the open question again, more patience, or the end of the call."""
    if_unknown_say: TextField | None = Field(
        default=None,
        title="When not known, says",
        json_schema_extra=MORE | only_with("answer") | unless("to", "call", "off"),
    )
    """What is said when the knowledge has no answer."""
    always: bool = Field(default=False, title="Before everything else", json_schema_extra=MORE | unless("off"))
    """Goes before what the step itself asks for."""
    off: bool = Field(default=False, title="Switched off", json_schema_extra=MORE)
    """Switches off something that every flow understands."""
