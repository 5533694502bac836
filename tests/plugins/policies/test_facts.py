"""Facts with their history: what held, what was known, and calendars."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from hansa import clock
from plugins.policies.api import calendar, custom_vocabulary, decide, facts_of, replay
from plugins.policies.entities import CALENDAR, CALENDAR_DAY, CERTIFICATE, FACT, FACT_KIND
from plugins.policies.facts.calendars import read_days
from plugins.policies.facts.knowing import import_facts
from plugins.policies.facts.text_facts import keep_days
from plugins.policies.models import CalendarDay, Decision, Fact
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish
from tests.fixture_plugins.terms import TERMS

DAY = date(2026, 5, 1)


@pytest.fixture
def partner(inside: Scope, program: Any) -> str:
    unit(lambda: records.create(FACT_KIND, {"name": "invited", "subject": "partner", "type": "bool", "label": "Invited"}))
    unit(lambda: records.create(FACT_KIND, {"name": "revenue", "subject": "partner", "type": "money", "label": "Revenue"}))
    return str(program.partner("a"))


def fact(partner: str, value: str, day: str = "2026-01-01", source: str | None = "crm-1", name: str = "revenue") -> dict[str, Any]:
    return {"subject": "partner", "partner_id": partner, "name": name, "value": value, "effective_from": day, "source_id": source}


def keep(raw: dict[str, Any]) -> Any:
    return unit(lambda: records.create(FACT, raw).id)


def test_a_fact_holds_from_its_date(partner: str) -> None:
    keep(fact(partner, "100", "2026-03-01", "s1"))
    keep(fact(partner, "250.5", "2026-04-01", "s2"))
    found = [facts_of("partner", partner, day).get("partner.revenue") for day in (date(2026, 2, 28), date(2026, 3, 1), DAY)]
    assert found == [None, Decimal(100), Decimal("250.5")]


def test_the_same_id_again_changes_nothing(partner: str, db: Any) -> None:
    keep(fact(partner, "100"))
    with pytest.raises(Conflict) as refused:
        keep(fact(partner, "100"))
    assert refused.value.code == "unchanged"
    assert db.session.scalar(sa.select(sa.func.count(Fact.id))) == 1


def test_a_list_sent_again_counts_what_was_known(partner: str) -> None:
    rows = [fact(partner, "100", source="a"), fact(partner, "200", "2026-02-01", "b")]
    assert unit(lambda: import_facts(rows)) == {"kept": 2, "unchanged": 0}
    assert unit(lambda: import_facts([*rows, fact(partner, "300", "2026-03-01", "c")])) == {"kept": 1, "unchanged": 2}


def test_a_corrected_value_is_a_new_edition_and_the_old_one_stays_known_for_its_time(partner: str) -> None:
    before = clock.now() - timedelta(days=3)
    with clock.moved(before):
        keep(fact(partner, "100"))
    keep(fact(partner, "90"))
    assert facts_of("partner", partner, DAY)["partner.revenue"] == Decimal(90)
    assert facts_of("partner", partner, DAY, before + timedelta(days=1))["partner.revenue"] == Decimal(100)


def test_an_edited_fact_keeps_what_it_said_before(partner: str) -> None:
    before = clock.now() - timedelta(days=3)
    with clock.moved(before):
        made = keep(fact(partner, "100"))
    unit(lambda: records.update(FACT, records.get(FACT, made), {"value": "80"}))
    known = [facts_of("partner", partner, DAY, at)["partner.revenue"] for at in (before + timedelta(days=1), None)]
    assert known == [Decimal(100), Decimal(80)]


@pytest.mark.parametrize(("raw", "field"), [({"value": "much"}, "/value"), ({"name": "colour"}, "/name"), ({"partner_id": None}, "/partner_id")])
def test_what_a_fact_cannot_be_is_refused_at_its_field(partner: str, raw: dict[str, Any], field: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        keep({**fact(partner, "1"), **raw})
    assert [error["pointer"] for error in refused.value.errors] == [field]


def test_declared_facts_are_names_of_rules(partner: str) -> None:
    assert {"partner.invited", "partner.revenue", "partner.certificates"} <= set(custom_vocabulary("partner"))


def test_certificates_count_while_they_are_valid(inside: Scope, program: Any) -> None:
    raw = {"partner_id": str(program.partner("a")), "person": "Ann@Example.com", "name": "Cloud", "issued_on": "2026-01-10", "valid_until": "2026-06-30"}
    unit(lambda: records.create(CERTIFICATE, raw))
    held = [len(facts_of("person", "ann@example.com", day)["person.certificates"]) for day in (date(2026, 1, 9), DAY, date(2026, 7, 1))]
    assert held == [0, 1, 0]


CSV = "day,kind,name\n2026-10-01,off,National Day\n2026-10-10,working,\n2026/10/02\n"
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261227
SUMMARY:Christmas
END:VEVENT
END:VCALENDAR"""


def test_days_are_read_from_a_list_and_from_icalendar() -> None:
    assert [(day.day.day, day.working) for day in read_days(CSV)] == [(1, False), (10, True), (2, False)]
    assert [day.day.day for day in read_days(ICS)] == [24, 25, 26]


def test_a_line_that_is_no_day_is_named() -> None:
    with pytest.raises(Unprocessable, match="Line 2"):
        read_days("2026-10-01\nsoon")


@pytest.fixture
def holidays(inside: Scope) -> Any:
    def work() -> Any:
        made = records.create(CALENDAR, {"slug": "cn", "label": "China"})
        keep_days(made.id, {day.day: ("working" if day.working else "off", day.label or None) for day in read_days(CSV)})
        return made.id

    return unit(work)


def test_a_calendar_knows_days_off_and_days_worked_instead(holidays: Any) -> None:
    found = calendar("cn")
    assert [found.works(date(2026, 10, day)) for day in (1, 2, 5, 10, 11)] == [False, False, True, True, False]


def test_a_decision_keeps_the_calendar_it_was_made_with(holidays: Any, inside: Scope, db: Any) -> None:
    limit = {"length": "1", "unit": "business_days"}
    unit(lambda: publish(draft(make_policy(TERMS), {"calendar": "cn", "protection": limit})))
    made = unit(lambda: decide("terms.registration", {"deal.submitted": date(2026, 9, 30)}))
    assert made.outcome.values["until"] == date(2026, 10, 5)
    unit(lambda: records.create(CALENDAR_DAY, {"calendar_id": str(holidays), "day": "2026-10-05", "kind": "off"}))
    stored = db.session.scalars(sa.select(Decision)).one()
    assert replay(stored) == stored.outcome.encode()
    assert db.session.scalar(sa.select(sa.func.count(CalendarDay.id))) == 4
