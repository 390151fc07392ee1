"""Anthropic's models, through langchain-anthropic: an extra."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import anthropic
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage
from pydantic import SecretStr

from agent.llm.chat import KEPT, Arguments, Chat, Dialect
from agent.llm.registry import Access
from agent.llm.reporting import CONNECT_S, TIMEOUT_S
from graphs.ports import Tool

MOST_TOKENS = 800
"""Of one answer; the protocol wants a bound."""


class OwnedChatAnthropic(ChatAnthropic):
    """ChatAnthropic with connections of its own, which can be closed: the original shares them with all others."""

    @cached_property
    def _async_client(self) -> anthropic.AsyncClient:
        timeout = anthropic.Timeout(TIMEOUT_S, connect=CONNECT_S)
        http = anthropic.DefaultAsyncHttpxClient(timeout=timeout, limits=KEPT)
        return anthropic.AsyncClient(**{**self._client_params, "timeout": timeout, "http_client": http})

    async def remind(self) -> None:
        """See to it that a connection is open."""
        await self._async_client.models.retrieve(self.model)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._async_client.close()


def connect(access: Access) -> Chat:
    """A client for one model. Nothing is sent yet."""
    client = OwnedChatAnthropic(
        model_name=access.model,
        base_url=access.base_url,
        api_key=SecretStr(access.key),
        timeout=TIMEOUT_S,
        max_retries=0,
        max_tokens_to_sample=MOST_TOKENS,
        stop=None,
    )
    failures = (anthropic.AnthropicError, TimeoutError)
    dialect = Dialect(client, failures, _structure, _unpacked, _tools, client.aclose, client.remind)
    return Chat(dialect, access)


def _structure(schema: Mapping[str, Any], name: str) -> Arguments:
    """The model is made to use one tool, whose arguments are the answer."""
    tool = {"name": name, "description": "Gives the answer.", "input_schema": dict(schema)}
    return {"tools": [tool], "tool_choice": {"type": "tool", "name": name}}


def _unpacked(answer: AIMessage) -> object:
    return answer.tool_calls[0]["args"]


def _tools(tools: Sequence[Tool]) -> Arguments:
    return {
        "tools": [
            {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)}
            for tool in tools
        ]
    }
