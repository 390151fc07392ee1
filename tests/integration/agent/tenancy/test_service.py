"""Tenants come and go while the service runs; each has its own settings; limits count for whom they are meant."""

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
