"""Reads the price table: the list that Trunkline brings along, and the file of TRUNKLINE_PRICES before it."""

import io
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from agent.costs.prices import UNITS, PriceFile, PriceTable
from agent.errors import SettingsError

LARGEST = 1_000_000
"""Characters of a file."""

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_MARKS = {"[key]"}
"""Marks of the reader's own in the place of a mistake."""

_MEANT = {
    "extra_forbidden": "is no setting",
    "missing": "is missing",
    "too_short": "is empty",
    "tuple_type": "has to be a list",
    "model_type": "has to be a row of settings",
    "dict_type": "has to say what each unit costs, such as {seconds: 0.01}",
    "literal_error": f"is no unit; there are {', '.join(UNITS)}",
    "string_pattern_mismatch": "is no currency; write it as USD",
    **dict.fromkeys(("decimal_type", "decimal_parsing", "finite_number"), "is no number"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "is no date; write it as 2026-11-01"),
}


def load_table(own: Path | None, *, currency: str | None = None) -> PriceTable:
    """The prices, with `own` (TRUNKLINE_PRICES) before the list that is brought along; `currency`: TRUNKLINE_CURRENCY,
    which has to have an exchange rate. Raises SettingsError, a sentence for each mistake, with its line.
    """
    if own is None:
        table = PriceTable.of([_brought()])
    else:
        table = PriceTable.of([_read(own), _brought()])
        for price in table.unknown_currencies():
            raise SettingsError(
                f"TRUNKLINE_PRICES: {own}: the price of {price.provider} {price.model} is in {price.currency}, of "
                "which no exchange rate is known. Add one to its rates."
            )
    if currency is not None and not table.knows(currency):
        raise SettingsError(
            f"TRUNKLINE_CURRENCY: no exchange rate of {currency} is known. Add one to the rates of TRUNKLINE_PRICES, "
            f"or choose one of {', '.join(['USD', *sorted(table.rates)])}."
        )
    return table


@cache
def _brought() -> PriceFile:
    """The list that is brought along, read once in a process."""
    return PriceFile.model_validate(_safe(files("agent.costs").joinpath("prices.yaml").read_text(encoding="utf-8")))


def _read(path: Path) -> PriceFile:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"TRUNKLINE_PRICES: {path} cannot be read ({type(error).__name__}).") from error
    if len(text) > LARGEST:
        raise SettingsError(f"TRUNKLINE_PRICES: {path} is longer than {LARGEST:,} characters.")
    try:
        content = _safe(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"TRUNKLINE_PRICES: {path}, line {line}: {_yaml_problem(error)}.") from None
    except ValueError as error:
        # A date that no calendar has, such as the 31st of June.
        line = _line_without_day(text)
        what = f", line {line}: there is no such day" if line else f": this is not YAML ({type(error).__name__})"
        raise SettingsError(f"TRUNKLINE_PRICES: {path}{what}.") from None
    except (YAMLError, RecursionError) as error:
        raise SettingsError(f"TRUNKLINE_PRICES: {path}: this is not YAML ({type(error).__name__}).") from None
    try:
        return PriceFile.model_validate({} if content is None else content)
    except ValidationError as error:
        raise SettingsError(_told(path, text, error.errors(include_input=False, include_url=False))) from None


def _safe(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _line_without_day(text: str) -> int:
    """The first line with a date that cannot be; 0: there is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        for written in _DATE.findall(line.partition("#")[0]):
            try:
                date.fromisoformat(written)
            except ValueError:
                return number
    return 0


def _yaml_problem(error: MarkedYAMLError) -> str:
    if "duplicate key" in str(error.problem):
        return "a setting stands here for the second time"
    return "this is not YAML"


def _told(path: Path, text: str, problems: Sequence[ErrorDetails]) -> str:
    document = YAML(typ="safe", pure=True).compose(io.StringIO(text))
    told = dict.fromkeys(f"line {_line(document, _place(each))}: {_sentence(each)}" for each in problems)
    return f"TRUNKLINE_PRICES: {path}, " + "; ".join(told) + "."


def _line(document: Node | None, place: tuple[str | int, ...]) -> int:
    """The line, from 1, of the deepest part of the place that the document has."""
    line, node = 1, document
    for name in place:
        if isinstance(node, MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == name), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, SequenceNode) and isinstance(name, int) and name < len(node.value):
            node = node.value[name]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _place(problem: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(part for part in problem["loc"] if not isinstance(part, str) or part not in _MARKS)


def _sentence(problem: ErrorDetails) -> str:
    place = _place(problem)
    where = ", ".join(str(part) for part in place if isinstance(part, str))
    told = _MEANT.get(problem["type"], problem["msg"]).rstrip(".")
    return f"{where}: {told}" if where else "a file of prices has “prices” and “rates”"
