"""Whether a request to AWS is signed as it must be."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from agent.fakes.aws_signatures import LIFE, BadSignature, Signer

SIGNER = Signer("AKIA1", "secret", "ap-south-1", "polly")
URL = "http://127.0.0.1:8080/v1/voices?Engine=neural&LanguageCode=en-IN"
BODY = b'{"Text": "Yes."}'


def signed(
    url: str = URL, *, secret: str = "secret", region: str = "ap-south-1", token: str | None = None
) -> dict[str, str]:
    """The headers of a request, as AWS's own client signs it now."""
    request = AWSRequest(method="POST", url=url, data=BODY, headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials("AKIA1", secret, token), "polly", region).add_auth(request)
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    return headers | {"host": "127.0.0.1:8080"}


def check(
    headers: dict[str, str], *, url: str = URL, body: bytes = BODY, signer: Signer = SIGNER, late_s: float = 0
) -> None:
    """Look at it, now or later."""
    signer.check("POST", url, headers=headers, body=body, now=datetime.now(UTC) + timedelta(seconds=late_s))


def test_what_aws_signs_is_right() -> None:
    """With and without the token of temporary keys."""
    check(signed())
    check(signed(token="t"), signer=Signer("AKIA1", "secret", "ap-south-1", "polly", "t"))


def test_what_is_changed_is_wrong() -> None:
    """The body, the address, a signed header, the secret, the region."""
    for wrong in (
        partial(check, signed(), body=BODY + b" "),
        partial(check, signed(), url=URL.replace("neural", "standard")),
        partial(check, signed() | {"host": "example.com"}),
        partial(check, signed(secret="another")),
        partial(check, signed(region="us-east-1")),
        partial(check, signed() | {"x-amz-more": "unsigned"}),
    ):
        with pytest.raises(BadSignature) as failure:
            wrong()
        assert failure.value.code == "InvalidSignatureException"


def test_a_signature_is_of_its_time() -> None:
    """Minutes before and after it is worth nothing."""
    check(signed(), late_s=LIFE.total_seconds() - 5)
    for late_s in (LIFE.total_seconds() + 5, -LIFE.total_seconds() - 5):
        with pytest.raises(BadSignature, match="expired") as failure:
            check(signed(), late_s=late_s)
        assert failure.value.code == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"authorization": ""}, "MissingAuthenticationTokenException"),
        ({"authorization": "Bearer secret"}, "IncompleteSignatureException"),
        ({"x-amz-date": ""}, "IncompleteSignatureException"),
        ({"x-amz-date": "yesterday"}, "IncompleteSignatureException"),
        ({"x-amz-security-token": "unknown"}, "UnrecognizedClientException"),
    ],
)
def test_each_fault_has_its_name(wrong: dict[str, str], code: str) -> None:
    """AWS's own."""
    with pytest.raises(BadSignature) as failure:
        check(signed() | wrong)
    assert failure.value.code == code


def test_another_key_is_not_known() -> None:
    """Whoever's it is."""
    with pytest.raises(BadSignature) as failure:
        check(signed(), signer=Signer("AKIA2", "secret", "ap-south-1", "polly"))
    assert failure.value.code == "UnrecognizedClientException"
