"""People and the settings of plugins have no owner: no statement reaches them but those of the core."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm as so

from core.db import db
from core.entities.system import select, system
from core.entities.unit import unit
from core.errors import ScopeError
from core.identity import users
from core.identity.models import Membership, User
from core.programs.models import ProgramPlugin
from hansa.testing import Kit, Person

WAYS: dict[str, Callable[[], Any]] = {
    "mapped class": lambda: db.session.scalars(sa.select(User)).all(),
    "column": lambda: db.session.execute(sa.select(User.email)).all(),
    "alias": lambda: db.session.scalars(sa.select(so.aliased(User))).all(),
    "get": lambda: db.session.get(User, Person("b").user_id),
    "joined to what is seen": lambda: db.session.execute(sa.select(Membership.id, User.email).join(User, User.id == Membership.user_id)).all(),
    "in a subquery": lambda: db.session.scalars(sa.select(Membership).where(Membership.user_id.in_(sa.select(User.id)))).all(),
    "table": lambda: db.session.execute(sa.select(User.__table__)).all(),
    "connection": lambda: db.session.connection().execute(sa.select(User.__table__)).all(),
    "the lawful door": lambda: db.session.execute(select(User.email)).all(),
    "the lawful door, joined": lambda: db.session.execute(select(Membership.id, User.email).where(User.id == Membership.user_id)).all(),
    "settings": lambda: db.session.scalars(sa.select(ProgramPlugin)).all(),
    "secrets": lambda: db.session.execute(sa.select(ProgramPlugin.__table__)).all(),
    "change": lambda: db.session.execute(sa.update(User).values(site_admin=True)),
    "delete": lambda: db.session.execute(sa.delete(ProgramPlugin)),
}


@pytest.mark.parametrize("name", ["a", "admin"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_unmarked_statement_reaches_them(way: Callable[[], Any], name: str, kit: Kit) -> None:
    with kit.acting(Person(name)), pytest.raises(ScopeError):
        unit(way)


def test_lifting_the_partner_criterion_opens_them_neither(kit: Kit) -> None:
    with kit.acting(Person("admin")), system("look at people"), pytest.raises(ScopeError):
        db.session.scalars(sa.select(User)).all()


def test_whoever_was_given_a_person_reads_it_again(kit: Kit) -> None:
    with kit.acting(Person("a")):
        person = users.by_id(Person("a").user_id)
        db.session.expire(person)
        assert person.email
