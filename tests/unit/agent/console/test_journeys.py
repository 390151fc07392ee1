"""The way of a call through its flow, as reports count it."""

from agent.console.journeys import Journey, Move, StepFigures, counted, figures, journey
from agent.console.timelines import spans
from tests.support.timelines import Story


def way(story: Story) -> Journey:
    """The way of a story."""
    return journey(spans(story.entries))


def at(story: Story, step: str) -> StepFigures:
    """The figures of one step."""
    [found] = [each for each in figures(way(story)) if each.step == step]
    return found


def test_a_step_that_asks_for_several_things_is_one_stay() -> None:
    """It is come to once, however often it asks."""
    story = Story().step("details").at(3000).turn("a cleaning").step("details").at(8000).turn("Tuesday").step("details")
    story.exit("details", "next", "find").step("find", "do")

    details = at(story, "details")

    assert (details.entered, details.left, details.seconds) == (1, 1, [8.0])


def test_a_step_that_leads_back_to_itself_is_come_to_again() -> None:
    """By one of its exits, that is."""
    story = Story().step("more").turn("yes").exit("more", "yes", "more").step("more")

    assert (at(story, "more").entered, at(story, "more").left) == (2, 1)


def test_steps_that_do_not_wait_have_no_length() -> None:
    """Their time is nobody's patience."""
    story = Story().step("hello", "say").exit("hello", "next", "menu").step("menu").at(4000).turn("book")

    assert at(story, "hello").seconds == []


def test_a_caller_who_hangs_up_leaves_where_they_were_asked() -> None:
    """That stay was left by nobody."""
    menu = at(Story().step("menu").at(3000).ended("caller"), "menu")

    assert (menu.hang_ups, menu.left) == (1, 0)


def test_the_end_of_a_flow_is_no_hang_up() -> None:
    """We hung up."""
    assert at(Story().step("bye", "end").at(3000).ended("agent", "booked"), "bye").hang_ups == 0


def test_a_line_that_came_back_was_not_hung_up() -> None:
    """Only the last end counts."""
    story = Story().step("menu").ended("caller").note("entry", why="line_lost").turn("book").ended("agent")

    assert at(story, "menu").hang_ups == 0


def test_what_was_not_understood_is_kept_with_where_it_was_said() -> None:
    """Silence is counted and has no words."""
    story = Story().step("menu").turn("root canal").note("no_match", step="menu", count=1)
    story.turn().note("no_input", step="menu", count=1)

    walked = way(story)

    assert [(miss.turn, miss.step, miss.text) for miss in walked.misses] == [(1, "menu", "root canal")]
    assert (at(story, "menu").no_match, at(story, "menu").no_input) == (1, 1)


def test_a_correction_counts_where_the_value_was_given() -> None:
    """That is the step whose question was understood otherwise, not the one at which the caller noticed."""
    story = (
        Story().step("day").turn("Tuesday").note("understood", commands=["Fill"], by="rules").note("fill", slot="day")
    )
    story.exit("day", "next", "time").step("time").turn("no, Friday")
    story.note("understood", commands=["Correct"], by="rules").note("fill", slot="day").note(
        "rewind", slot="day", to="day"
    )
    story.step("day")

    assert at(story, "day").corrections == 1
    assert at(story, "time").corrections == 0
    assert Move("time", "corrected", "day") in way(story).moves


def test_a_transfer_counts_where_the_caller_was_asked() -> None:
    """Not at the step that hands over, which everybody comes to only for that."""
    story = Story().step("menu").turn("a person please").note("handler", name="agent").step("to_person", "transfer")
    story.note("transfer", to="reception").ended("transferred")

    assert at(story, "menu").transfers == 1
    assert at(story, "to_person").transfers == 0


def test_ways_that_no_exit_is_have_names() -> None:
    """What may be said anywhere, and giving up."""
    story = Story().step("menu").turn("a person please").note("handler", name="agent").step("to_person", "transfer")
    story.exit("to_person", "if_closed", "message").step("message").turn().note("give_up", step="message", times=2)
    story.step("bye", "end")

    assert [(move.step, move.exit, move.to) for move in way(story).moves] == [
        ("menu", "handler agent", "to_person"),
        ("to_person", "if_closed", "message"),
        ("message", "gave up", "bye"),
    ]


def test_an_undone_turn_took_no_way() -> None:
    """The caller is still where they were asked."""
    story = Story().step("day").turn("Tuesday").exit("day", "next", "time").step("time").takes_back()
    story.turn("Friday").exit("day", "next", "time").step("time")

    assert counted(way(story).moves) == {Move("day", "next", "time"): 1}
    assert at(story, "day").entered == 1


def test_how_long_an_answer_took_counts_where_it_was_given() -> None:
    """From the caller's last sound to ours on the line; nobody waits for an answer to their silence."""
    story = Story().step("day").turn("Tuesday").exit("day", "next", "time").step("time").times(sent=640.4)
    story.turn().times(sent=3.0)

    assert at(story, "day").latencies == [640]
    assert at(story, "time").latencies == []


def test_turns_are_what_callers_said_and_pressed() -> None:
    """Silence and events are none of theirs."""
    assert way(Story().step("menu").turn("book").turn().turn(keys="1").turn(happened="payment_made")).turns == 2
