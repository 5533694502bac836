"""Trying out: what the rules would do with a lead, and routing one at once."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from hansa import Unprocessable, _, clock, current_scope, entity_of, perform, records
from plugins.leads.models import Lead
from plugins.leads.routing import distribute, why
from plugins.leads.schemas import MASKABLE
from plugins.leads.states import LEAD

ASKED = (
    "product",
    "value_band",
    "value",
    "language",
    "postal_code",
    "city",
    "region",
    "country",
    "source",
    "score",
    "latitude",
    "longitude",
)


def route_now(lead_id: uuid.UUID) -> None:
    """Route a lead in the running unit."""
    entity = entity_of("leads.lead")
    lead = records.get(entity, lead_id, lock=True)
    if lead.state != "matching":
        perform(entity, lead, "distribute")
    distribute.distribute([records.get(entity, lead_id)])


def asked(given: Mapping[str, str]) -> list[SimpleNamespace]:
    """Return the fields of the form, with what was typed."""
    schema = entity_of("leads.lead").schema._declared_fields
    found = []
    for name in ASKED:
        field: Any = schema[name]
        choices = [(value, _(label)) for value, label in getattr(field, "choices", ())]
        found.append(SimpleNamespace(name=name, label=_(field.metadata["label"]), choices=choices, value=given.get(name, "")))
    return found


def told(given: Mapping[str, str]) -> SimpleNamespace:
    """Return what would happen; nothing is stored."""
    lead = _stored(given["lead"]) if given.get("lead") else _described(given)
    if isinstance(lead, str):
        return SimpleNamespace(error=lead, told=None, shown=(), end="")
    work, outcome = distribute.trial(lead)
    plain = outcome.as_json()
    told = why.of_outcome(plain, [target.key for target in work.facts(lead)["targets"]])
    first = plain["values"]["order"][:1]
    labels = dict(MASKABLE)
    shown = [_(labels[name]) for name in (distribute.shown_before(work, lead, first[0]) if first else ())]
    look = LEAD[distribute.ENDS[outcome.result]]
    return SimpleNamespace(error="", told=told, shown=shown, end=_(look.label), kind=look.kind, icon=look.icon, title=lead.title)


def _stored(text: str) -> Any:
    try:
        return records.get(entity_of("leads.lead"), uuid.UUID(text))
    except ValueError:
        return _("This does not point to a record.")


def _described(given: Mapping[str, str]) -> Any:
    raw = {name: given[name] for name in ASKED if given.get(name)}
    entity = entity_of("leads.lead")
    try:
        values = records.load(entity, {"title": _("A lead"), **raw})
    except Unprocessable as error:
        return "; ".join(one["message"] for one in error.errors)
    now = clock.now()
    return Lead(program_id=current_scope().program.id, id=uuid.uuid4(), touched_at=now, rounds=0, plan={}, custom={}, **values)
