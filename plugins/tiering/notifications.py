"""Whom a step of a change of level is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

STAFF, PARTNER = ("staff",), ("partner",)
PROPOSE, APPROVE = "tiering.change.propose", "tiering.change.approve"

KINDS = [
    Kind("tiering.found", N_("A partner earned a level, or may lose one"), "tiering.change.created", N_("A change of level waits: %(what)s"), STAFF, PROPOSE, "stairs-up"),
    Kind("tiering.proposed", N_("A promotion waits for agreement"), "tiering.change.propose", N_("%(who)s proposes a promotion: %(what)s"), STAFF, APPROVE, "send"),
    Kind("tiering.demotion", N_("A demotion waits for agreement"), "tiering.change.propose_demotion", N_("A demotion waits for agreement: %(what)s"), STAFF, APPROVE, "trending-down", "warn"),
    Kind("tiering.notified", N_("Your level is at risk"), "tiering.change.notify", N_("Your level is at risk: see what is missing and by when"), PARTNER, "", "alert-triangle", "warn"),
    Kind("tiering.cure_due", N_("Time to keep your level runs out"), "tiering.change.cure_due", N_("Time to keep your level runs out"), PARTNER, "", "hourglass", "bad"),
    Kind("tiering.waived", N_("A loss of level is waived"), "tiering.change.waive", N_("Your level stays for now: the loss is waived"), PARTNER, "", "shield", "hold"),
    Kind("tiering.approved", N_("A change of your level is agreed"), "tiering.change.approve", N_("A change of your level is agreed"), PARTNER, "", "check"),
    Kind("tiering.effective", N_("Your level has changed"), "tiering.change.take_effect", N_("Your level has changed"), PARTNER, "", "medal", "ok"),
]  # fmt: skip
