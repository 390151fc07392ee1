"""Steps that no path leads to, each under the mistake that cut it off."""

from collections.abc import Mapping

from graphs.checks.survey import Problems, led_by, warning
from graphs.checks.ways import Ways
from graphs.marked import step_at
from graphs.problems import Path, Problem


class Reach:
    """What can be come to, and why the rest cannot."""

    def __init__(self, written: Ways, meant: Ways) -> None:
        self.meant = meant
        """The flow with all its targets spelt right."""
        self.reachable = meant.reached(way.target for way in meant.roots)
        """Steps that could be come to then."""
        self.lost = self._lost(written)
        """Where a target is misspelt → the steps that are cut off by it."""
        found = {name for names in self.lost.values() for name in names}
        self.unreachable = [name for name in written.out if name not in self.reachable and name not in found]

    def _lost(self, written: Ways) -> Mapping[Path, list[str]]:
        meant, guessed = self.meant, self.meant.survey.guessed
        found = written.reached(way.target for way in written.roots)
        lost: dict[Path, list[str]] = {}
        astray: list[Path] = []
        pending = [*meant.roots, *(way for name in meant.out if name in found for way in meant.out[name])]
        while pending:
            way = pending.pop(0)
            if way.path in guessed and way.target not in meant.out:
                astray.append(way.path)
            if way.path in guessed and way.target in meant.out and way.target not in found:
                new = meant.reached([way.target], without=found, by_guess=False)
                found |= new
                lost.setdefault(way.path, []).extend(name for name in meant.out if name in new)
                pending += [each for name in meant.out if name in new for each in meant.out[name]]
        rest = [name for name in meant.out if name not in found and name not in self.reachable]
        if astray and rest:
            lost.setdefault(astray[0], []).extend(rest)
        return lost


def cut_off(names: list[str]) -> tuple[Problem, ...]:
    """A line for each step that cannot be come to."""
    return tuple(
        warning(
            ("nodes", name), "unreachable", f"No path leads to “{step_at(name)}”.", "Lead a step to it, or delete it."
        )
        for name in names
    )


def unreachable(reach: Reach) -> Problems:
    """The first step of each part of the flow that nothing leads to, with the rest of the part under it."""
    left = list(reach.unreachable)
    parts = {name: reach.meant.reached([name]) for name in left}
    while left:
        first = next(name for name in left if all(name not in parts[other] or other in parts[name] for other in left))
        part = [first, *(name for name in left if name in parts[first] and name != first)]
        yield from led_by(cut_off(part))
        left = [name for name in left if name not in part]
