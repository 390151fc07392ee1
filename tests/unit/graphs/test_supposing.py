"""Turns that are supposed before they are certain, and turns that are taken back: as if they had not been."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.runnables import RunnableConfig

from graphs.acts import Act, Expect, HangUp, Say, Stands, Transfer
from graphs.compiler import CompiledFlow, compile_flow
from graphs.document import ScriptedCall
from graphs.loading import load_flow
from graphs.ports import LanguageModel, Outcome
from graphs.rehearsal import InMemory, Rehearsal
from graphs.understanding.commands import Heard
from tests.support.scripted_model import NEVER, ScriptedModel
from tests.unit.graphs.conftest import MOCKS, RESTAURANT

FLOWS: dict[str, CompiledFlow] = {}
BY_BOTH = pytest.mark.parametrize("walks", [True, False], ids=["walk", "langgraph"])
TO_SUMMARY = ("a table for four people tomorrow", "the first one", "my name is Asha Rao", "yes")
ANSWERED = """\
  chat:
    type: converse
    goal: Say something.
    done_when: filled(wish)
    next: bye
    if_limit: bye
    without_llm: bye
"""


def flow(text: str = RESTAURANT) -> CompiledFlow:
    """Compiled once."""
    if text not in FLOWS:
        FLOWS[text] = compile_flow(load_flow(text))
    return FLOWS[text]


class Tools:
    """Actions that note each run, and stop where they are told to until they are let go."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str]] = []
        self.came = asyncio.Event()
        self.holds: dict[str, asyncio.Event] = {}
        self.broken: dict[str, Exception] = {}

    def hold(self, action: str) -> asyncio.Event:
        """It does not end before this is set."""
        self.came.clear()
        self.holds[action] = asyncio.Event()
        return self.holds[action]

    @property
    def effects(self) -> list[str]:
        """Keys of what was done that cannot be undone."""
        return [key for action, key in self.ran if action == "book"]

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        self.ran.append((action, key))
        self.came.set()
        if action in self.holds:
            await self.holds[action].wait()
        if action in self.broken:
            raise self.broken[action]
        return Outcome("ok", MOCKS[action])


class Slow(InMemory):
    """A memory whose commits can be held up."""

    def __init__(self, thread_id: str = "test") -> None:
        super().__init__(thread_id)
        self.came, self.open = asyncio.Event(), asyncio.Event()
        self.open.set()

    async def commit(self) -> None:
        self.came.set()
        await self.open.wait()
        await super().commit()


class Caller:
    """A caller, and a call that can do all of it. `journal`: what was told to the journal."""

    def __init__(
        self,
        *,
        walks: bool = True,
        text: str = RESTAURANT,
        model: LanguageModel | None = None,
        memory: Callable[[str], InMemory] = InMemory,
    ) -> None:
        self.tools = Tools()
        facts = ScriptedCall(caller="+919822012345")
        self.call = Rehearsal(flow(text), facts, actions=self.tools, memory=memory, walks=walks, model=model)
        self.talk = self.call.conversation
        self.journal: list[dict[str, Any]] = []
        self.talk._journal = lambda envelope: self.journal.append(dict(envelope))
        self.acts = self.call.acts

    @property
    def commits(self) -> int:
        """Commits so far."""
        memory = self.talk.memory
        assert isinstance(memory, InMemory)
        return memory.commits

    async def says(self, *lines: str) -> "Caller":
        """One turn after the other."""
        if not self.call.history:
            await self.call.begin()
        for line in lines:
            await self.call.hear(line, silence=not line)
        return self

    def supposes(self, line: str, cuts: Sequence[tuple[str, str]] = ()) -> "asyncio.Task[None]":
        """They seem to have said this."""
        self.acts.clear()
        return asyncio.create_task(self.talk.suppose(Heard(line), self.call.sink, cuts=cuts))

    def begins(self, line: str) -> "asyncio.Task[None]":
        """A turn that runs."""
        self.acts.clear()
        return asyncio.create_task(self.talk.turn(Heard(line), self.call.sink))

    async def asked(self) -> Expect:
        """Wait until a turn has come to its question."""
        await until(lambda: any(isinstance(act, Expect) for act in self.acts))
        return self.call.expects

    async def stands(self) -> tuple[object, ...]:
        """Everything that tells one conversation from another."""
        return (await self.talk.snapshot(), self.talk.result, self.talk.transfer, self.talk.turns, self.journal)


async def moments(count: int) -> None:
    """Let everything else go on for a while."""
    for _ in range(count):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a state."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - acts and models tell nobody that they were there
            await asyncio.sleep(0)


async def broken_off(task: "asyncio.Task[None]") -> None:
    """Cancel, and wait until it is over."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# ---- suppositions


@BY_BOTH
@pytest.mark.parametrize("when", ["at once", "in the middle", "at its end"])
async def test_a_confirmed_supposition_is_a_turn_like_any_other(walks: bool, when: str) -> None:
    """The same acts, the same state, as many commits, one entry in the journal; whenever it was confirmed."""
    plain = await Caller(walks=walks).says("a table", "four people", "tomorrow")
    call = await Caller(walks=walks).says("a table", "four people")
    let_go = call.tools.hold("find")
    supposed = call.supposes("tomorrow")
    if when == "at once":
        call.talk.confirm()
    await call.tools.came.wait()
    if when == "in the middle":
        call.talk.confirm()
        call.talk.confirm()
    let_go.set()
    await call.asked()
    if when == "at its end":
        call.talk.confirm()
    await supposed
    assert call.acts == plain.acts
    assert (await call.stands(), call.commits) == (await plain.stands(), plain.commits)


@BY_BOTH
async def test_before_it_is_confirmed_nothing_is_written_or_journaled(walks: bool) -> None:
    """What has no effect may run, and acts leave; the end waits."""
    call = await Caller(walks=walks).says("a table", "four people")
    commits, entries = call.commits, len(call.journal)
    supposed = call.supposes("tomorrow")
    await call.asked()
    assert [action for action, _ in call.tools.ran] == ["find"]
    assert (call.commits, len(call.journal)) == (commits, entries)
    assert not supposed.done()
    call.talk.confirm()
    await supposed
    assert (call.commits, len(call.journal)) == (commits + 1, entries + 1)


@BY_BOTH
async def test_an_action_with_an_effect_waits_until_it_is_confirmed(walks: bool) -> None:
    """And what is said before it is said already."""
    call = await Caller(walks=walks).says(*TO_SUMMARY)
    supposed = call.supposes("yes")
    await until(lambda: call.call.said == "I am booking it.")
    await moments(50)
    assert call.tools.effects == []
    assert Stands() not in call.acts
    call.talk.confirm()
    await supposed
    assert call.tools.effects == ["call-1:5:book:0"]
    assert call.call.said == "I am booking it. Booked. Anything else?"


@BY_BOTH
@pytest.mark.parametrize("where", ["before it runs", "tool", "end", "gate"])
@pytest.mark.parametrize("then", ["the same", "others"])
async def test_a_discarded_supposition_was_never_there(walks: bool, where: str, then: str) -> None:
    """Wherever it was when it was cancelled, the same words or others come to what they would have come to."""
    lines = TO_SUMMARY if where == "gate" else ("a table", "four people")
    words = "yes" if where == "gate" else "tomorrow"
    after = words if then == "the same" else "no" if where == "gate" else "the day after tomorrow"
    plain = await Caller(walks=walks).says(*lines)
    call = await Caller(walks=walks).says(*lines)
    before, commits = await call.stands(), call.commits
    call.tools.hold("find")
    supposed = call.supposes(words)
    if where == "tool":
        await call.tools.came.wait()
    call.tools.holds.clear()
    if where == "end":
        await call.asked()
    if where == "gate":
        await until(lambda: bool(call.call.said))
    await broken_off(supposed)
    assert (await call.stands(), call.commits) == (before, commits)
    await plain.says(after)
    await call.says(after)
    assert call.acts == plain.acts
    assert (await call.stands(), call.commits, call.tools.effects) == (
        await plain.stands(),
        plain.commits,
        plain.tools.effects,
    )


@BY_BOTH
@pytest.mark.parametrize("asked", ["understanding", "answer"])
async def test_a_model_is_broken_off_with_its_supposition(walks: bool, asked: str) -> None:
    """While it translates or while it speaks: what it said so far is not in the conversation."""
    text = RESTAURANT.replace("to: wish}", "to: chat}").replace("nodes:\n", "nodes:\n" + ANSWERED)
    reached = asyncio.Event()
    if asked == "answer":
        model = ScriptedModel(replies=[["Well. ", "As I ", reached.set, NEVER], ["Hello there."]])
    else:
        model = ScriptedModel(NEVER, replies=[["Hello there."]], deadline_s=1e6)
    plain = await Caller(walks=walks, text=text, model=ScriptedModel(replies=[["Hello there."]])).says("a message")
    call = await Caller(walks=walks, text=text, model=model).says()
    before = await call.stands()
    supposed = call.supposes("a message" if asked == "answer" else "the thing with the other thing perhaps")
    if asked == "answer":
        await reached.wait()
    else:
        await until(lambda: bool(model.translated))
    await broken_off(supposed)
    assert await call.stands() == before
    assert model.closed == (asked == "answer")
    await call.says("a message")
    assert call.acts == plain.acts
    assert await call.stands() == await plain.stands()


@BY_BOTH
async def test_an_error_in_a_supposition_is_nobodys_until_it_is_confirmed(walks: bool) -> None:
    """Discarded, it is not even told; confirmed, the turn goes on at `on_error`."""
    call = await Caller(walks=walks).says("a table", "four people")
    before = await call.stands()
    call.tools.broken["find"] = RuntimeError("a bug")
    with structlog.testing.capture_logs() as told:
        supposed = call.supposes("tomorrow")
        await call.tools.came.wait()
        await moments(50)
        await broken_off(supposed)
    assert told == []
    assert await call.stands() == before
    supposed = call.supposes("tomorrow")
    call.talk.confirm()
    await supposed
    assert call.call.over == "transferred"


@BY_BOTH
async def test_where_nobody_plainly_waits_for_the_caller_a_supposition_waits(walks: bool) -> None:
    """Late words after the end, or a thread that another worker had: nothing is done before it is certain."""
    call = await Caller(walks=walks).says("goodbye")
    supposed = call.supposes("hello?")
    await moments(50)
    assert call.acts == []
    call.talk.confirm()
    await supposed
    assert call.acts == [HangUp("left")]


async def test_to_confirm_without_a_supposition_changes_nothing() -> None:
    """Also after one that was discarded: the journal is not told of it."""
    call = await Caller().says("a table")
    call.talk.confirm()
    supposed = call.supposes("four people")
    await call.asked()
    await broken_off(supposed)
    call.talk.confirm()
    assert [entry["text"] for entry in call.journal] == ["a table"]


@BY_BOTH
async def test_cut_sentences_may_be_told_twice(walks: bool) -> None:
    """Those that a discarded supposition was told of are told to the next turn again."""
    plain, call = await Caller(walks=walks).says("a table"), await Caller(walks=walks).says("a table")
    cuts = [(next(act.id for act in call.acts if isinstance(act, Say)), "How many")]
    supposed = call.supposes("four", cuts)
    await call.asked()
    await broken_off(supposed)
    for each, times in ((plain, 1), (call, 2)):
        each.acts.clear()
        await each.talk.turn(Heard("four people"), each.call.sink, cuts=cuts * times)
        await each.talk.turn(Heard("tomorrow"), each.call.sink, cuts=cuts * (times - 1))
    ours, theirs = await call.talk.snapshot(), await plain.talk.snapshot()
    assert ours == theirs
    assert ours is not None
    assert [message["text"] for message in ours.messages if message.get("cut")] == ["How many"]


# ---- turns that are taken back


@BY_BOTH
@pytest.mark.parametrize("where", ["not begun", "tool", "commit", "over", "supposed"])
async def test_an_undone_turn_was_never_there(walks: bool, where: str) -> None:
    """Over, durable, or broken off anywhere: the caller's joined words come to what they would have come to."""
    plain = await Caller(walks=walks, memory=Slow).says("a table", "four people", "tomorrow at the latest")
    call = await Caller(walks=walks, memory=Slow).says("a table", "four people")
    before, memory = await call.stands(), call.talk.memory
    assert isinstance(memory, Slow)
    if where == "tool":
        call.tools.hold("find")
    if where == "commit":
        memory.open.clear()
    memory.came.clear()
    turn = call.supposes("tomorrow") if where == "supposed" else call.begins("tomorrow")
    if where == "supposed":
        call.talk.confirm()
    if where == "tool":
        await call.tools.came.wait()
    if where == "commit":
        await memory.came.wait()
    if where in ("over", "supposed"):
        await turn
    else:
        await broken_off(turn)
    call.tools.holds.clear()
    memory.open.set()
    assert await call.talk.undo()
    assert (await call.stands())[:4] == before[:4]
    call.journal[2:] = []
    await call.says("tomorrow at the latest")
    assert call.acts == plain.acts
    assert await call.stands() == await plain.stands()


@BY_BOTH
async def test_the_undone_turn_and_the_next_have_the_same_number_in_the_journal(walks: bool) -> None:
    """So that the next one's entry takes the place of the undone one's."""
    call = await Caller(walks=walks).says("a table", "four")
    assert await call.talk.undo()
    await call.says("four or rather five people")
    assert [(entry["turn"], entry["text"]) for entry in call.journal] == [
        (1, "a table"),
        (2, "four"),
        (2, "four or rather five people"),
    ]


@BY_BOTH
async def test_a_reply_that_was_being_spoken_can_be_taken_back(walks: bool) -> None:
    """What the model had said of it is not in the conversation."""
    text = RESTAURANT.replace("to: wish}", "to: chat}").replace("nodes:\n", "nodes:\n" + ANSWERED)
    reached = asyncio.Event()
    model = ScriptedModel(replies=[["Well. ", "As I ", reached.set, NEVER], ["Hello there."]])
    plain = await Caller(walks=walks, text=text, model=ScriptedModel(replies=[["Hello there."]])).says("a message, you")
    call = await Caller(walks=walks, text=text, model=model).says()
    turn = call.begins("a message")
    await reached.wait()
    await broken_off(turn)
    assert await call.talk.undo()
    await call.says("a message, you")
    assert call.acts == plain.acts
    assert await call.talk.snapshot() == await plain.talk.snapshot()


@BY_BOTH
@pytest.mark.parametrize("line", ["goodbye", "a person please"])
async def test_an_end_that_was_only_stated_can_be_taken_back(walks: bool, line: str) -> None:
    """A call is over when the line is: until then its end may be a misunderstanding."""
    call = await Caller(walks=walks).says("")
    before = await call.stands()
    await call.says(line)
    assert isinstance(call.acts[-1], HangUp | Transfer)
    assert await call.talk.undo()
    assert (await call.stands())[:4] == before[:4]
    await call.says("a table")
    assert call.call.expects.step == "details"


@BY_BOTH
@pytest.mark.parametrize("where", ["at work", "done"])
async def test_a_turn_that_began_something_with_an_effect_stands(walks: bool, where: str) -> None:
    """`Stands` is told before that; nothing is changed then, and the next words are heard all the same."""
    call = await Caller(walks=walks).says(*TO_SUMMARY)
    call.tools.hold("book")
    turn = call.begins("yes")
    await call.tools.came.wait()
    assert call.acts.count(Stands()) == 1
    if where == "at work":
        await broken_off(turn)
    call.tools.holds["book"].set()
    with suppress(asyncio.CancelledError):
        await turn
    assert not await call.talk.undo()
    await call.says("no thank you")
    assert len(set(call.tools.effects)) == 1
    assert isinstance(call.acts[-1], Expect | HangUp)


@BY_BOTH
async def test_what_stands_is_told_before_it_is_durable(walks: bool) -> None:
    """The act comes before the commit that comes before the action; a turn without such an action tells nothing."""
    call = await Caller(walks=walks).says(*TO_SUMMARY[:-1])
    seen: list[tuple[type[Act] | str, int]] = []

    def sink(act: Act) -> None:
        seen.append((type(act), call.commits))

    call.tools.hold("book").set()
    await call.talk.turn(Heard("yes"), sink)
    assert Stands not in [kind for kind, _ in seen]
    commits = call.commits
    await call.talk.turn(Heard("yes"), sink)
    assert [count for kind, count in seen if kind is Stands] == [commits]
    assert call.commits == commits + 2


@BY_BOTH
async def test_only_the_last_turn_can_be_taken_back_and_only_once(walks: bool) -> None:
    """Nor the first words of the call, nor what was said when a turn had failed."""
    call = await Caller(walks=walks).says()
    assert not await call.talk.undo()
    await call.says("a table", "four people")
    assert await call.talk.undo()
    assert not await call.talk.undo()
    await call.says("four people")
    await call.talk.fail("too slow", call.call.sink)
    assert not await call.talk.undo()


@BY_BOTH
async def test_behind_a_discarded_supposition_the_last_turn_can_still_be_taken_back(walks: bool) -> None:
    """It is as if it had not been, for this too."""
    call = await Caller(walks=walks).says("a table")
    before = await call.stands()
    await call.says("four people")
    supposed = call.supposes("tomorrow")
    await call.asked()
    await broken_off(supposed)
    assert await call.talk.undo()
    assert (await call.stands())[:4] == before[:4]


@BY_BOTH
async def test_what_is_undone_is_settled_by_the_call_and_not_by_when_it_runs(walks: bool) -> None:
    """The call asks for the next turn in the same breath; the two run one after the other."""
    plain = await Caller(walks=walks).says("a table", "four or rather five people")
    call = await Caller(walks=walks).says("a table", "four")
    call.acts.clear()
    undoing = call.talk.undo()
    answering = call.talk.turn(Heard("four or rather five people"), call.call.sink)
    assert await undoing
    await answering
    assert call.acts == plain.acts
    assert (await call.stands())[:4] == (await plain.stands())[:4]


@BY_BOTH
@pytest.mark.parametrize("supposed", [True, False], ids=["supposed", "undone"])
async def test_a_tool_that_does_not_mind_being_cancelled_keeps_no_turn_alive(walks: bool, supposed: bool) -> None:
    """The turn ends as cancelled when the tool does, and nothing with an effect comes after it."""
    text = RESTAURANT.replace("actions:\n", "actions:\n  note: {in: {people: number}, commits: true}\n")
    text = text.replace("nodes:\n", "nodes:\n  note: {type: do, action: note, with: {people: people}, next: pick}\n")
    text = text.replace("next: pick\n    if_empty: nothing", "next: note\n    if_empty: nothing")
    call = await Caller(walks=walks, text=text).says("a table", "four people")
    before, let_go = await call.stands(), asyncio.Event()

    async def stubborn(action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        call.tools.ran.append((action, key))
        call.tools.came.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await let_go.wait()
        return Outcome("ok", MOCKS["find"])

    call.talk._actions = stubborn
    call.tools.came.clear()
    turn = call.supposes("tomorrow") if supposed else call.begins("tomorrow")
    await call.tools.came.wait()
    turn.cancel()
    await moments(50)
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert supposed or await call.talk.undo()
    assert (await call.stands())[:4] == before[:4]
    assert [action for action, _ in call.tools.ran] == ["find"]


async def test_what_still_runs_of_a_turn_that_was_taken_back_writes_where_nobody_looks() -> None:
    """Whoever has the old graph in hand may run it to its end: the conversation does not see it."""
    call = await Caller(walks=False).says("a table", "four people")
    before, old = await call.stands(), call.talk.thread.graph
    call.tools.hold("find")
    turn = call.begins("tomorrow")
    await call.tools.came.wait()
    await broken_off(turn)
    assert await call.talk.undo()
    call.tools.holds.clear()
    context = call.talk._context(lambda _: None)
    config: RunnableConfig = {"configurable": {"thread_id": call.talk.memory.thread_id}}
    await old.ainvoke(None, config, context=context, durability="sync")
    assert (await old.aget_state(config)).values["slots"]["day"] == "2026-03-03"
    assert (await call.stands())[:4] == before[:4]
    await call.says("the day after tomorrow")
    assert (await call.call.values())["day"] == "2026-03-04"


# ---- anything at all

LINES = (
    *("a table", "four people", "four people tomorrow", "tomorrow", "the first one", "later", "my name is Asha Rao"),
    *("yes", "no", "no, six people", "blah", "hold on", "repeat", "when are you open", "where can I park?", "goodbye"),
    *("a person please", "a message", "1234", "हाँ"),
)
WORDS = st.sampled_from(LINES) | st.just("yes")
MOMENT = st.sampled_from([0, 1, 2, 3, 5, 8, 13, 21, 34, 1000])
TURN = st.one_of(
    st.tuples(st.just("says"), WORDS, MOMENT),
    st.tuples(st.just("confirmed"), WORDS, MOMENT),
    st.tuples(st.just("discarded"), WORDS, MOMENT),
    st.tuples(st.just("undone"), WORDS, MOMENT),
    st.tuples(st.just("cancelled and undone"), WORDS, MOMENT),
)


async def _tries(call: Caller, how: str, line: str, after: int) -> bool:
    """Returns whether the turn is part of the conversation."""
    if how == "says":
        await call.says(line)
        return True
    if how in ("confirmed", "discarded"):
        effects = list(call.tools.effects)
        supposed = call.supposes(line)
        await moments(after)
        assert call.tools.effects == effects
        if how == "discarded":
            await broken_off(supposed)
            return False
        call.talk.confirm()
        await supposed
        return True
    turn = call.begins(line)
    await moments(after)
    if how == "cancelled and undone":
        turn.cancel()
    with suppress(asyncio.CancelledError):
        await turn
    undone = await call.talk.undo()
    if not undone and turn.cancelled():
        # It stands and was broken off: whoever takes the conversation up finishes it, with the same key.
        call.acts.clear()
        await call.talk.reenter(call.call.sink)
        raise Broken
    return not undone


class Broken(Exception):
    """From here on a plain conversation cannot be the same."""


@settings(max_examples=120, deadline=None)
@given(turns=st.lists(TURN, max_size=9), begun=st.integers(0, 4), walks=st.booleans())
def test_what_was_not_confirmed_or_was_taken_back_leaves_no_trace(
    turns: list[tuple[str, str, int]], begun: int, walks: bool
) -> None:
    """The conversation is that of the turns that stand, word for word; nothing with an effect ran twice, or for a turn
    that does not stand.
    """

    async def all_of_it() -> None:
        standing = list(TO_SUMMARY[:begun])
        call = await Caller(walks=walks).says(*standing)
        with suppress(Broken):
            for how, line, after in turns:
                if await _tries(call, how, line, after):
                    standing.append(line)
            plain = await Caller(walks=walks).says(*standing)
            assert (await call.stands())[:4] == (await plain.stands())[:4]
            assert call.tools.effects == plain.tools.effects
            assert _written(call) == _written(plain)
            assert len(call.tools.effects) == len(set(call.tools.effects))

    with structlog.testing.capture_logs():
        asyncio.run(all_of_it())


def _written(call: Caller) -> dict[int, str]:
    """What the journal comes to: the last entry of each number, without those of turns that were taken back."""
    return {entry["turn"]: entry["text"] for entry in call.journal if entry["turn"] <= call.talk.turns}
