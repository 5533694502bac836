"""Why: whole for staff, for partners only what the kind declares open, and only of their own decisions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.entities.scope import Scope
from core.entities.unit import unit
from hansa.testing import Client
from plugins.policies.api import decide
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish
from tests.fixture_plugins.terms import TERMS

KIND = "terms.registration"
DOCUMENT = {
    "minimum": "deal.amount >= 1000",
    "eligible": "partner.people >= 2",
    "protection": "90",
    "checks": {"choose": "all", "rows": [
        {"code": "ok", "when": "deal.units > 0", "result": "approve", "message": "Enough units."},
        {"code": "rival", "when": "partner.people > 1", "result": "approve", "message": "Somebody else is near."},
    ]},
}  # fmt: skip


@pytest.fixture
def decided(inside: Scope, program: Any) -> Callable[..., str]:
    def make(amount: int, partner: str = "a") -> str:
        facts = {"deal.amount": Decimal(amount), "deal.units": 3, "partner.people": 5}
        return f"/alpha/policies/why/{unit(lambda: decide(KIND, facts, partner_id=program.partner(partner))).id}"

    unit(lambda: publish(draft(make_policy(TERMS), DOCUMENT)))
    return make


def test_staff_read_everything(decided: Callable[..., str], as_user: Callable[..., Client]) -> None:
    page = as_user("admin").get(decided(5000)).text
    assert all(text in page for text in ("Approved", "Enough units.", "Somebody else is near.", "deal.amount &gt;= 1000", "People"))


def test_facts_and_places_are_told_in_the_words_of_forms(inside: Scope, as_user: Callable[..., Client]) -> None:
    facts = {"deal.amount": Decimal(5000), "deal.kind": "renewal", "partner.people": 5}
    unit(lambda: publish(draft(make_policy(TERMS), DOCUMENT)))
    page = as_user("admin").get(f"/alpha/policies/why/{unit(lambda: decide(KIND, facts)).id}").text
    assert [text for text in ("Renewal", "€5,000.00", "Checks, line 1") if text not in page] == [] and "/checks/rows" not in page


def test_what_is_not_known_stands_together(inside: Scope, as_user: Callable[..., Client]) -> None:
    facts = {"deal.amount": Decimal(5000), "deal.region": None, "deal.urgent": None}
    unit(lambda: publish(draft(make_policy(TERMS), DOCUMENT)))
    page = as_user("admin").get(f"/alpha/policies/why/{unit(lambda: decide(KIND, facts)).id}").text
    assert "<dt>Not known</dt><dd class=\"hs-wrap\">Region, Urgent</dd>" in page


def test_a_partner_reads_what_is_open_and_that_there_is_more(decided: Callable[..., str], as_user: Callable[..., Client]) -> None:
    page = as_user("a").get(decided(5000)).text
    assert all(text in page for text in ("Approved", "Enough units.", "deal.amount &gt;= 1000", "What concerns others is not shown."))
    assert "Somebody else is near." not in page and "partner.people" not in page


def test_a_result_that_is_not_open_is_not_there_for_the_partner(decided: Callable[..., str], as_user: Callable[..., Client]) -> None:
    assert as_user("a").get(decided(1)).status_code == 404


def test_another_partner_s_decision_is_not_there(decided: Callable[..., str], as_user: Callable[..., Client]) -> None:
    assert as_user("b").get(decided(5000)).status_code == 404
