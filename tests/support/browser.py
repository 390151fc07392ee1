"""A browser at the console's API: it keeps cookies, and sends along what the console's own pages do."""

from types import TracebackType
from typing import Any, Self

import httpx

from tests.support.clients import web_client

PASSWORD = "four words of nobody"


class Browser:
    """One browser, over a running service's real socket."""

    def __init__(self, url: str, **headers: str) -> None:
        self.url = url
        own = {"Origin": url, "Sec-Fetch-Site": "same-origin", **headers}
        self.client = web_client(base_url=url, headers=own, timeout=60)
        self.token: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def answer(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """What is answered to a page of the console."""
        headers = {"Content-Type": "application/json", **({"X-Trunkline-Token": self.token} if self.token else {})}
        headers |= sent.pop("headers", {})
        return await self.client.request(method, f"/api{path}", headers=headers, **sent)

    async def asks(self, method: str, path: str, wanted: int = 200, **sent: Any) -> Any:
        """The same as JSON; asserted to be of the status that is wanted."""
        answer = await self.answer(method, path, **sent)
        assert answer.status_code == wanted, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        told = answer.json() if answer.content else None
        if isinstance(told, dict) and "signed_in" in told:
            self.token = told["token"]
        return told

    async def code(self, method: str, path: str, wanted: int, **sent: Any) -> str:
        """Of the error that is answered."""
        code: str = (await self.asks(method, path, wanted, **sent))["error"]["code"]
        return code

    async def signs_in(self, email: str, password: str = PASSWORD, wanted: int = 200) -> Any:
        """With a password."""
        return await self.asks("POST", "/sign-in", wanted, json={"email": email, "password": password})

    async def makes_the_first_account(self, link: str | None = None, *, email: str = "root@example.com") -> Any:
        """An administrator's."""
        sent = {"email": email, "name": "Rut", "password": PASSWORD, **({"link": link} if link else {})}
        return await self.asks("POST", "/first-account", 201, json=sent)

    async def adds(self, email: str, role: str, name: str = "") -> str:
        """Another account, by the name that its address has before the @; its id."""
        called = name or email.partition("@")[0].title()
        sent = {"email": email, "name": called, "role": role, "password": PASSWORD}
        added: str = (await self.asks("POST", "/people", 201, json=sent))["id"]
        return added

    async def audited(self, after: int = 0) -> list[dict[str, Any]]:
        """What stands in the audit log, the first entry first."""
        entries: list[dict[str, Any]] = (await self.asks("GET", "/audit?most=200"))["entries"]
        return [entry for entry in reversed(entries) if entry["ordinal"] > after]

    async def key(self, *scopes: str) -> str:
        """A key for a program."""
        made: str = (await self.asks("POST", "/keys", 201, json={"name": "Program", "scopes": scopes}))["key"]
        return made
