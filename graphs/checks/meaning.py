"""The document as it was meant: with every misspelt name replaced by the one that is closest to it.

The rules look at this one, so that a slip of the pen is told once, and not again as all that follows from it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graphs.checks.bare_words import as_words, bare_words
from graphs.checks.survey import Survey
from graphs.document import BUILT_IN_HANDLERS
from graphs.fields import PLACEHOLDER, Text, placeholder
from graphs.problems import Path, closest


def known_names(survey: Survey) -> Mapping[str, Iterable[str]]:
    """For each sort of name, those that the document has."""
    document = survey.document
    return {
        "step": document.steps,
        "slot": document.slots,
        "value": survey.values,
        "action": document.actions,
        "handler": (*document.handlers, *BUILT_IN_HANDLERS),
        "knowledge": document.knowledge,
        "result": document.results,
    }


def as_meant(survey: Survey) -> Survey:
    """The same document when every name is right."""
    meaning = _Meaning(survey)
    if not meaning.names and not meaning.guessed:
        return survey
    return Survey(survey.document, survey.unsure, meaning.guessed, meaning.visit)


class _Meaning:
    def __init__(self, survey: Survey) -> None:
        known = known_names(survey)
        self.names: dict[tuple[str, str], str] = {}
        """What is named, and how it is misspelt → how it was meant."""
        self.guessed: set[Path] = set()
        """Where a name stands that there is not."""
        for each in survey.references:
            if each.path[0] != "tests" and each.what in known and each.name not in known[each.what]:
                self._guess(each.what, each.name, known[each.what])
                self.guessed.add(each.path)
        looked_at = {name for _, expression in survey.expressions for name in expression.names}
        said = {value.path[0] for wording in survey.wordings for value in wording.values()}
        self.words = bare_words(survey)
        for name in (looked_at - set(self.words) | said) - survey.values - {"call", "item"}:
            self._guess("value", name, survey.values)
        self.values = {name: meant for (what, name), meant in self.names.items() if what == "value"}
        self.guessed |= {
            path for path, each in survey.expressions if not each.names.isdisjoint((*self.values, *self.words))
        }
        self.guessed |= {path for path, text in survey.texts if self._misspelt(text)}

    def _guess(self, what: str, name: str, known: Iterable[str]) -> None:
        meant = closest(name, known)
        if meant is not None:
            self.names[what, name] = meant

    def visit(self, path: Path, what: str, value: Any) -> Any:  # noqa: ARG002 - names are the same everywhere
        match what:
            case "expression":
                return as_words(value.renamed(self.values), self.words)
            case "text":
                return self._text(value)
            case _:
                return self.names.get((what, value), value)

    def _text(self, text: Text) -> Text:
        if not self._misspelt(text):
            return text
        ladders = {
            language: tuple(PLACEHOLDER.sub(self._said, rung) for rung in rungs)
            for language, rungs in text.ladders.items()
        }
        return Text(ladders, text.written)

    def _misspelt(self, text: Text) -> bool:
        return any(value.path[0] in self.values for value in text.placeholders())

    def _said(self, braces: Any) -> str:
        value = placeholder(braces[1])
        first = self.values.get(value.path[0], value.path[0])
        return "{" + ".".join((first, *value.path[1:])) + (f"|{value.how}" if value.how else "") + "}"
