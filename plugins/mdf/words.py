"""The words of market funds: kinds of activities, of costs and of evidence, forms of payment."""

from collections.abc import Iterable

from hansa import N_, _

KINDS = (
    ("event", N_("Customer event")), ("seminar", N_("Seminar")), ("trade_show", N_("Trade show")), ("digital", N_("Digital campaign")),
    ("print", N_("Print and outdoor advertising")), ("content", N_("Content and translation")), ("training", N_("Training")),
    ("display", N_("Showroom and displays")), ("telesales", N_("Telemarketing")), ("brand", N_("Brand campaign")), ("other", N_("Something else")),
)  # fmt: skip
MODES = (("in_person", N_("In person")), ("virtual", N_("Online")), ("both", N_("Both")))
COSTS = (
    ("venue", N_("Venue")), ("media", N_("Media")), ("production", N_("Production")), ("speaker", N_("Speakers")), ("agency", N_("Agency")),
    ("catering", N_("Catering")), ("travel", N_("Travel")), ("alcohol", N_("Alcohol")), ("gifts", N_("Gifts")), ("staff", N_("Own staff")),
    ("tax", N_("Tax")), ("other", N_("Other")),
)  # fmt: skip
EVIDENCE = (
    ("photo", N_("Photos")), ("invoice", N_("Invoice of the supplier")), ("payment", N_("Proof of payment")), ("leads", N_("List of leads")),
    ("attendees", N_("List of attendees")), ("sample", N_("Sample of the advertisement")), ("report", N_("Report")),
)  # fmt: skip
PAYMENTS = (
    ("transfer", N_("Bank transfer")),
    ("credit_note", N_("Credit note")),
    ("goods", N_("Goods")),
    ("balance", N_("Balance for orders")),
)
LEVELS = (("pool", N_("Pool")), ("region", N_("Region")), ("program", N_("Program")))
ORIGINS = (("granted", N_("Granted")), ("accrued", N_("Accrued")), ("rebate", N_("Rebate")))

_LABELS = {**dict(KINDS), **dict(EVIDENCE), **dict(PAYMENTS)}


def said(codes: Iterable[str]) -> str:
    """Return codes of kinds or evidence in the reader's words; a code of the policy's own stays."""
    return ", ".join(_(_LABELS.get(code, code)) for code in codes)
