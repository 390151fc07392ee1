"""Services, names and callers that want our requests elsewhere, or want us to choke on the answer: on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
import structlog.testing

from agent.errors import SettingsError
from agent.tools.outside import mcp_transport, opening
from agent.tools.outside.loading import load_declarations
from agent.tools.outside.opening import open_outside
from agent.tools.registry import Toolbox
from graphs.ports import Outcome
from tests.integration.tools.outside.conftest import Declare
from tests.support import outside as support
from tests.support.outside import Seen, Service, running_service, until

LIMIT = "400ms"
GENEROUS_S = 5.0
"""Ten times the limit: who waits longer is not kept by it."""

Answering = Callable[[Service, Seen, asyncio.StreamWriter], Any]


@pytest.fixture
async def other() -> AsyncIterator[Service]:
    """A service inside, which nobody listed."""
    async with running_service() as running:
        yield running


async def do(toolbox: Toolbox, **arguments: Any) -> Outcome:
    """Run the action; it comes to an end, whatever happens."""
    async with asyncio.timeout(GENEROUS_S):
        return await toolbox("do", arguments, key="t:1:n:0", commits=False)


def at(service: Service, path: str = "/x", **more: Any) -> dict[str, Any]:
    """One action of a service that is one's own."""
    place = f"127.0.0.1:{service.port}"
    return {"private_hosts": [place], "actions": {"do": {"url": f"http://{place}{path}", "timeout": LIMIT, **more}}}


class TestHosts:
    @pytest.mark.parametrize(
        "place",
        [
            "api.example.com@evil.example", "api.example.com\\@evil.example", "evil.example\\.api.example.com",
            "api.example.com:443@evil.example", "api.example.com.evil.example", "evil.example?api.example.com",
            "evil.example#api.example.com", "api%2eexample.com", "%61pi.example.com", "api.example.com%00.evil.example",
            "аpi.example.com", "xn--pi-6kc.example.com", "ａpi.example.com", "api․example.com", "api.example.com.",
            "api.example.com:8443", "api.example.com:0", "api.example.com:99999", "[api.example.com]", "",
            "[::ffff:127.0.0.1]", "[::]", "[::1]", "[64:ff9b::7f00:1]", "[::ffff:7f00:1%25lo]", "2130706433",
            "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "0", "0.0.0.0", "127.0.0.1", "localhost",
            "169.254.169.254", "api.example.com\t.evil.example", "api.example.com\r\nHost: evil.example",
            "{word}.example.com", "xn--", "xn--a", "a" * 300 + ".example.com",
        ],
    )  # fmt: skip
    def test_only_what_is_listed_is_declared(self, tmp_path: Path, place: str) -> None:
        """However a host is written, it is the listed one or the file is refused, before anything is sent."""
        file = tmp_path / "tools.yaml"
        content = {
            "hosts": ["api.example.com"],
            "actions": {"do": {"in": {"word": "text"}, "url": f"https://{place}/x"}},
        }
        file.write_bytes(orjson.dumps(content))
        with pytest.raises(SettingsError):
            load_declarations(file, read=lambda _: None)

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0", "0.0.0.0", "localhost", "::1", "::"],
    )
    async def test_a_listed_name_that_is_this_machine_is_not_called(self, declare: Declare, host: str) -> None:
        """The system's resolver reads many notations; what counts is the address that comes of it."""
        async with running_service(host="localhost") as service:
            written = f"[{host}]" if ":" in host else host
            action = {"url": f"https://{written}:{service.port}/x", "timeout": LIMIT}
            toolbox = await declare({"hosts": [f"{host}:{service.port}"], "actions": {"do": action}})
            assert await do(toolbox) == Outcome("error")
            assert service.connections == 0

    async def test_each_request_asks_for_the_address_anew(self, service: Service, declare: Declare) -> None:
        """Once: nothing comes between the check and the connection. An open connection does not stand for a check."""
        asked: list[str] = []

        async def resolver(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) < 3 else ["127.0.0.9"]

        place = f"crm.example:{service.port}"
        action = {"url": f"http://{place}/x", "timeout": LIMIT}
        toolbox = await declare({"private_hosts": [place], "actions": {"do": action}}, resolver=resolver)
        assert (await do(toolbox)).name == (await do(toolbox)).name == "ok"
        assert service.connections == 1
        assert await do(toolbox) == Outcome("error")
        assert len(asked) == 3
        assert len(service.seen) == 2


STAYING = ("\\\\evil.example\\x", "http:///")
"""Which are read as paths of the same service."""


class TestRedirects:
    @pytest.mark.parametrize(
        "to",
        [
            "http://127.0.0.1:{other}/x", "//127.0.0.1:{other}/x", "http://127.1:{other}/", "http://2130706433:{other}/",
            "http://0x7f.1:{other}/", "http://[::ffff:127.0.0.1]:{other}/", "http://[::1]:{other}/", "http://0:{other}/",
            "http://localhost:{other}/", "http://127.0.0.1.:{other}/", "http://127.0.0.1:{port}@127.0.0.1:{other}/",
            "http://127.0.0.1:{port}\\@127.0.0.1:{other}/", "http://user:pw@127.0.0.1:{port}/", "https://127.0.0.1:{port}/",
            "gopher://127.0.0.1:{other}/_x", "ftp://127.0.0.1/", "file:///etc/passwd", "data:,x", "javascript:alert(1)",
            "http://xn--/", "http://xn--a/", "http://[::1", "http://:{other}/", "http://", *STAYING,
            "http://evil.example\\.127.0.0.1:{port}/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/",
            "http://\u2024/", "http://ａ/", "http://" + "a" * 5000 + "/",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("status", [302, 307])
    async def test_nothing_leads_elsewhere(
        self, service: Service, other: Service, declare: Declare, to: str, status: int
    ) -> None:
        """Neither another scheme nor another host or port, however it is written; and no answer breaks anything."""
        to = to.format(other=other.port, port=service.port)
        toolbox = await declare(at(service, "/redirect", query={"to": to, "status": str(status)}))
        with structlog.testing.capture_logs() as events:
            assert (await do(toolbox)).name == ("ok" if to in STAYING else "error")
        assert other.connections == 0
        assert "tool.failed" not in str(events)


class TestRequests:
    @pytest.mark.parametrize(
        "header",
        ["Host", "HOST", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Expect", "Trailer",
         "Accept-Encoding", "Proxy-Authorization", "Keep-Alive"],
    )  # fmt: skip
    def test_headers_that_say_where_and_how_long_are_ours(self, tmp_path: Path, header: str) -> None:
        """Neither an analyst nor the header of a key may set them, for an action or a server."""
        file = tmp_path / "tools.yaml"
        url = "https://a.example/x"
        for part in (
            {"actions": {"do": {"url": url, "headers": {header: "x"}}}},
            {"actions": {"do": {"url": url, "method": "POST", "idempotency_header": header}}},
            {"servers": {"s": {"url": url, "headers": {header: "x"}}}},
        ):
            file.write_bytes(orjson.dumps({"hosts": ["a.example"], **part}))
            with pytest.raises(SettingsError, match="is written by us"):
                load_declarations(file, read=lambda _: None)

    @pytest.mark.parametrize(
        "value", ["a\r\nHost: evil", "a\nX: y", "a\x00b", "é", "${env:A b}", "${vault:X}", "${file:../x}"]
    )
    def test_a_header_is_one_line(self, tmp_path: Path, value: str) -> None:
        """What breaks out of it is refused with the file."""
        file = tmp_path / "tools.yaml"
        action = {"url": "https://a.example/x", "headers": {"X-Key": value}}
        file.write_bytes(orjson.dumps({"hosts": ["a.example"], "actions": {"do": action}}))
        with pytest.raises(SettingsError, match="actions, do, headers, X-Key"):
            load_declarations(file, read=lambda _: "x")

    @pytest.mark.parametrize(
        "said",
        ["x HTTP/1.1\r\nHost: evil\r\n\r\nGET /admin", "x\r\nX-Admin: 1", "x\n\n", "x\x00y", "\u2028x", "x?admin=1&b#c",
         "../../admin", "..%2f..%2fadmin", "..\\..\\admin", "//evil.example/x", "%0d%0aX-Admin: 1", "x" * 3000],
    )  # fmt: skip
    async def test_what_a_caller_says_stays_one_value(self, service: Service, declare: Declare, said: str) -> None:
        """In the path, the query and the body: one request, with the headers that it has anyway."""
        content = at(
            service,
            "/find/{word}/now",
            method="POST",
            query={"q": "{word}"},
            body={"b": "{word}"},
            **{"in": {"word": "text"}},
        )
        await do(await declare(content), word=said)
        [seen] = service.seen
        assert seen.path.startswith("/find/")
        assert seen.path.endswith("/now")
        assert seen.path.count("/") == 3
        assert seen.query.get("admin") is None
        assert seen.json == {"b": said.strip()}
        assert "x-admin" not in seen.headers
        assert seen.headers["host"] == f"127.0.0.1:{service.port}"

    @pytest.mark.parametrize("place", ["path", "query", "body"])
    async def test_what_cannot_be_written_is_an_error(self, service: Service, declare: Declare, place: str) -> None:
        """Half a letter, as broken recognisers send it."""
        ways: dict[str, dict[str, Any]] = {
            "path": {},
            "query": {"query": {"q": "{word}"}},
            "body": {"method": "POST", "body": {"b": "{word}"}},
        }
        path = "/find/{word}" if place == "path" else "/find"
        toolbox = await declare(at(service, path, **{"in": {"word": "any"}}, **ways[place]))
        assert await do(toolbox, word="x\ud800y") == Outcome("error")
        assert service.seen == []


def _flood(first: bytes, again: bytes) -> Answering:
    async def answer(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0)

    return answer


def _once(content: bytes, *, closes: bool = True) -> Answering:
    async def answer(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()
        if closes:
            writer.close()
        else:
            await service.let_go.wait()

    return answer


def _json(body: bytes, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


_DEEP = b"[" * 900 + b"]" * 900
_OK = b"HTTP/1.1 200 OK\r\n"

CHOKING: dict[str, Answering] = {
    "endless chunks": _flood(_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 5000),
    "endless extension of a chunk": _flood(_OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x" * 60_000),
    "endless trailers": _flood(_OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 5000),
    "endless headers": _flood(_OK, b"X-More: y\r\n" * 5000),
    "one endless header": _flood(_OK + b"X: ", b"y" * 60_000),
    "endless status": _flood(b"HTTP/1.1 200 ", b"O" * 60_000),
    "endless hints": _flood(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500),
    "endless body": _flood(_OK + b"\r\n", b" " * 60_000),
    "a chunk beyond all sizes": _once(_OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFFFFFF\r\nx"),
    "two lengths": _once(_OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}"),
    "a negative length": _once(_OK + b"Content-Length: -2\r\n\r\n{}"),
    "a length that never comes": _once(_OK + b"Content-Length: 900000\r\n\r\n{", closes=False),
    "packed": _once(_json(b"\x1f\x8b\x08\x00", "Content-Encoding: gzip")),
    "packed twice": _once(_json(b"\x1f\x8b\x08\x00", "Content-Encoding: identity, br")),
    "packed in transit": _once(_OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    "deep": _once(_json(b'{"a":' + _DEEP + b"}")),
    "deeper": _once(_json(b"[" * 500_000)),
    "another protocol": _once(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n{}", closes=False
    ),
    "no text": _once(_json(b'{"a": "\xff\xfe"}')),
}


class TestAnswers:
    @pytest.mark.parametrize("kind", CHOKING)
    async def test_no_answer_chokes_us(
        self, service: Service, declare: Declare, monkeypatch: pytest.MonkeyPatch, kind: str
    ) -> None:
        """Neither its size nor its slowness nor its form: it is an error, in time, and the next request is served."""
        monkeypatch.setitem(support.MISBEHAVIOUR, "/choke", CHOKING[kind])
        content = at(service, "/choke", max_bytes=200_000)
        content["actions"]["well"] = {"url": f"http://127.0.0.1:{service.port}/x", "timeout": "5s"}
        toolbox = await declare(content)
        assert await do(toolbox) == Outcome("error")
        assert (await toolbox("well", {}, key="k", commits=False)).name == "ok"

    async def test_what_is_nested_a_little_is_kept(
        self, service: Service, declare: Declare, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The bound is far from what services say."""
        monkeypatch.setitem(support.MISBEHAVIOUR, "/nested", _once(_json(b'{"a":' + b"[" * 50 + b"]" * 50 + b"}")))
        assert (await do(await declare(at(service, "/nested")))).name == "ok"


class TestMcp:
    @pytest.fixture
    async def choking(
        self, service: Service, other: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[Answering], Any]:
        """An MCP server that answers so; what is told of its session in the end."""
        monkeypatch.setattr(opening, "READY_LIMIT_S", 0.2)
        monkeypatch.setattr(mcp_transport, "LARGEST", 100_000)

        async def told(answering: Answering) -> str:
            monkeypatch.setitem(support.MISBEHAVIOUR, "/mcp", answering)
            place = f"127.0.0.1:{service.port}"
            server = {"url": f"http://{place}/mcp", "headers": {"X-Key": "${env:KEY}"}}
            action = {"server": "crm", "tool": "find", "timeout": LIMIT}
            file = tmp_path / "tools.yaml"
            file.write_bytes(
                orjson.dumps({"private_hosts": [place], "servers": {"crm": server}, "actions": {"do": action}})
            )
            async with AsyncExitStack() as stack:
                declarations = load_declarations(file, read=lambda _: "s3cret-key")
                outside = await stack.enter_async_context(open_outside(declarations))
                session = outside.sessions["crm"]
                await until(lambda: session.why != "it did not answer yet" or service.seen != [])
                await until(lambda: "cannot be reached" in session.why, limit_s=15)
                assert not session.connected.is_set()
                return session.why

        return told

    @pytest.mark.parametrize(
        "answer",
        [
            _flood(_OK + b"Content-Type: application/json\r\n\r\n", b" " * 30_000),
            _once(_json(b"\x1f\x8b\x08\x00", "Content-Encoding: gzip", "Content-Type: application/json")),
        ],
        ids=["endless", "packed"],
    )  # fmt: skip
    async def test_an_answer_has_a_size(self, choking: Callable[[Answering], Any], answer: Answering) -> None:
        """In all; a packed one is not unpacked. It is not waited for until the time is over."""
        assert await choking(answer) == "it cannot be reached (RemoteProtocolError)"

    async def test_an_endless_event_ends_the_session(self, choking: Callable[[Answering], Any]) -> None:
        """Which says so."""
        await choking(_flood(_OK + b"Content-Type: text/event-stream\r\n\r\n", b"x" * 30_000))

    async def test_one_event_has_a_size_and_any_number_of_them_have_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A session goes on for days."""
        monkeypatch.setattr(mcp_transport, "LARGEST", 100)

        async def read(*pieces: bytes) -> int:
            async def sent() -> AsyncIterator[bytes]:
                for piece in pieces:
                    yield piece

            headers = {"Content-Type": "text/event-stream"}
            response = mcp_transport._bounded(httpx2.Response(200, headers=headers, content=sent()))
            return sum([len(piece) async for piece in response.aiter_raw()])

        assert await read(*[b"data: x\n\n"] * 50) == 450
        assert await read(*[b"data: x\n", b"\n"] * 50) == 450
        with pytest.raises(httpx2.RemoteProtocolError, match="larger than 100 bytes"):
            await read(*[b"data: x\n"] * 50)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_it_is_not_sent_elsewhere(
        self, choking: Callable[[Answering], Any], other: Service, status: int
    ) -> None:
        """Neither the session nor its headers go where an answer points."""

        async def answer(service: Service, seen: Seen, writer: asyncio.StreamWriter) -> None:
            support.respond(writer, status, b"", Location=f"http://127.0.0.1:{other.port}/mcp")

        await choking(answer)
        assert other.connections == 0

    async def test_an_endpoint_that_is_handed_out_is_not_used(
        self, choking: Callable[[Answering], Any], other: Service
    ) -> None:
        """As servers of the older transport name one."""
        event = f"event: endpoint\ndata: http://127.0.0.1:{other.port}/messages\n\n".encode()
        await choking(_once(_OK + b"Content-Type: text/event-stream\r\nConnection: close\r\n\r\n" + event))
        assert other.connections == 0
