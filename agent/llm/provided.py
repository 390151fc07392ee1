"""One language model of this process: connected once, in the background. Until then it is not there."""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from agent.llm.registry import Found
from graphs.ports import Message, ModelFailure, Tool, ToolCall

if TYPE_CHECKING:
    from agent.llm.chat import Chat

READY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["ready"],
    "properties": {"ready": {"type": "boolean"}},
}


class ProvidedModel:
    """A model that is not there until it is connected. Each request is made once."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._chat: Chat | None = None
        self._usable = False

    @property
    def name(self) -> str:
        """Provider and model."""
        return self._found.access.name

    @property
    def usable(self) -> bool:
        """It was asked once, whatever came of it: whoever asks before that would wait for more than an answer."""
        return self._usable

    async def connect(self) -> None:
        """Import the client, in a thread. Nothing is sent yet. Raises ModelFailure when it cannot be imported."""
        failed: ModelFailure | None = None
        try:
            self._chat = await asyncio.to_thread(self._connected)
        except ImportError as error:
            failed = ModelFailure(f"{self.name}: its client cannot be imported ({error.name}).", fault="local")
        if failed:
            raise failed

    async def ask(self, *, limit_s: float) -> None:
        """Make one small request, which opens a connection. Raises ModelFailure."""
        failed: ModelFailure | None = None
        try:
            async with asyncio.timeout(limit_s):
                question = Message("user", "Are you ready? Answer in JSON.")
                await self._there().structured([question], READY, name="ready")
        except TimeoutError:
            failed = ModelFailure(f"{self.name} did not answer within {limit_s:g} s.", fault="timeout")
        finally:
            self._usable = self._chat is not None
        if failed:
            raise failed

    async def aclose(self) -> None:
        """Close the connections."""
        chat, self._chat, self._usable = self._chat, None, False
        if chat is not None:
            await chat.aclose()

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        return await self._there().structured(messages, schema, name=name)

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text and tool calls. Raises ModelFailure."""
        async with aclosing(self._there().stream(messages, tools)) as pieces:
            async for piece in pieces:
                yield piece

    def _there(self) -> "Chat":
        if self._chat is None:
            raise ModelFailure(f"{self.name} is not ready yet.", fault="local")
        return self._chat

    def _connected(self) -> "Chat":
        module, _, attribute = self._found.provider.target.partition(":")
        chat: Chat = getattr(importlib.import_module(module), attribute)(self._found.access)
        return chat
