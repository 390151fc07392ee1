"""Deepgram's second live socket, as Flux answers on it: turns, and when they are over."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agent.fakes.deepgram_listening import Listening, Over, languages, spread
from agent.fakes.deepgram_rules import configured_v2
from agent.fakes.talents import Perceived

UPDATE_MS = 250
SURE_MS = 1000
"""The quiet after which the model would be wholly sure; less of it for lower thresholds."""


class FluxListening(Listening):
    """`TurnInfo` four times a second of sound, and wherever a turn begins, seems to end, goes on, and ends."""

    requests = frozenset({"CloseStream", "ForceEndTurn", "Configure"})

    _text = ""
    _eager = False
    _turn = 0
    _open = False
    _sequence = 0
    _told_ms = _since_ms = _until_ms = _window_ms = 0

    @property
    def end_ms(self) -> int | None:
        """The quiet after which it is sure enough, or has waited long enough."""
        if self.asked.eot >= 1.0:
            return self.asked.eot_timeout
        return min(round(self.asked.eot * SURE_MS), self.asked.eot_timeout)

    async def began(self) -> None:
        """It says so."""
        await self._send({"type": "Connected", "request_id": self.request_id})

    async def tell(self, perceived: Perceived) -> None:
        """Something was heard."""
        if perceived.what == "resumed":
            await self._go_on()
        elif perceived.what in {"words", "paused"}:
            await self._words(perceived)
        elif perceived.what == "ended":
            self._since_ms, self._until_ms = perceived.since_ms, perceived.until_ms
            waited = self.end_ms == self.asked.eot_timeout
            await self._end("timeout" if waited else "model")

    async def tick(self) -> None:
        """An update, with words or without."""
        if self.now_ms - self._told_ms >= UPDATE_MS:
            await self._info("Update")

    async def request(self, message: Mapping[str, Any]) -> None:
        """ForceEndTurn ends the turn that is open; CloseStream ends the stream, and no turn."""
        if message["type"] == "ForceEndTurn" and not self._open:
            return
        if text := await self.finish():
            self._text, self._since_ms, self._until_ms = text, self.hearing.since_ms, self.hearing.until_ms
        if message["type"] == "ForceEndTurn":
            await self._end("manual")
            return
        if self._text:
            await self._info("Update")
        raise Over(None)

    async def refuse_message(self, message: object, why: str) -> None:  # noqa: ARG002 - Nova repeats it
        """What cannot be understood ends the stream."""
        self.patience.refused.append(f"UNPARSABLE_CLIENT_MESSAGE: {why}")
        error = {"type": "Error", "code": "UNPARSABLE_CLIENT_MESSAGE", "description": "The message is not known."}
        await self._send(error)
        raise Over(None)

    def configured(self, message: Mapping[str, Any]) -> str:
        """Thresholds, key terms, and for the multilingual model languages."""
        return configured_v2(message, self.asked)

    async def answer_configure(self, message: Mapping[str, Any], refusal: str) -> None:
        """With everything that is in effect."""
        answer: dict[str, Any] = {"request_id": self.request_id}
        if refusal:
            self.patience.refused.append(f"Configure: {refusal}")
            failure = {"type": "ConfigureFailure", "code": refusal, "description": "The configuration was not changed."}
            await self._send(answer | failure)
            return
        thresholds = message.get("thresholds") or {}
        self.asked = replace(
            self.asked,
            eot=thresholds.get("eot_threshold", self.asked.eot),
            eager=thresholds.get("eager_eot_threshold", self.asked.eager),
            eot_timeout=thresholds.get("eot_timeout_ms", self.asked.eot_timeout),
            keyterms=_listed(message.get("keyterms"), self.asked.keyterms),
            hints=_listed(message.get("language_hints"), self.asked.hints),
        )
        self.hearing.end_ms = self.end_ms
        effective = {
            "eot_threshold": self.asked.eot,
            "eager_eot_threshold": self.asked.eager,
            "eot_timeout_ms": self.asked.eot_timeout,
        }
        answer |= {"type": "ConfigureSuccess", "thresholds": effective, "keyterms": [*self.asked.keyterms]}
        if self.asked.mixed:
            answer["language_hints"] = [*self.asked.hints]
        await self._send(answer)

    # ── turns ─────────────────────────────────────────────────────────────────

    async def _words(self, perceived: Perceived) -> None:
        self._since_ms, self._until_ms = perceived.since_ms, perceived.until_ms
        if perceived.text != self._text:
            await self._go_on()
        self._text = perceived.text
        if self._text and not self._open:
            self._open = True
            await self._info("StartOfTurn")
        if perceived.what == "paused" and self._text and self.asked.eager is not None and not self._eager:
            self._eager = True
            await self._info("EagerEndOfTurn")

    async def _go_on(self) -> None:
        if self._eager:
            self._eager = False
            await self._info("TurnResumed")

    async def _end(self, trigger: str) -> None:
        if self._open:
            await self._info("EndOfTurn", trigger=trigger)
            self._turn += 1
        self._text, self._open, self._eager = "", False, False
        self._window_ms = self.now_ms

    async def _info(self, event: str, *, trigger: str = "") -> None:
        self._told_ms = self.now_ms
        words = spread(self._text, self._since_ms, self._until_ms or self.now_ms)
        info: dict[str, Any] = {
            "type": "TurnInfo",
            "request_id": self.request_id,
            "event": event,
            "turn_index": self._turn,
            "audio_window_start": self._window_ms / 1000,
            "audio_window_end": self.now_ms / 1000,
            "transcript": self._text,
            "words": [
                {"word": word["punctuated_word"], **{name: word[name] for name in ("confidence", "start", "end")}}
                for word in words
            ],
            "end_of_turn_confidence": self._sureness(event),
        }
        if trigger:
            info["trigger"] = trigger
        if self.asked.mixed:
            info |= {"languages": languages(self._text, self.asked.hints), "languages_hinted": [*self.asked.hints]}
        await self._send(info)

    def _sureness(self, event: str) -> float:
        if event == "EndOfTurn":
            return self.asked.eot
        return self.asked.eager or 0.5 if event == "EagerEndOfTurn" else 0.1

    async def _send(self, message: Mapping[str, Any]) -> None:
        sequence, self._sequence = self._sequence, self._sequence + 1
        await self.socket.send({**message, "sequence_id": sequence})


def _listed(new: list[str] | None, old: tuple[str, ...]) -> tuple[str, ...]:
    return old if new is None else tuple(new)
