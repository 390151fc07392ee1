"""What the console's routers work with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.access.access import Access
from agent.console.compiling import Compiling
from agent.console.replay_jobs import ReplayJobs
from agent.console.workshop import Workshop
from agent.costs.accounts import Accounts
from agent.costs.bills import Bills
from agent.costs.pricing import Pricing
from agent.dialogue import Surroundings
from agent.environments import Environments
from agent.exchange import Exchange
from agent.flows import Flows
from agent.limiting import CallLimits
from agent.safety.keeping.opening import Keeping
from agent.settings import Settings
from agent.store.calls import Calls
from agent.store.database import Database
from agent.tools.tool import Tool
from telephony.twilio.tickets import TicketOffice


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page of the console may look at or change; made once, in the composition root."""

    settings: Settings
    database: Database
    flows: Flows
    around: Surroundings
    """What conversations share: memories, actions, clock, language model."""
    exchange: Exchange
    calls: Calls
    tools: Mapping[str, Tool[Any]]
    """The actions that flows may use."""
    accounts: Accounts
    """What calls that go on have cost so far."""
    bills: Bills
    """What calls have cost."""
    pricing: Pricing
    """By which prices."""
    tickets: TicketOffice
    """Admit the sockets of calls."""
    access: Access
    """Who may use the console."""
    environments: Environments
    """What was published where."""
    limits: CallLimits
    """Who may call, how often and how long."""
    workshop: Workshop
    """Where work on whole flows is done."""
    kept: Keeping
    """What callers leave behind: kept, erased, handed out; and the audit log of it."""
    replays: ReplayJobs
    """Where calls are played again."""
    compiling: Compiling = field(default_factory=Compiling)
    """Documents that are being edited, made into flows."""
