"""What the clients of providers cost on the event loop, beside the vendors' own: `python bench/clients.py`.

The vendors' wires are served by another process (`bench/vendors.py`). Measured is the CPU of this process alone, and
the longest that a single step of the loop kept all others waiting, in CPU time too.
"""

import argparse
import asyncio
import gc
import logging
import os
import statistics
import time
import warnings
from asyncio import events
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import openai
import structlog
from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr
from vendors import SENTENCE, SOUND_MS, TOKENS, vendors

from agent.llm import open_model
from agent.settings import Settings
from graphs.ports import Message
from telephony.asr.deepgram import DeepgramRecogniser
from telephony.asr.port import Listening
from telephony.steady.breaker import Breaker
from telephony.steady.candidates import Candidate
from telephony.steady.recogniser import SteadyRecogniser
from telephony.steady.voice import GuardedVoice
from telephony.tts.cartesia import CartesiaVoice
from telephony.tts.elevenlabs import ElevenLabsVoice
from telephony.tts.elevenlabs_access import Access
from telephony.tts.port import Voice
from telephony.tts.voices import VoiceIds

KEY = "bench-key"
APART_S = 0.0137
FRAME = bytes(range(160))
PROMPT = (
    Message("system", "You are the voice of a dental practice. " * 20),
    *(Message("assistant" if at % 2 else "user", f"{at}: {SENTENCE}") for at in range(17)),
)

Unit = Callable[[], Awaitable[None]]
Feed = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one unit, in milliseconds of CPU; `longest`: of one step of the loop."""

    cpu: float
    longest: float
    steps: float


class Steps:
    """Every step of the event loop, in seconds of CPU, while it is the context."""

    def __init__(self) -> None:
        self.took: list[float] = []

    def __enter__(self) -> Self:
        run, took, clock = events.Handle._run, self.took, time.thread_time
        self._run = run

        def timed(handle: events.Handle) -> None:
            before = clock()
            run(handle)
            took.append(clock() - before)

        events.Handle._run = timed  # type: ignore[method-assign]  # every step passes here
        return self

    def __exit__(self, *_: object) -> None:
        events.Handle._run = self._run  # type: ignore[method-assign]


async def measured(unit: Unit, *, at_once: int, rounds: int, share: float = 1.0) -> Cost:
    """So many at once, again and again. `share`: of a unit that is one of ours."""

    async def begun(number: int) -> None:
        # Not in step: or what comes for all of them would be read in one waking of the loop.
        await asyncio.sleep(number * APART_S)
        await unit()

    async def crowd() -> None:
        await asyncio.gather(*(begun(number) for number in range(at_once)))

    await crowd()
    gc.collect()
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        await crowd()
        spent.append(time.process_time() - before)
    with Steps() as steps:
        await crowd()
    took = steps.took
    return Cost(statistics.median(spent) * 1000 / at_once * share, max(took) * 1000, len(took) / at_once * share)


# ── chat ──────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def chat(url: str) -> AsyncIterator[Unit]:
    """A reply as the engine has it: the steady model, the meter, the client."""
    model = open_model(
        Settings.model_validate(
            {
                "trunkline_llm": "openai:bench",
                "openai_api_key": KEY,
                "openai_base_url": f"{url}/v1",
                "trunkline_llm_fallback": "none",
            }
        )
    )
    assert model is not None
    await model.warm()

    async def reply() -> None:
        async with aclosing(model.stream(PROMPT)) as pieces:
            assert len([piece async for piece in pieces]) == TOKENS

    yield reply
    await model.aclose()


@asynccontextmanager
async def chat_langchain(url: str) -> AsyncIterator[Unit]:
    """The same through ChatOpenAI, bare."""
    kinds: dict[str, Any] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    key = SecretStr(KEY)
    model = ChatOpenAI(model="bench", base_url=f"{url}/v1", api_key=key, stream_usage=True, max_retries=0)

    async def reply() -> None:
        asked = [kinds[each.role](each.text) for each in PROMPT]
        assert len([piece async for piece in model.astream(asked) if piece.text]) == TOKENS

    yield reply


@asynccontextmanager
async def chat_sdk(url: str) -> AsyncIterator[Unit]:
    """The same through OpenAI's library, bare."""
    client = openai.AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0)

    async def reply() -> None:
        asked: Any = [{"role": each.role, "content": each.text} for each in PROMPT]
        stream = await client.chat.completions.create(
            model="bench", messages=asked, stream=True, stream_options={"include_usage": True}
        )
        assert len([each async for each in stream if each.choices and each.choices[0].delta.content]) == TOKENS

    yield reply
    await client.close()


# ── recognition ───────────────────────────────────────────────────────────────


@asynccontextmanager
async def flux(url: str) -> AsyncIterator[Unit]:
    """Two seconds of a caller's sound as a call feeds it: the steady transcriber around Deepgram's Flux."""
    deepgram = DeepgramRecogniser(key=KEY, url=url, model="flux-general-en")
    recogniser = SteadyRecogniser([Candidate("deepgram", deepgram, Breaker("deepgram"))])
    async with AsyncExitStack() as stack:
        stack.push_async_callback(recogniser.aclose)

        async def opened() -> Feed:
            transcriber = await recogniser.open(Listening(hints=("cleaning", "check-up")))
            stack.push_async_callback(transcriber.aclose)
            transcriber.voice(speaking=True)
            _read_on(stack, transcriber.results())
            return transcriber.feed

        yield _two_seconds(opened)


@asynccontextmanager
async def flux_sdk(url: str) -> AsyncIterator[Unit]:
    """The same chunks through Deepgram's library, bare: no transcriber, nothing kept."""
    socket = url.replace("http", "ws")
    environment = DeepgramClientEnvironment(base=url, production=socket, agent=socket, agent_rest=url)
    client = AsyncDeepgramClient(api_key=KEY, environment=environment)
    async with AsyncExitStack() as stack:

        async def opened() -> Feed:
            link = client.listen.v2.connect(model="flux-general-en", encoding="mulaw", sample_rate=8000)
            connection = await stack.enter_async_context(link)
            chunk, sending = bytearray(), set[asyncio.Task[None]]()

            async def read() -> AsyncIterator[object]:
                while True:
                    yield await connection.recv()

            def feed(audio: bytes) -> None:
                chunk.extend(audio)
                if len(chunk) >= 4 * len(FRAME):
                    task = asyncio.create_task(connection.send_media(bytes(chunk)))
                    sending.add(task)
                    task.add_done_callback(sending.discard)
                    chunk.clear()

            _read_on(stack, read())
            return feed

        yield _two_seconds(opened)


@asynccontextmanager
async def flux_nobody(url: str) -> AsyncIterator[Unit]:
    """The line alone: what the frames cost that nobody hears."""
    del url

    async def opened() -> Feed:
        return len

    yield _two_seconds(opened)


def _read_on(stack: AsyncExitStack, results: AsyncIterator[object]) -> None:
    async def read() -> None:
        async for _ in results:
            pass

    stack.callback(asyncio.create_task(read()).cancel)


def _two_seconds(opened: Callable[[], Awaitable[Feed]]) -> Unit:
    """A hundred frames of 20 ms, in their time, on streams that stay open."""
    free: list[Feed] = []

    async def two_seconds() -> None:
        feed = free.pop() if free else await opened()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number in range(100):
            feed(FRAME)
            await asyncio.sleep(begun + (number + 1) * 0.02 - loop.time())
        free.append(feed)

    return two_seconds


# ── speech ────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def speech(voice: Voice) -> AsyncIterator[Unit]:
    """A sentence of three seconds, guarded as in a call."""
    guarded = GuardedVoice(voice, Breaker(voice.name))
    await guarded.warm()

    async def sentence() -> None:
        sound = words = 0
        async with aclosing(guarded.speak(SENTENCE, language="en")) as pieces:
            async for piece in pieces:
                sound += len(piece.audio)
                words += len(piece.words)
        assert abs(sound - SOUND_MS * 8) < 80
        assert words == len(SENTENCE.split())

    yield sentence
    await guarded.aclose()


def cartesia(url: str) -> AbstractAsyncContextManager[Unit]:
    """Cartesia's."""
    return speech(CartesiaVoice(key=KEY, url=url, voices=VoiceIds.parse("v", setting="V")))


def elevenlabs(url: str) -> AbstractAsyncContextManager[Unit]:
    """ElevenLabs's."""
    return speech(ElevenLabsVoice(Access(KEY, url, VoiceIds.parse("v", setting="V"))))


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the table. `share`: of a unit that is one of ours; `less`: the line that is no part of it."""

    name: str
    made: Callable[[str], AbstractAsyncContextManager[Unit]]
    share: float = 1.0
    less: str = ""
    beside: str = ""
    """The line to which its cost is told as a ratio."""


FRAMES, CHAT, FLUX = "frames of 20 ms that nobody hears, 1 s", "chat: an answer of 40 tokens", "Flux: 1 s of sound"
LINES = (
    Measured(CHAT, chat),
    Measured("  the same, bare ChatOpenAI", chat_langchain, beside=CHAT),
    Measured("  the same, bare OpenAI library", chat_sdk, beside=CHAT),
    Measured(FRAMES, flux_nobody, 0.5),
    Measured(FLUX, flux, 0.5, less=FRAMES),
    Measured("  the same, bare Deepgram library", flux_sdk, 0.5, less=FRAMES, beside=FLUX),
    Measured("Cartesia: a sentence of 3 s", cartesia),
    Measured("ElevenLabs: a sentence of 3 s", elevenlabs),
)


async def main(given: argparse.Namespace) -> None:
    print(f"{given.at_once} at once, medians of {given.rounds}, load {os.getloadavg()[0]:.1f}")
    print(f"{'':40} {'CPU ms':>8} {'ratio':>7} {'longest step ms':>16} {'steps':>6}")
    seen: dict[str, float] = {}
    with vendors() as url:
        for line in LINES:
            async with line.made(url) as unit:
                cost = await measured(unit, at_once=given.at_once, rounds=given.rounds, share=line.share)
            seen[line.name] = cost.cpu - seen.get(line.less, 0.0)
            ratio = f"{seen[line.name] / seen[line.beside]:.1f} ×" if line.beside else ""
            print(f"{line.name:40} {seen[line.name]:8.2f} {ratio:>7} {cost.longest:16.2f} {cost.steps:6.0f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    warnings.simplefilter("ignore")
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    asyncio.run(main(parser.parse_args()))
