"""`trunkline understand`: what the rules make of sentences. JSON lines in, JSON lines out."""

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.settings import load_settings
from graphs.ports import LanguageModel
from graphs.understanding import Asking, Kind, Reading, read
from graphs.understanding.commands import Fill, Heard
from graphs.understanding.hybrid import understand
from graphs.understanding.listening import Listening, Situation, Wanted
from graphs.understanding.loosely import meant
from graphs.understanding.model import Background

LONGEST_LINE = 100_000
"""Bytes of one line. Sentences are short; a longer line is somebody else's file."""
EARLIEST, LATEST = 1900, 2199
"""Years of a `now`, so that every day that is reckoned from it exists."""


class Sentence(BaseModel):
    """One line: the words, and what is known when they are read."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    utterance: str
    asked: str | None = None
    """The question as it was put; none when the caller began."""
    now: datetime = Field(default_factory=datetime.now)
    """Local time of the business: ISO, its zone is not looked at."""
    language: str = Field(default="en", min_length=1)
    """A language tag: `en`, `hi`, `en-IN`. Its country is the region, unless that is given."""
    region: str | None = Field(default=None, pattern="^[A-Za-z]{2}$")
    caller: str | None = None
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """For a choice: each value with the phrases that mean it. A plain list of values will do."""
    length: int | None = Field(default=None, ge=1)
    minimum: float | None = None
    maximum: float | None = None
    units: tuple[str, ...] = ()

    @field_validator("now")
    @classmethod
    def _in_reach(cls, now: datetime) -> datetime:
        if not EARLIEST <= now.year <= LATEST:
            raise ValueError(f"must be a day of the years {EARLIEST} to {LATEST}")
        return now

    @field_validator("values", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        if given is None:
            return {}
        if isinstance(given, list):
            return {str(value): () for value in given}
        if isinstance(given, Mapping):
            return {value: [said] if isinstance(said, str) else said or () for value, said in given.items()}
        return given

    def asking(self) -> Asking:
        """The same for the rules."""
        language, *rest = self.language.replace("_", "-").split("-")
        country = next((part for part in rest if len(part) == 2 and part.isalpha()), "")
        asking = Asking(
            now=self.now.replace(tzinfo=None),
            language=language.lower(),
            asked=self.asked or "",
            caller=self.caller or "",
            values=self.values,
            length=self.length,
            minimum=self.minimum,
            maximum=self.maximum,
            units=self.units,
        )
        region = (self.region or country).upper()
        return replace(asking, region=region) if region else asking


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.epilog = (
        'A line: {"kind": "date", "utterance": "next Tuesday", "asked": "Which day?", "now": "2026-03-02T09:00"}. '
        'The same line comes back with "value" (null: not known) and "by"; docs/command-line.md has the other fields.'
    )
    command.add_argument("--model", action="store_true", help="let the configured language model help, as in a call")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0 when every line could be read, otherwise 1."""
    set_up_logs("error")
    return asyncio.run(_with_model()) if given.model else asyncio.run(_run(None))


async def _with_model() -> int:
    from agent.llm import open_model  # noqa: PLC0415 - nobody else needs the clients

    model = open_model(load_settings())
    if model is None:
        raise TrunklineError("no language model is configured: set TRUNKLINE_LLM to a provider:model.")
    await model.warm()
    try:
        return await _run(model)
    finally:
        await model.aclose()


async def _run(model: LanguageModel | None) -> int:
    failed = 0
    while line := sys.stdin.buffer.readline(LONGEST_LINE + 1):
        whole = line
        while not whole.endswith(b"\n") and len(whole) > LONGEST_LINE:
            whole = sys.stdin.buffer.readline(LONGEST_LINE + 1)
        if line.strip():
            answer = await understood(line, model)
            failed += "error" in answer
            sys.stdout.buffer.write(_written(answer))
            sys.stdout.buffer.flush()
    return 1 if failed else 0


async def understood(line: bytes, model: LanguageModel | None = None) -> dict[str, Any]:
    """The object of a line with `value` and `by`, and `alternatives` when the words allow several values.

    A line that cannot be read comes back with `error`, a sentence.
    """
    given: object = None
    try:
        given = _parsed(line)
        sentence = Sentence.model_validate(given)
    except ValidationError as wrong:
        return {**_kept(given), "value": None, "error": _sentence(wrong)}
    except ValueError as wrong:
        return {"value": None, "error": str(wrong)}
    asking = sentence.asking()
    answer = _answer(_read(sentence, asking))
    if model is not None:
        answer = await _by_model(model, sentence, asking) or answer
    return {**_kept(given), **answer}


def _read(sentence: Sentence, asking: Asking) -> Reading | None:
    """By the rules: a choice also by the words that matter, as in a call."""
    reading = read(sentence.kind, sentence.utterance, asking)
    if reading is None and sentence.kind == "choice":
        values = [(value, (*phrases, value.replace("_", " "))) for value, phrases in asking.values.items()]
        value = meant(sentence.utterance, values)
        return Reading(value, sentence.utterance, 0, len(sentence.utterance), sure=False) if value else None
    return reading


async def _by_model(model: LanguageModel, sentence: Sentence, asking: Asking) -> dict[str, Any] | None:
    """What the model made of it, when the rules did not suffice and it did; its values are read by the rules."""
    wanted = Wanted(
        sentence.kind,
        sentence.kind,
        {value: tuple(phrases) for value, phrases in asking.values.items()},
        region=asking.region,
        length=asking.length,
        minimum=asking.minimum,
        maximum=asking.maximum,
        units=tuple(asking.units),
    )
    situation = Situation(asking.now, asking.language, asking.caller, asking.asked)
    heard = Heard(sentence.utterance)
    found = await understand(model, Listening("slot", asked=wanted), heard, situation, Background())
    fills = [each for each in found.commands if isinstance(each, Fill) and each.slot == sentence.kind]
    return {"value": fills[0].value, "by": "model"} if found.by == "model" and fills else None


def _written(answer: dict[str, Any]) -> bytes:
    """A line of JSON. Halves of a character, which UTF-8 cannot hold, stay escaped as they came."""
    try:
        return f"{json.dumps(answer, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(answer)}\n".encode()


def _answer(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        return {"value": None, "by": "rules"}
    if reading.undecided:
        return {"value": None, "by": "rules", "alternatives": [reading.value, *reading.alternatives]}
    found: dict[str, Any] = {"value": reading.value, "by": "rules"}
    return found if not reading.alternatives else {**found, "alternatives": list(reading.alternatives)}


def _parsed(line: bytes) -> object:
    """What a line holds. Raises ValueError with a sentence when it is no JSON object."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"The line is longer than {LONGEST_LINE} bytes; put one sentence on each line.")
    try:
        given = json.loads(line)
    except RecursionError as why:
        raise ValueError("The line is nested too deeply to be a sentence.") from why
    except ValueError as why:
        raise ValueError(f"The line is not JSON in UTF-8 ({why}).") from why
    if not isinstance(given, dict):
        raise ValueError(  # noqa: TRY004 - like the others, it is about what the line holds
            'The line is not a JSON object such as {"kind": "date", "utterance": "tomorrow"}.'
        )
    return given


def _kept(given: object) -> dict[str, Any]:
    """The caller's own object, without an old answer that would be taken for a new one."""
    assert isinstance(given, dict)
    return {key: value for key, value in given.items() if key not in ("by", "alternatives", "error")}


def _sentence(wrong: ValidationError) -> str:
    problems: Sequence[str] = [
        f"“{'.'.join(map(str, each['loc']))}”: {each['msg'].removeprefix('Value error, ').lower()}"
        for each in wrong.errors(include_url=False)
    ]
    return f"{'; '.join(problems)}."
