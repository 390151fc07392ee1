"""Whether the actions that a flow declares are what the tools do: said before a call, in a colleague's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from graphs.document import Action, FlowDocument
from graphs.marked import at, setting_at, step_at, worded
from graphs.nodes.do import Do
from graphs.problems import Path, Problem, did_you_mean

if TYPE_CHECKING:  # with the tools comes the database, and a process beside the service needs neither
    from agent.tools.tool import Tool


@dataclass(frozen=True, slots=True)
class Signature:
    """What a tool says of itself, without the tool: for another process."""

    inputs: Mapping[str, bool]
    outcomes: tuple[str, ...]
    commits: bool
    out: str
    limit_s: float | None

    @classmethod
    def of(cls, tool: "Tool[Any]") -> "Signature":
        """That of a tool."""
        return cls(tool.inputs, tool.outcomes, tool.commits, tool.out, tool.limit_s)


Tools: TypeAlias = "Mapping[str, Tool[Any]] | Mapping[str, Signature]"


def signature_problems(document: FlowDocument, tools: Tools) -> list[Problem]:
    """Where a flow's `actions` and the tools differ. Errors are what fails in a call; lines are not known here."""
    problems: list[Problem] = []
    for name, action in document.actions.items():
        tool = tools.get(name)
        if tool is None:
            message = f"The action “{name}” has no tool."
            fix = did_you_mean(name, tools) or "Declare one in the file that TRUNKLINE_TOOLS names (docs/tools.md)."
            problems.append(Problem(("actions", name), 0, "no_tool", message, fix))
            continue
        problems += _inputs(name, action, tool)
        problems += _outcomes(name, action, tool)
        problems += _manner(name, action, tool)
    problems += _unhandled(document, tools)
    return problems


def _inputs(name: str, action: Action, tool: "Tool[Any] | Signature") -> Iterator[Problem]:
    path: Path = ("actions", name, "in")
    for given in action.inputs:
        if given not in tool.inputs:
            message = f"The action “{name}” gives its tool “{given}”, which it does not take."
            fix = did_you_mean(given, tool.inputs) or f"It takes: {', '.join(tool.inputs) or 'nothing'}."
            yield Problem((*path, given), 0, "tool_input", message, fix)
    for needed, required in tool.inputs.items():
        if required and needed not in action.inputs:
            message = f"The action “{name}” does not give its tool “{needed}”, which it needs."
            yield Problem(path, 0, "tool_input", message, f"Add {needed} under “{at(path)}”.")


def _outcomes(name: str, action: Action, tool: "Tool[Any] | Signature") -> Iterator[Problem]:
    path: Path = ("actions", name, "outcomes")
    for outcome in tool.outcomes:
        if outcome not in action.outcomes:
            message = f"The tool of “{name}” may answer “{outcome}”, which the flow does not name."
            file = f"Write outcomes: [{', '.join((*action.outcomes, outcome))}], and “if_{outcome}” where it is run."
            form = f"Add {outcome} under “{at(path)}”, and say where it goes then where the action is run."
            fix = worded(file, form)
            yield Problem(path, 0, "tool_outcome", message, fix)
    for outcome in action.outcomes:
        if outcome not in tool.outcomes:
            message = f"The tool of “{name}” never answers “{outcome}”."
            fix = did_you_mean(outcome, tool.outcomes) or "Take it out."
            yield Problem(path, 0, "tool_outcome", message, fix, "warning")


def _manner(name: str, action: Action, tool: "Tool[Any] | Signature") -> Iterator[Problem]:
    path: Path = ("actions", name)
    if action.commits != tool.commits:
        does = "changes the world" if tool.commits else "changes nothing"
        message = f"The tool of “{name}” {does}, and the flow says otherwise: it would refuse to run."
        switch = f"Switch “{at((*path, 'commits'))}” {'on' if tool.commits else 'off'}."
        fix = worded(f"Write commits: {str(tool.commits).lower()}.", switch)
        yield Problem((*path, "commits"), 0, "tool_commits", message, fix)
    if action.out != tool.out:
        choose = f"Choose {tool.out} under “{at((*path, 'out'))}”."
        message = f"The tool of “{name}” answers a {tool.out}, and the flow takes a {action.out}."
        yield Problem((*path, "out"), 0, "tool_out", message, worded(f"Write out: {tool.out}.", choose))
    if tool.limit_s is not None and tool.limit_s > action.timeout:
        message = f"The tool of “{name}” may take {tool.limit_s:g} seconds, and the flow waits {action.timeout:g}."
        yield Problem((*path, "timeout"), 0, "tool_limit", message, "Raise the one or lower the other.", "warning")


def _unhandled(document: FlowDocument, tools: Tools) -> Iterator[Problem]:
    for name, step in document.steps.items():
        if not isinstance(step, Do) or step.action not in document.actions:
            continue
        tool = tools.get(step.action)
        for outcome in document.actions[step.action].outcomes:
            if tool is not None and outcome in tool.outcomes and f"if_{outcome}" not in step.exits():
                message = f"“{step_at(name)}” does not say where to go when “{step.action}” answers “{outcome}”."
                fix = f"Add {setting_at(('nodes', name, f'if_{outcome}'))}; without it, it is taken for a failure."
                yield Problem(("nodes", name), 0, "tool_unhandled", message, fix, "warning")
