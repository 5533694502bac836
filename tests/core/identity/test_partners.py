import pytest
import sqlalchemy as sa

from core.entities import records
from core.errors import Unprocessable
from core.identity.entities import PARTNER
from core.identity.models import Membership, PartnerTree
from hansa.testing import Person
from tests.core.identity.acts import as_person, read

ADMIN = Person("admin")


def above(kit, partner):
    """Ancestors and depths of a partner, itself left out."""
    lines = sa.select(PartnerTree.ancestor_id, PartnerTree.depth).where(PartnerTree.descendant_id == partner, PartnerTree.depth > 0)
    return dict(tuple(line) for line in read(kit, lines))


def create(kit, name, parent=None):
    raw = {"name": name, "parent_id": str(parent) if parent else None}
    return as_person(kit, ADMIN, lambda: records.create(PARTNER, raw).id)


def change(kit, partner, **raw):
    as_person(kit, ADMIN, lambda: records.update(PARTNER, records.get(PARTNER, partner), raw))


def test_a_new_partner_stands_below_its_parents(kit, program):
    a, a2 = program.partner("a"), program.partner("a2")
    assert above(kit, create(kit, "Deep Dealer", a2)) == {a2: 1, a: 2}


def test_a_partner_without_parent_stands_alone(kit):
    assert above(kit, create(kit, "Lone Reseller")) == {}


def test_partners_of_one_batch_may_stand_below_one_another(kit, program):
    rows = [{"name": "Upper", "parent_id": str(program.partner("a"))}, {"name": "Other"}]
    upper, other = as_person(kit, ADMIN, lambda: [p.id for p in records.create_many(PARTNER, rows)])
    assert (above(kit, upper), above(kit, other)) == ({program.partner("a"): 1}, {})


def test_a_moved_partner_takes_those_below_along(kit, program):
    a, a2, b = (program.partner(n) for n in ("a", "a2", "b"))
    deep = create(kit, "Deep Dealer", a2)
    change(kit, a2, parent_id=str(b))
    assert (above(kit, a2), above(kit, deep)) == ({b: 1}, {a2: 1, b: 2})
    assert a not in above(kit, deep)


def test_a_partner_taken_out_of_the_tree_keeps_those_below(kit, program):
    a2 = program.partner("a2")
    deep = create(kit, "Deep Dealer", a2)
    change(kit, a2, parent_id=None)
    assert (above(kit, a2), above(kit, deep)) == ({}, {a2: 1})


def test_a_moved_partner_is_found_by_those_above_it_now(kit, program, as_user, make_user):
    moved = create(kit, "Windermere Trading", program.partner("a"))
    below = make_user("bdistributor", partner="b", roles=("distributor",))
    finds = lambda client: "Windermere" in client.get("/alpha/core/partner/?q=windermere").text  # noqa: E731
    assert (finds(as_user("above")), finds(below)) == (True, False)
    change(kit, moved, parent_id=str(program.partner("b")))
    assert (finds(as_user("above")), finds(below)) == (False, True)


@pytest.mark.parametrize("parent", ["a", "a2"])
def test_no_partner_stands_above_itself(kit, program, parent):
    with pytest.raises(Unprocessable) as refused:
        change(kit, program.partner("a"), parent_id=str(program.partner(parent)))
    assert refused.value.errors[0]["code"] == "circle"


def test_a_parent_of_another_program_does_not_exist(kit):
    with pytest.raises(Unprocessable):
        create(kit, "Stray", Person("a", "beta").membership_id)


@pytest.mark.parametrize(("status", "suspended"), [("suspended", True), ("terminated", True), ("active", False)])
def test_memberships_repeat_name_and_status(kit, program, status, suspended):
    change(kit, program.partner("a"), name="Ashford Group", status=status)
    wanted = sa.select(Membership.partner_name, Membership.suspended).where(Membership.id == program.person("a").membership_id)
    assert read(kit, wanted) == [("Ashford Group", suspended)]


def test_the_form_shown_again_still_carries_the_version_that_was_read(as_user, program):
    a, path = program.partner("a"), f"/alpha/core/partner/{program.partner('a')}/edit"
    answer = as_user("admin").submit(path, {"parent_id": str(a), "version": "1", "name": "Ashford"})
    assert answer.status_code == 422 and 'name="version" value="1"' in answer.text
