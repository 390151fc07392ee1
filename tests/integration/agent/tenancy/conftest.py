"""A service with three tenants: the first, a clinic and a shop."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from agent.access.tokens import hashed
from agent.settings import Settings
from agent.store.database import Database
from agent.store.demonstration import enter_clinic
from agent.store.people import People
from agent.store.tenants import Tenants
from tests.integration.agent.conftest import MONDAY_MORNING
from tests.support.browser import Browser
from tests.support.whole_service import WholeService, whole_service

NAMES = ("clinic", "shop")
LINK = "a link that is only good for the first account"


def host_of(name: str) -> str:
    """At which a tenant is reached here."""
    return f"{name}.localhost"


@dataclass
class Installation:
    """A service, and a browser of the administrator of each tenant."""

    service: WholeService
    database: Database
    browsers: dict[str, Browser]

    def stranger(self, tenant: str, **headers: str) -> Browser:
        """A browser at a tenant's door that nobody has signed in."""
        return Browser(self.service.url, Host=self.host(tenant), Origin=f"http://{self.host(tenant)}", **headers)

    def host(self, tenant: str) -> str:
        """What a request for a tenant asks for."""
        return host_of(tenant) if tenant in NAMES else self.service.url.removeprefix("http://")


@pytest.fixture
def scripted(settings: Settings) -> Settings:
    """Of a service that hears and speaks as scripted."""
    return settings.model_copy(update={"trunkline_tts": "scripted:5", "trunkline_asr": "scripted"})


@pytest.fixture
async def installation(scripted: Settings, database: Database) -> AsyncIterator[Installation]:
    """All tenants are open, and each has an administrator, who is signed in."""
    async with AsyncExitStack() as stack:
        for name in NAMES:
            await Tenants(database).add(name, host_of(name))
            theirs = Database(database.address.url, connections=2, tenant=name)
            await enter_clinic(theirs)
            await People(theirs).put_link(hashed(LINK), hours=1)
            await theirs.close()
        service = await stack.enter_async_context(whole_service(scripted, clock=lambda: MONDAY_MORNING))
        await service.branches.look()
        made = Installation(service, database, {})
        for name in ("main", *NAMES):
            browser = await stack.enter_async_context(made.stranger(name))
            link = LINK if name in NAMES else None
            await browser.makes_the_first_account(link, email=f"root@{name}.example.com")
            made.browsers[name] = browser
        yield made
