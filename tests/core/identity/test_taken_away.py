"""SECURITY.md 1d: whatever is taken away is gone with the next request."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import records
from core.entities.unit import unit
from core.identity import members, roles, sessions, tokens, users
from core.identity.entities import MEMBERSHIP, PARTNER
from core.identity.models import Membership, Token
from core.programs.models import Program
from hansa.testing import Person, ProgramOfTest
from tests.core.identity.acts import as_person, write

ADMIN, A = Person("admin"), Person("a")
PAGE, API = "/alpha/audiences/note/", "/api/v1/alpha/audiences/note/"


def as_admin(kit, act):
    return as_person(kit, ADMIN, act)


def member(name="a"):
    return records.get(MEMBERSHIP, Person(name).membership_id)


def in_app(kit, act):
    with kit.app.app_context():
        unit(act)


def custom_role(kit):
    key = as_admin(kit, lambda: roles.create("Notes", staff=False, permissions=["audiences.note.view"]))
    write(kit, sa.update(Membership).where(Membership.id == A.membership_id).values(roles=[key]))
    return key


def give_less(kit):
    key = as_admin(kit, lambda: roles.create("Less", staff=False, permissions=["core.partner.view"]))
    as_admin(kit, lambda: members.change(member(), [key], region=None))


def set_status(kit, status):
    as_admin(kit, lambda: records.update(PARTNER, records.get(PARTNER, member().partner_id), {"status": status}))


def by_member(**values):
    return lambda kit: write(kit, sa.update(Membership).where(Membership.id == A.membership_id).values(**values))


def by_token(**values):
    return lambda kit: write(kit, sa.update(Token).where(Token.id == A.token_id).values(**values))


BOTH = {
    "the role": lambda kit: give_less(kit),
    "the membership": lambda kit: as_admin(kit, lambda: members.end(member())),
    "the partner, suspended": lambda kit: set_status(kit, "suspended"),
    "the partner, terminated": lambda kit: set_status(kit, "terminated"),
    "the user, disabled": lambda kit: in_app(kit, lambda: users.disable(users.by_id(A.user_id))),
    "the program, ended": lambda kit: write(kit, sa.update(Program).values(ends_at=clock.now(), revision=Program.revision + 1)),
    "the plugin, switched off": lambda kit: kit.switch("audiences", ProgramOfTest("alpha"), False),
}
SESSION = {
    "the session, revoked": lambda kit: in_app(kit, lambda: sessions.close_all(A.user_id)),
    "the session, after a new password": lambda kit: in_app(kit, lambda: users.set_password(users.by_id(A.user_id), "hash")),
}
TOKEN = {
    "the token, revoked": lambda kit: as_person(kit, A, lambda: tokens.revoke(A.token_id)),
    "the token, ended": by_token(expires_at=clock.now() - timedelta(seconds=1)),
    "the token's scope": by_token(scopes=["core.partner.view"]),
}


def page(as_user):
    return as_user("a").get(PAGE).status_code


def call(client):
    return client.get(API, headers=A.bearer).status_code


@pytest.mark.parametrize("what", [*BOTH, *SESSION])
def test_pages_are_gone_with(kit, as_user, what):
    assert page(as_user) == 200
    (BOTH | SESSION)[what](kit)
    assert page(as_user) in (303, 404)


@pytest.mark.parametrize("what", [*BOTH, *TOKEN])
def test_the_api_is_gone_with(kit, client, what):
    assert call(client) == 200
    (BOTH | TOKEN)[what](kit)
    assert call(client) in (401, 403, 404)


def test_a_right_taken_out_of_a_custom_role_is_gone(kit, as_user, client):
    key = custom_role(kit)
    assert (page(as_user), call(client)) == (200, 200)
    as_admin(kit, lambda: roles.change(key, "Notes", ["core.partner.view"]))
    assert page(as_user) == 404 and call(client) in (403, 404)


def test_looking_as_a_partner_ends_with_the_right_to(kit, as_user, program):
    client = as_user("manager")
    client.submit(f"/alpha/account/places/view-as/{program.partner('a')}")
    as_admin(kit, lambda: members.change(member("manager"), ["finance"], region=None))
    assert "You look at the portal as" not in client.get("/alpha/").text
