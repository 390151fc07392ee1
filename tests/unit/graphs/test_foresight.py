"""What will probably be said next is known before the caller answers, and knowing it changes nothing."""

import copy
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.acts import Act, Expect, HangUp, Say, Trace, Transfer
from graphs.compiler import compile_flow
from graphs.document import ScriptedCall
from graphs.flows import library, shipped, shipped_flow
from graphs.foresight import MOST, Likely, foresight
from graphs.loading import load_flow
from graphs.plan import Plan
from graphs.rehearsal import Rehearsal, ScriptedActions
from graphs.testing import run_tests
from graphs.turn import Turn
from tests.support.scripted_model import ScriptedModel

Rehearse = Callable[..., Awaitable[Rehearsal]]

LIBRARY = library()
FLOWS = {name: compile_flow(shipped_flow(name), LIBRARY) for name in shipped()}

HEAD = """\
flow: small
format: 1
title: Small
languages: [en]
start: begin
on_error: bye
tries: {no_match: 3, no_input: 3, then: bye}
results: {done: success}
"""
BYE = "  bye: {type: end, say: Goodbye., result: done}\n"


def likely(call: Rehearsal) -> list[str]:
    """The texts that are foreseen."""
    return [text for text, _ in call.expects.likely]


async def begun(body: str, *lines: str, actions: Any = None, **call: Any) -> Rehearsal:
    """A conversation of a small flow, after these lines."""
    flow = compile_flow(load_flow(HEAD + body + BYE))
    rehearsal = Rehearsal(flow, ScriptedCall(**call), actions=actions or {}, walks=True)
    await rehearsal.begin()
    for line in lines:
        await rehearsal.hear(line, silence=not line)
    return rehearsal


# ---- what is foreseen


async def test_what_a_yes_and_a_no_lead_to() -> None:
    """Through steps that nobody hears, and past sentences that are the same in every call."""
    call = await begun(
        """
vars: {seen: {type: number}}
nodes:
  begin: {type: confirm, say: Shall I?, if_yes: count, if_no: never}
  count: {type: set, set: {seen: 7}, next: fine}
  fine: {type: say, say: Fine., next: told}
  told: {type: say, say: "You have {seen|number} left.", next: bye}
  never: {type: say, say: "Then not, {call.caller|digits}.", next: bye}
"""
    )
    assert call.expects.likely == (("You have seven left.", "en"), ("Then not, plus 1, 4 1 5, 5 5 5, 0 1 3 7.", "en"))


async def test_the_first_options_of_a_choice() -> None:
    """Those that are open, in their order, three at most."""
    options = "".join(f"      o{at}: {{phrases: [o{at}], to: n{at}, set: {{at: {at}}}}}\n" for at in range(5))
    nodes = "".join(f'  n{at}: {{type: say, say: "Way {{at|number}}.", next: bye}}\n' for at in range(5))
    call = await begun(
        "vars: {at: {type: number}}\nnodes:\n  begin:\n    type: choose\n    say: Which?\n    options:\n"
        f"      shut: {{phrases: [shut], to: n0, when: false}}\n{options}{nodes}"
    )
    assert likely(call) == ["Way zero.", "Way one.", "Way two."]


async def test_the_items_of_a_list_that_are_read_out(rehearse: Rehearse) -> None:
    """Each as the item that was picked; and the list itself, in case it has to be read again."""
    call = await rehearse("a table for four people tomorrow")
    assert likely(call) == ["I have eleven o'clock or half past one."]
    call = await begun(
        """
vars: {all: {type: list}, one: {type: text}}
actions: {find: {out: list}}
nodes:
  begin: {type: do, action: find, save: all, next: pick}
  pick: {type: offer, items: all, show: 2, item: "{item}", say: I have, save: one, next: told, if_none: bye}
  told: {type: say, say: "It is {one}.", next: bye}
""",
        actions={"find": [["tea", "milk", "soup"]]},
    )
    assert likely(call) == ["It is tea.", "It is milk.", "I have tea or milk."]


async def test_the_summary_that_a_yes_to_the_last_value_leads_to(rehearse: Rehearse) -> None:
    """A value that was proposed is kept, and the next question holds it."""
    call = await rehearse("a table for four people tomorrow", "the first one", "my name is Asha Rao")
    assert likely(call) == [
        "4 people on Tuesday the third of March at eleven o'clock for Asha Rao, right?",
        "Is 9 8 2 2 0, 1 2 3 4 5 your number?",
    ]


async def test_what_does_not_depend_on_the_value() -> None:
    """After a value that nobody knows yet: the next question, as long as nothing looks at the value."""
    body = """
slots:
  name: {{type: name, ask: Who are you?}}
  kind: {{type: choice, ask: What kind?, values: {{a: {{label: apples}}, b: {{label: pears}}}}}}
nodes:
  begin: {{type: ask, slots: [name], next: {next}}}
  ours: {{type: say, say: "We have your number {{call.caller|digits}}.", next: bye}}
  theirs: {{type: say, say: "Hello {{name}}.", next: bye}}
  turn: {{type: check, cases: [{{when: name == "Asha", to: ours}}], else: ours}}
  kinds: {{type: ask, slots: [kind], next: kind_said}}
  kind_said: {{type: say, say: "So {{kind|label}}.", next: bye}}
"""
    ours = "We have your number plus 1, 4 1 5, 5 5 5, 0 1 3 7."
    assert likely(await begun(body.format(next="ours"))) == [ours]
    assert likely(await begun(body.format(next="theirs"))) == []
    assert likely(await begun(body.format(next="turn"))) == []
    assert likely(await begun(body.format(next="kinds"), "I am Asha")) == ["So apples.", "So pears."]


async def test_a_question_with_a_value_is_foreseen_as_it_would_be_asked_again() -> None:
    """Its further wordings: to an answer that is not understood, and to silence."""
    body = """
slots:
  size:
    type: number
    ask: ["How big, {call.caller|digits}?", "How big is it, {call.caller|digits}?", Just a number.]
    no_input: ["Are you there, {call.caller|digits}?"]
nodes:
  begin: {type: ask, slots: [size], next: bye}
"""
    number = "plus 1, 4 1 5, 5 5 5, 0 1 3 7"
    assert likely(await begun(body)) == [f"How big is it, {number}?", f"Are you there, {number}?"]
    assert likely(await begun(body, "blue cheese")) == [f"Are you there, {number}?"]


async def test_where_the_question_is_given_up() -> None:
    """The last try is followed by what comes then."""
    call = await begun(
        """
nodes:
  begin:
    type: confirm
    say: Shall I?
    tries: {no_match: 1, no_input: 1, then: sorry}
    if_yes: bye
    if_no: bye
  sorry: {type: say, say: "Sorry, {call.caller|digits}.", next: bye}
"""
    )
    assert likely(call) == ["Sorry, plus 1, 4 1 5, 5 5 5, 0 1 3 7."]


async def test_after_an_event_and_after_the_time_for_it() -> None:
    """What it brought is not known; that it happened, or did not, is enough for some sentences."""
    body = """
vars: {paid: {type: number}}
nodes:
  begin: {{type: wait, event: payment, timeout: 30s, say: I wait., save: paid, next: {next}, if_timeout: late}}
  thanks: {{type: say, say: "Thank you, {{call.caller|digits}}.", next: bye}}
  sum: {{type: say, say: "That was {{paid|money}}.", next: bye}}
  late: {{type: say, say: "Nothing came from {{call.caller|digits}}.", next: bye}}
""".replace("vars: {paid: {type: number}}", "vars: {{paid: {{type: number}}}}")
    number = "plus 1, 4 1 5, 5 5 5, 0 1 3 7"
    assert likely(await begun(body.format(next="thanks"))) == [f"Thank you, {number}.", f"Nothing came from {number}."]
    assert likely(await begun(body.format(next="sum"))) == [f"Nothing came from {number}."]


async def test_a_caller_who_rings_back_may_carry_on(rehearse: Rehearse) -> None:
    """The question whether to carry on is followed by the last one."""
    call = await rehearse("a table for four people tomorrow", "the first one", "my name is Asha Rao", "yes")
    await call.ring_back(60)
    assert likely(call) == ["4 people on Tuesday the third of March at eleven o'clock for Asha Rao, right?"]


# ---- what is not


@pytest.mark.parametrize(
    "step",
    [
        "{type: do, action: act, save: got, next: told}",
        "{type: do, action: act, filler: One moment., save: got, next: told}",
        "{type: answer, knowledge: faq, next: told, if_unknown: told}",
        "{type: converse, goal: talk, done_when: got, without_llm: told, if_limit: told, next: told}",
    ],
)
async def test_nothing_behind_what_would_be_done_or_answered(step: str) -> None:
    """No action is run for a guess, nothing is looked up in words that were not said, and no model is asked."""
    call = await begun(
        f"""
vars: {{got: {{type: text}}}}
actions: {{act: {{out: text, commits: true}}}}
knowledge: {{faq: {{entries: [{{q: [where is it], a: "Here, {{call.caller|digits}}."}}]}}}}
nodes:
  begin: {{type: confirm, say: Shall I?, if_yes: deed, if_no: bye}}
  deed: {step}
  told: {{type: say, say: "So {{call.caller|digits}}.", next: bye}}
""",
        actions={"act": "done"},
    )
    assert likely(call) == []
    assert _done(call) == []


async def test_nothing_where_every_sentence_is_the_same_in_every_call() -> None:
    """Such a flow is not even looked at."""
    call = await begun("nodes:\n  begin: {type: confirm, say: Shall I?, if_yes: bye, if_no: bye}\n")
    assert call.flow.plan.varied == frozenset()
    assert call.expects.likely == ()


async def test_a_sentence_that_a_model_may_reword_is_not_foreseen() -> None:
    """Without a model it is said as it is written, and then it is."""
    body = """
nodes:
  begin: {type: confirm, say: Shall I?, if_yes: told, if_no: bye}
  told: {type: say, say: "So {call.caller|digits}.", reword: true, next: bye}
"""
    flow = compile_flow(load_flow(HEAD + body + BYE))
    for model, foreseen in ((None, 1), (ScriptedModel(), 0)):
        call = Rehearsal(flow, model=model)
        await call.begin()
        assert len(call.expects.likely) == foreseen


async def test_a_step_that_breaks_is_no_trouble_for_the_turn_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guess is left, the others stand; whoever really comes there finds out."""

    async def breaks(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("graphs.nodes.set.Set.enter", breaks)
    call = await begun(
        """
vars: {x: {type: number}}
nodes:
  begin: {type: confirm, say: "Shall I, {call.caller|digits}?", if_yes: one, if_no: two}
  one: {type: set, set: {x: 1}, next: two}
  two: {type: say, say: "So {call.caller|digits}.", next: bye}
"""
    )
    number = "plus 1, 4 1 5, 5 5 5, 0 1 3 7"
    assert likely(call) == [f"So {number}.", f"Shall I, {number}?"]


# ---- that it changes nothing


LINES = sorted(
    {
        str(line["caller"])
        for flow in FLOWS.values()
        for test in flow.document.tests
        for line in test.script
        if "caller" in line
    }
)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(FLOWS)),
    case=st.integers(0, 200),
    lines=st.lists(st.one_of(st.sampled_from(LINES), st.just("")), max_size=8),
)
async def test_a_guess_leaves_no_trace(name: str, case: int, lines: list[str]) -> None:
    """Wherever a conversation stands: its state is the same afterwards, nothing is said or done, and the same is
    foreseen each time; bounded, and no text that is the same in every call.
    """
    flow = FLOWS[name]
    test = flow.document.tests[case % len(flow.document.tests)]
    call = Rehearsal(flow, test.call, actions=test.mocks, walks=True)

    def watched(turn: Turn) -> Likely:
        before, acts = copy.deepcopy({**turn.update(), "call": turn.call}), list(call.history)
        done = list(_done(call))
        first = foresight(turn)
        assert foresight(turn) == first
        assert {**turn.update(), "call": turn.call} == before
        assert (call.history, _done(call)) == (acts, done)
        assert len(set(first)) == len(first) <= MOST
        assert not set(first).intersection(flow.fixed_sentences())
        return first

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graphs.expecting.foresight", watched)
        await call.begin()
        for line in lines:
            if call.over is None:
                await call.hear(line, silence=not line)


def _done(call: Rehearsal) -> list[Any]:
    """The actions that were run."""
    assert isinstance(call.actions, ScriptedActions)
    return call.actions.calls


# ---- how good it is


def _foreseen(acts: tuple[Act, ...]) -> tuple[int, int, int]:
    """Of the turns that begin with a sentence of this call (after those that are the same in every call): how many
    there are, in how many of them no action was run before it, and how many of them were foreseen.
    """
    all_of_them = without_action = foreseen = 0
    open_question: Expect | None = None
    acted = True
    for act in acts:
        match act:
            case Expect():
                open_question, acted = act, False
            case Trace(event="tool"):
                acted = True
            case Say(fixed=False, filler=False) if open_question is not None:
                all_of_them += 1
                without_action += not acted
                foreseen += (act.text, act.language) in open_question.likely
                open_question = None
            case HangUp() | Transfer():
                open_question = None
            case _:
                pass
    return all_of_them, without_action, foreseen


@pytest.mark.parametrize(("name", "least"), [("scheduling", 0.85), ("sales", 0.4), ("support", 0.85)])
async def test_how_much_of_what_could_be_known_was_foreseen(name: str, least: float) -> None:
    """In the flow's own tests, which are full of trouble: of the sentences before which no action was run."""
    counts = [_foreseen(report.acts) for report in await run_tests(FLOWS[name])]
    _, without_action, foreseen = (sum(each) for each in zip(*counts, strict=True))
    assert foreseen / without_action >= least


def test_the_steps_that_are_looked_at_are_worked_out_once() -> None:
    """With the plan, for all calls of the flow."""
    assert Plan.of(FLOWS["support"].document).varied == FLOWS["support"].plan.varied
