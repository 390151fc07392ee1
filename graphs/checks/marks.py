"""Marks that figures are made of: milestones, and steps of their own kind."""

from graphs.checks.survey import Problems, Survey, warning
from graphs.marked import step_at


def marks(survey: Survey) -> Problems:
    """Milestones that stand at more than one step, so that nobody knows which of them was reached."""
    seen: dict[str, str] = {}
    for name, step in survey.document.steps.items():
        if step.milestone is None:
            continue
        if step.milestone in seen:
            message = (
                f"“{step_at(seen[step.milestone])}” and “{step_at(name)}” have the same milestone, “{step.milestone}”."
            )
            yield warning(("nodes", name, "milestone"), "twice", message, "Give each a milestone of its own.")
        seen.setdefault(step.milestone, name)
