"""The language model of this process: made once, and connected in the background. Until then it is not there."""

import asyncio
import importlib
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import structlog

from agent.llm.registry import Access, Provider, find
from agent.settings import Settings
from graphs.ports import Message, ModelFailure, Tool, ToolCall

if TYPE_CHECKING:
    from agent.llm.chat import Chat

log = structlog.get_logger(__name__)

WARMING_S = 20.0
"""How long the first request may take; nobody waits for it."""
READY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["ready"],
    "properties": {"ready": {"type": "boolean"}},
}


class ProvidedModel:
    """A model that is not there until it is warm: whoever asks before that goes by rules, and does not wait.

    Implements `graphs.ports.LanguageModel`.
    """

    def __init__(self, provider: Provider, access: Access, deadline_s: float) -> None:
        self._provider = provider
        self._access = access
        self._deadline_s = deadline_s
        self._chat: Chat | None = None
        self.warmed = asyncio.Event()
        """Set when it can be asked."""

    @property
    def name(self) -> str:
        """Provider and model."""
        return f"{self._access.provider}:{self._access.model}"

    @property
    def deadline_s(self) -> float:
        """How long a caller may be kept waiting for a translation."""
        return self._deadline_s

    async def warm(self) -> None:
        """Import the client in a thread, connect, and make one request, which opens a connection.

        A server that does not answer is only told of: it may come back. Never raises for it.
        """
        began = time.perf_counter()
        chat: Chat = await asyncio.to_thread(self._connect)
        try:
            async with asyncio.timeout(WARMING_S):
                await chat.structured([Message("user", "Are you ready? Answer in JSON.")], READY, name="ready")
        except (ModelFailure, TimeoutError) as why:
            log.warning("llm.unreachable", model=self.name, why=str(why) or "it did not answer")
        else:
            log.info("llm.warm", model=self.name, seconds=round(time.perf_counter() - began, 2))
        finally:
            self._chat = chat
            self.warmed.set()

    async def aclose(self) -> None:
        """Close the connections."""
        chat, self._chat = self._chat, None
        if chat is not None:
            await chat.aclose()

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure, at once when the model is not warm yet."""
        return await self._there().structured(messages, schema, name=name)

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text and tool calls. Raises ModelFailure, at once when the model is not warm yet."""
        async with aclosing(self._there().stream(messages, tools)) as pieces:
            async for piece in pieces:
                yield piece

    def _there(self) -> "Chat":
        if self._chat is None:
            raise ModelFailure(f"{self.name} is not ready yet")
        return self._chat

    def _connect(self) -> "Chat":
        chat: Chat = importlib.import_module(self._provider.module).connect(self._access)
        return chat


def open_model(settings: Settings) -> ProvidedModel | None:
    """The model that the settings name, to be warmed (`await model.warm()`) and closed (`aclose`); None for `none`.

    Takes no time and imports nothing. Raises SettingsError with what to do.
    """
    found = find(settings)
    return ProvidedModel(*found, settings.trunkline_llm_deadline / 1000) if found else None
