"""Understands a caller by rules and, where the rules do not suffice, by a language model.

Without a model nothing else happens than the rules. With one:

1. Keys, silence, events, requests that always win, yes and no, and short answers that the rules understand whole never
   wait for the model.
2. Anything else is translated by the model too. When it fails, or has not answered by its deadline, the rules' reading
   stands, at once.
3. The two readings are put together (`together`):
   - values that the rules read surely stand; the model adds values for other slots;
   - where the rules are not sure of a value, the model's stands;
   - what the caller wants (an option, an item, a yes, a handler) is what the rules say when their reading is plain: one
     option matches, and no word such as "not", "but" or "unless" turns the sentence around. Otherwise it is what the
     model says;
   - where the rules understood nothing, the model's reading stands whole.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from graphs.ports import LanguageModel, ModelFailure
from graphs.understanding import is_question, matches, normalise, strip_politeness
from graphs.understanding.commands import Command, Correct, Fill, Global, Heard, No, NotUnderstood, Pick, Yes
from graphs.understanding.listening import Listening, Situation
from graphs.understanding.model import Background, commands_of, prompt, schema_of
from graphs.understanding.rules import DOUBTFUL, Commands, interpret

LEFT_OVER = 3
"""Words beside a value in an answer that is still nothing but the value."""
SHORT = 6
"""Words of an answer that is nothing but an option, an item or a request."""
SHORT_VERDICT = 8
"""Words of an answer that is nothing but a yes or a no."""
TURNING = frozenset(
    (
        *("not", "dont", "never", "but", "unless", "except", "only", "if", "instead", "rather", "without", "although"),
        *("nahi", "nahin", "mat", "lekin", "magar", "agar", "sivay", "balki"),
        *("नहीं", "मत", "लेकिन", "मगर", "अगर", "सिवाय", "बल्कि"),
    )
)
"""Words that can turn a sentence against the words that the rules look for."""

Chosen = Literal["rules", "model", "both"]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a caller meant, and how it was found."""

    commands: Commands
    by: Literal["rules", "model"] = "rules"
    """`model` when anything in it is the model's."""
    waited_s: float | None = None
    """How long the caller was kept waiting for the model; None when it was not asked."""
    outcome: Literal["", "answered", "late", "failed"] = ""
    """What became of asking the model."""
    rules: Commands = ()
    model: Commands = ()
    dropped: int = 0
    """Commands of the model's that could not be believed."""

    @property
    def disagreed(self) -> bool:
        """Whether both understood something, and not the same."""
        return self.outcome == "answered" and _essence(self.rules) != _essence(self.model)

    @property
    def chose(self) -> Chosen:
        """Whose reading it is."""
        for who, commands in (("rules", self.rules), ("model", self.model)):
            if _essence(self.commands) == _essence(commands):
                return "rules" if who == "rules" else "model"
        return "both"

    def whose(self, command: Command) -> Literal["rules", "model"]:
        """Who found this command: the model only where the rules had not."""
        by_rules = self.by == "rules" or _core(command) in _essence(self.rules)
        return "rules" if by_rules else "model"


async def understand(
    model: LanguageModel | None,
    listening: Listening,
    heard: Heard,
    situation: Situation,
    background: Background,
    *,
    asking: Callable[[], None] | None = None,
) -> Understood:
    """What the caller meant; never empty, and never later than the model's deadline. `asking` is called when the model
    is asked, which takes a moment.
    """
    rules = interpret(listening, heard, situation)
    if model is None or complete(rules, listening, heard, situation):
        return Understood(rules, rules=rules)
    if asking is not None:
        asking()
    clock = asyncio.get_running_loop().time
    began = clock()
    try:
        async with asyncio.timeout(model.deadline_s):
            messages = prompt(listening, heard, situation, background)
            answer = await model.structured(messages, schema_of(listening), name="commands")
            found, dropped = commands_of(answer, listening, heard, situation)
    except TimeoutError:
        return Understood(rules, waited_s=clock() - began, outcome="late", rules=rules)
    except ModelFailure:
        return Understood(rules, waited_s=clock() - began, outcome="failed", rules=rules)
    commands = together(rules, found, listening, heard)
    by: Literal["rules", "model"] = "rules" if _essence(commands) == _essence(rules) else "model"
    return Understood(commands, by, clock() - began, "answered", rules, found, dropped)


def complete(rules: Commands, listening: Listening, heard: Heard, situation: Situation) -> bool:
    """Whether the rules' reading leaves nothing to be asked."""
    if heard.keys or not heard.text.strip() or (listening.kind == "talk" and not listening.also):
        return True
    if any(isinstance(each, NotUnderstood) for each in rules) or heard.confidence < DOUBTFUL:
        return False
    always = {handler.name for handler in listening.handlers if handler.always}
    if any(isinstance(each, Global) and each.name in always for each in rules):
        return True
    return _whole(rules, listening, heard, situation)


def _whole(rules: Commands, listening: Listening, heard: Heard, situation: Situation) -> bool:
    """Whether the rules understood the whole answer, and not a part of it."""
    asked, values = listening.asked, _values(rules)
    if asked and asked.kind in ("text", "free_text") and values.keys() == {asked.slot}:
        return not is_question(heard.text, situation.language)
    words = strip_politeness(heard.text, situation.language).split()
    if values:
        return _answers(values, listening) and _left_over(words, values) <= LEFT_OVER
    limit = SHORT_VERDICT if isinstance(rules[0], Yes | No) else SHORT
    return len(words) <= limit and _plain(rules, listening, heard)


def together(rules: Commands, model: Commands, listening: Listening, heard: Heard) -> Commands:
    """One reading out of two. The order of precedence is this module's own text."""
    if not model:
        return rules
    if any(isinstance(each, NotUnderstood) for each in rules):
        return model
    ours, theirs = _values(rules), _values(model)
    sure = {slot: value for slot, value in ours.items() if value.sure}
    values = {**ours, **theirs, **sure}
    wants, meant = _wants(rules), _wants(model)
    if meant and not (wants and _plain(rules, listening, heard)) and (not sure or listening.kind == "options"):
        wants = meant
    return (*wants, *values.values())


def _values(commands: Commands) -> dict[str, Fill | Correct]:
    return {each.slot: each for each in commands if isinstance(each, Fill | Correct)}


def _wants(commands: Commands) -> Commands:
    return tuple(each for each in commands if not isinstance(each, Fill | Correct))


def _answers(values: Mapping[str, Fill | Correct], listening: Listening) -> bool:
    """Whether every value is sure, and the one that was asked for is among them."""
    asked = listening.asked
    return all(each.sure for each in values.values()) and (asked is None or asked.slot in values)


def _left_over(words: list[str], values: Mapping[str, Fill | Correct]) -> int:
    """How many words were said beside the values."""
    taken = Counter(word for each in values.values() for word in normalise(each.said).split())
    return sum((Counter(words) - taken).values())


def _plain(rules: Commands, listening: Listening, heard: Heard) -> bool:
    """Whether the words say what the rules found in them, and nothing turns them around."""
    said = normalise(heard.text).split()
    if heard.confidence < DOUBTFUL or not TURNING.isdisjoint(said[1:]):  # "no, not that" opens with its own no
        return False
    if not any(isinstance(each, Pick) for each in rules):
        return True
    named = [
        option.name
        for option in listening.options
        if any(matches(heard.text, phrase) for phrase in (*option.phrases, option.name.replace("_", " ")))
    ]
    return len(named) == 1


def _essence(commands: Commands) -> set[tuple[object, ...]]:
    """What the commands come to, whatever words they were read from."""
    return {_core(each) for each in commands if not isinstance(each, NotUnderstood)}


def _core(command: Command) -> tuple[object, ...]:
    match command:
        case Fill() | Correct():
            return ("fill", command.slot, command.value)
        case Global():
            return ("global", command.name)
        case _:
            return (command,)
