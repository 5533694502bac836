"""Whom a step of a deal is news for: staff hears of what waits for it, the partner of what was decided."""

from hansa import N_
from hansa import NotificationKind as Kind

PARTNER = ("creator", "followers")
STAFF = ("staff", "followers")
REVIEW = "deals.deal.review"

KINDS = [
    Kind("deals.submitted", N_("A registration waits for review"), "deals.deal.submit", N_("%(who)s registered “%(what)s”"), STAFF, REVIEW, "send", decide=("approve",)),
    Kind("deals.answered", N_("A partner answered a question"), "deals.deal.answer", N_("%(who)s answered the question about “%(what)s”"), STAFF, REVIEW, "message-2", decide=("approve",)),
    Kind("deals.extension", N_("A partner asks for an extension"), "deals.deal.request_extension", N_("%(who)s asks to extend the protection of “%(what)s”"), STAFF, REVIEW, "calendar-plus", decide=("extend",)),
    Kind("deals.late_extension", N_("A partner asks for an extension after the end"), "deals.deal.request_reinstatement", N_("%(who)s asks to extend the protection of “%(what)s”"), STAFF, REVIEW, "calendar-plus", decide=("reinstate",)),
    Kind("deals.withdrawn", N_("A registration was withdrawn"), "deals.deal.withdraw", N_("%(who)s withdrew “%(what)s”"), STAFF, REVIEW, "arrow-back-up", "idle", False),
    Kind("deals.asked", N_("Your answer is needed"), "deals.deal.ask", N_("Your answer is needed about “%(what)s”"), PARTNER, "", "alert-circle", "warn"),
    Kind("deals.answer_due", N_("Time for your answer runs out"), "deals.deal.answer_due", N_("Please answer about “%(what)s” soon, or it will be closed"), PARTNER, "", "hourglass", "warn"),
    Kind("deals.closed", N_("A registration was closed as incomplete"), "deals.deal.give_up", N_("“%(what)s” was closed: our question was not answered in time"), PARTNER, "", "lock", "bad"),
    Kind("deals.approved", N_("A registration was approved"), "deals.deal.approve", N_("“%(what)s” is approved and protected"), PARTNER, "", "shield-check", "ok"),
    Kind("deals.rejected", N_("A registration was rejected"), "deals.deal.reject", N_("“%(what)s” was rejected"), PARTNER, "", "circle-x", "bad"),
    Kind("deals.extended", N_("A protection was extended"), "deals.deal.extend", N_("The protection of “%(what)s” is extended"), PARTNER, "", "calendar-plus", "ok"),
    Kind("deals.not_extended", N_("An extension was refused"), "deals.deal.refuse_extension", N_("The protection of “%(what)s” is not extended"), PARTNER, "", "calendar-off", "bad"),
    Kind("deals.reinstated", N_("A protection was extended after its end"), "deals.deal.reinstate", N_("The protection of “%(what)s” is extended"), PARTNER, "", "calendar-plus", "ok"),
    Kind("deals.not_reinstated", N_("An extension after the end was refused"), "deals.deal.refuse_reinstatement", N_("The protection of “%(what)s” is not extended"), PARTNER, "", "calendar-off", "bad"),
    Kind("deals.expiring", N_("A protection ends soon"), "deals.deal.expiring", N_("The protection of “%(what)s” ends soon"), PARTNER, "", "hourglass", "warn"),
    Kind("deals.expired", N_("A protection has ended"), "deals.deal.expire", N_("The protection of “%(what)s” has ended"), PARTNER, "", "clock-pause", "hold"),
    Kind("deals.approved_by_policy", N_("A registration was approved by the policy"), "deals.deal.approve_by_policy", N_("“%(what)s” is approved and protected"), PARTNER, "", "shield-check", "ok"),
    Kind("deals.approved_in_silence", N_("A registration was approved because our limit had passed"), "deals.deal.approve_in_silence", N_("“%(what)s” is approved: our own limit had passed"), PARTNER, "", "shield-check", "ok"),
    Kind("deals.not_first", N_("A registration is not the first"), "deals.deal.put_behind", N_("“%(what)s” is not the first; it comes up again when the first one ends"), PARTNER, "", "list-numbers", "hold"),
    Kind("deals.came_up", N_("A registration comes up again"), "deals.deal.come_up", N_("“%(what)s” comes up again: the one before it has ended"), STAFF, REVIEW, "arrow-up", decide=("approve",)),
    Kind("deals.comes_up", N_("A registration that waited comes up"), "deals.deal.comes_up", N_("“%(what)s” comes up: the one before it has ended"), STAFF, REVIEW, "arrow-up", decide=("approve",)),
    Kind("deals.dissolved", N_("A protection was ended by the program"), "deals.deal.dissolve", N_("The protection of “%(what)s” was ended"), PARTNER, "", "lock-open", "bad"),
    Kind("deals.amendment", N_("A partner asks for a change"), "deals.deal.request_amendment", N_("%(who)s asks to change “%(what)s”"), STAFF, REVIEW, "pencil", decide=("amend",)),
    Kind("deals.amended", N_("A change was approved"), "deals.deal.amend", N_("“%(what)s” was changed as you asked"), PARTNER, "", "pencil", "ok"),
    Kind("deals.not_amended", N_("A change was refused"), "deals.deal.refuse_amendment", N_("“%(what)s” stays as it was approved"), PARTNER, "", "circle-x", "bad"),
    Kind("deals.duplicate", N_("A registration was closed as a duplicate"), "deals.deal.close_duplicate", N_("“%(what)s” was closed: it is registered already"), PARTNER, "", "copy", "idle"),
    Kind("deals.stalled", N_("A deal has stalled"), "deals.deal.stall", N_("We have heard nothing of “%(what)s” for a while: what is the next step?"), PARTNER, "", "hourglass", "warn"),
    Kind("deals.stalled_staff", N_("A partner's deal has stalled"), "deals.deal.stall", N_("Nothing has been heard of “%(what)s” for a while"), STAFF, REVIEW, "hourglass", "warn", False),
]  # fmt: skip
