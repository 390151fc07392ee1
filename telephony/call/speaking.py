"""Our side of a call: sentences on their way to the caller's ear, held, dropped or heard. Pure: time is an argument."""

from collections.abc import Callable, Sequence

from telephony.call import events as ev
from telephony.call.playback import Playback, Stretch, Utterance
from telephony.call.ports import Cut, Say

VOICE_FAILURES = 3
"""So many sentences in a row without sound, and nobody will hear us any more."""

SLOW_FAILURE_S = 1.5
"""A voice that took so long to fail is not merely at odds with one sentence: who has heard nothing meanwhile"""
VOICELESS_S = 1.0
"""does not wait for the next sentence for longer than that."""

FADE_MS = 24
"""A voice that is cut off dies away over this long instead of clicking."""


class Speaking:
    """What we have to say, what was sent of it, and what of it was cut off."""

    def __init__(self, do: Callable[[ev.Action], None], letter_ms: float) -> None:
        """`letter_ms`: the voice's pace, as far as it is known."""
        self._do = do
        self.playback = Playback(letter_ms)
        self.cuts: list[Cut] = []
        """Sentences cut off since the conversation was last told."""
        self.held_at = 0.0
        self.progress_at = 0.0
        """When a sentence that we wait for was asked for, or last got sound."""
        self.failures = 0
        """Sentences in a row that got no sound, or not all of it."""
        self.voiceless_at: float | None = None
        """When it is taken for granted that nobody speaks for us, unless there is sound before."""
        self._sounded = -1
        self._said: tuple[int, int] = (-1, 0)
        """The turn that spoke last, and how many sentences it has said."""

    @property
    def empty(self) -> bool:
        """Everything we had to say was heard or dropped."""
        return self.playback.empty

    @property
    def held(self) -> bool:
        """Our speech is held back."""
        return self.playback.held

    @property
    def exposed(self) -> bool:
        """Something of ours is on the line, sent and not yet heard."""
        return not self.held and any(u.sent_ms > u.heard_ms for u in self.playback.queue)

    @property
    def begun(self) -> bool:
        """A sentence in the queue was heard in part."""
        return any(u.heard_ms for u in self.playback.queue)

    @property
    def ready(self) -> bool:
        """There is sound to be sent."""
        return any(u.ready_ms for u in self.playback.queue)

    @property
    def interruptible(self) -> bool:
        """Every sentence in the queue may be cut off."""
        return all(u.interruptible for u in self.playback.queue)

    @property
    def waits_for_sound(self) -> bool:
        """A sentence is still being synthesised."""
        return any(not u.complete for u in self.playback.queue)

    def nothing_heard(self, turn: int, at: float, now: float) -> bool:
        """No whole word of this turn's was heard by `at`."""
        said = self._said[1] if self._said[0] == turn else 0
        since = max(0, round(((self.held_at if self.held else now) - at) * 1000))
        unheard = [u for u in self.playback.queue if u.turn == turn and not u.heard_text(before_ms=since)]
        return len(unheard) == said

    def heard_since(self, turn: int) -> float | None:
        """When the caller began to hear this turn, as far as is known by now; None: not yet, or not any more."""
        return next((u.first_heard_at for u in self.playback.queue if u.turn == turn), None)

    def say(self, say: Say, turn: int, now: float, *, made: bool = False) -> None:
        """Speak one more sentence. The same sentence twice is said once. `made`: its sound was asked for before."""
        if say.utterance in self.playback:
            self._note("said_twice", utterance=say.utterance)
            return
        if not self.waits_for_sound:
            self.progress_at = now
        self._said = (turn, self._said[1] + 1 if self._said[0] == turn else 1)
        self.playback.add(Utterance(say.utterance, say.text, turn, say.interruptible))
        self._note("say", utterance=say.utterance, turn=turn, pii_text=say.text)
        if not made:
            self._do(ev.Synthesise(say.utterance, say.text, say.language, say.fixed))

    def sound(self, event: ev.SpeechReady, now: float) -> None:
        """A sentence got sound."""
        self.progress_at = now
        self.forget_failures()
        self.playback.ready(event.utterance, event.ms, last=event.last, words=event.words)

    def lost(self, utterance: str, why: str, now: float) -> None:
        """A sentence gets no more sound: what there is of it is played, and we go on. One whose words all sound was
        said, however its voice ended.
        """
        broken = self.playback.discard(utterance)
        if broken is None:
            return
        waited_s, self.progress_at = now - self.progress_at, now
        if (sounding := broken.sounding_text()) == broken.text.rstrip():
            self._note("speech_broke_after_its_end", utterance=utterance, why=why)
            return
        self.cuts.append(Cut(utterance, sounding))
        self.failures += 1
        if waited_s >= SLOW_FAILURE_S and not self.ready and self.voiceless_at is None:
            self.voiceless_at = now + VOICELESS_S
        self._note("speech_failed", utterance=utterance, why=why)

    def forget_failures(self) -> None:
        """Our voice is there, or the conversation was told that it is not."""
        self.failures, self.voiceless_at = 0, None

    def late(self, why: str, now: float) -> None:
        """The sentence that we wait for takes too long."""
        late = next(u for u in self.playback.queue if not u.complete)
        self._do(ev.StopSpeech(late.id))
        self.lost(late.id, why, now)

    def marked(self, name: str, now: float) -> None:
        """The line says that it has played everything before this mark."""
        for utterance in self.playback.marked(name, now):
            self._note("heard", utterance=utterance)

    def mark_overdue(self, now: float) -> None:
        """A mark was lost, or worth nothing: go by the clock."""
        for utterance in self.playback.close_overdue(now):
            self._note("mark_overdue", utterance=utterance)

    def send(self, now: float, since: float) -> bool:
        """Send what is ready; whether it was a turn's first sound. `since`: when the caller's turn ended, for the
        answer's latency.
        """
        first = False
        for piece in self.playback.send(now):
            if not isinstance(piece, Stretch):
                self._do(ev.SendMark(piece.name))
                continue
            if piece.turn > self._sounded:
                first, self._sounded = True, piece.turn
                self._note("first_sound", turn=piece.turn, ms=round((now - since) * 1000, 1))
            self._do(ev.SendAudio(piece.utterance, piece.from_ms, piece.to_ms))
        return first

    def hold(self, now: float, why: str) -> None:
        """Silence the line, and keep what was not heard."""
        if self.held:
            return
        self._silence()
        self.playback.hold(now)
        self.held_at = now
        self._note(why)

    def release(self, now: float) -> None:
        """Play on from the word that was cut."""
        if self.held:
            self.playback.release(now)

    def drop(self, now: float) -> None:
        """Silence the line, and give up what was not heard."""
        self._silence()
        for u in self.playback.drop(now):
            if u.through:  # only its mark was still out
                self._note("heard", utterance=u.id)
                continue
            cut = Cut(u.id, u.heard_text())
            self.cuts.append(cut)
            self._do(ev.DropSpeech(u.id))
            self._note("cut", utterance=u.id, pii_heard=cut.heard, heard_ms=u.heard_ms)

    def withdraw(self, cuts: Sequence[Cut], now: float) -> None:
        """What the last turn said never was, and the conversation knows no more of the `cuts` that it was told."""
        self._silence()
        for u in self.playback.drop(now):
            self._do(ev.DropSpeech(u.id))
        self.cuts = [*cuts, *self.cuts]
        self.forget_failures()

    def unsaid(self, utterance: str) -> None:
        """A sentence that the conversation had for us was not needed."""
        self.cuts.append(Cut(utterance, ""))

    def _silence(self) -> None:
        if not self.exposed:
            return
        self._do(ev.SendClear())
        playing = next((u for u in self.playback.queue if u.sent_ms > u.heard_ms), None)
        if playing is not None and playing.heard_ms:
            to_ms = min(playing.sent_ms, playing.heard_ms + FADE_MS)
            self._do(ev.SendFade(playing.id, playing.heard_ms, to_ms))

    def take_cuts(self) -> tuple[Cut, ...]:
        """The cuts of which the conversation was not told yet."""
        cuts, self.cuts = tuple(self.cuts), []
        return cuts

    def last_cuts(self) -> tuple[Cut, ...]:
        """The same at the end of the call, with what is being said."""
        unheard = []
        for u in self.playback.queue:
            if u.through:
                self._note("heard", utterance=u.id)
            else:
                unheard.append(Cut(u.id, u.heard_text()))
                self._note("cut", utterance=u.id, pii_heard=unheard[-1].heard, heard_ms=u.heard_ms)
        return (*self.take_cuts(), *unheard)

    def _note(self, event: str, **fields: object) -> None:
        self._do(ev.Note(event, fields))
