"""A stand-in for Cartesia's text to speech: its socket with contexts, and its two ways over plain HTTP.

The protocol: https://docs.cartesia.ai/api-reference/tts/websocket.
"""

import json
import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

from aiohttp import web

from agent.fakes.cartesia_contexts import Conversation, chunk_message, times_message
from agent.fakes.cartesia_requests import BytesRequest, EventsRequest, Mp3Format, RawFormat, Refused, WavFormat, read
from agent.fakes.faults import Course
from agent.fakes.sounds import encoded, wav
from agent.fakes.stand_in import Handler, StandIn, send_body
from telephony.line import BYTES_PER_MS
from telephony.tts.port import Word

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}")
_VOICE = "694f9389-aac1-45b6-b726-9d9369183238"


class CartesiaFake(StandIn):
    """Cartesia. Tests may set what follows, on the class or on one of them.

    `expiry_s`: a context is over so long after its last sound. `idle_s`: a socket on which nothing is said or asked for
    so long is closed (users report five minutes). `most_contexts`: spoken at a time, as an account's plan has it.
    `voices`: the ids that are known; None: whatever is a UUID. `chunk_ms`: the sound of one message. `late_chunks`:
    sound that still comes after a context was cancelled. `times_first`: the times of words come before their sound.
    """

    name = "cartesia"
    expiry_s = 1.0
    idle_s = 300.0
    most_contexts: int | None = None
    voices: frozenset[str] | None = None
    chunk_ms = 100
    late_chunks = 0
    times_first = False

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """The socket, bytes, server-sent events, and what the client library looks up."""
        return {
            ("GET", "/"): self._status,
            ("GET", "/tts/websocket"): self._socket,
            ("POST", "/tts/bytes"): self._bytes,
            ("POST", "/tts/sse"): self._events,
            ("GET", "/voices"): self._list_voices,
            ("GET", "/voices/{id}"): self._show_voice,
        }

    def settings(self) -> Mapping[str, str]:
        """Where it is, and the key."""
        return {"CARTESIA_URL": self.url, "CARTESIA_API_KEY": self.key}

    def refusal(self, status: int, why: str) -> web.Response:
        """The error object of versions since 2026-03-01."""
        return self._error(status, why)

    def knows(self, voice: str) -> None:
        """Raises `Refused` for a voice that is not there."""
        if self.voices is None:
            try:
                UUID(voice)
            except ValueError:
                pass
            else:
                return
        elif voice in self.voices:
            return
        raise Refused(f"voice: there is no voice {voice!r}", status=404)

    async def spoken(self, text: str, language: str) -> AsyncGenerator[tuple[bytes, tuple[Word, ...]], None]:
        """The text as chunks of µ-law, each with the words that begin in its piece of speech."""
        size = self.chunk_ms * BYTES_PER_MS
        speech = self.talents.voice.speak(text, language=language)
        async with aclosing(speech):
            async for piece in speech:
                for at in range(0, len(piece.audio), size):
                    yield piece.audio[at : at + size], () if at else piece.words

    def _error(self, status: int, why: str, code: str | None = None) -> web.Response:
        if status == 429:
            code = "concurrency_limited"
        body = {"error_code": code, "title": why.partition(":")[0], "message": why, "request_id": str(uuid4())}
        return web.json_response(body, status=status)

    def _stopped(self, request: web.Request) -> web.Response | None:
        """The refusal of a request that brings no key, or no version."""
        if not self._has_key(request):
            return self.refuse(401, "the key is missing or wrong: Authorization: Bearer KEY")
        version = request.headers.get("Cartesia-Version") or request.query.get("cartesia_version", "")
        if not _VERSION.fullmatch(version):
            return self.refuse(400, "Cartesia-Version: a version is needed, such as 2026-08-14")
        return None

    def _has_key(self, request: web.Request) -> bool:
        brought = (
            request.headers.get("Authorization", "").removeprefix("Bearer "),
            request.headers.get("X-API-Key"),
            request.query.get("api_key"),
        )
        return self.key in brought

    async def _status(self, request: web.Request, course: Course) -> web.StreamResponse:  # noqa: ARG002 - a Handler
        return web.json_response({"ok": True, "version": "stand-in"})

    async def _socket(self, request: web.Request, course: Course) -> web.StreamResponse:
        if (refusal := self._stopped(request)) is not None:
            return refusal
        async with self.socket(request, request["seen"], course) as socket:
            await Conversation(self, socket).run()
        return socket.response

    async def _bytes(self, request: web.Request, course: Course) -> web.StreamResponse:
        if (refusal := self._stopped(request)) is not None:
            return refusal
        try:
            asked = read(BytesRequest, request["seen"].body)
            self.knows(asked.voice)
        except Refused as why:
            return self._refused(why)
        form = asked.output_format
        match form:
            case Mp3Format():
                return self.refuse(501, "this stand-in cannot make MP3; ask for raw or wav")
            case WavFormat():
                sound = b"".join([chunk async for chunk, _ in self.spoken(asked.transcript, asked.spoken)])
                return await send_body(
                    request, course, _cut(wav(sound, hertz=form.sample_rate, encoding=form.encoding)), "audio/wav"
                )
        chunks = self._encoded(asked.transcript, asked.spoken, form)
        return await send_body(request, course, chunks, "application/octet-stream")

    async def _encoded(self, text: str, language: str, form: RawFormat) -> AsyncIterator[bytes]:
        async for chunk, _ in self.spoken(text, language):
            yield encoded(chunk, form.encoding, hertz=form.sample_rate)

    async def _events(self, request: web.Request, course: Course) -> web.StreamResponse:
        if (refusal := self._stopped(request)) is not None:
            return refusal
        try:
            asked = read(EventsRequest, request["seen"].body)
            self.knows(asked.voice)
        except Refused as why:
            return self._refused(why)
        return await send_body(request, course, self._told(asked), "text/event-stream")

    async def _told(self, asked: EventsRequest) -> AsyncIterator[bytes]:
        context = {"context_id": asked.context_id} if asked.context_id is not None else {}
        begun = time.monotonic()
        form = asked.output_format
        async for chunk, words in self.spoken(asked.transcript, asked.spoken):
            yield _event(chunk_message(chunk, form, since=begun) | context)
            if words and asked.add_timestamps:
                yield _event(times_message(words, 0) | context)
        yield _event({"type": "done", "done": True, "status_code": 206} | context)

    async def _list_voices(self, request: web.Request, course: Course) -> web.StreamResponse:  # noqa: ARG002 - a Handler
        if (refusal := self._stopped(request)) is not None:
            return refusal
        after, limit = request.query.get("starting_after", ""), request.query.get("limit", "10")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            return self.refuse(400, "limit: from 1 to 100")
        rest = [voice for voice in self._known if voice > after]
        page = rest[: int(limit)]
        return web.json_response({"data": [_voice(each) for each in page], "has_more": len(rest) > len(page)})

    async def _show_voice(self, request: web.Request, course: Course) -> web.StreamResponse:  # noqa: ARG002 - a Handler
        if (refusal := self._stopped(request)) is not None:
            return refusal
        voice = request.match_info["id"]
        if voice not in self._known:
            return self.refuse(404, f"id: there is no voice {voice!r}")
        return web.json_response(_voice(voice))

    @property
    def _known(self) -> list[str]:
        return sorted(self.voices) if self.voices is not None else [_VOICE]

    def _refused(self, why: Refused) -> web.Response:
        self.refused.append(f"{why.status}: {why}")
        return self._error(why.status, str(why), why.code)


async def _cut(sound: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(sound), 4096):
        yield sound[at : at + 4096]


def _event(message: Mapping[str, Any]) -> bytes:
    return f"event: {message['type']}\ndata: {json.dumps(message)}\n\n".encode()


def _voice(voice: str) -> dict[str, Any]:
    return {
        "id": voice,
        "name": "Stand-in",
        "tagline": "",
        "description": "The voice of the stand-in.",
        "language": "en",
        "locales": [],
        "access": "public",
        "visibility": "all",
        "is_owner": False,
        "created_at": "2026-01-01T00:00:00Z",
    }
