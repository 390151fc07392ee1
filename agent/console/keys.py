"""Keys of programs, for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from agent.access.keys import WantedKey
from agent.access.roles import SCOPES
from agent.console.desk import Desk
from agent.console.guard import recorded_as
from agent.console.refusals import Refusal, refusals
from agent.store.api_keys import KeptKey

ENTRY: JsonDict = {
    "id": "3fK9aZ2p",
    "name": "Nightly report",
    "scopes": ["calls:read"],
    "created_at": "2026-03-02T09:00:00Z",
    "created_by": "asha@example.com",
    "expires_at": None,
    "used_at": "2026-03-02T23:00:00Z",
    "expired": False,
}


class KeyEntry(BaseModel):
    """A key."""

    model_config = ConfigDict(json_schema_extra={"examples": [ENTRY]})

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None
    expired: bool


class AddedKey(KeyEntry):
    """A key that was just made."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**ENTRY, "key": "tlk_3fK9aZ2p…"}]})

    key: str
    """Shown this once."""


class NewKey(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Nightly report", "scopes": ["calls:read"], "days": 365}]},
    )

    name: Annotated[str, StringConstraints(max_length=200)]
    scopes: list[str]
    days: int | None = None
    """For how long it is good; null: for ever."""


class Scope(BaseModel):
    """What a key may be good for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "calls:read", "meaning": "only read calls"}]})

    name: str
    meaning: str


def router(desk: Desk) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/keys", tags=["keys"])
    keys = desk.access.keys

    @routes.get("", summary="All keys", response_model=list[KeyEntry], responses=refusals())
    async def every() -> list[KeyEntry]:
        """The newest first; without the keys themselves, which nobody can read any more."""
        return [_entry(each) for each in await keys.kept.all()]

    @routes.get("/scopes", summary="What keys may be good for", response_model=list[Scope], responses=refusals())
    async def scopes() -> list[Scope]:
        """The roles of people, and parts of the API alone."""
        return [Scope(name=name, meaning=meaning) for name, meaning in SCOPES.items()]

    @routes.post("", summary="Make a key", status_code=201, response_model=AddedKey, responses=refusals(422))
    async def add(new: NewKey, request: Request) -> AddedKey:
        """Programs send it as `Authorization: Bearer tlk_…`."""
        kept, key = await keys.add(WantedKey(new.name, new.scopes, new.days), by=recorded_as(request))
        return AddedKey(**_entry(kept).model_dump(), key=key)

    @routes.delete("/{key}", summary="Revoke a key", status_code=204, responses=refusals(404))
    async def revoke(key: Annotated[str, Path(pattern=r"^[0-9A-Za-z]{1,40}$")], request: Request) -> Response:
        """It admits nobody any more."""
        if not await keys.revoke(key, by=recorded_as(request)):
            raise Refusal(404, "not_found", "There is no such key.")
        desk.access.changed()
        return Response(status_code=204)

    return routes


def _entry(key: KeptKey) -> KeyEntry:
    told = {name: getattr(key, name) for name in KeyEntry.model_fields if name != "scopes"}
    return KeyEntry(**told, scopes=list(key.scopes))
