"""A stage for the turn machine: a scripted conversation, a voice, a line that plays, all on a hand clock."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field

from telephony.call import events as ev
from telephony.call.ports import Act, CallerInput, Cut, Stands
from telephony.call.turn_settings import TurnSettings
from telephony.call.turns import TurnMachine


@dataclass
class Line:
    """Twilio's side: plays what it is sent in order, echoes marks when they are reached, or at once after a clear."""

    latency: float = 0.05
    ends_at: float = 0.0
    marks: list[tuple[float, str]] = field(default_factory=list)
    played: list[tuple[float, float, str]] = field(default_factory=list)
    """(from, to, utterance) in seconds, as the caller heard it."""

    def play(self, utterance: str, ms: int, now: float) -> None:
        start = max(now, self.ends_at)
        self.ends_at = start + ms / 1000
        self.played.append((start, self.ends_at, utterance))

    def mark(self, name: str, now: float) -> float:
        at = max(now, self.ends_at) + self.latency
        self.marks.append((at, name))
        return at

    def clear(self, now: float) -> list[str]:
        self.ends_at = now
        self.played = [(a, min(b, now), u) for a, b, u in self.played if a < now]
        pending, self.marks = [name for at, name in self.marks if at > now], []
        return pending


@dataclass
class Stage:
    """Runs a machine: performs its actions, keeps its deadlines, remembers what it did."""

    script: list[Sequence[Act]] = field(default_factory=list)
    """The acts of each turn in order; the first belongs to `begin`."""
    settings: TurnSettings = field(default_factory=TurnSettings)
    thinking: float = 0.0
    """How long the conversation takes for a turn."""
    synthesis: float = 0.01
    ms_per_character: int = 50
    now: float = 0.0

    def __post_init__(self) -> None:
        self.machine = TurnMachine(self.settings)
        self.line = Line()
        self.done: list[tuple[float, ev.Action]] = []
        self._later: list[tuple[float, int, ev.Event]] = []
        self._order = 0
        self._scripts: dict[int, Sequence[Act]] = {}
        self._over_at: dict[int, float] = {}

    # what happens

    def begin(self) -> "Stage":
        self.tell(ev.CallStarted())
        return self

    def tell(self, event: ev.Event) -> None:
        for action in self.machine.on(event, self.now):
            self.done.append((self.now, action))
            self._perform(action)

    def later(self, seconds: float, event: ev.Event) -> None:
        self._order += 1
        heapq.heappush(self._later, (self.now + seconds, self._order, event))

    def run(self, seconds: float) -> "Stage":
        """Let time pass."""
        until = self.now + seconds
        while True:
            due = self._later[0][0] if self._later else float("inf")
            deadline = self.machine.deadline()
            at = min(due, deadline if deadline is not None else float("inf"))
            if at > until:
                break
            self.now = max(self.now, at)
            self.tell(heapq.heappop(self._later)[2] if due <= at else ev.Tick())
        self.now = until
        return self

    def says(self, text: str, *, for_s: float = 1.0, settle: float = 0.1) -> "Stage":
        """The caller speaks: voice, a partial half-way, silence, and then the settled words."""
        self.later(0.05, ev.VoiceBegan(0.05))
        words = text.split()
        self.later(0.05 + for_s / 2, ev.Words(" ".join(words[: max(1, len(words) // 2)])))
        self.later(for_s + 0.15, ev.VoiceCeased(0.15))
        self.later(for_s + 0.15 + settle, ev.Words(text, settled=True, confidence=0.9))
        return self

    def noise(self, for_s: float = 0.5) -> "Stage":
        """A cough: voice without words."""
        self.later(0.05, ev.VoiceBegan(0.05))
        self.later(for_s + 0.15, ev.VoiceCeased(0.15))
        self.later(for_s + 0.25, ev.Words("", settled=True, confidence=0.0))
        return self

    # what came of it

    def all(self, kind: type) -> list[ev.Action]:
        return [action for _, action in self.done if isinstance(action, kind)]

    def turns(self) -> list[ev.StartTurn | ev.SupposeTurn]:
        """The turns that the conversation was given for good: not those on trial that were not confirmed, nor those
        that were undone.
        """
        given: dict[int, ev.StartTurn | ev.SupposeTurn] = {}
        tried: dict[int, ev.SupposeTurn] = {}
        for _, action in self.done:
            match action:
                case ev.StartTurn(turn):
                    given[turn] = action
                case ev.SupposeTurn(turn):
                    tried[turn] = action
                case ev.ConfirmTurn(turn):
                    given[turn] = tried[turn]
                case ev.UndoTurn(turn):
                    given.pop(turn)
        return list(given.values())

    def inputs(self) -> list[CallerInput]:
        return [turn.heard for turn in self.turns()]

    def cuts(self) -> list[Cut]:
        return [cut for turn in self.turns() for cut in turn.cuts]

    def notes(self, event: str) -> list[ev.Note]:
        return [a for a in self.all(ev.Note) if isinstance(a, ev.Note) and a.event == event]

    def failures(self) -> list[str]:
        """What the conversation was told that failed."""
        return [action.why for action in self.all(ev.FailTurn) if isinstance(action, ev.FailTurn)]

    def when(self, kind: type) -> list[float]:
        return [at for at, action in self.done if isinstance(action, kind)]

    def heard(self, utterance: str) -> float:
        """Seconds of this utterance that the caller heard until now."""
        return sum(min(b, self.now) - a for a, b, u in self.line.played if u == utterance and a < self.now)

    @property
    def end(self) -> ev.EndCall | None:
        return next((a for a in self.all(ev.EndCall) if isinstance(a, ev.EndCall)), None)

    # what the rest of the house would do

    def _perform(self, action: ev.Action) -> None:
        match action:
            case ev.BeginConversation(turn) | ev.StartTurn(turn) | ev.FailTurn(turn):
                self._answer(turn)
                self._stand(turn)
                self.later(self.thinking, ev.TurnDone(turn))
            case ev.SupposeTurn(turn):
                self._answer(turn)
                self._over_at[turn] = self.now + self.thinking
            case ev.ConfirmTurn(turn):
                self._stand(turn)
                self.later(max(0.0, self._over_at[turn] - self.now), ev.TurnDone(turn))
            case ev.DiscardTurn(turn) | ev.UndoTurn(turn):
                self._take_back(turn)
            case ev.Synthesise(utterance, text):
                ms = len(text) * self.ms_per_character
                self.later(self.synthesis, ev.SpeechReady(utterance, ms, last=True))
            case ev.SendAudio(utterance, from_ms, to_ms):
                self.line.play(utterance, to_ms - from_ms, self.now)
            case ev.SendMark(name):
                self.later(self.line.mark(name, self.now) - self.now, ev.MarkPlayed(name))
            case ev.SendClear():
                for name in self.line.clear(self.now):
                    self.later(self.line.latency, ev.MarkPlayed(name))

    def _answer(self, turn: int) -> None:
        self._scripts[turn] = self.script.pop(0) if self.script else ()
        for act in self._scripts[turn]:
            if not isinstance(act, Stands):
                self.later(self.thinking, ev.Acted(turn, act))

    def _stand(self, turn: int) -> None:
        """An effect waits until the turn counts, and then comes first."""
        if Stands() in self._scripts[turn]:
            self.later(0, ev.Acted(turn, Stands()))

    def _take_back(self, turn: int) -> None:
        """What was answered is answered the next time."""
        self.script.insert(0, self._scripts[turn])
        self._later = [each for each in self._later if getattr(each[2], "turn", None) != turn]
        heapq.heapify(self._later)
