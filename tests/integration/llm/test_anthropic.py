"""The real client of langchain-anthropic against the stand-in for Anthropic."""

from collections.abc import AsyncIterator

import pytest

from agent.fakes.anthropic import AnthropicFake
from agent.fakes.chat_script import Answer, Call, Cut, refuse, text, use
from agent.llm import SteadyModel
from graphs.ports import Message, ModelFailure, ToolCall
from tests.support.models import ASK, LOOK, SCHEMA, anthropic_service, settings, streamed, warm_model


@pytest.fixture
async def service() -> AsyncIterator[AnthropicFake]:
    """The server."""
    async with anthropic_service() as running:
        yield running


@pytest.fixture
async def model(service: AnthropicFake) -> AsyncIterator[SteadyModel]:
    """A model at that server, warm."""
    async with warm_model(settings(service)) as opened:
        service.chat.asked.clear()
        yield opened


async def test_an_object_is_the_argument_of_a_tool(service: AnthropicFake, model: SteadyModel) -> None:
    """The model has to use it."""
    service.chat.then(use("greeting", {"word": "hello"}))
    assert await model.structured(ASK, SCHEMA, name="greeting") == {"word": "hello"}
    (request,) = service.chat.asked
    assert request["tool_choice"] == {"type": "tool", "name": "greeting"}
    assert request["tools"][0]["input_schema"] == SCHEMA
    assert request["system"] == "Be short."
    assert not service.refused


async def test_text_and_tools_are_streamed(service: AnthropicFake, model: SteadyModel) -> None:
    """Text in pieces, tools whole; the results go back in the next request."""
    calls = (Call("look", '{"at": "x"}', "tu1"), Call("look", '{"at": "y"}', "tu2"))
    service.chat.then(Answer(("Let me ", "see."), calls))
    found = await streamed(model, ASK, LOOK)
    assert found[:2] == ["Let me ", "see."]
    wanted = tuple(each for each in found if isinstance(each, ToolCall))
    assert wanted == (ToolCall("tu1", "look", {"at": "x"}), ToolCall("tu2", "look", {"at": "y"}))
    service.chat.then(text("Fine."))
    results = (Message("tool", "good", answers="tu1"), Message("tool", "bad", answers="tu2"))
    answered = (*ASK, Message("assistant", "Let me see.", wanted), *results)
    assert await streamed(model, answered, LOOK) == ["Fine."]
    assert [block["tool_use_id"] for block in service.chat.asked[-1]["messages"][-1]["content"]] == ["tu1", "tu2"]
    assert not service.refused


@pytest.mark.parametrize(
    ("answer", "told", "fault"),
    [
        (refuse(401), "ANTHROPIC_API_KEY", "key"),
        (refuse(402), "402", "quota"),
        (refuse(404), "404", "model"),
        (refuse(429), "429", "busy"),
        (refuse(529), "529", "broken"),
        (text("no tool"), "anthropic:test", "broken"),
        (Answer(raw=b"<html>no</html>"), "anthropic:test", "broken"),
        (Answer(("x",), cut_after=0), "anthropic:test", "broken"),
    ],
)
async def test_a_broken_answer_is_one_named_failure(
    service: AnthropicFake, model: SteadyModel, answer: Answer, told: str, fault: str
) -> None:
    """As with every provider."""
    service.chat.then(answer)
    with pytest.raises(ModelFailure, match=told) as failure:
        await model.structured(ASK, SCHEMA)
    assert failure.value.fault == fault
    assert len(service.chat.asked) == 1


@pytest.mark.parametrize(("cut", "fault"), [("drop", "broken"), ("clean", "broken"), ("error", "broken")])
async def test_a_stream_that_breaks_off_says_so(
    service: AnthropicFake, model: SteadyModel, cut: Cut, fault: str
) -> None:
    """An end without a reason is a break, and so is an error in the stream."""
    service.chat.then(Answer(("One. ", "Two."), cut_after=1, cut=cut))
    stream = model.stream(ASK)
    assert await anext(stream) == "One. "
    with pytest.raises(ModelFailure) as failure:
        await anext(stream)
    assert failure.value.fault == fault
    assert len(service.chat.asked) == 1
