"""`wait`: wait for something to happen outside the conversation."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from graphs.fields import Duration, Id, TextField
from graphs.nodes.step import Step


class Wait(Step):
    """Waits until a payment is made or a form is sent."""

    understood: ClassVar[bool] = False
    waits: ClassVar[bool] = True
    type: Literal["wait"]
    event: str
    timeout: Duration
    say: TextField | None = None
    next: Id
    if_timeout: Id

    def exits(self) -> Mapping[str, str]:
        """It happened, or it did not."""
        return {"next": self.next, "if_timeout": self.if_timeout}
