"""Who may add what for whom, and how far a region reaches."""

import pytest

from core.entities import records
from core.entities.access import may_create, may_write
from core.entities.registry import registry
from core.errors import NotFound
from hansa.testing import Person

CREATES = {
    ("a", "note", "a"): True,
    ("a", "note", "b"): False,
    ("above", "note", "a2"): False,
    ("a", "note", None): False,
    ("a", "bulletin", None): False,
    ("a", "memo", None): False,
    ("west", "note", "b"): True,
    ("west", "note", None): False,
    ("west", "bulletin", None): False,
    ("admin", "note", "b"): True,
    ("admin", "bulletin", None): True,
    ("admin", "verdict", None): True,
}
"""(who, what, for whom): may it be added?"""


@pytest.mark.parametrize(("who", "kind", "owner"), CREATES)
def test_records_are_added_for_those_one_reaches(kit, program, who, kind, owner):
    with kit.acting(Person(who)):
        allowed = may_create(registry()[f"audiences.{kind}"], program.partner(owner) if owner else None)
    assert allowed == CREATES[who, kind, owner]


@pytest.mark.parametrize(("who", "kind", "allowed"), [("a", "bulletin", False), ("west", "bulletin", False), ("admin", "bulletin", True)])
def test_what_nobody_owns_is_changed_by_staff_of_all_regions(kit, make_record, who, kind, allowed):
    made = make_record(f"audiences.{kind}")
    with kit.acting(Person(who)):
        entity = registry()[f"audiences.{kind}"]
        assert may_write(entity, records.get(entity, made)) == allowed


@pytest.mark.parametrize(("name", "seen"), [("b", True), ("a", False)])
def test_staff_of_a_region_meets_the_partners_of_the_region(kit, program, name, seen):
    with kit.acting(Person("west")):
        try:
            records.get(registry()["core.partner"], program.partner(name))
        except NotFound:
            assert not seen
        else:
            assert seen
