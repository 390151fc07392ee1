"""ElevenLabs over HTTP, one request a text, through its own SDK; with the times of the letters."""

import asyncio
import base64
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from itertools import pairwise
from typing import Any, Self, cast

import httpx
import structlog
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core.api_error import ApiError

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, too_late, unreachable
from telephony.sockets import CONNECT_S, web_url
from telephony.tts.elevenlabs_access import TRIAL, Access, Route
from telephony.tts.elevenlabs_alignments import letters_in_seconds
from telephony.tts.elevenlabs_messages import FORMAT, LONGEST_TEXT, PEER, refused_by_http, sendable, told_by_http
from telephony.tts.letters import Letter, Spelling, Told
from telephony.tts.pieces import Pieces
from telephony.tts.port import Speech
from telephony.tts.portions import portions, sayable
from telephony.usage import Usage, report
from telephony.vendors import elsewhere

log = structlog.get_logger(__name__)

_FORGETFUL = frozenset({"eleven_v3"})
"""Models that cannot be told what was said before."""
_BEFORE = 500
"""Letters of it that are told."""
_MOST_CONNECTIONS = 100
_KEPT_CONNECTIONS, _KEPT_S = 10, 60.0
_PIECE_S = 5.0
_NOT_THERE = (404, 405)


class ElevenLabsHttpVoice:
    """Voices of ElevenLabs for all calls of the process. `piece_s`: the longest wait for the next piece of a text."""

    def __init__(self, access: Access, *, piece_s: float = _PIECE_S) -> None:
        self.name = f"elevenlabs-http:{access.model}/{access.voices.name}{elsewhere('elevenlabs', access.url)}"
        self._access = access
        self._piece_s = piece_s
        self._http: httpx.AsyncClient | None = None
        self._client: AsyncElevenLabs | None = None
        self._closed = False
        self._timeless = False
        """It has told that it knows no times of letters."""

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `elevenlabs-http`, or `elevenlabs-http:MODEL`."""
        return cls(Access.configured(model, means))

    async def warm(self) -> None:
        """Hear each voice begin. Raises `SpeechUnavailable`."""
        for route in self._access.routes():
            async with aclosing(self._sounds(TRIAL, before="", route=route)) as sounds:
                if not (await anext(sounds, (b"", ())))[0]:
                    raise broke_off(PEER.vendor, "it made no sound")

    async def keep_warm(self) -> None:
        """Ask which models there are, so that a connection is open. Raises `SpeechUnavailable`."""
        self._opened()
        assert self._http is not None
        failure: SpeechUnavailable | None = None
        try:
            await self._http.get(f"{web_url(self._access.url)}/v1/models", headers={"xi-api-key": self._access.key})
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError) as error:
            failure = broke_off(PEER.vendor, type(error).__name__)
        if failure is not None:
            raise failure

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text, with the times of its words. Raises `SpeechUnavailable`."""
        self._check_open()
        if not sayable(text):
            return
        route = self._access.route(language)
        pieces, spelling = Pieces(text), Spelling()
        for before, portion in pairwise(["", *portions(sendable(text), LONGEST_TEXT)]):
            async with aclosing(self._sounds(portion, before=before[-_BEFORE:], route=route)) as sounds:
                async for audio, letters in sounds:
                    pieces.spoke(spelling.hear(letters, at_ms=pieces.sound_ms))
                    if piece := pieces.add(audio):
                        yield piece
            pieces.spoke(spelling.pause())
        piece = pieces.finish()
        if piece is None:
            raise broke_off(PEER.vendor, "it made no sound")
        yield piece

    async def aclose(self) -> None:
        """Close the connections. Safe to call twice."""
        self._closed = True
        if self._http is not None:
            await self._http.aclose()

    def _check_open(self) -> None:
        if self._closed:
            raise SpeechUnavailable("ElevenLabs's voice is closed: the process is ending.")

    async def _sounds(
        self, text: str, *, before: str, route: Route
    ) -> AsyncGenerator[tuple[bytes, tuple[Letter, ...]], None]:
        """What comes for one text, to its end."""
        speech, options = self._opened().text_to_speech, self._options(before, route)
        report(Usage("tts", "elevenlabs", self._access.model, "characters", len(text)))
        if not self._timeless:
            told = _Lines(text)
            try:
                async with self._answer(speech.stream_with_timestamps(route.voice, text=text, **options)) as lines:
                    while (line := await self._next(lines)) is not None:
                        audio, letters = _audio(line), tuple(told.letters(line))
                        yield audio, letters
            except _NoSuchAddress:
                # The voice would be named as what is missing: it is a server that knows sound alone.
                log.warning("elevenlabs.no_times_of_letters")
                self._timeless = True
            else:
                told.check_whole()
                return
        async with self._answer(speech.stream(route.voice, text=text, **options)) as sounds:
            while (sound := await self._next(sounds)) is not None:
                yield bytes(sound), ()

    @staticmethod
    def _answer(answer: AsyncIterator[Any]) -> aclosing[AsyncGenerator[Any, None]]:
        # It is a generator, though the SDK does not say so.
        return aclosing(cast("AsyncGenerator[Any, None]", answer))

    def _options(self, before: str, route: Route) -> dict[str, Any]:
        options = {
            "model_id": self._access.model,
            "output_format": FORMAT,
            "language_code": route.language or None,
            "voice_settings": self._access.settings,
            "previous_text": before if before and self._access.model not in _FORGETFUL else None,
        }
        return {name: value for name, value in options.items() if value is not None}

    async def _next(self, stream: AsyncGenerator[Any, None]) -> Any | None:
        """The next line; None at the end. Nothing of the SDK's errors is kept: they hold headers."""
        failure: SpeechUnavailable
        try:
            async with asyncio.timeout(self._piece_s):
                return await anext(stream, None)
        except ApiError as error:
            failure = refused_by_http(error.status_code or 500, error.body)
            if error.status_code in _NOT_THERE and not told_by_http(error.body):
                failure = _NoSuchAddress(str(failure), fault=failure.fault)
        except httpx.PoolTimeout:
            failure = SpeechUnavailable("ElevenLabs is asked for too many texts at once from here.", fault="busy")
        except (TimeoutError, httpx.TimeoutException):
            failure = too_late(PEER.vendor, self._piece_s)
        except (httpx.ConnectError, httpx.UnsupportedProtocol, httpx.ProxyError) as error:
            failure = unreachable(PEER.vendor, error, address=PEER.address)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, RuntimeError) as error:
            # RuntimeError: the client was closed meanwhile.
            failure = broke_off(PEER.vendor, type(error).__name__)
        raise failure

    def _opened(self) -> AsyncElevenLabs:
        self._check_open()
        if self._client is None:
            limits = httpx.Limits(
                max_connections=_MOST_CONNECTIONS,
                max_keepalive_connections=_KEPT_CONNECTIONS,
                keepalive_expiry=_KEPT_S,
            )
            self._http = httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(self._piece_s, connect=CONNECT_S))
            # The SDK knows one limit for all that is waited for.
            self._client = AsyncElevenLabs(
                api_key=self._access.key,
                base_url=web_url(self._access.url),
                httpx_client=self._http,
                timeout=self._piece_s,
            )
        return self._client


class _NoSuchAddress(SpeechUnavailable):
    """What was asked for is not served, and it does not say that voice or model are missing."""


class _Lines:
    """Which letters of a text were told, for a stream without a last word: that is how one that was cut is noticed.

    The SDK passes over lines that it cannot read, and a body may end anywhere.
    """

    def __init__(self, text: str) -> None:
        self._told = Told(text)
        self._exact = True

    def letters(self, line: Any) -> Iterator[Letter]:
        """Those of one line: of the text, or, when they are not told, of the words into which it was made."""
        alignment = getattr(line, "alignment", None)
        letters = letters_in_seconds(alignment)
        # A long letter goes on in a line of its own, in which none begins.
        self._exact = self._exact and (bool(letters) or getattr(alignment, "characters", None) == [])
        self._told.hear(letters)
        yield from letters or letters_in_seconds(getattr(line, "normalized_alignment", None))

    def check_whole(self) -> None:
        """Raises `SpeechUnavailable` when letters of the text are missing."""
        if self._exact and self._told.missing > max(3, self._told.length // 50):
            raise broke_off(PEER.vendor, "before the end of the text")


def _audio(line: Any) -> bytes:
    try:
        return base64.b64decode(line.audio_base_64 or "", validate=True)
    except (AttributeError, TypeError, ValueError):
        pass
    raise broke_off(PEER.vendor, "a line of a wrong form")
