"""A record that may exist once only is refused the second time, by page and API."""

from hansa.testing import Person

COST = {"product": "Harbor crane", "unit_cost": "10", "since": "2026-01-01"}


def test_the_api_answers_with_a_conflict(client, make_record):
    make_record("specialprice.cost", **COST)
    answer = client.post("/api/v1/alpha/specialprice/cost/", json=COST, headers=Person("admin").bearer)
    assert (answer.status_code, answer.json["code"]) == (409, "collision")


def test_the_form_says_so(as_user, make_record):
    make_record("specialprice.cost", **COST)
    answer = as_user("admin").submit("/alpha/specialprice/cost/new", COST)
    assert answer.status_code == 409 and "A record like this exists already" in answer.text
