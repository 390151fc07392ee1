"""Models behind OpenAI's chat completions: OpenAI's own, and those of every server that speaks the same protocol."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import openai
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from agent.llm.chat import CONNECT_S, TIMEOUT_S, Arguments, Chat, Dialect
from agent.llm.registry import Access
from graphs.ports import Tool

PAST_THE_SDK = ("messages", "tools", "response_format")
"""Parts of a request that the SDK would walk through value by value, on the event loop: milliseconds a request."""


class LeanChatOpenAI(ChatOpenAI):
    """ChatOpenAI whose long parts reach the wire as they are: the same JSON for a fraction of the work."""

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload = super()._get_request_payload(input_, stop=stop, **kwargs)
        past = {name: payload.pop(name) for name in PAST_THE_SDK if name in payload}
        return {**payload, "messages": [], "extra_body": {**(payload.get("extra_body") or {}), **past}}


def connect(access: Access) -> Chat:
    """A client for one model. Nothing is sent yet."""
    timeout = openai.Timeout(TIMEOUT_S, connect=CONNECT_S)
    http = openai.DefaultAsyncHttpxClient(timeout=timeout)
    client = LeanChatOpenAI(
        model=access.model,
        base_url=access.base_url,
        api_key=SecretStr(access.key),
        timeout=timeout,
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=http,
    )
    failures = (openai.OpenAIError, TimeoutError)
    dialect = Dialect(client, failures, _structure, _unpacked, _tools, http.aclose)
    return Chat(dialect, access)


def _structure(schema: Mapping[str, Any], name: str) -> Arguments:
    return {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": name, "schema": dict(schema), "strict": True},
        }
    }


def _unpacked(answer: AIMessage) -> object:
    return json.loads(str(answer.text))


def _tools(tools: Sequence[Tool]) -> Arguments:
    return {
        "tools": [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)},
            }
            for tool in tools
        ]
    }
