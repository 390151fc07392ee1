"""What is different between two versions of a flow, in the words that a colleague would use.

Compared is what the documents mean: how they are formatted, and whether a default is written down, makes no difference.
Steps that merely have another name are recognised, by `renamed:` or by what they do, and what leads to them counts as
unchanged. A new order is told where order means something: that of cases and options, say.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import zip_longest
from typing import Any, Literal

from graphs.describing import (
    described,
    first_wording,
    language_name,
    listed,
    named,
    noun,
    place,
    shown,
    step_titled,
    titled,
    wordings,
)
from graphs.document import FlowDocument, TestCase
from graphs.fields import Text
from graphs.layout import DOCUMENT, Layout
from graphs.marked import Sentence
from graphs.problems import Path
from graphs.references import rebuilt

Kind = Literal["added", "removed", "changed", "renamed"]
_ANY_ORDER = frozenset({"with", "in", "limits", "save", "mocks", "renamed", "vars", "actions", "knowledge"})
"""Maps whose order means nothing."""


ITSELF = "*"
"""No step is called so."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different."""

    path: Path
    """Where: in the new document, or in the old one for what is gone."""
    kind: Kind
    sentence: str
    """In words; names stand between asterisks."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sentence", Sentence(self.sentence))


def differences(old: FlowDocument, new: FlowDocument) -> list[Difference]:
    """Everything that is different, in the order of the document; empty when both say the same."""
    renames = _renames(old, new)
    before, after = _with_new_names(old, renames).model_dump(by_alias=True), new.model_dump(by_alias=True)
    for name, to in renames.items():
        before["renamed"].setdefault(name, after["renamed"].get(name, to))
        after["renamed"].setdefault(name, to)
    told = [
        Difference(("nodes", to), "renamed", f"Step {named(name)} is now called {step_titled(to)}.")
        for name, to in renames.items()
    ]
    return told + list(
        _Comparison(old.language, new.language, len(new.languages) > 1).part(before, after, DOCUMENT, ())
    )


# ---- other names


def _renames(old: FlowDocument, new: FlowDocument) -> dict[str, str]:
    """Steps that have another name: the old → the new."""
    gone = [name for name in old.steps if name not in new.steps]
    come = [name for name in new.steps if name not in old.steps]
    renames = {name: new.renamed[name] for name in gone if new.renamed.get(name) in come}
    taken = set(renames.values())
    alike: dict[str, list[str]] = {}
    for to in come:
        if to not in taken:
            alike.setdefault(_nameless(new, to), []).append(to)
    for name in gone:
        if name not in renames and (names := alike.get(_nameless(old, name))):
            renames[name] = names.pop(0)
    return renames


def _nameless(document: FlowDocument, name: str) -> str:
    """What a step does, whatever it is called: that it leads to itself is told without its name."""
    step = rebuilt(document.steps[name], partial(_renamed, {name: ITSELF}))
    return str(step.model_dump_json(by_alias=True))


def _renamed(renames: Mapping[str, str], _: Path, what: str, value: Any) -> Any:
    return renames.get(value, value) if what == "step" else value


def _with_new_names(document: FlowDocument, renames: Mapping[str, str]) -> FlowDocument:
    """The old document with the new names of its steps, wherever they stand."""
    made = rebuilt(document, partial(_renamed, renames))
    nodes = {renames.get(name, name): step for name, step in made.nodes.items()}
    return made.model_copy(update={"nodes": nodes, "renamed": document.renamed})


# ---- comparing


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares two documents as plain values, part by part along the layout of the models."""

    language_before: str
    language: str
    several_languages: bool

    def part(self, old: Any, new: Any, layout: Layout, path: Path, kind: object = None) -> Iterator[Difference]:
        """What is different in a part; None stands for what is not there. `kind` is the type of the step around it."""
        if old == new and not isinstance(old, Mapping):
            return
        if layout.of is Text:
            yield from self._texts(old, new, path, kind)
        elif layout.of is not Any and isinstance(old, Mapping) and isinstance(new, Mapping):
            kind = new.get("type") if path[:1] == ("nodes",) and len(path) == 2 else kind
            settings = self._settings if layout.model(new.get("type")) else self._entries
            yield from settings(old, new, layout, path, kind)
        elif layout.of is not Any and isinstance(old, list | tuple) and isinstance(new, list | tuple):
            yield from self._items(old, new, layout, path)
        elif old != new:
            yield _value(old, new, path, kind)

    def _settings(
        self, old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout, path: Path, kind: object
    ) -> Iterator[Difference]:
        """The settings of a model; of a step of another type, those that both types have, and where it leads."""
        other = len(path) == 2 and path[0] == "nodes" and old["type"] != new["type"]
        if other:
            yield Difference(
                (*path, "type"),
                "changed",
                f"Step {titled(path)} is of another type: it now {described(path, new)}.",
            )
        for name in _ordered(old, new, layout):
            there, here = old.get(name), new.get(name)
            if other and (name == "type" or name not in old or name not in new) and not layout.leads(name, new["type"]):
                continue
            if layout.leads(name, new.get("type")) and not isinstance(there or here, Mapping):
                if there != here:
                    yield _exit(there, here, (*path, name))
            else:
                yield from self.part(there, here, layout.setting(name, new.get("type")), (*path, name), kind)

    def _entries(
        self, old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout, path: Path, kind: object
    ) -> Iterator[Difference]:
        """The entries of a map of the writer's own names."""
        for name in _merged(list(old), list(new)):
            where = (*path, name)
            if name not in new:
                yield _gone(where, kind)
            elif name not in old:
                yield _come(where, new[name], kind)
            else:
                yield from self.part(old[name], new[name], layout.setting(name, None), where, kind)
        both = [name for name in new if name in old]
        if both != [name for name in old if name in new] and path[-1] not in _ANY_ORDER:
            yield _reordered(path)

    def _items(self, old: Sequence[Any], new: Sequence[Any], layout: Layout, path: Path) -> Iterator[Difference]:
        """The items of a list."""
        if path == ("tests",):
            yield from _tests(old, new)
        elif all(isinstance(item, str) for item in (*old, *new)):
            yield from _words(old, new, path)
        elif Counter(map(repr, old)) == Counter(map(repr, new)):
            yield _reordered(path)
        else:
            for there, here in _aligned(list(map(repr, old)), list(map(repr, new))):
                if there is None and here is not None:
                    yield _come((*path, here), new[here])
                elif here is None and there is not None:
                    yield _gone((*path, there))
                elif there is not None and here is not None:
                    yield from self.part(old[there], new[here], layout.setting(None, None), (*path, here))

    def _texts(self, old: Any, new: Any, path: Path, kind: object) -> Iterator[Difference]:
        """What callers hear, language by language and wording by wording."""
        if old is None or new is None:
            yield _value(old and first_wording(old), new and first_wording(new), path, kind)
            return
        subject = f"In {place(path)} the {noun(path, kind)}"
        before, after = wordings(old, self.language_before), wordings(new, self.language)
        for language in _merged(list(before), list(after)):
            there, here = before.get(language, ()), after.get(language, ())
            if not there:
                yield Difference(path, "added", f"{subject} is now there in {language_name(language)}: “{here[0]}”.")
            elif not here:
                yield Difference(path, "removed", f"{subject} is no longer there in {language_name(language)}.")
            else:
                suffix = f" ({language_name(language)})" if self.several_languages else ""
                yield from _rungs(there, here, path, subject, suffix)


def _tests(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    """Tests are known by their names."""
    names, others = [test["name"] for test in new], [test["name"] for test in old]
    for number, test in enumerate(old):
        if test["name"] not in names:
            yield Difference(("tests", number), "removed", f"The test “{test['name']}” was removed.")
    for number, test in enumerate(new):
        if test["name"] not in others:
            yield Difference(("tests", number), "added", f"The test “{test['name']}” was added.")
            continue
        before = old[others.index(test["name"])]
        for setting in TestCase.model_fields:
            if test[setting] != before[setting]:
                what = f"In the test “{test['name']}” the {noun((setting,))} changed."
                yield Difference(("tests", number, setting), "changed", what)
    if sorted(names) == sorted(others) and names != others:
        yield Difference(("tests",), "changed", "The tests are in another order.")
    elif len(names) != len(others) and set(names) == set(others):
        yield Difference(("tests",), "changed", "A test stands there more or fewer times than before.")


def _rungs(old: Sequence[str], new: Sequence[str], path: Path, subject: str, suffix: str) -> Iterator[Difference]:
    """The wordings of a text in one language."""
    for there, here in _aligned(old, new):
        if there is None and here is not None:
            yield Difference(path, "added", f"{subject} has a further wording{suffix}: “{new[here]}”.")
        elif here is None and there is not None:
            yield Difference(path, "removed", f"{subject} has lost a wording{suffix}: “{old[there]}”.")
        elif there is not None and here is not None:
            which = f", wording {here + 1}," if len(new) > 1 else ""
            yield Difference(path, "changed", f"{subject}{which} changed{suffix}: “{old[there]}” → “{new[here]}”.")


def _value(old: Any, new: Any, path: Path, kind: object = None) -> Difference:
    """A single value."""
    subject = f"In {place(path)} the {noun(path, kind)}"
    whole = isinstance(old or new, Mapping)
    if old is None:
        return Difference(path, "added", f"{subject} was added{'' if whole else f': {shown(new)}'}.")
    if new is None:
        return Difference(path, "removed", f"{subject} was removed{'' if whole else f'; it was {shown(old)}'}.")
    return Difference(path, "changed", f"{subject} changed: {shown(old)} → {shown(new)}.")


def _exit(old: str | None, new: str | None, path: Path) -> Difference:
    """Where a way out leads."""
    if path == ("start",):
        return Difference(
            path, "changed", f"The flow now starts at {step_titled(str(new))} instead of {step_titled(str(old))}."
        )
    own = path[:1] == ("nodes",) and len(path) == 3
    way = f"exit {titled(path)} of {titled(path[:2])}" if own else f"way on {_when(path)}"
    if old is None:
        return Difference(path, "added", f"The new {way} goes to {step_titled(str(new))}.")
    if new is None:
        return Difference(path, "removed", f"The {way} is gone; it went to {step_titled(old)}.")
    return Difference(path, "changed", f"The {way} now goes to {step_titled(new)} instead of {step_titled(old)}.")


def _when(path: Path) -> str:
    if path == ("on_error",):
        return "after an error"
    return f"after too many tries in {place(path[:-1])}" if path[-2:] == ("tries", "then") else f"in {place(path)}"


def _come(path: Path, entry: Any, kind: object = None) -> Difference:
    what, clause = noun(path, kind), described(path, entry)
    subject = f"{what[:1].upper()}{what[1:]}" if len(path) == 2 else f"In {place(path[:-1])} the {what}"
    return Difference(path, "added", f"{subject} was added{f': {clause}' if clause else ''}.")


def _gone(path: Path, kind: object = None) -> Difference:
    what = noun(path, kind)
    subject = f"{what[:1].upper()}{what[1:]}" if len(path) == 2 else f"In {place(path[:-1])} the {what}"
    return Difference(path, "removed", f"{subject} was removed.")


def _words(old: Sequence[str], new: Sequence[str], path: Path) -> Iterator[Difference]:
    """A list of names or phrases."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    subject = f"In {place(path)} the {noun(path)}"
    if come:
        yield Difference(path, "added", f"{subject} gained {listed(map(shown, come))}.")
    if gone:
        yield Difference(path, "removed", f"{subject} lost {listed(map(shown, gone))}.")
    if not come and not gone:
        yield Difference(path, "changed", f"{subject} are in another order: {listed(map(shown, new))}.")


def _reordered(path: Path) -> Difference:
    *around, what = path
    subject = f"The {what}" if not around else f"In {place(path)} the {what}"
    return Difference(path, "changed", f"{subject.replace('nodes', 'steps')} are in another order.")


def _ordered(old: Mapping[str, Any], new: Mapping[str, Any], layout: Layout) -> list[str]:
    """The settings of both, those that the model knows in its order."""
    known = [name for name in layout.order(new.get("type")) if name in old or name in new]
    return known + [name for name in _merged(list(old), list(new)) if name not in known]


def _merged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The names of both, each once, in the new order."""
    return [*new, *(name for name in old if name not in new)]


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Pairs of places of what is different; None where the other has nothing for it."""
    for what, *ends in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from zip_longest(range(*ends[:2]), range(*ends[2:]))
