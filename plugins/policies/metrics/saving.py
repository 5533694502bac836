"""What makes a declared measure, and a figure told by hand, valid."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Entity, Message, Unprocessable, _, clock, db, entity_of, program_changed, records
from plugins.policies.metrics.compiled import MeasureError, compiled
from plugins.policies.metrics.declared import TOLD, of
from plugins.policies.metrics.formula import CIRCLE, NOT_TOLD_APART, again_in, measures_in, parsed
from plugins.policies.metrics.known import known
from plugins.policies.metrics.measure import Derived
from plugins.policies.models import MeasureValue, OwnMeasure

SAME = N_("This is known already; nothing changes.")
NOT_TOLD = N_("No measure “%(name)s” is told by hand in this program. Declare it first.")
KEPT = N_("Partners keep some of “%(name)s” from the vendor, so they cannot be measured.")
USED = N_("Figures were told for this measure already; its name and kind stay.")


def check(row: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Before a measure is saved: it can be read. Raises Unprocessable at the field that is wrong, Conflict for what is in use."""
    if not is_new and changes.keys() & {"name", "kind"}:
        _must_be_free(row)
    measure = of(row)
    try:
        if isinstance(measure, Derived):
            _check_formula(measure)
        else:
            _must_be_ours(compiled(measure).sources.entity)
    except MeasureError as error:
        raise _wrong(error.field, error.message) from None


def _check_formula(measure: Derived) -> None:
    found = known()
    formula = parsed(measure.formula, [key for key in found.keys if key != measure.key])
    if plain := next((key for key in again_in(formula) if key not in found.plain or found.plain[key].item is None), None):
        raise MeasureError("formula", Message(NOT_TOLD_APART, "invalid", measure=plain))
    waiting, met = set(measures_in(formula)), set()
    while waiting:
        key = waiting.pop()
        met.add(key)
        inner = found.derived.get(key)
        waiting |= set(measures_in(parsed(inner.formula, found.keys))) - met if inner else set()
    if measure.key in met:
        raise MeasureError("formula", Message(CIRCLE, "circular", measure=measure.key))


def _must_be_ours(entity: Entity) -> None:
    """A sum tells of every record in it: what partners keep from the vendor, wholly or in part, is not added up for the vendor."""
    if entity.private or records.restrictions(entity):
        raise MeasureError("entity", Message(KEPT, "kept", name=_(entity.plural or entity.label)))


def _must_be_free(row: Any) -> None:
    before = sa.inspect(row).committed_state.get("name", row.name)
    if db.session.scalar(sa.select(MeasureValue.id).where(MeasureValue.measure == before).limit(1)) is not None:
        raise Conflict(USED)


def changed(saved: Any, is_new: bool) -> None:
    """Rules, pages and books know another measure from now on."""
    program_changed()


def check_value(row: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Before a figure is saved: it is for a measure told by hand, and says something new. Raises Unprocessable, Conflict."""
    if not is_new and "measure" not in changes:
        return
    own = sa.select(OwnMeasure.kind).where(OwnMeasure.name == row.measure, OwnMeasure.archived_at.is_(None))
    if db.session.scalar(own) != "manual":
        raise _wrong("measure", Message(NOT_TOLD, "unknown", name=row.measure))
    if is_new and row.source_id and any((one.value, one.effective_on) == (row.value, row.effective_on) for one in _before(row)[:1]):
        raise Conflict(SAME, code="unchanged")


def _before(row: Any) -> list[Any]:
    """Return what the same source told before, newest first; what was refused counts for nothing."""
    same = [getattr(MeasureValue, name) == getattr(row, name) for name in ("measure", "partner_id", "source_id")]
    wanted = sa.select(MeasureValue).where(
        *same, MeasureValue.id != row.id, MeasureValue.state != "refused", MeasureValue.archived_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(MeasureValue.id.desc())))


def approved(row: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the same source told before gives way to a figure that was agreed to."""
    for older in _before(row) if row.source_id else ():
        records.apply(entity_of(TOLD), older, {"archived_at": clock.now()}, act="archived")
    return {}


def _wrong(field: str, message: str) -> Unprocessable:
    said = _(message.key, **message.params) if isinstance(message, Message) else message
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": "invalid", "message": said}])
