"""Values as people say them, in the caller's language."""

from collections.abc import Mapping, Sequence

from graphs.speaking.english import English
from graphs.speaking.forms import FILTERS, bare
from graphs.speaking.hindi import Hindi
from graphs.speaking.speaker import Speaker

SPEAKERS: Mapping[str, Speaker] = {
    "en": English(),
    "hi": Hindi(),
}
"""The languages that are spoken. A language without a row is given English forms."""


def render(value: object, how: str, *, language: str, label: str | None = None, region: str = "IN") -> str:
    """A value in spoken form.

    `how` is one of `FILTERS`, or `label`. Any other word, and a value that the form does not fit, gives the value's own
    words. `label` is what the flow calls the value of a choice; `region` is the ISO 3166 country whose numbers go
    without a country code and whose currency is meant. Nothing (None, an empty text or list) is rendered as nothing.
    """
    if value is None or value in ("", [], ()):
        return ""
    speaker = SPEAKERS.get(language, SPEAKERS["en"])
    if isinstance(value, (list, tuple)):
        return speaker.either([render(item, how, language=language, region=region) for item in value])
    if how == "label":
        return label if label is not None else str(value).replace("_", " ")
    form = FILTERS.get(how)
    return form(value, speaker, region) if form else bare(value)


def join(items: Sequence[str], language: str) -> str:
    """Things of which one can be chosen: "a, b or c"."""
    return SPEAKERS.get(language, SPEAKERS["en"]).either(items)


__all__ = ["FILTERS", "SPEAKERS", "join", "render"]
