"""The days on which facts about partners or people may change: between two of them, what holds on one day holds on all."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from hansa import behind, db, records
from plugins.policies.certificates import composing, releasing
from plugins.policies.metrics.window import plus_months
from plugins.policies.models import Certificate, Fact, SegmentMember
from plugins.policies.tasks import READ
from plugins.policies.versions.kinds import SEGMENTS

DAY = timedelta(1)


def fact_days(subject: str, ids: Sequence[uuid.UUID | str], names: Collection[str], first: date, last: date) -> set[date]:
    """Return the days after `first`, up to `last`, from which on facts of one of these subjects may be others than the day before.

    `names`: the facts that are asked for, without the subject (`tier`, `certificates`, `segments`). What is said of a day with no
    change before it follows from the day before, as `facts_of_many` tells both. A few statements, whatever the number of subjects.
    """
    keys = [str(one).casefold() for one in ids]
    found: set[date] = set()
    with behind(READ):
        kept = sa.select(Fact.effective_from).where(Fact.subject == subject, Fact.key.in_(keys), Fact.name.in_(names))
        found |= set(db.session.scalars(kept.where(Fact.effective_from > first, Fact.effective_from <= last).distinct()))
        if "certificates" in names and subject != "customer":
            found |= set(_of_certificates(subject, keys))
        if SEGMENTS in names and subject == "partner":
            spells = sa.select(SegmentMember.since, SegmentMember.until).where(SegmentMember.partner_id.in_([uuid.UUID(key) for key in keys]))
            found |= {day for row in db.session.execute(spells.distinct()) for day in row if day is not None}
        for said in records.hooks("find_fact_days", subject=subject, keys=keys, first=first, last=last):
            found |= set(said)
    return {day for day in found if first < day <= last}


def _of_certificates(subject: str, keys: Sequence[str]) -> Iterator[date]:
    whose = Certificate.key.in_(keys) if subject == "person" else Certificate.partner_id.in_([uuid.UUID(key) for key in keys])
    months = {whole.months for whole in composing.wholes() if whole.months}
    rows = db.session.execute(sa.select(Certificate.issued_on, Certificate.valid_until, Certificate.left_on).where(whose).distinct())
    for issued, valid, left in rows:
        yield from (day for day in (issued, left, valid and valid + DAY) if day is not None)
        yield from (plus_months(issued, count) for count in months)
    yield from (since for listed in releasing.releases().values() for since, _release in listed)
