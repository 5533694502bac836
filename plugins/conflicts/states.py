"""The states of a conflict, and the words it is described with."""

from hansa import N_, StateLook

STATES = {
    "opened": StateLook(N_("Opened"), "info", "flag", N_("With the program: look at it"), N_("Your turn: look at it")),
    "triaged": StateLook(N_("Taken up"), "info", "eye", N_("With the program: ask for evidence"), N_("Your turn: ask for evidence")),
    "evidence": StateLook(N_("Evidence"), "warn", "paperclip", N_("Your turn: bring evidence"), N_("With the parties: evidence")),
    "mediation": StateLook(N_("Mediation"), "warn", "heart-handshake", N_("Talk, and accept a proposal"), N_("Your turn: propose")),
    "agreed": StateLook(N_("Agreement reached"), "ok", "thumb-up", N_("With the program: apply it"), N_("Your turn: apply it")),
    "arbitration": StateLook(N_("Arbitration"), "hold", "gavel", N_("With the program: ruling"), N_("Your turn: rule")),
    "ruling": StateLook(N_("Ruling"), "info", "gavel", N_("You can appeal once"), N_("With the parties: appeal or not")),
    "appeal": StateLook(N_("Appeal"), "hold", "gavel", N_("With the program: final ruling"), N_("Somebody else's turn: final ruling")),
    "final": StateLook(N_("Final"), "ok", "lock", N_("With the program: apply it"), N_("Your turn: apply it")),
    "applied": StateLook(N_("Applied"), "ok", "circle-check"),
    "published": StateLook(N_("Precedent published"), "ok", "books"),
    "dismissed": StateLook(N_("Dismissed"), "idle", "circle-x"),
}
ENDED = ("applied", "published", "dismissed")
"""States in which no clock stands still any more."""
FROZEN = tuple(key for key in STATES if key not in ("opened", *ENDED))
"""States in which the protections in question stand still; an opened conflict was looked at by nobody yet."""
GIVING = ("evidence", "mediation", "appeal")
"""States in which both sides may add evidence."""

KINDS = (
    ("horizontal", N_("Between partners")),
    ("vertical", N_("Between a distributor and its reseller")),
    ("role-direct", N_("Between a partner and our own sales")),
)
OUTCOMES = (
    ("none", N_("Everything stays as it is")),
    ("split", N_("The credit is split")),
    ("to-a", N_("The deal goes to A")),
    ("to-b", N_("The deal goes to B")),
)
CAUSES = (
    ("late-registration", N_("Registered late")),
    ("name-variant", N_("The customer was written differently")),
    ("scope-unclear", N_("Products or sites were not kept apart")),
    ("territory", N_("Territories overlap")),
    ("direct-sales", N_("Our own sales were active")),
    ("customer-invited-both", N_("The customer asked several partners")),
    ("review-error", N_("A mistake in our review")),
    ("other", N_("Another reason")),
)
SIDES = ("A", "B")
ROLES = (("claimant", N_("Claimant")), ("respondent", N_("Respondent")))
