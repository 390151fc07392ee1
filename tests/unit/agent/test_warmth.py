"""Connections that are kept warm while there are calls."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from agent.warmth import EVERY_S, LIMIT_S, Warmth
from telephony.usage import Usage, charging, collecting, report
from tests.support.virtual_time import on_virtual_time


class Provider:
    """Counts when it was reminded."""

    def __init__(self) -> None:
        self.reminded: list[float] = []

    async def keep_warm(self) -> None:
        self.reminded.append(round(asyncio.get_running_loop().time(), 1))


def run(work: Coroutine[Any, Any, None]) -> None:
    """On virtual time."""
    on_virtual_time(work)


def test_a_ring_reminds_everybody_at_once_and_again_while_there_are_calls() -> None:
    """Long before a connection that is not used would be closed."""

    async def calls() -> None:
        calls, one, other = 1, Provider(), Provider()
        warmth = Warmth(wanted=lambda: bool(calls))
        warmth.keep("one", one.keep_warm)
        warmth.keep("other", other.keep_warm)
        warmth.wanted_soon()
        await asyncio.sleep(2.5 * EVERY_S)

        assert one.reminded == other.reminded == [0.0, EVERY_S, 2 * EVERY_S]
        calls = 0
        await asyncio.sleep(10 * EVERY_S)
        assert len(one.reminded) == 3, "without calls nothing is sent"
        await warmth.aclose()

    run(calls())


def test_rings_in_a_row_remind_nobody_twice() -> None:
    """A hundred calls in a second cost one reminder."""

    async def calls() -> None:
        provider = Provider()
        warmth = Warmth(wanted=lambda: True)
        warmth.keep("one", provider.keep_warm)
        for _ in range(100):
            warmth.wanted_soon()
            await asyncio.sleep(0.01)
        assert provider.reminded == [0.0]
        await warmth.aclose()

    run(calls())


def test_a_ring_after_a_quiet_time_reminds_at_once() -> None:
    """The connections may have been closed meanwhile."""

    async def calls() -> None:
        provider = Provider()
        warmth = Warmth(wanted=lambda: False)
        warmth.keep("one", provider.keep_warm)
        warmth.wanted_soon()
        await asyncio.sleep(3600)
        warmth.wanted_soon()
        await asyncio.sleep(1)
        assert provider.reminded == [0.0, 3600.0]
        await warmth.aclose()

    run(calls())


def test_who_fails_or_does_not_answer_holds_up_nobody() -> None:
    """Each is given a few seconds; the others are reminded as if nothing were."""

    async def calls() -> None:
        provider = Provider()

        async def broken() -> None:
            raise OSError("The network is away.")

        async def silent() -> None:
            await asyncio.Event().wait()

        warmth = Warmth(wanted=lambda: True)
        warmth.keep("broken", broken)
        warmth.keep("silent", silent)
        warmth.keep("good", provider.keep_warm)
        warmth.wanted_soon()
        await asyncio.sleep(EVERY_S + LIMIT_S + 1)
        assert len(provider.reminded) == 2
        await warmth.aclose()

    run(calls())


def test_without_anybody_to_remind_nothing_runs() -> None:
    """Speech and models that are in this process stay warm by themselves."""

    async def calls() -> None:
        warmth = Warmth(wanted=lambda: True)
        warmth.wanted_soon()
        assert len(asyncio.all_tasks()) == 1
        await warmth.aclose()

    run(calls())


def test_no_call_pays_for_a_reminder() -> None:
    """It is for all of them, whoever's ring it was."""
    paid: list[Usage] = []
    of_the_call: list[Usage] = []

    async def calls() -> None:
        async def remind() -> None:
            report(Usage("llm", "openai", "gpt", "requests", 1))

        warmth = Warmth()
        warmth.keep("llm", remind)
        with charging(of_the_call.append):
            warmth.wanted_soon()
        await asyncio.sleep(1)
        await warmth.aclose()

    with collecting(paid.append):
        run(calls())
    assert (len(paid), of_the_call) == (1, [])
