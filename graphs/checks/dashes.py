"""Texts that begin with a dash: a list whose dashes have no space behind them is one long text to YAML."""

import re

from graphs.checks.survey import Problems, Survey, warning

SHOWN = 30
"""Characters of a text that are told."""


def dashes(survey: Survey) -> Problems:
    """Wordings that were to be a line of a list."""
    for wording in survey.wordings:
        if re.match(r"-[^\W\d]", wording.template):
            message = f"“{wording.template[:SHOWN]}…” begins with a dash, so it is no list."
            yield warning(wording.path, "dash", message, "Put a space after each dash.")
