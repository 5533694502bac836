from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities.registry import registry
from core.identity.models import User
from core.mail import Mail
from core.programs import fields
from core.programs.models import Program
from core.programs.settings import save_settings
from hansa.testing import Client, Kit, Person
from tests.core.programs.acts import as_admin

Browser = Callable[..., Any]
NEW = {"name": "Gamma", "slug": "gamma", "locale": "en", "currency": "EUR", "zone": "Europe/Berlin", "fiscal_start_month": "1"}


@pytest.fixture
def site_admin(kit: Kit, as_user: Browser) -> Client:
    with kit.owner.begin() as connection:
        mine = User.__table__.c.id == Person("admin").user_id
        connection.execute(sa.update(User.__table__).where(mine).values(site_admin=True))
    return as_user("admin")  # type: ignore[no-any-return]


def letters(kit: Kit) -> list[Any]:
    with kit.owner.connect() as connection:
        return list(connection.execute(sa.select(Mail.__table__)))


def test_every_program_is_listed_with_its_state(site_admin: Client) -> None:
    page = site_admin.get("/-/").text
    assert all(text in page for text in ("Alpha Partner Program", "Beta Partner Program", "Open", "/-/programs/beta/"))


def test_a_program_is_shown_with_what_is_in_it(site_admin: Client) -> None:
    page = site_admin.get("/-/programs/beta/").text
    assert "<dt>Partners</dt><dd>3</dd>" in page
    assert "<dt>People</dt><dd>9</dd>" in page


def test_the_first_admin_of_a_new_program_is_invited(kit: Kit, site_admin: Client) -> None:
    answer = site_admin.submit("/-/programs/new", {**NEW, "email": "gail@gamma.example", "person": "Gail"})
    assert (answer.status_code, answer.location) == (303, "/-/programs/gamma/")
    (letter,) = letters(kit)
    assert (letter.to, letter.private) == ("gail@gamma.example", True)
    link = next(word for word in letter.text.split() if "/gamma/join/" in word)
    visitor = kit.client()
    page = "/gamma/" + link.split("/gamma/")[1]
    visitor.get(page)
    assert visitor.submit(page, {"name": "Gail", "password": "nine green boats drift"}).status_code == 303
    assert visitor.get("/gamma/admin/plugins/").status_code == 200


def test_everything_wrong_is_told_at_once_and_nothing_is_made(kit: Kit, site_admin: Client) -> None:
    answer = site_admin.submit("/-/programs/new", {**NEW, "slug": "alpha", "email": "gail@gamma.example"})
    assert (answer.status_code, 'id="slug-e"' in answer.text) == (422, True)
    assert 'id="email-e"' in site_admin.submit("/-/programs/new", {**NEW, "email": "nobody"}).text
    assert letters(kit) == []


def test_a_copy_has_settings_plugins_fields_roles_and_brand(kit: Kit, site_admin: Client) -> None:
    as_admin(kit, lambda scope: fields.define(registry()["core.partner"], "text", {"label": "Cost centre", "key": "x_cost"}))
    as_admin(kit, lambda scope: save_settings("basement", {"nailed": True}))
    site_admin.submit("/alpha/admin/brand/", {"theme": "harbor", "brand": "#7a1fa2"})
    site_admin.submit("/alpha/roles/new", {"label": "Auditor", "side": "staff", "permissions": ["core.audit.view"]})
    assert site_admin.submit("/-/programs/alpha/copy", {"name": "Delta", "slug": "delta"}).status_code == 303
    with kit.app.app_context():
        one, other = kit.portal.programs.by_slug("alpha"), kit.portal.programs.by_slug("delta")
    assert one is not None and other is not None
    assert (other.theme, other.brand, other.plugins, other.zone) == (one.theme, one.brand, one.plugins, one.zone)
    assert other.role_labels == one.role_labels
    assert other.settings["basement"] == one.settings["basement"]
    assert [f.definition for f in other.fields["core.partner"]] == [f.definition for f in one.fields["core.partner"]]
    assert {f.id for f in other.fields["core.partner"]}.isdisjoint(f.id for f in one.fields["core.partner"])


def test_a_copy_has_no_data_no_people_and_no_secrets(kit: Kit, site_admin: Client) -> None:
    site_admin.submit("/-/programs/alpha/copy", {"name": "Delta", "slug": "delta"})
    page = site_admin.get("/-/programs/delta/").text
    assert "<dt>Partners</dt><dd>0</dd>" in page and "<dt>People</dt><dd>0</dd>" in page
    with kit.app.app_context():
        made = kit.portal.programs.by_slug("delta")
    assert made is not None and not any(made.secrets.values())


def test_an_ended_program_says_so_at_sign_in(site_admin: Client, client: Client) -> None:
    assert site_admin.submit("/-/programs/beta/end").status_code == 303
    assert "This program has ended." in client.get("/beta/signin").text


def test_partners_are_out_of_an_ended_program(site_admin: Client, as_user: Browser) -> None:
    site_admin.submit("/-/programs/beta/end")
    assert as_user("a", "beta").get("/beta/").status_code in (302, 303)
    browser = as_user("a", "beta")
    assert browser.get("/api/v1/beta/core/partner/", headers=browser.person.bearer).status_code == 401


def test_the_vendors_people_read_an_ended_program_and_change_nothing(site_admin: Client, as_user: Browser) -> None:
    site_admin.submit("/-/programs/beta/end")
    admin = as_user("admin", "beta")
    assert "This program has ended." in admin.get("/beta/core/partner/").text
    refused = admin.submit("/beta/core/partner/new", {"name": "New"})
    assert (refused.status_code, "nothing can be changed" in refused.text) == (403, True)
    on_api = admin.post("/api/v1/beta/core/partner/", json={"name": "New"}, headers=admin.person.bearer)
    assert (on_api.status_code, on_api.json["code"]) == (403, "program-ended")


def test_a_program_opens_again_as_it_was(site_admin: Client, as_user: Browser) -> None:
    site_admin.submit("/-/programs/beta/end")
    assert site_admin.submit("/-/programs/beta/reopen").status_code == 303
    assert as_user("a", "beta").get("/beta/").status_code == 200


def test_ending_twice_and_opening_what_is_open_are_refused(site_admin: Client) -> None:
    assert site_admin.submit("/-/programs/beta/reopen").status_code == 409
    site_admin.submit("/-/programs/beta/end")
    assert site_admin.submit("/-/programs/beta/end").status_code == 409


def test_an_admin_is_invited_later(kit: Kit, site_admin: Client) -> None:
    assert site_admin.submit("/-/programs/beta/invite", {"email": "kim@beta.example", "person": "Kim"}).status_code == 303
    assert [letter.to for letter in letters(kit)] == ["kim@beta.example"]
    again = site_admin.submit("/-/programs/beta/invite", {"email": "admin@beta.example", "person": "Admin"})
    assert (again.status_code, "already a member" in again.text) == (409, True)


@pytest.mark.parametrize("page", ["new", "beta/", "beta/copy", "beta/invite"])
def test_only_site_admins_see_these_pages(as_user: Browser, page: str) -> None:
    assert as_user("manager").get(f"/-/programs/{page}").status_code == 404


@pytest.mark.parametrize("act", ["new", "beta/copy", "beta/end", "beta/reopen", "beta/invite"])
def test_only_site_admins_act(kit: Kit, as_user: Browser, act: str) -> None:
    assert as_user("admin", "beta").submit(f"/-/programs/{act}", NEW).status_code == 404
    with kit.owner.connect() as connection:
        found = connection.execute(sa.select(Program.__table__.c.slug, Program.__table__.c.ends_at).order_by(Program.__table__.c.slug))
        assert [tuple(row) for row in found] == [("alpha", None), ("beta", None)]


def test_an_unknown_program_is_not_there(site_admin: Client) -> None:
    assert site_admin.get("/-/programs/gamma/").status_code == 404
