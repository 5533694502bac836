"""Who hears of a lead: everybody of the partner, or the one person it was routed to."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from plugins.notify.models import PartnerNotice

TO_PEOPLE = {"rules": [{"name": "people", "targets": "person", "method": "longest_wait"}]}


@pytest.fixture
def told(kit):
    """The memberships that were told of a record."""

    def get(record_id, kind="leads.offered"):
        table = PartnerNotice.__table__
        wanted = sa.select(table.c.membership_id).where(table.c.record_id == record_id, table.c.kind == kind)
        with kit.owner.connect() as connection:
            return set(connection.scalars(wanted))

    return get


def members_of(kit, partner_id):
    table = kit.portal.registry["core.membership"].table
    with kit.owner.connect() as connection:
        return set(connection.scalars(sa.select(table.c.id).where(table.c.partner_id == partner_id, table.c.ended_at.is_(None))))


@pytest.fixture(autouse=True)
def colleagues(make_user):
    """Every partner has more than one person."""
    for partner in ("a", "a2", "b"):
        make_user(f"colleague-{partner}", partner=partner, roles=("partner_user",))


def test_a_lead_for_a_partner_is_news_for_its_people(lead, work, copies, told, kit):
    made = lead()
    work()
    copy = copies(made)[0]
    assert told(copy["id"]) and told(copy["id"]) <= members_of(kit, copy["partner_id"])


@pytest.fixture
def personal(publish, lead, work, copies):
    publish(TO_PEOPLE)
    made = lead()
    work()
    return copies(made)[0]


def test_a_lead_for_a_person_is_news_for_that_person_alone(personal, told, kit):
    assert len(members_of(kit, personal["partner_id"])) > 1
    assert told(personal["id"]) == {personal["person_id"]}


def test_when_that_person_has_left_its_colleagues_hear_of_it(personal, told, kit, timers, work):
    table = kit.portal.registry["core.membership"].table
    with kit.owner.begin() as connection:
        connection.execute(sa.update(table).where(table.c.id == personal["person_id"]).values(ended_at=personal["sent_at"]))
    timers(personal["due_at"] - timedelta(hours=1))
    work()
    assert told(personal["id"], "leads.answer_due") == members_of(kit, personal["partner_id"])
