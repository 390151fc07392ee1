"""What forms call the parts of a document: steps and settings by their titles, as the editor shows them. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from graphs.explaining import model_at
from graphs.fields import text
from graphs.marked import Sentence, filled_in
from graphs.places import value_at
from graphs.problems import Path

Tree = Mapping[str, Any]
_NAMED = frozenset({"slots", "vars", "actions", "knowledge", "handlers"})
"""Parts whose entries people call by their names, since conditions and texts do."""


def in_titles(sentence: str, tree: Tree) -> str:
    """A sentence as somebody reads it who sees this document in forms."""

    def reading(kind: str, held: list[Any]) -> str:
        if kind == "at":
            return title_at(tuple(held), tree)
        return filled_in(str(held[-1]), reading)

    return filled_in(sentence.marked if isinstance(sentence, Sentence) else sentence, reading)


def title_at(path: Path, tree: Tree) -> str:
    """What stands at a path: `Goes to` for a setting, its title for a step, its spoken name for an option."""
    *around, name = path
    match path:
        case ("nodes", str(step)):
            return step_title(step, tree)
        case (section, str()) if section in _NAMED:
            return str(name)
        case (*_, int(number)):
            return f"{title_at(tuple(around), tree)} {number + 1}" if around else str(number + 1)
    model = model_at(tuple(around), tree)
    if model is not None:
        return setting_title(model, str(name))
    return _label(value_at(tree, path)) or (
        spaced(str(name)) if around[-1:] in (["options"], ["results"]) else str(name)
    )


def step_title(name: str, tree: Tree) -> str:
    """Its title, with its name where another step has the same."""
    nodes = tree.get("nodes")
    titles = {each: _title(each, step) for each, step in nodes.items()} if isinstance(nodes, Mapping) else {}
    title = titles.get(name, spaced(name))
    alike = sum(1 for each in titles.values() if each == title) > 1
    return f"{title} ({name})" if alike else title


def setting_title(model: type[BaseModel], name: str) -> str:
    """What a form calls a setting."""
    for attribute, field in model.model_fields.items():
        if (field.alias or attribute) == name:
            return field.title or spaced(name)
    return spaced(name.removeprefix("if_")) if name.startswith("if_") else name


def spaced(name: str) -> str:
    """`look_up` → `Look up`."""
    words = str(name).replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _title(name: str, step: object) -> str:
    title = step.get("title") if isinstance(step, Mapping) else None
    return title if isinstance(title, str) and title.strip() else spaced(name)


def _label(entry: object) -> str:
    label = entry.get("label") if isinstance(entry, Mapping) else None
    try:
        return str(next(iter(text(label).ladders.values()))[0]) if label else ""
    except PydanticCustomError:
        return ""
