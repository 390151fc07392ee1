"""What every column of the database holds: something of a caller, something of somebody who works here, or of nobody.

The one table by which callers are shown, erased and exported. A test walks the database: a table or a column that is
not in here, or not there any more, fails it. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Fate = Literal["erased", "record", "kept"]
"""What becomes of a caller's rows when they are erased: `erased`, what the service keeps for its own work; `record`, of
the business, erased when that is wanted; `kept`, whatever is asked."""

NUMBERS, THREADS, CALLS, KEY = "$1::text[]", "$2::text[]", "$3::text[]", "$4::text"
"""Arguments of the conditions: the ways in which the number may be written, the caller's conversations, their calls,
the key that stands for them."""

_OF_CALL = f"call_id = any({CALLS})"
_OF_THREAD = f"thread_id = any({THREADS})"
# Whose action it was: the key of an action begins with its conversation.
_BY_THREAD = f"split_part(created_by, ':', 1) = any({THREADS})"
_BY_PHONE = f"(phone = any({NUMBERS}) or {_BY_THREAD})"
_CHANGED = f"appointment_id in (select id from appointments where {_BY_PHONE})"  # noqa: S608 -- constants, as below
_MENTIONED = f"exists (select from unnest({NUMBERS}) n (number) where strpos(document, n.number) > 0)"  # nosec B608: as above
_DOCUMENT = "documents of flows that name the number"


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. The columns stand in texts, with blanks between them; each stands in one of the three."""

    nobody: str = ""
    caller: str = ""
    """A caller is known by them, or they hold what a caller said or did."""
    staff: str = ""
    """The same of people who work with the console."""
    kind: str = ""
    """What its rows are called in reports, if they can be a caller's."""
    whose: str = ""
    """Which rows are a caller's: a condition in SQL."""
    fate: Fate = "erased"
    sealed: bool = False
    """Some of it is encrypted: it is read by `agent.memory`."""
    owned: bool = True
    """Each of its rows is a tenant's, whose name stands in its column `tenant`."""

    @property
    def columns(self) -> list[str]:
        """All of them."""
        tenant = ["tenant"] if self.owned else []
        return [*tenant, *self.nobody.split(), *self.caller.split(), *self.staff.split()]


_CALLS: Final[Mapping[str, Holding]] = {
    "call_events": Holding("ordinal at_ms event", "call_id fields", kind="timeline events", whose=_OF_CALL),
    "call_digests": Holding("turns cost currency stages", "call_id words", kind="digests of calls", whose=_OF_CALL),
    "call_steps": Holding(
        "step entered left_it hang_ups no_match no_input corrections transfers seconds latencies_ms",
        "call_id",
        kind="steps of calls",
        whose=_OF_CALL,
    ),
    "call_exits": Holding("step exit target times", "call_id", kind="ways of calls", whose=_OF_CALL),
    "call_misses": Holding("turn step", "call_id said", kind="words that were not understood", whose=_OF_CALL),
    "call_usage": Holding(
        "stream stage provider model unit amount", "call_id", kind="amounts of what calls used", whose=_OF_CALL
    ),
    "replayed_calls": Holding(
        "replay_id became kind was now certainty", "call_id details", kind="calls played again", whose=_OF_CALL
    ),
    "recording_refusals": Holding("refused_at", "call_id", kind="notes that recording was refused", whose=_OF_CALL),
    "call_slots": Holding(
        "worker expires_at seconds tokens money",
        "call_id caller callee",
        kind="places held for limits",
        whose=f"({_OF_CALL} or caller = any({NUMBERS}) or callee = any({NUMBERS}))",
    ),
    "refused_calls": Holding(
        "hour why calls last_at",
        "caller callee",
        kind="counts of calls that were refused",
        whose=f"(caller = any({NUMBERS}) or callee = any({NUMBERS}))",
    ),
    "limit_counts": Holding(
        "scope period began calls seconds tokens money",
        "key",
        kind="counts for limits",
        whose=f"key = any({NUMBERS})",
    ),
    "calls": Holding(
        "line direction flow started_at ended_at result ended_by version environment digest transcript_deleted_at"
        " anonymised_at",
        "id caller callee thread_id why",
        kind="calls",
        whose=f"id = any({CALLS})",
    ),
}
_MEMORY: Final[Mapping[str, Holding]] = {
    "turns": Holding("turn at replays", "thread_id heard", kind="journaled turns", whose=_OF_THREAD, sealed=True),
    "tool_runs": Holding(
        "action status attempts runner claimed_until started_at finished_at",
        "key thread_id arguments_sha256 outcome value",
        kind="actions",
        whose=_OF_THREAD,
        sealed=True,
    ),
    "checkpoints": Holding(
        "checkpoint_ns checkpoint_id parent_checkpoint_id type",
        "thread_id checkpoint metadata",
        kind="checkpoints",
        whose=_OF_THREAD,
        sealed=True,
    ),
    "checkpoint_blobs": Holding(
        "checkpoint_ns channel version type",
        "thread_id blob",
        kind="values of checkpoints",
        whose=_OF_THREAD,
        sealed=True,
    ),
    "checkpoint_writes": Holding(
        "checkpoint_ns checkpoint_id task_id idx channel type task_path",
        "thread_id blob",
        kind="pending values of checkpoints",
        whose=_OF_THREAD,
        sealed=True,
    ),
    "call_lease": Holding("epoch owner at", "thread_id", kind="leases of conversations", whose=_OF_THREAD),
    "conversations": Holding(
        "flow fingerprint status result language worker opened_at updated_at closed_at resumed_at resume_s emptied_at",
        "thread_id caller_key call_id resumed_by",
        kind="conversations",
        whose=_OF_THREAD,
    ),
    "caller_profiles": Holding(
        "flow saved_at expires_at", "caller_key remembered", kind="profiles", whose=f"caller_key = {KEY}", sealed=True
    ),
}
_BUSINESS: Final[Mapping[str, Holding]] = {
    # In the order in which they can be deleted.
    "appointment_changes": Holding(
        "change created_at",
        "key appointment_id answer",
        kind="changes of appointments",
        whose=f"(split_part(key, ':', 1) = any({THREADS}) or {_CHANGED})",
        fate="record",
    ),
    "appointments": Holding(
        "id staff_id service during status created_at updated_at",
        "name phone ref created_by",
        kind="appointments",
        whose=_BY_PHONE,
        fate="record",
    ),
    "messages": Holding("id created_at", "phone message created_by", kind="messages", whose=_BY_PHONE, fate="record"),
    "tickets": Holding(
        "id number issue status source created_at updated_at",
        "customer_id detail tried phone note created_by",
        kind="tickets",
        whose=_BY_PHONE,
        fate="record",
    ),
    "demos": Holding(
        "id specialist_id during status created_at",
        "lead_id created_by",
        kind="demonstrations of the product",
        whose=f"({_BY_THREAD} or lead_id in (select id from leads where {_BY_THREAD}))",  # noqa: S608
        fate="record",
    ),
    "leads": Holding(
        "id score created_at", "name email need created_by", kind="leads", whose=_BY_THREAD, fate="record"
    ),
    "customers": Holding(
        "id line line_seen_at source",
        "account first_name last_name phone postcode",
        kind="entries in the list of customers",
        whose=f"phone = any({NUMBERS})",
        fate="kept",
    ),
    "do_not_call": Holding(
        "source added_at",
        "number call_id",
        kind="wishes not to be called",
        whose=f"number = any({NUMBERS})",
        fate="kept",
    ),
    "listed_numbers": Holding(
        "rule how until changed_at",
        "pattern reason",
        "changed_by",
        kind="entries in the lists of numbers",
        whose=f"pattern = any({NUMBERS})",
        fate="kept",
    ),
    "clinics": Holding("id name"),
    "services": Holding("key clinic_id label minutes"),
    "staff": Holding("id clinic_id", staff="name"),
    "staff_services": Holding("staff_id service"),
    "opening_hours": Holding("clinic_id weekday opens closes"),
    "outages": Holding("id postcode begins until note source"),
    "specialists": Holding("id source", staff="name"),
    "specialist_hours": Holding("specialist_id weekday opens closes"),
}
_FLOWS: Final[Mapping[str, Holding]] = {
    # Somebody may have made a test of what a caller said; who wrote it has to take it out.
    "flow_revisions": Holding(
        "flow revision label saved_at",
        "document yaml layout",
        "saved_by",
        kind=_DOCUMENT,
        whose=_MENTIONED,
        fate="kept",
    ),
    "flow_releases": Holding(
        "flow number fingerprint note passed failed override released_at",
        "document yaml layout",
        "released_by",
        kind=_DOCUMENT,
        whose=_MENTIONED,
        fate="kept",
    ),
    "flow_versions": Holding(
        "fingerprint flow title created_at", "document", kind=_DOCUMENT, whose=_MENTIONED, fate="kept"
    ),
    "flows": Holding("name revision based_on title about languages steps errors created_at archived_at"),
    "flow_environments": Holding("flow environment version challenger share follows changed_at", staff="changed_by"),
    "phone_numbers": Holding("number label flow environment changed_at", staff="changed_by"),
    "flow_replays": Holding(
        "id flow revision wanted calls done state why started_at seen_at ended_at", staff="started_by"
    ),
    "step_days": Holding(
        "flow day version step calls entered left_it hang_ups no_match no_input corrections transfers seconds"
        " latencies_ms"
    ),
    "exit_days": Holding("flow day version step exit target times"),
    "stale_days": Holding("flow day"),
    "process_usage": Holding("day process stage provider model unit amount"),
}
_HOUSE: Final[Mapping[str, Holding]] = {
    "audit_log": Holding(
        "ordinal at did before hash",
        "what details",
        "who",
        kind="entries of the audit log, without the number",
        whose=f"(what = 'caller ' || left({KEY}, 32) or what = any(select 'call ' || unnest({CALLS})))",
        fate="kept",
    ),
    "accounts": Holding(
        "role role_from disabled created_at",
        staff="id email name password_hash issuer subject created_by signed_in_at",
    ),
    "sessions": Holding("began_by began_at seen_at ends_at", staff="id token_hash account_id address browser"),
    "sign_in_tries": Holding("failures tried_at wait_until", staff="who"),
    "sign_in_trips": Holding("state_hash browser_hash nonce verifier back_to redirect_uri began_at", staff="source"),
    "setup_links": Holding("purpose token_hash ends_at"),
    "api_keys": Holding("id name key_hash scopes created_at expires_at used_at", staff="created_by"),
    "limits": Holding("name most changed_at", staff="changed_by"),
    "data_keys": Holding("id wrapped master made_at retired_at"),
    "installation_secrets": Holding("name value"),
    "secrets": Holding("name sealed made_at changed_at"),
    "workers": Holding("worker tenant seen_at", owned=False),
    "checkpoint_migrations": Holding("v", owned=False),
    "alembic_version": Holding("version_num", owned=False),
    "tenants": Holding("name host sealed leaves_at created_at changed_at", owned=False),
}

HOLDINGS: Final[Mapping[str, Holding]] = {**_CALLS, **_MEMORY, **_BUSINESS, **_FLOWS, **_HOUSE}
"""By table. Of those that are erased, what belongs to something stands before it."""


def of_callers(fate: Fate) -> dict[str, Holding]:
    """The tables that hold something of callers and have this fate."""
    return {table: each for table, each in HOLDINGS.items() if each.whose and each.fate == fate}
