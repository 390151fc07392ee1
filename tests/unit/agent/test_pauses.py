"""What holds a process up."""

import asyncio
import gc
import sys
import time
import weakref
from collections.abc import Iterator

import pytest

from agent.pauses import HAND_BACK_S, settle, sweep, watch_loop, watching_collections


@pytest.fixture
def _thawed() -> Iterator[None]:
    """Nothing is put aside before a test; afterwards all is again, and the interpreter is as it was."""
    gc.unfreeze()
    thresholds, interval = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.freeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(interval)


async def test_a_loop_that_is_held_up_is_told_with_how_long() -> None:
    """Somebody computes on the event loop: everybody else waits."""
    seen: list[float] = []
    watching = asyncio.create_task(watch_loop(seen.append, every_s=0.001))
    while not seen:  # noqa: ASYNC110 -- another task's state
        await asyncio.sleep(0)
    seen.clear()
    time.sleep(0.05)  # noqa: ASYNC251 -- which is what is to be noticed
    while not seen:  # noqa: ASYNC110 -- another task's state
        await asyncio.sleep(0)
    watching.cancel()

    assert max(seen) >= 0.04


def test_each_collection_is_told_with_its_generation() -> None:
    """As long as somebody watches, and no longer."""
    seen: list[tuple[str, float]] = []
    with watching_collections(lambda generation, seconds: seen.append((generation, seconds))):
        gc.collect(1)
        gc.collect(2)
    watched = len(seen)
    gc.collect(0)

    assert [generation for generation, _ in seen if generation in {"1", "2"}][-2:] == ["1", "2"]
    assert all(seconds >= 0 for _, seconds in seen)
    assert len(seen) == watched


@pytest.mark.usefixtures("_thawed")
def test_what_is_there_when_everything_is_warm_is_looked_at_no_more() -> None:
    """A collection during calls goes through what calls have made, not through every module."""
    assert settle() > 10_000
    assert len(gc.get_objects()) < 10_000


@pytest.mark.usefixtures("_thawed")
def test_the_interpreter_is_asked_back_sooner_than_python_does_by_itself() -> None:
    """That is set with all the rest. What it is worth is measured: docs/speed.md."""
    usual = sys.getswitchinterval()
    settle()
    assert sys.getswitchinterval() == pytest.approx(HAND_BACK_S)
    assert usual > HAND_BACK_S


class _Circle:
    """Holds itself: nothing but a collection lets it go."""

    def __init__(self) -> None:
        self.own = self


async def test_what_calls_have_left_is_collected_when_nobody_is_on_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everybody on the line would feel a collection of all that there is."""
    monkeypatch.setattr("agent.pauses.WORTH", 0)
    lines = ["somebody"]
    asked = asyncio.Event()

    def idle() -> bool:
        asked.set()
        return not lines

    gone = weakref.ref(_Circle())
    gc.disable()
    sweeping = asyncio.create_task(sweep(idle, every_s=0.001))
    try:
        await asyncio.wait_for(asked.wait(), 5)
        assert gone() is not None
        lines.clear()
        async with asyncio.timeout(5):
            while gone() is not None:  # noqa: ASYNC110 -- another task's state
                await asyncio.sleep(0)
    finally:
        gc.enable()
        sweeping.cancel()
