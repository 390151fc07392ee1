"""The real client of LangChain against a strict server that speaks the protocol, on real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
import structlog
from structlog.testing import LogCapture

from agent.llm import ProvidedModel, open_model
from agent.settings import Settings
from graphs.ports import Message, ModelFailure, Tool, ToolCall
from tests.support.openai_service import KEY, Answer, OpenAIService, openai_service, reply, text

ASK = (Message("system", "Be short."), Message("user", "Hello?"))
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["word"],
    "properties": {"word": {"type": "string"}},
}
LOOK = Tool("look", "Looks.", {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]})


@pytest.fixture
async def service() -> AsyncIterator[OpenAIService]:
    """The server."""
    async with openai_service(reply({"ready": True})) as running:
        yield running


@pytest.fixture
async def model(service: OpenAIService) -> AsyncIterator[ProvidedModel]:
    """A model at that server, warm."""
    opened = open_model(settings(service))
    assert opened is not None
    await opened.warm()
    service.requests.clear()
    yield opened
    await opened.aclose()


def settings(service: OpenAIService, key: str = KEY) -> Settings:
    """Settings that lead to the server."""
    named = {"openai_api_key": key, "openai_base_url": service.url, "trunkline_llm": "openai:test"}
    return Settings.model_validate(named)


async def streamed(model: ProvidedModel, messages: tuple[Message, ...] = ASK, *tools: Tool) -> list[str | ToolCall]:
    """Everything that is streamed."""
    async with aclosing(model.stream(messages, tools)) as pieces:
        return [piece async for piece in pieces]


async def test_an_object_comes_back_as_the_schema_asked(service: OpenAIService, model: ProvidedModel) -> None:
    """The schema goes out as strict structured output; the server would refuse it otherwise."""
    service.then(reply({"word": "नमस्ते"}))
    assert await model.structured(ASK, SCHEMA, name="greeting") == {"word": "नमस्ते"}
    (request,) = service.requests
    assert request["response_format"]["json_schema"] == {"name": "greeting", "schema": SCHEMA, "strict": True}
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert service.refused == []


async def test_text_comes_as_it_is_written(service: OpenAIService, model: ProvidedModel) -> None:
    """The first piece is there while the server still holds the second back."""
    gate = asyncio.Semaphore(1)
    service.then(Answer(("Good ", "day."), gate=gate))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "Good "
        gate.release()
        assert [piece async for piece in pieces] == ["day."]


async def test_tools_come_whole_after_the_text(service: OpenAIService, model: ProvidedModel) -> None:
    """Their arguments are put together out of fragments."""
    service.then(Answer(("Let me see.",), calls=(("look", '{"at": "the line"}'), ("look", '{"at": "x"}'))))
    text_piece, first, second = await streamed(model, ASK, LOOK)
    assert text_piece == "Let me see."
    assert (first, second) == (ToolCall("call_0", "look", {"at": "the line"}), ToolCall("call_1", "look", {"at": "x"}))
    assert service.requests[0]["tools"][0]["function"]["name"] == "look"


async def test_what_a_tool_answered_goes_back_under_its_call(service: OpenAIService, model: ProvidedModel) -> None:
    """The server refuses results that belong to no call."""
    service.then(text("It is fine."))
    call = ToolCall("call_7", "look", {"at": "x"})
    asked = (*ASK, Message("assistant", "", (call,)), Message("tool", "fine", answers="call_7"))
    assert await streamed(model, asked, LOOK) == ["It is fine."]
    assert service.refused == []


BROKEN = {
    "429": Answer(status=429),
    "500": Answer(status=500),
    "400": Answer(status=400),
    "garbage": Answer(raw=b"<html>no</html>"),
    "no choices": Answer(raw=b'{"choices": null}'),
    "no JSON inside": Answer(("Sure! Here you are.",)),
    "a list": Answer(("[1]",)),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_answer_is_one_named_failure(service: OpenAIService, model: ProvidedModel, kind: str) -> None:
    """Whatever the server does, and asked once only: the caller is waiting."""
    service.then(BROKEN[kind])
    with pytest.raises(ModelFailure, match="openai:test"):
        await model.structured(ASK, SCHEMA)
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(("One. ", "Two."), cut_after=1, cut="drop"),
        Answer(("One. ", "Two."), cut_after=1, cut="clean"),
        Answer(("One. ", "Two."), cut_after=1, cut="error"),
    ],
    ids=lambda answer: answer.cut,
)
async def test_a_stream_that_breaks_off_says_so_and_is_not_asked_for_again(
    service: OpenAIService, model: ProvidedModel, answer: Answer
) -> None:
    """Words that were spoken cannot be spoken anew; a clean end without a reason is a break, too."""
    service.then(answer)
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "One. "
        with pytest.raises(ModelFailure):
            await anext(pieces)
    assert len(service.requests) == 1


@pytest.mark.parametrize("first", [Answer(status=503), Answer(("x",), cut_after=0)], ids=["503", "drop"])
async def test_a_stream_that_breaks_before_its_first_word_is_asked_for_once_more(
    service: OpenAIService, model: ProvidedModel, first: Answer
) -> None:
    """Nobody has heard anything yet."""
    service.then(first, text("There."))
    assert await streamed(model) == ["There."]
    assert len(service.requests) == 2


@pytest.mark.parametrize("answer", [Answer(status=429), Answer(status=400)], ids=["429", "400"])
async def test_a_refusal_is_not_asked_again(service: OpenAIService, model: ProvidedModel, answer: Answer) -> None:
    """It would be refused again."""
    service.then(answer)
    with pytest.raises(ModelFailure, match=str(answer.status)):
        await streamed(model)
    assert len(service.requests) == 1


async def test_whoever_stops_listening_ends_the_request(service: OpenAIService, model: ProvidedModel) -> None:
    """The connection is closed, so that no more is generated and paid for."""
    service.then(Answer(("One. ", "Two."), stall_after=1))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "One. "
    await service.abandoned()


async def test_a_deadline_ends_the_request(service: OpenAIService, model: ProvidedModel) -> None:
    """A server that does not answer is left, not waited for."""
    service.then(Answer(stall_after=0))
    asking = asyncio.create_task(model.structured(ASK, SCHEMA))
    await service.asked(1)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()
    await service.abandoned()


async def test_one_connection_serves_many_requests(service: OpenAIService, model: ProvidedModel) -> None:
    """It was opened when the model was warmed."""
    service.then(reply({"word": "a"}))
    for _ in range(3):
        await model.structured(ASK, SCHEMA)
    assert service.connections == 1


async def test_a_wrong_key_is_told_without_it(service: OpenAIService, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers repeat the key in what they say; neither errors nor logs hold it."""
    opened = open_model(settings(service, "sk-wrong-secret"))
    assert opened is not None
    kept = LogCapture()
    heard_all = structlog.make_filtering_bound_logger(0)
    log = structlog.wrap_logger(structlog.ReturnLogger(), processors=[kept], wrapper_class=heard_all)
    for module in ("agent.llm.chat", "agent.llm.provided"):
        monkeypatch.setattr(f"{module}.log", log)
    await opened.warm()
    with pytest.raises(ModelFailure, match="401") as failure:
        await opened.structured(ASK, SCHEMA)
    await opened.aclose()
    assert {"llm.unreachable", "llm.failed"} <= {entry["event"] for entry in kept.entries}
    told = (kept.entries, failure.value, failure.value.__cause__, failure.value.__context__, opened)
    assert "secret" not in repr(told)


async def test_a_model_that_is_not_warm_keeps_nobody_waiting(service: OpenAIService) -> None:
    """It fails at once, without a request."""
    opened = open_model(settings(service))
    assert opened is not None
    with pytest.raises(ModelFailure, match="not ready"):
        await opened.structured(ASK, SCHEMA)
    with pytest.raises(ModelFailure, match="not ready"):
        await streamed(opened)
    assert service.requests == []


async def test_long_parts_pass_the_sdk_unchanged(service: OpenAIService, model: ProvidedModel) -> None:
    """They are moved past its walk over every value; on the wire the request is the same."""
    service.then(text("Yes."))
    await streamed(model, (*ASK, Message("assistant", "a"), Message("user", "b")), LOOK)
    (request,) = service.requests
    assert [message["content"] for message in request["messages"]] == ["Be short.", "Hello?", "a", "b"]
    assert request.keys() == {"model", "messages", "stream", "stream_options", "tools"}
