"""A language model that answers what a test says, in order, and keeps what it was asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.ports import Message, ModelFailure, Tool, ToolCall


@dataclass(frozen=True)
class After:
    """An answer that takes its time."""

    seconds: float
    answer: Any = None


NEVER = After(1e6)
"""Takes longer than anybody waits."""
FAILS = ModelFailure("scripted: it fails")

Piece = str | ToolCall | After | ModelFailure | Callable[[], None]
"""A piece of a reply; a function is called where it stands."""


def commands(*given: Mapping[str, Any]) -> dict[str, Any]:
    """A translation."""
    return {"commands": [dict(each) for each in given]}


class ScriptedModel:
    """A double of a language model. Asked for more than it was given, it fails."""

    name = "scripted:model"

    def __init__(self, *readings: Any, replies: Sequence[Sequence[Piece]] = (), deadline_s: float = 0.7) -> None:
        self.deadline_s = deadline_s
        self.readings = list(readings)
        self.replies: list[Sequence[Piece]] = list(replies)
        self.translated: list[tuple[Sequence[Message], Mapping[str, Any]]] = []
        """What it was asked to translate, with the schema."""
        self.spoken: list[tuple[Sequence[Message], tuple[str, ...]]] = []
        """What it was asked to say, with the names of its tools."""
        self.closed = 0
        """Streams that were closed before their end."""

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """The next translation."""
        self.translated.append((messages, schema))
        answer = self.readings.pop(0) if self.readings else FAILS
        if isinstance(answer, After):
            await asyncio.sleep(answer.seconds)
            answer = answer.answer
        if isinstance(answer, ModelFailure):
            raise answer
        found: dict[str, Any] = answer
        return found

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """The next reply."""
        self.spoken.append((messages, tuple(tool.name for tool in tools)))
        pieces = self.replies.pop(0) if self.replies else [FAILS]
        ended = False
        try:
            for piece in pieces:
                if isinstance(piece, ModelFailure):
                    raise piece
                if isinstance(piece, After):
                    await asyncio.sleep(piece.seconds)
                elif isinstance(piece, str | ToolCall):
                    yield piece
                else:
                    piece()
            ended = True
        finally:
            self.closed += not ended
