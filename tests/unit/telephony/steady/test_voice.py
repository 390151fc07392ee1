"""A sentence begins in time or somebody else speaks it."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from typing import Any

import pytest
from structlog.testing import capture_logs

from telephony.errors import Fault, SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.voice import GuardedVoice
from telephony.tts.port import Speech, Word
from tests.support.breaking import understood
from tests.support.breaking_voice import BreakingVoice, Manner
from tests.support.virtual_time import on_virtual_time

TEXT = "w1 w2 w3"


class Outcome:
    """What came of a sentence."""

    def __init__(self) -> None:
        self.pieces: list[Speech] = []
        self.failure: SpeechUnavailable | None = None
        self.seconds = 0.0

    @property
    def heard(self) -> str:
        """The words in the sound."""
        return understood(b"".join(piece.audio for piece in self.pieces))


async def spoken(voice: GuardedVoice, text: str = TEXT) -> Outcome:
    """Speak to the end, however it ends."""
    outcome, loop = Outcome(), asyncio.get_running_loop()
    began = loop.time()
    try:
        async with aclosing(voice.speak(text, language="en")) as pieces:
            async for piece in pieces:
                outcome.pieces.append(piece)
    except SpeechUnavailable as why:
        outcome.failure = why
    outcome.seconds = loop.time() - began
    return outcome


def speak(voice: BreakingVoice, text: str = TEXT, breaker: Breaker | None = None) -> Outcome:
    """One sentence of a new guarded voice."""

    async def work() -> Outcome:
        guarded = GuardedVoice(voice, breaker or Breaker(voice.name))
        outcome = await spoken(guarded, text)
        await guarded.aclose()
        return outcome

    return on_virtual_time(work())


def run(work: Coroutine[Any, Any, None]) -> None:
    """On virtual time."""
    on_virtual_time(work)


def test_a_voice_that_serves_is_passed_through() -> None:
    """The same pieces, the same name."""
    outcome = speak(BreakingVoice())
    assert outcome.heard == TEXT
    assert [word.text for piece in outcome.pieces for word in piece.words] == TEXT.split()
    assert GuardedVoice(BreakingVoice("a voice"), Breaker("a")).name == "a voice"


@pytest.mark.parametrize(
    "manner",
    [
        Manner(refuses="network"),
        Manner(breaks_after_ms=0),
        Manner(stalls_after_ms=0),
        Manner(stalls_after_ms=0, ignores_cancelling=True),
        Manner(raises=True, breaks_after_ms=0),
        Manner(silent=True),
    ],
    ids=str,
)
def test_what_fails_before_the_first_sound_is_tried_once_more(manner: Manner) -> None:
    """The listener hears the sentence, within two seconds, and of the failure nothing."""
    voice = BreakingVoice(manners=[manner, Manner(late_s=0.7)])
    outcome = speak(voice)
    assert outcome.failure is None
    assert outcome.heard == TEXT
    assert len(voice.asked) == 2
    assert outcome.seconds <= 2.2, "whoever does not mind being interrupted is left behind a little later"


def test_both_tries_together_have_two_seconds() -> None:
    """The second begins beside the first; then it is told that nothing came, and others may be asked."""
    voice = BreakingVoice(usual=Manner(stalls_after_ms=0))
    outcome = speak(voice)
    assert outcome.seconds == 2.0
    assert outcome.failure is not None
    assert outcome.failure.fault == "timeout"
    assert len(voice.asked) == 2


@pytest.mark.parametrize(("first_s", "second_s", "heard_at"), [(1.5, 0.9, 1.5), (1.9, 0.2, 1.4), (1.1, 0.0, 1.1)])
def test_whichever_try_sounds_first_is_heard(first_s: float, second_s: float, heard_at: float) -> None:
    """After 1.2 s without a sound it is asked for once more; one of the two is spoken, and the other interrupted."""

    async def work() -> None:
        voice = BreakingVoice(manners=[Manner(late_s=first_s), Manner(late_s=second_s)])
        loop = asyncio.get_running_loop()
        guarded = GuardedVoice(voice, Breaker("breaking"))
        outcome = await spoken(guarded)
        assert outcome.heard == TEXT
        assert loop.time() == pytest.approx(heard_at)
        assert len(voice.asked) == (2 if first_s > 1.2 else 1)
        await guarded.aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    run(work())


@pytest.mark.parametrize("second", [Manner(refuses="network"), Manner(refuses="key")], ids=str)
def test_a_second_try_that_fails_leaves_the_first_its_time(second: Manner) -> None:
    """Unless it says that no try will help."""
    outcome = speak(BreakingVoice(manners=[Manner(late_s=1.7), second]))
    if second.refuses == "network":
        assert outcome.heard == TEXT
    else:
        assert outcome.failure is not None
        assert outcome.failure.fault == "key"


def test_a_voice_that_is_not_asked_beside_itself_has_all_the_time() -> None:
    """As one in this process: it would only be slower."""

    async def work() -> None:
        voice = BreakingVoice(manners=[Manner(late_s=4.0)])
        guarded = GuardedVoice(voice, Breaker("breaking"), first_sound_s=5.0, again_s=None)
        assert (await spoken(guarded)).heard == TEXT
        assert len(voice.asked) == 1

    run(work())


def test_a_trial_of_a_voice_that_was_down_is_one() -> None:
    """While nobody knows whether it is back it is not asked a second time beside."""

    async def work() -> None:
        voice = BreakingVoice(manners=[Manner(refuses="model"), Manner(late_s=1.5)])
        guarded = GuardedVoice(voice, Breaker("breaking"))
        await spoken(guarded)
        await asyncio.sleep(60)
        assert (await spoken(guarded)).heard == TEXT
        assert len(voice.asked) == 2

    run(work())


@pytest.mark.parametrize("fault", ["key", "quota", "model", "request", "local"])
def test_what_will_not_pass_is_not_tried_again(fault: Fault) -> None:
    """The refusal is told as it is."""
    voice = BreakingVoice(usual=Manner(refuses=fault))
    outcome = speak(voice)
    assert len(voice.asked) == 1
    assert outcome.failure is not None
    assert outcome.failure.fault == fault


@pytest.mark.parametrize("manner", [Manner(breaks_after_ms=300), Manner(stalls_after_ms=300)], ids=str)
def test_after_the_first_sound_nothing_is_said_twice(manner: Manner) -> None:
    """What breaks later is told at once, or when the next piece does not come within five seconds."""
    voice = BreakingVoice(manners=[manner])
    outcome = speak(voice)
    assert outcome.heard == "w1 w2/5"
    assert outcome.failure is not None
    assert len(voice.asked) == 1
    assert outcome.seconds == (5.0 if manner.stalls_after_ms else 0.0)


def test_nothing_to_pronounce_is_no_failure() -> None:
    """Dots alone are silence."""
    outcome = speak(BreakingVoice(usual=Manner(silent=True)), "…")
    assert outcome.failure is None
    assert outcome.pieces == []


def test_a_voice_that_is_down_is_not_asked() -> None:
    """After three failures in a row the next sentence is refused without a moment's wait, with the reason."""

    async def work() -> None:
        voice = BreakingVoice(usual=Manner(refuses="network"))
        guarded = GuardedVoice(voice, Breaker("breaking"))
        await spoken(guarded)
        await spoken(guarded)
        asked = len(voice.asked)
        outcome = await spoken(guarded)
        assert (asked, len(voice.asked), outcome.seconds) == (3, 3, 0.0)
        assert outcome.failure is not None
        assert outcome.failure.fault == "network"

    run(work())


def test_an_interruption_is_neither_success_nor_failure() -> None:
    """A trial that the caller interrupts before its first sound can be made again at once."""

    async def work() -> None:
        breaker = Breaker("breaking")
        voice = BreakingVoice(manners=[Manner(refuses="model"), Manner(stalls_after_ms=0)])
        guarded = GuardedVoice(voice, breaker)
        await spoken(guarded)
        await asyncio.sleep(60)
        speaking = asyncio.create_task(spoken(guarded))
        await asyncio.sleep(0.5)
        speaking.cancel()
        await asyncio.wait({speaking})
        assert voice.interrupted == [TEXT]
        assert breaker.state(asyncio.get_running_loop().time()) == "half_open"
        assert (await spoken(guarded)).heard == TEXT
        assert breaker.state(asyncio.get_running_loop().time()) == "closed"

    run(work())


def test_closing_the_pieces_interrupts_the_voice() -> None:
    """In the middle of a sentence, and without waiting for a voice that does not mind."""

    async def work(manner: Manner) -> float:
        loop = asyncio.get_running_loop()
        voice = BreakingVoice(usual=manner)
        guarded = GuardedVoice(voice, Breaker("breaking"))
        async with aclosing(guarded.speak(" ".join(["w1"] * 100), language="en")) as pieces:
            async for _ in pieces:
                break
            began = loop.time()
        lasted = loop.time() - began
        assert len(voice.interrupted) == 1
        await guarded.aclose()
        return lasted

    assert on_virtual_time(work(Manner())) == 0.0
    assert on_virtual_time(work(Manner(ignores_cancelling=True))) <= 0.2


def test_closing_takes_less_than_two_seconds() -> None:
    """Whatever the voice does; afterwards it speaks no more."""

    async def work() -> float:
        voice = BreakingVoice(hangs=True)
        guarded = GuardedVoice(voice, Breaker("breaking"))
        began = asyncio.get_running_loop().time()
        await guarded.aclose()
        await guarded.aclose()
        lasted = asyncio.get_running_loop().time() - began
        outcome = await spoken(guarded)
        assert outcome.failure is not None
        assert voice.asked == []
        return lasted

    assert on_virtual_time(work()) < 2.0


def test_nothing_of_what_a_voice_raises_is_told() -> None:
    """An exception of its own may hold a key: its kind is told, not its words."""
    with capture_logs() as logs:
        outcome = speak(BreakingVoice(usual=Manner(raises=True, breaks_after_ms=140)))
    assert "RuntimeError" in str(logs)
    assert "sk-secret" not in str(logs) + str(outcome.failure)


class _Quick:
    """A voice five times as fast as its sound: `count` pieces of 100 ms, each with its word."""

    name = "quick"

    def __init__(self, count: int) -> None:
        self.count = count

    async def warm(self) -> None:
        """Nothing to be warmed."""

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """The pieces."""
        for number in range(self.count):
            yield Speech(bytes([number]) * 800, (Word(str(number), 100 * number, 100 * number + 100),))
            await asyncio.sleep(0.02)

    async def aclose(self) -> None:
        """Nothing to be closed."""


def test_what_is_far_ahead_comes_in_larger_pieces() -> None:
    """The first half second comes as it is made, what follows as it gathers; no sound and no word is lost or late."""
    came: list[tuple[float, Speech]] = []

    async def work() -> None:
        guarded, loop = GuardedVoice(_Quick(40), Breaker("quick")), asyncio.get_running_loop()
        async with aclosing(guarded.speak(TEXT, language="en")) as pieces:
            came.extend([(loop.time(), piece) async for piece in pieces])
        await guarded.aclose()

    run(work())
    began = came[0][0]
    assert [len(piece.audio) for _, piece in came[:6]] == [800] * 6
    assert len(came) <= 20, "fewer than half as many as were made"
    assert b"".join(piece.audio for _, piece in came) == b"".join(bytes([number]) * 800 for number in range(40))
    assert [word.text for _, piece in came for word in piece.words] == [str(number) for number in range(40)]
    given_s = 0.0
    for at, piece in came:
        spare_s = 0.4 if given_s > 0.6 else 0.0
        assert at - began <= given_s - spare_s, "it came when what was there was nearly spoken"
        given_s += len(piece.audio) / 8000


def test_a_sentence_that_was_cut_off_is_held_by_nobody() -> None:
    """Not even by itself: what only a collection of garbage finds holds up every call."""

    async def work() -> None:
        guarded = GuardedVoice(BreakingVoice(usual=Manner(stalls_after_ms=280)), Breaker("a"))
        async with aclosing(guarded.speak(TEXT, language="en")) as pieces:
            await anext(pieces)
        await guarded.aclose()

    gc.collect()
    gc.disable()
    try:
        run(work())
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = {type(each).__name__ for each in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert "_Stream" not in left
