"""The step types: the one table that documents, checks, the compiler and the editor read."""

from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from graphs.nodes.answer import Answer
from graphs.nodes.ask import Ask
from graphs.nodes.call import Call
from graphs.nodes.check import Check
from graphs.nodes.choose import Choose
from graphs.nodes.confirm import Confirm
from graphs.nodes.converse import Converse
from graphs.nodes.do import Do
from graphs.nodes.end import End
from graphs.nodes.offer import Offer
from graphs.nodes.say import Say
from graphs.nodes.set import Set
from graphs.nodes.step import END, LISTEN, Step, Tries, Voice, WaitingStep
from graphs.nodes.transfer import Transfer
from graphs.nodes.wait import Wait

STEP_TYPES: dict[str, type[Step]] = {
    "say": Say,
    "ask": Ask,
    "choose": Choose,
    "offer": Offer,
    "confirm": Confirm,
    "check": Check,
    "set": Set,
    "do": Do,
    "answer": Answer,
    "converse": Converse,
    "call": Call,
    "wait": Wait,
    "transfer": Transfer,
    "end": End,
}

if TYPE_CHECKING:
    StepField = Step
else:
    # Built at run time from the table, which no type checker can follow.
    StepField = Annotated[Union[tuple(STEP_TYPES.values())], Field(discriminator="type")]  # noqa: UP007

__all__ = ["END", "LISTEN", "STEP_TYPES", "Step", "StepField", "Tries", "Voice", "WaitingStep"]
