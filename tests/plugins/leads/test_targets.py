"""Routing to people and to queues."""

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa.testing import Person


@pytest.fixture
def queue(make_record):
    return lambda key: make_record("leads.queue", by="manager", name=f"Queue {key}", key=key)


def rows(kit, key):
    with kit.owner.connect() as connection:
        return connection.execute(sa.select(kit.portal.registry[key].table)).all()


def test_a_lead_for_people_goes_to_one_person_of_a_partner(publish, lead, work, copies, kit, program):
    publish({"rules": [{"name": "people", "targets": "person", "method": "longest_wait"}]})
    made = lead()
    work()
    copy = copies(made)[0]
    people = {row.id: row.partner_id for row in rows(kit, "core.membership")}
    assert people[copy["person_id"]] == copy["partner_id"]


def test_people_take_turns(publish, lead, work, copies):
    publish({"rules": [{"name": "people", "targets": "person", "method": "longest_wait"}]})
    for number in range(3):
        lead(company=f"Company {number} Ltd", domain=None, registration_no=None, contact_phone=None, contact_email=None)
    work()
    assert len({copy["person_id"] for copy in copies()}) == 3


def test_in_a_pool_of_people_each_partner_has_one_copy(publish, lead, work, copies):
    publish({"rules": [{"name": "people", "targets": "person", "method": "shark_tank"}]})
    made = lead()
    work()
    partners = [copy["partner_id"] for copy in copies(made)]
    assert len(partners) == len(set(partners)) > 1


def test_a_lead_for_queues_waits_in_the_one_whose_turn_it_is(publish, lead, work, read, queue, copies):
    first, second = queue("one"), queue("two")
    publish({"rules": [{"name": "desks", "targets": "queue", "method": "longest_wait"}]})
    made = [lead(company=f"Firm {n} Ltd", domain=None, registration_no=None, contact_phone=None, contact_email=None) for n in range(2)]
    work()
    found = [read(one) for one in made]
    assert [(one["state"], one["holder_id"]) for one in found] == [("queued", None)] * 2
    assert {one["queue_id"] for one in found} == {first, second}
    assert copies() == []


def test_where_nobody_is_left_the_last_step_may_be_a_named_queue(publish, lead, work, read, queue):
    inside = queue("inside")
    publish({"rules": [{"name": "none", "eligible": 'partner.name == "Nobody"', "method": "longest_wait", "otherwise": "queue:inside"}]})
    made = lead()
    work()
    assert (read(made)["state"], read(made)["queue_id"]) == ("queued", inside)


def test_or_a_named_partner(publish, lead, work, copies, kit, program):
    partner = program.partner("b")
    with kit.acting(Person("admin")):
        entity = registry()["core.partner"]
        unit(lambda: records.apply(entity, records.get(entity, partner), {"number": "P-77"}))
    publish({"rules": [{"name": "none", "eligible": 'partner.name == "Nobody"', "method": "longest_wait", "otherwise": "partner:P-77"}]})
    made = lead()
    work()
    assert [copy["partner_id"] for copy in copies(made)] == [partner]


def test_a_named_partner_that_does_not_exist_leaves_the_lead_to_a_person(publish, lead, work, read):
    publish({"rules": [{"name": "none", "eligible": 'partner.name == "Nobody"', "method": "longest_wait", "otherwise": "partner:P-0"}]})
    made = lead()
    work()
    assert read(made)["state"] == "queued"
