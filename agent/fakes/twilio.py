"""A stand-in for Twilio's REST API: calls, numbers, messages, the account.

Calls whose addresses are on this machine it places, as Twilio would: it rings the callee, asks for the document with a
signed request, opens the media stream, and posts the status callbacks. Other calls stay queued; `progress` moves them.
"""

import asyncio
import base64
import binascii
import hmac
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from agent.fakes.faults import Course
from agent.fakes.stand_in import Handler, Seen, StandIn, send_whole
from agent.fakes.twilio_calls import Callbacks, Callee, PlacedCall, stays_here
from agent.fakes.twilio_records import Call, Message, Number, page, rfc2822
from agent.fakes.twilio_rules import (
    CALL_FIELDS,
    NUMBER_FIELDS,
    OVER,
    ROOT,
    UPDATE_FIELDS,
    WAITING,
    Form,
    Problem,
    check_message,
    check_new_call,
    check_number,
    check_update,
)
from telephony.caller.report import CallerError

KEPT = 2_000
"""Calls, messages and numbers that are remembered, of each."""
MOST_AT_ONCE = 200
"""Calls that are placed at a time; more are refused, with 20429."""
_CODES = {401: 20003, 403: 20403, 404: 20404, 429: 20429, 500: 20500, 503: 20503}

Answer = Callable[[web.Request, Form], Awaitable[web.Response]]


class TwilioFake(StandIn):
    """Twilio. `key` is the auth token; `api_keys` are API keys by their SID.

    `callee` is who is rung, `callees` those of particular numbers. `calls`, `messages` and `numbers` by SID; `ignored`:
    parameters that Twilio would not have looked at, mostly misspelt ones. What the service did wrong as Twilio sees it
    (documents and callbacks that could not be had) is among what was refused, with Twilio's code.
    """

    name = "twilio"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.account_sid = "AC" + "0" * 31 + "1"
        self.account_status = "active"
        self.api_keys = {"SK" + "0" * 31 + "1": "fake-secret"}
        self.callee = Callee()
        self.callees: dict[str, Callee] = {}
        self.calls: OrderedDict[str, Call] = OrderedDict()
        self.messages: OrderedDict[str, Message] = OrderedDict()
        self.numbers: OrderedDict[str, Number] = OrderedDict()
        self.ignored: deque[str] = deque(maxlen=KEPT)
        self._placed: dict[str, tuple[PlacedCall, asyncio.Task[None]]] = {}
        self.created = self.add_number("+14155550100").created

    def settings(self) -> Mapping[str, str]:
        """The account, its token, and where the API is."""
        return {"TWILIO_API_URL": self.url, "TWILIO_ACCOUNT_SID": self.account_sid, "TWILIO_AUTH_TOKEN": self.key}

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """The parts of the API that are there."""
        account = f"{ROOT}/Accounts/{{account}}"
        answers: Mapping[tuple[str, str], Answer] = {
            ("GET", f"{account}.json"): self._account,
            ("GET", f"{account}/Balance.json"): self._balance,
            ("POST", f"{account}/Calls.json"): self._create_call,
            ("GET", f"{account}/Calls.json"): self._list_calls,
            ("GET", f"{account}/Calls/{{sid}}.json"): self._call,
            ("POST", f"{account}/Calls/{{sid}}.json"): self._update_call,
            ("DELETE", f"{account}/Calls/{{sid}}.json"): self._delete_call,
            ("GET", f"{account}/IncomingPhoneNumbers.json"): self._list_numbers,
            ("DELETE", f"{account}/IncomingPhoneNumbers/{{sid}}.json"): self._delete_number,
            ("GET", f"{account}/IncomingPhoneNumbers/{{sid}}.json"): self._number,
            ("POST", f"{account}/IncomingPhoneNumbers/{{sid}}.json"): self._update_number,
            ("POST", f"{account}/Messages.json"): self._create_message,
            ("GET", f"{account}/Messages.json"): self._list_messages,
            ("GET", f"{account}/Messages/{{sid}}.json"): self._message,
            ("POST", f"{account}/Messages/{{sid}}.json"): self._redact_message,
            ("DELETE", f"{account}/Messages/{{sid}}.json"): self._delete_message,
        }
        return {route: self._answering(answer) for route, answer in answers.items()}

    def refusal(self, status: int, why: str) -> web.Response:
        """Twilio's body of an error."""
        return _problem(_CODES.get(status, 20001), status, why)

    # ── for tests ─────────────────────────────────────────────────────────────

    def add_number(self, phone_number: str, **settings: str) -> Number:
        """A number of the account, with settings such as `VoiceUrl`."""
        number = Number(self.account_sid, phone_number, settings)
        _keep(self.numbers, number.sid, number)
        return number

    async def progress(self, call_sid: str, status: str) -> None:
        """Let a call that was not placed have another state, and post its status callback."""
        call = self.calls[call_sid]
        call.status = status
        callbacks = Callbacks(call, token=self.key, complain=self.refused.append)
        callbacks.tell()
        await callbacks.aclose()
        await self.notice()

    async def aclose(self) -> None:
        """Hang up what is being led."""
        tasks = [task for _, task in self._placed.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ── who asks, and for what ────────────────────────────────────────────────

    def _answering(self, answer: Answer) -> Handler:
        async def handler(request: web.Request, course: Course) -> web.StreamResponse:
            try:
                self._authenticate(request)
                answered = await answer(request, _form(request["seen"]))
            except Problem as problem:
                self.refused.append(f"{problem.status}: {problem.code}: {problem}")
                answered = _problem(problem.code, problem.status, str(problem))
            return await send_whole(request, course, answered)

        return handler

    def _authenticate(self, request: web.Request) -> None:
        user, password = _credentials(request.headers.get("Authorization", ""))
        wanted = {self.account_sid: self.key, **self.api_keys}.get(user)
        if wanted is None or not hmac.compare_digest(wanted.encode(), password.encode()):
            raise Problem(20003, status=401)
        if request.match_info["account"] != self.account_sid:
            raise Problem(20404, status=404, detail="no such account")

    def _found(self, among: Mapping[str, Any], request: web.Request) -> Any:
        sid = request.match_info["sid"]
        if sid not in among:
            raise Problem(20404, status=404, detail=f"{request.path} was not found")
        return among[sid]

    def _note_unknown(self, form: Form, known: frozenset[str]) -> None:
        self.ignored.extend(form.unknown(known))

    # ── the account ───────────────────────────────────────────────────────────

    async def _account(self, _: web.Request, _form: Form) -> web.Response:
        uri = f"{ROOT}/Accounts/{self.account_sid}"
        since = rfc2822(self.created)
        return web.json_response(
            {
                "sid": self.account_sid,
                "auth_token": self.key,
                "friendly_name": "Stand-in",
                "status": self.account_status,
                "type": "Full",
                "owner_account_sid": self.account_sid,
                "date_created": since,
                "date_updated": since,
                "uri": f"{uri}.json",
                "subresource_uris": {"calls": f"{uri}/Calls.json", "messages": f"{uri}/Messages.json"},
            }
        )

    async def _balance(self, _: web.Request, _form: Form) -> web.Response:
        return web.json_response({"account_sid": self.account_sid, "balance": "12.34", "currency": "USD"})

    # ── calls ─────────────────────────────────────────────────────────────────

    async def _create_call(self, _: web.Request, form: Form) -> web.Response:
        self._note_unknown(form, CALL_FIELDS)
        self._check_active()
        check_new_call(form, own_numbers=self._own_numbers())
        if len(self._placed) >= MOST_AT_ONCE:
            raise Problem(20429, status=429, detail="too many calls at once")
        call = Call(self.account_sid, form.get("To"), form.get("From"), form)
        _keep(self.calls, call.sid, call)
        created = call.json()
        if stays_here(call):
            self._place(call)
        return web.json_response(created, status=201)

    def _place(self, call: Call) -> None:
        callee = self.callees.get(call.to, self.callee)
        placed = PlacedCall(call, callee, token=self.key, complain=self.refused.append, changed=self._tell)
        task = asyncio.create_task(placed.lead(self.talents), name=f"twilio {call.sid}")
        self._placed[call.sid] = placed, task
        task.add_done_callback(lambda _: self._over(call, task))

    def _over(self, call: Call, task: "asyncio.Task[None]") -> None:
        self._placed.pop(call.sid, None)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            call.status = "failed"
            self.refused.append(f"500: the stand-in itself broke: {type(error).__name__}: {error}")
        self._tell()

    async def _update_call(self, request: web.Request, form: Form) -> web.Response:
        call: Call = self._found(self.calls, request)
        self._note_unknown(form, UPDATE_FIELDS)
        check_update(form, state=call.status)
        placed, task = self._placed.get(call.sid, (None, None))
        try:
            if form.get("Status"):
                await self._end(call, form.get("Status"), placed, task)
            elif placed is not None and placed.answered and (form.get("Url") or form.get("Twiml")):
                method = form.get("Method").upper() or "POST"
                await placed.redirect(url=form.get("Url"), method=method, twiml=form.get("Twiml"))
        except CallerError as error:
            self.refused.append(f"11200: {error}")
        return web.json_response(call.json())

    async def _end(self, call: Call, status: str, placed: PlacedCall | None, task: "asyncio.Task[None] | None") -> None:
        if placed is not None and placed.answered:
            if status == "completed":
                await placed.end()
                with suppress(TimeoutError):
                    await self.until(lambda: call.status in OVER, limit_s=5)
        elif task is not None:
            task.cancel()
            await asyncio.wait({task})
        elif status == "completed" or call.status in WAITING:
            await self.progress(call.sid, status)

    async def _call(self, request: web.Request, _: Form) -> web.Response:
        call: Call = self._found(self.calls, request)
        return web.json_response(call.json())

    async def _delete_call(self, request: web.Request, _: Form) -> web.Response:
        call: Call = self._found(self.calls, request)
        if call.status not in OVER:
            raise Problem(20009, status=409, detail=f"the call is {call.status}")
        return self._deleted(self.calls, call.sid)

    async def _list_calls(self, request: web.Request, _: Form) -> web.Response:
        filters = {"To": "to", "From": "from", "Status": "status", "ParentCallSid": "parent_call_sid"}
        return self._listed(request, "calls", self.calls, filters)

    # ── numbers ───────────────────────────────────────────────────────────────

    async def _list_numbers(self, request: web.Request, _: Form) -> web.Response:
        filters = {"PhoneNumber": "phone_number", "FriendlyName": "friendly_name", "Origin": "origin"}
        return self._listed(request, "incoming_phone_numbers", self.numbers, filters)

    async def _number(self, request: web.Request, _: Form) -> web.Response:
        return web.json_response(self._found(self.numbers, request).json())

    async def _update_number(self, request: web.Request, form: Form) -> web.Response:
        number: Number = self._found(self.numbers, request)
        self._note_unknown(form, NUMBER_FIELDS)
        check_number(form)
        number.settings.update((name, value) for name, value in form.pairs if name in NUMBER_FIELDS)
        return web.json_response(number.json())

    async def _delete_number(self, request: web.Request, _: Form) -> web.Response:
        return self._deleted(self.numbers, self._found(self.numbers, request).sid)

    # ── messages ──────────────────────────────────────────────────────────────

    async def _create_message(self, _: web.Request, form: Form) -> web.Response:
        self._check_active()
        check_message(form, own_numbers=self._own_numbers())
        message = Message(
            self.account_sid, form.get("To"), form.get("From"), form.get("Body"), form.get("MessagingServiceSid")
        )
        if message.service_sid and not message.sender:
            message.status = "accepted"
        _keep(self.messages, message.sid, message)
        return web.json_response(message.json(), status=201)

    async def _list_messages(self, request: web.Request, _: Form) -> web.Response:
        return self._listed(request, "messages", self.messages, {"To": "to", "From": "from"})

    async def _message(self, request: web.Request, _: Form) -> web.Response:
        return web.json_response(self._found(self.messages, request).json())

    async def _redact_message(self, request: web.Request, form: Form) -> web.Response:
        message: Message = self._found(self.messages, request)
        if ("Body", "") in form.pairs:
            message.body = ""
        return web.json_response(message.json())

    async def _delete_message(self, request: web.Request, _: Form) -> web.Response:
        return self._deleted(self.messages, self._found(self.messages, request).sid)

    # ──

    @staticmethod
    def _deleted(among: "OrderedDict[str, Any]", sid: str) -> web.Response:
        del among[sid]
        return web.Response(status=204)

    def _own_numbers(self) -> set[str]:
        return {number.phone_number for number in self.numbers.values()}

    def _check_active(self) -> None:
        if self.account_status != "active":
            raise Problem(20005, status=403)

    def _listed(
        self, request: web.Request, name: str, among: "OrderedDict[str, Any]", filters: Mapping[str, str]
    ) -> web.Response:
        number, size = request.query.get("Page", "0"), request.query.get("PageSize", "50")
        if not number.isdecimal() or not size.isdecimal() or int(size) < 1:
            raise Problem(20001, detail="Page and PageSize are numbers")
        if int(size) > 1000:
            raise Problem(20007, detail=size)
        asked = {parameter: request.query[parameter] for parameter in filters if parameter in request.query}
        found = [each.json() for each in reversed(among.values())]
        for parameter, wanted in asked.items():
            found = [each for each in found if each[filters[parameter]] == wanted]
        uri = f"{request.path}?{urlencode(asked)}" if asked else request.path
        return web.json_response(page(name, found, uri=uri, wanted=(int(number), int(size))))


def _keep(among: "OrderedDict[str, Any]", sid: str, new: object) -> None:
    among[sid] = new
    while len(among) > KEPT:
        among.popitem(last=False)


def _problem(code: int, status: int, message: str) -> web.Response:
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if status == 401 else {}
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return web.json_response(body, status=status, headers=headers)


def _form(seen: Seen) -> Form:
    form_encoded = "application/x-www-form-urlencoded" in seen.headers.get("content-type", "")
    body = seen.body if form_encoded and isinstance(seen.body, bytes) else b""
    return Form(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))


def _credentials(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
