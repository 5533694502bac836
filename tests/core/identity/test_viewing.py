"""SECURITY.md rule 8: looking as a partner is audited and read-only."""

import pytest
import sqlalchemy as sa

from core.audit import Audit
from tests.core.identity.acts import read


def look(client, partner):
    return client.submit(f"/alpha/account/places/view-as/{partner}")


@pytest.fixture
def manager(as_user, program):
    """A channel manager who looks at the portal as partner `a`."""
    client = as_user("manager")
    assert look(client, program.partner("a")).status_code == 303
    return client


def test_staff_see_what_the_partner_sees(manager, make_record):
    make_record("audiences.note", by="a", word="Harbor")
    make_record("audiences.note", by="b", word="Valley")
    page = manager.get("/alpha/audiences/note/").text
    assert "Harbor" in page and "Valley" not in page


def test_a_banner_says_so_on_every_page(manager):
    assert "You look at the portal as Ashford Systems" in manager.get("/alpha/").text


@pytest.mark.parametrize(
    "path", ["core/partner/new", "account/", "account/password", "account/tokens/new", "people/invite", "audiences/note/new"]
)
def test_nothing_can_be_changed_meanwhile(manager, path):
    assert manager.submit(f"/alpha/{path}", {"name": "x"}).status_code in (403, 404)


def test_stopping_leads_back_to_ones_own_view(manager, program):
    answer = manager.submit("/alpha/account/places/stop-viewing")
    assert answer.headers["Location"].endswith(str(program.partner("a")))
    assert "You look at the portal as" not in manager.get("/alpha/").text


def test_start_and_stop_are_in_the_partners_history(manager, kit, program):
    manager.submit("/alpha/account/places/stop-viewing")
    told = sa.select(Audit.action, Audit.partner_id).where(Audit.record_id == program.partner("a")).order_by(Audit.id)
    assert read(kit, told) == [("viewed_as", program.partner("a")), ("stopped_viewing", program.partner("a"))]


@pytest.mark.parametrize("name", ["a", "b", "finance"])
def test_only_staff_with_the_right_look(as_user, program, name):
    assert look(as_user(name), program.partner("a")).status_code == 403


def test_regional_staff_look_only_at_partners_of_their_region(as_user, program):
    assert look(as_user("west"), program.partner("a")).status_code == 404
    assert look(as_user("west"), program.partner("b")).status_code == 303


def test_signing_out_is_possible_meanwhile(manager):
    assert manager.submit("/alpha/signout").status_code == 303
