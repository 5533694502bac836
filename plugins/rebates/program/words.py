"""The choices of a rebate program, with what people read. The first of each list is the default."""

from hansa import N_

SOURCES = (
    ("amount", N_("Amount of invoiced lines")), ("quantity", N_("Quantity of invoiced lines")), ("lines", N_("Number of invoiced lines")),
    ("metric", N_("A measure over a window")),
)  # fmt: skip
KINDS = (
    ("goods", N_("Goods")), ("service", N_("Service")), ("charge", N_("Charge")), ("freight", N_("Freight")), ("tax", N_("Tax")),
    ("discount", N_("Discount")), ("return", N_("Return")),
)  # fmt: skip
COUNTED = ("goods", "service", "charge", "discount", "return")
SPANS = (
    ("period", N_("The period")), ("to_date", N_("From the start to the end of the period")), ("last_year", N_("The same period last year")),
    ("previous", N_("The period before")), ("quarter", N_("The quarter up to the end of the period")),
    ("half", N_("The half year up to the end of the period")), ("year", N_("The year up to the end of the period")),
)  # fmt: skip
METHODS = (
    ("whole", N_("The rate of the band reached, on everything")), ("stepped", N_("Each band's rate on the part inside the band")),
    ("rolling", N_("Every band reached: lower ones on their upper limit, the last on everything")),
    ("total", N_("Every band reached, each on everything")),
)  # fmt: skip
PAYS = (
    ("percent", N_("Percent of the base")), ("per_unit", N_("An amount for each unit of the base")), ("fixed", N_("A fixed amount")),
    ("multiple", N_("An amount for each full multiple")),
)  # fmt: skip
BOUNDS = (
    ("from", N_("The first value belongs to it, the last does not (from … below)")),
    ("over", N_("The last value belongs to it, the first does not (over … up to)")),
    ("steps", N_("Both ends belong to the band (100–499, 500–1499)")),
)
FROM_IS = (("at_least", N_("at least")), ("more_than", N_("more than")))
TO_IS = (("up_to", N_("up to")), ("below", N_("below")))
BELOW = (("nothing", N_("Nothing is given, on purpose")), ("undefined", N_("Not defined: a person is asked")))
ABOVE = (
    ("undefined", N_("Not defined: a person is asked")), ("capped", N_("It counts as the highest value of the last band")),
    ("nothing", N_("Nothing is given, on purpose")),
)  # fmt: skip
MISSING = (("ask", N_("Ask a person")), ("no", N_("Does not hold")), ("yes", N_("Holds")))
GUARANTEES = (
    ("period", N_("For each period on its own")),
    ("carried", N_("Set off against what earlier periods earned above it")),
)
BELOW_MINIMUM = (("forfeit", N_("Forfeited")), ("carry", N_("Carried to the next period")), ("form", N_("Paid in another form")))
ROUNDINGS = (("half_up", N_("Half up")), ("half_even", N_("Half to even")), ("down", N_("Down")), ("up", N_("Up")))
PLACES = (("component", N_("The component")), ("line", N_("Each invoiced line")), ("partner", N_("The partner's whole")))
FORMS = (
    ("credit_note", N_("Credit note")), ("balance", N_("Balance for orders")), ("bank", N_("Bank transfer")), ("goods", N_("Goods")),
    ("coop", N_("Marketing fund")),
)  # fmt: skip
FREQUENCIES = (
    ("quarter", N_("Every quarter")), ("month", N_("Every month")), ("half_month", N_("Every half month")), ("half", N_("Every half year")),
    ("year", N_("Every year")), ("whole", N_("Once, from start to end")), ("own", N_("Periods of its own")),
)  # fmt: skip
CALENDARS = (("fiscal", N_("Fiscal calendar of the program")), ("calendar", N_("Calendar year")))
DAYS = (("dispute", N_("Last day to dispute a line")), ("payment", N_("Day of payment")))
SETTLED_WITH = (
    ("period", N_("Each period")), ("quarter", N_("The last period of a quarter")), ("half", N_("The last period of a half year")),
    ("year", N_("The last period of a year")), ("end", N_("The last period of the program")),
)  # fmt: skip
SETTLEMENTS = (("period", N_("Each period on its own")), ("cumulative", N_("Since the start, less what was settled")))
SINCE = (("year", N_("The start of the year")), ("program", N_("The start of the program")))
DATES = (
    ("invoiced_on", N_("Invoice date")), ("ordered_on", N_("Order date")), ("delivered_on", N_("Delivery date")), ("paid_on", N_("Payment date")),
)  # fmt: skip
RECEIVERS = (("partner", N_("The partner")), ("distributor", N_("Its distributor")), ("person", N_("The person a line names")))
ENDS_OF_PERIOD = (("last", N_("The last day of the period")), ("first", N_("The first day of the period")))
PERSONAL = ("bank", "goods")
"""What a person can be paid as: credit notes, balances and funds are a partner's."""
LEVELS = (
    ("partner", N_("Each partner")), ("tree", N_("A partner with all above and below it")), ("alike", N_("Partners with the same answer to a formula")),
    ("all", N_("All partners together")),
)  # fmt: skip
COUNTED_FOR = (("own", N_("The partner")), ("pool", N_("All that are measured with it")))
SHARED = (
    ("own", N_("Nobody: each is paid on its own")), ("measure", N_("All, in proportion to what each bought")), ("equal", N_("All, in equal parts")),
    ("head", N_("The one at the head")),
)  # fmt: skip
CURRENCIES = (
    ("own", N_("Do not count")), ("day", N_("Count, by the rate of their day")), ("month", N_("Count, by the rate of the last day of their month")),
    ("quarter", N_("Count, by the rate of the last day of their quarter")), ("half", N_("Count, by the rate of the last day of their half year")),
    ("year", N_("Count, by the rate of the last day of their year")),
)  # fmt: skip
ACCRUALS = (
    ("earned", N_("What is earned so far")), ("band", N_("What was bought so far, at the rate of the band expected at the end")),
    ("average", N_("What was bought so far, at the average rate expected over the whole period")),
)  # fmt: skip
LOOKS_AT = (
    ("earned", N_("What it earns")), ("settled", N_("What was settled of it")), ("both", N_("What was settled, else what it earns")),
)  # fmt: skip
PRESENCE = (
    ("full", N_("Counts as if there all the time")), ("days", N_("In proportion, by days")), ("months", N_("In proportion, by months begun")),
    ("out", N_("Is left out of the period")),
)  # fmt: skip
PRORATED = (("target", N_("Targets")), ("threshold", N_("Bounds of bands")), ("base", N_("Base")))
STEPS = ("factor", "cap", "guarantee", "minimum", "rounding")
RESULTS = (
    ("earned", N_("Earned")), ("nothing", N_("Nothing earned")), ("outside", N_("Not in this program")), ("ask", N_("A person is asked")),
)  # fmt: skip
