"""`offer`: read out a list, a few items at a time, and let the caller pick."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from graphs.fields import Id, Phrase, TextField
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, More, NoneOfThese, PickItem
from graphs.understanding.listening import Items, Listening

if TYPE_CHECKING:
    from graphs.turn import Turn


class Offer(WaitingStep):
    """Reads out a list and keeps the item that the caller picks."""

    type: Literal["offer"]
    items: Id
    """The variable that holds the list."""
    item: TextField
    """How one item is said."""
    say: TextField | None = None
    """What stands before the items."""
    show: int = Field(default=3, ge=1, le=9)
    save: Id
    next: Id
    if_none: Id
    more_phrases: tuple[Phrase, ...] = ()
    none_phrases: tuple[Phrase, ...] = ()

    def exits(self) -> Mapping[str, str]:
        """An item was picked, or none will do."""
        return {"next": self.next, "if_none": self.if_none}

    def reads(self) -> frozenset[str]:
        """The list."""
        return super().reads() | {self.items}

    def writes(self) -> frozenset[str]:
        """The item."""
        return frozenset({self.save})

    async def enter(self, turn: "Turn") -> str:
        """Read out the first items; an empty list is none at all."""
        turn.progress.page = 0
        return turn.wait() if self.all(turn) else self.if_none

    def all(self, turn: "Turn") -> list[Any]:
        """The whole list."""
        items = turn.look(self.items)
        return items if isinstance(items, list) else []

    def shown(self, turn: "Turn") -> range:
        """Places of the items that are read out."""
        first = turn.progress.page * self.show
        return range(first, min(first + self.show, len(self.all(turn))))

    def labels(self, turn: "Turn", places: range) -> tuple[str, ...]:
        """Each item as it is said."""
        items = self.all(turn)
        return tuple(turn.words(self.item, extra={"item": items[place]}) for place in places)

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Read out the items that are shown."""
        turn.say_list(self.say, self.labels(turn, self.shown(turn)), attempt)

    def offered(self, turn: "Turn") -> Items:
        """The list as a translator of the caller's words sees it."""
        items = self.all(turn)
        starts = tuple(turn.moment(item.get("start")) if isinstance(item, Mapping) else None for item in items)
        labels = self.labels(turn, range(len(items)))
        return Items(starts, labels, self.shown(turn), self.more_phrases, self.none_phrases)

    def listening(self, turn: "Turn") -> Listening:
        """An item, more of them, none of them, or what to look for instead."""
        return Listening(kind="items", items=self.offered(turn), also=tuple(map(turn.wanted, self.listen_for)))

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:  # noqa: ARG002 - the same at every turn
        """An item; one key is enough."""
        return "item", None, 1

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Keep the item, turn the page, or look again with what was said instead."""
        for command in commands:
            match command:
                case PickItem(index) if 0 <= index < len(self.all(turn)):
                    turn.put(self.save, self.all(turn)[index])
                    return self.next
                case More():
                    return self._more(turn)
                case NoneOfThese():
                    return self.if_none
                case Fill() if command.slot in turn.document.slots:
                    return turn.correct(command.slot, command.value) or turn.wait()
                case _:
                    continue
        return None

    def _more(self, turn: "Turn") -> str:
        if (turn.progress.page + 1) * self.show < len(self.all(turn)):
            turn.progress.page += 1
        else:
            turn.say_own("that_is_all")
        return turn.wait()
