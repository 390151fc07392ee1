"""What makes our sound in a call: one sentence after the other, each kept until it was heard or is not wanted."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from telephony.audio.fade import fade_out
from telephony.call import events as ev
from telephony.call.pace import Pace
from telephony.call.speech_stack import Speaker
from telephony.errors import SpeechUnavailable
from telephony.line import BYTES_PER_MS
from telephony.tts import lead

SPEECH_QUEUE = 200
"""Sentences waiting for the voice."""
_BYTES_PER_S = 1000 * BYTES_PER_MS


class Mouth:
    """Sentences in, sound out. `pace`: learns how fast the speaker speaks, where the words have no times. `post`: told
    of each piece of sound, in the order of the sentences. `run` it.
    """

    def __init__(self, speaker: Speaker, pace: Pace, post: Callable[[ev.Event], None]) -> None:
        self._speaker = speaker
        self._pace = pace
        self._post = post
        self._sayings: asyncio.Queue[ev.Synthesise] = asyncio.Queue(SPEECH_QUEUE)
        self._sounds: dict[str, bytearray] = {}
        self._making: tuple[str, asyncio.Task[None]] | None = None
        self._loop = asyncio.get_running_loop()
        self._heard_until = 0.0
        """So long, at least, the caller has something to hear, unless it is cut off."""

    def say(self, saying: ev.Synthesise) -> None:
        """Make this sentence's sound after those before it. Never blocks."""
        self._sounds[saying.utterance] = bytearray()
        self._sayings.put_nowait(saying)

    def stop(self, utterance: str) -> None:
        """Make no more of this sentence; what there is of it stays."""
        if self._making and self._making[0] == utterance:
            self._making[1].cancel()

    def drop(self, utterance: str) -> None:
        """This sentence is not wanted any more."""
        self._heard_until = 0.0
        self.stop(utterance)
        self.forget(utterance)

    def forget(self, utterance: str) -> None:
        """This sentence was heard."""
        self._sounds.pop(utterance, None)

    def sound(self, utterance: str, from_ms: int, to_ms: int) -> bytes:
        """A stretch of a sentence's sound."""
        return bytes(self._sounds[utterance][from_ms * BYTES_PER_MS : to_ms * BYTES_PER_MS])

    def fading(self, utterance: str, from_ms: int, to_ms: int) -> bytes:
        """The same, dying away; empty when the sound is gone already."""
        return fade_out(self.sound(utterance, from_ms, to_ms)) if utterance in self._sounds else b""

    def close(self) -> None:
        """Tell nobody anything more. The call has this mouth, and is told by it: nobody would let go of either."""
        self._making, self._post = None, _nobody

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            saying = await self._sayings.get()
            if saying.utterance not in self._sounds:
                continue
            making = asyncio.create_task(self._speak(saying, self._sounds[saying.utterance]), name="voice")
            self._making = (saying.utterance, making)
            try:
                await asyncio.wait({making})
            finally:
                making.cancel()
                self._making = None
            if not making.cancelled():
                making.result()

    async def _speak(self, saying: ev.Synthesise, sound: bytearray) -> None:
        speak = self._speaker.speak_fixed if saying.fixed else self._speaker.speak
        lead.tell(self._heard_until)
        timed = False
        try:
            async with aclosing(speak(saying.text, language=saying.language)) as pieces:
                async for piece in pieces:
                    audio = piece.audio + b"\xff" * (-len(piece.audio) % BYTES_PER_MS)
                    sound += audio
                    self._heard_until = max(self._heard_until, self._loop.time()) + len(audio) / _BYTES_PER_S
                    words = tuple((word.text, word.start_ms, word.end_ms) for word in piece.words)
                    timed = timed or bool(words)
                    self._post(ev.SpeechReady(saying.utterance, len(audio) // BYTES_PER_MS, words=words))
        except SpeechUnavailable as why:
            self._post(ev.SpeechFailed(saying.utterance, str(why)))
            return
        if not timed:
            self._pace.learn(len(saying.text), len(sound) // BYTES_PER_MS)
        if sound or not _sayable(saying.text):
            self._post(ev.SpeechReady(saying.utterance, 0, last=True))
        else:
            self._post(ev.SpeechFailed(saying.utterance, "the voice made no sound"))


def _sayable(text: str) -> bool:
    """There is something to be pronounced: dots and signs alone are silence, and no failure of the voice."""
    return any(character.isalnum() for character in text)


def _nobody(_: ev.Event) -> None:
    """The call is over."""
