"""What a call runs: the release that its environment runs, or for a share of the callers the challenger of that one.

A caller stays on one side: their number decides, by a hash and not by chance. As the share grows, those who ran the
challenger go on running it. Pure.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.store.contents import Environment
from graphs.compiler import CompiledFlow

MOST_FORMER = 16
"""Releases that ran until lately, kept for calls that were answered with them; one of 200 steps has 1.4 MB."""
LIVE: Environment = "live"
TEST: Environment = "test"


@dataclass(frozen=True, slots=True)
class Choice:
    """What one call runs."""

    flow: CompiledFlow
    version: int | None
    """The release; None for a flow that was never released."""
    environment: Environment = LIVE


@dataclass(frozen=True, slots=True)
class Lineup:
    """What the calls of an environment run."""

    champion: Choice
    challenger: Choice | None = None
    share: float = 0.0
    """Of the callers who run the challenger, from 0 to 1."""

    def chosen(self, caller: str) -> Choice:
        """What this caller runs."""
        if self.challenger is None or place(caller, self.challenger) >= self.share:
            return self.champion
        return self.challenger

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Both, or the only one."""
        return (self.champion,) if self.challenger is None else (self.champion, self.challenger)


def place(caller: str, challenger: Choice) -> float:
    """Where a caller stands among all, from 0 to 1: always the same for one challenger, and another for the next."""
    told = f"{challenger.flow.document.flow}/{challenger.version}/{caller}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:8]) / 2**64


class Lineups:
    """What the calls of all environments run, and which of them the calls to a number belong to."""

    def __init__(self) -> None:
        self._lineups: dict[tuple[str, str], Lineup] = {}
        self._former: OrderedDict[tuple[str, int | None], Choice] = OrderedDict()
        self._numbers: Mapping[str, tuple[str, Environment]] = {}

    def set(self, flow: str, environment: str, lineup: Lineup) -> None:
        """An environment runs this from now on; calls that go on stay on what they run."""
        self.remove(flow, environment)
        self._lineups[flow, environment] = lineup

    def remove(self, flow: str, environment: str) -> None:
        """An environment runs nothing any more."""
        former = self._lineups.pop((flow, environment), None)
        for choice in former.choices if former else ():
            self._former[flow, choice.version] = choice
            self._former.move_to_end((flow, choice.version))
        while len(self._former) > MOST_FORMER:
            self._former.popitem(last=False)

    def get(self, flow: str, environment: str) -> Lineup | None:
        """What an environment runs; None when it runs nothing."""
        return self._lineups.get((flow, environment))

    def version(self, flow: str, number: int) -> Choice | None:
        """A release that some environment of the flow runs, or ran until lately."""
        of_flow = (lineup for (name, _), lineup in self._lineups.items() if name == flow)
        runs = next((each for lineup in of_flow for each in lineup.choices if each.version == number), None)
        return runs or self._former.get((flow, number))

    def set_numbers(self, numbers: Iterable[tuple[str, str, Environment]]) -> None:
        """Number, flow and environment of each number that is known."""
        self._numbers = {number: (flow, environment) for number, flow, environment in numbers}

    def answering(self, number: str) -> tuple[str, Environment] | None:
        """The flow and the environment that answer calls to a number; None when it is not known."""
        return self._numbers.get(number)

    @property
    def numbered(self) -> frozenset[str]:
        """The flows that numbers lead to."""
        return frozenset(flow for flow, _ in self._numbers.values())
