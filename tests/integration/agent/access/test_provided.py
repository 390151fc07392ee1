"""Whoever comes from the OpenID provider, and what the accounts that are there make of it."""

import pytest

from agent.access.audit import LoggedAudit
from agent.access.provided import Provided, Refused, Rules
from agent.store.database import Database
from agent.store.people import NewAccount, People

ISSUER = "https://login.example.com"
RULES = Rules("groups", {"phones": "edit"}, None, "view")
ASHA = {"sub": "1001", "email": "asha@example.com", "email_verified": True, "name": "Asha", "groups": ["phones"]}


@pytest.fixture
async def people(database: Database) -> People:
    """The accounts."""
    await database.migrate()
    return People(database)


async def test_a_name_that_somebody_has_is_not_given_twice(people: People) -> None:
    """Whoever comes by the provider gets in all the same, by the name that nobody else can have."""
    await people.add(NewAccount("a1", "other@example.com", "ASHA", "view", "root"))
    provided = Provided(people, RULES, LoggedAudit())
    person = await provided.person(ISSUER, ASHA)
    assert (person.name, person.role) == ("asha@example.com", "edit")
    other = await provided.person(ISSUER, {**ASHA, "sub": "1002", "email": "ravi@example.com", "name": "Ravi"})
    assert other.name == "Ravi"
    assert (await provided.person(ISSUER, ASHA)).id == person.id


@pytest.mark.parametrize("name", ["ravi@example.com", "Ravi @ home"])
async def test_nobody_is_called_by_another_s_address(people: People, name: str) -> None:
    """Though the provider says so."""
    person = await Provided(people, RULES, LoggedAudit()).person(ISSUER, {**ASHA, "name": name})
    assert person.name == "asha@example.com"


async def test_a_refusal_says_whose_account_it_was(people: People) -> None:
    """Where there is one; a stranger's is nobody's."""
    provided = Provided(people, RULES, LoggedAudit())
    account = (await provided.person(ISSUER, ASHA)).id
    with pytest.raises(Refused) as lost:
        await provided.person(ISSUER, {**ASHA, "groups": []})
    assert (lost.value.why, lost.value.account) == ("no_role", account)
    await people.add(NewAccount("a1", "root@example.com", "Rut", "administer", "root"))
    await people.change(account, {"disabled": True})
    with pytest.raises(Refused) as disabled:
        await provided.person(ISSUER, ASHA)
    assert (disabled.value.why, disabled.value.account) == ("disabled", account)
    with pytest.raises(Refused) as unverified:
        await provided.person(ISSUER, {**ASHA, "sub": "9", "email": "root@example.com", "email_verified": False})
    assert (unverified.value.why, unverified.value.account) == ("unverified", "a1")
    with pytest.raises(Refused) as stranger:
        await provided.person(ISSUER, {**ASHA, "sub": "2", "email": "nobody@example.com", "groups": []})
    assert (stranger.value.why, stranger.value.account) == ("no_role", None)
