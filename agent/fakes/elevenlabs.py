"""A stand-in for ElevenLabs's speech: both sockets, and the requests that its SDK makes.

It refuses what ElevenLabs refuses, in its words: `{"detail": {"status", "message"}}` over HTTP, `{"message", "error",
"code"}` and close code 1008 on sockets. It cannot make MP3 nor Opus, and says so.
"""

import base64
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from aiohttp import web

from agent.fakes import elevenlabs_catalogue as catalogue
from agent.fakes import elevenlabs_rules as rules
from agent.fakes.elevenlabs_rules import Asked, Refusal
from agent.fakes.elevenlabs_sockets import serve
from agent.fakes.elevenlabs_speech import Chunk, speech, whole
from agent.fakes.elevenlabs_streams import House
from agent.fakes.faults import Course
from agent.fakes.stand_in import Handler, StandIn, send_body, send_whole
from agent.fakes.talents import Talents
from telephony.errors import SpeechUnavailable

_CODES = {401: "invalid_api_key", 402: "payment_required", 404: "not_found", 429: "too_many_concurrent_requests"}
_VOICE_ID = re.compile("[A-Za-z0-9]{20}")
_MEDIA = {"pcm_mulaw": "audio/basic", "pcm_alaw": "audio/x-alaw-basic", "pcm_s16le": "audio/pcm"}
Chunks = Callable[[AsyncIterator[Chunk]], AsyncIterator[bytes]]


class ElevenLabsFake(StandIn):
    """ElevenLabs. What it is may be changed between requests:

    `voices`: the ids that it knows; None: every id of 20 letters and digits;
    `inactivity_s`: how long a socket waits for text when its address does not say;
    `characters_left`: of the quota; None: any number;
    `refuses_late`: a wrong key is refused by a message on the open socket, not at its opening;
    `durations`: how that field of an alignment is spelt; `alignments`: which of the two are told.
    """

    name: ClassVar[str] = "elevenlabs"

    def __init__(self, talents: Talents, **means: Any) -> None:
        super().__init__(talents, **means)
        self.voices: set[str] | None = None
        self.inactivity_s = 20.0
        self.characters_left: int | None = None
        self.refuses_late = False
        self.durations = "charDurationsMs"
        self.alignments = frozenset({"alignment", "normalizedAlignment"})

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Those of the API reference that speak, and those that only ask."""
        speak = "/v1/text-to-speech/{voice}"
        return {
            ("GET", f"{speak}/stream-input"): self._one_text,
            ("GET", f"{speak}/multi-stream-input"): self._several_texts,
            ("POST", speak): self._whole,
            ("POST", f"{speak}/with-timestamps"): self._whole_with_times,
            ("POST", f"{speak}/stream"): self._stream,
            ("POST", f"{speak}/stream/with-timestamps"): self._stream_with_times,
            ("GET", "/v1/user"): self._user,
            ("GET", "/v1/user/subscription"): self._subscription,
            ("GET", "/v1/voices"): self._voices,
            ("GET", "/v1/voices/{voice}"): self._voice,
            ("GET", "/v1/voices/{voice}/settings"): self._voice_settings,
            ("GET", "/v2/voices"): self._search_voices,
            ("GET", "/v1/models"): self._models,
        }

    def settings(self) -> Mapping[str, str]:
        """The key and the address."""
        return {"ELEVENLABS_API_KEY": self.key, "ELEVENLABS_URL": self.url}

    def stamps(self) -> Mapping[str, str]:
        """The request's id, and how many are spoken at a time."""
        at_once = {"current-concurrent-requests": str(self.live), "maximum-concurrent-requests": "10"}
        return {"request-id": uuid4().hex, **at_once}

    def refusal(self, status: int, why: str) -> web.Response:
        """As ElevenLabs says it."""
        return _refusal(status, _CODES.get(status, "internal_server_error" if status >= 500 else "bad_request"), why)

    def _no(self, refusal: Refusal) -> web.Response:
        self.refused.append(f"{refusal.status}: {refusal.why}")
        return _refusal(refusal.status, refusal.code, refusal.why)

    def _check_key(self, request: web.Request) -> None:
        key = request.headers.get("xi-api-key")
        if key is None:
            raise Refusal(401, "needs_authorization", "Neither authorization header nor xi-api-key received")
        if key != self.key:
            raise Refusal(401, "invalid_api_key", "Invalid API key")

    def _check_voice(self, request: web.Request) -> None:
        voice = request.match_info["voice"]
        known = voice in self.voices if self.voices is not None else _VOICE_ID.fullmatch(voice)
        if not known:
            raise Refusal(404, "voice_not_found", f"A voice with voice_id {voice!r} was not found")

    def _charge(self, text: str) -> None:
        if self.characters_left is not None:
            if len(text.strip()) > self.characters_left:
                raise Refusal(401, "quota_exceeded", f"This request exceeds your quota of {self.characters_left}.")
            self.characters_left -= len(text.strip())

    # ── sockets ───────────────────────────────────────────────────────────────

    async def _one_text(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._on_socket(request, course, several=False)

    async def _several_texts(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._on_socket(request, course, several=True)

    async def _on_socket(self, request: web.Request, course: Course, *, several: bool) -> web.StreamResponse:
        try:
            admitted = self._admitted(request)
            self._check_voice(request)
            asked = rules.socket_query(request.query.items(), contexts=several)
        except Refusal as refusal:
            return self._no(refusal)
        house = self._house(asked, admitted=admitted)
        async with self.socket(request, request["seen"], course) as socket:
            await serve(house, socket, several=several, refuse=self.refused.append)
        return web.Response()

    def _admitted(self, request: web.Request) -> bool:
        """The address brings the key. False: it brings none. Raises `Refusal` for a wrong one."""
        key = request.headers.get("xi-api-key") or request.query.get("authorization", "").removeprefix("Bearer ")
        if key and key != self.key and not self.refuses_late:
            raise Refusal(401, "invalid_api_key", "Invalid API key")
        return key == self.key

    def _house(self, asked: Asked, *, admitted: bool) -> House:
        def charge(text: str) -> None:
            try:
                self._charge(text)
            except Refusal as refusal:
                raise Refusal(1008, refusal.code, refusal.why) from None

        return House(
            voice=self.talents.voice,
            asked=asked,
            inactivity_s=asked.inactivity_s or self.inactivity_s,
            admitted=admitted,
            admit=lambda key: key == self.key,
            charge=charge,
            durations=self.durations,
            alignments=self.alignments,
        )

    # ── HTTP ──────────────────────────────────────────────────────────────────

    async def _whole(self, request: web.Request, course: Course) -> web.StreamResponse:
        async def joined(chunks: AsyncIterator[Chunk]) -> AsyncIterator[bytes]:
            yield b"".join([chunk.audio async for chunk in chunks])

        return await self._spoken(request, course, joined)

    async def _stream(self, request: web.Request, course: Course) -> web.StreamResponse:
        async def sounds(chunks: AsyncIterator[Chunk]) -> AsyncIterator[bytes]:
            async for chunk in chunks:
                yield chunk.audio

        return await self._spoken(request, course, sounds)

    async def _stream_with_times(self, request: web.Request, course: Course) -> web.StreamResponse:
        async def lines(chunks: AsyncIterator[Chunk]) -> AsyncIterator[bytes]:
            async for chunk in chunks:
                yield self._line(chunk) + b"\n"

        return await self._spoken(request, course, lines, media="application/json")

    async def _whole_with_times(self, request: web.Request, course: Course) -> web.StreamResponse:
        async def joined(chunks: AsyncIterator[Chunk]) -> AsyncIterator[bytes]:
            yield self._line(whole([chunk async for chunk in chunks]))

        return await self._spoken(request, course, joined, media="application/json")

    def _line(self, chunk: Chunk) -> bytes:
        told = chunk.in_seconds()
        line = {
            "audio_base64": base64.b64encode(chunk.audio).decode(),
            "alignment": told if "alignment" in self.alignments else None,
            "normalized_alignment": told if "normalizedAlignment" in self.alignments else None,
        }
        return json.dumps(line).encode()

    async def _spoken(
        self, request: web.Request, course: Course, form: Chunks, *, media: str = ""
    ) -> web.StreamResponse:
        try:
            self._check_key(request)
            self._check_voice(request)
            asked, text = rules.request(request.query.items(), request["seen"].body)
            self._charge(text)
        except Refusal as refusal:
            return self._no(refusal)
        kind = media or _MEDIA[rules.encoding_of(asked.output)[0]]
        try:
            return await send_body(request, course, form(speech(self.talents.voice, text, asked)), kind)
        except SpeechUnavailable as failure:
            return self.refuse(500, f"the stand-in's voice cannot speak: {failure}")

    async def _user(self, request: web.Request, course: Course) -> web.StreamResponse:
        plan = catalogue.subscription(self.characters_left)
        return await self._told(request, course, lambda: {"user_id": "stand-in", "subscription": plan})

    async def _subscription(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._told(request, course, lambda: catalogue.subscription(self.characters_left))

    async def _voices(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._told(request, course, lambda: {"voices": [catalogue.voice(each) for each in self._known]})

    async def _search_voices(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._told(request, course, lambda: catalogue.page(self._known, request.query))

    async def _voice(self, request: web.Request, course: Course) -> web.StreamResponse:
        def told() -> dict[str, Any]:
            self._check_voice(request)
            return catalogue.voice(request.match_info["voice"])

        return await self._told(request, course, told)

    async def _voice_settings(self, request: web.Request, course: Course) -> web.StreamResponse:
        def told() -> dict[str, Any]:
            self._check_voice(request)
            return catalogue.voice_settings()

        return await self._told(request, course, told)

    async def _models(self, request: web.Request, course: Course) -> web.StreamResponse:
        return await self._told(request, course, catalogue.models)

    @property
    def _known(self) -> list[str]:
        return sorted(self.voices) if self.voices is not None else ["JBFqnCBsd6RMkjVDRZzb"]

    async def _told(self, request: web.Request, course: Course, what: Callable[[], Any]) -> web.StreamResponse:
        try:
            self._check_key(request)
            found = what()
        except Refusal as refusal:
            return self._no(refusal)
        return await send_whole(request, course, web.json_response(found))


def _refusal(status: int, code: str, why: str) -> web.Response:
    if status == 422:
        # What FastAPI says by itself.
        return web.json_response({"detail": [{"loc": [], "msg": why, "type": code}]}, status=422)
    return web.json_response({"detail": {"status": code, "message": why}}, status=status)
