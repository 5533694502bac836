"""What published programs disagree about, as declared options. The first of each list that is no blank is the usual default."""

from hansa import N_

MISSING = (
    ("ask", N_("Ask a person")),
    ("no", N_("Does not hold")),
    ("yes", N_("Holds")),
)
BOUNDS = (
    ("steps", N_("Both ends belong to the band (100–499, 500–1499)")),
    ("from", N_("The first value belongs to it, the last does not (from … below)")),
    ("over", N_("The last value belongs to it, the first does not (over … up to)")),
)
OUTSIDE = (
    ("undefined", N_("Not defined: a person is asked")),
    ("nothing", N_("Nothing is given, on purpose")),
)
FROM_IS = (("at_least", N_("at least")), ("more_than", N_("more than")))
TO_IS = (("up_to", N_("up to")), ("below", N_("below")))
CHOOSE = (
    ("one", N_("They must not: it is an error")),
    ("first", N_("The first one counts")),
    ("highest", N_("The highest one counts")),
    ("sum", N_("They add up")),
    ("all", N_("Each of them counts")),
)
REASON_KINDS = (("info", N_("Explains")), ("pass", N_("Speaks for it")), ("warn", N_("Warns")), ("block", N_("Stands against it")))
UNITS = (
    ("days", N_("calendar days")),
    ("business_days", N_("working days")),
    ("weeks", N_("weeks")),
    ("months", N_("months; a month without that day ends on its last")),
    ("years", N_("years")),
    ("hours", N_("hours")),
)
START_DAY = (("not_counted", N_("Does not count")), ("counts", N_("Counts as the first")))
LAST_DAY = (("counts", N_("Still counts, to its end in the program's time zone")), ("not_counted", N_("No longer counts")))
NON_WORKING = (
    ("stays", N_("The limit stays")),
    ("next", N_("It moves on to the next working day")),
    ("previous", N_("It moves back to the working day before")),
)
