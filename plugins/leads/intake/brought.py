"""A lead a partner found itself: what is entered is its copy, accepted at once; the vendor's lead is made of it."""

from typing import Any

from hansa import _, behind, clock, entity_of, records
from plugins.leads.schemas import COPIED
from plugins.leads.tasks import INTAKE

NAMED_BY = ("title", "need", "product", "company", "next_action")


def begin(copy: Any) -> None:
    """Make the lead of a copy that came without one, and let the partner work on it."""
    now = clock.now()
    copy.title = next((str(value)[:200] for name in NAMED_BY if (value := getattr(copy, name))), _("A lead"))
    copy.state, copy.sent_at, copy.accepted_at, copy.preview = "accepted", now, now, list(COPIED)
    told = {name: getattr(copy, name) for name in COPIED}
    with behind(INTAKE):
        lead = records.create_many(
            entity_of("leads.lead"), [{"title": copy.title, "source": "partner"}],
            each=[{**told, "state": "working", "holder_id": copy.partner_id, "brought_by": copy.partner_id}],
        )[0]  # fmt: skip
    copy.lead_id = lead.id
