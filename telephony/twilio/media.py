"""`WS /twilio/media`: from the handshake to the closed socket."""

import asyncio
from collections.abc import Mapping

import structlog
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.line import Started, Stopped
from telephony.twilio.admission import UNSIGNED, Admission, NotAdmittedError
from telephony.twilio.desk import OnLine, TwilioConfig
from telephony.twilio.tickets import TicketOffice
from telephony.twilio.websocket import INTERNAL_ERROR, NORMAL, POLICY_VIOLATION, SocketLine

log = structlog.get_logger(__name__)

TOKEN = "token"  # noqa: S105 - the name of the parameter
"""The parameter of the TwiML that carries the ticket."""


class MediaEndpoint:
    """Opens a line for each socket that brings the ticket of its call, and hands it to the service."""

    def __init__(self, config: TwilioConfig, *, admission: Admission, tickets: TicketOffice, take: OnLine) -> None:
        self._config = config
        self._admission = admission
        self._tickets = tickets
        self._take = take
        self._waiting = 0

    async def open(self, websocket: WebSocket) -> None:
        """The life of one socket."""
        unsigned = self._admission.by_ticket(websocket)
        try:
            if not unsigned:
                self._admission.handshake(websocket)
        except NotAdmittedError as refusal:
            await self._deny(websocket, refusal.status, refusal.sentence)
            return
        if self._waiting >= self._config.waiting_sockets:
            await self._deny(websocket, 503, "Too many sockets are waiting to show their ticket. Try again.")
            return
        self._waiting += 1
        line = SocketLine(websocket, self._config)
        try:
            await websocket.accept()
            started = await self._admitted(line, unsigned=unsigned)
        except WebSocketDisconnect:
            return
        finally:
            self._waiting -= 1
        if started is None:
            await line.close(POLICY_VIOLATION)
        else:
            await self._call(line, started)

    async def _deny(self, websocket: WebSocket, status: int, sentence: str) -> None:
        log.warning("twilio.socket_denied", status=status, reason=sentence)
        await websocket.send_denial_response(PlainTextResponse(sentence, status_code=status))

    async def _admitted(self, line: SocketLine, *, unsigned: bool) -> Started | None:
        try:
            started = await line.started()
        except TimeoutError:
            log.warning("twilio.socket_refused", reason=f"No start within {self._config.start_limit_s:g} s.")
            return None
        if isinstance(started, Stopped):
            log.warning("twilio.socket_refused", reason=started.detail)
            return None
        payload = await self._redeemed(started)
        if payload is None or (unsigned and UNSIGNED not in payload):
            reason = "The ticket is missing, wrong, spent, too old, or another call's."
            log.warning("twilio.socket_refused", reason=reason, call_id=started.call_id)
            return None
        return line.admit(payload)

    async def _redeemed(self, started: Started) -> Mapping[str, str] | None:
        try:
            async with asyncio.timeout(self._config.desk_limit_s):
                return await self._tickets.redeem(started.parameters.get(TOKEN, ""), started.call_id)
        except Exception:  # the edge of a call: an office that fails admits nobody
            log.exception("twilio.ticket_office_failed", call_id=started.call_id)
            return None

    async def _call(self, line: SocketLine, started: Started) -> None:
        code = NORMAL
        reader = asyncio.create_task(line.read(), name=f"twilio-reader-{started.call_id}")
        try:
            await self._take(line, started, started.parameters)
        except Exception:  # the edge of a call: its failure must not reach another
            log.exception("twilio.call_failed", call_id=started.call_id)
            code = INTERNAL_ERROR
        finally:
            await line.close(code)
            reader.cancel()
            (failure,) = await asyncio.gather(reader, return_exceptions=True)
            if isinstance(failure, Exception):
                log.error("twilio.reader_failed", call_id=started.call_id, exc_info=failure)
