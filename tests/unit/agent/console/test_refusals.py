"""What goes wrong under a request, and what its sender is told."""

import errno
import socket

import httpx
import pytest
from fastapi import FastAPI

from agent.console.refusals import tell_refusals
from agent.errors import DatabaseError
from agent.safety.keys.errors import KeysUnread, KeyTrouble, NotAuthentic


async def answer(why: Exception) -> tuple[int, str, str]:
    """Status, code and sentence where a route raises this."""
    app = FastAPI()
    tell_refusals(app)

    @app.get("/")
    async def route() -> None:
        raise why

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        told = await client.get("/")
    error = told.json()["error"]
    return told.status_code, error["code"], error["message"]


@pytest.mark.parametrize(
    "why",
    [
        ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
        ConnectionResetError(),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
        OSError(errno.EHOSTUNREACH, "No route to host"),
        OSError("Multiple exceptions: [Errno 111], [Errno 111]"),
        socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
        TimeoutError(),
        DatabaseError("The database cannot be reached."),
        KeysUnread("The data keys cannot be read."),
    ],
)
async def test_a_database_that_is_away_is_waited_for(why: Exception) -> None:
    """Its socket is refused, breaks off, or is no more where it was."""
    assert (await answer(why))[:2] == (503, "no_database")


@pytest.mark.parametrize("kind", [KeyTrouble, NotAuthentic])
async def test_trouble_with_keys_is_told_in_its_own_words(kind: type[KeyTrouble]) -> None:
    """Waiting does not help."""
    assert await answer(kind("Set TRUNKLINE_MASTER_KEY.")) == (409, "keys", "Set TRUNKLINE_MASTER_KEY.")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_is_no_database(number: int) -> None:
    """Whether the file has a name or is written to already."""
    for why in (OSError(number, "full"), OSError(number, "full", "/var/lib/x")):
        assert (await answer(why))[:2] == (507, "disk_full")


@pytest.mark.parametrize(
    "why",
    [
        PermissionError(errno.EACCES, "Permission denied", "/var/lib/x"),
        FileNotFoundError(errno.ENOENT, "No such file or directory", "/var/lib/x"),
        OSError(errno.EIO, "Input/output error"),
        OSError(errno.EMFILE, "Too many open files"),
    ],
)
async def test_a_file_that_cannot_be_used_is_said_to_be_one(why: OSError) -> None:
    """By the system's reason; where it lies is the service's own business."""
    status, code, sentence = await answer(why)
    assert (status, code) == (500, "disk")
    assert str(why.strerror) in sentence
    assert "/var/lib" not in sentence
