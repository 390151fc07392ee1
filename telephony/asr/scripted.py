"""A recogniser that hears what it was told to hear: for tests, and for calls on a desk without sound."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Self

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result, Resumed
from telephony.asr.results import Results
from telephony.audio.providers import Means
from telephony.audio.resample import TELEPHONE_HZ
from telephony.errors import SpeechUnavailable
from telephony.usage import Usage, report

Said = str | Sequence[Result]
"""One utterance: its words, or the results that it gives, in order."""


class ScriptedRecogniser:
    """Hears the scripted utterances, one each time a caller speaks and ceases; all calls share the script.

    While the caller speaks the utterance's `Partial`s are given, when the voice ends the rest. Plain words are a
    `Partial` and an `Eager` of them. `opened` are the transcribers, oldest first.
    """

    def __init__(self, script: Iterable[Said] = (), *, unavailable: str = "") -> None:
        self._script = deque(script)
        self._unavailable = unavailable
        self._closed = False
        self.opened: list[ScriptedTranscriber] = []

    @classmethod
    def configured(cls, model: str, means: Means) -> Self:  # noqa: ARG003 - every provider is made the same way
        """As the settings name it: `scripted:book a cleaning|yes`."""
        return cls([words.strip() for words in model.split("|")] if model else ())

    async def warm(self) -> None:
        """Nothing to load; raises `SpeechUnavailable` when it was scripted to."""
        if self._unavailable:
            raise SpeechUnavailable(self._unavailable)
        if self._closed:
            raise SpeechUnavailable("The scripted recogniser is closed.")

    async def open(self, listening: Listening) -> "ScriptedTranscriber":
        """Begin to listen to one caller."""
        await self.warm()
        transcriber = ScriptedTranscriber(self._script, listening)
        self.opened.append(transcriber)
        return transcriber

    async def aclose(self) -> None:
        """Open no more."""
        self._closed = True

    def assert_complete(self) -> None:
        """Every scripted utterance was heard."""
        assert not self._script, f"The caller never said: {list(self._script)}"


class ScriptedTranscriber:
    """One caller. `heard`: the sound it was fed; `voices`: the changes it was told; `ended`: the turns taken."""

    def __init__(self, script: deque[Said], listening: Listening) -> None:
        self._script = script
        self._results = Results()
        self._rest: deque[Result] = deque()
        self._eager = False
        self.listening = listening
        self.adapted: list[Listening] = []
        self.heard = bytearray()
        self.voices: list[bool] = []
        self.ended = 0
        self.closed = asyncio.Event()

    def feed(self, audio: bytes) -> None:
        """Record the sound."""
        self.heard += audio

    def voice(self, *, speaking: bool) -> None:
        """Play the next utterance: its partials as the voice begins, the rest as it ends."""
        self.voices.append(speaking)
        if speaking:
            self._begin()
        else:
            while self._rest:
                self.tell(self._rest.popleft())

    def tell(self, result: Result) -> None:
        """Give a result at once, whatever the script says."""
        self._eager = isinstance(result, Eager) or (self._eager and not isinstance(result, Resumed | Final | Failed))
        self._results.put(result)

    def end_utterance(self) -> None:
        """Count the turn, and forget what was not given."""
        self.ended += 1
        self._eager = False
        self._rest.clear()

    def adapt(self, listening: Listening) -> None:
        """Remember how it is to listen now."""
        self.listening = listening
        self.adapted.append(listening)

    def results(self) -> AsyncIterator[Result]:
        """The scripted results."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Give no more. Safe to call twice."""
        if not self.closed.is_set():
            report(Usage("asr", "scripted", "scripted", "seconds", len(self.heard) / TELEPHONE_HZ))
        self._results.end()
        self.closed.set()

    def _begin(self) -> None:
        if self._eager:
            self.tell(Resumed())
        if self._script:
            said = self._script.popleft()
            self._rest.extend((Partial(said), Eager(said, 1.0)) if isinstance(said, str) else said)
        while self._rest and isinstance(self._rest[0], Partial):
            self.tell(self._rest.popleft())
