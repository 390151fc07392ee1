"""What an editor can do about a problem by itself: the one edit that surely mends it, where there is one. Pure.

A problem says in its `fix` what to do; here that becomes places to set and places to remove, in the plain tree.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphs.marked import Sentence, at, step_at, worded
from graphs.problems import Path, Problem
from graphs.rewriting import Tree

MOST_REMOVED = 200
"""Steps that one repair removes."""
_MEANT = re.compile(r"Did you mean “([^”]+)”\?")
_WRITE = re.compile(r"Write “([^”]+)”\.")
_SAID = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_OF_SETTINGS = frozenset({"extra_forbidden", "unknown", "unknown_outcome", "unknown_input", "unknown_result"})
"""Mistakes in what a setting is called, not in what it says."""
_QUOTED = re.compile(r"“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Repair:
    """An edit: what it sets first, then what it removes."""

    label: str
    """What it does, as a button says it."""
    set: tuple[tuple[Path, Any], ...] = ()
    remove: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", Sentence(self.label))

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return {
            "label": self.label,
            "set": [{"path": list(path), "value": value} for path, value in self.set],
            "remove": [list(path) for path in self.remove],
        }


def repair(problem: Problem, tree: Tree) -> Repair | None:
    """The edit that mends a problem of this tree; None when somebody has to decide."""
    if found := _MEANT.search(problem.fix) or _WRITE.search(problem.fix):
        return _instead(problem, tree, found[1])
    mend = _MENDS.get(problem.code)
    return mend(problem, tree) if mend else None


def repaired(tree: Tree, edit: Repair) -> dict[str, Any]:
    """The tree after the edit."""
    made = _copied(tree)
    for path, value in edit.set:
        owner = _at(made, path[:-1])
        if isinstance(owner, dict | list):
            owner[path[-1]] = _copied(value)  # type: ignore[index]  # a name for a map, a number for a list
    for path in edit.remove:
        owner = _at(made, path[:-1])
        if isinstance(owner, dict):
            owner.pop(path[-1], None)
    result: dict[str, Any] = made
    return result


# ---- one function a kind of edit


def _instead(problem: Problem, tree: Tree, name: str) -> Repair | None:
    """Another name: for a value, for a word within a text, or for a setting."""
    path = problem.path
    label = f"Use “{step_at(name) if problem.code == 'unknown_step' else name}”"
    value, owner = _at(tree, path), _at(tree, path[:-1])
    wrong = [word for word in _QUOTED.findall(problem.message) if word != name]
    if isinstance(value, str) and value in wrong and problem.code not in _OF_SETTINGS:
        return Repair(label, ((path, name),))
    if path and isinstance(owner, dict) and path[-1] in owner and path[-1] in wrong:
        if name in owner:
            return None
        label = f"Use “{at((*path[:-1], name))}”"
        return Repair(label, (((*path[:-1], name), value),), (path,))
    if isinstance(value, str) and (said := _SAID.search(problem.message)):
        return Repair(label, ((path, re.sub(rf"{{(\s*){re.escape(said[1])}\b", rf"{{\g<1>{name}", value)),))
    if isinstance(value, str):
        words = [word for word in wrong if len(re.findall(rf"\b{re.escape(word)}\b", value)) == 1]
        if len(words) == 1:
            return Repair(label, ((path, re.sub(rf"\b{re.escape(words[0])}\b", name, value)),))
    return None


def _remove(problem: Problem, tree: Tree) -> Repair | None:
    """What nothing leads to or uses, with what only it leads to."""
    if not problem.fix.endswith("delete it."):
        return None
    paths = [problem.path, *(each.path for each in problem.consequences if each.code == problem.code)]
    if len(paths) > MOST_REMOVED or tree.get("start") in [path[-1] for path in paths if path[:1] == ("nodes",)]:
        return None
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    return Repair(f"Remove “{at(problem.path)}”{more}", (), tuple(paths))


def _target(problem: Problem, tree: Tree) -> Repair | None:
    """The step that is led to, and is not there: one that ends the call, to begin with."""
    name, nodes = _at(tree, problem.path), tree.get("nodes")
    if not isinstance(name, str) or not re.fullmatch("[a-z][a-z0-9_]*", name) or not isinstance(nodes, Mapping):
        return None
    return Repair(f"Create the step “{name}”", ((("nodes", name), _end(tree)),)) if name not in nodes else None


def _exit(problem: Problem, tree: Tree) -> Repair | None:
    """A way out that is missing: to the step that ends the call, or to a new one."""
    path, nodes = problem.path, tree.get("nodes")
    if len(path) < 3 or path[0] != "nodes" or path[-1] not in _EXITS or not isinstance(nodes, Mapping):
        return None
    ends = [name for name, step in nodes.items() if isinstance(step, Mapping) and step.get("type") == "end"]
    name = ends[0] if ends else next(each for each in _names("goodbye") if each not in nodes)
    made: Sequence[tuple[Path, Any]] = () if ends else ((("nodes", name), _end(tree)),)
    return Repair(f"Lead it to “{step_at(name)}”" if ends else f"Create “{name}” for it", (*made, (path, name)))


def _outcome(problem: Problem, tree: Tree) -> Repair | None:
    """An outcome that a step does not provide for: to where it goes now."""
    found, step = re.search(r"Add (if_[a-z0-9_]+)", problem.fix), _at(tree, problem.path)
    if found is None or not isinstance(step, dict) or found[1] in step:
        return None
    target = step.get("if_error") or tree.get("on_error")
    return (
        Repair(f"Add “{at((*problem.path, found[1]))}”", (((*problem.path, found[1]), target),))
        if isinstance(target, str)
        else None
    )


def _as_told(problem: Problem, tree: Tree) -> Repair | None:
    """What an action is, as its tool says."""
    found = re.search(r"Write (commits|out|outcomes): (?:\[(.*)\]|(\w+))[.,]", problem.fix)
    if found is None or _at(tree, problem.path[:2]) is None:
        return None
    name, several, one = found[1], found[2], found[3]
    value: Any = several.split(", ") if several is not None else {"true": True, "false": False}.get(one, one)
    label = worded(
        problem.fix.split(",")[0].rstrip(".").replace("Write", "Set"), f"Mend “{at((*problem.path[:2], name))}”"
    )
    return Repair(label, (((*problem.path[:2], name), value),))


_EXITS = frozenset({"next", "to", "then", "else", "if_yes", "if_no", "if_none", "if_unknown", "if_limit", "if_failed",
                    "if_timeout", "without_llm"})  # fmt: skip
_MENDS: Mapping[str, Callable[[Problem, Tree], Repair | None]] = {
    "unreachable": _remove,
    "unused": _remove,
    "unknown_step": _target,
    "missing": _exit,
    "unhandled_outcome": _outcome,
    "tool_unhandled": _outcome,
    "tool_commits": _as_told,
    "tool_out": _as_told,
    "tool_outcome": _as_told,
}


def _names(name: str) -> Sequence[str]:
    return [name, *(f"{name}_{number}" for number in range(2, 1000))]


def _end(tree: Tree) -> dict[str, Any]:
    results = tree.get("results")
    result = next(iter(results), "done") if isinstance(results, Mapping) else "done"
    return {"type": "end", "say": "Goodbye.", "result": result}


def _at(value: Any, path: Path) -> Any:
    for name in path:
        listed = isinstance(value, list) and isinstance(name, int) and 0 <= name < len(value)
        if not listed and not (isinstance(value, Mapping) and name in value):
            return None
        value = value[name]
    return value


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value
