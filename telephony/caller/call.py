"""One simulated call: from dialling to the end, as Twilio would lead it."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from telephony.caller.plan import CallPlan
from telephony.caller.report import CallerError, CallerEvent, CallReport, EndedBy, OnEvent
from telephony.caller.stream import CallState, LiveStream, Outcome
from telephony.caller.timing import Timing
from telephony.caller.twiml_document import Dialled, HungUp, Spoken, Stream, Verb, read
from telephony.caller.webhook import Webhook
from telephony.twilio.far_side import FarSide

VOICE: Final = "/twilio/voice"
STATUS: Final = "/twilio/status"
MAX_DOCUMENTS: Final = 20
"""Documents of one call: a service that answers each with another is going round in circles."""

End = tuple[EndedBy, str]


def _unheard(_event: CallerEvent) -> None:
    """For those who only want the report."""


async def ring(url: str, plan: CallPlan, *, on_event: OnEvent = _unheard) -> CallReport:
    """Ring the service at `url` (such as `http://127.0.0.1:8080`), follow the plan, and report.

    Takes as long as the call does. Raises `CallerError` when the service is not there, refuses, or answers what cannot
    be followed, and `OSError` when the recording cannot be written.
    """
    call = SimulatedCall(url, plan, on_event)
    try:
        return await call.lead()
    finally:
        await call.aclose()


class SimulatedCall:
    """A call that is being led. `form`: of a call that exists already, such as one that the service has placed."""

    def __init__(
        self, url: str, plan: CallPlan, on_event: OnEvent = _unheard, *, form: Mapping[str, str] | None = None
    ) -> None:
        now = asyncio.get_running_loop().time()
        self._plan = plan
        form = form or _form(plan)
        self._call_id, self._account_id = form["CallSid"], form["AccountSid"]
        self._redirected: list[Verb] | None = None
        self._webhook = Webhook(url, form, auth_token=plan.auth_token, public_url=plan.public_url)
        self._state = CallState(
            timing=Timing(plan),
            on_event=on_event,
            began=now,
            limit_at=now + plan.limit_s,
            hang_up_after_s=plan.hangup_after_s,
        )
        self._twiml_errors: list[str] = []
        self._transferred_to = ""

    async def aclose(self) -> None:
        """Give back what was held; keep the recording."""
        await self._webhook.aclose()
        if self._plan.record is not None:
            await asyncio.to_thread(self._state.recording.write, self._plan.record)

    async def lead(self) -> CallReport:
        """The whole call."""
        wanted = {"flow": self._plan.flow, "language": self._plan.language}
        query = urlencode({name: value for name, value in wanted.items() if value})
        document = read(await self._webhook.post(f"{VOICE}?{query}" if query else VOICE, CallStatus="ringing"))
        end = await self.follow(document)
        await self._tell_status()
        return self.report(end)

    async def fetch(self, url: str, *, method: str = "POST", **fields: str) -> list[Verb]:
        """Ask the service for a document. Raises `CallerError`."""
        ask = self._webhook.get if method == "GET" else self._webhook.post
        return read(await ask(url, **fields))

    async def follow(self, document: list[Verb]) -> End:
        """Do what a document says, and what the documents say that it leads to, up to the call's end."""
        ended_by, why = await self._follow(document)
        self._state.tell("ended", by=ended_by, why=why)
        return ended_by, why

    def hang_up(self) -> None:
        """The caller hangs up, as soon as a stream is open."""
        self._state.hang_up_at = asyncio.get_running_loop().time()

    def redirect(self, document: list[Verb]) -> None:
        """Leave the document that is being followed, and the stream that is open, for this one."""
        self._redirected = document
        self.hang_up()

    def report(self, end: End) -> CallReport:
        """The call so far, with its end."""
        ended_by, why = end
        state = self._state
        return CallReport(
            call_id=self._call_id,
            ended_by=ended_by,
            why=why,
            seconds=state.now_ms() / 1000,
            streams=state.streams,
            actions_done=state.timing.done,
            heard_ms=state.heard_ms,
            said_ms=state.said_ms,
            cleared=state.cleared,
            marks=state.marks,
            transferred_to=self._transferred_to,
            protocol_errors=state.warned,
            protocol_error_details=tuple(state.warnings),
            twiml_errors=tuple(self._twiml_errors),
        )

    async def _follow(self, document: list[Verb]) -> End:
        for _ in range(MAX_DOCUMENTS):
            result = await self._run(document)
            if not isinstance(result, list):
                return result
            document = result
        raise CallerError(f"The service answered with TwiML {MAX_DOCUMENTS} times without coming to an end.")

    async def _run(self, document: list[Verb]) -> End | list[Verb]:
        """Do what a document says, up to the call's end or to another document."""
        for verb in document:
            match verb:
                case Spoken(text):
                    self._state.tell("twiml_said", text=text)
                case HungUp(why):
                    return self._over(why)
                case Dialled():
                    return await self._dialled(verb)
                case Stream():
                    result = await self._connected(verb)
                    if result is not None:
                        return result
        return self._over("The service's document ended.")

    async def _dialled(self, dialled: Dialled) -> End:
        self._transferred_to = dialled.number
        self._state.tell("dialled", number=dialled.number)
        if dialled.whisper:
            whispered = await self._ask(dialled.whisper, CallSid="CA" + secrets.token_hex(16)) or []
            self._state.tell("whispered", text=" ".join(verb.text for verb in whispered if isinstance(verb, Spoken)))
        if dialled.action:
            await self._ask(dialled.action, DialCallStatus="completed", DialCallSid="CA" + secrets.token_hex(16))
        return "transferred", f"The service connected the caller to {dialled.number}."

    async def _connected(self, stream: Stream) -> End | list[Verb] | None:
        """None: nothing stops the document from going on."""
        outcome = await self._stream(stream)
        if self._redirected is not None:
            document, self._redirected, self._state.hang_up_at = self._redirected, None, None
            return document
        if outcome == "hung_up":
            return "caller", "The caller hung up."
        if outcome == "limit":
            return "limit", f"The call took longer than {self._plan.limit_s:g} seconds; the caller hung up."
        return await self._next_document(stream.action, outcome) if stream.action else None

    async def _next_document(self, action: str, outcome: Outcome) -> End | list[Verb]:
        document = await self._ask(action, CallStatus="in-progress")
        if document is None:
            how = "broke" if outcome == "broken" else "was closed"
            return "lost", f"The socket {how}, and the service could not say what comes next."
        return document

    async def _ask(self, action: str, **fields: str) -> list[Verb] | None:
        try:
            return read(await self._webhook.post(action, **fields))
        except CallerError as error:
            self._twiml_errors.append(str(error))
            return None

    async def _stream(self, stream: Stream) -> Outcome:
        url = self._webhook.local(stream.url)
        far = FarSide("MZ" + secrets.token_hex(16), self._call_id, self._account_id, stream.parameters)
        live = LiveStream(url, far=far, call=self._state, headers=self._webhook.signed(url))
        outcome = await live.run()
        self._state.tell("disconnected", how=outcome)
        if outcome == "broken":
            self._twiml_errors.append("31903: the socket broke in the middle of the stream.")
        return outcome

    async def _tell_status(self) -> None:
        """The status callback that a number has in its settings; a service that does not take it loses nothing."""
        seconds = str(self._state.now_ms() // 1000)
        try:
            await self._webhook.post(STATUS, CallStatus="completed", CallDuration=seconds)
        except CallerError as error:
            self._twiml_errors.append(str(error))

    def _over(self, why: str) -> End:
        return ("agent" if self._state.streams else "refused"), why


def _form(plan: CallPlan) -> dict[str, str]:
    return {
        "CallSid": "CA" + secrets.token_hex(16),
        "AccountSid": plan.account_sid or "AC" + secrets.token_hex(16),
        "From": plan.caller,
        "To": plan.callee,
        "Caller": plan.caller,
        "Called": plan.callee,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
    }
