"""A turn on trial: the conversation answers what the caller seems to have said, before they have surely finished.

What it does is kept here and not done, except that its sentences are synthesised. The same words at the end: all of it
is done at once. Other words: all of it is forgotten. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from telephony.call import events as ev
from telephony.call.ports import Act, CallerInput, Say
from telephony.call.stopwatch import Stopwatch
from telephony.call.transcripts import words_of


@dataclass(slots=True)
class Trial:
    """What came of it so far."""

    turn: int
    heard: CallerInput
    watch: Stopwatch
    began: float
    acts: list[Act] = field(default_factory=list)
    sounds: list[tuple[float, ev.SpeechReady | ev.SpeechFailed]] = field(default_factory=list)
    """With when each came."""
    saying: list[str] = field(default_factory=list)
    """Sentences whose sound was asked for."""

    def acted(self, act: Act, now: float) -> Iterator[ev.Action]:
        """The conversation did something. Yields what has to be done about it already."""
        self.acts.append(act)
        self.watch.saw("first_act", now)
        if isinstance(act, Say) and not act.filler and act.utterance not in self.saying:
            self.watch.saw("first_say", now)
            self.saying.append(act.utterance)
            yield ev.Synthesise(act.utterance, act.text, act.language, act.fixed)

    def sounded(self, event: ev.SpeechReady | ev.SpeechFailed, now: float) -> bool:
        """Whether this sound, or the want of it, belongs here; it is kept."""
        if event.utterance not in self.saying:
            return False
        self.sounds.append((now, event))
        if isinstance(event, ev.SpeechReady):
            self.watch.saw("first_sound", now)
        return True

    def answers(self, heard: CallerInput) -> bool:
        """Whether it was this that the caller said: the same words, whatever the case and the punctuation."""
        return not heard.keys and words_of(heard.text) == words_of(self.heard.text)
