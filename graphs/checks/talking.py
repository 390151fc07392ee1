"""Steps in which a model talks: what it may do, and how it comes to an end."""

from graphs.checks.survey import Problems, Survey, hint, problem, warning, written
from graphs.marked import at, setting_at, step_at, worded
from graphs.nodes.answer import Answer
from graphs.nodes.converse import Converse
from graphs.problems import Path


def talking(survey: Survey) -> Problems:
    """Free conversations that act, or that cannot come to their goal; answers from nothing."""
    for name, step in survey.document.steps.items():
        if isinstance(step, Converse):
            yield from _converse(survey, name, step)
        if isinstance(step, Answer) and step.next == step.if_unknown:
            message = f"“{step_at(name)}” goes to “{step_at(step.next)}” whether it knew the answer or not."
            yield warning(("nodes", name, "if_unknown"), "same_exit", message, "Say so when it does not know.")
    for name, known in survey.document.knowledge.items():
        if not known.entries and known.source is None:
            message = f"There is nothing to answer from in “{name}”."
            yield warning(
                ("knowledge", name),
                "empty_knowledge",
                message,
                worded("Add entries, or a source.", "Add questions and answers."),
            )


def _converse(survey: Survey, name: str, step: Converse) -> Problems:
    path: Path = ("nodes", name)
    if "limits" not in step.model_fields_set:
        turns, seconds = step.limits.turns, step.limits.seconds
        message = f"“{at(path)}” says nothing of its limits: it ends after {turns} turns, or {seconds} seconds."
        yield hint(
            path,
            "no_limits",
            message,
            worded("Add limits: {turns: 6, seconds: 180}.", "Set its limits: 6 turns and 180 seconds, for example."),
        )
    for index, action in enumerate(step.may_use):
        if action in survey.document.actions and survey.document.actions[action].commits:
            message = f"“{at(path)}” may run “{action}”, which cannot be undone; a model must not decide that."
            yield problem((*path, "may_use", index), "model_acts", message, "Run it in a step of its own.")
    if step.next == step.without_llm == step.if_limit:
        message = f"“{at(path)}” goes to “{step_at(step.next)}” whatever comes of it."
        yield warning(path, "same_exit", message, "Without a model, ask for what it should have found out.")
    used = step.done_when.names & survey.values
    fillable = {*step.may_fill, *(survey.document.vars if step.may_use else ())}
    if not used & fillable:
        message = (
            f"“{at(path)}” may fill nothing that “{written(step.done_when)}” looks at, so it only ends at its limits."
        )
        yield warning(
            (*path, "done_when"), "never_done", message, f"Add the slot to {setting_at((*path, 'may_fill'))}."
        )
    else:
        for other in sorted(used - fillable):
            message = f"“{at(path)}” is done when “{written(step.done_when)}”, but may not fill “{other}”."
            yield warning(
                (*path, "done_when"), "never_done", message, f"Add {other} to {setting_at((*path, 'may_fill'))}."
            )
