"""The ledger: an action has its effect once for its key."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from agent.memory import Bounds
from graphs.ports import Outcome
from tests.support.conversation import Desk, until

KEY = "thread1:4:book:0"
BOUNDS = Bounds(claim_s=0.2, wait_s=5.0, look_every_s=0.01, attempts=3)

DEAD_RUN = """
insert into tool_runs (key, action, arguments_sha256, runner, attempts, claimed_until)
values ($1, 'book', 'x', 'a dead worker', $2, now() - interval '1 minute')
"""


@dataclass
class Calendar:
    """An action that counts its effects, and can be held up or broken."""

    outcome: Outcome = field(default_factory=lambda: Outcome("ok", {"id": 7}))
    keys: list[str] = field(default_factory=list)
    running: asyncio.Event = field(default_factory=asyncio.Event)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.go.set()

    async def __call__(self, action: str, arguments: Mapping[str, Any], *, key: str, commits: bool) -> Outcome:
        self.keys.append(key)
        self.running.set()
        await self.go.wait()
        if self.error:
            raise self.error
        return self.outcome


async def _run(desk: Desk, key: str) -> dict[str, Any]:
    return dict(await desk.pool._pool.fetchrow("select * from tool_runs where key = $1", key))


async def test_a_replay_gets_the_recorded_outcome(desk: Desk) -> None:
    """The second run of a key answers what the first did, and the action does not run."""
    calendar = Calendar(Outcome("taken", {"free": ["10:00", None, 1.5]}))
    ledger = desk.memories.ledger(calendar)

    first = await ledger("book", {"day": "tuesday"}, key=KEY, commits=True)
    calendar.outcome = Outcome("ok", "another")
    replay = await ledger("book", {"day": "tuesday"}, key=KEY, commits=True)

    assert first == replay == Outcome("taken", {"free": ["10:00", None, 1.5]})
    assert calendar.keys == [KEY]


async def test_another_key_is_another_effect(desk: Desk) -> None:
    """The same action of a later step or turn runs."""
    calendar = Calendar()
    ledger = desk.memories.ledger(calendar)

    await ledger("book", {}, key=KEY, commits=True)
    await ledger("book", {}, key="thread1:4:book:1", commits=True)

    assert calendar.keys == [KEY, "thread1:4:book:1"]


async def test_an_action_without_effect_is_not_recorded(desk: Desk) -> None:
    """With `commits=False` the action runs each time and the database is not asked."""
    calendar = Calendar()
    ledger = desk.memories.ledger(calendar)

    await ledger("slots", {}, key=KEY, commits=False)
    await ledger("slots", {}, key=KEY, commits=False)

    assert calendar.keys == [KEY, KEY]
    assert desk.pool.statements == []


async def test_two_runs_at_once_have_one_effect(desk: Desk) -> None:
    """One runs, the other waits for its outcome, longer than a claim lasts unrenewed."""
    calendar = Calendar()
    calendar.go.clear()
    ledger, other = (desk.memories.ledger(calendar, bounds=BOUNDS) for _ in range(2))
    first = asyncio.create_task(ledger("book", {}, key=KEY, commits=True))
    await calendar.running.wait()
    second = asyncio.create_task(other("book", {}, key=KEY, commits=True))
    before = (await _run(desk, KEY))["claimed_until"]

    async def renewed() -> bool:
        return bool((await _run(desk, KEY))["claimed_until"] > before)

    await until(renewed)
    assert not second.done()

    calendar.go.set()

    assert await first == await second == calendar.outcome
    assert calendar.keys == [KEY]


async def test_many_runs_at_once_have_one_effect(desk: Desk) -> None:
    """Ten replays that race from the start agree on one run."""
    calendar = Calendar()
    ledger = desk.memories.ledger(calendar, bounds=BOUNDS)

    outcomes = await asyncio.gather(*(ledger("book", {}, key=KEY, commits=True) for _ in range(10)))

    assert outcomes == [calendar.outcome] * 10
    assert calendar.keys == [KEY]


async def test_a_run_that_its_worker_did_not_survive_runs_again_with_the_same_key(desk: Desk) -> None:
    """`started` by a dead worker: the action runs, under the key by which it can recognise a repetition."""
    await desk.pool._pool.execute(DEAD_RUN, KEY, 1)
    calendar = Calendar()

    outcome = await desk.memories.ledger(calendar)("book", {}, key=KEY, commits=True)

    assert outcome == calendar.outcome
    assert calendar.keys == [KEY]
    run = await _run(desk, KEY)
    assert (run["status"], run["attempts"]) == ("done", 2)


async def test_an_action_that_never_came_to_an_end_is_given_up(desk: Desk) -> None:
    """After the allowed attempts the outcome is `error`, for this and every later replay."""
    await desk.pool._pool.execute(DEAD_RUN, KEY, BOUNDS.attempts)
    calendar = Calendar()
    ledger = desk.memories.ledger(calendar, bounds=BOUNDS)

    assert await ledger("book", {}, key=KEY, commits=True) == Outcome("error")
    assert await ledger("book", {}, key=KEY, commits=True) == Outcome("error")
    assert calendar.keys == []


async def test_waiting_for_another_run_ends(desk: Desk) -> None:
    """A replay of a run that hangs answers `error` in the end; the run itself is not disturbed."""
    calendar = Calendar()
    calendar.go.clear()
    ledger = desk.memories.ledger(calendar, bounds=BOUNDS)
    hanging = asyncio.create_task(ledger("book", {}, key=KEY, commits=True))
    await calendar.running.wait()

    impatient = desk.memories.ledger(calendar, bounds=Bounds(claim_s=0.2, wait_s=0.05, look_every_s=0.01))
    assert await impatient("book", {}, key=KEY, commits=True) == Outcome("error")

    calendar.go.set()
    assert await hanging == calendar.outcome


async def test_a_run_that_broke_off_can_be_repeated_at_once(desk: Desk) -> None:
    """An exception or a cancellation lets the claim lapse: the next replay does not wait for it."""
    calendar = Calendar(error=RuntimeError("a defect of the action"))
    ledger = desk.memories.ledger(calendar, bounds=Bounds(claim_s=3600.0))
    with pytest.raises(RuntimeError, match="a defect"):
        await ledger("book", {}, key=KEY, commits=True)
    calendar.error = None
    calendar.go.clear()
    calendar.running.clear()
    cancelled = asyncio.create_task(ledger("book", {}, key=KEY, commits=True))
    await calendar.running.wait()
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled

    calendar.go.set()

    assert await ledger("book", {}, key=KEY, commits=True) == calendar.outcome
    assert calendar.keys == [KEY, KEY, KEY]


async def test_the_first_recorded_outcome_stands(desk: Desk) -> None:
    """A worker that was thought dead and finishes late answers what its successor recorded."""
    late = Calendar(Outcome("ok", "late"))
    late.go.clear()
    slow = asyncio.create_task(desk.memories.ledger(late)("book", {}, key=KEY, commits=True))
    await late.running.wait()
    await desk.pool._pool.execute("update tool_runs set claimed_until = now() - interval '1 s' where key = $1", KEY)
    successor = desk.memories.ledger(Calendar(Outcome("ok", "successor")))
    assert await successor("book", {}, key=KEY, commits=True) == Outcome("ok", "successor")

    late.go.set()

    assert await slow == Outcome("ok", "successor")


async def test_the_ledger_keeps_no_arguments(desk: Desk) -> None:
    """A row holds a fingerprint of the arguments, never the arguments."""
    arguments = {"name": "Ada Lovelace", "phone": "+442071234567"}

    await desk.memories.ledger(Calendar())("book", arguments, key=KEY, commits=True)

    row = str(await _run(desk, KEY))
    assert "Lovelace" not in row
    assert "2071234567" not in row


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("a nul \x00 in it", Outcome("ok", "a nul  in it")),
        (float("nan"), Outcome("ok", None)),
        (object(), Outcome("error")),
        ({"n": 2**80}, Outcome("ok", {"n": 2**80})),
    ],
)
async def test_any_value_is_recorded_as_its_replay_will_see_it(desk: Desk, value: Any, outcome: Outcome) -> None:
    """What cannot be stored is made harmless or becomes `error`, and the first answer equals the replay's."""
    ledger = desk.memories.ledger(Calendar(Outcome("ok", value)))

    assert await ledger("book", {}, key=KEY, commits=True) == outcome
    assert await ledger("book", {}, key=KEY, commits=True) == outcome


class Fragile(Calendar):
    """An action that must not run twice."""

    def is_repeatable(self, action: str) -> bool:
        return action != "book"


async def test_an_action_that_must_not_run_twice_does_not_run_again_for_a_dead_worker(desk: Desk) -> None:
    """`started` by a dead worker: nobody knows whether it had its effect, so the outcome is `error`, for good."""
    await desk.pool._pool.execute(DEAD_RUN, KEY, 1)
    fragile = Fragile()
    ledger = desk.memories.ledger(fragile)

    assert await ledger("book", {}, key=KEY, commits=True) == Outcome("error")
    assert await ledger("book", {}, key=KEY, commits=True) == Outcome("error")
    assert fragile.keys == []


async def test_a_claim_that_is_asked_for_again_by_its_own_runner_counts_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement whose answer was lost is asked again: that is no second attempt, and the action runs."""
    fragile = Fragile()
    lost_answers = desk.memories.ledger(fragile)
    value = lost_answers._statements.value

    async def twice(statement: str, *arguments: Any) -> Any:
        await value(statement, *arguments)
        return await value(statement, *arguments)

    monkeypatch.setattr(lost_answers._statements, "value", twice)

    async with asyncio.timeout(5):
        outcome = await lost_answers("book", {}, key=KEY, commits=True)

    assert fragile.keys == [KEY]
    assert outcome == fragile.outcome
