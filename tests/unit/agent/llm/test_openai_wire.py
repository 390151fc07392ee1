"""What is said to a server of chat completions, and how what it says is read."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.llm import openai_wire as wire
from graphs.ports import Message, Tool, ToolCall

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choices", "delta", "content", "tool_calls", "function", "index", "id", "usage", "error"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def event(delta: Any, **more: Any) -> bytes:
    """One event with this delta."""
    return json.dumps({"choices": [{"index": 0, "delta": delta, **more}]}).encode()


def fragment(arguments: str | None, **more: Any) -> dict[str, Any]:
    """A part of a tool that is wanted."""
    name = {"name": more.pop("name")} if "name" in more else {}
    return {**more, "function": {**name, "arguments": arguments}}


def heard(*events: bytes) -> tuple[str, wire.Streamed]:
    """The text of these events, and what else they told."""
    told = wire.Streamed()
    return "".join(told.hear(each) for each in events), told


def test_a_request_says_what_each_message_is() -> None:
    """Tools that were wanted stand with their arguments in JSON; what they answered names its call."""
    call = ToolCall("c1", "look", {"at": "é"})
    messages = [Message("system", "S"), Message("assistant", "", (call,)), Message("tool", "fine", answers="c1")]
    asked = json.loads(wire.streamed("m", messages, [Tool("look", "Looks.", {"type": "object"})]))
    wanted = {"id": "c1", "type": "function", "function": {"name": "look", "arguments": '{"at": "é"}'}}
    assert asked == {
        "model": "m",
        "stream": True,
        "stream_options": {"include_usage": True},
        "messages": [
            {"role": "system", "content": "S"},
            {"role": "assistant", "content": None, "tool_calls": [wanted]},
            {"role": "tool", "content": "fine", "tool_call_id": "c1"},
        ],
        "tools": [
            {
                "type": "function",
                "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object"}},
            }
        ],
    }


def test_tools_are_put_together_out_of_fragments() -> None:
    """By their place; what was written of them is told for the bill, and is no text."""
    said, told = heard(
        event({"role": "assistant", "content": "Let me "}),
        event({"content": "see."}),
        event(
            {"tool_calls": [fragment("", index=0, id="a", name="look"), fragment("{}", index=1, id="b", name="see")]}
        ),
        event({"tool_calls": [fragment('{"at": 1', index=0)]}),
        event({"tool_calls": [fragment("}", index=0)]}),
        event({}, finish_reason="tool_calls"),
    )
    assert (said, told.reason) == ("Let me see.", "tool_calls")
    assert told.calls() == [ToolCall("a", "look", {"at": 1}), ToolCall("b", "see", {})]


def test_what_was_written_and_is_no_text_is_told_once() -> None:
    """With the event in which it came."""
    told = wire.Streamed()
    told.hear(event({"tool_calls": [fragment('{"a": 1}', index=0, name="x")]}))
    assert told.unseen == '{"a": 1}'
    told.hear(event({"content": "x"}))
    assert told.unseen == ""


def test_servers_that_count_every_tool_as_the_first_are_understood() -> None:
    """The ids tell them apart; those without an index come whole, one after the other."""
    _, told = heard(
        event({"tool_calls": [fragment('{"a": 1}', index=0, id="x", name="look")]}),
        event({"tool_calls": [fragment('{"a": 2}', index=0, id="y", name="look")]}),
        event({"tool_calls": [fragment(None, id="z", name="look")]}),
    )
    assert told.calls() == [ToolCall("x", "look", {"a": 1}), ToolCall("y", "look", {"a": 2}), ToolCall("z", "look", {})]


@pytest.mark.parametrize("arguments", ['{"at": "the li', "[1]", "null", "soon"])
def test_a_tool_with_half_of_its_arguments_is_not_run(arguments: str) -> None:
    """Nor are those beside it."""
    _, told = heard(event({"tool_calls": [fragment(arguments, index=0, id="x", name="look")]}))
    assert told.calls() is None


def test_the_last_usage_counts() -> None:
    """Some servers tell it with every event, each time the whole."""
    usage = {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 5}}
    events = [json.dumps({"choices": [], "usage": {**usage, "completion_tokens": count}}).encode() for count in (1, 4)]
    assert heard(*events, event({"content": "x"}))[1].usage == wire.Usage(9, 5, 4)
    assert wire.usage_of({"usage": None}) is None
    assert wire.usage_of({"usage": {"prompt_tokens": 1}}) == wire.Usage(1, None, None)


def test_a_text_in_parts_is_one_text() -> None:
    """Thoughts and other parts are not said."""
    parts = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Yes"}, {"type": "text", "text": "."}]
    assert heard(event({"content": parts}))[0] == "Yes."


def test_the_object_is_read_out_of_the_first_choice() -> None:
    """And nothing else is one."""
    answer = wire.object_of(b'{"choices": [{"message": {"content": "{\\"a\\": 1}"}}]}')
    assert wire.content_of(answer) == {"a": 1}
    message = {"message": {"content": 5}}
    wrongs: list[dict[str, Any]] = [{}, {"choices": None}, {"choices": [{}]}, {"choices": [message]}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r".+"):
            wire.content_of(wrong)


@pytest.mark.parametrize("body", ['{"error": {"code": "x"}}', '{"error": "no", "choices": []}'])
def test_an_error_in_a_stream_is_told_as_one(body: str) -> None:
    """Its words are kept for whoever looks for a code, and are in no message."""
    for read in (wire.object_of, wire.Streamed().hear):
        with pytest.raises(wire.Told) as told:
            read(body.encode())
        assert (str(told.value), told.value.body) == ("", json.loads(body)["error"])


@given(JSON)
def test_whatever_comes_is_read_or_refused(body: Any) -> None:
    """Nothing but the two errors that the client knows is raised, in a stream and out of one."""
    said = json.dumps(body).encode()
    told = wire.Streamed()
    for read in (told.hear, lambda each: wire.content_of(wire.object_of(each))):
        with suppress(ValueError, wire.Told):
            read(said)
    assert told.calls() is None or isinstance(told.calls(), list)


def test_the_tools_of_one_answer_are_bounded() -> None:
    """A server that goes on and on is not listened to."""
    calls = [fragment("{}", index=number, name="x") for number in range(wire.MOST_CALLS + 1)]
    with pytest.raises(ValueError, match="More tools"):
        heard(event({"tool_calls": calls}))
