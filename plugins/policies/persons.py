"""Personal data among facts: certificates of people, and who wrote policies."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, personal
from plugins.policies.metrics import building
from plugins.policies.models import (
    Certificate,
    Fact,
    KeptFigure,
    MeasureEntry,
    MeasureMonth,
    MeasureTotal,
    MeasureValue,
    Proposal,
    SegmentMember,
    Version,
)


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return the facts and certificates of a partner; of a person the certificates in that name where the person works."""
    if subject.partner_id:
        own = ((N_("Certificates"), Certificate), (N_("Facts"), Fact))
        return [personal.read(name, model, model.partner_id == subject.partner_id) for name, model in own]
    return [personal.read(N_("Certificates"), Certificate, _theirs(person)) for person in subject.people]


def erase(subject: personal.Subject) -> None:
    """Delete a partner's facts; put a pseudonym where a person is named. Decisions stay: they are append-only, and say why.

    Books of measures repeat words of the records they count: those of the partner are deleted and counted anew by the next job.
    """
    if subject.partner_id:
        for model in (Certificate, Fact, KeptFigure, MeasureEntry, MeasureMonth, MeasureTotal, SegmentMember):
            personal.forget(model, model.partner_id == subject.partner_id)
        personal.blank(MeasureValue, ("note", "reason"), MeasureValue.partner_id == subject.partner_id)
        building.distrust()
    for person in subject.people:
        if person.user_id:
            instead = {person.name: personal.pseudonym(person.user_id)}
            personal.reword(Certificate, "person", instead, _theirs(person))
            for model, column in WRITERS if person.staff else ():
                personal.reword(model, column, instead)


WRITERS: tuple[tuple[Any, str], ...] = ((Version, "written_by"), (Version, "published_by"), (Proposal, "settled_by"))


def _theirs(person: personal.Person) -> Any:
    return sa.and_(Certificate.person == person.name, Certificate.partner_id.in_([one for one in person.partners if one]))
