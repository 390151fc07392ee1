"""The console's pages of limits: what is in force, who is on the lists, who was refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from agent.limits.catalogue import LIMITS
from agent.store.database import Database
from agent.store.limits import LimitStore, Refused
from tests.support.console import Analyst
from tests.support.whole_service import WholeService

WHO = "Asha (at this machine, no sign-in)"


async def limit(asha: Analyst, name: str) -> dict[str, object]:
    """One limit, as the page tells it."""
    page = await asha.asks("GET", "/limits")
    found: dict[str, object] = next(each for each in page["limits"] if each["name"] == name)
    return found


async def test_all_limits_are_told_with_what_they_are_by_themselves(asha: Analyst) -> None:
    """Each with a sentence, and what was used where there is one count for all."""
    page = await asha.asks("GET", "/limits")
    assert [each["name"] for each in page["limits"]] == list(LIMITS)
    assert all(each["meaning"] and each["most"] == each["default"] for each in page["limits"])
    assert (page["longest_call_s"], page["most_calls_of_a_process"], page["calls_now"]) == (3600, 40, 0)
    assert (await limit(asha, "caller.calls.hour"))["used"] is None
    assert (await limit(asha, "all.calls.hour"))["used"] == 0
    assert (page["budgets"], page["notices"], page["refused"]) == ([], [], [])


async def test_a_limit_is_changed_lifted_and_restored(asha: Analyst) -> None:
    """Whose change it was is told."""
    changed = await asha.asks("PUT", "/limits/caller.calls.hour", json={"most": 5})
    assert (changed["most"], changed["default"], changed["changed_by"]) == (5, 60, WHO)
    lifted = await asha.asks("PUT", "/limits/caller.calls.hour", json={"most": None})
    assert lifted["most"] is None
    restored = await asha.asks("DELETE", "/limits/caller.calls.hour")
    assert (restored["most"], restored["changed_by"]) == (60, None)
    assert await limit(asha, "caller.calls.hour") == restored


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/limits/caller.calls.week", {"most": 5}, 404),
        ("/limits/caller.calls.hour", {"most": -1}, 422),
        ("/limits/caller.calls.hour", {"most": "NaN"}, 422),
        ("/limits/caller.calls.hour", {"most": 1e300}, 422),
        ("/limits/caller.calls.hour", {"most": 2.5}, 422),
        ("/limits/caller.calls.hour", {}, 422),
        ("/limits/numbers/12", {"rule": "block"}, 422),
        ("/limits/numbers/+", {"rule": "block"}, 422),
        ("/limits/numbers/*", {"rule": "block"}, 422),
        ("/limits/numbers/+44*", {"rule": "perhaps"}, 422),
        ("/limits/numbers/+44*", {"rule": "block", "until": "2027-01-01T00:00:00"}, 422),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(
    asha: Analyst, path: str, sent: dict[str, object], status: int
) -> None:
    """And nothing is changed."""
    before = (await asha.asks("GET", "/limits"))["limits"]
    answer = await asha.asks("PUT", path, status, json=sent)
    assert answer["error"]["message"].endswith((".", ")."))
    assert await asha.asks("GET", "/limits/numbers") == []
    assert (await asha.asks("GET", "/limits"))["limits"] == before


async def test_numbers_are_blocked_let_in_and_taken_out(asha: Analyst) -> None:
    """As people write them; an entry whose time is over says so."""
    sent = {"rule": "block", "how": "reject", "reason": "Robots", "until": "2020-01-01T00:00:00Z"}
    entry = await asha.asks("PUT", "/limits/numbers/+44 7900-000 001", json=sent)
    assert (entry["pattern"], entry["over"], entry["changed_by"]) == ("+447900000001", True, WHO)
    await asha.asks("PUT", "/limits/numbers/anonymous", json={"rule": "allow"})
    await asha.asks("PUT", "/limits/numbers/+4479*", json={"rule": "block"})
    listed = await asha.asks("GET", "/limits/numbers")
    assert [each["pattern"] for each in listed] == ["+4479*", "+447900000001", "anonymous"]
    await asha.asks("DELETE", "/limits/numbers/+4479*", 204)
    await asha.asks("DELETE", "/limits/numbers/+4479*", 404)


async def test_the_lists_have_an_end(asha: Analyst, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry that is there can be changed also when they are full."""
    monkeypatch.setattr("agent.console.limits.MOST_LISTED", 2)
    for number in ("+447900000001", "+447900000002"):
        await asha.asks("PUT", f"/limits/numbers/{number}", json={"rule": "block"})
    answer = await asha.asks("PUT", "/limits/numbers/+447900000003", 409, json={"rule": "block"})
    assert answer["error"]["code"] == "full"
    entry = await asha.asks("PUT", "/limits/numbers/+447900000002", json={"rule": "block", "how": "reject"})
    assert entry["how"] == "reject"


async def test_refused_calls_are_told_by_day_reason_and_caller(
    asha: Analyst, running: WholeService, database: Database
) -> None:
    """Of the days that are asked for, the latest first."""
    now = datetime.now(UTC)
    flood = Refused(now, "blocked", "+447900000001", "+912071110000", 30, now)
    old = Refused(now - timedelta(days=10), "full", "", "", 2, now - timedelta(days=10))
    await LimitStore(database).count_refused([flood, old])
    week, month = await asha.asks("GET", "/limits/refused"), await asha.asks("GET", "/limits/refused?days=30")
    assert [(each["why"], each["calls"]) for each in week["days"]] == [("blocked", 30)]
    assert [(each["why"], each["calls"]) for each in month["days"]] == [("blocked", 30), ("full", 2)]
    assert [each["caller"] for each in month["callers"]] == ["+447900000001", ""]
    page = await asha.asks("GET", "/limits")
    assert page["refused"] == week["days"]
    await asha.asks("GET", "/limits/refused?days=1000", 422)


async def test_a_budget_of_nothing_has_ended_and_is_told(asha: Analyst, database: Database) -> None:
    """With a sentence for whoever looks after the service."""
    await LimitStore(database).change("day.money", Decimal(0), by="Ravi")
    await asha.asks("PUT", "/limits/day.tokens", json={"most": 1000})
    page = await asha.asks("GET", "/limits")
    standing = {each["name"]: (each["standing"], each["currency"]) for each in page["budgets"]}
    assert standing == {"day.tokens": ("open", None), "day.money": ("ended", "USD")}
    assert page["notices"] == ["day.money: the budget of this day has ended. Calls go on without a language model."]


async def test_the_contract_tells_every_route_of_limits(asha: Analyst) -> None:
    """With a summary and an answer; what the answer is made of has an example."""
    contract = await asha.asks("GET", "/openapi.json")
    routes = [
        route for path, methods in contract["paths"].items() if path.startswith("/limits") for route in methods.values()
    ]
    assert len(routes) == 7
    for route in routes:
        assert route["summary"]
        done = next(answer for status, answer in route["responses"].items() if status.startswith("2"))
        assert "content" in done or "204" in route["responses"], route["summary"]
    for name in ("LimitsPage", "LimitChange", "NumberRule", "NumberRuleChange", "RefusedPage"):
        assert contract["components"]["schemas"][name]["examples"]
