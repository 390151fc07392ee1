"""Stand-ins that are being served, each on a port of its own, as the vendors are on hosts of their own."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from agent.fakes.registry import FAKES, find
from agent.fakes.script import Script
from agent.fakes.stand_in import StandIn
from agent.fakes.talents import Talents
from telephony.asr.scripted import Said
from telephony.tts.scripted import ScriptedVoice

HOST = "127.0.0.1"


class PortTaken(OSError):
    """A stand-in cannot be served where it should be."""

    def __init__(self, name: str, port: int) -> None:
        super().__init__(f"Port {port} of this machine is taken or not allowed, so {name} cannot be served there.")


@dataclass(frozen=True, slots=True)
class Fakes:
    """Those that are served, by name."""

    by_name: Mapping[str, StandIn]

    def __getitem__(self, name: str) -> StandIn:
        """The stand-in of that name."""
        return self.by_name[name]

    @property
    def settings(self) -> dict[str, str]:
        """What a service is to be told so that it uses them: settings by name."""
        return {name: value for fake in self.by_name.values() for name, value in fake.settings().items()}


def scripted(hears: Iterable[Said] = ()) -> Talents:
    """Talents without arithmetic: hears these utterances, one each time somebody speaks, and speaks in tones."""
    return Talents(Script(hears), ScriptedVoice(letter_ms=20))


@asynccontextmanager
async def open_fakes(
    names: Iterable[str] = tuple(FAKES), *, talents: Talents | None = None, first_port: int = 0, key: str = "fake-key"
) -> AsyncIterator[Fakes]:
    """Serve these stand-ins on this machine until the end of the context.

    `talents`: whose ears and voice they have, `scripted()` when unset; `first_port`: of the first, the others follow;
    0: free ones. Raises ValueError for an unknown name, `PortTaken` for a port that cannot be had.
    """
    talents = talents or scripted()
    served: dict[str, StandIn] = {}
    async with AsyncExitStack() as stack:
        for number, name in enumerate(names):
            fake = find(name)(talents, key=key)
            await serve(fake, stack, port=first_port + number if first_port else 0)
            served[name] = fake
        yield Fakes(served)


async def serve(fake: StandIn, stack: AsyncExitStack, *, port: int = 0) -> None:
    """Serve one stand-in until the stack is unwound; `fake.url` says where."""
    # A client that leaves ends what is being done for it, as with the vendors.
    runner = web.AppRunner(fake.application(), handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    stack.push_async_callback(fake.aclose)
    stack.callback(fake.tear)
    try:
        await web.TCPSite(runner, HOST, port).start()
    except OSError as error:
        raise PortTaken(fake.name, port) from error
    fake.url = f"http://{HOST}:{runner.addresses[0][1]}"
