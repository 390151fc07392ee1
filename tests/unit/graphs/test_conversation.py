"""The rules of conversation that hold in every flow, with nothing drawn for them."""

from collections.abc import Awaitable, Callable

import pytest

from graphs.acts import HangUp, Say, Transfer
from graphs.testing import Rehearsal

Rehearse = Callable[..., Awaitable[Rehearsal]]

TO_SUMMARY = ("a table for four people tomorrow", "the first one", "my name is Asha Rao", "yes")


# ---- over-answering


async def test_what_was_said_already_is_not_asked(rehearse: Rehearse) -> None:
    """One sentence fills every slot that it names, and the questions for them are skipped."""
    call = await rehearse("a table for four people tomorrow")
    assert await call.values() == {**await call.values(), "people": 4, "day": "2026-03-03"}
    assert call.expects.step == "pick"


async def test_what_was_said_implies_the_option(rehearse: Rehearse) -> None:
    """“Four people tomorrow” is a booking although nobody said so."""
    call = await rehearse("four people tomorrow")
    assert call.expects.step == "pick"


async def test_an_answer_may_fill_the_next_slot_too(rehearse: Rehearse) -> None:
    """Slots of the same step are listened for together."""
    call = await rehearse("a table", "four people tomorrow please")
    assert call.expects.step == "pick"


# ---- ladders


async def test_a_miss_climbs_the_ladder_without_an_apology(rehearse: Rehearse) -> None:
    """The question, then an example; after the third miss the conversation gives it up."""
    call = await rehearse("blah blah")
    assert call.said == "Say table or message."
    await call.hear("blah")
    assert call.said == "Press 1 for a table or 2 for a message."
    await call.hear("blah")
    assert call.said == "I put you through."


async def test_silence_has_words_of_its_own(rehearse: Rehearse) -> None:
    """Where the slot has them; and it is given up sooner than misunderstanding."""
    call = await rehearse("a table", "")
    assert call.said == "Are you there? How many people?"
    await call.hear(silence=True)
    assert call.over == "transferred"


async def test_a_new_question_starts_a_new_count(rehearse: Rehearse) -> None:
    """Two misses here and two there are not four."""
    call = await rehearse("blah", "blah", "table", "blah", "blah")
    assert call.said == "Please key in how many."


async def test_values_that_break_a_rule_are_told_and_end_too(rehearse: Rehearse) -> None:
    """The rule's own sentence, then the question; the third time the conversation gives up."""
    call = await rehearse("a table", "nine")
    assert call.said == "We have room for eight at most. How many people?"
    await call.hear("nine")
    await call.hear("ten")
    assert call.over == "transferred"


async def test_nobody_is_asked_for_ever(rehearse: Rehearse) -> None:
    """When the way out leads to another question that is not answered either, the call ends."""
    call = await rehearse("", "", open=False)
    assert call.expects.step == "take"
    await call.hear(silence=True)
    await call.hear(silence=True)
    assert call.over == "left"
    assert "call again later" in call.said


# ---- handlers


async def test_a_digression_comes_back_to_the_question(rehearse: Rehearse) -> None:
    """The answer, then the question that was open."""
    call = await rehearse("a table", "when are you open")
    assert call.said == "We open at noon. How many people?"


async def test_a_handler_may_lead_away(rehearse: Rehearse) -> None:
    """“A person, please” works at any question, by its built-in phrases."""
    call = await rehearse("a table", "can I speak to a person")
    assert call.over == "transferred"


async def test_what_the_step_offers_goes_before_a_handler(rehearse: Rehearse, restaurant: str) -> None:
    """Unless the handler is marked as always."""
    call = await rehearse("fire place", text=restaurant.replace("always: true, ", ""))
    assert call.expects.step == "wish"
    call = await rehearse("fire place")
    assert call.over == "transferred"


async def test_a_handler_can_be_switched_off_in_a_step(rehearse: Rehearse) -> None:
    """There its phrases mean nothing."""
    call = await rehearse(*TO_SUMMARY, "yes", "when are you open")
    assert "We open at noon" not in call.said


async def test_a_stored_answer_is_given_and_the_question_asked_again(rehearse: Rehearse) -> None:
    """Also in the middle of an open answer, when it is a real question."""
    call = await rehearse("a message", "where can I park the car?")
    assert call.said.startswith("There is parking behind the house. ")
    assert call.expects.step == "wish"


async def test_a_question_without_an_answer_is_admitted(rehearse: Rehearse) -> None:
    """Rather than taken for the message."""
    call = await rehearse("a message", "what is the meaning of life?")
    assert call.said.startswith("That I do not know. ")


async def test_hold_on_is_waited_for(rehearse: Rehearse) -> None:
    """Without asking again, and longer than usual."""
    call = await rehearse("a table", "hold on")
    assert call.said == "Take your time. Just speak when you are ready."
    assert call.expects.listen_s == 24


async def test_repeat_says_the_last_question_as_it_was(rehearse: Rehearse) -> None:
    """On the rung of the ladder where it stood."""
    call = await rehearse("a table", "blah", "could you repeat that")
    assert call.said == "How many, for example four?"


async def test_help_says_it_with_more_words(rehearse: Rehearse) -> None:
    """The next rung of the ladder."""
    call = await rehearse("a table", "help")
    assert call.said == "How many, for example four?"


async def test_goodbye_ends_a_flow_that_draws_nothing_for_it(rehearse: Rehearse) -> None:
    """With the result of a call that came to nothing."""
    call = await rehearse("goodbye")
    assert call.over == "left"


async def test_a_handler_may_end_the_call_or_wait(rehearse: Rehearse, restaurant: str) -> None:
    """As its `then` says."""
    hours = "say: We open at noon."
    call = await rehearse("when are you open", text=restaurant.replace(hours, f"{hours}, then: end"))
    assert (call.said, call.over) == ("We open at noon.", "left")
    call = await rehearse("when are you open", text=restaurant.replace(hours, f"{hours}, then: wait_longer"))
    assert (call.said, call.expects.listen_s) == ("We open at noon.", 24)


async def test_goodbye_is_cancelling_where_the_flow_says_what_cancelling_is(
    rehearse: Rehearse, restaurant: str
) -> None:
    """Unless it has a handler of its own."""
    text = restaurant.replace("handlers:", "handlers:\n  cancel: {to: bye_booked}")
    assert (await rehearse("goodbye", text=text)).over == "booked"


async def test_a_person_is_where_calls_are_given_up_in_a_flow_without_a_handler(
    rehearse: Rehearse, restaurant: str
) -> None:
    """So that nobody has to draw it."""
    call = await rehearse("speak to a person", text=restaurant.replace("  agent: {to: desk}\n", ""))
    assert call.over == "transferred"


async def test_a_step_may_have_its_own_patience(rehearse: Rehearse, restaurant: str) -> None:
    """Its `tries` go before the flow's."""
    text = restaurant.replace(
        "slots: [wish], say: Nobody is here",
        "tries: {no_match: 1, no_input: 1, then: bye}, slots: [wish], say: Nobody is here",
    )
    assert (await rehearse("a message", "", text=text)).over == "left"


async def test_what_is_said_in_passing_is_kept_although_the_question_stays(rehearse: Rehearse, restaurant: str) -> None:
    """Where it implies none of the options, or neither yes nor no."""
    text = restaurant.replace(", implied_by: [people, day]", "")
    call = await rehearse("four people", text=text)
    assert call.said == "A table or a message?"
    assert (await call.values())["people"] == 4
    text = restaurant.replace("if_yes: menu, if_no: bye_booked", "if_yes: menu, if_no: bye_booked, listen_for: [code]")
    call = await rehearse(*TO_SUMMARY, "yes", "my code is 1 2 3 4", text=text)
    assert call.said == "Booked. Anything else?"


# ---- corrections


async def test_a_correction_goes_back_to_what_it_decided(rehearse: Rehearse) -> None:
    """Another day means looking again; what did not depend on it is not asked again."""
    call = await rehearse(*TO_SUMMARY, "no, make it Wednesday")
    assert call.said == "Let me look. I have eleven o'clock or half past one."
    await call.hear("the second one")
    assert call.said == "4 people on Tuesday the third of March at half past one for Asha Rao, right?"
    assert (await call.values())["day"] == "2026-03-04"


async def test_a_correction_of_what_nothing_depends_on_goes_on(rehearse: Rehearse) -> None:
    """The summary is said again with the new value."""
    call = await rehearse(*TO_SUMMARY, "no, my name is Ravi Rao")
    assert call.said.endswith("for Ravi Rao, right?")


async def test_another_item_of_the_offer_is_a_correction_too(rehearse: Rehearse) -> None:
    """“No, make it half past one” picks from the list that was read out."""
    call = await rehearse(*TO_SUMMARY, "no, make it half past one")
    assert "at half past one for Asha Rao" in call.said


async def test_a_correction_works_while_something_else_is_asked(rehearse: Rehearse) -> None:
    """Also when the open question takes almost any words."""
    call = await rehearse("a table for four people tomorrow", "the first one", "actually make it Wednesday")
    assert call.expects.step == "pick"
    assert (await call.values())["day"] == "2026-03-04"
    assert (await call.values())["table"] is None


async def test_a_correction_must_keep_the_rules(rehearse: Rehearse) -> None:
    """Otherwise the rule is told, and nothing changes."""
    call = await rehearse(*TO_SUMMARY, "no, make it nine people")
    assert call.said.startswith("We have room for eight at most.")
    assert (await call.values())["people"] == 4


async def test_corrections_do_not_go_back_behind_what_cannot_be_undone(rehearse: Rehearse) -> None:
    """After the booking, another day is told to be too late."""
    call = await rehearse(*TO_SUMMARY, "yes", "actually make it Wednesday")
    assert call.said.startswith("I am sorry, that is already done")
    assert (await call.values())["day"] == "2026-03-03"


async def test_another_day_at_an_offer_is_looked_up(rehearse: Rehearse) -> None:
    """What is listened for there leads back to the action that reads it."""
    call = await rehearse("a table for four people tomorrow", "do you have anything on Friday")
    assert call.visited[-2:] == ["find", "pick"]
    assert (await call.values())["day"] == "2026-03-06"


# ---- offers


async def test_more_items_then_no_more(rehearse: Rehearse) -> None:
    """“Later” turns the page; behind the last page there is nothing."""
    call = await rehearse("a table for four people tomorrow", "later")
    assert call.said == "I have half past three."
    await call.hear("later")
    assert call.said == "That is all I have. I have half past three."
    await call.hear("could you say that again")
    assert call.said == "I have half past three."
    await call.hear(keys="1")
    assert (await call.values())["table"] == {"start": "2026-03-03T15:30"}


async def test_items_need_not_be_times(rehearse: Rehearse, restaurant: str) -> None:
    """Any list of records can be offered, and an unfilled slot that is listened for there leads back as well."""
    text = restaurant.replace("{item.start|time}", "{item.area}").replace(
        "with: {people: people, day: day}", "with: {people: people, day: day}\n    timeout: 2s"
    )
    tables = [{"area": "garden", "start": "soon"}, {"area": "terrace", "start": 3}]
    call = await rehearse("four people tomorrow", "the terrace", text=text, actions={"find": tables})
    assert (await call.values())["table"] == tables[1]


async def test_none_of_the_items(rehearse: Rehearse) -> None:
    """Goes where the flow says."""
    call = await rehearse("a table for four people tomorrow", "none of them")
    assert call.said == "Which day?"


async def test_nothing_to_offer(rehearse: Rehearse) -> None:
    """An empty answer of the action has its own exit."""
    call = await rehearse("a table for four people tomorrow", actions={"find": []})
    assert call.said == "Let me look. We are full. Which day?"


# ---- values in doubt


async def test_a_known_value_needs_only_a_yes(rehearse: Rehearse) -> None:
    """The number that the caller rings from."""
    call = await rehearse("a table for four people tomorrow", "the first one", "my name is Asha Rao")
    assert call.said == "Is 9 8 2 2 0, 1 2 3 4 5 your number?"
    assert call.expects.kind == "yes_no"
    assert call.expects.slot == "phone"
    await call.hear("yes")
    assert (await call.values())["phone"] == "+919822012345"


async def test_a_known_value_that_is_wrong_is_asked_for(rehearse: Rehearse) -> None:
    """And not proposed again."""
    call = await rehearse("a table for four people tomorrow", "the first one", "my name is Asha Rao", "no")
    assert call.said == "Which number?"
    assert call.expects.keys == 10
    await call.hear("9822054321")
    assert (await call.values())["phone"] == "+919822054321"


async def test_no_and_the_right_value_is_one_answer(rehearse: Rehearse) -> None:
    """Nobody has to say no first and wait."""
    call = await rehearse(*TO_SUMMARY[:-1], "no, use 98220 54321")
    assert (await call.values())["phone"] == "+919822054321"


async def test_a_value_that_must_be_confirmed_is(rehearse: Rehearse) -> None:
    """Yes keeps it, no asks again."""
    call = await rehearse("code", "one two three four")
    assert call.said == "Did you say 1 2 3 4?"
    await call.hear("no")
    assert call.said == "Your code?"
    await call.hear(keys="5678")
    await call.hear(keys="1")
    assert (await call.values())["code"] == "5678"
    assert call.said == "By the window?"


async def test_a_value_may_be_said_again_instead_of_yes(rehearse: Rehearse) -> None:
    """The same value is a yes; another one is asked about in turn."""
    call = await rehearse("code", "one two three four", "one two three five")
    assert call.said == "Did you say 1 2 3 5?"
    await call.hear("one two three five")
    assert (await call.values())["code"] == "1235"


async def test_a_doubtful_recognition_is_confirmed(rehearse: Rehearse) -> None:
    """A name that the recogniser is not sure of is asked about; one that it is sure of is not."""
    call = await rehearse("a table for four people tomorrow", "the first one")
    await call.hear("my name is Asha Rao", confidence=0.2)
    assert call.said == "Did you say Asha Rao?"


async def test_a_yes_or_no_is_kept_as_true_or_false(rehearse: Rehearse) -> None:
    """So that conditions can ask for it."""
    call = await rehearse("code", "#1234", "#1", "#2")
    assert (await call.values())["window"] is False


# ---- the keypad


async def test_the_keypad_answers_every_question(rehearse: Rehearse) -> None:
    """Options and items by their number, yes and no by 1 and 2, numbers digit by digit."""
    call = await rehearse("#1", "#4", "tomorrow", "#2", "my name is Asha Rao", "#2", "#9822054321", "#1")
    assert call.said.endswith("Booked. Anything else?")
    values = await call.values()
    assert (values["people"], values["table"], values["phone"]) == (
        4,
        {"start": "2026-03-03T13:30"},
        "+919822054321",
    )


async def test_star_repeats_and_nought_calls_a_person(rehearse: Rehearse) -> None:
    """At any question, and a handler may have a key of its own."""
    call = await rehearse("#1", "#*")
    assert call.said == "How many people?"
    await call.hear(keys="0")
    assert call.over == "transferred"


# ---- languages


async def test_the_caller_hears_their_language_where_there_is_one(rehearse: Rehearse) -> None:
    """And each sentence says which language it is in."""
    call = await rehearse("#1", language="hi-IN")
    assert call.said == "कितने लोग?"
    assert [act.language for act in call.acts if isinstance(act, Say)] == ["hi"]


# ---- endings


async def test_a_closed_desk_is_not_announced(rehearse: Rehearse) -> None:
    """“I put you through” is said only when somebody is there; a summary goes with the call."""
    call = await rehearse("speak to a person", open=False)
    assert call.said.startswith("Nobody is at the desk.")
    call = await rehearse("speak to a person", destinations=lambda _: None)
    assert call.expects.step == "take"
    call = await rehearse("a table for four people tomorrow", "speak to a person")
    assert call.acts[-1] == Transfer("desk", "sip:desk", "2026-03-03")


async def test_the_opening_words_of_a_step_are_said_once(rehearse: Rehearse) -> None:
    """Not again with every repetition of its question."""
    call = await rehearse("a message", "")
    assert call.said == "What shall I pass on?"


async def test_the_end_says_its_result(rehearse: Rehearse) -> None:
    """The last act of the call."""
    call = await rehearse(*TO_SUMMARY, "yes", "no")
    assert call.acts[-1] == HangUp("booked")
    assert call.conversation.result == call.over


@pytest.mark.parametrize(("outcome", "step"), [("full", "pick"), ("error", None), ("unheard_of", None)])
async def test_an_action_goes_where_its_outcome_leads(rehearse: Rehearse, outcome: str, step: str | None) -> None:
    """Its own exit, or on_error."""
    tables = [{"start": "2026-03-03T11:00"}]
    call = await rehearse(*TO_SUMMARY, "yes", actions={"find": tables, "book": {"outcome": outcome}})
    if step is None:
        assert call.over == "transferred"
    else:
        assert call.said == "I am booking it. That table has just gone. Let me look. I have eleven o'clock."


async def test_a_value_that_is_declined_again_and_again_is_given_up(rehearse: Rehearse) -> None:
    """Each new value is understood, and yet the caller gets nowhere: refusals of one slot add up."""
    call = await rehearse("code", "one two three four", "no", "four three two one", "no", "one one one one")
    assert call.over is None
    await call.hear("no")
    assert call.said == "I put you through."


async def test_a_value_that_was_left_open_is_asked_about(rehearse: Rehearse) -> None:
    """“The fifth or the sixth” is neither: one of them is proposed, whatever the slot says about confirming."""
    call = await rehearse("a table for four people", "either the fifth or the sixth")
    assert call.said == "Did you say Thursday the fifth of March?"
    await call.hear("no, the sixth")
    assert (await call.values())["day"] == "2026-03-06"
