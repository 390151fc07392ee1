"""`trunkline account`: who may sign in to the console."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from agent.access.access import Access, open_access
from agent.access.accounts import Wanted, normal_email
from agent.access.roles import ROLES
from agent.cli.db import table
from agent.errors import TrunklineError
from agent.logs import set_up_logs
from agent.safety.audit.log import AuditLog
from agent.safety.keeping.opening import by_hand
from agent.settings import Settings, load_settings
from agent.store.audit import AuditEntries
from agent.store.database import open_database
from agent.store.people import Person

Work = Callable[[Access, argparse.Namespace], Awaitable[None]]


def options(command: argparse.ArgumentParser) -> None:
    """The verb's options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    add = what.add_parser("add", help="make an account; the password is asked for")
    add.add_argument("--email", required=True)
    add.add_argument("--name", help="by which changes are signed (default: the e-mail address up to the @)")
    add.add_argument("--role", choices=ROLES, default="view", help="default: %(default)s")
    add.add_argument("--no-password", action="store_true", help="they sign in by the OpenID provider only")
    what.add_parser("list", help="all accounts")
    remove = what.add_parser("remove", help="delete an account; its sessions end")
    password = what.add_parser("password", help="give an account another password; its sessions end")
    for each in (remove, password):
        each.add_argument("email")
    for each in (add, password):
        each.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Do it. Returns 0."""
    set_up_logs("error")
    asyncio.run(with_access(_WORK[given.what], given))
    return 0


async def with_access(work: Work, given: argparse.Namespace) -> None:
    """Do something to accounts or keys."""
    async with access_by_hand(load_settings()) as access:
        await work(access, given)


@asynccontextmanager
async def access_by_hand(settings: Settings) -> AsyncIterator[Access]:
    """Accounts and keys, in the database of the settings. What is done to them stands in the audit log."""
    async with open_database(settings) as database:
        await database.migrate()
        audit = AuditLog(AuditEntries(database), key=_no_key)
        try:
            async with open_access(settings, database, audit=audit) as access:
                yield access
        finally:
            await audit.finish()


async def _no_key(_: str) -> None:
    """Nothing is told of callers here, for whose numbers something would have to stand."""


async def _add(access: Access, given: argparse.Namespace) -> None:
    email = normal_email(given.email)
    if await access.people.by_email(email):
        raise TrunklineError(f"There is an account of {email} already.")
    if given.role != "administer" and not await access.people.any():
        raise TrunklineError("The first account has to administer, or nobody could: add --role administer.")
    if given.no_password and access.provider is None:
        raise TrunklineError("There is no OpenID provider (TRUNKLINE_OIDC_ISSUER), so they need a password.")
    password = None if given.no_password else await _password(given)
    name = given.name or email.partition("@")[0]
    person = await access.accounts.add(Wanted(email, name, given.role, password), by=by_hand())
    print(f"{person.email} may sign in now, as {person.name} ({person.role}).")


async def _list(access: Access, _: argparse.Namespace) -> None:
    rows = [["e-mail", "name", "role", "signs in by", "last signed in"]]
    for person in await access.people.all():
        last = f"{person.signed_in_at:%Y-%m-%d %H:%M} UTC" if person.signed_in_at else "never"
        rows.append([person.email, person.name, person.role, _ways(person), last])
    print("\n".join(table(rows)) if len(rows) > 1 else "There is no account yet: trunkline account add --help")


async def _remove(access: Access, given: argparse.Namespace) -> None:
    person = await _find(access, given.email)
    await access.accounts.remove(person, by=by_hand())
    print(f"{person.email} may not sign in any more.")


async def _set_password(access: Access, given: argparse.Namespace) -> None:
    person = await _find(access, given.email)
    await access.accounts.set_password(person, await _password(given), by=by_hand())
    await access.signing_in.forgive(person)
    print(f"{person.email} has another password; at every browser they have to sign in again.")


async def _find(access: Access, email: str) -> Person:
    person = await access.people.by_email(normal_email(email))
    if person is None:
        raise TrunklineError(f"There is no account of {email}: see trunkline account list.")
    return person


async def _password(given: argparse.Namespace) -> str:
    """From standard input, or asked for twice at the terminal, which does not show it."""
    if given.password_stdin:
        line: str = await asyncio.to_thread(sys.stdin.readline)
        return line.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise TrunklineError("There is no terminal to ask for the password at: use --password-stdin.")
    first = await asyncio.to_thread(getpass.getpass, "Password (at least 12 characters): ")
    if first != await asyncio.to_thread(getpass.getpass, "The same again: "):
        raise TrunklineError("These were two different passwords; nothing was changed.")
    return first


def _ways(person: Person) -> str:
    ways = [*(["password"] if person.has_password else []), *(["provider"] if person.subject else [])]
    return "nothing: disabled" if person.disabled else " or ".join(ways) or "provider, not yet"


_WORK: Mapping[str, Work] = {"add": _add, "list": _list, "remove": _remove, "password": _set_password}
