"""The stand-in's chat completions, asked by OpenAI's own client and by LangChain's."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import openai
import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import add_ai_message_chunks
from langchain_openai import ChatOpenAI
from openai.types.chat import ChatCompletionMessageFunctionToolCall
from pydantic import BaseModel, SecretStr

from agent.fakes.chat_script import Answer, Call, Tokens, refuse, text, use
from agent.fakes.faults import Fault
from agent.fakes.openai import OpenAIFake
from tests.support.clients import web_client
from tests.support.models import OPENAI_KEY, openai_service

ASK: list[Any] = [{"role": "user", "content": "Hello?"}]
LOOK: list[Any] = [
    {
        "type": "function",
        "function": {
            "name": "look",
            "parameters": {"type": "object", "required": ["at"], "properties": {"at": {"type": "string"}}},
        },
    }
]


class Greeting(BaseModel):
    """What is asked for."""

    word: str
    times: int


@pytest.fixture
async def fake() -> AsyncIterator[OpenAIFake]:
    """The stand-in."""
    async with openai_service() as running:
        yield running


@pytest.fixture
async def client(fake: OpenAIFake) -> AsyncIterator[openai.AsyncOpenAI]:
    """OpenAI's own client, led there by its own settings."""
    told = fake.settings()
    key, url = told["OPENAI_API_KEY"], told["OPENAI_BASE_URL"]
    async with openai.AsyncOpenAI(api_key=key, base_url=url, max_retries=0) as opened:
        yield opened


async def chunks(client: openai.AsyncOpenAI, **more: Any) -> list[Any]:
    """Everything that is streamed."""
    stream = await client.chat.completions.create(model="m", messages=ASK, stream=True, **more)
    return [chunk async for chunk in stream]


async def test_without_a_script_it_is_polite(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """A short sentence, whole or in pieces, and the use of it."""
    whole = await client.chat.completions.create(model="m", messages=ASK)
    assert whole.choices[0].finish_reason == "stop"
    assert whole.choices[0].message.content == "Thank you for calling. How can I help you?"
    assert whole.usage
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens > 5
    found = await chunks(client)
    pieces = [chunk.choices[0].delta.content for chunk in found if chunk.choices[0].delta.content]
    assert len(pieces) > 1
    assert "".join(pieces) == whole.choices[0].message.content
    assert not fake.refused


async def test_an_object_is_the_smallest_that_fits(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """Asked for by a schema, or by a tool that has to be used."""
    parsed = await client.chat.completions.parse(model="m", messages=ASK, response_format=Greeting)
    assert parsed.choices[0].message.parsed == Greeting(word="", times=0)
    used = await client.chat.completions.create(model="m", messages=ASK, tools=LOOK, tool_choice="required")
    assert used.choices[0].message.tool_calls
    (call,) = used.choices[0].message.tool_calls
    assert isinstance(call, ChatCompletionMessageFunctionToolCall)
    assert (call.function.name, json.loads(call.function.arguments)) == ("look", {"at": ""})
    assert used.choices[0].finish_reason == "tool_calls"
    assert not fake.refused


async def test_use_is_told_only_when_it_is_asked_for(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """In a chunk of its own, without choices, after the end."""
    fake.chat.then(Answer(("Yes.",), tokens=Tokens(10, 3, 4)))
    assert all(chunk.usage is None for chunk in await chunks(client))
    found = await chunks(client, stream_options={"include_usage": True})
    assert found[-1].choices == []
    assert (found[-1].usage.prompt_tokens, found[-1].usage.prompt_tokens_details.cached_tokens) == (10, 4)
    assert found[-2].choices[0].finish_reason == "stop"


async def test_parallel_tools_come_in_fragments(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """The first delta of a call has its name, those that follow only its place."""
    fake.chat.then(Answer((), (Call("look", '{"at": "x"}'), Call("look", '{"at": "y"}', "mine"))))
    deltas = [chunk.choices[0].delta.tool_calls for chunk in await chunks(client, tools=LOOK)]
    calls = [call for each in deltas for call in each or ()]
    assert [call.id for call in calls] == ["call_0", None, None, "mine", None, None]
    written = ["".join(call.function.arguments for call in calls if call.index == place) for place in (0, 1)]
    assert [json.loads(each) for each in written] == [{"at": "x"}, {"at": "y"}]


async def test_an_answer_is_no_longer_than_it_may_be(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """The reason of its end says so."""
    fake.chat.then(text("abcdefgh", "ijkl"))
    whole = await client.chat.completions.create(model="m", messages=ASK, max_tokens=1)
    assert (whole.choices[0].message.content, whole.choices[0].finish_reason) == ("abcd", "length")


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (refuse(400), openai.BadRequestError, None),
        (refuse(401), openai.AuthenticationError, "invalid_api_key"),
        (refuse(404), openai.NotFoundError, "model_not_found"),
        (refuse(429), openai.RateLimitError, "rate_limit_exceeded"),
        (refuse(429, code="insufficient_quota"), openai.RateLimitError, "insufficient_quota"),
        (refuse(503), openai.InternalServerError, None),
    ],
)
async def test_a_status_is_what_the_client_makes_of_it(
    fake: OpenAIFake, client: openai.AsyncOpenAI, answer: Answer, kind: type[openai.APIStatusError], code: str | None
) -> None:
    """With the vendor's own codes."""
    fake.chat.then(answer)
    with pytest.raises(kind) as refused:
        await client.chat.completions.create(model="m", messages=ASK)
    assert refused.value.code == code


async def test_a_wrong_key_is_refused(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """And none at all; nothing is answered."""
    with pytest.raises(openai.AuthenticationError):
        await client.with_options(api_key="sk-wrong").chat.completions.create(model="m", messages=ASK)
    async with web_client() as bare:
        answer = await bare.post(f"{fake.url}/v1/chat/completions", json={"model": "m", "messages": ASK})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert len(fake.refused) == 2
    assert not fake.chat.asked


async def test_a_request_out_of_order_is_refused(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """As everything that the rules do not allow; the parameter is named. Also what is no JSON."""
    with pytest.raises(openai.BadRequestError) as refused:
        await client.chat.completions.create(model="m", messages=ASK, temperature=7)
    assert refused.value.param == "temperature"
    async with web_client(headers={"Authorization": f"Bearer {OPENAI_KEY}"}) as bare:
        answer = await bare.post(f"{fake.url}/v1/chat/completions", content=b"{")
    assert answer.status_code == 400
    assert not fake.chat.asked


async def test_a_model_that_there_is_not_is_refused(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """When it was told which there are."""
    fake.chat.models = frozenset({"gpt-4o-mini"})
    with pytest.raises(openai.NotFoundError) as refused:
        await client.chat.completions.create(model="gpt-9", messages=ASK)
    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
    await client.chat.completions.create(model="gpt-4o-mini", messages=ASK)


async def test_a_retry_is_made_when_it_is_told_to(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """The client waits for as long as the refusal says."""
    fake.chat.then(refuse(429, retry_after_s=0.01), text("Yes."))
    whole = await client.with_options(max_retries=1).chat.completions.create(model="m", messages=ASK)
    assert whole.choices[0].message.content == "Yes."


@pytest.mark.parametrize(("cut", "kind"), [("drop", openai.APIConnectionError), ("error", openai.APIError)])
async def test_a_stream_is_cut_as_the_script_says(
    fake: OpenAIFake, client: openai.AsyncOpenAI, cut: Any, kind: type[Exception]
) -> None:
    """After so many parts."""
    fake.chat.then(Answer(("One. ", "Two."), cut_after=1, cut=cut))
    stream = await client.chat.completions.create(model="m", messages=ASK, stream=True)
    assert (await anext(stream)).choices[0].delta.role == "assistant"
    assert (await anext(stream)).choices[0].delta.content == "One. "
    with pytest.raises(kind):
        await anext(stream)


async def test_a_clean_end_has_no_reason(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """The client takes it for an end: whoever reads must look for the reason."""
    fake.chat.then(Answer(("One. ", "Two."), cut_after=1, cut="clean"))
    assert [chunk.choices[0].finish_reason for chunk in await chunks(client)] == [None, None]


async def test_the_troubles_of_all_stand_ins_befall_it_too(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """A refusal in its own words, and a cut between two chunks."""
    fake.troubles.add(Fault("refuse", status=429), Fault("cut", after=2))
    with pytest.raises(openai.RateLimitError) as refused:
        await chunks(client)
    assert refused.value.code == "rate_limit_exceeded"
    stream = await client.chat.completions.create(model="m", messages=ASK, stream=True)
    assert [(await anext(stream)).choices[0].delta.content for _ in range(2)] == ["", "Thank you for calling. "]
    with pytest.raises(openai.APIConnectionError):
        await anext(stream)


async def test_signs_of_life_are_no_words(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """The client does not see them."""
    fake.chat.then(Answer(("a", "b"), keep_alives=3))
    assert len(await chunks(client)) == len([*"ab"]) + 2


async def test_a_client_that_leaves_is_noticed(fake: OpenAIFake, client: openai.AsyncOpenAI) -> None:
    """Before an answer, and in the middle of one; each piece may wait for the test."""
    gate = asyncio.Semaphore(0)
    fake.chat.then(Answer(("x",), stall_after=0), Answer(("One.", "Two."), gate=gate))
    asking = asyncio.create_task(client.chat.completions.create(model="m", messages=ASK))
    await fake.until(lambda: len(fake.chat.asked) == 1)
    asking.cancel()
    await asyncio.wait([asking])
    await fake.until(lambda: fake.chat.left == 1)
    stream = await client.chat.completions.create(model="m", messages=ASK, stream=True)
    await anext(stream)
    gate.release()
    assert (await anext(stream)).choices[0].delta.content == "One."
    await stream.close()
    await fake.until(lambda: fake.chat.left == 2)


async def test_langchain_reads_it(fake: OpenAIFake) -> None:
    """Text, tools, objects and use, as from the vendor."""
    url = fake.settings()["OPENAI_BASE_URL"]
    http = openai.DefaultAsyncHttpxClient()
    model = ChatOpenAI(
        model="m", base_url=url, api_key=SecretStr(OPENAI_KEY), max_retries=0, stream_usage=True, http_async_client=http
    )
    fake.chat.then(use("look", {"at": "x"}, "Let me see."))
    found: list[Any] = [chunk async for chunk in model.bind_tools(LOOK).astream("Hello?")]
    whole = add_ai_message_chunks(AIMessageChunk(content=""), *found)
    assert (whole.text, whole.tool_calls[0]["args"]) == ("Let me see.", {"at": "x"})
    assert whole.usage_metadata
    fake.chat.then()
    assert await model.with_structured_output(Greeting).ainvoke("Hello?") == Greeting(word="", times=0)
    assert not fake.refused
    await http.aclose()


async def test_several_answers_may_be_asked_for(client: openai.AsyncOpenAI) -> None:
    """Each has its index, whole and streamed."""
    whole = await client.chat.completions.create(model="m", messages=ASK, n=2)
    assert [choice.index for choice in whole.choices] == [0, 1]
    streamed = [choice for chunk in await chunks(client, n=2) for choice in chunk.choices]
    for index in (0, 1):
        ours = [choice for choice in streamed if choice.index == index]
        assert "".join(choice.delta.content or "" for choice in ours) == whole.choices[index].message.content
        assert ours[-1].finish_reason == "stop"


async def test_answers_can_be_told_apart(client: openai.AsyncOpenAI) -> None:
    """Every answer has an id of its own, and so has every request, also one that is refused."""
    made = [await client.chat.completions.create(model="m", messages=ASK) for _ in range(2)]
    with pytest.raises(openai.BadRequestError) as refused:
        await client.chat.completions.create(model="m", messages=ASK, temperature=3)
    assert len({each.id for each in made}) == 2
    ids = {*(each._request_id for each in made), refused.value.request_id}
    assert len(ids) == 3
    assert None not in ids


async def test_how_likely_each_word_was_is_told_when_asked(client: openai.AsyncOpenAI) -> None:
    """And is refused where only others were asked for."""
    made = await client.chat.completions.create(model="m", messages=ASK, logprobs=True)
    told = made.choices[0].logprobs
    assert told is not None
    assert "".join(each.token for each in told.content or ()) == made.choices[0].message.content
    with pytest.raises(openai.BadRequestError) as refused:
        await client.chat.completions.create(model="m", messages=ASK, top_logprobs=2)
    assert refused.value.param == "top_logprobs"


@pytest.mark.parametrize(("mode", "reason"), [("auto", "stop"), ("required", "tool_calls")])
async def test_the_model_may_choose_among_some_tools(client: openai.AsyncOpenAI, mode: Any, reason: str) -> None:
    """`allowed_tools` is one of the choices; the tools must be there."""
    choice: Any = {"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": [_named(LOOK[0])]}}
    made = await client.chat.completions.create(model="m", messages=ASK, tools=LOOK, tool_choice=choice)
    assert made.choices[0].finish_reason == reason
    choice["allowed_tools"]["tools"] = [{"type": "function", "function": {"name": "nobody"}}]
    with pytest.raises(openai.BadRequestError):
        await client.chat.completions.create(model="m", messages=ASK, tools=LOOK, tool_choice=choice)


async def test_there_are_at_most_four_ends(client: openai.AsyncOpenAI) -> None:
    """Four words at which to stop are taken, five are not."""
    await client.chat.completions.create(model="m", messages=ASK, stop=["a", "b", "c", "d"])
    with pytest.raises(openai.BadRequestError):
        await client.chat.completions.create(model="m", messages=ASK, stop=["a", "b", "c", "d", "e"])


def _named(tool: Any) -> Any:
    return {"type": "function", "function": {"name": tool["function"]["name"]}}
