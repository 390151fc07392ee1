"""Ways to the OpenID provider that were begun and not yet finished."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from agent.store.database import Database
from agent.store.people_tables import SignInTrip

LONGEST: Final = timedelta(minutes=10)
MOST: Final = 5000
"""That are kept at a time: anybody may begin one."""
MOST_OF_ONE: Final = 100
"""Of one source."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One of them."""

    state_hash: bytes
    browser_hash: bytes
    """Of a cookie: only the browser that began it can finish it."""
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636)."""
    back_to: str
    redirect_uri: str
    source: bytes
    """Of whoever began it: of the network address a hash."""


class SignInTrips:
    """The repository of trips."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, trip: Trip) -> None:
        """Keep it for ten minutes, instead of the oldest of its source when that has too many under way, and when all
        have too many, of the source that has most: nobody shuts the door to others.
        """
        latest = SignInTrip.began_at.desc()
        own = select(SignInTrip.state_hash).where(SignInTrip.source == trip.source).order_by(latest)
        place = func.row_number().over(partition_by=SignInTrip.source, order_by=latest)
        all_of_them = select(SignInTrip.state_hash).order_by(place, latest)
        over = or_(
            SignInTrip.began_at < func.now() - LONGEST,
            SignInTrip.state_hash.in_(own.offset(MOST_OF_ONE - 1)),
            SignInTrip.state_hash.in_(all_of_them.offset(MOST - 1)),
        )
        async with self._database.unit() as session:
            await session.execute(delete(SignInTrip).where(over))
            values = {name: getattr(trip, name) for name in Trip.__slots__}
            await session.execute(insert(SignInTrip).values(**values))

    async def end(self, state_hash: bytes, browser_hash: bytes) -> Trip | None:
        """Take it out; None when there is none, it is too old, or another browser's."""
        gone = delete(SignInTrip).where(SignInTrip.state_hash == state_hash).returning(SignInTrip)
        async with self._database.unit() as session:
            row = await session.scalar(gone.where(SignInTrip.began_at >= func.now() - LONGEST))
            if row is None or row.browser_hash != browser_hash:
                return None
            return Trip(**{name: getattr(row, name) for name in Trip.__slots__})
