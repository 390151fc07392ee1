"""What can go wrong with keys. The message says what to do; none holds a key or what was encrypted."""

from agent.errors import TrunklineError


class KeyTrouble(TrunklineError):
    """Base of the errors about keys."""


class NoMasterKey(KeyTrouble):
    """There is no master key, or another than the one that the data keys are wrapped with. Nothing was changed."""


class KeysUnread(KeyTrouble):
    """The database did not give the data keys away."""


class UnknownKey(KeyTrouble):
    """A value was encrypted under a data key that is not known here."""

    def __init__(self, key_id: int) -> None:
        super().__init__(
            f"A value was encrypted under data key {key_id}, which is not in this database: a part of it was restored "
            "from another backup. Restore the table data_keys from the backup that the value is from."
        )
        self.key_id = key_id


class NotAuthentic(KeyTrouble):
    """A value is not what was encrypted for its place: it was changed or moved in the database."""
