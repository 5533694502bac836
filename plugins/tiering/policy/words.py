"""The options a tier program declares, with what people call them."""

from hansa import N_

LADDERS = (
    ("own", N_("The highest level whose own requirements hold")),
    ("every_lower", N_("A level needs what every lower one asks, too")),
)
TESTS = (
    ("at_least", N_("at least")),
    ("more_than", N_("more than")),
    ("at_most", N_("at most")),
    ("below", N_("below")),
    ("holds", N_("holds")),
)
COUNTS = (("both", N_("To earn and to keep it")), ("earn", N_("Only to earn it")), ("keep", N_("Only to keep it")))
UNITS = (
    ("number", N_("Plain number")), ("money", N_("Amount of money")), ("percent", N_("Percentage")), ("points", N_("Points")),
    ("people", N_("People")), ("months", N_("Months")), ("days", N_("Days")), ("condition", N_("Condition")),
)  # fmt: skip
FRACTIONS = (("full", N_("Only full steps count")), ("part", N_("In proportion")))
UP_CHECKS = (
    ("at_once", N_("Every day")),
    ("month_ends", N_("At the end of every month")),
    ("months", N_("On the first day of named months")),
)
MONTHS = (
    ("1", N_("January")), ("2", N_("February")), ("3", N_("March")), ("4", N_("April")), ("5", N_("May")), ("6", N_("June")),
    ("7", N_("July")), ("8", N_("August")), ("9", N_("September")), ("10", N_("October")), ("11", N_("November")), ("12", N_("December")),
)  # fmt: skip
EFFECTIVE = (
    ("at_once", N_("The day it is decided")), ("next_day", N_("The next day")), ("next_month", N_("The first of the next month")),
    ("next_review", N_("The next review")),
)  # fmt: skip
BENEFIT_KINDS = (
    ("percent", N_("Percentage")), ("money", N_("Amount of money")), ("days", N_("Days")), ("number", N_("Plain number")), ("yes", N_("Yes or no")),
    ("text", N_("Text")),
)  # fmt: skip
RESULTS = (("none", N_("No level")), ("outside", N_("Not in this program")))
VALUES = (
    ("level", N_("Level")), ("rank", N_("Rank")), ("before", N_("Level before")), ("earned", N_("Earned by own requirements")),
    ("direction", N_("Direction")), ("next", N_("Next level")), ("ways", N_("Ways to the next level")), ("cheapest", N_("Cheapest way up")),
    ("failing", N_("Missing to keep it")), ("asks", N_("Not known")), ("figures", N_("Figures")), ("earned_points", N_("Points earned")),
    ("points", N_("Points that count, by category")), ("counted", N_("Points that count")),
    ("owed", N_("What the vendor owes")), ("paused", N_("Losses are paused")),
)  # fmt: skip
