"""`answer`: answer a question from what is known."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from graphs.fields import Id
from graphs.nodes.step import Step


class Answer(Step):
    """Answers the caller's question from a source of knowledge."""

    understood: ClassVar[bool] = False
    type: Literal["answer"]
    knowledge: Id
    next: Id
    if_unknown: Id

    def exits(self) -> Mapping[str, str]:
        """Answered, or not known."""
        return {"next": self.next, "if_unknown": self.if_unknown}
