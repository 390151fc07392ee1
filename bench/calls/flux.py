"""A stand-in for Deepgram's Flux that hears turn marks: `/v2/listen`.

The protocol: https://developers.deepgram.com/docs/flux/state. It guesses ends of turns (`EagerEndOfTurn`) only where it
is told to, and only for those who ask for it.
"""

import asyncio
import json
from collections.abc import Callable

from bench.calls.journal import Journal
from bench.calls.marks import FRAME_MS, LINEAR, MU_LAW, NOBODY, Ear, Mark
from bench.calls.script import OPENERS, Delays, asked
from bench.calls.sockets import Connection
from bench.calls.wire import Head

UPDATE_MS = 240
"""Flux tells of a turn about four times a second of sound."""


class FluxListener:
    """One caller's sound."""

    def __init__(self, connection: Connection, head: Head, *, journal: Journal, delays: Delays) -> None:
        self._connection, self._journal, self._delays = connection, journal, delays
        coding = MU_LAW if head.query.get("encoding") == "mulaw" else LINEAR
        self._ear, self._bytes_per_ms = Ear(coding), coding.frame / FRAME_MS
        self._eager = bool(delays.eager) and "eager_eot_threshold" in head.query
        self._loop = asyncio.get_running_loop()
        self._sequence = self._turn = 0
        self._tag = NOBODY
        self._spoken_ms = self._told_ms = 0.0
        self._silent = False
        self._timers: list[asyncio.TimerHandle] = []
        self._open = False
        self._send({"type": "Connected", "request_id": "bench"})

    def take(self, message: bytes, *, binary: bool) -> None:
        """Sound, or a request."""
        self._journal.messages += 1
        if not binary:
            self._asked(json.loads(message))
            return
        if self._open:
            self._spoken(len(message) / self._bytes_per_ms)
        for mark in self._ear.hear(message):
            self._heard(mark)

    def gone(self) -> None:
        """The caller has gone."""
        for timer in self._timers:
            timer.cancel()

    def _asked(self, message: dict[str, object]) -> None:
        match message.get("type"):
            case "CloseStream":
                self.gone()
                self._connection.close()
            case "Configure":
                self._send({"type": "ConfigureSuccess", "request_id": "bench", **_echoed(message)})
            case "ForceEndTurn":
                if self._open:
                    self._journal.note("flux.forced", self._tag)
                    self._ended("manual")

    def _spoken(self, ms: float) -> None:
        """More of the turn was said."""
        self._spoken_ms += ms
        if self._spoken_ms - self._told_ms >= UPDATE_MS and not self._silent:
            self._told_ms = self._spoken_ms
            words = OPENERS + int(self._spoken_ms) // UPDATE_MS
            self._info("Update", " ".join(asked(self._tag).split()[:words]))

    def _heard(self, mark: Mark) -> None:
        if mark.tag != self._tag:
            if self._open:
                self._ended("timeout")
            self._tag, self._spoken_ms, self._told_ms, self._silent = mark.tag, 0.0, 0.0, False
            self._journal.note("flux.heard", mark.tag)
            self._later(self._delays.start, self._began)
        if mark.kind == "last":
            self._silent = True
            self._journal.note("flux.heard_last", mark.tag)
            if self._eager:
                self._later(self._delays.eager, self._seems_over)
            self._later(self._delays.end, lambda: self._ended("model"))

    def _seems_over(self) -> None:
        if self._open:
            self._info("EagerEndOfTurn", asked(self._tag))

    def _began(self) -> None:
        self._open = True
        self._info("StartOfTurn", " ".join(asked(self._tag).split()[:OPENERS]))

    def _ended(self, trigger: str) -> None:
        if self._open:
            self._open = False
            self._info("EndOfTurn", asked(self._tag), trigger=trigger)
            self._turn += 1

    def _info(self, event: str, text: str, **more: object) -> None:
        words = text.split()
        told = [
            {"word": word, "confidence": 0.95, "start": 0.1 * place, "end": 0.1 * place + 0.1}
            for place, word in enumerate(words)
        ]
        self._send(
            {
                "type": "TurnInfo",
                "request_id": "bench",
                "event": event,
                "turn_index": self._turn,
                "audio_window_start": 0.0,
                "audio_window_end": 0.1 * len(words),
                "transcript": text,
                "words": told,
                "end_of_turn_confidence": 0.9 if event == "EndOfTurn" else 0.1,
                **more,
            }
        )
        if event != "Update":
            self._journal.note(f"flux.{event}", self._tag)

    def _send(self, message: dict[str, object]) -> None:
        self._connection.send(json.dumps({**message, "sequence_id": self._sequence}).encode())
        self._sequence += 1
        self._journal.messages += 1

    def _later(self, ms: int, do: Callable[[], None]) -> None:
        if ms:
            self._timers = [timer for timer in self._timers if timer.when() > self._loop.time()]
            self._timers.append(self._loop.call_later(ms / 1000, do))
        else:
            do()


def _echoed(message: dict[str, object]) -> dict[str, object]:
    return {name: message[name] for name in ("thresholds", "keyterms", "language_hints") if name in message}
