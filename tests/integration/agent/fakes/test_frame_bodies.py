"""What goes wrong with the answers of a stand-in over HTTP, when it is told to."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from agent.fakes import Fault
from agent.fakes.stand_in import GARBAGE
from tests.support.clients import web_client
from tests.support.parrot import WHOLE, Parrot, a_parrot, body


@pytest.fixture
async def parrot() -> AsyncIterator[Parrot]:
    """One that is served."""
    async with a_parrot() as served:
        yield served


async def test_a_body_comes_whole(parrot: Parrot) -> None:
    """Without a fault."""
    chunks, error = await body(parrot)
    assert (b"".join(chunks), error) == (WHOLE, None)


@pytest.mark.parametrize("after", [0, 3, 9])
async def test_a_cut_within_a_body_tears_it_after_so_many_chunks(parrot: Parrot, after: int) -> None:
    """The client gets those, and sees that there should be more."""
    parrot.troubles.add(Fault("cut", after=after))
    chunks, error = await body(parrot)
    assert b"".join(chunks) == WHOLE[: after * 1000]
    assert isinstance(error, httpx.RemoteProtocolError | httpx.ReadError)


@pytest.mark.parametrize("after", [0, 3])
async def test_a_body_that_stalls_is_free_when_the_client_leaves(parrot: Parrot, after: int) -> None:
    """The client's own limit ends it."""
    parrot.troubles.add(Fault("stall", after=after))
    chunks, error = await body(parrot)
    assert b"".join(chunks) == WHOLE[: after * 1000]
    assert isinstance(error, httpx.ReadTimeout)
    await parrot.until(lambda: parrot.live == 0, limit_s=1)


async def test_a_body_that_is_closed_ends_in_order_and_too_early(parrot: Parrot) -> None:
    """A client that does not look takes it for all."""
    parrot.troubles.add(Fault("close", after=2))
    chunks, error = await body(parrot)
    assert (b"".join(chunks), error) == (WHOLE[:2000], None)


async def test_garbage_comes_instead_of_one_chunk(parrot: Parrot) -> None:
    """The others are what they should be."""
    parrot.troubles.add(Fault("garbage", after=1))
    chunks, error = await body(parrot)
    assert (b"".join(chunks), error) == (WHOLE[:1000] + GARBAGE + WHOLE[2000:], None)


async def test_a_body_that_drips_is_the_same_in_crumbs(parrot: Parrot) -> None:
    """Many small pieces, with pauses."""
    parrot.troubles.add(Fault("drip", after=9))
    chunks, error = await body(parrot)
    assert (b"".join(chunks), error) == (WHOLE, None)
    assert len(chunks) > 15


async def test_a_refusal_instead_of_an_answer(parrot: Parrot) -> None:
    """The next request is answered again."""
    parrot.troubles.add(Fault.parse("503"))
    async with web_client(base_url=parrot.url) as client:
        assert [(await client.post("/body")).status_code for _ in range(2)] == [503, 200]


async def test_a_stand_in_can_be_slow(parrot: Parrot) -> None:
    """`delay_s` before the answer, `piece_s` before each piece of it."""
    loop = asyncio.get_running_loop()
    parrot.troubles.delay_s, parrot.troubles.piece_s = 0.05, 0.01
    before = loop.time()
    chunks, _ = await body(parrot)
    assert b"".join(chunks) == WHOLE
    assert loop.time() - before >= 0.14
