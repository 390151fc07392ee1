"""The account of one call."""

import asyncio
import math
from decimal import Decimal

import pytest

from agent.costs.account import MOST_KINDS, CallAccount, Leg, Used
from agent.costs.costs import Kind
from telephony.usage import Usage, charging, collecting, report

LINE = Kind("line", "twilio", "IN-inbound", "seconds")
STREAMS = Kind("line", "twilio", "media-streams", "seconds")
TOKENS = Kind("llm", "openai", "gpt-4o-mini", "tokens_in")
SPEECH = Kind("tts", "polly", "neural", "characters")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def leg(*, stream: int = 0, began: float = 1000.0) -> Leg:
    """A call from Pune to Pune."""
    return Leg("CA1", "inbound", "+912071110000", "+919822012345", began, stream)


def tokens(amount: float) -> Usage:
    """Tokens that a model read."""
    return Usage("llm", "openai", "gpt-4o-mini", "tokens_in", amount)


def test_use_adds_up_and_the_line_counts_until_it_is_hung_up() -> None:
    """What comes between the end of the line and the end of the account counts, but the line no longer grows."""
    clock = Clock()
    account = CallAccount(leg(), clock=clock)
    account(tokens(100))
    account(tokens(20.5))
    clock.now += 61.5
    account.hang_up()
    clock.now += 60
    account(Usage("tts", "polly", "neural", "characters", 7))
    account.hang_up()

    assert account.over
    assert account.used() == {
        LINE: Decimal("61.5"),
        STREAMS: Decimal("61.5"),
        TOKENS: Decimal("120.5"),
        SPEECH: Decimal(7),
    }


@pytest.mark.parametrize("amount", [0, -1, math.nan, math.inf, -math.inf, 1e13])
def test_what_is_no_amount_is_not_counted(amount: float) -> None:
    """A provider's slip does not spoil the account."""
    account = CallAccount(leg(), clock=Clock())
    account(tokens(amount))

    assert TOKENS not in account.used()


def test_the_kinds_of_use_are_bounded() -> None:
    """However many names a provider makes up, their amounts are kept, as others."""
    account = CallAccount(leg(), clock=Clock())
    for number in range(MOST_KINDS * 3):
        account(Usage("llm", "openai", f"model-{number}", "tokens_in", 1))
    used = account.used()

    assert len(used) <= MOST_KINDS + 3
    assert used[Kind("llm", "other", "other", "tokens_in")] == MOST_KINDS * 2


def test_what_comes_after_the_end_goes_to_somebody_else() -> None:
    """Nothing is lost, and the bill of the call does not change any more."""
    late: list[Usage] = []
    account = CallAccount(leg(), late=late.append, clock=Clock())
    account(tokens(1))
    account.close()
    account(tokens(2))

    assert account.used()[TOKENS] == 1
    assert late == [tokens(2)]


def test_a_call_that_goes_on_has_one_line_and_the_use_of_all_its_streams() -> None:
    """The second stream's account knows what the first used; the line counts from the call's begin, gap and all."""
    clock = Clock()
    first = CallAccount(leg(), clock=clock)
    first(tokens(10))
    clock.now += 30
    first.close()
    clock.now += 5
    second = CallAccount(leg(stream=42), before=first, clock=clock)
    second(tokens(5))
    clock.now += 20

    assert second.used() == {LINE: Decimal(55), STREAMS: Decimal(50), TOKENS: Decimal(15)}
    assert [(each.stream, each.kind) for each in second.own()] == [(0, LINE), (42, STREAMS), (42, TOKENS)]


def test_what_the_database_knows_of_other_streams_is_not_counted_twice() -> None:
    """A stream that this process had itself, and has written, comes back from the database; the greater counts."""
    clock = Clock()
    first = CallAccount(leg(), clock=clock)
    first(tokens(10))
    clock.now += 30
    first.close()
    second = CallAccount(leg(stream=42), before=first, clock=clock)
    second.recall([*first.own(), Used(17, TOKENS, Decimal(3)), Used(17, TOKENS, Decimal(2))])
    second.recall([Used(0, TOKENS, Decimal(4))])

    assert second.used()[TOKENS] == 13
    assert second.used()[LINE] == 30


async def test_the_tasks_of_a_call_charge_it_and_nobody_else() -> None:
    """Two calls at once, each with its tasks; what is done outside belongs to nobody's call."""
    unclaimed: list[Usage] = []
    accounts = [CallAccount(leg(), clock=Clock()) for _ in range(2)]

    async def call(account: CallAccount, amount: float) -> None:
        async def deep() -> None:
            await asyncio.sleep(0)
            report(tokens(amount))

        with charging(account):
            async with asyncio.TaskGroup() as group:
                group.create_task(deep())
                group.create_task(deep())

    with collecting(unclaimed.append):
        await asyncio.gather(*(call(account, number + 1) for number, account in enumerate(accounts)))
        report(tokens(9))

    assert [account.used()[TOKENS] for account in accounts] == [2, 4]
    assert unclaimed == [tokens(9)]
