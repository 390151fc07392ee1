"""Calls that were played again on a draft, as SQLAlchemy maps them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from agent.store.flow_tables import of_flow
from agent.store.tables import Owned, Table


class FlowReplay(Owned, Table):
    """Calls of a flow, played on its draft. At most one of a flow runs at a time."""

    __tablename__ = "flow_replays"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    flow: Mapped[str]
    revision: Mapped[int]
    """Of the draft."""
    wanted: Mapped[dict[str, Any]]
    """Which calls, as they were asked for."""
    calls: Mapped[int]
    """How many there are."""
    done: Mapped[int] = mapped_column(server_default="0")
    state: Mapped[str] = mapped_column(server_default="running")
    why: Mapped[str] = mapped_column(server_default="")
    """What broke it."""
    started_by: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When the process that runs it last said so."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        of_flow("flow_replays"),
        CheckConstraint("state IN ('running', 'done', 'cancelled', 'broken')", name="state"),
        Index("flow_replays_running_idx", "tenant", "flow", unique=True, postgresql_where=text("state = 'running'")),
        Index("flow_replays_flow_idx", "flow", "id"),
    )


class ReplayedCall(Owned, Table):
    """What became of one call. Goes with the call."""

    __tablename__ = "replayed_calls"

    replay_id: Mapped[int] = mapped_column(ForeignKey("flow_replays.id", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    became: Mapped[str]
    kind: Mapped[str]
    was: Mapped[str]
    now: Mapped[str]
    certainty: Mapped[str]
    details: Mapped[dict[str, Any] | None]

    __table_args__ = (Index("replayed_calls_call_id_idx", "call_id"),)
