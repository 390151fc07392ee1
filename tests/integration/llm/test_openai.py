"""Our client of chat completions against a strict server that speaks the protocol, on real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from yarl import URL

from agent.fakes.chat_script import Answer, Call, refuse, reply, text
from agent.fakes.openai import OpenAIFake
from agent.llm import SteadyModel, open_model, openai, probe
from graphs.ports import Message, ModelFailure, ToolCall
from tests.support.models import ASK, LOOK, SCHEMA, openai_service, settings, streamed, warm_model


@pytest.fixture
async def service() -> AsyncIterator[OpenAIFake]:
    """The server."""
    async with openai_service() as running:
        yield running


@pytest.fixture
async def model(service: OpenAIFake) -> AsyncIterator[SteadyModel]:
    """A model at that server, warm."""
    async with warm_model(settings(service)) as opened:
        service.chat.asked.clear()
        yield opened


async def test_an_object_comes_back_as_the_schema_asked(service: OpenAIFake, model: SteadyModel) -> None:
    """The schema goes out as strict structured output; the server would refuse it otherwise."""
    service.chat.then(reply({"word": "नमस्ते"}))
    assert await model.structured(ASK, SCHEMA, name="greeting") == {"word": "नमस्ते"}
    (request,) = service.chat.asked
    assert request["response_format"]["json_schema"] == {"name": "greeting", "schema": SCHEMA, "strict": True}
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    assert not service.refused


async def test_text_comes_as_it_is_written(service: OpenAIFake, model: SteadyModel) -> None:
    """The first piece is there while the server still holds the second back."""
    gate = asyncio.Semaphore(1)
    service.chat.then(Answer(("Good ", "day."), gate=gate))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "Good "
        gate.release()
        assert [piece async for piece in pieces] == ["day."]


async def test_tools_come_whole_after_the_text(service: OpenAIFake, model: SteadyModel) -> None:
    """Their arguments are put together out of fragments."""
    service.chat.then(Answer(("Let me see.",), calls=(Call("look", '{"at": "the line"}'), Call("look", '{"at": "x"}'))))
    text_piece, first, second = await streamed(model, ASK, LOOK)
    assert text_piece == "Let me see."
    assert (first, second) == (ToolCall("call_0", "look", {"at": "the line"}), ToolCall("call_1", "look", {"at": "x"}))
    assert service.chat.asked[0]["tools"][0]["function"]["name"] == "look"


async def test_what_a_tool_answered_goes_back_under_its_call(service: OpenAIFake, model: SteadyModel) -> None:
    """The server refuses results that belong to no call."""
    service.chat.then(text("It is fine."))
    call = ToolCall("call_7", "look", {"at": "x"})
    asked = (*ASK, Message("assistant", "", (call,)), Message("tool", "fine", answers="call_7"))
    assert await streamed(model, asked, LOOK) == ["It is fine."]
    assert not service.refused


BROKEN = {
    "429": refuse(429),
    "500": refuse(500),
    "400": refuse(400),
    "garbage": Answer(raw=b"<html>no</html>"),
    "no choices": Answer(raw=b'{"choices": null}'),
    "no JSON inside": Answer(("Sure! Here you are.",)),
    "a list": Answer(("[1]",)),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_answer_is_one_named_failure(service: OpenAIFake, model: SteadyModel, kind: str) -> None:
    """Whatever the server does, and asked once only: the caller is waiting."""
    service.chat.then(BROKEN[kind])
    with pytest.raises(ModelFailure, match="openai:test"):
        await model.structured(ASK, SCHEMA)
    assert len(service.chat.asked) == 1


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
    service: OpenAIFake, model: SteadyModel, answer: Answer
) -> None:
    """Words that were spoken cannot be spoken anew; a clean end without a reason is a break, too."""
    service.chat.then(answer)
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "One. "
        with pytest.raises(ModelFailure):
            await anext(pieces)
    assert len(service.chat.asked) == 1


@pytest.mark.parametrize("first", [refuse(503), Answer(("x",), cut_after=0)], ids=["503", "drop"])
async def test_a_stream_that_breaks_before_its_first_word_is_asked_for_once_more(
    service: OpenAIFake, model: SteadyModel, first: Answer
) -> None:
    """Nobody has heard anything yet."""
    service.chat.then(first, text("There."))
    assert await streamed(model) == ["There."]
    assert len(service.chat.asked) == 2


@pytest.mark.parametrize("answer", [refuse(429), refuse(400)], ids=["429", "400"])
async def test_a_refusal_is_not_asked_again(service: OpenAIFake, model: SteadyModel, answer: Answer) -> None:
    """It would be refused again."""
    service.chat.then(answer)
    with pytest.raises(ModelFailure, match=str(answer.status)):
        await streamed(model)
    assert len(service.chat.asked) == 1


async def test_an_answer_that_is_withheld_is_a_failure(service: OpenAIFake, model: SteadyModel) -> None:
    """What came of it is not whole; another request may be answered, so that the model is not left alone for it."""
    service.chat.then(Answer(("One. ",), withheld=True))
    for _ in range(4):
        with pytest.raises(ModelFailure, match="withheld") as failure:
            await streamed(model)
        assert failure.value.fault == "request"


async def test_a_tool_that_is_wanted_in_bad_json_is_a_failure(service: OpenAIFake, model: SteadyModel) -> None:
    """It is not run with half of its arguments."""
    service.chat.then(Answer(("Let me see.",), (Call("look", "[at the"),)))
    with pytest.raises(ModelFailure, match="cannot be read") as failure:
        await streamed(model, ASK, LOOK)
    assert failure.value.fault == "broken"


async def test_an_answer_that_was_cut_short_is_an_answer(service: OpenAIFake, model: SteadyModel) -> None:
    """Whoever speaks it speaks its whole sentences."""
    service.chat.then(Answer(("One. ", "Tw"), cut_short=True))
    assert "".join(map(str, await streamed(model))) == "One. Tw"


async def test_after_the_first_sentence_pieces_are_taken_together(service: OpenAIFake, model: SteadyModel) -> None:
    """Each piece of the first comes as it is written; of the rest none is lost, and they come in their order."""
    gate = asyncio.Semaphore(1)
    words = [f"word{number} " for number in range(40)]
    service.chat.then(Answer(("It ", "works. ", *words), gate=gate))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "It "
        gate.release()
        assert await anext(pieces) == "works. "
        for _ in words:
            gate.release()
        rest = [str(piece) async for piece in pieces]
    assert "".join(rest) == "".join(words)
    assert len(rest) < len(words)


async def test_what_was_written_before_a_mistake_is_heard(service: OpenAIFake, model: SteadyModel) -> None:
    """Though both came in one packet."""
    good = b'data: {"choices":[{"index":0,"delta":{"content":"Good."},"finish_reason":null}]}\n\n'
    service.chat.then(Answer(raw=good + b"data: nonsense\n\n"))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "Good."
        with pytest.raises(ModelFailure):
            await anext(pieces)


async def test_whoever_stops_listening_ends_the_request(service: OpenAIFake, model: SteadyModel) -> None:
    """The connection is closed, so that no more is generated and paid for."""
    service.chat.then(Answer(("One. ", "Two."), stall_after=1))
    async with aclosing(model.stream(ASK)) as pieces:
        assert await anext(pieces) == "One. "
    await service.until(lambda: service.chat.left == 1)


async def test_a_deadline_ends_the_request(service: OpenAIFake, model: SteadyModel) -> None:
    """A server that does not answer is left, not waited for."""
    service.chat.then(Answer(stall_after=0))
    asking = asyncio.create_task(model.structured(ASK, SCHEMA))
    await service.until(lambda: len(service.chat.asked) == 1)
    asking.cancel()
    await asyncio.wait([asking])
    assert asking.cancelled()
    await service.until(lambda: service.chat.left == 1)


async def test_one_connection_serves_many_requests(service: OpenAIFake, model: SteadyModel) -> None:
    """It was opened when the model was warmed."""
    service.chat.then(reply({"word": "a"}))
    for _ in range(3):
        await model.structured(ASK, SCHEMA)
    assert len(service.chat.connections) == 1


async def test_a_model_that_is_not_warm_keeps_nobody_waiting(service: OpenAIFake) -> None:
    """It fails at once, without a request."""
    opened = open_model(settings(service))
    assert opened is not None
    with pytest.raises(ModelFailure, match="not ready"):
        await opened.structured(ASK, SCHEMA)
    with pytest.raises(ModelFailure, match="not ready"):
        await streamed(opened)
    assert not service.chat.asked


async def test_a_stream_leaves_its_connection_to_the_next(service: OpenAIFake, model: SteadyModel) -> None:
    """It was read to its end; whoever reads it does not wait for the last bytes."""
    service.chat.then(text("Yes."))
    for _ in range(3):
        await streamed(model)
    assert len(service.chat.connections) == 1


async def test_a_request_says_what_was_asked_and_nothing_else(service: OpenAIFake, model: SteadyModel) -> None:
    """Every message in its order; options that a server may not know are not sent."""
    service.chat.then(text("Yes."))
    await streamed(model, (*ASK, Message("assistant", "a"), Message("user", "b")), LOOK)
    (request,) = service.chat.asked
    assert [message["content"] for message in request["messages"]] == ["Be short.", ASK[1].text, "a", "b"]
    assert request.keys() == {"model", "messages", "stream", "stream_options", "tools"}


async def test_a_connection_is_kept_warm_without_asking_the_model(service: OpenAIFake, model: SteadyModel) -> None:
    """The next caller waits for no connection, whatever the server says to that."""
    service.tear()
    before = len(service.requests)
    await model.keep_warm()
    assert [each.path for each in list(service.requests)[before:]] == ["/v1/models/test"]
    service.chat.then(text("Yes."))
    await streamed(model)
    assert len(service.chat.asked) == 1


@pytest.mark.parametrize("body", [b"x" * 100, b": comment\n" * 20, b"data: " + b"x" * 90 + b"\n\n"])
async def test_an_answer_without_an_end_is_given_up(
    service: OpenAIFake, model: SteadyModel, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    """Whole or streamed: what comes is bounded."""
    monkeypatch.setattr(openai, "MOST_BYTES", 50)
    service.chat.then(Answer(raw=body))
    with pytest.raises(ModelFailure) as whole:
        await model.structured(ASK, SCHEMA)
    with pytest.raises(ModelFailure) as stream:
        await streamed(model)
    assert (whole.value.fault, stream.value.fault) == ("broken", "broken")


# ---- the way there


@pytest.fixture
async def proxy(service: OpenAIFake, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[bytes]]:
    """A proxy between us and the server, which the environment names; what it was asked first, each time."""
    asked: list[bytes] = []
    upstream = URL(service.url)

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                asked.append(await reader.readline())
                beyond, there = await asyncio.open_connection(upstream.host, upstream.port)
                path = URL(asked[-1].split()[1].decode()).raw_path
                there.write(b"POST " + path.encode() + b" HTTP/1.1\r\nConnection: close\r\n")
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
                there.write(head + await reader.readexactly(length))
                writer.write(await beyond.read())
                there.close()
                writer.close()
        except (asyncio.IncompleteReadError, IndexError):
            writer.close()

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        yield asked


async def test_the_proxy_of_the_environment_is_used(
    service: OpenAIFake, proxy: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the environment leaves that host out."""
    monkeypatch.setenv("no_proxy", "elsewhere.example")
    service.chat.then(text("Yes."))
    async with warm_model(settings(service)) as model:
        assert await streamed(model) == ["Yes."]
    assert proxy[0] == f"POST {service.url}/v1/chat/completions HTTP/1.1\r\n".encode()
    count = len(proxy)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with warm_model(settings(service)) as model:
        assert await streamed(model) == ["Yes."]
    assert len(proxy) == count


async def test_a_proxy_of_another_kind_is_told(service: OpenAIFake, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do, and without its password."""
    monkeypatch.setenv("http_proxy", "socks5://user:word@127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(ModelFailure, match=r"socks5.*NO_PROXY") as failure:
        await probe(settings(service))
    assert failure.value.fault == "local"
    assert "word" not in str(failure.value)


@pytest.mark.parametrize("address", ["http://here:8000v1", "http:///v1"])
async def test_an_address_that_is_none_is_told(service: OpenAIFake, address: str) -> None:
    """By the name of its setting."""
    with pytest.raises(ModelFailure, match="OPENAI_BASE_URL") as failure:
        await probe(settings(service, openai_base_url=address))
    assert (failure.value.fault, failure.value.__context__) == ("network", None)


async def test_an_address_may_hold_a_name_and_a_password(service: OpenAIFake) -> None:
    """A gate before a server of one's own wants them; then they are what is sent, and the key is not."""
    url = URL(service.url).with_user("user").with_password("word")
    with pytest.raises(ModelFailure, match="OPENAI_API_KEY"):
        await probe(settings(service, openai_base_url=str(url / "v1")))
    assert [seen.headers["authorization"] for seen in service.requests] == ["Basic dXNlcjp3b3Jk"]
