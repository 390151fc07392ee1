"""An OpenID provider: people sign in there, and come back with an ID token that it has signed.

The authorization code flow of OpenID Connect Core 1.0, 3.1, with PKCE (RFC 7636, S256), state and nonce; endpoints and
keys from its discovery document. Everything that the provider says is checked: OpenID Connect Core 3.1.3.7.
"""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from agent.access.tokens import hashed, new_token
from agent.errors import TrunklineError
from agent.store.sign_in_trips import Trip

log = structlog.get_logger(__name__)

SCOPE: Final = "openid email profile"
LIMIT_S: Final = 10.0
"""For each answer of the provider."""
LARGEST: Final = 262_144
"""Bytes of an answer."""
GOOD_S: Final = 3600.0
"""How long its discovery document and keys are kept."""
AGAIN_S: Final = 30.0
"""How often, at most, its keys are asked for again because one is not known."""
FAULT_S: Final = 3.0
"""How long a provider that did not answer is not asked again: whoever came meanwhile would wait in line for it."""
LEEWAY_S: Final = 60
"""By which its clock may differ from ours."""
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair; never `none`, never a shared secret."""


class ProviderFault(TrunklineError):
    """The provider does not answer, or says what cannot be believed."""


@dataclass(frozen=True, slots=True)
class Client:
    """As what we are known to the provider."""

    issuer: str
    id: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send a browser, and what is kept until it comes back."""

    url: str
    trip: Trip
    browser_token: str
    """For its cookie."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the provider has published of itself."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class Provider:
    """One of them. Nothing is asked before somebody signs in."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._tls = httpx2.create_ssl_context()
        """Made once: to read all certificate authorities takes longer than to sign somebody in."""
        self._http = httpx2.AsyncClient(verify=self._tls, timeout=LIMIT_S, follow_redirects=False)
        self._known: Known | None = None
        self._fault: tuple[str, float] | None = None
        """Why it could not be asked, and when that was."""
        self._asking = asyncio.Lock()

    @property
    def issuer(self) -> str:
        """Whose word it is."""
        return self._client.issuer

    @property
    def name(self) -> str:
        """For people to read."""
        return urlsplit(self._client.issuer).netloc

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def depart(self, *, redirect_uri: str, back_to: str, source: bytes) -> Departure:
        """Somebody sets out; `source`: from where, as `Trip` has it. Raises ProviderFault."""
        known = await self._ask()
        state, nonce, verifier, browser = new_token(), new_token(), secrets.token_urlsafe(48), new_token()
        url: str = prepare_grant_uri(
            known.metadata["authorization_endpoint"],
            client_id=self._client.id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),  # type: ignore[no-untyped-call]  # authlib has none
            code_challenge_method="S256",
        )
        trip = Trip(hashed(state), hashed(browser), nonce, verifier, back_to, redirect_uri, source)
        return Departure(url, trip, browser)

    async def arrive(self, trip: Trip, *, code: str, issuer: str | None) -> Mapping[str, Any]:
        """Somebody comes back with a code; `issuer`: who says so (RFC 9207). Returns what the provider says of them:
        the ID token's claims. Raises ProviderFault.
        """
        known = await self._ask()
        if issuer is not None and issuer != self._client.issuer:
            raise ProviderFault("The answer is another provider's.")
        try:
            async with asyncio.timeout(LIMIT_S), self._oauth(trip.redirect_uri) as oauth:
                tokens = await oauth.fetch_token(
                    known.metadata["token_endpoint"], code=code, code_verifier=trip.verifier
                )
        except (OAuthError, httpx2.HTTPError, TimeoutError, ValueError) as why:
            raise ProviderFault(f"The provider gives no token ({type(why).__name__}: {str(why)[:200]}).") from why
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise ProviderFault("The provider gives no ID token: is the scope “openid” allowed?")
        return await self._believed(id_token, str(tokens.get("access_token", "")), trip.nonce)

    async def _believed(self, id_token: str, access_token: str, nonce: str) -> Mapping[str, Any]:
        """The claims, if signature, issuer, audience, times and nonce are right."""
        try:
            decoded = await self._decoded(id_token)
            options = {"iss": {"essential": True, "value": self._client.issuer}, "sub": {"essential": True}}
            options["aud"] = {"essential": True, "value": self._client.id}
            params = {"nonce": nonce, "client_id": self._client.id, "access_token": access_token}
            claims = CodeIDToken(decoded.claims, decoded.header, options, params)
            claims.validate(now=int(time.time()), leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as why:
            raise ProviderFault(f"The provider's ID token cannot be believed ({type(why).__name__}: {why}).") from why
        return dict(claims)

    async def _decoded(self, id_token: str) -> jwt.Token:
        """With the key that it names; keys are asked for again when it names one that is new."""
        known = await self._ask()
        try:
            return jwt.decode(id_token, known.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            if time.monotonic() - known.at < AGAIN_S:
                raise
        known = await self._ask(anew=known)
        return jwt.decode(id_token, known.keys, algorithms=ALGORITHMS)

    async def _ask(self, *, anew: Known | None = None) -> Known:
        """What it has published; `anew`: not what was known then."""
        async with self._asking:
            known, now = self._known, time.monotonic()
            if known is not None and known is not anew and now - known.at <= GOOD_S:
                return known
            if self._fault is not None and now - self._fault[1] < FAULT_S:
                raise ProviderFault(self._fault[0])
            try:
                known = self._known = await self._published()
            except ProviderFault as why:
                self._fault = str(why), time.monotonic()
                raise
            return known

    async def _published(self) -> Known:
        issuer = self._client.issuer
        metadata = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != issuer:
            raise ProviderFault(f"TRUNKLINE_OIDC_ISSUER is {issuer}, but the provider calls itself otherwise.")
        for endpoint in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            url = metadata.get(endpoint)
            if not isinstance(url, str) or (urlsplit(issuer).scheme == "https" and not url.startswith("https://")):
                raise ProviderFault(f"The provider's discovery document has no {endpoint} that can be used.")
        try:
            keys = KeySet.import_key_set(await self._get(metadata["jwks_uri"]))  # type: ignore[arg-type]  # checked there
        except (JoseError, ValueError, TypeError, KeyError) as why:
            raise ProviderFault(f"The provider's keys cannot be read ({type(why).__name__}).") from why
        return Known(metadata, keys, time.monotonic())

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with asyncio.timeout(LIMIT_S):
                answer = (await self._http.get(url, headers={"Accept": "application/json"})).raise_for_status()
            found = answer.json() if len(answer.content) <= LARGEST else None
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError) as why:
            raise ProviderFault(f"The provider does not answer at {url} ({type(why).__name__}).") from why
        if not isinstance(found, dict):
            raise ProviderFault(f"The provider answers no JSON object at {url}.")
        return found

    def _oauth(self, redirect_uri: str) -> AsyncOAuth2Client:
        secret = self._client.secret
        return AsyncOAuth2Client(
            self._client.id,
            secret,
            token_endpoint_auth_method=self._method(secret),
            scope=SCOPE,
            redirect_uri=redirect_uri,
            verify=self._tls,
            timeout=LIMIT_S,
        )

    def _method(self, secret: str | None) -> str:
        """How we prove to the provider who we are; as it likes, and with the header where it does not say."""
        if secret is None:
            return "none"
        metadata = self._known.metadata if self._known else {}
        liked = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in liked else "client_secret_post"
