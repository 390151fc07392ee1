"""Callers who are remembered from one call to the next."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from graphs.compiler import compile_flow
from graphs.engine import CallFacts
from graphs.loading import load_flow, read_flow
from graphs.remembering import proposals, remembrance
from graphs.testing import Rehearsal

MOCKS: dict[str, Any] = {"find": [{"start": "2026-03-03T11:00"}], "book": {"id": 7}}
TO_NAME = ("a table for four people tomorrow", "the first one")


def remembering(text: str, consent: str = "window") -> str:
    """The small flow, which remembers names and numbers of those who agree."""
    text = text.replace("resume:", f"profile: {{consent: {consent}, keep: 90d}}\nresume:", 1)
    text = text.replace("{type: name, confirm: when_unsure,", "{type: name, confirm: when_unsure, remember: caller,")
    text = text.replace("    type: phone\n", "    type: phone\n    remember: caller\n")
    return text.replace("    sensitive: true\n", "", 1)


async def call_of(text: str, remembered: Mapping[str, Any], *lines: str) -> Rehearsal:
    """A call of somebody of whom this is remembered."""
    call = Rehearsal(compile_flow(load_flow(text)), actions=MOCKS)
    facts = CallFacts("call-1", caller="+919822012345", language="en")
    await call.conversation.begin(facts, call.sink, remembered=remembered)
    for line in lines:
        await call.hear(line)
    return call


async def test_what_is_remembered_is_asked_about(restaurant: str) -> None:
    """Instead of the question, in words of our own; a yes is enough."""
    call = await call_of(remembering(restaurant), {"name": "Asha Rao"}, *TO_NAME)
    assert call.said == "Last time it was Asha Rao. Is that still right?"
    assert call.expects.kind == "yes_no"
    assert "name" not in await call.values()
    await call.hear("yes")
    assert (await call.values())["name"] == "Asha Rao"


async def test_a_no_asks_the_plain_question(restaurant: str) -> None:
    """And it is not proposed again."""
    call = await call_of(remembering(restaurant), {"name": "Asha Rao"}, *TO_NAME, "no")
    assert call.said == "What name?"
    await call.hear("my name is Ravi Joshi")
    assert (await call.values())["name"] == "Ravi Joshi"


async def test_another_value_said_at_once_counts(restaurant: str) -> None:
    """“No, it's Ravi” needs no second question."""
    call = await call_of(remembering(restaurant), {"name": "Asha Rao"}, *TO_NAME, "my name is Ravi Joshi")
    assert (await call.values())["name"] == "Ravi Joshi"


async def test_a_number_from_last_time_goes_before_the_one_that_is_called_from(restaurant: str) -> None:
    """It is told apart in the question; when both are the same, the flow's own sentence is said."""
    other = await call_of(remembering(restaurant), {"phone": "+919822099999"}, *TO_NAME, "my name is Asha Rao")
    assert other.said.startswith("Last time it was 9 8 2 2 0, 9 9 9 9 9.")
    same = await call_of(remembering(restaurant), {"phone": "+919822012345"}, *TO_NAME, "my name is Asha Rao")
    assert same.said.startswith("Is 9 8 2 2 0")
    assert same.said.endswith("your number?")


async def test_what_breaks_a_rule_now_is_not_proposed(restaurant: str) -> None:
    """A day of last month is of no use, and nothing is said about it."""
    text = remembering(restaurant).replace("    type: date\n", "    type: date\n    remember: caller\n")
    call = await call_of(text, {"day": "2026-02-01"}, "a table", "four people")
    assert call.said == "Which day?"


async def test_the_flows_own_sentence_is_used(restaurant: str) -> None:
    """A slot without a known value of its own may say how it is proposed."""
    text = remembering(restaurant).replace("ask: What name?", 'prefill_say: "Is it {name} again?", ask: What name?')
    call = await call_of(text, {"name": "Asha Rao"}, *TO_NAME)
    assert call.said == "Is it Asha Rao again?"


async def test_beginning_anew_does_not_forget_the_caller(restaurant: str) -> None:
    """What was said in the call that dropped goes; who they are stays known."""
    call = await call_of(remembering(restaurant), {"name": "Asha Rao"}, "a table", "four people")
    await call.ring_back(60)
    for line in ("no", *TO_NAME):
        await call.hear(line)
    assert call.said == "Last time it was Asha Rao. Is that still right?"


def test_only_what_the_flow_still_remembers_is_proposed(restaurant: str) -> None:
    """Slots that are gone, are of another kind, or are not to be remembered any more, are left out."""
    document = load_flow(remembering(restaurant))
    kept = {"name": "Asha", "phone": 7, "people": 4, "fax": "1"}
    assert proposals(document, kept) == {"name": "Asha"}


@pytest.mark.parametrize(
    ("window", "consent", "values"),
    [(True, True, {"name": "Asha Rao", "phone": "+919822012345"}), (False, False, {}), (None, None, {})],
)
def test_without_consent_nothing_is_kept(
    restaurant: str, window: bool | None, consent: bool | None, values: dict[str, str]
) -> None:
    """Who agreed is remembered, by the slots that are marked; who was asked and did not, is told apart from who was
    never asked.
    """
    document = load_flow(remembering(restaurant))
    slots = {"people": 4, "name": "Asha Rao", "phone": "+919822012345", "window": window}
    left = remembrance(document, slots=slots, others={"call": {}}, now=datetime(2026, 3, 2))  # noqa: DTZ001 -- local

    assert left.consent is consent
    assert left.values == values


def test_a_flow_without_a_profile_remembers_nobody(restaurant: str) -> None:
    """Also when slots are marked."""
    document = load_flow(restaurant.replace("{type: name,", "{type: name, remember: caller,"))
    left = remembrance(document, slots={"name": "Asha"}, others={}, now=datetime(2026, 3, 2))  # noqa: DTZ001 -- local
    assert (left.consent, left.values) == (None, {})


async def test_a_call_that_is_over_tells_what_to_remember(restaurant: str) -> None:
    """From its last state, with its variables and what is known of the call."""
    text = remembering(restaurant, consent='call.direction == "inbound"')
    call = await call_of(text, {}, *TO_NAME, "my name is Asha Rao", "yes", "no")
    left = await call.conversation.remembrance()
    assert left.values == {"name": "Asha Rao", "phone": "+919822012345"}


def test_remembering_without_consent_is_a_mistake(restaurant: str) -> None:
    """The checker says that nothing will be remembered, and what to do."""
    text = restaurant.replace("{type: name,", "{type: name, remember: caller,")
    problems = [problem for problem in read_flow(text)[1] if problem.code == "no_consent"]
    assert ["profile" in problem.fix for problem in problems] == [True]
    assert "“name”" in problems[0].message


def test_what_is_sensitive_is_never_remembered_nor_proposed(restaurant: str) -> None:
    """Whatever else the slot says, and whatever an earlier version of the flow has kept."""
    text = remembering(restaurant).replace("remember: caller\n", "remember: caller\n    sensitive: true\n")
    document = load_flow(text)
    slots = {"name": "Asha Rao", "phone": "+919822012345", "window": True}

    left = remembrance(document, slots=slots, others={}, now=datetime(2026, 3, 2))  # noqa: DTZ001 -- local time

    assert left.values == {"name": "Asha Rao"}
    assert proposals(document, slots) == {"name": "Asha Rao"}
