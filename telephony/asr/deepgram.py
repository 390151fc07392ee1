"""Deepgram's live recognition: Nova, or Flux, which tells the end of a turn by itself.

Its protocols: https://developers.deepgram.com/reference/speech-to-text-api/listen-streaming (Nova, `v1/listen`) and
/reference/speech-to-text-api/listen-flux (`v2/listen`).
"""

import asyncio
from dataclasses import replace
from typing import Self

import httpx
import structlog

from telephony import tls
from telephony.asr.deepgram_flux import FluxTranscriber
from telephony.asr.deepgram_messages import Complaint, read
from telephony.asr.deepgram_nova import NovaTranscriber
from telephony.asr.deepgram_outbound import Request
from telephony.asr.deepgram_parameters import Plan, Thresholds, addresses, full_model, is_flux, plan
from telephony.asr.deepgram_sender import VENDOR, Limits
from telephony.asr.deepgram_stream import DeepgramStream
from telephony.asr.deepgram_transcriber import DeepgramTranscriber
from telephony.asr.port import Listening
from telephony.audio.providers import Means
from telephony.audio.ulaw import SILENCE
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off
from telephony.sockets import Peer, PromptConnection, open_prompt

log = structlog.get_logger(__name__)

PEER = Peer(VENDOR, "DEEPGRAM_API_KEY", address="DEEPGRAM_URL")
_WARM_MS = 200
"""Of silence, so that Deepgram has something to answer."""


class DeepgramRecogniser:
    """One for the process: `model` is Deepgram's name, or `nova` or `flux`; `url`: of the service.

    `thresholds`: how sure Flux must be; `limits`: of waits.
    """

    def __init__(
        self,
        *,
        key: str,
        url: str,
        model: str = "nova-3",
        thresholds: Thresholds | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._headers = {"Authorization": f"Token {key}"}
        self._addresses = addresses(url)
        self._model = full_model(model)
        self._thresholds = thresholds or Thresholds()
        self._limits = limits or Limits()
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `deepgram`, `deepgram:nova-3`, `deepgram:flux`, `deepgram:flux-general-multi`."""
        key = means.needed(PEER.key, provider=VENDOR)
        return cls(key=key, url=means.setting("DEEPGRAM_URL"), model=model)

    async def warm(self) -> None:
        """Connect, and let the model hear a moment of silence: only that shows a wrong key and a wrong model.

        A server that took both, and says nothing about silence nor about the end of it, may serve: calls see by
        themselves whether it answers a voice. Raises `SpeechUnavailable`.
        """
        self._check_open()
        wanted = self._plan(Listening())
        limits = replace(self._limits, close=self._limits.connect)
        trial = _Trial(wanted.version)
        stream = DeepgramStream(
            lambda: self._open(wanted), trial, number=0, model=wanted.billed_as, limits=limits, idle_s=limits.keep_alive
        )
        failure = await stream.opened()
        if failure is None:
            stream.feed(SILENCE * (_WARM_MS * BYTES_PER_MS))
            stream.finish()
            failure = await trial.over
            if failure is None and stream.torn:
                log.warning("asr.end_not_answered", provider="deepgram", within_s=limits.close)
        await stream.aclose()
        if stream.refused_with == 403 and await self._key_is_good():
            failure = SpeechUnavailable(
                f"{VENDOR} does not allow the model {self._model!r} with your key; choose another, or look at "
                "your account there (403).",
                fault="model",
            )
        if failure is not None:
            raise failure

    async def open(self, listening: Listening) -> DeepgramTranscriber:
        """Begin to listen to one caller. Raises `SpeechUnavailable`."""
        self._check_open()
        kind = FluxTranscriber if is_flux(self._model) else NovaTranscriber
        transcriber = kind(listening, open_=self._open, planning=self._plan, limits=self._limits)
        await transcriber.begin()
        return transcriber

    async def aclose(self) -> None:
        """Open no more. Calls that are open keep their streams until they close."""
        self._closed = True

    def _plan(self, listening: Listening) -> Plan:
        return plan(self._model, listening, self._thresholds)

    async def _open(self, wanted: Plan) -> PromptConnection:
        self._check_open()
        url = self._addresses.socket + wanted.path
        return await open_prompt(PEER, url, headers=self._headers, limit_s=self._limits.connect)

    def _check_open(self) -> None:
        if self._closed:
            raise SpeechUnavailable("The Deepgram recogniser is closed: the process is ending.")

    async def _key_is_good(self) -> bool:
        """It opens something else: what was refused is the model."""
        secure = await tls.prepared()
        try:
            async with httpx.AsyncClient(verify=secure, timeout=self._limits.connect, trust_env=False) as http:
                answer = await http.get(f"{self._addresses.web}/v1/projects", headers=self._headers)
        except httpx.HTTPError:
            return False
        return answer.is_success


class _Trial:
    """A stream without a caller. `over`: how it ended."""

    def __init__(self, version: str) -> None:
        self._version = version
        self.over: asyncio.Future[SpeechUnavailable | None] = asyncio.get_running_loop().create_future()

    def heard(self, stream: DeepgramStream, message: str | bytes) -> None:  # noqa: ARG002 - an `Owner`
        """A message came. Raises `SpeechUnavailable` for a complaint: there is nothing to complain about."""
        if isinstance(read(message, version=self._version), Complaint):
            raise broke_off(VENDOR, "it complains about a moment of silence")

    def idle(self, stream: DeepgramStream) -> bytes | Request:  # noqa: ARG002 - an `Owner`
        """Nothing was sent for a while."""
        return b""

    def ended(self, stream: DeepgramStream, failure: SpeechUnavailable | None) -> None:  # noqa: ARG002 - an `Owner`
        """It is over."""
        self.over.set_result(failure)
