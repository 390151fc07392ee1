"""Twilio's REST API, as far as a service of calls needs it: place a call, change one, look at the account's numbers.

Source: Twilio, "Calls resource", "Accounts resource", "IncomingPhoneNumbers resource", "Error and warning dictionary".
Requests that change something are sent once: whoever asks decides whether to ask again. Reading is tried once more.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, Self

import httpx

from telephony.sockets import web_url
from telephony.twilio.rest_answers import (
    Account,
    IncomingNumber,
    RestCall,
    TwilioError,
    TwilioRefused,
    TwilioUnavailable,
    call,
    json_object,
    numbers,
    refused,
    strange,
    text,
)
from telephony.vendors import VENDORS

ROOT: Final = "/2010-04-01"
LIMIT_S: Final = 10.0
"""The longest that one request may take."""
MOST_WAIT_S: Final = 5.0
"""The longest that Twilio's wish to be asked later is followed."""
MOST_PAGES: Final = 20
_PAGE_SIZE: Final = 100
_PAUSE_S: Final = 0.2

CallEvent = Literal["initiated", "ringing", "answered", "completed"]

__all__ = [
    "Account",
    "CallEvent",
    "IncomingNumber",
    "RestCall",
    "TwilioError",
    "TwilioRefused",
    "TwilioRest",
    "TwilioUnavailable",
]


class TwilioRest:
    """One account. Made once for the process; `aclose` gives the connections back."""

    def __init__(
        self, account_sid: str, auth_token: str, *, url: str = "https://api.twilio.com", limit_s: float = LIMIT_S
    ) -> None:
        self._account = f"{ROOT}/Accounts/{account_sid}"
        self._limit_s = limit_s
        self._client = httpx.AsyncClient(
            base_url=web_url(url),
            auth=(account_sid, auth_token),
            timeout=limit_s,
            limits=httpx.Limits(max_connections=20),
            trust_env=False,
        )

    @classmethod
    def configured(cls, settings: Mapping[str, str], *, limit_s: float = LIMIT_S) -> Self:
        """As the settings say: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_URL. Raises `TwilioUnavailable`."""
        defaults = {setting.name: setting.default for setting in VENDORS["twilio"].settings}
        found = {name: settings.get(name, "") or default for name, default in defaults.items()}
        for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
            if not found[name]:
                raise TwilioUnavailable(f"Twilio needs {name}, which is not set. Put it into .env.", fault="key")
        return cls(
            found["TWILIO_ACCOUNT_SID"], found["TWILIO_AUTH_TOKEN"], url=found["TWILIO_API_URL"], limit_s=limit_s
        )

    async def create_call(
        self,
        *,
        to: str,
        from_: str,
        url: str,
        status_callback: str = "",
        events: Sequence[CallEvent] = ("completed",),
        more: Mapping[str, str] | None = None,
    ) -> RestCall:
        """Place a call; when it is picked up Twilio asks `url` what to do. `more`: parameters as Twilio names them,
        such as `Timeout` or `MachineDetection`. Raises `TwilioError`.
        """
        form: dict[str, Any] = {"To": to, "From": from_, "Url": url, **(more or {})}
        if status_callback:
            form |= {"StatusCallback": status_callback, "StatusCallbackEvent": list(events)}
        return call(await self._post(f"{self._account}/Calls.json", form))

    async def fetch_call(self, call_id: str) -> RestCall:
        """How a call stands. Raises `TwilioError`."""
        return call(await self._get(self._of(call_id)))

    async def update_call(self, call_id: str, *, status: str = "", url: str = "", twiml: str = "") -> RestCall:
        """Change a call: `status` `completed` or `canceled`, or another document, by address or whole.

        Raises `TwilioError`; `TwilioRefused` with 20404 for a call that is over, 21220 for one that is not in progress.
        """
        given = {"Status": status, "Url": url, "Twiml": twiml}
        return call(await self._post(self._of(call_id), {name: value for name, value in given.items() if value}))

    async def end_call(self, call_id: str) -> None:
        """Hang up; a call that is over already is no error. Raises `TwilioError`."""
        try:
            await self.update_call(call_id, status="completed")
        except TwilioRefused as refusal:
            if refusal.code != 20404:
                raise

    async def fetch_account(self) -> Account:
        """The account: asks whether the token is good, too. Raises `TwilioError`."""
        body = await self._get(f"{self._account}.json")
        return Account(text(body, "sid"), text(body, "status"))

    async def incoming_numbers(self) -> list[IncomingNumber]:
        """All numbers of the account, up to two thousand. Raises `TwilioError`."""
        found: list[IncomingNumber] = []
        path = f"{self._account}/IncomingPhoneNumbers.json?PageSize={_PAGE_SIZE}"
        for _ in range(MOST_PAGES):
            body = await self._get(path)
            found += numbers(body)
            path = body.get("next_page_uri") or ""
            if not path:
                break
            if not isinstance(path, str) or not path.startswith(f"{ROOT}/"):
                raise strange()  # the credentials go nowhere else
        return found

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    def _of(self, call_id: str) -> str:
        if not call_id.isalnum():
            raise ValueError(f"{call_id!r} is no call's id.")
        return f"{self._account}/Calls/{call_id}.json"

    async def _get(self, path: str) -> dict[str, Any]:
        """Once more where that can help."""
        try:
            return await self._request("GET", path)
        except TwilioUnavailable as failure:
            if failure.fault == "timeout":
                raise
            wait_s = _PAUSE_S
        except TwilioRefused as refusal:
            wait_s = _PAUSE_S if refusal.retry_after_s is None else refusal.retry_after_s
            if refusal.fault not in ("busy", "broken") or wait_s > MOST_WAIT_S:
                raise
        await asyncio.sleep(wait_s)
        return await self._request("GET", path)

    async def _post(self, path: str, form: Mapping[str, Any]) -> dict[str, Any]:
        return await self._request("POST", path, form)

    async def _request(self, method: str, path: str, form: Mapping[str, Any] | None = None) -> dict[str, Any]:
        failure: TwilioError
        try:
            async with asyncio.timeout(self._limit_s):
                response = await self._client.request(method, path, data=form)
            if response.is_success:
                return json_object(response)
            failure = refused(response)
        except (TimeoutError, httpx.TimeoutException):
            failure = TwilioUnavailable(f"Twilio did not answer within {self._limit_s:g} s.", fault="timeout")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            kind = type(error).__name__
            failure = TwilioUnavailable(
                f"Twilio cannot be reached ({kind}); check the network and TWILIO_API_URL.", fault="network"
            )
        raise failure  # here, so that it does not hold the library's own error, with the request and its key
