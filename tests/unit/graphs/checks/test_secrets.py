"""Secrets that stand in a flow."""

from collections.abc import Callable

import pytest

from graphs.problems import Problem

Told = Callable[[str], list[Problem]]
Planted = Callable[..., Problem]

A20 = "Ab1Cd2Ef3Gh4Ij5Kl6Mn"
SECRETS = (
    f"sk-{A20}",
    f"sk-ant-api03-{A20}",
    f"tlk_{A20}{A20}",
    "AKIAIOSFODNN7EXAMPLE",
    f"AIza{A20}{A20}",
    f"sk_live_{A20}",
    f"ghp_{A20}{A20}",
    "xoxb-1234567890-abc",
    f"SG.{A20}.{A20}",
    f"eyJ{A20}.eyJ{A20}.{A20}",
    f"Bearer {A20}",
    f"Basic {A20}=",
    "-----BEGIN RSA PRIVATE KEY-----",
    "postgresql://user:pa55word@db/x",
)


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_told_without_it(planted: Planted, secret: str) -> None:
    """Of vendors' keys, tokens and passwords; where it is, and what to do. It is known again by its beginning."""
    problem = planted(
        f'title: "Small {secret} flow"  # here', "secret", f"“{secret[:4]}…” looks like", "Take it out", level="warning"
    )
    assert secret not in str(problem)


@pytest.mark.parametrize(
    "place",
    [
        'about: "{}"  # here',
        'nodes:\n  hello: {{type: confirm, note: "{}", say: Shall we?, if_yes: well, if_no: bye}}  # here',
        'nodes:\n  hello: {{type: confirm, say: "{}?", if_yes: well, if_no: bye}}  # here',
        'nodes:\n  hello: {{type: check, cases: [{{when: call.caller == "{}", to: well}}], else: bye}}  # here',
    ],
)
def test_wherever_it_stands(told: Told, place: str) -> None:
    """In what is said, in notes, and in conditions."""
    assert "secret" in {each.code for each in told(place.format(f"Bearer {A20}"))}


@pytest.mark.parametrize(
    "text",
    [
        "The bearer of good news",
        "Bearer responsibilities and so on",
        "task-force-of-the-year-2026",
        "sk-ip",
        "a basic understanding of it",
        "https://example.com:8080/x",
        "Bearer ${env:CRM_TOKEN}",
        "call +91 98220 12345, or 1234 5678 9012 3456",
    ],
)
def test_what_only_sounds_like_one_is_not(told: Told, text: str) -> None:
    """Words, addresses, and names of secrets."""
    assert "secret" not in {each.code for each in told(f'about: "{text}"')}
