"""What is said when an answer takes long and the step that works on it has no filler of its own: one moment, please.

It is given out before the slow thing begins, once a turn, and the call says it only when nothing else is said for a
moment. It is no part of the conversation: nothing is kept of it, and the turn's other sentences count without it.
"""

from typing import TYPE_CHECKING

from graphs.acts import Act, Say
from graphs.nodes.step import Voice

if TYPE_CHECKING:
    from graphs.turn import Turn

_NAME = "moment"


def stop_gap(turn: "Turn") -> None:
    """Something slow begins: have something said, unless something was said in this turn already.

    Nothing is said before the call's first words.
    """
    context, progress = turn.context, turn.progress
    if context.filled or progress.said or not progress.turn:
        return
    context.filled = True
    step = turn.plan.steps.get(turn.name)
    here, everywhere = (step.voice if step else None) or Voice(), turn.document.voice
    if (everywhere.filler if here.filler is None else here.filler) is False:
        return
    text = here.filler_say or everywhere.filler_say
    said = turn.plan.wordings.stopgap(text, turn.language, number=progress.turn)
    name = f"t{progress.turn}.{context.said_before or ''}{_NAME}"
    turn.emit(Say(name, said.text, said.language, said.fixed, turn.interruptible, filler=True))


def is_stopgap(act: Act) -> bool:
    """Whether this is such a sentence, which nobody hears where nothing is slow."""
    return isinstance(act, Say) and act.filler and act.id.endswith(_NAME)
