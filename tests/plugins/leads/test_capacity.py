"""What partners say of their capacity, as routing reads it."""

import pytest

from core.errors import Unprocessable

OTHER = {"domain": None, "registration_no": None, "contact_phone": None, "contact_email": None}
OPEN = {"weekdays": [], "opens": 0, "closes": 24, "per_week": None}


@pytest.fixture
def says(make_record, program):
    return lambda name, **values: make_record("leads.capacity", by="manager", owner=program.partner(name), **{**OPEN, **values})


@pytest.fixture
def routed(publish, lead, work, copies):
    def run(times):
        publish({"rules": [{"name": "all", "method": "longest_wait"}]})
        for number in range(times):
            lead(company=f"Firm {number} Ltd", **OTHER)
            work()
        return [copy["partner_id"] for copy in copies()]

    return run


def test_who_is_full_gets_no_lead(says, routed, program):
    says("a", most_open=0, since=None)
    assert program.partner("a") not in routed(3)


def test_of_several_the_one_that_began_last_counts(says, routed, program):
    says("a", most_open=0, since=None)
    says("a", most_open=9, since="2020-01-01")
    says("a", most_open=0, since="2099-01-01")
    assert program.partner("a") in routed(3)


def test_a_second_territory_that_is_the_same_is_refused_in_words(make_record, program):
    same = {"owner": program.partner("a"), "field": "city", "value": "Bonn"}
    make_record("leads.territory", by="manager", **same)
    with pytest.raises(Unprocessable) as refused:
        make_record("leads.territory", by="manager", **same)
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [("/value", "not-unique")]
