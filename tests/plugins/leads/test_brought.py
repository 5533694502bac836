"""Leads partners found themselves."""

import sqlalchemy as sa

from plugins.leads.models import Turn


def test_a_lead_a_partner_found_is_its_own_at_once(make_record, program, read, copies, work):
    made = make_record("leads.assignment", by="manager", owner=program.partner("a"), title="Two branches", company="Keel Works")
    copy = next(one for one in copies() if one["id"] == made)
    lead = read(copy["lead_id"])
    assert (copy["state"], lead["state"], lead["source"]) == ("accepted", "working", "partner")
    assert (lead["holder_id"], lead["brought_by"], lead["company"]) == (program.partner("a"), program.partner("a"), "Keel Works")


def test_it_is_a_turn_where_the_policy_counts_what_partners_bring(make_record, program, work, publish, kit):
    publish({"rules": [{"name": "all", "method": "longest_wait"}], "turns": ["own"]})
    make_record("leads.assignment", by="manager", owner=program.partner("b"), title="Two branches")
    work()
    with kit.owner.connect() as connection:
        assert connection.execute(sa.select(Turn.__table__.c.target)).scalars().all() == [str(program.partner("b"))]


def test_it_has_a_name_even_when_nobody_gave_one(make_record, program, copies):
    made = make_record(
        "leads.assignment", by="manager", owner=program.partner("a"), title=None, need=None, product=None, company=None, next_action=None
    )
    assert next(one for one in copies() if one["id"] == made)["title"] == "A lead"
