"""Cartesia's voices, over sockets that many sentences share, with the times of the words.

Its protocol: https://docs.cartesia.ai/api-reference/tts/websocket.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Self

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, too_late
from telephony.tts.cartesia_messages import MOST_LETTERS, Chunk, Timestamps, request
from telephony.tts.cartesia_socket import PEER, DiedIdle, SpeechContext
from telephony.tts.cartesia_sockets import MOST_SOCKETS, CartesiaSockets
from telephony.tts.pieces import Pieces
from telephony.tts.port import Speech
from telephony.tts.portions import portions, sayable
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, report
from telephony.vendors import elsewhere

STALL_S = 5.0
"""The longest wait for the next piece of a sentence."""
END_S = 1.0
"""The longest wait for the word that a sentence is over, when all its words were told and sound."""
WARM_S = 8.0
_MODEL = "sonic-3"
_WARM_TEXT = "Yes."


class CartesiaVoice:
    """One for the process. `url`: of the service; `voices`: its ids, by language."""

    def __init__(self, *, key: str, url: str, voices: VoiceIds, model: str = _MODEL, stall_s: float = STALL_S) -> None:
        self.name = f"cartesia:{model}/{voices.name}{elsewhere('cartesia', url)}"
        self._model = model
        self._voices = voices
        self._stall_s = stall_s
        self._sockets = CartesiaSockets(url=url, key=key)

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `cartesia`, or `cartesia:sonic-3.5`."""
        return cls(
            key=means.needed("CARTESIA_API_KEY", provider="Cartesia"),
            url=means.setting("CARTESIA_URL"),
            voices=VoiceIds.parse(means.setting("CARTESIA_VOICE_ID"), setting="CARTESIA_VOICE_ID"),
            model=model or _MODEL,
        )

    async def warm(self) -> None:
        """Open a socket and speak one word with each voice: only that shows a wrong model or voice, not just a key.

        Raises `SpeechUnavailable`.
        """
        languages = {self._voices.of(language): language for language in ("en", *self._voices.by_language)}
        try:
            async with asyncio.timeout(WARM_S):
                for language in languages.values():
                    async for _ in self.speak(_WARM_TEXT, language=language):
                        pass
        except TimeoutError:
            failure = too_late(PEER.vendor, WARM_S)
        else:
            return
        raise failure

    async def keep_warm(self) -> None:
        """See to it that a socket is open. Raises `SpeechUnavailable`."""
        self._sockets.keep_warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text as one context; closing this cancels it."""
        self._sockets.check_open()
        if not sayable(text):
            return
        pieces, failure = Pieces(text), None
        try:
            async with aclosing(self._answers(text, language, pieces)) as answers:
                async for answer in answers:
                    if isinstance(answer, Timestamps):
                        pieces.spoke(answer.placed)
                    elif (piece := pieces.add(answer.data)) is not None:
                        yield piece
        except SpeechUnavailable as why:
            failure = why
        if failure is not None and not pieces.whole:
            # With the words that were heard, or the next voice says them again.
            if (heard := pieces.broken()) is not None:
                yield heard
            raise failure
        last = pieces.finish()
        if last is None:
            raise broke_off(PEER.vendor, "it ended without a sound")
        yield last

    async def aclose(self) -> None:
        """Close the sockets. Safe to call twice."""
        await self._sockets.aclose()

    async def _answers(self, text: str, language: str, pieces: Pieces) -> AsyncGenerator[Chunk | Timestamps, None]:
        """What comes for the text. That a socket died in its sleep is no failure of the text: it goes on another.
        `pieces`: what came of it.
        """
        for chance in range(2):
            context = await self._begun(text, language)
            if not chance:
                report(Usage("tts", "cartesia", self._model, "characters", len(text)))
            try:
                stall_s = lambda: min(END_S, self._stall_s) if pieces.whole else self._stall_s  # noqa: E731
                async with aclosing(context.answers(stall_s=stall_s)) as answers:
                    async for answer in answers:
                        yield answer
            except DiedIdle as died:
                failure = SpeechUnavailable(str(died), fault=died.fault)
            else:
                return
            finally:
                context.leave()
        raise failure

    async def _begun(self, text: str, language: str) -> SpeechContext:
        parts = portions(text, MOST_LETTERS)
        voice = self._voices.of(language)
        for _ in range(MOST_SOCKETS + 1):
            context = await self._sockets.begin()
            messages = request(context.id, parts, model=self._model, voice=voice, language=language)
            if await context.send(messages, limit_s=self._stall_s):
                return context
            # Dead, and it was not known yet; it is not offered again.
        raise broke_off(PEER.vendor, "each socket was dead when it was needed")
