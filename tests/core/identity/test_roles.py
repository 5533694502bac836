import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.identity import roles
from core.identity.models import Membership, Role
from core.programs.models import Program
from hansa.testing import Person
from tests.core.identity.acts import as_person, read, write

ADMIN = Person("admin")


def make(kit, *permissions, staff=False, by=ADMIN):
    return as_person(kit, by, lambda: roles.create("Warehouse", staff=staff, permissions=permissions))


def hold(kit, person, *keys):
    write(kit, sa.update(Membership).where(Membership.id == person.membership_id).values(roles=list(keys)))


def test_a_custom_role_gives_its_rights_at_once(kit, program, as_user):
    hold(kit, program.person("lesser"), make(kit, "core.partner.view"))
    assert as_user("lesser").get("/alpha/core/partner/").status_code == 200


def test_a_changed_role_counts_from_the_next_request(kit, program, as_user):
    key = make(kit, "core.partner.view")
    hold(kit, program.person("lesser"), key)
    as_person(kit, ADMIN, lambda: roles.change(key, "Warehouse", ["core.membership.view"]))
    assert as_user("lesser").get("/alpha/core/partner/").status_code == 404


def test_a_role_of_partners_holds_no_right_of_staff(kit):
    with pytest.raises(Denied):
        make(kit, "core.program.edit")


def test_a_right_of_staff_in_a_partners_role_has_no_effect(kit, program):
    odd = {"key": "x_odd", "label": "Odd", "permissions": ["core.program.edit", "core.partner.view"]}
    write(kit, sa.insert(Role.__table__).values(program_id=program.id, staff=False, **odd))
    write(kit, sa.update(Program).values(revision=Program.revision + 1))
    hold(kit, program.person("lesser"), "x_odd")
    with kit.acting(program.person("lesser")) as scope:
        assert scope.actor.permissions == {"core.partner.view"}


def test_a_role_of_staff_held_at_a_partner_has_no_effect(kit, program):
    hold(kit, program.person("lesser"), "admin")
    with kit.acting(program.person("lesser")) as scope:
        assert not scope.actor.permissions


def test_nobody_makes_a_role_that_can_do_more_than_they(kit, program):
    key = make(kit, "core.role.edit", staff=True)
    hold(kit, program.person("finance"), key)
    with pytest.raises(Denied):
        make(kit, "core.program.edit", staff=True, by=program.person("finance"))


def test_a_role_needs_a_right(kit):
    with pytest.raises(Unprocessable):
        make(kit)


def test_an_unknown_right_is_refused(kit):
    with pytest.raises(Denied):
        make(kit, "deals.deal.explode")


def test_a_role_somebody_holds_stays(kit, program):
    key = make(kit, "core.partner.view")
    hold(kit, program.person("lesser"), key)
    with pytest.raises(Conflict):
        as_person(kit, ADMIN, lambda: roles.delete(key))


def test_a_role_nobody_holds_can_go(kit):
    key = make(kit, "core.partner.view")
    as_person(kit, ADMIN, lambda: roles.delete(key))
    assert read(kit, sa.select(Role.__table__)) == []


def test_roles_of_another_program_are_not_there(kit):
    key = make(kit, "core.partner.view")
    with pytest.raises(NotFound):
        as_person(kit, Person("admin", "beta"), lambda: roles.change(key, "X", ["core.partner.view"]))


def test_changes_of_roles_are_audited(kit):
    make(kit, "core.partner.view")
    (told,) = read(kit, sa.select(Audit.changes).where(Audit.entity == "core.role"))
    assert told[0]["permissions"] == [None, ["core.partner.view"]]


def test_rights_are_offered_by_plugin_and_side(kit):
    partner, staff = as_person(kit, ADMIN, lambda: (roles.offered(staff=False), roles.offered(staff=True)))
    names = lambda offers: frozenset().union(*(offer.names for offer in offers))  # noqa: E731
    assert "audiences" in {offer.plugin for offer in partner}
    assert names(staff) - names(partner) >= {"core.program.edit", "core.role.edit", "core.partner.view_as"}


def test_nobody_is_offered_what_they_lack(kit, program):
    offers = as_person(kit, program.person("finance"), lambda: roles.offered(staff=True))
    assert "core.program.edit" not in frozenset().union(*(offer.names for offer in offers))


def test_rights_of_a_plugin_that_is_off_stay_in_the_role(kit, program):
    key = make(kit, "core.partner.view", "audiences.note.view")
    kit.switch("audiences", program, False)
    as_person(kit, ADMIN, lambda: roles.change(key, "Warehouse", ["core.membership.view"]))
    assert read(kit, sa.select(Role.permissions)) == [(["audiences.note.view", "core.membership.view"],)]
