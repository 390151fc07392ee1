"""A language model reached through one of LangChain's clients.

Errors of a provider are told by their kind alone: its own messages can hold parts of the key or of what was sent.
"""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

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

from graphs.ports import Message, ModelFailure, Tool, ToolCall

log = structlog.get_logger(__name__)

GARBAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What clients raise when a server answers with something that is no answer."""
ATTEMPTS = 2
"""A stream that breaks before its first word is asked for once more."""

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
    """One model of one provider, connected (`graphs.ports.LanguageModel` without its name and deadline)."""

    def __init__(self, dialect: Dialect, name: str) -> None:
        self._dialect = dialect
        self._name = name
        self._errors: tuple[type[Exception], ...] = (*dialect.failures, *GARBAGE, LangChainException, OSError)

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object. Raises ModelFailure."""
        dialect, began = self._dialect, time.monotonic()
        failure: ModelFailure | None = None
        try:
            answer = await dialect.client.ainvoke(_translated(messages), **dialect.structure(schema, name))
            found = dialect.unpack(answer)
        except self._errors as error:
            failure = self._failure(error)
        if failure:
            raise failure  # here, so that it does not hold the provider's own error, with all that it says
        if not isinstance(found, dict):
            raise ModelFailure(f"{self._name} answered with something that is no object")
        self._used(answer, began, "structured")
        return found

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure."""
        for attempt in range(1, ATTEMPTS + 1):
            spoken, failure = False, None
            try:
                async with aclosing(self._streamed(messages, tools)) as pieces:
                    async for piece in pieces:
                        spoken = True
                        yield piece
            except self._errors as error:
                failure = self._failure(error)
                again = not spoken and attempt < ATTEMPTS and _may_pass(error)
            if failure is None:
                return
            if not again:
                raise failure

    async def aclose(self) -> None:
        """Close the connections."""
        await self._dialect.close()

    async def _streamed(
        self, messages: Sequence[Message], tools: Sequence[Tool]
    ) -> AsyncGenerator[str | ToolCall, None]:
        began, whole = time.monotonic(), AIMessageChunk(content="")
        offered = self._dialect.tools(tools) if tools else {}
        stream = cast(
            "AsyncGenerator[AIMessageChunk, None]", self._dialect.client.astream(_translated(messages), **offered)
        )
        async with aclosing(stream) as chunks:
            async for chunk in chunks:
                if chunk.tool_call_chunks or chunk.response_metadata or chunk.usage_metadata:
                    whole += chunk
                if chunk.text:
                    yield str(chunk.text)
        end = whole.response_metadata
        reason = end.get("finish_reason") or end.get("stop_reason")
        if reason is None or reason == "content_filter":
            # A connection that ends early looks like an end.
            raise ModelFailure(f"{self._name} broke off")
        if whole.invalid_tool_calls:
            raise ModelFailure(f"{self._name} asked for a tool in a way that cannot be read")
        self._used(whole, began, "streamed")
        for call in whole.tool_calls:
            yield ToolCall(call.get("id") or call["name"], call["name"], call["args"])

    def _failure(self, error: BaseException) -> ModelFailure:
        status = getattr(error, "status_code", None)
        told = f" ({status})" if isinstance(status, int) else ""
        log.warning("llm.failed", model=self._name, error=type(error).__name__, status=status)
        return ModelFailure(f"{self._name}: {type(error).__name__}{told}")

    def _used(self, answer: AIMessage, began: float, what: str) -> None:
        usage: Mapping[str, Any] = answer.usage_metadata or {}
        log.debug(
            "llm.used",
            model=self._name,
            kind=what,
            milliseconds=round((time.monotonic() - began) * 1000),
            tokens_in=usage.get("input_tokens"),
            tokens_out=usage.get("output_tokens"),
        )


def _may_pass(error: BaseException) -> bool:
    """Whether asking again at once can help: the connection or the server broke, and nobody refused."""
    if isinstance(error, TimeoutError):
        return False
    broken = isinstance(error, OSError) or type(error).__name__.endswith("ConnectionError")
    return broken or (getattr(error, "status_code", None) or 0) >= 500


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
