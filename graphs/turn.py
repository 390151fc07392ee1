"""One turn as a step sees it: what it may look at, say, keep and run.

A turn works on copies; what it changed is given back to LangGraph at the end of the step (`update`), so that a step
that is interrupted or fails has changed nothing. Acts leave at once.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from graphs.acts import Act, HangUp, Say, Trace, Transfer
from graphs.context import TurnContext
from graphs.correcting import correct
from graphs.document import FlowDocument
from graphs.expressions import Expression
from graphs.fields import Text
from graphs.nodes import END, LISTEN, Step, WaitingStep
from graphs.nodes.offer import Offer
from graphs.noting import confide, looked_at, note_work
from graphs.plan import Plan, all_wordings
from graphs.ports import LanguageModel, Outcome
from graphs.state import LONGEST_PATH, MOST_DONE, UNSAID, FlowState, Progress, window
from graphs.stopgaps import stop_gap
from graphs.summary import Summary, summarise
from graphs.understanding.listening import Items, Wanted
from graphs.wording import Wording

PATIENT = 4.0
"""After "hold on", the caller may take this many times as long."""


class Turn:
    """What a step may look at and do."""

    def __init__(self, plan: Plan, state: FlowState, context: TurnContext) -> None:
        self.plan = plan
        self.context = context
        self.cursor = state.get("cursor", "")
        self.name = self.cursor
        """The step that is at work."""
        self.call: Mapping[str, Any] = state.get("call", {})
        self.slots = state.get("slots", {})
        self.vars = state.get("vars", {})
        self.messages = state.get("messages", [])
        self.progress = Progress.of(state.get("progress", {}))
        self.spoken: list[str] = []
        """What this step said."""
        self.silent = False
        """The caller said nothing."""
        self.patience = 1.0
        """How much longer than usual the caller may take to answer."""
        self.broke_a_rule = False
        """A value was understood in this turn, but not accepted."""

    @property
    def document(self) -> FlowDocument:
        """The flow."""
        return self.plan.document

    @property
    def language(self) -> str:
        """The caller's language, as far as the flow speaks it."""
        return self.document.spoken_language(self.progress.language or self.call.get("language"))

    def update(self) -> dict[str, Any]:
        """The channels as they are now."""
        return {
            "cursor": self.cursor,
            "slots": self.slots,
            "vars": self.vars,
            "messages": self.messages,
            "progress": self.progress.kept(),
        }

    # ---- looking

    def values(self, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Everything that expressions and texts can name."""
        call = {**self.call, "language": self.language} if self.progress.language else self.call
        return {**self.vars, **self.slots, "call": call, **(extra or {})}

    def value(self, expression: Expression, extra: Mapping[str, Any] | None = None) -> Any:
        """What an expression comes to."""
        return expression.value(self.values(extra), self.context.clock())

    def judge(self, when: Expression, extra: Mapping[str, Any] | None = None) -> bool:
        """Whether a condition is true; what it looked at is noted."""
        true = bool(self.value(when, extra))
        self.trace(
            "condition", step=self.name, when=str(when.source), pii_values=looked_at(self, when, extra), true=true
        )
        return true

    def look(self, name: str) -> Any:
        """A slot or a variable."""
        return self.slots.get(name, self.vars.get(name))

    def filled(self, slot: str) -> bool:
        """Whether the slot has a value."""
        return self.slots.get(slot) not in (None, "")

    @staticmethod
    def moment(written: object) -> datetime | None:
        """An ISO date or time; None for anything else."""
        try:
            return datetime.fromisoformat(written).replace(tzinfo=None) if isinstance(written, str) else None
        except ValueError:
            return None

    def wanted(self, slot: str) -> Wanted:
        """The slot as a translator of the caller's words sees it."""
        want = self.plan.wanted[slot]
        return replace(want, current=self.slots[slot]) if self.filled(slot) else want

    def offered(self, variable: str) -> Items | None:
        """The list that a variable's value was picked from."""
        offer = self.plan.steps.get(self.plan.offers.get(variable, ""))
        return offer.offered(self) if isinstance(offer, Offer) and offer.all(self) else None

    def destination(self, name: str) -> str | None:
        """The number of whoever takes calls under that name now."""
        return self.context.destinations(name)

    @staticmethod
    def labels(text: Text | None) -> tuple[str, ...]:
        """Every wording of a label."""
        return all_wordings(text)

    def summary(self) -> Summary:
        """The conversation so far in short, in the flow's first language."""
        return summarise(
            self.plan,
            slots=self.slots,
            progress=self.progress,
            messages=self.messages,
            language=self.document.language,
        )

    # ---- saying

    def emit(self, act: Act) -> None:
        """Let an act go."""
        self.context.sink(act)

    def trace(self, event: str, **fields: object) -> None:
        """Leave a note of how the conversation came here."""
        self.emit(Trace(event, fields))

    def say(
        self, text: Text | None, attempt: int = 0, *, extra: Mapping[str, Any] | None = None, filler: bool = False
    ) -> None:
        """Speak a text of the flow; the ladder is climbed by `attempt`. A filler is spoken only when it has to be."""
        if text is not None:
            said = self.plan.wordings.sentence(text, self.values(extra), language=self.language, attempt=attempt)
            self._speak(said, filler=filler)

    def say_own(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Speak one of the sentences that every flow has."""
        self._speak(self.plan.wordings.own(name, values or {}, language=self.language))

    def say_list(self, before: Text | None, items: tuple[str, ...], attempt: int) -> None:
        """Read out a list."""
        start = (
            self.plan.wordings.sentence(before, self.values(), language=self.language, attempt=attempt)
            if before
            else None
        )
        self._speak(self.plan.wordings.listed(start, items, self.language))

    def words(self, text: Text, *, extra: Mapping[str, Any] | None = None) -> str:
        """A text as it would be said."""
        return self.plan.wordings.sentence(text, self.values(extra), language=self.language).text

    def written(self, text: Text | None) -> str:
        """A text for those who work here, in the flow's first language."""
        if text is None:
            return ""
        return self.plan.wordings.sentence(text, self.values(), language=self.document.language).text

    def utter(self, text: str) -> None:
        """Speak words that are no text of the flow."""
        self._speak(Wording(text, self.language, fixed=False))

    @property
    def interruptible(self) -> bool:
        """Whether the caller may interrupt what is said now."""
        step = self.plan.steps.get(self.name)
        if step and step.disclosure:
            return False
        here = step.voice.barge_in if step and step.voice else None
        return here if here is not None else self.document.voice.barge_in is not False

    @property
    def private(self) -> bool:
        """Whether nothing of what is said here may be kept."""
        step = self.plan.steps.get(self.name)
        return step is not None and step.private

    @property
    def model(self) -> LanguageModel | None:
        """The language model, where there is one that may be told what is said here."""
        return None if self.private else self.context.model

    def _speak(self, wording: Wording, *, filler: bool = False) -> None:
        if not wording.text:
            return
        self.progress.said += 1
        name = f"t{self.progress.turn}.{self.progress.said + self.context.said_before}"
        self.spoken.append(wording.text)
        told = UNSAID if self.private else wording.text
        message = {"id": name, "role": "agent", "text": told, **({"filler": True} if filler else {})}
        self.messages = window(self.messages, message)
        how = self.interruptible, filler, self.private
        self.emit(Say(name, wording.text, wording.language, wording.fixed, *how))

    # ---- asking

    def wait(self, attempt: int = 0, *, silently: bool = False, patience: float = 1.0) -> str:
        """Put this step's question and wait for the caller; go on where everything it asks for is known."""
        step = self.plan.steps[self.name]
        assert isinstance(step, WaitingStep), f"{self.name} cannot wait"
        if not step.unanswered(self):
            return self.name
        self.cursor, self.patience = self.name, patience
        if not silently:
            self._put_question(step, attempt)
        question = f"{self.name}:{self.progress.asking}"
        if self.progress.question != question:
            self.progress.question = question
            self.progress.no_match = self.progress.no_input = self.progress.rejected = 0
        return LISTEN

    def back_to(self, question: str, *, patiently: bool = False) -> str:
        """Take up a question again that was left open, as it was last put."""
        self.name = self.cursor = question
        return self.wait(silently=patiently, patience=PATIENT if patiently else 1.0)

    def _put_question(self, step: WaitingStep, attempt: int) -> None:
        self.progress.asking, self.progress.attempt = "", attempt
        before = len(self.spoken)
        step.ask(self, attempt)
        self.progress.asked = " ".join(self.spoken[before:])

    # ---- keeping

    def put(self, name: str, value: Any) -> None:
        """Keep a value, as the latest."""
        if name in self.document.slots:
            confide(self, name, value)
            self.slots = {**{key: kept for key, kept in self.slots.items() if key != name}, name: value}
        else:
            self.vars = {**self.vars, name: value}

    def assign(self, expressions: Mapping[str, Expression]) -> None:
        """Keep what each expression comes to."""
        for name, expression in expressions.items():
            self.put(name, self.value(expression))

    def fill(self, slot: str, said: Any) -> bool:
        """Keep what a caller said, unless it breaks one of the slot's rules; then the rule's sentence is said."""
        rules = self.document.slots[slot]
        value = said == "yes" if rules.type == "yes_no" and isinstance(said, str) else said
        if not self.allowed(slot, value):
            return False
        old = self.slots.get(slot)
        self.put(slot, value)
        if old != value:
            for cleared in rules.clears:
                self.put(cleared, None)
            self.trace("fill", slot=slot, **({} if rules.sensitive else {"value": value}))
        self.progress.proposed.pop(slot, None)
        return True

    def allowed(self, slot: str, value: Any) -> bool:
        """Whether a value keeps the slot's rules."""
        for number, rule in enumerate(self.document.slots[slot].check, 1):
            if not self.judge(rule.when, {slot: value}):
                self.say(rule.say, extra={slot: value})
                self.reject(slot, rule=number)
                return False
        return True

    def keeps_rules(self, slot: str, value: Any) -> bool:
        """Whether a value that nobody has said yet keeps the slot's rules; nothing is said or counted."""
        return all(self.value(rule.when, {slot: value}) for rule in self.document.slots[slot].check)

    def reject(self, slot: str, **why: int) -> None:
        """Count a value that was understood but is not right."""
        self.progress.rejected += 1
        self.broke_a_rule = True
        self.trace("rejected", slot=slot, **why)

    @property
    def is_spent(self) -> bool:
        """Whether so many values in a row were not right that the question is given up."""
        step = self.plan.steps.get(self.cursor)
        tries = (step.tries if isinstance(step, WaitingStep) else None) or self.document.tries
        return self.progress.rejected >= tries.no_match

    def offer_value(self, slot: str, value: Any, *, sure: bool, guessed: bool = False) -> None:
        """Keep what a caller said, or put it aside until they have said that it is right; a guess always so."""
        rules = self.document.slots[slot]
        doubtful = rules.confirm == "always" or (rules.confirm == "when_unsure" and not sure)
        if not guessed and (not doubtful or rules.optional):
            self.fill(slot, value)
        elif self.allowed(slot, value):
            self.progress.proposed[slot] = value

    def correct(self, name: str, value: Any) -> str | None:
        """Another value for something said before: the step to go back to, or None when it is not accepted.

        Back to the earliest step since the last action that cannot be undone which the value decided, or which fills
        what the change made invalid.
        """
        return correct(self, name, value)

    def settle(self) -> None:
        """An action that cannot be undone was done: corrections do not go back behind it."""
        decided = set(self.progress.settled).union(*(self.plan.reads.get(step, ()) for step in self.progress.path))
        self.progress.settled, self.progress.path = sorted(decided), []

    def start_afresh(self) -> None:
        """Forget what was said."""
        self.slots = {}
        self.vars = {name: variable.default for name, variable in self.document.vars.items()}
        turn, said = self.progress.turn, self.progress.said
        remembered = self.progress.remembered
        self.progress = Progress(turn=turn, said=said, at=self.progress.at, remembered=remembered)

    # ---- doing

    async def enter(self, name: str) -> str:
        """Come to a step and do what it does. Returns the next one, LISTEN or END."""
        if name != self.cursor:
            self.progress.pending = None
        self.name = name
        self.progress.path = [*self.progress.path, name][-LONGEST_PATH:]
        self.progress.visits[name] = self.progress.visits.get(name, 0) + 1
        step = self.plan.steps[name]
        self.trace("step", step=name, type=step.type)
        goto = await step.enter(self)
        if goto != LISTEN:
            self.reached(name)
        return goto

    def leave(self, step: Step, way: str) -> str:
        """Leave the step that is at work by one of its exits; `on_error` is the flow's. Returns where that leads."""
        target = step.exits().get(way, self.document.on_error)
        self.trace("exit", step=self.name, exit=way, to=target)
        return target

    def reached(self, name: str) -> None:
        """A step is done: note its milestone."""
        milestone = self.plan.steps[name].milestone
        if milestone and milestone not in self.progress.milestones:
            self.progress.milestones.append(milestone)
            self.trace("milestone", name=milestone)

    async def run(self, action: str, arguments: Mapping[str, Any], *, commits: bool, limit_s: float) -> Outcome:
        """Run an action. What it is to do is durable before it starts, when it has an effect in the world."""
        ordinal = self.progress.ran.get(self.name, 0)
        self.progress.ran[self.name] = ordinal + 1
        stop_gap(self)
        if commits:
            await self.context.stand()
        key = f"{self.context.thread_id}:{self.progress.turn}:{self.name}:{ordinal}"
        try:
            async with asyncio.timeout(limit_s):
                outcome = await self.context.actions(action, arguments, key=key, commits=commits)
        except TimeoutError:
            outcome = Outcome("error")
        if commits and outcome.name == "ok":
            self.progress.done = [*self.progress.done, action][-MOST_DONE:]
        self.trace("tool", step=self.name, action=action, outcome=outcome.name)
        note_work(self, arguments, outcome.value)
        return outcome

    def hang_up(self, result: str) -> str:
        """End the call."""
        self.progress.result = result
        self.trace("result", result=result)
        self.context.ending = HangUp(result)
        return END

    def transfer(self, to: Transfer) -> str:
        """Hand the caller over."""
        self.progress.transfer_at = self.name
        self.progress.result = "transferred" if "transferred" in self.document.results else ""
        self.trace("result", result=self.progress.result)
        self.context.ending = to
        return END


def listening_step(turn: Turn) -> WaitingStep | None:
    """The step that waits for the caller; None when this version of the flow has it no longer."""
    step = turn.plan.steps.get(turn.cursor)
    return cast("WaitingStep", step) if step is not None and step.waits else None
