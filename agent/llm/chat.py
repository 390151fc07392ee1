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
import structlog
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

from agent.llm.failures import failure, status_of, was_free
from agent.llm.metering import UNSEEN_TOKENS, Meter, sent
from agent.llm.registry import Access
from graphs.ports import Message, ModelFailure, Tool, ToolCall
from telephony.errors import Fault

log = structlog.get_logger(__name__)

GARBAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What clients raise when a server answers with something that is no answer."""
WITHHELD = ("content_filter", "refusal")
"""Reasons of an end after which the answer is not whole, and would not be when it was asked for again."""
CONNECT_S = 2.0
"""The longest that connecting to a provider may take."""
TIMEOUT_S = 12.0
"""The longest that a provider may send nothing. Whoever asks for a caller waits for less."""

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
        failed: ModelFailure | None = None
        with Meter(self._access, partial(sent, messages, schema), unseen=UNSEEN_TOKENS) as meter:
            try:
                answer = await dialect.client.ainvoke(_translated(messages), **dialect.structure(schema, name))
                meter.told(answer.usage_metadata)
                found = dialect.unpack(answer)
            except self._errors as error:
                failed = self._failed(error, meter)
        if failed:
            raise failed  # here, so that it does not hold the provider's own error, with all that it says
        if not isinstance(found, dict):
            raise self._no_answer("answered with something that is no object")
        self._log_use(meter, began, "structured")
        return found

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure, also in the middle of a text."""
        began, whole = time.monotonic(), AIMessageChunk(content="")
        failed: ModelFailure | None = None
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
                failed = self._failed(error, meter)
            meter.told(whole.usage_metadata)
        if failed:
            raise failed
        self._check_end(whole)
        self._log_use(meter, began, "streamed")
        for call in whole.tool_calls:
            yield ToolCall(call.get("id") or call["name"], call["name"], call["args"])

    async def aclose(self) -> None:
        """Close the connections."""
        await self._dialect.close()

    def _chunks(self, messages: Sequence[Message], tools: Sequence[Tool]) -> AsyncGenerator[AIMessageChunk, None]:
        offered = self._dialect.tools(tools) if tools else {}
        stream = self._dialect.client.astream(_translated(messages), **offered)
        return cast("AsyncGenerator[AIMessageChunk, None]", stream)

    def _check_end(self, whole: AIMessageChunk) -> None:
        end = whole.response_metadata
        reason = end.get("finish_reason") or end.get("stop_reason")
        if reason is None:  # a connection that ends early looks like an end
            raise self._no_answer("broke off")
        if reason in WITHHELD:
            raise self._no_answer("withheld the rest of its answer", fault="request")
        if whole.invalid_tool_calls:
            raise self._no_answer("asked for a tool in a way that cannot be read")

    def _failed(self, error: BaseException, meter: Meter) -> ModelFailure:
        if was_free(error):
            meter.free()
        failed = failure(error, self._access, limit_s=TIMEOUT_S)
        kind, status = type(error).__name__, status_of(error)
        log.warning("llm.failed", model=self._access.name, fault=failed.fault, error=kind, status=status)
        return failed

    def _no_answer(self, what: str, *, fault: Fault = "broken") -> ModelFailure:
        log.warning("llm.failed", model=self._access.name, fault=fault, error=what)
        return ModelFailure(f"{self._access.name} {what}.", fault=fault)

    def _log_use(self, meter: Meter, began: float, what: str) -> None:
        log.debug(
            "llm.used",
            model=self._access.name,
            kind=what,
            milliseconds=round((time.monotonic() - began) * 1000),
            tokens_in=meter.tokens_in,
            tokens_out=meter.tokens_out,
        )


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
