"""Services of others, as the tests stand them up on real sockets: they answer as told, or misbehave."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ZONE = ZoneInfo("Asia/Kolkata")


@dataclass
class Seen:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The path, not decoded."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters, decoded."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        """The body."""
        return orjson.loads(self.body) if self.body else None


Misbehave = Callable[["Service", Seen, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Service:
    """An HTTP service. What a path does is in `MISBEHAVIOUR`; any other path answers with what was asked."""

    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    effects: dict[str, int] = field(default_factory=dict)
    """Keys of effects, and how often each was asked for."""
    failures: int = 0
    """So many requests to /flaky and /effect fail before one succeeds."""
    connections: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    sni: list[str | None] = field(default_factory=list)
    open: "dict[asyncio.Task[Any], asyncio.StreamWriter]" = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self.open[task] = writer
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while not writer.is_closing():
                seen = await _read(reader)
                self.seen.append(seen)
                self.arrived.set()
                await MISBEHAVIOUR.get("/" + seen.path.split("/")[1], echo)(self, seen, writer)
                await writer.drain()
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()
        del self.open[task]


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, target, headers, body)


def respond(writer: asyncio.StreamWriter, status: int, body: bytes, **headers: str) -> None:
    """Write an answer."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


async def echo(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Answer with what was asked."""
    asked = {"method": seen.method, "path": seen.path, "query": seen.query, "body": seen.json}
    respond(writer, 200, orjson.dumps({"asked": asked, "id": 7, "items": [{"name": "a", "n": 1}, {"name": "b"}]}))


async def _status(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    respond(writer, int(seen.path.split("/")[2]), orjson.dumps({"code": "NO_SUCH_THING", "detail": "not here"}))


async def _garbage(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    respond(writer, 200, b"<html>It works!")


async def _nonsense(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    writer.close()


async def _huge(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
        await writer.drain()


async def _packed(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    respond(writer, 200, b"\x1f\x8b", Content_Encoding="gzip")


async def _stall(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    await service.let_go.wait()
    writer.close()


async def _drip(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        with suppress(TimeoutError):
            await asyncio.wait_for(service.let_go.wait(), 0.02)


async def _cut(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"id": ')
    await writer.drain()
    writer.transport.abort()


async def _flaky(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    if service.failures:
        service.failures -= 1
        respond(writer, 503, b"", Retry_After=seen.query.get("after", "0"))
    else:
        respond(writer, 200, b'{"id": 7}')


async def _effect(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Has its effect once for each key, as a service with idempotency keys does; and then may not say so."""
    key = seen.headers.get("idempotency-key", f"request {len(service.seen)}")
    service.effects[key] = service.effects.get(key, 0) + 1
    if service.failures:
        service.failures -= 1
        writer.transport.abort()
    else:
        respond(writer, 201, orjson.dumps({"number": len(service.effects)}))


async def _held(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Has its effect, and does not say so before it is let go."""
    key = seen.headers.get("idempotency-key", "none")
    service.effects[key] = service.effects.get(key, 0) + 1
    await service.let_go.wait()
    respond(writer, 201, orjson.dumps({"number": len(service.effects)}))


async def _redirect(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    respond(writer, int(seen.query.get("status", 302)), b"", Location=seen.query["to"])


async def _round(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    left = int(seen.path.split("/")[2])
    respond(writer, 302, b"", Location=f"/round/{left - 1}" if left else "/there")


async def _cookie(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
    respond(writer, 200, b"{}", Set_Cookie="session=of-one-caller; Path=/")


MISBEHAVIOUR: dict[str, Misbehave] = {
    "/status": _status, "/garbage": _garbage, "/nonsense": _nonsense, "/huge": _huge, "/packed": _packed,
    "/stall": _stall, "/drip": _drip, "/cut": _cut, "/flaky": _flaky, "/effect": _effect, "/held": _held,
    "/redirect": _redirect, "/round": _round, "/cookie": _cookie,
}  # fmt: skip


async def until(condition: Callable[[], bool], *, limit_s: float = 30.0) -> None:
    """Wait for a state of another process; TimeoutError when it does not come."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - no event tells of what another process did
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running_service(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[Service]:
    """A service on a free port, until the end of the block."""
    service = Service()
    if tls is not None:
        tls.sni_callback = lambda _, name, __: service.sni.append(name)
    server = await asyncio.start_server(service.serve, host, 0, ssl=tls)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        service.let_go.set()
        server.close()
        for writer in service.open.values():
            writer.transport.abort()
        if service.open:
            await asyncio.wait(service.open, timeout=10)


def certificates(folder: Path, *names: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A service's certificate for those names, and what a client trusts it by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    written = folder / "service.pem"
    written.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(written)
    return serving, ssl.create_default_context(cafile=str(written))
