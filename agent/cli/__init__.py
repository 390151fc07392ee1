"""The command line: `trunkline VERB`. Each verb is one file, imported when it is called, so that `--help` is quick."""

import argparse
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version

from agent.secrets import without

VERBS = {
    "serve": ("agent.cli.serve", "answer phone calls: the service"),
    "call": ("agent.cli.call", "ring a running service as a simulated caller, over Twilio's protocol"),
    "chat": ("agent.cli.chat", "hold a conversation with a flow in the terminal, by text"),
    "understand": ("agent.cli.understand", "say what the rules make of sentences: JSON lines in, JSON lines out"),
    "redact": ("agent.cli.redact", "write what callers said without card numbers and the like: JSON lines in and out"),
    "flow": ("agent.cli.flow", "check, test, format, compare and draw flow documents"),
    "costs": ("agent.cli.costs", "say what calls have cost, by stage and provider"),
    "limits": ("agent.cli.limits", "say and change who may call, how often and how long; block and allow numbers"),
    "callers": ("agent.cli.callers", "show or erase what is kept of a caller"),
    "export-caller": ("agent.cli.export_caller", "write everything that is known of a caller into a ZIP file"),
    "keep": ("agent.cli.keep", "say how long each kind of data is kept, and delete what is older now"),
    "audit": ("agent.cli.audit", "who saw, changed, exported and erased: show the log, verify it, cut it"),
    "tenant": ("agent.cli.tenant", "make, set up and remove tenants: several businesses on one service"),
    "account": ("agent.cli.account", "say who may sign in to the console"),
    "key": ("agent.cli.key", "make and revoke keys by which programs ask the API"),
    "doctor": ("agent.cli.doctor", "say what is missing for a real phone call"),
    "secret": ("agent.cli.secret", "keep, list and remove secrets that tools name"),
    "keys": ("agent.cli.keys", "list, rotate and apply the keys under which conversations are kept"),
    "db": ("agent.cli.db", "look at the database, and migrate it by hand"),
    "fakes": ("agent.cli.fakes", "serve stand-ins for vendors, to try things out without a key"),
    "demo": ("agent.cli.demo", "start the service, ring it, book an appointment by voice, show the row"),
}
"""A verb, the module that performs it, and what it does."""

Run = Callable[[argparse.Namespace], int]


def parser(verbs: Sequence[str] = tuple(VERBS)) -> argparse.ArgumentParser:
    """The command line's grammar; only the named verbs are imported and know their options."""
    top = argparse.ArgumentParser(prog="trunkline", description="Phone calls answered by a voice agent.")
    top.add_argument("--version", action="version", version=f"trunkline {version('trunkline')}")
    sub = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb, (module, summary) in VERBS.items():
        command = sub.add_parser(verb, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if verb in verbs:
            import_module(module).options(command)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code: 0 done, 1 could not, 2 wrongly called, 130 interrupted."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wanted = [verb for verb in given[:1] if verb in VERBS]
    parsed = parser(wanted).parse_args(given)
    run: Run = parsed.run
    try:
        return run(parsed)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; there is nobody to tell
        return 1
    except Exception as error:  # noqa: BLE001 -- the edge of the command line
        said = f"trunkline: {error}\n" if _told(error) else "".join(traceback.format_exception(error))
        sys.stderr.write(without(said))
        return 1


def _told(error: Exception) -> bool:
    """Whether the error's message was written for the person at the terminal."""
    from agent.errors import TrunklineError  # noqa: PLC0415 -- only when something went wrong
    from graphs.problems import FlowError  # noqa: PLC0415
    from telephony.errors import TelephonyError  # noqa: PLC0415

    return isinstance(error, TrunklineError | TelephonyError | FlowError)
