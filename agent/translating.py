"""The words of a flow's conversation and those of a call: the two packages do not know each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.utterances import Utterances
from graphs import acts
from graphs.compiler import CompiledFlow
from graphs.noting import forms
from graphs.understanding.commands import Heard
from telephony.call import ports


def as_heard(heard: ports.CallerInput) -> Heard:
    """What the caller did, for the flow."""
    return Heard(
        text=heard.text,
        keys=heard.keys,
        silence=heard.silence,
        confidence=heard.confidence,
        languages=heard.languages,
        event=heard.event,
        value=heard.value,
    )


def translated(act: acts.Act, utterances: Utterances) -> ports.Act:
    """The flow's act, for the call."""
    match act:
        case acts.Say():
            name = utterances.named(act.id)
            return ports.Say(name, act.text, act.language, act.fixed, act.interruptible, act.filler)
        case acts.Expect():
            return _question(act)
        case acts.Transfer(to=to, number=number, summary=summary, mode=mode):
            return ports.Transfer(to, number, summary, mode)
        case acts.HangUp(result=result):
            return ports.HangUp(result)
        case acts.Stands():
            return ports.Stands()
        case acts.Sensitive() | acts.Trace():
            return _note(act)


def _question(act: acts.Expect) -> ports.Expect:
    return ports.Expect(
        step=act.step,
        kind=act.kind,
        listen_s=act.listen_s,
        end_silence_ms=act.end_silence_ms,
        barge_in=act.barge_in,
        keys=act.keys,
        hints=act.hints,
        language=act.language,
        likely=act.likely,
    )


def _note(act: acts.Sensitive | acts.Trace) -> ports.Trace:
    if isinstance(act, acts.Trace):
        return ports.Trace(act.event, act.fields)
    return ports.Trace("sensitive", {"pii_values": list(act.values), "heard": act.heard})


class Confidences:
    """Tells, for whoever keeps a call's words, from where on which of them must not be kept: the notes `private` (the
    step) and `sensitive` (the answer that is awaited). A call without any has none of them.
    """

    def __init__(self) -> None:
        self._was_private = False
        """Since then each step is told apart: a turn that is taken back may have told of another."""
        self._was_sensitive = False

    def about(self, act: acts.Act, flow: CompiledFlow) -> Iterator[ports.Trace]:
        """What is to be noted before that act."""
        private = _is_private(act, flow)
        if private is not None and (private or self._was_private):
            self._was_private = True
            yield ports.Trace("private", {"on": private})
        if isinstance(act, acts.Expect) and (act.sensitive or act.sensitive_beside or self._was_sensitive):
            self._was_sensitive = True
            yield ports.Trace("sensitive", {"awaited": act.sensitive, "beside": act.sensitive_beside})


def _is_private(act: acts.Act, flow: CompiledFlow) -> bool | None:
    """Whether from this act on nothing may be kept; None: it says nothing about that."""
    match act:
        case acts.Expect() | acts.Say():
            return act.private
        case acts.Trace(event="step", fields=fields):
            step = flow.plan.steps.get(str(fields["step"]))
            return step is not None and step.private
        case _:
            return None


def secrets_of(flow: CompiledFlow, slots: Mapping[str, Any]) -> list[str]:
    """What sensitive slots hold, in every form in which it may be said."""
    sensitive = [name for name, slot in flow.document.slots.items() if slot.sensitive and name in slots]
    return list(dict.fromkeys(form for name in sensitive for form in forms(flow.plan, name, slots[name])))
