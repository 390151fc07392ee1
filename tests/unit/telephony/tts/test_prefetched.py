"""What will probably be said soon is made ahead, within bounds, and forgotten."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any

import pytest
from structlog.testing import capture_logs

from telephony.audio import errands
from telephony.errors import SpeechUnavailable
from telephony.tts.port import Speech, Word
from telephony.tts.prefetched import Bounds, Prefetched
from telephony.usage import Usage, charging, report
from tests.support.virtual_time import on_virtual_time

SECRET = "Your code is 4 7 1 1."


class Maker:
    """A voice of two pieces a text. `before_second`: awaited between them; `fails`: before the second piece."""

    def __init__(self, *, fails: Exception | None = None, held: bool = False) -> None:
        self.asked: list[str] = []
        self.errands: list[errands.Errand | None] = []
        self.at_once = self.most_at_once = 0
        self.go_on = asyncio.Event()
        if not held:
            self.go_on.set()
        self._fails = fails

    @property
    def hurried(self) -> list[bool | None]:
        """Of each text, whether somebody waits for it; None: it was no errand."""
        return [errand.hurried if errand else None for errand in self.errands]

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Two pieces, with a word each."""
        self.asked.append(text)
        self.errands.append(errands.current())
        report(Usage("tts", "test", language, "characters", len(text)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield Speech(b"\x01" * 800, (Word("one", 0, 100),))
            await self.go_on.wait()
            if self._fails is not None:
                raise self._fails
            yield Speech(b"\x02" * 800, (Word("two", 100, 200),))
        finally:
            self.at_once -= 1


WHOLE = [Speech(b"\x01" * 800, (Word("one", 0, 100),)), Speech(b"\x02" * 800, (Word("two", 100, 200),))]


async def heard(pieces: AsyncGenerator[Speech, None] | None) -> list[Speech]:
    """All pieces; nothing was made ahead when there are none."""
    if pieces is None:
        return []
    async with aclosing(pieces):
        return [piece async for piece in pieces]


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """On virtual time."""
    on_virtual_time(work())


async def settled(ahead: Prefetched) -> None:
    """Nothing is being made."""
    while ahead._tasks:
        await asyncio.wait(ahead._tasks)


def test_what_was_made_ahead_is_there_at_once_with_its_words() -> None:
    """All pieces, the same as from the voice; nobody speaks it again."""

    async def work() -> None:
        maker = Maker()
        ahead = Prefetched(maker.speak)
        ahead.ask("Hello.", language="en")
        await settled(ahead)
        assert await heard(ahead.take("Hello.", language="en")) == WHOLE
        assert maker.asked == ["Hello."]
        assert (ahead.counts.asked, ahead.counts.made, ahead.counts.hits) == (1, 1, 1)
        await ahead.aclose()

    run(work)


def test_another_text_or_language_was_not_made_ahead() -> None:
    """It is counted, and spoken as ever."""

    async def work() -> None:
        ahead = Prefetched(Maker().speak)
        ahead.ask("Hello.", language="en")
        await settled(ahead)
        assert ahead.take("Hello.", language="hi") is None
        assert ahead.take("Goodbye.", language="en") is None
        assert (ahead.counts.misses, ahead.counts.hits) == (2, 0)
        await ahead.aclose()
        assert ahead.counts.unused == 1

    run(work)


def test_a_sentence_on_its_way_is_joined_and_hurried() -> None:
    """It is not made twice; what came is heard at once, the rest as it comes, now as urgent as any other."""

    async def work() -> None:
        maker = Maker(held=True)
        ahead = Prefetched(maker.speak)
        ahead.ask("Hello.", language="en")
        await asyncio.sleep(0)
        assert maker.hurried == [False]
        pieces = ahead.take("Hello.", language="en")
        assert pieces is not None
        assert await anext(pieces) == WHOLE[0]
        assert maker.hurried == [True]
        maker.go_on.set()
        assert await heard(pieces) == WHOLE[1:]
        assert maker.asked == ["Hello."]
        assert (ahead.counts.joined, ahead.counts.made) == (1, 1)
        await ahead.aclose()
        assert ahead.counts.unused == 0

    run(work)


def test_an_interrupted_sentence_has_time_again() -> None:
    """When the last who listens leaves, the rest is no longer urgent; it is made, for a turn that is taken back."""

    async def work() -> None:
        maker = Maker(held=True)
        ahead = Prefetched(maker.speak)
        ahead.ask("Hello.", language="en")
        await asyncio.sleep(0)
        one, two = (ahead.take("Hello.", language="en") for _ in range(2))
        assert one is not None
        assert two is not None
        await asyncio.gather(anext(one), anext(two))
        await one.aclose()
        assert maker.hurried == [True]
        await two.aclose()
        assert maker.hurried == [False]
        maker.go_on.set()
        await settled(ahead)
        assert await heard(ahead.take("Hello.", language="en")) == WHOLE
        await ahead.aclose()

    run(work)


def test_what_was_heard_is_forgotten_after_a_moment() -> None:
    """It holds what a caller told us; but a turn that is taken back may end in the same sentence."""

    async def work() -> None:
        ahead = Prefetched(Maker().speak, Bounds(used_s=5))
        ahead.ask(SECRET, language="en")
        await settled(ahead)
        await heard(ahead.take(SECRET, language="en"))
        await asyncio.sleep(4.9)
        assert await heard(ahead.take(SECRET, language="en")) == WHOLE
        await asyncio.sleep(0.2)
        assert not ahead._kept
        assert ahead.take(SECRET, language="en") is None
        assert ahead.counts.unused == 0
        await ahead.aclose()

    run(work)


def test_what_nobody_wanted_is_forgotten_although_nobody_looks() -> None:
    """After its age the sound is gone from memory by itself."""

    async def work() -> None:
        ahead = Prefetched(Maker().speak, Bounds(age_s=90))
        ahead.ask(SECRET, language="en")
        await settled(ahead)
        await asyncio.sleep(89)
        assert ahead._kept
        await asyncio.sleep(1.1)
        assert not ahead._kept
        assert ahead._kept_bytes == 0
        assert ahead.counts.unused == 1
        await ahead.aclose()

    run(work)


def test_what_is_asked_for_again_is_kept_longer_and_not_made_again() -> None:
    """The next question may lead to the same sentence."""

    async def work() -> None:
        maker = Maker()
        ahead = Prefetched(maker.speak, Bounds(age_s=90))
        for _ in range(3):
            ahead.ask("Hello.", language="en")
            ahead.ask("Hello.", language="en")
            await asyncio.sleep(60)
        assert maker.asked == ["Hello."]
        assert await heard(ahead.take("Hello.", language="en")) == WHOLE
        await ahead.aclose()

    run(work)


def test_what_is_being_said_and_may_be_said_again_is_kept() -> None:
    """A question that will be asked again in the same words is not made twice."""

    async def work() -> None:
        maker = Maker()
        ahead = Prefetched(maker.speak, Bounds(age_s=90))
        speaking = ahead.spoken("Your code?", maker.speak("Your code?", language="en"), language="en")
        assert await anext(speaking) == WHOLE[0]
        ahead.ask("Your code?", language="en")
        assert await heard(speaking) == WHOLE[1:]
        await asyncio.sleep(80)
        assert await heard(ahead.take("Your code?", language="en")) == WHOLE
        assert maker.asked == ["Your code?"]
        assert ahead.counts.asked == 0
        await ahead.aclose()

    run(work)


def test_what_was_said_is_kept_for_a_moment_in_case_its_turn_is_taken_back() -> None:
    """And no longer: it holds what a caller told us. What was interrupted is not whole, and not kept."""

    async def work() -> None:
        maker = Maker()
        ahead = Prefetched(maker.speak, Bounds(used_s=5))
        await heard(ahead.spoken("Whole.", maker.speak("Whole.", language="en"), language="en"))
        cut = ahead.spoken("Cut.", maker.speak("Cut.", language="en"), language="en")
        await anext(cut)
        await cut.aclose()
        assert maker.at_once == 0
        assert ahead.take("Cut.", language="en") is None
        assert await heard(ahead.take("Whole.", language="en")) == WHOLE
        await asyncio.sleep(5.1)
        assert not ahead._kept
        assert ahead.counts.unused == 0
        await ahead.aclose()

    run(work)


def test_so_many_are_made_at_once_and_so_many_wait() -> None:
    """Of more, those that were asked for first are left out: they are the oldest guesses."""

    async def work() -> None:
        maker = Maker(held=True)
        ahead = Prefetched(maker.speak, Bounds(at_once=2, waiting=3))
        for number in range(8):
            ahead.ask(f"Number {number}.", language="en")
        await asyncio.sleep(0)
        assert maker.asked == ["Number 0.", "Number 1."]
        maker.go_on.set()
        await settled(ahead)
        assert maker.asked == [f"Number {number}." for number in (0, 1, 5, 6, 7)]
        assert maker.most_at_once == 2
        assert ahead.counts.dropped == 3
        await ahead.aclose()

    run(work)


@pytest.mark.parametrize(
    "bounds", [Bounds(kept=2), Bounds(kept_bytes=2 * (400 + 1600 + 300))], ids=["sentences", "bytes"]
)
def test_so_much_is_kept(bounds: Bounds) -> None:
    """The oldest goes first."""

    async def work() -> None:
        ahead = Prefetched(Maker().speak, bounds)
        for text in ("One.", "Two.", "Three."):
            ahead.ask(text, language="en")
            await settled(ahead)
        assert [text for text, _ in ahead._kept] == ["Two.", "Three."]
        assert ahead.counts.unused == 1
        await ahead.aclose()
        assert ahead._kept_bytes == 0

    run(work)


def test_a_text_that_waits_too_long_or_is_wanted_no_more_is_not_made() -> None:
    """Its call is over, or the conversation went on long ago."""

    async def work() -> None:
        maker, wanted = Maker(held=True), True
        ahead = Prefetched(maker.speak, Bounds(at_once=1, age_s=10))
        ahead.ask("First.", language="en")
        ahead.ask("Late.", language="en")
        await asyncio.sleep(11)
        ahead.ask("Over.", language="en", wanted=lambda: wanted)
        wanted = False
        ahead.ask("Last.", language="en")
        maker.go_on.set()
        await settled(ahead)
        assert maker.asked == ["First.", "Last."]
        assert ahead.counts.dropped == 2
        await ahead.aclose()

    run(work)


@pytest.mark.parametrize("text", ["", "…", "x" * 601], ids=["nothing", "silence", "a speech"])
def test_what_is_not_worth_it_is_not_asked_for(text: str) -> None:
    """Silence needs no voice, and of a whole page a caller seldom hears the end."""

    async def work() -> None:
        maker = Maker()
        ahead = Prefetched(maker.speak)
        ahead.ask(text, language="en")
        await settled(ahead)
        assert maker.asked == []
        assert ahead.counts.asked == 0
        await ahead.aclose()

    run(work)


def test_a_text_that_only_waits_is_left_to_whoever_wants_it() -> None:
    """They have it made at once, and it is not made again when its turn comes."""

    async def work() -> None:
        maker = Maker(held=True)
        ahead = Prefetched(maker.speak, Bounds(at_once=1))
        ahead.ask("First.", language="en")
        ahead.ask("Second.", language="en")
        assert ahead.take("Second.", language="en") is None
        maker.go_on.set()
        await settled(ahead)
        assert maker.asked == ["First."]
        await ahead.aclose()

    run(work)


@pytest.mark.parametrize(
    "why", [SpeechUnavailable("no", fault="busy"), RuntimeError(SECRET)], ids=lambda why: type(why).__name__
)
def test_a_failure_is_nobodys_trouble(why: Exception) -> None:
    """It is counted, told without the text, and nothing of it is kept; the next is made."""

    async def work() -> None:
        maker = Maker(fails=why)
        ahead = Prefetched(maker.speak)
        with capture_logs() as logs:
            ahead.ask(SECRET, language="en")
            await settled(ahead)
        assert ahead.counts.failed == 1
        assert [entry["event"] for entry in logs] == ["prefetch.failed"]
        assert {entry["log_level"] for entry in logs} == {"debug"}
        assert "4 7 1 1" not in str(logs)
        assert ahead.take(SECRET, language="en") is None
        await ahead.aclose()

    run(work)


def test_whoever_joined_a_sentence_that_fails_is_told() -> None:
    """After what came of it."""

    async def work() -> None:
        maker = Maker(fails=SpeechUnavailable("no", fault="busy"), held=True)
        ahead = Prefetched(maker.speak)
        ahead.ask("Hello.", language="en")
        await asyncio.sleep(0)
        pieces = ahead.take("Hello.", language="en")
        assert pieces is not None
        assert await anext(pieces) == WHOLE[0]
        maker.go_on.set()
        with pytest.raises(SpeechUnavailable) as raised:
            await anext(pieces)
        assert raised.value.fault == "busy"
        await ahead.aclose()

    run(work)


def test_it_is_charged_to_whoever_asked() -> None:
    """Each call pays for its own guesses, whoever's sentence made room for them."""

    async def work() -> None:
        paid: dict[str, list[float]] = {"one": [], "two": []}
        ahead = Prefetched(Maker().speak, Bounds(at_once=1))
        with charging(lambda usage: paid["one"].append(usage.amount)):
            ahead.ask("Four", language="en")
        with charging(lambda usage: paid["two"].append(usage.amount)):
            ahead.ask("Seven 7", language="en")
        await settled(ahead)
        assert paid == {"one": [4], "two": [7]}
        await ahead.aclose()

    run(work)


def test_closing_stops_what_is_made_and_tells_who_listens() -> None:
    """Nobody is left waiting, nothing is kept, and nothing is asked for any more."""

    async def work() -> None:
        maker = Maker(held=True)
        ahead = Prefetched(maker.speak, Bounds(at_once=1))
        for text in ("One.", "Two."):
            ahead.ask(text, language="en")
        await asyncio.sleep(0)
        pieces = ahead.take("One.", language="en")
        listening: Awaitable[list[Speech]] = asyncio.ensure_future(heard(pieces))
        await asyncio.sleep(0)
        await ahead.aclose()
        with pytest.raises(SpeechUnavailable, match="ending"):
            await listening
        ahead.ask("Three.", language="en")
        assert maker.asked == ["One."]
        await ahead.aclose()

    run(work)
