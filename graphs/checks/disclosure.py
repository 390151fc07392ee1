"""What every caller must hear: no way to an end, to a person or to an action with effect may leave it out."""

from dataclasses import replace

from graphs.checks.survey import Problems, problem
from graphs.checks.ways import Ways, shown
from graphs.marked import step_at
from graphs.nodes.do import Do
from graphs.nodes.end import End
from graphs.nodes.transfer import Transfer
from graphs.problems import Level, Problem


def disclosures(ways: Ways) -> Problems:
    """Each step that must be heard, with every end, transfer and act that can be come to without it."""
    steps = ways.survey.document.steps
    told = frozenset(name for name, step in steps.items() if step.disclosure)
    for name in sorted(told):
        around = ways.reached([ways.survey.document.start], without={name})
        skipped = [goal for goal in steps if goal in around and _must_come_after(ways, goal)]
        if skipped:
            found = tuple(_skipped(ways, name, goal, told) for goal in skipped)
            level: Level = "error" if any(each.level == "error" for each in found) else "warning"
            count = f"{len(found)} steps" if len(found) > 1 else "a step"
            message = f"Every caller must hear “{step_at(name)}”, but the call can come to {count} without it."
            whole = problem(("nodes", name, "disclosure"), "skipped", message, "Put it before every question.")
            yield replace(whole, level=level, consequences=found)


def _must_come_after(ways: Ways, name: str) -> bool:
    document = ways.survey.document
    step = document.steps[name]
    action = document.actions.get(step.action) if isinstance(step, Do) else None
    return isinstance(step, End | Transfer) or (action is not None and action.commits)


def _skipped(ways: Ways, disclosure: str, goal: str, told: frozenset[str]) -> Problem:
    """One way around. Whoever hears another disclosure on every such way may be meant not to hear this one."""
    does = {"end": "ends the call", "transfer": "hands the caller over"}
    trail = ways.shortest(goal, without=told)
    level: Level = "error" if trail else "warning"
    trail = trail or ways.shortest(goal, without={disclosure})
    what = does.get(ways.survey.document.steps[goal].type, "acts")
    message = f"“{step_at(goal)}” {what} without “{step_at(disclosure)}” when the call comes by {shown(trail)}."
    return problem(("nodes", goal), "skipped", message, level=level)
