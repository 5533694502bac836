"""Deciding from a mail: a link for one person, once, until something changes; it asks, and never acts by itself."""

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.identity.models import Membership
from core.mail import Mail

LINK = re.compile(r"Approve: http://[^/]+(/alpha/decide/\?t=(\S+))")


@pytest.fixture
def deal(make_record):
    return f"/alpha/deals/deal/{make_record('deals.deal', by='a', word='Harbor')}"


@pytest.fixture
def mails(kit):
    def read(to):
        with kit.owner.connect() as connection:
            table = Mail.__table__
            return [row.text for row in connection.execute(sa.select(table.c.text).where(table.c.to == to).order_by(table.c.id))]

    return read


@pytest.fixture
def sent(as_user, deal, deliver, mails, set_manager, program):
    """The link in the mail that tells the manager of A's registration."""
    set_manager("a", "manager")
    as_user("a").submit(f"{deal}/do/submit", {"version": "1"})
    deliver()
    found = [LINK.search(text) for text in mails(program.person("manager").email)]
    return next(match for match in found if match)


@pytest.fixture
def state(kit, deal):
    def read():
        table = kit.portal.registry["deals.deal"].table
        with kit.owner.connect() as connection:
            return connection.scalar(sa.select(table.c.state).where(table.c.id == uuid.UUID(deal.rpartition("/")[2])))

    return read


def confirm(page, token):
    return page.submit("/alpha/decide/", {"t": token})


def test_the_link_shows_the_record_and_does_nothing_by_itself(sent, as_user, state):
    shown = as_user("manager").get(sent.group(1))
    assert shown.status_code == 200
    assert "Harbor" in shown.text and "Expected value" in shown.text
    assert state() == "submitted"


def test_confirming_makes_the_transition(sent, as_user, state):
    assert confirm(as_user("manager"), sent.group(2)).status_code == 303
    assert state() == "approved"


def test_it_holds_once(sent, as_user):
    manager = as_user("manager")
    confirm(manager, sent.group(2))
    for answer in (manager.get(sent.group(1)), confirm(manager, sent.group(2))):
        assert answer.status_code == 409
        assert "does not hold any more" in answer.text


def test_a_change_of_the_record_ends_it(sent, as_user, deal):
    manager = as_user("manager")
    manager.submit(f"{deal}/do/start_review", {"version": "2"})
    assert confirm(manager, sent.group(2)).status_code == 409


def test_it_ends_in_time(monkeypatch, request, as_user, state):
    monkeypatch.setattr("core.web.records.mailed_move.HOLDS", timedelta())
    sent = request.getfixturevalue("sent")
    assert confirm(as_user("manager"), sent.group(2)).status_code == 409
    assert state() == "submitted"


def test_it_is_for_one_person(sent, as_user):
    assert as_user("admin").get(sent.group(1)).status_code == 403
    assert confirm(as_user("admin"), sent.group(2)).status_code == 403


def test_a_visitor_signs_in_first(sent, client):
    answer = client.get(sent.group(1))
    assert answer.status_code == 303
    assert "/alpha/signin" in answer.headers["Location"]
    assert "decide" in answer.headers["Location"]


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-3] + "AAA", lambda t: "x" + t, lambda t: t.partition(".")[0], lambda t: "", lambda t: "é.é"]
)
def test_a_link_that_is_not_ours_is_not_there(sent, as_user, spoil):
    assert as_user("manager").get("/alpha/decide/", query_string={"t": spoil(sent.group(2))}).status_code == 404


def test_a_right_that_was_taken_away_ends_it(sent, as_user, kit, program, state):
    table = Membership.__table__
    with kit.owner.begin() as connection:
        connection.execute(sa.update(table).where(table.c.id == program.person("manager").membership_id).values(roles=["finance"]))
    assert confirm(as_user("manager"), sent.group(2)).status_code in (403, 404)
    assert state() == "submitted"


def test_partners_mail_has_no_such_link(sent, mails, program, as_user, deal, deliver):
    as_user("manager").submit(f"{deal}/do/approve", {"version": "2"})
    deliver()
    assert all("/decide/" not in text for text in mails(program.person("a").email))
