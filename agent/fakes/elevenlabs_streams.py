"""One text as it comes over a socket of ElevenLabs, and its speech."""

import asyncio
import base64
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from agent.fakes.elevenlabs_rules import SCHEDULE, Asked, Refusal, check_schedule, check_settings
from agent.fakes.elevenlabs_speech import speech
from agent.fakes.wires import Socket
from telephony.errors import SpeechUnavailable
from telephony.tts.port import Voice

_ALIGNMENTS = ("alignment", "normalizedAlignment")
_SETTLED_AT_FIRST = ("voice_settings", "generation_config", "pronunciation_dictionary_locators")


@dataclass(frozen=True, slots=True)
class House:
    """What a socket needs of the stand-in that it belongs to."""

    voice: Voice
    asked: Asked
    inactivity_s: float
    admitted: bool
    """The key came with the address; else the first message has to bring it."""
    admit: Callable[[str], bool]
    """Whether this is the key."""
    charge: Callable[[str], None]
    """For a text that is spoken. Raises `Refusal` when the quota is used up."""
    durations: str
    """How the field of that name is spelt."""
    alignments: frozenset[str]
    """Which of `alignment` and `normalizedAlignment` are told."""


class Stream:
    """One text. `marked`: what all its messages hold; nothing on a socket that has no contexts."""

    def __init__(self, house: House, socket: Socket, marked: Mapping[str, Any]) -> None:
        self._house = house
        self._socket = socket
        self._marked = marked
        self._schedule: tuple[int, ...] = SCHEDULE
        self._begun = False
        self._buffer = ""
        self._made = 0
        self._orders: asyncio.Queue[str | None] = asyncio.Queue()
        self.over = False

    def take(self, message: Mapping[str, Any]) -> None:
        """A message of the client. Raises `Refusal`."""
        if self._begun:
            for name in _SETTLED_AT_FIRST:
                if message.get(name) is not None:
                    raise Refusal(1008, "invalid_input_message", f"{name} can only be set in the first message.")
        else:
            self._begin(message)
        self._buffer += message.get("text") or ""
        if not self._buffer.strip():
            self._buffer = ""
        enough = self._schedule[min(self._made, len(self._schedule) - 1)]
        if message.get("flush") or (self._buffer and self._house.asked.auto) or len(self._buffer) >= enough:
            self.flush()
        self._orders.put_nowait("")

    def flush(self) -> None:
        """Speak what is there."""
        if self._buffer:
            self._orders.put_nowait(self._buffer)
            self._made += 1
            self._buffer = ""

    def close(self) -> None:
        """What is being spoken goes on; what was not flushed is forgotten."""
        self._buffer = ""
        self._orders.put_nowait(None)

    async def speak(self) -> None:
        """Speak what is ordered, until it is closed or nothing comes for too long. Raises `Refusal`."""
        with suppress(TimeoutError):
            while (text := await self._order()) is not None:
                if text:
                    self._house.charge(text)
                    await self._say(text)
        self.over = True
        await self._socket.send({**self._final, **self._marked})

    @property
    def _final(self) -> dict[str, Any]:
        if self._marked:
            return {"isFinal": True}
        return {"audio": None, "isFinal": True, "alignment": None, "normalizedAlignment": None}

    async def _order(self) -> str | None:
        # Without a context there is nothing to outlive: the socket itself notices its inactivity.
        async with asyncio.timeout(self._house.inactivity_s if self._marked else None):
            return await self._orders.get()

    async def _say(self, text: str) -> None:
        try:
            async for chunk in speech(self._house.voice, text, self._house.asked):
                told = chunk.in_ms(self._house.durations)
                times = {name: told if name in self._house.alignments else None for name in _ALIGNMENTS}
                audio = base64.b64encode(chunk.audio).decode()
                await self._socket.send({"audio": audio, "isFinal": None, **times, **self._marked})
        except SpeechUnavailable as failure:
            raise Refusal(1011, "internal_error", "the stand-in's voice cannot speak") from failure

    def _begin(self, message: Mapping[str, Any]) -> None:
        self._begun = True
        if not self._marked and message.get("text") != " ":
            raise Refusal(1008, "invalid_input_message", "The first message has to be a single space.")
        check_settings(message.get("voice_settings") or {})
        self._schedule = check_schedule(message.get("generation_config") or {})
