"""What callers are asked for: questions that nobody can answer, rules without sense, secrets said aloud."""

from collections.abc import Mapping

from graphs.checks.survey import Problems, Survey, hint, listed, problem, warning
from graphs.document import Slot
from graphs.marked import at, setting_at, step_at, worded
from graphs.nodes.ask import Ask
from graphs.nodes.confirm import Confirm

LONG_TO_SAY = 10
"""Digits of which one is easily misheard."""
_COUNTED = frozenset({"number", "money"})


def slots(survey: Survey) -> Problems:
    """Everything that is wrong with a slot by itself."""
    asked = _asked(survey)
    for name, slot in survey.document.slots.items():
        yield from _question(name, slot, asked.get(name))
        yield from _limits(name, slot)
        yield from _values(name, slot)
        yield from _keypad(name, slot, asked.get(name))
        yield from _keeping(name, slot)
    yield from _secrets(survey)
    yield from _remembering(survey)


def _remembering(survey: Survey) -> Problems:
    """Callers are remembered with their consent only; without a way to find out about that, not at all."""
    document = survey.document
    remembered = [name for name, slot in document.slots.items() if slot.remember == "caller"]
    if remembered and document.profile is None:
        message = f"{listed(remembered)} should be remembered of callers, but nothing says whether they agree to it."
        what = worded("profile: {consent: …}", f"“{at(('profile',))}”")
        fix = f"Add {what}, which looks at what the caller answered; nothing is remembered without it."
        yield warning(("slots", remembered[0], "remember"), "no_consent", message, fix)
    if document.profile is not None and not remembered:
        message = "The flow has a profile of its callers, but no slot is remembered."
        yield warning(
            ("profile",),
            "no_effect",
            message,
            worded(
                "Mark a slot with remember: caller, or take profile out.",
                "Let a slot be remembered for later calls, or switch this off.",
            ),
        )


def _asked(survey: Survey) -> Mapping[str, str]:
    """Slot → the first step that asks for it."""
    found: dict[str, str] = {}
    for name, step in survey.document.steps.items():
        if isinstance(step, Ask):
            for slot in step.slots:
                found.setdefault(slot, name)
    return found


def _question(name: str, slot: Slot, asked_in: str | None) -> Problems:
    if slot.prefill and not slot.prefill_say:
        message = f"The slot “{name}” takes a value that is known, but has no sentence to ask whether it is right."
        yield problem(("slots", name), "no_question", message, f"Add {setting_at(('slots', name, 'prefill_say'))}.")
    if slot.prefill_say and not slot.prefill and slot.remember != "caller":
        message = f"“{name}” has a sentence for a value that is known, but no such value."
        yield warning(
            ("slots", name, "prefill_say"), "no_prefill", message, f"Add {setting_at(('slots', name, 'prefill'))}."
        )
    if slot.confirm == "always" and slot.confirm_say is None:
        message = f"“{name}” is always asked back, in words that every flow has."
        yield hint(
            ("slots", name),
            "no_confirm_say",
            message,
            f"Say it in words of your own: add {setting_at(('slots', name, 'confirm_say'))}.",
        )
    if slot.confirm_say is not None and slot.confirm == "never":
        message = f"“{name}” has a sentence to ask it back, but is never asked back."
        yield warning(
            ("slots", name, "confirm_say"),
            "never_confirmed",
            message,
            worded("Add confirm: when_unsure.", "Choose when it asks if it heard right."),
        )
    if asked_in is None:
        return
    if slot.type == "record":
        message = f"“{name}” is asked for in “{step_at(asked_in)}”, but no caller can say a record."
        yield problem(("slots", name, "type"), "no_question", message, "Offer a list instead.")
    elif slot.ask is None:
        message = f"“{name}” is asked for in “{step_at(asked_in)}” but has no question."
        yield problem(("slots", name), "no_question", message, f"Add {setting_at(('slots', name, 'ask'))}.")
    if slot.optional:
        message = f"“{name}” {worded('is optional', 'is never asked for')}, so “{step_at(asked_in)}” never asks for it."
        yield warning(
            ("slots", name, "optional"),
            "never_asked",
            message,
            worded("Take optional out, or listen_for it.", "Switch that off, or let steps listen for it."),
        )


def _limits(name: str, slot: Slot) -> Problems:
    if slot.min is not None and slot.max is not None and slot.min > slot.max:
        message = f"“{name}” must be at least {slot.min:g} and at most {slot.max:g}: no number is."
        yield problem(("slots", name, "min"), "contradiction", message, "Swap the two.")
    for setting, value in (("min", slot.min), ("max", slot.max)):
        if value is not None and slot.type not in _COUNTED:
            message = f"“{name}” has a {setting_at(('slots', name, setting))}, but is no number."
            yield warning(("slots", name, setting), "no_effect", message, "Take it out.")
    keys = slot.keypad.digits if slot.keypad else None
    if keys is not None and slot.length is not None and keys != slot.length:
        message = f"“{name}” has {slot.length} digits when it is said, and {keys} when it is keyed in."
        yield problem(("slots", name, "keypad", "digits"), "contradiction", message, "Make them the same.")
    if slot.length is not None and slot.type != "digits":
        message = f"“{name}” has a length, but only digits have one."
        yield warning(("slots", name, "length"), "no_effect", message, "Take it out, or make the type digits.")


def _values(name: str, slot: Slot) -> Problems:
    for value, fields in slot.values.items():
        if not (fields.phrases or fields.label or fields.key):
            message = (
                f"Nobody can say “{at(('slots', name, 'values', value))}” of “{name}”: it has no phrases and no label."
            )
            yield problem(("slots", name, "values", value), "cannot_be_picked", message, "Add phrases.")
    if len(slot.values) == 1:
        message = f"“{name}” has one value only, so there is nothing to choose."
        yield warning(("slots", name, "values"), "one_value", message)


def _keypad(name: str, slot: Slot, asked_in: str | None) -> Problems:
    if asked_in is None or slot.keypad:
        return
    if slot.type == "digits" and (slot.length or 0) >= LONG_TO_SAY:
        message = f"“{name}” is hard to say on a bad line: {slot.length} digits."
        yield hint(
            ("slots", name), "hard_to_say", message, f"Allow the keypad: add {setting_at(('slots', name, 'keypad'))}."
        )
    if slot.type == "email" and slot.confirm == "never":
        message = f"“{name}” is hard to hear, and is not asked back."
        yield hint(
            ("slots", name),
            "hard_to_say",
            message,
            worded(
                "Add confirm: always, with a confirm_say that spells it.",
                "Let it always ask if it heard right, in words that spell it.",
            ),
        )


def _keeping(name: str, slot: Slot) -> Problems:
    if slot.sensitive and slot.remember == "caller":
        message = f"“{name}” is {worded('sensitive', 'private')}, so it is not kept beyond the call."
        yield warning(
            ("slots", name, "remember"),
            "kept_secret",
            message,
            worded("Take remember out.", "Let it be remembered for this call only."),
        )


def _secrets(survey: Survey) -> Problems:
    """Steps that say a sensitive value; to ask whether it is right is what a confirming step is for."""
    document = survey.document
    secret = {name for name, slot in document.slots.items() if slot.sensitive}
    for wording in survey.wordings:
        section = wording.path[0]
        step = document.steps.get(str(wording.path[1])) if section == "nodes" else None
        if section not in ("nodes", "handlers", "knowledge") or wording.path[2:3] == ("summary",):
            continue
        for value in wording.values():
            if value.path[0] in secret and not (isinstance(step, Confirm) and value.path[0] in step.change):
                said = "{" + ".".join(value.path) + "}"
                message = f"“{at(wording.path[:2])}” says {said} aloud, which is {worded('sensitive', 'private')}."
                yield warning(wording.path, "secret_said", message, "Leave it out.")
