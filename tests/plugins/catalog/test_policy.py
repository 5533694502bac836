"""What the checker says of price policies, and their examples in plain data."""

import pytest

from core.entities.unit import unit
from hansa.testing import Person
from plugins.catalog.price.kind import PRICE, check
from plugins.policies.api import back_test, compiled, kind_of
from plugins.policies.checking.checker import check as check_document
from tests.plugins.catalog.pricing import clause, policy


def codes(**document):
    return [(one.severity, one.code) for one in check(policy(**document)) if one.severity != "note"]


def test_the_default_policy_has_no_findings():
    assert codes() == []


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([{"step": "level"}, {"step": "list"}], [("error", "no-list")]),
        ([{"step": "list"}, {"step": "level"}, {"step": "level"}], [("error", "step-twice")]),
        ([{"step": "list"}, {"step": "contract", "how": "stack"}], [("error", "contract-stack")]),
        ([{"step": "list"}, {"step": "manual"}, {"step": "promotion"}], [("warning", "manual-first")]),
    ],
)
def test_steps_that_contradict_are_found(steps, found):
    assert codes(steps=steps) == found


def test_what_never_counts_is_pointed_out():
    assert codes(steps=[{"step": "list"}], levels={"rows": [clause("True", "1")]}) == [("warning", "no-step")]


LINE = {"sku": "A", "quantity": "3", "rows": [{"source": "BASE", "amount": "9.99"}, {"source": "BASE", "amount": "9", "least": "3"}]}
FACTS = {"partner.kind": "dealer", "currency": "USD", "sources": [{"key": "BASE", "rank": 1}], "lines": [LINE]}


@pytest.mark.parametrize(
    ("expect", "found"), [({"price": "9", "amount": "27.00", "list_price": "9.99"}, []), ({"price": "9.99"}, ["example"])]
)
def test_examples_are_run(kit, expect, found):
    with kit.acting(Person("admin")):
        document = {"examples": [{"name": "three", "facts": FACTS, "expect": expect}]}
        assert [one.code for one in check_document(PRICE, document) if one.severity == "error"] == found


def test_a_policy_is_tried_with_facts_as_plain_data(shop, as_user):
    given = {"policy": "catalog.price", "facts": FACTS}
    answer = as_user("manager").post("/api/v1/alpha/policies/try", json=given, headers=Person("manager").bearer)
    assert answer.status_code == 200 and answer.json["amounts"]["amount"] == "27"
    assert answer.json["values"]["lines"][0]["steps"][0]["step"] == "list"


def test_a_stored_quote_explains_itself_to_its_partner_and_to_nobody_else(shop, ask, publish, as_user):
    publish(levels={"rows": [clause('partner.kind == "reseller"', "10", "reseller")]})
    found = ask("BIKE", store=True)
    path = f"/alpha/policies/why/{found.decision_id}"
    assert as_user("manager").get(path).status_code == 200
    assert as_user("a").get(path).status_code == 200
    assert as_user("b").get(path).status_code == 404


def test_a_back_test_counts_the_quotes_a_draft_would_change(shop, ask, kit, act):
    ask("BIKE", store=True)
    ask("HELMET", store=True)
    with kit.acting(Person("admin")):
        draft = compiled(kind_of("catalog.price"), {"families": {"rows": [clause('product.family == "road"', "1")]}})
        result = unit(lambda: back_test(kind_of("catalog.price"), draft))
    assert (result.checked, result.changed) == (2, 1)
