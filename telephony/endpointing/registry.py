"""Those who judge by the sound whether a caller has finished: one line each."""

from collections.abc import Mapping

from telephony.audio import providers
from telephony.audio.providers import Means, Offer
from telephony.endpointing.port import EndOfTurn

JUDGES: Mapping[str, Offer] = {
    "none": Offer("", "Nobody: what was asked, what was said, and silence decide."),
    "smart-turn": Offer(
        "telephony.endpointing.smart_turn:SmartTurn",
        "Smart Turn, inside this process: no key, no network, 23 languages. Its model is installed on its own.",
        models=("v3.2",),
    ),
}


def load(spec: str, means: Means) -> EndOfTurn | None:
    """The judge that `spec` names, not yet warmed; None for `none`.

    Raises `UnknownProvider` with the known names, `SpeechUnavailable` for a model that the judge does not have.
    """
    if not providers.find(spec, kind="judge of the end of a turn", table=JUDGES).target:
        return None
    judge: EndOfTurn = providers.load(spec, means, kind="judge of the end of a turn", table=JUDGES)
    return judge
