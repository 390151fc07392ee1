"""What OpenAI's chat completions and Anthropic's messages refuse."""

from typing import Any

import hypothesis.strategies as st
import pytest
from anthropic.types.message_create_params import MessageCreateParamsBase
from hypothesis import given, settings
from openai.types.chat.completion_create_params import CompletionCreateParamsBase

from agent.fakes import anthropic_rules, openai_chat_rules

HELLO = {"role": "user", "content": "Hello?"}
OPENAI = {"model": "m", "messages": [HELLO]}
ANTHROPIC = {**OPENAI, "max_tokens": 9}
LOOK: dict[str, Any] = {"name": "look", "parameters": {"type": "object", "properties": {}}}
FUNCTION = {"type": "function", "function": LOOK}
TOOL = {"name": "look", "input_schema": {"type": "object"}}
CALL = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
USE = {"type": "tool_use", "id": "t1", "name": "look", "input": {}}
RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": "fine"}
STRICT = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.sampled_from(["", "user", "tool", "function", "text"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["role", "content", "type", "function", "name", "tool_calls", "id", "parameters", "text"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


def test_every_argument_of_the_vendors_own_clients_is_known() -> None:
    """None of theirs is refused as unknown."""
    assert set(CompletionCreateParamsBase.__annotations__) | {"stream"} <= openai_chat_rules.KNOWN
    assert set(MessageCreateParamsBase.__annotations__) | {"stream"} <= anthropic_rules.KNOWN


@given(JSON, JSON, JSON)
@settings(max_examples=200)
def test_no_request_is_too_odd_to_be_judged(messages: Any, tools: Any, choice: Any) -> None:
    """Whatever stands where."""
    named = {"messages": messages, "tools": tools, "tool_choice": choice, "response_format": choice}
    openai_chat_rules.wrong({"model": "m", **named})
    anthropic_rules.wrong({"model": "m", "max_tokens": 1, **named})
    openai_chat_rules.wrong(messages)
    anthropic_rules.wrong(messages)


@pytest.mark.parametrize(
    "request_",
    [
        OPENAI,
        {**OPENAI, "stream": True, "stream_options": {"include_usage": True}, "temperature": 0.5, "max_tokens": 5},
        {**OPENAI, "tools": [FUNCTION], "tool_choice": "required", "parallel_tool_calls": False},
        {**OPENAI, "tools": [FUNCTION], "tool_choice": {"type": "function", "function": {"name": "look"}}},
        {**OPENAI, "messages": [{"role": "user", "content": [{"type": "text", "text": "Hello?"}]}]},
        {
            **OPENAI,
            "messages": [
                HELLO,
                {"role": "assistant", "content": None, "tool_calls": [CALL, {**CALL, "id": "c2"}]},
                {"role": "tool", "tool_call_id": "c2", "content": "b"},
                {"role": "tool", "tool_call_id": "c1", "content": "a"},
                HELLO,
            ],
        },
        {**OPENAI, "response_format": {"type": "text"}},
        {**OPENAI, "response_format": {"type": "json_object"}, "messages": [{"role": "user", "content": "as JSON"}]},
        {
            **OPENAI,
            "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": STRICT, "strict": True}},
        },
    ],
)
def test_openai_takes_what_it_takes(request_: dict[str, Any]) -> None:
    """Everything that its reference allows."""
    assert openai_chat_rules.wrong(request_) is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"temprature": 1}, "Unrecognized request argument supplied: temprature"),
        ({"temperature": 3}, "'temperature'"),
        ({"stream": "yes"}, "'stream'"),
        ({"messages": []}, "'messages'"),
        ({"model": ""}, "'model'"),
        ({"stream_options": {"include_usage": True}}, "only allowed when 'stream' is enabled"),
        ({"max_tokens": 0}, "'max_tokens'"),
        ({"max_tokens": 5, "max_completion_tokens": 5}, "at the same time"),
        ({"messages": [{"role": "caller", "content": "x"}]}, "'caller'"),
        ({"messages": [{"role": "user"}]}, "content"),
        ({"messages": [{"role": "assistant", "content": None}]}, "content"),
        ({"messages": [{"role": "system", "content": [{"type": "image_url"}]}]}, "image_url"),
        ({"messages": [HELLO, {"role": "tool", "tool_call_id": "c1", "content": "x"}]}, "must be a response"),
        ({"messages": [{"role": "assistant", "tool_calls": [CALL]}, HELLO]}, "did not have response messages: c1"),
        ({"messages": [{"role": "assistant", "tool_calls": [CALL]}]}, "did not have response messages: c1"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"id": "c1"}]}]}, "has an 'id'"),
        ({"messages": [{"role": "user", "content": "x", "tool_calls": [CALL]}]}, "tool_calls"),
        ({"tools": []}, "too short"),
        ({"tools": [TOOL]}, "'function'"),
        ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "Invalid name"),
        ({"tools": [{"type": "function", "function": {"name": "a", "parameters": {"type": "array"}}}]}, "type object"),
        (
            {"tools": [{"type": "function", "function": {**LOOK, "strict": True}}]},
            "additionalProperties",
        ),
        ({"tool_choice": "auto"}, "only allowed when 'tools'"),
        ({"parallel_tool_calls": True}, "only allowed when 'tools'"),
        ({"tools": [FUNCTION], "tool_choice": "always"}, "Supported values"),
        ({"tools": [FUNCTION], "tool_choice": {"type": "function", "function": {"name": "x"}}}, "not found"),
        ({"response_format": {"type": "xml"}}, "'response_format'"),
        ({"response_format": {"type": "json_object"}}, "the word 'json'"),
        ({"response_format": {"type": "json_schema", "json_schema": {"schema": STRICT}}}, "name"),
        (
            {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}, "strict": True}}},
            "type object",
        ),
    ],
)
def test_openai_refuses_what_it_refuses(more: dict[str, Any], why: str) -> None:
    """With the reason."""
    found = openai_chat_rules.wrong({**OPENAI, **more})
    assert found is not None
    assert why in f"{found.says} {found.param}"


@pytest.mark.parametrize(
    "request_",
    [
        ANTHROPIC,
        {**ANTHROPIC, "stream": True, "system": "Be short.", "temperature": 1, "stop_sequences": ["x"]},
        {**ANTHROPIC, "messages": [HELLO, {"role": "assistant", "content": "He"}]},
        {**ANTHROPIC, "tools": [TOOL], "tool_choice": {"type": "tool", "name": "look"}},
        {
            **ANTHROPIC,
            "messages": [
                HELLO,
                {"role": "assistant", "content": [{"type": "text", "text": "Let me see."}, USE]},
                {"role": "user", "content": [RESULT, {"type": "text", "text": "And?"}]},
            ],
        },
    ],
)
def test_anthropic_takes_what_it_takes(request_: dict[str, Any]) -> None:
    """Everything that its reference allows."""
    assert anthropic_rules.wrong(request_) is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"max_tokens": 0}, "max_tokens"),
        ({"temprature": 1}, "temprature: Extra inputs are not permitted"),
        ({"temperature": 1.5}, "temperature"),
        ({"messages": []}, "at least one message"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "first message"),
        ({"messages": [{"role": "system", "content": "x"}]}, "'system' is a parameter"),
        ({"messages": [{"role": "user", "content": ""}]}, "non-empty"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": " "}]}]}, "non-whitespace"),
        ({"messages": [{"role": "user", "content": [USE]}]}, "not allowed for the role 'user'"),
        ({"messages": [HELLO, {"role": "assistant", "content": [{**USE, "input": "{}"}]}]}, "an input"),
        ({"messages": [HELLO, {"role": "assistant", "content": [USE]}]}, "immediately after: t1"),
        ({"messages": [HELLO, {"role": "assistant", "content": [USE]}, HELLO]}, "immediately after: t1"),
        ({"messages": [{"role": "user", "content": [RESULT]}]}, "unexpected `tool_use_id`"),
        (
            {
                "messages": [
                    HELLO,
                    {"role": "assistant", "content": [USE]},
                    {"role": "user", "content": [{"type": "text", "text": "x"}, RESULT]},
                ]
            },
            "must come first",
        ),
        ({"tools": [{"name": "a b", "input_schema": {"type": "object"}}]}, "match pattern"),
        ({"tools": [{"name": "a"}]}, "input_schema"),
        ({"tools": [TOOL, TOOL]}, "unique"),
        ({"tool_choice": {"type": "any"}}, "while providing tools"),
        ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "x"}}, "not found"),
        ({"tools": [TOOL], "tool_choice": {"type": "x"}}, "one of"),
    ],
)
def test_anthropic_refuses_what_it_refuses(more: dict[str, Any], why: str) -> None:
    """With the reason."""
    assert why in (anthropic_rules.wrong({**ANTHROPIC, **more}) or "")


@pytest.mark.parametrize("missing", ["model", "messages", "max_tokens"])
def test_what_is_needed_must_be_there(missing: str) -> None:
    """Anthropic wants a limit of the answer, OpenAI does not."""
    request = {name: value for name, value in ANTHROPIC.items() if name != missing}
    assert anthropic_rules.wrong(request) == f"{missing}: Field required"
