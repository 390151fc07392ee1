"""The vendors that can be stood in for: one line a vendor."""

from collections.abc import Mapping
from importlib import import_module

from agent.fakes.stand_in import StandIn

FAKES: Mapping[str, str] = {
    "twilio": "agent.fakes.twilio:TwilioFake",
    "deepgram": "agent.fakes.deepgram:DeepgramFake",
    "elevenlabs": "agent.fakes.elevenlabs:ElevenLabsFake",
    "cartesia": "agent.fakes.cartesia:CartesiaFake",
    "polly": "agent.fakes.polly:PollyFake",
    "openai": "agent.fakes.openai:OpenAIFake",
    "anthropic": "agent.fakes.anthropic:AnthropicFake",
}


def find(name: str) -> type[StandIn]:
    """The stand-in of that name. Raises ValueError with the known names."""
    if name not in FAKES:
        raise ValueError(f"There is no stand-in for {name!r}. There are: {', '.join(FAKES)}.")
    module, _, attribute = FAKES[name].partition(":")
    found: type[StandIn] = getattr(import_module(module), attribute)
    return found
