"""Actions over HTTP, against a service that answers as told, or misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import structlog.testing

from agent.tools.outside import http
from agent.tools.registry import Toolbox
from graphs.ports import Outcome
from tests.integration.tools.outside.conftest import Declare
from tests.support.outside import Service, certificates, running_service

TOKEN = "s3cret-t0ken"


def at(service: Service, path: str, **more: Any) -> dict[str, Any]:
    """One action, `do`, of that service."""
    place = f"127.0.0.1:{service.port}"
    return {"private_hosts": [place], "actions": {"do": {"url": f"http://{place}{path}", **more}}}


async def do(toolbox: Toolbox, *, key: str = "t:1:n:0", commits: bool = False, **arguments: Any) -> Outcome:
    """Run the action."""
    return await toolbox("do", arguments, key=key, commits=commits)


class TestRequest:
    async def test_templates(self, service: Service, declare: Declare) -> None:
        """Inputs go into the path, the query and the body, with their types; what is empty is left out of the query."""
        toolbox = await declare(
            at(
                service,
                "/customers/{customer.id}/tickets",
                method="POST",
                **{"in": {"customer": "record", "issue": "text", "score": "number", "note": "text?"}},
                query={"lang": "en", "note": "{note}", "of": "{customer.name}"},
                body={
                    "issue": "about {issue}",
                    "score": "{score}",
                    "customer": "{customer}",
                    "more": ["{note}", "{{x}}"],
                },
                value="asked",
            )
        )
        customer = {"id": 12, "name": "Ana & Co"}
        outcome = await do(toolbox, customer=customer, issue="slow", score=4.5, note=None)
        assert outcome.value == {
            "method": "POST",
            "path": "/customers/12/tickets",
            "query": {"lang": "en", "of": "Ana & Co"},
            "body": {"issue": "about slow", "score": 4.5, "customer": customer, "more": [None, "{x}"]},
        }

    @pytest.mark.parametrize("said", ["a/b", "a?b=c#d", "%2e%2e", "x y", "é", "../admin", "a%2Fb", "@evil.example"])
    async def test_one_place(self, service: Service, declare: Declare, said: str) -> None:
        """Whatever a caller says stays within its place in the address, and arrives as it was."""
        toolbox = await declare(at(service, "/find/{word}/now", **{"in": {"word": "text"}}))
        await do(toolbox, word=said)
        path = service.seen[0].path
        assert path.count("/") == 3
        assert unquote(path.split("/")[2]) == said

    @pytest.mark.parametrize("said", ["..", ".", "", None])
    async def test_other_place(self, service: Service, declare: Declare, said: str | None) -> None:
        """An input that would lead to another address, or is missing, is refused before anything is sent."""
        toolbox = await declare(at(service, "/find/{word}", **{"in": {"word": "text?"}}))
        assert await do(toolbox, word=said) == Outcome("error")
        assert service.seen == []

    async def test_secret(self, service: Service, declare: Declare) -> None:
        """A secret is in the request's header and nowhere else: not in the events of a call that fails."""
        headers = {"Authorization": "Bearer ${env:CRM_TOKEN}"}
        toolbox = await declare(at(service, "/status/500", headers=headers), read={"CRM_TOKEN": TOKEN}.get)
        with structlog.testing.capture_logs() as events:
            assert await do(toolbox) == Outcome("error")
        assert service.seen[0].headers["authorization"] == f"Bearer {TOKEN}"
        assert events
        assert TOKEN not in str(events)

    async def test_no_cookies(self, service: Service, declare: Declare) -> None:
        """What one caller's request was given is not sent with the next."""
        toolbox = await declare(at(service, "/cookie"))
        await do(toolbox)
        await do(toolbox)
        assert "cookie" not in service.seen[1].headers

    async def test_kept_connection(self, service: Service, declare: Declare) -> None:
        """One connection serves calls that follow one another."""
        toolbox = await declare(at(service, "/echo"))
        for _ in range(3):
            await do(toolbox)
        assert (len(service.seen), service.connections) == (3, 1)

    async def test_names(self, service: Service, declare: Declare) -> None:
        """An input may have any name that a flow can give it, also one that Python libraries keep for themselves."""
        names = ["json", "copy", "model_config", "self", "key", "schema"]
        action = {"in": dict.fromkeys(names, "text"), "query": {name: f"{{{name}}}" for name in names}}
        toolbox = await declare(at(service, "/echo", **action))
        outcome = await toolbox("do", {name: name for name in names}, key="k", commits=False)
        assert outcome.value["asked"]["query"] == {name: name for name in names}


class TestAnswer:
    async def test_mapping(self, service: Service, declare: Declare) -> None:
        """The flow gets a part of the answer, a record of several parts, or the same of each item."""
        part = await declare(at(service, "/x", value="items.0"))
        assert await do(part) == Outcome(value={"name": "a", "n": 1})
        record = await declare(at(service, "/x", value={"number": "id", "first": "items.0.name", "gone": "no.such"}))
        assert await do(record) == Outcome(value={"number": 7, "first": "a", "gone": None})
        items = await declare(at(service, "/x", out="list", value="items", each={"word": "name", "count": "n"}))
        assert await do(items) == Outcome(value=[{"word": "a", "count": 1}, {"word": "b", "count": None}])

    async def test_nothing(self, service: Service, declare: Declare) -> None:
        """Of an action that answers nothing, success is enough."""
        toolbox = await declare(at(service, "/garbage", out="none"))
        assert await do(toolbox) == Outcome()

    @pytest.mark.parametrize(
        ("path", "outcomes", "name"),
        [
            ("/status/404", {"not_found": {"status": 404}}, "not_found"),
            ("/status/409", {"not_found": {"status": 404}, "taken": {"status": [409, 423]}}, "taken"),
            ("/status/200", {"gone": {"path": "code", "equals": "NO_SUCH_THING"}}, "gone"),
            ("/status/200", {"gone": {"path": "code", "equals": "OTHER"}}, "ok"),
            ("/status/400", {"gone": {"status": 400, "path": "detail", "contains": "NOT HERE"}}, "gone"),
            ("/status/200", {"none": {"path": "items", "empty": True}}, "none"),
            ("/x", {"none": {"path": "items", "empty": True}}, "ok"),
            ("/x", {"some": {"path": "items", "empty": False}}, "some"),
            ("/status/404", {}, "error"),
            ("/status/500", {}, "error"),
            ("/status/304", {}, "error"),
            ("/garbage", {"not_found": {"status": 404}}, "error"),
        ],
    )
    async def test_outcomes(
        self, service: Service, declare: Declare, path: str, outcomes: dict[str, Any], name: str
    ) -> None:
        """An outcome is told by the status, by a part of the answer, or by both; else it is ok or an error."""
        toolbox = await declare(at(service, path, outcomes=outcomes))
        assert (await do(toolbox)).name == name

    @pytest.mark.parametrize("path", ["/garbage", "/nonsense", "/huge", "/packed", "/cut"])
    async def test_misbehaviour(self, service: Service, declare: Declare, path: str) -> None:
        """What cannot be used is an error that says why, and repeats nothing of it."""
        toolbox = await declare(at(service, path, max_bytes=100_000))
        with structlog.testing.capture_logs() as events:
            assert await do(toolbox) == Outcome("error")
        assert [each["tool"] for each in events] == ["do"]
        assert "html" not in str(events)

    @pytest.mark.parametrize(
        "changes", [{"out": "list"}, {"value": "no.such"}, {"value": "id"}, {"value": "id", "out": "text"}]
    )
    async def test_other_shape(self, service: Service, declare: Declare, changes: dict[str, Any]) -> None:
        """A flow never gets what it was not promised: an answer of another shape is an error."""
        toolbox = await declare(at(service, "/x", **changes))
        assert await do(toolbox) == Outcome("error")


class TestLimits:
    @pytest.mark.parametrize("path", ["/stall", "/drip"])
    async def test_total(self, service: Service, declare: Declare, path: str) -> None:
        """A service that is silent, or sends a byte now and then, keeps nobody longer than the limit."""
        toolbox = await declare(at(service, path, timeout="300ms"))
        began = asyncio.get_running_loop().time()
        assert await do(toolbox) == Outcome("error")
        assert asyncio.get_running_loop().time() - began < 2.0

    async def test_one_stall_does_not_spread(self, service: Service, declare: Declare) -> None:
        """While some calls hang, others are served."""
        place = f"127.0.0.1:{service.port}"
        actions = {"hang": {"url": f"http://{place}/stall", "timeout": "20s"}, "do": {"url": f"http://{place}/x"}}
        toolbox = await declare({"private_hosts": [place], "actions": actions})
        hanging = [asyncio.create_task(toolbox("hang", {}, key="k", commits=False)) for _ in range(10)]
        assert (await do(toolbox)).name == "ok"
        service.let_go.set()
        assert {each.name for each in await asyncio.gather(*hanging)} <= {"error", "ok"}

    async def test_nobody_there(self, service: Service, declare: Declare) -> None:
        """A service that is not there is an error."""
        async with running_service() as gone:
            content = at(gone, "/x")
        assert await do(await declare(content)) == Outcome("error")


class TestRetries:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Pauses are short."""
        monkeypatch.setattr(http, "FIRST_PAUSE_S", 0.01)

    async def test_passing(self, service: Service, declare: Declare) -> None:
        """A passing failure is tried again, as often as declared."""
        service.failures = 2
        toolbox = await declare(at(service, "/flaky", retries=2))
        assert await do(toolbox) == Outcome(value={"id": 7})
        assert len(service.seen) == 3

    async def test_end(self, service: Service, declare: Declare) -> None:
        """After the last try it is an error."""
        service.failures = 9
        toolbox = await declare(at(service, "/flaky", retries=2))
        assert await do(toolbox) == Outcome("error")
        assert len(service.seen) == 3

    async def test_none(self, service: Service, declare: Declare) -> None:
        """Without retries one request is one request."""
        service.failures = 1
        toolbox = await declare(at(service, "/flaky"))
        assert await do(toolbox) == Outcome("error")
        assert len(service.seen) == 1

    @pytest.mark.parametrize("path", ["/status/404", "/status/500", "/garbage"])
    async def test_lasting(self, service: Service, declare: Declare, path: str) -> None:
        """What would be the same a moment later is not asked again."""
        toolbox = await declare(at(service, path, retries=3))
        await do(toolbox)
        assert len(service.seen) == 1

    async def test_asked_to_wait(self, service: Service, declare: Declare) -> None:
        """A service that asks for more patience than a caller has is not asked again."""
        service.failures = 1
        toolbox = await declare(at(service, "/flaky", retries=3, query={"after": "60"}))
        assert await do(toolbox) == Outcome("error")
        assert len(service.seen) == 1

    async def test_stall(self, service: Service, declare: Declare) -> None:
        """Each try has its share of the limit; the retries end within it."""
        toolbox = await declare(at(service, "/stall", retries=2, timeout="600ms"))
        began = asyncio.get_running_loop().time()
        assert await do(toolbox) == Outcome("error")
        assert 2 <= len(service.seen) <= 3
        assert asyncio.get_running_loop().time() - began < 3.0

    async def test_effect(self, service: Service, declare: Declare) -> None:
        """A request with an effect is repeated under the same key, so that the service has it once."""
        service.failures = 1
        content = at(
            service, "/effect", method="POST", retries=2, commits=True, body={}, idempotency_header="Idempotency-Key"
        )
        outcome = await do(await declare(content), key="t:4:open:0", commits=True)
        assert outcome == Outcome(value={"number": 1})
        assert service.effects == {"t:4:open:0": 2}


class TestRedirects:
    async def test_followed(self, service: Service, declare: Declare) -> None:
        """Redirects within the listed hosts are followed, three times at most."""
        three = await declare(at(service, "/round/2", value="asked"))
        assert (await do(three)).value["path"] == "/there"
        four = await declare(at(service, "/round/3"))
        assert await do(four) == Outcome("error")

    @pytest.mark.parametrize(
        "to",
        [
            "http://127.0.0.1:1/x",
            "http://169.254.169.254/latest",
            "http://evil.example/",
            "file:///etc/passwd",
            "http://user:pw@127.0.0.1/x",
            "//[::1]/x",
        ],
    )
    async def test_elsewhere(self, service: Service, declare: Declare, to: str) -> None:
        """A redirect to what is not listed is not followed, and is told."""
        toolbox = await declare(at(service, "/redirect", query={"to": to}))
        with structlog.testing.capture_logs() as events:
            assert await do(toolbox) == Outcome("error")
        assert events[0]["event"] == "tool.refused"
        assert "not listed" in events[0]["why"] or "redirects" in events[0]["why"]

    async def test_secret_stays(self, service: Service, declare: Declare) -> None:
        """Another host does not get the headers that were meant for the first."""
        async with running_service() as other:
            content = at(
                service,
                "/redirect",
                query={"to": f"http://127.0.0.1:{other.port}/x", "status": "307"},
                headers={"X-Api-Key": "${env:CRM_TOKEN}"},
            )
            content["private_hosts"].append(f"127.0.0.1:{other.port}")
            toolbox = await declare(content, read={"CRM_TOKEN": TOKEN}.get)
            assert (await do(toolbox)).name == "ok"
            assert TOKEN in str(service.seen[0].headers)
            assert TOKEN not in str(other.seen[0].headers)

    @pytest.mark.parametrize(
        ("status", "name", "paths"), [(307, "ok", 2), (308, "ok", 2), (301, "error", 1), (302, "error", 1)]
    )
    async def test_effect(self, service: Service, declare: Declare, status: int, name: str, paths: int) -> None:
        """A POST that is redirected stays a POST with its body and its key, or is not sent on."""
        content = at(
            service,
            "/redirect",
            method="POST",
            commits=True,
            body={"a": 1},
            query={"to": "/effect", "status": str(status)},
            idempotency_header="Idempotency-Key",
        )
        outcome = await do(await declare(content), key="t:1:n:0", commits=True)
        assert outcome.name == name
        assert len(service.seen) == paths
        assert service.effects == ({"t:1:n:0": 1} if name == "ok" else {})
        assert name == "error" or service.seen[1].json == {"a": 1}


class TestAddresses:
    @pytest.fixture
    async def secure(self, tmp_path: Path) -> AsyncIterator[tuple[Service, Any]]:
        """A service with a certificate for crm.example, and what trusts it."""
        serving, trusting = certificates(tmp_path, "crm.example")
        async with running_service(serving) as service:
            yield service, trusting

    @pytest.mark.parametrize(
        "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1"]
    )
    async def test_name_of_a_private_address(self, declare: Declare, address: str) -> None:
        """A listed name that resolves to a private address is not connected to."""

        async def resolver(host: str, port: int) -> list[str]:
            return ["93.184.216.34", address]

        content = {"hosts": ["crm.example"], "actions": {"do": {"url": "https://crm.example/x"}}}
        toolbox = await declare(content, resolver=resolver)
        with structlog.testing.capture_logs() as events:
            assert await do(toolbox) == Outcome("error")
        assert "not of the public internet" in events[0]["why"]

    async def test_connects_to_what_was_checked(self, secure: tuple[Service, Any], declare: Declare) -> None:
        """The connection goes to the address that was checked, under the name: in the certificate, SNI and Host."""
        service, trusting = secure
        asked: list[str] = []

        async def resolver(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"]

        place = f"crm.example:{service.port}"
        content = {"private_hosts": [place], "actions": {"do": {"url": f"https://{place}/x"}}}
        toolbox = await declare(content, resolver=resolver, tls=trusting)
        assert (await do(toolbox)).name == "ok"
        assert asked == ["crm.example"]
        assert service.sni == ["crm.example"]
        assert service.seen[0].headers["host"] == place

    async def test_other_certificate(self, secure: tuple[Service, Any], declare: Declare) -> None:
        """A service that shows another name's certificate is not spoken to."""
        service, trusting = secure

        async def resolver(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        place = f"bank.example:{service.port}"
        content = {"private_hosts": [place], "actions": {"do": {"url": f"https://{place}/x"}}}
        assert await do(await declare(content, resolver=resolver, tls=trusting)) == Outcome("error")
        assert service.seen == []

    async def test_second_address(self, service: Service, declare: Declare) -> None:
        """When nobody listens at a host's first address, the next is tried."""

        async def resolver(host: str, port: int) -> list[str]:
            return ["127.0.0.2", "127.0.0.1"]

        place = f"crm.example:{service.port}"
        content = {"private_hosts": [place], "actions": {"do": {"url": f"http://{place}/x"}}}
        assert (await do(await declare(content, resolver=resolver))).name == "ok"

    async def test_unknown_name(self, declare: Declare) -> None:
        """A name that cannot be resolved is an error."""

        async def resolver(host: str, port: int) -> list[str]:
            raise OSError("no such name")

        content = {"hosts": ["crm.example"], "actions": {"do": {"url": "https://crm.example/x"}}}
        assert await do(await declare(content, resolver=resolver)) == Outcome("error")

    async def test_redirect_to_a_name_of_a_private_address(self, service: Service, declare: Declare) -> None:
        """A redirect to a listed name is checked as the first request was: its name may lead inside."""

        async def resolver(host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

        content = at(service, "/redirect", query={"to": "https://crm.example/x"})
        content["hosts"] = ["crm.example"]
        with structlog.testing.capture_logs() as events:
            assert await do(await declare(content, resolver=resolver)) == Outcome("error")
        assert "not of the public internet" in events[0]["why"]
