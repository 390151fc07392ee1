"""A language model that callers can rely on: a second model stands in for the first, and neither is waited for in vain.

Before the first word everything may be tried again: a connection that broke once more, then the second model. After it
nothing is: what was spoken cannot be spoken anew, and whoever speaks it goes on from there.

A model that failed again and again, or kept callers waiting, is left alone for a while (`telephony.steady.breaker`):
then its callers do not wait for it any more. Who waits for a translation gives up at the deadline by cancelling; this
counts as the model's failure when it had nearly all of that time, and as nobody's when the caller hung up or cut in.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, cast

import structlog

from agent.llm.provided import ProvidedModel
from graphs.ports import Message, ModelFailure, Tool, ToolCall
from telephony.errors import Fault
from telephony.steady.attempt import Attempt, attempt
from telephony.steady.breaker import Breaker

log = structlog.get_logger(__name__)

WARMING_S = 20.0
"""How long the first request may take; nobody waits for it."""
ATTEMPTS = 2
"""How often one model is asked for the same reply, before its first word."""
BROKEN: tuple[str, ...] = ("network", "broken")
"""Faults after which the same model is asked again at once: nobody refused, and nobody was waited for."""
ALONE_S = 5.0
"""How long the first word of a reply may take when no other model can be asked instead."""
NEXT_S = 2.8
"""How long a reply may pause; a little less than whoever speaks it waits (`graphs.streaming`)."""
NEARLY = 0.9
"""The part of a limit after which a wait that is given up counts as a wait for too long."""


class Seat:
    """One model with its breaker."""

    def __init__(self, model: ProvidedModel) -> None:
        self.model = model
        self._breaker = Breaker(model.name)

    def attempt(self) -> Attempt | None:
        """Leave to ask it now; None while it is not there, or left alone."""
        return attempt(self._breaker) if self.model.usable else None

    @property
    def likely(self) -> bool:
        """Whether it would be asked now, as far as one can see."""
        return self.model.usable and self._breaker.state(_now()) != "open"

    async def warm(self, importing: asyncio.Lock) -> None:
        """Connect and ask it once. A model that does not answer is only told of: it may come back."""
        began, asked = _now(), attempt(self._breaker)
        try:
            async with importing:  # clients share modules, which two threads had better not import at once
                await self.model.connect()
            await self.model.ask(limit_s=WARMING_S)
        except ModelFailure as why:
            log.warning("llm.unreachable", model=self.model.name, fault=why.fault, why=str(why))
            _failed(asked, why)
        else:
            log.info("llm.warm", model=self.model.name, seconds=round(_now() - began, 2))
            if asked:
                asked.succeeded()


class SteadyModel:
    """Implements `graphs.ports.LanguageModel` over one model, or two: the second stands in for the first."""

    def __init__(self, models: Sequence[ProvidedModel], *, deadline_s: float) -> None:
        self._seats = [Seat(model) for model in models]
        self._deadline_s = deadline_s
        self._patience_s = min(3.0, max(1.0, 2 * deadline_s))
        """How long a first word may take before the other model is asked for it."""
        self.budget: Callable[[], ModelFailure | None] = lambda: None
        """Why nobody is to be asked now, on behalf of whoever is charged; asked before each request of a caller's."""
        self.warmed = asyncio.Event()
        """Set when all of them were asked for the first time."""

    @property
    def name(self) -> str:
        """Provider and model of the first."""
        return self._seats[0].model.name

    @property
    def deadline_s(self) -> float:
        """How long a caller may be kept waiting for a translation."""
        return self._deadline_s

    async def warm(self) -> None:
        """Import the clients in a thread, connect, and ask each model once. Never raises for what they do."""
        importing = asyncio.Lock()
        await asyncio.gather(*(seat.warm(importing) for seat in self._seats))
        self.warmed.set()

    async def keep_warm(self) -> None:
        """See to it that those who would be asked have a connection open. Raises what a client raises."""
        await asyncio.gather(*(seat.model.keep_warm() for seat in self._seats if seat.likely))

    async def aclose(self) -> None:
        """Close the connections."""
        for seat in self._seats:
            await seat.model.aclose()

    async def structured(
        self, messages: Sequence[Message], schema: Mapping[str, Any], *, name: str = "answer"
    ) -> dict[str, Any]:
        """One JSON object, of the first model that gives one; each is asked once. Raises ModelFailure, at once when
        there is nobody to ask.
        """
        if refusal := self.budget():
            raise refusal
        failure = self._nobody()
        for seat in self._seats:
            asked = seat.attempt()
            if asked is None:
                continue
            began = _now()
            try:
                found = await seat.model.structured(messages, schema, name=name)
            except ModelFailure as why:
                failure = _failed(asked, why)
            except asyncio.CancelledError:
                _given_up(asked, waited=_now() - began, limit=self._deadline_s)
                raise
            else:
                asked.succeeded()
                return found
        raise failure

    async def stream(
        self, messages: Sequence[Message], tools: Sequence[Tool] = ()
    ) -> AsyncGenerator[str | ToolCall, None]:
        """Text as it is written, then the tools that are wanted. Raises ModelFailure, at once when there is nobody to
        ask, and in the middle of a text.
        """
        if refusal := self.budget():
            raise refusal
        failure, begun = self._nobody(), False
        for seat, first_s in self._limits():
            for _ in range(ATTEMPTS):
                asked = seat.attempt()
                if asked is None:
                    break
                try:
                    stream = seat.model.stream(messages, tools)
                    async with aclosing(self._watched(stream, asked, first_s, seat.model.name)) as pieces:
                        async for piece in pieces:
                            begun = True
                            yield piece
                except ModelFailure as why:
                    failure = why
                else:
                    return
                if begun or failure.fault not in BROKEN:
                    break
            if begun:
                break
        raise failure

    def _limits(self) -> list[tuple[Seat, float]]:
        """Each model, and how long its first word may take."""
        others = [any(other.likely for other in self._seats[at:]) for at in range(1, len(self._seats) + 1)]
        return [(seat, self._patience_s if other else ALONE_S) for seat, other in zip(self._seats, others, strict=True)]

    async def _watched(
        self, stream: AsyncGenerator[str | ToolCall, None], asked: Attempt, first_s: float, name: str
    ) -> AsyncGenerator[str | ToolCall, None]:
        """The stream, no pause of which is longer than its limit; how it went is told to the breaker."""
        limit, patience, since, spoke = first_s, min(first_s, self._patience_s), _now(), False
        try:
            async with aclosing(stream):
                while (piece := await _next(stream, limit, name)) is not None:
                    yield piece
                    limit = patience = NEXT_S
                    since, spoke = _now(), True
        except ModelFailure as why:
            _failed(asked, why)
            raise
        except asyncio.CancelledError:
            _given_up(asked, waited=_now() - since, limit=patience, spoke=spoke)
            raise
        except GeneratorExit:
            asked.succeeded()  # it spoke, and enough was heard
            raise
        asked.succeeded()

    def _nobody(self) -> ModelFailure:
        if not any(seat.model.usable for seat in self._seats):
            return ModelFailure(f"{self.name} is not ready yet.", fault="local")
        return ModelFailure(f"{self.name} failed lately, and is left alone for a while.", fault="broken")


async def _next(stream: AsyncGenerator[str | ToolCall, None], limit: float, name: str) -> str | ToolCall | None:
    """The next piece; None at the end. Raises ModelFailure, also when it does not come in time."""
    try:
        async with asyncio.timeout(limit):
            return await anext(stream, None)
    except TimeoutError:
        pass
    raise ModelFailure(f"{name} wrote nothing for {limit:g} s.", fault="timeout")


def _failed(asked: Attempt | None, why: ModelFailure) -> ModelFailure:
    """Tell the breaker. A request that a provider does not accept says nothing about the next one."""
    if asked is None:
        return why
    if why.fault in ("request", ""):
        asked.released()
    else:
        asked.failed(cast("Fault", why.fault))
    return why


def _given_up(asked: Attempt, *, waited: float, limit: float, spoke: bool = False) -> None:
    if waited >= NEARLY * limit:
        asked.failed("timeout")
    elif spoke:
        asked.succeeded()
    else:
        asked.released()


def _now() -> float:
    return asyncio.get_running_loop().time()
