"""A script instead of ears: what is heard is known beforehand, and nothing of the sound is kept."""

from collections import deque
from collections.abc import AsyncIterator, Iterable

from telephony.asr.port import Eager, Failed, Final, Listening, Partial, Result
from telephony.asr.results import Results
from telephony.asr.scripted import Said


class Script:
    """Hears the scripted utterances in order, one for each utterance that somebody speaks; all streams share them.

    After a pause within an utterance the same words are heard again. When the script is over, voices without words are
    heard. An utterance that is given as results must not hold `Failed` but as its last.
    """

    def __init__(self, script: Iterable[Said] = ()) -> None:
        self._script = deque(script)

    async def warm(self) -> None:
        """Nothing to load."""

    async def open(self, listening: Listening) -> "ScriptReader":  # noqa: ARG002 - the port's
        """Begin to listen."""
        return ScriptReader(self._script)

    async def aclose(self) -> None:
        """Nothing to give back."""

    def assert_complete(self) -> None:
        """Every scripted utterance was heard."""
        assert not self._script, f"Nobody ever said: {list(self._script)}"


class ScriptReader:
    """One stream of a `Script`."""

    def __init__(self, script: deque[Said]) -> None:
        self._script = script
        self._results = Results()
        self._said: tuple[Result, ...] | None = None

    def feed(self, audio: bytes) -> None:
        """Sound is not looked at."""

    def voice(self, *, speaking: bool) -> None:
        """The partials as the voice begins, the rest as it ends; every pause is answered with an `Eager`."""
        if self._said is None:
            self._said = _results(self._script.popleft() if self._script else "")
        for result in self._said:
            if isinstance(result, Partial) == speaking:
                self._results.put(result)
        if speaking:
            return
        if not any(isinstance(each, Eager | Failed) for each in self._said):
            self._results.put(Eager("", 1.0))
        # What is certain is not said again after a pause.
        self._said = tuple(each for each in self._said if not isinstance(each, Final))

    def end_utterance(self) -> None:
        """With the next voice the next utterance begins."""
        self._said = None

    def adapt(self, listening: Listening) -> None:
        """The script stays what it is."""

    def results(self) -> AsyncIterator[Result]:
        """The scripted results."""
        return aiter(self._results)

    async def aclose(self) -> None:
        """Give no more. Safe to call twice."""
        self._results.end()


def _results(said: Said) -> tuple[Result, ...]:
    if not isinstance(said, str):
        return tuple(said)
    return (Partial(said), Eager(said, 1.0)) if said else (Eager("", 1.0),)
