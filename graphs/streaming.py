"""Speaks what a model writes while it writes it: sentence by sentence, each looked at first, until the caller cuts in.

A stop is cooperative. The stream is closed, what was given out stays said (the call tells later how much of it was
heard), and the step that was speaking walks on as it would: a hard cancel would lose the caller's next words.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from graphs.guarding import Guard
from graphs.ports import LanguageModel, Message, ModelFailure, Tool, ToolCall
from graphs.speaking.sentences import Sentences
from graphs.stopgaps import stop_gap

if TYPE_CHECKING:
    from graphs.turn import Turn

FIRST_S = 4.0
"""How long the first words may take."""
NEXT_S = 3.0
"""How long the words may pause after that."""
LONGEST_S = 12.0
"""How long a reply may be written; a call gives a turn up a little later."""
MOST_PIECES = 8
"""Sentences of one reply."""
LOOKED_BACK = 200
"""Letters of what was spoken before a sentence that are looked at with it."""
MOST_CALLS = 4
"""Tools that one reply may want."""

How = Literal["whole", "stopped", "refused", "failed"]
"""The reply was written to its end; the caller cut in; it held something that may not be said; the model failed."""


@dataclass(slots=True)
class Reply:
    """What came of asking a model to speak."""

    how: How = "whole"
    said: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that was spoken."""
        return " ".join(self.said)


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked to say."""

    messages: Sequence[Message]
    tools: Sequence[Tool] = ()
    first_s: float = FIRST_S


async def speak(turn: "Turn", model: LanguageModel, request: Request, guard: Guard) -> Reply:
    """Have a model speak. Never raises for what a model does."""
    stop_gap(turn)
    mouth = _Mouth(turn, guard)
    reading = asyncio.create_task(_read(model.stream(request.messages, request.tools), mouth, request.first_s))
    stopping = asyncio.create_task(turn.context.stop.wait())
    try:
        await asyncio.wait({reading, stopping}, timeout=LONGEST_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        reading.cancel()
        stopping.cancel()
        await asyncio.wait({reading, stopping})
    failure = None if reading.cancelled() else reading.exception()
    if failure is not None and not isinstance(failure, ModelFailure):
        raise failure
    if reading.cancelled() or failure:
        stopped = not stopping.cancelled() and not failure
        mouth.reply.how = "stopped" if stopped else "failed"
        turn.trace("model_stopped" if stopped else "model_failed", said=len(mouth.reply.said))
    return mouth.reply


async def _read(stream: AsyncGenerator[str | ToolCall, None], mouth: "_Mouth", first_s: float) -> None:
    now = asyncio.get_running_loop().time
    try:
        async with aclosing(stream), asyncio.timeout(first_s) as patience:
            async for piece in stream:
                mouth.take(piece)
                if not mouth.open:
                    break
                patience.reschedule(now() + NEXT_S)
    except TimeoutError:
        raise ModelFailure("it took too long") from None
    mouth.close()


class _Mouth:
    """Takes what a model writes and speaks it."""

    def __init__(self, turn: "Turn", guard: Guard) -> None:
        self.reply = Reply()
        self.open = True
        self._turn = turn
        self._guard = guard
        self._sentences = Sentences()
        self._begun = ""
        """The clauses of the sentence that were spoken already: it is judged as a whole."""
        self._ended = ""
        """The sentences before it."""

    def take(self, piece: str | ToolCall) -> None:
        if isinstance(piece, ToolCall):
            self.reply.calls = [*self.reply.calls, piece][:MOST_CALLS]
            return
        for words in self._sentences.feed(piece):
            self._say(words)

    def close(self) -> None:
        for words in self._sentences.close():
            self._say(words)

    def _say(self, words: str) -> None:
        if not self.open:
            return
        words = spoken(words)
        breach = self._guard.breach(f"{self._begun} {words}".strip(), after=self._ended)
        if breach:
            self._turn.trace("kept_back", why=breach)
            self.reply.how, self.open = "refused", False
            return
        self._begun = f"{self._begun} {words}".strip()
        if words.endswith((".", "!", "?", "…", "।")):
            self._begun, self._ended = "", f"{self._ended} {self._begun}"[-LOOKED_BACK:]
        self._turn.utter(words)
        self.reply.said.append(words)
        self.open = len(self.reply.said) < MOST_PIECES


def spoken(words: str) -> str:
    """Without the marks of formatting, which no voice can say."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`#|~<>]+|^\s*[-•]\s+", " ", words)).strip()
