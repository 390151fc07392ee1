"""A call is heard whatever its recognisers do: no word is lost, and none is heard twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.steady.breaker import Breaker
from telephony.steady.recogniser import Candidate, Limits, SteadyRecogniser
from tests.support.breaking import Behaviour, BreakingRecogniser, BreakingTranscriber, quiet, said
from tests.support.breaking_call import Call, breaking, held, takes_back_every_eager, three_words
from tests.support.virtual_time import on_virtual_time


def test_one_that_serves_is_passed_through_as_it_is() -> None:
    """Sound, voice and results are the provider's own; nothing is added."""
    first = BreakingRecogniser()
    call = held(three_words, first)
    assert call.results == [Partial("w1"), Partial("w1 w2"), Partial("w1 w2 w3"), Eager("w1 w2 w3", 0.9)]
    assert bytes(first.opened[0].heard) == quiet(50) + said(1, 2, 3) + quiet(62)
    assert first.opened[0].told == [True, False]
    assert first.opened[0].closed == 1


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


def test_a_short_outage_of_the_only_one_costs_no_word() -> None:
    """It breaks in the middle of a word and cannot be reached for half a second: it is asked again, and told all."""
    away = Behaviour(refuses="network")
    only = BreakingRecogniser([Behaviour(breaks_after=1300), away, away, Behaviour()])
    call = held(three_words, only)
    assert call.heard == "w1 w2 w3"
    assert call.of(Failed) == []
    assert only.asked == 4


def test_an_outage_that_lasts_is_told_within_seconds() -> None:
    """Nobody is kept in silence for a recogniser that does not come back: the call is told, once."""

    async def play(call: Call) -> None:
        await three_words(call)
        await call.pauses(200)

    only = BreakingRecogniser([Behaviour(breaks_after=1300)], usual=Behaviour(refuses="network"))
    call = held(play, only)
    assert [failed.fault for failed in call.of(Failed)] == ["network"]
    assert only.asked == 2 + len(Limits().outage_s)


def test_a_recogniser_that_refuses_the_key_is_not_waited_for() -> None:
    """What does not pass by itself is told at once."""
    only = BreakingRecogniser([Behaviour(breaks_after=1300, fault="key")])
    call = held(three_words, only)
    assert [failed.fault for failed in call.of(Failed)] == ["key"]
    assert only.asked == 1


def test_nothing_that_was_fed_before_it_was_there_is_lost() -> None:
    """Also when the voice detector noticed nothing."""
    first = BreakingRecogniser([Behaviour(opens_in_s=1.5)])

    async def play(call: Call) -> None:
        await call.frames(said(1) + quiet(100))

    held(play, first)
    assert bytes(first.opened[0].heard) == said(1) + quiet(100)


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
    takes_back_every_eager(call.results)


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
