"""The one way in which a flow is written, so that a difference between two versions is a difference in what they do.

Order, quotes, blank lines, and what stands on one line follow from what the document says and never from the width of
a line: an edited word changes one line. Comments stay with what they speak of. What the flow means stays the same.
Texts that use YAML's anchors, aliases, merges, tags or directives are refused, since a flow without repetition has no
place for them and dropping them could lose what the writer meant.
"""

from itertools import takewhile

from graphs.commented import Collection, Commented, Entry, Scalar, read_commented
from graphs.layout import DOCUMENT, Layout
from graphs.quoting import literal, written

_STEP = 2
"""Spaces of indentation."""


def format_flow(text: str) -> str:
    """The document in its canonical form; it need not be a valid flow yet. Raises FlowError when it is not YAML."""
    return formatted(read_commented(text))


def formatted(document: Commented) -> str:
    """A document that was read, or made, in its canonical form. Moves comments within it to where they are written, and
    notes in each entry its line.
    """
    _lift_comments(document.root, DOCUMENT)
    head = "\n".join(document.head).strip("\n").split("\n")
    lines = [*head, ""] if head != [""] else []
    lines += _block(document.root, DOCUMENT, 0, len(lines) + 1) or ["{}"]
    return "\n".join(lines) + "\n"


def _lift_comments(part: Collection, layout: Layout) -> None:
    """Comments above the first line of an item stand above its dash, since nothing fits in between."""
    kind = _kind(part)
    for entry in part.entries:
        if isinstance(entry.value, Collection):
            inner = layout.setting(entry.key, kind)
            _lift_comments(entry.value, inner)
            if entry.key is None and entry.value.entries:
                first = _ordered(entry.value, inner)[0]
                entry.before += first.before
                first.before = []


def _block(part: Collection, layout: Layout, indent: int, line: int) -> list[str]:
    """A map or a list on lines of its own, the first of which has this number."""
    lines: list[str] = []
    above: Entry | None = None
    kind = _kind(part)
    for entry in _ordered(part, layout):
        if above is not None and layout.apart(above.key, entry.key):
            lines.append("")
        lines += _entry(entry, layout.setting(entry.key, kind), indent, line + len(lines))
        above = entry
    if part.foot:
        lines += ["", *part.foot] if layout is DOCUMENT and lines else [" " * indent + comment for comment in part.foot]
    return lines


def _ordered(part: Collection, layout: Layout) -> list[Entry]:
    """The entries in the order of the model, those that it does not know after them."""
    order = {key: place for place, key in enumerate(layout.order(_kind(part)))} if part.mapping else {}
    return sorted(part.entries, key=lambda entry: order.get(entry.key or "", len(order)))


def _kind(part: Collection) -> object:
    kind = part.get("type") if part.mapping else None
    return kind.value if isinstance(kind, Scalar) else None


def _entry(entry: Entry, layout: Layout, indent: int, line: int) -> list[str]:
    """A setting or an item, with its comments; its first line has this number."""
    margin = " " * indent
    opening = f"{margin}{'-' if entry.key is None else written(entry.key) + ':'}"
    before, beside = [*entry.before, *entry.beside[:-1]], "".join(f" {comment}" for comment in entry.beside[-1:])
    value = entry.value
    entry.line = line + len(before)
    if isinstance(value, Scalar):
        several = literal(value.value) if isinstance(value.value, str) else None
        first, rest = several or (_scalar(value), [])
        lines = [f"{opening} {first}{beside}", *(" " * (indent + _STEP) + line if line else "" for line in rest)]
    elif _in_brackets(value, layout):
        lines = [f"{opening} {_flow(value, layout)}{beside}"]
    elif entry.key is not None:
        lines = [f"{opening}{beside}", *_block(value, layout, indent + _STEP, entry.line + 1)]
    else:
        entry.line += len(entry.beside[-1:])
        inner = _block(value, layout, indent + _STEP, entry.line)
        comments = list(takewhile(lambda line: line.lstrip().startswith("#"), inner))
        before += [*entry.beside[-1:], *(comment.lstrip() for comment in comments)]
        first, *rest = inner[len(comments) :]
        lines = [f"{opening} {first.lstrip()}", *rest]
    return [*(margin + comment for comment in before), *lines]


def _in_brackets(part: Collection, layout: Layout) -> bool:
    """Whether a map or a list stands on one line; comments within need lines."""
    if part.commented:
        return False
    if not part.entries or layout.one_line:
        return True
    return layout.of is None and all(isinstance(entry.value, Scalar) for entry in part.entries)


def _flow(value: Scalar | Collection, layout: Layout) -> str:
    """A value on one line, within brackets."""
    if isinstance(value, Scalar):
        return _scalar(value, in_flow=True)
    kind = _kind(value)
    parts = [
        ("" if entry.key is None else written(entry.key, in_flow=True) + ": ")
        + _flow(entry.value, layout.setting(entry.key, kind))
        for entry in _ordered(value, layout)
    ]
    return f"{{{', '.join(parts)}}}" if value.mapping else f"[{', '.join(parts)}]"


def _scalar(scalar: Scalar, *, in_flow: bool = False) -> str:
    value = scalar.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return written(value, in_flow=in_flow) if value == scalar.source else scalar.source
