"""A language model reached through one of LangChain's clients.

Errors of a provider are told by their kind alone: its own messages can hold parts of the key or of what was sent.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import httpx2
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages import ToolCall as LangChainToolCall

from agent.llm.metering import UNSEEN_TOKENS, Meter, sent
from agent.llm.registry import Access
from agent.llm.reporting import check_end, failed, log_use, no_answer
from graphs.ports import Message, ModelFailure, Tool, ToolCall

GARBAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What clients raise when a server answers with something that is no answer."""
KEPT = httpx2.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=60.0)
"""The SDKs would close a connection that was idle for five seconds: before a caller's next turn."""

Arguments = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a provider's client is asked."""

    client: BaseChatModel
    """Without retries of its own: they wait for longer than a caller does."""
    failures: tuple[type[Exception], ...]
    structure: Callable[[Mapping[str, Any], str], Arguments]
    """The arguments that ask for an object of a schema."""
    unpack: Callable[[AIMessage], object]
    """The object out of the answer. Raises one of GARBAGE when there is none."""
    tools: Callable[[Sequence[Tool]], Arguments]
    """The arguments that offer tools."""
    close: Callable[[], Awaitable[None]]
    remind: Callable[[], Awaitable[object]]
    """Asks for something small that is free, so that a connection is open."""


class Chat:
    """One model of one provider, connected. Each request is made once: whoever asks decides whether to ask again."""

    def __init__(self, dialect: Dialect, access: Access) -> None:
        self._dialect = dialect
        self._access = access
        # What breaks in the middle of a stream reaches us as the SDK's own transport raised it.
        broken = (LangChainException, httpx2.HTTPError, httpx2.StreamError, OSError)
        self._errors: tuple[type[Exception], ...] = (*dialect.failures, *GARBAGE, *broken)

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        dialect, began = self._dialect, time.monotonic()
        failure: ModelFailure | None = None
        with Meter(self._access, partial(sent, messages, schema), unseen=UNSEEN_TOKENS) as meter:
            try:
                answer = await dialect.client.ainvoke(_translated(messages), **dialect.structure(schema, name))
                meter.told(answer.usage_metadata)
                found = dialect.unpack(answer)
            except self._errors as error:
                failure = failed(error, self._access, meter)
        if failure:
            raise failure  # here, so that it does not hold the provider's own error, with all that it says
        if not isinstance(found, dict):
            raise no_answer(self._access, "answered with something that is no object")
        log_use(self._access, meter, began=began, kind="structured")
        return found

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure, also in the middle of a text."""
        began, whole = time.monotonic(), AIMessageChunk(content="")
        failure: ModelFailure | None = None
        with Meter(self._access, partial(sent, messages, tools=tools)) as meter:
            try:
                async with aclosing(self._chunks(messages, tools)) as chunks:
                    async for chunk in chunks:
                        if chunk.tool_call_chunks or chunk.response_metadata or chunk.usage_metadata:
                            whole += chunk
                        meter.wrote(chunk.text + "".join(call["args"] or "" for call in chunk.tool_call_chunks))
                        if chunk.text:
                            yield str(chunk.text)
            except self._errors as error:
                failure = failed(error, self._access, meter)
            meter.told(whole.usage_metadata)
        if failure:
            raise failure
        end = whole.response_metadata
        reason = end.get("finish_reason") or end.get("stop_reason")
        check_end(self._access, reason, readable=not whole.invalid_tool_calls)
        log_use(self._access, meter, began=began, kind="streamed")
        for call in whole.tool_calls:
            yield ToolCall(call.get("id") or call["name"], call["name"], call["args"])

    async def keep_warm(self) -> None:
        """See to it that a connection is open, whatever is answered. Raises httpx's errors."""
        await self._dialect.remind()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._dialect.close()

    def _chunks(self, messages: Sequence[Message], tools: Sequence[Tool]) -> AsyncGenerator[AIMessageChunk, None]:
        offered = self._dialect.tools(tools) if tools else {}
        stream = self._dialect.client.astream(_translated(messages), **offered)
        return cast("AsyncGenerator[AIMessageChunk, None]", stream)


def _translated(messages: Sequence[Message]) -> list[BaseMessage]:
    return [_message(each) for each in messages]


def _message(message: Message) -> BaseMessage:
    match message.role:
        case "system":
            return SystemMessage(message.text)
        case "user":
            return HumanMessage(message.text)
        case "tool":
            return ToolMessage(message.text, tool_call_id=message.answers)
        case "assistant":
            calls = [
                LangChainToolCall(name=call.name, args=dict(call.arguments), id=call.id, type="tool_call")
                for call in message.calls
            ]
            return AIMessage(message.text, tool_calls=calls)
