"""Clients of the stand-in for Twilio: Twilio's own, and one that may say anything."""

from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client

from agent.fakes.twilio import TwilioFake
from tests.support.clients import web_client

OWN = "+14155550100"
THEIRS = "+919800000001"
URL = "https://voice.example.com/twilio/voice"
WHOLE = {"To": THEIRS, "From": OWN, "Url": URL}


class Rewriting:
    """The SDK's way out, to another host."""

    is_async = True

    def __init__(self, url: str) -> None:
        self._url = url

    async def request(self, method: str, uri: str, **options: Any) -> TwilioResponse:
        """One request."""
        parts = urlsplit(uri)
        assert parts.netloc == "api.twilio.com"
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        async with web_client() as client:
            response = await client.request(
                method,
                self._url + path,
                params={**(options.get("params") or {})} or None,
                data=options.get("data"),
                headers=options.get("headers"),
                auth=options.get("auth"),
            )
        return TwilioResponse(response.status_code, response.text, response.headers)


def sdk(fake: TwilioFake, user: str = "", password: str = "") -> Client:
    """Twilio's own client."""
    user, password = user or fake.account_sid, password or fake.key
    return Client(user, password, fake.account_sid, http_client=Rewriting(fake.url))


def raw(fake: TwilioFake) -> httpx.AsyncClient:
    """A client that may say anything."""
    return web_client(
        base_url=f"{fake.url}/2010-04-01/Accounts/{fake.account_sid}",
        auth=(fake.account_sid, fake.key),
    )
