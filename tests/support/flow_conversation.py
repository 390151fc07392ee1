"""A shipped flow behind the port of a call: the engine of real calls, in memory, without a database."""

from collections.abc import Coroutine, Sequence
from typing import Any

from agent.translating import as_heard, translated
from agent.utterances import Utterances
from graphs.compiler import compile_flow
from graphs.flows import shipped_flow
from graphs.rehearsal import Rehearsal
from telephony.call.ports import CallerInput, Cut, Ended, Sink


class FlowConversation:
    """One caller's conversation with the flow of that name. `heard`: what the flow was told."""

    def __init__(self, flow: str) -> None:
        self._rehearsal = Rehearsal(compile_flow(shipped_flow(flow)), walks=True)
        self._utterances = Utterances()
        self.heard: list[CallerInput] = []
        self.failures: list[str] = []

    async def begin(self, sink: Sink) -> None:
        talk = self._rehearsal.conversation
        await talk.begin(self._rehearsal._facts(), lambda act: sink(translated(act, self._utterances)))

    def turn(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> Coroutine[Any, Any, None]:
        self.heard.append(heard)
        talk, own = self._rehearsal.conversation, self._utterances.cut(cuts)
        return talk.turn(as_heard(heard), lambda act: sink(translated(act, self._utterances)), cuts=own)

    def suppose(self, heard: CallerInput, cuts: Sequence[Cut], sink: Sink) -> Coroutine[Any, Any, None]:
        talk, own = self._rehearsal.conversation, self._utterances.cut(cuts)
        return talk.suppose(as_heard(heard), lambda act: sink(translated(act, self._utterances)), cuts=own)

    def confirm(self) -> None:
        self._rehearsal.conversation.confirm()

    @property
    def undoable(self) -> bool:
        return self._rehearsal.conversation.undoable

    def undo(self) -> Coroutine[Any, Any, bool]:
        return self._rehearsal.conversation.undo()

    def stop(self) -> None:
        self._rehearsal.conversation.stop()

    async def fail(self, why: str, sink: Sink) -> None:
        self.failures.append(why)
        await self._rehearsal.conversation.fail(why, lambda act: sink(translated(act, self._utterances)))

    async def close(self, ended: Ended, cuts: Sequence[Cut]) -> str:
        return self._rehearsal.conversation.result or ""
