"""What is done with what a caller meant, at any point of any flow: the step's own answers, and all that can go wrong.

The order of interpretation is the translator's (`understanding.rules`); here its commands are carried out. Nothing of
this is drawn by the person who writes the flow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import partial
from typing import Any

from graphs.acts import Sensitive
from graphs.answering import answer
from graphs.confiding import answers_in_confidence, secrets_in
from graphs.document import Handler
from graphs.languages import follow_language
from graphs.nodes import LISTEN, WaitingStep
from graphs.nodes.wait import Wait
from graphs.noting import commands_known, commands_noted
from graphs.state import UNSAID, as_heard, window
from graphs.stopgaps import stop_gap
from graphs.turn import PATIENT, Turn, listening_step
from graphs.understanding.commands import Command, Correct, Fill, Global, Happened, Heard, TimedOut
from graphs.understanding.hybrid import Understood, understand
from graphs.understanding.listening import Listening, Situation
from graphs.understanding.model import Background

HEARD = tuple(each.name for each in fields(Heard))
GIVE_UPS = 2
"""Questions given up in a row after which the call ends: nobody is there, or nobody can be understood."""


async def hear(turn: Turn, envelope: Mapping[str, Any]) -> str:
    """Take one turn of the caller. Returns where the conversation goes. Waits for nothing but a model, where there is
    one, and for that no longer than its deadline.
    """
    begin_turn(turn, envelope)
    heard = Heard(**{name: envelope[name] for name in HEARD if name in envelope})
    if heard.text or heard.keys:
        said = UNSAID if turn.private else heard.text or heard.keys
        message = {"id": f"t{turn.progress.turn}.0", "role": "caller", "text": said}
        turn.messages = window(turn.messages, message)
    step = listening_step(turn)
    if step is None:
        turn.trace("lost_step", step=turn.cursor)
        return turn.document.start
    if heard.event:
        return await _happened(turn, step, heard)
    if not heard.text.strip() and not heard.keys:
        if step.waited_out(turn):
            turn.trace("meant", pii_commands=commands_known((TimedOut(),)))
            return await _carry_out(turn, step, (TimedOut(),))
        turn.silent = True
        return missed(turn, step, "no_input")
    listening = _listening(turn, step)
    if follow_language(turn, listening, heard):
        return turn.wait(attempt=turn.progress.attempt)
    background = Background(turn.document.about, turn.messages[:-1])
    situation, model = _situation(turn), turn.model
    understood = await understand(model, listening, heard, situation, background, asking=partial(stop_gap, turn))
    secrets = secrets_in(turn, understood)
    if secrets or answers_in_confidence(turn, understood, listening, heard, situation):  # before anything is noted
        turn.emit(Sensitive(tuple(secrets)))
    _note(turn, understood)
    return await _carry_out(turn, step, understood.commands)


def _note(turn: Turn, understood: Understood) -> None:
    """Leave a note of what was understood, by whom, and of two readings that are not the same."""
    waited = understood.waited_s
    asked = {} if waited is None else {"waited_ms": round(waited * 1000), "model": understood.outcome}
    turn.trace("understood", commands=[type(each).__name__ for each in understood.commands], by=understood.by, **asked)
    turn.trace("meant", pii_commands=commands_noted(turn, understood))
    if understood.dropped:
        turn.trace("not_believed", commands=understood.dropped)
    if understood.disagreed:
        rules, model = (_told(turn, reading) for reading in (understood.rules, understood.model))
        turn.trace("disagreed", rules=rules, model=model, chose=understood.chose)


def _told(turn: Turn, commands: Sequence[Command]) -> list[str]:
    """A reading for those who work here, without values that nobody may see."""
    told = []
    for each in commands:
        named = {key: value for key, value in asdict(each).items() if key not in ("said", "sure", "guessed")}
        slot = turn.document.slots.get(str(named.get("slot")))
        if slot is not None and slot.sensitive:
            named.pop("value")
        told.append(" ".join([type(each).__name__, *(f"{key}={value}" for key, value in named.items())]))
    return told


async def _happened(turn: Turn, step: WaitingStep, heard: Heard) -> str:
    """Something happened outside: what the step waits for, or something that the flow does not mind now."""
    awaited = isinstance(step, Wait) and step.event == heard.event
    turn.trace("event", name=heard.event, awaited=awaited)
    if awaited:
        turn.trace("meant", pii_commands=commands_known((Happened(heard.value),)))
        return await _carry_out(turn, step, (Happened(heard.value),))
    return turn.wait(silently=True)


def begin_turn(turn: Turn, envelope: Mapping[str, Any]) -> None:
    """Open a new turn, with what the caller really heard of the last one."""
    progress = turn.progress
    progress.turn, progress.said, progress.ran = envelope["turn"], 0, {}
    progress.at = turn.context.clock().isoformat(timespec="seconds")
    if envelope.get("cuts"):
        turn.messages = as_heard(turn.messages, envelope["cuts"])


def ask_again(turn: Turn) -> str:
    """The question that is open once more; the start, when this version of the flow has it no longer."""
    if listening_step(turn) is None:
        return turn.document.start
    return turn.cursor if turn.cursor in turn.document.steps else turn.wait()


def _listening(turn: Turn, step: WaitingStep) -> Listening:
    handlers, off = turn.plan.listened_for(turn.cursor, frozenset(step.not_here))
    filled = tuple(turn.wanted(slot) for slot in reversed(turn.slots) if slot in turn.plan.wanted and turn.filled(slot))
    correctable = filled if turn.cursor in turn.document.steps else ()
    return replace(step.listening(turn), handlers=handlers, off=off, filled=correctable)


def _situation(turn: Turn) -> Situation:
    return Situation(
        now=turn.context.clock(),
        language=turn.language,
        caller=str(turn.call.get("caller") or ""),
        question=turn.progress.asked,
    )


async def _carry_out(turn: Turn, step: WaitingStep, commands: Sequence[Command]) -> str:
    urgent = next((each for each in commands if isinstance(each, Global) and _always(turn, each.name)), None)
    if urgent:
        return await _anywhere(turn, urgent)
    goto = _corrected(turn, commands)
    if goto is None:
        goto = step.hear(turn, commands)
        if goto not in (None, LISTEN, turn.cursor):
            turn.reached(turn.cursor)
    if goto is None:
        said = next((each for each in commands if isinstance(each, Global)), None)
        return await _anywhere(turn, said) if said else missed(turn, step, "no_match")
    return _understood(turn, step, goto)


def _understood(turn: Turn, step: WaitingStep, goto: str) -> str:
    tries = step.tries or turn.document.tries
    if turn.broke_a_rule and turn.is_spent:
        return _give_up(turn, tries.then)
    if not turn.broke_a_rule:
        turn.progress.gave_up = 0
        if not (turn.progress.pending or turn.progress.proposed):  # else the value may be declined once more
            turn.progress.rejected = 0
    return goto


def _always(turn: Turn, name: str) -> bool:
    handler = turn.plan.handler(turn.cursor, name)
    return handler is not None and handler.always


def _corrected(turn: Turn, commands: Sequence[Command]) -> str | None:
    """Make every correction, and keep what else was said; the earliest step that one leads back to.

    None when there was nothing to correct.
    """
    if not any(isinstance(each, Correct) for each in commands):
        return None
    back = turn.name
    for each in commands:
        if isinstance(each, Correct):
            target = turn.correct(each.slot, each.value)
            back = back if target in (None, turn.name) else str(target)
        elif isinstance(each, Fill) and each.slot in turn.document.slots:
            turn.offer_value(each.slot, each.value, sure=each.sure, guessed=each.guessed)
    return back if back in turn.document.steps else turn.wait()


# ---- what may be said anywhere


async def _anywhere(turn: Turn, said: Global) -> str:
    turn.trace("handler", name=said.name)
    handler = turn.plan.handler(turn.cursor, said.name)
    name = said.name
    if name == "goodbye" and handler is None:
        name, handler = "cancel", turn.plan.handler(turn.cursor, "cancel")
    if handler is not None and (handler.to or handler.say or handler.answer):
        return await _handled(turn, handler, said)
    return _built_in(turn, name)


def _built_in(turn: Turn, name: str) -> str:
    """What happens in a flow that does not say."""
    match name:
        case "repeat":
            return turn.wait(attempt=turn.progress.attempt)
        case "help":
            return turn.wait(attempt=turn.progress.attempt + 1)
        case "wait":
            turn.say_own("take_your_time")
            return turn.wait(silently=True, patience=PATIENT)
        case "agent":
            return turn.document.tries.then
        case _:
            turn.say_own("goodbye")
            return turn.hang_up(turn.document.failure)


async def _handled(turn: Turn, handler: Handler, said: Global) -> str:
    turn.progress.gave_up = 0
    if handler.to:
        return handler.to
    if handler.answer:
        if not await answer(turn, handler.answer, said.said):
            turn.say(handler.if_unknown_say)
    else:
        turn.say(handler.say)
    match handler.then:
        case "end":
            return turn.hang_up(turn.document.failure)
        case "wait_longer":
            return turn.wait(silently=True, patience=PATIENT)
        case "resume":
            return turn.wait()


# ---- nothing of use


def missed(turn: Turn, step: WaitingStep, what: str) -> str:
    """Count what was of no use, `no_match` or `no_input`; ask again or give up. Returns where that leads."""
    progress = turn.progress
    setattr(progress, what, getattr(progress, what) + 1)
    turn.trace(what, step=turn.cursor, count=getattr(progress, what))
    tries = step.tries or turn.document.tries
    if progress.no_match >= tries.no_match or progress.no_input >= tries.no_input:
        return _give_up(turn, tries.then)
    return turn.wait(attempt=progress.no_match + progress.no_input)


def _give_up(turn: Turn, then: str) -> str:
    progress = turn.progress
    progress.gave_up += 1
    progress.pending = None
    progress.question = ""
    turn.trace("give_up", step=turn.cursor, times=progress.gave_up)
    if progress.gave_up < GIVE_UPS:
        return then
    turn.say_own("sorry_goodbye")
    return turn.hang_up(turn.document.failure)
