"""Aliases from another system: the same id again changes nothing, another value is a correction."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from core.entities import acting, records
from core.entities.unit import unit
from core.errors import Conflict
from core.jobs.scopes import as_system
from core.portal import portal
from plugins.matching import aliases
from plugins.matching.entities import ALIAS
from plugins.matching.models import Alias
from plugins.matching.party import Party

ROW = {"company": "Deutsche Bahn AG", "name": "DB", "kind": "short", "since": "2020-01-01", "source_id": "reg-1"}


@pytest.fixture(autouse=True)
def inside(kit, db) -> Iterator[None]:
    with acting.entered(as_system(portal().programs.by_slug("alpha"))):
        yield


def kept(**changes):
    return unit(lambda: records.create(ALIAS, {**ROW, **changes}).id)


def names():
    return set(aliases.of(Party("Deutsche Bahn AG")).also)


def test_the_same_id_again_changes_nothing(db):
    kept()
    with pytest.raises(Conflict) as refused:
        kept()
    assert refused.value.code == "unchanged"
    assert db.session.scalar(sa.select(sa.func.count(Alias.id))) == 1


def test_another_value_is_a_new_edition_and_the_old_name_no_longer_counts(db):
    kept()
    kept(name="DBahn")
    assert names() == {"DBahn"}
    assert db.session.scalars(sa.select(Alias.edition).order_by(Alias.edition)).all() == [1, 2]


def test_a_correction_taken_back_brings_back_the_name_before():
    kept()
    made = kept(name="DBahn")
    unit(lambda: records.delete(ALIAS, records.get(ALIAS, made), reason="a mistake"))
    assert names() == {"DB"}


def test_aliases_without_an_id_stand_side_by_side():
    kept(source_id=None)
    kept(name="DBahn", source_id=None)
    assert names() == {"DB", "DBahn"}
