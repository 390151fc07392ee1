"""How secrets are named."""

import pytest

from agent.safety.vault.references import Reference, is_name, parse, references_in


def test_what_stands_between_names_is_kept() -> None:
    """A text is put together again from both."""
    named = parse("Bearer ${env:A_B}:${file:crm-token} ${secret:k8s.key}!")
    assert named.texts == ("Bearer ", ":", " ", "!")
    assert named.references == (
        Reference("env", "A_B"),
        Reference("file", "crm-token"),
        Reference("secret", "k8s.key"),
    )


@pytest.mark.parametrize(
    "text",
    ["${env:}", "${env:A-B}", "${file:}", "${file:../x}", "${file:/etc/passwd}", "${file:a/b}", "${file:.hidden}",
     "${file:a\\b}", "${file:a\x00}", "${secret:é}", "${vault:A}", "${A}", "${env:A", "$${",
     "${file:" + "a" * 101 + "}"],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str) -> None:
    """With how to write one; a way into another folder cannot be written."""
    with pytest.raises(ValueError, match="write \\$\\{env:NAME\\}"):
        parse(text)


@pytest.mark.parametrize("name", ["a", "A1", "crm-token", "tls.key", "_x"])
def test_names(name: str) -> None:
    """As Docker and Kubernetes allow them."""
    assert is_name(name)


def test_every_name_in_a_file_is_found() -> None:
    """Wherever it stands; what is no name is told later, where it stands."""
    assert set(references_in("a: ${env:A}\nb: [${secret:b}, ${file:../x}, ${env:A}]")) == {
        Reference("env", "A"),
        Reference("secret", "b"),
    }
