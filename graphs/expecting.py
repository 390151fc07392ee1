"""How the caller is to be listened to when a turn ends with a question."""

from graphs.acts import Expect
from graphs.foresight import foresight
from graphs.nodes import Voice, WaitingStep
from graphs.turn import Turn
from graphs.understanding.listening import Listening

HINTS = 50
"""Words that help the recogniser; more of them help no longer."""
LISTEN_S = 6.0
"""Silence after which the caller is asked again, where the flow does not say."""


def expectation(turn: Turn) -> Expect:
    """What is awaited at the step where the conversation stands: the step's settings go before the flow's."""
    step = turn.plan.steps[turn.cursor]
    assert isinstance(step, WaitingStep), f"{turn.cursor} cannot wait"
    here, everywhere = step.voice or Voice(), turn.document.voice
    silence = here.end_silence or everywhere.end_silence
    barge_in = everywhere.barge_in if here.barge_in is None else here.barge_in
    kind, slot, keys = step.expects(turn)
    heard = step.listening(turn)
    return Expect(
        step=turn.cursor,
        kind=kind,
        slot=slot,
        listen_s=step.listens_s(turn) or (here.listen or everywhere.listen or LISTEN_S) * turn.patience,
        end_silence_ms=round(silence * 1000) if silence else None,
        barge_in=barge_in is not False,
        keys=keys,
        hints=_hints(heard),
        language=turn.language,
        private=step.private,
        sensitive=awaits_sensitive(turn, slot),
        sensitive_beside=hears_sensitive(turn, heard),
        likely=foresight(turn),
    )


def awaits_sensitive(turn: Turn, slot: str | None) -> bool:
    """Whether the answer is a sensitive value; a yes to one that is known is none."""
    return slot in turn.document.slots and turn.document.slots[slot].sensitive and turn.progress.pending is None


def hears_sensitive(turn: Turn, heard: Listening) -> bool:
    """Whether a sensitive value may be told, whatever was asked: in passing, or to put right what is known."""
    slots = turn.document.slots
    listened_for = [want.slot for want in (heard.asked, *heard.also, *heard.change) if want]
    return any(slots[name].sensitive for name in (*listened_for, *turn.slots) if name in slots)


def _hints(heard: Listening) -> tuple[str, ...]:
    phrases = [phrase for option in heard.options for phrase in option.phrases]
    for want in (heard.asked, *heard.also, *heard.change):
        phrases += [phrase for values in want.values.values() for phrase in values] if want else []
    if heard.items:
        phrases += [heard.items.labels[place] for place in heard.items.shown]
    return tuple(dict.fromkeys(phrases))[:HINTS]
