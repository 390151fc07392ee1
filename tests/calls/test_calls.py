"""Whole calls, second by second: the real session and machine on virtual time."""

import asyncio

import pytest

from telephony.asr.port import Eager, Failed, Listening, Moved, Partial
from telephony.asr.scripted import Said, ScriptedRecogniser
from telephony.call.ports import Act, CallerInput, Expect, HangUp, Say, Transfer
from telephony.call.turn_settings import TurnSettings
from telephony.errors import SpeechUnavailable
from telephony.tts.scripted import ScriptedVoice
from tests.support.screenplay import Screenplay

HELLO: list[Act] = [Say("t0.1", "Hello, would you like to book or cancel?"), Expect("menu")]
GOODBYE: list[Act] = [Say("t1.1", "You are booked. Goodbye."), HangUp("booked")]


async def books(play: Screenplay) -> None:
    """The caller listens, says one sentence, and listens."""
    await play.waits_for_quiet()
    await play.says(1.0)
    await play.waits(30)


async def listens(play: Screenplay) -> None:
    """The caller says nothing."""
    await play.waits(10_000)


def test_a_call_from_hello_to_goodbye() -> None:
    """We greet, the caller answers, we say goodbye, they hear it, and we hang up."""
    play = Screenplay(HELLO, GOODBYE, understood=["book a cleaning"]).run(books)

    assert play.said() == ["Hello, would you like to book or cancel?", "You are booked. Goodbye."]
    assert [heard.text for heard in play.conversation.heard] == ["book a cleaning"]
    assert play.outcome is not None
    assert (play.outcome.ended, play.outcome.result) == ("agent", "booked")
    assert play.conversation.closed == ["agent"]
    assert play.leftover == []


def test_the_goodbye_is_heard_to_its_end() -> None:
    """Not a sample of our last words is lost when we hang up."""
    play = Screenplay([Say("t0.1", "Goodbye."), HangUp("done")]).run(listens)

    assert len(play.far.played()) == 9 * 50 * 8


def test_an_answer_begins_within_a_moment_of_the_turn() -> None:
    """Between the end of the caller's turn and our first sound lies the silence that we wait for, and nothing else."""
    play = Screenplay(HELLO, GOODBYE, understood=["book a cleaning"]).run(books)

    [_, answer] = play.events("first_sound")
    assert 500 <= answer["ms"] <= 520  # type: ignore[operator]


def test_the_caller_may_interrupt_and_we_know_what_was_heard() -> None:
    """A word over our sentence silences us, and the conversation learns which words were heard."""

    async def interrupts(play: Screenplay) -> None:
        await play.waits(1.0)
        await play.says(1.0)
        await play.waits(30)

    play = Screenplay(HELLO, GOODBYE, understood=["cancel please"]).run(interrupts)

    assert play.far.cleared == 1
    [cut] = play.conversation.cuts
    assert cut.utterance == "t0.1"
    assert cut.heard in {"Hello, would you like", "Hello, would you"}
    assert play.events("hold")


def test_a_cough_stops_us_only_for_a_moment() -> None:
    """After a noise without words we go on, and the whole question has been heard in the end."""

    async def coughs(play: Screenplay) -> None:
        await play.waits(1.0)
        await play.says(0.4)
        await play.waits(4)
        play.far.hang_up()

    play = Screenplay(HELLO, understood=[[]]).run(coughs)

    assert len(play.events("false_alarm")) == 1
    assert play.events("heard") == [{"utterance": "t0.1"}]
    assert play.conversation.heard == []


def test_a_silent_caller_is_asked_again() -> None:
    """The conversation is told of the silence after the step's patience."""
    play = Screenplay(HELLO, [Say("t1.1", "Are you there?"), HangUp("nobody")]).run(listens)

    assert [CallerInput(silence=True)] == play.conversation.heard
    assert play.outcome is not None
    assert play.outcome.result == "nobody"


@pytest.mark.parametrize("at_ms", range(0, 3000, 170))
def test_a_caller_who_hangs_up_at_any_moment_leaves_nothing_behind(at_ms: int) -> None:
    """Whenever the line closes the call ends at once, once, and no task is left."""

    async def hangs_up(play: Screenplay) -> None:
        speaking = asyncio.create_task(books(play))
        await play.waits(at_ms / 1000)
        speaking.cancel()
        play.far.hang_up()

    play = Screenplay(HELLO, GOODBYE, understood=["book a cleaning"], thinking_s=0.3).run(hangs_up)

    assert play.outcome is not None
    assert play.outcome.ended == "caller"
    assert len(play.conversation.closed) == 1
    assert play.leftover == []


def test_a_lost_line_is_told_from_a_hang_up() -> None:
    """A socket that died is not the caller's doing."""

    async def loses(play: Screenplay) -> None:
        await play.waits(1)
        play.far.lose("broken pipe")

    play = Screenplay(HELLO).run(loses)

    assert play.outcome is not None
    assert (play.outcome.ended, play.outcome.why) == ("lost", "broken pipe")


SORRY: list[Act] = [Say("t9.1", "I am sorry, something is wrong."), Transfer("reception", "+912071110000")]


def test_a_caller_whom_nobody_recognises_reaches_a_person() -> None:
    """Without any recogniser the greeting is still said; then the flow says what it says on errors, and hands over."""
    deaf = ScriptedRecogniser(unavailable="no model")
    play = Screenplay(HELLO, SORRY, recogniser=deaf).run(listens)

    assert play.conversation.failures == ["nobody recognises the caller: no model"]
    assert [note["utterance"] for note in play.events("heard")] == ["t0.1", "t9.1"]
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_a_recogniser_that_is_lost_in_mid_call_leads_to_a_person() -> None:
    """The caller's words are lost with it, and the caller is not."""
    play = Screenplay(HELLO, SORRY, understood=[[Failed("gone")]]).run(books)

    assert play.conversation.heard == []
    assert play.events("recogniser_failed") == [{"why": "gone"}]
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_keys_work_when_the_recogniser_does_not() -> None:
    """Where the flow asks on after its error, the call goes on by keypad; the loss is told once."""

    async def presses(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.waits_for_quiet()
        play.far.press("1")
        await play.waits(30)

    asks: list[Act] = [Say("t1.1", "Press one for a person."), Expect("menu", keys=1)]
    deaf = ScriptedRecogniser(unavailable="no model")
    play = Screenplay(HELLO, asks, GOODBYE, recogniser=deaf).run(presses)

    assert [CallerInput(keys="1")] == play.conversation.heard
    assert len(play.conversation.failures) == 1


def test_a_moved_recogniser_is_noted_and_nothing_else() -> None:
    """Somebody else recognises from now on: the conversation does not notice."""
    said: Said = [Moved("embedded", "the first broke off"), Partial("book"), Eager("book a cleaning", 1.0)]
    play = Screenplay(HELLO, GOODBYE, understood=[said]).run(books)

    assert play.events("recogniser_moved") == [{"provider": "embedded", "why": "the first broke off"}]
    assert [heard.text for heard in play.conversation.heard] == ["book a cleaning"]


def test_the_recogniser_is_told_what_is_awaited() -> None:
    """The words to be expected and the caller's language go with the question; the same again is not told twice."""
    asks: list[Act] = [Say("t0.1", "Which doctor?"), Expect("doctor", hints=("Rao",), language="hi")]
    again: list[Act] = [Say("t1.1", "Which one?"), Expect("doctor", hints=("Rao",), language="hi")]
    listening = Listening("en-IN", ("hi",))
    play = Screenplay(asks, again, GOODBYE, understood=["hm hm"], listening=listening).run(books)

    [transcriber] = play.recogniser.opened
    assert transcriber.adapted == [Listening("hi", ("en-IN",), ("Rao",))]


def test_the_languages_that_were_heard_reach_the_conversation() -> None:
    """What the recogniser tells of the caller's languages goes with the words."""
    said: Said = [Eager("namaste book", 1.0, ("hi", "en"))]
    play = Screenplay(HELLO, GOODBYE, understood=[said]).run(books)

    assert [heard.languages for heard in play.conversation.heard] == [("hi", "en")]


def test_a_sentence_that_the_voice_refuses_is_skipped() -> None:
    """One failing sentence costs one sentence, not the call."""

    async def refuses_first(sentence: str) -> None:
        if sentence == "One.":
            raise SpeechUnavailable("quota")

    voice = ScriptedVoice(before_piece=refuses_first)
    play = Screenplay([Say("a", "One."), Say("b", "Two."), HangUp("done")], voice=voice).run(listens)

    assert play.events("speech_failed") == [{"utterance": "a", "why": "quota"}]
    assert play.events("heard") == [{"utterance": "b"}]


def test_a_voice_that_stalls_does_not_stop_the_next_sentence() -> None:
    """A sentence without sound for six seconds is given up, and the next one is spoken."""

    async def stalls_first(sentence: str) -> None:
        if sentence == "One.":
            await asyncio.Event().wait()

    voice = ScriptedVoice(before_piece=stalls_first)
    play = Screenplay([Say("a", "One."), Say("b", "Two."), HangUp("done")], voice=voice).run(listens)

    assert [note["utterance"] for note in play.events("speech_failed")] == ["a"]
    assert play.events("heard") == [{"utterance": "b"}]
    assert play.leftover == []


def test_a_voice_that_is_gone_leads_to_a_person() -> None:
    """The question was not heard, so the flow goes where it goes on errors; the transfer needs no voice of ours."""
    play = Screenplay(HELLO, SORRY, voice=ScriptedVoice(unavailable="no")).run(listens)

    assert play.conversation.failures == ["nobody speaks for us: the voice failed"]
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_kept_sound_says_sorry_when_the_voice_is_gone() -> None:
    """Of a voice that fails only what was made before can be heard: the caller hears it, and then a person."""

    async def only_sorry(sentence: str) -> None:
        if not sentence.startswith("I am sorry"):
            raise SpeechUnavailable("quota")

    play = Screenplay(HELLO, SORRY, voice=ScriptedVoice(before_piece=only_sorry)).run(listens)

    assert [note["utterance"] for note in play.events("heard")] == ["t9.1"]
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_a_voice_that_is_gone_for_good_ends_the_call() -> None:
    """Nobody is kept on a line that stays silent, when even the words for errors cannot be heard."""
    asks: list[Act] = [Say("t1.1", "Sorry. What was that?"), Expect("menu")]
    play = Screenplay(HELLO, asks, voice=ScriptedVoice(unavailable="no")).run(listens)

    assert play.outcome is not None
    assert play.outcome.ended == "failed"
    assert "the voice failed again" in play.outcome.why


def test_signs_without_letters_are_no_failure_of_the_voice() -> None:
    """A sentence of dots alone is silence; the call goes on."""
    play = Screenplay([Say("a", "…"), Say("b", "Two."), HangUp("done")]).run(listens)

    assert play.conversation.failures == []
    assert play.outcome is not None
    assert play.outcome.ended == "agent"


def test_a_turn_that_breaks_is_answered() -> None:
    """A bug or a lost database in a turn is not silence: the flow's failure path speaks, and the call goes on."""
    sorry: list[Act] = [Say("t2.1", "I am sorry."), HangUp("failed")]
    play = Screenplay(HELLO, RuntimeError("the database is gone"), sorry, understood=["book"]).run(books)

    assert play.conversation.failures == ["RuntimeError"]
    assert play.said()[-1] == "I am sorry."
    assert play.outcome is not None
    assert play.outcome.ended == "agent"


def test_a_turn_that_never_ends_is_given_up() -> None:
    """After the limit the running turn is cancelled before another begins."""
    sorry: list[Act] = [HangUp("failed")]
    slow: list[Act] = [Expect("never")]
    play = Screenplay(HELLO, slow, sorry, understood=["book"], settings=TurnSettings(turn_limit=5))

    async def slowly(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.conversation.thinking_s = 1000
        await play.says(1)
        await play.waits(3)
        play.conversation.thinking_s = 0
        await play.waits(30)

    play.run(slowly)

    assert len(play.conversation.failures) == 1
    assert play.outcome is not None
    assert play.outcome.result == "failed"
    assert play.leftover == []


def test_a_transfer_is_announced_before_the_line_leaves_us() -> None:
    """The caller hears to whom they go."""
    play = Screenplay([Say("t0.1", "One moment."), Transfer("reception", "+912071110000")]).run(listens)

    assert play.outcome is not None
    assert play.outcome.ended == "transferred"
    assert play.events("heard") == [{"utterance": "t0.1"}]


def test_draining_ends_a_call_cleanly() -> None:
    """A service that goes away closes its calls, each once."""

    async def drains(play: Screenplay) -> None:
        await play.waits(1)
        play.session.drain()

    play = Screenplay(HELLO).run(drains)

    assert play.conversation.closed == ["draining"]


def test_a_line_that_breaks_our_rules_does_not_break_the_process() -> None:
    """An error that nobody foresaw ends this call as failed, with its state kept, and raises nothing."""
    play = Screenplay(HELLO)

    async def breaks(play: Screenplay) -> None:
        await play.waits(1)
        for _ in range(5000):
            play.session._post(ValueError("not an event"))  # type: ignore[arg-type]

    play.run(breaks)

    assert play.outcome is not None
    assert play.outcome.ended == "failed"
    assert play.conversation.closed == ["failed"]


def test_the_last_event_of_every_timeline_is_the_end() -> None:
    """Whoever follows a call learns its result from the last line."""
    play = Screenplay(HELLO, GOODBYE, understood=["book"]).run(books)

    assert (
        play.timeline.entries[-1].event,
        play.timeline.entries[-1].fields["result"],
        play.timeline.entries[-1].fields["by"],
    ) == ("ended", "booked", "agent")
