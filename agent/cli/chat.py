"""`trunkline chat`: a flow in the terminal, by text: the same engine, memory and tools as on the phone."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Callable

from agent.cli.call import random_number
from agent.dialogue import Dialogue
from agent.logs import set_up_logs
from agent.office import open_office
from agent.settings import load_settings
from graphs.engine import CallFacts
from telephony.call.ports import Act, CallerInput, Expect, HangUp, Say, Stands, Trace, Transfer

HELP = "Type what the caller says. /press DIGITS, /silence, /hangup; end of input hangs up too."


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument("--flow", help="which flow (default: the service's own)")
    command.add_argument("--from", dest="caller", help="the caller's number (default: a random Indian mobile)")
    command.add_argument("--language", help="the language of the call, such as hi")
    command.add_argument("--why", action="store_true", help="show the steps, slots and tools behind each answer")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Converse. Returns 0 when the flow came to a result."""
    return asyncio.run(_run(given))


async def _run(given: argparse.Namespace) -> int:
    settings = load_settings()
    set_up_logs("warning")
    async with open_office(settings) as office:
        flow = office.flows.get(given.flow or settings.trunkline_flow)
        facts = CallFacts(
            id=f"chat-{secrets.token_hex(8)}",
            caller=given.caller or random_number(),
            callee="",
            direction="inbound",
            language=given.language or flow.document.languages[0],
            open=office.opening.now_open(),
        )
        if sys.stdin.isatty():
            print(HELP)
        return await Chat(Dialogue(flow, facts, office.around), why=given.why).hold()


class Chat:
    """One conversation at the terminal."""

    def __init__(self, dialogue: Dialogue, *, why: bool) -> None:
        self._dialogue = dialogue
        self._why = why
        self._over = False

    async def hold(self) -> int:
        """Until the flow ends, or the input does."""
        await self._dialogue.begin(self._show)
        while not self._over:
            line = await asyncio.to_thread(self._read)
            if line is None or line.strip() == "/hangup":
                break
            if heard := self._heard(line):
                await self._dialogue.turn(heard, (), self._show)
        result = await self._dialogue.close("agent" if self._over else "caller", ())
        print(f"\n(ended: {result or 'no result'})")
        return 0 if result else 1

    def _heard(self, line: str) -> CallerInput | None:
        text = line.strip()
        if not sys.stdin.isatty() and text:
            print(f"caller> {text}")
        command, _, rest = text.partition(" ")
        actions: dict[str, Callable[[], CallerInput]] = {
            "/press": lambda: CallerInput(keys=rest.strip()),
            "/silence": lambda: CallerInput(silence=True),
        }
        if command in actions:
            return actions[command]()
        if command.startswith("/"):
            print(HELP)
            return None
        return CallerInput(text=text) if text else None

    def _read(self) -> str | None:
        if sys.stdin.isatty():
            print("caller> ", end="", flush=True)
        return sys.stdin.readline() or None

    def _show(self, act: Act) -> None:
        match act:
            case Say(text=text, filler=False):
                print(f" agent> {text}", flush=True)
            case HangUp():
                self._over = True
            case Transfer(to=to, number=number):
                print(f" (the caller is connected to {to}, {number})")
                self._over = True
            case Trace(event=event, fields=fields) if self._why:
                told = ", ".join(f"{name.removeprefix('pii_')}={value}" for name, value in fields.items())
                print(f"         {event}: {told}")
            case Trace() | Expect() | Stands() | Say():
                pass
