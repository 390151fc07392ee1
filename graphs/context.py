"""What a turn is given from outside; never part of the state."""

import asyncio
from dataclasses import dataclass, field

from graphs.acts import Expect, HangUp, Sink, Transfer
from graphs.ports import Actions, Clock, Destinations, LanguageModel, Memory


@dataclass(slots=True)
class TurnContext:
    """The outside of one turn."""

    sink: Sink
    memory: Memory
    actions: Actions
    destinations: Destinations
    clock: Clock
    model: LanguageModel | None = None
    """None: everything goes by rules and stored texts."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    """The caller talks over us: what is being streamed ends here."""
    said_before: int = 0
    """Sentences of this turn that may have been said by a worker that died in it, so that ids stay unique."""
    ending: Expect | HangUp | Transfer | None = None
    """What the turn ends with; it goes out last."""
    lost: BaseException | None = None
    """The thread could not be written: it belongs to somebody else, or the database is gone."""

    @property
    def thread_id(self) -> str:
        """The conversation's thread."""
        return self.memory.thread_id

    async def commit(self) -> None:
        """Make the thread durable up to here."""
        try:
            await self.memory.commit()
        except Exception as error:
            self.lost = error
            raise
