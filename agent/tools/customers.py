"""The tools that know a customer: who rings, what is out of order in the area, how the line is."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from agent.store.support_and_sales import Customer, Outage
from agent.tools.availability import present
from agent.tools.slots import spoken_time
from agent.tools.tool import Arguments, Context, Tool, ToolRefused
from graphs.ports import Outcome

NOT_FOUND = Outcome("not_found")
NONE = Outcome("none")

Account = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
Postcode = Annotated[str, Field(min_length=1, max_length=20)]


class CustomerRecord(BaseModel):
    """A record of customer_by_phone or customer_by_account; more than is read here may stand in it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int


class ByPhone(Arguments):
    """The number that rings."""

    phone: str | None


class ByAccount(Arguments):
    """The account number, eight digits."""

    account: Account


class OutageAt(Arguments):
    """Where."""

    postcode: Postcode


class LineTest(Arguments):
    """Whose line."""

    customer: CustomerRecord


async def _customer_by_phone(context: Context, given: ByPhone, _: str) -> Outcome:
    """A number that several customers share tells nobody who rings: they are asked, as strangers are."""
    statement = select(Customer).where(Customer.phone == given.phone).limit(2)
    async with context.database.unit() as session:
        found = (await session.scalars(statement)).all() if given.phone else []
    return Outcome(value=_shown(found[0])) if len(found) == 1 else NOT_FOUND


async def _customer_by_account(context: Context, given: ByAccount, _: str) -> Outcome:
    async with context.database.unit() as session:
        found = await session.scalar(select(Customer).where(Customer.account == given.account))
    return Outcome(value=_shown(found)) if found else NOT_FOUND


async def _outage_at(context: Context, given: OutageAt, _: str) -> Outcome:
    """The outage of that area that takes longest, of those that go on now."""
    now = present(context)
    statement = (
        select(Outage)
        .where(Outage.postcode == given.postcode, Outage.begins <= now, Outage.until > now)
        .order_by(Outage.until.desc(), Outage.id)
        .limit(1)
    )
    async with context.database.unit() as session:
        outage = await session.scalar(statement)
    if outage is None:
        return NONE
    return Outcome(value={"until": spoken_time(outage.until, context.timezone), "note": outage.note})


async def _test_line(context: Context, given: LineTest, _: str) -> Outcome:
    """How the line was when it was last seen: what the customer's record says, and since when.

    Nothing is measured here. An operator whose network can be asked declares an action `test_line` of its own, over
    HTTP or MCP (docs/tools.md); it then stands in for this one, and no flow changes.
    """
    async with context.database.unit() as session:
        customer = await session.get(Customer, given.customer.id)
    if customer is None:
        raise ToolRefused("there is no such customer: give a record of customer_by_phone or customer_by_account")
    seen = spoken_time(customer.line_seen_at, context.timezone)
    return Outcome(value={"ok": customer.line == "up", "state": customer.line, "seen_at": seen})


CUSTOMER = {"id": "number", "account": "text", "first_name": "text", "last_name": "text", "postcode": "text"}
customer_by_phone = Tool(
    ByPhone,
    _customer_by_phone,
    out="record",
    outcomes=("not_found",),
    summary="Finds the customer who rings by their number.",
    fields=CUSTOMER,
)
customer_by_account = Tool(
    ByAccount,
    _customer_by_account,
    out="record",
    outcomes=("not_found",),
    summary="Finds a customer by their account number.",
    fields=CUSTOMER,
)
outage_at = Tool(
    OutageAt,
    _outage_at,
    out="record",
    outcomes=("none",),
    summary="Tells whether there is an outage at a postcode, and until when.",
    fields={"until": "datetime", "note": "text"},
)
test_line = Tool(
    LineTest,
    _test_line,
    out="record",
    summary="Tells how a customer's line was when it was last seen.",
    fields={"ok": "yes_no", "state": "text", "seen_at": "datetime"},
)


def _shown(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "account": customer.account,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "postcode": customer.postcode,
    }
