"""`trunkline redact`: the caller's utterances of calls as they would be stored. JSON lines in, JSON lines out."""

import argparse
import json
import sys
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from agent.logs import set_up_logs
from agent.safety.redaction.conversation import redact_turns
from agent.safety.redaction.kinds import DEFAULT, Kind

LONGEST_LINE = 1_000_000
"""Bytes of one line: a call of many hours."""


class Call(BaseModel):
    """One line: what the caller said, turn by turn, and what was asked before each turn."""

    model_config = ConfigDict(strict=True)

    turns: list[str]
    asked: list[str | None] | None = None
    """As long as the turns, or shorter; null where nothing was asked."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.epilog = (
        'A line: {"turns": ["my card is 4111 1111", "1111 1111"], "asked": ["How will you pay?", null]}. The same line '
        'comes back with other "turns"; "asked" may be left out. docs/redaction.md says what is found.'
    )
    command.add_argument(
        "--kinds", type=_kinds, default=DEFAULT, metavar="KIND,…", help="only these kinds; all but phone when left out"
    )
    command.add_argument("--list", action="store_true", help="list the kinds and what is written in their place")
    command.set_defaults(run=run)


def _kinds(given: str) -> frozenset[Kind]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Kind)]
    if unknown or not names:
        said = f"“{unknown[0]}” is no kind" if unknown else "no kind is named"
        raise argparse.ArgumentTypeError(f"{said}; there are {', '.join(Kind)}")
    return frozenset(map(Kind, names))


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0 when every line could be read, otherwise 1."""
    set_up_logs("error")
    if given.list:
        for kind in Kind:
            print(f"{kind.value:<13} {kind.placeholder}{'' if kind in DEFAULT else '   (only when named)'}")
        return 0
    return 1 if _read(given.kinds) else 0


def _read(kinds: frozenset[Kind]) -> int:
    """Reads line by line; says how many lines were no calls."""
    failed = number = 0
    while line := sys.stdin.buffer.readline(LONGEST_LINE + 1):
        number += 1
        whole = line
        while not whole.endswith(b"\n") and len(whole) > LONGEST_LINE:
            whole = sys.stdin.buffer.readline(LONGEST_LINE + 1)
        if not line.strip():
            continue
        try:
            answer = redacted(line, kinds)
        except ValueError as wrong:
            failed += 1
            print(f"trunkline: line {number}: {wrong}", file=sys.stderr)
            continue
        sys.stdout.buffer.write(_written(answer))
        sys.stdout.buffer.flush()
    return failed


def redacted(line: bytes, kinds: frozenset[Kind] = DEFAULT) -> dict[str, Any]:
    """The object of a line with its turns redacted.

    Raises ValueError with a sentence that holds none of the line's words: they may be what must not be written.
    """
    if len(line) > LONGEST_LINE:
        raise ValueError(f"It is longer than {LONGEST_LINE} bytes; put one call on each line.")
    try:
        given = json.loads(line)
    except RecursionError as why:
        raise ValueError("It is nested too deeply to be a call.") from why
    except ValueError as why:
        raise ValueError("It is not JSON in UTF-8.") from why
    if not isinstance(given, dict):
        raise ValueError('It is not a JSON object such as {"turns": ["hello"]}.')  # noqa: TRY004 - about the line
    try:
        call = Call.model_validate(given)
    except ValidationError as wrong:
        raise ValueError(_sentence(wrong)) from wrong
    return {**given, "turns": redact_turns(call.turns, asked=call.asked or (), kinds=kinds)}


def _sentence(wrong: ValidationError) -> str:
    problems = [
        f"“{'.'.join(map(str, each['loc']))}”: {each['msg'].lower()}"
        for each in wrong.errors(include_url=False, include_input=False)
    ]
    return f'{"; ".join(problems)}. A call is {{"turns": ["…", …]}}, and may have "asked" with as many questions.'


def _written(answer: dict[str, Any]) -> bytes:
    """A line of JSON. Halves of a character, which UTF-8 cannot hold, stay escaped as they came."""
    try:
        return f"{json.dumps(answer, ensure_ascii=False)}\n".encode()
    except UnicodeEncodeError:
        return f"{json.dumps(answer)}\n".encode()
