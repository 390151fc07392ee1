"""What an answer from outside means to a flow: which outcome, and what of it is kept."""

from typing import Any

from agent.tools.outside.declaration import Condition, Declared
from agent.tools.outside.templates import look, pick
from agent.tools.tool import ToolRefused
from graphs.ports import Outcome

DEEPEST = 60
"""Lists and records within each other that a flow is given; more could not be kept with a conversation."""

_SHAPES: dict[str, tuple[type, ...]] = {"record": (dict,), "list": (list,), "text": (str,)}


class Unusable(ToolRefused):
    """An answer is not what was declared; the message says in which respect, and repeats nothing of it."""


def named_outcome(action: Declared, body: Any, *, status: int | None = None, error: bool | None = None) -> str | None:
    """The first declared outcome whose condition holds. `body` is JSON, or None when there is none."""
    for name, condition in action.outcomes.items():
        if _holds(condition, body, status=status, error=error):
            return name
    return None


def ok(action: Declared, body: Any) -> Outcome:
    """The outcome `ok` with what the flow keeps. Raises Unusable."""
    if action.out == "none":
        return Outcome()
    try:
        value = pick(body, action.value, action.each)
    except LookupError as missing:
        raise Unusable(f"the answer has no “{missing.args[0]}”") from None
    if not isinstance(value, _SHAPES[action.out]):
        raise Unusable(f"the answer is a {type(value).__name__}, and “out” is {action.out}")
    if not _shallow(value):
        raise Unusable(f"the answer has more than {DEEPEST} lists and records within each other")
    return Outcome(value=value)


def _shallow(value: Any) -> bool:
    """Whether it is not nested without end."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for each in level
            for inner in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False


def _holds(condition: Condition, body: Any, *, status: int | None, error: bool | None) -> bool:
    if condition.status is not None:
        wanted = condition.status if isinstance(condition.status, tuple) else (condition.status,)
        if status not in wanted:
            return False
    if condition.error is not None and condition.error != error:
        return False
    if condition.path is None:
        return True
    part = look(body, condition.path, None)
    if "equals" in condition.model_fields_set and part != condition.equals:
        return False
    if condition.empty is not None and condition.empty != (part in (None, "", [], {})):
        return False
    return condition.contains is None or (isinstance(part, str) and condition.contains.lower() in part.lower())
