"""The kinds of data that callers leave behind, and how many days each is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, get_args

KindName = Literal["recordings", "transcripts", "conversations", "calls", "profiles", "usage"]
KINDS: Final[tuple[KindName, ...]] = get_args(KindName)
FOREVER: Final = 0
LONGEST: Final = 36_500
"""Days."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data."""

    days: int
    """For how long it is kept unless somebody says otherwise."""
    what: str
    """What goes after that."""
    left: str
    """What of it stays."""
    within: KindName | None = None
    """It goes at the latest when this goes."""


MEANINGS: Final[Mapping[KindName, Kind]] = {
    "recordings": Kind(30, "what calls sounded like", "nothing", "calls"),
    "transcripts": Kind(
        90,
        "what was said in calls: timelines, words for the search, words that were not understood, replays",
        "the call, with its numbers for reports and bills",
        "calls",
    ),
    "conversations": Kind(30, "state, journal and actions of conversations, and that they were", "nothing", "calls"),
    "calls": Kind(
        365,
        "who called or was called: the number, the conversation, the numbers for the search",
        "a call of nobody: when, which flow, its result, what happened at its steps, what it used",
        "usage",
    ),
    "profiles": Kind(365, "what callers are remembered by, unless their flow says a shorter time", "nothing"),
    "usage": Kind(730, "calls of nobody, what they used and came to; sums of days", "nothing"),
}


class UnusableKeep(ValueError):
    """The setting cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days each kind is kept; 0: for ever."""

    days: Mapping[KindName, int]
    """Of every kind; what belongs to something else is not kept for longer than that."""

    def before(self, kind: KindName, now: datetime) -> datetime | None:
        """What is older than this goes; None: nothing goes. Of `usage` whole days (UTC) go, as reports add them up."""
        days = self.days[kind]
        if days == FOREVER:
            return None
        moment = now.astimezone(UTC) - timedelta(days=days)
        return moment.replace(hour=0, minute=0, second=0, microsecond=0) if kind == "usage" else moment


def checked(given: Mapping[str, int]) -> Mapping[str, int]:
    """The setting as it was given. Raises UnusableKeep."""
    unknown = sorted(set(given) - set(KINDS))
    if unknown:
        raise UnusableKeep(f"there is no kind of data called “{unknown[0]}”: the kinds are {', '.join(KINDS)}")
    wrong = [name for name, days in given.items() if not FOREVER <= days <= LONGEST]
    if wrong:
        raise UnusableKeep(f"“{wrong[0]}” has to be 0, for ever, or 1 to {LONGEST} days")
    return given


def keep(given: Mapping[str, int], *, recordings: int) -> Keep:
    """What holds. `recordings`: the setting of their own, for when this one does not name them. Raises UnusableKeep."""
    wanted = {name: MEANINGS[name].days for name in KINDS} | {"recordings": recordings} | dict(checked(given))
    return Keep({name: _shortest(name, wanted) for name in KINDS})


def _shortest(name: KindName, wanted: Mapping[str, int]) -> int:
    within = MEANINGS[name].within
    limits = [wanted[name], *([_shortest(within, wanted)] if within else [])]
    return min((days for days in limits if days != FOREVER), default=FOREVER)
