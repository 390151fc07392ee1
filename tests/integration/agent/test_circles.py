"""What a call leaves behind: nothing that only a collection of garbage would find, which holds up all other calls."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from agent.settings import Settings
from graphs.flows import flow_text
from graphs.loading import load_flow
from telephony.caller.plan import Press, Wait
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.whole_service import whole_service

OURS = ("agent.", "graphs.", "langgraph.", "telephony.")
SMALL = ("telephony.call.", "telephony.line.")
"""Of the turn machine, whose few parts know each other."""
LARGE = ("telephony.call.session.", "telephony.call.ears.", "telephony.call.mouth.")
CALLERS = ("telephony.caller.", "telephony.twilio.far_side.", "telephony.twilio.playout.")
"""Of the simulated caller, who is in this process too."""


def monday() -> datetime:
    """A Monday morning, when the clinic is open."""
    return MONDAY_MORNING


@contextmanager
def circles(found: "Counter[str]") -> Iterator[None]:
    """Count the objects of calls that only a collection finds, by their types: ours and LangGraph's."""
    gc.collect()
    gc.disable()
    try:
        yield
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        types = (f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.garbage)
        names = [name for name in types if name.startswith(OURS)]
        found.update(name for name in names if name.startswith(LARGE) or not name.startswith((*SMALL, *CALLERS)))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


async def test_a_call_and_its_turns_go_by_themselves(settings: Settings) -> None:
    """Some turns, to a result."""
    quick = settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})
    turns = (Press("1"), Wait(0.1), Press("1"), Wait(0.1), Press("0"), Wait(0.1))
    found: Counter[str] = Counter()
    async with whole_service(quick, clock=monday) as service:
        await service.flows.publish(load_flow(flow_text("scheduling").replace("listen: 6s", "listen: 1s")))
        await service.rings(*turns)
        with circles(found):
            report = await service.rings(*turns)

    assert report.actions_done == len(turns)
    assert found == Counter()
