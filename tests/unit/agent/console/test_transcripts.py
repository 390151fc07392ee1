"""A transcript says who said what, when, and what of it was heard."""

import pytest

from agent.console.timelines import spans
from agent.console.transcripts import Line, transcript
from tests.support.timelines import Story


def written(story: Story, *, language: str | None = None) -> list[Line]:
    """The transcript of a story."""
    return transcript(spans(story.entries), language=language)


def said(lines: list[Line]) -> list[tuple[str, str]]:
    """Who said what."""
    return [(line.who, line.text) for line in lines]


def test_both_sides_are_told_in_order_with_the_step() -> None:
    """The caller's words stand at the step that asked them."""
    story = Story().step("menu").says("Book or move?").at(2000).heard()
    story.at(4000).turn("book").exit("menu", "option book", "day").step("day").says("Which day?")

    lines = written(story)

    assert said(lines) == [("bot", "Book or move?"), ("caller", "book"), ("bot", "Which day?")]
    assert [line.step for line in lines] == ["menu", "menu", "day"]
    assert [line.turn for line in lines] == [0, 1, 1]


def test_a_cut_sentence_tells_what_was_heard_of_it() -> None:
    """Sent is not heard: both are there."""
    story = Story().step("menu").says("Would you like to book or to move?").at(900).cut("Would you like")

    [line] = written(story)

    assert (line.text, line.heard_text, line.cut) == ("Would you like to book or to move?", "Would you like", True)


def test_a_sentence_that_was_heard_whole_is_not_cut() -> None:
    """Nor is one whose mark was lost."""
    story = Story().step("menu").says("Hello.").heard().says("Book or move?").note("mark_overdue", utterance="t0.2")

    assert [(line.cut, line.heard_text) for line in written(story)] == [(False, None), (False, None)]


def test_what_was_being_said_when_the_call_ended_was_not_heard_whole() -> None:
    """How much was heard is told as unknown when the timeline does not say."""
    story = Story().step("menu").says("Would you like to book?").at(400).ended("caller")

    spoken, ended = written(story)

    assert (spoken.cut, spoken.heard_text) == (True, None)
    assert (ended.who, ended.text, ended.event) == ("line", "The caller hung up.", "ended")


def test_a_turn_that_was_taken_back_is_not_told() -> None:
    """Only the whole of what the caller said, and its answer."""
    story = Story().step("day").says("Which day?").heard().at(3000).turn("next Tuesday").says("In the morning?")
    story.at(3300).takes_back().at(5000).turn("next Tuesday in the evening").says("At six?")

    assert said(written(story)) == [
        ("bot", "Which day?"),
        ("caller", "next Tuesday in the evening"),
        ("bot", "At six?"),
    ]


def test_words_stand_where_they_began() -> None:
    """A caller's line has the moment at which their voice began, a sentence the one at which the last was heard."""
    story = Story().step("menu").says("Hello.").says("Book or move?").at(1500).heard("t0.1").at(4000).heard("t0.2")
    story.at(5080).note("voice_began", ago_ms=80).at(7000).turn("book")

    assert [line.at_ms for line in written(story)] == [0, 1500, 5000]


def test_a_noise_is_not_the_callers_voice() -> None:
    """A cough before it does not make a caller speak earlier."""
    story = Story().step("menu").says("Hello.").at(1000).note("voice_began", ago_ms=0).note("no_words")
    story.at(5000).note("voice_began", ago_ms=0).at(7000).turn("book")

    assert written(story)[-1].at_ms == 5000


def test_words_that_do_not_stop_us_are_told_as_such() -> None:
    """Somebody who says “okay” while we speak has been heard, and not answered."""
    story = Story().step("menu").says("One moment, I am looking.").at(800).note("backchannel", pii_text="okay")

    [_, line] = written(story)

    assert (line.who, line.text, line.event) == ("caller", "okay", "backchannel")


def test_what_the_caller_said_last_is_told_though_nobody_answered() -> None:
    """The call ended before it was a turn."""
    story = Story().step("menu").says("Hello.").heard().at(2000).note("voice_began", ago_ms=0)
    story.note("words", pii_text="wait, I also", settled=False).at(2500).ended("limit")

    assert [(line.text, line.event) for line in written(story)[1:]] == [
        ("wait, I also", "unanswered"),
        ("The call had become too long.", "ended"),
    ]


@pytest.mark.parametrize(("settled", "event"), [(True, "unanswered"), (False, "unfinished")])
def test_words_that_were_being_said_when_the_call_ended_are_marked(settled: bool, event: str) -> None:
    """As they may be kept, and at the time when they began; whole or broken off."""
    story = Story().step("menu").says("Hello.").heard().at(2000).note("voice_began", ago_ms=0)
    story.note("words", pii_text="<21 characters>", settled=False)
    story.at(2500).note("unanswered", pii_text="my number is [phone]", settled=settled).ended("caller")

    lines = written(story)

    assert [(line.text, line.event, line.at_ms) for line in lines if line.who == "caller"] == [
        ("my number is [phone]", event, 2000)
    ]


def test_keys_silence_and_events_are_told() -> None:
    """Not everything that makes a turn is words."""
    story = Story().step("menu").turn(keys="12#").turn().turn(happened="payment_made")

    assert [(line.who, line.text) for line in written(story)] == [
        ("keys", "12#"),
        ("line", "The caller said nothing."),
        ("line", "It was told that payment_made happened."),
    ]


def test_trouble_is_told_between_the_lines() -> None:
    """In a sentence that names what the timeline says of it."""
    story = Story().step("menu").says("Hello.").note("speech_failed", utterance="t0.1", why="no sound within 8 s")
    story.note("recogniser_moved", provider="embedded", why="lost")

    lines = written(story)

    assert lines[0].cut
    assert [line.text for line in lines[1:]] == [
        "A sentence got no sound: no sound within 8 s.",
        "Another recogniser took over: embedded.",
    ]


def test_a_language_holds_from_the_change_on() -> None:
    """What was said before it was said in the one before."""
    story = Story().step("menu").says("Hello.").turn("हिंदी").note("language", before="en", now="hi", why="asked")
    story.says("नमस्ते।")

    assert [line.language for line in written(story)] == ["en", "en", "hi"]


def test_a_call_that_never_changed_its_language_has_the_one_it_began_with() -> None:
    """That is known of the conversation, not from the timeline."""
    assert [line.language for line in written(Story().step("menu").says("Hello."), language="en")] == ["en"]


def test_a_line_that_came_back_goes_on_counting() -> None:
    """The second stream of a call counts its turns anew; the transcript does not."""
    story = Story().step("menu").says("Hello.").heard().turn("book").says("Which day?").at(5000).ended("lost")
    story.at(9000).note("entry", why="line_lost").step("day").says("We were cut off.").heard()
    story.at(12000).turn("Tuesday")

    lines = written(story)

    assert [line.turn for line in lines if line.who != "line"] == [0, 1, 1, 2, 3]
    assert [line.text for line in lines if line.event == "ended"] == ["The line was lost."]
