"""Which flow and release a call runs."""

import pytest

from agent.flows import Flows, UnknownFlow
from agent.lineups import Choice, Lineup
from agent.routing import answering, chosen, sides, ticketed
from agent.store.contents import Environment
from graphs.compiler import compile_flow
from graphs.loading import load_flow
from telephony.twilio.desk import Incoming

OURS, THEIRS = "+912071110000", "+919822012345"
FLOW = """\
flow: NAME
format: 1
title: Hello
languages: [en]
start: over
tries: {then: over}
on_error: over
results: {left: failed}
nodes:
  over: {type: end, say: Goodbye., result: left}
"""


def lineup(name: str, version: int, environment: Environment = "live") -> Lineup:
    """An environment that runs one release."""
    return Lineup(Choice(compile_flow(load_flow(FLOW.replace("NAME", name))), version, environment))


@pytest.fixture
def flows() -> Flows:
    """Two flows, of which one is tested in another version; a number runs that."""
    flows = Flows()
    flows.install("general", "live", lineup("general", 4))
    flows.install("bookings", "live", lineup("bookings", 1))
    flows.install("bookings", "test", lineup("bookings", 2, "test"))
    flows.set_numbers([(OURS, "bookings", "test")])
    return flows


def ran(
    flows: Flows, *, flow: str | None = None, callee: str = OURS, direction: str = "inbound"
) -> tuple[str, int | None]:
    """The flow and the release that such a call runs."""
    choice = answering(flows, Incoming("CA1", THEIRS, callee, direction, flow, {}), otherwise="general")
    return choice.flow.document.flow, choice.version


def test_a_number_that_is_known_runs_its_flow_in_its_environment(flows: Flows) -> None:
    """Other numbers run what the settings say."""
    assert ran(flows) == ("bookings", 2)
    assert ran(flows, callee="+91 20 7111 0000") == ("bookings", 2)
    assert ran(flows, callee="+912071110009") == ("general", 4)


def test_the_webhooks_own_word_goes_first(flows: Flows) -> None:
    """It runs that flow, live."""
    assert ran(flows, flow="bookings") == ("bookings", 1)
    with pytest.raises(UnknownFlow, match="no flow called “nothing”"):
        ran(flows, flow="nothing")


def test_a_call_that_we_place_runs_no_number_of_the_called(flows: Flows) -> None:
    """The one who is called may be anybody."""
    assert ran(flows, direction="outbound-api") == ("general", 4)


def test_a_publication_while_it_rings_changes_nothing_for_the_call(flows: Flows) -> None:
    """Its ticket says what it was answered with."""
    ticket = {"flow": "bookings", **ticketed(flows.choose("bookings"))}
    flows.install("bookings", "live", lineup("bookings", 3))
    assert chosen(flows, ticket).version == 1
    assert flows.choose("bookings").version == 3


def test_a_stream_that_takes_up_a_conversation_has_no_version_in_its_ticket(flows: Flows) -> None:
    """The conversation knows its own; and of a flow that is only tested, that is what there is."""
    assert chosen(flows, {"flow": "bookings", "language": "en"}).version == 1
    flows.withdraw("bookings", "live")
    assert chosen(flows, {"flow": "bookings"}).version == 2
    assert "bookings" in flows
    assert "bookings" not in flows.names


def test_where_nothing_was_published_for_testing_the_live_release_runs(flows: Flows) -> None:
    """A number may point there before there is anything."""
    assert flows.choose("general", environment="test").version == 4


@pytest.mark.parametrize(("direction", "told"), [("inbound", (THEIRS, OURS)), ("outbound-api", (OURS, THEIRS))])
def test_the_numbers_of_a_call_are_theirs_and_ours(direction: str, told: tuple[str, str]) -> None:
    """Of a call that we placed, theirs is the one that was called."""
    assert sides(direction, THEIRS, OURS) == told
