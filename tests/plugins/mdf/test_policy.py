"""What a fund policy says, tried on facts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa.testing import Person
from plugins.policies.api import kind_of
from plugins.policies.checking import checker
from plugins.policies.decisions.keeping import try_out

M = Decimal
DAY = date(2026, 5, 4)


@pytest.fixture
def says(kit):
    """`says({"share": "40"}, step="claim", ...)`: the outcome of a document for facts."""

    def run(document: dict[str, Any], **facts: Any) -> Any:
        with kit.acting(Person("admin")):
            return try_out("mdf.program", document, facts)

    return run


@pytest.fixture
def found(kit):
    def run(**document: Any) -> list[str]:
        with kit.acting(Person("admin")):
            kind = kind_of("mdf.program")
            return [one.code for one in checker.check(kind, kind.schema.normal(document))]

    return run


def plan(asked="400", cost="1000", kind="event", start=date(2026, 6, 1), end=date(2026, 6, 2), eligible=None) -> dict[str, Any]:
    return {"kind": kind, "asked": M(asked), "cost": M(cost), "eligible": M(eligible or cost), "starts_on": start, "ends_on": end}


def asking(*plans: dict[str, Any], available="9000", **more: Any) -> dict[str, Any]:
    rows = list(plans) or [plan()]
    total = sum((row["asked"] for row in rows), M(0))
    return {"step": "request", "submitted_on": DAY, "asked": total, "available": M(available), "activities": rows, **more}


def claiming(net="1000", kind="event", cost_kind="venue", **more: Any) -> dict[str, Any]:
    facts = {
        "kind": kind,
        "approved": M(900),
        "available": M(900),
        "claimed_on": DAY,
        "activity_start": DAY,
        "activity_end": DAY,
        "held_on": DAY,
    }
    return {"step": "claim", "costs": [{"kind": cost_kind, "amount": M(net)}], **facts, **more}


def codes(outcome: Any) -> set[str]:
    return {reason.code for reason in outcome.reasons}


@pytest.mark.parametrize(
    ("document", "facts", "code"),
    [
        ({"minimum": "500"}, asking(), "below_minimum"),
        ({"ask_above": "refuse"}, asking(plan(asked="501")), "above_share"),
        ({"only_listed": True, "kinds": [{"kind": "training"}]}, asking(), "not_listed"),
        ({"lead_time": "30"}, asking(plan(start=date(2026, 6, 2)), plan(start=date(2026, 6, 3), end=date(2026, 6, 3))), "too_soon"),
        ({"longest_span": 10}, asking(plan(), plan(start=date(2026, 6, 9), end=date(2026, 6, 11))), "too_long"),
        ({"most_activities": 1}, asking(plan(), plan()), "too_many"),
        ({}, asking(plan(start=date(2026, 6, 2), end=date(2026, 6, 1))), "backwards"),
        ({"applies": "asked > 900"}, asking(), "not_for_partner"),
    ],
)
def test_what_stands_against_a_request_refuses_it(says, document, facts, code):
    outcome = says(document, **facts)
    assert (outcome.result, code in codes(outcome)) == ("refuse", True)


def test_a_limit_is_met_by_its_own_value(says):
    document = {"minimum": "400", "longest_span": 10, "lead_time": "28"}
    assert says(document, **asking(plan(), plan(start=date(2026, 6, 9), end=date(2026, 6, 10)))).result == "fits"


def test_each_activity_has_the_share_of_its_kind(says):
    document = {"share": "30", "kinds": [{"kind": "training", "percent": "100"}]}
    outcome = says(document, **asking(plan(asked="900"), plan(asked="900", kind="training")))
    assert [one["granted"] for one in outcome.values["grants"]] == [M("300.00"), M("900.00")]
    assert outcome.result == "cut"


def test_a_share_may_depend_on_the_partner(says):
    assert says({"share": '70 if partner.kind == "distributor" else 20'}, **asking(), **{"partner.kind": "distributor"}).values[
        "payable"
    ] == M(400)


def test_without_money_a_request_waits(says):
    assert says({}, **asking(available="399.99")).result == "wait"


def test_costs_that_do_not_count_come_off_before_the_share(says):
    facts = claiming() | {"costs": [{"kind": "venue", "amount": M(600)}, {"kind": "alcohol", "amount": M(400)}]}
    outcome = says({"not_counting": "alcohol"}, **facts)
    assert (outcome.values["payable"], outcome.values["off"]) == (M(300), 400)


@pytest.mark.parametrize(
    ("approved", "available", "net", "payable", "limit"),
    [("900", "900", "1000", "500", "share"), ("300", "900", "1000", "300", "approved"), ("900", "200", "1000", "200", "balance")],
)
def test_paid_is_the_lowest_of_approved_share_and_balance(says, approved, available, net, payable, limit):
    outcome = says({}, **claiming(net, approved=M(approved), available=M(available)))
    assert (outcome.values["payable"], f"limit_{limit}" in codes(outcome)) == (M(payable), True)


def test_rounding_never_passes_what_is_there(says):
    assert says({}, **claiming("1000", available=M("100.005"))).values["payable"] == M("100.00")
    assert says({"rounding": "up"}, **claiming("0.01")).values["payable"] == M("0.01")


@pytest.mark.parametrize(
    ("document", "facts", "result"),
    [
        ({"evidence": "photo"}, claiming(evidence=[]), "return"),
        ({"evidence": "photo", "missing": "refuse"}, claiming(evidence=[]), "refuse"),
        ({"evidence": "photo", "missing": "ask"}, claiming(evidence=[]), "review"),
        ({"evidence": "photo"}, claiming(evidence=["photo"]), "pay"),
        ({"kinds": [{"kind": "event", "evidence": "photo"}]}, claiming(evidence=["invoice"]), "return"),
        ({}, claiming(claim_by=date(2026, 5, 3)), "refuse"),
        ({"late": "named", "late_roles": "finance"}, claiming(claim_by=date(2026, 5, 3)), "review"),
        ({"late": "named", "late_roles": "finance"}, claiming(claim_by=date(2026, 5, 3), late_allowed=True), "pay"),
        ({}, claiming(claim_by=DAY), "pay"),
        ({}, claiming(last_day=date(2026, 5, 3)), "refuse"),
        ({"most_claims": 2}, claiming(claims=2), "refuse"),
        ({}, claiming(held_on=date(2026, 5, 9)), "refuse"),
        ({"inside": False}, claiming(held_on=date(2026, 5, 9)), "pay"),
    ],
)
def test_a_claim_is_judged_as_the_policy_says(says, document, facts, result):
    assert says(document, **facts).result == result


def test_a_claim_window_may_depend_on_the_partner(says):
    document = {"claim_window": {"start": "activity_end", "length": '90 if partner.kind == "distributor" else 45'}}
    days = [says(document, **claiming(), **{"partner.kind": kind}).values["last_claim_day"] for kind in ("distributor", "reseller")]
    assert days == [date(2026, 8, 2), date(2026, 6, 18)]


def test_an_unknown_figure_is_never_zero(says):
    outcome = says({"accruals": [{"name": "x", "label": "X", "of": "cost", "percent": "2"}]}, step="accrue")
    assert (outcome.result, outcome.values["accrued"]) == ("review", 0)


def test_components_are_added_up_each_rounded(says):
    rows = [{"name": name, "label": name, "of": "cost", "percent": "1"} for name in ("a", "b")]
    outcome = says({"accruals": rows}, step="accrue", cost=M("0.50"))
    assert (outcome.values["a"], outcome.values["accrued"], str(outcome.values["exact"])) == (M("0.01"), M("0.02"), "1/100")


@pytest.mark.parametrize(("word", "forfeited", "honoured"), [("honour", 300, 200), ("forfeit", 500, 0), ("expiry", 0, 500)])
def test_the_end_of_the_agreement_is_declared(says, word, forfeited, honoured):
    values = says({"agreement_end": word}, step="agreement_end", available=M(300), reserved=M(200)).values
    assert (values["forfeited"], values["honoured"]) == (forfeited, honoured)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"late": "named"}, "nobody"),
        ({"lowest_of": []}, "no-limit"),
        ({"unused": "carry"}, "no-carry"),
        ({"kinds": [{"kind": "event"}, {"kind": "event"}]}, "twice"),
        ({"kinds": [{"kind": "balloons"}]}, "unknown-kind"),
        ({"not_counting": "confetti"}, "unknown-cost"),
        ({"evidence": "selfie"}, "unknown-proof"),
    ],
)
def test_the_checker_names_what_is_wrong(found, document, code):
    assert code in found(**document)


KINDS = [
    {"kind": "event", "percent": 'lookup({"gold": 75}, partner.level, default=50)', "most": "2000"},
    {"kind": "digital", "most": 'lookup({"gold": 900}, partner.level)'},
]


@pytest.fixture
def levels(kit):
    with kit.acting(Person("admin")):
        unit(lambda: records.create(registry()["policies.fact_kind"], {"name": "level", "subject": "partner", "type": "text", "label": "Level"}))


@pytest.mark.parametrize(
    ("level", "kind", "asked", "result", "granted", "codes"),
    [
        ("gold", "event", "1500", "fits", "1500.00", []), ("silver", "event", "1500", "cut", "1000.00", ["above_share"]),
        ("gold", "digital", "1000", "cut", "900.00", ["above_limit"]), ("silver", "digital", "1000", "review", "1000.00", ["no_limit"]),
    ],
)  # fmt: skip
def test_share_and_limit_of_a_kind_may_depend_on_the_partner(levels, says, level, kind, asked, result, granted, codes):
    outcome = says({"kinds": KINDS}, **asking(plan(asked, "2000", kind=kind)), **{"partner.level": level})
    assert (outcome.result, str(outcome.values["payable"]), [one.code for one in outcome.reasons]) == (result, granted, codes)


def test_an_activity_is_granted_up_to_the_limit_of_its_kind_and_each_has_its_own(levels, says):
    outcome = says({"kinds": KINDS}, **asking(plan("3000", "8000"), plan("500", "8000"), plan("3000", "8000", kind="training")), **{"partner.level": "silver"})
    assert [str(one["granted"]) for one in outcome.values["grants"]] == ["2000.00", "500.00", "3000.00"]


def test_an_ask_above_the_limit_is_refused_where_declared(levels, says):
    outcome = says({"kinds": KINDS, "ask_above": "refuse"}, **asking(plan("2000.01", "8000")), **{"partner.level": "silver"})
    assert (outcome.result, [one.code for one in outcome.reasons]) == ("refuse", ["above_limit"])


@pytest.mark.parametrize(("level", "accrued"), [("gold", "200.00"), ("silver", "100.00")])
def test_the_limit_of_what_a_fund_grows_by_may_depend_on_the_partner(levels, says, level, accrued):
    rows = [{"name": "x", "label": "X", "of": "cost", "percent": "10", "cap": 'lookup({"gold": 200}, partner.level, default=100)'}]
    assert str(says({"accruals": rows}, step="accrue", cost=M(9000), **{"partner.level": level}).values["accrued"]) == accrued


def test_what_a_fund_grows_by_is_open_while_its_limit_is_not_known(levels, says):
    rows = [{"name": "x", "label": "X", "of": "cost", "percent": "10", "cap": 'lookup({"gold": 200}, partner.level)'}]
    assert says({"accruals": rows}, step="accrue", cost=M(9000), **{"partner.level": "silver"}).result == "review"
