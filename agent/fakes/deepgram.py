"""A stand-in for Deepgram's live recognition: Nova at `v1/listen`, Flux at `v2/listen`.

The protocols: https://developers.deepgram.com/reference/speech-to-text-api/listen-streaming and /listen-flux.
"""

import hmac
import math
from collections.abc import Callable, Mapping
from uuid import uuid4

from aiohttp import web

from agent.fakes.deepgram_flux import FluxListening
from agent.fakes.deepgram_listening import Listening
from agent.fakes.deepgram_nova import NovaListening
from agent.fakes.deepgram_rules import Asked, Query, Refused, asked_of_v1, asked_of_v2
from agent.fakes.faults import Course
from agent.fakes.seen import Seen
from agent.fakes.stand_in import Handler, StandIn

_CODES = {
    400: "Bad Request",
    401: "INVALID_AUTH",
    402: "ASR_PAYMENT_REQUIRED",
    403: "INSUFFICIENT_PERMISSIONS",
    404: "NOT_FOUND",
    429: "TOO_MANY_REQUESTS",
}


class DeepgramFake(StandIn):
    """Deepgram. Tests may set what follows, on the class or on one of them.

    `first_sound_s`: without sound for so long after its opening a stream of Nova is closed; `idle_s`: the same where
    neither sound nor KeepAlive has come for so long; `flux_idle_s`: the same of Flux, of which no limit is known;
    `forbidden`: models that the key may not use.
    """

    name = "deepgram"
    protocols = ("token", "bearer")
    first_sound_s = 10.0
    idle_s = 10.0
    flux_idle_s = math.inf
    forbidden: frozenset[str] = frozenset()

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Both sockets, and what shows that a key is good."""
        return {
            ("GET", "/v1/listen"): self._nova,
            ("GET", "/v2/listen"): self._flux,
            ("GET", "/v1/projects"): self._projects,
        }

    def settings(self) -> Mapping[str, str]:
        """Where it is, and the key."""
        return {"DEEPGRAM_URL": self.url, "DEEPGRAM_API_KEY": self.key}

    def stamps(self) -> Mapping[str, str]:
        """The request's id, which the messages of its stream have too."""
        return {"dg-request-id": str(uuid4())}

    def refusal(self, status: int, why: str) -> web.Response:
        """A body with a code, and two headers of Deepgram's own."""
        request_id, code = str(uuid4()), _CODES.get(status, "INTERNAL_SERVER_ERROR")
        body = {"err_code": code, "err_msg": why, "request_id": request_id}
        headers = {"dg-request-id": request_id, "dg-error": why.replace("\n", " ")}
        return web.json_response(body, status=status, headers=headers)

    async def _projects(self, request: web.Request, course: Course) -> web.Response:  # noqa: ARG002 - a Handler
        return self._unknown(request) or web.json_response({"projects": [{"project_id": str(uuid4()), "name": "Fake"}]})

    async def _nova(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._listen(request, course, asked_of_v1, NovaListening)

    async def _flux(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._listen(request, course, asked_of_v2, FluxListening)

    async def _listen(
        self, request: web.Request, course: Course, read: Callable[[Query], Asked], kind: type[Listening]
    ) -> web.StreamResponse:
        if unknown := self._unknown(request):
            return unknown
        seen: Seen = request["seen"]
        try:
            asked = read(seen.query)
        except Refused as refusal:
            return self.refuse(400, str(refusal))
        if asked.model in self.forbidden:
            return self.refuse(403, f"the model {asked.model} is not for this key")
        if request.headers.get("Upgrade", "").lower() != "websocket":
            return self.refuse(400, "this is a socket")
        patience = self if kind is NovaListening else _FluxPatience(self)
        async with self.socket(request, seen, course) as socket:
            request_id = socket.response.headers["dg-request-id"]
            await kind(socket, asked, patience, request_id=request_id).run(self.talents)
            return socket.response

    def _unknown(self, request: web.Request) -> web.Response | None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if not scheme:  # browsers cannot set it
            scheme, _, key = request.headers.get("Sec-WebSocket-Protocol", "").partition(",")
        known = scheme.lower() in self.protocols and hmac.compare_digest(key.strip().encode(), self.key.encode())
        return None if known else self.refuse(401, "Invalid credentials.")


class _FluxPatience:
    """The limits of Flux."""

    def __init__(self, fake: DeepgramFake) -> None:
        self.first_sound_s = self.idle_s = fake.flux_idle_s
        self.refused = fake.refused
