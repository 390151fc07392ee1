"""Writes an edited plain tree into the text that it came from, so that the comments of what did not change stay. Pure.

An editor changes the tree and knows nothing of comments. Here the new tree is laid over the old document: a setting
keeps its comments as long as it is there, under another name too when it is otherwise the same; an item of a list is
known by what it holds. How an unchanged number was written (`0x1F`) stays as well.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from graphs.commented import LONGEST_NAME, Collection, Commented, Entry, Scalar, read_commented
from graphs.formatter import formatted
from graphs.problems import FlowError, Path, Problem
from graphs.sizes import LARGEST, refuse_too_large, too_large

Tree = Mapping[str, Any]
"""A document as JSON values: maps with text as keys, lists, text, numbers, true, false, null."""


def rewritten(text: str, tree: Tree) -> str:
    """The text for this tree, in its canonical form; loading it gives exactly the tree, with the settings of each part
    in the order of the model. Raises FlowError when either cannot be a document.
    """
    return written_over(read_commented(text), tree)[1]


def written_over(old: Commented | None, tree: Tree) -> tuple[Commented, str]:
    """The same for a document that was read before; with the new document, to be written over in its turn.

    None: there was none. Raises FlowError for a tree that is too large, or cannot be written.
    """
    _refuse_what_cannot_be_written(tree)
    root = _grafted(old.root if old else None, tree)
    assert isinstance(root, Collection), "a tree is a map"
    document = Commented(root, list(old.head) if old else [])
    text = formatted(document)
    if len(text) > LARGEST:
        raise too_large(f"The document is longer than {LARGEST:,} characters.", 1)
    return document, text


def _grafted(old: Scalar | Collection | None, value: Any) -> Scalar | Collection:
    """A value as a part of a document, with the comments of the old part."""
    if isinstance(value, Mapping):
        return _part(old, mapping=True, entries=lambda part: _settings(part, value))
    if isinstance(value, list | tuple):
        return _part(old, mapping=False, entries=lambda part: _items(part, value))
    if isinstance(old, Scalar) and type(old.value) is type(value) and old.value == value:
        return Scalar(value, old.source)
    return Scalar(value, value if isinstance(value, str) else repr(value))


def _part(
    old: Scalar | Collection | None, *, mapping: bool, entries: Callable[[Sequence[Entry]], Iterator[Entry]]
) -> Collection:
    before = old if isinstance(old, Collection) and old.mapping is mapping else None
    part = Collection(mapping=mapping, block=True, column=0, start=0, end=0)
    part.entries = list(entries(before.entries if before else []))
    part.foot = list(before.foot) if before else []
    return part


def _settings(old: Sequence[Entry], values: Tree) -> Iterator[Entry]:
    there = {entry.key: entry for entry in old}
    gone = [entry for entry in old if entry.key not in values]
    for key, value in values.items():
        entry = there.get(key)
        if entry is None:  # perhaps it only has another name
            entry = next((each for each in gone if _key(_plain(each.value)) == _key(value)), None)
            gone = [each for each in gone if each is not entry]
        yield _entry(entry, key, value)


def _items(old: Sequence[Entry], values: Sequence[Any]) -> Iterator[Entry]:
    """Items are compared by what they hold; one that was edited is taken for the one in whose place it stands."""
    before = [_key(_plain(entry.value)) for entry in old]
    now = [_key(value) for value in values]
    for kind, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        for number, value in enumerate(values[c:d]):
            same = kind != "insert" and number < b - a
            yield _entry(old[a + number] if same else None, None, value)


def _entry(old: Entry | None, key: str | None, value: Any) -> Entry:
    made = Entry(key, _grafted(old.value if old else None, value), 0, 0)
    if old is not None:
        made.before, made.beside = list(old.before), list(old.beside)
    return made


def _plain(part: Scalar | Collection) -> Any:
    if isinstance(part, Scalar):
        return part.value
    if part.mapping:
        return {entry.key: _plain(entry.value) for entry in part.entries}
    return [_plain(entry.value) for entry in part.entries]


def _key(value: Any) -> str:
    """The same for values that are written the same; `1`, `1.0` and `true` are not."""
    return repr(value)


# ---- what cannot be written


def _refuse_what_cannot_be_written(tree: Tree) -> None:
    refuse_too_large(tree)
    for path, value in _all(tree, ()):
        if isinstance(value, float) and not math.isfinite(value):
            raise FlowError([_problem(path, "number", "This number is not one that can be written.")])
        names = (name for name in path[-1:] if isinstance(name, str))
        for words in (*names, *([value] if isinstance(value, str) else ())):
            if not _is_text(words):
                raise FlowError([_problem(path, "text", "This text holds half of a character.", "Write it anew.")])
        if any(len(name) > LONGEST_NAME for name in path[-1:] if isinstance(name, str)):
            raise FlowError([_problem((), "name", f"The name “{str(path[-1])[:20]}…” is too long.", "Use a word.")])


def _all(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Every value within a value, itself first."""
    yield path, value
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _all(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _all(inner, (*path, number))


def _is_text(words: str) -> bool:
    """Whether it holds no lone half of a UTF-16 pair, which JSON lets through."""
    return not any("\ud800" <= letter <= "\udfff" for letter in words)


def _problem(path: Path, code: str, message: str, fix: str = "") -> Problem:
    return Problem(path, 0, code, message, fix)
