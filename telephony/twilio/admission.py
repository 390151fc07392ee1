"""Who may come in: requests that Twilio signed, or, without a key to check them by, clients on this machine."""

import asyncio
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, HTTPConnection, Request

from telephony.neighbours import is_neighbour, of_another_page
from telephony.twilio.desk import TwilioConfig
from telephony.twilio.signature import HEADER, Signatures

MAX_BODY: Final = 65_536
MAX_FIELDS: Final = 500
BODY_LIMIT_S: Final = 10.0
UNSIGNED: Final = "unsigned"
"""In the address of a socket that nobody signs, and in the payload of the tickets that admit one, and no other."""

_WRONG_SIGNATURE: Final = (
    "The signature is missing or wrong. Twilio signs with the primary auth token and the URL it was given: "
    "check TWILIO_AUTH_TOKEN and PUBLIC_URL."
)
_NO_KEY: Final = (
    "Without TWILIO_AUTH_TOKEN nobody can prove to be Twilio, so only clients on this machine may call. "
    "Set TWILIO_AUTH_TOKEN, and PUBLIC_URL to the address that Twilio calls."
)


_OTHER_ACCOUNT: Final = "The request is not of the account that TWILIO_ACCOUNT_SID names."

Why = Literal["signature", "no_key", "account", "ticket", "malformed", "busy"]
"""Of a refusal, for whoever counts them."""


class NotAdmittedError(Exception):
    """The request is refused with this status and this sentence."""

    def __init__(self, status: int, sentence: str, *, why: Why = "malformed") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.why = why


class Admission:
    """Lets requests in, or says why not."""

    def __init__(self, config: TwilioConfig) -> None:
        token = config.auth_token
        self._trusted = config.trusted
        self._own_host_counts = config.public_url is None
        self._account = config.account_sid if token else None
        self._signatures = Signatures(token, public_url=config.public_url) if token else None

    async def webhook(self, request: Request) -> dict[str, str]:
        """The fields of a webhook that Twilio sent; a GET has them in its URL. Raises `NotAdmittedError`."""
        self._key_or_neighbour(request)
        posted = _fields(await _body(request)) if request.method == "POST" else []
        signature = request.headers.get(HEADER)
        if self._signatures and not self._signatures.of_webhook(self._url(request), posted, signature):
            raise NotAdmittedError(403, _WRONG_SIGNATURE, why="signature")
        form = dict(posted if request.method == "POST" else _fields(request.scope["query_string"]))
        self.account(form.get("AccountSid", ""))
        return form

    def handshake(self, socket: HTTPConnection) -> None:
        """Twilio opens a socket. Raises `NotAdmittedError`."""
        self._key_or_neighbour(socket)
        if self._signatures and not self._signatures.of_handshake(self._url(socket), socket.headers.get(HEADER)):
            raise NotAdmittedError(403, _WRONG_SIGNATURE, why="signature")

    def account(self, account_sid: str) -> None:
        """Twilio says whose call it is; ours, where we know our account. Raises `NotAdmittedError`."""
        if self._account is not None and account_sid != self._account:
            raise NotAdmittedError(403, _OTHER_ACCOUNT, why="account")

    def by_ticket(self, socket: HTTPConnection) -> bool:
        """Whether somebody who is trusted opens a socket that Twilio does not sign, as it says itself: only a ticket
        that was issued for such a socket admits it.
        """
        return UNSIGNED in socket.query_params and self._trusted(socket)

    def _url(self, connection: HTTPConnection) -> str:
        """What was asked for. `Signatures` puts PUBLIC_URL before the path: no Host header may swallow that."""
        host = connection.headers.get("host", "") if self._own_host_counts else "here"
        return f"{connection.scope['scheme']}://{host}{_target(connection)}"

    def _key_or_neighbour(self, connection: HTTPConnection) -> None:
        if self._signatures is not None:
            return
        if not is_neighbour(connection) or of_another_page(connection):
            raise NotAdmittedError(403, _NO_KEY, why="no_key")


def _target(connection: HTTPConnection) -> str:
    """Path and query as they were asked for: nothing decoded, nothing normalised, because they were signed."""
    scope = connection.scope
    path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return f"{path}{'?' + query if query else ''}"


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_LIMIT_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise NotAdmittedError(413, f"The body is larger than {MAX_BODY} bytes.")
    except TimeoutError:
        raise NotAdmittedError(408, f"The body did not come within {BODY_LIMIT_S:g} seconds.") from None
    except ClientDisconnect:
        raise NotAdmittedError(400, "The client went away before the body was whole.") from None
    return bytes(body)


def _fields(form: bytes) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(form.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise NotAdmittedError(
            400, f"The form is not application/x-www-form-urlencoded text in UTF-8 of at most {MAX_FIELDS} fields."
        ) from None
