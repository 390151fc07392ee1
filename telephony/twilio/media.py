"""`WS /twilio/media`: from the handshake to the closed socket."""

import asyncio
from collections.abc import Mapping

import structlog
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from telephony.line import Started, Stopped
from telephony.twilio.admission import UNSIGNED, Admission, NotAdmittedError, Why
from telephony.twilio.desk import Desk, TwilioConfig
from telephony.twilio.tickets import TicketOffice
from telephony.twilio.websocket import INTERNAL_ERROR, NORMAL, POLICY_VIOLATION, SocketLine

log = structlog.get_logger(__name__)

TOKEN = "token"  # noqa: S105 - the name of the parameter
"""The parameter of the TwiML that carries the ticket."""


class MediaEndpoint:
    """Opens a line for each socket that brings the ticket of its call, and hands it to the service."""

    def __init__(self, config: TwilioConfig, desk: Desk, *, admission: Admission, tickets: TicketOffice) -> None:
        self._config = config
        self._desk = desk
        self._admission = admission
        self._tickets = tickets
        self._waiting = 0

    async def open(self, websocket: WebSocket) -> None:
        """The life of one socket."""
        unsigned = self._admission.by_ticket(websocket)
        try:
            if not unsigned:
                self._admission.handshake(websocket)
        except NotAdmittedError as refusal:
            await self._deny(websocket, refusal)
            return
        if self._waiting >= self._config.waiting_sockets:
            sentence = "Too many sockets are waiting to show their ticket. Try again."
            await self._deny(websocket, NotAdmittedError(503, sentence, why="busy"))
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

    async def _deny(self, websocket: WebSocket, refusal: NotAdmittedError) -> None:
        log.warning("twilio.socket_denied", status=refusal.status, why=refusal.why, reason=refusal.sentence)
        self._count(refusal.why)
        await websocket.send_denial_response(PlainTextResponse(refusal.sentence, status_code=refusal.status))

    def _count(self, why: Why) -> None:
        if self._desk.refused:
            self._desk.refused(why)

    async def _admitted(self, line: SocketLine, *, unsigned: bool) -> Started | None:
        try:
            started = await line.started()
        except TimeoutError:
            self._refuse(f"No start within {self._config.start_limit_s:g} s.")
            return None
        if isinstance(started, Stopped):
            self._refuse(started.detail)
            return None
        try:
            if not unsigned:
                self._admission.account(started.account_id)
        except NotAdmittedError as refusal:
            self._refuse(refusal.sentence, why=refusal.why)
            return None
        payload = await self._redeemed(started)
        if payload is None or unsigned is not (UNSIGNED in payload):
            reason = "The ticket is missing, wrong, spent, too old, or another call's."
            self._refuse(reason, why="ticket", call_id=started.call_id)
            return None
        return line.admit(payload)

    def _refuse(self, reason: str, *, why: Why = "malformed", call_id: str = "") -> None:
        log.warning("twilio.socket_refused", why=why, reason=reason, call_id=call_id)
        self._count(why)

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
            await self._desk.take(line, started, started.parameters)
        except Exception:  # the edge of a call: its failure must not reach another
            log.exception("twilio.call_failed", call_id=started.call_id)
            code = INTERNAL_ERROR
        finally:
            await line.close(code)
            reader.cancel()
            (failure,) = await asyncio.gather(reader, return_exceptions=True)
            if isinstance(failure, Exception):
                log.error("twilio.reader_failed", call_id=started.call_id, exc_info=failure)
