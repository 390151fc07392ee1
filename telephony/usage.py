"""What providers use on behalf of a call: seconds of sound, characters, tokens.

Whoever holds a call opens an account for it (`charging`); everything that is done on the call's behalf, in its tasks
and in those that they start, reports to that account. What is used on nobody's behalf (warming up, sentences made
ahead) goes to the account of the process.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Stage = Literal["line", "asr", "llm", "tts"]
"""Which part of a call's way it was used for."""

Unit = Literal["seconds", "characters", "tokens_in", "tokens_cached", "tokens_out", "requests"]
"""`tokens_in` are those that were not cached; `tokens_cached` the rest of what was read."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one request, or one stream, used."""

    stage: Stage
    provider: str
    """By the name in its table, such as `deepgram`."""
    model: str
    """As the vendor names it in its prices, such as `nova-3`."""
    unit: Unit
    amount: float


Account = Callable[[Usage], None]
"""Takes what was used. Never blocks, never raises."""

_account: ContextVar[Account | None] = ContextVar("account", default=None)
_collector: ContextVar[Account | None] = ContextVar("collector", default=None)
_unclaimed: list[Account] = []


def report(usage: Usage) -> None:
    """Tell what was used, to the account of whoever it was used for."""
    account = _account.get() or _collector.get()
    for each in (account,) if account else tuple(_unclaimed):
        each(usage)


def charged() -> Account | None:
    """Whoever is charged for what is done in this context; None: nobody is."""
    return _account.get()


@contextmanager
def charging(account: Account) -> Iterator[None]:
    """Within this context, and in the tasks started in it, use is reported to `account`."""
    token = _account.set(account)
    try:
        yield
    finally:
        _account.reset(token)


@contextmanager
def collecting(account: Account) -> Iterator[None]:
    """While this lasts, what nobody is charged for is reported to `account`, in the whole process: but for what is done
    within `collected`.
    """
    _unclaimed.append(account)
    try:
        yield
    finally:
        _unclaimed.remove(account)


@contextmanager
def collected(account: Account) -> Iterator[None]:
    """Within this context, and in the tasks started in it, what no call is charged for is reported to `account`."""
    token = _collector.set(account)
    try:
        yield
    finally:
        _collector.reset(token)
