"""How large a document may be, so that whoever looks at it comes to an end. Pure."""

from collections.abc import Mapping

from graphs.problems import FlowError, Problem

LARGEST = 1_000_000
"""Characters of a document; a flow of 200 steps has some 50,000."""
MOST = 20_000
"""Values in a document, so that aliases of aliases cannot blow it up; one of 200 steps with its tests has 14,000."""
WIDEST = 2_000
"""Entries of one map or one list."""
DEEPEST = 30

TOO_MANY = f"The document holds too many values, or aliases of itself; a flow has {MOST:,} at most."
TOO_DEEP = f"The document is nested more than {DEEPEST} deep, which no flow is."
TOO_WIDE = f"A part of the document has more than {WIDEST:,} entries; divide it."


def refuse_too_large(tree: object) -> None:
    """Look at no more of it than a document may have. Raises FlowError in a sentence."""
    count, level = 1, [tree]
    for _ in range(DEEPEST + 1):
        inside: list[object] = []
        for part in level:
            if isinstance(part, Mapping | list | tuple):
                refuse_too_wide(len(part))
                inside += part.values() if isinstance(part, Mapping) else part
        count += len(inside)
        if count > MOST:
            raise too_large(TOO_MANY)
        level = inside
    if level:
        raise too_large(TOO_DEEP)


def refuse_too_wide(entries: int, line: int = 0) -> None:
    """One map or list. Raises FlowError."""
    if entries > WIDEST:
        raise too_large(TOO_WIDE, line)


def too_large(message: str, line: int = 0) -> FlowError:
    """The error of a document that is no flow by its size alone."""
    return FlowError([Problem((), line, "too_large", message)])


def count_up_to(value: object, most: int) -> int:
    """How many values there are in one, itself included; beyond `most` any number that is more."""
    count, waiting = 0, [value]
    while waiting and count <= most:
        part = waiting.pop()
        count += 1
        if isinstance(part, Mapping | list | tuple):
            if len(part) > most:
                return most + 1
            waiting += part.values() if isinstance(part, Mapping) else part
    return count
