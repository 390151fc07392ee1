"""A stand-in for Amazon Polly: SynthesizeSpeech and DescribeVoices, for requests that are signed.

https://docs.aws.amazon.com/polly/latest/dg/API_Reference.html
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import ClassVar
from uuid import uuid4

from aiohttp import web

from agent.fakes.aws_signatures import BadSignature, Signer
from agent.fakes.faults import Course
from agent.fakes.polly_marks import marked
from agent.fakes.polly_requests import ENGINES, VOICES, Refused, Synthesis, read
from agent.fakes.sounds import Encoding, encoded
from agent.fakes.stand_in import Handler, StandIn, send_body
from telephony.line import BYTES_PER_MS

_ENCODINGS: Mapping[str, Encoding] = {"mulaw": "pcm_mulaw", "alaw": "pcm_alaw", "pcm": "pcm_s16le"}
_CODES: Mapping[int, tuple[int, str]] = {
    # Polly throttles with the status 400.
    429: (400, "ThrottlingException"),
    400: (400, "ValidationException"),
    401: (403, "UnrecognizedClientException"),
    402: (402, "ServiceQuotaExceededException"),
    403: (403, "AccessDeniedException"),
    404: (404, "UnknownOperationException"),
    500: (500, "ServiceFailureException"),
}
"""A status that the stand-in is told to refuse with, as Polly refuses."""


class PollyFake(StandIn):
    """Polly in one region. `key` is the secret that belongs to `access`.

    `token`: of temporary keys, when they are; `chunk_ms`: the sound of one chunk; `may_list`: the key is allowed
    DescribeVoices. Speech marks are requests of their own: a fault may befall them instead of the sound.
    """

    name = "polly"
    access: ClassVar[str] = "AKIASTANDIN000000000"
    region = "ap-south-1"
    token = ""
    chunk_ms = 100
    may_list = True

    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Speech and the list of voices."""
        return {("POST", "/v1/speech"): self._speech, ("GET", "/v1/voices"): self._voices}

    def settings(self) -> Mapping[str, str]:
        """Where it is, the region, the key and its secret."""
        return {
            "AWS_ENDPOINT_URL_POLLY": self.url,
            "AWS_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access,
            "AWS_SECRET_ACCESS_KEY": self.key,
        } | ({"AWS_SESSION_TOKEN": self.token} if self.token else {})

    def stamps(self) -> Mapping[str, str]:
        """The request's id."""
        return {"x-amzn-RequestId": str(uuid4())}

    def refusal(self, status: int, why: str) -> web.Response:
        """The error's name in a header, its message in JSON."""
        real, code = _CODES.get(status, (status, "ServiceFailureException" if status >= 500 else "ValidationException"))
        return _error(real, code, why)

    async def _speech(self, request: web.Request, course: Course) -> web.StreamResponse:
        try:
            await self._check_signature(request)
            asked = read(request["seen"].body)
        except (BadSignature, Refused) as why:
            return self._refused(why)
        if asked.output_format != "json" and asked.output_format not in _ENCODINGS:
            return self.refuse(501, f"this stand-in cannot make {asked.output_format}; ask for mulaw, alaw or pcm")
        if asked.output_format == "json":
            chunks, kind = self._marks(asked), "application/x-json-stream"
        else:
            chunks, kind = self._sound(asked), f"audio/{asked.output_format}"
        return await send_body(
            request, course, chunks, kind, headers={"x-amzn-RequestCharacters": str(len(asked.spoken))}
        )

    async def _voices(self, request: web.Request, course: Course) -> web.StreamResponse:  # noqa: ARG002 - a Handler
        try:
            await self._check_signature(request)
            listed = self._listed(request)
        except (BadSignature, Refused) as why:
            return self._refused(why)
        return web.json_response({"Voices": listed})

    def _listed(self, request: web.Request) -> list[dict[str, object]]:
        if not self.may_list:
            raise Refused("AccessDeniedException", "the key may not ask polly:DescribeVoices", status=403)
        engine, language = request.query.get("Engine"), request.query.get("LanguageCode")
        if engine is not None and engine not in ENGINES:
            raise Refused("ValidationException", f"Engine: there is no engine {engine!r}")
        more = request.query.get("IncludeAdditionalLanguageCodes", "false")
        if more not in ("true", "false"):
            raise Refused("ValidationException", "IncludeAdditionalLanguageCodes: true or false")
        return [
            {
                "Id": voice.id,
                "Name": voice.id,
                "Gender": voice.gender,
                "LanguageCode": voice.languages[0],
                "LanguageName": voice.languages[0],
                "AdditionalLanguageCodes": list(voice.languages[1:]),
                "SupportedEngines": list(voice.engines),
            }
            for voice in VOICES.values()
            if engine in (None, *voice.engines)
            and language in (None, *(voice.languages if more == "true" else voice.languages[:1]))
        ]

    async def _check_signature(self, request: web.Request) -> None:
        signer = Signer(self.access, self.key, self.region, "polly", self.token)
        signer.check(
            request.method,
            f"http://{request.host}{request.raw_path}",
            headers=request["seen"].headers,
            body=await request.read(),
            now=datetime.now(UTC),
        )

    async def _sound(self, asked: Synthesis) -> AsyncIterator[bytes]:
        size = self.chunk_ms * BYTES_PER_MS
        async with aclosing(self.talents.voice.speak(asked.spoken, language=asked.language)) as speech:
            async for piece in speech:
                for at in range(0, len(piece.audio), size):
                    chunk = piece.audio[at : at + size]
                    yield encoded(chunk, _ENCODINGS[asked.output_format], hertz=asked.hertz)

    async def _marks(self, asked: Synthesis) -> AsyncIterator[bytes]:
        async with aclosing(self.talents.voice.speak(asked.spoken, language=asked.language)) as speech:
            found = [word async for piece in speech for word in piece.words]
        for mark in marked(asked, found):
            yield json.dumps(mark, ensure_ascii=False).encode() + b"\n"

    def _refused(self, why: BadSignature | Refused) -> web.Response:
        status = why.status if isinstance(why, Refused) else 403
        self.refused.append(f"{status}: {why.code}: {why}")
        return _error(status, why.code, str(why))


def _error(status: int, code: str, why: str) -> web.Response:
    return web.json_response({"message": why}, status=status, headers={"x-amzn-ErrorType": code})
