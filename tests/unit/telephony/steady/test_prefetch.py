"""What a call will probably say soon is made ahead in its voice, and is nobody's trouble when it cannot be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from telephony.audio.workers import SpeechPool
from telephony.steady.breaker import Breaker
from telephony.steady.chain import VoiceChain
from telephony.steady.preference import one_voice, preferred
from telephony.steady.voice import GuardedVoice
from telephony.tts.cache import SpeechCache
from telephony.tts.port import Speech
from telephony.tts.prefetched import Bounds
from telephony.tts.scripted import ScriptedVoice
from telephony.usage import charging
from tests.support.breaking import understood
from tests.support.breaking_voice import BreakingVoice, Manner

TEXT, OTHER = "w1 w2 w3", "w4 w5"


class House:
    """A chain over two voices, and all that is around them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pool = SpeechPool(threads=1)
        self.voices = [BreakingVoice("first"), BreakingVoice("second")]
        self.breakers = [Breaker(voice.name) for voice in self.voices]
        self.caches = [
            SpeechCache(GuardedVoice(voice, breaker), folder, pool=self.pool, ahead=Bounds(at_once=1))
            for voice, breaker in zip(self.voices, self.breakers, strict=True)
        ]
        self.chain = VoiceChain(list(zip(self.caches, self.breakers, strict=True)))

    async def ahead(self, text: str = TEXT) -> None:
        """Ask for a text ahead, and wait until nothing is being made."""
        self.chain.prefetch(text, language="en")
        await self.settled()

    async def asked(self, count: int) -> None:
        """The first voice was asked so often."""
        async with asyncio.timeout(5):
            while len(self.voices[0].asked) < count:  # noqa: ASYNC110 - the voice is a double without an event
                await asyncio.sleep(0)

    async def settled(self) -> None:
        """Nothing is being made ahead."""
        while tasks := [task for cache in self.caches for task in cache._ahead._tasks]:
            await asyncio.wait(tasks)

    async def spoken(self, text: str = TEXT) -> str:
        """The words in the sound of a sentence; and those that are told are the same."""
        async with aclosing(self.chain.speak(text, language="en")) as pieces:
            given = [piece async for piece in pieces]
        assert [word.text for piece in given for word in piece.words] == text.split()
        return understood(b"".join(piece.audio for piece in given))


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Closed in the end."""
    house = House(tmp_path)
    yield house
    await house.chain.aclose()
    await house.pool.aclose()


async def test_a_sentence_made_ahead_is_heard_without_the_voice(house: House) -> None:
    """Sound and words are there; the voice is not asked again, and nothing is written to the folder."""
    with one_voice():
        await house.ahead()
        assert await house.spoken() == TEXT
        assert preferred() == "first"
    assert house.voices[0].asked == [TEXT]
    assert list(house.folder.iterdir()) == []
    assert (house.chain.prefetched.hits, house.chain.prefetched.misses) == (1, 0)


async def test_a_call_that_moved_to_another_voice_does_not_hear_the_first(house: House) -> None:
    """What was made in the voice before is left, and what comes next is made ahead in the new one."""
    with one_voice():
        await house.ahead()
        house.voices[0].manners = [Manner(breaks_after_ms=200)]
        await house.spoken(OTHER)
        assert preferred() == "second"
        assert await house.spoken() == TEXT
        assert house.voices[1].asked == ["w5", TEXT]
        await house.ahead("w6")
        assert house.voices[1].asked == ["w5", TEXT, "w6"]
    assert house.chain.prefetched.hits == 0


async def test_what_waits_is_not_made_for_a_call_that_moved_or_is_over(house: House) -> None:
    """Its voice is another one by then, or there is nobody left to hear it."""
    with one_voice():
        house.chain.prefetch(TEXT, language="en")
        house.chain.prefetch(OTHER, language="en")
    await house.settled()
    assert house.voices[0].asked == [TEXT]
    house.voices[0].manners = [Manner(late_s=0.05), Manner(refuses="key")]
    with one_voice():
        house.chain.prefetch("w6", language="en")
        house.chain.prefetch(OTHER, language="en")
        await house.asked(2)
        await house.spoken("w7")
        await house.settled()
    assert house.voices[0].asked == [TEXT, "w6", "w7"]
    assert house.chain.prefetched.dropped == 2


@pytest.mark.parametrize(
    "manner", [Manner(refuses="key"), Manner(refuses="busy"), Manner(breaks_after_ms=150), Manner(silent=True)], ids=str
)
async def test_a_failure_says_nothing_of_the_voice(house: House, manner: Manner) -> None:
    """Its breaker stays closed, it is tried once, and the call goes on in the same voice."""
    with one_voice():
        await house.spoken(OTHER)
        house.voices[0].usual = manner
        for number in range(5):
            await house.ahead(f"w{number}")
        assert len(house.voices[0].asked) == 6
        assert house.breakers[0].state(asyncio.get_running_loop().time()) == "closed"
        assert house.breakers[0].fault is None
        house.voices[0].usual = Manner()
        assert await house.spoken("w0") == "w0"
        assert preferred() == "first"
    assert house.chain.prefetched.failed == 5


async def test_who_joined_a_sentence_that_does_not_come_has_it_made_in_the_same_voice(house: House) -> None:
    """A guess that failed is no reason for the caller to hear another voice."""
    house.voices[0].manners = [Manner(late_s=0.05, silent=True)]
    with one_voice():
        house.chain.prefetch(TEXT, language="en")
        await house.asked(1)
        assert await house.spoken() == TEXT
        assert preferred() == "first"
    assert house.voices[0].asked == [TEXT, TEXT]
    assert (house.chain.prefetched.joined, house.chain.prefetched.failed) == (1, 1)


async def test_a_voice_that_is_left_in_peace_is_not_asked_ahead(house: House) -> None:
    """An open breaker holds for guesses too, and its one trial is for a sentence that somebody waits for."""
    house.breakers[0].failed("key", asyncio.get_running_loop().time())
    await house.ahead()
    assert house.voices[0].asked == []
    assert house.chain.prefetched.failed == 1


async def test_a_sentence_on_its_way_is_joined(house: House) -> None:
    """One synthesis for both."""
    house.voices[0].usual = Manner(late_s=0.02)
    house.chain.prefetch(TEXT, language="en")
    await house.asked(1)
    assert await house.spoken() == TEXT
    assert house.voices[0].asked == [TEXT]
    assert house.chain.prefetched.joined == 1


async def test_guesses_pay_into_the_account_of_their_call(tmp_path: Path) -> None:
    """Also when nobody hears them."""
    pool, breaker, paid = SpeechPool(threads=1), Breaker("scripted"), list[float]()
    cache = SpeechCache(GuardedVoice(ScriptedVoice(), breaker), tmp_path, pool=pool)
    chain = VoiceChain([(cache, breaker)])
    with charging(lambda usage: paid.append(usage.amount)):
        chain.prefetch("Twelve signs", language="en")
    while tasks := cache._ahead._tasks:
        await asyncio.wait(tasks)
    assert paid == [12]
    await chain.aclose()
    await pool.aclose()
    assert chain.prefetched.unused == 1


async def test_pieces_are_the_voices_own(house: House) -> None:
    """What was made ahead is given piece by piece, as the voice gave it."""
    async with aclosing(house.chain.speak(TEXT, language="en")) as pieces:
        straight: list[Speech] = [piece async for piece in pieces]
    await house.ahead()
    async with aclosing(house.chain.speak(TEXT, language="en")) as pieces:
        assert [piece async for piece in pieces] == straight
