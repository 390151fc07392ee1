"""Free conversation: a model talks inside limits that it cannot move, and code decides when it is over."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest

from graphs.acts import Expect, Say
from graphs.compiler import CompiledFlow, compile_flow
from graphs.loading import load_flow
from graphs.nodes.converse import Converse
from graphs.ports import ToolCall
from graphs.rehearsal import Rehearsal, ScriptedActions
from graphs.understanding.commands import Heard
from tests.support.scripted_model import FAILS, NEVER, After, Piece, ScriptedModel, commands
from tests.support.virtual_time import on_virtual_time

Rehearse = Callable[..., Coroutine[Any, Any, Rehearsal]]

LEDGERLY = """\
flow: ledgerly
format: 1
title: Ledgerly
about: Takes calls about Ledgerly, which keeps books.
languages: [en, hi]
start: lead_in
tries: {no_match: 3, no_input: 2, then: desk}
on_error: desk

slots:
  need:
    type: choice
    hint: What the caller wants to sort out.
    ask: What is it that you want to sort out?
    values:
      invoicing: {phrases: [invoices, invoicing]}
      payroll: {phrases: [payroll, wages]}
  team: {type: number, min: 1, max: 500, unit: [people], ask: How many people?}
  secret: {type: digits, length: 4, sensitive: true, ask: Your code?}

vars:
  line: {type: text, default: L7}

actions:
  test_line: {in: {line: text, note: text, day: date}, out: record}
  order: {in: {line: text}, out: record, commits: true}

knowledge:
  product:
    entries:
      - {q: [how much does it cost, pricing], a: It is twenty dollars a month for each person.}
      - {q: [mobile app], a: There are apps for both kinds of telephone.}

handlers:
  agent: {to: desk}
  stop: {phrases: [stop calling], always: true, to: bye}
  hours: {describe: Asks when somebody is there., phrases: [when are you open], say: We open at noon.}

results: {done: success, transferred: partial, left: failed}

nodes:
  lead_in:
    type: converse
    goal: Find out what the caller wants to sort out.
    instructions: Two sentences at most.
    may_fill: [need, team]
    may_use: [test_line]
    knowledge: [product]
    never: [name a competitor, give a discount, promise a feature or a date]
    limits: {turns: 3, seconds: 100}
    done_when: filled(need)
    next: thanks
    if_limit: limit
    without_llm: ask_need
  ask_need: {type: ask, slots: [need], next: thanks}
  thanks: {type: say, say: "Thank you, {need}.", next: done}
  limit: {type: say, say: Let me ask directly., next: ask_need}
  done: {type: end, say: Goodbye., result: done}
  desk: {type: transfer, to: desk, say: I put you through., if_failed: bye}
  bye: {type: end, say: Bye., result: left}
"""
HELLO = ["Hello, this is Ledgerly. ", "What can I do for you?"]


@pytest.fixture
def ring(rehearse: Rehearse) -> Rehearse:
    """Rings Ledgerly."""

    async def ring(*lines: str, model: ScriptedModel | None = None, **more: Any) -> Rehearsal:
        return await rehearse(
            *lines, text=LEDGERLY, model=model, **{"actions": {"test_line": {"signal": "good"}}, **more}
        )

    return ring


def talker(*replies: Sequence[Piece], readings: tuple[Any, ...] = (), **more: Any) -> ScriptedModel:
    """A model that says hello, and then these."""
    return ScriptedModel(*readings, replies=[HELLO, *replies], **more)


# ---- talking


async def test_without_a_model_the_flow_goes_its_other_way(ring: Rehearse) -> None:
    """Every conversation has a way for that; nothing else changes."""
    call = await ring()
    assert call.said == "What is it that you want to sort out?"


async def test_each_sentence_leaves_when_it_is_whole(ring: Rehearse) -> None:
    """And not when the reply is."""
    left: list[str] = []
    model = ScriptedModel(replies=[["One here. Tw", lambda: left.append(call.said), "o here. Three", " is this?"]])
    call = Rehearsal(_compiled(), actions={}, model=model)
    await call.begin()
    assert left == ["One here."]
    assert [act.text for act in call.acts if isinstance(act, Say)] == ["One here.", "Two here.", "Three is this?"]
    assert isinstance(call.acts[-1], Expect)
    assert call.expects.kind == "talk"


async def test_the_model_is_told_what_it_may_speak_of(ring: Rehearse) -> None:
    """The goal, the limits in words, what is stored, what is still open; the caller's words as the caller's."""
    model = talker(["I see. ", "Which is worse?"], readings=(commands(),))
    call = await ring("we drown in paper", model=model)
    assert call.said == "I see. Which is worse?"
    system, *rest = model.spoken[-1][0]
    for part in (
        "name a competitor",
        "twenty dollars a month",
        "Find out what",
        "- need: What the caller",
        "keeps books",
    ):
        assert part in system.text
    assert [message.role for message in rest] == ["user", "assistant", "user"]
    assert rest[-1].text == "we drown in paper"


async def test_it_is_over_when_the_condition_is_true_before_a_word_more(ring: Rehearse) -> None:
    """The rules read the value; the model is not even asked to speak."""
    model = talker(["Never said."])
    call = await ring("invoicing", model=model)
    assert call.said == "Thank you, invoicing. Goodbye."
    assert len(model.spoken) == 1
    assert model.translated == []


async def test_values_are_read_from_the_words_that_the_model_copies(ring: Rehearse) -> None:
    """A number is never the model's own."""
    fill = {"do": "fill", "slot": "team", "said": "a dozen"}
    invented = {"do": "fill", "slot": "need", "said": "payroll", "value": "payroll"}
    model = talker(["Good. Anything else there?"], readings=(commands(fill, invented),))
    call = await ring("well there would be about a dozen of us in the whole office these days", model=model)
    assert (await call.values())["team"] == 12
    assert (await call.values()).get("need") is None
    assert ("not_believed", {"commands": 1}) in call.traces


async def test_a_guess_is_asked_about(ring: Rehearse) -> None:
    """The words do not say the value, so the caller does; only then is it over."""
    guess = {"do": "fill", "slot": "need", "value": "invoicing", "said": "chasing customers for money"}
    model = talker(readings=(commands(guess),))
    call = await ring("we are always chasing customers for money and it takes ages", model=model)
    assert call.said == "Did you say invoicing?"
    assert call.expects.kind == "yes_no"
    await call.hear("yes")
    assert call.over == "done"


async def test_a_guess_that_is_wrong_is_forgotten(ring: Rehearse) -> None:
    """The conversation goes on."""
    guess = {"do": "fill", "slot": "need", "value": "invoicing", "said": "chasing customers for money"}
    model = talker(["What is it, then?"], readings=(commands(guess),))
    call = await ring("we are always chasing customers for money and it takes ages", "no", model=model)
    assert call.said == "What is it, then?"
    assert (await call.values()).get("need") is None


# ---- limits


async def test_it_ends_after_its_turns(ring: Rehearse) -> None:
    """Three turns of the caller without an end lead elsewhere."""
    model = talker(["Hm?"], ["Hm?"], readings=(commands(), commands(), commands()))
    call = await ring("hm well", "there is so much", "oh dear me", model=model)
    assert call.said == "Let me ask directly. What is it that you want to sort out?"


async def test_it_ends_after_its_time(ring: Rehearse) -> None:
    """However few turns that were."""
    model = talker(["Hm?"], readings=(commands(), commands()))
    call = await ring("hm well", model=model)
    call.clock.move(101)
    await call.hear("the books and all that")
    assert call.said.startswith("Let me ask directly.")


def test_limits_have_defaults() -> None:
    """No conversation is endless because nobody wrote a limit."""
    flow = _compiled(LEDGERLY.replace("    limits: {turns: 3, seconds: 100}\n", ""))
    step = flow.document.steps["lead_in"]
    assert isinstance(step, Converse)
    assert (step.limits.turns, step.limits.seconds) == (8, 240)


# ---- what may not be said


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("I can do fifteen dollars for you.", "unknown money"),
        ("You get a discount, of course.", "never discount"),
        ("It will be there by Friday.", "unknown date"),
        ("Call four one five five five five zero one nine nine.", "unknown phone"),
        ("Look at www.example.com for that.", "unknown address"),
        ("Our competitor is far worse.", "never competitor"),
    ],
)
async def test_a_sentence_that_may_not_be_said_is_not(ring: Rehearse, reply: str, why: str) -> None:
    """A sentence of ours stands in its place, and the rest of the reply is not spoken."""
    model = talker([f"Let me see. {reply} Shall we?"], readings=(commands(),))
    call = await ring("tell me about money then", model=model)
    assert call.said == "Let me see. I am sorry, I cannot say anything about that."
    assert ("kept_back", {"why": why}) in call.traces
    assert isinstance(call.acts[-1], Expect)


async def test_what_is_stored_may_be_said(ring: Rehearse) -> None:
    """In other words, too: “$20” is “twenty dollars”."""
    model = talker(["It is $20 a month for each of you."], readings=(commands(),))
    call = await ring("and what would that be for us", model=model)
    assert call.said == "It is $20 a month for each of you."


async def test_clauses_that_were_spoken_are_judged_with_the_rest(ring: Rehearse) -> None:
    """The first clause leaves early; its sentence is looked at as a whole."""
    model = talker(["As for any other competitor, they are fine."], readings=(commands(),))
    call = await ring("what of the others", model=model)
    assert "competitor" not in call.said


# ---- when the model fails


async def test_a_model_that_is_down_leads_the_other_way(ring: Rehearse) -> None:
    """At the first word or in the middle of the conversation."""
    call = await ring("we drown in paper", model=talker(readings=(FAILS,)))
    assert call.said == "What is it that you want to sort out?"


def test_a_model_that_says_nothing_is_not_waited_for(ring: Rehearse) -> None:
    """Four seconds; then the flow goes its other way."""
    call = on_virtual_time(ring(model=ScriptedModel(replies=[[NEVER]])))
    assert call.said == "What is it that you want to sort out?"


def test_a_reply_that_stops_in_the_middle_stays_as_far_as_it_came(ring: Rehearse) -> None:
    """Whole sentences were said; half a one is not. The caller may speak."""
    call = on_virtual_time(ring(model=ScriptedModel(replies=[["I am here. And so", NEVER]])))
    assert call.said == "I am here."
    assert call.expects.kind == "talk"


# ---- interruption


async def test_a_caller_who_cuts_in_stops_the_stream(ring: Rehearse) -> None:
    """The request is closed, what was given out stays, and the caller's next words are heard."""
    model = ScriptedModel(commands())
    call = Rehearsal(_compiled(), actions={}, model=model)
    model.replies = [["Hello there. ", call.conversation.stop, After(60), "Never said."], ["Yes?"]]
    await call.begin()
    assert call.said == "Hello there."
    assert model.closed == 1
    await call.conversation.turn(Heard("we drown in paper"), call.sink, cuts=[("t0.1", "Hello")])
    assert call.said.endswith("Yes?")
    told = [message.text for message in model.spoken[-1][0]]
    assert told[1:] == ["(The call begins.)", "Hello", "we drown in paper"]


# ---- tools


async def test_a_tool_is_run_and_its_answer_may_be_spoken(ring: Rehearse) -> None:
    """What the flow knows is given by the flow; what the model gives is read by the rules."""
    wanted = ToolCall("c1", "test_line", {"note": "slow", "day": "tomorrow", "line": "other"})
    model = talker(["Let me test it. ", wanted], ["The signal is good."], readings=(commands(),))
    call = await ring("is it my line perhaps", model=model)
    assert call.said == "Let me test it. The signal is good."
    ((action, arguments, key),) = ran(call)
    assert (action, arguments) == ("test_line", {"line": "L7", "note": "slow", "day": "2026-03-03"})
    assert key == "call-1:1:lead_in:0"
    assert [message.role for message in model.spoken[-1][0]][-2:] == ["assistant", "tool"]


async def test_only_the_tools_of_the_step_can_be_run(ring: Rehearse) -> None:
    """Naming another one of the flow does not help."""
    model = talker([ToolCall("c1", "order", {})], ["I cannot."], readings=(commands(),))
    call = await ring("order one for me now", model=model)
    assert ran(call) == []
    assert model.spoken[0][1] == ("test_line",)
    assert model.spoken[-1][0][-1].text == "There is no such tool."


LOOKING_UP = LEDGERLY.replace(
    "  order: {in:",
    "  find: {in: {phone: phone, whose: text}, out: record}\n  open: {in: {owner: record}, out: record}\n  order: {in:",
).replace("may_use: [test_line]", "may_use: [find, open]")


@pytest.mark.parametrize(
    ("said", "phone", "found"),
    [
        ("look up nine eight one two three four five six seven eight", "98123 45678", True),
        ("look up my neighbour", "98123 45678", False),
        ("look me up", "+919800000000", True),
    ],
)
async def test_whom_a_tool_looks_up_is_never_the_models_own(
    rehearse: Rehearse, said: str, phone: str, found: bool
) -> None:
    """A telephone number that it gives to a tool is the caller's, or one that the caller said."""
    wanted = ToolCall("c1", "find", {"phone": phone, "whose": "theirs"})
    model = talker([wanted], ["Fine."], readings=(commands(),))
    call = await rehearse(said, text=LOOKING_UP, model=model, actions={"find": {}}, caller="+919800000000")
    assert bool(ran(call)) == found


async def test_a_record_is_never_the_models_own(rehearse: Rehearse) -> None:
    """The flow gives it, or nobody."""
    model = talker([ToolCall("c1", "open", {"owner": "account 5"})], ["Fine."], readings=(commands(),))
    call = await rehearse("open account 5 for me", text=LOOKING_UP, model=model, actions={"open": {}})
    assert ran(call) == []
    assert model.spoken[-1][0][-1].text == "That cannot be done yet: owner is not known."


async def test_a_model_that_only_wants_tools_comes_to_an_end(ring: Rehearse) -> None:
    """Three rounds; then it is offered none."""
    wanted = [ToolCall("c1", "test_line", {"note": "x", "day": "today"})]
    model = talker(wanted, wanted, wanted, ["Fine."], readings=(commands(),))
    call = await ring("is it my line perhaps", model=model)
    assert len(ran(call)) == 3
    assert model.spoken[-1][1] == ()
    assert call.said == "Fine."


# ---- the rest of the conversation goes on


async def test_silence_repeats_and_is_given_up(ring: Rehearse) -> None:
    """As everywhere."""
    call = await ring("", model=talker())
    assert call.said == "Hello, this is Ledgerly. What can I do for you?"
    await call.hear(silence=True)
    assert call.over == "transferred"


async def test_silences_do_not_add_up_over_a_conversation(ring: Rehearse) -> None:
    """Each turn of the caller starts the count anew."""
    call = await ring("", "well now hm", "", model=talker(["Yes?"], readings=(commands(),)))
    assert call.said == "Yes?"


@pytest.mark.parametrize(
    ("said", "heard"),
    [("when are you open", "We open at noon."), ("stop calling", "Bye."), ("an operator please", "I put")],
)
async def test_handlers_work_and_never_wait_for_the_model(ring: Rehearse, said: str, heard: str) -> None:
    """Nothing that the flow says anywhere depends on it."""
    model = talker()
    call = await ring(said, model=model)
    assert call.said.startswith(heard)
    assert model.translated == []


async def test_a_handler_may_be_meant_in_any_words(ring: Rehearse) -> None:
    """Described for the model; afterwards the conversation takes up its last words."""
    model = talker(readings=(commands({"do": "global", "name": "hours", "said": "pop by in person"}),))
    call = await ring("could I maybe pop by in person some time or other", model=model)
    assert call.said == "We open at noon. Hello, this is Ledgerly. What can I do for you?"


def ran(call: Rehearsal) -> list[tuple[str, dict[str, Any], str]]:
    """The actions that were run."""
    assert isinstance(call.actions, ScriptedActions)
    return call.actions.calls


def _compiled(text: str = LEDGERLY) -> CompiledFlow:
    return compile_flow(load_flow(text))
