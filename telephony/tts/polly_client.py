"""Requests to Amazon Polly, through AWS's own client: one for the process, without retries, within limits."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
from aiobotocore.config import AioConfig
from aiobotocore.session import AioSession
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectionError,  # noqa: A004 - the vendor's name
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
    MetadataRetrievalError,
    NoCredentialsError,
    ReadTimeoutError,
    ResponseStreamingError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)
from botocore.parsers import ResponseParserError

from telephony.errors import SpeechUnavailable
from telephony.refusals import broke_off, refused, too_late, unreachable

VENDOR = "Amazon Polly"
KEY = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
CONNECT_S = 3.0
KEPT_S = 60.0
"""So long a connection that nobody uses is kept; AWS's client itself would close it after 12 seconds."""
MAKE_S = 6.0
"""The longest that the client may take to be made. Without keys in the settings AWS's client looks for others: in the
environment, in files, and at last on the network, where a machine's role is told."""
_NO_KEY = f"{VENDOR} has no key: set {KEY}, or let this machine have a profile or a role that AWS's own clients find."
_MOST_PAGES = 10
_UNFETCHED = (CredentialRetrievalError, MetadataRetrievalError, TokenRetrievalError, UnauthorizedSSOTokenError)
_BROKEN = (
    ConnectionClosedError,
    IncompleteReadError,
    ResponseStreamingError,
    ResponseParserError,
    aiohttp.ClientError,
    RuntimeError,  # aiohttp's, where a connection is read that is closed already
)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of AWS. `token`: of temporary ones."""

    access: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


class PollyBody:
    """What one request brings, as it comes."""

    def __init__(self, answer: Mapping[str, Any], *, stall_s: float) -> None:
        self._stream = answer["AudioStream"]
        self._stall_s = stall_s
        self.kind = str(answer.get("ContentType", ""))
        characters = answer.get("RequestCharacters")
        self.characters: int | None = characters if isinstance(characters, int) else None
        """What is billed for it, where Polly tells."""

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Each piece when it comes. Raises `SpeechUnavailable`."""
        while chunk := await _answered(self._stream.read(8192), limit_s=self._stall_s):
            yield chunk

    def close(self) -> None:
        """Want no more of it. Does not wait; safe to call twice."""
        self._stream.close()


class PollyClient:
    """Made without I/O; the first request, or `ready`, makes AWS's client. `endpoint`: empty for the region's own."""

    def __init__(self, *, region: str, endpoint: str, keys: Keys | None, stall_s: float) -> None:
        self._region = region
        self.endpoint = endpoint
        self._keys = keys
        self._stall_s = stall_s
        self._stack = AsyncExitStack()
        self._client: Any = None
        self._making = asyncio.Lock()
        self._keyless = False
        self._closed = False

    async def ready(self, *, again: bool = False) -> Any:
        """AWS's client. `again`: look for keys even if none were found before. Raises `SpeechUnavailable`."""
        self.check_open()
        if self._client is None:
            async with self._making:
                self.check_open()
                if self._client is None:
                    if self._keyless and not again:
                        # Looking for them takes seconds, and a caller waits.
                        raise SpeechUnavailable(_NO_KEY, fault="key")
                    self._client = await self._made()
        return self._client

    def check_open(self) -> None:
        """Raises `SpeechUnavailable` after `aclose`."""
        if self._closed:
            raise SpeechUnavailable("Polly's voice is closed: the process is ending.")

    async def synthesise(self, **asked: Any) -> PollyBody:
        """SynthesizeSpeech. Raises `SpeechUnavailable`."""
        client = await self.ready()
        return PollyBody(
            await _answered(client.synthesize_speech(**asked), limit_s=self._stall_s), stall_s=self._stall_s
        )

    async def languages(self, engine: str) -> dict[str, tuple[str, ...]]:
        """DescribeVoices: which languages the voices of this engine speak, their own first. Raises
        `SpeechUnavailable`; keys that may speak need not be allowed this.
        """
        client = await self.ready()
        found: dict[str, tuple[str, ...]] = {}
        asked: dict[str, Any] = {"Engine": engine, "IncludeAdditionalLanguageCodes": True}
        for _ in range(_MOST_PAGES):
            answer = await _answered(client.describe_voices(**asked), limit_s=self._stall_s)
            for voice in answer.get("Voices", ()):
                codes = [voice.get("LanguageCode"), *voice.get("AdditionalLanguageCodes", ())]
                found[str(voice.get("Id"))] = tuple(dict.fromkeys(str(code) for code in codes if code))
            if not (token := answer.get("NextToken")):
                break
            asked["NextToken"] = token
        return found

    async def remind(self) -> None:
        """See to it that a connection is open; that a key may not ask this closes none. Raises `SpeechUnavailable`."""
        client = await self.ready()
        await _answered(client.describe_voices(LanguageCode="en-IN"), limit_s=self._stall_s)

    async def aclose(self) -> None:
        """Close AWS's client. Safe to call twice."""
        self._closed = True
        async with self._making:
            self._client = None
            await self._stack.aclose()

    async def _made(self) -> Any:
        config = AioConfig(
            connect_timeout=CONNECT_S,
            read_timeout=self._stall_s,
            max_pool_connections=100,
            connector_args={"keepalive_timeout": KEPT_S},
            # Whether to ask again is decided where the caller's wait is known.
            retries={"total_max_attempts": 1, "mode": "standard"},
            # Its descriptions of the service are read in a thread.
            warm_up_loader_caches=True,
        )
        session = AioSession()
        keys = self._keys
        making = self._stack.enter_async_context(
            session.create_client(
                "polly",
                region_name=self._region,
                endpoint_url=self.endpoint or None,
                aws_access_key_id=keys.access if keys else None,
                aws_secret_access_key=keys.secret if keys else None,
                aws_session_token=(keys.token or None) if keys else None,
                config=config,
            )
        )
        client = await _answered(making, limit_s=MAKE_S)
        if keys is None and await session.get_credentials() is None:
            self._keyless = True
            await self._stack.aclose()
            raise SpeechUnavailable(_NO_KEY, fault="key")
        return client


async def _answered(request: Awaitable[_T], *, limit_s: float) -> _T:
    """What the request brings. Raises `SpeechUnavailable`, which holds nothing of AWS's own error."""
    try:
        async with asyncio.timeout(limit_s):
            return await request
    except (TimeoutError, ConnectTimeoutError, ReadTimeoutError):
        failure = too_late(VENDOR, limit_s)
    except ClientError as error:
        told = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
        failure = refused(VENDOR, status, key=KEY, code=str(told.get("Code", "")))
    except NoCredentialsError:
        failure = SpeechUnavailable(_NO_KEY, fault="key")
    except _UNFETCHED as error:
        failure = SpeechUnavailable(
            f"The keys of AWS that this machine has could not be fetched ({type(error).__name__}); sign in again, or "
            f"set {KEY}.",
            fault="key",
        )
    except _BROKEN as error:
        failure = broke_off(VENDOR, type(error).__name__)
    except (ConnectionError, HTTPClientError, OSError) as error:
        failure = unreachable(VENDOR, error, address="AWS_REGION or AWS_ENDPOINT_URL_POLLY")
    except (BotoCoreError, ValueError) as error:
        failure = SpeechUnavailable(
            f"AWS's client refuses ({type(error).__name__}); check AWS_REGION, AWS_ENDPOINT_URL_POLLY and AWS_PROFILE."
        )
    raise failure
