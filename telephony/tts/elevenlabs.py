"""ElevenLabs over sockets that texts share, with the times of the letters.

Source: ElevenLabs's documentation of its multi-context socket. Each text is a context: opened, flushed and closed in
one go, for what was flushed goes on being spoken, and only a closed context tells its end. So an interruption need not
be told to ElevenLabs: we stop listening, and what still comes for that context is dropped.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Self

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off
from telephony.sockets import CONNECT_S, PromptConnection, open_prompt, socket_url
from telephony.tts.elevenlabs_access import TRIAL, Access, Route
from telephony.tts.elevenlabs_messages import LONGEST_TEXT, PEER, Sound, sendable, socket_path, takes_contexts
from telephony.tts.elevenlabs_socket import DiedIdle, Patience
from telephony.tts.elevenlabs_sockets import Bounds, ElevenLabsSockets
from telephony.tts.letters import Spelling, Told
from telephony.tts.pieces import Pieces
from telephony.tts.port import Speech
from telephony.tts.portions import portions, sayable
from telephony.usage import Usage, report
from telephony.vendors import elsewhere

_PING_S = 10.0
_SOCKETS_TRIED = 3
"""That died before a text was on them, one after the other."""


class ElevenLabsVoice:
    """Voices of ElevenLabs for all calls of the process. `bounds`, `patience`: of the sockets."""

    def __init__(
        self,
        access: Access,
        *,
        bounds: Bounds | None = None,
        patience: Patience | None = None,
        connect_s: float = CONNECT_S,
    ) -> None:
        self.name = f"elevenlabs:{access.model}/{access.voices.name}{elsewhere('elevenlabs', access.url)}"
        self._access = access
        self._connect_s = connect_s
        self._sockets = ElevenLabsSockets(self._dial, bounds=bounds or Bounds(), patience=patience or Patience())

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `elevenlabs`, or `elevenlabs:MODEL`."""
        if not takes_contexts(model):
            raise SpeechUnavailable(
                f"ElevenLabs's {model} cannot be reached over a socket; write elevenlabs-http:{model}.", fault="model"
            )
        return cls(Access.configured(model, means))

    async def warm(self) -> None:
        """Open a socket for each voice, and hear each of them begin. Raises `SpeechUnavailable`."""
        routes = self._access.routes()
        for route in routes:
            async with aclosing(self._sounds(TRIAL, route)) as sounds:
                if not (await anext(sounds)).audio:
                    raise broke_off(PEER.vendor, "it made no sound")
        self._sockets.keep_ready(routes)

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text, with the times of its words. Raises `SpeechUnavailable`."""
        self._sockets.check_open()
        if not sayable(text):
            return
        route = self._access.route(language)
        pieces, spelling, failure = Pieces(text), Spelling(), None
        try:
            for portion in portions(sendable(text), LONGEST_TEXT):
                async with aclosing(self._sounds(portion, route)) as sounds:
                    async for sound in sounds:
                        pieces.spoke(spelling.hear(sound.letters, at_ms=pieces.sound_ms))
                        if piece := pieces.add(sound.audio):
                            yield piece
                pieces.spoke(spelling.pause())
        except SpeechUnavailable as why:
            failure = why
        if failure is not None:
            # With the words that were heard, or the next voice says them again.
            if (heard := pieces.broken()) is not None:
                yield heard
            raise failure
        piece = pieces.finish()
        if piece is None:
            raise broke_off(PEER.vendor, "it made no sound")
        yield piece

    async def aclose(self) -> None:
        """Close the sockets. Safe to call twice."""
        await self._sockets.aclose()

    async def _sounds(self, text: str, route: Route) -> AsyncGenerator[Sound, None]:
        """What comes for one text, to its end."""
        for attempt in range(_SOCKETS_TRIED):
            context = await self._sockets.begin(route)
            try:
                context.say(text, self._access.settings)
                if not attempt:
                    report(Usage("tts", "elevenlabs", self._access.model, "characters", len(text)))
                final, told = False, Told(text)
                while not final:
                    sound = await context.next(silence=told.silence)
                    told.hear(sound.letters, sound_ms=len(sound.audio) // BYTES_PER_MS)
                    final = sound.final
                    yield sound
            except DiedIdle:
                continue
            except SpeechUnavailable:
                if not told.whole:
                    raise
            finally:
                context.leave()
            return
        raise broke_off(PEER.vendor, "again and again while idle")

    async def _dial(self, route: Route) -> PromptConnection:
        path = socket_path(route.voice, model=self._access.model, language=route.language)
        headers = {"xi-api-key": self._access.key}
        url = socket_url(self._access.url) + path
        return await open_prompt(PEER, url, headers=headers, limit_s=self._connect_s, ping_s=_PING_S)
