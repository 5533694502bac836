"""Segments: a condition with a name that other rules, lists and policies ask for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core.entities import scope as scopes
from core.entities.scope import Scope
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.jobs.worker import drain
from core.portal import portal
from hansa import clock, records
from hansa.testing import Client, Person
from plugins.policies.api import custom_vocabulary, draft, facts_of, make_policy, publish
from plugins.policies.entities import FACT, FACT_KIND
from plugins.policies.segments import reckoning
from plugins.policies.segments.kind import SEGMENT
from plugins.policies.versions import lifecycle
from tests.fixture_plugins.terms import TERMS

API = "/api/v1/alpha/core/partner/"
COLUMN = "policies__in_key_accounts"
EVER = date(2020, 1, 1).isoformat()


def enter() -> None:
    scopes.swap(as_system(portal().programs.by_slug("alpha")))


@pytest.fixture
def revenue(inside: Scope, program: Any) -> Callable[[str, str], None]:
    """`revenue("a", "500")`: tell the revenue of a partner."""
    unit(lambda: records.create(FACT_KIND, {"name": "revenue", "subject": "partner", "type": "number", "label": "Revenue"}))

    def tell(partner: str, value: str) -> None:
        raw = {"subject": "partner", "partner_id": str(program.partner(partner)), "name": "revenue", "value": value, "effective_from": EVER}
        unit(lambda: records.create(FACT, {**raw, "source_id": f"{partner}-{value}"}))

    tell("a", "500")
    tell("b", "50")
    return tell


@pytest.fixture
def segment(revenue: Any) -> Callable[..., Any]:
    """`segment("partner.revenue >= 100")`: publish the segment `key-accounts`, with its rows reckoned."""

    def make(condition: str, *, out: bool = True, **more: Any) -> Any:
        made = unit(lambda: draft(make_policy(SEGMENT, "key-accounts", "Key accounts"), {"members": condition, **more}).id)
        if out:
            unit(lambda: publish(lifecycle.version(made)[0]))
        enter()
        unit(reckoning.reckon)
        return made

    return make


@pytest.fixture
def inside_of(program: Any) -> Callable[..., Any]:
    """`inside_of("a")`: the segments a partner is in, as rules read them."""
    return lambda name, day=None: facts_of("partner", program.partner(name), day or clock.today("Europe/Berlin")).get("partner.segments")


def test_rules_ask_for_segments_of_a_partner(segment: Any, inside_of: Any) -> None:
    segment("partner.revenue >= 100")
    assert (inside_of("a"), inside_of("b"), inside_of("a2")) == (["key-accounts"], [], [])
    assert custom_vocabulary("partner")["partner.segments"].type.name == "texts"


def test_a_partner_enters_and_leaves_with_its_facts(segment: Any, revenue: Any, inside_of: Any) -> None:
    segment("partner.revenue >= 100")
    revenue("b", "700")
    revenue("a", "1")
    unit(reckoning.reckon)
    assert (inside_of("a"), inside_of("b")) == ([], ["key-accounts"])


def test_what_was_so_on_an_earlier_day_stays_so(segment: Any, inside_of: Any) -> None:
    segment("partner.revenue >= 100")
    today = clock.today("Europe/Berlin")
    assert (inside_of("a", today - timedelta(1)), inside_of("a", today)) == ([], ["key-accounts"])


def test_a_new_version_moves_those_it_says_and_reckoning_again_moves_nobody(segment: Any, inside_of: Any) -> None:
    segment("partner.revenue >= 100")
    segment("partner.revenue < 100")
    assert (inside_of("a"), inside_of("b")) == ([], ["key-accounts"])
    assert unit(reckoning.reckon) == 0


def test_a_withdrawn_segment_has_nobody(segment: Any, inside_of: Any) -> None:
    made = segment("partner.revenue >= 100")
    unit(lambda: lifecycle.withdraw(lifecycle.version(made)[0], ""))
    enter()
    unit(reckoning.reckon)
    assert inside_of("a") == []


def test_a_segment_does_not_ask_for_segments(inside: Scope) -> None:
    assert "partner.segments" not in SEGMENT.facts()["partner"]


def test_no_kind_of_policy_opens_segments_to_partners() -> None:
    assert not TERMS.seen_by_partners("partner.segments")
    assert not SEGMENT.seen_by_partners("distributor.segments")


def test_publishing_and_told_facts_are_followed_by_jobs(segment: Any, revenue: Any, inside_of: Any, app: Any) -> None:
    made = segment("partner.revenue >= 1000", out=False)
    unit(lambda: publish(lifecycle.version(made)[0]))
    revenue("b", "5000")
    drain(app)
    enter()
    assert (inside_of("a"), inside_of("b")) == ([], ["key-accounts"])


def test_the_partner_list_is_filtered_by_a_segment(segment: Any, as_user: Callable[..., Client]) -> None:
    segment("partner.revenue >= 100")
    person, query = as_user("manager"), {"cols": f"name,{COLUMN}"}
    inside, outside = (
        person.get(API, query_string={**query, f"f.{COLUMN}.eq": value}, headers=Person("manager").bearer).json["items"] for value in ("1", "0")
    )
    assert [row[COLUMN] for row in inside] == [True]
    assert outside and not any(row[COLUMN] for row in outside)


def test_a_segment_without_a_column_has_none(segment: Any, as_user: Callable[..., Client]) -> None:
    segment("partner.revenue >= 100", column=False)
    found = as_user("manager").get(API, query_string={"cols": COLUMN}, headers=Person("manager").bearer)
    assert found.status_code == 400


def test_a_partner_can_neither_see_nor_ask_for_a_segment(segment: Any, as_user: Callable[..., Client]) -> None:
    segment("partner.revenue >= 100")
    for query in ({"cols": COLUMN}, {f"f.{COLUMN}.eq": "1"}):
        assert as_user("a").get(API, query_string=query, headers=Person("a").bearer).status_code == 400


def test_before_a_segment_is_published_staff_sees_who_enters_and_who_leaves(segment: Any, as_user: Callable[..., Client]) -> None:
    segment("partner.revenue >= 100")
    made = segment("partner.revenue < 100", out=False)
    page = as_user("admin").get(f"/alpha/policies/version/{made}/partners")
    assert "1 partners would enter, 1 would leave, 0 stay." in page.text
    assert page.text.index("Who enters") < page.text.index("Who leaves") < page.text.index("Who stays")


def test_other_policies_have_no_such_page(admin_of_terms: str, as_user: Callable[..., Client]) -> None:
    assert as_user("admin").get(f"/alpha/policies/version/{admin_of_terms}/partners").status_code == 404


@pytest.fixture
def admin_of_terms(inside: Scope) -> str:
    return str(unit(lambda: draft(make_policy(TERMS), {"minimum": "deal.amount >= 1"}).id))
