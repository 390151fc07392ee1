"""`trunkline fakes`: stand-ins for vendors on this machine, until it is stopped."""

import argparse
import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agent.errors import TrunklineError
from agent.fakes.faults import Fault
from agent.fakes.registry import FAKES
from agent.fakes.running import Fakes, PortTaken, open_fakes
from agent.fakes.script import Script
from agent.fakes.talents import Talents
from agent.logs import set_up_logs
from telephony.asr.embedded import EmbeddedRecogniser
from telephony.audio.workers import SpeechPool
from telephony.tts.embedded import EmbeddedVoice
from telephony.tts.scripted import ScriptedVoice

HEAD = "# Written by trunkline fakes: stand-ins on this machine."
SHOWN = 20
"""Refusals of one stand-in that are printed in the end."""
_TIME = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument("names", nargs="*", metavar="NAME", help=f"which (default: all): {', '.join(FAKES)}")
    command.add_argument(
        "--port", type=int, default=9100, help="of the first, the others follow; 0: free ones (default: %(default)s)"
    )
    command.add_argument("--key", default="fake-key", help="the key that clients must bring (default: %(default)s)")
    command.add_argument("--env", type=Path, metavar="FILE", help="write the settings there too, as lines for .env")
    talents = command.add_argument_group("what they hear and how they speak")
    talents.add_argument(
        "--ears", choices=("embedded", "scripted"), help="who recognises (default: embedded; scripted with --hears)"
    )
    talents.add_argument("--hears", metavar="TEXT|TEXT", help="what is heard, one each time somebody speaks")
    talents.add_argument("--voice", choices=("embedded", "tone"), help="how they speak (default: embedded)")
    talents.add_argument("--scripted", action="store_true", help="no arithmetic: --ears scripted --voice tone")
    trouble = command.add_argument_group("what goes wrong; also while they run: POST /_fakes/troubles at each")
    trouble.add_argument(
        "--fault", action="append", default=[], metavar="NAME:FAULT", help="such as deepgram:cut@3, elevenlabs:429x0"
    )
    trouble.add_argument(
        "--delay", action="append", default=[], metavar="NAME=TIME", help="before each answer, such as deepgram=300ms"
    )
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Serve until a signal."""
    set_up_logs("error")
    names = _names(given)
    _check_key(given.key)
    faults = [_fault(each, names) for each in given.fault]
    delays = dict(_delay(each, names) for each in given.delay)
    asyncio.run(_serve(given, names, faults, delays))
    return 0


async def _serve(
    given: argparse.Namespace, names: Sequence[str], faults: Sequence[tuple[str, Fault]], delays: Mapping[str, float]
) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    try:
        async with (
            _talents(given) as talents,
            open_fakes(names, talents=talents, first_port=given.port, key=given.key) as fakes,
        ):
            for name, fault in faults:
                fakes[name].troubles.add(fault)
            for name, seconds in delays.items():
                fakes[name].troubles.delay_s = seconds
            _tell(fakes, given.env)
            await stop.wait()
            _sum_up(fakes)
    except PortTaken as why:
        raise TrunklineError(f"{why} Choose another with --port.") from None


@asynccontextmanager
async def _talents(given: argparse.Namespace) -> AsyncIterator[Talents]:
    scripted_ears = given.ears == "scripted" or (given.ears is None and (given.scripted or given.hears is not None))
    if not scripted_ears and given.hears is not None:
        raise TrunklineError("--hears is a script, so it cannot go with --ears embedded. Leave one of them out.")
    hears = [said.strip() for said in (given.hears or "").split("|") if said.strip()]
    tone = given.voice == "tone" or (given.voice is None and given.scripted)
    pool = SpeechPool()
    recogniser = Script(hears) if scripted_ears else EmbeddedRecogniser(pool)
    voice = ScriptedVoice(letter_ms=20) if tone else EmbeddedVoice(pool)
    try:
        await recogniser.warm()
        await voice.warm()
        yield Talents(recogniser, voice)
    finally:
        await recogniser.aclose()
        await voice.aclose()
        await pool.aclose()


def _tell(fakes: Fakes, file: Path | None) -> None:
    lines = [f"{name}={value}" for name, value in fakes.settings.items()]
    if file is not None:
        _write(file, [HEAD, *lines])
    print("\n".join(lines), end="\n\n", flush=True)
    told = f" They are in {file} too." if file is not None else ""
    sentence = f"Ready: {', '.join(fakes.by_name)}. These are the settings of a service that uses them.{told}"
    print(f"{sentence} Stop with Ctrl-C.", file=sys.stderr, flush=True)


def _write(file: Path, lines: Sequence[str]) -> None:
    try:
        if file.exists() and not file.read_text().startswith(HEAD):
            raise TrunklineError(f"{file} exists and is not one of ours: it may hold keys. Choose another file.")
        file.write_text("\n".join(lines) + "\n")
    except (OSError, UnicodeDecodeError) as why:
        raise TrunklineError(f"{file} cannot be written: {why}.") from None


def _sum_up(fakes: Fakes) -> None:
    for name, fake in fakes.by_name.items():
        if fake.requests:
            print(f"{name}: {len(fake.requests)} requests, {len(fake.refused)} refused", file=sys.stderr)
        for why in list(fake.refused)[:SHOWN]:
            print(f"  {why}", file=sys.stderr)


def _names(given: argparse.Namespace) -> Sequence[str]:
    names = tuple(dict.fromkeys(given.names)) or tuple(FAKES)
    for name in names:
        _known(name, FAKES)
    if not (given.port == 0 or 1 <= given.port <= 65_536 - len(names)):
        raise TrunklineError(f"There are no ports from {given.port} on. Write --port 9100, or 0 for free ones.")
    return names


def _check_key(key: str) -> None:
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise TrunklineError("--key is no key: write letters, figures and signs without blanks, such as fake-key.")


def _known(name: str, names: Sequence[str] | Mapping[str, str]) -> str:
    if name not in names:
        among = "There are" if names is FAKES else "Served are"
        raise TrunklineError(f"There is no stand-in called “{name}”. {among}: {', '.join(names)}.")
    return name


def _fault(written: str, names: Sequence[str]) -> tuple[str, Fault]:
    name, colon, fault = written.partition(":")
    if not colon:
        raise TrunklineError(f"“{written}” does not say whose fault it is. Write it like deepgram:cut@3.")
    try:
        return _known(name, names), Fault.parse(fault)
    except ValueError as why:
        raise TrunklineError(str(why)) from None


def _delay(written: str, names: Sequence[str]) -> tuple[str, float]:
    name, _, time = written.partition("=")
    found = _TIME.fullmatch(time)
    if not found:
        raise TrunklineError(f"“{written}” is no delay. Write it like deepgram=300ms or deepgram=1.5s.")
    return _known(name, names), float(found[1]) / (1000 if found[2] == "ms" else 1)
