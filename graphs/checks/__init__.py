"""What is wrong with a whole document: names that lead nowhere, values that nobody gives, calls that never end. Pure.

One file a family of rules; each rule looks at a `Survey` of the document, or at the `Ways` through it, and yields
problems. What follows from a mistake stands under it (`Problem.consequences`): one misspelt name is one problem.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from graphs.checks import exits, names, values
from graphs.checks.bare_words import of_the_call
from graphs.checks.dashes import dashes
from graphs.checks.disclosure import disclosures
from graphs.checks.languages import languages
from graphs.checks.loops import endless, without_end
from graphs.checks.marks import marks
from graphs.checks.meaning import as_meant
from graphs.checks.phrases import phrases
from graphs.checks.reach import Reach, unreachable
from graphs.checks.scripts import scripts
from graphs.checks.secrets import secrets
from graphs.checks.slots import slots
from graphs.checks.survey import Problems, Survey
from graphs.checks.talking import talking
from graphs.checks.unfilled import unfilled
from graphs.checks.unused import unused
from graphs.checks.ways import Ways
from graphs.problems import Path, Problem

if TYPE_CHECKING:
    from graphs.document import FlowDocument

__all__ = ["check", "check_parts"]

Rule = Callable[[Survey], Problems]

_NAMES: Sequence[Rule] = (
    names.unknown_in_expressions,
    names.unknown_in_texts,
    names.doubled_names,
    of_the_call,
    names.twice_in_a_list,
)
"""Rules about the document as it is written."""
_PARTS: Sequence[Rule] = (
    exits.actions,
    exits.choices,
    exits.conditions,
    values.types,
    slots,
    talking,
    phrases,
    languages,
    dashes,
    unused,
    scripts,
    marks,
    secrets,
)
"""Rules about single places of the document as it was meant."""


def check(document: "FlowDocument") -> list[Problem]:
    """Every problem of a document that could be read, without lines: errors, warnings and hints."""
    survey = Survey(document)
    meant = as_meant(survey)
    ways = Ways(meant)
    reach = Reach(Ways(survey), ways)
    return [
        *names.unknown_names(survey, reach.lost),
        *(problem for rule in _NAMES for problem in rule(survey)),
        *unreachable(reach),
        *endless(ways),
        *without_end(ways, reach),
        *unfilled(ways),
        *disclosures(ways),
        *_sure(meant, (problem for rule in _PARTS for problem in rule(meant))),
    ]


def check_parts(document: "FlowDocument", unread: AbstractSet[Path]) -> list[Problem]:
    """The errors of a document of which some parts could not be read: only what does not depend on these."""
    survey = Survey(document, frozenset(str(path[1]) for path in unread if len(path) > 1))
    meant = as_meant(survey)
    found = [problem for rule in (names.unknown_names, *_NAMES) for problem in rule(survey)]
    found += _sure(meant, (problem for rule in _PARTS for problem in rule(meant)))
    unsure = "undeclared_language" if ("languages",) in unread else ""
    return [
        each
        for each in found
        if each.level == "error" and each.code != unsure and unread.isdisjoint((each.path[:1], each.path[:2]))
    ]


def _sure(meant: Survey, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of places where nobody had to guess what was meant."""
    return (
        each
        for each in problems
        if meant.guessed.isdisjoint(each.path[:length] for length in range(1, len(each.path) + 1))
    )
