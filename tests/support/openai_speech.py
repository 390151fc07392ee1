"""OpenAI's speech on real sockets: a caller's sound, what was understood, and where a key may have got to."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from typing import TypeVar

from agent.fakes.openai import OpenAIFake
from agent.fakes.running import Fakes
from telephony.asr.port import Result, Transcriber
from telephony.audio import ulaw
from telephony.tts.scripted import ScriptedVoice

KEY = "sk-proj-very-secret"
R = TypeVar("R", bound=Result)


def openai(fakes: Fakes) -> OpenAIFake:
    """The stand-in."""
    fake = fakes["openai"]
    assert isinstance(fake, OpenAIFake)
    return fake


async def tone(text: str = "good morning") -> bytes:
    """What a stand-in takes for speech: 20 ms a letter."""
    pieces = ScriptedVoice(letter_ms=20).speak(text, language="en")
    return b"".join([piece.audio async for piece in pieces])


async def say(transcriber: Transcriber, text: str = "good morning", *, quiet_ms: int = 700) -> None:
    """Speak and be quiet, as a call tells of it."""
    transcriber.voice(speaking=True)
    transcriber.feed(await tone(text))
    transcriber.voice(speaking=False)
    transcriber.feed(ulaw.SILENCE * (8 * quiet_ms))


async def first(results: AsyncIterator[Result], kind: type[R], *, limit_s: float = 10) -> R:
    """The next result of that kind; others before it are passed over."""
    async with asyncio.timeout(limit_s):
        async for result in results:
            if isinstance(result, kind):
                return result
    raise AssertionError(f"The results ended without {kind.__name__}.")


def everything(error: BaseException) -> str:
    """All that an error could show: its traceback, and all that hangs on it."""
    told = "".join(traceback.format_exception(error))
    chain: BaseException | None = error
    while chain is not None:
        told += repr(chain) + repr(vars(chain))
        chain = chain.__cause__ or chain.__context__
    return told
