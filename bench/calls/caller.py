"""One simulated call, Twilio's side, on a clock of 20 ms: it says turns, listens to their answers, and notes when what
came. Every frame is sent when it is due, whatever the service does.
"""

import asyncio
import base64
import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import orjson

from bench.calls.marks import FRAME, FRAME_MS, MU_LAW, NOBODY, Ear, Mark, Tag
from bench.calls.playing import BYTES_PER_S, Playing

FRAME_S = FRAME_MS / 1000
LONGEST_ANSWER_S = 20.0
ACCOUNT = "AC" + "0" * 32
QUIET = bytes((0xFF, 0xFE, 0x7E, 0xFD, 0x7D, 0x7F))
"""µ-law of a line on which nobody speaks: the last bits of noise."""

State = Literal["greeting", "pausing", "speaking", "waiting", "listening", "over"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a caller behaves; seconds where nothing else is said."""

    pause: float = 0.6
    """From the end of an answer to the next turn."""
    patience: float = 6.0
    """An answer that has not begun by then is lost."""
    greeting: float = 4.0
    """So long a greeting is waited for; without one the caller speaks first."""
    barge_in_every: int = 0
    """Every so many turns the answer is talked over; 0: never."""
    barge_in_after: float = 0.7
    """After so much of it was heard."""
    turns: int = 0
    """After so many the caller hangs up; 0: when told to."""


@dataclass(slots=True)
class Turn:
    """What became of a turn. Moments are of `time.monotonic`; None: it did not happen."""

    call: int
    turn: int
    barge_in: bool
    """It talks over an answer."""
    began: float
    ended: float | None = None
    """The last frame of the turn was sent."""
    answered: float | None = None
    """The first sound of the answer came."""
    whole: float | None = None
    """The last sound of the answer came."""
    cleared: float | None = None
    """For a turn that talks over an answer: `clear` came."""
    interrupted: bool = False
    """Its answer was talked over."""
    frames: int = 0
    """Of the answer, that came."""
    stale: int = 0
    """Frames of an earlier answer that came after the `clear`."""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Sound without marks, in encoded frames."""

    quiet: Sequence[str]
    """A line on which nobody speaks."""
    voice: Sequence[str]
    """A turn, so that detectors of voices have what they are made for: its first and last frame are left to marks."""

    @classmethod
    def of(cls, voice: bytes) -> "Room":
        """With the sound of this voice, µ-law."""
        dice = random.Random(5)
        quiet = (bytes(dice.choices(QUIET, k=FRAME)) for _ in range(97))
        whole = (voice[at : at + FRAME] for at in range(0, len(voice) - FRAME, FRAME))
        return cls(_encoded(quiet), _encoded(whole))


def _encoded(frames: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(frame).decode() for frame in frames]


class Phone(Protocol):
    """Where a caller speaks into."""

    def send(self, message: bytes) -> None:
        """Send a text."""
        ...


class Caller:
    """One call. `take` is called for each message; `on_over` once, when the caller has hung up.

    `number`: of the call, in its marks; `call_id`: as Twilio names it; `room`: how it sounds there.
    """

    def __init__(self, number: int, call_id: str, manner: Manner, *, phone: Phone, room: Room) -> None:
        self.number, self.manner = number, manner
        self._ids = {"accountSid": ACCOUNT, "callSid": call_id}
        self.stream = f"MZ{number:032x}"
        self.leaving = False
        """Speaks no further turn, and hangs up when the running one is over."""
        self.state: State = "greeting"
        self.turns: list[Turn] = []
        self.playing = Playing()
        self.faults: Counter[str] = Counter()
        self.unmarked_s = 0.0
        """Sound that belongs to no answer."""
        self.late: list[float] = []
        """How much later than due frames were sent, in seconds: of this instrument, not of the service."""
        self.on_over: Callable[[Caller], None] = lambda _: None
        self.began = 0.0
        self._phone = phone
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._since = self._due = 0.0
        self._sent, self._sequence = 0, 1
        self._speech: deque[str] = deque()
        self._ear = Ear()
        self._last_came = False

    def start(self, *, parameters: dict[str, str]) -> None:
        """The socket is open: say who calls, and begin to send sound."""
        media = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        begun = {
            **self._ids,
            "streamSid": self.stream,
            "tracks": ["inbound"],
            "mediaFormat": media,
            "customParameters": parameters,
        }
        self._say({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        self._say({"event": "start", "sequenceNumber": "1", "start": begun, "streamSid": self.stream})
        self.began = self._since = time.monotonic()
        # Callers do not speak in step: each has a moment of its own between two frames.
        self._due = self._loop.time() + FRAME_S * (self.number * 0.381966 % 1)
        self._loop.call_at(self._due, self._tick)

    # ── what comes ────────────────────────────────────────────────────────────

    def take(self, message: bytes, *, binary: bool) -> None:
        """The service says something."""
        now, said = time.monotonic(), orjson.loads(message)
        match said.get("event"):
            case "media" if not binary:
                self._hear(base64.b64decode(said["media"]["payload"]), now)
            case "mark" if not binary:
                if self.playing.mark(said["mark"]["name"], now):
                    self._reached(said["mark"]["name"])
            case "clear" if not binary:
                self._clear(now)
            case _:
                self.faults["a message that Twilio does not know"] += 1

    def gone(self) -> None:
        """The socket is closed."""
        if self.state != "over":
            self.faults["closed by the service"] += 1
            self._over()

    def _hear(self, sound: bytes, now: float) -> None:
        self.playing.sound(len(sound), now)
        marks = self._ear.hear(sound)
        if not marks:  # such as a word that fades away after a `clear`
            self.playing.rest()
            self.unmarked_s += len(sound) / BYTES_PER_S
        for mark in marks:
            self._heard(mark, now)

    def _heard(self, mark: Mark, now: float) -> None:
        turn = self.turns[-1] if self.turns else None
        if turn is None or self.state == "pausing":
            self._last_came = self._last_came or mark.kind == "last"
        elif mark.tag not in (NOBODY, Tag(self.number, turn.turn)):
            turn.stale += turn.cleared is not None
            if mark.tag.call != self.number:
                self.faults["the answer to another caller"] += 1
            return
        elif self.state in {"waiting", "listening"}:
            self._answer(turn, mark, now)
        if mark.kind == "last":
            self.playing.rest()

    def _answer(self, turn: Turn, mark: Mark, now: float) -> None:
        if turn.answered is None:
            turn.answered = now
            self._become("listening", now)
        turn.frames += 1
        if mark.kind == "last":
            turn.whole = now
            self._last_came = True

    def _clear(self, now: float) -> None:
        playing = self.playing.until > now
        for name in self.playing.clear(now):
            self._reached(name)
        self._ear.forget()
        turn = self.turns[-1] if self.turns else None
        if turn and turn.barge_in and turn.cleared is None and self.state in {"speaking", "waiting"}:
            turn.cleared = now
        elif playing:
            self.faults["cleared while nobody talked over it"] += 1

    # ── what the caller does ──────────────────────────────────────────────────

    def _tick(self) -> None:
        if self.state == "over":
            return
        self.late.append(self._loop.time() - self._due)
        self._due += FRAME_S
        self._loop.call_at(self._due, self._tick)
        now = time.monotonic()
        for name in self.playing.reached(now):
            self._reached(name)
        if self._decide(now):
            self._send_frame(now)

    def _decide(self, now: float) -> bool:
        """What comes next. False: nothing; the caller has hung up."""
        quiet, waited = self.playing.until <= now, now - self._since
        match self.state:
            case "greeting" if quiet and (self._last_came or waited > self.manner.greeting):
                self._become("pausing", now)
            case "pausing" if waited >= self.manner.pause and quiet:
                if self.leaving or (self.manner.turns and len(self.turns) >= self.manner.turns):
                    self.hang_up()
                    return False
                self._begin(now, barge_in=False)
            case "waiting" if waited > self.manner.patience:
                self.turns[-1].lost = True
                self._become("pausing", now)
            case "listening" if self._last_came and quiet:
                self._become("pausing", now)
            case "listening" if waited > LONGEST_ANSWER_S:
                self.faults["an answer without an end"] += 1
                self._become("pausing", now)
            case "listening" if self._talks_over and waited >= self.manner.barge_in_after and not self._last_came:
                self.turns[-1].interrupted = True
                self._begin(now, barge_in=True)
        return True

    @property
    def _talks_over(self) -> bool:
        every = self.manner.barge_in_every
        return bool(every) and not self.leaving and (len(self.turns) + 1) % every == 0

    def _begin(self, now: float, *, barge_in: bool) -> None:
        self.turns.append(Turn(self.number, len(self.turns) + 1, barge_in, now))
        tag = Tag(self.number, len(self.turns))
        first, last = _encoded((MU_LAW.write(Mark(tag, "sound")), MU_LAW.write(Mark(tag, "last"))))
        self._speech.extend((first, *self._room.voice[1:-1], last))
        self._last_came = False
        self._become("speaking", now)

    def _send_frame(self, now: float) -> None:
        payload = self._room.quiet[self._sent % len(self._room.quiet)]
        if self._speech:
            payload = self._speech.popleft()
            if not self._speech:
                self.turns[-1].ended = now
                self._become("waiting", now)
        self._sent += 1
        self._sequence += 1
        self._phone.send(
            (
                f'{{"event":"media","sequenceNumber":"{self._sequence}","media":{{"track":"inbound","chunk":"{self._sent}",'
                f'"timestamp":"{self._sent * FRAME_MS}","payload":"{payload}"}},"streamSid":"{self.stream}"}}'
            ).encode()
        )

    def hang_up(self) -> None:
        """Go."""
        if self.state == "over":
            return
        self._sequence += 1
        number, stream = str(self._sequence), self.stream
        self._say({"event": "stop", "sequenceNumber": number, "stop": self._ids, "streamSid": stream})
        self._over()

    def _over(self) -> None:
        self.state = "over"
        self.on_over(self)

    def _become(self, state: State, now: float) -> None:
        self.state, self._since = state, now

    def _reached(self, name: str) -> None:
        self._sequence += 1
        number, stream = str(self._sequence), self.stream
        self._say({"event": "mark", "sequenceNumber": number, "mark": {"name": name}, "streamSid": stream})

    def _say(self, message: dict[str, Any]) -> None:
        self._phone.send(orjson.dumps(message))
