"""Where the parts of a document stand in its text. Pure."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from graphs.nodes import STEP_TYPES
from graphs.problems import Path


def path_of(details: ErrorDetails) -> Path:
    """The path as the writer sees it: without the tag of the step's type, and without marks of our own."""
    location = list(details["loc"])
    if len(location) > 2 and location[0] == "nodes" and location[2] in STEP_TYPES:
        del location[2]
    return tuple(part for part in location if part != "[key]")


def line_of(tree: object, path: Path) -> int:
    """The line, from 1, of the deepest part of the path that the text has."""
    line, part = 1, tree
    for name in path:
        if isinstance(part, CommentedMap) and name in part:
            line = part.lc.key(name)[0] + 1 if name in (part.lc.data or {}) else line
        elif isinstance(part, CommentedSeq) and isinstance(name, int) and name < len(part):
            line = part.lc.item(name)[0] + 1 if name in (part.lc.data or {}) else line
        else:
            break
        part = part[name]
    return line


def value_at(tree: object, path: Path) -> object:
    """What stands there, as the YAML reader built it; None when there is nothing."""
    part = tree
    for name in path:
        here = isinstance(part, Mapping) and name in part
        if not here and not (isinstance(part, CommentedSeq) and isinstance(name, int) and name < len(part)):
            return None
        part = part[name]  # type: ignore[index]  # either of the two, as was just seen
    return part
