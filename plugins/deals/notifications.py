"""Whom a step of a deal is news for: staff hears of what waits for it, the partner of what was decided."""

from hansa import N_
from hansa import NotificationKind as Kind

PARTNER = ("creator", "followers")
STAFF = ("staff", "followers")
REVIEW = "deals.deal.review"

KINDS = [
    Kind("deals.submitted", N_("A registration waits for review"), "deals.deal.submit", N_("%(who)s registered “%(what)s”"), STAFF, REVIEW, "send"),
    Kind("deals.answered", N_("A partner answered a question"), "deals.deal.answer", N_("%(who)s answered the question about “%(what)s”"), STAFF, REVIEW, "message-2"),
    Kind("deals.extension", N_("A partner asks for an extension"), "deals.deal.request_extension", N_("%(who)s asks to extend the protection of “%(what)s”"), STAFF, REVIEW, "calendar-plus"),
    Kind("deals.withdrawn", N_("A registration was withdrawn"), "deals.deal.withdraw", N_("%(who)s withdrew “%(what)s”"), STAFF, REVIEW, "arrow-back-up", "idle", False),
    Kind("deals.asked", N_("Your answer is needed"), "deals.deal.ask", N_("Your answer is needed about “%(what)s”"), PARTNER, "", "alert-circle", "warn"),
    Kind("deals.approved", N_("A registration was approved"), "deals.deal.approve", N_("“%(what)s” is approved and protected"), PARTNER, "", "shield-check", "ok"),
    Kind("deals.rejected", N_("A registration was rejected"), "deals.deal.reject", N_("“%(what)s” was rejected"), PARTNER, "", "circle-x", "bad"),
    Kind("deals.extended", N_("A protection was extended"), "deals.deal.extend", N_("The protection of “%(what)s” is extended"), PARTNER, "", "calendar-plus", "ok"),
    Kind("deals.not_extended", N_("An extension was refused"), "deals.deal.refuse_extension", N_("The protection of “%(what)s” is not extended"), PARTNER, "", "calendar-off", "bad"),
    Kind("deals.expiring", N_("A protection ends soon"), "deals.deal.expiring", N_("The protection of “%(what)s” ends soon"), PARTNER, "", "hourglass", "warn"),
    Kind("deals.expired", N_("A protection has ended"), "deals.deal.expire", N_("The protection of “%(what)s” has ended"), PARTNER, "", "clock-pause", "hold"),
]  # fmt: skip
