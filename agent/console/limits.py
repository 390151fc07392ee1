"""Limits: what is in force, what was used, who is blocked or let in, and who was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agent.access.roles import at_least
from agent.console.desk import Desk
from agent.console.guard import recorded_as, visitor_of
from agent.console.limit_pages import (
    BudgetEntry,
    LimitChange,
    LimitEntry,
    LimitsPage,
    NumberRule,
    NumberRuleChange,
    RefusedCaller,
    RefusedDay,
    RefusedPage,
)
from agent.console.refusals import Refusal, refusals
from agent.limits.budgets import Budget
from agent.limits.catalogue import LIMITS, TENANT
from agent.limits.counting import Subject, counters
from agent.limits.lists import Entry, pattern
from agent.store.limits import Changed, Listed, NotYours

MOST_LISTED = 10_000
"""Entries of the lists."""
Days = Annotated[int, Query(ge=1, le=90)]


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/limits", tags=["limits"])
    pages = _Pages(desk)
    store, limits = desk.limits.store, desk.limits

    @routes.get("", summary="Limits, budgets, and calls that were refused", response_model=LimitsPage)
    async def every() -> LimitsPage:
        """What is in force, how much of it is used, and what came of it."""
        return await pages.all()

    @routes.get("/refused", summary="Calls that were refused", response_model=RefusedPage, responses=refusals(422))
    async def refused(days: Days = 7) -> RefusedPage:
        """By day and reason, and by caller."""
        rows = await store.refused(since=pages.since(days))
        callers = [RefusedCaller(**{name: getattr(row, name) for name in row.__slots__}) for row in rows]
        return RefusedPage(days=await pages.refused(days), callers=callers)

    @routes.get("/numbers", summary="Numbers that are blocked or let in", response_model=list[NumberRule])
    async def numbers() -> list[NumberRule]:
        """In order of the numbers."""
        return [pages.listed(each) for each in await store.listed()]

    @routes.put(
        "/numbers/{number}",
        summary="Block a number, or let it in",
        response_model=NumberRule,
        responses=refusals(409, 422),
    )
    async def put(number: str, change: NumberRuleChange, request: Request) -> NumberRule:
        """In E.164, with a `*` at the end for all that begin so; or `anonymous`. Holds within three seconds."""
        wanted = _pattern(number)
        if change.rule == "allow":
            _administers(request)
        entries, *_ = await store.mark()
        if entries >= MOST_LISTED and not await store.is_listed(wanted):
            raise Refusal(409, "full", f"The lists hold {MOST_LISTED} entries already: take some out.")
        listed = await store.put(Entry(wanted, **change.model_dump()), by=recorded_as(request))
        await limits.read()
        return pages.listed(listed)

    @routes.delete("/numbers/{number}", summary="Take a number out", status_code=204, responses=refusals(404, 422))
    async def take_out(number: str) -> Response:
        """Neither blocked nor let in any more."""
        if not await store.take_out(_pattern(number)):
            raise Refusal(404, "not_found", f"The number {number} is not in the lists.")
        await limits.read()
        return Response(status_code=204)

    @routes.put("/{name}", summary="Change a limit", response_model=LimitEntry, responses=refusals(403, 404, 422))
    async def change(name: str, change: LimitChange, request: Request) -> LimitEntry:
        """For all workers, within three seconds."""
        if change.most is not None and not LIMITS[_known(name)].fits(change.most):
            raise Refusal(422, "unreadable", f"“{name}” is counted in whole {LIMITS[name].unit}.")
        _within(desk, _known(name), change.most)
        with _ours():
            await store.change(_known(name), change.most, by=recorded_as(request))
        await limits.read()
        return await pages.one(name)

    @routes.delete(
        "/{name}",
        summary="Let a limit be what it is by itself",
        response_model=LimitEntry,
        responses=refusals(403, 404),
    )
    async def restore(name: str) -> LimitEntry:
        """As Trunkline brings it along."""
        with _ours():
            await store.restore(_known(name))
        await limits.read()
        return await pages.one(name)

    return routes


def _within(desk: Desk, name: str, most: Decimal | None) -> None:
    """What is spent on models is the installation's bill: another tenant's people may bound it more, and not less."""
    given = desk.limits.limits.default(name)
    if desk.limits.store.tenant == TENANT or not name.startswith(("day.", "call.")) or given is None:
        return
    if most is None or most > given:
        raise Refusal(403, "not_yours", f"“{name}” can be {given} at most: who runs the installation set it.")


@contextmanager
def _ours() -> Iterator[None]:
    """A limit of the installation is nothing that another tenant's people may change."""
    try:
        yield
    except NotYours as why:
        raise Refusal(403, "not_yours", str(why)) from None


class _Pages:
    """What the routes answer."""

    def __init__(self, desk: Desk) -> None:
        self._settings = desk.settings
        self._limits = desk.limits

    async def all(self) -> LimitsPage:
        store, budgets = self._limits.store, self._limits.allowance.of_the_day()
        return LimitsPage(
            limits=await self._entries(),
            budgets=[self._budget(each) for each in budgets],
            notices=[_notice(each) for each in budgets if each.standing != "open"],
            calls_now=await store.calls_at_once(),
            most_calls_of_a_process=self._settings.trunkline_max_calls,
            longest_call_s=self._settings.trunkline_longest_call,
            refused=await self.refused(7),
        )

    async def one(self, name: str) -> LimitEntry:
        return next(each for each in await self._entries() if each.name == name)

    async def refused(self, days: int) -> list[RefusedDay]:
        sums: dict[tuple[date, str], int] = {}
        for (hour, why), calls in (await self._limits.store.refused_by_hour(since=self.since(days))).items():
            key = hour.astimezone(self._limits.zone).date(), why
            sums[key] = sums.get(key, 0) + calls
        found = sorted(sums.items(), key=lambda each: (-each[0][0].toordinal(), each[0][1]))
        return [RefusedDay(day=day, why=why, calls=calls) for (day, why), calls in found]

    def since(self, days: int) -> datetime:
        """The first moment of the last days, today among them."""
        today = self._limits.now().astimezone(self._limits.zone)
        midnight = today.replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - timedelta(days=days - 1)).astimezone(UTC)

    def listed(self, listed: Listed) -> NumberRule:
        entry = listed.entry
        return NumberRule(
            pattern=entry.pattern,
            rule=entry.rule,
            how=entry.how,
            reason=entry.reason,
            until=entry.until,
            over=entry.until is not None and entry.until <= self._limits.now(),
            changed_at=listed.changed_at,
            changed_by=listed.changed_by,
        )

    async def _entries(self) -> list[LimitEntry]:
        changed = {each.name: each for each in await self._limits.store.changed()}
        used = await self._used()
        # What all tenants use, and who bounds it, is the first one's business.
        ours = [name for name in LIMITS if self._limits.store.tenant == TENANT or not name.startswith("all.")]
        return [self._entry(name, changed.get(name), used.get(name)) for name in ours]

    def _entry(self, name: str, changed: Changed | None, used: float | None) -> LimitEntry:
        limit, default = LIMITS[name], self._limits.limits.default(name)
        most = changed.most if changed else default
        return LimitEntry(
            name=name,
            meaning=limit.meaning,
            unit=limit.unit,
            most=None if most is None else float(most),
            default=None if default is None else float(default),
            used=used,
            changed_at=changed.changed_at if changed else None,
            changed_by=changed.changed_by if changed else None,
        )

    async def _used(self) -> dict[str, float]:
        """Of what has one count."""
        limits, now = self._limits, self._limits.now()
        wanted = [
            each
            for each in counters(Subject("", "", tenant=limits.store.tenant), limits.limits, now=now, zone=limits.zone)
            if each.scope in ("anonymous", "tenant", "all")
        ]
        used = {}
        for each, (calls, seconds, _) in zip(wanted, await limits.store.counts(wanted), strict=True):
            used[f"{each.scope}.calls.{each.period}"] = float(calls)
            used[f"{each.scope}.minutes.{each.period}"] = float(round(seconds / 60, 2))
        spent = limits.allowance.today
        return {**used, "day.tokens": float(spent.tokens), "day.money": float(round(spent.money, 6))}

    def _budget(self, budget: Budget) -> BudgetEntry:
        currency = self._limits.allowance.currency if budget.name.endswith(".money") else None
        return BudgetEntry(
            name=budget.name,
            most=float(budget.most),
            used=float(budget.used),
            currency=currency,
            standing=budget.standing,
        )


def _notice(budget: Budget) -> str:
    if budget.standing == "ended":
        return f"{budget.name}: the budget of this day has ended. Calls go on without a language model."
    return f"{budget.name}: {round(100 * budget.used / budget.most)} % of the budget of this day is used."


def _administers(request: Request) -> None:
    """Whoever is let in has no limits. Raises Refusal."""
    visitor = visitor_of(request)
    if visitor is None or not at_least(visitor.role, "administer"):
        raise Refusal(403, "role", "To let a number in needs the role “administer”; to block one, “publish”.")


def _known(name: str) -> str:
    if name not in LIMITS:
        raise Refusal(404, "not_found", f"There is no limit called “{name}”; GET /api/limits lists them.")
    return name


def _pattern(number: str) -> str:
    found = pattern(number)
    if found is None:
        message = (
            f"“{number}” is no number with its country code, no beginning of numbers such as +4479*, and not anonymous."
        )
        raise Refusal(422, "unreadable", message)
    return found
