"""`choose`: the caller picks one of several ways on."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from graphs.fields import (
    CONDITION,
    LADDER,
    MORE,
    Expr,
    Id,
    Key,
    Phrase,
    Prose,
    SlotName,
    StepName,
    Strict,
    TextField,
    ValueName,
)
from graphs.nodes.step import WaitingStep
from graphs.understanding.commands import Command, Fill, Pick
from graphs.understanding.listening import Listening, Option

if TYPE_CHECKING:
    from graphs.turn import Turn


class OptionFields(Strict):
    """One way on."""

    label: TextField | None = Field(default=None, title="Spoken name", json_schema_extra=MORE)
    """How it is called."""
    describe: Prose | None = Field(default=None, title="What it means", json_schema_extra=MORE)
    """What it means, for a language model; callers never hear it."""
    phrases: tuple[Phrase, ...] = Field(default=(), title="What callers say")
    """What callers say for it."""
    key: Key | None = None
    """The key that picks it."""
    when: Expr | None = Field(default=None, title="Only when", json_schema_extra=CONDITION | MORE)
    """The option is there only when this is true."""
    set: dict[ValueName, Expr] = Field(default={}, title="Sets", json_schema_extra=MORE)
    """Slots and variables that it sets."""
    implied_by: tuple[SlotName, ...] = Field(default=(), title="Meant when told", json_schema_extra=MORE)
    """Slots whose filling means this option: "a cleaning on Tuesday" is a booking."""
    to: StepName = Field(title="Goes to")
    """Where it leads."""


class Choose(WaitingStep):
    """Asks which of several ways to go on."""

    type: Literal["choose"]
    say: TextField = Field(title="Question", json_schema_extra=LADDER)
    """The question."""
    options: dict[Id, OptionFields] = Field(min_length=1)
    """The ways on."""
    save: ValueName | None = Field(default=None, title="Keeps the choice as", json_schema_extra=MORE)
    """Keeps the name of the option that was picked."""

    def exits(self) -> Mapping[str, str]:
        """One for each option."""
        return {f"option {name}": option.to for name, option in self.options.items()}

    def writes(self) -> frozenset[str]:
        """What an option sets, and the choice itself."""
        return frozenset({self.save} if self.save else ()).union(*(option.set for option in self.options.values()))

    def ask(self, turn: "Turn", attempt: int) -> None:
        """Put the question."""
        turn.say(self.say, attempt)

    def open(self, turn: "Turn") -> dict[str, OptionFields]:
        """The options that there are now."""
        return {name: option for name, option in self.options.items() if option.when is None or turn.value(option.when)}

    def listening(self, turn: "Turn") -> Listening:
        """The options that are open."""
        options = tuple(
            Option(name, (*option.phrases, *turn.labels(option.label)), option.key, option.describe or "")
            for name, option in self.open(turn).items()
        )
        return Listening(kind="options", options=options, also=tuple(map(turn.wanted, self.listen_for)))

    def expects(self, turn: "Turn") -> tuple[str, str | None, int | None]:
        """A choice; one key is enough when the options have keys."""
        return "choice", None, 1 if any(option.key for option in self.open(turn).values()) else None

    def hear(self, turn: "Turn", commands: Sequence[Command]) -> str | None:
        """Take the option that was picked, or that what was said implies."""
        told = set()
        for command in commands:
            if isinstance(command, Fill) and command.slot in turn.document.slots:
                turn.offer_value(command.slot, command.value, sure=command.sure, guessed=command.guessed)
                told.add(command.slot)
        options = self.open(turn)
        picked = next(
            (command.option for command in commands if isinstance(command, Pick) and command.option in options), None
        )
        name = picked or next((name for name, option in options.items() if told.intersection(option.implied_by)), None)
        if name is None:
            return turn.wait() if told else None
        turn.assign(options[name].set)
        if self.save:
            turn.put(self.save, name)
        return turn.leave(self, f"option {name}")
