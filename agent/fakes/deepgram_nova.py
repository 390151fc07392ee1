"""Deepgram's first live socket, as Nova answers on it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent.fakes.deepgram_listening import Listening, Over, languages, spread
from agent.fakes.deepgram_rules import configured_v1
from agent.fakes.talents import Perceived

INTERIM_MS = 1000
SEGMENT_MS = 4000
"""A stretch of sound becomes final after so long, in the middle of an utterance too."""
SETTLING_WORDS = 2
"""Of a running utterance so many of the last words may still change, and are not final yet."""
WITHOUT_ENDPOINTING_MS = 1000


class NovaListening(Listening):
    """`Results` about once a second of sound, and where the caller falls silent."""

    requests = frozenset({"KeepAlive", "Finalize", "CloseStream", "Configure"})

    _text = ""
    _since_ms = _until_ms = 0
    _said = 0
    """Words of the running utterance that are final already."""
    _start_ms = _told_ms = 0
    _gap_from_ms: int | None = None

    @property
    def end_ms(self) -> int | None:
        """By endpointing."""
        return WITHOUT_ENDPOINTING_MS if self.asked.endpointing is None else self.asked.endpointing

    async def tell(self, perceived: Perceived) -> None:
        """Something was heard."""
        if perceived.what in {"begun", "resumed"}:
            self._gap_from_ms = None
            if self.asked.vad_events:
                began = self.now_ms / 1000 if perceived.what == "resumed" else perceived.since_ms / 1000
                await self.socket.send({"type": "SpeechStarted", "channel": [0, 1], "timestamp": began})
            return
        self._text, self._since_ms = perceived.text, perceived.since_ms
        self._until_ms = perceived.until_ms
        if perceived.what == "paused" and perceived.text:
            self._gap_from_ms = perceived.until_ms
        if perceived.what == "ended":
            await self._final(ended=self.asked.endpointing is not None)
            self._forget()

    async def tick(self) -> None:
        """Interim results, long stretches, and gaps between words."""
        gap, limit = self._gap_from_ms, self.asked.utterance_end
        if limit is not None and gap is not None and self.now_ms - gap >= limit:
            self._gap_from_ms = None
            await self.socket.send({"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": gap / 1000})
        if self.now_ms - self._start_ms >= SEGMENT_MS:
            await self._final(held=SETTLING_WORDS if self._gap_from_ms is None else 0)
        elif self.asked.interim and self.now_ms - self._told_ms >= INTERIM_MS:
            await self._results(self._words())

    async def request(self, message: Mapping[str, Any]) -> None:
        """Finalize and CloseStream flush; KeepAlive is not answered."""
        if message["type"] == "KeepAlive":
            return
        text = await self.finish()
        if text:
            self._text, self._since_ms, self._until_ms = text, self.hearing.since_ms, self.hearing.until_ms
        if message["type"] == "Finalize":
            await self._final(flushed=True)
            self._forget()
            return
        if self.now_ms > self._start_ms:
            await self._final()
        await self._metadata()
        raise Over

    async def refuse_message(self, message: object, why: str) -> None:
        """The stream goes on."""
        self.patience.refused.append(f"SchemaError: {why}")
        await self.socket.send(
            {
                "type": "Error",
                "variant": "SchemaError",
                "description": "Could not deserialize last text message.",
                "message": str(message),
            }
        )

    def configured(self, message: Mapping[str, Any]) -> str:
        """Key terms for Nova-3, and features."""
        return configured_v1(message, self.asked)

    async def answer_configure(self, message: Mapping[str, Any], refusal: str) -> None:
        """With the key terms that are in effect, where those were changed."""
        if refusal:
            self.patience.refused.append(f"Configure: {refusal}")
            failure = {"type": "ConfigureFailure", "request_id": self.request_id, "code": refusal}
            await self.socket.send({**failure, "description": "The configuration was not changed."})
            return
        success: dict[str, Any] = {"type": "ConfigureSuccess", "request_id": self.request_id}
        if message.get("keyterms") is not None:
            success["keyterms"] = message["keyterms"]
        await self.socket.send(success)

    # ── results ───────────────────────────────────────────────────────────────

    def _words(self) -> list[dict[str, Any]]:
        until = self._until_ms or self.now_ms
        return spread(self._text, self._since_ms, max(until, self._since_ms))[self._said :]

    def _forget(self) -> None:
        self._text, self._said = "", 0

    async def _final(self, *, ended: bool = False, flushed: bool = False, held: int = 0) -> None:
        words = self._words()
        words = words[: max(0, len(words) - held)]
        await self._results(words, final=True, ended=ended, flushed=flushed)
        self._said += len(words)
        self._start_ms = self.now_ms

    async def _results(
        self, words: list[dict[str, Any]], *, final: bool = False, ended: bool = False, flushed: bool = False
    ) -> None:
        text = " ".join(word["punctuated_word"] for word in words)
        alternative: dict[str, Any] = {"transcript": text, "confidence": 0.98 if text else 0.0, "words": words}
        if self.asked.mixed:
            alternative |= {"languages": languages(text, self.asked.hints), "languages_hinted": [*self.asked.hints]}
        self._told_ms = self.now_ms
        info = {"name": f"general-{self.asked.model}", "version": "2026-01-01.0", "arch": self.asked.model}
        await self.socket.send(
            {
                "type": "Results",
                "channel_index": [0, 1],
                "start": self._start_ms / 1000,
                "duration": (self.now_ms - self._start_ms) / 1000,
                "is_final": final,
                "speech_final": ended,
                "from_finalize": flushed,
                "channel": {"alternatives": [alternative]},
                "metadata": {"request_id": self.request_id, "model_uuid": self.model_id, "model_info": info},
            }
        )

    async def _metadata(self) -> None:
        await self.socket.send(
            {
                "type": "Metadata",
                "transaction_key": "deprecated",
                "request_id": self.request_id,
                "sha256": hashlib.sha256(str(self.socket.seen.sound_bytes).encode()).hexdigest(),
                "created": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
                "duration": self.now_ms / 1000,
                "channels": self.asked.channels,
            }
        )
