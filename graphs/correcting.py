"""Another value for something that the caller said before: where the conversation goes back to."""

from typing import TYPE_CHECKING, Any

from graphs.nodes.offer import Offer
from graphs.nodes.step import WaitingStep

if TYPE_CHECKING:
    from graphs.turn import Turn


def correct(turn: "Turn", name: str, value: Any) -> str | None:
    """Keep it. Returns the earliest step since the last action that cannot be undone which the value decided, or which
    fills what the change made invalid; None when the value is not accepted.
    """
    if name not in turn.document.slots:
        return _repick(turn, name, value)
    progress, reads, writes = turn.progress, turn.plan.reads, turn.plan.writes
    decided = any(name in reads.get(step, frozenset()) for step in progress.path)
    if name in progress.settled and not decided and not _asked_about(turn, name):
        turn.say_own("already_done")
        return None
    if not turn.fill(name, value):
        return None
    cleared = set(turn.document.slots[name].clears)
    for index, step in enumerate(progress.path):
        if name in reads.get(step, ()) or cleared & writes.get(step, frozenset()):
            progress.path = progress.path[:index]
            turn.trace("rewind", slot=name, to=step)
            return step
    return turn.name


def _repick(turn: "Turn", variable: str, place: Any) -> str | None:
    offer = turn.plan.steps.get(turn.plan.offers.get(variable, ""))
    if not isinstance(offer, Offer) or not isinstance(place, int) or not 0 <= place < len(offer.all(turn)):
        return None
    turn.put(variable, offer.all(turn)[place])
    turn.trace("fill", slot=variable)
    return turn.name


def _asked_about(turn: "Turn", slot: str) -> bool:
    step = turn.plan.steps.get(turn.cursor)
    listening = step.listening(turn) if isinstance(step, WaitingStep) else None
    return listening is not None and any(
        want.slot == slot for want in (listening.asked, *listening.also, *listening.change) if want
    )
