"""The flows that this process can run: loaded and compiled once."""

import asyncio

from agent.errors import TrunklineError
from graphs.compiler import CompiledFlow, compile_flow
from graphs.flows import shipped, shipped_flow


class UnknownFlow(TrunklineError):
    """There is no flow of that name."""


class Flows:
    """Compiled flows by name."""

    def __init__(self) -> None:
        self._compiled: dict[str, CompiledFlow] = {}

    async def load(self) -> None:
        """Load and compile every shipped flow, off the event loop."""
        for name in shipped():
            self._compiled[name] = await asyncio.to_thread(_compiled, name)

    @property
    def names(self) -> list[str]:
        """The flows that can be called."""
        return sorted(self._compiled)

    def get(self, name: str) -> CompiledFlow:
        """The flow of that name. Raises UnknownFlow."""
        if name not in self._compiled:
            raise UnknownFlow(f"There is no flow called “{name}”. There are: {', '.join(self.names)}.")
        return self._compiled[name]


def _compiled(name: str) -> CompiledFlow:
    return compile_flow(shipped_flow(name))
