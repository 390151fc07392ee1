"""No key and no word of a caller reaches an error, a traceback or the log, whatever a server says."""

import asyncio
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any, get_args

import pytest
import structlog

from agent.fakes.chat_script import Answer, Cut, refuse, text
from agent.llm import SteadyModel, open_model, probe
from graphs.ports import ModelFailure
from tests.support.models import (
    ASK,
    SCHEMA,
    SERVED,
    WORDS,
    Service,
    settings,
    streamed,
    warm_model,
)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """All that was logged, with every level and every field."""
    entries: list[dict[str, object]] = []

    def keep(_logger: object, _method: str, event: MutableMapping[str, Any]) -> dict[str, object]:
        entries.append(dict(event))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[structlog.processors.format_exc_info, keep])
    yield lambda: repr(entries)
    structlog.configure(**before)


def told(error: BaseException) -> str:
    """Everything that an error says, and those that hang on it."""
    found, at = "", [error]
    while at:
        each = at.pop()
        found += "".join(traceback.format_exception(each)) + repr(each) + repr(vars(each)) + str(each)
        at += [other for other in (each.__cause__, each.__context__) if other is not None]
    return found


def clean(service: Service, *texts: str) -> None:
    """Nothing that must not be told is told."""
    for each in texts:
        assert service.key not in each
        assert WORDS not in each


CUT = {kind: Answer(("One. ", "Two."), cut_after=1, cut=kind) for kind in get_args(Cut)}
ANSWERS = {
    "401": refuse(401),
    "429": refuse(429),
    "500": refuse(500),
    "400": refuse(400),
    "garbage": Answer(raw=WORDS.encode()),
    "no JSON inside": text(f"{WORDS} is no JSON"),
    "a drop": Answer(("x",), cut_after=0),
    "an error": Answer(("x",), cut_after=0, cut="error"),
    **CUT,
}


@pytest.mark.parametrize("provider", SERVED)
@pytest.mark.parametrize("kind", ANSWERS)
async def test_a_failure_says_nothing_that_was_sent(
    provider: str, kind: str, logged: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    """Servers repeat the key and the messages in what they say."""
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        service.chat.then(ANSWERS[kind])
        with pytest.raises(ModelFailure) as whole:
            await model.structured(ASK, SCHEMA)
        clean(service, told(whole.value), repr(model))
        if kind != "no JSON inside":
            with pytest.raises(ModelFailure) as part:
                await streamed(model)
            clean(service, told(part.value))
        clean(service, logged(), caplog.text)
        assert "llm.failed" in logged()


@pytest.mark.parametrize("provider", SERVED)
async def test_a_wrong_key_is_told_without_it(
    provider: str, logged: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    """At start, by the doctor, and to a caller's flow."""
    async with SERVED[provider]() as service:
        wrong = settings(service, **{f"{provider}_api_key": "sk-wrong-secret"})
        with pytest.raises(ModelFailure, match=f"{provider.upper()}_API_KEY") as probed:
            await probe(wrong)
        assert probed.value.fault == "key"
        model = open_model(wrong)
        assert isinstance(model, SteadyModel)
        await model.warm()
        with pytest.raises(ModelFailure) as asked:
            await model.structured(ASK, SCHEMA)
        await model.aclose()
        texts = (told(probed.value), told(asked.value), logged(), caplog.text)
        assert "llm.unreachable" in logged()
        assert not any("sk-wrong-secret" in each for each in texts)
        assert any(each.endswith("key: …") or "key provided: …" in each for each in service.refused)
        assert not any("sk-wrong-secret" in each for each in service.refused)


@pytest.mark.parametrize("provider", SERVED)
async def test_a_server_that_cannot_be_reached_is_told_without_a_secret(
    provider: str, logged: Callable[[], str], caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody listens at that address."""
    async with SERVED[provider]() as service:
        nowhere = settings(service, **{f"{provider}_base_url": "http://127.0.0.1:9/v1"})
        async with warm_model(nowhere) as model:
            with pytest.raises(ModelFailure) as failure:
                await streamed(model)
            assert failure.value.fault == "network"
            clean(service, told(failure.value), logged(), caplog.text)


@pytest.mark.parametrize("provider", SERVED)
async def test_a_wait_that_is_given_up_says_nothing(
    provider: str, logged: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the deadline nor by our own limits."""
    monkeypatch.setattr("agent.llm.steady.ALONE_S", 0.05)
    async with SERVED[provider]() as service, warm_model(settings(service)) as model:
        service.chat.then(Answer(("x",), stall_after=0))
        with pytest.raises(ModelFailure) as late:
            await streamed(model)
        with pytest.raises(TimeoutError) as given_up:
            async with asyncio.timeout(0.05):
                await model.structured(ASK, SCHEMA)
        clean(service, told(late.value), "".join(traceback.format_exception(given_up.value)), logged())
