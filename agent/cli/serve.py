"""`trunkline serve`: the service."""

import argparse
import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import structlog
import uvicorn
import uvloop

from agent.app import open_service
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.pauses import settle
from agent.settings import Settings, load_settings
from telephony.twilio.prompt_socket import PromptWebSocket

log = structlog.get_logger(__name__)

MESSAGE_BYTES = 128 * 1024
"""The largest message that a socket may send us; a second of sound is about eleven kilobytes."""

BACKLOG = 512
"""Connections that wait to be accepted."""

LAST_QUESTIONS_S = 1.5
"""How long a service that ends its calls still answers what Twilio asks about them."""

PROXIES = "127.0.0.1,::1"
"""Addresses of proxies that are believed about who asks, unless uvicorn's own variable FORWARDED_ALLOW_IPS is set."""
EVERYWHERE = (
    "All addresses of this machine are listened at ({host}). Others come in by https: let a proxy lead here, and set "
    "PUBLIC_URL to its address (docs/access.md)."
)
ELSEWHERE = (
    "Only {host} is listened at, and not 127.0.0.1: a browser comes in by https alone, on this machine too. Let a "
    "proxy lead here and set PUBLIC_URL to its address (docs/access.md), or leave --host out."
)
NO_ACCOUNT = "Nobody has an account yet. Make the first one: trunkline account add --email YOU --role administer"

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class CannotListen(TrunklineError):
    """The address cannot be listened at."""


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: %(default)s, this machine alone)"
    )
    command.add_argument("--port", type=int, default=8080, help="port to listen at; 0 takes a free one (default: 8080)")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until a signal."""
    settings = load_settings()
    set_up_logs(settings.trunkline_log_level)
    listening = listen(given.host, given.port)
    place = Place(given.host, listening.getsockname()[1])
    # uvloop: at 50 calls a seventh less work (bench/calls).
    with contextlib.suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(settings, listening, place))
    return 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service listens."""

    host: str
    """As `--host` says."""
    port: int

    @property
    def address(self) -> str:
        """At which this machine reaches it: by a loopback name, where every address is listened at."""
        host = self._ip
        if isinstance(host, str):
            return f"http://{host}:{self.port}"
        if host.is_unspecified:
            host = ip_address("127.0.0.1" if host.version == 4 else "::1")
        return f"http://{host}:{self.port}" if host.version == 4 else f"http://[{host}]:{self.port}"

    @property
    def here(self) -> bool:
        """Whether this machine reaches it by a loopback name, at which it lets a browser in without https."""
        host = self._ip
        if isinstance(host, str):
            return host.lower() == "localhost" or host.lower().endswith(".localhost")
        return host.is_unspecified or host.is_loopback

    @property
    def others(self) -> str:
        """What is to be said of those who come from elsewhere, in a sentence; empty: nobody does."""
        if not self.here:
            return ELSEWHERE.format(host=self.host)
        everywhere = not isinstance(self._ip, str) and self._ip.is_unspecified
        return EVERYWHERE.format(host=self.host or "0.0.0.0") if everywhere else ""  # noqa: S104 -- to be read

    @property
    def _ip(self) -> IPv4Address | IPv6Address | str:
        try:
            return ip_address(self.host or "0.0.0.0")  # noqa: S104 -- as the socket reads an empty one
        except ValueError:
            return self.host


class _Server(uvicorn.Server):
    """A server that leaves the signals to us: calls are ended before their sockets are."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def _serve(settings: Settings, listening: socket.socket, place: Place) -> None:
    loop, task, stop = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()
    assert task
    for each in _SIGNALS:  # a stop in the middle of the start closes what is open
        loop.add_signal_handler(each, task.cancel)
    async with open_service(settings) as service:
        config = uvicorn.Config(
            service.app,
            log_level="warning",
            access_log=False,
            ws=PromptWebSocket,
            ws_max_size=MESSAGE_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=15,
            forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", PROXIES),
            lifespan="off",
        )
        config.load()  # imports what speaks HTTP and WebSocket, before anybody calls
        log.info("service.settled", objects=settle())
        server = _Server(config)
        for each in _SIGNALS:
            loop.add_signal_handler(each, stop.set)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        _tell(place, settings, link=await service.access.first_run.link(settings.public_url or place.address))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if await service.drain():
            # Their sockets are closed: Twilio asks what comes next, and is told to say that we shall be back.
            await asyncio.sleep(LAST_QUESTIONS_S)
        server.should_exit = True
        stopping.cancel()
        await serving


def listen(host: str, port: int) -> socket.socket:
    """A socket at which callers are answered; port 0 takes a free one. Raises `CannotListen`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends small pieces at once only where the protocol is named; else sound waits up to 40 ms for company.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)  # who calls before the server runs waits, and is not refused
    except OSError as why:
        listening.close()
        raise CannotListen(
            f"Cannot listen at {host}:{port} ({why.strerror}). Stop what is using it, or choose another with --port."
        ) from why
    return listening


def _tell(place: Place, settings: Settings, *, link: str | None) -> None:
    here = f"(flow: {settings.trunkline_flow}, process {os.getpid()})"
    print(f"Trunkline answers at {place.address} {here}.", flush=True)
    reached = place.here or settings.public_url
    if link is None and reached:
        where = settings.public_url or f"{place.address} in a browser on this machine"
        print(f"Edit flows, talk to them and watch calls: open {where}.", flush=True)
    elif link is not None:
        open_it = f"Nobody has an account yet. Make the first one, within a day: open {link}"
        print(open_it if reached else NO_ACCOUNT, flush=True)
    if place.others and not settings.public_url:
        print(place.others, flush=True)
    if not settings.twilio_auth_token:
        print(
            "No TWILIO_AUTH_TOKEN: only this machine may call. Try: trunkline call --say 'book a cleaning'",
            file=sys.stderr,
            flush=True,
        )
