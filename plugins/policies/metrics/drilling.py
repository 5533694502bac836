"""From a figure to the records it was counted from: the list of their kind, narrowed to the window and the partner."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from hansa import current_scope, rules, schema_of, url_of
from plugins.policies.metrics import asking
from plugins.policies.metrics.known import known

ALWAYS = ("created_at", "updated_at")
"""Fields every list has."""


def records_url(asked: asking.Question, partner: uuid.UUID | None) -> str | None:
    """Return the address of the records dated in the window; None where the actor has no such list, or it does not know their date.

    The condition of the measure is not part of it: the list may hold records that do not count.
    """
    found = known().plain.get(asked.measure.key)
    if found is None:
        return None
    entity, dated = found.sources.entity, found.measure.date
    if not entity.pages or not current_scope().actor.may(entity.permission("view")) or dated not in (*schema_of(entity).dump_fields, *ALWAYS):
        return None
    start, end = asked.window.bounds(asked.day)
    until = ("le", end - timedelta(1)) if found.dated == rules.DATE else ("lt", end)
    query = [(f"f.{dated}.ge", start.isoformat()), (f"f.{dated}.{until[0]}", until[1].isoformat())]
    if partner is not None and current_scope().actor.staff and found.partner == entity.owner == "partner_id":
        query.append(("f.partner_id.in", str(partner)))
    return f"{url_of(entity)}?{urlencode(query)}"
