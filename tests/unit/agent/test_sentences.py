"""The sound of fixed sentences: made at the start, and when a flow is published."""

import asyncio
from pathlib import Path
from typing import Any, cast

from agent.sentences import MOST_WAITING, Sentences
from graphs.compiler import CompiledFlow, compile_flow
from graphs.loading import load_flow
from telephony.audio.workers import SpeechPool
from telephony.call.speech_stack import SpeechStack
from telephony.steady.breaker import Breaker
from telephony.steady.chain import VoiceChain
from telephony.steady.voice import GuardedVoice
from telephony.tts.cache import SpeechCache
from telephony.tts.scripted import ScriptedVoice

FLOW = """\
flow: hello
format: 1
title: Hello
languages: [en]
start: over
tries: {then: over}
on_error: over
results: {left: failed}
nodes:
  over: {type: end, say: WORDS, result: left}
"""


def flow(words: str) -> CompiledFlow:
    """A flow that says this, among what every flow says."""
    return compile_flow(load_flow(FLOW.replace("WORDS", words)))


async def test_what_is_published_is_made_after_what_there_was_at_the_start(tmp_path: Path) -> None:
    """Each sentence once; nobody has to ask for it."""
    voice, breaker = ScriptedVoice(letter_ms=5), Breaker("scripted")
    cache = SpeechCache(GuardedVoice(voice, breaker), tmp_path, pool=SpeechPool(threads=1))
    stack = SpeechStack(cast("Any", None), cast("Any", None), VoiceChain([(cache, breaker)]))
    sentences = Sentences(stack, [("Welcome", "en")])
    running = asyncio.create_task(sentences.run())
    published = flow("w1 w2")
    sentences.want(published)
    sentences.want(flow("w1 w2"))
    wanted = ["Welcome", *(text for text, _ in published.fixed_sentences())]
    async with asyncio.timeout(10):
        while True:
            if len(voice.calls) >= len(wanted):
                break
            await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])

    made = [call.text for call in voice.calls]
    assert made[0] == "Welcome"
    assert sorted(made) == sorted(wanted)


async def test_flows_that_wait_are_not_without_number() -> None:
    """The oldest are left out: their sentences are made when a caller is to hear them."""
    stack = SpeechStack(cast("Any", None), cast("Any", None), cast("Any", None))
    sentences = Sentences(stack, [])
    for number in range(MOST_WAITING + 5):
        sentences.want(flow(f"w{number}"))
    assert len(sentences._waiting) == MOST_WAITING
