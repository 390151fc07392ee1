"""A call is heard whatever its recognisers do: no word is lost, and none is heard twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from telephony.asr.port import Eager, Failed, Final, Listening, Moved, Partial, Result, Resumed
from telephony.errors import SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.recogniser import Candidate, Limits, SteadyRecogniser
from telephony.steady.transcriber import SteadyTranscriber
from tests.support.breaking import (
    FRAME,
    Behaviour,
    BreakingRecogniser,
    BreakingTranscriber,
    heard_words,
    quiet,
    said,
)
from tests.support.virtual_time import on_virtual_time

NOTICED_FRAMES = 8
"""A voice is noticed 160 ms after it began,"""
MISSED_FRAMES = 10
"""and missed 200 ms after it ended."""


class Call:
    """A caller on a line, in virtual real time, and all that the call was told."""

    def __init__(self, *recognisers: BreakingRecogniser, limits: Limits | None = None, language: str = "en") -> None:
        names = ["first", "second", "third"]
        self.recognisers = recognisers
        self.candidates = [Candidate(name, each, Breaker(name)) for name, each in zip(names, recognisers, strict=False)]
        self.steady = SteadyRecogniser(self.candidates, limits=limits)
        self.listening = Listening(language)
        self.results: list[Result] = []
        self._reading: asyncio.Task[None] | None = None
        self.transcriber: SteadyTranscriber

    async def __aenter__(self) -> Self:
        self.transcriber = await self.steady.open(self.listening)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transcriber.aclose()
        assert self._reading
        await self._reading
        await self.steady.aclose()

    async def _read(self) -> None:
        async for result in self.transcriber.results():
            self.results.append(result)

    async def frames(self, sound: bytes) -> None:
        """Sound as a line brings it, a frame every 20 ms."""
        for start in range(0, len(sound), FRAME):
            self.transcriber.feed(sound[start : start + FRAME])
            await asyncio.sleep(0.02)

    async def says(self, *words: int) -> None:
        """The caller speaks; the voice detector notices, a little late."""
        sound = said(*words)
        await self.frames(sound[: NOTICED_FRAMES * FRAME])
        self.transcriber.voice(speaking=True)
        await self.frames(sound[NOTICED_FRAMES * FRAME :] + quiet(MISSED_FRAMES))
        self.transcriber.voice(speaking=False)
        await self.frames(quiet(2))

    async def pauses(self, frames: int = 50) -> None:
        """Nobody speaks."""
        await self.frames(quiet(frames))

    @property
    def heard(self) -> str:
        """The words of the call."""
        return heard_words(self.results)

    def of(self, kind: type[Result]) -> list[Any]:
        """The results of one kind."""
        return [result for result in self.results if isinstance(result, kind)]


def held(play: Callable[[Call], Awaitable[None]], *recognisers: BreakingRecogniser, **how: Any) -> Call:
    """Hold a call to its end."""

    async def hold() -> Call:
        async with Call(*recognisers, **how) as call:
            await play(call)
        return call

    return on_virtual_time(hold())


async def three_words(call: Call) -> None:
    """The plainest utterance."""
    await call.pauses()
    await call.says(1, 2, 3)
    await call.pauses()


def breaking(**how: Any) -> BreakingRecogniser:
    """Its first stream behaves like this, the others well."""
    return BreakingRecogniser([Behaviour(**how)])


def test_one_that_serves_is_passed_through_as_it_is() -> None:
    """Sound, voice and results are the provider's own; nothing is added."""
    first = BreakingRecogniser()
    call = held(three_words, first)
    assert call.results == [Partial("w1"), Partial("w1 w2"), Partial("w1 w2 w3"), Eager("w1 w2 w3", 0.9)]
    assert bytes(first.opened[0].heard) == quiet(50) + said(1, 2, 3) + quiet(62)
    assert first.opened[0].told == [True, False]
    assert first.opened[0].closed == 1


def test_opening_takes_no_time() -> None:
    """A provider that stalls keeps no call waiting."""

    async def hold() -> float:
        async with Call(breaking(stalls=True)):
            return asyncio.get_running_loop().time()

    assert on_virtual_time(hold()) == 0.0


@pytest.mark.parametrize(
    "trouble",
    [
        {"refuses": "network"},
        {"refuses": "key"},
        {"stalls": True},
        {"stalls": True, "ignores_cancelling": True},
        {"breaks_after": 20},
        {"breaks_after": 1060},
        {"breaks_after": 1100},
        {"breaks_after": 1300},
        {"breaks_after": 1300, "fault": "key"},
        {"breaks_after": 1300, "ends": True},
        {"breaks_after": 1300, "hangs": True},
        {"breaks_after": 1700},
        {"breaks_after": 2000},
        {"breaks_after_results": 1},
        {"breaks_after_results": 2},
        {"breaks_after_results": 5},
        {"raises": True},
    ],
    ids=str,
)
@pytest.mark.parametrize("second", [True, False], ids=["with a second", "alone"])
def test_whatever_breaks_and_wherever_the_words_are_whole(trouble: dict[str, Any], second: bool) -> None:
    """One stream fails in every way at every place: the words are those of an unbroken call."""
    if not second and "key" in trouble.values():
        trouble = trouble | {"fault": "broken", "refuses": None}
    call = held(three_words, *[breaking(**trouble), BreakingRecogniser()][: 2 if second else 1])
    assert call.heard == "w1 w2 w3"
    assert len(call.of(Eager)) == 1
    assert call.of(Failed) == []


def test_nothing_that_was_fed_before_it_was_there_is_lost() -> None:
    """Also when the voice detector noticed nothing."""
    first = BreakingRecogniser([Behaviour(opens_in_s=1.5)])

    async def play(call: Call) -> None:
        await call.frames(said(1) + quiet(100))

    held(play, first)
    assert bytes(first.opened[0].heard) == said(1) + quiet(100)


def test_what_may_pass_is_tried_once_more_with_the_same() -> None:
    """The second provider is not asked, and the call is not moved."""
    first, second = breaking(breaks_after=1300), BreakingRecogniser()
    call = held(three_words, first, second)
    assert (first.asked, second.asked) == (2, 0)
    assert call.of(Moved) == []


def test_what_will_not_pass_moves_the_call_at_once() -> None:
    """The call is told who took over and why."""
    first, second = breaking(refuses="key"), BreakingRecogniser()
    call = held(three_words, first, second)
    assert (first.asked, second.asked) == (1, 1)
    assert call.of(Moved) == [Moved("second", "It does not open (key).")]


def test_one_that_flaps_is_left() -> None:
    """It breaks twice within ten seconds: the second takes over, and keeps the call."""
    first = BreakingRecogniser([Behaviour(breaks_after=1300), Behaviour(breaks_after=100)])
    second = BreakingRecogniser()

    async def play(call: Call) -> None:
        await three_words(call)
        call.transcriber.end_utterance()
        await call.pauses(2000)
        await call.says(4)

    call = held(play, first, second)
    assert (first.asked, second.asked) == (2, 1)
    assert [type(result) for result in call.results].count(Moved) == 1
    assert call.of(Eager) == [Eager("w1 w2 w3", 0.9), Eager("w4", 0.9)]


def test_one_that_breaks_now_and_then_is_opened_again_each_time() -> None:
    """Two breaks a minute apart are no flapping."""
    first = BreakingRecogniser([Behaviour(breaks_after=1300), Behaviour(breaks_after=60_000)])
    second = BreakingRecogniser()

    async def play(call: Call) -> None:
        await three_words(call)
        call.transcriber.end_utterance()
        await call.pauses(3500)
        await call.says(4)

    call = held(play, first, second)
    assert (first.asked, second.asked) == (3, 0)
    assert call.of(Eager)[-1] == Eager("w4", 0.9)


def test_one_that_was_left_is_asked_again_when_the_other_fails() -> None:
    """First, second, first again: better than nobody."""
    first = BreakingRecogniser([Behaviour(refuses="broken"), Behaviour(refuses="broken")])
    second = BreakingRecogniser([Behaviour(breaks_after=12_000, fault="quota")])

    async def play(call: Call) -> None:
        await call.pauses(580)
        await call.says(1, 2)

    call = held(play, first, second)
    assert call.heard == "w1 w2"
    assert [move.provider for move in call.of(Moved)] == ["second", "first"]


def test_when_nobody_is_left_the_call_is_told_once() -> None:
    """One sentence, with the last reason; later sound goes nowhere, quietly."""
    bad = [BreakingRecogniser(usual=Behaviour(refuses="network")) for _ in range(2)]
    call = held(three_words, *bad)
    assert call.results == [Failed("Nobody is left to recognise this call: It does not open (network).", "network")]
    assert [each.asked for each in bad] == [2, 2]


def test_an_eager_that_the_call_holds_is_not_given_again() -> None:
    """The stream breaks after it said that the caller had finished: the call is told nothing new."""
    first = breaking(breaks_after_results=4)
    call = held(three_words, first, BreakingRecogniser())
    assert call.of(Eager) == [Eager("w1 w2 w3", 0.9)]
    assert call.results[-1] == Eager("w1 w2 w3", 0.9)
    assert first.asked == 2


def test_a_caller_who_goes_on_after_the_break_takes_the_eager_back() -> None:
    """`Resumed` comes before the longer words, although the new stream never gave the first."""

    async def play(call: Call) -> None:
        await call.says(1, 2)
        call.recognisers[0].opened[0]._break()
        await call.pauses(10)
        await call.says(3)

    call = held(play, BreakingRecogniser(), BreakingRecogniser())
    kinds = [type(result) for result in call.results]
    first = kinds.index(Eager)
    assert kinds[first + 1] is Resumed
    assert Resumed not in kinds[first + 2 :]
    assert call.results[-1] == Eager("w1 w2 w3", 0.9)


def test_words_that_were_taken_are_not_heard_again() -> None:
    """The caller's turn was taken; then the stream breaks: the next hears only what came after."""
    first = BreakingRecogniser()

    async def play(call: Call) -> None:
        await call.says(1, 2)
        call.transcriber.end_utterance()
        call.results.clear()
        first.opened[0]._break()
        await call.pauses(5)
        await call.says(3)

    call = held(play, first)
    assert call.heard == "w3"
    assert 1 not in first.opened[1].heard
    assert 2 not in first.opened[1].heard


def test_words_that_nobody_has_read_yet_are_taken_too() -> None:
    """The turn was taken while they waited: they would come as words of the next."""

    async def hold() -> list[Result]:
        transcriber = await SteadyRecogniser([Candidate("a", BreakingRecogniser(), Breaker("a"))]).open(Listening())
        await asyncio.sleep(1)
        transcriber.voice(speaking=True)
        transcriber.feed(said(1))
        transcriber.voice(speaking=False)
        await asyncio.sleep(1)
        transcriber.end_utterance()
        await transcriber.aclose()
        return [result async for result in transcriber.results()]

    assert on_virtual_time(hold()) == []


def test_a_voice_that_begins_with_the_break_is_awaited_anew() -> None:
    """The call waits for what is to come of it: the same words are given again, the first taken back."""

    async def play(call: Call) -> None:
        await call.says(1)
        call.recognisers[0].opened[0]._break()
        call.transcriber.voice(speaking=True)
        await call.pauses(20)
        call.transcriber.voice(speaking=False)
        await call.pauses(10)

    call = held(play, BreakingRecogniser())
    assert len(call.of(Eager)) > 1
    assert call.results[-1] == Eager("w1", 0.9)
    _takes_back_every_eager(call.results)


def test_late_words_of_somebody_who_was_given_much_at_once_cost_nothing() -> None:
    """He makes the first utterance certain when he has long heard the second, and breaks: the second is owed."""
    first = BreakingRecogniser([Behaviour(breaks_after=2500, fault="key", mute=True)])
    second = BreakingRecogniser([Behaviour(mute=True)])

    async def play(call: Call) -> None:
        await call.says(1, 2)
        await call.pauses(30)
        await call.says(*range(3, 13))
        second.opened[0].tell(Final("w1 w2", 0.9))
        await asyncio.sleep(0.1)
        second.opened[0].tell(Failed("It broke.", "key"))
        await call.pauses(10)

    assert held(play, first, second, BreakingRecogniser()).heard == " ".join(f"w{at}" for at in range(1, 13))


def test_a_stream_that_was_left_is_not_listened_to() -> None:
    """Even if it does not let itself be stopped."""

    class Stubborn(BreakingTranscriber):
        def results(self) -> AsyncIterator[Result]:
            return self._on_and_on() if self._behaviour.raises else super().results()

        async def _on_and_on(self) -> AsyncIterator[Result]:
            while not self.closed:
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.01)
                yield Partial("w99")

    async def play(call: Call) -> None:
        await asyncio.sleep(0.105)
        assert Partial("w99") in call.results
        call.results.clear()
        call.transcriber.feed(quiet(1))
        call.transcriber.feed(quiet(1))
        await asyncio.sleep(0.1)
        assert call.results == []
        assert len(first.opened) == 2

    first = BreakingRecogniser(kind=Stubborn, behaviours=[Behaviour(raises=True, hangs=True)])
    held(play, first)


def test_a_turn_taken_while_nobody_listens_is_forgotten() -> None:
    """`end_utterance` during the opening of the next: nothing old is given to it."""
    first, second = breaking(breaks_after=300, fault="key"), BreakingRecogniser([Behaviour(stalls=True)])

    async def play(call: Call) -> None:
        await call.says(1, 2)
        call.transcriber.end_utterance()
        call.results.clear()
        await call.pauses(20)
        await call.says(3)
        await call.pauses(150)

    call = held(play, first, second)
    assert call.heard == "w3"
    assert 1 not in second.opened[0].heard


def test_a_turn_taken_while_the_kept_sound_is_given_ends_there() -> None:
    """With a slow pace the turn is taken in the middle: the stream is told, and gets no more of the old sound."""
    first, second = breaking(breaks_after=1500, fault="key"), BreakingRecogniser()

    async def play(call: Call) -> None:
        await call.says(*range(1, 9))
        await call.pauses(5)
        call.transcriber.end_utterance()
        call.results.clear()
        await call.pauses(10)
        await call.says(20)
        await call.pauses(500)

    call = held(play, first, second, limits=Limits(pause_s=0.09))
    assert call.heard == "w20"
    assert "end" in second.opened[0].told
    assert 8 not in second.opened[0].heard


def test_a_change_of_how_to_listen_reaches_whoever_is_being_opened() -> None:
    """`adapt` while the next is opened: it listens as it was told last."""
    second = BreakingRecogniser()

    async def play(call: Call) -> None:
        await call.pauses(1)
        call.transcriber.adapt(Listening("en", hints=("Tuesday",)))
        await call.pauses(150)
        assert second.opened
        assert second.opened[0].listening.hints == ("Tuesday",)
        call.transcriber.adapt(Listening("en", hints=("Friday",)))
        assert second.opened[0].listening.hints == ("Friday",)

    held(play, BreakingRecogniser([Behaviour(stalls=True), Behaviour(refuses="key")]), second)


def test_a_change_during_the_opening_itself_is_told_afterwards() -> None:
    """What was changed after the opening had begun is adapted as soon as it is there."""

    slow = BreakingRecogniser([Behaviour(opens_in_s=1.0)])

    async def play(call: Call) -> None:
        await call.pauses(1)
        call.transcriber.adapt(Listening("en", hints=("Friday",)))
        await call.pauses(100)
        assert slow.opened[0].listening.hints == ("Friday",)
        assert len(slow.opened[0].told) == 1

    held(play, slow)


def test_only_those_who_know_the_language_are_asked() -> None:
    """A fallback that knows English alone hears no call in Hindi; when nobody knows it, all are asked."""

    async def hold(language: str, *languages: tuple[str, ...]) -> list[int]:
        recognisers = [BreakingRecogniser(usual=Behaviour(refuses="key")) for _ in languages]
        rows = [
            Candidate(f"r{number}", recognisers[number], Breaker(f"r{number}"), known)
            for number, known in enumerate(languages)
        ]
        transcriber = await SteadyRecogniser(rows).open(Listening(language))
        assert [type(result) async for result in transcriber.results()][-1] is Failed
        await transcriber.aclose()
        return [each.asked for each in recognisers]

    assert on_virtual_time(hold("hi", (), ("en",))) == [1, 0]
    assert on_virtual_time(hold("en-IN", (), ("en",))) == [1, 1]
    assert on_virtual_time(hold("hi", ("en",), ("en",))) == [1, 1]


def test_a_caller_who_changes_the_language_is_given_somebody_who_knows_it() -> None:
    """From English to Hindi: the one who knows both takes over; no failure is counted against the first."""

    async def hold() -> None:
        english, both = BreakingRecogniser(), BreakingRecogniser()
        breaker = Breaker("english")
        steady = SteadyRecogniser(
            [Candidate("english", english, breaker, ("en",)), Candidate("both", both, Breaker("both"), ("en", "hi"))]
        )
        transcriber = await steady.open(Listening("en", ("hi",)))
        await asyncio.sleep(0.1)
        transcriber.adapt(Listening("hi", ("en",)))
        await asyncio.sleep(0.1)
        transcriber.adapt(Listening("hi", ("en",), hints=("कल",)))
        await asyncio.sleep(0.1)
        assert [english.asked, both.asked] == [1, 1]
        assert both.opened[0].listening.hints == ("कल",)
        assert breaker.fault is None
        await transcriber.aclose()
        assert [result async for result in transcriber.results()] == [Moved("both", "The caller speaks hi now.")]

    on_virtual_time(hold())


def test_one_whose_breaker_is_open_is_passed_over() -> None:
    """Three calls found it broken; the fourth does not ask. The trial after ten seconds closes it again."""

    async def hold() -> None:
        first, second = BreakingRecogniser([Behaviour(refuses="network")] * 3), BreakingRecogniser()
        rows = [Candidate("first", first, Breaker("first")), Candidate("second", second, Breaker("second"))]
        steady = SteadyRecogniser(rows)

        async def call() -> None:
            transcriber = await steady.open(Listening())
            await asyncio.sleep(0.1)
            transcriber.voice(speaking=True)
            transcriber.feed(said(1))
            await asyncio.sleep(0.1)
            await transcriber.aclose()

        for _ in range(3):
            await call()
        assert (first.asked, second.asked) == (3, 3)
        await asyncio.sleep(10)
        await call()
        assert (first.asked, second.asked) == (4, 3)
        assert rows[0].breaker.state(asyncio.get_running_loop().time()) == "closed"

    on_virtual_time(hold())


def test_a_call_that_ends_during_the_trial_leaves_it_to_the_next() -> None:
    """Its provider was neither found to serve nor to fail."""

    async def hold() -> None:
        first = BreakingRecogniser([Behaviour(refuses="request"), Behaviour(stalls=True)])
        steady = SteadyRecogniser([Candidate("first", first, Breaker("first"))])
        await (await steady.open(Listening())).aclose()
        for asked in (1, 2, 3):
            transcriber = await steady.open(Listening())
            await asyncio.sleep(0.1)
            await transcriber.aclose()
            assert first.asked == asked
            await asyncio.sleep(10 if asked == 1 else 0)

    on_virtual_time(hold())


def test_an_hour_of_silence_is_not_kept() -> None:
    """The sound that is kept is bounded, and whoever takes over after it hears half a second."""
    first = BreakingRecogniser()

    async def play(call: Call) -> None:
        for _ in range(3600):
            call.transcriber.feed(quiet(50))
            await asyncio.sleep(1)
        assert len(call.transcriber._kept._sound) <= 20 * 8000
        first.opened[0].heard.clear()
        first.opened[0]._break()
        await asyncio.sleep(1)
        assert len(first.opened[1].heard) <= 500 * 8

    held(play, first)


def test_an_utterance_longer_than_what_is_kept_loses_no_word() -> None:
    """What was shown of it is taken as certain; the next hears the rest."""
    first, second = breaking(breaks_after=7900, fault="key"), BreakingRecogniser()

    async def play(call: Call) -> None:
        await call.says(*range(1, 51))

    call = held(play, first, second, limits=Limits(keep_ms=5000))
    words = [word.partition("/")[0] for word in call.heard.split()]
    assert list(dict.fromkeys(words)) == [f"w{number}" for number in range(1, 51)]
    assert len(words) <= 52


@pytest.mark.parametrize("positions", [True, False])
def test_certain_words_are_not_heard_again(positions: bool) -> None:
    """A recogniser that finds the ends by itself gave a `Final`; then it breaks: only later words are owed."""
    how = Behaviour(voiceless=True, tells_positions=positions, breaks_after=2200, fault="key")

    async def play(call: Call) -> None:
        await call.pauses(20)
        await call.says(1, 2)
        await call.pauses(20)
        await call.says(3, 4)
        await call.pauses()

    call = held(play, BreakingRecogniser([how]), BreakingRecogniser())
    assert call.heard == "w1 w2 w3 w4"
    assert call.of(Final)[0].text == "w1 w2"


def test_closing_ends_everything_within_two_seconds() -> None:
    """Providers hang in every way; the call and the process end all the same, twice."""

    async def hold(first: BreakingRecogniser, after: float) -> float:
        loop = asyncio.get_running_loop()
        call = Call(first, BreakingRecogniser(hangs=True))
        async with call:
            await asyncio.sleep(after)
            began = loop.time()
            await call.transcriber.aclose()
            await call.transcriber.aclose()
            lasted = loop.time() - began
        began = loop.time()
        await call.steady.aclose()
        await call.steady.aclose()
        with pytest.raises(SpeechUnavailable, match="closed"):
            await call.steady.open(Listening())
        return max(lasted, loop.time() - began)

    for how in (Behaviour(hangs=True), Behaviour(stalls=True), Behaviour(stalls=True, ignores_cancelling=True)):
        for after in (0.0, 0.1, 2.1):
            assert on_virtual_time(hold(BreakingRecogniser([replace(how)]), after)) <= 2.0


def test_a_stream_that_comes_too_late_is_closed() -> None:
    """It would otherwise be listened to, and paid for, by nobody."""
    first = BreakingRecogniser([Behaviour(stalls=True, ignores_cancelling=True)])

    async def play(call: Call) -> None:
        await asyncio.sleep(70)

    held(play, first)
    assert [each.closed for each in first.opened] == [1, 1]


def test_nothing_of_what_a_provider_raises_is_told() -> None:
    """An exception of its own may hold a key: its kind is told, not its words."""
    first = BreakingRecogniser(usual=Behaviour(raises=True))
    with capture_logs() as logs:
        call = held(three_words, first)
    assert "RuntimeError" in str(logs)
    assert "sk-secret" not in str(logs) + str(call.results)


def test_a_wrong_key_of_the_first_stops_the_service() -> None:
    """It is told at start, although a second could serve."""

    async def start() -> None:
        first, second = BreakingRecogniser(warms=["key"]), BreakingRecogniser()
        call = Call(first, second)
        with pytest.raises(SpeechUnavailable, match="key"):
            await call.steady.warm()
        assert second.warmed == 0

    on_virtual_time(start())


def test_a_first_that_is_down_for_the_moment_is_stood_in_for() -> None:
    """The second serves the calls until the first is warm, which is tried again and again in the background."""

    async def start() -> list[str]:
        first, second = BreakingRecogniser(warms=["network", "network"]), BreakingRecogniser()
        call = Call(first, second)
        await call.steady.warm()
        served = []
        for _ in range(2):
            transcriber = await call.steady.open(Listening())
            await asyncio.sleep(0.1)
            served.append("first" if first.asked else "second")
            await transcriber.aclose()
            await asyncio.sleep(60)
        assert first.warmed == 3
        await call.steady.aclose()
        return served

    assert on_virtual_time(start()) == ["second", "first"]


def test_when_nobody_is_warm_for_the_moment_the_service_starts_and_calls_try() -> None:
    """The network may be back before anybody has noticed."""

    async def play(call: Call) -> None:
        await call.steady.warm()
        await three_words(call)

    assert held(play, BreakingRecogniser(warms=["network"]), BreakingRecogniser(warms=["key"])).heard == "w1 w2 w3"


def test_a_fallback_that_cannot_be_warmed_is_left_out_until_it_can() -> None:
    """Nobody waits for it at start; it is tried as often as its breaker allows, and does not begin cold."""

    async def start() -> list[int]:
        first = BreakingRecogniser(usual=Behaviour(refuses="network"))
        second = BreakingRecogniser(warms=["key", "key"])
        call, asked = Call(first, second), []
        await call.steady.warm()
        for _ in range(2):
            transcriber = await call.steady.open(Listening())
            await asyncio.sleep(300)
            await transcriber.aclose()
            asked.append(second.asked)
        assert second.warmed == 3
        await call.steady.aclose()
        return asked

    assert on_virtual_time(start()) == [0, 1]


breaks = st.lists(
    st.builds(
        Behaviour,
        refuses=st.sampled_from([None, None, None, "network"]),
        stalls=st.sampled_from([False, False, True]),
        breaks_after=st.one_of(st.none(), st.integers(0, 4000)),
        breaks_after_results=st.one_of(st.none(), st.integers(1, 8)),
        raises=st.sampled_from([False, False, False, True]),
        ends=st.booleans(),
        voiceless=st.sampled_from([False, False, True]),
    ),
    max_size=2,
)


utterances = st.lists(st.tuples(st.integers(1, 4), st.booleans()), min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(breaks, breaks, utterances, st.sampled_from([0.0, 0.02]))
def test_any_two_breaks_of_two_providers_cost_no_word(
    first: list[Behaviour], second: list[Behaviour], said_and_taken: list[tuple[int, bool]], pause_s: float
) -> None:
    """Utterances with pauses, some of them taken for turns: the words of all turns are those of an unbroken call, each
    once, in order.
    """
    count, turns = 0, list[list[Result]]()

    async def play(call: Call) -> None:
        nonlocal count
        for length, take in said_and_taken:
            await call.pauses(20)
            await call.says(*range(count + 1, count + length + 1))
            count += length
            if take and call.heard.endswith(f"w{count}") and isinstance(call.results[-1], Eager | Final):
                call.transcriber.end_utterance()
                turns.append(call.results[:])
                call.results.clear()
        await call.pauses(600)
        turns.append(call.results[:])

    recognisers = (BreakingRecogniser(first), BreakingRecogniser(second), BreakingRecogniser())
    call = held(play, *recognisers, limits=Limits(pause_s=pause_s))
    assert " ".join(filter(None, map(heard_words, turns))) == " ".join(f"w{at}" for at in range(1, count + 1))
    assert call.of(Failed) == []
    for turn in turns:
        _takes_back_every_eager(turn)


def _takes_back_every_eager(results: list[Result]) -> None:
    """After an `Eager` come `Resumed`, `Final` or another's turn, before other words."""
    held_for_finished = False
    for result in results:
        match result:
            case Eager():
                assert not held_for_finished, results
                held_for_finished = True
            case Partial():
                assert not held_for_finished, results
            case Resumed():
                assert held_for_finished, results
                held_for_finished = False
            case Final():
                held_for_finished = False
