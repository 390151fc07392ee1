"""`offer`: read out a list, a few items at a time, and let the caller pick."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from graphs.fields import MORE, Phrase, SlotName, StepName, TextField, ValueName, only_with
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, More, NoneOfThese, PickItem
from graphs.understanding.listening import Items, Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Offer(WaitingStep):
    """Reads out a list and keeps the item that the caller picks."""

    type: Literal["offer"]
    items: ValueName = Field(title="Offers the list")
    """The variable that holds the list."""
    item: TextField = Field(title="How one is said")
    """How one item is said."""
    say: TextField | None = Field(default=None, title="Says before")
    """What stands before the items."""
    show: int = Field(default=3, ge=1, le=9, title="At a time", json_schema_extra=MORE)
    """How many items are read out at a time."""
    save: ValueName = Field(title="Keeps the pick as")
    """Keeps the item that was picked."""
    next: StepName = Field(title="When one is picked")
    """Where it goes when one was picked."""
    if_none: StepName = Field(title="When none will do")
    """Where it goes when there is none, or none will do."""
    more_phrases: tuple[Phrase, ...] = Field(default=(), title="Asks for more by saying", json_schema_extra=MORE)
    """What callers say to hear further items, besides what every flow understands."""
    none_phrases: tuple[Phrase, ...] = Field(default=(), title="Declines all by saying", json_schema_extra=MORE)
    """What callers say when none will do, besides what every flow understands."""
    prefer: SlotName | None = Field(default=None, title="Wished-for time or day", json_schema_extra=MORE)
    """A slot with the time or the day that the caller wished for: the one item at that time is proposed first, and the
    list begins where it comes nearest."""
    prefer_say: TextField | None = Field(
        default=None, title="Proposes the wished-for", json_schema_extra=MORE | only_with("prefer")
    )
    """Proposes that `{item}`, as a question for a yes or a no."""
    prefer_missing_say: TextField | None = Field(
        default=None, title="When the wished-for is taken", json_schema_extra=MORE | only_with("prefer")
    )
    """Stands before the list when nothing is free at the time that was wished for."""

    def exits(self) -> Mapping[str, str]:
        """An item was picked, or none will do."""
        return {"next": self.next, "if_none": self.if_none}

    def reads(self) -> frozenset[str]:
        """The list, and what is wished for."""
        return super().reads() | {self.items, *([self.prefer] if self.prefer else [])}

    def writes(self) -> frozenset[str]:
        """The item."""
        return frozenset({self.save})

    async def enter(self, turn: "Turn") -> str:
        """Propose what was wished for, or read out the first items; an empty list is none at all."""
        turn.progress.page = 0
        place = self._wished_for(turn)
        turn.progress.pending = None if place is None else {"slot": self.save, "value": place, "why": "prefer"}
        return turn.wait() if self.all(turn) else turn.leave(self, "if_none")

    def all(self, turn: "Turn") -> list[Any]:
        """The whole list."""
        items = turn.look(self.items)
        return items if isinstance(items, list) else []

    def shown(self, turn: "Turn") -> range:
        """Places of the items that are read out, or of the one that is proposed."""
        proposed = self._proposed(turn)
        if proposed is not None:
            return range(proposed, proposed + 1)
        there = len(self.all(turn))
        first = (self._nearest(turn) // self.show + turn.progress.page) % self._pages(turn) * self.show
        return range(first, min(first + self.show, there))

    def labels(self, turn: "Turn", places: range) -> tuple[str, ...]:
        """Each item as it is said."""
        items = self.all(turn)
        return tuple(turn.words(self.item, extra={"item": items[place]}) for place in places)

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Read out the items that are shown, or ask whether the one that was wished for is right."""
        proposed = self._proposed(turn)
        if proposed is not None:
            self._propose(turn, self.all(turn)[proposed], attempt)
            return
        if self._wish(turn) is not None and not attempt and not turn.progress.page:
            turn.say(self.prefer_missing_say)
        turn.say_list(self.say, self.labels(turn, self.shown(turn)), attempt)

    def offered(self, turn: "Turn") -> Items:
        """The list as a translator of the caller's words sees it."""
        labels = self.labels(turn, range(len(self.all(turn))))
        return Items(tuple(self._starts(turn)), labels, self.shown(turn), self.more_phrases, self.none_phrases)

    def listening(self, turn: "Turn") -> Listening:
        """An item, more of them, none of them, or what to look for instead."""
        return Listening(kind="items", items=self.offered(turn), also=tuple(map(turn.wanted, self.listen_for)))

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:
        """An item, or a yes or a no to the one that is proposed; one key is enough."""
        return "item" if self._proposed(turn) is None else "yes_no", None, 1

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Keep the item, turn the page, or look again with what was said instead."""
        for command in commands:
            match command:
                case PickItem(index) if 0 <= index < len(self.all(turn)):
                    self._give_up_the_wish(turn, unless=index)
                    turn.put(self.save, self.all(turn)[index])
                    return turn.leave(self, "next")
                case More() | NoneOfThese() if self._proposed(turn) is not None and len(self.all(turn)) > 1:
                    self._give_up_the_wish(turn)
                    return turn.wait()
                case More():
                    return self._more(turn)
                case NoneOfThese():
                    self._give_up_the_wish(turn)
                    return turn.leave(self, "if_none")
                case Fill() if command.slot in turn.document.slots and not command.guessed:
                    return turn.correct(command.slot, command.value) or turn.wait()
                case _:
                    continue
        return None

    def _more(self, turn: "Turn") -> str:
        if turn.progress.page + 1 < self._pages(turn):
            turn.progress.page += 1
        else:
            turn.say_own("that_is_all")
        return turn.wait()

    # ---- what was wished for

    def _propose(self, turn: "Turn", item: object, attempt: int) -> None:
        if self.prefer_say is not None:
            turn.say(self.prefer_say, attempt, extra={"item": item})
        else:
            turn.say_own("would_that_suit", {"item": turn.words(self.item, extra={"item": item})})

    def _proposed(self, turn: "Turn") -> int | None:
        """The place of the item that awaits a yes."""
        pending = turn.progress.pending
        return pending["value"] if pending and pending["why"] == "prefer" and pending["slot"] == self.save else None

    def _wish(self, turn: "Turn") -> str | None:
        """The time or day that the caller named before the list was known."""
        wish = turn.look(self.prefer) if self.prefer else None
        return wish if isinstance(wish, str) and wish else None

    def _wished_for(self, turn: "Turn") -> int | None:
        """The only item at the time, or on the day, that was wished for."""
        wish = self._wish(turn)
        starts = [(place, start) for place, start in enumerate(self._starts(turn)) if start is not None]
        fitting = [place for place, start in starts if wish in (f"{start:%H:%M}", f"{start:%Y-%m-%d}")]
        return fitting[0] if len(fitting) == 1 else None

    def _nearest(self, turn: "Turn") -> int:
        """The item with which the list begins: the first, or the one nearest to the time that was wished for."""
        clock = re.fullmatch(r"(\d\d):(\d\d)", self._wish(turn) or "")
        starts = [(place, start) for place, start in enumerate(self._starts(turn)) if start is not None]
        if clock is None or not starts:
            return 0
        wanted = int(clock[1]) * 60 + int(clock[2])
        return min(starts, key=lambda each: abs(each[1].hour * 60 + each[1].minute - wanted))[0]

    def _give_up_the_wish(self, turn: "Turn", *, unless: int | None = None) -> None:
        """The caller decided otherwise: the time is not proposed again, on whatever day."""
        proposed, turn.progress.pending = self._proposed(turn), None
        if self.prefer is not None and self._wish(turn) is not None and (unless is None or unless != proposed):
            turn.put(self.prefer, None)

    def _pages(self, turn: "Turn") -> int:
        return max(-(-len(self.all(turn)) // self.show), 1)

    def _starts(self, turn: "Turn") -> list[datetime | None]:
        return [turn.moment(item.get("start")) if isinstance(item, Mapping) else None for item in self.all(turn)]
