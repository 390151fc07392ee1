"""From Flux's turns to the caller's utterance. Pure: positions in the sound, in seconds of the stream, are arguments.

Flux knows turns: `StartOfTurn`, `Update`s, any number of `EagerEndOfTurn` and `TurnResumed`, `EndOfTurn`, each with
the words of the turn so far. Where the call takes the words for a turn before Flux does, Flux's turn is forced to its
end, and of that end only words are told that were said afterwards.

Source: https://developers.deepgram.com/docs/flux/state and /docs/flux/force-end-turn.
"""

from dataclasses import dataclass

from telephony.asr.deepgram_messages import TurnNews, Word
from telephony.asr.deepgram_utterance import after, joined
from telephony.asr.port import Eager, Final, Partial, Result, Resumed


@dataclass(slots=True)
class _Turn:
    """The turn of one stream."""

    index: int = -1
    open: bool = False
    text: str = ""
    words: tuple[Word, ...] = ()
    languages: tuple[str, ...] = ()
    taken_until: float | None = None
    """Words of this turn before this moment were taken; None: none were."""

    def hear(self, news: TurnNews) -> None:
        """The turn so far."""
        if not self.open or news.index != self.index:
            self.index, self.open, self.taken_until = news.index, True, None
        self.languages = news.languages
        if self.taken_until is None:
            self.text, self.words = news.text, news.words
        else:
            self.words = after(news.words, self.taken_until)
            self.text = joined(self.words)

    def take(self, position: float, *, speaking: bool) -> bool:
        """Its words so far became a turn of the call. True when there were any."""
        if not (self.open and self.text):
            return False
        last = self.last_word_end
        self.taken_until = last if speaking and last is not None else position
        self.text, self.words = "", ()
        return True

    @property
    def last_word_end(self) -> float | None:
        """Where the last word ends, if that is told."""
        return max((word.end for word in self.words if word.end is not None), default=None)

    @property
    def confidence(self) -> float:
        """Of its words, on the whole."""
        known = [word.confidence for word in self.words]
        return min(max(sum(known) / len(known), 0.0), 1.0) if known else 1.0


class FluxUtterance:
    """The running utterance of one caller, from one stream, or from two while one follows the other.

    `until_ms` of its finals is a moment of the stream. `speaking`: what the call's own voice detector says.
    """

    def __init__(self) -> None:
        self.speaking = False
        self._turns: dict[int, _Turn] = {}
        self._told = ""
        self._eager = False

    @property
    def text(self) -> str:
        """All words since the last turn."""
        return " ".join(self._turns[stream].text for stream in sorted(self._turns) if self._turns[stream].text)

    def open(self, stream: int = 0) -> bool:
        """A turn is running: Flux waits for sound to end it."""
        return stream in self._turns and self._turns[stream].open

    def heard(self, news: TurnNews, *, stream: int = 0) -> list[Result]:
        """News of a turn; `stream`: of which stream, later ones have larger numbers."""
        turn = self._turns.setdefault(stream, _Turn())
        over = not turn.open and news.index <= turn.index
        if (over or not (turn.open or news.text)) and news.event != "StartOfTurn":
            return []  # of a turn that was told to its end; or nothing was said
        turn.hear(news)
        match news.event:
            case "EagerEndOfTurn":
                return self._finished()
            case "TurnResumed":
                return self._resumed()
            case "EndOfTurn":
                turn.open = False
                # An end that we asked for says nothing about what the caller meant.
                return self._ended(by_itself=news.trigger != "manual", until=turn.last_word_end)
        return self._running()

    def take(self, positions: dict[int, float]) -> bool:
        """The call took the words so far for a whole turn. `positions`: how much sound each open stream has had.

        True: the turn of the last stream is to be forced to its end.
        """
        self._turns = {stream: turn for stream, turn in self._turns.items() if stream in positions}
        taken = False
        for stream in sorted(self._turns):
            taken = self._turns[stream].take(positions[stream], speaking=self.speaking)
            if not self._turns[stream].open:
                self._turns[stream].text = ""
        self._told, self._eager = "", False
        return taken

    def left(self, stream: int) -> list[Result]:
        """The stream is over: its last words are final, unless those of the next stream go on from them."""
        turn = self._turns.get(stream)
        if turn is None or not turn.open:
            return []
        turn.open = False
        goes_on = any(other.open for other in self._turns.values())
        return [] if goes_on else self._ended(by_itself=False)

    def _running(self) -> list[Result]:
        text = self.text
        if text == self._told:
            return []
        results: list[Result] = [Resumed(), Partial(text)] if self._eager else [Partial(text)]
        self._told, self._eager = text, False
        return results

    def _resumed(self) -> list[Result]:
        if not self._eager:
            return self._running()
        self._eager = False
        return [Resumed(), *self._running()]

    def _finished(self) -> list[Result]:
        text = self.text
        if not text or (self._eager and text == self._told):
            return []
        self._told, self._eager = text, True
        return [Eager(text, self._confidence, self._languages)]

    def _ended(self, *, by_itself: bool, until: float | None = None) -> list[Result]:
        text, told = self.text, self._told
        final = Final(
            text,
            self._confidence,
            ended=by_itself and bool(text),
            languages=self._languages,
            until_ms=None if until is None else round(until * 1000),
        )
        for turn in self._turns.values():
            turn.text, turn.words = "", ()
        self._told, self._eager = "", False
        return [final] if text or told else []

    @property
    def _confidence(self) -> float:
        return min((turn.confidence for turn in self._turns.values() if turn.text), default=1.0)

    @property
    def _languages(self) -> tuple[str, ...]:
        known = (self._turns[stream] for stream in sorted(self._turns))
        return tuple(dict.fromkeys(language for turn in known if turn.text for language in turn.languages))
