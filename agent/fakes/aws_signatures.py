"""Whether a request to AWS is signed as it must be: Signature Version 4, computed anew with AWS's own signer.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

LIFE = timedelta(minutes=5)
"""A signature is taken so long before and after its time."""
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<access>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_ALWAYS_SIGNED = frozenset({"host", "x-amz-date"})


class BadSignature(Exception):
    """The request is not signed by whom it says. `code`: AWS's name of it; the message says why."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signer:
    """Who may ask: the key, its secret, the region and the service."""

    access: str
    secret: str = field(repr=False)
    region: str
    service: str
    token: str = field(default="", repr=False)

    def check(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Raises `BadSignature`. `headers`: as they came, names in small letters; `now`: with a time zone."""
        written = headers.get("authorization")
        if not written:
            raise BadSignature("MissingAuthenticationTokenException", "the request is not signed")
        found = _AUTHORIZATION.fullmatch(written)
        if found is None:
            raise BadSignature("IncompleteSignatureException", "the header Authorization is no signature")
        if found["access"] != self.access or headers.get("x-amz-security-token", "") != self.token:
            raise BadSignature("UnrecognizedClientException", "the key, or its token, is not known")
        if (found["region"], found["service"]) != (self.region, self.service):
            raise BadSignature(
                "InvalidSignatureException",
                f"it is signed for {found['service']} in {found['region']}, not {self.service} in {self.region}",
            )
        self._check_date(headers.get("x-amz-date", ""), found["day"], now)
        signed = found["headers"].split(";")
        if missing := sorted(self._must_be_signed(headers) - frozenset(signed)):
            raise BadSignature("InvalidSignatureException", f"the header {missing[0]} is not signed")
        if not hmac.compare_digest(
            self._signature(method, url, {name: headers.get(name, "") for name in signed}, body), found["signature"]
        ):
            raise BadSignature("InvalidSignatureException", "the signature is not that of this request and this secret")

    @staticmethod
    def _check_date(written: str, day: str, now: datetime) -> None:
        try:
            signed_at = datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            signed_at = None
        if signed_at is None or not written.startswith(day):
            raise BadSignature("IncompleteSignatureException", "X-Amz-Date is missing, or of another day")
        if abs(now - signed_at) > LIFE:
            raise BadSignature("InvalidSignatureException", "the signature is expired, or not valid yet")

    @staticmethod
    def _must_be_signed(headers: Mapping[str, str]) -> frozenset[str]:
        return _ALWAYS_SIGNED | {name for name in headers if name.startswith("x-amz-")}

    def _signature(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
        signer = SigV4Auth(Credentials(self.access, self.secret), self.service, self.region)
        request = AWSRequest(method=method, url=url, data=body, headers=dict(headers))
        request.context["timestamp"] = headers["x-amz-date"]
        text = signer.string_to_sign(request, signer.canonical_request(request))
        return str(signer.signature(text, request))
