"""Secrets in a document, which everybody reads who reads the flow; found by the form that vendors give their keys."""

import re
from collections.abc import Iterator

from graphs.checks.survey import Problems, Survey, warning
from graphs.expressions import Expression
from graphs.fields import find
from graphs.problems import Path

SHOWN = 4
"""Characters of a secret that are told, by which it is known again."""

_FORMS = {
    "a key of a language model": r"sk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{16,}",
    "a key of Trunkline": r"tlk_[A-Za-z0-9]{16,}",
    "a key of Amazon": r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    "a key of Google": r"AIza[A-Za-z0-9_-]{30,}",
    "a key of Stripe": r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "a token of GitHub": r"(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}",
    "a token of Slack": r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a key of SendGrid": r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "a signed token": r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    "a header that signs in": r"(?:[Bb]earer|[Bb]asic|[Tt]oken) +(?=\S*\d)[A-Za-z0-9._~+/=-]{16,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an address with a password": r"[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@",
}
_LIKE = re.compile(
    "|".join(rf"(?P<form{place}>(?<![A-Za-z0-9_-]){form})" for place, form in enumerate(_FORMS.values()))
)
_NAMES = tuple(_FORMS)


def secrets(survey: Survey) -> Problems:
    """Each place at which something looks like a secret. What is told of it does not give it away."""
    for path, text in _texts(survey):
        found = _LIKE.search(text)
        if found is None or found.lastgroup is None:
            continue
        what = _NAMES[int(found.lastgroup.removeprefix("form"))]
        message = f"“{found[0][:SHOWN]}…” looks like {what}, and whoever reads the flow can use it."
        fix = "Take it out, and have another one made; secrets are named in the file of TRUNKLINE_TOOLS."
        yield warning(path, "secret", message, fix)


def _texts(survey: Survey) -> Iterator[tuple[Path, str]]:
    yield from find(survey.document, str)
    yield from ((wording.path, wording.template) for wording in survey.wordings)
    yield from ((path, str(expression.source)) for path, expression in find(survey.document, Expression))
