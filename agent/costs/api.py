"""What a call cost, over HTTP: `GET /api/calls/{id}/cost`, while it goes on and afterwards."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from agent.bookkeeping import AWAY
from agent.costs.accounts import Accounts
from agent.costs.bills import Bills
from agent.costs.pricing import Pricing, UnknownCurrency, itemised
from agent.exchange import Exchange


class CostsApi:
    """The route; made with what it shows."""

    def __init__(self, exchange: Exchange, accounts: Accounts, bills: Bills, pricing: Pricing) -> None:
        self._exchange = exchange
        self._accounts = accounts
        self._bills = bills
        self._pricing = pricing

    def routes(self) -> list[Route]:
        """For Starlette."""
        return [Route("/api/calls/{call_id:call_id}/cost", self.cost)]

    async def cost(self, request: Request) -> Response:
        """What the call has cost so far, item by item; `?currency=EUR` in another currency than the caller's."""
        try:
            given = request.query_params.get("currency")
            found = await self._found(request.path_params["call_id"], self._pricing.asked(given) if given else None)
        except UnknownCurrency as why:
            return PlainTextResponse(str(why), status_code=400)
        except AWAY:
            return PlainTextResponse("The database does not answer; try again.", status_code=503)
        if found is None:
            return PlainTextResponse("There is no call of that id.", status_code=404)
        return Response(orjson.dumps(found), media_type="application/json")

    async def _found(self, call_id: str, currency: str | None) -> dict[str, Any] | None:
        live = self._exchange.find(call_id)
        if live and live.account:
            return {"call_id": call_id, **itemised(self._accounts.cost(live.account, currency=currency))}
        cost = await self._bills.of_call(call_id, currency=currency)
        return None if cost is None else {"call_id": call_id, **itemised(cost)}
