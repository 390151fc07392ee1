"""The ways into a conversation that are not an answer: its beginning, and whatever interrupted it."""

from collections.abc import Mapping
from typing import Any, Literal

from graphs.nodes.transfer import Transfer
from graphs.repair import ask_again, begin_turn, hear
from graphs.resuming import RESUME
from graphs.turn import Turn

Why = Literal["begin", "resume", "line_lost", "lost_step", "words", "failed", "not_taken"]
"""The first words; a caller who rings back; another worker took the call over; the step where it stood is gone with its
version; words for which no question was open; a turn that failed; a caller who is back because nobody took the
transferred call."""


async def enter_by(turn: Turn, entry: Mapping[str, Any]) -> str:
    """Returns where the conversation goes."""
    why: Why = entry["why"]
    turn.trace("entry", why=why)
    if why == "words":
        return await hear(turn, entry)
    begin_turn(turn, entry)
    match why:
        case "begin" | "lost_step":
            turn.progress.pending = None
            return turn.document.start
        case "resume":
            turn.name = RESUME
            return turn.wait()
        case "line_lost":
            turn.say_own("line_lost")
            return ask_again(turn)
        case "failed":
            turn.trace("failed", reason=entry.get("reason", ""))
            turn.progress.pending = None
            return turn.document.on_error
        case "not_taken":
            return _after_transfer(turn)


def _after_transfer(turn: Turn) -> str:
    turn.name = turn.progress.transfer_at
    step = turn.plan.steps.get(turn.name)
    turn.progress.result, turn.progress.transfer_at = "", ""
    return turn.leave(step, "if_failed") if isinstance(step, Transfer) else ask_again(turn)
