"""What the caller has heard of what we sent: an account by clock and marks. Pure: time is an argument.

The line plays what it is sent in order, at its own pace, and tells us by marks when a sentence is through (Twilio's
`mark` and `clear`). Sent is not heard. Between marks the clock estimates, and a mark corrects it, within bounds: what
could not have been played yet was not, whatever was echoed; and a mark that is late was mostly only answered late, for
sound is sent ahead of its time. A mark that comes back after `clear` proves nothing and is ignored. Positions are
milliseconds of an utterance's sound; `now` is seconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from telephony.call.pace import USUAL_LETTER_MS, Pace

LATE_S = 0.12
"""A line plays what it was sent no later than that after the clock says so; a mark that is later took its time back."""

STUCK_S = 1.0
"""A mark that is later still comes from a line that was stuck: what follows plays as late as the mark came."""

EARLY_S = 0.3
"""A mark that comes so long before its sound can have been played was echoed when it arrived. Less may be a line that
had fallen behind, and makes up for it.
"""

PAST_S = 0.05
"""So long after the clock says that all was played it has been, although no mark has come back."""

FRAME_MS = 20
"""A word of which no more than that was cut off was heard."""

LOST_S = 2.0
"""So long after that its mark is lost."""


@dataclass(slots=True)
class Utterance:
    """One sentence of ours on its way to the caller's ear."""

    id: str
    text: str
    turn: int
    interruptible: bool = True
    pace: Pace = field(default_factory=Pace)
    """Of the voice, where its words have no times and the whole length of the sound is not known."""
    words: list[tuple[str, int, int]] = field(default_factory=list)
    """Words with their start and end in the sound, from voices that know them."""
    ready_ms: int = 0
    """Synthesised so far."""
    complete: bool = False
    """Synthesis is over: `ready_ms` is the whole length."""
    broken: bool = False
    """It was over before the text was."""
    sent_ms: int = 0
    heard_ms: int = 0
    """Only grows."""
    mark: str = ""
    """The name of the mark behind its last sound, while that is out."""
    marks: int = 0
    """Marks sent; each has a name of its own, since one that `clear` echoes may come back after the next was sent."""
    began_at: float | None = None
    """When the first sound of the running stretch began to play, by our clock."""
    due: float = 0.0
    """Before then its mark cannot have been reached."""
    echoed: bool = False
    """The mark came back before that: it says nothing, and no other will come."""
    first_heard_at: float | None = None
    """When the caller began to hear it, by our clock and the line's lag."""
    stretch_from: int = 0
    """Where that stretch begins in the sound (not 0 when it plays on after a false alarm)."""

    @property
    def through(self) -> bool:
        """Heard to its end."""
        return self.complete and self.heard_ms >= self.ready_ms

    def heard_text(self, *, before_ms: int = 0) -> str:
        """The words that were heard, as a prefix of the text; `before_ms`: before the last so many milliseconds."""
        return self.text[: self._cut_at(self.heard_ms - before_ms)].rstrip()

    def sounding_text(self) -> str:
        """The words of which there is sound, as a prefix of the text."""
        return self.text[: self._cut_at(self.ready_ms)].rstrip()

    def resume_ms(self) -> int:
        """Where to play on after a false alarm: the start of the word that was cut."""
        if self.words:
            starts = [start for _, start, end in self.words if start <= self.heard_ms < end]
            return min(starts, default=self.heard_ms)
        if not self.text or not self.ready_ms:
            return self.heard_ms
        return min(self.heard_ms, self._cut_at(self.heard_ms) * self._length_ms() // len(self.text))

    def _length_ms(self) -> int:
        known = self.complete and not self.broken
        return max(self.ready_ms, 1 if known else round(len(self.text) * self.pace.letter_ms), 1)

    def _cut_at(self, heard_ms: int) -> int:
        """The index in the text up to which it was heard, at the end of a word."""
        if self.through and not self.broken:
            return len(self.text)
        if self.words:
            at = 0
            for word, _, end in self.words:
                if end > heard_ms + FRAME_MS:
                    return at
                found = self.text.find(word, at)
                at = found + len(word) if found >= 0 else at
            return at
        if heard_ms <= 0:
            return 0
        # No timings: in proportion, to the whole sound or, while that is not there, to what the voice usually makes.
        at = min(len(self.text), heard_ms * len(self.text) // self._length_ms())
        return at if at == len(self.text) else self.text.rfind(" ", 0, at + 1) + 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an utterance's sound to be sent now."""

    utterance: str
    turn: int
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class EndMark:
    """All of an utterance was sent: a mark of this name belongs behind it."""

    name: str


class Playback:
    """The queue of our utterances and how far each was heard."""

    def __init__(self, letter_ms: float = USUAL_LETTER_MS) -> None:
        """`letter_ms`: the voice's, as far as is known."""
        self._queue: list[Utterance] = []
        self._pace = Pace(letter_ms)
        self._lag = 0.0
        """How much later than the clock says the line plays, as far as marks tell."""
        self._ends_at = 0.0
        """When the line has played everything sent, by our clock."""
        self._soonest_end = 0.0
        """Before then it cannot have: the clock alone, corrected by nothing."""
        self.held = False
        """Cut off by a noise that may yet be a word: nothing is sent."""
        self.heard_at: float | None = None
        """When the caller last heard a sound of ours."""

    def __contains__(self, utterance: str) -> bool:
        return any(u.id == utterance for u in self._queue)

    @property
    def queue(self) -> Sequence[Utterance]:
        """Utterances not yet heard to the end, in order."""
        return self._queue

    def get(self, utterance: str) -> Utterance | None:
        """The utterance of that id, while it is not over."""
        return next((u for u in self._queue if u.id == utterance), None)

    @property
    def empty(self) -> bool:
        """Nothing is to be heard any more."""
        return not self._queue

    @property
    def unheard_ms(self) -> int:
        """How much of what is synthesised the caller has yet to hear."""
        return sum(u.ready_ms - u.heard_ms for u in self._queue)

    @property
    def overdue_at(self) -> float | None:
        """When the account of the next sentences is closed by the clock: their mark was echoed before it was reached,
        or is missing two seconds after its time.
        """
        if self.held:
            return None
        if (echoed := next((u for u in self._queue if u.echoed), None)) is not None:
            return echoed.due + LATE_S
        return self._ends_at + LOST_S if any(u.mark for u in self._queue) else None

    def add(self, utterance: Utterance) -> None:
        """A sentence is to be spoken after those before it."""
        utterance.pace = self._pace
        self._queue.append(utterance)

    def ready(self, utterance: str, ms: int, *, last: bool, words: Sequence[tuple[str, int, int]] = ()) -> None:
        """More of the utterance's sound is there."""
        if u := self.get(utterance):
            u.ready_ms += ms
            u.words.extend(words)
            u.complete = u.complete or last
            if last and not u.words:
                self._pace.learn(len(u.text), u.ready_ms)

    def send(self, now: float) -> list[Stretch | EndMark]:
        """What to send now, in order: the sound of an utterance, its mark, then the next utterance."""
        out: list[Stretch | EndMark] = []
        if self.held:
            return out
        for u in self._queue:
            if u.sent_ms < u.ready_ms:
                out.append(Stretch(u.id, u.turn, u.sent_ms, u.ready_ms))
                self._play(u, now)
            if not u.complete:
                break
            if not u.mark:
                u.marks += 1
                u.mark = f"{u.id}.{u.marks}"
                u.due = max(now, self._soonest_end)
                out.append(EndMark(u.mark))
        return out

    def _play(self, u: Utterance, now: float) -> None:
        starts = max(now, self._ends_at)
        if u.began_at is None or starts > self._ends_at:  # the first sound, or the line ran dry in between
            u.stretch_from = u.sent_ms
            u.began_at = starts
        self._ends_at = starts + (u.ready_ms - u.sent_ms) / 1000
        self._soonest_end = max(now, self._soonest_end) + (u.ready_ms - u.sent_ms) / 1000
        u.sent_ms = u.ready_ms

    def listen(self, now: float) -> None:
        """Bring the account up to date by the clock. It is taken for the whole of a sentence only when what follows is
        heard, or when the end was long ago.
        """
        if self.held:
            return
        for u in self._queue:
            if u.began_at is None:
                break
            played = u.stretch_from + int((now - u.began_at - self._lag) * 1000)
            limit = u.sent_ms - 1 if u.complete else u.sent_ms  # the last millisecond belongs to the mark
            heard = max(u.heard_ms, min(played, limit))
            if heard > u.heard_ms:
                if u.first_heard_at is None:
                    u.first_heard_at = u.began_at + self._lag
                u.heard_ms = heard
                self.heard_at = now
        self._pass_ends(now)

    def _pass_ends(self, now: float) -> None:
        """A mark that is late, or lost, takes no last word from a sentence."""
        past = now - self._lag - self._ends_at >= PAST_S
        for u in reversed(self._queue):
            if past and u.began_at is not None and u.complete:
                u.heard_ms = u.sent_ms
            past = past or u.heard_ms > 0

    def marked(self, name: str, now: float) -> list[str]:
        """The mark came back: its utterance and all before it were heard. Returns them; none when it proves nothing."""
        u = next((u for u in self._queue if u.mark == name), None)
        if u is None or not name:
            return []
        if now < u.due - EARLY_S:
            u.echoed = True
            return []
        late = now - (u.due if u.began_at is None else u.began_at + (u.sent_ms - u.stretch_from) / 1000)
        self._lag = 0.5 * self._lag + 0.5 * min(max(0.0, late), LATE_S)
        heard = self._close(u, now)
        if late > STUCK_S or (late < 0.0 and now >= u.due):
            self._anchor(now)
        return heard

    def _close(self, u: Utterance, now: float) -> list[str]:
        """The utterance and all before it were heard. Returns them."""
        done = self._queue.index(u) + 1
        for before in self._queue[:done]:
            before.heard_ms = before.ready_ms
        heard = [before.id for before in self._queue[:done]]
        del self._queue[:done]
        self.heard_at = now
        return heard

    def _anchor(self, now: float) -> None:
        """What follows the mark plays from now on: the playhead has just passed it."""
        at = now - self._lag
        for u in self._queue:
            if u.began_at is None:
                break
            u.began_at, u.stretch_from = at, u.heard_ms
            at += (u.sent_ms - u.heard_ms) / 1000
        self._ends_at = at

    def close_overdue(self, now: float) -> list[str]:
        """Take for heard what by the clock must have been: up to a mark that was echoed too early, else everything that
        was sent and marked. Returns the ids.
        """
        marked = [u for u in self._queue if u.mark]
        return self._close(next((u for u in marked if u.echoed), marked[-1]), now)

    def hold(self, now: float) -> None:
        """The line is told to clear: what was not heard comes back to us, to be played on or dropped."""
        self.listen(now)
        self.held = True
        self._ends_at = self._soonest_end = now
        for u in self._queue:
            u.mark, u.echoed = "", False
            u.began_at = None
            u.sent_ms = u.heard_ms

    def release(self, now: float) -> None:
        """It was no interruption: play on from the start of the word that was cut."""
        self.held = False
        self._ends_at = now
        if self._queue and self._queue[0].heard_ms:
            first = self._queue[0]
            first.sent_ms = min(first.resume_ms(), first.heard_ms)

    def drop(self, now: float) -> list[Utterance]:
        """It was an interruption: what was not heard never will be. Returns the utterances that were cut off."""
        self.listen(now)
        cut, self._queue = self._queue, []
        self.held = False
        self._ends_at = self._soonest_end = now
        return cut

    def discard(self, utterance: str) -> Utterance | None:
        """Give up an utterance that can get no more sound: what of it was sent plays out, the rest is forgotten."""
        u = self.get(utterance)
        if u is None:
            return None
        u.complete = u.broken = True
        if not u.ready_ms:
            self._queue.remove(u)
        return u
