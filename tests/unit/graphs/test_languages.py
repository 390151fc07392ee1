"""The conversation follows the caller from one language to the other, and is not thrown by a mixture."""

from collections.abc import Awaitable, Callable

from graphs.testing import Rehearsal
from graphs.understanding.commands import Heard

Rehearse = Callable[..., Awaitable[Rehearsal]]


async def test_a_language_that_is_asked_for_is_spoken_from_then_on(rehearse: Rehearse) -> None:
    """The open question is put again in it, and nothing counts as not understood."""
    call = await rehearse("a table", "Hindi please")
    assert call.said == "कितने लोग?"
    assert call.expects.language == "hi"
    await call.hear("blah")
    assert call.expects.language == "hi"


async def test_what_was_asked_beside_it_is_done(rehearse: Rehearse) -> None:
    """The request and a value in one breath."""
    call = await rehearse("a table", "can we talk in Hindi I need four people")
    assert (await call.values())["people"] == 4
    assert call.expects.language == "hi"


async def test_a_call_that_opens_in_the_other_language_goes_on_in_it(rehearse: Rehearse) -> None:
    """One long utterance at the beginning is enough."""
    call = await rehearse("मुझे चार लोगों के लिए टेबल चाहिए")
    assert call.expects.language == "hi"


async def test_later_it_takes_two(rehearse: Rehearse) -> None:
    """Somebody who has spoken English so far is answered in Hindi after the second Hindi sentence."""
    call = await rehearse("I would like to have a table please", "मुझे अभी ठीक से नहीं पता है")
    assert call.expects.language == "en"
    await call.hear("हम शायद चार लोग होंगे जी")
    assert call.expects.language == "hi"


async def test_mixing_is_no_change(rehearse: Rehearse) -> None:
    """However often: this is how people speak."""
    call = await rehearse("मुझे table book करनी है please", "हम four people होंगे शायद", "tomorrow के लिए चाहिए मुझे")
    assert call.expects.language == "en"


async def test_a_recogniser_that_heard_both_is_believed(rehearse: Rehearse) -> None:
    """It knows better than the spelling."""
    call = await rehearse()
    await call.take(Heard("मुझे चार लोगों के लिए टेबल चाहिए", languages=("hi", "en")))
    assert call.expects.language == "en"


async def test_words_that_everybody_uses_are_no_change(rehearse: Rehearse) -> None:
    """A yes in the other language is a yes."""
    call = await rehearse("a table", "four", "kal", "haan ji", "haan")
    assert call.expects.language == "en"


async def test_one_may_go_back(rehearse: Rehearse) -> None:
    """By asking again."""
    call = await rehearse("a table", "Hindi please", "in English please")
    assert call.expects.language == "en"
    assert call.said == "How many people?"


async def test_a_flow_in_one_language_stays_in_it(rehearse: Rehearse) -> None:
    """And the request is left to its handlers."""
    call = await rehearse("a table", "Tamil please")
    assert call.expects.language == "en"
