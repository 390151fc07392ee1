"""Sockets to vendors: opened within a limit, refused in sentences that never hold a key."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI
from websockets.frames import (  # type: ignore[attr-defined]  # the mask: its own choice between C and Python
    CloseCode,
    Frame,
    Opcode,
    apply_mask,
)
from websockets.protocol import Event, State

from telephony import tls
from telephony.errors import SpeechUnavailable
from telephony.frames import BINARY, MASKED, TEXT, extent, head
from telephony.refusals import broke_off, refused, too_late, unreachable

CONNECT_S = 4.0
"""The longest that opening a socket may take."""
MOST_BYTES = 4 * 1024 * 1024
"""Of one message: a sentence's sound in base64 is far smaller."""

MOST_EARLY = 16
"""Messages that may come on a `PromptConnection` before anybody hears it."""
_END_OF_HEAD = b"\r\n\r\n"
"""Of the answer to the request for a socket; frames follow."""
_MESSAGE = (Opcode.TEXT, Opcode.BINARY, Opcode.CONT)

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


class Masks:
    """Masks of frames, which nobody can foretell (RFC 6455, 5.3), drawn many at a time: to ask the system for each
    would let go of the interpreter each time.
    """

    _DRAWN = 4096

    def __init__(self) -> None:
        self._drawn = b""
        self._at = 0

    def next(self) -> bytes:
        """Four fresh bytes."""
        if self._at >= len(self._drawn):
            self._drawn, self._at = secrets.token_bytes(self._DRAWN), 0
        self._at += 4
        return self._drawn[self._at - 4 : self._at]


_MASKS = Masks()


class PromptConnection(ClientConnection):
    """A socket whose messages are handed over as they come: nobody is woken for each, which costs more than most of
    what is done with one. Not for `recv`; whoever wants to know of its end uses `wait_closed`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As the library's."""
        super().__init__(*args, **kwargs)
        self._take: Callable[[str | bytes], object] | None = None
        self._early: list[str | bytes] = []
        self._parts: list[Frame] = []
        self._kept = b""
        """The beginning of a frame."""
        self._ordinary = False
        """Where a frame begins is for the library alone to know."""

    def hear(self, take: Callable[[str | bytes], object]) -> None:
        """From now on give messages to `take`, in order, those that came already first. It does not raise.

        It is called in a context of its own: a socket is shared, and not only for whoever opened it.
        """
        run = Context().run
        self._take = lambda message: run(take, message)
        early, self._early = self._early, []
        for message in early:
            self._take(message)

    def data_received(self, data: bytes) -> None:
        """As in the library, but a whole message in one frame, as nearly all are, is not for its parser, which is one
        for all that frames can be. Every other frame goes there, one by one.
        """
        if self.response is None and not self._ordinary:
            head, end, data = data.partition(_END_OF_HEAD)
            super().data_received(head + end)
            self._ordinary = self.response is None  # it came in parts, or is a refusal
        if self._ordinary:
            super().data_received(data)
        else:
            self._frames(self._kept + data if self._kept else data)

    def _frames(self, data: bytes) -> None:
        """Take the whole frames, and keep the beginning of the next."""
        at, end = 0, len(data)
        while (found := extent(data, at)) is not None:
            body, after = found
            if after - body > MOST_BYTES:  # the library knows what to say
                self._ordinary = True
                super().data_received(data[at:])
                return
            if after > end:
                break
            if not self._taken(data[at : at + 2], data[body:after]):
                super().data_received(data[at:after])
            at = after
        self._kept = data[at:]

    def _taken(self, head: bytes, data: bytes) -> bool:
        """Hand over what is a whole message; False: it is something else, or there is something wrong with it."""
        text = head[0] == TEXT
        if not (text or head[0] == BINARY) or head[1] & MASKED or self.state is not State.OPEN:
            return False
        if self._parts and not self._parts[-1].fin:
            return False
        try:
            message = data.decode() if text else data
        except UnicodeDecodeError:
            return False
        self._whole(message)
        return True

    def process_event(self, event: Event) -> None:
        """As in the library, but for messages."""
        if self.response is None or not isinstance(event, Frame) or event.opcode not in _MESSAGE:
            super().process_event(event)
            return
        if event.opcode is not Opcode.CONT:
            self._parts = []
        self._parts.append(event)
        if not event.fin:
            return
        data = bytes(event.data) if len(self._parts) == 1 else b"".join(bytes(part.data) for part in self._parts)
        try:
            message = data.decode() if self._parts[0].opcode is Opcode.TEXT else data
        except UnicodeDecodeError:
            self.protocol.fail(CloseCode.INVALID_DATA)
            self.send_data()
            return
        self._whole(message)

    def _whole(self, message: str | bytes) -> None:
        if self._take is not None:
            self._take(message)
        elif len(self._early) < MOST_EARLY:
            self._early.append(message)
        else:
            self.protocol.fail(CloseCode.POLICY_VIOLATION, "it speaks before it is spoken to")
            self.send_data()


async def open_prompt(
    peer: Peer, url: str, *, headers: Mapping[str, str], limit_s: float = CONNECT_S, ping_s: float | None = 20.0
) -> PromptConnection:
    """As `open_socket`, with messages that are handed over."""
    connection = await open_socket(peer, url, headers=headers, limit_s=limit_s, ping_s=ping_s, kind=PromptConnection)
    assert isinstance(connection, PromptConnection)
    return connection


async def open_socket(
    peer: Peer,
    url: str,
    *,
    headers: Mapping[str, str],
    limit_s: float = CONNECT_S,
    ping_s: float | None = 20.0,
    kind: type[ClientConnection] = ClientConnection,
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
                create_connection=kind,
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

    On a socket that is closed, or closing, it is nothing: whoever reads learns of it. Never between the fragments of
    another message.
    """
    if socket.state is not State.OPEN:
        return
    # Written here: the library's only way without a wait is one for many sockets at once, and costs half as much again.
    first, data = (TEXT, message.encode()) if isinstance(message, str) else (BINARY, message)
    mask = _MASKS.next()
    socket.transport.write(b"".join((head(first, len(data), masked=True), mask, apply_mask(data, mask))))


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
