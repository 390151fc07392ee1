"""From Nova's results to the caller's utterance. Pure: positions in the sound, in seconds of the stream, are arguments.

Nova tells about stretches of sound. A stretch is told again and again until it is final; an utterance is several
stretches. When the caller falls silent it says so twice, in one of two ways first (`speech_final`, `UtteranceEnd`);
our own request to settle what was said (`Finalize`) is the third. The utterance goes on until the call takes it for a
turn: words of the sound before that may still come, and are not the next utterance's.

Source: https://developers.deepgram.com/docs/understand-endpointing-interim-results.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from telephony.asr.deepgram_messages import Segment, SpeechBegan, Word, WordGap
from telephony.asr.port import Eager, Partial, Result, Resumed

SLACK_S = 0.05
"""Times of one moment differ by rounding."""
ONSET_S = 0.25
"""A voice is noticed so much later than it begins."""
_SAME_S = 0.15
"""A word that is looked at again moves by less."""


@dataclass(slots=True)
class Transcript:
    """The words of one stream since the last turn."""

    finals: list[Segment] = field(default_factory=list)
    interim: Segment | None = None
    settled_until: float = 0.0
    """The sound before this will not be looked at again."""
    taken_until: float = 0.0
    """The words before this belong to turns that are over."""
    last: Segment | None = None
    """The last stretch that was final."""

    @property
    def segments(self) -> Sequence[Segment]:
        """In order."""
        return [*self.finals, self.interim] if self.interim else self.finals

    @property
    def last_word_end(self) -> float:
        """Where the last word ends."""
        return max((_end(segment) for segment in self.segments), default=0.0)

    def hear(self, segment: Segment) -> None:
        """A stretch was told, for the first time or again."""
        if segment.end > segment.start and self.last is not None and _alike(segment, self.last):
            return  # told twice
        ours = self._not_taken(segment)
        if segment.final:
            self.last = segment
            self.finals += [ours] if ours.text else []
            self.interim = None
            self.settled_until = max(self.settled_until, segment.end)
        else:
            self.interim = ours if ours.text else None

    def take(self, position: float, *, speaking: bool) -> None:
        """The words so far became a turn; `position`: how much sound there was; `speaking`: the caller goes on."""
        if self.segments:
            # Of a caller who goes on, only the words that were told were taken.
            taken = self.last_word_end if speaking else position
        else:
            taken = 0.0 if speaking else position - ONSET_S
        self.taken_until = max(self.taken_until, taken)
        self.finals.clear()
        self.interim = None

    def _not_taken(self, segment: Segment) -> Segment:
        if segment.start >= self.taken_until - SLACK_S or not self._believable(segment):
            return segment
        if segment.end <= self.taken_until + SLACK_S:
            return _only(segment, ())
        if all(word.middle is not None for word in segment.words) and segment.words:
            return _only(segment, after(segment.words, self.taken_until))
        return segment if (segment.start + segment.end) / 2 >= self.taken_until else _only(segment, ())

    def _believable(self, segment: Segment) -> bool:
        # What is final is not told again: times that say so are none of this stream.
        return segment.end > segment.start and segment.start >= self.settled_until - SLACK_S


def after(words: Iterable[Word], moment: float) -> tuple[Word, ...]:
    """The words whose middle is later; a word without times is not."""
    return tuple(word for word in words if word.middle is not None and word.middle >= moment)


def joined(words: Iterable[Word]) -> str:
    """The words as a sentence."""
    return " ".join(word.text for word in words)


def _only(segment: Segment, words: tuple[Word, ...]) -> Segment:
    return Segment(
        joined(words), segment.start, segment.end, words, segment.confidence, segment.languages, segment.final
    )


def _alike(one: Segment, other: Segment) -> bool:
    return (one.text, one.start, one.end) == (other.text, other.start, other.end)


def _end(segment: Segment) -> float:
    return max((word.end for word in segment.words if word.end is not None), default=segment.end)


class NovaUtterance:
    """The running utterance of one caller, from one stream, or from two while one follows the other.

    `speaking`: what the call's own voice detector says.
    """

    def __init__(self) -> None:
        self.speaking = False
        self._transcripts: dict[int, Transcript] = {}
        self._told = ""
        self._eager = False
        self._eager_until = 0.0
        self._voiced = False
        self._changed_at = 0.0

    @property
    def text(self) -> str:
        """All words since the last turn."""
        return " ".join(segment.text for segment in self._segments())

    def voice(self, *, speaking: bool, position: float) -> None:
        """The call's own voice detector saw a change; `position`: how much sound there was."""
        self.speaking = speaking
        self._voiced = self._voiced or speaking
        self._changed_at = position

    def heard(self, segment: Segment, *, stream: int = 0) -> list[Result]:
        """A stretch of sound was told; `stream`: of which stream, later ones have larger numbers."""
        transcript = self._transcripts.setdefault(stream, Transcript())
        transcript.hear(segment)
        flushed = segment.flushed and not self.speaking
        if segment.ended or flushed or self._only_revised(transcript, segment):
            return self._settled(noise=flushed and segment.end >= self._changed_at - ONSET_S)
        return self._running()

    def began(self, message: SpeechBegan, *, stream: int = 0) -> list[Result]:
        """There is a voice: what seemed to be the end is none."""
        transcript = self._transcripts.get(stream)
        if not self._eager or (transcript and message.at < transcript.settled_until - SLACK_S):
            return []
        self._eager = False
        return [Resumed()]

    def gap(self, message: WordGap, *, stream: int = 0) -> list[Result]:
        """There was no word for a while."""
        transcript = self._transcripts.get(stream)
        last = message.last_word_end
        if not self.text or (transcript and last is not None and last <= transcript.taken_until - SLACK_S):
            return []
        return self._settled()

    def left(self) -> list[Result]:
        """An old stream is over: what it heard is settled, unless the caller goes on."""
        return [] if self.speaking or not self.text else self._settled()

    def take(self, positions: dict[int, float]) -> None:
        """The call took the words so far for a whole turn. `positions`: how much sound each open stream has had."""
        for stream, position in positions.items():
            self._transcripts.setdefault(stream, Transcript()).take(position, speaking=self.speaking)
        self._transcripts = {stream: self._transcripts[stream] for stream in positions}
        self._told, self._eager, self._voiced = "", False, self.speaking

    def _segments(self) -> Iterable[Segment]:
        for stream in sorted(self._transcripts):
            yield from self._transcripts[stream].segments

    def _only_revised(self, transcript: Transcript, segment: Segment) -> bool:
        """The end was told already, and no word came after it: the same words are merely written better."""
        return self._eager and segment.final and transcript.last_word_end <= self._eager_until + _SAME_S

    def _running(self) -> list[Result]:
        text = self.text
        if text == self._told:
            return []
        results: list[Result] = [Resumed(), Partial(text)] if self._eager else [Partial(text)]
        self._told, self._eager = text, False
        return results

    def _settled(self, *, noise: bool = False) -> list[Result]:
        text = self.text
        if text == self._told and (self._eager or not text) and not (noise and self._voiced and not text):
            return []
        self._told, self._eager, self._voiced = text, bool(text), False
        self._eager_until = max((_end(segment) for segment in self._segments()), default=0.0)
        segments = list(self._segments())
        # Words that are not final have often no confidence yet: it is 0.
        sure = [segment.confidence for segment in segments if segment.final or segment.confidence]
        languages = dict.fromkeys(language for segment in segments for language in segment.languages)
        return [Eager(text, min(sure, default=1.0), tuple(languages))]
