"""Who recognises a call: in which order they are asked, when they are left, and how it all ends."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from telephony.asr.port import PIECE_MS, Eager, Failed, Listening, Moved
from telephony.errors import Fault, SpeechUnavailable
from telephony.steady.breaker import IN_A_ROW, Breaker
from telephony.steady.recogniser import Candidate, SteadyRecogniser
from tests.support.breaking import Behaviour, BreakingRecogniser, quiet, said
from tests.support.breaking_call import Call, breaking, held, three_words
from tests.support.virtual_time import on_virtual_time


def test_opening_takes_no_time() -> None:
    """A provider that stalls keeps no call waiting."""

    async def hold() -> float:
        async with Call(breaking(stalls=True)):
            return asyncio.get_running_loop().time()

    assert on_virtual_time(hold()) == 0.0


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


def test_a_break_of_all_calls_at_once_bars_nobody() -> None:
    """A vendor tears five streams at once and is back at once: every call is opened once more, and none is moved."""
    first, second = BreakingRecogniser([Behaviour(breaks_after=1300)] * 5), BreakingRecogniser()

    async def hold() -> None:
        rows = [Candidate(name, each, Breaker(name)) for name, each in (("first", first), ("second", second))]
        steady = SteadyRecogniser(rows)
        calls = [await steady.open(Listening("en")) for _ in range(5)]
        for _ in range(100):
            for call in calls:
                call.feed(quiet(1))
            await asyncio.sleep(0.02)
        for call in calls:
            await call.aclose()
        await steady.aclose()

    on_virtual_time(hold())
    assert (first.asked, second.asked) == (10, 0)


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
        assert len(first.opened[1].heard) <= (500 + PIECE_MS) * 8

    held(play, first)


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


@pytest.mark.parametrize(("fault", "asked"), [("broken", 1), ("key", 0)])
def test_a_call_that_begins_asks_a_provider_that_is_left_in_peace_when_nobody_else_is_there(
    fault: Fault, asked: int
) -> None:
    """What failed a moment ago may be over, and else the caller would only be sent away; a wrong key stays wrong."""
    only, breaker = BreakingRecogniser(), Breaker("only")

    async def hold() -> None:
        now = asyncio.get_running_loop().time()
        for _ in range(IN_A_ROW):
            breaker.failed(fault, now)
        assert breaker.state(now) == "open"
        transcriber = await SteadyRecogniser([Candidate("only", only, breaker)]).open(Listening())
        await asyncio.sleep(0.1)
        await transcriber.aclose()

    on_virtual_time(hold())
    assert only.asked == asked
