"""Amazon Polly's voices: one request a sentence, and a second beside it for the times of the words.

https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Self

import structlog

from telephony.audio.providers import Means
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.refusals import broke_off, too_late
from telephony.sockets import web_url
from telephony.tts.pieces import Pieces
from telephony.tts.polly_client import KEY, VENDOR, Keys, PollyBody, PollyClient
from telephony.tts.polly_marks import BILINGUAL, language_code, words
from telephony.tts.port import Speech, Word
from telephony.tts.portions import portions, sayable
from telephony.tts.voices import VoiceIds
from telephony.usage import Usage, report
from telephony.vendors import elsewhere

log = structlog.get_logger(__name__)

ENGINES = ("neural", "generative", "long-form", "standard")
_WITHOUT_MARKS = frozenset({"generative"})
MOST_LETTERS = 3_000
"""Of one request."""
STALL_S = 5.0
"""The longest wait for the next piece of a sentence."""
MARKS_S = 1.0
"""The longest that the end of a sentence waits for the times of its words; its sound is then long being played."""
WARM_S = 8.0
_WARM_TEXT = "Yes."
_MOST_MARKS_BYTES = 1024 * 1024
_TOO_SHORT_MS = 50
"""A word that begins so long after the sound's end was cut off with it."""


class PollyVoice:
    """One for the process. `voices`: Polly's names by language; `engine`: one of `ENGINES`."""

    def __init__(
        self, client: PollyClient, *, voices: VoiceIds, engine: str = ENGINES[0], marks_s: float = MARKS_S
    ) -> None:
        self.name = f"polly:{engine}/{voices.name}{elsewhere('aws', client.endpoint)}"
        self._client = client
        self._voices = voices
        self._engine = engine
        self._marks_s = marks_s
        self._spoken: dict[str, tuple[str, ...]] = {"Kajal": BILINGUAL, "Aditi": BILINGUAL}
        self._told: set[str] = set()

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:
        """As the settings name it: `polly`, or `polly:generative`. Without keys in the settings AWS's client finds
        others, in the environment, in a profile or as the machine's role.
        """
        if model and model not in ENGINES:
            raise SpeechUnavailable(f"{VENDOR} has no engine {model!r}; it has {', '.join(ENGINES)}.", fault="model")
        access, secret = means.setting("AWS_ACCESS_KEY_ID"), means.setting("AWS_SECRET_ACCESS_KEY")
        if bool(access) != bool(secret):
            raise SpeechUnavailable(f"{VENDOR} needs both {KEY}; only one of them is set.", fault="key")
        endpoint = means.setting("AWS_ENDPOINT_URL_POLLY")
        client = PollyClient(
            region=means.setting("AWS_REGION"),
            endpoint=web_url(endpoint) if endpoint else "",
            keys=Keys(access, secret, means.setting("AWS_SESSION_TOKEN")) if access else None,
            stall_s=STALL_S,
        )
        voices = VoiceIds.parse(means.setting("POLLY_VOICE_ID"), setting="POLLY_VOICE_ID")
        return cls(client, voices=voices, engine=model or ENGINES[0])

    async def warm(self) -> None:
        """Make AWS's client, ask which languages the voices speak, and speak one word with each.

        The word is what shows whether key, region, voice and engine will do for a call: the list of voices may be
        closed to a key that may speak, and open to one that may not. Raises `SpeechUnavailable`.
        """
        try:
            async with asyncio.timeout(WARM_S):
                await self._client.ready(again=True)
                learning = asyncio.create_task(self._learn_languages())
                try:
                    for voice in {self._voices.default, *self._voices.by_language.values()}:
                        await self._try(voice)
                    await learning
                finally:
                    learning.cancel()
        except TimeoutError:
            failure = too_late(VENDOR, WARM_S)
        else:
            return
        raise failure

    async def keep_warm(self) -> None:
        """Ask for some voices, so that a connection is open. Raises `SpeechUnavailable`."""
        await self._client.remind()

    async def speak(self, text: str, *, language: str) -> AsyncGenerator[Speech, None]:
        """Speak the text, longer ones in several requests; closing this ends what is under way."""
        self._client.check_open()
        if not sayable(text):
            return
        # A word that had to be cut is no word of the text any more: then there are no times.
        timed = self._engine not in _WITHOUT_MARKS and max(map(len, text.split())) <= MOST_LETTERS
        gone_bytes = 0
        for portion in portions(text, MOST_LETTERS):
            shift_ms = gone_bytes // BYTES_PER_MS
            async with aclosing(self._speak(portion, language, timed=timed)) as pieces:
                async for piece in pieces:
                    gone_bytes += len(piece.audio)
                    yield replace(piece, words=tuple(_shifted(word, shift_ms) for word in piece.words))

    async def aclose(self) -> None:
        """Close AWS's client. Safe to call twice."""
        await self._client.aclose()

    async def _speak(self, text: str, language: str, *, timed: bool) -> AsyncGenerator[Speech, None]:
        asked = self._asked(text, language)
        marks = asyncio.create_task(self._marks(text, asked), name="polly.marks") if timed else None
        body: PollyBody | None = None
        pieces, timeline = Pieces(text), list[Word]()
        failure: SpeechUnavailable | None = None
        try:
            body = await self._sound(asked)
            try:
                async with aclosing(body.chunks()) as chunks:
                    async for chunk in chunks:
                        if marks is not None and marks.done():
                            timeline, marks = marks.result(), None
                            pieces.spoke(timeline)
                        if (piece := pieces.add(chunk)) is not None:
                            yield piece
            except SpeechUnavailable as why:
                failure = why
            if marks is not None and (failure is None or pieces.sound_ms):
                await asyncio.wait({marks}, timeout=self._marks_s)
                timeline = marks.result() if marks.done() else []
                pieces.spoke(timeline)
        finally:
            if body is not None:
                body.close()
            if marks is not None:
                marks.cancel()
        if failure is None and timeline and pieces.sound_ms + _TOO_SHORT_MS < timeline[-1].start_ms:
            # A body without a length may end early and look whole; its words tell.
            failure = broke_off(VENDOR, "its sound ended before its words")
        if failure is not None:
            # With the words that were heard, or the next voice says them again.
            if (heard := pieces.broken()) is not None:
                yield heard
            raise failure
        last = pieces.finish()
        if last is None:
            raise broke_off(VENDOR, "it ended without a sound")
        yield last

    async def _sound(self, asked: dict[str, Any]) -> PollyBody:
        body = await self._client.synthesise(OutputFormat="mulaw", SampleRate="8000", **asked)
        self._report(body, asked)
        if not body.kind.startswith("audio/"):
            body.close()
            raise broke_off(VENDOR, "it sent something else than sound")
        return body

    async def _marks(self, text: str, asked: dict[str, Any]) -> list[Word]:
        """When the words are spoken; none where that cannot be had: the sound is worth more than its times."""
        try:
            body = await self._client.synthesise(OutputFormat="json", SpeechMarkTypes=["word"], **asked)
            self._report(body, asked)
            found = b""
            try:
                async with aclosing(body.chunks()) as chunks:
                    async for chunk in chunks:
                        found += chunk
                        if len(found) > _MOST_MARKS_BYTES:
                            raise ValueError("too many speech marks")
            finally:
                body.close()
            return words(text, found)
        except (SpeechUnavailable, ValueError) as error:
            log.warning("polly.no_times_of_words", why=str(error))
            return []

    async def _try(self, voice: str) -> None:
        body = await self._sound({"Text": _WARM_TEXT, "TextType": "text", "VoiceId": voice, "Engine": self._engine})
        try:
            async with aclosing(body.chunks()) as chunks:
                async for _ in chunks:
                    pass
        finally:
            body.close()

    async def _learn_languages(self) -> None:
        try:
            self._spoken |= await self._client.languages(self._engine)
        except SpeechUnavailable as failure:
            log.info("polly.languages_not_told", why=str(failure))

    def _asked(self, text: str, language: str) -> dict[str, Any]:
        voice = self._voices.of(language)
        asked = {"Text": text, "TextType": "text", "VoiceId": voice, "Engine": self._engine}
        spoken = self._spoken.get(voice, ())
        code = language_code(language, spoken)
        if code is None and spoken:
            self._tell_once("tts.language_not_known", language=language, spoken_as=spoken[0])
        return asked if code is None else asked | {"LanguageCode": code}

    def _report(self, body: PollyBody, asked: dict[str, Any]) -> None:
        # Speech marks are billed as speech is.
        characters = len(asked["Text"]) if body.characters is None else body.characters
        report(Usage("tts", "polly", self._engine, "characters", characters))

    def _tell_once(self, event: str, **fields: str) -> None:
        if (key := event + "".join(fields.values())) not in self._told:
            self._told.add(key)
            log.warning(event, **fields)


def _shifted(word: Word, by_ms: int) -> Word:
    return Word(word.text, word.start_ms + by_ms, word.end_ms + by_ms)
