"""What a rebate program may say. What it leaves out has the default shown here."""

from typing import Any

from hansa import N_, fields
from plugins.policies.api import Formula, PolicySchema, Rule
from plugins.rebates.program import words
from plugins.rebates.program.parts import BandRows, ComponentRows, DateRows, FactorRows, MeasureRows, SplitRows, TargetRows
from plugins.rebates.program.rows import PeriodRow

WHO, WHEN, BESIDE, COUNT, PAY = N_("Participants"), N_("Periods"), N_("Beside other programs"), N_("What counts"), N_("What is paid")


def _choice(choices: Any, label: str, group: str, order: int, **options: Any) -> Any:
    return fields.Choice(
        choices=choices, load_default=options.pop("default", choices[0][0]), label=label, group=group, order=order, **options
    )


class RebatePolicy(PolicySchema):
    """The document of `rebates.program`: who takes part, which periods there are, what is counted and what it pays."""

    applies = Rule(facts="partner", missing="no", label=N_("For partners with"), help=N_("Empty means all."), group=WHO, order=1)
    known_on = _choice(
        words.ENDS_OF_PERIOD, N_("Levels and facts of partners and people are those of"), WHO, 1, help=N_("What changes on other days does not touch the period.")
    )
    receiver = _choice(words.RECEIVERS, N_("Who receives it"), WHO, 2)
    person = Formula(
        facts="line", label=N_("The person a line names"), group=WHO, order=2, help=N_("The field with an e-mail address, where people receive it.")
    )
    people = Rule(facts="person", missing="no", label=N_("For people with"), help=N_("Empty means all."), group=WHO, order=2)
    level = _choice(words.LEVELS, N_("Measured together"), WHO, 2)
    alike = Formula(facts="partner", label=N_("Alike by"), group=WHO, order=2, help=N_("Like partner.region. Who has no answer is alone."))
    open_pool = fields.Boolean(load_default=False, label=N_("Members see the figures of all together"), group=WHO, order=2)
    joined = Formula(
        facts="partner", label=N_("Day a partner joined"), group=WHO, order=3, help=N_("A fact with a date. Empty: it was always there.")
    )
    left = Formula(facts="partner", label=N_("Day a partner left"), group=WHO, order=4)
    joiners = _choice(words.PRESENCE, N_("Who joins within a period"), WHO, 5)
    leavers = _choice(words.PRESENCE, N_("Who leaves within a period"), WHO, 6)
    prorated = fields.MultiChoice(choices=words.PRORATED, load_default=["target"], label=N_("In proportion are"), group=WHO, order=7)
    starts_on = fields.Date(required=True, label=N_("First day"), group=WHEN, order=10)
    ends_on = fields.Date(label=N_("Last day"), group=WHEN, order=11)
    version_on = _choice(
        words.ENDS_OF_PERIOD, N_("The version that holds is that of"), WHEN, 11, help=N_("Of the first day: what is published within a period begins with the next one.")
    )
    frequency = _choice(words.FREQUENCIES, N_("Settled"), WHEN, 12)
    year = _choice(words.CALENDARS, N_("Calendar"), WHEN, 13)
    periods = fields.Lines(PeriodRow, load_default=list, max_rows=200, label=N_("Periods of its own"), group=WHEN, order=14)
    dated = _choice(words.DATES, N_("The date that counts"), WHEN, 15)
    grace_days = fields.Integer(
        load_default=0,
        min=0,
        max=400,
        label=N_("Days of grace"),
        group=WHEN,
        order=16,
        help=N_("Lines received later count for the next period."),
    )
    calculate_days = fields.Integer(load_default=0, min=0, max=400, label=N_("Calculated so many days after the end"), group=WHEN, order=17)
    counted_from = Formula(
        facts="partner", label=N_("Lines count from"), group=WHEN, order=15, help=N_("A day, like given.accepted_on. Empty: all lines of the period.")
    )
    currencies = _choice(words.CURRENCIES, N_("Lines in another currency"), WHEN, 15)
    settlement = _choice(words.SETTLEMENTS, N_("Settles"), WHEN, 18)
    since = _choice(words.SINCE, N_("Counted from"), WHEN, 19)
    dates = DateRows(max_rows=60, label=N_("Days of disputes and payments"), group=WHEN, order=20)
    sequence = fields.Integer(
        load_default=100,
        min=0,
        max=10_000,
        label=N_("Place in the sequence"),
        group=BESIDE,
        order=30,
        help=N_("Programs with a lower number come first."),
    )
    reduced = fields.Boolean(load_default=False, label=N_("Its base is reduced by earlier programs"), group=BESIDE, order=31)
    reduces = fields.Boolean(load_default=True, label=N_("It reduces the base of later programs"), group=BESIDE, order=32)
    looks_at = _choice(words.LOOKS_AT, N_("Later programs take off"), BESIDE, 33)
    measures = MeasureRows(max_rows=60, label=N_("Measures"), group=COUNT, order=40)
    targets = TargetRows(max_rows=40, label=N_("Targets"), group=COUNT, order=41)
    components = ComponentRows(max_rows=40, label=N_("Components"), group=PAY, order=50)
    bands = BandRows(max_rows=400, label=N_("Bands"), group=PAY, order=51)
    factors = FactorRows(max_rows=100, label=N_("Factors"), group=PAY, order=52)
    splits = SplitRows(max_rows=100, label=N_("Split"), group=PAY, order=53)
    cap = Formula(facts="program", label=N_("All components together pay at most, in a period"), group=PAY, order=54)
    cap_ever = Formula(facts="program", label=N_("All components together pay at most, over all periods"), group=PAY, order=54)
    minimum = Formula(
        facts="program", label=N_("All components together pay at least"), group=PAY, order=54, help=N_("The smallest payout of a period, tested on their sum.")
    )
    below_minimum = _choice(words.BELOW_MINIMUM, N_("Below the smallest payout"), PAY, 54)
    accrual = _choice(words.ACCRUALS, N_("Accrued is"), PAY, 55)
    budget = fields.Money(
        min=0, label=N_("Budget"), group=PAY, order=55, help=N_("Nothing is cut by it; whoever runs the program is warned.")
    )
