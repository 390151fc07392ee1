"""`trunkline call`: a simulated caller, Twilio's side of the protocol at a running service."""

import argparse
import asyncio
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from agent.cli.spoken import sounds
from agent.cli.watching import Conversation, Shown, Watch
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.settings import load_settings
from telephony.caller import call as caller
from telephony.caller.plan import Action, CallPlan, Press, Say, Wait
from telephony.caller.report import CallerEvent, CallReport


class _Script(argparse.Action):
    """Collects what the caller does in the order of the command line, whatever the option."""

    def __call__(
        self, _parser: argparse.ArgumentParser, given: argparse.Namespace, value: object, option: str | None = None
    ) -> None:
        given.script = [*(given.script or []), (str(option).removeprefix("--"), value)]


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    command.add_argument("--url", default="http://127.0.0.1:8080", help="the service (default: %(default)s)")
    command.add_argument("--flow", help="which flow is called (default: the service's own)")
    command.add_argument("--from", dest="caller", help="the caller's number (default: a random Indian mobile)")
    command.add_argument(
        "--to", dest="callee", default="+912071110000", help="the number called (default: %(default)s)"
    )
    command.add_argument("--language", help="the language of the call, such as hi")
    script = command.add_argument_group("what the caller does, in this order, each once the agent has stopped speaking")
    script.add_argument(
        "--say", action=_Script, dest="script", metavar="TEXT", help="say this, with the embedded voice"
    )
    script.add_argument("--wav", action=_Script, dest="script", metavar="FILE", help="play this WAV")
    script.add_argument("--press", action=_Script, dest="script", metavar="DIGITS", help="press these keys")
    script.add_argument("--wait", action=_Script, dest="script", metavar="SECONDS", help="be silent for so long")
    command.add_argument("--barge-in", type=float, metavar="SECONDS", help="speak so long after the agent began")
    command.add_argument("--hangup-after", type=float, metavar="SECONDS", help="hang up so long after the call began")
    command.add_argument(
        "--limit", type=float, default=180, metavar="SECONDS", help="hang up after so long at the latest"
    )
    command.add_argument("--record", type=Path, metavar="OUT.wav", help="record both sides: left caller, right agent")
    command.add_argument("--key", help="by which the service tells what happens (default: TRUNKLINE_API_KEY)")
    command.add_argument("--json", action="store_true", help="print the call's timeline, a JSON line an event")
    command.set_defaults(run=run, script=[])


def run(given: argparse.Namespace) -> int:
    """Ring. Returns 0 when the flow brought the call to a result."""
    return asyncio.run(_run(given))


async def _run(given: argparse.Namespace) -> int:
    set_up_logs("warning")
    plan = CallPlan(
        caller=given.caller or random_number(),
        callee=given.callee,
        flow=given.flow,
        language=given.language,
        script=await prepared(given.script),
        barge_in_s=given.barge_in,
        hangup_after_s=given.hangup_after,
        limit_s=given.limit,
        auth_token=_auth_token(),
        account_sid=load_settings().twilio_account_sid,
        public_url=load_settings().public_url,
        record=given.record,
    )
    shown = _Lines() if given.json else Conversation(plan.caller)
    report, result = await ring(given.url, plan, shown, key=given.key or _api_key())
    for problem in report.twiml_errors:
        print(f"trunkline: {problem}", file=sys.stderr)
    return 0 if result else 1


async def ring(url: str, plan: CallPlan, shown: Shown, *, key: str | None = None) -> tuple[CallReport, str]:
    """Make the call, show its timeline as it grows, and return the report and the flow's result. `key`: see Watch."""
    watch = Watch(url, shown.entry, key=key)

    def happened(event: CallerEvent) -> None:
        if event.name == "connected":
            watch.call_id(str(event.fields["call_id"]))

    watching = asyncio.create_task(watch.run())
    try:
        report = await caller.ring(url, plan, on_event=happened)
        watch.over()
        last = await watching
    finally:
        watching.cancel()
    if not last:  # the service cannot tell any more: what the caller knows
        at_ms = round(report.seconds * 1000)
        last = {"at_ms": at_ms, "event": "ended", "result": "", "by": report.ended_by, "why": report.why}
    shown.ended(last, report)
    return report, str(last.get("result") or "")


async def prepared(script: Sequence[tuple[str, str]]) -> list[Action]:
    """The script with its sound: sentences are synthesised before the call, so that the call waits for nothing."""
    made = await sounds(script)
    return [_action(kind, value, made) for kind, value in script]


def _action(kind: str, value: str, made: Mapping[tuple[str, str], bytes]) -> Action:
    match kind:
        case "press":
            return Press(_keys(value))
        case "wait":
            return Wait(_seconds(value))
        case "say":
            return Say(made[kind, value], value)
        case _:
            return Say(made[kind, value], Path(value).name)


def random_number() -> str:
    """An Indian mobile number, so that one call does not take up another's conversation."""
    return f"+9198{secrets.randbelow(10**8):08d}"


def _keys(value: str) -> str:
    if not value or set(value.upper()) - set("0123456789*#ABCD"):
        raise TrunklineError(f"--press takes keys of a telephone (0-9, *, #), not “{value}”.")
    return value.upper()


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise TrunklineError(f"--wait takes seconds, such as 2.5, not “{value}”.")
    return seconds


def _auth_token() -> str | None:
    token = load_settings().twilio_auth_token
    return token.get_secret_value() if token else None


def _api_key() -> str | None:
    key = load_settings().trunkline_api_key
    return key.get_secret_value() if key else None


class _Lines:
    """The timeline as JSON lines on standard output; the last is `ended`."""

    def entry(self, entry: dict[str, object]) -> None:
        if entry["event"] != "ended":
            self._print(entry)

    def ended(self, last: dict[str, object], report: CallReport) -> None:
        self._print({**last, "call_id": report.call_id, "protocol_errors": report.protocol_errors})

    def _print(self, entry: dict[str, object]) -> None:
        sys.stdout.write(orjson.dumps(entry, default=str).decode() + "\n")
        sys.stdout.flush()
