"""The model's side of a free conversation: what it is told, the tools it may use, and what is spoken of its reply."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphs.guarding import Guard
from graphs.ports import LanguageModel, Message, Tool, ToolCall
from graphs.reciting import unquoted
from graphs.streaming import Reply, Request, speak
from graphs.talking import MANNERS, caller_words, collected, guard, passages, plain, so_far, told
from graphs.understanding import READERS, read
from graphs.understanding.reading import Asking, Kind

if TYPE_CHECKING:
    from graphs.nodes.converse import Converse
    from graphs.turn import Turn

MOST_ROUNDS = 3
"""Times that a model may ask for tools before it has to speak."""
LONGEST_RESULT = 2000
"""Characters of a tool's answer that a model is shown."""
LONGEST_ARGUMENT = 200
GIVEN = frozenset({"record", "list"})
"""Kinds of inputs that no words can be."""
CALLERS_OWN: frozenset[Kind] = frozenset({"phone", "email", "digits"})
"""Kinds of inputs by which somebody else could be meant."""


async def talk(turn: "Turn", model: LanguageModel, step: "Converse") -> bool:
    """Have the model say the next thing. Returns whether anything was said, or the caller cut in first."""
    entries = passages(turn, step.knowledge, caller_words(turn))
    known = told(turn, entries)
    watch = guard(turn, [known, step.goal, step.instructions or "", turn.document.about], step.never)
    watch.keep(*map(unquoted, (step.goal, step.instructions or "", *step.never)))
    messages = [Message("system", _system(turn, step, known)), *so_far(turn)]
    tools = _tools(turn, step.may_use)
    said: list[str] = []
    for rounds in range(MOST_ROUNDS + 1):
        offered = tuple(tools.values()) if rounds < MOST_ROUNDS else ()
        reply = await speak(turn, model, Request(tuple(messages), offered), watch)
        said += reply.said
        if reply.how != "whole" or not reply.calls or not offered:
            break
        messages += await _worked(turn, reply, tools, watch)
    if reply.how == "refused":
        turn.say_own("not_that")
        said.append(turn.spoken[-1])
    turn.progress.asked = " ".join(said)
    return bool(said) or reply.how == "stopped"


def _system(turn: "Turn", step: "Converse", known: str) -> str:
    slots = turn.document.slots
    have = dict(collected(turn))
    open_ = [
        f"- {slot}: {plain(slots[slot].hint or '')}".rstrip(": ") for slot in step.may_fill if not turn.filled(slot)
    ]
    parts = (
        MANNERS,
        f"Speak the language “{turn.language}”.",
        f"What this call is for: {plain(turn.document.about) or turn.document.title}",
        f"What you are to do now: {plain(step.goal)}",
        plain(step.instructions or ""),
        "\n".join(("Never:", *(f"- {each}" for each in step.never))) if step.never else "",
        "\n".join(("What is still to be found out:", *open_)) if open_ else "",
        "\n".join(("What you know:", known, *(f"- {name}: {plain(said)}" for name, said in have.items()))),
    )
    return "\n\n".join(part for part in parts if part)


# ---- tools


def _tools(turn: "Turn", names: Sequence[str]) -> dict[str, Tool]:
    """The actions that may be used, by name; none that has an effect in the world."""
    actions = turn.document.actions
    return {name: _tool(turn, name) for name in names if name in actions and not actions[name].commits}


def _tool(turn: "Turn", name: str) -> Tool:
    """An action as a model sees it. What the flow knows already is given by the flow, and not by the model."""
    inputs = {key: kind for key, kind in turn.document.actions[name].inputs.items() if not _kept(turn, key)}
    parameters = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: {"type": "string", "description": f"{kind}, in the caller's words"} for key, kind in inputs.items()
        },
        "required": list(inputs),
    }
    return Tool(name.replace("/", "__"), name.rpartition("/")[2].replace("_", " "), parameters)


def _kept(turn: "Turn", name: str) -> bool:
    return name in turn.document.slots or name in turn.document.vars


async def _worked(turn: "Turn", reply: Reply, tools: dict[str, Tool], watch: Guard) -> list[Message]:
    """Run what the model asked for; its request and the results, for its next words."""
    names = {tool.name: name for name, tool in tools.items()}
    messages = [Message("assistant", reply.text, tuple(reply.calls))]
    for call in reply.calls:
        result = await _run(turn, names.get(call.name), call)
        watch.learn(result)
        messages.append(Message("tool", result, answers=call.id))
    return messages


async def _run(turn: "Turn", name: str | None, call: ToolCall) -> str:
    if name is None:
        return "There is no such tool."
    action = turn.document.actions[name]
    arguments: dict[str, Any] = {}
    for key, kind in action.inputs.items():
        value = turn.look(key) if _kept(turn, key) else _argument(turn, kind, call.arguments.get(key))
        if value in (None, ""):
            return f"That cannot be done yet: {key} is not known."
        arguments[key] = value
    outcome = await turn.run(name, arguments, commits=False, limit_s=action.timeout)
    shown = outcome.name if outcome.name != "ok" else json.dumps(outcome.value, ensure_ascii=False, default=str)
    return shown[:LONGEST_RESULT]


def _argument(turn: "Turn", kind: str, said: object) -> object:
    """What the model gives, read by the rules: a date or a number is never the model's own. A number to call and an
    address must be the caller's own, and a record or a list is the flow's to give.
    """
    if not isinstance(said, str) or kind.rstrip("?") in GIVEN:
        return None
    words = said[:LONGEST_ARGUMENT]
    reader = next((each for each in READERS if each == kind.rstrip("?")), None)
    if reader is None or reader in ("text", "free_text", "choice"):
        return words
    asking = Asking(now=turn.context.clock(), language=turn.language)
    reading = read(reader, words, asking)
    if reading is None or (reader in CALLERS_OWN and not _said(turn, reader, reading.value, asking)):
        return None
    return reading.value


def _said(turn: "Turn", kind: Kind, value: object, asking: Asking) -> bool:
    """Whether the caller told this, as far as the conversation is kept, or calls from it."""
    if value == turn.call.get("caller"):
        return True
    words = (str(message.get("text", "")) for message in turn.messages if message.get("role") == "caller")
    return any(found.value == value for text in words if (found := read(kind, text, asking)) is not None)
