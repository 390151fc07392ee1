"""Whole calls at human speed: answers on trial, callers who go on, fillers, fades, and sound that comes in torn."""

import asyncio
from collections.abc import Callable, Coroutine

from telephony.asr.port import Eager, Final, Partial, Result, Resumed
from telephony.call.ports import Act, Expect, HangUp, Say, Stands
from telephony.call.turn_settings import TurnSettings
from telephony.line import Clear, Heard, Play
from tests.support.screenplay import SILENCE, VOICE, Screenplay

Caller = Callable[[Screenplay], Coroutine[None, None, None]]

HELLO: list[Act] = [Say("t0.1", "Which day would suit you?"), Expect("day")]
GOODBYE: list[Act] = [Say("t1.1", "You are booked. Goodbye."), HangUp("booked")]


async def answers(play: Screenplay) -> None:
    """The caller listens, says one sentence, and listens."""
    await play.waits_for_quiet()
    await play.says(1.0)
    await play.waits(30)


def thinking(seconds: float) -> Caller:
    """The same with a conversation that takes so long for each of its acts, from then on."""

    async def caller(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.conversation.thinking_s = seconds
        await play.says(1.0)
        await play.waits(30)

    return caller


def going_on(seconds: float) -> Caller:
    """The caller says a sentence, is taken for finished, and goes on while the conversation thinks."""

    async def caller(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.conversation.thinking_s = seconds
        await play.says(0.8)
        await play.waits(1.1)
        await play.says(0.8)
        await play.waits(40)

    return caller


def test_a_slow_mind_is_not_heard_when_the_recogniser_is_eager() -> None:
    """Thinking takes 300 ms and the silence 500: what is thought on trial costs the caller nothing."""
    patient = TurnSettings(speculate=0)
    slow = Screenplay(HELLO, GOODBYE, understood=["Tuesday"], settings=patient).run(thinking(0.15))
    eager = Screenplay(HELLO, GOODBYE, understood=["Tuesday"]).run(thinking(0.15))

    [_, before] = slow.events("first_sound")
    [_, after] = eager.events("first_sound")
    assert 650 <= before["ms"] <= 680  # type: ignore[operator]
    assert 500 <= after["ms"] <= 520  # type: ignore[operator]
    assert [heard.text for heard in eager.conversation.heard] == ["Tuesday"]


def test_a_caller_who_resumes_is_answered_once_and_whole() -> None:
    """Eager end, taken back, then the whole sentence: one turn, one answer, nothing of the first was heard."""
    said: list[Result] = [Partial("Tuesday"), Eager("Tuesday", 0.9)]
    more: list[Result] = [Final("Tuesday the third in the morning", 0.9, ended=True)]
    play = Screenplay(HELLO, GOODBYE, understood=[said, more])

    async def hesitates(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(0.6)
        await play.waits(0.25)
        await play.says(0.9)
        await play.waits(30)

    play.run(hesitates)

    assert [heard.text for heard in play.conversation.tried] == ["Tuesday"]
    assert [heard.text for heard in play.conversation.heard] == ["Tuesday the third in the morning"]
    assert len(play.events("discarded")) == 1
    assert play.said() == ["Which day would suit you?", "You are booked. Goodbye."]
    assert play.leftover == []


def test_an_effect_waits_until_the_words_are_certain() -> None:
    """What a trial would do in the world is done once, after the caller has surely finished."""
    booking: list[Act] = [Stands(), *GOODBYE]
    said: list[Result] = [Partial("Tuesday"), Eager("Tuesday", 0.9)]
    more: list[Result] = [Final("Tuesday the third", 0.9, ended=True)]
    play = Screenplay(HELLO, booking, understood=[said, more])

    async def hesitates(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(0.6)
        await play.waits(0.25)
        assert play.conversation.effects == 0
        await play.says(0.9)
        await play.waits(30)

    play.run(hesitates)

    assert play.conversation.effects == 1
    assert play.outcome is not None
    assert play.outcome.result == "booked"


def test_half_a_sentence_is_not_answered_when_the_other_half_comes_soon() -> None:
    """The caller pauses for too long and goes on while we think: one turn with both halves."""
    play = Screenplay(HELLO, GOODBYE, understood=["next Tuesday", "in the morning"])
    play.run(going_on(1.5))

    assert [heard.text for heard in play.conversation.heard] == ["next Tuesday in the morning"]
    assert len(play.events("continued")) == 1
    assert play.said()[-1] == "You are booked. Goodbye."
    assert play.leftover == []


def test_a_booking_is_not_made_twice_because_the_caller_went_on() -> None:
    """Once the turn has had its effect, what the caller adds is another turn."""
    booking: list[Act] = [Stands(), Say("t1.1", "You are booked for Tuesday."), Expect("more")]
    play = Screenplay(HELLO, booking, GOODBYE, understood=["next Tuesday", "in the morning"])
    play.run(going_on(1.5))

    assert play.conversation.effects == 1
    assert [heard.text for heard in play.conversation.heard] == ["next Tuesday", "in the morning"]


def test_a_filler_fills_a_long_silence_and_no_short_one() -> None:
    """One moment, please: only when the tool is slow."""
    filler = Say("t1.0", "One moment, please.", filler=True)

    def call(thinking_s: float) -> Screenplay:
        return Screenplay(HELLO, [filler, *GOODBYE], understood=["Tuesday"]).run(thinking(thinking_s))

    assert call(0.1).said() == ["Which day would suit you?", "You are booked. Goodbye."]
    assert call(0.8).said() == ["Which day would suit you?", "One moment, please.", "You are booked. Goodbye."]


def test_a_voice_that_is_cut_off_dies_away() -> None:
    """Behind the `clear` comes a moment of our own sound, falling to silence: no click, no word more."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"])

    async def interrupts(play: Screenplay) -> None:
        await play.waits(0.6)
        await play.says(0.8)
        await play.waits(30)

    sent = list(play.run(interrupts).far._commands)

    cleared = next(place for place, command in enumerate(sent) if isinstance(command, Clear))
    tail = sent[cleared + 1]
    assert isinstance(tail, Play)
    assert 0 < len(tail.audio) <= 24 * 8
    assert tail.audio[-1] in (0x7F, 0xFF)


def test_torn_sound_keeps_its_clock() -> None:
    """Frames lost, doubled and out of order: what the recogniser hears is as long as what was said."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"])

    async def stutters(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.line_is_dead = True
        began = play.far.now_ms
        for at, audio in ((0, VOICE), (20, VOICE), (20, VOICE), (60, VOICE), (40, VOICE), (120, VOICE), (140, SILENCE)):
            play.far.arrive(Heard(audio, began + at))
        await play.waits(0.16)
        play.line_is_dead = False
        await play.waits(5)
        play.far.hang_up()

    play.run(stutters)

    [repairs] = play.events("audio_in")
    assert repairs["repeats"]
    assert repairs["reordered"]
    [transcriber] = play.recogniser.opened
    assert len(transcriber.heard) == int(str(repairs["heard_ms"])) * 8


def test_a_line_that_sends_no_silence_does_not_leave_a_voice_without_end() -> None:
    """After the caller's last sound nothing comes any more: it is taken for silence, and they are answered."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"])

    async def speaks_into_a_gate(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(1.0)
        play.line_is_dead = True
        await play.waits(30)

    play.run(speaks_into_a_gate)

    assert [heard.text for heard in play.conversation.heard] == ["Tuesday"]
    [turn] = play.events("turn")
    assert 2200 <= int(str(turn["waited_ms"])) <= 2500
    assert not play.events("noise")
    [repairs] = play.events("audio_in")
    assert int(str(repairs["stalled_ms"])) >= 2200


def test_what_a_stuck_line_brings_at_once_is_heard_in_its_order() -> None:
    """Two seconds come together: the recogniser hears all of it, and of the voice where it was."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"])

    async def is_stuck(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.line_is_dead = True
        began = play.far.now_ms
        await play.waits(2.0)
        for at in range(0, 2000, 20):
            play.far.arrive(Heard(VOICE if 400 <= at < 1400 else SILENCE, began + at))
        play.line_is_dead = False
        await play.waits(30)

    play.run(is_stuck)

    [transcriber] = play.recogniser.opened
    assert transcriber.voices == [True, False]
    assert [heard.text for heard in play.conversation.heard] == ["Tuesday"]
    [repairs] = play.events("audio_in")
    assert repairs["stalled_ms"] == 0
    assert len(transcriber.heard) == int(str(repairs["heard_ms"])) * 8
    assert play.leftover == []


def test_every_turn_leaves_its_times() -> None:
    """One record a turn: when the words were certain, the answer begun, said, sent and heard, and the turn durable."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"]).run(thinking(0.1))

    first, second = play.events("turn_times")
    assert (first["kind"], second["kind"]) == ("begin", "words")
    stages = ["tried", "final", "first_act", "first_say", "first_sound", "started", "sent", "heard"]
    times = [second[stage] for stage in stages]
    assert all(isinstance(at, float) for at in times), second
    assert second["sent"] <= second["heard"]  # type: ignore[operator]
    assert 500 <= second["sent"] <= 520  # type: ignore[operator]


def test_a_caller_who_never_speaks_is_never_tried() -> None:
    """Silence and noise begin no answers on trial."""
    play = Screenplay(HELLO, [Say("t1.1", "Are you there?"), Expect("day")], [HangUp("silent")], understood=[[]])

    async def coughs(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(0.3)
        await play.waits(60)

    play.run(coughs)

    assert play.conversation.tried == []
    assert all(heard.silence for heard in play.conversation.heard)


def test_a_caller_who_hangs_up_during_a_trial_leaves_nothing() -> None:
    """The line closes between the eager end and its confirmation: the trial is gone, and so are its tasks."""
    play = Screenplay(HELLO, GOODBYE, understood=["Tuesday"])

    async def leaves(play: Screenplay) -> None:
        await play.waits_for_quiet()
        play.conversation.thinking_s = 2.0
        await play.says(0.8)
        while not play.conversation.tried:  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        play.far.hang_up()

    play.run(leaves)

    assert play.conversation.heard == []
    assert play.conversation.tried
    assert play.leftover == []


def test_taking_an_eager_end_back_in_time_costs_nothing() -> None:
    """`Resumed` without any new word: the trial is dropped, and the same words are the turn in the end."""
    said: list[Result] = [Partial("Tuesday"), Eager("Tuesday", 0.9)]
    play = Screenplay(HELLO, GOODBYE, understood=[said])

    async def breathes(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(0.6)
        await play.waits(0.25)
        play.recogniser.opened[0].tell(Resumed())
        await play.waits(0.3)
        play.recogniser.opened[0].tell(Final("Tuesday", 0.9, ended=True))
        await play.waits(30)

    play.run(breathes)

    assert [heard.text for heard in play.conversation.heard] == ["Tuesday"]


def test_an_eager_end_that_is_confirmed_in_the_same_moment_is_a_turn() -> None:
    """Both results come at once, before the trial could even begin: the turn is answered all the same."""
    said: list[Result] = [Partial("Tuesday"), Eager("Tuesday", 0.9), Final("Tuesday", 0.9, ended=True)]
    play = Screenplay(HELLO, GOODBYE, understood=[said]).run(answers)

    assert [heard.text for heard in play.conversation.heard] == ["Tuesday"]
    assert play.outcome is not None
    assert play.outcome.result == "booked"
