"""What a flow may use wherever the conversation stands: values of its own, actions, knowledge, and handlers."""

from typing import Any, Literal

from pydantic import Field

from graphs.fields import Duration, FlowName, Id, Key, KnowledgeName, Phrase, StepName, Strict, TextField


class Variable(Strict):
    """Something that the flow itself keeps."""

    type: Literal["text", "number", "yes_no", "list", "record", "date"]
    """What kind of value it is."""
    default: Any = None
    """What it begins with."""


class Action(Strict):
    """The signature of something that the flow may have done; what does it, and its secrets, live elsewhere."""

    inputs: dict[Id, str] = Field(default={}, alias="in")
    """What it is given: name and type."""
    out: Literal["record", "list", "text", "none"] = "record"
    """What it answers with."""
    outcomes: tuple[Id, ...] = ()
    """What may come of it besides `ok` and `error`: `not_found`."""
    commits: bool = False
    """It has an effect in the world: it must happen once, and corrections cannot go back behind it."""
    timeout: Duration = 8.0
    """How long it may take before that counts as an error."""


class Entry(Strict):
    """A question, in several wordings, and its answer."""

    questions: tuple[Phrase, ...] = Field(alias="q", min_length=1)
    """The ways in which it is asked."""
    answer: TextField = Field(alias="a")
    """What is said."""


class Knowledge(Strict):
    """What the flow can answer."""

    source: str | None = None
    """Where it comes from, for those who work on it."""
    entries: tuple[Entry, ...] = ()
    """Questions and answers."""
    min_score: float = Field(default=0.5, ge=0, le=1)
    """How much of a question must be known for its answer to be given, 0 to 1."""


class Handler(Strict):
    """Something that a caller may say at any point."""

    describe: str | None = None
    """When it is meant, for a language model: “the caller is angry”."""
    phrases: tuple[Phrase, ...] = ()
    """What callers say for it."""
    key: Key | None = None
    """The key for it."""
    to: StepName | None = None
    """Leaves the open question and goes there."""
    say: TextField | None = None
    """Says this."""
    answer: KnowledgeName | None = None
    """Answers the question from this knowledge."""
    call: FlowName | None = None
    """Runs another flow, and comes back to the open question."""
    version: str | None = None
    """The fingerprint of that flow's version, written when this one is published; otherwise the newest."""
    then: Literal["resume", "wait_longer", "end"] = "resume"
    """What comes after `say`, `answer` and `call`: the open question again, more patience, or the end of the call."""
    if_unknown_say: TextField | None = None
    """What is said when the knowledge has no answer."""
    always: bool = False
    """Goes before what the step itself asks for."""
    off: bool = False
    """Switches off something that every flow understands."""
