"""Several voices behind one speaker: a sentence is heard to its end although a voice breaks."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing

import structlog

from telephony.errors import SpeechUnavailable
from telephony.steady.breaker import Breaker
from telephony.steady.continuation import Continuation
from telephony.steady.preference import is_over, prefer, preferred
from telephony.steady.warming import Warmable, Warming
from telephony.tts.cache import SpeechCache
from telephony.tts.port import Speech
from telephony.tts.prefetched import PrefetchCounts

log = structlog.get_logger(__name__)


class VoiceChain:
    """Voices in the order in which they are asked, each a `SpeechCache` around a `GuardedVoice`, with its breaker.

    Implements `telephony.call.session.Speaker`. Within `preference.one_voice()` a call that had to change its voice
    keeps the new one until that fails too.
    """

    def __init__(self, links: Sequence[tuple[SpeechCache, Breaker]]) -> None:
        if not links:
            raise ValueError("A speaker needs at least one voice.")
        self._links = [link for link, _ in links]
        self._warming = Warming([Warmable(link.name, link.warm, breaker) for link, breaker in links])
        self.name = self._links[0].name

    async def warm(self) -> None:
        """Warm the first; the others in the background.

        Raises `SpeechUnavailable` when the first has a fault that will not pass.
        """
        await self._warming.warm()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a sentence of this call. Raises `SpeechUnavailable` when no voice can, or none can end it."""
        async with aclosing(self._speak(text, language, fixed=False)) as pieces:
            async for piece in pieces:
                yield piece

    async def speak_fixed(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak a sentence that is the same in every call: kept sound serves when its voice does not."""
        async with aclosing(self._speak(text, language, fixed=True)) as pieces:
            async for piece in pieces:
                yield piece

    def prefetch(self, text: str, *, language: str) -> None:
        """Make the sound of what this call will probably say soon, in its voice, when nobody waits for other speech.
        It may be forgotten. Never blocks, never raises.
        """
        link = self._order()[0]
        link.prefetch(text, language=language, wanted=lambda: not is_over() and self._order()[0] is link)

    @property
    def prefetched(self) -> PrefetchCounts:
        """What came of that so far, in all voices."""
        return sum((link.prefetched for link in self._links), PrefetchCounts())

    async def prepare(self, sentences: Iterable[tuple[str, str]], *, spare: Iterable[tuple[str, str]] = ()) -> int:
        """Make sentences ahead, in the first voice; `spare`: those that have to be heard whatever happens, in the
        others too. Returns how many of the first's are kept.
        """
        made = await self._links[0].prepare(sentences)
        needed = list(spare)
        for link in self._links[1:]:
            await link.prepare(needed)
        return made

    async def aclose(self) -> None:
        """Close all voices, within two seconds. Safe to call twice."""
        await asyncio.gather(self._warming.aclose(), *(link.aclose() for link in self._links))

    async def _speak(self, text: str, language: str, *, fixed: bool) -> AsyncGenerator[Speech, None]:
        sentence, trouble = Continuation(text), SpeechUnavailable("No voice was asked.")
        for link in self._order():
            begin = link.speak_fixed if fixed and not sentence.begun else link.speak
            try:
                async with aclosing(begin(sentence.rest, language=language)) as pieces:
                    async for piece in pieces:
                        self._speaks(link)
                        yield sentence.give(piece)
            except SpeechUnavailable as why:
                trouble = why
            else:
                if (last := sentence.finish()) is not None:
                    yield last
                return
            log.warning("tts.voice_lost", voice=link.name, fault=trouble.fault, why=str(trouble), begun=sentence.begun)
            sentence.broke()
            if not sentence.rest:
                return
        found = False
        if not sentence.begun:
            async with aclosing(self._kept(text, language)) as pieces:
                async for piece in pieces:
                    found = True
                    yield piece
        if not found:
            raise SpeechUnavailable(f"No voice can speak: {trouble}", fault=trouble.fault)

    async def _kept(self, text: str, language: str) -> AsyncGenerator[Speech, None]:
        """The sentence from whoever has kept it; nothing when nobody has."""
        for link in self._order():
            try:
                async with aclosing(link.speak_kept(text, language=language)) as pieces:
                    async for piece in pieces:
                        yield piece
            except SpeechUnavailable:
                continue
            return

    def _order(self) -> list[SpeechCache]:
        """The voice of this call first, then those after it; those that were left before it come last."""
        warm = [link for link in self._links if link.name not in self._warming.cold] or self._links
        names = [link.name for link in warm]
        first = names.index(preferred()) if preferred() in names else 0
        return [*warm[first:], *warm[:first]]

    def _speaks(self, link: SpeechCache) -> None:
        if preferred() not in {"", link.name}:
            log.warning("tts.switched", voice=link.name, was=preferred())
        prefer(link.name)
