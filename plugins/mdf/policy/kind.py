"""The kind of policy that runs a fund."""

from hansa import N_
from plugins.mdf.engine.engine import VERSION, engine
from plugins.mdf.policy.checking import check
from plugins.mdf.policy.document import DEFAULT, FundPolicy
from plugins.mdf.policy.vocabulary import OPEN_TO_PARTNERS, vocabularies
from plugins.policies.api import PolicyKind

KEY = "mdf.program"
RESULTS = (
    ("fits", N_("Fits the fund")), ("cut", N_("Cut to the share")), ("wait", N_("Waits for money")), ("refuse", N_("Refused")),
    ("review", N_("A person decides")), ("pay", N_("Is paid")), ("return", N_("Returned for proof")), ("accrued", N_("Accrued")),
    ("outside", N_("Not in this fund")), ("forfeited", N_("Forfeited")), ("carried", N_("Carried over")), ("honour", N_("Approved money is paid")),
    ("forfeit", N_("Everything is forfeited")), ("expiry", N_("Runs to its last day")),
)  # fmt: skip
VALUES = (
    ("payable", N_("To be paid")), ("exact", N_("Unrounded")), ("eligible", N_("Cost that counts")), ("off", N_("Cost that does not count")),
    ("percent", N_("Our share in percent")), ("left", N_("Left in the fund")), ("accrued", N_("Accrued")), ("last_day", N_("Last day")),
    ("last_claim_day", N_("Last day to claim")), ("pay_by", N_("Paid by")), ("answer_by", N_("Answered by")), ("forfeited", N_("Forfeited")),
    ("next_year_opening", N_("Opens the next year with")), ("honoured", N_("Still paid")), ("grants", N_("Can be granted")), ("parts", N_("By component")),
)  # fmt: skip
PROGRAM = PolicyKind(
    key=KEY, label=N_("Market funds"), schema=FundPolicy, engine=engine, engine_version=VERSION, several=True,
    help=N_("What a fund pays for: shares, proof, deadlines, how it grows and when it expires. One for each fund."),
    anchor=N_("The day a request is submitted; its claims stay under that version. Accruals: the last day of the period."),
    facts=vocabularies, check=check, default=DEFAULT, results=RESULTS, values=VALUES, partner_results=("*",), partner_reasons=("*",),
    partner_values=tuple(name for name, _label in VALUES), partner_facts=OPEN_TO_PARTNERS,
)  # fmt: skip
