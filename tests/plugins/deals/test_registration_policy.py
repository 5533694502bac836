"""The registration engine by tables: a document, facts, what comes of it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from hansa import rules
from plugins.deals.registration.engine import engine
from plugins.deals.registration.policy import DEFAULT, RegistrationPolicy
from plugins.deals.registration.vocabulary import common
from plugins.policies.api import Outcome, PolicyKind, Undefined, compiled

OWN = rules.Facts(
    {
        "deal.amount": rules.Fact(rules.NUMBER),
        "deal.lines": rules.Fact(rules.rows(rules.Facts({"product": rules.Fact(rules.TEXT), "amount": rules.Fact(rules.NUMBER)}))),
        "partner.tier": rules.Fact(rules.TEXT),
        "partner.invited": rules.Fact(rules.BOOL),
        "tender_published_on": rules.Fact(rules.DATE),
        "bought_on": rules.Fact(rules.DATE),
        "first_percent": rules.Fact(rules.NUMBER),
    }
)
KIND = PolicyKind(key="deals.registration", label="", schema=RegistrationPolicy, engine=engine, facts=lambda: {"": common() | OWN})
DAY = date(2026, 3, 2)
SETTINGS = {"setting.protection_days": 90, "setting.extension_days": 30, "setting.max_extensions": 1, "setting.review_days": 5}


def decided(document: dict[str, Any], **facts: Any) -> Outcome:
    given = {name.replace("__", "."): value for name, value in facts.items()}
    base = {"step": "submit", "today": DAY, "protected_until": DAY, "submitted_on": DAY, "decided_on": DAY, "order": 1, **SETTINGS}
    return engine(compiled(KIND, document), {**base, **given})


def codes(outcome: Outcome) -> list[str]:
    return [reason.code for reason in outcome.reasons]


def test_the_default_document_protects_for_the_days_of_the_settings():
    found = decided(dict(DEFAULT))
    assert (found.result, found.values["protected_until"]) == ("approve", date(2026, 5, 30))


@pytest.mark.parametrize(
    ("document", "facts", "result", "code"),
    [
        ({"eligible": 'partner.tier == "gold"'}, {"partner__tier": "gold"}, "approve", ""),
        ({"eligible": 'partner.tier == "gold"'}, {"partner__tier": "silver"}, "reject", "not_eligible"),
        ({"eligible": 'partner.tier == "gold"'}, {}, "review", "not_eligible_unknown"),
        ({"eligible": {"when": "partner.invited", "missing": "no"}}, {}, "reject", "not_eligible"),
        ({"minimum": "deal.amount >= 5000"}, {"deal__amount": Decimal(5000)}, "approve", ""),
        ({"minimum": "deal.amount >= 5000"}, {"deal__amount": Decimal("4999.99")}, "reject", "below_minimum"),
        ({"minimum": "deal.units >= 100"}, {"deal__units": 99}, "reject", "below_minimum"),
        ({"not_first": "refuse"}, {"order": 2}, "reject", "not_first"),
        ({"not_first": "wait"}, {"order": 2}, "wait", "not_first"),
        ({"not_first": "accept"}, {"order": 2}, "approve", "not_first"),
        ({"not_first": "refuse", "not_first_code": "taken"}, {"order": 2}, "reject", "taken"),
        ({"customer_choice": "evidence", "not_first": "refuse"}, {"order": 2, "customer_choice": True}, "approve", "customer_choice"),
        ({"customer_choice": "no", "not_first": "refuse"}, {"order": 2, "customer_choice": True}, "reject", "not_first"),
        ({"quota": "3"}, {"own__protections": 3}, "wait", "quota"),
        ({"quota": "3"}, {"own__protections": 2}, "approve", ""),
        ({"evidence_once": "program"}, {"evidence__used": 1}, "return", "evidence_used"),
        ({}, {"key__possible": 1}, "review", "possible_duplicate"),
        ({"extensions": "2"}, {"step": "extend", "extensions": 2}, "reject", "no_more_extensions"),
        ({"extend_when": "days_left <= 30"}, {"step": "extend", "days_left": 31, "extensions": 0}, "reject", "not_now"),
        ({"extend_when": "days_left <= 30"}, {"step": "extend", "days_left": 30, "extensions": 0}, "approve", ""),
    ],
)
def test_what_becomes_of_it(document, facts, result, code):
    found = decided(document, **facts)
    assert (found.result, codes(found)) == (result, [code] if code else [])


def check(code: str, when: str, kind: str, result: str, **more: str) -> dict[str, str]:
    return {"code": code, "when": when, "kind": kind, "result": result, **more}


def test_what_blocks_decides_in_the_order_of_the_policy():
    found = decided({"checks": [check("a", "order == 1", "block", "out_of_scope"), check("b", "order == 1", "block", "reject")]})
    assert (found.result, codes(found)) == ("out_of_scope", ["a", "b"])


def test_a_warning_asks_a_person_and_what_speaks_for_it_does_not():
    document = {"checks": [check("good", "order == 1", "pass", "approve"), check("odd", "order == 1", "warn", "review")]}
    assert decided(document).result == "review"


def test_a_check_that_lacks_a_fact_asks_and_never_refuses():
    found = decided({"checks": [check("late", "tender_published_on <= decided_on", "block", "reject")]})
    assert (found.result, [reason.kind for reason in found.reasons]) == ("review", ["warn"])


def test_evidence_that_was_shown_settles_a_check():
    document = {"checks": [check("letter", "order == 1", "block", "return", evidence='"letter"')]}
    assert decided(document).result == "return"
    assert decided(document, evidence__kinds=["letter"]).result == "approve"


def test_two_answers_of_a_policy_are_for_a_person():
    document = {
        "rulings": [
            check("over", "deal.amount > 10", "pass", "approve"), check("meets", "deal.amount >= 10", "pass", "approve"),
            check("under", "deal.amount < 10", "block", "reject"), check("not_over", "deal.amount <= 10", "block", "reject"),
        ]
    }  # fmt: skip
    assert decided(document, deal__amount=Decimal(11)).result == "approve"
    assert decided(document, deal__amount=Decimal(9)).result == "reject"
    assert (
        "contradiction" in codes(decided(document, deal__amount=Decimal(10)))
        and decided(document, deal__amount=Decimal(10)).result == "review"
    )


BANDS = {
    "bands": {
        "measure": "deal.units",
        "rows": [
            {"name": "T1", "from": 100, "to": 499},
            {"name": "T2", "from": 500, "to": 999},
            {"name": "T3", "from": 1001, "approver": '"finance"'},
        ],
    }
}


@pytest.mark.parametrize(("units", "band"), [(100, "T1"), (499, "T1"), (500, "T2"), (1001, "T3")])
def test_the_band_of_a_size(units, band):
    assert decided(BANDS, deal__units=units).values["band"] == band


def test_a_hole_between_bands_is_named_and_the_rest_stands():
    found = decided(BANDS, deal__units=1000)
    assert isinstance(found.values["band"], Undefined) and found.values["band"].value == "1000"
    assert (found.result, codes(found)) == ("approve", ["size_undefined"])
    assert found.values["protected_until"]


def test_a_hole_is_never_approved_by_itself():
    automatic = {**BANDS, "automatic": "order == 1"}
    assert "automatic" not in decided(automatic, deal__units=1000).values
    assert decided(automatic, deal__units=100).values["automatic"] is True


def test_a_band_has_its_own_approver_unless_the_matrix_says_otherwise():
    assert decided(BANDS, deal__units=1001).values["approvers"] == {"roles": ["finance"], "mode": "any"}
    matrix = [check("big", "deal.units > 1000", "info", "in_order", roles='"manager, finance"')]
    assert decided({**BANDS, "approvals": matrix}, deal__units=1001).values["approvers"] == {
        "roles": ["manager", "finance"],
        "mode": "in_order",
    }


def test_the_second_one_gets_exactly_its_part():
    given = [
        {"code": "holder", "when": "order == 1", "result": "given", "percent": "first_percent"},
        {"code": "second", "when": "order == 2", "result": "given", "percent": "first_percent / 2"},
        {"code": "later", "when": "order > 2", "result": "given", "percent": "first_percent / 3", "price_class": '"list"'},
    ]
    document = {"not_first": "accept", "benefits": given}
    found = [decided(document, order=place, first_percent=Decimal(10)).values for place in (1, 2, 3)]
    assert [one["percent"] for one in found] == [10, 5, Fraction(10, 3)] and found[2]["price_class"] == "list"


@pytest.mark.parametrize(
    ("protection", "until"),
    [
        ({"start": "submitted_on", "length": "90"}, date(2026, 5, 31)),
        ({"start": "submitted_on", "length": "90", "start_day": "counts"}, date(2026, 5, 30)),
        ({"start": "decided_on", "length": "1", "unit": "months"}, date(2026, 4, 10)),
        ({"start": "decided_on", "length": "10", "unit": "business_days"}, date(2026, 3, 24)),
        ({"start": "decided_on", "length": "20 if deal.amount > 100 else 10"}, date(2026, 3, 30)),
    ],
)
def test_protection_is_counted_as_declared(protection, until):
    found = decided({"protection": protection}, decided_on=date(2026, 3, 10), deal__amount=Decimal(200))
    assert found.values["protected_until"] == until


def test_an_extension_counts_from_the_old_end_or_from_the_grant():
    facts = {"step": "extend", "protected_until": date(2026, 4, 30), "extensions": 0}
    assert decided({"extension": {"start": "protected_until", "length": "30"}}, **facts).values["protected_until"] == date(2026, 5, 30)
    assert decided({"extension": {"start": "today", "length": "30"}}, **facts).values["protected_until"] == date(2026, 4, 1)


EARNED = {
    "protection": {"start": "decided_on", "length": "60"}, "activity": {"start": "activity_on", "length": "30"},
    "silence": {"start": "activity_on", "length": "40"}, "longest": {"start": "decided_on", "length": "80"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("activity", "until"),
    [
        (date(2026, 3, 2), date(2026, 4, 11)),
        (date(2026, 4, 10), date(2026, 5, 10)),
        (date(2026, 5, 1), date(2026, 5, 21)),
        (None, date(2026, 5, 1)),
    ],
)
def test_progress_prolongs_silence_shortens_and_the_longest_holds(activity, until):
    found = decided(
        EARNED if activity else {name: EARNED[name] for name in ("protection", "longest", "activity", "silence")}, activity_on=activity
    )
    assert found.values["protected_until"] == until


def given(*rows: tuple[str, str, dict[str, str]], **more: Any) -> dict[str, Any]:
    """A document whose benefits are clauses: code, condition, figures."""
    clauses = [{"code": code, "when": when, "result": "given", **figures} for code, when, figures in rows]
    return {"not_first": "accept", "benefits": {"rows": clauses, **more}}


BOTH = (("size", "deal.amount >= 5000", {"percent": "5"}), ("new", "partner.invited", {"percent": "2", "points": "10"}))


@pytest.mark.parametrize(
    ("choose", "gives"),
    [
        ("first", {"percent": 5}), ("all", {"percent": 5, "points": 10}), ("sum", {"percent": 7, "points": 10}),
        ("highest", {"percent": 5}), ("one", {}),
    ],
)  # fmt: skip
def test_several_benefits_give_what_the_policy_says_of_several(choose, gives):
    found = decided(given(*BOTH, choose=choose), deal__amount=Decimal(6000), partner__invited=True)
    assert {name: found.values[name] for name in ("percent", "points") if name in found.values} == gives
    assert ("contradiction" in codes(found), found.result) == ((choose == "one"), "review" if choose == "one" else "approve")


def test_words_of_several_benefits_are_not_added():
    rows = [(code, "order == 1", {"price_class": f'"{code}"', "percent": "1"}) for code in ("net", "list")]
    found = decided(given(*rows, choose="sum")).values
    assert (found["price_class"], found["percent"]) == ("net", 2)


def test_a_benefit_that_lacks_a_fact_asks_and_is_not_left_out_silently():
    found = decided({**given(BOTH[0]), "automatic": "order == 1"})
    assert (found.result, codes(found), "percent" in found.values) == ("review", ["benefits_unknown"], False)


def test_who_approves_is_asked_when_a_fact_of_the_matrix_is_missing():
    matrix = [{"code": "large", "when": "deal.amount > 100", "result": "any", "roles": '"manager"'}]
    assert decided({"approvals": matrix}).result == "review"


def test_those_who_did_not_register_have_their_own_terms():
    document = given(("holder", "order == 1", {"percent": "10"}), ("others", "order is None", {"percent": "3"}), choose="all")
    document["benefits"]["rows"][0]["missing"] = "no"
    assert [decided(document, order=place).values["percent"] for place in (1, None)] == [10, 3]
