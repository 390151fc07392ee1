"""What both of Deepgram's live sockets do: take sound and requests, keep their limits, and tell where words are."""

import asyncio
import math
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import numpy as np
from aiohttp import WSMsgType

from agent.fakes.deepgram_rules import Asked, Refused
from agent.fakes.recordings import alaw_to_samples
from agent.fakes.talents import FRAME_MS, Hearing, Perceived, Talents
from agent.fakes.wires import Socket
from telephony.audio import ulaw
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.line import BYTES_PER_MS

CONFIGURE_S = 0.02
"""A change of configuration takes so long; while it lasts no other is taken."""
_SAMPLE_BYTES = {"linear16": 2, "linear32": 4}
FRAME = FRAME_MS * BYTES_PER_MS


class Patience(Protocol):
    """The limits of a stand-in, and where it remembers what it refused."""

    first_sound_s: float
    idle_s: float
    refused: deque[str]


class Over(Exception):
    """The stream is closed, with this code; None: without any."""

    def __init__(self, code: int | None = 1000, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Listening(ABC):
    """One live socket. Subclasses say what is told of what was heard, and what requests do."""

    requests: ClassVar[frozenset[str]]
    """The types of messages that the client may send."""

    def __init__(self, socket: Socket, asked: Asked, patience: Patience, *, request_id: str) -> None:
        self.socket = socket
        self.asked = asked
        self.patience = patience
        self.request_id = request_id
        self.model_id = str(uuid4())
        self.hearing: Hearing
        self.now_ms = 0
        self._perceived: deque[Perceived] = deque()
        self._pending: Mapping[str, Any] | None = None
        self._rest = b""
        self._loop = asyncio.get_running_loop()
        self._opened_at = self._alive_at = self._loop.time()
        self._sounded = False

    @property
    @abstractmethod
    def end_ms(self) -> int | None:
        """The quiet that ends an utterance."""

    async def began(self) -> None:  # noqa: B027 - not every protocol has something to say
        """The socket is open."""

    @abstractmethod
    async def tell(self, perceived: Perceived) -> None:
        """Something was heard."""

    @abstractmethod
    async def tick(self) -> None:
        """Another 20 ms of sound were heard."""

    @abstractmethod
    async def request(self, message: Mapping[str, Any]) -> None:
        """The client asks for something other than a configuration."""

    @abstractmethod
    async def refuse_message(self, message: object, why: str) -> None:
        """What the client sent cannot be understood. Raises `Over` when that ends the stream."""

    @abstractmethod
    def configured(self, message: Mapping[str, Any]) -> str:
        """Why it is not done, as a code; empty when it is. Raises `Refused` when it cannot be understood."""

    @abstractmethod
    async def answer_configure(self, message: Mapping[str, Any], refusal: str) -> None:
        """Do what was asked, unless it is refused, and say so."""

    # ── the loop ──────────────────────────────────────────────────────────────

    async def run(self, talents: Talents) -> None:
        """Until it is closed."""
        language = "en" if self.asked.mixed else self.asked.language
        self.hearing = await Hearing.begin(talents, language=language, end_ms=self.end_ms)
        collecting = asyncio.create_task(self._collect(), name="fake deepgram")
        try:
            await self.began()
            async with aclosing(self._messages()) as messages:
                async for message in messages:
                    await self._take(message)
        except Over as over:
            if over.code is None:
                with suppress(ConnectionError, RuntimeError):
                    await self.socket.response.send_frame(b"", WSMsgType.CLOSE)
            else:
                await self.socket.close(over.code, over.reason)
        finally:
            collecting.cancel()
            await self.hearing.aclose()

    async def finish(self) -> str:
        """End the running utterance. Returns its words; what was heard before them is told."""
        text = await self.hearing.finish()
        await self._drain(told=False)
        return text

    async def _collect(self) -> None:
        async for each in self.hearing.perceived():
            self._perceived.append(each)

    async def _messages(self) -> AsyncGenerator[dict[str, Any] | bytes | str, None]:
        messages = self.socket.messages()
        receiving = asyncio.ensure_future(anext(messages, None))
        try:
            while True:
                done, _ = await asyncio.wait({receiving}, timeout=self._wait_s())
                if not done:
                    await self._waited()
                    continue
                message = receiving.result()
                if message is None:
                    return
                yield message
                receiving = asyncio.ensure_future(anext(messages, None))
        finally:
            receiving.cancel()
            await asyncio.wait({receiving})

    def _wait_s(self) -> float | None:
        idle_at = self._alive_at + self.patience.idle_s
        if not self._sounded:
            idle_at = min(idle_at, self._opened_at + self.patience.first_sound_s)
        wait = max(0.0, idle_at - self._loop.time())
        if self._pending is not None:
            return min(wait, CONFIGURE_S)
        return wait if math.isfinite(wait) else None

    async def _waited(self) -> None:
        if self._pending is not None:
            message, self._pending = self._pending, None
            await self.answer_configure(message, self.configured(message))
            return
        self.patience.refused.append("1011: no sound, and nothing that keeps the stream, for too long")
        raise Over(1011, "NET-0001")

    async def _take(self, message: dict[str, Any] | bytes | str) -> None:
        if isinstance(message, bytes):
            await self._sound(message)
        elif not isinstance(message, dict) or not self._knows(message.get("type")):
            await self.refuse_message(message, f"there is no message {message!r}")
        elif message["type"] == "Configure":
            await self._configure(message)
        else:
            if message["type"] == "KeepAlive":
                self._alive_at = self._loop.time()
            await self.request(message)

    def _knows(self, kind: object) -> bool:
        return isinstance(kind, str) and kind in self.requests

    async def _configure(self, message: Mapping[str, Any]) -> None:
        try:
            self.configured(message)
        except Refused as refusal:
            await self.refuse_message(message, str(refusal))
            return
        if self._pending is not None:
            self.patience.refused.append("Configure: one is still being done")
            await self.answer_configure(message, "CONFIGURE_ALREADY_PENDING")
            return
        self._pending = message

    async def _sound(self, audio: bytes) -> None:
        if not audio:
            self.patience.refused.append("an empty frame of sound ends the stream")
            raise Over(1011, "NET-0000")
        self._sounded, self._alive_at = True, self._loop.time()
        sound = self._rest + self._decoded(audio)
        whole = len(sound) - len(sound) % FRAME
        self._rest = sound[whole:]
        for at in range(0, whole, FRAME):
            await self.hearing.feed(sound[at : at + FRAME])
            self.now_ms = self.hearing.heard_ms
            await self._drain()
            await self.tick()
        self._alive_at = self._loop.time()

    def _decoded(self, audio: bytes) -> bytes:
        if len(audio) % _SAMPLE_BYTES.get(self.asked.encoding, 1):
            self.patience.refused.append(f"1008: {len(audio)} bytes are no {self.asked.encoding}")
            raise Over(1008, "DATA-0000")
        one_channel = self.asked.channels == 1
        if (self.asked.encoding, self.asked.sample_rate) == ("mulaw", TELEPHONE_HZ) and one_channel:
            return audio
        samples = _samples(audio, self.asked.encoding)
        if not one_channel:
            samples = samples[: len(samples) // self.asked.channels * self.asked.channels : self.asked.channels]
        return ulaw.from_samples(resample(samples, self.asked.sample_rate, TELEPHONE_HZ))

    async def _drain(self, *, told: bool = True) -> None:
        for _ in range(2):  # the one who collects, and whoever reads for it
            await asyncio.sleep(0)
        while self._perceived:
            each = self._perceived.popleft()
            if told:
                await self.tell(each)


def _samples(audio: bytes, encoding: str) -> ulaw.Samples:
    match encoding:
        case "linear16":
            return np.frombuffer(audio, "<i2").astype(np.float32) / np.float32(32768)
        case "linear32":
            floats: ulaw.Samples = np.nan_to_num(np.frombuffer(audio, "<f4"), posinf=1.0, neginf=-1.0)
            return floats
        case "alaw":
            return alaw_to_samples(audio)
        case _:
            return ulaw.to_samples(audio)


def spread(text: str, since_ms: int, until_ms: int) -> list[dict[str, Any]]:
    """The words with times: each as long as the others."""
    words = text.split()
    length = max(until_ms - since_ms, 1) / 1000 / max(len(words), 1)
    return [
        {
            "word": re.sub(r"[^\w']", "", word.lower()) or word,
            "start": round(since_ms / 1000 + number * length, 3),
            "end": round(since_ms / 1000 + (number + 1) * length, 3),
            "confidence": 0.98,
            "punctuated_word": word,
        }
        for number, word in enumerate(words)
    ]


def languages(text: str, hints: tuple[str, ...]) -> list[str]:
    """The languages of the words, by their script; the one with most words first."""
    other = next((hint for hint in hints if hint != "hi"), "en")
    tags = ["hi" if re.search(r"[\u0900-\u097f]", word) else other for word in text.split()]
    return sorted(set(tags), key=tags.count, reverse=True)
