"""The real client of langchain-anthropic against a server that speaks the protocol."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from agent.llm import ProvidedModel, open_model
from agent.settings import Settings
from graphs.ports import Message, ModelFailure, Tool, ToolCall
from tests.support.anthropic_service import KEY, AnthropicService, anthropic_service, say, use

ASK = (Message("system", "Be short."), Message("user", "Hello?"))
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["word"],
    "properties": {"word": {"type": "string"}},
}
LOOK = Tool("look", "Looks.", {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]})


@pytest.fixture
async def service() -> AsyncIterator[AnthropicService]:
    """The server."""
    async with anthropic_service() as running:
        yield running


@pytest.fixture
async def model(service: AnthropicService) -> AsyncIterator[ProvidedModel]:
    """A model at that server, warm."""
    named = {"anthropic_api_key": KEY, "anthropic_base_url": service.url, "trunkline_llm": "anthropic:test"}
    opened = open_model(Settings.model_validate(named))
    assert opened is not None
    await opened.warm()
    service.requests.clear()
    yield opened
    await opened.aclose()


async def test_an_object_is_the_argument_of_a_tool(service: AnthropicService, model: ProvidedModel) -> None:
    """The model has to use it."""
    service.script = [use("greeting", {"word": "hello"})]
    assert await model.structured(ASK, SCHEMA, name="greeting") == {"word": "hello"}
    (request,) = service.requests
    assert request["tool_choice"] == {"type": "tool", "name": "greeting"}
    assert request["tools"][0]["input_schema"] == SCHEMA
    assert request["system"] == "Be short."


async def test_text_and_tools_are_streamed(service: AnthropicService, model: ProvidedModel) -> None:
    """Text in pieces, tools whole; the results go back in the next request."""
    service.script = [say("Let me see.") + use("look", {"at": "x"})]
    async with aclosing(model.stream(ASK, (LOOK,))) as pieces:
        found = [piece async for piece in pieces]
    assert "".join(piece for piece in found if isinstance(piece, str)) == "Let me see."
    assert found[-1] == ToolCall("tu1", "look", {"at": "x"})
    service.script = [say("Fine.")]
    answered = (*ASK, Message("assistant", "Let me see.", (found[-1],)), Message("tool", "good", answers="tu1"))
    async with aclosing(model.stream(answered, (LOOK,))) as pieces:
        assert [piece async for piece in pieces] == ["Fine."]
    assert service.requests[-1]["messages"][-1]["content"][0]["tool_use_id"] == "tu1"


@pytest.mark.parametrize(("answer", "told"), [(429, "429"), (529, "529"), (say("no tool"), "anthropic:test")])
async def test_a_broken_answer_is_one_named_failure(
    service: AnthropicService, model: ProvidedModel, answer: object, told: str
) -> None:
    """As with every provider."""
    service.script = [answer]
    with pytest.raises(ModelFailure, match=told):
        await model.structured(ASK, SCHEMA)
    assert len(service.requests) == 1
