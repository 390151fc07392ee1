"""What holds a process up: an event loop that wakes late, collections of garbage, and threads that compute.

After everything is warm, what is there stays for good: it is put aside (`gc.freeze`), so that collections during calls
look only at what calls have made since.

The interpreter is held by one thread at a time. Each time that the loop lets go of it, another may take it, and gives
it back when it is asked to; Python asks only after five milliseconds, which in a hundred calls come one upon another.
"""

import asyncio
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog

log = structlog.get_logger(__name__)

EVERY_S = 0.25
LATE_S = 0.25
"""A loop that wakes so late is worth a line in the log."""


async def watch_loop(see: Callable[[float], None], *, every_s: float = EVERY_S) -> None:
    """Tell how many seconds late the loop wakes, again and again, until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + every_s
        await asyncio.sleep(every_s)
        late = max(0.0, loop.time() - due)
        see(late)
        if late > LATE_S:
            log.warning("loop.late", seconds=round(late, 3))


SMALL = (1_000, 5, 100)
"""How many new objects, and collections of the younger generation, make a collection. One takes one to two microseconds
an object, in which no call goes on: with 100 calls those of 1,000 objects took 3 ms and those of five times as many 10,
and those of twenty times as many of each 30 and 140, which was the slowest hundredth of the answers. A turn leaves no
circles behind (`tests/integration/agent/test_circles.py`) and a call some 170 objects, so the oldest generation, with
all that goes on, may wait until nobody is on the line (`sweep`), or for some minutes with 100 calls.
"""

SWEEP_S = 60.0
"""How often is looked whether nobody is on the line."""
WORTH = 5
"""So many collections of the middle generation since the last of the oldest make another one worth while."""


async def sweep(idle: Callable[[], bool], *, every_s: float = SWEEP_S) -> None:
    """Collect everything that calls have left, whenever nobody is on the line, until cancelled."""
    while True:
        await asyncio.sleep(every_s)
        if gc.get_count()[2] >= WORTH and idle():
            gc.collect()


HAND_BACK_S = 0.001
"""How long a thread may keep the interpreter when another waits for it. With 100 calls, and the voice detector beside
them, the slowest hundredth of the answers came after 49 to 60 ms, and with Python's own five milliseconds after 146; on
a busy machine after 0.1 s and 0.8. The CPU is the same."""


def settle() -> int:
    """Everything that is there now stays: collect once, and look at it no more. Returns how many objects are put aside,
    beside those that were before.

    From now on the loop is given the interpreter back soon.
    """
    gc.collect()
    settled = len(gc.get_objects())
    gc.freeze()
    gc.set_threshold(*SMALL)
    sys.setswitchinterval(HAND_BACK_S)
    return settled


@contextmanager
def watching_collections(see: Callable[[str, float], None]) -> Iterator[None]:
    """Tell the generation and the seconds of each collection."""
    began = 0.0

    def watch(phase: str, details: dict[str, Any]) -> None:
        nonlocal began
        if phase == "start":
            began = time.perf_counter()
        else:
            see(str(details["generation"]), time.perf_counter() - began)

    gc.callbacks.append(watch)
    try:
        yield
    finally:
        gc.callbacks.remove(watch)
