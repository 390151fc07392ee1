"""Whether a request really comes from Twilio: the `X-Twilio-Signature` of webhooks and of the socket's handshake.

Source: Twilio, "Webhooks security", and the SDK's `RequestValidator`. Signed is the URL that Twilio asked for, which
behind a proxy is not the one seen here: a public URL from the settings decides where there is one. The handshake is
signed with the `wss` form of the URL, even where TLS ends before us.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from twilio.request_validator import RequestValidator

HEADER: Final = "X-Twilio-Signature"
_SOCKET_SCHEME: Final = {"https": "wss", "http": "ws", "wss": "wss", "ws": "ws"}
_ENCRYPTED: Final = {"http": "https", "ws": "wss"}


class Signatures:
    """Checks signatures made with one auth token. Safe to share: it holds no state."""

    def __init__(self, auth_token: str, *, public_url: str | None = None) -> None:
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url

    def of_webhook(self, url: str, form: Iterable[tuple[str, str]], signature: str | None) -> bool:
        """Whether Twilio signed this request. `url` is the one seen here, with its query; no form for a GET."""
        return self._signed(self._as_seen_by_twilio(url), _Form(form), signature)

    def of_handshake(self, url: str, signature: str | None) -> bool:
        """Whether Twilio signed this handshake of a socket."""
        return self._signed([_as_socket(u) for u in self._as_seen_by_twilio(url)], _Form(()), signature)

    def _as_seen_by_twilio(self, url: str) -> list[str]:
        if self._public_url is not None:
            return [rebased(url, self._public_url)]
        scheme, rest = url.split(":", 1) if ":" in url else ("", url)
        # TLS may end at a proxy that does not say so. The key protects the rest of the URL all the same.
        return [url, f"{_ENCRYPTED[scheme]}:{rest}"] if scheme in _ENCRYPTED else [url]

    def _signed(self, urls: Sequence[str], form: "_Form", signature: str | None) -> bool:
        if not signature:
            return False
        try:
            # Twilio's advice: where the signature fails, try with a slash at the end.
            return any(self._validator.validate(u, form, signature) for url in urls for u in (url, url + "/"))
        except ValueError:
            # A port that is no number, a host that is no host, text that is no text: not from Twilio.
            return False


class _Form:
    """Fields of a form in the shape that the SDK reads repeated names from."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[str]:
        """All values of that name."""
        return self._values[name]


def rebased(url: str, base: str) -> str:
    """The URL's path and query, as they are written, behind another base, which may have a path of its own."""
    return f"{base.rstrip('/')}/{url.partition('://')[2].partition('/')[2]}"


def _as_socket(url: str) -> str:
    scheme, colon, rest = url.partition(":")
    return _SOCKET_SCHEME.get(scheme, scheme) + colon + rest
