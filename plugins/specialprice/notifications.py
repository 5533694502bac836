"""Whom a step of a special price request is news for."""

from hansa import N_
from hansa import NotificationKind as Kind

REVIEW = "specialprice.request.review"

KINDS = [
    Kind("specialprice.submitted", N_("A special price waits for review"), "specialprice.request.submit", N_("%(who)s asks for a special price: “%(what)s”"), ("staff", "followers"), REVIEW, "send", decide=("approve",)),
    Kind("specialprice.accepted", N_("A counter-offer was accepted"), "specialprice.request.accept", N_("%(who)s accepted the counter-offer for “%(what)s”"), ("staff", "followers"), REVIEW, "thumb-up", "ok"),
    Kind("specialprice.declined", N_("A counter-offer was declined"), "specialprice.request.decline", N_("%(who)s declined the counter-offer for “%(what)s”"), ("staff", "followers"), REVIEW, "thumb-down", "bad"),
    Kind("specialprice.approved", N_("A special price was approved"), "specialprice.request.approve", N_("The special price “%(what)s” is approved"), ("creator", "followers"), "", "discount", "ok"),
    Kind("specialprice.countered", N_("A counter-offer was made"), "specialprice.request.counter", N_("There is a counter-offer for “%(what)s”"), ("creator", "followers"), "", "exchange", "warn"),
    Kind("specialprice.rejected", N_("A special price was rejected"), "specialprice.request.reject", N_("The special price “%(what)s” was rejected"), ("creator", "followers"), "", "circle-x", "bad"),
    Kind("specialprice.revoked", N_("A special price was revoked"), "specialprice.request.revoke", N_("The special price “%(what)s” was revoked"), ("creator", "followers"), "", "circle-minus", "bad"),
    Kind("specialprice.expired", N_("A special price has ended"), "specialprice.request.expire", N_("The special price “%(what)s” has ended with its protection"), ("creator", "followers"), "", "calendar-off", "hold"),
]  # fmt: skip
