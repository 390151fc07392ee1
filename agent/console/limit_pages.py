"""What the console's routes of limits take and answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from agent.limits.budgets import Standing
from agent.limits.catalogue import LARGEST, Unit
from agent.limits.lists import How, Rule

LIMIT: JsonDict = {
    "name": "caller.calls.hour",
    "meaning": "Calls of one caller's number in one hour.",
    "unit": "calls",
    "most": 60,
    "default": 60,
    "used": None,
    "changed_at": None,
    "changed_by": None,
}
REFUSED: JsonDict = {"day": "2026-03-02", "why": "caller.calls.hour", "calls": 12}
NUMBER: JsonDict = {"rule": "block", "how": "reject", "reason": "Rings and says nothing", "until": None}


class LimitEntry(BaseModel):
    """A limit, and how near it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [LIMIT]})

    name: str
    meaning: str
    unit: Unit
    most: float | None
    """None: no limit."""
    default: float | None
    used: float | None
    """In the window that is now; None where every number has a count of its own."""
    changed_at: datetime | None
    """None: as Trunkline brings it along."""
    changed_by: str | None
    """The account, the key or the program that did, as the audit log calls them."""


class BudgetEntry(BaseModel):
    """A budget of this day, and what was used of it."""

    name: str
    most: float
    used: float
    currency: str | None
    """Of money."""
    standing: Standing
    """`warned` from 80 % on; `ended`: models are not asked any more, and calls go on by rules."""


class RefusedDay(BaseModel):
    """Calls of one day that were not taken, for one reason."""

    day: date
    """Where the business is."""
    why: str
    """`blocked`, `full`, `draining`, `no_database`, `unknown_flow`, `limits_unknown`, or the name of a limit."""
    calls: int


class LimitsPage(BaseModel):
    """Everything about limits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "limits": [LIMIT],
                    "budgets": [
                        {"name": "day.money", "most": 25, "used": 21.5, "currency": "USD", "standing": "warned"}
                    ],
                    "notices": ["day.money: 86 % of the budget of this day is used."],
                    "calls_now": 3,
                    "most_calls_of_a_process": 40,
                    "longest_call_s": 3600,
                    "refused": [REFUSED],
                }
            ]
        }
    )

    limits: list[LimitEntry]
    budgets: list[BudgetEntry]
    notices: list[str]
    """Sentences for whoever looks after the service: budgets that are nearly used up, or have ended."""
    calls_now: int
    """Over all workers."""
    most_calls_of_a_process: int
    """TRUNKLINE_MAX_CALLS."""
    longest_call_s: int
    """TRUNKLINE_LONGEST_CALL."""
    refused: list[RefusedDay]
    """Of the last seven days, the latest first."""


class LimitChange(BaseModel):
    """What a limit is to be."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"most": 100}, {"most": None}]})

    most: Annotated[Decimal, Field(ge=0, le=LARGEST, decimal_places=6)] | None
    """None: no limit."""


class NumberRule(BaseModel):
    """A number that is blocked, or let in whatever it does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "pattern": "+4479*",
                    **NUMBER,
                    "changed_at": "2026-03-02T09:00:00Z",
                    "changed_by": "asha@example.com",
                    "over": False,
                }
            ]
        }
    )

    pattern: str
    rule: Rule
    how: How
    reason: str
    until: datetime | None
    over: bool
    """Its time is over: it is as if it were not there."""
    changed_at: datetime
    changed_by: str
    """As of a limit."""


class NumberRuleChange(BaseModel):
    """What is to become of a number's calls."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NUMBER]})

    rule: Rule
    how: How = "sentence"
    """What a blocked caller hears: `sentence`, TRUNKLINE_REFUSED; `reject`, that the line is busy."""
    reason: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)] = ""
    until: AwareDatetime | None = None


class RefusedCaller(BaseModel):
    """Calls of one caller that were not taken within one hour."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "hour": "2026-03-02T09:00:00Z",
                    "why": "blocked",
                    "caller": "+447900000001",
                    "callee": "+912071110000",
                    "calls": 12,
                    "last_at": "2026-03-02T09:41:07Z",
                }
            ]
        }
    )

    hour: datetime
    why: str
    caller: str
    """Empty: they show no number."""
    callee: str
    calls: int
    last_at: datetime


class RefusedPage(BaseModel):
    """Who was refused, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"days": [REFUSED], "callers": []}]})

    days: list[RefusedDay]
    callers: list[RefusedCaller]
    """The latest first, a thousand at most."""
