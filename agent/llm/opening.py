"""The language model that the settings name: for the calls of a process, and for a question whether it works."""

from agent.llm.provided import ProvidedModel
from agent.llm.registry import find
from agent.llm.steady import SteadyModel
from agent.settings import Settings

PROBE_S = 10.0
"""How long a model may take to say that it works."""


def open_model(settings: Settings) -> SteadyModel | None:
    """The model that the settings name, to be warmed (`await model.warm()`) and closed (`aclose`); None for `none`.

    Takes no time and imports nothing. Raises SettingsError with what to do.
    """
    found = find(settings)
    deadline_s = settings.trunkline_llm_deadline / 1000
    return SteadyModel([ProvidedModel(each) for each in found], deadline_s=deadline_s) if found else None


async def probe(settings: Settings, *, fallback: bool = False) -> str:
    """Ask the model one small question for real, or the one that stands in for it. Returns its name; empty: none is
    named.

    Raises SettingsError with what to do, or ModelFailure, whose `fault` says what is wrong.
    """
    models = [ProvidedModel(each) for each in find(settings)]
    if len(models) <= fallback:
        return ""
    model = models[fallback]
    try:
        await model.connect()
        await model.ask(limit_s=PROBE_S)
    finally:
        await model.aclose()
    return model.name
