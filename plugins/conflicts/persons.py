"""Personal data on dockets: what the parties wrote, and their names."""

import sqlalchemy as sa

from hansa import personal
from plugins.conflicts.models import Case, Docket, Evidence


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: cases and evidence of a partner are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Empty evidence, cases and dockets a partner is a party of; the rulings published as precedents name nobody."""
    if subject.partner_id:
        mine = sa.select(Case.docket_id).where(Case.partner_id == subject.partner_id)
        personal.blank(Evidence, ("text",), Evidence.partner_id == subject.partner_id)
        personal.blank(Case, ("subject", "others", "ruling", "custom"), Case.docket_id.in_(mine))
        personal.blank(Docket, ("subject", "description", "ruling", "custom"), Docket.id.in_(mine))
