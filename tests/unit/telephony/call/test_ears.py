"""What a recogniser is told of one caller, and in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from telephony.asr.port import Listening, Result
from telephony.audio.hysteresis import VoiceChange, VoiceOff, VoiceOn
from telephony.call.ears import Ears
from telephony.call.speech_stack import SpeechStack
from telephony.line import Heard

FRAME = 160
"""20 ms."""


class _Told:
    """A transcriber that keeps what it is told: sound by its length."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def feed(self, audio: bytes) -> None:
        self.told.append(len(audio))

    def voice(self, *, speaking: bool) -> None:
        self.told.append("voice" if speaking else "silence")

    def end_utterance(self) -> None:
        self.told.append("end")

    def adapt(self, listening: Listening) -> None:
        self.told.append(listening.language)

    async def results(self) -> AsyncIterator[Result]:
        await asyncio.Event().wait()
        yield  # type: ignore[misc]  # never come to: it only makes this a stream

    async def aclose(self) -> None:
        self.told.append("closed")


class _Detector:
    """A voice detector that says what the test says; it is its own ear."""

    change: Callable[[VoiceChange], None]

    def open(self, on_change: Callable[[VoiceChange], None]) -> "_Detector":
        self.change = on_change
        return self

    def feed(self, audio: bytes) -> None:
        pass

    async def caught_up(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Caller:
    """A caller whose sound comes frame by frame."""

    def __init__(self) -> None:
        self.transcriber, self.detector = _Told(), _Detector()
        nobody: object = None
        stack = SpeechStack(self.detector, nobody, nobody)  # type: ignore[arg-type]  # neither is asked
        self.ears = Ears(stack, Listening("en", ("hi",)), self.transcriber, post=lambda _: None, note=lambda *_: None)
        self.ears.open()
        self._frames = 0

    def speaks(self, frames: int) -> None:
        """So many frames come."""
        for _ in range(frames):
            self.ears.hear(Heard(b"\xff" * FRAME, 20 * self._frames))
            self._frames += 1


@pytest.fixture
async def caller() -> AsyncIterator[_Caller]:
    """One."""
    ringing = _Caller()
    yield ringing
    await ringing.ears.aclose()


async def test_sound_is_handed_on_in_pieces(caller: _Caller) -> None:
    """Four frames are one, and one chunk for Deepgram."""
    caller.speaks(9)
    assert caller.transcriber.told == [4 * FRAME, 4 * FRAME]


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (lambda caller: caller.detector.change(VoiceOn(0, 60)), "voice"),
        (lambda caller: caller.detector.change(VoiceOff(0, 60)), "silence"),
        (lambda caller: caller.ears.forget_words(), "end"),
        (lambda caller: caller.ears.attend("hi", ()), "hi"),
    ],
)
async def test_sound_goes_before_what_is_told_after_it(
    caller: _Caller, what: Callable[[_Caller], None], told: str
) -> None:
    """A recogniser that is told that the voice is gone has all of the voice."""
    caller.speaks(7)
    what(caller)
    assert caller.transcriber.told == [4 * FRAME, 3 * FRAME, told]


async def test_a_piece_given_early_does_not_delay_the_next(caller: _Caller) -> None:
    """Pieces end where they would have: whoever sends them on in their size has a whole one each time."""
    caller.speaks(3)
    caller.detector.change(VoiceOn(0, 60))
    caller.speaks(6)
    assert caller.transcriber.told == [3 * FRAME, "voice", FRAME, 4 * FRAME]
