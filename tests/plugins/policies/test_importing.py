"""Facts, certificates and days from other systems, by file and by API: the same id again, corrections, what was decided before."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from core.db import db as db_
from core.entities import acting, records
from core.entities.scope import Scope
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from hansa import clock
from hansa.testing import Client
from plugins.policies.api import calendar, decide, facts_of, replay
from plugins.policies.entities import CALENDAR, FACT_KIND
from plugins.policies.models import CalendarDay, Decision, Fact

DAY = date(2026, 5, 1)
NAME = "Ashford Systems"
HEAD = "About;Partner;Fact;Value;Holds from;Id in its source\n"


@pytest.fixture
def admin(as_user: Callable[..., Client], inside: Scope) -> Client:
    unit(lambda: records.create(FACT_KIND, {"name": "revenue", "subject": "partner", "type": "money", "label": "Revenue"}))
    return as_user("admin")


@pytest.fixture
def partner(program: Any) -> str:
    return str(program.partner("a"))


def imported(person: Client, kind: str, text: str) -> str:
    """Send a file as people do: upload, take the columns as guessed, run; returns the address of the import."""
    data = {"file": (io.BytesIO(text.encode()), "facts.csv")}
    address = person.submit(f"/alpha/sheets/import/{kind}", data, content_type="multipart/form-data").headers["Location"]
    boxes = re.findall(r'<select[^>]*name="(column-\d+)">(.*?)</select>', person.get(address).text, re.DOTALL)
    chosen = {name: next(iter(re.findall(r'value="([^"]*)" selected', options)), "") for name, options in boxes}
    person.submit(f"{address}/columns", chosen)
    person.submit(f"{address}/running")
    return address


def inside_again(work: Callable[[], Any]) -> Any:
    """Do something in the portal itself; a request has left the scope of the test."""
    with acting.entered(as_system(portal().programs.by_slug("alpha"))):
        return work()


def known(subject: str, whose: str, day: date = DAY, at: datetime | None = None) -> dict[str, Any]:
    return inside_again(lambda: facts_of(subject, whose, day, at))


def replayed() -> tuple[bool, str]:
    stored = db_.session.scalars(sa.select(Decision)).one()
    return replay(stored) == stored.outcome.encode(), stored.facts


def sheet(value: str, source: str = "crm-1") -> str:
    return f"{HEAD}Partner;{NAME};revenue;{value};2026-01-01;{source}\n"


def refused(person: Client, address: str) -> list[str]:
    rows = csv.reader(io.StringIO(person.get(f"{address}/problems.csv").data.decode("utf-8-sig")))
    return [row[-1] for row in rows][1:]


def test_facts_come_by_file_with_their_date_and_id(admin: Client, partner: str) -> None:
    imported(admin, "policies.fact", sheet("100"))
    assert [known("partner", partner, day).get("partner.revenue") for day in (date(2025, 12, 31), DAY)] == [None, Decimal(100)]


def test_the_same_file_again_changes_nothing_and_says_so(admin: Client, partner: str, db: Any) -> None:
    imported(admin, "policies.fact", sheet("100"))
    again = imported(admin, "policies.fact", sheet("100"))
    assert refused(admin, again) == ["This is known already; nothing changes."]
    assert inside_again(lambda: db.session.scalar(sa.select(sa.func.count(Fact.id)))) == 1


def test_a_corrected_value_by_file_is_a_new_edition(admin: Client, partner: str) -> None:
    imported(admin, "policies.fact", sheet("100"))
    before = clock.now()
    imported(admin, "policies.fact", sheet("90"))
    assert known("partner", partner)["partner.revenue"] == Decimal(90)
    assert known("partner", partner, DAY, before)["partner.revenue"] == Decimal(100)


def test_a_correction_taken_back_brings_back_what_was_known(admin: Client, partner: str) -> None:
    imported(admin, "policies.fact", sheet("100"))
    corrected = imported(admin, "policies.fact", sheet("90"))
    admin.submit(f"{corrected}/undoing")
    assert known("partner", partner)["partner.revenue"] == Decimal(100)


def test_a_file_that_says_two_things_of_one_id_keeps_the_last(admin: Client, partner: str) -> None:
    twice = sheet("100") + sheet("90").removeprefix(HEAD)
    told = imported(admin, "policies.fact", twice)
    assert refused(admin, told) == []
    assert known("partner", partner)["partner.revenue"] == Decimal(90)


def test_the_api_counts_what_is_new_and_what_was_known(admin: Client, partner: str, kit: Any, program: Any) -> None:
    row = {
        "subject": "partner",
        "partner_id": partner,
        "name": "revenue",
        "value": "100",
        "effective_from": "2026-01-01",
        "source_id": "crm-1",
    }
    client, head = kit.client(), program.person("admin").bearer
    answers = [
        client.post("/api/v1/alpha/policies/facts", json={"facts": rows}, headers=head).json
        for rows in ([row], [row], [{**row, "value": "90"}])
    ]
    assert [(one["kept"], one["unchanged"]) for one in answers] == [(1, 0), (0, 1), (1, 0)]
    assert known("partner", partner)["partner.revenue"] == Decimal(90)


def test_a_decision_keeps_the_facts_it_was_made_with(admin: Client, partner: str, db: Any) -> None:
    imported(admin, "policies.fact", sheet("1500"))
    read = known("partner", partner)["partner.revenue"]
    inside_again(lambda: unit(lambda: decide("terms.registration", {"deal.amount": read})))
    imported(admin, "policies.fact", sheet("10"))
    same, facts = inside_again(replayed)
    assert same and "1500" in facts


def test_certificates_come_by_file(admin: Client, partner: str) -> None:
    head = "Partner;Person;Certificate;Issued;Valid until;Id in its source\n"
    imported(admin, "policies.certificate", f"{head}{NAME};ann@a.example;Cloud;2026-01-10;2026-06-30;c-1\n")
    imported(admin, "policies.certificate", f"{head}{NAME};ann@a.example;Cloud;2026-01-10;2026-04-30;c-1\n")
    assert known("person", "Ann@a.example")["person.certificates"] == []
    assert len(known("person", "ann@a.example", DAY - timedelta(days=2))["person.certificates"]) == 1


def test_a_day_of_a_calendar_sent_again_is_a_correction(admin: Client, db: Any) -> None:
    unit(lambda: records.create(CALENDAR, {"slug": "cn", "label": "China"}))
    head = "Calendar;Day;Kind;Name\n"
    imported(admin, "policies.calendar_day", f"{head}cn;2026-10-01;Day off;National Day\n")
    again = imported(admin, "policies.calendar_day", f"{head}cn;2026-10-01;Day off;National Day\n")
    assert refused(admin, again) == ["This is known already; nothing changes."]
    imported(admin, "policies.calendar_day", f"{head}cn;2026-10-01;Working day;Moved\n")
    assert inside_again(lambda: calendar("cn")).works(date(2026, 10, 1))
    assert inside_again(lambda: db.session.scalars(sa.select(CalendarDay.edition).order_by(CalendarDay.edition)).all()) == [1, 2]
