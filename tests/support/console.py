"""An analyst at the console's API, over a running service's real socket."""

import copy
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from tests.support.clients import web_client


class Analyst:
    """Somebody who edits flows. Answers are asserted to be what the route promises, unless another status is wanted."""

    def __init__(self, url: str, name: str = "Asha") -> None:
        headers = {"X-Trunkline-Person": quote(name)}
        self.client = web_client(base_url=f"{url}/api", headers=headers, timeout=60)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def asks(self, method: str, path: str, wanted: int = 200, **sent: Any) -> Any:
        """What is answered, as JSON."""
        answer = await self.client.request(method, path, **sent)
        assert answer.status_code == wanted, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json() if answer.content else None

    async def draft(self, flow: str = "scheduling") -> dict[str, Any]:
        """A flow's draft."""
        draft: dict[str, Any] = await self.asks("GET", f"/flows/{flow}/draft")
        return draft

    async def saves(self, draft: dict[str, Any], wanted: int = 200, *, label: str = "Edited", **changes: Any) -> Any:
        """Save a draft with some of its document's settings changed."""
        document = {**copy.deepcopy(draft["document"]), **changes}
        sent = {"revision": draft["revision"], "document": document, "layout": draft["layout"], "label": label}
        body, kind = json.dumps(sent), {"Content-Type": "application/json"}
        return await self.asks("PUT", f"/flows/{document['flow']}/draft", wanted, content=body, headers=kind)

    async def begins(self, name: str = "hello", wanted: int = 201, **more: Any) -> Any:
        """Begin a flow."""
        return await self.asks("POST", "/flows", wanted, json={"name": name, **more})

    async def publishes(self, flow: str, *, wanted: int = 201, environment: str = "live", **more: Any) -> Any:
        """Publish a flow's draft as it is."""
        sent = {"revision": (await self.draft(flow))["revision"], "note": "As agreed", "environment": environment}
        return await self.asks("POST", f"/flows/{flow}/versions", wanted, json={**sent, **more})

    async def says(self, flow: str, words: str) -> None:
        """Change what an empty flow greets with, and save it."""
        draft = await self.draft(flow)
        nodes = copy.deepcopy(draft["document"]["nodes"])
        nodes["greeting"]["say"] = words
        await self.saves(draft, nodes=nodes)

    async def entry(self, flow: str) -> dict[str, Any]:
        """A flow in the list."""
        return next(each for each in await self.asks("GET", "/flows") if each["name"] == flow)
