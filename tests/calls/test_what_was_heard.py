"""What the conversation is told of what the caller heard, when voices and lines do not tell it well: whole calls."""

import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from telephony.call.pace import Pace
from telephony.call.ports import Act, Expect, HangUp, Say
from telephony.errors import SpeechUnavailable
from telephony.tts.port import Speech
from telephony.tts.scripted import ScriptedVoice
from tests.support.screenplay import Screenplay

WELCOME = "Welcome to the dental clinic on Main Street."
QUESTION = (
    "Would you like to book, move or cancel an appointment with Doctor Rao, or shall I put you through to someone?"
)
ASKED: list[Act] = [Say("t0.1", WELCOME), Say("t0.2", QUESTION), Expect("menu")]
DONE: list[Act] = [Say("t1.1", "Goodbye."), HangUp("done")]
SORRY: list[Act] = [Say("t9.1", "I am sorry."), HangUp("failed")]


def words_in(text: str, ms: int, *, letter_ms: int) -> int:
    """How many words of the text are wholly in so much of its sound."""
    count = at = 0
    for word in text.split():
        at += (len(word) + 1) * letter_ms
        count += at - letter_ms <= ms
    return count


def error_of(play: Screenplay, *, letter_ms: int) -> int:
    """So many words more than were heard of the question the conversation believes in, when it was cut off."""
    [at_ms] = [entry.at_ms for entry in play.timeline.entries if entry.event == "cut"]
    before_ms = (len(WELCOME) + 1) * letter_ms if play.said()[0] == WELCOME else 0
    heard = words_in(QUESTION, play.far.heard_ms(at_ms) - before_ms, letter_ms=letter_ms)
    [cut] = [cut for cut in play.conversation.cuts if cut.utterance == "t0.2"]
    return len(cut.heard.split()) - heard


# ── voices ────────────────────────────────────────────────────────────────────


class BreaksAtItsEnd(ScriptedVoice):
    """Says everything, and then that it could not. `lacks_ms`: so much is missing; `timed`: it tells its words."""

    def __init__(self, *, letter_ms: int = 60, lacks_ms: int = 0, timed: bool = True) -> None:
        super().__init__(letter_ms=letter_ms)
        self._lacks_ms = lacks_ms
        self._timed = timed

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        async for piece in super().speak(text, language=language):
            audio = piece.audio[: len(piece.audio) - self._lacks_ms * 8]
            words = tuple(word for word in piece.words if word.end_ms <= len(audio) // 8)
            yield Speech(audio, words if self._timed else ())
        raise SpeechUnavailable("an error when all was said")


async def answers(play: Screenplay) -> None:
    """The caller listens to the end, and says something."""
    await play.waits_for_quiet()
    await play.says(1.0)
    await play.waits(30)


@pytest.mark.parametrize("timed", [True, False])
def test_an_error_after_the_last_word_is_no_failure(timed: bool) -> None:
    """The caller has heard everything: the question is asked, nothing is missing of it, and no error is told."""
    voice = BreaksAtItsEnd(letter_ms=70, timed=timed)
    play = Screenplay(ASKED, DONE, SORRY, understood=["book"], voice=voice).run(answers)

    assert play.conversation.failures == []
    assert play.conversation.cuts == []
    assert [heard.text for heard in play.conversation.heard] == ["book"]
    assert not play.events("speech_failed")


def test_a_voice_that_breaks_before_its_last_word_has_failed() -> None:
    """What is missing of the question leads to where the flow goes on errors, with what was heard of it."""
    voice = BreaksAtItsEnd(lacks_ms=700)
    play = Screenplay([Say("t0.1", WELCOME), Expect("menu")], SORRY, voice=voice).run(answers)

    assert play.conversation.failures == ["nobody speaks for us: the voice failed"]
    assert play.events("speech_failed")


class Untimed(ScriptedVoice):
    """Tells no words, and makes 100 ms of sound in 150 ms: the line runs dry again and again."""

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        async for piece in super().speak(text, language=language):
            for at in range(0, len(piece.audio), 800):
                await asyncio.sleep(0.15)
                yield Speech(piece.audio[at : at + 800])


def cut_off(after_s: float, *, letter_ms: int, pace: Pace | None = None) -> Screenplay:
    """A call in which the question is cut off so long after it began, by an untimed voice that slow."""

    async def interrupts(play: Screenplay) -> None:
        while not play.events("heard"):  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        await play.waits(after_s)
        await play.says(0.8)
        await play.waits(20)

    voice = Untimed(letter_ms=letter_ms)
    return Screenplay(ASKED, DONE, understood=["cancel that"], voice=voice, pace=pace).run(interrupts)


@pytest.mark.parametrize("letter_ms", [50, 60, 70, 85])
@pytest.mark.parametrize("after_s", [1.5, 3.0, 4.5, 6.0])
def test_words_of_a_slow_voice_without_times_are_counted_by_its_own_pace(letter_ms: int, after_s: float) -> None:
    """Its sound is behind, so nobody knows yet how long the sentence will be: one word more or less, and not three."""
    play = cut_off(after_s, letter_ms=letter_ms)

    assert abs(error_of(play, letter_ms=letter_ms)) <= 1


def test_a_call_knows_the_pace_that_others_have_heard() -> None:
    """So its first sentence is measured as well as those after it."""
    pace = Pace()
    cut_off(3.0, letter_ms=85, pace=pace)

    assert pace.letter_ms == pytest.approx(85, rel=0.05)

    async def interrupts(play: Screenplay) -> None:
        await play.waits(6.0)
        await play.says(0.8)
        await play.waits(20)

    play = Screenplay(
        [Say("t0.2", QUESTION), Expect("menu")],
        DONE,
        understood=["cancel that"],
        voice=Untimed(letter_ms=85),
        pace=pace,
    ).run(interrupts)
    assert abs(error_of(play, letter_ms=85)) <= 1


# ── lines ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("marks", [(0.3,), (0.5,), (0.8,), (0.3, 0.8, 0.5)])
@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
def test_who_answers_at_once_has_heard_the_question_though_its_mark_is_late(
    marks: Sequence[float], after_s: float
) -> None:
    """The line takes its time to say that all was played: no word is taken from what the caller has heard."""

    async def answers_at_once(play: Screenplay) -> None:
        await asyncio.sleep(0.1)
        while play.far.queued_ms:  # noqa: ASYNC110 -- virtual time
            await asyncio.sleep(0.02)
        await play.waits(after_s)
        await play.says(0.8)
        await play.waits(20)

    play = Screenplay(ASKED, DONE, understood=["book"], marks=marks).run(answers_at_once)

    assert [heard.text for heard in play.conversation.heard] == ["book"]
    assert all(cut.heard == QUESTION for cut in play.conversation.cuts)


@pytest.mark.parametrize("marks", [(), (0.3,), (0.8,), (0.8, 0.3), "on arrival"])
@pytest.mark.parametrize("after_s", [3.0, 4.0, 5.5, 7.0])
def test_whatever_marks_say_a_cut_is_right_to_a_word(marks: Sequence[float], after_s: float) -> None:
    """Late marks, and marks that are echoed before anything was played: our own clock bounds what they can mean."""

    async def interrupts(play: Screenplay) -> None:
        await play.waits(after_s)
        await play.says(0.8)
        await play.waits(20)

    play = Screenplay(ASKED, DONE, understood=["cancel that"], marks=marks).run(interrupts)

    assert abs(error_of(play, letter_ms=50)) <= 1
    assert len(play.events("barge_in")) == 1


def test_a_line_that_echoes_marks_at_once_does_not_cut_our_goodbye_off() -> None:
    """We hang up when our last words must have been played, whatever the line has said about them."""
    goodbye: list[Act] = [Say("t0.1", WELCOME), HangUp("done")]

    async def listens(play: Screenplay) -> None:
        await play.waits(30)

    play = Screenplay(goodbye, marks="on arrival").run(listens)

    assert len(play.far.played()) == (len(WELCOME) + 1) * 50 * 8
    assert play.timeline.entries[-1].at_ms <= (len(WELCOME) + 1) * 50 + 300
