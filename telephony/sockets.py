"""Sockets to vendors: opened within a limit, refused in sentences that never hold a key."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import broadcast
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI

from telephony import tls
from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, refused, too_late, unreachable

CONNECT_S = 4.0
"""The longest that opening a socket may take."""
MOST_BYTES = 4 * 1024 * 1024
"""Of one message: a sentence's sound in base64 is far smaller."""

_QUIET = logging.getLogger("telephony.sockets.wire")
"""The library's own would write the headers, and the key in them, at DEBUG."""
_QUIET.setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is at the other end, for the sentences that tell of them."""

    vendor: str
    """As it is called, such as `Cartesia`."""
    key: str
    """The name of the setting that holds its key."""
    code_of: Callable[[bytes], str] = lambda _body: ""
    """The vendor's own code in the body of a refusal; empty when there is none."""
    address: str = "its address"
    """The name of the setting that holds where it is reached."""


class SocketRefused(SpeechUnavailable):
    """A socket was refused, with this HTTP status."""

    def __init__(self, why: SpeechUnavailable, status: int) -> None:
        super().__init__(str(why), fault=why.fault)
        self.status = status


async def open_socket(
    peer: Peer, url: str, *, headers: Mapping[str, str], limit_s: float = CONNECT_S, ping_s: float | None = 20.0
) -> ClientConnection:
    """A socket to `url` (ws, wss, http or https). `ping_s`: seconds between pings, None for none.

    Raises `SpeechUnavailable` when it cannot be reached or is not open within `limit_s`, `SocketRefused` when it is
    refused.
    """
    failure: SpeechUnavailable
    address = socket_url(url)
    try:
        async with asyncio.timeout(limit_s):
            return await connect(
                address,
                ssl=await tls.prepared() if address.startswith("wss://") else None,
                additional_headers=dict(headers),
                open_timeout=None,
                ping_interval=ping_s,
                ping_timeout=ping_s,
                close_timeout=1.0,
                max_size=MOST_BYTES,
                compression=None,
                proxy=None,
                logger=_QUIET,
            )
    except InvalidStatus as error:
        code = peer.code_of(bytes(error.response.body or b""))
        status = error.response.status_code
        failure = SocketRefused(refused(peer.vendor, status, key=peer.key, code=code), status)
    except TimeoutError:
        failure = too_late(peer.vendor, limit_s)
    except InvalidURI as error:
        failure = unreachable(peer.vendor, error, address=peer.address)
    except InvalidHandshake as error:
        failure = broke_off(peer.vendor, type(error).__name__)
    except (OSError, EOFError) as error:
        failure = unreachable(peer.vendor, error, address=peer.address)
    raise failure  # here, so that it does not hold the library's own error, with the headers that were sent


def send_now(socket: ClientConnection, message: bytes | str) -> None:
    """Send a message at once: nobody waits, and nothing is raised. Whoever sends much looks at `unsent`.

    On a socket that is closed, or closing, it is nothing: whoever reads learns of it.
    """
    # What the library offers for many sockets at once is its only way without a wait.
    broadcast((socket,), message)


def unsent(socket: ClientConnection) -> int:
    """Bytes that were sent and that the network has not taken yet."""
    return socket.transport.get_write_buffer_size()


def socket_url(url: str) -> str:
    """The address with a socket's scheme, without a slash at its end."""
    for web, socket in (("https://", "wss://"), ("http://", "ws://")):
        if url.startswith(web):
            url = socket + url.removeprefix(web)
    return url.rstrip("/")


def web_url(url: str) -> str:
    """The address with the web's scheme, without a slash at its end."""
    for web, socket in (("https://", "wss://"), ("http://", "ws://")):
        if url.startswith(socket):
            url = web + url.removeprefix(socket)
    return url.rstrip("/")
