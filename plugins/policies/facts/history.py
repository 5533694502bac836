"""Facts and certificates keep their history: the same id again changes nothing, a corrected value is a new edition."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Entity, Unprocessable, _, clock, db, program_changed, rules
from plugins.policies.models import CalendarDay, Certificate, Fact, FactKind

SAME = N_("This is known already; nothing changes.")
_OWN = frozenset({"id", "version", "created_at", "updated_at"})
NO_KIND = N_("There is no kind of fact “%(name)s” about this. Add it first.")
NOT_TYPED = N_("“%(value)s” is not of the type %(type)s.")
USED = N_("Facts of this kind are there already; its name and type stay.")
_IDENTIFIED: Mapping[type, tuple[str, ...]] = {Fact: ("subject", "key", "name"), Certificate: ("key", "name")}
"""What tells facts with one id in their source apart."""
_TRUE, _FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")
BASE_TYPES: Mapping[str, rules.Type] = {
    "text": rules.TEXT, "integer": rules.INTEGER, "number": rules.NUMBER, "percent": rules.PERCENT, "money": rules.money(),
    "bool": rules.BOOL, "date": rules.DATE, "texts": rules.TEXTS,
}  # fmt: skip


def typed(kind: str, value: str | None) -> Any:
    """Return a stored value as rules want it; raises RuleError."""
    if value is None:
        return None
    raw: Any = value
    if kind == "bool":
        raw = True if value.lower() in _TRUE else False if value.lower() in _FALSE else value
    elif kind == "texts":
        raw = [part.strip() for part in value.split(";") if part.strip()]
    return rules.read(rules.Facts({"fact": rules.Fact(BASE_TYPES[kind])}), {"fact": raw})["fact"]


def keep_fact(fact: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Check the value, find the edition before, and end it."""
    fact.key = str(fact.partner_id) if fact.subject == "partner" else str(fact.who).casefold()
    kind = db.session.scalars(sa.select(FactKind).where(FactKind.subject == fact.subject, FactKind.name == fact.name)).one_or_none()
    if kind is None:
        raise _wrong("name", _(NO_KIND, name=fact.name))
    try:
        typed(kind.type, fact.value)
    except rules.RuleError:
        raise _wrong("value", _(NOT_TYPED, value=fact.value, type=kind.type)) from None
    same = (Fact.subject == fact.subject, Fact.key == fact.key, Fact.name == fact.name)
    _succeed(fact, Fact, same, ("value", "effective_from")) if is_new else _edited(fact, changes)


def keep_certificate(certificate: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    certificate.key = certificate.person.casefold()
    same = (Certificate.key == certificate.key, Certificate.name == certificate.name)
    compared = ("release", "issued_on", "valid_until", "partner_id")
    _succeed(certificate, Certificate, same, compared) if is_new else _edited(certificate, changes)


def keep_day(day: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """A day that is there already changes nothing, or is a correction; decisions keep the calendar they were made with."""
    if not is_new:
        return
    same = sa.select(CalendarDay).where(CalendarDay.calendar_id == day.calendar_id, CalendarDay.day == day.day)
    before = db.session.scalars(same.order_by(CalendarDay.edition.desc()).limit(1)).one_or_none()
    if before is None:
        return
    if before.archived_at is None:
        if (before.kind, before.label) == (day.kind, day.label):
            raise Conflict(SAME, code="unchanged")
        before.archived_at = clock.now()
    day.edition = before.edition + 1


def check_kind(kind: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """A kind whose facts were imported keeps what they are read by."""
    if is_new or not changes.keys() & {"name", "type", "subject"}:
        return
    before = sa.inspect(kind).committed_state
    found = sa.select(Fact.id).where(Fact.subject == before.get("subject", kind.subject), Fact.name == before.get("name", kind.name))
    if db.session.execute(found.limit(1)).first() is not None:
        raise Conflict(USED)


def kinds_changed(saved: Any, is_new: bool) -> None:
    """Rules know other facts from now on."""
    program_changed()


def take_back(entity: Entity, record: Any) -> None:
    """When a correction is taken back, what was known before it holds again."""
    if entity.model in _IDENTIFIED and (before := _before(record)) is not None and before.superseded_at == record.known_at:
        before.superseded_at = None


def _before(row: Any) -> Any:
    """Return the edition before a row of the same id in its source."""
    if row.source_id is None or row.edition < 2:
        return None
    model = type(row)
    same = [getattr(model, name) == getattr(row, name) for name in (*_IDENTIFIED[model], "source_id")]
    return db.session.scalars(sa.select(model).where(*same, model.edition == row.edition - 1)).one_or_none()


def _edited(row: Any, changes: Mapping[str, Any]) -> None:
    """Keep what the row said until now as an edition of its own, so that it can still be asked what was known when."""
    if not changes.keys() - {"archived_at"}:
        if changes.get("archived_at", row) is None and (before := _before(row)) is not None:
            before.superseded_at = row.known_at
        return
    state = sa.inspect(row)
    table, now = state.mapper, clock.now()
    before = {c.key: (state.attrs[c.key].history.deleted or [getattr(row, c.key)])[0] for c in table.column_attrs if c.key not in _OWN}
    db.session.add(type(row)(**{**before, "superseded_at": now}))
    row.edition, row.known_at = row.edition + 1, now


def _succeed(row: Any, model: Any, same: tuple[Any, ...], compared: tuple[str, ...]) -> None:
    """Number the row as the next edition of its source id. Raises Conflict (code `unchanged`) when it says nothing new."""
    row.known_at, row.edition = clock.now(), 1
    if row.source_id is None:
        return
    wanted = sa.select(model).where(*same, model.source_id == row.source_id).order_by(model.edition.desc()).limit(1)
    before = db.session.scalars(wanted).one_or_none()
    if before is None:
        return
    if all(getattr(before, name) == getattr(row, name) for name in compared):
        raise Conflict(SAME, code="unchanged")
    row.edition, before.superseded_at = before.edition + 1, row.known_at


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])
