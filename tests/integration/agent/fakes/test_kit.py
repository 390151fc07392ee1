"""The stand-ins as a kit for other people's tests: several kits, several event loops, many clients at once."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import openai
import pytest

from agent.fakes import Fakes, Fault, Talents, open_fakes, scripted

ASK: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": "Hello?"}]


@contextmanager
def kept_open() -> Iterator[tuple[Fakes, asyncio.AbstractEventLoop]]:
    """A kit on an event loop of its own, for tests without one."""
    opened = threading.Event()
    kept: list[tuple[Fakes, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        async with open_fakes(["openai"], talents=scripted()) as fakes:
            kept.append((fakes, asyncio.get_running_loop(), asyncio.Event()))
            opened.set()
            await kept[0][2].wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert opened.wait(10)
    fakes, loop, over = kept[0]
    try:
        yield fakes, loop
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
    assert not thread.is_alive()


def test_clients_without_an_event_loop_can_be_tested() -> None:
    """The kit lives in a thread; the client blocks, meets a fault, and goes on."""
    with kept_open() as (fakes, loop):
        fake = fakes["openai"]
        with openai.OpenAI(api_key=fake.key, base_url=f"{fake.url}/v1", max_retries=0) as client:
            assert client.chat.completions.create(model="m", messages=ASK).choices
            loop.call_soon_threadsafe(fake.troubles.add, Fault("refuse", status=429, retry_after_s=3))
            with pytest.raises(openai.RateLimitError) as refused:
                client.chat.completions.create(model="m", messages=ASK)
            assert refused.value.response.headers["retry-after"] == "3"
            streamed = client.chat.completions.create(model="m", messages=ASK, stream=True)
            assert [chunk.choices[0].finish_reason for chunk in streamed][-1] == "stop"


async def test_two_kits_have_nothing_in_common() -> None:
    """Neither faults, nor what was seen, nor keys."""
    async with open_fakes(["openai"], key="one") as first, open_fakes(["openai"], key="two") as second:
        first["openai"].troubles.add(Fault("refuse", status=500))
        url = f"{second['openai'].url}/v1"
        async with openai.AsyncOpenAI(api_key="two", base_url=url, max_retries=0) as client:
            await client.chat.completions.create(model="m", messages=ASK)
        async with openai.AsyncOpenAI(api_key="one", base_url=url, max_retries=0) as stranger:
            with pytest.raises(openai.AuthenticationError):
                await stranger.models.list()
    assert not first["openai"].requests
    assert len(second["openai"].requests) == 2


def test_event_loops_may_share_talents() -> None:
    """One script, one voice; each loop with a kit of its own, at the same time."""
    shared = scripted(["Yes."])
    spoken: list[bytes] = []

    async def speak(talents: Talents) -> None:
        async with open_fakes(["openai"], talents=talents) as fakes:
            fake = fakes["openai"]
            async with openai.AsyncOpenAI(api_key=fake.key, base_url=f"{fake.url}/v1", max_retries=0) as client:
                made = await client.audio.speech.create(
                    model="gpt-4o-mini-tts", voice="alloy", input="Yes.", response_format="pcm"
                )
                spoken.append(made.content)

    threads = [threading.Thread(target=lambda: asyncio.run(speak(shared))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(spoken) == 2
    assert spoken[0] == spoken[1] != b""


async def test_hundreds_of_requests_from_several_clients_are_all_answered() -> None:
    """Side by side, streamed and whole; each gets a fault only when one was meant for it."""
    async with open_fakes(["openai"]) as fakes:
        fake = fakes["openai"]
        fake.troubles.add(Fault("refuse", status=429, times=20))
        clients = [openai.AsyncOpenAI(api_key=fake.key, base_url=f"{fake.url}/v1", max_retries=0) for _ in range(3)]

        async def ask(number: int) -> str:
            try:
                made = await clients[number % 3].chat.completions.create(model="m", messages=ASK)
            except openai.RateLimitError:
                return "refused"
            return made.id

        answers = await asyncio.gather(*(ask(number) for number in range(200)))
        for client in clients:
            await client.close()
        assert answers.count("refused") == 20
        assert len(set(answers)) == 181
        assert len(fake.requests) == 200
        await fake.until(lambda: fake.live == 0)
