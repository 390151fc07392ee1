"""What a turn is given from outside; never part of the state."""

import asyncio
from dataclasses import dataclass, field

from graphs.acts import Expect, HangUp, Sink, Stands, Transfer
from graphs.ports import Actions, Clock, Destinations, LanguageModel, Memory
from graphs.supposing import Attempt


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
    attempt: Attempt = field(default_factory=Attempt)
    """Whether the turn is certain, and what was done in it."""
    steps: list[str] = field(default_factory=list)
    """Those that were come to, in order."""
    filled: bool = False
    """Something will be said if the turn takes long."""

    @property
    def thread_id(self) -> str:
        """The conversation's thread."""
        return self.memory.thread_id

    async def stand(self) -> None:
        """Come to something that has an effect: wait until the turn is certain, tell that it cannot be undone from now
        on, and make the thread durable up to here.
        """
        await self.attempt.confirmed()
        if not self.attempt.has_effect:
            self.attempt.has_effect = True
            self.sink(Stands())
        try:
            await self.memory.commit()
        except Exception as error:
            self.lost = error
            raise
