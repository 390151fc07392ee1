"""OpenAI, stood in for: chat completions, transcription of files and live, speech, and the list of models.

Source: OpenAI's API reference. Every path wants `Authorization: Bearer KEY`.
"""

import json
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any
from uuid import uuid4

from aiohttp import web

from agent.fakes.chat_script import ChatScript
from agent.fakes.faults import Course, Troubles
from agent.fakes.openai_chat import chat_routes, openai_error
from agent.fakes.openai_realtime import Transcribing
from agent.fakes.openai_realtime_rules import MODELS as LISTENING
from agent.fakes.openai_speech import MODELS as SPEAKING
from agent.fakes.openai_speech import speech_routes
from agent.fakes.stand_in import Handler, StandIn, send_body
from agent.fakes.talents import Talents

CHATTING = ("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini")
_CREATED = 1_760_000_000


class OpenAIFake(StandIn):
    """OpenAI. `chat`: what its language models answer; `transcribing`: how its transcripts come."""

    name = "openai"

    def __init__(self, talents: Talents, *, key: str = "fake-key", troubles: Troubles | None = None) -> None:
        super().__init__(talents, key=key, troubles=troubles)
        self.chat = ChatScript()
        self.transcribing = Transcribing()

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """All paths; those that do not look at the key themselves are guarded."""
        guarded = {
            **speech_routes(self, self.transcribing),
            ("GET", "/v1/models"): self._models,
            ("GET", "/v1/models/{model}"): self._model,
        }
        return {
            **chat_routes(self, self.chat),
            **{path: partial(self._with_key, handler) for path, handler in guarded.items()},
        }

    def settings(self) -> Mapping[str, str]:
        """Key and address."""
        return {"OPENAI_API_KEY": self.key, "OPENAI_BASE_URL": f"{self.url}/v1"}

    def stamps(self) -> Mapping[str, str]:
        """The request's id."""
        return {"x-request-id": f"req_{uuid4().hex}"}

    def refusal(self, status: int, why: str) -> web.Response:
        """In OpenAI's words."""
        return openai_error(status, why, code="insufficient_quota" if status == 402 else "")

    async def _with_key(self, handler: Handler, request: web.Request, course: Course) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if given == f"Bearer {self.key}":
            return await handler(request, course)
        if not given:
            return self.refuse(401, "You didn't provide an API key.")
        return self.refuse(401, f"Incorrect API key provided: {given.removeprefix('Bearer ')}.")

    async def _models(self, request: web.Request, course: Course) -> web.StreamResponse:
        names = dict.fromkeys((*CHATTING, *LISTENING, *SPEAKING))
        return await _answer(request, course, {"object": "list", "data": [_told(name) for name in names]})

    async def _model(self, request: web.Request, course: Course) -> web.StreamResponse:
        name = request.match_info["model"]
        if name not in (*CHATTING, *LISTENING, *SPEAKING):
            self.refused.append(f"404: {name} is no model")
            return openai_error(404, f"The model '{name}' does not exist", param="model", code="model_not_found")
        return await _answer(request, course, _told(name))


async def _answer(request: web.Request, course: Course, found: Mapping[str, Any]) -> web.StreamResponse:
    async def once() -> AsyncIterator[bytes]:
        yield json.dumps(found).encode()

    return await send_body(request, course, once(), "application/json")


def _told(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "system"}
