"""Whether a budget is open, nearly used up, or has ended. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

WARNED_AT: Final = Decimal("0.8")
"""The part of a budget from which on it is warned of."""

Standing = Literal["open", "warned", "ended"]


@dataclass(frozen=True, slots=True)
class Budget:
    """One of them, and what was used of it."""

    name: str
    """In `agent.limits.catalogue`."""
    most: Decimal
    used: Decimal

    @property
    def standing(self) -> Standing:
        """A budget of nothing has ended before it began."""
        if self.used >= self.most:
            return "ended"
        return "warned" if self.used >= self.most * WARNED_AT else "open"


@dataclass(frozen=True, slots=True)
class Spent:
    """What language models read and wrote, and what that cost."""

    tokens: Decimal = Decimal(0)
    money: Decimal = Decimal(0)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.tokens + other.tokens, self.money + other.money)

    def since(self, before: "Spent") -> "Spent":
        """What was added; never less than nothing."""
        return Spent(max(Decimal(0), self.tokens - before.tokens), max(Decimal(0), self.money - before.money))


def budgets(
    prefix: Literal["call", "day"], spent: Spent, *, tokens: Decimal | None, money: Decimal | None
) -> list[Budget]:
    """Those that there are, of a call or of a day."""
    given = (("tokens", tokens, spent.tokens), ("money", money, spent.money))
    return [Budget(f"{prefix}.{what}", most, used) for what, most, used in given if most is not None]
