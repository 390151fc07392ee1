"""Why a turn went as it did, read from its traces: the same for a rehearsal and for the timeline of a real call. Pure.

What is told: what was heard, the commands that were read from it and by whom, the conditions that were looked at with
their values, the exits that were taken, the actions with what they were given and answered, and a sentence for
everything else that is worth a word.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphs.marked import Sentence, step_at

Fields = Mapping[str, Any]
Told = dict[str, Any]


def why(traces: Sequence[tuple[str, Fields]], *, heard: str = "") -> Mapping[str, Any]:
    """The traces of one turn, in order, as `(event, fields)`; events that are no traces are passed over.

    Fields may have the mark of personal data before their names (`pii_values`) or not. `heard`: what the caller said
    or did, which the traces do not tell. Returns, JSON only:

    `{"heard": str, "commands": [{"command", "by", "slot"?, "value"?, "said"?, …}], "conditions": [{"step", "when",
    "values", "true"}], "exits": [{"step", "exit", "to"}], "actions": [{"step", "action", "arguments", "outcome",
    "answer"}], "notes": [str]}`. Notes are `Sentence`s: forms say titles for names of steps.
    """
    told: Told = {"heard": heard, "commands": [], "conditions": [], "exits": [], "actions": [], "notes": []}
    for event, fields in traces:
        plain = {name.removeprefix("pii_"): value for name, value in fields.items()}
        if reader := _READ.get(event):
            reader(told, plain)
        elif (note := _NOTES.get(event)) and (sentence := note(plain)):
            told["notes"].append(sentence)
    told["notes"] = [Sentence(each) for each in told["notes"]]
    return told


def _understood(told: Told, fields: Fields) -> None:
    """The commands by their kinds, for timelines that say no more; what was meant follows."""
    told["commands"] = [{"command": _snake(str(name)), "by": fields.get("by")} for name in fields.get("commands", ())]
    if fields.get("model") in ("late", "failed"):
        became = "answered too late" if fields["model"] == "late" else "failed"
        told["notes"].append(f"The language model {became}; the rules decided.")


def _meant(told: Told, fields: Fields) -> None:
    told["commands"] = list(fields.get("commands", ()))


def _condition(told: Told, fields: Fields) -> None:
    told["conditions"].append({name: fields.get(name) for name in ("step", "when", "values", "true")})


def _exit(told: Told, fields: Fields) -> None:
    told["exits"].append({name: fields.get(name) for name in ("step", "exit", "to")})


def _filled(told: Told, fields: Fields) -> None:
    """A value that no command brought: one that was agreed to, or that was picked again."""
    if all(command.get("slot") != fields.get("slot") for command in told["commands"]):
        value = f" is “{fields['value']}”" if fields.get("value") not in (None, "") else " has a value"
        told["notes"].append(f"{_named(fields, 'slot')}{value}.")


def _tool(told: Told, fields: Fields) -> None:
    named = {name: fields.get(name) for name in ("step", "action")}
    told["actions"].append({**named, "arguments": {}, "outcome": fields.get("outcome"), "answer": None})


def _tool_worked(told: Told, fields: Fields) -> None:
    if told["actions"]:
        told["actions"][-1].update(arguments=fields.get("arguments", {}), answer=fields.get("answer"))


_READ: Mapping[str, Callable[[Told, Fields], None]] = {
    "understood": _understood,
    "meant": _meant,
    "condition": _condition,
    "exit": _exit,
    "fill": _filled,
    "tool": _tool,
    "tool_worked": _tool_worked,
}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


# ---- notes


def _named(fields: Fields, name: str = "name") -> str:
    return f"“{fields.get(name)}”"


def _step(fields: Fields, name: str = "step") -> str:
    return f"“{step_at(str(fields.get(name)))}”"


def _entered(fields: Fields) -> str:
    return _ENTRIES.get(str(fields.get("why")), "")


_ENTRIES = {
    "resume": "The caller was cut off and rang back.",
    "line_lost": "The line was lost and is back; the open question was put again.",
    "lost_step": "The open question is not in this version of the flow; the conversation began again.",
    "failed": "Something failed; the conversation went where the flow goes then.",
    "not_taken": "Nobody took the transferred call; the caller is back.",
}


def _missed(what: str) -> Callable[[Fields], str]:
    def missed(fields: Fields) -> str:
        count = fields.get("count")
        again = f", {count} times in a row" if isinstance(count, int) and count > 1 else ""
        return f"{what} at {_step(fields)}{again}."

    return missed


def _rejected(fields: Fields) -> str:
    rule = fields.get("rule")
    return (
        f"The value of {_named(fields, 'slot')} broke its rule {rule}."
        if rule
        else f"The caller did not agree to the value of {_named(fields, 'slot')}."
    )


def _language(fields: Fields) -> str:
    how = "asked for it" if fields.get("why") == "asked" else "speaks it"
    return f"The language is {_named(fields, 'now')} from now on, since the caller {how}."


def _answered(fields: Fields) -> str:
    known = "had an answer" if fields.get("known") else "had no answer"
    return f"The knowledge {_named(fields, 'knowledge')} {known} (score {fields.get('score')})."


def _event(fields: Fields) -> str:
    awaited = "which was awaited" if fields.get("awaited") else "which nothing waits for here"
    return f"It happened: {_named(fields)}, {awaited}."


def _disagreed(fields: Fields) -> str:
    rules, model = (", ".join(map(str, fields.get(who, ()))) or "nothing" for who in ("rules", "model"))
    return f"The rules understood {rules}; the model understood {model}; taken: {fields.get('chose')}."


ROUND = frozenset({"Endless", "GraphRecursionError"})
"""Errors of a conversation that goes round; which way it goes is told by its own trace."""


def _endless(fields: Fields) -> str:
    way = " → ".join(f"“{step_at(str(step))}”" for step in fields.get("steps", ()))
    return f"It went round without asking anything and was stopped: a loop through the steps {way}."


_NOTES: Mapping[str, Callable[[Fields], str]] = {
    "entry": _entered,
    "no_match": _missed("Nothing of use was understood"),
    "no_input": _missed("The caller said nothing"),
    "give_up": lambda fields: f"The question {_step(fields)} was given up.",
    "rejected": _rejected,
    "rewind": lambda fields: f"{_named(fields, 'slot')} changed, so it went back to {_step(fields, 'to')}.",
    "handler": lambda fields: f"The caller asked for {_named(fields)}, which may be said anywhere.",
    "language": _language,
    "answer": _answered,
    "event": _event,
    "milestone": lambda fields: f"The milestone {_named(fields)} was reached.",
    "lost_step": lambda fields: f"The step {_step(fields)} is not in this version of the flow.",
    "closed": lambda fields: f"Nobody is there to take calls as {_named(fields, 'to')}.",
    "called": lambda fields: f"It went into the flow {_named(fields, 'flow')}.",
    "returned": lambda fields: f"It came back from the other flow with {_named(fields, 'result')}.",
    "endless": _endless,
    "failed": lambda fields: "" if fields.get("reason") in ROUND else f"What failed: {fields.get('reason')}.",
    "not_believed": lambda fields: f"{fields.get('commands')} of the model's commands could not be believed.",
    "disagreed": _disagreed,
    "kept_back": lambda fields: f"A sentence of the model was kept back: {fields.get('why')}.",
    "model_failed": lambda _: "The language model failed while it talked.",
    "not_reworded": lambda fields: f"The text was said as it is written: {fields.get('why')}.",
}
"""Event → a sentence; an event that is not here needs none."""
