"""A YAML document as a tree that knows its comments, each kept with what it speaks of.

A comment on a line of its own belongs to the setting after it; at the end of a line, to the setting before it; at the
end of a block and indented like it, to the foot of that block; and at the top of the file with a blank line after it,
to the file. Comments are found in the gaps between the tokens of the YAML reader, so a `#` within a text is none.
"""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode
from ruamel.yaml.tokens import (
    AliasToken,
    AnchorToken,
    BlockEntryToken,
    DirectiveToken,
    FlowEntryToken,
    ScalarToken,
    TagToken,
    Token,
)

from graphs.loading import plain, read_yaml
from graphs.problems import FlowError, Path, Problem

LONGEST_NAME = 500
"""Characters of a key; YAML ends at 1024 what may stand before a colon."""
_COMMENT = re.compile(r"#[^\n\x85\u2028\u2029]*")
_AFTER_THE_BAR = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\n\x85\u2028\u2029]*)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_SPECIAL: tuple[tuple[type[Token], str], ...] = (
    (AnchorToken, "gives a part a name with “&”"),
    (AliasToken, "repeats another part with “*”"),
    (TagToken, "gives a value a type with “!”"),
    (DirectiveToken, "gives the YAML reader an order with “%”"),
)


@dataclass(slots=True)
class Scalar:
    """A single value."""

    value: Any
    """As the flow reads it: text, a number, true, false or None."""
    source: str
    """What was written for it, where that is not text: `+5`, `0x1F`."""


@dataclass(slots=True)
class Entry:
    """A setting of a map, or an item of a list."""

    key: str | None
    value: "Scalar | Collection"
    start: int
    """Where it begins in the text, in characters."""
    end: int
    before: list[str] = field(default_factory=list)
    """Comments on lines of their own above it."""
    beside: list[str] = field(default_factory=list)
    """Comments at the end of its line."""
    line: int = 0
    """Where it was written last, from 1; 0 before it was."""


@dataclass(slots=True)
class Collection:
    """A map or a list."""

    mapping: bool
    block: bool
    """Written on lines, not in brackets."""
    column: int
    start: int
    end: int
    entries: list[Entry] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)
    """Comments after the last entry."""

    def get(self, key: str) -> "Scalar | Collection | None":
        """The value of a setting."""
        return next((entry.value for entry in self.entries if entry.key == key), None)

    def entry(self, name: str | int) -> Entry | None:
        """The setting of a map, or the item of a list."""
        if isinstance(name, int):
            return self.entries[name] if not self.mapping and 0 <= name < len(self.entries) else None
        return next((entry for entry in self.entries if entry.key == name), None) if self.mapping else None

    @property
    def commented(self) -> bool:
        """Whether there are comments inside."""
        return bool(self.foot) or any(
            entry.before or entry.beside or (isinstance(entry.value, Collection) and entry.value.commented)
            for entry in self.entries
        )


@dataclass(frozen=True, slots=True)
class Commented:
    """A document."""

    root: Collection
    head: list[str]
    """Comments at the top of the file; empty strings stand for the blank lines between them."""

    def line_of(self, path: Path) -> int:
        """The line at which the deepest part of the path was written that there is."""
        line, part = 1, self.root
        for name in path:
            entry = part.entry(name)
            if entry is None:
                break
            line = entry.line or line
            if not isinstance(entry.value, Collection):
                break
            part = entry.value
        return line


def read_commented(text: str) -> Commented:
    """Read a document. Raises FlowError when it is not YAML, or uses what a flow does without (anchors, tags)."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    values = plain(read_yaml(text))
    tokens = [token for token in _reader().scan(io.StringIO(text)) if token.end_mark.index > token.start_mark.index]
    _refuse_what_would_be_lost(tokens)
    root = _Tree(tokens).collection(_reader().compose(io.StringIO(text)), values)
    return _Placing(text, root, tokens).placed()


def _reader() -> YAML:
    return YAML(typ="safe", pure=True)


def _refuse_what_would_be_lost(tokens: Sequence[Token]) -> None:
    problems = []
    for token in tokens:
        for kind, does in _SPECIAL:
            if isinstance(token, kind):
                line = token.start_mark.line + 1
                message = f"This {does}, which a formatted flow does not have."
                problems.append(Problem((), line, "yaml", message, "Write the value itself."))
    if problems:
        raise FlowError(problems)


class _Tree:
    """Joins the YAML reader's nodes, which know their places, with the values that the flow reads."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._dashes = [token.start_mark.index for token in tokens if isinstance(token, BlockEntryToken)]

    def collection(self, node: CollectionNode, values: Any) -> Collection:
        """A map or a list with all that is in it."""
        made = Collection(
            mapping=isinstance(node, MappingNode),
            block=not node.flow_style,
            column=node.start_mark.column,
            start=node.start_mark.index,
            end=node.end_mark.index,
        )
        made.entries = list(self._settings(node, values) if made.mapping else self._items(node, values))
        return made

    def _settings(self, node: CollectionNode, values: dict[str, Any]) -> Iterator[Entry]:
        _refuse_odd_names(node, values)
        for (key, value), (name, plain_value) in zip(node.value, values.items(), strict=True):
            yield Entry(name, self._value(value, plain_value), key.start_mark.index, value.end_mark.index)

    def _items(self, node: CollectionNode, values: list[Any]) -> Iterator[Entry]:
        for item, value in zip(node.value, values, strict=True):
            start = item.start_mark.index
            if not node.flow_style:
                start = self._dashes[bisect_right(self._dashes, start - 1) - 1]
            yield Entry(None, self._value(item, value), start, item.end_mark.index)

    def _value(self, node: Node, value: Any) -> Scalar | Collection:
        if isinstance(node, CollectionNode):
            return self.collection(node, value)
        return Scalar(value, value if node.tag == "tag:yaml.org,2002:str" else node.value)


def _refuse_odd_names(node: CollectionNode, values: dict[str, Any]) -> None:
    line = node.start_mark.line + 1
    if len(values) < len(node.value):
        message = f"Two of the names from line {line} on are the same to a flow, such as 1 and “1”."
        raise FlowError([Problem((), line, "duplicate", message, "Rename one of the two.")])
    for (key, _), name in zip(node.value, values, strict=True):
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise FlowError([Problem((), line, "yaml", "A name here is a list or a map.", "Use a word.")])
        if len(name) > LONGEST_NAME:
            raise FlowError([Problem((), line, "yaml", f"The name “{name[:20]}…” is too long.", "Use a word.")])


@dataclass(frozen=True, slots=True)
class _Comment:
    text: str
    start: int
    column: int
    after: int
    """Number of tokens before it."""
    alone: bool
    """It has a line of its own."""
    blank_after: bool


class _Placing:
    """Gives every comment to the entry that it speaks of."""

    def __init__(self, text: str, root: Collection, tokens: Sequence[Token]) -> None:
        self._text = text
        self._root = root
        self._tokens = tokens
        self._head: list[str] = []

    def placed(self) -> Commented:
        """The document with its comments."""
        comments = list(self._comments())
        opening = [comment for comment in comments if comment.start < self._root.start]
        ends = [number for number, comment in enumerate(opening, 1) if comment.blank_after]
        for number, comment in enumerate(comments):
            if ends and number < ends[-1]:
                self._head += [comment.text, ""] if comment.blank_after else [comment.text]
            elif comment.alone or not comment.after:
                self._above(comment)
            else:
                self._beside(comment)
        return Commented(self._root, self._head)

    def _comments(self) -> Iterator[_Comment]:
        end = 0
        for number, token in enumerate(self._tokens):
            yield from self._gap(number, end, token.start_mark.index)
            end = token.end_mark.index
            if isinstance(token, ScalarToken) and token.style in ("|", ">"):
                yield from self._after_the_bar(number + 1, token.start_mark.index)
        yield from self._gap(len(self._tokens), end, len(self._text))

    def _gap(self, number: int, start: int, end: int) -> Iterator[_Comment]:
        for match in _COMMENT.finditer(self._text[start:end]):
            first = start + match.start()
            line = self._line_to(first)
            blank = _BLANK_LINE.match(self._text, start + match.end()) is not None
            yield _Comment(match.group().rstrip(), first, len(line), number, not line.strip(), blank)

    def _line_to(self, place: int) -> str:
        first = max(self._text.rfind(mark, 0, place) for mark in "\n\x85\u2028\u2029") + 1
        return self._text[first:place]

    def _after_the_bar(self, number: int, start: int) -> Iterator[_Comment]:
        match = _AFTER_THE_BAR.match(self._text, start)
        if match:
            yield _Comment(match[1].rstrip(), start, 0, number, alone=False, blank_after=False)

    def _beside(self, comment: _Comment) -> None:
        token = self._tokens[comment.after - 1]
        if isinstance(token, FlowEntryToken):
            token = self._tokens[comment.after - 2]
        entry = self._path(token.start_mark.index)[1]
        if entry is None:
            self._head.append(comment.text)
        else:
            entry.beside.append(comment.text)

    def _above(self, comment: _Comment) -> None:
        following = self._tokens[comment.after] if comment.after < len(self._tokens) else None
        place = following.start_mark.index if following else len(self._text)
        ended = self._ended(comment, place, following.start_mark.column if following else -1)
        holder, entry = self._path(place) if following else (self._root, None)
        if ended is not None:
            ended.foot.append(comment.text)
        elif following is not None and not holder.block and holder.end == following.end_mark.index and holder.entries:
            holder.foot.append(comment.text)
        elif entry is not None:
            entry.before.append(comment.text)
        elif self._root.entries and place <= self._root.start + 1:
            self._root.entries[0].before.append(comment.text)
        else:
            self._root.foot.append(comment.text)

    def _ended(self, comment: _Comment, place: int, column: int) -> Collection | None:
        """The block at whose foot the comment stands: one that ends here and is indented no more than it."""
        if not comment.after or comment.column <= column:
            return None
        last = self._tokens[comment.after - 1].start_mark.index
        blocks = [part for part in self._around(last) if part.block and not part.start <= place < part.end]
        fitting = [part for part in blocks if part.column <= comment.column]
        return next(iter(fitting[-1:] or blocks[:1]), None)

    def _around(self, place: int) -> Iterator[Collection]:
        """Every collection that holds a place, from the outermost."""
        part: Scalar | Collection = self._root
        while isinstance(part, Collection):
            yield part
            entry = _holding(part, place)
            if entry is None:
                return
            part = entry.value

    def _path(self, place: int) -> tuple[Collection, Entry | None]:
        """The innermost collection that holds a place and the innermost entry, or the outermost that begins there."""
        holder, found = self._root, None
        part: Scalar | Collection = self._root
        while isinstance(part, Collection) and part.start <= place < max(part.end, part.start + 1):
            holder = part
            entry = _holding(part, place)
            if entry is None:
                break
            found = entry
            if entry.start == place:
                break
            part = entry.value
        return holder, found


def _holding(part: Collection, place: int) -> Entry | None:
    number = bisect_right(part.entries, place, key=attrgetter("start")) - 1
    entry = part.entries[number] if number >= 0 else None
    return entry if entry is not None and place < entry.end else None
