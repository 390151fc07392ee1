"""Steps of which nothing is kept."""

from collections.abc import Awaitable, Callable

import pytest

from graphs.acts import Say, Sensitive
from graphs.rehearsal import Rehearsal
from graphs.state import UNSAID, as_heard
from tests.support.scripted_model import ScriptedModel

Rehearse = Callable[..., Awaitable[Rehearsal]]
OPEN = "code: {type: ask, slots: [code, window], next: bye}"
PRIVATE = "code: {type: ask, private: true, slots: [code, window], next: bye}"


@pytest.fixture
def private(restaurant: str) -> str:
    """The restaurant, whose question for the code is private."""
    assert OPEN in restaurant
    return restaurant.replace(OPEN, PRIVATE)


async def messages(call: Rehearsal) -> list[str]:
    """What the state holds of the words of both sides."""
    snapshot = await call.conversation.snapshot()
    assert snapshot is not None
    return [message["text"] for message in snapshot.messages]


async def test_no_words_of_a_private_step_are_kept(rehearse: Rehearse, private: str) -> None:
    """Neither the caller's nor ours; what was said before is there."""
    call = await rehearse("code", "7316", text=private)
    assert "7 3 1 6" in call.said
    said = await messages(call)
    assert said[:3] == ["Hello.", "A table or a message?", "code"]
    assert set(said[3:]) == {UNSAID}
    assert "7316" not in str(said)


async def test_what_a_private_step_collects_is_there_for_the_call(rehearse: Rehearse, private: str) -> None:
    """A private step asks like any other."""
    call = await rehearse("code", "7316", "yes", text=private)
    assert (await call.values())["code"] == "7316"


async def test_a_model_is_not_told_what_is_said_in_a_private_step(rehearse: Rehearse, private: str) -> None:
    """It is somebody else's: the rules do what they can."""
    model = ScriptedModel()
    call = await rehearse("code", text=private, model=model)
    asked = len(model.translated)
    await call.hear("well it is the anniversary of my dear aunt you see")
    assert len(model.translated) == asked


async def test_the_call_is_told_that_an_answer_is_private(rehearse: Rehearse, private: str) -> None:
    """Whoever records and transcribes the call goes by it."""
    call = await rehearse("code", text=private)
    assert call.expects.private
    assert not (await rehearse(text=private)).expects.private


def test_a_private_sentence_that_was_cut_off_stays_private() -> None:
    """What was heard of it is not written either."""
    assert as_heard([{"id": "t1.1", "role": "agent", "text": UNSAID}], {"t1.1": "7 3 1"})[0]["text"] == UNSAID


async def test_the_journal_is_not_told_what_was_said_in_private(rehearse: Rehearse, private: str) -> None:
    """A worker that takes the call over asks for it anew."""
    journal: list[object] = []
    call = await rehearse(text=private)
    call.conversation._journal = lambda envelope: journal.append(envelope["text"])
    for line in ("code", "7316", "yes", "yes"):
        await call.hear(line)
    assert journal == ["code"]


def told(call: Rehearsal) -> list[Sensitive]:
    """What was confided since the caller last did something."""
    return [act for act in call.acts if isinstance(act, Sensitive)]


async def test_a_sensitive_answer_is_awaited_as_such(rehearse: Rehearse) -> None:
    """Its words are not to be kept; and neither is what was understood of them, however it is said."""
    call = await rehearse("code")
    assert call.expects.sensitive
    await call.hear("seven three one six")
    heard, known = told(call)
    assert heard.heard
    assert {"7316", "7 3 1 6"} <= set(heard.values)
    assert (known.heard, set(known.values)) == (False, set(heard.values))


async def test_a_yes_to_a_sensitive_value_is_only_a_yes(rehearse: Rehearse) -> None:
    """It tells nothing; whatever else is answered there may."""
    call = await rehearse("code", "7316")
    assert not call.expects.sensitive
    await call.hear("yes")
    assert not [act for act in told(call) if act.heard]
    call = await rehearse("code", "7316", "well the moon is blue")
    assert [act.values for act in told(call) if act.heard] == [()]


async def test_a_sensitive_value_that_is_proposed_is_confided_before_it_is_said(rehearse: Rehearse) -> None:
    """The caller's own number: it was not told in this call, and we say it."""
    call = await rehearse("a table", "four people", "tomorrow", "the first one", "Asha Rao")
    kinds = [type(act).__name__ for act in call.acts if isinstance(act, Sensitive | Say)]
    assert kinds == ["Sensitive", "Say"]
    assert "+919822012345" in told(call)[0].values
