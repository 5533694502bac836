"""Every function of the rule language: parameters, result, meaning, an example. The reference in the docs is made from this."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from core.i18n import N_
from core.rules import calendars, exact, texts
from core.rules.types import BOOL, DATE, DURATION, INTEGER, NUMBER, TEXT, Type

Result = Type | Callable[[tuple[Type, ...]], Type]
Kind = Literal[
    "text", "words", "texts", "integer", "number", "plain", "percent", "date", "day", "moment", "bool", "calendar", "mode", "zone"
]
REQUIRED: Any = object()


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter. `default` is what it is when left out."""

    name: str
    kind: Kind
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is unknown when an argument is. `sql`: both back ends know it. `partial`: it can be unknown by itself."""

    name: str
    params: tuple[Param, ...]
    result: Result
    run: Callable[..., Any]
    doc: str
    example: str
    sql: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A word that is written like a function and has a grammar of its own."""

    name: str
    signature: str
    doc: str
    example: str
    sql: bool = False
    params: tuple[Param, ...] = field(default=())


def _first(types: tuple[Type, ...]) -> Type:
    return types[0]


def _second(types: tuple[Type, ...]) -> Type:
    return types[1]


_TEXT, _PART = Param("text", "text"), Param("part", "text")
_DAY, _DATE = Param("day", "date"), Param("date", "date")
_FROM, _TO = Param("from_day", "date"), Param("to_day", "date")
_CALENDAR = Param("calendar", "calendar", calendars.PLAIN)
_N = Param("n", "integer")

_TEXTS = (
    Function(
        "contains",
        (_TEXT, _PART),
        BOOL,
        texts.contains,
        N_("Whether a text has a part, whatever the case."),
        'contains(customer.name, "gmbh")',
        sql=True,
    ),
    Function(
        "starts_with",
        (_TEXT, Param("start", "text")),
        BOOL,
        texts.starts_with,
        N_("Whether a text starts so, whatever the case."),
        'starts_with(customer.postal_code, "10")',
        sql=True,
    ),
    Function(
        "ends_with",
        (_TEXT, Param("end", "text")),
        BOOL,
        texts.ends_with,
        N_("Whether a text ends so, whatever the case."),
        'ends_with(customer.domain, ".cn")',
        sql=True,
    ),
    Function("lower", (_TEXT,), TEXT, texts.fold, N_("A text in small letters."), 'lower(customer.city) == "wuhan"', sql=True),
    Function("length", (_TEXT,), INTEGER, len, N_("How many characters a text has."), "length(deal.reason) >= 20", sql=True),
    Function(
        "has_any",
        (Param("list", "texts"), Param("texts", "words")),
        BOOL,
        texts.has_any,
        N_("Whether a list has at least one of the texts."),
        'has_any(partner.skills, ("cloud", "network"))',
        sql=True,
    ),
    Function(
        "has_all",
        (Param("list", "texts"), Param("texts", "words")),
        BOOL,
        texts.has_all,
        N_("Whether a list has every one of the texts."),
        'has_all(partner.skills, ("cloud", "network"))',
        sql=True,
    ),
    Function("how_many", (Param("list", "texts"),), INTEGER, len, N_("How many texts a list has."), "how_many(partner.skills) >= 2"),
    Function(
        "how_many_of",
        (Param("list", "texts"), Param("texts", "words")),
        INTEGER,
        texts.how_many_of,
        N_("How many of the texts a list has."),
        'how_many_of(partner.skills, ("cloud", "network")) >= 2',
    ),
)
_DAYS = (
    Function("days", (_N,), DURATION, calendars.days, N_("So many days."), "deal.submitted + days(90)", sql=True, partial=True),
    Function("weeks", (_N,), DURATION, calendars.weeks, N_("So many weeks."), "deal.submitted + weeks(2)", sql=True, partial=True),
    Function(
        "months",
        (_N,),
        DURATION,
        calendars.months,
        N_("So many months; a month without that day ends on its last."),
        "today - months(3)",
        sql=True,
        partial=True,
    ),
    Function("years", (_N,), DURATION, calendars.years, N_("So many years."), "partner.since + years(1)", sql=True, partial=True),
    Function(
        "hours", (_N,), DURATION, calendars.hours, N_("So many hours, to add to a moment."), "lead.assigned_at + hours(48)", partial=True
    ),
    Function(
        "business_days",
        (_N, _CALENDAR),
        DURATION,
        calendars.business_days,
        N_("So many working days, forwards or backwards; the start day does not count."),
        "claim.filed - business_days(10, holidays)",
        partial=True,
    ),
    Function("year", (_DATE,), INTEGER, lambda d: d.year, N_("The year of a date."), "year(deal.close_date) == 2026", sql=True),
    Function(
        "month", (_DATE,), INTEGER, lambda d: d.month, N_("The month of a date, 1 to 12."), "month(deal.close_date) in (1, 2, 3)", sql=True
    ),
    Function("day", (_DATE,), INTEGER, lambda d: d.day, N_("The day of the month of a date."), "day(invoice.date) <= 15", sql=True),
    Function(
        "weekday", (_DATE,), INTEGER, lambda d: d.weekday() + 1, N_("The day of the week: Monday is 1, Sunday 7."), "weekday(today) <= 5"
    ),
    Function("quarter", (_DATE,), INTEGER, calendars.quarter, N_("The quarter of the calendar year, 1 to 4."), "quarter(order.date) == 4"),
    Function("month_start", (_DATE,), DATE, calendars.month_start, N_("The first day of the month."), "month_start(today)"),
    Function("month_end", (_DATE,), DATE, calendars.month_end, N_("The last day of the month."), "month_end(invoice.date) + days(30)"),
    Function(
        "quarter_start", (_DATE,), DATE, calendars.quarter_start, N_("The first day of the calendar quarter."), "quarter_start(today)"
    ),
    Function("quarter_end", (_DATE,), DATE, calendars.quarter_end, N_("The last day of the calendar quarter."), "quarter_end(today)"),
    Function("year_start", (_DATE,), DATE, calendars.year_start, N_("The first of January."), "year_start(today)"),
    Function("year_end", (_DATE,), DATE, calendars.year_end, N_("The last of December."), "year_end(today)"),
    Function(
        "days_between",
        (_FROM, _TO),
        INTEGER,
        calendars.days_between,
        N_("How many days one date is after another."),
        "days_between(deal.submitted, today) <= 90",
        sql=True,
    ),
    Function(
        "months_between",
        (_FROM, _TO),
        INTEGER,
        calendars.months_between,
        N_("How many full months lie between two dates."),
        "months_between(partner.since, today) >= 12",
    ),
    Function(
        "business_days_between",
        (_FROM, _TO, _CALENDAR),
        INTEGER,
        calendars.business_days_between,
        N_("How many working days come after the first date, the last counted."),
        "business_days_between(lead.assigned, today, holidays)",
        partial=True,
    ),
    Function(
        "is_business_day",
        (_DAY, _CALENDAR),
        BOOL,
        calendars.is_business_day,
        N_("Whether a date is a working day."),
        "is_business_day(today, holidays)",
    ),
    Function(
        "business_day_from",
        (_DAY, _CALENDAR),
        DATE,
        calendars.business_day_from,
        N_("The date, moved on to a working day if it is none."),
        "business_day_from(invoice.due, holidays)",
        partial=True,
    ),
    Function(
        "business_day_until",
        (_DAY, _CALENDAR),
        DATE,
        calendars.business_day_until,
        N_("The date, moved back to a working day if it is none."),
        "business_day_until(invoice.due, holidays)",
        partial=True,
    ),
    Function(
        "overlap",
        (_FROM, _TO, Param("other_from", "date"), Param("other_to", "date"), Param("last_day_counts", "bool", False)),
        INTEGER,
        calendars.overlap,
        N_("How many days two ranges share; the last day of a range counts only if said so."),
        "overlap(contract.start, contract.end, period.start, period.end)",
    ),
    Function(
        "day_of",
        (Param("moment", "moment"), Param("zone", "zone")),
        DATE,
        calendars.day_of,
        N_("The date a moment has in a time zone."),
        'day_of(lead.assigned_at, "Asia/Shanghai")',
    ),
)
_NUMBERS = (
    Function(
        "abs", (Param("x", "number"),), _first, exact.absolute, N_("A number without its sign."), "abs(order.difference) <= 1", sql=True
    ),
    Function(
        "percent",
        (Param("part", "number"), Param("whole", "number")),
        NUMBER,
        exact.percent,
        N_("How many percent of the whole the part is, not rounded; of nothing it is unknown."),
        "percent(partner.revenue, partner.target) >= 95",
        partial=True,
    ),
    Function(
        "percent_of",
        (Param("rate", "plain"), Param("amount", "number")),
        _second,
        exact.percent_of,
        N_("So many percent of an amount, not rounded."),
        "percent_of(7.5, order.total)",
    ),
    Function(
        "round",
        (Param("x", "number"), Param("places", "integer", 0), Param("mode", "mode", "half_up")),
        _first,
        exact.rounded,
        N_("Rounded to so many decimals: half_up, half_even, down or up."),
        'round(percent_of(3, order.total), 2, "half_even")',
        partial=True,
    ),
)

FUNCTIONS = {function.name: function for function in (*_TEXTS, *_DAYS, *_NUMBERS)}

_ROWS = "value for row in rows if condition"
FORMS = {
    form.name: form
    for form in (
        Form("known", "known(x)", N_("Whether something is known. The same as `x is not None`."), "known(deal.close_date)", sql=True),
        Form(
            "if_unknown",
            "if_unknown(x, instead)",
            N_("Something, or a second thing when it is unknown."),
            "if_unknown(deal.discount, 0) <= 10",
            sql=True,
        ),
        Form("date", "date(text)", N_("A date, written year-month-day."), 'deal.close_date >= date("2026-01-31")', sql=True),
        Form(
            "moment",
            "moment(text)",
            N_("A moment, with its difference from UTC."),
            'lead.created_at >= moment("2026-01-31T09:00:00+08:00")',
            sql=True,
        ),
        Form("money", "money(amount, currency)", N_("An amount in a currency."), 'order.total >= money(5000, "EUR")', sql=True),
        Form("highest", "highest(a, b, …)", N_("The highest of several values."), "highest(partner.revenue, partner.last_year)"),
        Form("lowest", "lowest(a, b, …)", N_("The lowest of several values."), "lowest(claim.approved, claim.cost, fund.balance)"),
        Form(
            "lookup",
            "lookup(table, key, …, default=x)",
            N_("What a table holds for one or several keys; unknown when there is no such line and no default."),
            'lookup({"gold": 5, "silver": 3}, partner.tier, default=0)',
        ),
        Form(
            "scale",
            "scale(x, steps, default=y, over=False)",
            N_("What stands beside the highest step reached. A step is reached by its own value, with over=True only above it."),
            "scale(partner.revenue, {0: 1, 50000: 2, 100000: 4})",
        ),
        Form(
            "graduated",
            "graduated(x, steps)",
            N_("The sum over all bands of their percentage of the part inside the band."),
            "graduated(partner.revenue, {0: 1, 50000: 2})",
        ),
        Form(
            "any",
            "any(condition for row in rows)",
            N_("Whether the condition holds for at least one row."),
            'any(line.family == "A" for line in deal.lines)',
            sql=True,
        ),
        Form(
            "all",
            "all(condition for row in rows)",
            N_("Whether the condition holds for every row; without rows it does."),
            "all(line.price > 0 for line in deal.lines)",
            sql=True,
        ),
        Form(
            "count",
            "count(row for row in rows if condition)",
            N_("How many rows there are, or for how many the condition holds."),
            'count(line for line in deal.lines if line.family == "A") >= 2',
            sql=True,
        ),
        Form(
            "sum",
            f"sum({_ROWS})",
            N_("The sum of a value over rows; without rows 0."),
            'sum(line.amount for line in deal.lines if line.family == "A") >= 5000',
            sql=True,
        ),
        Form(
            "min",
            f"min({_ROWS})",
            N_("The lowest value over rows; without rows unknown."),
            "min(line.price for line in deal.lines)",
            sql=True,
        ),
        Form(
            "max",
            f"max({_ROWS})",
            N_("The highest value over rows; without rows unknown."),
            "max(line.price for line in deal.lines)",
            sql=True,
        ),
        Form(
            "first",
            f"first({_ROWS})",
            N_('The value of the first row. `ordered(rows, "date")` says what comes first.'),
            'first(line.price for line in ordered(deal.lines, "date"))',
        ),
        Form("last", f"last({_ROWS})", N_("The value of the last row."), 'last(line.price for line in ordered(deal.lines, "date"))'),
        Form(
            "average",
            f"average({_ROWS})",
            N_("The average over rows, not rounded; without rows unknown."),
            "average(line.price for line in deal.lines)",
        ),
        Form(
            "median",
            f"median({_ROWS})",
            N_("The middle value over rows; without rows unknown."),
            "median(line.price for line in deal.lines)",
        ),
        Form(
            "distinct",
            f"distinct({_ROWS})",
            N_("How many different values there are over rows."),
            "distinct(sale.customer for sale in partner.orders) >= 10",
        ),
        Form(
            "ordered",
            'ordered(rows, "fact")',
            N_('The rows, ordered by one of their facts; "-fact" turns the order round. Rows that lack it come last.'),
            'last(line.price for line in ordered(deal.lines, "date"))',
        ),
    )
}
"""Words with a grammar of their own. Those from `any` to `distinct` are about related rows."""

FOLDS = frozenset({"any", "all", "count", "sum", "min", "max", "first", "last", "average", "median", "distinct"})
SQL_FOLDS = frozenset(name for name in FOLDS if FORMS[name].sql)
