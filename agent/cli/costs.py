"""`trunkline costs`: what calls have cost, by stage and provider."""

import argparse
import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson

from agent.cli.db import table
from agent.costs.bills import Bill, Bills, Line, Period
from agent.costs.costs import Cost, Kind
from agent.costs.pricing import Pricing, itemised, money
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.settings import load_settings
from agent.store.database import open_database
from agent.store.usage import Usages

_UNPRICED = "no price"
_STAGES = ("line", "asr", "llm", "tts")


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument("--since", type=_day, metavar="DATE", help="the first day (default: the first of the month)")
    command.add_argument("--until", type=_day, metavar="DATE", help="the last day (default: today)")
    command.add_argument("--flow", help="only the calls of this flow")
    command.add_argument("--call", metavar="ID", help="one call, item by item")
    command.add_argument(
        "--currency",
        metavar="C",
        help="such as INR (default: TRUNKLINE_CURRENCY; else, of one call, the caller's; USD)",
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(run=run)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{written}” is no date: write it as 2026-11-01") from None


def run(given: argparse.Namespace) -> int:
    """Reckon. Returns 0."""
    set_up_logs("warning")
    asyncio.run(_run(given))
    return 0


async def _run(given: argparse.Namespace) -> None:
    settings = load_settings()
    pricing = Pricing.of(settings)
    currency = pricing.asked(given.currency) if given.currency else None
    async with open_database(settings) as database:
        await database.migrate()
        bills = Bills(Usages(database), pricing)
        if given.call:
            cost = await bills.of_call(given.call, currency=currency)
            if cost is None:
                raise TrunklineError(f"There is no call {given.call} in the database.")
            _print_call(given, cost)
            return
        period = _period(given, today=pricing.day(datetime.now(UTC)))
        of_calls = await bills.of_calls(period, flow=given.flow, currency=currency)
        besides = None if given.flow else await bills.of_processes(period, currency=currency)
    if given.json:
        print(orjson.dumps(_json(period, of_calls, besides), option=orjson.OPT_INDENT_2).decode())
    else:
        _print_bill(period, of_calls, besides)


def _period(given: argparse.Namespace, *, today: date) -> Period:
    until = given.until or today
    since = given.since or until.replace(day=1)
    if since > until:
        last = f"--until {until}" if given.until else f"today, {until}"
        raise TrunklineError(f"--since {since} is later than {last}.")
    return Period(since, until)


# ── for people ────────────────────────────────────────────────────────────────


def _print_call(given: argparse.Namespace, cost: Cost) -> None:
    if given.json:
        print(orjson.dumps({"call_id": given.call, **itemised(cost)}, option=orjson.OPT_INDENT_2).decode())
        return
    if not cost.items:
        print(f"Of the call {given.call} nothing is recorded that it used.")
        return
    rows = [["stage", "provider", "model", "used", f"cost ({cost.currency})", "price"]]
    for item in cost.items:
        price, shown = item.price, _UNPRICED
        if price is not None:
            about = "" if price.confirmed else ", not confirmed"
            shown = f"{price.price} {price.currency} for {price.per:f}, since {price.since}{about}"
        value = _UNPRICED if price is None else _money(item.cost)
        rows.append([item.kind.stage, item.kind.provider, item.kind.model, _used(item.kind, item.amount), value, shown])
    _print_table(rows)
    print(f"\n{_minutes(cost.seconds)} min: {_money(cost.total)} {cost.currency}, {_money(cost.per_minute)} a minute.")
    _print_unpriced(cost.unpriced)


def _print_bill(period: Period, bill: Bill, besides: Bill | None) -> None:
    when = f"{period.since} to {period.until}"
    if not bill.calls and not (besides and besides.lines):
        print(f"No calls whose use is recorded, {when}.")
    else:
        _print_lines(bill, besides)
        calls = f"{bill.calls} call{'' if bill.calls == 1 else 's'}"
        print(f"\n{when}: {calls}, {_minutes(bill.seconds)} min, {_money(bill.total)} {bill.currency}.")
        print(f"{_money(bill.per_call)} {bill.currency} a call, {_money(bill.per_minute)} {bill.currency} a minute.")
        if besides and besides.total:
            print(f"Besides, without a call: {_money(besides.total)} {bill.currency}.")
    if bill.unrecorded:
        print(f"Of {bill.unrecorded} more it is not recorded what they used.")
    lines = {**(besides.lines if besides else {}), **bill.lines}
    _print_unpriced(kind for kind, line in sorted(lines.items()) if not line.priced)
    if doubtful := [kind for kind, line in sorted(lines.items()) if not line.confirmed]:
        print("Prices that nobody has confirmed: " + "; ".join(map(str, doubtful)) + ".")


def _print_lines(bill: Bill, besides: Bill | None) -> None:
    rows = [["stage", "provider", "model", "used", "calls", f"cost ({bill.currency})", "a call", "a minute"]]
    for kind, line in sorted(bill.lines.items(), key=_by_stage):
        a_call = line.cost / bill.calls
        a_minute = line.cost * 60 / bill.seconds if bill.seconds else Decimal(0)
        rows.append([*_kind(kind, line), str(line.calls), *_costs(line, line.cost, a_call, a_minute)])
    for kind, line in sorted(besides.lines.items(), key=_by_stage) if besides else ():
        rows.append([*_kind(kind, line), "none", *_costs(line, line.cost), "", ""])
    _print_table(rows)


def _by_stage(line: tuple[Kind, Line]) -> tuple[int, Kind]:
    kind = line[0]
    return (_STAGES.index(kind.stage) if kind.stage in _STAGES else len(_STAGES), kind)


def _kind(kind: Kind, line: Line) -> list[str]:
    return [kind.stage, kind.provider, kind.model, _used(kind, line.amount)]


def _costs(line: Line, *amounts: Decimal) -> list[str]:
    return [_money(amount) if line.priced else _UNPRICED for amount in amounts]


def _used(kind: Kind, amount: Decimal) -> str:
    if kind.unit == "seconds":
        return f"{_minutes(amount)} min"
    return f"{amount:,.0f} {kind.unit.replace('_', ' ')}"


def _minutes(seconds: Decimal) -> str:
    return f"{seconds / 60:.2f}"


def _money(amount: Decimal) -> str:
    return f"{amount:,.4f}"


def _print_unpriced(kinds: Iterable[Kind]) -> None:
    if shown := list(map(str, kinds)):
        print("No price is known of: " + "; ".join(shown) + ". It is not in the sums. Add it to TRUNKLINE_PRICES.")


def _print_table(rows: list[list[str]]) -> None:
    for line in table(rows):
        print(line)


# ── for programs ──────────────────────────────────────────────────────────────


def _json(period: Period, bill: Bill, besides: Bill | None) -> dict[str, Any]:
    return {
        "since": period.since,
        "until": period.until,
        "currency": bill.currency,
        "calls": bill.calls,
        "calls_unrecorded": bill.unrecorded,
        "minutes": float(round(bill.seconds / 60, 3)),
        "total": money(bill.total),
        "per_call": money(bill.per_call),
        "per_minute": money(bill.per_minute),
        "lines": [{**line, "calls": bill.lines[kind].calls} for kind, line in _json_lines(bill)],
        "without_call": None
        if besides is None
        else {"total": money(besides.total), "lines": [line for _, line in _json_lines(besides)]},
    }


def _json_lines(bill: Bill) -> list[tuple[Kind, dict[str, Any]]]:
    return [
        (
            kind,
            {
                "stage": kind.stage,
                "provider": kind.provider,
                "model": kind.model,
                "unit": kind.unit,
                "amount": float(line.amount),
                "cost": money(line.cost) if line.priced else None,
                "confirmed": line.confirmed,
            },
        )
        for kind, line in sorted(bill.lines.items(), key=_by_stage)
    ]
