"""What each route of the service needs: the one table of who may do what.

A route that is not in it needs the highest role, and fails a test. Of several lines that fit an address the strictest
holds, so that their order does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.routing import compile_path

from agent.access.roles import ROLES, Role


@dataclass(frozen=True, slots=True)
class Need:
    """What a route asks of whoever comes."""

    role: Role | None
    """None: nobody need be signed in."""
    scope: str = ""
    """The narrow scope that does for a key."""
    audited: bool | None = None
    """Whether using it is recorded; None: if it changes something (any method but GET)."""
    own: bool = False
    """It looks itself at who comes, by other means, or tells nothing: the guard stays out of it."""
    page: bool = False
    """A file of the console's build."""


READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
OWN: Final = Need(None, own=True)
PAGE: Final = Need(None, page=True)
ANYBODY: Final = Need(None, audited=False)
"""Signing in and what belongs to it, which is recorded where it is done."""
VIEW, EDIT, PUBLISH, ADMINISTER = (Need(role) for role in ROLES)
TRY: Final = Need("edit", audited=False)
"""Changes nothing: what is tried is gone afterwards."""
CALLS: Final = Need("view", scope="calls:read")
LISTEN: Final = Need("view", scope="calls:read", audited=True)
"""What callers said: whoever reads or hears it is recorded."""
MYSELF: Final = Need("view", audited=False)
PEOPLE: Final = Need("administer", audited=False)
"""Recorded where it is done, with what was changed."""

NEEDS: Final[Mapping[str, Need]] = {
    # Twilio, and whatever keeps the process alive
    "GET /twilio/voice": OWN,
    "POST /twilio/voice": OWN,
    "POST /twilio/connect-ended": OWN,
    "POST /twilio/dial-ended": OWN,
    "POST /twilio/whisper": OWN,
    "POST /twilio/status": OWN,
    "WS /twilio/media": OWN,
    "GET /healthz": OWN,
    "GET /readyz": OWN,
    "GET /metrics": Need("view", scope="metrics:read"),
    # the build of the console: the same for everybody, and public
    "GET /": PAGE,
    "GET /{file:path}": PAGE,
    # who one is
    "GET /api/me": ANYBODY,
    "PUT /api/me": MYSELF,
    "PUT /api/me/password": MYSELF,
    "GET /api/me/sessions": MYSELF,
    "DELETE /api/me/sessions": MYSELF,
    "DELETE /api/me/sessions/{session}": MYSELF,
    "POST /api/sign-in": ANYBODY,
    "POST /api/sign-out": ANYBODY,
    "GET /api/sign-in/provider": ANYBODY,
    "GET /api/sign-in/provider/callback": ANYBODY,
    "POST /api/first-account": ANYBODY,
    # others
    "GET /api/people": PEOPLE,
    "POST /api/people": PEOPLE,
    "PATCH /api/people/{person}": PEOPLE,
    "DELETE /api/people/{person}": PEOPLE,
    "GET /api/people/{person}/sessions": PEOPLE,
    "DELETE /api/people/{person}/sessions": PEOPLE,
    "DELETE /api/people/{person}/sessions/{session}": PEOPLE,
    "GET /api/keys": PEOPLE,
    "GET /api/keys/scopes": PEOPLE,
    "POST /api/keys": PEOPLE,
    "DELETE /api/keys/{key}": PEOPLE,
    # what flows are made of
    "GET /api/openapi.json": VIEW,
    "GET /api/steps": VIEW,
    "GET /api/actions": VIEW,
    "GET /api/flows": VIEW,
    "POST /api/flows": EDIT,
    "DELETE /api/flows/{flow}": PUBLISH,
    "POST /api/flows/{flow}/unarchive": PUBLISH,
    "GET /api/flows/{flow}/draft": VIEW,
    "PUT /api/flows/{flow}/draft": EDIT,
    "DELETE /api/flows/{flow}/draft": EDIT,
    "GET /api/flows/{flow}/draft/history": VIEW,
    "GET /api/flows/{flow}/draft/history/{revision}": VIEW,
    "POST /api/flows/{flow}/draft/restore": EDIT,
    "GET /api/flows/{flow}/yaml": VIEW,
    "PUT /api/flows/{flow}/yaml": EDIT,
    "POST /api/flows/{flow}/check": TRY,
    "POST /api/flows/{flow}/tests": TRY,
    "POST /api/flows/{flow}/rehearsals": TRY,
    "POST /api/flows/{flow}/test-calls": EDIT,
    "GET /api/flows/{flow}/differences": VIEW,
    "GET /api/flows/{flow}/versions": VIEW,
    "GET /api/flows/{flow}/versions/{number}": VIEW,
    "POST /api/flows/{flow}/versions": PUBLISH,
    "GET /api/flows/{flow}/environments": VIEW,
    "PUT /api/flows/{flow}/environments/{environment}": PUBLISH,
    "POST /api/flows/{flow}/replays": EDIT,
    "GET /api/flows/{flow}/replays": VIEW,
    "GET /api/flows/{flow}/replays/{number}": VIEW,
    "GET /api/flows/{flow}/replays/{number}/calls": LISTEN,
    "DELETE /api/flows/{flow}/replays/{number}": EDIT,
    "GET /api/flows/{flow}/report": VIEW,
    "GET /api/numbers": VIEW,
    "GET /api/numbers/{number}": VIEW,
    "PUT /api/numbers/{number}": PUBLISH,
    "DELETE /api/numbers/{number}": PUBLISH,
    # who may call, how often and how long
    "GET /api/limits": VIEW,
    "GET /api/limits/refused": VIEW,
    "GET /api/limits/numbers": VIEW,
    "PUT /api/limits/numbers/{number}": PUBLISH,  # to let one in: administer, as the route says
    "DELETE /api/limits/numbers/{number}": PUBLISH,
    "PUT /api/limits/{name}": ADMINISTER,
    "DELETE /api/limits/{name}": ADMINISTER,
    # how the service is set up, and what flows wrote
    "GET /api/setup": VIEW,
    "GET /api/setup/prices": VIEW,
    "POST /api/setup/providers": ADMINISTER,
    "POST /api/setup/telephone": ADMINISTER,
    "POST /api/setup/voice": TRY,
    "GET /api/appointments": VIEW,
    "GET /api/tickets": VIEW,
    "GET /api/leads": VIEW,
    "GET /api/messages": VIEW,
    # what is kept of a caller, and who did what
    "POST /api/callers/look": PEOPLE,
    "POST /api/callers/erase": PEOPLE,
    "POST /api/callers/export": PEOPLE,
    "GET /api/audit": ADMINISTER,
    "GET /api/audit/check": ADMINISTER,
    # calls
    "GET /api/calls": CALLS,
    "GET /api/calls/live": CALLS,
    "GET /api/calls/{call_id}": CALLS,
    "GET /api/calls/{call_id}/cost": CALLS,
    "GET /api/calls/{call_id}/events": LISTEN,
    "POST /api/calls/{call_id}/events": Need("edit", scope="calls:tell"),
    "GET /api/calls/{call}/page": LISTEN,
    "GET /api/calls/{call_id}/recording": LISTEN,
    "GET /api/calls/{call_id}/recording/outline": CALLS,
    "DELETE /api/calls/{call_id}/recording": ADMINISTER,
}
"""By method and path, as the routes are declared."""


class Table:
    """The table, ready to be asked."""

    def __init__(self, needs: Mapping[str, Need] = NEEDS) -> None:
        self._lines = []
        for name, need in needs.items():
            method, _, path = name.partition(" ")
            self._lines.append((method, compile_path(path)[0], name, need))

    def find(self, method: str, path: str) -> tuple[str, Need]:
        """The line for a request; its name is empty where there is none. HEAD is as GET, a socket's handshake WS."""
        method = "GET" if method == "HEAD" else method
        fitting = [(name, need) for its, form, name, need in self._lines if its == method and form.match(path)]
        inside = [line for line in fitting if not line[1].page]
        if inside:
            return max(inside, key=lambda line: _strictness(line[1]))
        if fitting and not path.startswith("/api/"):
            return fitting[0]
        return "", ADMINISTER


def _strictness(need: Need) -> tuple[bool, int]:
    return not need.own, -1 if need.role is None else ROLES.index(need.role)
