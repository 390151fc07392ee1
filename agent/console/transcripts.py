"""What was said in a call, by whom, and what of it was heard; made from the call's timeline. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.console.timelines import Span, kept, told
from telephony.call.timeline import Entry

Who = Literal["bot", "caller", "keys", "line"]


@dataclass(slots=True)
class Line:
    """One line of a transcript."""

    turn: int
    at_ms: int
    """Milliseconds since the call began, when it began to be said."""
    who: Who
    text: str
    heard_text: str | None = None
    """What the caller heard of a sentence that was cut; None when nothing was cut, or nobody knows."""
    cut: bool = False
    step: str | None = None
    language: str | None = None
    event: str | None = None
    """The timeline's name of what happened, for what is more than words."""


def transcript(turns: Sequence[Span], *, language: str | None = None) -> list[Line]:
    """The lines, by the time at which each began. `language`: in which the call began."""
    writing = _Writing(language)
    for span, entry in kept(turns):
        writing.take(span, entry)
    writing.close()
    return sorted(writing.lines, key=lambda line: line.at_ms)


def words_of_call(lines: Iterable[Line]) -> str:
    """Everything that either side said."""
    return "\n".join(line.text for line in lines if line.who in ("bot", "caller"))


_ENDED = {
    "agent": "The agent hung up.",
    "caller": "The caller hung up.",
    "transferred": "The call was handed over.",
    "lost": "The line was lost.",
    "failed": "The call failed.",
    "limit": "The call had become too long.",
    "draining": "The service was being stopped.",
}

_HAPPENED: Mapping[str, str] = {
    "false_alarm": "A noise, not a word: the agent went on.",
    "recogniser_moved": "Another recogniser took over: {provider}.",
    "recogniser_failed": "Nobody recognised the caller any more: {why}.",
    "speech_failed": "A sentence got no sound: {why}.",
    "turn_failed": "The turn failed: {why}.",
    "filler": "The answer took a moment; a filler was said.",
    "transfer": "The caller is connected to {to}.",
    "closed": "Nobody is there at {to}.",
    "event_lost": "The call could not be told of {name} any more.",
}
"""What is told between what was said. Fields of the entry stand in braces."""


@dataclass(slots=True)
class _Writing:
    """Writes a transcript from entries in order."""

    language: str | None
    lines: list[Line] = field(default_factory=list)
    _saying: dict[str, Line] = field(default_factory=dict)
    """Sentences of which is not yet known whether they were heard."""
    _step: str | None = None
    _voice_at: int | None = None
    """Since when the caller speaks, or presses keys."""
    _words: str = ""
    """What they said since their last turn."""
    _unfinished: bool = False
    """They were still saying it when the call ended."""

    def take(self, span: Span, entry: Entry) -> None:
        """The next entry."""
        match entry.event:
            case "step":
                self._step = str(told(entry, "step"))
            case "exit":
                self._step = str(told(entry, "to"))
            case "language":
                self._speak_in(told(entry, "before"), told(entry, "now"))
            case "turn":
                self._turned(span)
            case "say" | "first_sound" | "heard" | "mark_overdue" | "cut":
                self._spoken(span, entry)
            case "ended":
                self._ended(span, entry)
            case _:
                self._listened(span, entry)

    def close(self) -> None:
        """Nothing more comes."""
        if self.language is not None:
            for line in self.lines:
                line.language = line.language or self.language

    # ── our side ──────────────────────────────────────────────────────────────

    def _spoken(self, span: Span, entry: Entry) -> None:
        name = str(told(entry, "utterance"))
        match entry.event:
            case "say":
                line = Line(span.number, entry.at_ms, "bot", str(told(entry, "text")))
                line.step, line.language = self._step, self.language
                self.lines.append(line)
                self._saying[name] = line
            case "first_sound":
                first = next((line for line in self._saying.values() if line.turn == span.number), None)
                if first is not None:
                    first.at_ms = max(first.at_ms, entry.at_ms)
            case "heard" | "mark_overdue":
                self._saying.pop(name, None)
                self._begin_next(entry.at_ms)
            case "cut":
                self._cut(name, str(told(entry, "heard") or ""))

    def _begin_next(self, at_ms: int) -> None:
        """Sentences follow each other: the next began when this one had been heard."""
        following = next(iter(self._saying.values()), None)
        if following is not None:
            following.at_ms = max(following.at_ms, at_ms)

    def _cut(self, name: str, heard: str | None) -> None:
        line = self._saying.pop(name, None)
        if line is not None:
            line.cut, line.heard_text = True, heard

    # ── the caller's ──────────────────────────────────────────────────────────

    def _turned(self, span: Span) -> None:
        at_ms = span.since_ms if self._voice_at is None else min(self._voice_at, span.at_ms)
        self._voice_at, self._words = None, ""
        match span.doing:
            case "words":
                self._add(span, at_ms, "caller", span.text)
            case "keys":
                self._add(span, at_ms, "keys", span.text)
            case "silence":
                self._add(span, span.at_ms, "line", "The caller said nothing.", event="silence")
            case _:
                self._add(span, span.at_ms, "line", f"It was told that {span.text} happened.", event="happened")

    def _listened(self, span: Span, entry: Entry) -> None:
        match entry.event:
            case "voice_began":
                began = max(0, entry.at_ms - int(told(entry, "ago_ms") or 0))
                self._voice_at = began if self._voice_at is None else self._voice_at
            case "key":
                self._voice_at = entry.at_ms if self._voice_at is None else self._voice_at
            case "words":
                self._words = str(told(entry, "text"))
            case "unanswered":
                self._words, self._unfinished = str(told(entry, "text")), not told(entry, "settled")
            case "backchannel":
                at_ms = entry.at_ms if self._voice_at is None else self._voice_at
                self._add(span, at_ms, "caller", str(told(entry, "text")), event="backchannel")
                self._voice_at, self._words = None, ""
            case "noise" | "no_words":
                self._voice_at = None
            case "circumstances_set":
                self._add(span, 0, "line", _circumstances(entry), event=entry.event)
            case event if event in _HAPPENED:
                self._happened(span, entry)

    # ── the line ──────────────────────────────────────────────────────────────

    def _happened(self, span: Span, entry: Entry) -> None:
        if entry.event == "speech_failed":
            self._cut(str(told(entry, "utterance")), None)
        if entry.event == "false_alarm":
            self._voice_at = None
        fields = {name.removeprefix("pii_"): value for name, value in entry.fields.items()}
        sentence = _HAPPENED[entry.event].format_map(_Told(fields))
        self._add(span, entry.at_ms, "line", sentence, event=entry.event)

    def _ended(self, span: Span, entry: Entry) -> None:
        """What was being said is not heard any more, and what the caller said last was not answered."""
        for name in list(self._saying):
            self._cut(name, None)
        if self._words:
            at_ms = entry.at_ms if self._voice_at is None else self._voice_at
            self._add(span, at_ms, "caller", self._words, event="unfinished" if self._unfinished else "unanswered")
        self._voice_at, self._words, self._unfinished = None, "", False
        by = str(told(entry, "by"))
        self._add(span, entry.at_ms, "line", _ENDED.get(by, "The call ended."), event="ended")

    def _add(self, span: Span, at_ms: int, who: Who, text: str, *, event: str | None = None) -> None:
        line = Line(span.number, at_ms, who, text, step=self._step, language=self.language, event=event)
        self.lines.append(line)

    def _speak_in(self, before: object, now: object) -> None:
        """Until now it was the language before."""
        for line in self.lines:
            line.language = line.language or str(before)
        self.language = str(now)


def _circumstances(entry: Entry) -> str:
    """What was said to be the case in a call that tries a flow."""
    now, is_open = told(entry, "now"), told(entry, "open")
    clock = f"The clock was set to {str(now).replace('T', ' ')}." if now else ""
    people = "" if is_open is None else f"It was said that {'somebody' if is_open else 'nobody'} is there."
    return f"{clock} {people}".strip()


class _Told(dict[str, Any]):
    """Fields for a sentence; one that an entry does not have is told so."""

    def __missing__(self, key: str) -> str:
        return "unknown"
