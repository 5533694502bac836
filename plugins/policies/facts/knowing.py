"""Facts the program keeps about partners, people and customers, as they held and were known at a moment."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, behind, clock, db, records, rules
from plugins.policies.certificates import composing, releasing
from plugins.policies.entities import FACT
from plugins.policies.facts.history import BASE_TYPES, typed
from plugins.policies.models import Certificate, Fact, FactKind
from plugins.policies.segments import membership
from plugins.policies.tasks import READ
from plugins.policies.versions.kinds import SEGMENTS

BEHIND = "behind"
CERTIFICATES = rules.Facts(
    {
        "person": rules.Fact(rules.TEXT, N_("Person")),
        "name": rules.Fact(rules.TEXT, N_("Certificate")),
        "release": rules.Fact(rules.TEXT, N_("Release")),
        BEHIND: rules.Fact(rules.INTEGER, N_("Newer releases there are")),
        "issued_on": rules.Fact(rules.DATE, N_("Issued")),
        "valid_until": rules.Fact(rules.DATE, N_("Valid until")),
    }
)
_NOT_LISTED = N_("it has a history of its own")
_SEGMENTS = rules.Fact(rules.TEXTS, N_("Segments"), sql=_NOT_LISTED)
_OF_KIND = sa.and_(FactKind.program_id == Fact.program_id, FactKind.subject == Fact.subject, FactKind.name == Fact.name)


def custom_vocabulary(subject: str, prefix: str = "") -> rules.Facts:
    """Return the facts the program declared about partners, people or customers, as `<prefix>.<name>` (default: the subject).

    People and partners also have the rows `<prefix>.certificates`, partners the names of their segments.
    """
    found = declared(subject, prefix)
    return found | rules.Facts({SEGMENTS: _SEGMENTS}).under(prefix or subject) if subject == "partner" else found


def declared(subject: str, prefix: str = "") -> rules.Facts:
    """Return the facts of `custom_vocabulary` but for segments."""
    with behind(READ):
        rows = db.session.execute(sa.select(FactKind.name, FactKind.type, FactKind.label).where(FactKind.subject == subject)).all()
    found = {row.name: rules.Fact(BASE_TYPES[row.type], row.label, sql=_NOT_LISTED) for row in rows}
    if subject != "customer":
        found["certificates"] = rules.Fact(rules.rows(CERTIFICATES), N_("Certificates"), sql=_NOT_LISTED)
    return rules.Facts(found).under(prefix or subject)


def facts_of(
    subject: str, subject_id: uuid.UUID | str, at_effective: date, at_known: datetime | None = None, *, prefix: str = ""
) -> dict[str, Any]:
    """Return the facts of one subject that hold on a day, as they were known at a moment (default: now)."""
    return facts_of_many(subject, [subject_id], at_effective, at_known, prefix=prefix)[_key(subject_id)]


def facts_of_many(
    subject: str, ids: Sequence[uuid.UUID | str], at_effective: date, at_known: datetime | None = None, *, prefix: str = ""
) -> dict[str, dict[str, Any]]:
    """Return the facts of many subjects by their id as text, those plugins say included; so many statements whatever their number."""
    known, keys, head = at_known or clock.now(), [_key(one) for one in ids], prefix or subject
    found: dict[str, dict[str, Any]] = {key: {} for key in keys}
    with behind(READ):
        wanted = _as_known(Fact, known, Fact.subject == subject, Fact.key.in_(keys), Fact.effective_from <= at_effective)
        for row in db.session.execute(wanted.join(FactKind, _OF_KIND).add_columns(FactKind.type)):
            found[row.key][f"{head}.{row.name}"] = typed(row.type, row.value)
        if subject != "customer":
            _add_certificates(found, subject, keys, at_effective, known, head)
        for said in records.hooks("find_facts", subject=subject, keys=keys, day=at_effective):
            for key, values in said.items():
                found[key] |= {f"{head}.{name}": value for name, value in values.items()}
        if subject == "partner" and membership.known():
            for partner, names in membership.of_partners([uuid.UUID(key) for key in keys], at_effective).items():
                found[str(partner)][f"{head}.{SEGMENTS}"] = names
    return found


def _as_known(model: Any, known: datetime, *conditions: Any) -> Any:
    """Select rows as they were known then; what holds last comes last, so it stands."""
    columns = (model.key, model.name, model.value)
    order = (model.effective_from, model.known_at, model.id)
    return sa.select(*columns).where(*conditions, *_open(model, known)).order_by(*order)


def _open(model: Any, known: datetime) -> tuple[Any, ...]:
    return (
        model.known_at <= known,
        sa.or_(model.superseded_at.is_(None), model.superseded_at > known),
        sa.or_(model.archived_at.is_(None), model.archived_at > known),
    )


def _add_certificates(found: dict[str, dict[str, Any]], subject: str, keys: Sequence[str], day: date, known: datetime, head: str) -> None:
    """Add the certificates that were issued by then, have not ended, and whose person has not left; and those made of them."""
    whose = Certificate.key.in_(keys) if subject == "person" else Certificate.partner_id.in_([uuid.UUID(key) for key in keys])
    valid = sa.or_(Certificate.valid_until.is_(None), Certificate.valid_until >= day)
    there = sa.or_(Certificate.left_on.is_(None), Certificate.left_on > day)
    wanted = sa.select(Certificate).where(whose, Certificate.issued_on <= day, valid, there, *_open(Certificate, known)).order_by(Certificate.id)
    for one in found.values():
        one[f"{head}.certificates"] = []
    for row in db.session.scalars(wanted):
        held = {name: getattr(row, name) for name in CERTIFICATES if name != BEHIND} | {BEHIND: releasing.behind(row.name, row.release, day)}
        found[row.key if subject == "person" else str(row.partner_id)][f"{head}.certificates"].append(held)
    for one in found.values() if composing.wholes() else ():
        one[f"{head}.certificates"] = composing.with_wholes(one[f"{head}.certificates"], day)


def _key(subject_id: uuid.UUID | str) -> str:
    return str(subject_id).casefold()


def import_facts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Keep facts from another system and count those that were new and those that said nothing new; in the running unit.

    Raises Unprocessable naming the row that is wrong; nothing is kept then.
    """
    counts = {"kept": 0, "unchanged": 0}
    for number, row in enumerate(rows):
        try:
            records.create(FACT, row)
            counts["kept"] += 1
        except Conflict as refused:
            if refused.code != "unchanged":
                raise
            counts["unchanged"] += 1
        except Unprocessable as refused:
            errors: Any = [{**error, "pointer": f"/{number}{error.get('pointer', '')}"} for error in refused.errors]
            raise Unprocessable(refused.message, errors=errors) from None
    return counts


__all__ = ["CERTIFICATES", "custom_vocabulary", "facts_of", "facts_of_many", "import_facts"]
