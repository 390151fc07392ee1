"""What a turn notes of why it went as it did: commands, conditions with their values, and what actions were given.

Notes go into the timelines of real calls, so nothing of a slot that is marked `sensitive` is in them, and what a person
may have said stands in fields that begin with `pii_`. `graphs.whys` reads them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphs.acts import Sensitive
from graphs.expressions import Expression
from graphs.expressions.tree import Member, Name, Node, children
from graphs.understanding.commands import Command
from graphs.understanding.hybrid import Understood

if TYPE_CHECKING:
    from graphs.plan import Plan
    from graphs.turn import Turn

KEPT_OUT = "•••"
"""Stands for a value that nobody is to see."""
LARGEST = 1000
"""Characters of a value as JSON; of a larger one only its shape is noted."""

Path = tuple[str, ...]
"""A name, and what follows it behind dots: `("customer", "status")`."""


def command_name(command: Command) -> str:
    """What a command is called outside: `pick_item`."""
    name = type(command).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


def commands_noted(turn: "Turn", understood: Understood) -> list[dict[str, Any]]:
    """Each command with what it was read from, and by whom."""
    return [_command(turn, each, understood.whose(each)) for each in understood.commands]


def confide(turn: "Turn", slot: str, value: object) -> None:
    """Before a value may be said or noted: what goes into a sensitive slot must not be kept."""
    if turn.document.slots[slot].sensitive and (said := forms(turn.plan, slot, value)):
        turn.emit(Sensitive(tuple(said), heard=False))


def forms(plan: "Plan", slot: str, value: object) -> list[str]:
    """A value as it is kept, and as it may be said in each of the flow's languages: a name also by its parts, and of a
    record or a list each value.
    """
    if value in (None, "") or isinstance(value, bool):
        return []
    if isinstance(value, Mapping | list):
        parts = value.values() if isinstance(value, Mapping) else value
        return list(dict.fromkeys(form for part in parts for form in forms(plan, slot, part)))
    spoken = [plan.wordings.spoken(slot, value, language) for language in plan.document.languages]
    of_a_name = str(value).split() if plan.document.slots[slot].type == "name" else ()
    return list(dict.fromkeys([str(value), *spoken, *of_a_name]))


def commands_known(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Commands that nobody had to understand: an event, or the end of a wait."""
    return [{"command": command_name(each), "by": "rules"} for each in commands]


def _command(turn: "Turn", command: Command, by: str) -> dict[str, Any]:
    noted = {name: getattr(command, name) for name in command.__slots__ if name not in ("sure", "guessed")}
    slot = turn.document.slots.get(str(noted.get("slot")))
    if slot is not None and slot.sensitive:
        noted.update({name: KEPT_OUT for name in ("value", "said") if noted.get(name) not in (None, "")})
    return {"command": command_name(command), **noted, "by": by}


def looked_at(turn: "Turn", expression: Expression, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What an expression looks at, each name with its value now: `{"customer.status": "active"}`."""
    values, slots = turn.values(extra), turn.document.slots
    found: dict[str, Any] = {}
    for path in paths(expression.tree):
        slot = slots.get(path[0])
        value = _at(values, path)
        secret = slot is not None and slot.sensitive and value not in (None, "")
        found[".".join(path)] = KEPT_OUT if secret else shown(value)
    return found


def paths(node: Node) -> Iterator[Path]:
    """Every name in an expression, with what follows it behind dots."""
    path = path_of(node)
    if path is not None:
        yield path
        return
    for child in children(node):
        yield from paths(child)


def path_of(node: Node) -> Path | None:
    """A name with what follows it behind dots; None for anything else."""
    match node:
        case Name(name):
            return (name,)
        case Member(record, name):
            inner = path_of(record)
            return None if inner is None else (*inner, name)
        case _:
            return None


def _at(values: Mapping[str, Any], path: Path) -> Any:
    value: Any = values
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


# ---- values


def note_work(turn: "Turn", arguments: Mapping[str, Any], answer: object) -> None:
    """Leave a note of what an action was given and what it answered. An answer that the step keeps in a sensitive slot
    is confided first, and not noted.
    """
    kept = turn.plan.steps[turn.name].answer_kept_as if turn.name in turn.plan.steps else None
    slot, noted = turn.document.slots.get(kept or ""), given(turn, answer)
    if kept and slot is not None and slot.sensitive:
        confide(turn, kept, answer)
        noted = KEPT_OUT if answer not in (None, "") else answer
    turn.trace("tool_worked", pii_arguments=given(turn, arguments), pii_answer=noted)


def given(turn: "Turn", values: object) -> Any:
    """Arguments or an answer of an action, without what sensitive slots hold."""
    slots, document = turn.slots, turn.document.slots
    secrets = {
        slots[name] for name, slot in document.items() if slot.sensitive and isinstance(slots.get(name), str | int)
    }
    return shown(_without(values, secrets - {"", True, False}))


def _without(value: object, secrets: set[Any]) -> Any:
    if isinstance(value, Mapping):
        return {name: _without(each, secrets) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without(each, secrets) for each in value]
    return KEPT_OUT if secrets and isinstance(value, str | int) and value in secrets else value


def shown(value: Any) -> Any:
    """The value; of a large one its shape in words."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if len(json.dumps(value, ensure_ascii=False, default=str)) <= LARGEST:
        return value
    if isinstance(value, Mapping):
        inside = {name: each if _is_small(each) else _shape(each) for name, each in value.items()}
        return inside if len(str(inside)) <= LARGEST else _shape(value)
    return f"{value[: LARGEST - 1]}…" if isinstance(value, str) else _shape(value)


def _is_small(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float) or (isinstance(value, str) and len(value) <= 100)


def _shape(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"a record of {len(value)} values"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) else "a long text"
