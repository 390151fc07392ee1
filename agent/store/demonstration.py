"""A small data set to try the flows for support and sales with. Everybody in it is invented.

Every row says `demonstration` under `source`, so that it can be told from a real one and deleted. The numbers are of
the ranges that are kept free for fiction (555-01xx).
"""

from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from agent.errors import DatabaseError
from agent.store.database import Database
from agent.store.support_and_sales import Customer, Outage, Specialist, SpecialistHours, Ticket
from agent.store.tables import Clinic, OpeningHours, Service, Staff, StaffService

log = structlog.get_logger(__name__)

SOURCE = "demonstration"

CUSTOMERS = (
    ("10002000", "Maria", "Lindqvist", "+14155550137", "94107", "up"),
    ("87654321", "Tom", "Okafor", "+12125550142", "10001", "down"),
    ("20003000", "Priya", "Raman", "+13125550116", "60614", "up"),
    ("30004000", "Jonas", "Weber", "+13035550171", "80202", "degraded"),
    ("40005000", "Aisha", "Karim", None, "94107", "up"),
)
"""Account, first and last name, number, postcode, state of the line."""

OUTAGE = ("60614", timedelta(days=30), "A cable was cut.")
"""Postcode, how long from now, note."""

TICKETS = (
    ("481516", "10002000", "wifi", "in progress", "A visit is planned."),
    ("234256", "30004000", "slow", "open", "A technician will look at it."),
)
"""Number, account, issue, status, note."""

CLINIC = "Riverside Dental"
SERVICES = (("cleaning", "a cleaning", 30), ("checkup", "a check-up", 30), ("filling", "a filling", 45))
"""Key, words, minutes."""

STAFF = (
    ("Dr Ananya Kulkarni", ("cleaning", "checkup", "filling")),
    ("Dr Rohan Deshpande", ("cleaning", "checkup", "filling")),
    ("Dr Meera Joshi", ("checkup", "filling")),
    ("Kavita Shinde", ("cleaning", "checkup")),
)
CLINIC_HOURS = (*((day, time(8), time(18)) for day in range(5)), (5, time(8), time(13)))

SPECIALISTS = ("Lena Hofmann", "Arjun Mehta")
HOURS = ((time(10), time(13)), (time(14), time(17)))
"""Of both, from Monday to Friday."""

# Two processes that begin at once enter it once: "demo", another number that nobody else is likely to lock.
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1684368751)")


async def enter_demonstration(database: Database, *, now: datetime) -> bool:
    """Enter the data set; the tables have to be there. False, and nothing is changed, when rows of it are there
    already. `now` is aware. Raises DatabaseError when a row of somebody else has the place of one.
    """
    try:
        async with database.unit() as session:
            await session.execute(_ONE_AT_A_TIME)
            if await session.scalar(select(Customer.id).where(Customer.source == SOURCE).limit(1)) is not None:
                return False
            await _enter_support(session, now)
            await _enter_sales(session)
    except IntegrityError as error:
        raise DatabaseError(
            "The demonstration's data cannot be entered: an account, a ticket or a specialist of yours has the same "
            "number or name. Nothing was changed. It belongs into an empty database."
        ) from error
    log.info("demonstration.entered", customers=len(CUSTOMERS), specialists=len(SPECIALISTS))
    return True


async def enter_clinic(database: Database) -> bool:
    """Enter the clinic with which the shipped flow `scheduling` works, as migrations did for the first tenant. False,
    and nothing is changed, when there is a clinic.
    """
    async with database.unit() as session:
        await session.execute(_ONE_AT_A_TIME)
        if await session.scalar(select(Clinic.id).limit(1)) is not None:
            return False
        clinic = Clinic(name=CLINIC)
        session.add(clinic)
        await session.flush()
        session.add_all(
            Service(key=key, clinic_id=clinic.id, label=label, minutes=minutes) for key, label, minutes in SERVICES
        )
        staff = {name: Staff(clinic_id=clinic.id, name=name) for name, _ in STAFF}
        session.add_all(staff.values())
        await session.flush()
        session.add_all(StaffService(staff_id=staff[name].id, service=key) for name, keys in STAFF for key in keys)
        session.add_all(
            OpeningHours(clinic_id=clinic.id, weekday=day, opens=opens, closes=closes)
            for day, opens, closes in CLINIC_HOURS
        )
    return True


async def _enter_support(session: AsyncSession, now: datetime) -> None:
    customers = {}
    for account, first, last, phone, postcode, line in CUSTOMERS:
        customers[account] = Customer(
            account=account, first_name=first, last_name=last, phone=phone, postcode=postcode, line=line,
            line_seen_at=now, source=SOURCE,
        )  # fmt: skip
    postcode, lasts, note = OUTAGE
    session.add_all(customers.values())
    session.add(Outage(postcode=postcode, begins=now, until=now + lasts, note=note, source=SOURCE))
    await session.flush()
    for number, account, issue, status, told in TICKETS:
        whose = customers[account]
        row = Ticket(number=number, customer_id=whose.id, phone=whose.phone, issue=issue, status=status, note=told)
        row.source, row.created_by = SOURCE, f"{SOURCE}:{number}"
        session.add(row)


async def _enter_sales(session: AsyncSession) -> None:
    specialists = [Specialist(name=name, source=SOURCE) for name in SPECIALISTS]
    session.add_all(specialists)
    await session.flush()
    session.add_all(
        SpecialistHours(specialist_id=each.id, weekday=weekday, opens=opens, closes=closes)
        for each in specialists
        for weekday in range(5)
        for opens, closes in HOURS
    )
