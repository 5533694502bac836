"""Personal data on levels: who proposed, decided and waived; what a partner's points and changes say in words."""

from hansa import personal
from plugins.tiering.models import Award, Change, Enrolment, Invitation

NAMED = ("proposed_by", "decided_by", "waived_by")
EARNED = ("label", "evidence", "attribute", "ref", "custom")


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return nothing beyond the records: changes, awards and invitations are given out field by field."""
    return []


def erase(subject: personal.Subject) -> None:
    """Forget who moved a partner; empty what was written about one. Levels, points and days stay."""
    for name in NAMED:
        personal.reword(Change, name, dict(subject.pseudonyms))
    personal.reword(Enrolment, "decided_by", dict(subject.pseudonyms))
    if subject.partner_id:
        personal.blank(Change, ("reason", "custom"), Change.partner_id == subject.partner_id)
        personal.blank(Award, EARNED, Award.partner_id == subject.partner_id)
        personal.blank(Enrolment, ("note", "reason", "custom"), Enrolment.partner_id == subject.partner_id)
        personal.blank(Invitation, ("note",), Invitation.partner_id == subject.partner_id)
