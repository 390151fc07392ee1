"""Tries to sign in: how often somebody failed, and how long they wait. In the database, so that workers share it.

A try is counted as failed before the password is looked at, in one statement: many at once are no way around.
"""

from sqlalchemy import text

from agent.store.database import Database

_TRY = text(
    """
    INSERT INTO sign_in_tries AS t (who, failures, tried_at, wait_until)
    VALUES (:who, 1, now(), now())
    ON CONFLICT (tenant, who) DO UPDATE SET
        failures = CASE WHEN t.tried_at < now() - interval '24 hours' THEN 1 ELSE least(t.failures + 1, 1000) END,
        tried_at = now(),
        wait_until = CASE
            WHEN t.tried_at < now() - interval '24 hours' OR t.failures + 1 < :free THEN now()
            ELSE now() + make_interval(secs => least(:longest, power(2, least(t.failures + 1 - :free, 20))))
        END
    WHERE t.wait_until <= now()
    RETURNING failures
    """
)
_WAITS = text("SELECT ceil(extract(epoch FROM wait_until - now()))::int FROM sign_in_tries WHERE who = :who")
_UNDO = text("UPDATE sign_in_tries SET failures = failures - 1, wait_until = now() WHERE who = :who AND failures > 0")
_FORGET = text("DELETE FROM sign_in_tries WHERE who = :who")
_TIDY = text("DELETE FROM sign_in_tries WHERE tried_at < now() - interval '24 hours'")


class SignInTries:
    """The repository of tries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, who: bytes, *, free: int, longest_s: float) -> int:
        """A try, counted as failed for now. Returns the seconds that it has to wait; 0: it may go on. From the `free`th
        failure on the wait is 1, 2, 4, … seconds, up to `longest_s`.
        """
        async with self._database.unit() as session:
            counted = await session.scalar(_TRY, {"who": who, "free": free, "longest": longest_s})
            if counted is not None:
                return 0
            return max(1, await session.scalar(_WAITS, {"who": who}) or 1)

    async def undo(self, who: bytes) -> None:
        """The last try did not fail."""
        async with self._database.unit() as session:
            await session.execute(_UNDO, {"who": who})

    async def forget(self, who: bytes) -> None:
        """Begin to count anew."""
        async with self._database.unit() as session:
            await session.execute(_FORGET, {"who": who})

    async def tidy(self) -> None:
        """Forget those of which nothing is counted any more."""
        async with self._database.unit() as session:
            await session.execute(_TIDY)
