"""Languages that a flow promises and does not speak, and those that it speaks and does not promise."""

import re
from collections.abc import Iterable, Iterator

from graphs.checks.survey import Problems, Survey, hint, led_by, problem, warning
from graphs.fields import PLACEHOLDER, Text
from graphs.marked import at, setting_at, worded
from graphs.problems import Path, Problem, did_you_mean
from graphs.understanding.languages import LANGUAGES

FEW = 3
"""Places that are told one by one."""


def languages(survey: Survey) -> Problems:
    """One problem a language, with the places."""
    for language in survey.document.languages:
        yield from _grouped(_unspoken(survey, language))
    yield from _undeclared(survey)
    yield from _declared(survey)
    yield from _tested(survey)
    yield from _other_script(survey)


def _grouped(found: Iterable[Problem]) -> Problems:
    """The declaration of a language with all its places under it; the places alone when they are few."""
    problems = list(found)
    return iter(problems[1:]) if len(problems) <= FEW + 1 else led_by(problems)


def _undeclared(survey: Survey) -> Problems:
    """Languages that texts have and the flow does not, each told once when many texts have it."""
    places: dict[str, list[tuple[Path, Text]]] = {}
    for path, text in survey.texts:
        for language in text.ladders:
            if language and language not in survey.document.languages:
                places.setdefault(language, []).append((path, text))
    for language, texts in places.items():
        declared = f"Add {language} under {setting_at(('languages',))}."
        message = f"{len(texts)} texts have words in “{language}”, which is not one of the languages of this flow."
        found = [problem(("languages",), "undeclared_language", message, declared)]
        for path, text in texts:
            fix = _meant(survey, path, text) or declared
            message = f"There are words in “{language}”, which is not one of the languages of this flow."
            found.append(problem((*path, language), "undeclared_language", message, fix))
        yield from _grouped(found)


def _meant(survey: Survey, path: Path, text: Text) -> str:
    """The one language that a text lacks, when it has another one in its place."""
    lacking = _lacking(survey, path, text)
    others = [language for language in text.ladders if language and language not in survey.document.languages]
    return f"Did you mean “{lacking[0]}”?" if len(lacking) == len(others) == 1 else ""


def _unspoken(survey: Survey, language: str) -> Iterator[Problem]:
    """The declaration first, then every text that lacks the language."""
    places = [
        path
        for path, text in survey.texts
        if language in _lacking(survey, path, text) and not _meant(survey, path, text)
    ]
    heard = next((other for other in survey.document.languages if other != language), language)
    hearing = f"; callers who speak “{language}” will hear “{heard}” there."
    if places:
        message = f"{len(places)} texts have no “{language}” wording{hearing}"
        index = survey.document.languages.index(language)
        yield warning(("languages", index), "missing_language", message, "Add the wordings.")
    for path in places:
        where = worded(".".join(str(part) for part in path[1:]), at(path))
        message = f"“{where}”{_inside(path)} has no “{language}” wording{hearing}"
        yield warning(path, "missing_language", message, "Add the wording.")


def _inside(path: Path) -> str:
    """The part of the document that a text is in, where its own name does not tell."""
    return worded("", f" of “{at(path[:2])}”") if len(path) > 2 else ""


def _lacking(survey: Survey, path: Path, text: Text) -> list[str]:
    return [language for language in survey.document.languages if _lacks(survey, path, text, language)]


def _lacks(survey: Survey, path: Path, text: Text, language: str) -> bool:
    first = survey.document.language
    if path[2:3] == ("summary",) or language in text.ladders or (language == first and "" in text.ladders):
        return False
    return any(letter.isalpha() for _, template in text.templates() for letter in PLACEHOLDER.sub("", template))


def _declared(survey: Survey) -> Problems:
    seen: set[str] = set()
    for index, language in enumerate(survey.document.languages):
        if language in seen:
            yield warning(
                ("languages", index),
                "twice",
                f"“{language}” stands twice in {setting_at(('languages',))}.",
                "Take one out.",
            )
        elif language not in LANGUAGES:
            message = f"Callers who speak “{language}” will be understood as if they spoke English."
            fix = f"Languages that are understood: {', '.join(LANGUAGES)}."
            yield warning(("languages", index), "not_understood", message, fix)
        seen.add(language)


def _tested(survey: Survey) -> Problems:
    known = survey.document.languages
    for index, test in enumerate(survey.document.tests):
        wanted = re.split("[-_]", test.call.language or "")[0].lower()
        if wanted and wanted not in known:
            message = f"The caller of the test “{test.name}” speaks “{wanted}”, which is no language of this flow."
            fix = did_you_mean(wanted, known) or f"They will hear “{survey.document.language}”."
            yield warning(("tests", index, "call", "language"), "undeclared_language", message, fix)


def _other_script(survey: Survey) -> Problems:
    """Choices without a phrase in the letters of a language that the flow speaks."""
    for language in survey.document.languages:
        script = LANGUAGES[language].script if language in LANGUAGES else ""
        if not script:
            continue
        for path, phrases in _said(survey):
            if phrases and not any(re.search(script, phrase) for phrase in phrases):
                message = f"“{at(path)}” has no phrase in the letters of “{language}”, in which callers may be heard."
                yield hint(path, "no_phrases_in_language", message, "Add phrases.")


def _said(survey: Survey) -> Iterator[tuple[Path, list[str]]]:
    """Every place where the caller names one of several things, with the phrases for them."""
    for name, slot in survey.document.slots.items():
        said = [phrase for value in slot.values.values() for phrase in value.phrases]
        labels = [word for value in slot.values.values() if value.label for _, word in value.label.templates()]
        yield ("slots", name), [*said, *(labels if said else ())]
    for name, step in survey.document.steps.items():
        options = getattr(step, "options", {})
        said = [phrase for option in options.values() for phrase in option.phrases]
        labels = [word for option in options.values() if option.label for _, word in option.label.templates()]
        yield ("nodes", name), [*said, *(labels if said else ())]
