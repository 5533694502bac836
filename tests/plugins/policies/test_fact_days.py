"""Between two days on which a fact may change it holds the same on every day, wherever it comes from."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.entities import scope as scopes
from core.entities.scope import Scope
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from hansa import clock, records
from plugins.policies.api import draft, fact_days, facts_of, make_policy, publish
from plugins.policies.entities import CERTIFICATE, CERTIFICATE_KIND, FACT, FACT_KIND
from plugins.policies.segments import reckoning
from plugins.policies.segments.kind import SEGMENT

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NAMES = {"tier", "certificates", "segments"}


@pytest.fixture
def partner(inside: Scope, program: Any) -> Any:
    """Partner A with a level, certificates made of others that have releases, and a segment; all of them change in 2026."""
    own = program.partner("a")

    def told(day: str, value: str) -> None:
        raw = {"subject": "partner", "partner_id": str(own), "name": "tier", "value": value, "effective_from": day, "source_id": day}
        unit(lambda: records.create(FACT, raw))

    def certified(name: str, issued: str, until: str | None, **more: Any) -> None:
        raw = {"partner_id": str(own), "person": "ann@example.com", "name": name, "issued_on": issued, "valid_until": until}
        unit(lambda: records.create(CERTIFICATE, {**raw, **more}))

    unit(lambda: records.create(FACT_KIND, {"name": "tier", "subject": "partner", "type": "text", "label": "Level"}))
    unit(lambda: records.create(CERTIFICATE_KIND, {"name": "Expert", "made_of": "Sales; Service", "months": 6}))
    releases = [{"release": "1", "since": "2025-01-01"}, {"release": "2", "since": "2026-10-05"}]
    unit(lambda: records.create(CERTIFICATE_KIND, {"name": "Sales", "releases": releases}))
    scopes.swap(as_system(portal().programs.by_slug("alpha")))
    for day, value in (("2025-06-01", "silver"), ("2026-02-10", "gold"), ("2026-08-01", "silver")):
        told(day, value)
    certified("Sales", "2026-01-15", None, release="1")
    certified("Service", "2026-03-01", "2027-03-01")
    certified("Training", "2025-01-01", "2026-05-31")
    for day in (FIRST, date(2026, 2, 10), date(2026, 8, 1)):
        with clock.moved(datetime.combine(day, time(12), UTC)):
            if day == FIRST:
                unit(lambda: publish(draft(make_policy(SEGMENT, "golden", "Golden"), {"members": 'partner.tier == "gold"'})))
                scopes.swap(as_system(portal().programs.by_slug("alpha")))
            unit(reckoning.reckon)
    return own


def test_facts_change_on_the_days_that_are_told_and_on_no_other(partner: Any) -> None:
    told = fact_days("partner", [partner], NAMES, FIRST, LAST)
    days = [FIRST + timedelta(at) for at in range((LAST - FIRST).days + 1)]
    held = {day: facts_of("partner", partner, day) for day in days}
    changed = {day for before, day in pairwise(days) if held[before] != held[day]}
    expected = {(1, 15), (2, 10), (3, 1), (6, 1), (8, 1), (9, 1), (10, 5)}
    assert changed == {date(2026, *one) for one in expected}
    assert changed <= told
    assert len(told) <= len(changed) + 3


def test_what_is_not_asked_for_is_not_told(partner: Any) -> None:
    assert fact_days("partner", [partner], {"tier"}, FIRST, LAST) == {date(2026, 2, 10), date(2026, 8, 1)}
    assert fact_days("partner", [partner], {"tier"}, date(2026, 2, 10), date(2026, 7, 31)) == set()
