"""What a turn is given from outside; never part of the state."""

import asyncio
from dataclasses import dataclass, field
from traceback import clear_frames

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
    waiting: BaseException | None = None
    """With what the graph was interrupted, to wait for the caller."""

    @property
    def thread_id(self) -> str:
        """The conversation's thread."""
        return self.memory.thread_id

    def let_go(self) -> None:
        """The graph has stopped: nothing of its run is needed any more.

        LangGraph's runner keeps an interruption's traceback in a frame that is in this very traceback. That circle
        holds some two hundred objects, and only a collection of garbage would find it, which holds up every call.
        """
        waiting, self.waiting = self.waiting, None
        if waiting is not None:
            clear_frames(waiting.__traceback__)
            waiting.__traceback__ = None

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
