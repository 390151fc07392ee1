"""What is written at once, what may wait, and what is told once."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from agent.safety.audit import acts
from agent.safety.audit import log as module
from agent.safety.audit.log import AGAIN_AFTER_S, BATCH, AuditLog
from agent.store.audit import NewEntry

ASHA = "asha@example.com"


class Written:
    """A database that can be away."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.away = False

    async def append(self, entries: Sequence[NewEntry], *, within: Any = None) -> None:
        """Keep these."""
        assert within is None
        if self.away:
            raise OSError("no connection")
        self.batches.append([each.did for each in entries])

    @property
    def all(self) -> list[str]:
        """Everything in its order."""
        return [did for batch in self.batches for did in batch]


class Now:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def written() -> Written:
    """The database."""
    return Written()


@pytest.fixture
def now() -> Now:
    """The clock."""
    return Now()


@pytest.fixture
def log(written: Written, now: Now) -> AuditLog:
    """The log over them; every caller's key is “k”."""

    async def key(_: str) -> str:
        return "k" * 64

    return AuditLog(written, key=key, clock=now)  # type: ignore[arg-type]  # as much of it as is used


async def tell(log: AuditLog, did: str, what: str = "x", **details: object) -> None:
    """Asha did that."""
    given: Mapping[str, object] = details
    await log.record(who=ASHA, did=did, what=what, details=given)


async def test_what_must_not_be_lost_is_there_when_it_is_answered(log: AuditLog, written: Written) -> None:
    """After all that was told before it."""
    await tell(log, "account.added")
    assert written.all == []
    await tell(log, acts.EXPORTED)
    assert written.all == ["account.added", acts.EXPORTED]


async def test_what_must_not_be_lost_is_refused_when_it_cannot_be_written(log: AuditLog, written: Written) -> None:
    """So nothing is exported of which nobody knows."""
    written.away = True
    with pytest.raises(OSError, match="no connection"):
        await tell(log, acts.EXPORTED)


async def test_what_waits_is_written_in_batches_and_order(log: AuditLog, written: Written) -> None:
    """However much there is."""
    for n in range(BATCH + 3):
        await tell(log, f"n{n}")
    await log.flush()
    assert [len(batch) for batch in written.batches] == [BATCH, 3]
    assert written.all == [f"n{n}" for n in range(BATCH + 3)]


async def test_nothing_is_lost_while_the_database_is_away(log: AuditLog, written: Written) -> None:
    """It waits, and is written once."""
    written.away = True
    await tell(log, "a")
    await log.flush()
    assert log.waiting == 1
    written.away = False
    await tell(log, "b")
    await log.flush()
    assert (written.all, log.waiting, log.lost) == (["a", "b"], 0, 0)


async def test_no_more_waits_than_there_is_room_for(
    log: AuditLog, written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is beyond that is lost, and counted; what was first told stays."""
    monkeypatch.setattr(module, "LIMIT", 2)
    written.away = True
    for did in "abcd":
        await tell(log, did)
    written.away = False
    await log.flush()
    assert (written.all, log.lost) == (["a", "b"], 2)


async def test_who_looks_again_is_told_once_in_a_while(log: AuditLog, written: Written, now: Now) -> None:
    """Of each call, and of each who looks."""
    route = "GET /api/calls/{call_id}/recording"
    for call in ("CA1", "CA1", "CA2", "CA1"):
        await tell(log, route, f"/api/calls/{call}/recording", status=206)
    now.now += AGAIN_AFTER_S
    await tell(log, route, "/api/calls/CA1/recording", status=206)
    await log.flush()
    assert written.all == [acts.HEARD] * 3


async def test_a_change_is_told_each_time(log: AuditLog, written: Written) -> None:
    """Also when it is the same."""
    for _ in range(3):
        await tell(log, "account.changed")
    await log.flush()
    assert len(written.all) == 3


async def test_a_callers_number_becomes_a_key(log: AuditLog) -> None:
    """In what it was done to and in the details; who did it stays who they are."""
    entry = await log.entry(
        who=ASHA, did="x", what="/api/limits/numbers/%2B919822012345", details={"of": "rang +919822012345"}
    )
    assert entry.who == ASHA
    assert entry.what == f"/api/limits/numbers/caller {'k' * 32}"
    assert "9822" not in entry.details
