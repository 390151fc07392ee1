"""Deepgram's live recognition, through its own SDK: Nova, or Flux, which tells the end of a turn by itself.

Its protocols: https://developers.deepgram.com/reference/speech-to-text-api/listen-streaming (Nova, `v1/listen`) and
/reference/speech-to-text-api/listen-flux (`v2/listen`).
"""

import asyncio
import logging
import warnings
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from importlib import import_module
from typing import Any, Self

import httpx
import structlog
from deepgram import AsyncDeepgramClient
from deepgram.environment import DeepgramClientEnvironment

from telephony import tls
from telephony.asr.deepgram_flux import FluxTranscriber
from telephony.asr.deepgram_messages import Complaint, read
from telephony.asr.deepgram_nova import NovaTranscriber
from telephony.asr.deepgram_outbound import Request
from telephony.asr.deepgram_parameters import Plan, Thresholds, addresses, full_model, is_flux, plan
from telephony.asr.deepgram_stream import KEY, VENDOR, DeepgramStream, Limits
from telephony.asr.deepgram_transcriber import DeepgramTranscriber
from telephony.asr.port import Listening
from telephony.audio.providers import Means
from telephony.audio.ulaw import SILENCE
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off

with warnings.catch_warnings():
    # The SDK imports its sockets when they are first used. They stand on the former client of the websockets library,
    # which says so.
    warnings.filterwarnings("ignore", message=r"websockets\..* is deprecated", category=DeprecationWarning)
    for _version in ("v1", "v2"):
        _sockets: Any = import_module(f"deepgram.listen.{_version}.client")
        _connect = _sockets.websockets_client_connect
        # The SDK leaves no room for a context of TLS, and would make a new one for each call, on the event loop.
        _sockets.websockets_client_connect = lambda url, *, _connect=_connect, **given: _connect(
            url, **given, **({"ssl": tls.context()} if url.startswith("wss://") else {})
        )

# At DEBUG it would write what callers say.
logging.getLogger("websockets.client").setLevel(logging.WARNING)

log = structlog.get_logger(__name__)

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
        self._key = key
        self._addresses = addresses(url)
        self._model = full_model(model)
        self._thresholds = thresholds or Thresholds()
        self._limits = limits or Limits()
        self._http: httpx.AsyncClient | None = None
        self._client: AsyncDeepgramClient | None = None
        self._closed = False

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `deepgram`, `deepgram:nova-3`, `deepgram:flux`, `deepgram:flux-general-multi`."""
        key = means.needed(KEY, provider=VENDOR)
        return cls(key=key, url=means.setting("DEEPGRAM_URL"), model=model)

    async def warm(self) -> None:
        """Connect, and let the model hear a moment of silence: only that shows a wrong key and a wrong model.

        A server that took both, and says nothing about silence nor about the end of it, may serve: calls see by
        themselves whether it answers a voice. Raises `SpeechUnavailable`.
        """
        await tls.prepared()
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
        self._connected()
        kind = FluxTranscriber if is_flux(self._model) else NovaTranscriber
        transcriber = kind(listening, open_=self._open, planning=self._plan, limits=self._limits)
        await transcriber.begin()
        return transcriber

    async def aclose(self) -> None:
        """Open no more. Calls that are open keep their streams until they close."""
        self._closed = True
        if self._http is not None:
            await self._http.aclose()

    def _plan(self, listening: Listening) -> Plan:
        return plan(self._model, listening, self._thresholds)

    def _open(self, wanted: Plan) -> AbstractAsyncContextManager[Any]:
        client = self._connected()
        parameters: dict[str, Any] = wanted.parameters
        connect = client.listen.v2.connect if wanted.version == "v2" else client.listen.v1.connect
        socket: AbstractAsyncContextManager[Any] = connect(**parameters)
        return socket

    def _connected(self) -> AsyncDeepgramClient:
        if self._closed:
            raise SpeechUnavailable("The Deepgram recogniser is closed: the process is ending.")
        if self._client is None:
            self._http = httpx.AsyncClient(timeout=self._limits.connect, trust_env=False)
            web, socket = self._addresses.web, self._addresses.socket
            environment = DeepgramClientEnvironment(base=web, production=socket, agent=socket, agent_rest=web)
            self._client = AsyncDeepgramClient(api_key=self._key, environment=environment, httpx_client=self._http)
        return self._client

    async def _key_is_good(self) -> bool:
        """It opens something else: what was refused is the model."""
        assert self._http is not None
        try:
            answer = await self._http.get(
                f"{self._addresses.web}/v1/projects", headers={"Authorization": f"Token {self._key}"}
            )
        except httpx.HTTPError:
            return False
        return answer.is_success


class _Trial:
    """A stream without a caller. `over`: how it ended."""

    def __init__(self, version: str) -> None:
        self._version = version
        self.over: asyncio.Future[SpeechUnavailable | None] = asyncio.get_running_loop().create_future()

    def heard(self, stream: DeepgramStream, message: object) -> None:  # noqa: ARG002 - an `Owner`
        """A message came. Raises `SpeechUnavailable` for a complaint: there is nothing to complain about."""
        if isinstance(read(message, version=self._version), Complaint):
            raise broke_off(VENDOR, "it complains about a moment of silence")

    def idle(self, stream: DeepgramStream) -> bytes | Request:  # noqa: ARG002 - an `Owner`
        """Nothing was sent for a while."""
        return b""

    def ended(self, stream: DeepgramStream, failure: SpeechUnavailable | None) -> None:  # noqa: ARG002 - an `Owner`
        """It is over."""
        self.over.set_result(failure)
