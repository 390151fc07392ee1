"""A keyring on a test's own database."""

from agent.safety.keys.data_keys import DataKeys
from agent.safety.keys.keyring import Keyring
from agent.safety.keys.master import MasterKey
from agent.store.database import Database

MASTER = MasterKey(bytes(range(32)), "this test")


async def keyring_of(database: Database, master: MasterKey = MASTER) -> Keyring:
    """The keys of this database, as one process has them."""
    return await Keyring.begin(master, DataKeys(await database.pool()), tenant=database.tenant)
