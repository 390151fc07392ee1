"""The library of flows as SQLAlchemy maps it: drafts with their history, releases, environments, numbers.

Documents, layouts and YAML are text and never JSONB, which would put their settings in another order.
"""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Double, ForeignKeyConstraint, Index, Text, false, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from agent.store.tables import OwnedKeys, Table

ENVIRONMENTS = "environment IN ('test', 'live')"
RELEASE = ("flow_releases.tenant", "flow_releases.flow", "flow_releases.number")


def of_flow(table: str, *, ondelete: str | None = "CASCADE") -> ForeignKeyConstraint:
    """A table's column `flow` names a flow of the same tenant."""
    return ForeignKeyConstraint(
        ["tenant", "flow"], ["flows.tenant", "flows.name"], name=f"{table}_flow_fkey", ondelete=ondelete
    )


class Flow(OwnedKeys, Table):
    """A flow, and what its draft says of itself."""

    __tablename__ = "flows"
    __mapper_args__ = {"primary_key": ["name"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    name: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    """The draft's; each change counts one up."""
    based_on: Mapped[int | None]
    """The release that the draft goes back to."""
    title: Mapped[str]
    about: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    steps: Mapped[int]
    errors: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    archived_at: Mapped[datetime | None]


class FlowRevision(OwnedKeys, Table):
    """What a draft was at some time. The newest is the draft; old ones are deleted in the end."""

    __tablename__ = "flow_revisions"
    __mapper_args__ = {"primary_key": ["flow", "revision"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    flow: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str]
    """What was changed, in the words of whoever changed it."""
    document: Mapped[str]
    """The plain tree as JSON, in the writer's order."""
    yaml: Mapped[str]
    """The same with its comments."""
    layout: Mapped[str]
    """Where the canvas shows things, as JSON; only the browser reads it."""
    saved_at: Mapped[datetime] = mapped_column(server_default=func.now())
    saved_by: Mapped[str]

    __table_args__ = (of_flow("flow_revisions"),)


class FlowRelease(OwnedKeys, Table):
    """A version of a flow that was published. It never changes."""

    __tablename__ = "flow_releases"
    __mapper_args__ = {"primary_key": ["flow", "number"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    flow: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1."""
    fingerprint: Mapped[str]
    """Of the conversation, with the versions of the flows that it calls (`flow_versions`)."""
    document: Mapped[str]
    yaml: Mapped[str]
    layout: Mapped[str]
    note: Mapped[str]
    passed: Mapped[int]
    """Tests that passed when it was published."""
    failed: Mapped[int]
    override: Mapped[str | None]
    """Why it was published although tests fail."""
    released_at: Mapped[datetime] = mapped_column(server_default=func.now())
    released_by: Mapped[str]

    __table_args__ = (Index("flow_releases_fingerprint_idx", "fingerprint"), of_flow("flow_releases"))


class FlowEnvironment(OwnedKeys, Table):
    """Which release calls of an environment run."""

    __tablename__ = "flow_environments"
    __mapper_args__ = {"primary_key": ["flow", "environment"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    flow: Mapped[str] = mapped_column(primary_key=True)
    environment: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    challenger: Mapped[int | None]
    """Another release, which a share of the callers run."""
    share: Mapped[float] = mapped_column(Double)
    follows: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """Nobody has decided yet: it runs what comes with the software, or lies in TRUNKLINE_FLOWS."""
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant", "flow", "version"], RELEASE, name="flow_environments_flow_fkey", ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant", "flow", "challenger"], RELEASE, name="flow_environments_challenger_fkey", ondelete="CASCADE"
        ),
        CheckConstraint(ENVIRONMENTS, name="environment"),
        CheckConstraint("share BETWEEN 0 AND 1", name="share"),
    )


class PhoneNumber(OwnedKeys, Table):
    """A number of ours, and what its calls run."""

    __tablename__ = "phone_numbers"
    __mapper_args__ = {"primary_key": ["number"]}  # noqa: RUF012 - SQLAlchemy reads it on the class

    number: Mapped[str] = mapped_column(primary_key=True)
    """E.164."""
    label: Mapped[str]
    flow: Mapped[str]
    environment: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str]

    __table_args__ = (
        of_flow("phone_numbers", ondelete=None),
        CheckConstraint("number ~ '^[+][0-9]{3,15}$'", name="number"),
        CheckConstraint(ENVIRONMENTS, name="environment"),
    )
