"""Conversations stay on the version of the flow that they began with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agent.office import Office, open_office
from agent.settings import Settings
from graphs.document import FlowDocument
from graphs.flows import flow_text
from graphs.loading import load_flow
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.text_call import TextCall

NUMBER = "+919822012345"
DELETED = "delete from flow_versions"
OLD_QUESTION = "What name shall I put it under?"
NEW_QUESTION = "Whom is it for?"
RENAMED = (
    ("\n  who:", "\n  contact:"),
    ("else: who", "else: contact"),
    ("        to: who\n", "        to: contact\n"),
    (", who,", ", contact,"),
)
"""The step that asks for the name is called something else."""


def scheduling(*changes: tuple[str, str]) -> FlowDocument:
    """The shipped flow with some of its text changed, and another question for the name."""
    text = flow_text("scheduling")
    for old, new in ((OLD_QUESTION, NEW_QUESTION), *changes):
        assert old in text
        text = text.replace(old, new)
    return load_flow(text)


@asynccontextmanager
async def another_worker(settings: Settings, document: FlowDocument, *, gone: str = "") -> AsyncIterator[Office]:
    """A process of its own, as it were, that runs another version. `gone`: what became of the versions before it."""
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as office:
        await office.flows.publish(document)
        if gone:
            await (await office.database.pool()).execute(gone)
        yield office


async def up_to_the_name(office: Office, call_id: str = "") -> TextCall:
    """A caller who was asked for their name, in the words of the old version."""
    call = TextCall(office, NUMBER, call_id=call_id)
    await call.ring()
    await call.says("I'd like to book a cleaning on Wednesday")
    assert OLD_QUESTION in await call.says("the second one")
    return call


async def test_what_runs_is_recorded_once(settings: Settings) -> None:
    """Each start finds the shipped flows recorded already; a published one is added to them."""
    for _ in range(2):
        async with open_office(settings) as office:
            pool = await office.database.pool()
            recorded = [row["flow"] for row in await pool.fetch("select flow from flow_versions order by flow")]
            assert recorded == office.flows.names
    async with another_worker(settings, scheduling()) as office:
        pool = await office.database.pool()
        [count] = await pool.fetchrow("select count(*) from flow_versions where flow = 'scheduling'")
    assert count == 2


async def test_a_call_that_is_taken_over_goes_on_in_its_version(office: Office, settings: Settings) -> None:
    """The other worker runs a newer one, and fetches the older from the table."""
    await (await up_to_the_name(office, "CA-one")).hangs_up("lost")
    async with another_worker(settings, scheduling()) as other:
        call = TextCall(other, NUMBER, call_id="CA-one")
        assert OLD_QUESTION in await call.ring()
        assert "Shall we use the number" in await call.says("my name is Asha Rao")
        new = TextCall(other, "+919822000001")
        await new.ring()
        await new.says("I'd like to book a cleaning on Wednesday")
        assert NEW_QUESTION in await new.says("the second one")


async def test_a_caller_who_rings_back_goes_on_in_their_version(office: Office, settings: Settings) -> None:
    """Also when another version was published since, and again when the line drops for the second time."""
    await (await up_to_the_name(office)).hangs_up()
    await office.flows.publish(scheduling())
    for _ in range(2):
        again = TextCall(office, NUMBER)
        await again.ring()
        assert OLD_QUESTION in await again.says("yes")
        await again.hangs_up()
    async with another_worker(settings, scheduling()) as other:
        again = TextCall(other, NUMBER)
        await again.ring()
        assert OLD_QUESTION in await again.says("yes")


async def test_a_version_is_compiled_once(office: Office, settings: Settings) -> None:
    """However many of its conversations come at once."""
    fingerprint = office.flows.get("scheduling").fingerprint
    async with another_worker(settings, scheduling()) as other:
        first = await other.flows.version(fingerprint)
        assert first is not None
        assert await other.flows.version(fingerprint) is first
        assert first.fingerprint == fingerprint


@pytest.mark.parametrize(
    "gone", ["delete from flow_versions", 'update flow_versions set document = \'{"flow": "scheduling"}\'']
)
async def test_when_its_version_is_gone_a_call_goes_on_in_the_newest(
    office: Office, settings: Settings, gone: str
) -> None:
    """Deleted, or no longer readable: at the step's new name, with all that was said; the pin moves with it."""
    await (await up_to_the_name(office, "CA-one")).hangs_up("lost")
    renamed = scheduling(*RENAMED, ("on_error: to_person", "on_error: to_person\nrenamed: {who: contact}"))
    async with another_worker(settings, renamed, gone=gone) as other:
        call = TextCall(other, NUMBER, call_id="CA-one")
        assert NEW_QUESTION in await call.ring()
        await call.says("my name is Asha Rao")
        assert "a cleaning on Wednesday the third of March at half past eight for Asha Rao" in await call.says("yes")
        kept = await other.around.memories.conversations.get(call.dialogue.thread_id)

    assert kept is not None
    assert kept.fingerprint == renamed.fingerprint


async def test_words_for_a_step_that_is_gone_are_not_swallowed(office: Office, settings: Settings) -> None:
    """The worker died over the caller's words, its version is gone, and the step with it: they are answered."""
    call = await up_to_the_name(office, "CA-one")
    memories = office.around.memories
    memories.journal.note(
        call.dialogue.thread_id, 1, {"turn": 99, "text": "move it to Thursday please", "keys": "", "event": ""}
    )
    await memories.journal.written()
    async with another_worker(settings, scheduling(*RENAMED), gone=DELETED) as other:
        again = TextCall(other, NUMBER, call_id="CA-one")
        said = await again.ring()

    assert said.startswith("Sorry, the line was gone for a moment.")
    assert "on Thursday the fourth of March I have" in said
    assert again.expects is not None


async def test_a_caller_rings_back_to_a_flow_without_the_step(office: Office, settings: Settings) -> None:
    """They are asked whether to carry on, and it goes on at the beginning with what is known."""
    await (await up_to_the_name(office)).hangs_up()
    async with another_worker(settings, scheduling(*RENAMED), gone=DELETED) as other:
        again = TextCall(other, NUMBER)
        assert "Shall we carry on" in await again.ring()
        await again.says("yes")
        assert "For a cleaning on Wednesday the third of March" in await again.says("book")


CALLING = """\
flow: calling
format: 1
title: Calling
languages: [en]
start: ask
tries: {no_match: 3, no_input: 2, then: over}
on_error: over
resume: {within: 30m, say: Shall we carry on?}
vars: {colour: {type: text}}
results: {done: success, left: failed}
nodes:
  ask: {type: call, flow: called, save: {colour: colour}, next: over}
  over: {type: end, say: "{colour} it is.", result: done}
"""
CALLED = """\
flow: called
format: 1
title: Called
languages: [en]
start: which
tries: {no_match: 3, no_input: 2, then: back}
on_error: back
slots:
  size: {type: number, ask: How many?}
  colour: {type: choice, values: {red: {phrases: [red]}, blue: {phrases: [blue]}}, ask: Which colour?}
results: {known: success, unknown: failed}
nodes:
  which: {type: ask, slots: [size, colour], next: back}
  back: {type: end, result: known}
"""


async def test_the_flows_that_a_flow_calls_keep_their_versions_too(office: Office, settings: Settings) -> None:
    """A worker that has never seen either of them finds both, as they were when the caller began."""
    await office.flows.publish(load_flow(CALLED))
    await office.flows.publish(load_flow(CALLING))
    call = TextCall(office, NUMBER, call_id="CA-one", flow="calling")
    await call.ring()
    await call.says("three")
    await call.hangs_up("lost")
    async with open_office(settings, clock=lambda: MONDAY_MORNING) as other:
        await other.flows.publish(load_flow(CALLED.replace("Which colour?", "Red or blue?")))
        await other.flows.publish(load_flow(CALLING))
        again = TextCall(other, NUMBER, call_id="CA-one", flow="calling")

        assert "Which colour?" in await again.ring()
        assert "it is" in await again.says("red")
