"""`answer`: answer a question from what is known."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.answering import answer
from graphs.fields import MORE, KnowledgeName, SlotName, StepName
from graphs.nodes.step import Step
from graphs.talking import caller_words

if TYPE_CHECKING:
    from graphs.turn import Turn


class Answer(Step):
    """Answers the caller's question from a source of knowledge."""

    type: Literal["answer"]
    knowledge: KnowledgeName = Field(title="Answers from")
    """What it answers from."""
    question: SlotName | None = Field(default=None, title="Question", json_schema_extra=MORE)
    """The slot that holds the question, in the caller's words; otherwise it is what the caller said last."""
    next: StepName = Field(title="When answered")
    """Where it goes when the question was answered."""
    if_unknown: StepName = Field(title="When the answer is not known")
    """Where it goes when it was not."""

    def exits(self) -> Mapping[str, str]:
        """Answered, or not known."""
        return {"next": self.next, "if_unknown": self.if_unknown}

    def reads(self) -> frozenset[str]:
        """The slot that holds the question."""
        return super().reads() | frozenset({self.question} if self.question else ())

    async def enter(self, turn: "Turn") -> str:
        """Answer, or go where the flow goes with a question that it cannot answer."""
        question = str(turn.look(self.question) or "") if self.question else caller_words(turn)
        return turn.leave(self, "next" if await answer(turn, self.knowledge, question) else "if_unknown")
