"""Tenants come and go while the service runs; each has its own settings; limits count for whom they are meant."""

import asyncio
from decimal import Decimal

import structlog

from agent.safety.keys.keyring import Keyring
from agent.safety.keys.opening import open_keyring
from agent.settings import Settings
from agent.store.database import Database
from agent.store.limits import LimitStore
from agent.store.tenants import OwnSettings, Tenants
from agent.tenancy.own_settings import settings_of
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.integration.agent.tenancy.conftest import Installation, host_of
from tests.support.browser import Browser
from tests.support.whole_service import WholeService, whole_service

FORM = {"AccountSid": "AC" + "0" * 32, "From": "+919822012345", "To": "+912071110000", "CallStatus": "ringing"}


async def status(service: WholeService, tenant: str, path: str = "/api/me") -> tuple[int, str]:
    """What a tenant's door answers."""
    async with Browser(service.url, Host=host_of(tenant), Origin=f"http://{host_of(tenant)}") as browser:
        answer = await browser.client.get(path)
        return answer.status_code, answer.text


async def its_own(database: Database, settings: Settings, tenant: str, **own: str) -> None:
    """A tenant sets something."""
    theirs = Database(database.address.url, connections=2, tenant=tenant)
    keys: Keyring = await open_keyring(settings_of(tenant, {}, settings), await theirs.pool())
    await OwnSettings(theirs, keys).write(own)
    await theirs.close()


async def test_a_tenant_that_is_made_is_opened_and_one_that_is_removed_is_closed(
    scripted: Settings, database: Database
) -> None:
    """While the service runs. The host of one that is gone is nobody's, so it is the first one's."""
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        assert '"open":true' in (await status(service, "clinic"))[1], "the first tenant's, open to this machine"
        await Tenants(database).add("clinic", host_of("clinic"))
        await service.branches.look()
        assert '"open":false' in (await status(service, "clinic"))[1]
        assert (await status(service, "clinic", "/api/flows"))[0] == 401
        leaving = asyncio.create_task(Tenants(database).leave("clinic"))
        while (await status(service, "clinic"))[0] != 503:  # noqa: ASYNC110 -- what the service does by itself
            await asyncio.sleep(0.05)
        await leaving
        await Tenants(database).remove("clinic")
        await service.branches.look()
        assert '"open":true' in (await status(service, "clinic"))[1]


async def test_a_tenant_that_cannot_be_opened_is_told_and_harms_nobody(scripted: Settings, database: Database) -> None:
    """Its door says that it is being opened; the others' are open."""
    for name in ("clinic", "shop"):
        await Tenants(database).add(name, host_of(name))
    await its_own(database, scripted, "clinic", TRUNKLINE_FLOW="sales", TRUNKLINE_TOOLS="/nowhere/tools.yaml")
    with structlog.testing.capture_logs() as events:
        async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
            await service.branches.look()
            assert (await status(service, "clinic"))[0] == 503
            assert (await status(service, "shop"))[0] == 200
    [told] = [each for each in events if each["event"] == "tenant.not_opened"]
    assert (told["tenant"], "/nowhere/tools.yaml" in told["why"]) == ("clinic", True)


async def test_a_tenant_is_removed_when_its_calls_are_over(scripted: Settings, database: Database) -> None:
    """A call that goes on is ended first, so that nothing of it comes after."""
    await Tenants(database).add("clinic", host_of("clinic"))
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        await service.branches.look()
        calling = asyncio.create_task(service.rings(host=host_of("clinic")))
        while not any(each.live for each in service.branches.exchanges):  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0.05)
        await Tenants(database).leave("clinic")
        assert (await calling).ended_by == "agent"
        await Tenants(database).remove("clinic")
        async with database.owner() as owner:
            for table in ("calls", "call_events", "conversations", "checkpoints", "turns"):
                assert await owner.fetchval(f"select count(*) from {table} where tenant = 'clinic'") == 0, table


async def test_what_a_tenant_uses_without_a_call_is_its_own(installation: Installation) -> None:
    """Trying a voice in its console is on its bill, and not on the first one's."""
    clinic = installation.browsers["clinic"]
    sent = {"text": "How would you say this?", "language": "en"}
    assert (await clinic.answer("POST", "/setup/voice", json=sent)).status_code == 200
    used = {
        each._settings.trunkline_tenant: sum(
            len(tally.sums) for tally in each._services.accounts._unclaimed.days.values()
        )
        for each in (installation.service.exchange, *installation.service.branches.exchanges)
    }
    assert used["clinic"] > used["shop"]


async def test_a_tenants_people_may_not_lift_what_the_installation_pays_for(installation: Installation) -> None:
    """Less than it was given, yes."""
    clinic = installation.browsers["clinic"]
    await clinic.asks("PUT", "/limits/call.tokens", json={"most": 1000})
    assert await clinic.code("PUT", "/limits/call.tokens", 403, json={"most": None}) == "not_yours"
    assert await clinic.code("PUT", "/limits/call.tokens", 403, json={"most": 10**9}) == "not_yours"
    await installation.browsers["main"].asks("PUT", "/limits/call.tokens", json={"most": None})


async def test_calls_at_once_are_counted_for_each_tenant(installation: Installation) -> None:
    """A number that speaks with one tenant is not refused at another for it, nor told there to be speaking."""
    limits = {
        each._settings.trunkline_tenant: each._services.limits
        for each in (installation.service.exchange, *installation.service.branches.exchanges)
    }
    await installation.browsers["clinic"].asks("PUT", "/limits/caller.at_once", json={"most": 1})
    await limits["clinic"].read()

    async def let_in(tenant: str, call: str) -> bool:
        number = {"caller": "+919822000001", "callee": "+912071110000"}
        return not (await limits[tenant].admit(call, **number, trial=False)).why

    assert await let_in("shop", "CA1")
    assert await let_in("clinic", "CA2")
    assert not await let_in("clinic", "CA3")
    assert await let_in("shop", "CA4")


async def test_each_tenant_has_its_own_token_at_twilio(scripted: Settings, database: Database) -> None:
    """With one, what is not signed with it is refused; the first one's does not help."""
    for name in ("clinic", "shop"):
        await Tenants(database).add(name, host_of(name))
    await its_own(database, scripted, "clinic", TWILIO_AUTH_TOKEN="the-clinics-token")
    async with whole_service(scripted, clock=lambda: MONDAY_MORNING) as service:
        await service.branches.look()
        for token, wanted in (("the-clinics-token", "caller"), ("the-shops-token", ""), (None, "")):
            async with Browser(service.url, Host=host_of("clinic")) as browser:
                if not wanted:
                    answer = await browser.client.post("/twilio/voice", data={**FORM, "CallSid": "CA" + "1" * 32})
                    assert answer.status_code == 403, token
                    continue
            report = await service.rings(host=host_of("clinic"), auth_token=token, hangup_after_s=0.8)
            assert report.ended_by == wanted


async def test_limits_over_all_tenants_hold_for_each_and_a_tenants_for_itself(installation: Installation) -> None:
    """The first one sets those over all; the others see their own only."""
    first = LimitStore(installation.database)
    await first.change("all.calls.day", Decimal(2), by="root")
    clinic = installation.browsers["clinic"]
    await clinic.asks("PUT", "/limits/tenant.calls.day", json={"most": 1})
    await clinic.asks("PUT", "/limits/all.calls.day", 403, json={"most": 100})
    assert "all.calls.day" not in {each["name"] for each in (await clinic.asks("GET", "/limits"))["limits"]}
    for limits in [exchange._services.limits for exchange in installation.service.branches.exchanges]:
        await limits.read()
    await installation.service.exchange._services.limits.read()

    async def let_in(tenant: str, caller: str) -> bool:
        verdict = await {
            each._settings.trunkline_tenant: each._services.limits
            for each in (installation.service.exchange, *installation.service.branches.exchanges)
        }[tenant].admit(f"CA{caller}", caller=caller, callee="+912071110000", trial=False)
        return not verdict.why

    assert await let_in("clinic", "+919822000001")
    assert not await let_in("clinic", "+919822000002"), "its own limit"
    assert await let_in("shop", "+919822000003"), "which is not the shop's"
    assert not await let_in("shop", "+919822000004"), "two are all that all may have"
    assert not await let_in("main", "+919822000005")


async def test_a_tenant_is_told_how_its_own_settings_are_made(installation: Installation) -> None:
    """And not of the environment, which is the first one's."""
    for name, tenant, how in (("main", None, ""), ("clinic", "clinic", "“trunkline tenant set clinic …”")):
        browser = installation.browsers[name]
        assert (await browser.asks("GET", "/setup"))["tenant"] == tenant
        why = (await browser.asks("POST", "/setup/telephone", json={}))["why"]
        assert "TWILIO_AUTH_TOKEN" in why
        assert ("tenant set" in why, how in why) == (tenant is not None, True), why
