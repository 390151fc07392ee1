"""What can go wrong in the service. Each message is one sentence or two, and says what to do."""


class TrunklineError(Exception):
    """Base of the errors that the service raises on purpose; the command line prints the message alone."""


class SettingsError(TrunklineError):
    """A setting has a value that cannot be used."""


class DatabaseError(TrunklineError):
    """The database cannot be reached, or refuses what it was asked."""


class MigrationError(DatabaseError):
    """The tables cannot be brought to the wanted revision."""


class EmbeddedPostgresError(DatabaseError):
    """The PostgreSQL server that Trunkline brings along cannot be started."""
