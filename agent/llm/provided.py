"""One language model of this process: connected once, in the background. Until then it is not there."""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

from agent.llm.registry import Found
from graphs.ports import Message, ModelFailure, Tool, ToolCall

READY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["ready"],
    "properties": {"ready": {"type": "boolean"}},
}


class Client(Protocol):
    """A provider's client, connected to one model. Each request is made once."""

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        ...

    def stream(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure, also in the middle of a text."""
        ...

    async def keep_warm(self) -> None:
        """See to it that a connection is open, whatever is answered. Raises what the client raises."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class ProvidedModel:
    """A model that is not there until it is connected. Each request is made once."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._client: Client | None = None
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
            self._client = await asyncio.to_thread(self._connected)
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
            self._usable = self._client is not None
        if failed:
            raise failed

    async def keep_warm(self) -> None:
        """See to it that a connection is open. Nothing is asked of the model, and nothing is paid."""
        if self._client is not None:
            await self._client.keep_warm()

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client, self._usable = self._client, None, False
        if client is not None:
            await client.aclose()

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        return await self._there().structured(messages, schema, name=name)

    def stream(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[str | ToolCall, None]:
        """Text and tool calls. Raises ModelFailure, also at once."""
        return self._there().stream(messages, tools)

    def _there(self) -> Client:
        if self._client is None:
            raise ModelFailure(f"{self.name} is not ready yet.", fault="local")
        return self._client

    def _connected(self) -> Client:
        module, _, attribute = self._found.provider.target.partition(":")
        client: Client = getattr(importlib.import_module(module), attribute)(self._found.access)
        return client
