"""Whatever a caller hears or lets us hear, something happens within a bounded time: whole calls."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from itertools import pairwise

import pytest

from agent.safety.redaction.conversation import Redactor
from agent.safety.scribe import Scribe
from graphs.flows import shipped
from telephony.asr.port import Eager, Final, Partial
from telephony.asr.scripted import Said
from telephony.call.ports import Act, CallerInput, Expect, HangUp, Say, Transfer
from telephony.steady.breaker import Breaker
from telephony.steady.voice import GuardedVoice
from telephony.tts.port import Speech
from telephony.tts.scripted import ScriptedVoice
from tests.support.flow_conversation import FlowConversation
from tests.support.screenplay import Screenplay

Caller = Callable[[Screenplay], Coroutine[None, None, None]]
SORRY: list[Act] = [Say("t9.1", "I am sorry.", fixed=True), Transfer("reception", "+912071110000")]


def said_at(play: Screenplay) -> list[int]:
    """When our turns began to be heard, and when the call was over."""
    over = [entry.at_ms for entry in play.timeline.entries if entry.event == "ended"]
    return [entry.at_ms for entry in play.timeline.entries if entry.event == "first_sound"] + over


def longest_wait_s(play: Screenplay) -> float:
    """The longest time between the beginnings of two turns of ours, or the last of them and the end."""
    return max(after - before for before, after in pairwise([0, *said_at(play)])) / 1000


# ── a voice that never answers ────────────────────────────────────────────────


class Kept:
    """A speaker whose voice never answers; what is the same in every call was kept from better days."""

    def __init__(self, *, kept: bool = True) -> None:
        self._kept = ScriptedVoice(letter_ms=50) if kept else None
        self._guarded: GuardedVoice | None = None

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        async def never(sentence: str) -> None:
            await asyncio.Event().wait()

        if self._guarded is None:
            self._guarded = GuardedVoice(ScriptedVoice(before_piece=never), Breaker("scripted"))
        async for piece in self._guarded.speak(text, language=language):
            yield piece

    async def speak_fixed(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        async for piece in (self._kept or self).speak(text, language=language):
            yield piece

    def prefetch(self, text: str, *, language: str) -> None:
        """Nothing is made ahead."""


async def asks(play: Screenplay) -> None:
    """The caller says one sentence, and listens."""
    await play.waits_for_quiet()
    await play.says(1.0)
    await play.waits(60)


@pytest.mark.parametrize(("sentences", "limit_ms"), [(1, 2200), (2, 3200), (5, 3200)])
def test_a_caller_whom_no_voice_answers_soon_hears_what_is_kept(sentences: int, limit_ms: int) -> None:
    """Nobody stands in: two seconds for a sentence, one more if others wait, and the apology from the shelf."""
    hello: list[Act] = [Say("t0.1", "Welcome.", fixed=True), Expect("menu")]
    says = [Say(f"t1.{n}", f"Sentence {n} of the answer.") for n in range(sentences)]
    play = Screenplay(hello, [*says, Expect("more")], SORRY, understood=["book"], speaker=Kept()).run(asks)

    quiet_at = [entry.at_ms - 160 for entry in play.timeline.entries if entry.event == "voice_ceased"][-1]
    [_, sorry_at, _] = said_at(play)
    assert sorry_at - quiet_at <= limit_ms
    assert play.conversation.failures == ["nobody speaks for us: the voice failed"]
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_a_caller_for_whom_nothing_is_kept_is_not_left_in_silence() -> None:
    """Neither the greeting nor the apology has a sound: the call is handed over, or ends."""
    silent = [*SORRY[:1], Expect("menu")]
    handed_over = Screenplay([Say("t0.1", "Welcome."), Expect("menu")], SORRY, speaker=Kept(kept=False)).run(asks)
    ended = Screenplay([Say("t0.1", "Welcome."), Expect("menu")], silent, speaker=Kept(kept=False)).run(asks)

    assert [play.outcome and play.outcome.ended for play in (handed_over, ended)] == ["transferred", "failed"]
    assert all(play.timeline.entries[-1].at_ms <= 5000 for play in (handed_over, ended))


# ── a caller who hangs up in the middle of a sentence ─────────────────────────


def hangs_up_after(*said: str) -> tuple[Screenplay, str]:
    """A caller who says so much, and hangs up; and what is kept of it in the end."""

    async def leaves(play: Screenplay) -> None:
        await play.waits_for_quiet()
        await play.says(0.8)
        play.far.hang_up()

    asked: list[Act] = [Say("t0.1", "What is your phone number?"), Expect("phone", kind="phone")]
    understood: list[Said] = [[*(Partial(each) for each in said)]]
    play = Screenplay(asked, understood=understood, edit=Scribe(Redactor().conversation())).run(leaves)
    [kept] = play.events("unanswered")
    assert kept["settled"] is False
    return play, str(kept["pii_text"])


def test_the_words_of_who_hangs_up_in_the_middle_are_kept() -> None:
    """As unfinished; and as any others, without what is a secret."""
    _, kept = hangs_up_after("well you", "well you know what")
    assert kept == "well you know what"

    play, kept = hangs_up_after("my card is 4111", "my card is 4111 1111 1111 1111 and it")
    assert kept.startswith("my card is ")
    assert kept.endswith(" and it")
    assert "1111" not in str([entry.fields for entry in play.timeline.entries])


def test_a_caller_who_was_answered_leaves_nothing_unanswered() -> None:
    """What was taken for a turn is no remainder."""
    goodbye: list[Act] = [Say("t1.1", "Goodbye."), HangUp("done")]
    play = Screenplay([Say("t0.1", "Hello?"), Expect("menu")], goodbye, understood=["book"]).run(asks)

    assert not play.events("unanswered")


# ── voices that are no caller's ───────────────────────────────────────────────


def talks_without_a_pause(every_s: float, text: str = "and now the weather", *, pause_s: float = 0.0) -> Caller:
    """A television as loud as a caller, of which some words are understood every so often. `pause_s`: a breath of so
    long between two sentences of three seconds.
    """

    async def television(play: Screenplay) -> None:
        async def sounds() -> None:
            while True:
                await play.says(3.0)
                await play.waits(pause_s)

        await play.waits_for_quiet()
        sounding = asyncio.create_task(sounds())
        taken, said = -1, list[str]()
        try:
            while True:
                await play.waits(every_s)
                [ears] = play.recogniser.opened
                said = [*said, text] if ears.ended == taken else [text]
                taken = ears.ended
                ears.tell(Partial(" ".join(said)))
        finally:
            sounding.cancel()

    return television


def asked(kind: str, times: int) -> list[list[Act]]:
    """A question that is asked so often, and then a hand-over."""
    again: list[list[Act]] = [[Say(f"t{n}.1", "Which one was it?"), Expect("q", kind=kind)] for n in range(times)]
    return [*again, SORRY]


@pytest.mark.parametrize("every_s", [0.4, 1.0, 2.5, 3.9, 5.0])
@pytest.mark.parametrize("pause_s", [0.0, 0.3])
@pytest.mark.parametrize(("kind", "limit_s"), [("choice", 17), ("date", 17), ("phone", 32), ("open", 42)])
def test_a_television_keeps_us_mute_for_a_bounded_time(
    every_s: float, pause_s: float, kind: str, limit_s: float
) -> None:
    """It talks without a pause: what was understood is taken for a turn when nobody would say so much, and from then on
    soon; it does not silence us, so the flow comes to its end.
    """
    television = talks_without_a_pause(every_s, pause_s=pause_s)
    play = Screenplay(*asked(kind, 4), understood=[[]] * 1000).run(television)

    waits = [(after - before) / 1000 for before, after in pairwise([0, *said_at(play)])]
    assert max(waits) <= limit_s
    assert max(waits[3:]) <= 13
    assert len(play.events("cut")) <= 1
    assert play.outcome is not None
    assert play.outcome.ended == "transferred"


def test_a_voice_of_which_nothing_is_understood_is_given_up_soon() -> None:
    """A hum that sounds like a voice: after six seconds we ask again, and it stops nothing that we say."""
    play = Screenplay(*asked("date", 3), understood=[[]]).run(talks_without_a_pause(1e6))

    assert longest_wait_s(play) <= 9
    assert not play.events("hold")
    assert [heard.silence for heard in play.conversation.heard] == [True, True, True]


def test_after_the_television_a_caller_is_heard_as_before() -> None:
    """Whoever pauses is a caller: their words interrupt us, and are answered."""

    async def then_speaks(play: Screenplay) -> None:
        television = asyncio.create_task(talks_without_a_pause(0.5)(play))
        while len(said_at(play)) < 3:  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        television.cancel()
        play._voice_until = 0.0
        await play.waits(0.8)
        assert play.far.queued_ms
        await play.says(0.6)
        play.recogniser.opened[0].tell(Eager("the second one", 0.9))
        await play.waits(3)
        play.far.hang_up()

    long = "Sorry, which one was it? The first, the second, or the third of those that I have just told you about?"
    script: list[list[Act]] = [[Say(f"t{n}.1", long), Expect("q", kind="choice")] for n in range(6)]
    play = Screenplay(*script, understood=[[]] * 100).run(then_speaks)

    assert play.conversation.heard[-1].text == "the second one"
    assert play.events("barge_in")


def test_a_key_counts_whatever_the_television_says() -> None:
    """Somebody who presses one is there."""

    async def presses(play: Screenplay) -> None:
        television = asyncio.create_task(talks_without_a_pause(0.5)(play))
        while len(said_at(play)) < 2:  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        await play.waits(0.3)
        play.far.press("2")
        await play.waits(1)
        television.cancel()
        play.far.hang_up()

    script: list[list[Act]] = [[Say(f"t{n}.1", "Press 1 or 2."), Expect("q", kind="choice", keys=1)] for n in range(4)]
    play = Screenplay(*script, understood=[[]]).run(presses)

    assert play.conversation.heard[1].keys == "2"


# ── the flows that are shipped ────────────────────────────────────────────────


async def is_not_there(play: Screenplay) -> None:
    """Nobody says anything."""
    await play.waits(10_000)


async def plays_music(play: Screenplay) -> None:
    """We were put on hold: music, which now and then sounds like a voice for some seconds, and never says a word."""
    while True:
        await play.says(7.0)
        await play.waits(1.5)


async def plays_songs(play: Screenplay) -> None:
    """The same with singing: now and then the recogniser believes in a word."""
    count = 0
    while True:
        await play.says(5.0)
        play.recogniser.opened[0].tell(Final(f"love me tender {count}", 0.5))
        await play.waits(1.0)
        count += 1


@pytest.mark.parametrize("flow", shipped())
@pytest.mark.parametrize(("caller", "limit_s"), [(is_not_there, 60), (plays_music, 120), (plays_songs, 150)])
def test_every_flow_comes_to_an_end_with_nobody(flow: str, caller: Caller, limit_s: float) -> None:
    """A caller who never speaks, and music on hold: the flow asks as often as its ladder has it, and ends."""
    talks = FlowConversation(flow)
    play = Screenplay(understood=[[]] * 1000, talks=talks).run(caller)

    assert play.outcome is not None
    assert play.outcome.ended in {"agent", "transferred"}
    assert play.timeline.entries[-1].at_ms <= limit_s * 1000
    assert longest_wait_s(play) <= 45
    assert talks.failures == []
    assert len(talks.heard) <= 10
    if caller is not plays_songs:
        assert set(talks.heard) == {CallerInput(silence=True)}
    assert play.leftover == []
