"""The caller's side of a call: voice, words and keys, and when they make a whole turn. Pure: time is an argument."""

from dataclasses import dataclass, field

from telephony.call.events import Words
from telephony.call.mumbles import only_mumbled
from telephony.call.patience import Patience, end_silence_ms, only_backchannels
from telephony.call.ports import CallerInput, Expect
from telephony.call.transcripts import spoken

RECOGNITION_LIMIT_S = 2.0
"""How long after the voice ceased we wait for the recogniser to settle; then its last words are taken as they are."""

WORDS_APART_S = 0.7
"""A recogniser that has not settled may have more words so soon after the last."""

STEADY_S = 0.2
"""Words that have not changed for so long may well be all."""

LATEST_S = 6.0
"""However many words still come so long after the voice ceased: they are taken."""

MOST_KEYS = 64
"""Keys of one entry."""

BETWEEN_KEYS_S = 3.0
"""An entry on the keypad is over after this pause (or `#`, or enough keys)."""

ALONGSIDE_S = 1.5
"""Who speaks while they press a key may finish: words and keys are one answer. Longer than this no key waits."""

SPEAKS_S = 2.0
"""A voice that began so shortly before the key, or brought a word, is the caller's; any other may be a noise."""

PAUSE_S = 0.6
"""Whoever is silent for so long has paused; a voice that never does, and was given up, is not the caller's."""

_FULL_STOPS = " .…।"
"""What a recogniser writes behind words that it took for finished."""


@dataclass(slots=True)
class Hearing:
    """What the caller has done since the last turn."""

    patience: Patience = field(default_factory=Patience)
    speaking: bool = False
    """There is a voice now."""
    ignored: bool = False
    """The running voice turned out to say nothing; it counts again after it has ceased."""
    voice_since: float = 0.0
    quiet_since: float = 0.0
    """When the voice ceased last."""
    quiet_told_at: float = 0.0
    """When that was told: behind a line that was stuck, much later."""
    unsettled: bool = False
    """There was a voice of which the recogniser has not said what it was."""
    word_at: float = 0.0
    """When the last new word came."""
    finals: list[str] = field(default_factory=list)
    running: str = ""
    ended: bool = False
    confidence: float = 1.0
    languages: tuple[str, ...] = ()
    keys: str = ""
    key_at: float = 0.0
    taken_back: str = ""
    """Words of a turn that was undone because the caller went on: these go on from them."""
    settled_at: float = 0.0
    """When the recogniser last took the words for finished."""
    eager: bool = False
    """It takes them for the end of the turn, and may take that back."""
    finished: bool = False
    """Its latest view was settled, and had words."""
    unfinished: bool = False
    """Who listens to the sound alone says that the caller will go on."""
    talking_since: float | None = None
    """Since when there were words or a voice without a pause, for this turn."""
    babble: bool = False
    """A voice went on for too long, and has not paused since: it does not interrupt us, its words are soon taken."""
    ceased_at: float = 0.0
    """When a voice ceased last, whatever came of it."""
    noises: int = 0
    """How often the voice that has not paused since was given up."""

    @property
    def text(self) -> str:
        """All words so far."""
        return " ".join(part for part in (self.taken_back, *self.finals, self.running) if part)

    @property
    def voice(self) -> bool:
        """Somebody speaks, and it may matter."""
        return self.speaking and not self.ignored

    @property
    def pending(self) -> bool:
        """There is something to be taken for a turn, or there may be in a moment."""
        return bool(self.text or self.keys or self.voice or self.unsettled)

    def means_it(self, expect: Expect | None, *, unasked: bool = False) -> bool:
        """There are words that are more than a sign of listening, or keys. `unasked`: much of the question is still to
        be heard.
        """
        if self.keys or not self.text:
            return bool(self.keys)
        if only_backchannels(self.text, expect, languages=self.languages, unasked=unasked):
            return False
        return not (unasked and self._mumbled(expect))

    def _mumbled(self, expect: Expect | None) -> bool:
        """The words were settled with little trust, behind a voice that was hardly there."""
        if self.speaking or not self.finished or self.taken_back:
            return False
        ms = (self.quiet_since - self.voice_since) * 1000
        return only_mumbled(self.text, expect, voice_ms=ms, confidence=self.confidence, languages=self.languages)

    @property
    def wordless_since(self) -> float:
        """Since when the running voice has brought no new word."""
        return max(self.voice_since, self.word_at) if self.text else self.voice_since

    def ignore(self) -> None:
        """The running voice says nothing (any more); what was said before it stands. The second time it is babble."""
        self.ignored = True
        self.quiet_since = self.wordless_since
        self.unsettled = False
        self.noises += 1
        self.babble = self.noises > 1

    def talked_on(self, now: float) -> None:
        """Nobody says so much to what was asked: what was said is all, and whoever goes on is not listened to."""
        self.babble = self.ended = True
        self.ignored, self.unsettled, self.quiet_since = self.speaking, False, now

    def drowned(self, now: float) -> bool:
        """What is heard now is babble that goes on."""
        if self.babble and not self.speaking and now - self.ceased_at >= PAUSE_S:
            self.babble = False
        return self.babble

    def voice_began(self, at: float) -> None:
        """A voice is there."""
        if not self.speaking:
            if at - self.ceased_at >= PAUSE_S:
                self.babble, self.noises, self.talking_since = False, 0, None
            self.speaking, self.voice_since = True, at
            self.ignored, self.unsettled = self.babble, self.unsettled or not self.babble
            self.ended = self.unfinished = False
            if self.talking_since is None:
                self.talking_since = at

    def voice_ceased(self, at: float, told_at: float = 0.0) -> None:
        """The voice is gone; `told_at`: when that was known, to the recogniser too."""
        if self.speaking:
            self.speaking, self.ignored = False, False
            self.quiet_since = self.ceased_at = max(at, self.voice_since)
            self.quiet_told_at = told_at
            if self.finished and self.settled_at >= self.quiet_since:
                self.unsettled = False  # the recogniser was quicker to know than whoever listens for the voice

    def words(self, event: Words, now: float) -> None:
        """The recogniser's view of the running utterance."""
        if not self.speaking and not self.unsettled and not self.text:
            self.quiet_since = now  # words of a voice that our own detector missed
        text, before = spoken(event.text), self.text
        if event.final:
            if text:
                self.finals.append(text)
            self.running = ""
        else:
            self.running = text
        if self.text != before:
            self.word_at = now
            self.ignored = False  # a voice that says something after all
            if self.talking_since is None:
                self.talking_since = now
        settled = event.settled or event.final
        self.finished = settled and bool(text)
        if self.finished:
            self.settled_at = now
            self.confidence = min(self.confidence, event.confidence)
            self.languages = tuple(dict.fromkeys((*self.languages, *event.languages)))
            self.ended = event.ended
            if event.ended and self.voice:  # what still sounds is not the caller's speech: the recogniser knows better
                self.ignored, self.quiet_since = True, now
        self.eager = event.eager
        self.unsettled = self.voice or not settled

    def resumed(self, now: float) -> None:
        """The caller goes on in the same utterance."""
        self.unsettled = True
        self.ended = self.eager = self.finished = False
        if not self.speaking:
            self.quiet_since = now

    def key(self, digit: str, now: float) -> None:
        """A key was pressed; beyond what any entry needs, keys are not kept."""
        if len(self.keys) < MOST_KEYS:
            self.keys += digit
        self.key_at = now

    def over_at(self, expect: Expect | None) -> float | None:
        """When what the caller did becomes a whole turn if nothing more comes; None: not by time alone."""
        if self.keys:
            return self._keys_over_at(expect)
        if self.voice or not self.text:
            return None
        if self.ended:
            return self.quiet_since
        wait_ms = end_silence_ms(
            self.text, expect, self.patience, languages=self.languages, sounds_unfinished=self.unfinished
        )
        wait = wait_ms / 1000
        if not self.unsettled:
            return self.quiet_since + wait
        # A recogniser that is behind may be in the middle of the sentence: while new words come, so do others.
        told_at = max(self.quiet_since, self.quiet_told_at)
        settled_by = max(self.quiet_since + wait, told_at + RECOGNITION_LIMIT_S, self.word_at + WORDS_APART_S)
        return min(settled_by, told_at + LATEST_S)

    def supposed_at(self, over: float | None) -> float | None:
        """When an answer may be begun on trial, before the turn is `over`; None: there is nothing to begin with.

        At once where the recogniser takes the words for finished, else after half of the wait and some quiet of words.
        """
        if self.keys or self.ended or not self.text:
            return None
        if self.eager:
            return self.settled_at
        if over is None:
            return None
        if not self.unsettled:
            return max(self.settled_at, self.quiet_since)
        return max(self.quiet_since + (over - self.quiet_since) / 2, self.word_at + STEADY_S)

    def wordless_at(self) -> float | None:
        """When a voice of which nothing was understood is given up as noise."""
        if self.unsettled and not self.speaking and not self.text:
            return max(self.quiet_since, self.quiet_told_at) + RECOGNITION_LIMIT_S
        return None

    def _keys_over_at(self, expect: Expect | None) -> float:
        if not self._keys_complete(expect):
            return self.key_at + BETWEEN_KEYS_S
        if self.key_at - self.wordless_since > SPEAKS_S:
            return self.key_at
        still = self.key_at + ALONGSIDE_S
        return still if self.voice else min(still, max(self.key_at, self.quiet_since))

    def _keys_complete(self, expect: Expect | None) -> bool:
        if self.keys.endswith("#") or self.keys == "*":
            return True
        if expect and expect.keys:
            return len(self.keys) >= expect.keys
        # `0` asks for a person, except where digits are being entered.
        return self.keys == "0" and (expect is None or expect.kind not in {"phone", "digits", "number"})

    def so_far(self) -> CallerInput:
        """What would be the turn's input if the caller had finished."""
        keys = self.keys if self.keys == "#" else self.keys.removesuffix("#")
        return CallerInput(text=self.text, keys=keys, confidence=self.confidence, languages=self.languages)

    def take(self) -> CallerInput:
        """The turn's input; what the caller does from now on belongs to the next."""
        heard = self.so_far()
        self.forget()
        return heard

    def put_back(self, heard: CallerInput) -> None:
        """The turn that was made of these words is undone: what has come since goes on from them."""
        self.taken_back = heard.text.rstrip(_FULL_STOPS)
        self.confidence = min(self.confidence, heard.confidence)
        self.languages = tuple(dict.fromkeys((*heard.languages, *self.languages)))

    def forget(self) -> None:
        """Drop words and keys; a running voice goes on."""
        self.finals, self.running, self.keys, self.taken_back = [], "", "", ""
        self.unsettled = self.voice
        self.ended = self.eager = self.finished = self.unfinished = False
        self.confidence = 1.0
        self.languages = ()
        self.talking_since = None
