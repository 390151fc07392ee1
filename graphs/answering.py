"""Answers a caller's question from what is stored: for the step `answer`, and for handlers that answer.

Whether the question can be answered is decided by the words that it shares with the stored questions, with and without
a model. The best entry's answer is read out; a model, where there is one, phrases it out of the best few.
"""

from typing import TYPE_CHECKING

from graphs.knowledge import ranked
from graphs.ports import Message
from graphs.streaming import Request, speak
from graphs.talking import MANNERS, guard, plain, told

if TYPE_CHECKING:
    from graphs.document import Entry
    from graphs.ports import LanguageModel
    from graphs.turn import Turn

MOST_PASSAGES = 3
PATIENCE = 2.0
"""How many times its deadline a model may take for its first words: an answer lies ready."""


async def answer(turn: "Turn", knowledge: str, question: str) -> bool:
    """Answer, unless nothing that is stored does. Returns whether it was answered."""
    source = turn.document.knowledge[knowledge]
    found = ranked(question, [entry.questions for entry in source.entries])
    score, place = found[0] if found else (0.0, -1)
    known = score >= source.min_score and place >= 0
    turn.trace("answer", knowledge=knowledge, score=round(score, 2), known=known)
    if not known:
        return False
    model = turn.model
    near = [source.entries[place] for _, place in found[:MOST_PASSAGES]]
    if model is None or not await _phrased(turn, model, near, question):
        turn.say(source.entries[place].answer)
    return True


async def _phrased(turn: "Turn", model: "LanguageModel", near: list["Entry"], question: str) -> bool:
    """Have the model answer; False when it said nothing, so that the stored answer is still to be said."""
    system = "\n".join(
        (
            MANNERS,
            "Answer the caller's question, shortly, and ask nothing.",
            f"Speak the language “{turn.language}”.",
            f"What this call is for: {plain(turn.document.about) or turn.document.title}",
            "What you know, the best first:",
            told(turn, near),
        )
    )
    request = Request((Message("system", system), Message("user", question)), first_s=model.deadline_s * PATIENCE)
    reply = await speak(turn, model, request, guard(turn, [told(turn, near)]))
    return bool(reply.said) or reply.how == "stopped"
