"""What every provider that cools down must do when it is reminded, whoever wrote it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from importlib import import_module

import pytest

from agent.fakes import Fakes, open_fakes, scripted
from agent.llm import open_model
from agent.llm.steady import SteadyModel
from agent.settings import Settings
from telephony.asr import registry as recognisers
from telephony.asr.port import Recogniser
from telephony.audio.providers import Cooling, Means
from telephony.audio.workers import SpeechPool
from telephony.tts import registry as voices
from telephony.tts.port import Voice
from telephony.usage import Usage, collecting

FAKES = ("openai", "anthropic", "elevenlabs", "cartesia", "polly", "deepgram")
COOLING = (
    "asr whisper",
    "tts openai",
    "tts elevenlabs-http",
    "tts cartesia",
    "tts polly",
    "llm openai",
    "llm anthropic",
)
MODELS: Mapping[str, str] = {"openai": "openai:gpt-4o-mini", "anthropic": "anthropic:claude-haiku-4-5"}


@dataclass
class Reminded:
    """A provider that is warm, and what it is reminded of by."""

    name: str
    provider: Cooling
    fakes: Fakes
    used: list[Usage] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """Requests that came, of all vendors."""
        return [f"{seen.method} {seen.path}" for fake in self.fakes.by_name.values() for seen in fake.requests]


@pytest.fixture(params=COOLING)
async def reminded(request: pytest.FixtureRequest) -> AsyncIterator[Reminded]:
    """Each of them, warmed; vendors are stood in for."""
    kind, _, name = request.param.partition(" ")
    async with AsyncExitStack() as stack:
        fakes = await stack.enter_async_context(open_fakes(FAKES, talents=scripted()))
        pool = SpeechPool(threads=1)
        stack.push_async_callback(pool.aclose)
        provider = await _warm(kind, name, fakes, pool)
        assert isinstance(provider, Cooling)
        stack.push_async_callback(provider.aclose)
        used: list[Usage] = []
        stack.enter_context(collecting(used.append))
        yield Reminded(request.param, provider, fakes, used)


async def _warm(kind: str, name: str, fakes: Fakes, pool: SpeechPool) -> Recogniser | Voice | SteadyModel:
    means = Means(pool, fakes.settings)
    if kind == "llm":
        settings = Settings(trunkline_llm=MODELS[name], **{key.lower(): value for key, value in fakes.settings.items()})
        model = open_model(settings)
        assert model is not None
        await model.warm()
        return model
    provider: Recogniser | Voice = recognisers.load(name, means) if kind == "asr" else voices.load(name, means)
    await provider.warm()
    return provider


async def test_a_reminder_costs_nothing(reminded: Reminded) -> None:
    """No word is spoken, heard or written for it, and nothing is charged."""
    before = len(reminded.asked)
    await reminded.provider.keep_warm()
    await reminded.provider.keep_warm()

    assert reminded.used == []
    assert all(each.startswith("GET ") for each in reminded.asked[before:])
    assert not any("speech" in each for each in reminded.asked[before:])


async def test_a_reminder_is_one_that_the_vendor_understands(reminded: Reminded) -> None:
    """Nothing is refused."""
    await reminded.provider.keep_warm()

    assert [fake.refused for fake in reminded.fakes.by_name.values() if fake.refused] == []


def test_everybody_who_cools_down_is_held_to_this() -> None:
    """One line a provider; sockets that look after themselves need no reminder."""
    found = [
        f"{kind} {name}"
        for kind, registry in (("asr", recognisers), ("tts", voices))
        for name, offer in registry.PROVIDERS.items()
        if hasattr(_class(offer.target), "keep_warm")
    ]

    assert set(found) == {each for each in COOLING if not each.startswith("llm")}


def _class(target: str) -> object:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)
