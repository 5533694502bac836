"""Policies, calendars and kinds of facts in a program's text, and what the command line tells."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Unprocessable
from hansa import clock
from plugins.policies.api import decide, in_force, kind_of
from plugins.policies.checking import checker
from plugins.policies.decisions.replaying import replay_all
from plugins.policies.facts import text_facts
from plugins.policies.versions import text_policies
from plugins.policies.versions.trial import tried
from tests.fixture_plugins import terms

KIND = "terms.registration"
START = "2026-01-01T00:00:00+00:00"
TEXT = {KIND: {KIND: {"label": "Terms", "versions": [{"effective_from": START, "document": {"minimum": "deal.amount >= 1000"}}]}}}
CALENDARS = {"cn": {"label": "China", "weekend": ["6", "7"], "days": {"2026-10-01": {"kind": "off", "label": "National Day"}, "2026-10-10": "working"}}}
KINDS = {"partner": {"invited": {"type": "bool", "label": "Invited"}}}


def applied(data: Any) -> Any:
    unit(lambda: text_policies.apply(data))
    return text_policies.export()


def test_what_was_applied_is_exported_and_then_changes_nothing(inside: Scope) -> None:
    exported = applied(TEXT)
    assert exported[KIND][KIND]["versions"][0]["document"]["minimum"] == {"when": "deal.amount >= 1000", "missing": "ask"}
    assert text_policies.plan(exported) == []
    assert applied(exported) == exported


def test_another_label_in_the_text_is_told_and_applied(inside: Scope) -> None:
    applied(TEXT)
    renamed = {KIND: {KIND: {**TEXT[KIND][KIND], "label": "Conditions"}}}
    assert [(one.kind, one.path, one.unsafe) for one in text_policies.plan(renamed)] == [("change", f"{KIND}/{KIND}/label", None)]
    assert applied(renamed)[KIND][KIND]["label"] == "Conditions"
    assert text_policies.plan(renamed) == []


def test_every_convention_stands_in_the_exported_text(inside: Scope) -> None:
    document = {"protection": "90", "sizes": {"measure": "deal.units", "rows": [{"percent": "1"}]}}
    kept = applied({KIND: {KIND: {"versions": [{"effective_from": START, "document": document}]}}})[KIND][KIND]["versions"][0]["document"]
    assert kept["protection"] | {"start": ""} == {
        "start": "", "length": "90", "unit": "days", "start_day": "not_counted", "last_day": "counts", "non_working": "stays",
    }  # fmt: skip
    assert (kept["sizes"]["bounds"], kept["sizes"]["below"], kept["sizes"]["step"]) == ("steps", "undefined", "1")


def test_a_version_without_a_start_begins_when_it_is_applied_and_once_only(inside: Scope) -> None:
    text = {KIND: {KIND: {"document": {"minimum": "deal.amount >= 5"}}}}
    applied(text)
    assert text_policies.plan(text) == []
    assert in_force(KIND).number == 1


def test_a_version_that_is_gone_from_the_text_is_withdrawn_and_told_as_unsafe(inside: Scope) -> None:
    applied(TEXT)
    plan = text_policies.plan({})
    assert [(change.kind, bool(change.unsafe)) for change in plan] == [("remove", True)]
    applied({})
    assert in_force(KIND) is None


def test_a_text_with_a_faulty_policy_is_refused_at_its_place(inside: Scope) -> None:
    text = {KIND: {KIND: {"versions": [{"effective_from": START, "document": {"minimum": "deal.amount > 5 and deal.amount < 3"}}]}}}
    with pytest.raises(Unprocessable) as refused:
        text_policies.plan(text)
    assert refused.value.errors[0]["pointer"] == f"/{KIND}/{KIND}/versions/0/document/minimum/when"


def test_an_example_that_does_not_come_out_refuses_the_text(inside: Scope) -> None:
    document = {"minimum": "deal.amount >= 10", "examples": [{"name": "edge", "facts": {"deal.amount": "9.99"}, "expect": {"result": "approve"}}]}
    with pytest.raises(Unprocessable) as refused:
        text_policies.plan({KIND: {KIND: {"document": document}}})
    assert "edge" in refused.value.errors[0]["message"]


def test_a_past_start_that_would_change_decisions_is_unsafe(inside: Scope) -> None:
    with clock.moved(clock.now() - timedelta(days=2)):
        unit(lambda: decide(KIND, {"deal.amount": Decimal(1500)}))
    document = {"minimum": "deal.amount >= 2000"}
    applied({KIND: {KIND: {"document": {"minimum": "deal.amount >= 1"}}}})
    text = text_policies.export()
    text[KIND][KIND]["versions"].insert(0, {"effective_from": START, "document": document})
    assert ["1 of 1" in str(change.unsafe) for change in text_policies.plan(text)] == [True]


@pytest.mark.parametrize(
    ("section", "data"), [(text_facts.SECTIONS[0], KINDS), (text_facts.SECTIONS[1], CALENDARS)], ids=["fact kinds", "calendars"]
)
def test_other_sections_come_back_as_they_were(inside: Scope, section: Any, data: Any) -> None:
    unit(lambda: section.apply(data))
    exported = section.export()
    assert section.plan(exported) == [] and section.plan(data) == []
    unit(lambda: section.apply(exported))
    assert section.export() == exported


def test_a_trial_tells_exact_amounts_and_fractions_apart(inside: Scope) -> None:
    document = {"minimum": "deal.amount >= 1000", "bonus": "deal.units / 3", "sizes": {"measure": "deal.units", "rows": [{"percent": "2.50"}]}}
    told = tried(KIND, {"deal.amount": "1000.00", "deal.units": 10}, None, document)
    assert (told["result"], told["amounts"], told["unrounded"]) == ("approve", {"percent": "2.5"}, {"percent": "2.5", "bonus": "10/3"})
    assert told["explanation"][0]["rule"] == "deal.amount >= 1000"


LATE = {"checks": [{"code": "late", "when": 'today > date("2026-02-10")', "result": "reject", "kind": "block"}]}


@pytest.mark.parametrize(("moment", "result"), [("2026-02-10T12:00:00+00:00", "approve"), ("2026-02-11T12:00:00+00:00", "reject")])
def test_a_trial_at_a_moment_reads_its_day_as_today(inside: Scope, moment: str, result: str) -> None:
    facts = {"order": 1, "decided_on": "2026-02-10", "setting.protection_days": 90}
    assert tried("deals.registration", facts, datetime.fromisoformat(moment), LATE)["result"] == result


@pytest.mark.parametrize(("at", "found"), [("2026-02-11T09:00:00Z", []), ("2026-02-10T09:00:00Z", ["example"])])
def test_an_example_may_name_its_moment(inside: Scope, at: str, found: list[str]) -> None:
    example = {"name": "late", "facts": {"order": 1, "decided_on": "2026-02-10"}, "at": at, "expect": {"result": "reject"}}
    kind = kind_of("deals.registration")
    assert [one.code for one in checker.check(kind, {**LATE, "examples": [example]}) if one.severity == "error"] == found


def test_replaying_all_finds_nothing_under_the_same_engine_and_names_what_was_tampered_with(inside: Scope, db: Any, kit: Any) -> None:
    made = [unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)})).id for amount in (1, 2000)]
    assert replay_all().same == 2
    with kit.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE policies__decision SET outcome = '{}' WHERE result = 'refuse'")
    kit.written.note("policies__decision")
    db.session.rollback()
    report = replay_all()
    assert (report.same, report.tampered) == (1, [made[0]])


def test_replaying_tells_an_upgrade_of_the_engine_from_a_fault(inside: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)})).id for amount in (1, 2000)]

    def stricter(policy: Any, facts: Any) -> Any:
        return policy.run(facts).outcome("refuse")

    monkeypatch.setattr(terms, "TERMS", replace(terms.TERMS, engine=stricter, engine_version=2))
    upgraded = replay_all()
    monkeypatch.setattr(terms, "TERMS", replace(terms.TERMS, engine_version=1))
    assert (upgraded.changed, upgraded.broken, replay_all().broken) == (made, [], made)


def test_a_trial_by_the_api_writes_nothing_and_says_why(inside: Scope, kit: Any, program: Any) -> None:
    client = kit.client()
    answer = client.post("/api/v1/alpha/policies/try", json={"policy": KIND, "facts": {"deal.amount": "12.5"}}, headers=program.person("admin").bearer)
    assert (answer.status_code, answer.json["result"], answer.json["version"]) == (200, "refuse", 0)


def test_a_fact_the_policy_does_not_know_is_refused_by_the_api(inside: Scope, kit: Any, program: Any) -> None:
    answer = kit.client().post("/api/v1/alpha/policies/try", json={"policy": KIND, "facts": {"deal.colour": "red"}}, headers=program.person("admin").bearer)
    assert answer.status_code == 422
    assert "deal.colour" in answer.text


def test_partners_cannot_try_policies(inside: Scope, kit: Any, program: Any) -> None:
    answer = kit.client().post("/api/v1/alpha/policies/try", json={"policy": KIND, "facts": {}}, headers=program.person("a").bearer)
    assert answer.status_code in (403, 404)
