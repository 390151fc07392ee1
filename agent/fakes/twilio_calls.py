"""Calls that a stand-in for Twilio really places: it rings, somebody picks up, and the service's document is followed.

Placed is what stays on this machine: a call whose Url, or whose TwiML, names no other host. Nobody is rung outside.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit

from agent.fakes.talents import Talents
from agent.fakes.twilio_records import Call, rfc2822
from agent.fakes.twilio_rules import CALL_EVENTS, OVER
from telephony.caller.call import SimulatedCall
from telephony.caller.plan import Action, CallPlan, Say
from telephony.caller.report import CallerError
from telephony.caller.twiml_document import read
from telephony.caller.webhook import Webhook

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
MOST_CALLBACKS = 64
CALLBACK_S = 10.0
"""The longest that the last status callbacks are waited for."""
_ADDRESS = re.compile(r"(?:https?|wss?)://[^\s\"'<>]+")
_EVENT = {"queued": "initiated", "ringing": "ringing", "in-progress": "answered"}


@dataclass(frozen=True, slots=True)
class Callee:
    """Somebody who is rung, and what they do."""

    picks_up: Literal["answers", "busy", "no-answer", "fails"] = "answers"
    rings_s: float = 0.0
    """How long it rings."""
    answered_by: str = "human"
    """What machine detection finds, such as `machine_start`."""
    says: Sequence[str] = ()
    """One after the other, each when the agent has stopped speaking; in the voice of the stand-in's talents."""
    plan: CallPlan = field(default_factory=CallPlan)
    """Whatever else they do: its script comes after what they say; when they hang up, how patient they are."""


def stays_here(call: Call) -> bool:
    """Whether all that this call would be led to is on this machine."""
    form = call.form
    addresses = [form.get("Url")] if form.get("Url") else _ADDRESS.findall(form.get("Twiml"))
    addresses += [form.get(name) for name in ("StatusCallback", "AsyncAmdStatusCallback") if form.get(name)]
    return bool(form.get("Url") or form.get("Twiml")) and all(urlsplit(each).hostname in HERE for each in addresses)


class PlacedCall:
    """One call, from dialling to its end. `complain`: what Twilio would put down as an error of the service."""

    def __init__(
        self, call: Call, callee: Callee, *, token: str, complain: Callable[[str], None], changed: Callable[[], None]
    ) -> None:
        self._call = call
        self._callee = callee
        self._token = token
        self._complain = complain
        self._changed = changed
        self._callbacks = Callbacks(call, token=token, complain=complain)
        self._led: SimulatedCall | None = None

    async def lead(self, talents: Talents) -> None:
        """The whole call. Cancelling it is the caller's way to hang up before somebody picks up."""
        try:
            self._callbacks.tell()
            self._move("ringing")
            await asyncio.sleep(self._callee.rings_s)
            if self._callee.picks_up == "answers":
                await self._answered(talents)
            else:
                ends = {"busy": "busy", "no-answer": "no-answer", "fails": "failed"}
                self._move(ends[self._callee.picks_up])
        except CallerError as error:
            self._complain(f"11200: {error}")
            self._move("failed" if self._call.started is None else "completed")
        except asyncio.CancelledError:
            if self._call.status not in OVER:
                self._move("canceled")
            raise
        finally:
            await self._callbacks.aclose()

    async def end(self) -> None:
        """Hang up a call that was answered."""
        assert self._led is not None
        self._led.hang_up()

    async def redirect(self, *, url: str = "", method: str = "POST", twiml: str = "") -> None:
        """Leave what is being done for another document. Raises `CallerError`."""
        assert self._led is not None
        document = read(twiml) if twiml else await self._led.fetch(url, method=method, CallStatus="in-progress")
        self._led.redirect(document)

    @property
    def answered(self) -> bool:
        """Somebody picked up."""
        return self._led is not None

    async def _answered(self, talents: Talents) -> None:
        form = self._call.form
        plan = replace(
            self._callee.plan,
            caller=self._call.caller,
            callee=self._call.to,
            script=await self._script(talents),
            limit_s=min(self._callee.plan.limit_s, *map(float, form.all("TimeLimit") or ["inf"])),
            auth_token=self._token,
        )
        self._led = SimulatedCall(_base(form.get("Url")), plan, form=self._call.webhook_form())
        try:
            self._move("in-progress")
            detected = self._detected()
            twiml = "" if form.get("Url") else form.get("Twiml")
            url, method = form.get("Url"), form.get("Method").upper() or "POST"
            fields = {"CallStatus": "in-progress", **detected}
            document = read(twiml) if twiml else await self._led.fetch(url, method=method, **fields)
            ended = await self._led.follow(document)
            self._call.report = self._led.report(ended)
        finally:
            await self._led.aclose()
        self._move("completed")

    def _detected(self) -> dict[str, str]:
        form = self._call.form
        if not form.get("MachineDetection"):
            return {}
        self._call.answered_by = self._callee.answered_by
        found = {"AnsweredBy": self._callee.answered_by}
        if form.get("AsyncAmd") != "true":
            return found
        if form.get("AsyncAmdStatusCallback"):
            self._callbacks.post(form.get("AsyncAmdStatusCallback"), {**found, "MachineDetectionDuration": "0"})
        return {}

    async def _script(self, talents: Talents) -> list[Action]:
        said: list[Action] = []
        for text in self._callee.says:
            pieces = [piece.audio async for piece in talents.voice.speak(text, language="en")]
            said.append(Say(b"".join(pieces), text))
        return [*said, *self._callee.plan.script]

    def _move(self, status: str) -> None:
        call = self._call
        call.status, call.updated = status, datetime.now(UTC)
        if status == "in-progress":
            call.started = call.updated
        if status in OVER:
            call.ended = call.updated
        self._callbacks.tell()
        self._changed()


class Callbacks:
    """The status callbacks of one call, in order, beside it."""

    def __init__(self, call: Call, *, token: str, complain: Callable[[str], None]) -> None:
        form = call.form
        self._call = call
        self._complain = complain
        self._url = form.get("StatusCallback")
        self._events = set(" ".join(form.all("StatusCallbackEvent")).split() or CALL_EVENTS[-1:])
        self._method = form.get("StatusCallbackMethod").upper() or "POST"
        self._number = 0
        self._webhook = Webhook(_base(self._url), call.webhook_form(), auth_token=token, public_url=None)
        self._queue: asyncio.Queue[tuple[str, dict[str, str]] | None] = asyncio.Queue(MOST_CALLBACKS)
        self._sending = asyncio.create_task(self._send(), name="twilio status callbacks")

    def tell(self) -> None:
        """The call has the state that it has now."""
        status = self._call.status
        event = "completed" if status in OVER else _EVENT[status]
        if not self._url or event not in self._events:
            return
        fields = {
            "CallStatus": "initiated" if event == "initiated" else status,
            "Timestamp": rfc2822(datetime.now(UTC)) or "",
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(self._number),
        }
        self._number += 1
        if status in OVER:
            seconds = self._call.seconds or 0
            fields |= {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
        self.post(self._url, fields)

    def post(self, url: str, fields: dict[str, str]) -> None:
        """Post this, after what was told before."""
        self._queue.put_nowait((url, fields))

    async def aclose(self) -> None:
        """Wait until the last was taken, within a limit."""
        self._queue.put_nowait(None)
        await asyncio.wait({self._sending}, timeout=CALLBACK_S)
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        await self._webhook.aclose()

    async def _send(self) -> None:
        while (each := await self._queue.get()) is not None:
            url, fields = each
            try:
                send = self._webhook.get if self._method == "GET" else self._webhook.post
                await send(url, **fields)
            except CallerError as error:
                self._complain(f"11200: {error}")


def _base(url: str) -> str:
    parts = urlsplit(url or "http://127.0.0.1")
    return f"{parts.scheme}://{parts.netloc}"
