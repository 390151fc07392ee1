"""What becomes of a call when its socket closes: it is over, somebody else takes it, or it opens another socket."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from agent.flows import Flows
from agent.memory.callers import known_number
from agent.memory.conversations import Conversations
from agent.register import LiveCall, Register
from agent.store.calls import Calls
from telephony.twilio.desk import After, DialNumber, Form, HangUpNow, StreamAgain

log = structlog.get_logger(__name__)

SETTLING_S = 5.0
"""How long a closed call may take to say how it ended."""

NOTICING_S = 1.0
"""How long our side may take to notice that a socket has closed; then Twilio's word counts."""

STUCK_S = 1.5
"""A line from which nothing came for so long is taken for lost when its caller rings again; frames come every 20 ms."""

SORRY = "Sorry, we cannot go on with your call at the moment. Please ring again in a few minutes."
"""Said by Twilio's own voice when ours cannot."""

BACK_SOON = "Sorry, we have to interrupt our call. Please ring again in a minute, and we go on where we stopped."
"""Said to callers of a service that is being stopped."""

STREAMS_A_CALL = 5
"""So many sockets one call may need before it is given up as a line that cannot be held."""


class Departures:
    """Answers Twilio when a socket has closed. `draining`: whether the service is being stopped."""

    def __init__(
        self,
        register: Register,
        flows: Flows,
        calls: Calls,
        conversations: Conversations,
        *,
        draining: Callable[[], bool],
        farewell: str = "",
    ) -> None:
        """`farewell`: what the caller of a call hears that has reached a limit."""
        self._register = register
        self._flows = flows
        self._calls = calls
        self._conversations = conversations
        self._draining = draining
        self._farewell = farewell

    async def after(self, call_id: str, form: Form) -> After:
        """The socket has closed: hang up, connect the caller to somebody, or open another socket and go on."""
        call = self._register.find(call_id)
        if call:
            await self._closed(call)
        if call and call.outcome and call.outcome.ended == "transferred" and call.transfer:
            return DialNumber(call.transfer.number, whisper=call.transfer.mode == "warm")
        if call and call.outcome and call.outcome.ended == "failed":
            return HangUpNow(SORRY)  # what was said until then is kept, for a caller who rings again
        if call and self._draining():
            return HangUpNow(BACK_SOON)
        if call and call.outcome and call.outcome.ended != "lost":
            return HangUpNow(self._farewell if call.cut_off else "")
        return await self._go_on(call_id, call, form)

    async def _closed(self, call: LiveCall) -> None:
        """Twilio asks the moment the socket closes: before the session has settled its account, or has noticed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(call.over.wait(), NOTICING_S)
        if call.session:
            call.session.lose("Twilio says that the stream has ended")
            with suppress(TimeoutError):
                await asyncio.wait_for(call.over.wait(), SETTLING_S)

    async def _go_on(self, call_id: str, call: LiveCall | None, form: Form) -> After:
        """The line was lost in mid-call, perhaps with the worker that held it, and the caller is still there."""
        if form.get("CallStatus", "in-progress") != "in-progress" or (call and call.streams >= STREAMS_A_CALL):
            return HangUpNow()
        conversation = await self._conversations.by_call(call_id)
        if conversation is None or conversation.result or conversation.flow not in self._flows:
            return HangUpNow()
        log.info("call.streamed_again", call_id=call_id)
        parameters = {"flow": conversation.flow, "language": conversation.language}
        if call is None:  # another process, or this one before it died, noted the beginning
            parameters |= await self._known(call_id)
        return StreamAgain(parameters)

    async def _known(self, call_id: str) -> dict[str, str]:
        record = await self._calls.read_call(call_id)
        if record is None:
            return {}
        ordinal = await self._calls.next_ordinal(call_id)
        return {"ordinal": str(ordinal), "began": str(record.started_at.timestamp())}

    async def whisper(self, call_id: str) -> str:
        """What the person who takes a call hears first; nothing when another worker handed it over."""
        call = self._register.find(call_id)
        return call.transfer.summary if call and call.transfer else ""

    async def end_stuck_line(self, caller: str, call_id: str) -> None:
        """Somebody rings: a call of theirs whose line has been stuck is over, and this one may go on from it.

        Several people may ring from one number; a call from which sound comes is left alone.
        """
        if known_number(caller) is None:
            return
        for call_of, former in self._register.items():
            session = former.session
            if session is None or former.caller != caller or call_of == call_id or session.stuck_s < STUCK_S:
                continue
            log.info("call.rang_again", call_id=call_of, again=call_id)
            session.lose("the caller rings again, and nothing comes from this line")
            with suppress(TimeoutError):
                await asyncio.wait_for(former.over.wait(), NOTICING_S)

    async def end_former_stream(self, call_id: str) -> None:
        """A call has one stream: a former one that has not noticed its end yet makes room, and keeps its state."""
        former = self._register.find(call_id)
        if former and former.session:
            former.session.lose("the call has opened another stream")
            with suppress(TimeoutError):
                await asyncio.wait_for(former.over.wait(), SETTLING_S)
