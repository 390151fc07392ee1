"""A small OpenID provider on a real port: discovery, keys, authorization code with PKCE, RS256 ID tokens.

It is strict where providers are, and can be told to lie where one that was taken over could.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.web_service import served

CLIENT, SECRET = "trunkline", "a-secret-of-the-client"
Claims = dict[str, Any]


@dataclass
class OpenIdProvider:
    """The provider: who signs in there, and in what it lies."""

    issuer: str = ""
    person: Claims | None = field(
        default_factory=lambda: {"sub": "1001", "email": "asha@example.com", "email_verified": True, "name": "Asha Rao"}
    )
    """Whoever sits at the browser; None: they refuse."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))
    published: list[RSAKey] = field(default_factory=list)
    """Keys that it tells; empty: its own."""
    lie: Callable[[Claims], Claims] = dict
    """What becomes of the claims before they are signed."""
    sign: Callable[[Claims, RSAKey], str] | None = None
    broken: set[str] = field(default_factory=set)
    """Paths that answer 500."""
    asked: list[str] = field(default_factory=list)
    """Paths that were asked for."""
    verifier_checked: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """For Starlette."""
        return [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/keys", self._keys),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
        ]

    def new_key(self) -> None:
        """From now on it signs with another."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    def _seen(self, request: Request) -> Response | None:
        self.asked.append(request.url.path)
        return Response("broken", status_code=500) if request.url.path in self.broken else None

    async def _metadata(self, request: Request) -> Response:
        return self._seen(request) or JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def _keys(self, request: Request) -> Response:
        keys = KeySet(list(self.published or [self.key]))
        return self._seen(request) or JSONResponse(keys.as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        if seen := self._seen(request):
            return seen
        told = {"state": asked["state"], "iss": self.issuer}
        if self.person is None:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**told, 'error': 'access_denied'})}")
        code = secrets.token_urlsafe(16)
        self._codes[code] = {name: asked[name] for name in ("nonce", "code_challenge", "redirect_uri")}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**told, 'code': code})}")

    async def _token(self, request: Request) -> Response:
        if seen := self._seen(request):
            return seen
        form = await request.form()
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        begun = self._codes.pop(str(form.get("code")), None)
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        self.verifier_checked += 1
        return JSONResponse(
            {"access_token": "an-access-token", "token_type": "Bearer", "id_token": self._id_token(begun["nonce"])}
        )

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **(self.person or {}),
        }
        claims = self.lie(claims)
        if self.sign is not None:
            return self.sign(claims, self.key)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


@asynccontextmanager
async def openid_provider() -> AsyncIterator[OpenIdProvider]:
    """One, until the end of the block."""
    provider = OpenIdProvider()
    async with served(Starlette(routes=provider.routes())) as url:
        provider.issuer = url
        yield provider
