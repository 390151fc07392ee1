"""A socket of the stand-in for Cartesia: contexts that are spoken side by side."""

import asyncio
import base64
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from agent.fakes.cartesia_requests import CHANGING, Cancel, Generation, RawFormat, Refused, read
from agent.fakes.sounds import encoded
from agent.fakes.wires import Socket
from telephony.line import BYTES_PER_MS
from telephony.tts.port import Word

if TYPE_CHECKING:
    from agent.fakes.cartesia import CartesiaFake

_DELAY_MS = 3000
"""Text is held back so long for more of it, when nothing else is asked for."""
_SENTENCE_ENDS = tuple(".!?।")


class _Context:
    """One context: what was asked, and what is still to be spoken."""

    def __init__(self, first: Generation, fields: Mapping[str, Any]) -> None:
        self.id = first.context_id
        self.first = first
        self.fields = fields
        self.pieces: asyncio.Queue[Generation] = asyncio.Queue()
        self.ended = False
        self.begun = time.monotonic()
        self.sound_bytes = 0
        self.flushes = 0

    @property
    def delay_s(self) -> float:
        delay_ms = self.first.max_buffer_delay_ms
        return (_DELAY_MS if delay_ms is None else delay_ms) / 1000


class Conversation:
    """All that happens on one socket."""

    def __init__(self, fake: "CartesiaFake", socket: Socket) -> None:
        self._fake = fake
        self._socket = socket
        self._contexts: dict[str, _Context] = {}
        self._over: set[str] = set()
        self._speaking: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Listen and speak until the client leaves, or has been silent for too long."""
        async with asyncio.TaskGroup() as tasks:
            while not self._socket.closed:
                try:
                    async for message in self._socket.messages(idle_s=self._fake.idle_s):
                        await self._take(message, tasks)
                except TimeoutError:
                    if not self._contexts:
                        await self._socket.close(1000, "connection idle timeout")
            for task in self._speaking.values():
                task.cancel()

    async def _take(self, message: dict[str, Any] | bytes | str, tasks: asyncio.TaskGroup) -> None:
        context = message.get("context_id") if isinstance(message, dict) else None
        try:
            if isinstance(message, dict) and "cancel" in message:
                await self._cancel(read(Cancel, message).context_id)
            else:
                self._generate(read(Generation, message), message, tasks)
        except Refused as why:
            await self._refuse(why, context if isinstance(context, str) else None)

    def _generate(self, asked: Generation, message: object, tasks: asyncio.TaskGroup) -> None:
        assert isinstance(message, dict)
        self._fake.knows(asked.voice)
        fields = {name: value for name, value in message.items() if name not in CHANGING}
        if asked.context_id in self._over:
            raise Refused("context_id: this context is over; take a new id")
        context = self._contexts.get(asked.context_id)
        if context is None:
            most = self._fake.most_contexts
            if most is not None and len(self._contexts) >= most:
                raise Refused("too many contexts at once", status=429, code="concurrency_limited")
            context = self._contexts[asked.context_id] = _Context(asked, fields)
            self._speaking[context.id] = tasks.create_task(self._speak(context))
        elif context.ended:
            raise Refused("context_id: the last piece of this context came already")
        elif fields != context.fields:
            changed = sorted(
                name for name in {*fields, *context.fields} if fields.get(name) != context.fields.get(name)
            )
            raise Refused(f"{changed[0]}: the fields of a context may not change")
        context.ended = not asked.more
        context.pieces.put_nowait(asked)

    async def _cancel(self, name: str) -> None:
        context = self._contexts.get(name)
        if context is None:
            return
        self._close(context)
        for _ in range(self._fake.late_chunks):
            await self._say(context, b"\x7f" * self._fake.chunk_ms * BYTES_PER_MS)

    def _close(self, context: _Context) -> None:
        self._contexts.pop(context.id, None)
        self._over.add(context.id)
        task = self._speaking.pop(context.id)
        if task is not asyncio.current_task():
            task.cancel()

    async def _refuse(self, why: Refused, name: str | None) -> None:
        self._fake.refused.append(f"{why.status}: {why}")
        if name in self._contexts:
            self._close(self._contexts[name])
        error = {
            "type": "error",
            "done": True,
            "title": str(why).partition(":")[0],
            "message": str(why),
            "error_code": why.code,
            "status_code": why.status,
            "request_id": str(uuid4()),
        }
        await self._socket.send(error | ({} if name is None else {"context_id": name}))

    async def _speak(self, context: _Context) -> None:
        text, more = "", True
        while more:
            piece = await self._next(context, context.delay_s if text else self._fake.expiry_s)
            if piece is None and not text:
                break  # it expired
            if piece is not None:
                text, more = text + piece.transcript, bool(piece.more)
            # What waited too long for more of it is spoken as it is.
            if (
                piece is None
                or piece.flush
                or not more
                or not context.delay_s
                or text.rstrip().endswith(_SENTENCE_ENDS)
            ):
                await self._speak_text(context, text)
                text = ""
            if piece is not None and piece.flush:
                await self._flushed(context)
        await self._socket.send({"type": "done", "done": True, "status_code": 206, "context_id": context.id})
        self._close(context)

    @staticmethod
    async def _next(context: _Context, limit_s: float) -> Generation | None:
        try:
            return await asyncio.wait_for(context.pieces.get(), limit_s)
        except TimeoutError:
            return None

    async def _speak_text(self, context: _Context, text: str) -> None:
        offset_ms = context.sound_bytes // BYTES_PER_MS
        async for chunk, words in self._fake.spoken(text, context.first.spoken):
            times = self._times(context, words, offset_ms) if words and context.first.add_timestamps else None
            if times and self._fake.times_first:
                await self._socket.send(times)
            await self._say(context, chunk)
            if times and not self._fake.times_first:
                await self._socket.send(times)

    async def _say(self, context: _Context, audio: bytes) -> None:
        context.sound_bytes += len(audio)
        message = chunk_message(audio, context.first.output_format, since=context.begun)
        await self._socket.send(message | {"context_id": context.id} | self._flush(context))

    def _times(self, context: _Context, words: tuple[Word, ...], offset_ms: int) -> dict[str, Any]:
        return times_message(words, offset_ms) | {"context_id": context.id} | self._flush(context)

    @staticmethod
    def _flush(context: _Context) -> dict[str, int]:
        return {"flush_id": context.flushes + 1}

    async def _flushed(self, context: _Context) -> None:
        context.flushes += 1
        await self._socket.send(
            {
                "type": "flush_done",
                "done": False,
                "flush_done": True,
                "flush_id": context.flushes,
                "status_code": 206,
                "context_id": context.id,
            }
        )


def chunk_message(audio: bytes, form: RawFormat, *, since: float) -> dict[str, Any]:
    """Sound, as the socket and the events tell it. `since`: when it was asked for, of the monotonic clock."""
    return {
        "type": "chunk",
        "data": base64.b64encode(encoded(audio, form.encoding, hertz=form.sample_rate)).decode(),
        "done": False,
        "status_code": 206,
        "step_time": (time.monotonic() - since) * 1000,
    }


def times_message(words: tuple[Word, ...], offset_ms: int) -> dict[str, Any]:
    """When words are spoken, in seconds since the first sound."""
    return {
        "type": "timestamps",
        "done": False,
        "status_code": 206,
        "word_timestamps": {
            "words": [word.text for word in words],
            "start": [(word.start_ms + offset_ms) / 1000 for word in words],
            "end": [(word.end_ms + offset_ms) / 1000 for word in words],
        },
    }
