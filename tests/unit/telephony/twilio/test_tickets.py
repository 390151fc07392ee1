"""Tickets: one time, a short time, one call."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from telephony.twilio.tickets import LocalTickets, Tickets

PAYLOAD = {"flow": "support", "from": "+91"}


def numbered(*, lifetime_s: float = 60.0, limit: int = 10) -> Tickets:
    """Tickets whose tokens are t1, t2, …"""
    numbers = count(1)
    return Tickets(lambda: f"t{next(numbers)}", lifetime_s=lifetime_s, limit=limit)


def test_a_ticket_gives_its_payload_once() -> None:
    """The second showing finds nothing."""
    tickets = numbered()
    token = tickets.issue("CA1", PAYLOAD, now=0)
    assert tickets.redeem(token, "CA1", now=1) == PAYLOAD
    assert tickets.redeem(token, "CA1", now=1) is None


def test_a_ticket_shown_for_another_call_is_spent() -> None:
    """A token that was seen where it does not belong has leaked, and admits nobody any more."""
    tickets = numbered()
    token = tickets.issue("CA1", PAYLOAD, now=0)
    assert tickets.redeem(token, "CA2", now=1) is None
    assert tickets.redeem(token, "CA1", now=1) is None


def test_a_ticket_expires() -> None:
    """At the end of its lifetime it is worth nothing."""
    tickets = numbered(lifetime_s=60)
    early, late = tickets.issue("CA1", PAYLOAD, now=0), tickets.issue("CA2", PAYLOAD, now=0)
    assert tickets.redeem(early, "CA1", now=59.9) == PAYLOAD
    assert tickets.redeem(late, "CA2", now=60) is None


def test_an_unknown_token_admits_nobody() -> None:
    """Nor does an empty one."""
    assert numbered().redeem("", "CA1", now=0) is None
    assert numbered().redeem("t9", "CA1", now=0) is None


def test_tickets_are_bounded_and_the_oldest_go_first() -> None:
    """A flood of calls that never open a socket cannot fill the memory."""
    tickets = numbered(limit=3)
    tokens = [tickets.issue(f"CA{n}", PAYLOAD, now=n) for n in range(5)]
    assert len(tickets) == 3
    assert [tickets.redeem(token, f"CA{n}", now=5) for n, token in enumerate(tokens)] == [None, None] + [PAYLOAD] * 3


def test_expired_tickets_do_not_push_out_live_ones() -> None:
    """They are forgotten before anything is counted."""
    tickets = numbered(lifetime_s=10, limit=2)
    tickets.issue("CA1", PAYLOAD, now=0)
    live = tickets.issue("CA2", PAYLOAD, now=9)
    tickets.issue("CA3", PAYLOAD, now=11)
    assert tickets.redeem(live, "CA2", now=11) == PAYLOAD


def test_the_payload_is_the_one_at_the_time() -> None:
    """What the issuer does to its mapping later changes nothing."""
    payload = dict(PAYLOAD)
    tickets = numbered()
    token = tickets.issue("CA1", payload, now=0)
    payload["flow"] = "sales"
    assert tickets.redeem(token, "CA1", now=1) == PAYLOAD


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["issue", "redeem"]), st.sampled_from(["CA1", "CA2"]), st.integers(0, 30)),
        max_size=30,
    )
)
def test_no_ticket_is_ever_redeemed_twice(steps: list[tuple[str, str, int]]) -> None:
    """In any order of issuing, showing and waiting: each at most once, in time, for its call."""
    tickets, now, issued = numbered(lifetime_s=60, limit=4), 0, dict[str, tuple[str, int]]()
    redeemed = set()
    for what, call_id, wait in steps:
        now += wait
        if what == "issue":
            issued[tickets.issue(call_id, {}, now=now)] = (call_id, now)
        for token, (owner, since) in issued.items() if what == "redeem" else ():
            if tickets.redeem(token, call_id, now=now) is not None:
                assert token not in redeemed
                assert owner == call_id
                assert now < since + 60
                redeemed.add(token)
        assert len(tickets) <= 4


async def test_a_single_worker_keeps_its_tickets_in_memory() -> None:
    """The local office goes by the clock it is given."""
    now = 0.0
    office = LocalTickets(numbered(lifetime_s=60), lambda: now)
    token, late = await office.issue("CA1", PAYLOAD), await office.issue("CA1", PAYLOAD)
    assert await office.redeem(token, "CA1") == PAYLOAD
    now = 60.0
    assert await office.redeem(late, "CA1") is None
