"""Flows that call other flows: one conversation, names that do not clash, and results that come back."""

from collections.abc import Mapping
from typing import Any

import pytest

from graphs.compiler import CompiledFlows, compile_flow
from graphs.document import FlowDocument
from graphs.fields import Text, find
from graphs.loading import load_flow
from graphs.nodes import Step
from graphs.problems import FlowError
from graphs.rehearsal import Rehearsal
from graphs.subflows import inlined, pinned, unknown_flows, unknown_mocks

PAY = """
flow: pay
format: 1
title: Paying
languages: [en]
start: which
voice: {listen: 9s}
tries: {no_match: 2, no_input: 2, then: refused}
on_error: refused
results: {paid: success, not_paid: failed}
takes: [amount]
slots:
  card: {type: digits, length: 4, ask: The last four digits of the card?}
  amount: {type: number, ask: How much?}
vars:
  receipt: {type: record}
  tried: {type: number, default: 1}
actions:
  charge: {in: {card: text, amount: number}, out: record, commits: true}
knowledge:
  safety: {entries: [{q: [is that safe], a: "Nobody keeps your card for {amount}."}]}
handlers:
  why: {phrases: [why do you need], say: "To pay {amount} rupees."}
  safety: {answer: safety}
  agent: {say: There is nobody here.}
nodes:
  which: {type: ask, slots: [card], next: sure}
  sure:
    type: confirm
    say: "Charge {amount} to {card|digits}?"
    change: [card]
    not_here: [why, cancel]
    if_yes: charge
    if_no: refused
  charge: {type: do, action: charge, with: {card: card, amount: amount}, save: receipt, next: done}
  done: {type: end, say: Paid., result: paid}
  refused: {type: end, say: Not paid., result: not_paid}
"""
BILL = PAY.replace("flow: pay", "flow: bill").replace("takes: [amount]\n", "").replace("start: which", "start: reckon")
BILL = BILL.replace("nodes:\n", "nodes:\n  reckon: {type: set, set: {amount: 7}, next: which}\n")
SHOP = """
flow: shop
format: 1
title: Shop
languages: [en]
start: what
tries: {no_match: 3, no_input: 2, then: bye}
on_error: bye
resume: {within: 1h, say: Shall we carry on?}
results: {sold: success, unsold: failed}
slots:
  fruit: {type: choice, ask: Apples or pears?, values: {apples: {phrases: [apples]}, pears: {phrases: [pears]}}}
  card: {type: text, ask: Which card shall we write?}
vars:
  slip: {type: record}
  price: {type: number, default: 0}
handlers:
  bill: {phrases: [pay my bill], call: bill}
  agent: {to: bye}
  hours: {phrases: [when are you open], say: Always.}
nodes:
  what: {type: ask, slots: [fruit], next: price}
  price: {type: set, set: {price: 'pick(fruit == "apples", 10, 20)'}, next: pay}
  pay: {type: call, flow: pay, with: {amount: price}, save: {slip: receipt}, next: bye, if_paid: sold}
  sold: {type: end, say: "Your number is {slip.ref}.", result: sold}
  bye: {type: end, say: Bye., result: unsold}
"""


def library(**flows: str) -> dict[str, FlowDocument]:
    """Flows that may be called."""
    return {name: load_flow(text) for name, text in flows.items()}


def said(step: Step) -> Text:
    """What a step says."""
    (text,) = [text for _, text in find(step, Text)]
    return text


async def ring(*lines: str, actions: Mapping[str, Any] | None = None) -> Rehearsal:
    """Ring the shop and say these lines."""
    flow = compile_flow(load_flow(SHOP), library(pay=PAY, bill=BILL))
    call = Rehearsal(flow, actions=actions or {"charge": {"ref": "K1"}})
    await call.begin()
    for line in lines:
        await call.hear(line)
    return call


# ---- going in, and coming back


async def test_a_called_flow_is_given_values_and_gives_some_back() -> None:
    """It asks in its own words; what was to be kept of it is kept under the calling flow's name."""
    call = await ring("apples")
    assert call.said == "The last four digits of the card?"
    await call.hear("one two three four")
    assert call.said == "Charge 10 to 1 2 3 4?"
    await call.hear("yes")
    assert call.said == "Paid. Your number is K1."
    assert call.over == "sold"
    assert (await call.values())["slip"] == {"ref": "K1"}


async def test_names_of_two_flows_never_mix() -> None:
    """Both have a slot “card”; what is said about one does not touch the other."""
    call = await ring("apples", "one two three four")
    values = await call.values()
    assert values["pay/card"] == "1234"
    assert values.get("card") is None


async def test_results_that_are_not_named_go_the_common_way() -> None:
    """The step says where it goes when the other flow pays; everything else is `next`."""
    call = await ring("apples", "one two three four", "no")
    assert call.said == "Not paid. Bye."
    assert call.over == "unsold"


async def test_a_correction_works_inside() -> None:
    """“No, make it …” goes back to the question of the flow that was called."""
    call = await ring("apples", "one two three four", "no, four four four four")
    assert call.said == "Charge 10 to 4 4 4 4?"


async def test_a_correction_reaches_behind_the_call() -> None:
    """What the calling flow asked may be put right while the called one speaks; the price is reckoned again."""
    call = await ring("apples", "no sorry, I meant pears")
    assert call.said == "The last four digits of the card?"
    await call.hear("one two three four")
    assert call.said == "Charge 20 to 1 2 3 4?"


async def test_its_own_defaults_hold_inside() -> None:
    """How long it listens, how often it asks and where it goes then are the called flow's."""
    call = await ring("apples")
    assert call.expects.listen_s == 9
    await call.hear("blah")
    await call.hear("blah")
    assert call.said == "Not paid. Bye."


async def test_its_action_fails_the_called_flows_way() -> None:
    """`on_error` is that of the flow whose step failed."""
    call = await ring("apples", "one two three four", "yes", actions={"charge": {"error": True}})
    assert call.said == "Not paid. Bye."


async def test_a_caller_who_is_cut_off_inside_goes_on_inside() -> None:
    """The conversation stands at a step of the called flow, and is taken up again there."""
    call = await ring("apples")
    await call.ring_back(60)
    await call.hear("yes")
    assert call.said == "The last four digits of the card?"


# ---- handlers


async def test_handlers_of_both_flows_can_be_used_inside() -> None:
    """The called flow's own, with its own values and knowledge, and those of the flow around it."""
    call = await ring("apples", "why do you need that")
    assert call.said == "To pay 10 rupees. The last four digits of the card?"
    await call.hear("when are you open?")
    assert call.said == "Always. The last four digits of the card?"
    await call.hear("is that safe?")
    assert call.said == "Nobody keeps your card for 10. The last four digits of the card?"


async def test_the_inner_handler_of_a_name_goes_first() -> None:
    """“A person, please” is answered by the flow that the caller is in; outside it the other one holds."""
    call = await ring("apples", "can I talk to a person")
    assert call.said == "There is nobody here. The last four digits of the card?"
    outside = await ring("can I talk to a person")
    assert outside.over == "unsold"


async def test_handlers_of_the_called_flow_are_not_heard_outside() -> None:
    """Where nobody pays, “why do you need that” means nothing."""
    call = await ring("why do you need that")
    assert [event for event, _ in call.traces if event == "no_match"] == ["no_match"]


async def test_a_handler_is_switched_off_inside_by_its_own_name() -> None:
    """`not_here` of the called flow names its own handlers."""
    call = await ring("apples", "one two three four", "why do you need that")
    assert "To pay" not in call.said


async def test_a_handler_may_call_a_flow_and_comes_back() -> None:
    """The open question is asked again when the other flow is over."""
    call = await ring("I want to pay my bill", "one two three four", "yes")
    assert call.said == "Paid. Apples or pears?"
    await call.hear("apples")
    assert call.said == "The last four digits of the card?"
    assert call.expects.step == "pay/which"


async def test_a_flow_can_be_called_twice() -> None:
    """It begins anew each time: what it collected before is forgotten."""
    call = await ring("I want to pay my bill", "one two three four", "yes", "I want to pay my bill")
    assert call.said == "The last four digits of the card?"


async def test_a_called_flow_may_call_another() -> None:
    """Names stay apart at every depth, values come in and results come back through all of them."""
    outer = """
flow: outer
format: 1
title: Outer
start: begin
tries: {then: done}
on_error: done
results: {done: success}
vars: {sum: {type: number, default: 30}, slip: {type: record}}
nodes:
  begin: {type: call, flow: middle, with: {amount: sum}, save: {slip: got}, next: done}
  done: {type: end, say: "Reference {slip.ref}.", result: done}
"""
    middle = """
flow: middle
format: 1
title: Middle
start: begin
tries: {then: out}
on_error: out
takes: [amount]
results: {through: success, out: failed}
vars: {amount: {type: number}, got: {type: record}}
nodes:
  begin: {type: call, flow: pay, with: {amount: amount}, save: {got: receipt}, next: out, if_paid: through}
  through: {type: end, say: Through., result: through}
  out: {type: end, say: Out., result: out}
"""
    flow = compile_flow(load_flow(outer), library(pay=PAY, middle=middle))
    call = Rehearsal(flow, actions={"charge": {"ref": "K7"}})
    await call.begin()
    await call.hear("one two three four")
    assert call.said == "Charge 30 to 1 2 3 4?"
    await call.hear("yes")
    assert call.said == "Paid. Through. Reference K7."
    assert call.over == "done"


# ---- versions


def test_a_published_flow_says_which_versions_it_calls() -> None:
    """So that a change of the called flow is a change of the calling one, and running calls keep what they began."""
    shop, flows = load_flow(SHOP), library(pay=PAY, bill=BILL)
    published = pinned(shop, flows)
    step, handler = published.steps["pay"], published.handlers["bill"]
    assert getattr(step, "version", None) == flows["pay"].fingerprint
    assert handler.version == flows["bill"].fingerprint
    changed = pinned(shop, library(pay=PAY.replace("say: Paid.", "say: It is paid."), bill=BILL))
    assert changed.fingerprint != published.fingerprint
    assert pinned(published, flows) == published


def test_a_pinned_version_is_found_among_others() -> None:
    """The newest flow of that name is not used in its place."""
    flows = library(pay=PAY, bill=BILL)
    published = pinned(load_flow(SHOP), flows)
    newer = library(pay=PAY.replace("say: Paid.", "say: It is paid."), bill=BILL)
    kept = inlined(published, {**newer, f"pay@{flows['pay'].fingerprint}": flows["pay"]})
    assert said(kept.steps["pay/done"]).ladders["en"] == ("Paid.",)
    with pytest.raises(FlowError, match="is not there in the version"):
        inlined(published, newer)


def test_the_same_conversation_is_compiled_once() -> None:
    """Other tests make no other conversation; they are those of the document that is asked for."""
    compiled, flows = CompiledFlows(), library(pay=PAY, bill=BILL)
    first = compiled.get(load_flow(SHOP), flows)
    tested = SHOP + "tests: [{name: Hello, script: [{caller: apples}]}]\n"
    second = compiled.get(load_flow(tested), flows)
    assert first.graph is second.graph
    assert [test.name for test in second.document.tests] == ["Hello"]
    assert compiled.get(load_flow(SHOP), flows) is first


def test_a_flow_that_calls_nothing_stays_as_it_is() -> None:
    """Nothing is copied for most flows."""
    pay = load_flow(PAY)
    assert inlined(pay, {}) is pay
    assert pinned(pay, {}) is pay


# ---- what may be wrong


@pytest.mark.parametrize(
    ("old", "new", "message", "fix"),
    [
        ("flow: pay,", "flow: pai,", "“pay” calls the flow “pai”, which is not there.", "“pay”"),
        (
            "call: bill}",
            "call: charge}",
            "“bill” calls the flow “charge”, which is not there.",
            "There are: bill, pay.",
        ),
        ("call: bill}", "call: pay}", "calls “pay”, which has to be given amount.", "Call it by a step"),
        ("with: {amount: price}, ", "", "“pay” needs “amount”; “pay” does not give it.", "Add amount under with."),
        (
            "with: {amount",
            "with: {amont",
            "gives “pay” a value for “amont”, which that flow does not have.",
            "“amount”",
        ),
        ("{slip: receipt}", "{slip: reciept}", "keeps “reciept” of “pay”, which that flow does not have.", "“receipt”"),
        ("if_paid: sold", "if_payed: sold", "has the exit “if_payed”, but “pay” never ends with that.", "“if_paid”"),
        (
            "nodes:\n",
            "actions: {charge: {in: {card: text}}}\nnodes:\n",
            "“shop” and “pay”, which it calls, describe the action “charge” differently.",
            "Write both alike.",
        ),
    ],
)
def test_a_wrong_call_is_explained(old: str, new: str, message: str, fix: str) -> None:
    """With the place, and what to do."""
    assert old in SHOP
    with pytest.raises(FlowError) as error:
        compile_flow(load_flow(SHOP.replace(old, new)), library(pay=PAY, bill=BILL))
    found = [problem for problem in error.value.problems if message in problem.message]
    assert found, error.value.problems
    assert fix in found[0].fix
    assert found[0].path[0] in ("nodes", "handlers", "actions")


def test_flows_that_call_each_other_are_refused() -> None:
    """The circle is named."""
    charging = "{type: do, action: charge, with: {card: card, amount: amount}, save: receipt, next: done}"
    calling = PAY.replace(charging, "{type: call, flow: shop, next: done}")
    with pytest.raises(FlowError, match="comes back to itself: shop → pay → shop"):
        compile_flow(load_flow(SHOP), library(pay=calling, bill=BILL, shop=SHOP))


def test_flows_within_flows_have_an_end() -> None:
    """Nine flows deep is a mistake."""
    chain = {
        f"f{number}": f"""
flow: f{number}
format: 1
title: A link
start: first
tries: {{then: over}}
on_error: over
results: {{done: success}}
nodes:
  first: {{type: call, flow: f{number + 1}, next: over}}
  again: {{type: call, flow: f{number + 1}, next: over}}
  over: {{type: end, result: done}}
"""
        for number in range(12)
    }
    flows = {name: load_flow(text) for name, text in chain.items()}
    with pytest.raises(FlowError, match="more than 8 deep: f0 → f1"):
        compile_flow(flows["f0"], flows)


def test_all_flows_together_have_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flows that call flows that call flows could fill the memory; the bound is for all of them together."""
    monkeypatch.setattr("graphs.subflows.MOST_STEPS", 12)
    with pytest.raises(FlowError, match="more than 12 steps"):
        compile_flow(load_flow(SHOP), library(pay=PAY, bill=BILL))


async def test_a_sentence_is_spoken_in_the_language_that_its_own_flow_has_first() -> None:
    """A caller in Hindi hears the called flow in English where it has no Hindi, and not as if it were Hindi."""
    flow = compile_flow(load_flow(SHOP.replace("languages: [en]", "languages: [hi, en]")), library(pay=PAY, bill=BILL))
    question = said(flow.document.steps["pay/sure"])
    assert question.ladder("hi", "hi") == ("en", ("Charge {pay/amount} to {pay/card|digits}?",))


CALLING = """
flow: calling
format: 1
title: Calling
start: pay
tries: {then: bye}
on_error: bye
results: {done: success}
nodes:
  pay: {type: call, flow: pay, with: {amount: 5}, next: bye}
  bye: {type: end, result: done}
tests:
  - {name: One, mocks: {charge: {}, chrage: {}}, result: done, script: []}
"""


def test_a_flow_that_is_not_there_is_named_beside_other_mistakes() -> None:
    """Without reading any of the flows that are there."""
    document = load_flow(CALLING.replace("flow: pay,", "flow: pya,"))
    library = {"pay": load_flow(PAY)}
    (problem,) = unknown_flows(document, library)
    assert problem.path[:2] == ("nodes", "pay")
    assert problem.fix == "Did you mean “pay”?"
    assert unknown_flows(load_flow(CALLING), library) == []


def test_a_test_may_answer_the_actions_of_a_called_flow_and_no_others() -> None:
    """The conversation goes through both."""
    document = load_flow(CALLING)
    (problem,) = unknown_mocks(document, inlined(document, {"pay": load_flow(PAY)}))
    assert problem.path == ("tests", 0, "mocks", "chrage")
    assert problem.fix == "Did you mean “charge”?"
