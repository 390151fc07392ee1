"""The sound of fixed sentences, made ahead of the first call that needs it: a background job."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

import structlog

from agent.flows import Flows
from agent.speech import prepare_sentences
from graphs.compiler import CompiledFlow
from telephony.call.speech_stack import SpeechStack

log = structlog.get_logger(__name__)

MOST_WAITING = 64
"""Flows; the sentences of one that was pushed out are made when a caller is to hear them."""


def ahead_of_calls(flows: Flows, answering: str, *, only_reached: bool) -> list[tuple[str, str]]:
    """Every (sentence, language) to be made at the start: first of the flow that answers by itself, then of the others.

    `only_reached`: of those that no number leads to, none. Somebody wants money for each sound, and the shipped flows,
    which are there to be looked at, have hundreds of sentences.
    """
    names = sorted(flows.names, key=lambda name: name != answering)
    wanted = [name for name in names if not only_reached or name == answering or name in flows.numbered]
    return [sentence for name in wanted for sentence in flows.get(name).fixed_sentences()]


class Sentences:
    """Makes those that are there at the start, then those of each flow that is published."""

    def __init__(self, speech: SpeechStack, first: Sequence[tuple[str, str]]) -> None:
        self._speech = speech
        self._first = first
        self._waiting: OrderedDict[str, CompiledFlow] = OrderedDict()
        self._wanted = asyncio.Event()

    def want(self, flow: CompiledFlow) -> None:
        """Callers will hear this flow. Returns at once."""
        self._waiting[flow.fingerprint] = flow
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
        self._wanted.set()

    async def run(self) -> None:
        """Until cancelled."""
        await prepare_sentences(self._speech, self._first)
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            while self._waiting:
                _, flow = self._waiting.popitem(last=False)
                await self._make(flow)

    async def _make(self, flow: CompiledFlow) -> None:
        try:
            await prepare_sentences(self._speech, flow.fixed_sentences())
        except Exception:  # the edge of a background job: callers hear it made when it is needed
            log.exception("sentences.unmade", flow=flow.document.flow)
