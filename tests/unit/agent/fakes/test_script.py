"""A script instead of ears."""

from collections.abc import Sequence

import pytest

from agent.fakes.script import Script, ScriptReader
from telephony.asr.port import Eager, Final, Listening, Partial, Result


async def read(reader: ScriptReader) -> Sequence[Result]:
    """All results."""
    await reader.aclose()
    return [result async for result in reader.results()]


async def test_an_utterance_is_heard_again_after_a_pause_within_it() -> None:
    """The script goes on with the next utterance, not with the next breath."""
    script = Script(["book a cleaning", "yes"])
    reader = await script.open(Listening())
    for speaking in (True, False, True, False):
        reader.voice(speaking=speaking)
    with pytest.raises(AssertionError, match="yes"):
        script.assert_complete()
    reader.end_utterance()
    reader.voice(speaking=True)
    reader.voice(speaking=False)
    script.assert_complete()
    # A Partial that nobody read gives way to what comes after it.
    assert await read(reader) == [Eager("book a cleaning", 1.0)] * 2 + [Eager("yes", 1.0)]


async def test_when_the_script_is_over_voices_without_words_are_heard() -> None:
    """Every pause is answered, so that nobody waits for words."""
    reader = await Script().open(Listening())
    reader.voice(speaking=True)
    reader.voice(speaking=False)
    assert await read(reader) == [Eager("", 1.0)]


async def test_an_utterance_may_be_given_as_results() -> None:
    """Its finals once, its end at every pause."""
    reader = await Script([[Partial("a"), Final("a", 0.9)]]).open(Listening())
    for speaking in (True, False, True, False):
        reader.voice(speaking=speaking)
    assert await read(reader) == [Final("a", 0.9), Eager("", 1.0), Eager("", 1.0)]


async def test_streams_share_a_script() -> None:
    """Whoever speaks first says what stands first."""
    script = Script(["one", "two"])
    await script.warm()
    first, second = await script.open(Listening()), await script.open(Listening("hi"))
    for reader in (second, first):
        reader.voice(speaking=True)
        reader.voice(speaking=False)
    assert await read(first) == [Eager("two", 1.0)]
    assert await read(second) == [Eager("one", 1.0)]
    await script.aclose()
