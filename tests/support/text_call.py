"""A caller by text: the service's own dialogue, engine, memory and tools, without sound."""

import secrets
from collections.abc import Sequence

from agent.dialogue import Dialogue
from agent.office import Office
from graphs.engine import CallFacts
from telephony.call.ports import Act, CallerInput, Cut, Ended, Expect, HangUp, Say, Transfer


class TextCall:
    """One call. `said` is what the agent said in the last turn."""

    def __init__(
        self, office: Office, number: str, *, call_id: str = "", language: str = "en", flow: str = "scheduling"
    ) -> None:
        facts = CallFacts(
            id=call_id or f"test-{secrets.token_hex(8)}",
            caller=number,
            language=language,
            open=office.opening.now_open(),
        )
        self.dialogue = Dialogue(office.flows.get(flow), facts, office.around)
        self.said: list[str] = []
        self.ids: list[str] = []
        self.expects: Expect | None = None
        self.over = False

    async def ring(self) -> str:
        self._clear()
        await self.dialogue.begin(self._hear)
        return " ".join(self.said)

    async def says(self, text: str, *cuts: Cut) -> str:
        assert not self.over, f"the call has ended: {self.said}"
        self._clear()
        await self.dialogue.turn(CallerInput(text=text), cuts, self._hear)
        return " ".join(self.said)

    async def presses(self, keys: str) -> str:
        self._clear()
        await self.dialogue.turn(CallerInput(keys=keys), (), self._hear)
        return " ".join(self.said)

    async def hangs_up(self, ended: Ended = "caller", *, cuts: Sequence[Cut] = ()) -> str:
        return await self.dialogue.close("agent" if self.over else ended, cuts)

    def _clear(self) -> None:
        self.said, self.ids, self.expects = [], [], None

    def _hear(self, act: Act) -> None:
        match act:
            case Say(utterance=name, text=text, filler=False):
                self.said.append(text)
                self.ids.append(name)
            case Expect():
                self.expects = act
            case HangUp() | Transfer():
                self.over = True
