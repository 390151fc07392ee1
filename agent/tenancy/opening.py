"""The settings under which a command works on a tenant's data."""

from agent.safety.keys.keyring import Keyring
from agent.settings import Settings
from agent.store.database import THE_FIRST, Database
from agent.store.tenants import OwnSettings
from agent.tenancy.own_settings import settings_of


async def own_settings(settings: Settings, database: Database, keys: Keyring) -> Settings:
    """Those of the tenant that TRUNKLINE_TENANT names: its own, then the installation's. Raises TrunklineError."""
    if settings.trunkline_tenant == THE_FIRST:
        return settings
    return settings_of(settings.trunkline_tenant, await OwnSettings(database, keys).read(), settings)
