"""Whom a step of a market fund is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

STAFF, BACK = ("staff", "followers"), ("creator", "followers")
REVIEW, CHECK, DEADLINE = "mdf.request.review", "mdf.claim.review", "mdf.extension.review"

KINDS = [
    Kind("mdf.submitted", N_("A marketing plan waits for review"), "mdf.request.submit", N_("%(who)s asks for marketing money: “%(what)s”"), STAFF, REVIEW, "send"),
    Kind("mdf.approved", N_("A marketing plan was approved"), "mdf.request.approve", N_("The plan “%(what)s” is approved"), BACK, "", "circle-check", "ok"),
    Kind("mdf.returned", N_("A marketing plan was returned"), "mdf.request.return_it", N_("The plan “%(what)s” needs more"), BACK, "", "alert-circle", "warn"),
    Kind("mdf.rejected", N_("A marketing plan was rejected"), "mdf.request.reject", N_("The plan “%(what)s” was rejected; it can be changed and sent again"), BACK, "", "circle-x", "bad"),
    Kind("mdf.declined", N_("A marketing plan was declined"), "mdf.request.decline", N_("The plan “%(what)s” was declined"), BACK, "", "circle-x", "bad"),
    Kind("mdf.offered", N_("There is money for a waiting plan"), "mdf.request.offer", N_("There is money for your plan “%(what)s” now"), BACK, "", "coins", "ok"),
    Kind("mdf.reported", N_("An activity was reported"), "mdf.activity.report", N_("%(who)s reported “%(what)s”"), STAFF, "mdf.activity.verify", "camera"),
    Kind("mdf.short", N_("Proof of an activity is missing"), "mdf.activity.ask_proof", N_("Proof is missing for “%(what)s”"), BACK, "", "alert-circle", "warn"),
    Kind("mdf.claim_soon", N_("A deadline for a claim is near"), "mdf.activity.claim_soon", N_("“%(what)s” has to be claimed soon"), BACK, "", "hourglass", "warn"),
    Kind("mdf.claimed", N_("A claim waits for a decision"), "mdf.claim.submit", N_("%(who)s claims for “%(what)s”"), STAFF, CHECK, "receipt"),
    Kind("mdf.claim_returned", N_("A claim was returned"), "mdf.claim.return_it", N_("The claim “%(what)s” needs more"), BACK, "", "alert-circle", "warn"),
    Kind("mdf.claim_approved", N_("A claim was approved"), "mdf.claim.approve", N_("The claim “%(what)s” is approved"), BACK, "", "circle-check", "ok"),
    Kind("mdf.claim_rejected", N_("A claim was rejected"), "mdf.claim.reject", N_("The claim “%(what)s” was rejected"), BACK, "", "circle-x", "bad"),
    Kind("mdf.paid", N_("A claim was paid"), "mdf.claim.pay", N_("The claim “%(what)s” was paid"), BACK, "", "cash", "ok"),
    Kind("mdf.more_time", N_("A partner asks for more time to claim"), "mdf.extension.created", N_("%(who)s asks for more time to claim"), STAFF, DEADLINE, "hourglass"),
    Kind("mdf.idle", N_("Money of a fund lies idle"), "mdf.allocation.announce", N_("“%(what)s” expires soon and is not planned"), ("partner", "followers"), "", "hourglass", "warn"),
]  # fmt: skip
