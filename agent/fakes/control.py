"""Steering a stand-in over HTTP, on its own port under `/_fakes`, so that tests in any language can.

GET    /_fakes           its name, the settings it wants, how many requests are open and how many were refused
POST   /_fakes/troubles  {"fault": "cut@3"} or a list of faults; "retry_after_s", "code", "reason"; "delay_s", "piece_s"
DELETE /_fakes/troubles  nothing goes wrong any more, and nothing is slow
POST   /_fakes/tear      tear what is open
GET    /_fakes/requests  what came, oldest first; keys are hidden
GET    /_fakes/refused   what was refused, in sentences
DELETE /_fakes/requests  forget what came and what was refused
"""

import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Protocol

import pydantic
from aiohttp import web

from agent.fakes.faults import Fault, Troubles
from agent.fakes.seen import Requests, Seen

ROOT = "/_fakes"
MOST_TOLD = 500
"""Requests in one answer: the last so many."""
_SECRET = re.compile(r"auth|key|token|cookie|signature", re.IGNORECASE)
_HIDDEN = "(hidden)"


class Steered(Protocol):
    """The stand-in that is steered."""

    troubles: Troubles
    requests: Requests
    refused: deque[str]

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def live(self) -> int:
        """Requests and sockets that are not over yet."""
        ...

    def settings(self) -> Mapping[str, str]:
        """What a service is to be told so that it uses this stand-in."""
        ...

    def tear(self) -> int:
        """Tear every connection on which something is being answered."""
        ...


class Wished(pydantic.BaseModel):
    """The body of `POST /_fakes/troubles`."""

    model_config = pydantic.ConfigDict(extra="forbid", hide_input_in_errors=True)

    fault: str | list[str] = []
    retry_after_s: Annotated[float, pydantic.Field(ge=0)] | None = None
    code: Annotated[int, pydantic.Field(ge=1000, le=4999)] | None = None
    reason: Annotated[str, pydantic.Field(max_length=120)] | None = None
    delay_s: Annotated[float, pydantic.Field(ge=0, le=3600)] | None = None
    piece_s: Annotated[float, pydantic.Field(ge=0, le=3600)] | None = None

    def faults(self) -> Sequence[Fault]:
        """The faults. Raises ValueError for what is none."""
        written = [self.fault] if isinstance(self.fault, str) else self.fault
        more = {"retry_after_s": self.retry_after_s, "code": self.code, "reason": self.reason}
        given: dict[str, Any] = {name: value for name, value in more.items() if value is not None}
        return [replace(Fault.parse(each), **given) for each in written]


class Control:
    """The answers to those requests. No fault befalls them, and nobody remembers them."""

    def __init__(self, fake: Steered) -> None:
        self._fake = fake

    def routes(self) -> list[web.RouteDef]:
        """For the stand-in's application, before its own."""
        return [
            web.get(ROOT, self._about),
            web.post(f"{ROOT}/troubles", self._trouble),
            web.delete(f"{ROOT}/troubles", self._peace),
            web.post(f"{ROOT}/tear", self._tear),
            web.get(f"{ROOT}/requests", self._requests),
            web.delete(f"{ROOT}/requests", self._forget),
            web.get(f"{ROOT}/refused", self._refused),
        ]

    async def _about(self, _: web.Request) -> web.Response:
        fake = self._fake
        known = {"name": fake.name, "settings": dict(fake.settings())}
        return web.json_response(
            {**known, "live": fake.live, "requests": len(fake.requests), "refused": len(fake.refused)}
        )

    async def _trouble(self, request: web.Request) -> web.Response:
        troubles = self._fake.troubles
        try:
            wished = Wished.model_validate_json(await request.read())
            faults = wished.faults()
        except pydantic.ValidationError as error:
            return web.json_response({"error": _sentence(error)}, status=400)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        troubles.add(*faults)
        troubles.delay_s = troubles.delay_s if wished.delay_s is None else wished.delay_s
        troubles.piece_s = troubles.piece_s if wished.piece_s is None else wished.piece_s
        return web.json_response({"added": len(faults)})

    async def _peace(self, _: web.Request) -> web.Response:
        self._fake.troubles.clear()
        self._fake.troubles.delay_s = self._fake.troubles.piece_s = 0.0
        return web.json_response({})

    async def _tear(self, _: web.Request) -> web.Response:
        return web.json_response({"torn": self._fake.tear()})

    async def _requests(self, _: web.Request) -> web.Response:
        return web.json_response([_shown(each) for each in list(self._fake.requests)[-MOST_TOLD:]])

    async def _forget(self, _: web.Request) -> web.Response:
        self._fake.requests.clear()
        self._fake.refused.clear()
        return web.json_response({})

    async def _refused(self, _: web.Request) -> web.Response:
        return web.json_response(list(self._fake.refused))


def _shown(seen: Seen) -> dict[str, Any]:
    return {
        "method": seen.method,
        "path": seen.path,
        "query": [[name, _HIDDEN if _SECRET.search(name) else value] for name, value in seen.query],
        "headers": {name: _HIDDEN if _SECRET.search(name) else value for name, value in seen.headers.items()},
        "body": _text(seen.body),
        "messages": [_text(each) for each in seen.messages],
        "sound_bytes": seen.sound_bytes,
        "over": seen.over,
        "close_code": seen.close_code,
    }


def _text(found: Any) -> Any:
    return found.decode(errors="replace") if isinstance(found, bytes) else found


def _sentence(error: pydantic.ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f'{where + ": " if where else ""}{problem["msg"]}. Write it like {{"fault": "cut@3"}}.'
