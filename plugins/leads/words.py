"""The vocabularies of leads, as codes that can be counted."""

from hansa import N_

SOURCES = (
    ("form", N_("Entered by hand")),
    ("web", N_("Web form")),
    ("import", N_("Import")),
    ("api", N_("Another system")),
    ("event", N_("Event")),
    ("referral", N_("Referral")),
    ("partner", N_("Brought by a partner")),
    ("other", N_("Other")),
)
BASES = (
    ("consent", N_("Consent")),
    ("contract", N_("Before or within a contract")),
    ("interest", N_("Legitimate interest")),
    ("public", N_("Public business contact")),
)
VALUE_BANDS = (
    ("s", N_("Up to 10,000")),
    ("m", N_("10,000 to 50,000")),
    ("l", N_("50,000 to 250,000")),
    ("xl", N_("Over 250,000")),
)
DECLINES = (
    ("no-capacity", N_("We have no capacity now")),
    ("problem-unclear", N_("The problem is unclear")),
    ("next-steps-unclear", N_("The next steps are unclear")),
    ("unable-to-support", N_("We do not do this kind of project")),
    ("outside-territory", N_("Outside of our territory")),
    ("known-customer", N_("Already our customer, or our project")),
    ("conflict", N_("A conflict of interest")),
    ("too-small", N_("Too small for us")),
    ("spam", N_("Not a real lead (spam)")),
    ("other", N_("Another reason")),
)

LOSSES = (
    ("price", N_("Price")),
    ("competitor", N_("Competitor")),
    ("no-budget", N_("No budget")),
    ("no-decision", N_("No decision")),
    ("not-reached", N_("Could not be reached")),
    ("no-need", N_("No need")),
    ("other", N_("Another reason")),
)
DISCARDS = (
    ("spam", N_("Spam")),
    ("duplicate", N_("We have it already")),
    ("no-need", N_("No need")),
    ("invalid", N_("Cannot be reached")),
)
MODES = (
    ("deal", N_("Make it a deal")),
    ("both", N_("Make it a deal that is won")),
)
WEEKDAYS = (
    ("1", N_("Monday")),
    ("2", N_("Tuesday")),
    ("3", N_("Wednesday")),
    ("4", N_("Thursday")),
    ("5", N_("Friday")),
    ("6", N_("Saturday")),
    ("7", N_("Sunday")),
)
OUTCOMES = (("won", N_("Won")), ("lost", N_("Lost")))
REASONS = tuple(dict((*DECLINES, *LOSSES, *DISCARDS)).items())
