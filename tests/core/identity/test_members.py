import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.entities import records
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.identity import directory, member_list, members
from core.identity.entities import MEMBERSHIP
from core.identity.models import Membership, Ticket, User
from hansa.testing import Person
from tests.core.identity.acts import as_person, link_in, mails, read

ADMIN = Person("admin")


def invite(kit, by, email="new@ashford.example", roles=("partner_user",), partner=None, name="Nell Newcomer"):
    return as_person(kit, by, lambda: members.invite(email, name, list(roles), partner_id=partner).id)


def on(kit, by, membership, act):
    return as_person(kit, by, lambda: act(records.get(MEMBERSHIP, membership)))


def change(kit, by, membership, *roles, region=None):
    on(kit, by, membership, lambda member: members.change(member, list(roles), region=region))


def row(kit, membership):
    (found,) = read(kit, sa.select(Membership.__table__).where(Membership.id == membership))
    return found


def test_a_partners_admin_invites_for_the_own_partner(kit, program):
    made = row(kit, invite(kit, program.person("a"), partner=program.partner("a")))
    assert (made.partner_id, made.roles, made.invited, made.partner_name) == (
        program.partner("a"),
        ["partner_user"],
        True,
        "Ashford Systems",
    )


@pytest.mark.parametrize("partner", ["b", "a2"])
def test_but_for_no_other(kit, program, partner):
    with pytest.raises(NotFound):
        invite(kit, program.person("a"), partner=program.partner(partner))


def test_and_not_for_the_vendor(kit, program):
    with pytest.raises(Denied):
        invite(kit, program.person("a"), partner=None)


@pytest.mark.parametrize("role", ["admin", "manager", "distributor", "unknown"])
def test_a_partners_admin_gives_no_role_of_staff_or_with_rights_they_lack(kit, program, role):
    with pytest.raises(Denied):
        invite(kit, program.person("a"), roles=[role], partner=program.partner("a"))


def test_the_vendors_admin_invites_for_every_side(kit, program):
    assert row(kit, invite(kit, ADMIN, roles=["manager"])).partner_id is None
    assert row(kit, invite(kit, ADMIN, "x@b.example", partner=program.partner("b"))).partner_id == program.partner("b")


def test_who_works_for_a_partner_gets_no_role_of_the_vendor(kit, program):
    with pytest.raises(Denied):
        invite(kit, ADMIN, roles=["manager"], partner=program.partner("a"))


def test_a_role_is_needed(kit, program):
    with pytest.raises(Unprocessable):
        invite(kit, ADMIN, roles=[], partner=program.partner("a"))


def test_known_people_join_without_a_second_account(kit, program):
    made = row(kit, invite(kit, ADMIN, "B@ALPHA.example", partner=program.partner("a")))
    assert made.user_id == program.person("b").user_id


def test_the_mail_carries_a_link_under_the_configured_address(kit, program):
    invite(kit, program.person("a"), partner=program.partner("a"))
    (mail,) = mails(kit, "new@ashford.example")
    assert link_in(mail).startswith("/alpha/join/") and mail.private


def test_a_member_is_not_invited_twice(kit, program):
    with pytest.raises(Conflict):
        invite(kit, ADMIN, "a@alpha.example", partner=program.partner("a"))


def test_who_left_can_be_invited_again(kit, program):
    membership = program.person("lesser").membership_id
    on(kit, ADMIN, membership, members.end)
    assert invite(kit, ADMIN, "lesser@alpha.example", partner=program.partner("a")) == membership
    assert row(kit, membership).ended_at is None


def test_changing_roles_keeps_those_one_may_not_give(kit, program):
    change(kit, program.person("a"), program.person("above").membership_id, "partner_user")
    assert row(kit, program.person("above").membership_id).roles == ["distributor", "partner_user"]


@pytest.mark.parametrize("act", [members.end, lambda m: members.change(m, ["partner_user"], region=None)])
def test_nobody_changes_their_own_membership(kit, program, act):
    with pytest.raises(Conflict):
        on(kit, program.person("a"), program.person("a").membership_id, act)


@pytest.mark.parametrize("name", ["b", "a2", "admin"])
def test_members_of_others_are_not_there(kit, program, name):
    with pytest.raises(NotFound):
        on(kit, program.person("a"), program.person(name).membership_id, members.end)


def test_who_may_not_is_refused(kit, program):
    with pytest.raises(Denied):
        invite(kit, program.person("manager"), partner=program.partner("a"))


def test_ending_takes_back_an_open_invitation(kit, program):
    membership = invite(kit, ADMIN, partner=program.partner("a"))
    on(kit, ADMIN, membership, members.end)
    assert read(kit, sa.select(Ticket.__table__)) == []


def test_an_invitation_sent_again_voids_the_first(kit, program):
    membership = invite(kit, ADMIN, partner=program.partner("a"))
    on(kit, ADMIN, membership, members.resend)
    assert len(mails(kit, "new@ashford.example")) == 2
    assert len(read(kit, sa.select(Ticket.__table__))) == 1


def test_only_open_invitations_are_sent_again(kit, program):
    with pytest.raises(Conflict):
        on(kit, ADMIN, program.person("b").membership_id, members.resend)


def test_every_act_is_in_the_audit_trail(kit, program):
    membership = invite(kit, ADMIN, partner=program.partner("a"))
    change(kit, ADMIN, membership, "partner_admin")
    on(kit, ADMIN, membership, members.end)
    on(kit, ADMIN, membership, members.resume)
    acts = sa.select(Audit.action).where(Audit.record_id == membership).order_by(Audit.id)
    assert [act for (act,) in read(kit, acts)] == ["created", "updated", "ended", "resumed"]


def test_the_list_shows_only_members_in_reach(kit, program):
    seen = as_person(kit, program.person("a"), lambda: {m.email for m in member_list.listing()})
    assert seen == {"a@alpha.example", "lesser@alpha.example", "above@alpha.example"}


def test_the_name_of_somebody_who_has_not_accepted_is_not_found_by_words(kit, program):
    invite(kit, program.person("a"), "b@alpha.example", partner=program.partner("a"))
    found = as_person(kit, program.person("a"), lambda: member_list.listing(words="Person"))
    assert "b@alpha.example" not in {m.email for m in found}


def test_the_list_goes_on_where_a_page_ended(kit):
    first = as_person(kit, ADMIN, lambda: member_list.listing(limit=4))
    rest = as_person(kit, ADMIN, lambda: member_list.listing(after=first[3].id))
    assert len(first) == 5 and first[4].id == rest[0].id


def test_an_unknown_person_is_made_without_a_password(kit, program):
    invite(kit, ADMIN, partner=program.partner("a"))
    assert read(kit, sa.select(User.password_hash).where(User.email == "new@ashford.example")) == [(None,)]


def test_who_has_not_accepted_yet_is_nobodys_colleague(kit, program):
    """No news goes there before, and no list tells whose account the address is."""
    rival, b = Person("a"), program.person("b")
    made = invite(kit, b, rival.email, partner=program.partner("b"), name="Whoever")
    found = as_person(kit, b, lambda: directory.members(partners=[program.partner("b")], ids=[made], emails=[rival.email]))
    assert [member.email for member in found] == [b.email]
