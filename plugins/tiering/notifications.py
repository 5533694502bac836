"""Whom a step of a change of level is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

STAFF, PARTNER = ("staff",), ("partner",)
PROPOSE, APPROVE, DECIDE = "tiering.change.propose", "tiering.change.approve", "tiering.enrolment.decide"

KINDS = [
    Kind("tiering.found", N_("A partner earned a level, or may lose one"), "tiering.change.created", N_("A change of level waits: %(what)s"), STAFF, PROPOSE, "stairs-up"),
    Kind("tiering.proposed", N_("A promotion waits for agreement"), "tiering.change.propose", N_("%(who)s proposes a promotion: %(what)s"), STAFF, APPROVE, "send"),
    Kind("tiering.demotion", N_("A demotion waits for agreement"), "tiering.change.propose_demotion", N_("A demotion waits for agreement: %(what)s"), STAFF, APPROVE, "trending-down", "warn"),
    Kind("tiering.notified", N_("Your level is at risk"), "tiering.change.notify", N_("Your level is at risk: see what is missing and by when"), PARTNER, "", "alert-triangle", "warn"),
    Kind("tiering.cure_due", N_("Time to keep your level runs out"), "tiering.change.cure_due", N_("Time to keep your level runs out"), PARTNER, "", "hourglass", "bad"),
    Kind("tiering.waived", N_("A loss of level is waived"), "tiering.change.waive", N_("Your level stays for now: the loss is waived"), PARTNER, "", "shield", "hold"),
    Kind("tiering.approved", N_("A change of your level is agreed"), "tiering.change.approve", N_("A change of your level is agreed"), PARTNER, "", "check"),
    Kind("tiering.effective", N_("Your level has changed"), "tiering.change.take_effect", N_("Your level has changed"), PARTNER, "", "medal", "ok"),
    Kind("tiering.applied", N_("A partner applies to join a program"), "tiering.enrolment.created", N_("A partner applies to join a program: %(what)s"), STAFF, DECIDE, "send"),
    Kind("tiering.renewal", N_("A partner asks to renew a membership"), "tiering.enrolment.ask_renewal", N_("%(who)s asks to renew a membership: %(what)s"), STAFF, DECIDE, "refresh"),
    Kind("tiering.admitted", N_("You are a member of a program"), "tiering.enrolment.admit", N_("You are a member of the program now"), PARTNER, "", "circle-check", "ok"),
    Kind("tiering.declined", N_("An application was declined"), "tiering.enrolment.decline", N_("Your application was declined: see why"), PARTNER, "", "circle-x", "bad"),
    Kind("tiering.ends_soon", N_("A membership ends soon"), "tiering.enrolment.ends_soon", N_("Your membership of a program ends soon: ask to renew it"), PARTNER, "", "hourglass", "warn"),
    Kind("tiering.member_again", N_("A membership was renewed"), "tiering.enrolment.renew", N_("Your membership of a program was renewed"), PARTNER, "", "refresh", "ok"),
    Kind("tiering.refused", N_("A renewal was refused"), "tiering.enrolment.refuse", N_("Your membership is not renewed: see why"), PARTNER, "", "circle-x", "bad"),
    Kind("tiering.expired", N_("A membership is over"), "tiering.enrolment.expire", N_("Your membership of a program is over"), PARTNER, "", "calendar-off", "bad"),
    Kind("tiering.ended", N_("A membership was ended"), "tiering.enrolment.end", N_("Your membership of a program was ended: see why"), PARTNER, "", "circle-minus", "bad"),
]  # fmt: skip
