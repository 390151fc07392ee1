"""All that decides who may use the console, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agent.access.accounts import Accounts
from agent.access.attendance import Attendance
from agent.access.audit import Audit, LoggedAudit
from agent.access.failures import Failures
from agent.access.first_run import FirstRun
from agent.access.keys import Keys
from agent.access.oidc import Client, Provider
from agent.access.openness import Openness
from agent.access.passwords import Passwords
from agent.access.provided import Provided, Rules
from agent.access.signing_in import SigningIn
from agent.access.sittings import Sittings
from agent.errors import SettingsError
from agent.settings import Settings
from agent.store.api_keys import ApiKeys
from agent.store.database import Database
from agent.store.people import People
from agent.store.sessions import Sessions
from agent.store.sign_in_tries import SignInTries
from agent.store.sign_in_trips import SignInTrips


@dataclass(frozen=True, slots=True)
class Access:
    """Made once, in the composition root; the guard asks it, and the routes of people, sessions and keys."""

    public_url: str | None
    people: People
    accounts: Accounts
    sittings: Sittings
    keys: Keys
    openness: Openness
    first_run: FirstRun
    signing_in: SigningIn
    provider: Provider | None
    provided: Provided
    trips: SignInTrips
    audit: Audit
    failures: Failures
    """Sign-ins that come to nothing."""
    attendance: Attendance
    """Whoever reads a stream or makes a test call."""

    def changed(self) -> None:
        """Accounts, sessions or keys have changed here: nothing that was known of them a moment ago holds."""
        self.sittings.forget()
        self.openness.forget()
        self.attendance.look()


@asynccontextmanager
async def open_access(
    settings: Settings,
    database: Database,
    *,
    audit: Audit | None = None,
    failed: Callable[[str, str], None] | None = None,
) -> AsyncIterator[Access]:
    """Ready to be asked. `failed` counts sign-ins that come to nothing. Raises SettingsError."""
    audit = audit or LoggedAudit()
    failures = Failures(audit, failed)
    people, passwords = People(database), Passwords()
    openness = Openness(settings, people)
    sessions, api_keys = Sessions(database), ApiKeys(database)
    provider = provider_of(settings)
    try:
        await passwords.warm()
        yield Access(
            public_url=settings.public_url,
            people=people,
            accounts=Accounts(people, passwords, audit),
            sittings=Sittings(sessions),
            keys=Keys(api_keys, audit),
            openness=openness,
            first_run=FirstRun(people, openness),
            signing_in=SigningIn(people, SignInTries(database), passwords, failures),
            provider=provider,
            provided=Provided(people, _rules(settings), audit),
            trips=SignInTrips(database),
            audit=audit,
            failures=failures,
            attendance=Attendance(sessions, api_keys, openness),
        )
    finally:
        passwords.close()
        if provider is not None:
            await provider.aclose()


def provider_of(settings: Settings) -> Provider | None:
    """The OpenID provider of the settings. Raises SettingsError for one that could let nobody in."""
    issuer = settings.trunkline_oidc_issuer
    if issuer is None:
        return None
    if settings.trunkline_oidc_client_id is None:
        raise SettingsError("TRUNKLINE_OIDC_ISSUER needs TRUNKLINE_OIDC_CLIENT_ID: as whom does the provider know us?")
    secret = settings.trunkline_oidc_client_secret
    return Provider(
        Client(issuer, settings.trunkline_oidc_client_id, secret.get_secret_value() if secret is not None else None)
    )


def _rules(settings: Settings) -> Rules:
    return Rules(
        settings.trunkline_oidc_claim,
        settings.trunkline_oidc_roles,
        settings.trunkline_oidc_domain,
        settings.trunkline_oidc_role,
    )
