"""User administration: the vendor's admin for all, a partner's own admin for its own people; roles; invitations; the site."""

import pytest
import sqlalchemy as sa

from core import clock
from core.identity.models import Membership, Role, User
from core.programs.models import Program
from hansa.testing import Person, ProgramOfTest
from tests.core.identity.acts import PASSWORD, link_in, mails, read, send, set_password, sign_in, write

NEW = "nell@ashford.example"


def invite(client, email=NEW, **more):
    return send(client, "/alpha/people/invite", **{"email": email, "name": "Nell Newcomer", "roles": "partner_user", **more})


def member(kit, membership):
    return read(kit, sa.select(Membership.__table__).where(Membership.id == membership))[0]


def test_a_partners_admin_sees_only_the_own_people(as_user):
    page = as_user("a").get("/alpha/people/").text
    assert "lesser@alpha.example" in page
    assert "b@alpha.example" not in page and "admin@alpha.example" not in page


def test_the_vendors_admin_sees_all(as_user):
    page = as_user("admin").get("/alpha/people/").text
    assert all(f"{name}@alpha.example" in page for name in ("a", "b", "finance"))
    assert "beta.example" not in page


def test_people_are_found_by_words(as_user):
    page = as_user("admin").get("/alpha/people/?q=finance", headers={"HX-Request": "true"}).text
    assert "finance@alpha.example" in page and "manager@alpha.example" not in page and "<html" not in page


@pytest.mark.parametrize("name", ["lesser"])
def test_who_has_no_right_has_no_page(as_user, name):
    assert as_user(name).get("/alpha/people/").status_code == 404


def test_the_people_of_a_partner_stand_beside_its_record(as_user, program):
    a = program.partner("a")
    assert f"/alpha/people/of/{a}" in as_user("admin").get(f"/alpha/core/partner/{a}").text
    assert "Lesser Person" in as_user("admin").get(f"/alpha/people/of/{a}").text


def test_of_a_foreign_partner_nothing_is_told(as_user, program):
    assert as_user("b").get(f"/alpha/people/of/{program.partner('a')}").status_code == 404


def test_the_vendor_is_offered_to_look_as_the_partner(as_user, program):
    panel = f"/alpha/people/of/{program.partner('a')}"
    assert "view-as" in as_user("manager").get(panel).text
    assert "view-as" not in as_user("a").get(panel).text


def test_a_newcomer_joins_by_the_mailed_link(as_user, client, kit):
    assert invite(as_user("a")).status_code == 303
    answer = send(client, link_in(mails(kit, NEW)[0]), name="Nell", password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alpha/")
    assert "Nell" in client.get("/alpha/").text


def test_before_that_the_list_shows_the_address_only(as_user, kit):
    invite(as_user("a"), email="b@alpha.example")
    page = as_user("a").get("/alpha/people/").text
    assert "b@alpha.example" in page and "B Person" not in page


def test_the_invited_cannot_act_before_they_accept(as_user, kit, program):
    invite(as_user("a"), email="b@beta.example")
    assert as_user("b", "beta").get("/alpha/").status_code == 303


def test_known_people_join_with_their_own_account(as_user, kit):
    b = Person("b", "beta")
    set_password(kit, b)
    invite(as_user("a"), email=b.email)
    path, browser = link_in(mails(kit, b.email)[0]), kit.client()
    assert browser.get(path).headers["Location"] == f"/alpha/signin?next={path}"
    assert sign_in(browser, b.email, next=path).headers["Location"] == path
    assert send(browser, path).headers["Location"] == "/alpha/"
    assert browser.get("/alpha/").status_code == 200 and browser.get("/beta/").status_code == 200


def test_nobody_accepts_for_another(as_user, kit):
    b = Person("b", "beta")
    set_password(kit, b)
    invite(as_user("a"), email=b.email)
    path = link_in(mails(kit, b.email)[0])
    assert as_user("b").submit(path).status_code == 303
    assert as_user("b", "beta").get("/alpha/").status_code == 303


def test_an_invitation_works_once(as_user, kit):
    invite(as_user("a"))
    path = link_in(mails(kit, NEW)[0])
    send(kit.client(), path, name="Nell", password=PASSWORD)
    assert kit.client().get(path).status_code == 410


def test_it_does_not_work_in_another_program(as_user, client, kit):
    invite(as_user("a"))
    assert client.get(link_in(mails(kit, NEW)[0]).replace("/alpha/", "/beta/")).status_code == 410


def test_a_newcomers_weak_password_is_refused_and_the_name_kept(as_user, client, kit):
    invite(as_user("a"))
    answer = send(client, link_in(mails(kit, NEW)[0]), name="Nell Quarry", password="nellquarry")
    assert answer.status_code == 422 and 'value="Nell Quarry"' in answer.text


def test_an_invitation_that_is_refused_says_why(as_user):
    answer = invite(as_user("a"), roles="distributor")
    assert answer.status_code == 422 and "hs-errors" in answer.text


def test_roles_are_changed_on_the_page_of_the_person(as_user, kit):
    membership = Person("lesser").membership_id
    send(as_user("a"), f"/alpha/people/{membership}", roles="partner_user", version="1")
    assert member(kit, membership).roles == ["partner_user"]


@pytest.mark.parametrize("name", ["b", "a2", "admin"])
def test_the_pages_of_foreign_people_are_not_there(as_user, name):
    membership = Person(name).membership_id
    assert as_user("a").get(f"/alpha/people/{membership}").status_code == 404
    assert as_user("a").submit(f"/alpha/people/{membership}/end").status_code == 404


def test_a_person_is_deactivated_and_activated_again(as_user, kit):
    path = f"/alpha/people/{Person('lesser').membership_id}"
    as_user("a").submit(f"{path}/end")
    assert as_user("lesser").get("/alpha/account/").status_code == 303
    as_user("a").submit(f"{path}/resume")
    assert as_user("lesser").get("/alpha/account/").status_code == 200


def test_a_custom_role_is_made_changed_and_deleted(as_user, kit):
    admin = as_user("admin")
    send(admin, "/alpha/roles/new", label="Warehouse", permissions="core.partner.view", side="partner")
    ((key, rights),) = read(kit, sa.select(Role.key, Role.permissions))
    assert rights == ["core.partner.view"] and "Warehouse" in admin.get("/alpha/roles/").text
    send(admin, f"/alpha/roles/{key}", label="Store", permissions="core.membership.view")
    assert read(kit, sa.select(Role.label, Role.permissions)) == [("Store", ["core.membership.view"])]
    admin.submit(f"/alpha/roles/{key}/delete")
    assert read(kit, sa.select(Role.key)) == []


@pytest.mark.parametrize("name", ["a", "manager", "finance"])
def test_roles_are_the_admins(as_user, name):
    assert as_user(name).get("/alpha/roles/").status_code == 404


@pytest.fixture
def site_admin(kit, as_user):
    write(kit, sa.update(User).where(User.id == Person("admin").user_id).values(site_admin=True))
    return as_user("admin")


def test_a_site_admin_enters_every_program(site_admin):
    assert "Beta Partner Program" in site_admin.get("/-/").text
    assert site_admin.get("/beta/people/").status_code == 200


def test_others_see_only_their_programs(as_user):
    page = as_user("admin").get("/-/").text
    assert "Alpha Partner Program" in page and "Beta" not in page


@pytest.mark.parametrize("path", ["/-/programs/new", "/-/users/"])
def test_pages_of_the_site_are_the_site_admins(as_user, path):
    assert as_user("admin").get(path).status_code == 404


def test_a_site_admin_makes_a_program(site_admin, kit):
    answer = send(
        site_admin, "/-/programs/new", name="Gamma", slug="gamma", locale="en", currency="EUR", zone="Europe/Berlin", fiscal_start_month="1"
    )
    assert answer.headers["Location"] == "/-/programs/gamma/"
    assert site_admin.get("/gamma/").status_code == 200
    assert read(kit, sa.select(Program.currency).where(Program.slug == "gamma")) == [("EUR",)]


def test_a_site_admin_shuts_somebody_out_of_all_programs(site_admin, as_user, kit):
    site_admin.submit(f"/-/users/{Person('b').user_id}/disable")
    assert as_user("b").get("/alpha/").status_code == 303
    site_admin.submit(f"/-/users/{Person('b').user_id}/enable")
    assert read(kit, sa.select(User.disabled_at).where(User.id == Person("b").user_id)) == [(None,)]


def test_a_site_admin_cannot_shut_himself_out(site_admin):
    assert site_admin.submit(f"/-/users/{Person('admin').user_id}/disable").status_code == 409


def test_a_site_admin_looks_as_a_partner_where_he_is_no_member(site_admin):
    answer = site_admin.submit(f"/beta/account/places/view-as/{ProgramOfTest('beta').partner('a')}")
    assert answer.status_code == 303 and "You look at the portal as" in site_admin.get("/beta/").text


def test_an_ended_program_is_closed_to_partners_only(as_user, kit):
    write(kit, sa.update(Program).values(ends_at=clock.now(), revision=Program.revision + 1))
    assert as_user("a").get("/alpha/").status_code == 303
    assert as_user("admin").get("/alpha/").status_code == 200
