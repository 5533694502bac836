"""Pages of policies: seen by staff, closed to partners, what is typed is kept."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.entities.scope import Scope
from core.entities.unit import unit
from hansa import clock
from hansa.testing import Client
from plugins.policies.api import decide
from plugins.policies.decisions import export
from plugins.policies.versions.lifecycle import draft, make_policy, version
from plugins.policies.versions.publishing import publish
from tests.fixture_plugins.terms import TERMS

KIND = "terms.registration"
HOLE = {"sizes": {"measure": "deal.units", "rows": [{"from": 0, "to": 9, "percent": "1"}, {"from": 11, "percent": "2"}]}}


@pytest.fixture
def admin(as_user: Callable[..., Client], inside: Scope) -> Client:
    return as_user("admin")


def drafted(document: dict[str, Any]) -> Any:
    return unit(lambda: draft(make_policy(TERMS), document).id)


def test_the_list_names_kinds_and_their_standard(admin: Client) -> None:
    page = admin.get("/alpha/policies/")
    assert page.status_code == 200
    assert "Registration terms" in page.text and "Standard" in page.text


def test_a_draft_begins_from_the_standard_document(admin: Client) -> None:
    answer = admin.submit(f"/alpha/policies/of/{KIND}", data={})
    assert answer.status_code == 303
    assert "deal.amount &gt;= 1000" in admin.get(answer.headers["Location"]).text


def test_the_editor_shows_what_the_checker_finds(admin: Client) -> None:
    assert "No band holds for 10" in admin.get(f"/alpha/policies/version/{drafted(HOLE)}/edit").text


def test_what_is_typed_is_saved_as_the_document(admin: Client) -> None:
    made = drafted({"minimum": "deal.amount >= 1"})
    data = {"minimum__when": "deal.amount >= 7", "minimum__missing": "no", "sizes__measure": "", "sizes__rows": ""}
    assert admin.submit(f"/alpha/policies/version/{made}/edit", data=data).status_code == 303
    page = admin.get(f"/alpha/policies/version/{made}/edit").text
    assert "deal.amount &gt;= 7" in page and '<option selected value="no">' in page


def test_a_wrong_option_is_refused_with_everything_typed_kept(admin: Client) -> None:
    made = drafted({"minimum": "deal.amount >= 1"})
    answer = admin.submit(f"/alpha/policies/version/{made}/edit", data={"minimum__when": "deal.amount >= 7", "minimum__missing": "perhaps"})
    assert answer.status_code == 422
    assert "deal.amount &gt;= 7" in answer.text


def test_the_checker_answers_while_somebody_types(admin: Client) -> None:
    made = drafted({})
    answer = admin.submit(f"/alpha/policies/version/{made}/check", data={"minimum__when": "deal.ammount > 5"})
    assert "ammount" in answer.text


def test_a_trial_shows_the_outcome_and_its_steps(admin: Client) -> None:
    made = drafted({"minimum": "deal.amount >= 1000"})
    answer = admin.submit(f"/alpha/policies/version/{made}/try", data={"fact:deal.amount": "999.99"})
    assert "Refused" in answer.text and "Below the minimum" in answer.text


def test_publishing_asks_for_a_reason_for_each_warning(admin: Client) -> None:
    made = drafted(HOLE)
    assert admin.submit(f"/alpha/policies/version/{made}/publish", data={}).status_code == 422


def test_a_back_test_counts_what_would_change(admin: Client) -> None:
    for amount in (500, 1500, 2500):
        unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)}))
    page = admin.get(f"/alpha/policies/version/{drafted({'minimum': 'deal.amount >= 2000'})}/back-test")
    assert "This would have changed 1 of 3 decisions." in page.text


def test_decisions_are_listed_and_filtered(admin: Client) -> None:
    for amount in (500, 1500):
        unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)}))
    assert admin.get("/alpha/policies/decisions?result=refuse").text.count("/policies/why/") == 1


def test_decisions_are_filtered_by_day(admin: Client) -> None:
    for day in (3, 9):
        with clock.moved(datetime(2026, 3, day, 12, tzinfo=UTC)):
            unit(lambda: decide(KIND, {"deal.amount": Decimal(1500)}))
    assert admin.get("/alpha/policies/decisions?since=2026-03-04&until=2026-03-09").text.count("/policies/why/") == 1
    assert admin.get("/alpha/policies/decisions?since=soon&until=9999-12-31").text.count("/policies/why/") == 2


def test_the_decisions_of_the_list_come_as_a_file(admin: Client) -> None:
    for amount in (500, 1500):
        unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)}))
    answer = admin.get("/alpha/policies/decisions.csv?result=refuse")
    rows = list(csv.DictReader(answer.text.lstrip("\ufeff").splitlines()))
    assert [(row["Result"], row["Reasons"], row["Version"]) for row in rows] == [("Refused", "below_minimum", "0")]


def test_very_many_decisions_need_a_shorter_time(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 1)
    for amount in (500, 1500):
        unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)}))
    assert admin.get("/alpha/policies/decisions.csv").status_code == 422


def test_two_versions_are_compared_field_by_field(admin: Client) -> None:
    first = drafted({"minimum": "deal.amount >= 1000"})
    unit(lambda: publish(version(first)[0]))
    second = drafted({"minimum": "deal.amount >= 2000"})
    page = admin.get(f"/alpha/policies/version/{second}/compare")
    assert "<del>deal.amount &gt;= 1000</del>" in page.text and "<ins>deal.amount &gt;= 2000</ins>" in page.text


@pytest.mark.parametrize("path", ["", "decisions", "decisions.csv", f"of/{KIND}/{KIND}"])
def test_partners_meet_no_policies(as_user: Callable[..., Client], inside: Scope, path: str) -> None:
    assert as_user("a").get(f"/alpha/policies/{path}").status_code in (403, 404)
