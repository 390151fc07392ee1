"""The stand-in for Anthropic, asked by Anthropic's own client and by LangChain's."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import httpx2
import pytest
from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessageChunk
from langchain_core.messages.ai import add_ai_message_chunks
from pydantic import SecretStr

from agent.fakes.anthropic import AnthropicFake
from agent.fakes.chat_script import Answer, Call, Tokens, refuse, text
from agent.fakes.faults import Fault
from agent.fakes.running import open_fakes
from tests.support.clients import web_client
from tests.support.models import ANTHROPIC_KEY, anthropic_service

ASK: list[Any] = [{"role": "user", "content": "Hello?"}]
LOOK: Any = {
    "name": "look",
    "input_schema": {"type": "object", "required": ["at"], "properties": {"at": {"type": "string"}}},
}


@pytest.fixture
async def fake() -> AsyncIterator[AnthropicFake]:
    """The stand-in."""
    async with anthropic_service() as running:
        yield running


@pytest.fixture
async def client(fake: AnthropicFake) -> AsyncIterator[anthropic.AsyncAnthropic]:
    """Anthropic's own client, led there by its own settings."""
    told = fake.settings()
    key, url = told["ANTHROPIC_API_KEY"], told["ANTHROPIC_BASE_URL"]
    async with anthropic.AsyncAnthropic(api_key=key, base_url=url, max_retries=0) as opened:
        yield opened


async def whole(client: anthropic.AsyncAnthropic, **more: Any) -> anthropic.types.Message:
    """An answer that is not streamed."""
    found = await client.messages.create(**{"model": "m", "max_tokens": 99, "messages": ASK, **more})
    assert isinstance(found, anthropic.types.Message)
    return found


async def events(client: anthropic.AsyncAnthropic, **more: Any) -> list[Any]:
    """Everything that is streamed."""
    stream = await client.messages.create(model="m", max_tokens=99, messages=ASK, stream=True, **more)
    return [event async for event in stream]


async def test_it_is_one_of_the_stand_ins() -> None:
    """By its name, with its settings."""
    async with open_fakes(["anthropic"], key="k") as fakes:
        assert isinstance(fakes["anthropic"], AnthropicFake)
        assert fakes.settings == {"ANTHROPIC_BASE_URL": fakes["anthropic"].url, "ANTHROPIC_API_KEY": "k"}


async def test_without_a_script_it_is_polite(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """A short sentence; a tool that has to be used gets the smallest arguments that fit."""
    said = await whole(client)
    assert [block.text for block in said.content if block.type == "text"] == [
        "Thank you for calling. How can I help you?"
    ]
    assert said.stop_reason == "end_turn"
    used = await whole(client, tools=[LOOK], tool_choice={"type": "any"})
    assert [(block.name, block.input) for block in used.content if block.type == "tool_use"] == [("look", {"at": ""})]
    assert used.stop_reason == "tool_use"
    assert not fake.refused


async def test_a_stream_has_its_events_in_order(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """Blocks one after another: the text, then each tool."""
    calls = (Call("look", '{"at": "x"}'), Call("look", '{"at": "y"}'))
    fake.chat.then(Answer(("Let ", "me see."), calls, tokens=Tokens(10, 7, 4)))
    found = await events(client, tools=[LOOK])
    text_block = ["content_block_start", "content_block_delta", "content_block_delta", "content_block_stop"]
    assert [event.type for event in found] == [
        "message_start",
        *text_block * 3,
        "message_delta",
        "message_stop",
    ]
    assert (found[-2].usage.input_tokens, found[-2].usage.cache_read_input_tokens) == (6, 4)
    assert (found[-2].usage.output_tokens, found[-2].delta.stop_reason) == (7, "tool_use")
    async with client.messages.stream(model="m", max_tokens=99, messages=ASK, tools=[LOOK]) as stream:
        message = await stream.get_final_message()
    assert [block.input for block in message.content if block.type == "tool_use"] == [{"at": "x"}, {"at": "y"}]


async def test_an_answer_is_no_longer_than_it_may_be(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """The reason of its end says so."""
    fake.chat.then(text("abcdefgh", "ijkl"))
    assert (await whole(client, max_tokens=1)).stop_reason == "max_tokens"


@pytest.mark.parametrize("header", ["x-api-key", "Authorization"])
async def test_both_ways_of_bringing_a_key_are_taken(fake: AnthropicFake, header: str) -> None:
    """With the right key and with a version."""
    request = {"model": "m", "max_tokens": 9, "messages": ASK}

    async def ask(key: str, **headers: str) -> int:
        brought = {header: f"Bearer {key}" if header == "Authorization" else key, **headers}
        async with web_client() as bare:
            return (await bare.post(f"{fake.url}/v1/messages", json=request, headers=brought)).status_code

    version = {"anthropic-version": "2023-06-01"}
    assert await ask(ANTHROPIC_KEY, **version) == 200
    assert await ask("sk-wrong", **version) == 401
    assert await ask(ANTHROPIC_KEY) == 400
    assert len(fake.refused) == 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (404, "not_found_error"),
        (429, "rate_limit_error"),
        (529, "overloaded_error"),
    ],
)
async def test_a_status_has_its_type(
    fake: AnthropicFake, client: anthropic.AsyncAnthropic, status: int, kind: str
) -> None:
    """Told to by the script, or as a trouble."""
    fake.chat.then(refuse(status, retry_after_s=1))
    fake.troubles.add(Fault("refuse", status=status))
    for _ in range(2):
        with pytest.raises(anthropic.APIStatusError) as refused:
            await whole(client)
        assert refused.value.status_code == status
        assert isinstance(refused.value.body, dict)
        assert refused.value.body["error"]["type"] == kind
    assert refused.value.response.headers["retry-after"] == "1"


async def test_a_request_out_of_order_is_refused(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """As everything that the rules do not allow."""
    with pytest.raises(anthropic.BadRequestError, match="first message"):
        await whole(client, messages=[{"role": "assistant", "content": "x"}])
    assert not fake.chat.asked


async def test_a_model_that_there_is_not_is_refused(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """When it was told which there are."""
    fake.chat.models = frozenset({"claude-haiku-4-5"})
    with pytest.raises(anthropic.NotFoundError):
        await whole(client)
    await whole(client, model="claude-haiku-4-5")


@pytest.mark.parametrize(("cut", "kind"), [("drop", httpx2.TransportError), ("error", anthropic.APIStatusError)])
async def test_a_stream_is_cut_as_the_script_says(
    fake: AnthropicFake, client: anthropic.AsyncAnthropic, cut: Any, kind: type[Exception]
) -> None:
    """After so many parts."""
    fake.chat.then(Answer(("One. ", "Two."), cut_after=1, cut=cut))
    stream = await client.messages.create(model="m", max_tokens=99, messages=ASK, stream=True)
    assert [(await anext(stream)).type for _ in range(3)][-1] == "content_block_delta"
    with pytest.raises(kind):
        await anext(stream)


async def test_a_clean_end_has_no_reason(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """Whoever reads must look for it."""
    fake.chat.then(Answer(("One. ", "Two."), cut_after=1, cut="clean", keep_alives=2))
    assert "message_delta" not in [event.type for event in await events(client)]


async def test_a_client_that_leaves_is_noticed(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """Before an answer too."""
    fake.chat.then(Answer(("x",), stall_after=0))
    asking = asyncio.create_task(whole(client))
    await fake.until(lambda: len(fake.chat.asked) == 1)
    asking.cancel()
    await asyncio.wait([asking])
    await fake.until(lambda: fake.chat.left == 1)


async def test_langchain_reads_it(fake: AnthropicFake) -> None:
    """Text, tools and use, as from the vendor."""
    model = ChatAnthropic(
        model_name="m", base_url=fake.url, api_key=SecretStr(ANTHROPIC_KEY), max_retries=0, timeout=5, stop=None
    )
    fake.chat.then(Answer(("Let me see.",), (Call("look", '{"at": "x"}'),), tokens=Tokens(10, 7, 4)))
    found: list[Any] = [chunk async for chunk in model.bind_tools([LOOK]).astream("Hello?")]
    whole = add_ai_message_chunks(AIMessageChunk(content=""), *found)
    assert (whole.text, whole.tool_calls[0]["args"]) == ("Let me see.", {"at": "x"})
    assert whole.usage_metadata
    assert (whole.usage_metadata["input_tokens"], whole.usage_metadata["output_tokens"]) == (10, 7)
    assert not fake.refused
    await model._async_client.close()


async def test_tokens_are_counted_and_models_listed(fake: AnthropicFake, client: anthropic.AsyncAnthropic) -> None:
    """As the client asks for them; a model that there is not is not found."""
    counted = await client.messages.count_tokens(model="m", messages=ASK, tools=[LOOK])
    assert counted.input_tokens > 0
    fake.chat.models = frozenset({"one", "two"})
    assert [model.id async for model in client.models.list()] == ["one", "two"]
    assert (await client.models.retrieve("one")).id == "one"
    with pytest.raises(anthropic.NotFoundError):
        await client.models.retrieve("three")


async def test_an_object_of_a_schema_is_the_smallest_that_fits(client: anthropic.AsyncAnthropic) -> None:
    """Where the answer is to have a form, it has it."""
    schema = {**LOOK["input_schema"], "additionalProperties": False}
    made = await whole(client, output_config={"format": {"type": "json_schema", "schema": schema}})
    (block,) = made.content
    assert isinstance(block, anthropic.types.TextBlock)
    assert json.loads(block.text) == {"at": ""}


async def test_answers_can_be_told_apart(client: anthropic.AsyncAnthropic) -> None:
    """Every answer has an id of its own; a refusal tells the request's in its body and in its header."""
    assert len({(await whole(client)).id for _ in range(2)}) == 2
    assert (await whole(client))._request_id
    with pytest.raises(anthropic.BadRequestError) as refused:
        await whole(client, messages=[])
    assert isinstance(refused.value.body, dict)
    assert refused.value.request_id == refused.value.body["request_id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"thinking": {"type": "enabled", "budget_tokens": 5}},
        {"thinking": {"type": "enabled", "budget_tokens": 2048}},
        {"stop_sequences": [1]},
        {"output_config": {"format": {"type": "xml"}}},
    ],
)
async def test_settings_that_cannot_be_are_refused(client: anthropic.AsyncAnthropic, wrong: dict[str, Any]) -> None:
    """Too little thought, more thought than answer, ends that are no words, forms that are none."""
    with pytest.raises(anthropic.BadRequestError):
        await whole(client, **wrong)
