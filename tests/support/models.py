"""Language models on real sockets: the stand-ins, scripted, and a model of ours that is warm."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager

from agent.fakes.anthropic import AnthropicFake
from agent.fakes.chat_script import Answer
from agent.fakes.openai import OpenAIFake
from agent.fakes.running import scripted, serve
from agent.fakes.stand_in import StandIn
from agent.llm import SteadyModel, open_model
from agent.settings import Settings
from graphs.ports import Message, Tool, ToolCall

OPENAI_KEY = "sk-test-key-of-the-caller"
ANTHROPIC_KEY = "sk-ant-test-key"
WORDS = "a caller's secret words"
ASK = (Message("system", "Be short."), Message("user", f"Hello? {WORDS}"))
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["word"],
    "properties": {"word": {"type": "string"}},
}
LOOK = Tool("look", "Looks.", {"type": "object", "properties": {"at": {"type": "string"}}, "required": ["at"]})


@asynccontextmanager
async def openai_service(*answers: Answer) -> AsyncIterator[OpenAIFake]:
    """A stand-in for OpenAI that answers so."""
    async with AsyncExitStack() as stack:
        fake = OpenAIFake(scripted(), key=OPENAI_KEY)
        await serve(fake, stack)
        fake.chat.then(*answers)
        yield fake


@asynccontextmanager
async def anthropic_service(*answers: Answer) -> AsyncIterator[AnthropicFake]:
    """A stand-in for Anthropic that answers so."""
    async with AsyncExitStack() as stack:
        fake = AnthropicFake(scripted(), key=ANTHROPIC_KEY)
        await serve(fake, stack)
        fake.chat.then(*answers)
        yield fake


Service = OpenAIFake | AnthropicFake
SERVED: Mapping[str, Callable[..., AbstractAsyncContextManager[Service]]] = {
    "openai": openai_service,
    "anthropic": anthropic_service,
}
"""Those who serve a model, by provider."""


def settings(*fakes: StandIn, **named: object) -> Settings:
    """Settings that lead to the first, and to the second when it fails."""
    told = {name.lower(): value for fake in fakes for name, value in fake.settings().items()}
    models = [f"{fake.name}:test" for fake in fakes] + ["none"]
    return Settings.model_validate(
        {**told, "trunkline_llm": models[0], "trunkline_llm_fallback": models[1], "trunkline_llm_deadline": 5000}
        | named
    )


@asynccontextmanager
async def warm_model(settings: Settings) -> AsyncIterator[SteadyModel]:
    """The model that the settings name, warm."""
    model = open_model(settings)
    assert model is not None
    try:
        await model.warm()
        yield model
    finally:
        await model.aclose()


async def streamed(model: SteadyModel, messages: tuple[Message, ...] = ASK, *tools: Tool) -> list[str | ToolCall]:
    """Everything that is streamed."""
    async with aclosing(model.stream(messages, tools)) as pieces:
        return [piece async for piece in pieces]
