"""Which flow and which release a telephone call runs: by the webhook's own word, by the number, else by the settings.

What was chosen when the call was answered goes along in its ticket, so that a publication while it rings changes
nothing for it.
"""

from collections.abc import Mapping
from typing import cast

from agent.flows import Flows
from agent.lineups import LIVE, Choice
from agent.store.contents import Environment
from telephony.twilio.desk import Incoming

VERSION, ENVIRONMENT = "version", "environment"
"""In a ticket."""


def answering(flows: Flows, incoming: Incoming, *, otherwise: str) -> Choice:
    """What a call that comes in runs. Raises UnknownFlow."""
    name, environment = incoming.flow or otherwise, LIVE
    if incoming.flow is None and not incoming.direction.startswith("outbound"):
        name, environment = flows.answering(incoming.callee.replace(" ", "")) or (name, environment)
    return flows.choose(name, environment=environment, caller=_theirs(incoming))


def ticketed(choice: Choice) -> Mapping[str, str]:
    """What goes into the ticket of a call, beside the flow's name."""
    version = {} if choice.version is None else {VERSION: str(choice.version)}
    return {**version, ENVIRONMENT: choice.environment}


def chosen(flows: Flows, ticket: Mapping[str, str]) -> Choice:
    """What a call runs that was answered with this ticket. Raises UnknownFlow.

    A ticket without a version is that of a stream that takes up a conversation, which knows its own.
    """
    name = ticket["flow"]
    environment = cast("Environment", ticket.get(ENVIRONMENT, LIVE))
    if ticket.get(VERSION, "").isdecimal() and (choice := flows.version_of(name, int(ticket[VERSION]))):
        return choice
    return flows.choose(name, environment=environment)


def _theirs(incoming: Incoming) -> str:
    """The number by which a caller is known from call to call; the call's own id where they withhold it."""
    theirs = incoming.callee if incoming.direction.startswith("outbound") else incoming.caller
    return theirs if theirs.startswith("+") else incoming.call_id


def sides(direction: str, caller: str, callee: str) -> tuple[str, str]:
    """The numbers of a call: theirs, then ours. `direction`: `inbound`, or one of the outbound ones."""
    return (callee, caller) if direction.startswith("outbound") else (caller, callee)
