"""The items of OpenAI's realtime transcription as one caller's running utterance. Pure.

The server cuts the sound into items, each from a voice to a pause, and writes each down when it is complete; what it
writes may come in any order, and late. Our utterance is all the items since the last turn was taken, in the order in
which they were spoken. It is settled when nobody speaks and every item's transcript has come.
"""

from collections import deque
from dataclasses import dataclass

from telephony.asr.openai_events import Committed, Completed, Delta, Event, Lost, SpeechStarted, SpeechStopped
from telephony.asr.port import Eager, Partial, Result, Resumed

LONGEST = 20_000
"""Letters that are kept of one item; nobody says so much without a pause."""
MOST_ITEMS = 200
"""Of one turn; beyond it the oldest is dropped."""
MOST_FORGOTTEN = 256
"""Items of turns that were taken, of which something may still come."""


@dataclass(slots=True)
class _Item:
    id: str
    start_ms: int | None = None
    """Where it begins in the sound; None: it was not told."""
    ended: bool = False
    """Its sound is complete."""
    written: bool = False
    """Its transcript has come, or will not."""
    text: str = ""
    said_before: str = ""
    """What it said when a turn was taken in the middle of it."""
    confidence: float = 1.0
    languages: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return self.text.removeprefix(self.said_before).strip()


class Items:
    """Feed it events in order of arrival (`hear`) and what the call does; it gives results."""

    def __init__(self) -> None:
        self._items: list[_Item] = []
        self._forgotten: deque[str] = deque(maxlen=MOST_FORGOTTEN)
        self._forget_before_ms = 0
        self._forget_coming = 0
        self._voice = False
        self._eager = False

    @property
    def owed(self) -> bool:
        """There is an item whose sound is complete and whose transcript has not come."""
        return any(item.ended and not item.written for item in self._items)

    def hear(self, event: Event) -> list[Result]:
        """What the server said."""
        match event:
            case SpeechStarted(item, start_ms):
                return self._started(item, start_ms)
            case SpeechStopped(item):
                self._end(item)
            case Committed(item) if self._forget_coming:
                self._forget_coming -= 1
                self._drop(item)
            case Committed(item, previous):
                self._end(item, previous=previous)
            case Delta(item, text):
                return self._more(item, text)
            case Completed():
                return self._completed(event)
            case Lost(item):
                return self._completed(Completed(item, "", 0.0))
        return []

    def speak(self) -> list[Result]:
        """The caller speaks, as the call's own detector says, where the server detects no voice."""
        self._voice = True
        return self._resumed()

    def pause(self) -> None:
        """The caller ceased, likewise."""
        self._voice = False

    def forget(self, *, before_ms: int | None, coming: int = 0) -> None:
        """A turn was taken: what was said so far is not told again.

        `before_ms`: what began before this, in the sound that was sent, belongs to the turn too, though the server may
        not know yet that it began, or that it ended. None: the caller is speaking; what is not complete goes on,
        without the words that are known of it. `coming`: so many items were committed of which the server has not said
        so yet.
        """
        kept: list[_Item] = []
        for item in self._items:
            before = before_ms is not None and (item.start_ms is None or item.start_ms < before_ms)
            if item.ended or before:
                self._forgotten.append(item.id)
            else:
                item.said_before = item.text
                kept.append(item)
        self._items = kept
        self._forget_before_ms = max(self._forget_before_ms, before_ms or 0)
        self._forget_coming = coming
        self._eager = False

    def _started(self, id_: str, start_ms: int) -> list[Result]:
        if start_ms < self._forget_before_ms:
            self._forgotten.append(id_)
            return []
        item = self._item(id_)
        if item is None:
            return []
        item.start_ms = start_ms
        return self._resumed()

    def _resumed(self) -> list[Result]:
        if not self._eager:
            return []
        self._eager = False
        return [Resumed()]

    def _end(self, id_: str, *, previous: str | None = None) -> None:
        item = self._item(id_)
        if item is None:
            return
        item.ended = True
        if previous is not None:
            self._place(item, previous)

    def _place(self, item: _Item, previous: str) -> None:
        others = [each for each in self._items if each is not item]
        for at, each in enumerate(others):
            if each.id == previous:
                others.insert(at + 1, item)
                self._items = others
                return

    def _more(self, id_: str, text: str) -> list[Result]:
        item = self._item(id_)
        if item is None or item.written:
            return []
        item.text = (item.text + text)[:LONGEST]
        return self._running()

    def _completed(self, event: Completed) -> list[Result]:
        item = self._item(event.item)
        if item is None or item.written:
            return []
        item.text, item.confidence, item.languages = event.text[:LONGEST], event.confidence, event.languages
        item.written = item.ended = True
        if self._speaking or self.owed:
            return self._running()
        self._eager = True
        return [Eager(self._text, min(each.confidence for each in self._items), self._languages)]

    def _running(self) -> list[Result]:
        return [*self._resumed(), Partial(self._text)] if self._text else []

    @property
    def _speaking(self) -> bool:
        return self._voice or any(item.start_ms is not None and not item.ended for item in self._items)

    def _drop(self, id_: str) -> None:
        self._forgotten.append(id_)
        self._items = [item for item in self._items if item.id != id_]

    def _item(self, id_: str) -> _Item | None:
        if id_ in self._forgotten:
            return None
        for item in self._items:
            if item.id == id_:
                return item
        item = _Item(id_)
        self._items.append(item)
        if len(self._items) > MOST_ITEMS:
            self._drop(self._items[0].id)
        return item

    @property
    def _text(self) -> str:
        return " ".join(item.words for item in self._items if item.words)

    @property
    def _languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(language for item in self._items for language in item.languages))
