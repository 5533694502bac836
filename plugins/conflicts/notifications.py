"""Whom a step of a conflict is news for. What a party is told names nobody of the other side."""

from hansa import N_
from hansa import NotificationKind as Kind

PARTY = ("partner", "followers")
STAFF = ("staff", "followers")
DECIDE = "conflicts.docket.decide"

KINDS = [
    Kind("conflicts.opened", N_("A conflict was opened"), "conflicts.docket.created", N_("A conflict was opened: “%(what)s”"), STAFF, DECIDE, "flag"),
    Kind("conflicts.appealed", N_("A ruling was appealed"), "conflicts.docket.appeal", N_("The ruling on “%(what)s” was appealed"), STAFF, DECIDE, "gavel", "warn"),
    Kind("conflicts.moved", N_("A conflict moved on"), "conflicts.case.moved", N_("The conflict “%(what)s” moved on"), PARTY, "", "gavel", "warn"),
    Kind("conflicts.given", N_("Evidence was brought"), "conflicts.docket.given", N_("Look at new evidence in “%(what)s”, then disclose it"), STAFF, DECIDE, "paperclip"),
    Kind("conflicts.disclosed", N_("Evidence of the other side can be read"), "conflicts.case.disclosed", N_("New evidence in “%(what)s”"), PARTY, "", "paperclip"),
    Kind("conflicts.mediation_due", N_("Time to agree runs out"), "conflicts.case.mediation_due", N_("Agree on “%(what)s” soon, or it goes to arbitration"), PARTY, "", "hourglass", "warn"),
    Kind("conflicts.evidence_due", N_("Time for evidence runs out"), "conflicts.case.evidence_due", N_("Bring your evidence for “%(what)s” soon"), PARTY, "", "hourglass", "warn"),
    Kind("conflicts.ruling_due", N_("Time to rule runs out"), "conflicts.docket.ruling_due", N_("Rule on “%(what)s” soon"), STAFF, DECIDE, "hourglass", "warn"),
    Kind("conflicts.ruling_overdue", N_("A ruling is overdue"), "conflicts.docket.ruling_overdue", N_("The time to rule on “%(what)s” has passed"), STAFF, DECIDE, "alert-triangle", "bad"),
    Kind("conflicts.appeal_overdue", N_("A final ruling is overdue"), "conflicts.docket.appeal_overdue", N_("The time to decide the appeal in “%(what)s” has passed"), STAFF, DECIDE, "alert-triangle", "bad"),
    Kind("conflicts.overdue", N_("The program's ruling is late"), "conflicts.case.overdue", N_("The program's ruling on “%(what)s” is late"), PARTY, "", "alert-triangle", "warn"),
]  # fmt: skip
