"""OpenAI's realtime transcription, as a part of the stand-in for OpenAI: `GET /v1/realtime?intent=transcription`.

Source: the Realtime API in OpenAI's API reference, transcription sessions. Sessions that talk back are not offered.
"""

import asyncio
import base64
import binascii
import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from aiohttp import web

from agent.fakes.faults import Course
from agent.fakes.openai_chat import openai_error
from agent.fakes.openai_realtime_rules import MODELS, MOST_AUDIO, Wrong, end_ms, new_session, updated, wrong
from agent.fakes.recordings import alaw_to_samples
from agent.fakes.stand_in import Socket, StandIn
from agent.fakes.talents import Hearing
from telephony.audio import ulaw
from telephony.audio.resample import TELEPHONE_HZ, resample
from telephony.line import BYTES_PER_MS

LEAST_COMMIT_MS = 100
_TRANSCRIPTION = "conversation.item.input_audio_transcription"


@dataclass(slots=True)
class Transcribing:
    """How transcripts come, for tests.

    `gate`: while it is not set, none comes; `lost`: so many utterances fail; `word_s`: seconds before each word.
    """

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    lost: int = 0
    word_s: float = 0.0

    def __post_init__(self) -> None:
        self.gate.set()


@dataclass(frozen=True, slots=True)
class _Utterance:
    item: str
    text: str
    seconds: float
    failed: bool


async def realtime(
    fake: StandIn, transcribing: Transcribing, request: web.Request, course: Course
) -> web.StreamResponse:
    """One socket."""
    intent, model = request.query.get("intent"), request.query.get("model")
    if intent != "transcription" and model not in MODELS:
        why = "This stand-in has transcription sessions only: ?intent=transcription"
        fake.refused.append(f"400: {why}")
        return openai_error(400, why, param="intent")
    async with fake.socket(request, request["seen"], course) as socket:
        hearing = await Hearing.begin(fake.talents)
        try:
            await _Session(fake, transcribing, socket, hearing).run()
        finally:
            await hearing.aclose()
    return socket.response


class _Session:
    """One session."""

    def __init__(self, fake: StandIn, transcribing: Transcribing, socket: Socket, hearing: Hearing) -> None:
        self._fake = fake
        self._transcribing = transcribing
        self._socket = socket
        self._hearing = hearing
        self._session = new_session("sess_fake")
        self._events = itertools.count(1)
        self._items = itertools.count(1)
        self._previous: str | None = None
        self._buffered_ms = 0.0
        self._odd = b""
        self._by_hand: int | None = None
        self._dropped: int | None = None
        """Utterances by when they began, in the sound: committed by the client, and cleared."""
        self._failed = False
        self._spoken: asyncio.Queue[_Utterance] = asyncio.Queue()

    async def run(self) -> None:
        """Until the client leaves."""
        self._hearing.end_ms = end_ms(self._session)
        await self._send("session.created", session=self._session)
        async with asyncio.TaskGroup() as group:
            others = [group.create_task(self._listen()), group.create_task(self._transcribe())]
            await self._receive()
            for task in others:
                task.cancel()

    # ── from the client ───────────────────────────────────────────────────────

    async def _receive(self) -> None:
        async for message in self._socket.messages():
            fault = wrong(message)
            if fault is None and isinstance(message, dict):
                fault = await self._take(message)
            if fault is not None:
                await self._refuse(message, fault)

    async def _take(self, message: dict[str, Any]) -> Wrong | None:
        match message["type"]:
            case "session.update":
                return await self._update(message)
            case "input_audio_buffer.append":
                return await self._append(message["audio"])
            case "input_audio_buffer.commit":
                return await self._commit()
            case _:
                await self._clear()
        return None

    async def _update(self, message: Mapping[str, Any]) -> Wrong | None:
        made = updated(self._session, message)
        if isinstance(made, Wrong):
            return made
        self._session = made
        self._hearing.end_ms = end_ms(made)
        await self._send("session.updated", session=made)
        return None

    async def _append(self, audio: str) -> Wrong | None:
        try:
            sound = base64.b64decode(audio, validate=True)
        except (binascii.Error, ValueError):
            return Wrong("invalid_value", "Invalid 'audio'. Expected base64-encoded audio bytes.", "audio")
        if len(sound) > MOST_AUDIO:
            return Wrong("invalid_value", "Invalid 'audio'. More than 15 MiB in one event.", "audio")
        self._socket.seen.sound_bytes += len(sound)
        heard = self._telephone(sound)
        self._buffered_ms += len(heard) / BYTES_PER_MS
        await self._hearing.feed(heard)
        return None

    async def _commit(self) -> Wrong | None:
        if self._buffered_ms < LEAST_COMMIT_MS:
            return Wrong(
                "input_audio_buffer_commit_empty",
                "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                f"but buffer only has {self._buffered_ms:.2f}ms of audio.",
            )
        if self._hearing.end_ms is not None and self._hearing.underway:
            # Whoever listens commits it, without telling that the voice is gone.
            self._by_hand = self._hearing.since_ms
            await self._hearing.finish()
        else:
            await self._committed(self._new_item(), await self._hearing.finish())
        return None

    async def _clear(self) -> None:
        if self._hearing.underway:
            self._dropped = self._hearing.since_ms  # whoever listens forgets the item
        await self._hearing.finish()
        self._buffered_ms, self._odd = 0.0, b""
        await self._send("input_audio_buffer.cleared")

    def _telephone(self, sound: bytes) -> bytes:
        kind = self._session["audio"]["input"]["format"]["type"]
        if kind == "audio/pcmu":
            return sound
        if kind == "audio/pcma":
            return ulaw.from_samples(alaw_to_samples(sound))
        sound = self._odd + sound
        whole = len(sound) - len(sound) % 2
        self._odd = sound[whole:]
        samples = np.frombuffer(sound[:whole], "<i2").astype(np.float32) / np.float32(32768)
        return ulaw.from_samples(resample(samples, 24_000, TELEPHONE_HZ))

    # ── to the client ─────────────────────────────────────────────────────────

    async def _listen(self) -> None:
        item = ""
        async for heard in self._hearing.perceived():
            if heard.what == "failed":
                self._failed = True
            detection = self._session["audio"]["input"]["turn_detection"]
            if detection is None:
                continue
            if heard.what == "begun":
                item = self._new_item()
                start = max(0, heard.since_ms - detection.get("prefix_padding_ms", 300))
                await self._send("input_audio_buffer.speech_started", item_id=item, audio_start_ms=start)
            elif heard.what == "ended" and heard.since_ms == self._dropped:
                item = ""
            elif heard.what == "ended" and item:
                if heard.since_ms != self._by_hand:
                    await self._send("input_audio_buffer.speech_stopped", item_id=item, audio_end_ms=heard.at_ms)
                await self._committed(item, heard.text)
                item = ""

    async def _committed(self, item: str, text: str) -> None:
        previous, self._previous = self._previous, item
        seconds, self._buffered_ms = self._buffered_ms / 1000, 0.0
        await self._send("input_audio_buffer.committed", item_id=item, previous_item_id=previous)
        content = [{"type": "input_audio", "transcript": None}]
        message = {"id": item, "object": "realtime.item", "type": "message", "status": "completed", "role": "user"}
        await self._send("conversation.item.added", previous_item_id=previous, item={**message, "content": content})
        if self._session["audio"]["input"]["transcription"] is not None:
            lost = self._failed or self._transcribing.lost > 0
            self._transcribing.lost = max(0, self._transcribing.lost - 1)
            self._spoken.put_nowait(_Utterance(item, text, seconds, lost))

    async def _transcribe(self) -> None:
        while True:
            spoken = await self._spoken.get()
            await self._transcribing.gate.wait()
            about = {"item_id": spoken.item, "content_index": 0}
            if spoken.failed:
                error = {"type": "server_error", "code": "transcription_failed", "message": "It failed.", "param": None}
                await self._send(f"{_TRANSCRIPTION}.failed", **about, error=error)
                continue
            transcription = self._session["audio"]["input"]["transcription"] or {}
            model = transcription.get("model", "")
            for delta in deltas(spoken.text, whole=model == "whisper-1"):
                await asyncio.sleep(self._transcribing.word_s)
                await self._send(f"{_TRANSCRIPTION}.delta", **about, delta=delta)
            more: dict[str, Any] = {"usage": usage(model, spoken.seconds, spoken.text)}
            if model == "gpt-transcribe":
                known = transcription.get("language") or next(iter(transcription.get("languages") or ["en"]))
                more["languages"] = [{"code": known}] if spoken.text else []
            await self._send(f"{_TRANSCRIPTION}.completed", **about, transcript=spoken.text, **more)

    async def _refuse(self, message: object, fault: Wrong) -> None:
        self._fake.refused.append(f"{fault.code}: {fault.says}")
        own = message.get("event_id") if isinstance(message, dict) else None
        about = {"code": fault.code, "message": fault.says, "param": fault.param, "event_id": own}
        await self._send("error", error={"type": "invalid_request_error", **about})

    async def _send(self, kind: str, **fields: Any) -> None:
        await self._socket.send({"type": kind, "event_id": f"event_{next(self._events)}", **fields})

    def _new_item(self) -> str:
        return f"item_{next(self._items)}"


def deltas(text: str, *, whole: bool) -> Iterator[str]:
    """A transcript in the pieces in which it is told; together they are the transcript."""
    words = [text] if whole else text.split(" ")
    for number, word in enumerate(words if text else ()):
        yield word if number == 0 else f" {word}"


def usage(model: str, seconds: float, text: str) -> dict[str, Any]:
    """What a transcript used: seconds for whisper-1, tokens for the others, ten for a second of sound."""
    if model == "whisper-1":
        return {"type": "duration", "seconds": math.ceil(seconds)}
    read, written = math.ceil(seconds * 10), math.ceil(len(text) / 4)
    details = {"audio_tokens": read, "text_tokens": 0}
    return {
        "type": "tokens",
        "input_tokens": read,
        "input_token_details": details,
        "output_tokens": written,
        "total_tokens": read + written,
    }
