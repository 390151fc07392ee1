"""What holds in every conversation, whatever happens to it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.runnables import RunnableConfig

from graphs.acts import Act, Expect, HangUp, Say, Trace, Transfer
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import ScriptedCall
from graphs.engine import CallFacts, Conversation
from graphs.loading import load_flow
from graphs.ports import Outcome
from graphs.recalling import recall
from graphs.state import Snapshot
from graphs.testing import InMemory, Rehearsal, SetClock
from graphs.understanding.commands import Heard
from graphs.whys import why

Rehearse = Callable[..., Awaitable[Rehearsal]]

TO_SUMMARY = ("a table for four people tomorrow", "the first one", "my name is Asha Rao", "yes")
TABLES = [{"start": "2026-03-03T11:00"}]


class Recorded:
    """Actions that note when they were called, and do what a test wants."""

    def __init__(self, **answers: Any) -> None:
        self.answers = {"find": TABLES, "book": {"id": 7}, **answers}
        self.keys: list[str] = []
        self.before: list[Callable[[], None]] = []

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        self.keys.append(key)
        for note in self.before:
            note()
        answer = self.answers[action]
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            await answer()
        return Outcome("ok", None if callable(answer) else answer)


def endings(acts: list[Act]) -> list[Act]:
    """The acts that a turn may end with."""
    return [act for act in acts if isinstance(act, Expect | HangUp | Transfer)]


# ---- acts


async def test_the_filler_leaves_before_the_action_starts(rehearse: Rehearse) -> None:
    """The caller hears “let me look” while it is being looked up, not afterwards."""
    actions = Recorded()
    call = await rehearse("a table", "four people", actions=actions)
    said_before: list[str] = []
    actions.before.append(lambda: said_before.append(call.said))
    await call.hear("tomorrow")
    assert said_before == ["Let me look."]


async def test_the_plan_is_durable_before_an_action_with_an_effect(rehearse: Rehearse) -> None:
    """Another commit happens inside the turn, and the key is the same for each replay of this step of this turn."""
    actions = Recorded()
    call = await rehearse(*TO_SUMMARY, actions=actions)
    memory = call.conversation.memory
    assert isinstance(memory, InMemory)
    commits = memory.commits
    seen: list[int] = []
    actions.before.append(lambda: seen.append(memory.commits))
    await call.hear("yes")
    assert seen == [commits + 1]
    assert memory.commits == commits + 2
    assert actions.keys[-1] == "call-1:5:book:0"


async def test_every_sentence_has_an_id_of_its_own(rehearse: Rehearse) -> None:
    """In the whole conversation, with the turn in it."""
    ids: list[str] = []
    call = await rehearse()
    for line in ("", "a table", "four people", "tomorrow", "later", "the first one"):
        ids += [act.id for act in call.acts if isinstance(act, Say)]
        await call.hear(line, silence=not line)
    assert len(ids) == len(set(ids))
    assert ids[:3] == ["t0.1", "t0.2", "t1.1"]


async def test_the_notes_tell_the_way_without_what_is_sensitive(rehearse: Rehearse) -> None:
    """Steps, values, tools, milestones and results; never the value of a sensitive slot."""
    call = await rehearse("a table", "four people tomorrow")
    assert ("fill", {"slot": "people", "value": 4}) in call.traces
    assert ("milestone", {"name": "details"}) in call.traces
    assert ("tool", {"step": "find", "action": "find", "outcome": "ok"}) in call.traces
    await call.hear("the first one")
    await call.hear("my name is Asha Rao")
    await call.hear("yes")
    assert ("fill", {"slot": "phone"}) in call.traces
    assert "9822012345" not in str(call.traces)


async def test_the_question_tells_how_to_listen(rehearse: Rehearse, restaurant: str) -> None:
    """The step's settings go before the flow's, and those before ours."""
    voice = "voice: {listen: 8s, end_silence: 900ms, barge_in: false}\nslots:"
    text = restaurant.replace("slots:", voice, 1).replace(
        "type: offer", "type: offer\n    voice: {listen: 12s, barge_in: true}"
    )
    call = await rehearse(text=text)
    first = call.expects
    assert (first.listen_s, first.end_silence_ms, first.barge_in, first.keys, first.kind) == (
        8,
        900,
        False,
        1,
        "choice",
    )
    assert "book" in first.hints
    assert not any(act.interruptible for act in call.acts if isinstance(act, Say))
    await call.hear("four people tomorrow")
    assert (call.expects.listen_s, call.expects.barge_in, call.expects.kind) == (12, True, "item")
    assert "eleven o'clock" in call.expects.hints


# ---- failures


async def test_a_failing_turn_goes_on_at_on_error_and_the_second_one_ends_the_call(rehearse: Rehearse) -> None:
    """The caller hears something each time."""
    actions = Recorded(find=RuntimeError("a bug"))
    call = await rehearse("a table", "four people", "tomorrow", actions=actions, open=False)
    assert call.said.endswith("Nobody is at the desk. What shall I pass on?")
    assert len(endings(call.acts)) == 1
    call.acts.clear()
    await call.conversation.fail("too slow", call.sink)
    assert call.said.startswith("I am sorry, I cannot help you further")
    assert call.over == "left"


async def test_a_turn_that_goes_well_forgets_the_failure(rehearse: Rehearse) -> None:
    """Two failures with a good turn between them are not two in a row."""
    call = await rehearse("a table", open=False)
    await call.conversation.fail("too slow", call.sink)
    await call.hear(silence=True)
    call.acts.clear()
    await call.conversation.fail("too slow", call.sink)
    assert call.over is None
    assert call.expects.step == "take"


async def test_a_circle_without_the_caller_ends_at_on_error(rehearse: Rehearse, restaurant: str) -> None:
    """What the checks take to end (something is counted, but far too long) is stopped while it runs."""
    counted = "  count: {type: set, set: {rounds: rounds + 1}, next: enough}\n"
    enough = "  enough: {type: check, cases: [{when: rounds > 100000, to: bye}], else: details}\n"
    text = restaurant.replace("say: We are full., next: another", "say: We are full., next: count")
    text = text.replace("vars:\n", "vars:\n  rounds: {type: number, default: 0}\n")
    text = text.replace("nodes:\n", f"nodes:\n{counted}{enough}")
    call = await rehearse("four people tomorrow", text=text, actions={"find": []})
    assert call.over == "transferred"
    [circle] = [fields["steps"] for event, fields in call.traces if event == "endless"]
    assert circle == ["find", "nothing", "count", "enough", "details", "find"]
    assert "It went round without asking anything" in "".join(why(call.traces)["notes"])


async def test_an_action_that_takes_too_long_is_an_error(rehearse: Rehearse, restaurant: str) -> None:
    """The step's own limit holds."""
    stopped: list[bool] = []

    async def for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(True)

    text = restaurant.replace("save: tables\n", "save: tables\n    timeout: 10ms\n")
    call = await rehearse("four people tomorrow", text=text, actions=Recorded(find=for_ever))
    assert stopped == [True]
    assert call.over == "transferred"


async def test_an_on_error_that_fails_itself_ends_the_call_with_an_apology(rehearse: Rehearse, restaurant: str) -> None:
    """In the caller's language, and at once."""
    text = restaurant.replace("on_error: desk", "on_error: find").replace("if_empty: nothing", "if_error: desk")
    call = await rehearse(
        "four people tomorrow", text=text, actions=Recorded(find=RuntimeError("a bug")), language="hi"
    )
    assert call.over == "left"
    assert "नमस्ते" in call.said
    assert len(endings(call.acts)) == 1


async def test_steps_that_go_round_unnoticed_are_stopped(restaurant: str) -> None:
    """The checks find such a circle; should one get past them, the engine ends the turn."""
    document = load_flow(restaurant)
    circle = document.steps["another"].model_copy(update={"next": "another"})
    flow = compile_flow(document.model_copy(update={"nodes": {**document.nodes, "another": circle}}))
    call = Rehearsal(flow, actions={"find": []})
    await call.begin()
    await call.hear("four people tomorrow")
    assert call.over == "transferred"
    assert ("endless", {"steps": ["another", "another"]}) in call.traces
    assert "a loop through the steps “another” → “another”." in " ".join(why(call.traces)["notes"])


class Lost(InMemory):
    """A thread that belongs to another worker by now."""

    async def commit(self) -> None:
        await super().commit()
        if self.commits > 5:
            raise PermissionError("the lease moved on")


async def test_a_lost_thread_is_no_error_of_the_flow(restaurant: str) -> None:
    """It goes up to the call; nothing more is said or done in the flow's name."""
    actions = Recorded()
    call = Rehearsal(compile_flow(load_flow(restaurant)), actions=actions, memory=Lost)
    await call.begin()
    for line in TO_SUMMARY:
        await call.hear(line)
    with pytest.raises(PermissionError):
        await call.hear("yes")
    assert not any("book" in key for key in actions.keys)
    assert endings(call.acts) == []


# ---- workers that die


async def test_another_worker_hears_the_words_without_being_told_anything(rehearse: Rehearse) -> None:
    """The thread knows what was asked."""
    call = await rehearse("a table", "four people")
    call.another_worker()
    await call.hear("tomorrow")
    assert call.expects.step == "pick"


async def test_reentering_says_that_the_line_was_lost_and_asks_again(rehearse: Rehearse) -> None:
    """Briefly, with everything that was said before, and with new ids."""
    call = await rehearse("a table", "four people")
    call.another_worker()
    await call.conversation.reenter(call.sink)
    assert call.said == "Sorry, the line was gone for a moment. Which day?"
    assert next(act.id for act in call.acts if isinstance(act, Say)) == "t6.1"
    await call.hear("tomorrow")
    assert call.expects.step == "pick"


async def test_a_turn_that_was_interrupted_is_finished_and_nothing_is_done_twice(rehearse: Rehearse) -> None:
    """The step runs again with the same key, which is what makes its effect happen once."""
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    actions = Recorded()
    call = await rehearse(*TO_SUMMARY, actions=actions)
    actions.answers["book"] = hang
    turn = asyncio.create_task(call.hear("yes"))
    await reached.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    actions.answers["book"] = {"id": 7}
    call.another_worker()
    await call.conversation.reenter(call.sink)
    assert call.said == "Sorry, the line was gone for a moment. I am booking it. Booked. Anything else?"
    assert actions.keys[-2:] == ["call-1:5:book:0", "call-1:5:book:0"]
    ids = [act.id for act in call.acts if isinstance(act, Say)]
    assert len(ids) == len(set(ids))


async def test_words_after_a_turn_that_was_cut_off_are_heard(rehearse: Rehearse) -> None:
    """No question was open when they came; they are not swallowed."""
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    actions = Recorded()
    call = await rehearse("a table", "four people", actions=actions)
    actions.answers["find"] = hang
    turn = asyncio.create_task(call.hear("tomorrow"))
    await reached.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    actions.answers["find"] = TABLES
    await call.hear("actually make it Wednesday")
    assert call.expects.step == "pick"
    assert (await call.values())["day"] == "2026-03-04"


async def test_a_conversation_that_ended_stays_ended(rehearse: Rehearse) -> None:
    """Late words get the same end, and not silence."""
    call = await rehearse("goodbye")
    await call.hear("hello?")
    assert call.acts[-1] == HangUp("left")
    call.another_worker()
    await call.conversation.reenter(call.sink)
    assert call.acts == [HangUp("left")]


async def test_a_caller_who_comes_back_from_a_transfer_goes_where_the_flow_says(rehearse: Rehearse) -> None:
    """Nobody took the call: that is the step's if_failed."""
    call = await rehearse("a person please")
    assert call.conversation.result == "transferred"
    await call.hear(silence=True)
    assert call.said == "Nobody is at the desk. What shall I pass on?"
    assert call.conversation.result is None


async def test_there_is_nothing_to_reenter_without_a_thread(restaurant: str) -> None:
    """That is told, with the thread's name."""
    call = Rehearsal(compile_flow(load_flow(restaurant)))
    with pytest.raises(LookupError, match="call-1"):
        await call.conversation.reenter(call.sink)


# ---- what was heard


async def test_the_state_keeps_what_the_caller_heard(rehearse: Rehearse) -> None:
    """A sentence that was cut off is kept as far as it was heard."""
    call = await rehearse("a table")
    (question,) = [act for act in call.acts if isinstance(act, Say)]
    await call.conversation.turn(Heard("four people"), call.sink, cuts=[(question.id, "How many")])
    state = await call.conversation.snapshot()
    assert state is not None
    assert {"id": question.id, "role": "agent", "text": "How many", "cut": True} in state.messages
    assert {"id": "t2.0", "role": "caller", "text": "four people"} in state.messages


async def test_nothing_personal_is_kept_outside_dicts_and_lists(rehearse: Rehearse) -> None:
    """Checkpointers write top-level strings in the clear; they name a step and a version."""
    call = await rehearse(*TO_SUMMARY)
    memory = call.conversation.memory
    config: RunnableConfig = {"configurable": {"thread_id": memory.thread_id, "checkpoint_ns": ""}}
    kept = memory.saver.get_tuple(config)
    assert kept is not None
    scalars = {
        name: value for name, value in kept.checkpoint["channel_values"].items() if not isinstance(value, dict | list)
    }
    assert {name for name in scalars if not name.startswith(("branch:", "__"))} == {"cursor", "version"}
    assert scalars["cursor"] == "sure"
    assert scalars["version"] == call.flow.fingerprint
    assert "Asha" not in str(scalars)
    assert "98220" not in str(kept.metadata) + str(kept.config)


async def test_words_that_no_database_can_keep_are_cleaned(rehearse: Rehearse) -> None:
    """NUL and half characters are left out, and endless text is cut."""
    call = await rehearse("a message")
    await call.hear("my\x00 dog \ud800 is ill " + "x" * 5000)
    wish = (await call.values())["wish"]
    assert "\x00" not in wish
    assert len(wish) <= 2000
    wish.encode()


# ---- ringing back


async def test_a_caller_who_rings_back_carries_on(rehearse: Rehearse) -> None:
    """With everything that was said, at the question that was open, on a thread of its own."""
    call = await rehearse("a table", "four people")
    await call.ring_back(60)
    assert call.said == "Shall we carry on?"
    assert call.expects.kind == "yes_no"
    await call.hear("yes")
    assert call.said == "Which day?"
    assert (await call.values())["people"] == 4
    assert call.conversation.memory.thread_id == "call-2"


async def test_a_caller_who_rings_back_may_start_afresh(rehearse: Rehearse) -> None:
    """No forgets what was said."""
    call = await rehearse("a table", "four people")
    await call.ring_back(60)
    await call.hear("no")
    assert call.said == "Hello. A table or a message?"
    assert "people" not in await call.values()


async def test_the_question_whether_to_carry_on_is_repaired_like_any_other(rehearse: Rehearse) -> None:
    """It is asked again, survives a second drop, and is given up in the end."""
    call = await rehearse("a table", "four people")
    await call.ring_back(60)
    await call.hear("blah")
    assert call.said == "Shall we carry on?"
    await call.ring_back(60)
    await call.hear("could you repeat that")
    assert call.said == "Shall we carry on?"
    await call.hear(keys="1")
    assert call.said == "Which day?"


@pytest.mark.parametrize(
    ("lines", "after_s"), [(("a table", "four people"), 3600), (("blah",), 60), (("goodbye",), 60)]
)
async def test_there_is_not_always_something_to_carry_on(
    rehearse: Rehearse, lines: tuple[str, ...], after_s: float
) -> None:
    """Too long ago, nothing said yet, or ended: the call begins like any other."""
    call = await rehearse(*lines)
    await call.ring_back(after_s)
    assert call.said == "Hello. A table or a message?"


async def test_a_snapshot_waits_as_json(rehearse: Rehearse, restaurant: str) -> None:
    """From the conversation or from its stored thread, it is the same."""
    call = await rehearse("a table", "four people")
    snapshot = await call.conversation.snapshot()
    assert snapshot is not None
    assert Snapshot(**json.loads(json.dumps(snapshot.as_json()))) == snapshot
    assert await recall(call.flow, call.conversation.memory) == snapshot
    assert await recall(call.flow, InMemory("another")) is None


# ---- anything at all

FLOW: list[CompiledFlow] = []
LINES = [
    "a table",
    "four people tomorrow",
    "nine",
    "yes",
    "no",
    "the first one",
    "later",
    "my name is Asha Rao",
    "blah",
]
LINES += ["actually make it Wednesday", "hold on", "repeat", "help", "when are you open", "where can I park?", "code"]
LINES += [
    "a message",
    "1234",
    "none",
    "98220 12345",
    "never mind that",
    "what is love?",
    "हाँ",
    "",
    "?",
    "\x00",
    "no, six people",
]
KEYS = ["", "1", "2", "9", "*", "#", "0123", "98220123456#", "**"]
HEARD = st.builds(
    Heard,
    text=st.sampled_from(LINES) | st.text(max_size=20),
    keys=st.sampled_from(KEYS),
    silence=st.booleans(),
    confidence=st.floats(0, 1),
)


@given(turns=st.lists(HEARD, max_size=15), open_desk=st.booleans(), outcome=st.sampled_from(["ok", "full", "error"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_a_caller_does_a_turn_ends_with_one_thing(
    restaurant: str, turns: list[Heard], open_desk: bool, outcome: str
) -> None:
    """Listening, a transfer or hanging up, as the last act; never an exception or nothing; silence ends the call."""
    if not FLOW:
        FLOW.append(compile_flow(load_flow(restaurant)))
    book: Any = {"id": 1} if outcome == "ok" else {"outcome": outcome}
    call = Rehearsal(FLOW[0], ScriptedCall(open=open_desk), actions={"find": TABLES, "book": book})
    await call.begin()
    for heard in turns:
        if call.over is not None:
            break
        call.acts.clear()
        await call.conversation.turn(heard, call.sink)
        assert len(endings(call.acts)) == 1
        assert call.acts[-1] in endings(call.acts)
        assert not any(event in ("failed", "lost_step") for event, _ in call.traces)
    silent = 0
    while call.over is None:
        await call.hear(silence=True)
        silent += 1
        assert silent <= 6


async def test_conversations_of_one_flow_do_not_touch_each_other(restaurant: str) -> None:
    """They share the compiled flow and nothing else."""
    flow = compile_flow(load_flow(restaurant))
    calls = [Rehearsal(flow, actions=Recorded()) for _ in range(20)]
    await asyncio.gather(*(call.begin() for call in calls))
    await asyncio.gather(*(call.hear(f"{number % 8 + 1} people") for number, call in enumerate(calls)))
    assert [(await call.values())["people"] for call in calls] == [number % 8 + 1 for number in range(20)]


async def test_a_call_says_what_is_known_of_it(restaurant: str) -> None:
    """Flows can ask for it in their conditions, also for facts of one's own."""
    flow = compile_flow(load_flow(restaurant.replace('call.direction == "outbound"', "call.vip == true")))
    acts: list[Act] = []
    conversation = Conversation(
        flow, InMemory(), actions=Recorded(), destinations=lambda _: None, clock=SetClock("2026-03-02T09:00")
    )
    await conversation.begin(CallFacts(id="c", extra={"vip": True, "id": "not this"}), acts.append)
    await conversation.turn(Heard("secret"), acts.append)
    assert acts[-1] == HangUp("left")
    assert any(isinstance(act, Trace) and act.event == "result" for act in acts)
