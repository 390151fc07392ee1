"""One model, before it is there."""

import pytest

from agent.llm.provided import ProvidedModel
from agent.llm.registry import find
from agent.settings import Settings
from graphs.ports import Message, ModelFailure


def model() -> ProvidedModel:
    """A model that is not connected."""
    (found,) = find(Settings.model_validate({"trunkline_llm": "openai:gpt", "openai_api_key": "sk-secret"}))
    return ProvidedModel(found)


async def test_before_it_is_connected_it_is_not_there() -> None:
    """Whoever asks is told at once; closing it is nothing."""
    provided = model()
    assert not provided.usable
    with pytest.raises(ModelFailure, match="not ready") as failure:
        await provided.structured([Message("user", "Hello?")], {})
    assert failure.value.fault == "local"
    await provided.aclose()


async def test_a_client_that_cannot_be_imported_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name of what is missing."""

    def fail(name: str) -> None:
        raise ModuleNotFoundError(name, name="vendors_client")

    monkeypatch.setattr("importlib.import_module", fail)
    with pytest.raises(ModelFailure, match="vendors_client") as failure:
        await model().connect()
    assert (failure.value.fault, failure.value.__context__) == ("local", None)
