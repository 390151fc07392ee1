"""Who may use the console: accounts, their sessions, tries to sign in, keys of programs.

Of passwords, sessions, links and keys only hashes are kept.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table accounts (
        id text primary key,
        email text not null,
        name text not null,
        role text not null,
        role_from text not null default 'here',
        password_hash text,
        issuer text,
        subject text,
        disabled boolean not null default false,
        created_at timestamptz not null default now(),
        created_by text not null,
        signed_in_at timestamptz,
        constraint accounts_email_key unique (email),
        constraint accounts_issuer_key unique (issuer, subject),
        constraint accounts_role_check check (role in ('view', 'edit', 'publish', 'administer')),
        constraint accounts_role_from_check check (role_from in ('here', 'provider')),
        constraint accounts_subject_check check ((issuer is null) = (subject is null))
    )
    """,
    """
    create table sessions (
        id text primary key,
        token_hash bytea not null,
        account_id text not null references accounts (id) on delete cascade,
        began_by text not null,
        began_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        ends_at timestamptz not null,
        address text not null,
        browser text not null,
        constraint sessions_token_hash_key unique (token_hash),
        constraint sessions_began_by_check check (began_by in ('password', 'provider', 'first_account'))
    )
    """,
    "create index sessions_account_id_idx on sessions (account_id)",
    "create index sessions_ends_at_idx on sessions (ends_at)",
    # Who tries: an account or an address, hashed, so that what was mistyped as an e-mail address is not kept.
    """
    create table sign_in_tries (
        who bytea primary key,
        failures integer not null,
        tried_at timestamptz not null default now(),
        wait_until timestamptz not null default now()
    )
    """,
    "create index sign_in_tries_tried_at_idx on sign_in_tries (tried_at)",
    # Ways to the OpenID provider that were begun and not yet finished.
    """
    create table sign_in_trips (
        state_hash bytea primary key,
        browser_hash bytea not null,
        nonce text not null,
        verifier text not null,
        back_to text not null,
        redirect_uri text not null,
        began_at timestamptz not null default now()
    )
    """,
    "create index sign_in_trips_began_at_idx on sign_in_trips (began_at)",
    """
    create table setup_links (
        purpose text primary key,
        token_hash bytea not null,
        ends_at timestamptz not null,
        constraint setup_links_purpose_check check (purpose = 'first account')
    )
    """,
    """
    create table api_keys (
        id text primary key,
        name text not null,
        key_hash bytea not null,
        scopes text[] not null,
        created_at timestamptz not null default now(),
        created_by text not null,
        expires_at timestamptz,
        used_at timestamptz
    )
    """,
)
TABLES = ("api_keys", "setup_links", "sign_in_trips", "sign_in_tries", "sessions", "accounts")


def upgrade() -> None:
    """Create what is new."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Undo it."""
    for table in TABLES:
        op.execute(f"drop table {table}")
